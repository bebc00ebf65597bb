//! Worst case of each call, and the release that other pallets' benchmarks use.

use super::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{
	BoundedVec,
	traits::{Get, fungible::Mutate},
};
use frame_system::{Pallet as System, RawOrigin, pallet_prelude::BlockNumberFor};
use sp_runtime::{Perbill, traits::Saturating};
use stoa_exact::{
	Config as Shape, Extras, Header,
	config::MAX_LAYERS,
	header::{MAX_HEADER, Storage},
	ops::Quant,
};
use stoa_primitives::{
	Balance, Digest, ListingId, ReleaseId, STOA, TokenPrice, VerificationClass,
	frame::{BadModels, ModelHeader, Payees},
};

const PRICE: TokenPrice = TokenPrice { per_1k_input: STOA, per_1k_output: STOA };
const ENGINE: Digest = [7; 32];

fn metadata(bytes: u8) -> Metadata {
	Metadata {
		name: BoundedVec::truncate_from(alloc::vec![b'n'; bytes.min(64).into()]),
		card: [9; 32],
		uri: BoundedVec::truncate_from(alloc::vec![b'u'; bytes.into()]),
	}
}

fn artefact() -> Artefact {
	Artefact { hash: [8; 32], bytes: 1, format: ArtefactFormat::Gguf }
}

fn exact_artefact() -> Artefact {
	Artefact { format: ArtefactFormat::Exact, ..artefact() }
}

/// The longest header, of a model that is as wide and reads as much as one of so many layers may.
pub(crate) fn longest_header() -> ModelHeader {
	let shape = |heads: u32| Shape {
		layers: MAX_LAYERS,
		dim: 64 * heads,
		heads,
		kv_heads: heads,
		ffn: 1_536,
		vocabulary: 49_152,
		context: 8_192,
		rope_base: 10_000,
		epsilon: 2_684,
		extras: Extras::default(),
	};
	let of = |heads: u32| {
		let layers = alloc::vec![0; MAX_LAYERS as usize];
		let storage = Storage { embedding: Quant::Q8, head: None, layers };
		let header = Header::new(shape(heads), storage, &[2], [1; 32], [2; 32]).ok()?;
		header.can_be_shown().then(|| header.encode())
	};
	let bytes = (1..=20).rev().find_map(of).expect("one of them can be refereed");
	assert_eq!(bytes.len(), MAX_HEADER);
	BoundedVec::truncate_from(bytes)
}

fn licence() -> Licence {
	BoundedVec::truncate_from(alloc::vec![b'L'; 64])
}

/// `count` accounts that share one, the last a little less or more than the others.
fn shares<T: Config>(name: &'static str, count: u32) -> Vec<(T::AccountId, Perbill)> {
	let each = royalty::WHOLE / count;
	let last = royalty::WHOLE - each * (count - 1);
	(0..count)
		.map(|i| (account(name, i, 0), if i + 1 == count { last } else { each }))
		.map(|(who, parts)| (who, Perbill::from_parts(parts)))
		.collect()
}

fn fund<T: Config>(who: &T::AccountId) {
	let _ = T::Currency::mint_into(who, 10_000_000 * STOA);
}

fn funded<T: Config>() -> T::AccountId {
	let owner = whitelisted_caller();
	fund::<T>(&owner);
	owner
}

fn insert_listing<T: Config>(owner: &T::AccountId) -> ListingId {
	Pallet::<T>::do_publish(owner.clone(), metadata(1)).unwrap();
	NextListingId::<T>::get() - 1
}

/// A release that is active and pays `payees` accounts, without deposit: its owner needs no funds.
pub(crate) fn insert_release<T: Config>(
	owner: &T::AccountId,
	payees: u32,
	parents: Parents,
) -> ReleaseId {
	let listing = NextListingId::<T>::mutate(|next| core::mem::replace(next, *next + 1));
	let release = NextReleaseId::<T>::mutate(|next| core::mem::replace(next, *next + 1));
	let listed = ListingDetails {
		owner: owner.clone(),
		metadata: metadata(1),
		deposit: 0,
		releases: 1,
		releases_deposit: 0,
		bonds: 0,
	};
	let details = ReleaseDetails {
		listing,
		artefact: artefact(),
		engine: ENGINE,
		class: VerificationClass::Replicated,
		licence: licence(),
		context_tokens: 4_096,
		price: PRICE,
		depth: u8::from(!parents.is_empty()),
		parents,
		deposit: 0,
		exact: None,
		retired_at: None,
	};
	Listings::<T>::insert(listing, listed);
	Releases::<T>::insert(release, details);
	ReleasesByListing::<T>::insert(listing, release, ());
	ReleasePayees::<T>::insert(
		release,
		Payees::<T::AccountId>::truncate_from(shares::<T>("payee", payees.max(1))),
	);
	release
}

/// A release of class Exact of the model with this root, of which nobody knows the header.
pub(crate) fn release_of_model<T: Config>(model: Digest) {
	let owner: T::AccountId = account("publisher", 0, 0);
	let release = insert_release::<T>(&owner, 1, Parents::default());
	Releases::<T>::mutate_extant(release, |details| {
		details.class = VerificationClass::Exact;
		details.exact = Some(ExactRelease { model, bond: 0 });
	});
	ReleasesByModel::<T>::insert(model, release, ());
}

fn held_release<T: Config>(owner: &T::AccountId) -> (ListingId, ReleaseId) {
	let listing = insert_listing::<T>(owner);
	let new = NewRelease {
		artefact: exact_artefact(),
		engine: ENGINE,
		class: VerificationClass::Exact,
		licence: licence(),
		context_tokens: 4_096,
		price: PRICE,
		split: BoundedVec::truncate_from(shares::<T>("split", MAX_SPLIT)),
		parents: Default::default(),
		model: Some(longest_header()),
	};
	Pallet::<T>::do_add_release(owner.clone(), listing, new).unwrap();
	(listing, NextReleaseId::<T>::get() - 1)
}

fn last_event<T: Config>(event: Event<T>) {
	System::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(event));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn publish() {
		let owner = funded::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), metadata(255));
		assert_eq!(Listings::<T>::iter().count(), 1);
	}

	/// All parents pay the same 24 accounts, so that with 8 own ones the list is full.
	#[benchmark]
	fn add_release(s: Linear<1, MAX_SPLIT>, p: Linear<0, MAX_PARENTS>) {
		let owner = funded::<T>();
		let listing = insert_listing::<T>(&owner);
		let share = Perbill::from_parts(T::MaxParentsShare::get().deconstruct() / MAX_PARENTS);
		let parents: Vec<_> = (0..p)
			.map(|_| insert_release::<T>(&owner, 24, Parents::default()))
			.map(|id| (Parent::Release(id), share))
			.collect();
		let model = longest_header();
		#[extrinsic_call]
		_(
			RawOrigin::Signed(owner),
			listing,
			exact_artefact(),
			ENGINE,
			VerificationClass::Exact,
			licence(),
			4_096,
			PRICE,
			BoundedVec::truncate_from(shares::<T>("split", s)),
			BoundedVec::truncate_from(parents),
			Some(model),
		);
		let payees = ReleasePayees::<T>::get(NextReleaseId::<T>::get() - 1).len() as u32;
		assert_eq!(payees, s + if p > 0 { 24 } else { 0 });
	}

	#[benchmark]
	fn set_price() {
		let owner = funded::<T>();
		let (_, release) = held_release::<T>(&owner);
		let price = TokenPrice::default();
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), release, price);
		last_event::<T>(Event::PriceSet { release, price });
	}

	#[benchmark]
	fn retire() {
		let owner = funded::<T>();
		let (_, release) = held_release::<T>(&owner);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), release);
		assert!(Releases::<T>::get(release).unwrap().retired_at.is_some());
	}

	#[benchmark]
	fn transfer_listing() {
		let owner = funded::<T>();
		let to: T::AccountId = account("to", 0, 0);
		fund::<T>(&to);
		let (listing, _) = held_release::<T>(&owner);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), listing, to.clone());
		assert_eq!(Listings::<T>::get(listing).unwrap().owner, to);
	}

	#[benchmark]
	fn unpublish() {
		let owner = funded::<T>();
		let listing = insert_listing::<T>(&owner);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), listing);
		assert!(!Listings::<T>::contains_key(listing));
	}

	#[benchmark]
	fn set_metadata() {
		let owner = funded::<T>();
		let listing = insert_listing::<T>(&owner);
		let before: Balance = Listings::<T>::get(listing).unwrap().deposit;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), listing, metadata(255));
		assert!(Listings::<T>::get(listing).unwrap().deposit >= before);
	}

	/// Its model is bad: the bond goes two ways.
	#[benchmark]
	fn drop_release() {
		let owner = funded::<T>();
		let (_, release) = held_release::<T>(&owner);
		let reporter: T::AccountId = account("reporter", 0, 0);
		fund::<T>(&reporter);
		let model = Releases::<T>::get(release).unwrap().exact.unwrap().model;
		Pallet::<T>::report(&model, &reporter).unwrap();
		let now: BlockNumberFor<T> = System::<T>::block_number();
		System::<T>::set_block_number(now.saturating_add(T::RetireGrace::get()));
		let caller: T::AccountId = account("caller", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), release);
		assert!(!Releases::<T>::contains_key(release));
	}

	/// What the referee's calls contain of this pallet.
	#[benchmark]
	fn report() {
		let model = [5; 32];
		release_of_model::<T>(model);
		let reporter: T::AccountId = account("reporter", 0, 0);
		#[block]
		{
			Pallet::<T>::report(&model, &reporter).unwrap();
		}
		assert!(Pallet::<T>::is_bad(&model));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
