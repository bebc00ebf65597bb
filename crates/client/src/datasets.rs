//! What the chain shows of the market of data.

use crate::{
	At, Client, Result,
	at::{PAGE, extend},
	chain::stoa,
	types::{
		AccountId, Algorithm, DataAncestor, DataEvent, DataParameters, DataQuote,
		DataReleaseDetails, DataTerm, DatasetDetails, DatasetFilter, LicenseInfo, RunDetails,
		RunFilter,
	},
};
use stoa_primitives::{
	BlockNumber, DataReleaseId, DatasetId, Digest, LicenseId, ReleaseId, RunId, TermId,
	dataset::SealedShare,
};

impl At {
	/// All datasets that fit, by id.
	pub async fn datasets(
		&self,
		filter: &DatasetFilter,
	) -> Result<Vec<(DatasetId, DatasetDetails)>> {
		let mut all = Vec::new();
		let mut from = Some(0);
		while let Some(next) = from {
			let page = stoa::view_functions().datasets().datasets(filter.clone(), next, PAGE);
			let page = self.view(page).await?;
			all.extend(page.datasets);
			from = page.next;
		}
		Ok(all)
	}

	/// Every dataset, with a flag or without, by id.
	pub async fn all_datasets(&self) -> Result<Vec<(DatasetId, DatasetDetails)>> {
		let entry = stoa::storage().datasets().datasets();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut datasets = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			datasets.push((id, entry.value().decode()?));
		}
		datasets.sort_unstable_by_key(|(id, _)| *id);
		Ok(datasets)
	}

	/// Every licence that is not over, by id.
	pub async fn all_licenses(&self) -> Result<Vec<(LicenseId, LicenseInfo)>> {
		let entry = stoa::storage().datasets().licenses();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut ids: Vec<LicenseId> = Vec::new();
		while let Some(entry) = entries.next().await {
			let (id,) = entry?.key()?.decode()?;
			ids.push(id);
		}
		ids.sort_unstable();
		let mut licenses = Vec::new();
		for id in ids {
			licenses.extend(self.license(id).await?.map(|info| (id, info)));
		}
		Ok(licenses)
	}

	/// A dataset.
	pub async fn dataset(&self, id: DatasetId) -> Result<Option<DatasetDetails>> {
		self.view(stoa::view_functions().datasets().dataset(id)).await
	}

	/// All releases of a dataset, by id.
	pub async fn data_releases_of(
		&self,
		dataset: DatasetId,
	) -> Result<Vec<(DataReleaseId, DataReleaseDetails)>> {
		self.view(stoa::view_functions().datasets().releases_of(dataset)).await
	}

	/// A release of a dataset.
	pub async fn data_release(&self, id: DataReleaseId) -> Result<Option<DataReleaseDetails>> {
		self.view(stoa::view_functions().datasets().release(id)).await
	}

	/// All terms of a dataset, by id.
	pub async fn data_terms(&self, dataset: DatasetId) -> Result<Vec<(TermId, DataTerm)>> {
		self.view(stoa::view_functions().datasets().terms_of(dataset)).await
	}

	/// What may run beside a dataset, by checksum.
	pub async fn data_algorithms(&self, dataset: DatasetId) -> Result<Vec<(Digest, Algorithm)>> {
		self.view(stoa::view_functions().datasets().algorithms_of(dataset)).await
	}

	/// What a licence would take from `buyer` now; none if it would not get one.
	pub async fn data_quote(
		&self,
		release: DataReleaseId,
		term: TermId,
		buyer: &AccountId,
	) -> Result<Option<DataQuote>> {
		self.view(stoa::view_functions().datasets().quote(release, term, *buyer)).await
	}

	/// A licence that is not over, with its deadline as it is now.
	pub async fn license(&self, id: LicenseId) -> Result<Option<LicenseInfo>> {
		self.view(stoa::view_functions().datasets().license(id)).await
	}

	/// All licences of an account, by id.
	pub async fn licenses_of(&self, account: &AccountId) -> Result<Vec<LicenseId>> {
		let mut all: Vec<LicenseId> = Vec::new();
		loop {
			let from = all.last().map_or(0, |last| last.saturating_add(1));
			let page = stoa::view_functions().datasets().licenses_of(*account, from, PAGE);
			if extend(&mut all, self.view(page).await?) {
				return Ok(all);
			}
		}
	}

	/// All licences of a release, by id.
	pub async fn licenses_of_release(&self, release: DataReleaseId) -> Result<Vec<LicenseId>> {
		let mut all: Vec<LicenseId> = Vec::new();
		loop {
			let from = all.last().map_or(0, |last| last.saturating_add(1));
			let page = stoa::view_functions().datasets().licenses_of_release(release, from, PAGE);
			if extend(&mut all, self.view(page).await?) {
				return Ok(all);
			}
		}
	}

	/// The shares of a data key that were delivered to a licence.
	pub async fn license_shares(&self, license: LicenseId) -> Result<Vec<SealedShare>> {
		let shares = stoa::view_functions().datasets().shares_of(license);
		Ok(self.view(shares).await?.into_iter().map(|share| share.0).collect())
	}

	/// What a model was trained on, up to the roots.
	pub async fn data_lineage(&self, model: ReleaseId) -> Result<Vec<DataAncestor>> {
		self.view(stoa::view_functions().datasets().lineage(model)).await
	}

	/// What a dataset's release was made from, up to the roots.
	pub async fn data_ancestors(&self, release: DataReleaseId) -> Result<Vec<DataAncestor>> {
		self.view(stoa::view_functions().datasets().ancestors(release)).await
	}

	/// A run that is not over.
	pub async fn run(&self, id: RunId) -> Result<Option<RunDetails>> {
		self.view(stoa::view_functions().datasets().run(id)).await
	}

	/// Every run that fits and is not over, by id.
	pub async fn runs(&self, filter: &RunFilter) -> Result<Vec<(RunId, RunDetails)>> {
		let mut all: Vec<(RunId, RunDetails)> = Vec::new();
		loop {
			let from = all.last().map_or(0, |(last, _)| last.saturating_add(1));
			let page = stoa::view_functions().datasets().runs(filter.clone(), from, PAGE);
			if extend(&mut all, self.view(page).await?) {
				return Ok(all);
			}
		}
	}

	/// The parameters under which a licence would be bought.
	pub async fn data_parameters(&self) -> Result<DataParameters> {
		self.view(stoa::view_functions().datasets().parameters()).await
	}

	/// What happened in the market of data in this block, in order.
	pub async fn data_events(&self) -> Result<Vec<DataEvent>> {
		let (events, _) = self.events().await?;
		let mut ours = Vec::new();
		for event in events.iter() {
			if let stoa::Event::Datasets(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}
}

impl Client {
	/// The first event in the blocks `from..=to` of the best chain that `wanted` takes.
	pub async fn find_data_event<T>(
		&self,
		from: BlockNumber,
		to: BlockNumber,
		wanted: impl Fn(&DataEvent) -> Option<T>,
	) -> Result<Option<T>> {
		for height in from..=to {
			let events = self.at_height(height).await?.data_events().await?;
			if let Some(found) = events.iter().find_map(&wanted) {
				return Ok(Some(found));
			}
		}
		Ok(None)
	}
}
