//! What is true between any two calls.

use crate::{
	Config, HoldReason, ListingDetails, Listings, NextListingId, NextReleaseId, Pallet, Parent,
	ReleaseDetails, ReleasePayees, Releases, ReleasesByListing, royalty,
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
	/// 2. each listing counts exactly its releases and the sum of their deposits;
	/// 3. the deposits of an owner's listings add up to what is on hold on its account;
	/// 4. each release belongs to a listing, is indexed under it, and the index holds nothing else;
	/// 5. a release is of an offered class, no deeper than allowed, younger than its parents, and
	///    passes no more on to them than allowed;
	/// 6. exactly the releases have payees: accounts named once, shares above zero, the sum one.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut owners: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
		for (id, listing) in Listings::<T>::iter() {
			Self::try_listing(id, &listing)?;
			let sum = owners.entry(listing.owner).or_default();
			*sum = sum.saturating_add(listing.deposit).saturating_add(listing.releases_deposit);
		}
		for (owner, deposits) in owners {
			let held = T::Currency::balance_on_hold(&HoldReason::Deposit.into(), &owner);
			ensure!(held == deposits, "3: deposits do not add up to the hold");
		}
		for (id, release) in Releases::<T>::iter() {
			Self::try_release(id, &release)?;
		}
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
		let (mut releases, mut deposits) = (0u32, 0u128);
		for release in ReleasesByListing::<T>::iter_key_prefix(id) {
			let details = Releases::<T>::get(release).ok_or("4: indexed release is missing")?;
			releases = releases.saturating_add(1);
			deposits = deposits.saturating_add(details.deposit);
		}
		ensure!(releases == listing.releases, "2: a listing miscounts its releases");
		ensure!(deposits == listing.releases_deposit, "2: a listing miscounts deposits");
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
		ensure!(release.class == VerificationClass::Replicated, "5: class is not offered");
		ensure!(release.depth <= T::MaxLineageDepth::get(), "5: lineage is too deep");
		let mut passed_on = 0u32;
		for (Parent::Release(parent), share) in &release.parents {
			ensure!(*parent < id, "5: a release is older than its parent");
			passed_on = passed_on.saturating_add(share.deconstruct());
		}
		ensure!(
			Perbill::from_parts(passed_on) <= T::MaxParentsShare::get(),
			"5: parents get too much"
		);
		ensure!(royalty::is_whole(&ReleasePayees::<T>::get(id)), "6: payees do not share one");
		Ok(())
	}
}
