//! What the calls do, and what other pallets see.

use crate::{
	Ancestor, Config, Error, Event, HoldReason, ListingDetails, ListingPage, Listings, MAX_PAGE,
	Metadata, ModelHeaders, NewRelease, NextListingId, NextReleaseId, Pallet, Parent, Parents,
	ReleaseDetails, ReleasePayees, Releases, ReleasesByListing, royalty, text,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
	ensure,
	traits::{
		Get,
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	ArithmeticError, DispatchError, DispatchResult, Perbill,
	traits::{CheckedAdd, Saturating},
};
use stoa_primitives::{
	Balance, LicenseId, ListingId, ReleaseId, TokenPrice,
	frame::{LicenseInspect, ModelHeader, ModelInspect, Payees, ReleaseTerms},
};

/// Most ids that one page of listings looks at, so that a long gap costs several calls, not one
/// endless one.
const MAX_SCAN: u32 = 1_000;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish(owner: T::AccountId, metadata: Metadata) -> DispatchResult {
		Self::check_metadata(&metadata)?;
		let listing = NextListingId::<T>::get();
		NextListingId::<T>::put(listing.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let mut details = ListingDetails {
			owner: owner.clone(),
			metadata,
			deposit: 0,
			releases: 0,
			releases_deposit: 0,
			bonds: 0,
		};
		let deposit = Self::deposit_for(details.encoded_size());
		details.deposit = deposit;
		Self::hold(HoldReason::Deposit, &owner, deposit)?;
		Listings::<T>::insert(listing, details);
		Self::deposit_event(Event::ListingPublished { listing, owner, deposit });
		Ok(())
	}

	pub(crate) fn do_set_metadata(
		owner: T::AccountId,
		listing: ListingId,
		metadata: Metadata,
	) -> DispatchResult {
		Self::check_metadata(&metadata)?;
		let mut details = Self::owned(&owner, listing)?;
		let before = details.deposit;
		details.metadata = metadata;
		let deposit = Self::deposit_for(details.encoded_size());
		details.deposit = deposit;
		Self::hold(HoldReason::Deposit, &owner, deposit.saturating_sub(before))?;
		Self::give_back(&owner, before.saturating_sub(deposit))?;
		Listings::<T>::insert(listing, details);
		Self::deposit_event(Event::MetadataSet { listing, owner, deposit });
		Ok(())
	}

	pub(crate) fn do_transfer_listing(
		from: T::AccountId,
		listing: ListingId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut details = Self::owned(&from, listing)?;
		ensure!(from != to, Error::<T>::AlreadyOwner);
		ensure!(frame_system::Pallet::<T>::account_exists(&to), Error::<T>::RecipientNotFound);
		let deposit = details
			.deposit
			.checked_add(details.releases_deposit)
			.ok_or(ArithmeticError::Overflow)?;
		let bonds = details.bonds;
		Self::move_held(HoldReason::Deposit, &from, &to, deposit)?;
		Self::move_held(HoldReason::ReleaseBond, &from, &to, bonds)?;
		details.owner = to.clone();
		Listings::<T>::insert(listing, details);
		Self::deposit_event(Event::ListingTransferred { listing, from, to, deposit, bonds });
		Ok(())
	}

	pub(crate) fn do_unpublish(owner: T::AccountId, listing: ListingId) -> DispatchResult {
		let details = Self::owned(&owner, listing)?;
		ensure!(details.releases == 0, Error::<T>::ReleasesRemain);
		Self::give_back(&owner, details.deposit)?;
		Listings::<T>::remove(listing);
		Self::deposit_event(Event::ListingUnpublished { listing, owner, deposit: details.deposit });
		Ok(())
	}

	pub(crate) fn do_add_release(
		owner: T::AccountId,
		listing: ListingId,
		new: NewRelease<T::AccountId>,
	) -> DispatchResult {
		let mut listed = Self::owned(&owner, listing)?;
		ensure!(listed.releases < T::MaxReleases::get(), Error::<T>::TooManyReleases);
		Self::check_release(&new)?;
		let exact = Self::check_model(&new)?;
		let (depth, payees) = Self::descend(&owner, &new)?;

		let release = NextReleaseId::<T>::get();
		NextReleaseId::<T>::put(release.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		T::Licenses::train(release, &owner, &licenses_of(&new.parents))?;
		let (artefact, class, price) = (new.artefact.hash, new.class, new.price);
		let mut details = ReleaseDetails {
			listing,
			artefact: new.artefact,
			engine: new.engine,
			class,
			licence: new.licence,
			context_tokens: new.context_tokens,
			price,
			parents: new.parents,
			depth,
			deposit: 0,
			exact,
			retired_at: None,
		};
		let sizes = [details.encoded_size(), payees.encoded_size(), new.model.encoded_size()];
		let deposit = Self::deposit_for(sizes.iter().sum());
		details.deposit = deposit;
		let bond = exact.map_or(0, |exact| exact.bond);
		Self::hold(HoldReason::Deposit, &owner, deposit)?;
		Self::hold(HoldReason::ReleaseBond, &owner, bond)?;

		Self::count_in(&mut listed, deposit, bond)?;
		Listings::<T>::insert(listing, listed);
		Releases::<T>::insert(release, details);
		ReleasesByListing::<T>::insert(listing, release, ());
		ReleasePayees::<T>::insert(release, payees);
		if let (Some(exact), Some(header)) = (exact, new.model) {
			Self::insert_model(release, exact.model, header);
		}
		Self::deposit_event(Event::ReleaseAdded {
			release,
			listing,
			owner,
			artefact,
			class,
			price,
			deposit,
			exact,
		});
		Ok(())
	}

	/// One release more of a listing.
	fn count_in(
		listed: &mut ListingDetails<T::AccountId>,
		deposit: Balance,
		bond: Balance,
	) -> Result<(), ArithmeticError> {
		let overflow = ArithmeticError::Overflow;
		listed.releases = listed.releases.checked_add(1).ok_or(overflow)?;
		listed.releases_deposit = listed.releases_deposit.checked_add(deposit).ok_or(overflow)?;
		listed.bonds = listed.bonds.checked_add(bond).ok_or(overflow)?;
		Ok(())
	}

	/// One release less of a listing.
	fn count_out(
		listed: &mut ListingDetails<T::AccountId>,
		deposit: Balance,
		bond: Balance,
	) -> Result<(), ArithmeticError> {
		let underflow = ArithmeticError::Underflow;
		listed.releases = listed.releases.checked_sub(1).ok_or(underflow)?;
		listed.releases_deposit = listed.releases_deposit.checked_sub(deposit).ok_or(underflow)?;
		listed.bonds = listed.bonds.checked_sub(bond).ok_or(underflow)?;
		Ok(())
	}

	pub(crate) fn do_set_price(
		owner: T::AccountId,
		release: ReleaseId,
		price: TokenPrice,
	) -> DispatchResult {
		let mut details = Self::owned_active_release(&owner, release)?;
		details.price = price;
		Releases::<T>::insert(release, details);
		Self::deposit_event(Event::PriceSet { release, price });
		Ok(())
	}

	pub(crate) fn do_retire(owner: T::AccountId, release: ReleaseId) -> DispatchResult {
		let mut details = Self::owned_active_release(&owner, release)?;
		let now = frame_system::Pallet::<T>::block_number();
		details.retired_at = Some(now);
		Releases::<T>::insert(release, details);
		let droppable_at = now.saturating_add(T::RetireGrace::get());
		Self::deposit_event(Event::ReleaseRetired { release, droppable_at });
		Ok(())
	}

	pub(crate) fn do_drop_release(release: ReleaseId) -> DispatchResult {
		let details = Releases::<T>::get(release).ok_or(Error::<T>::ReleaseNotFound)?;
		let bad = Self::report_about(&details);
		let stopped_at = Self::stopped_at(&details, &bad).ok_or(Error::<T>::ReleaseActive)?;
		let now = frame_system::Pallet::<T>::block_number();
		let droppable_at =
			stopped_at.checked_add(&T::RetireGrace::get()).ok_or(ArithmeticError::Overflow)?;
		ensure!(now >= droppable_at, Error::<T>::TooEarly);

		let ReleaseDetails { listing, deposit, exact, .. } = details;
		let mut listed = Listings::<T>::get(listing).ok_or(Error::<T>::ListingNotFound)?;
		let owner = listed.owner.clone();
		Self::count_out(&mut listed, deposit, exact.map_or(0, |exact| exact.bond))?;
		Self::give_back(&owner, deposit)?;
		let bond = match exact {
			Some(exact) => Self::remove_model(release, exact, &owner, bad)?,
			None => 0,
		};
		Listings::<T>::insert(listing, listed);
		Releases::<T>::remove(release);
		ReleasesByListing::<T>::remove(listing, release);
		ReleasePayees::<T>::remove(release);
		T::Licenses::forget(release);
		Self::deposit_event(Event::ReleaseDropped { release, owner, deposit, bond });
		Ok(())
	}

	fn owned(
		owner: &T::AccountId,
		listing: ListingId,
	) -> Result<ListingDetails<T::AccountId>, DispatchError> {
		let details = Listings::<T>::get(listing).ok_or(Error::<T>::ListingNotFound)?;
		ensure!(details.owner == *owner, Error::<T>::NotOwner);
		Ok(details)
	}

	fn owned_active_release(
		owner: &T::AccountId,
		release: ReleaseId,
	) -> Result<ReleaseDetails<BlockNumberFor<T>>, DispatchError> {
		let details = Releases::<T>::get(release).ok_or(Error::<T>::ReleaseNotFound)?;
		Self::owned(owner, details.listing)?;
		ensure!(details.retired_at.is_none(), Error::<T>::ReleaseRetired);
		Ok(details)
	}

	fn check_metadata(metadata: &Metadata) -> DispatchResult {
		ensure!(text::is_name(&metadata.name), Error::<T>::InvalidName);
		ensure!(text::is_uri(&metadata.uri), Error::<T>::InvalidUri);
		Ok(())
	}

	fn check_release(new: &NewRelease<T::AccountId>) -> DispatchResult {
		ensure!(text::is_licence_id(&new.licence), Error::<T>::InvalidLicence);
		ensure!(new.artefact.bytes > 0, Error::<T>::EmptyArtefact);
		ensure!(new.context_tokens > 0, Error::<T>::ZeroContext);
		Ok(())
	}

	/// How many generations above the new release there are, and who shares its royalty.
	fn descend(
		owner: &T::AccountId,
		new: &NewRelease<T::AccountId>,
	) -> Result<(u8, Payees<T::AccountId>), DispatchError> {
		Self::check_shares(&new.parents)?;
		let mut depth = 0u8;
		let mut lists = Vec::with_capacity(new.parents.len());
		for (parent, share) in &new.parents {
			let payees = match parent {
				Parent::Release(id) => {
					let parent = Releases::<T>::get(id).ok_or(Error::<T>::ParentNotFound)?;
					depth = depth.max(parent.depth.saturating_add(1));
					ReleasePayees::<T>::get(id)
				}
				Parent::License(id) => {
					let may = T::Licenses::may_train(*id, owner);
					ensure!(may, Error::<T>::ParentNotLicensed);
					T::Licenses::payees(*id)
				}
			};
			lists.push((*share, payees));
		}
		ensure!(depth <= T::MaxLineageDepth::get(), Error::<T>::LineageTooDeep);
		let payees = royalty::flatten(&new.split, &lists).map_err(|error| match error {
			royalty::RoyaltyError::InvalidSplit => Error::<T>::InvalidSplit,
			royalty::RoyaltyError::SharesTooHigh => Error::<T>::ParentsShareTooHigh,
			royalty::RoyaltyError::TooManyPayees => Error::<T>::TooManyPayees,
		})?;
		Ok((depth, payees))
	}

	fn check_shares(parents: &Parents) -> DispatchResult {
		let mut seen = Vec::with_capacity(parents.len());
		let mut sum = Perbill::zero();
		for (parent, share) in parents {
			let pays = !share.is_zero() || matches!(parent, Parent::License(_));
			ensure!(pays && !seen.contains(parent), Error::<T>::InvalidParents);
			seen.push(*parent);
			sum = sum.checked_add(share).ok_or(Error::<T>::ParentsShareTooHigh)?;
		}
		ensure!(sum <= T::MaxParentsShare::get(), Error::<T>::ParentsShareTooHigh);
		Ok(())
	}

	/// Planck to hold for something that takes `bytes` bytes.
	fn deposit_for(bytes: usize) -> Balance {
		let bytes = Balance::try_from(bytes).unwrap_or(Balance::MAX);
		T::DepositBase::get().saturating_add(T::DepositPerByte::get().saturating_mul(bytes))
	}

	fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::hold(&reason.into(), who, amount)
			.map_err(|_| Error::<T>::InsufficientFunds.into())
	}

	/// Moves what is on hold at `from` to `to`, where it stays on hold.
	fn move_held(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		let reason = reason.into();
		let (precision, mode, force) = (Precision::Exact, Restriction::OnHold, Fortitude::Polite);
		T::Currency::transfer_on_hold(&reason, from, to, amount, precision, mode, force).map(|_| ())
	}

	fn give_back(who: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::release(&HoldReason::Deposit.into(), who, amount, Precision::Exact).map(|_| ())
	}
}

/// What the view functions do.
impl<T: Config> Pallet<T> {
	pub(crate) fn page(from: ListingId, limit: u32) -> ListingPage<T::AccountId> {
		let end = NextListingId::<T>::get();
		let limit = limit.clamp(1, MAX_PAGE) as usize;
		let stop = end.min(from.saturating_add(MAX_SCAN));
		let mut listings = Vec::new();
		let mut at = from;
		while at < stop && listings.len() < limit {
			if let Some(details) = Listings::<T>::get(at) {
				listings.push((at, details));
			}
			at = at.saturating_add(1);
		}
		ListingPage { listings, next: (at < end).then_some(at) }
	}

	pub(crate) fn listed_releases(
		listing: ListingId,
	) -> Vec<(ReleaseId, ReleaseDetails<BlockNumberFor<T>>)> {
		let mut ids: Vec<_> = ReleasesByListing::<T>::iter_key_prefix(listing).collect();
		ids.sort_unstable();
		ids.into_iter().filter_map(|id| Some((id, Releases::<T>::get(id)?))).collect()
	}

	/// Breadth first. At most fan-out to the power of the depth, each seen once.
	pub(crate) fn ancestors(release: ReleaseId) -> Vec<Ancestor> {
		let mut found: Vec<Ancestor> = Vec::new();
		let mut generation = Vec::from([release]);
		for distance in 1..=T::MaxLineageDepth::get() {
			let mut above = Vec::new();
			for child in generation {
				let Some(details) = Releases::<T>::get(child) else { continue };
				for (parent, share) in details.parents {
					if let Parent::Release(id) = parent
						&& !found.iter().any(|known| known.parent == parent)
						&& !above.contains(&id)
					{
						above.push(id);
					}
					found.push(Ancestor { parent, child, distance, share });
				}
			}
			generation = above;
		}
		found
	}
}

/// The licences among what a release was made from.
fn licenses_of(parents: &Parents) -> Vec<LicenseId> {
	let licenses = parents.iter().filter_map(|(parent, _)| match parent {
		Parent::License(id) => Some(*id),
		Parent::Release(_) => None,
	});
	licenses.collect()
}

impl<T: Config> ModelInspect<T::AccountId> for Pallet<T> {
	fn terms(release: ReleaseId) -> Option<ReleaseTerms> {
		Releases::<T>::get(release).map(|details| ReleaseTerms {
			class: details.class,
			price: details.price,
			context_tokens: details.context_tokens,
			active: Self::is_active(&details),
		})
	}

	fn payees(release: ReleaseId) -> Payees<T::AccountId> {
		ReleasePayees::<T>::get(release)
	}

	fn exact_header(release: ReleaseId) -> Option<ModelHeader> {
		ModelHeaders::<T>::get(release)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_release(owner: &T::AccountId, payees: u32) -> ReleaseId {
		let release = crate::benchmarking::insert_release::<T>(owner, payees, Parents::default());
		crate::ModelHeaders::<T>::insert(release, crate::benchmarking::longest_header());
		release
	}
}
