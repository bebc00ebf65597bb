//! How licences begin.

use crate::{
	Config, CurrentParameters, DataReleaseState, DatasetState, Datasets, DeliveredKey, Error,
	Event, HoldReason, LicenseDetails, LicenseStage, Licenses, LicensesByAccount,
	LicensesByRelease, NextLicenseId, Pallet, Releases, Term, Terms,
	clock::{DatasetOf, LicenseOf},
	releases::ReleaseOf,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};
use stoa_primitives::{
	Balance, BlockNumber, DataReleaseId, DatasetId, LicenseId, TermId,
	frame::{Clock, Holds},
};

/// What is sold: release, dataset and term.
pub(crate) type Sale<T> = (ReleaseOf<T>, DatasetOf<T>, Term);

impl<T: Config> Pallet<T> {
	/// What `buyer` would buy, if it is sold to it.
	pub(crate) fn sale(
		release: DataReleaseId,
		term: TermId,
		buyer: &T::AccountId,
	) -> Result<Sale<T>, DispatchError> {
		let release = Self::release_at(release)?;
		let dataset = Self::dataset_at(release.dataset)?;
		match dataset.state {
			DatasetState::Active => {}
			DatasetState::Paused => return Err(Error::<T>::DatasetPaused.into()),
			DatasetState::Retired => return Err(Error::<T>::DatasetRetired.into()),
		}
		let active = release.state == DataReleaseState::Active;
		ensure!(active, Error::<T>::ReleaseNotActive);
		let enough = dataset.bond >= CurrentParameters::<T>::get().bond;
		ensure!(enough, Error::<T>::BondTooSmall);
		Self::ensure_receiver(release.dataset, &dataset, buyer)?;
		let term = Terms::<T>::get(release.dataset, term).ok_or(Error::<T>::TermNotFound)?;
		let runs = !term.compute_only || !release.custodians.is_empty();
		ensure!(runs, Error::<T>::NoCustodian);
		Ok((release, dataset, term))
	}

	/// Whether `who` may have a licence of a dataset.
	pub(crate) fn ensure_receiver(
		id: DatasetId,
		dataset: &DatasetOf<T>,
		who: &T::AccountId,
	) -> DispatchResult {
		ensure!(dataset.owner != *who, Error::<T>::OwnDataset);
		ensure!(Self::sells_to(id, dataset, who), Error::<T>::BuyerRefused);
		Ok(())
	}

	pub(crate) fn do_buy(
		who: T::AccountId,
		release_id: DataReleaseId,
		term_id: TermId,
		price_limit: Balance,
		one_time_key: Option<[u8; 32]>,
	) -> DispatchResult {
		let (mut release, mut dataset, term) = Self::sale(release_id, term_id, &who)?;
		let price = term.price;
		ensure!(price <= price_limit, Error::<T>::PriceAboveLimit);
		if term.compute_only {
			ensure!(one_time_key.is_none(), Error::<T>::OneTimeKeyNotWanted);
		} else {
			ensure!(one_time_key.is_some(), Error::<T>::OneTimeKeyMissing);
		}
		let id = Self::next_license()?;
		Self::hold(HoldReason::LicenseEscrow, &who, price)?;
		Self::hold(HoldReason::LicenseDeposit, &who, T::LicenseDeposit::get())?;
		let mut license = Self::new_license(release_id, &release, who.clone(), term);
		let until = match one_time_key {
			Some(one_time_key) => {
				let blocks = CurrentParameters::<T>::get().delivery_blocks.get();
				let until = Self::now().saturating_add(blocks);
				license.stage = LicenseStage::Awaiting { one_time_key, until };
				Some(until)
			}
			None => {
				license.begin(None, Self::now());
				license.settled = license.escrow == 0;
				None
			}
		};
		dataset.record.sold = dataset.record.sold.saturating_add(1);
		if !license.settled {
			dataset.open = dataset.open.saturating_add(1);
			release.open = release.open.saturating_add(1);
			Releases::<T>::insert(release_id, &release);
		}
		Datasets::<T>::insert(release.dataset, dataset);
		let ends = license.ends();
		Self::insert_new(id, license)?;
		Self::deposit_event(Event::LicenseBought {
			license: id,
			release: release_id,
			licensee: who,
			term: term_id,
			price,
			one_time_key,
			until,
		});
		if until.is_none() {
			Self::deposit_event(Event::LicenseStarted { license: id, ends });
		}
		Ok(())
	}

	pub(crate) fn next_license() -> Result<LicenseId, ArithmeticError> {
		let id = NextLicenseId::<T>::get();
		NextLicenseId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		Ok(id)
	}

	/// A licence that is paid and has not begun.
	fn new_license(
		release_id: DataReleaseId,
		release: &ReleaseOf<T>,
		licensee: T::AccountId,
		term: Term,
	) -> LicenseOf<T> {
		let parameters = CurrentParameters::<T>::get();
		LicenseDetails {
			release: release_id,
			dataset: release.dataset,
			root: release.data.root,
			licensee,
			uses_left: term.uses,
			running: 0,
			escrow: term.price,
			term,
			deposit: T::LicenseDeposit::get(),
			stage: LicenseStage::Awaiting { one_time_key: [0; 32], until: 0 },
			settled: false,
			check_blocks: parameters.check_blocks.get(),
			vest_blocks: parameters.vest_blocks.get(),
			parent: None,
			passed_on: 0,
			models: Default::default(),
			case: None,
			due_at: 0,
			stood: T::Clock::stood_still(),
		}
	}

	/// Stores a licence that is new, with its indices.
	pub(crate) fn insert_new(id: LicenseId, mut license: LicenseOf<T>) -> DispatchResult {
		Self::schedule_first(id, &mut license)?;
		LicensesByAccount::<T>::insert(&license.licensee, id, ());
		LicensesByRelease::<T>::insert(license.release, id, ());
		Licenses::<T>::insert(id, license);
		Ok(())
	}
}

impl<AccountId> LicenseDetails<AccountId> {
	/// Puts it in force, as of the block in which its key came.
	pub(crate) fn begin(&mut self, key: Option<DeliveredKey>, now: BlockNumber) {
		let from = key.map_or(now, |key| key.at);
		let ends = self.term.blocks.map(|blocks| from.saturating_add(blocks));
		let vests = ends.unwrap_or(from.saturating_add(self.vest_blocks));
		self.stage = LicenseStage::Active { key, from, ends, vests };
	}

	/// The first block in which it is over, if that is known.
	pub(crate) fn ends(&self) -> Option<BlockNumber> {
		match self.stage {
			LicenseStage::Active { ends, .. } => ends,
			_ => None,
		}
	}
}
