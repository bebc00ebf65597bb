//! What is true between any two calls.

use crate::{
	ArtefactFormat, BadModelRoots, Config, HoldReason, ListingDetails, Listings, ModelHeaders,
	NextListingId, NextReleaseId, Pallet, Parent, ReleaseDetails, ReleasePayees, Releases,
	ReleasesByListing, ReleasesByModel, royalty,
};
use alloc::collections::BTreeMap;
use frame_support::{
	ensure,
	traits::{Get, fungible::InspectHold},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{Perbill, TryRuntimeError};
use stoa_primitives::{Balance, ListingId, ReleaseId, VerificationClass};

impl<T: Config> Pallet<T> {
	/// Checks that
	///
	/// 1. ids in use are below the next id;
	/// 2. each listing counts exactly its releases and the sums of their deposits and bonds;
	/// 3. the deposits of an owner's listings add up to what is on hold on its account, and so do the
	///    bonds;
	/// 4. each release belongs to a listing, is indexed under it, and the index holds nothing else;
	/// 5. a release is of an offered class, no deeper than allowed, younger than its parents, and
	///    passes no more on to them than allowed;
	/// 6. exactly the releases have payees: accounts named once, shares above zero, the sum one;
	/// 7. exactly the releases of class Exact have a model: of the artefact's format, with a header that
	///    hashes to its root, and found by that root;
	/// 8. a model was reported in the past.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut owners: BTreeMap<T::AccountId, (Balance, Balance)> = BTreeMap::new();
		for (id, listing) in Listings::<T>::iter() {
			Self::try_listing(id, &listing)?;
			let (deposits, bonds) = owners.entry(listing.owner).or_default();
			*deposits =
				deposits.saturating_add(listing.deposit).saturating_add(listing.releases_deposit);
			*bonds = bonds.saturating_add(listing.bonds);
		}
		for (owner, (deposits, bonds)) in owners {
			let held = |reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &owner);
			ensure!(held(HoldReason::Deposit) == deposits, "3: deposits are not what is on hold");
			ensure!(held(HoldReason::ReleaseBond) == bonds, "3: bonds are not what is on hold");
		}
		for (id, release) in Releases::<T>::iter() {
			Self::try_release(id, &release)?;
			Self::try_model(id, &release)?;
		}
		for release in ModelHeaders::<T>::iter_keys() {
			let exact = Releases::<T>::get(release).and_then(|details| details.exact);
			ensure!(exact.is_some(), "7: a header of no release of class Exact");
		}
		for (model, release) in ReleasesByModel::<T>::iter_keys() {
			let exact = Releases::<T>::get(release).and_then(|details| details.exact);
			ensure!(exact.is_some_and(|exact| exact.model == model), "7: a model's release is not");
		}
		let now = frame_system::Pallet::<T>::block_number();
		let past = BadModelRoots::<T>::iter_values().all(|bad| bad.reported_at <= now);
		ensure!(past, "8: a report from the future");
		for (listing, release) in ReleasesByListing::<T>::iter_keys() {
			let known = Releases::<T>::get(release).is_some_and(|r| r.listing == listing);
			ensure!(known, "4: the index names a release that its listing does not have");
		}
		for release in ReleasePayees::<T>::iter_keys() {
			ensure!(Releases::<T>::contains_key(release), "6: payees of no release");
		}
		Ok(())
	}

	fn try_listing(
		id: ListingId,
		listing: &ListingDetails<T::AccountId>,
	) -> Result<(), TryRuntimeError> {
		ensure!(id < NextListingId::<T>::get(), "1: a listing's id is to be given again");
		let (mut releases, mut deposits, mut bonds) = (0u32, 0u128, 0u128);
		for release in ReleasesByListing::<T>::iter_key_prefix(id) {
			let details = Releases::<T>::get(release).ok_or("4: indexed release is missing")?;
			releases = releases.saturating_add(1);
			deposits = deposits.saturating_add(details.deposit);
			bonds = bonds.saturating_add(details.exact.map_or(0, |exact| exact.bond));
		}
		ensure!(releases == listing.releases, "2: a listing miscounts its releases");
		ensure!(deposits == listing.releases_deposit, "2: a listing miscounts deposits");
		ensure!(bonds == listing.bonds, "2: a listing miscounts bonds");
		Ok(())
	}

	fn try_release(
		id: ReleaseId,
		release: &ReleaseDetails<BlockNumberFor<T>>,
	) -> Result<(), TryRuntimeError> {
		ensure!(id < NextReleaseId::<T>::get(), "1: a release's id is to be given again");
		ensure!(Listings::<T>::contains_key(release.listing), "4: a release without listing");
		ensure!(
			ReleasesByListing::<T>::contains_key(release.listing, id),
			"4: a release is not indexed"
		);
		let offered = [VerificationClass::Replicated, VerificationClass::Exact];
		ensure!(offered.contains(&release.class), "5: class is not offered");
		ensure!(release.depth <= T::MaxLineageDepth::get(), "5: lineage is too deep");
		let mut passed_on = 0u32;
		for (parent, share) in &release.parents {
			let older = match parent {
				Parent::Release(parent) => *parent < id,
				Parent::License(_) => true,
			};
			ensure!(older, "5: a release is older than its parent");
			passed_on = passed_on.saturating_add(share.deconstruct());
		}
		ensure!(
			Perbill::from_parts(passed_on) <= T::MaxParentsShare::get(),
			"5: parents get too much"
		);
		ensure!(royalty::is_whole(&ReleasePayees::<T>::get(id)), "6: payees do not share one");
		Ok(())
	}
	fn try_model(
		id: ReleaseId,
		release: &ReleaseDetails<BlockNumberFor<T>>,
	) -> Result<(), TryRuntimeError> {
		let Some(exact) = release.exact else {
			ensure!(release.class != VerificationClass::Exact, "7: class Exact without a model");
			return Ok(());
		};
		ensure!(release.class == VerificationClass::Exact, "7: a model of another class");
		ensure!(release.artefact.format == ArtefactFormat::Exact, "7: of another format");
		let header = ModelHeaders::<T>::get(id).ok_or("7: a header is missing")?;
		let root = sp_io::hashing::blake2_256(&header);
		ensure!(root == exact.model, "7: a header does not hash to its root");
		let found = ReleasesByModel::<T>::contains_key(exact.model, id);
		ensure!(found, "7: a release is not found by its model");
		Ok(())
	}
}
