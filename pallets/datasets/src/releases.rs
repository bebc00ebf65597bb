//! Releases: what they commit to, what they were made from, and who shares what their licences cost.

use crate::{
	Config, DataReleaseDetails, DataReleaseState, DatasetState, Datasets, Error, Event,
	MAX_LINEAGE_DEPTH, NewDataRelease, NextReleaseId, Pallet, Parents, ReleasePayees, Releases,
	ReleasesByDataset, StoredParent, StoredParents, clock::DatasetOf,
};
use alloc::vec::Vec;
use frame_support::ensure;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};
use stoa_primitives::{
	DataReleaseId, DatasetId,
	frame::royalty::{self, RoyaltyError},
};

/// A release of this chain.
pub(crate) type ReleaseOf<T> = DataReleaseDetails<<T as frame_system::Config>::AccountId>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_add_release(
		who: T::AccountId,
		id: DatasetId,
		new: NewDataRelease<T::AccountId>,
	) -> DispatchResult {
		let mut dataset = Self::own_dataset(id, &who)?;
		ensure!(dataset.state != DatasetState::Retired, Error::<T>::DatasetRetired);
		ensure!(new.data.chunks().is_some(), Error::<T>::BadLength);
		for (at, custodian) in new.custodians.iter().enumerate() {
			let once = !new.custodians.iter().take(at).any(|other| other == custodian);
			ensure!(once && *custodian != who, Error::<T>::InvalidCustodians);
		}
		if let Some(split) = &new.key_split {
			let count = new.custodians.len();
			let possible = (2..=count).contains(&usize::from(split.threshold));
			ensure!(possible && split.commitments.len() == count, Error::<T>::InvalidKeySplit);
		}
		let (depth, parents) = Self::parents_of(&who, &new.parents)?;
		let lists: Vec<_> = new
			.parents
			.iter()
			.map(|parent| (parent.share, ReleasePayees::<T>::get(parent.release)))
			.collect();
		let payees = royalty::flatten(&new.split, &lists).map_err(|error| match error {
			RoyaltyError::InvalidSplit => Error::<T>::InvalidSplit,
			RoyaltyError::SharesTooHigh => Error::<T>::InvalidParents,
			RoyaltyError::TooManyPayees => Error::<T>::TooManyPayees,
		})?;
		Self::count_in(&mut dataset)?;
		for parent in &new.parents {
			if let Some(license) = parent.license {
				Self::use_up(license)?;
			}
		}
		let release = NextReleaseId::<T>::get();
		NextReleaseId::<T>::put(release.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let data = new.data;
		let details = DataReleaseDetails {
			dataset: id,
			data,
			custodians: new.custodians,
			key_split: new.key_split,
			parents,
			depth,
			state: DataReleaseState::Active,
			open: 0,
		};
		Releases::<T>::insert(release, details);
		ReleasesByDataset::<T>::insert(id, release, ());
		ReleasePayees::<T>::insert(release, payees);
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::DataReleaseAdded { release, dataset: id, data });
		Ok(())
	}

	/// How many generations there are above a release with these parents, and the parents as stored.
	fn parents_of(
		who: &T::AccountId,
		parents: &Parents,
	) -> Result<(u8, StoredParents), DispatchError> {
		let mut depth = 0u8;
		let mut stored: Vec<StoredParent> = Vec::with_capacity(parents.len());
		let mut shares = 0u32;
		for parent in parents {
			let known = stored.iter().any(|other| other.parent.release == parent.release);
			ensure!(!known && !parent.share.is_zero(), Error::<T>::InvalidParents);
			shares = shares.saturating_add(parent.share.deconstruct());
			let release = Self::release_at(parent.release)?;
			let faulty = matches!(release.state, DataReleaseState::Faulty { .. });
			ensure!(!faulty, Error::<T>::ReleaseNotActive);
			match parent.license {
				Some(license) => {
					let allowed = Self::in_force(license, who).is_some_and(|license| {
						license.release == parent.release && license.term.rights.derive
					});
					ensure!(allowed, Error::<T>::ParentNotLicensed);
				}
				None => {
					let own = Datasets::<T>::get(release.dataset).is_some_and(|d| d.owner == *who);
					ensure!(own, Error::<T>::ParentNotLicensed);
				}
			}
			depth = depth.max(release.depth.saturating_add(1));
			stored.push(StoredParent { parent: *parent, root: release.data.root });
		}
		ensure!(shares < royalty::WHOLE, Error::<T>::InvalidParents);
		ensure!(depth <= MAX_LINEAGE_DEPTH, Error::<T>::LineageTooDeep);
		Ok((depth, StoredParents::truncate_from(stored)))
	}

	/// A release that must be there.
	pub(crate) fn release_at(id: DataReleaseId) -> Result<ReleaseOf<T>, Error<T>> {
		Releases::<T>::get(id).ok_or(Error::<T>::ReleaseNotFound)
	}

	fn own_release(
		who: &T::AccountId,
		id: DataReleaseId,
	) -> Result<(ReleaseOf<T>, DatasetOf<T>), DispatchError> {
		let release = Self::release_at(id)?;
		let dataset = Self::own_dataset(release.dataset, who)?;
		Ok((release, dataset))
	}

	pub(crate) fn do_retire_release(who: T::AccountId, id: DataReleaseId) -> DispatchResult {
		let (mut release, _) = Self::own_release(&who, id)?;
		let active = release.state == DataReleaseState::Active;
		ensure!(active, Error::<T>::ReleaseNotActive);
		release.state = DataReleaseState::Retired;
		Releases::<T>::insert(id, release);
		Self::deposit_event(Event::DataReleaseRetired { release: id });
		Ok(())
	}

	pub(crate) fn do_drop_release(who: T::AccountId, id: DataReleaseId) -> DispatchResult {
		let (release, mut dataset) = Self::own_release(&who, id)?;
		let active = release.state == DataReleaseState::Active;
		ensure!(!active, Error::<T>::ReleaseActive);
		ensure!(release.open == 0, Error::<T>::LicensesOpen);
		Self::count_out(&mut dataset);
		Datasets::<T>::insert(release.dataset, dataset);
		Releases::<T>::remove(id);
		ReleasesByDataset::<T>::remove(release.dataset, id);
		ReleasePayees::<T>::remove(id);
		Self::deposit_event(Event::DataReleaseDropped { release: id });
		Ok(())
	}
}
