//! What the view functions answer.

use crate::{
	Config, CurrentParameters, DataAncestor, DataQuote, DatasetFilter, DatasetPage, Datasets,
	IdentifiedRun, IdentifiedTerm, LicenseInfo, LicenseStage, MAX_LINEAGE_DEPTH, MAX_PAGE,
	ModelData, NextDatasetId, Pallet, Releases, ReleasesByDataset, RunFilter, Runs, Terms,
	clock::DatasetOf, releases::ReleaseOf, runs::RunOf,
};
use alloc::vec::Vec;
use frame_support::traits::{Contains, Get};
use stoa_primitives::{DataReleaseId, DatasetId, LicenseId, ReleaseId, RunId, TermId};

/// Most datasets that one page looks at, those that do not fit included.
const MAX_LOOKED_AT: u32 = 1_024;

impl<T: Config> Pallet<T> {
	fn fits(filter: &DatasetFilter<T::AccountId>, id: DatasetId, dataset: &DatasetOf<T>) -> bool {
		let DatasetFilter { owner, state, sold_to, flagged } = filter;
		owner.as_ref().is_none_or(|owner| *owner == dataset.owner)
			&& state.is_none_or(|state| state == dataset.state)
			&& sold_to
				.as_ref()
				.is_none_or(|buyer| Self::ensure_receiver(id, dataset, buyer).is_ok())
			&& (*flagged || !T::Flagged::contains(&id))
	}

	pub(crate) fn dataset_page(
		filter: DatasetFilter<T::AccountId>,
		from: DatasetId,
		limit: u32,
	) -> DatasetPage<T::AccountId> {
		let all = NextDatasetId::<T>::get();
		let end = all.min(from.saturating_add(MAX_LOOKED_AT));
		let limit = limit.clamp(1, MAX_PAGE) as usize;
		let mut datasets = Vec::new();
		for id in from..end {
			if datasets.len() >= limit {
				return DatasetPage { datasets, next: Some(id) };
			}
			let Some(dataset) = Datasets::<T>::get(id) else { continue };
			if Self::fits(&filter, id, &dataset) {
				datasets.push((id, dataset));
			}
		}
		DatasetPage { datasets, next: (end < all).then_some(end) }
	}

	pub(crate) fn dataset_releases(dataset: DatasetId) -> Vec<(DataReleaseId, ReleaseOf<T>)> {
		let mut ids: Vec<_> = ReleasesByDataset::<T>::iter_key_prefix(dataset).collect();
		ids.sort_unstable();
		ids.into_iter().filter_map(|id| Some((id, Releases::<T>::get(id)?))).collect()
	}

	pub(crate) fn dataset_terms(dataset: DatasetId) -> Vec<IdentifiedTerm> {
		let mut terms: Vec<_> = Terms::<T>::iter_prefix(dataset).collect();
		terms.sort_unstable_by_key(|(id, _)| *id);
		terms
	}

	pub(crate) fn license_quote(
		release: DataReleaseId,
		term: TermId,
		buyer: T::AccountId,
	) -> Option<DataQuote> {
		let (release, _, term) = Self::sale(release, term, &buyer).ok()?;
		let parameters = CurrentParameters::<T>::get();
		Some(DataQuote {
			price: term.price,
			deposit: T::LicenseDeposit::get(),
			delivery_blocks: parameters.delivery_blocks.get(),
			check_blocks: parameters.check_blocks.get(),
			custodians: release.custodians.len() as u32,
			threshold: release.key_split.map_or(1, |split| split.threshold).into(),
		})
	}

	pub(crate) fn license_info(id: LicenseId) -> Option<LicenseInfo<T::AccountId>> {
		let details = Self::find_license(id)?;
		let active = matches!(details.stage, LicenseStage::Active { .. });
		let free = active && details.case.is_none();
		let unearned = Self::unearned(&details);
		let earned = if free { details.escrow.saturating_sub(unearned) } else { 0 };
		Some(LicenseInfo { in_force: Self::is_in_force(&details), earned, details })
	}

	pub(crate) fn page_of(
		ids: impl Iterator<Item = LicenseId>,
		from: LicenseId,
		limit: u32,
	) -> Vec<LicenseId> {
		let mut ids: Vec<_> = ids.filter(|id| *id >= from).collect();
		ids.sort_unstable();
		ids.truncate(limit.clamp(1, MAX_PAGE) as usize);
		ids
	}

	pub(crate) fn run_page(
		filter: RunFilter<T::AccountId>,
		from: RunId,
		limit: u32,
	) -> Vec<IdentifiedRun<T::AccountId>> {
		let RunFilter { custodian, requester, release } = filter;
		let fits = |run: &RunOf<T>| {
			let sits = |who: &T::AccountId| run.seats.iter().any(|seat| seat.custodian == *who);
			custodian.as_ref().is_none_or(sits)
				&& requester.as_ref().is_none_or(|who| run.requester == *who)
				&& release.is_none_or(|release| run.release == release)
		};
		let ids = Runs::<T>::iter().filter(|(id, run)| *id >= from && fits(run));
		let mut ids: Vec<_> = ids.map(|(id, _)| id).collect();
		ids.sort_unstable();
		ids.truncate(limit.clamp(1, MAX_PAGE) as usize);
		ids.into_iter().filter_map(|id| Some((id, Self::find_run(id)?))).collect()
	}

	pub(crate) fn model_lineage(model: ReleaseId) -> Vec<DataAncestor> {
		let first = ModelData::<T>::get(model).unwrap_or_default().into_iter();
		let first = first.map(|trained| DataAncestor {
			release: trained.release,
			root: trained.root,
			license: Some(trained.license),
			child: None,
			distance: 1,
		});
		Self::walk(first.collect())
	}

	pub(crate) fn release_lineage(release: DataReleaseId) -> Vec<DataAncestor> {
		Self::walk(Self::parents_named(release, 1))
	}

	fn parents_named(child: DataReleaseId, distance: u8) -> Vec<DataAncestor> {
		let Some(release) = Releases::<T>::get(child) else { return Vec::new() };
		let named = release.parents.into_iter().map(|stored| DataAncestor {
			release: stored.parent.release,
			root: stored.root,
			license: stored.parent.license,
			child: Some(child),
			distance,
		});
		named.collect()
	}

	/// Goes on to the roots, breadth first, through each release once.
	fn walk(first: Vec<DataAncestor>) -> Vec<DataAncestor> {
		let mut found = first;
		let mut through: Vec<DataReleaseId> = Vec::new();
		let mut at = 0usize;
		while let Some(next) = found.get(at).copied() {
			at = at.saturating_add(1);
			let deep = next.distance > MAX_LINEAGE_DEPTH;
			if deep || through.contains(&next.release) {
				continue;
			}
			through.push(next.release);
			found.extend(Self::parents_named(next.release, next.distance.saturating_add(1)));
		}
		found
	}
}
