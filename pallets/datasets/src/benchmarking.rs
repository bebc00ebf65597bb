//! One benchmark per call, each in its worst case, and what the agenda does.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used,
	reason = "benchmarks set up what they measure, and stop if they cannot"
)]

mod setup;

use crate::*;
use alloc::{boxed::Box, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::*,
	traits::{EnsureOrigin, fungible::Mutate},
};
use frame_system::RawOrigin;
use setup::*;
use sp_runtime::{Perbill, SaturatedConversion};
use stoa_primitives::{
	Balance, DataReleaseId, DatasetId, Digest, LicenseId, Ruling, RunId, STOA, TermId,
	dataset::{
		CHUNK_BYTES, Chunk, DataCommitment, DataKey, DataOpening, MAX_DATA_BYTES, chunk_key,
		encrypt_chunk, key_commitment, public_key, root_of, run_commitment, seal_envelope,
		share_commitment,
	},
	frame::{
		Algorithm, Arbitrator, CaseOutcome, ChainIdentity, LicenseInspect, OnRuling, Payees,
		royalty,
	},
};

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn publish() {
		let owner = funded::<T>("owner", 0);
		#[extrinsic_call]
		_(signed::<T>(&owner), metadata(), STOA);
		assert_eq!(Datasets::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn set_metadata() {
		let (owner, id) = super::publish::<T>();
		let other = Metadata { card: [9; 32], ..metadata() };
		#[extrinsic_call]
		_(signed::<T>(&owner), id, other);
		assert_eq!(Datasets::<T>::get(id).unwrap().metadata.card, [9; 32]);
	}

	#[benchmark]
	fn set_state() {
		let (owner, id) = super::publish::<T>();
		#[extrinsic_call]
		_(signed::<T>(&owner), id, DatasetState::Paused);
		assert_eq!(Datasets::<T>::get(id).unwrap().state, DatasetState::Paused);
	}

	#[benchmark]
	fn add_bond() {
		let (owner, id) = super::publish::<T>();
		let before = Datasets::<T>::get(id).unwrap().bond;
		#[extrinsic_call]
		_(signed::<T>(&owner), id, STOA);
		assert_eq!(Datasets::<T>::get(id).unwrap().bond, before + STOA);
	}

	#[benchmark]
	fn unpublish() {
		let (owner, id) = super::publish::<T>();
		#[extrinsic_call]
		_(signed::<T>(&owner), id);
		assert!(!Datasets::<T>::contains_key(id));
	}

	#[benchmark]
	fn add_release() {
		// All parents are others', with eight payees each, and the last use of each licence is taken.
		let share = Perbill::from_percent(10);
		let uses =
			Term { uses: Some(1), rights: Rights { derive: true, ..Default::default() }, ..term() };
		let mut parents = Vec::new();
		for _ in 0..MAX_PARENTS {
			let (_, _, license) = active::<T>(uses.clone());
			let release = Licenses::<T>::get(license).unwrap().release;
			ReleasePayees::<T>::mutate(release, |payees| {
				payees.truncate(7);
				let rest = Perbill::from_parts(royalty::WHOLE - 7 * (royalty::WHOLE / 32));
				payees.try_push((account("rest", 0, 0), rest)).unwrap();
			});
			parents.push(DataParent { release, license: Some(license), share });
		}
		let buyer = funded::<T>("buyer", 0);
		let dataset = NextDatasetId::<T>::get();
		Pallet::<T>::publish(signed::<T>(&buyer).into(), metadata(), STOA).unwrap();
		let split: Vec<_> = (0..MAX_SPLIT)
			.map(|n| (account("split", n, 0), Perbill::from_parts(royalty::WHOLE / MAX_SPLIT)))
			.collect();
		let new = NewDataRelease {
			split: split.try_into().unwrap(),
			parents: parents.try_into().unwrap(),
			..new_release::<T>(&buyer)
		};
		let release = NextReleaseId::<T>::get();
		#[extrinsic_call]
		_(signed::<T>(&buyer), dataset, Box::new(new));
		assert!(Releases::<T>::contains_key(release));
	}

	#[benchmark]
	fn retire_release() {
		let (owner, _, release, _) = on_sale::<T>(commitment(&leaf(true).0), term());
		#[extrinsic_call]
		_(signed::<T>(&owner), release);
		assert_eq!(Releases::<T>::get(release).unwrap().state, DataReleaseState::Retired);
	}

	#[benchmark]
	fn drop_release() {
		let (owner, _, release, _) = on_sale::<T>(commitment(&leaf(true).0), term());
		Pallet::<T>::retire_release(signed::<T>(&owner).into(), release).unwrap();
		#[extrinsic_call]
		_(signed::<T>(&owner), release);
		assert!(!Releases::<T>::contains_key(release));
	}

	#[benchmark]
	fn add_term() {
		let (owner, id) = super::publish::<T>();
		#[extrinsic_call]
		_(signed::<T>(&owner), id, term());
		assert_eq!(Terms::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn set_price() {
		let (owner, id, _, number) = on_sale::<T>(commitment(&leaf(true).0), term());
		#[extrinsic_call]
		_(signed::<T>(&owner), id, number, 7);
		assert_eq!(Terms::<T>::get(id, number).unwrap().price, 7);
	}

	#[benchmark]
	fn drop_term() {
		let (owner, id, _, number) = on_sale::<T>(commitment(&leaf(true).0), term());
		#[extrinsic_call]
		_(signed::<T>(&owner), id, number);
		assert!(!Terms::<T>::contains_key(id, number));
	}

	#[benchmark]
	fn set_list() {
		let (owner, id) = super::publish::<T>();
		#[extrinsic_call]
		_(signed::<T>(&owner), id, ListMode::Only);
		assert_eq!(Datasets::<T>::get(id).unwrap().list, ListMode::Only);
	}

	#[benchmark]
	fn list_account() {
		let (owner, id) = super::publish::<T>();
		let other: T::AccountId = account("other", 0, 0);
		#[extrinsic_call]
		_(signed::<T>(&owner), id, other.clone(), true);
		assert!(Listed::<T>::contains_key(id, other));
	}

	#[benchmark]
	fn set_algorithm() {
		let (owner, id) = super::publish::<T>();
		let algorithm = algorithm();
		#[extrinsic_call]
		_(signed::<T>(&owner), id, CHECKSUM, Some(algorithm));
		assert_eq!(Algorithms::<T>::get(id, CHECKSUM), Some(algorithm));
	}

	#[benchmark]
	fn set_privacy_budget() {
		let (owner, id) = super::publish::<T>();
		#[extrinsic_call]
		_(signed::<T>(&owner), id, 7);
		assert_eq!(Datasets::<T>::get(id).unwrap().budget.total, 7);
	}

	#[benchmark]
	fn buy() {
		let (_, _, release, number) = on_sale::<T>(commitment(&leaf(true).0), term());
		let buyer = funded::<T>("buyer", 0);
		#[extrinsic_call]
		_(signed::<T>(&buyer), release, number, PRICE, Some(public_key(&SECRET)));
		assert_eq!(Licenses::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn deliver() {
		let (owner, _, id) = bought::<T>(commitment(&leaf(true).0), term());
		let envelope = seal_envelope(&public_key(&SECRET), &KEY, [5; 32]).unwrap();
		#[extrinsic_call]
		_(signed::<T>(&owner), id, envelope);
		let stage = Licenses::<T>::get(id).unwrap().stage;
		assert!(matches!(stage, LicenseStage::Delivered { .. }));
	}

	#[benchmark]
	fn acknowledge() {
		// A free one is settled with it.
		let free = Term { price: 0, ..term() };
		let (_, buyer, id) = delivered::<T>(commitment(&leaf(true).0), free, KEY);
		#[extrinsic_call]
		_(signed::<T>(&buyer), id);
		assert!(Licenses::<T>::get(id).unwrap().settled);
	}

	#[benchmark]
	fn prove_wrong_key() {
		// The envelope opens, the key is the right one, and it does not lead to the chunk's at the end of the
		// longest path.
		let (mut opening, _) = leaf(true);
		opening.leaf.key = [1; 32];
		let (_, buyer, id) = delivered::<T>(commitment(&opening), term(), KEY);
		#[extrinsic_call]
		_(signed::<T>(&buyer), id, SECRET, Some(Box::new(opening)));
		assert!(!Licenses::<T>::contains_key(id));
	}

	#[benchmark]
	fn prove_garbage() {
		let (opening, chunk) = leaf(false);
		let (_, buyer, id) = delivered::<T>(commitment(&opening), term(), KEY);
		Pallet::<T>::acknowledge(signed::<T>(&buyer).into(), id).unwrap();
		set_now::<T>(now::<T>() + BLOCKS / 2);
		let chunk_key = chunk_key(&KEY, 0);
		#[extrinsic_call]
		_(signed::<T>(&buyer), id, Box::new(opening), chunk_key, chunk);
		assert!(!Licenses::<T>::contains_key(id));
	}

	#[benchmark]
	fn claim_refund() {
		let (_, buyer, id) = active::<T>(term());
		set_now::<T>(now::<T>() + BLOCKS / 2);
		let release = Licenses::<T>::get(id).unwrap().release;
		Releases::<T>::mutate(release, |release| {
			release.as_mut().unwrap().state = DataReleaseState::Faulty { at: now::<T>() };
		});
		#[extrinsic_call]
		_(signed::<T>(&buyer), id);
		assert!(!Licenses::<T>::contains_key(id));
	}

	#[benchmark]
	fn collect() {
		let (_, buyer, id) = active::<T>(term());
		set_now::<T>(now::<T>() + BLOCKS / 2);
		#[extrinsic_call]
		_(signed::<T>(&buyer), id);
		assert_eq!(Licenses::<T>::get(id).unwrap().escrow, PRICE / 2);
	}

	#[benchmark]
	fn go_to_court() {
		let (_, buyer, id) = active::<T>(term());
		#[extrinsic_call]
		_(signed::<T>(&buyer), id);
		assert!(T::Court::open_case(&id).is_some());
	}

	#[benchmark]
	fn transfer_license() {
		let (_, buyer, id) = active::<T>(term());
		let to = funded::<T>("other", 0);
		#[extrinsic_call]
		_(signed::<T>(&buyer), id, to.clone());
		assert_eq!(Licenses::<T>::get(id).unwrap().licensee, to);
	}

	#[benchmark]
	fn sublicense() {
		let (_, buyer, id) = active::<T>(term());
		let to = funded::<T>("other", 0);
		#[extrinsic_call]
		_(signed::<T>(&buyer), id, to);
		assert_eq!(Licenses::<T>::get(id).unwrap().passed_on, 1);
	}

	#[benchmark]
	fn drop_license() {
		let (_, buyer, id) = active::<T>(term());
		#[extrinsic_call]
		_(signed::<T>(&buyer), id);
		assert!(!Licenses::<T>::contains_key(id));
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = Parameters { max_bounty: 77, ..Default::default() };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);
		assert_eq!(CurrentParameters::<T>::get(), parameters);
		Ok(())
	}

	#[benchmark]
	fn agenda_block() {
		let full = vec![Due::License(0); T::MaxDeadlinesPerBlock::get() as usize];
		Agenda::<T>::insert(1, BoundedVec::truncate_from(full));
		let entries;
		#[block]
		{
			entries = Agenda::<T>::take(1);
			AgendaCursor::<T>::put(2);
		}
		assert!(!entries.is_empty());
	}

	#[benchmark]
	fn agenda_stale() {
		let (_, _, id) = active::<T>(term());
		let license;
		#[block]
		{
			license = Licenses::<T>::get(id);
		}
		assert!(license.is_some());
	}

	#[benchmark]
	fn run_license() {
		let (_, _, id) = active::<T>(term());
		let at = now::<T>() + BLOCKS;
		set_now::<T>(at);
		let done;
		#[block]
		{
			done = Pallet::<T>::advance(id, at);
		}
		assert!(done && !Licenses::<T>::contains_key(id));
	}

	#[benchmark]
	fn on_ruling() {
		let (owner, buyer, id) = active::<T>(term());
		let models: Vec<_> = (0..MAX_MODELS).collect();
		Licenses::<T>::mutate(id, |license| {
			license.as_mut().unwrap().models = models.try_into().unwrap();
		});
		set_now::<T>(now::<T>() + BLOCKS / 2);
		Pallet::<T>::go_to_court(signed::<T>(&owner).into(), id).expect("it is in force");
		let outcome = CaseOutcome {
			case: T::Court::open_case(&id).expect("it was opened"),
			claimant: owner,
			respondent: buyer,
			ruling: Some(Ruling::Revoke),
			at_stake: PRICE / 2,
		};
		let moved;
		#[block]
		{
			moved = Pallet::<T>::on_ruling(&id, &outcome);
		}
		assert_eq!(moved, PRICE / 2);
	}

	#[benchmark]
	fn deliver_share() {
		let (_, _, id) = bought::<T>(commitment(&leaf(true).0), term());
		split_key::<T>(id, 2);
		let envelope = seal_envelope(&public_key(&SECRET), &KEY, [5; 32]).unwrap();
		let first = signed::<T>(&custodian::<T>(0)).into();
		Pallet::<T>::deliver_share(first, id, envelope).expect("it is awaited");
		let last = custodian::<T>(MAX_CUSTODIANS - 1);
		#[extrinsic_call]
		_(signed::<T>(&last), id, envelope);
		let stage = Licenses::<T>::get(id).unwrap().stage;
		assert!(matches!(stage, LicenseStage::Delivered { .. }));
	}

	#[benchmark]
	fn prove_wrong_shares() {
		// All shares open and are as promised; the last step shows that they make another key.
		let (opening, _) = leaf(true);
		let data = DataCommitment { key: [1; 32], ..commitment(&opening) };
		let (_, buyer, id) = bought::<T>(data, term());
		split_key::<T>(id, MAX_CUSTODIANS as u8);
		let envelope = seal_envelope(&public_key(&SECRET), &KEY, [5; 32]).unwrap();
		for n in 0..MAX_CUSTODIANS {
			let origin = signed::<T>(&custodian::<T>(n)).into();
			Pallet::<T>::deliver_share(origin, id, envelope).expect("it is awaited");
		}
		#[extrinsic_call]
		prove_wrong_key(signed::<T>(&buyer), id, SECRET, Some(Box::new(opening)));
		assert!(!Licenses::<T>::contains_key(id));
	}

	#[benchmark]
	fn request_run() {
		let (buyer, run) = requested::<T>();
		let license = Runs::<T>::get(run).unwrap().license;
		let (key, seats) = (public_key(&SECRET), all_seats::<T>());
		#[extrinsic_call]
		_(signed::<T>(&buyer), license, CHECKSUM, [2; 32], key, seats, Balance::MAX);
		assert_eq!(Runs::<T>::iter().count(), 2);
	}

	#[benchmark]
	fn commit_run() {
		let (_, run) = requested::<T>();
		commit::<T>(run, MAX_CUSTODIANS - 1, &result(&leaf_of_result(true).0));
		let last = custodian::<T>(MAX_CUSTODIANS - 1);
		#[extrinsic_call]
		_(signed::<T>(&last), run, [3; 32]);
		let stage = Runs::<T>::get(run).unwrap().stage;
		assert!(matches!(stage, RunStage::Revealing { .. }));
	}

	#[benchmark]
	fn fail_run() {
		// One more, and too few are left.
		let (_, run) = requested::<T>();
		for n in 1..MAX_CUSTODIANS / 2 {
			let origin = signed::<T>(&custodian::<T>(n)).into();
			Pallet::<T>::fail_run(origin, run).expect("it has a seat");
		}
		let last = custodian::<T>(MAX_CUSTODIANS - 1);
		#[extrinsic_call]
		_(signed::<T>(&last), run);
		assert!(!Runs::<T>::contains_key(run));
	}

	#[benchmark]
	fn reveal_run() {
		let (_, run) = requested::<T>();
		let result = result(&leaf_of_result(true).0);
		commit::<T>(run, MAX_CUSTODIANS, &result);
		reveal::<T>(run, MAX_CUSTODIANS - 1, &result);
		let last = custodian::<T>(MAX_CUSTODIANS - 1);
		#[extrinsic_call]
		_(signed::<T>(&last), run, result, [0; 32]);
		let stage = Runs::<T>::get(run).unwrap().stage;
		assert!(matches!(stage, RunStage::Offered { .. }));
	}

	#[benchmark]
	fn accept_run() {
		let (buyer, run) = offered::<T>(&result(&leaf_of_result(true).0));
		#[extrinsic_call]
		_(signed::<T>(&buyer), run);
		let stage = Runs::<T>::get(run).unwrap().stage;
		assert!(matches!(stage, RunStage::Accepted { .. }));
	}

	#[benchmark]
	fn deliver_run() {
		let (buyer, run) = offered::<T>(&result(&leaf_of_result(true).0));
		Pallet::<T>::accept_run(signed::<T>(&buyer).into(), run).unwrap();
		let envelope = seal_envelope(&public_key(&SECRET), &KEY, [5; 32]).unwrap();
		let last = custodian::<T>(MAX_CUSTODIANS - 1);
		#[extrinsic_call]
		_(signed::<T>(&last), run, envelope);
		let stage = Runs::<T>::get(run).unwrap().stage;
		assert!(matches!(stage, RunStage::Delivered { .. }));
	}

	#[benchmark]
	fn acknowledge_run() {
		let (buyer, run) = run_delivered::<T>(&result(&leaf_of_result(true).0));
		#[extrinsic_call]
		_(signed::<T>(&buyer), run);
		assert!(!Runs::<T>::contains_key(run));
	}

	#[benchmark]
	fn prove_wrong_run_key() {
		// It is not wrong: then all are paid.
		let (opening, _) = leaf_of_result(true);
		let (buyer, run) = run_delivered::<T>(&result(&opening));
		#[extrinsic_call]
		_(signed::<T>(&buyer), run, SECRET, Some(Box::new(opening)));
		assert!(!Runs::<T>::contains_key(run));
	}

	#[benchmark]
	fn prove_run_garbage() {
		let (opening, chunk) = leaf_of_result(true);
		let (buyer, run) = run_delivered::<T>(&result(&opening));
		let chunk_key = chunk_key(&KEY, 0);
		#[extrinsic_call]
		_(signed::<T>(&buyer), run, Box::new(opening), chunk_key, chunk);
		assert!(!Runs::<T>::contains_key(run));
	}

	#[benchmark]
	fn end_run() {
		let (_, run) = run_delivered::<T>(&result(&leaf_of_result(true).0));
		let at = Runs::<T>::get(run).unwrap().until() + 1;
		set_now::<T>(at);
		let done;
		#[block]
		{
			done = Pallet::<T>::advance_run(run, at);
		}
		assert!(done && !Runs::<T>::contains_key(run));
	}

	#[benchmark]
	fn train() {
		let rights = Rights { train: true, ..Default::default() };
		let (_, buyer, id) = active::<T>(Term { uses: Some(1), rights, ..term() });
		let trained;
		#[block]
		{
			trained = <Pallet<T> as LicenseInspect<T::AccountId>>::train(7, &buyer, &[id]);
		}
		assert!(trained.is_ok() && ModelData::<T>::contains_key(7));
	}

	#[benchmark]
	fn forget() {
		let rights = Rights { train: true, ..Default::default() };
		let mut licenses = Vec::new();
		let mut licensee = funded::<T>("buyer", 0);
		for _ in 0..MAX_TRAINED_ON {
			let (_, buyer, id) = active::<T>(Term { rights, ..term() });
			licensee = buyer;
			licenses.push(id);
		}
		let trained = <Pallet<T> as LicenseInspect<T::AccountId>>::train(7, &licensee, &licenses);
		assert!(trained.is_ok());
		#[block]
		{
			<Pallet<T> as LicenseInspect<T::AccountId>>::forget(7);
		}
		assert!(!ModelData::<T>::contains_key(7));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
