//! What must hold between any two blocks.

use crate::{
	Agenda, Algorithms, Config, Datasets, DeliveredShares, Due, HoldReason, LicenseStage, Licenses,
	LicensesByAccount, LicensesByRelease, Listed, NextDatasetId, NextLicenseId, NextReleaseId,
	NextRunId, NextTermId, Pallet, ReleasePayees, Releases, ReleasesByDataset, RunStage, Runs,
	Terms, clock::LicenseOf, runs::RunOf,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::Encode;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use stoa_primitives::{
	Balance, LicenseId, RunId,
	frame::{Arbitrator, royalty},
};

/// A sum for each encoded key.
type Sums = BTreeMap<Vec<u8>, Balance>;

fn add(sums: &mut Sums, key: impl Encode, amount: impl Into<Balance>) {
	let entry = sums.entry(key.encode()).or_default();
	*entry = entry.saturating_add(amount.into());
}

fn sum(sums: &Sums, key: impl Encode) -> Balance {
	sums.get(&key.encode()).copied().unwrap_or(0)
}

impl<T: Config> Pallet<T> {
	/// 1. For each account and reason, what is on hold is the sum of what datasets, licences and runs hold.
	/// 2. A dataset counts its entries, datasets and releases their open licences and runs, and licences their runs.
	/// 3. Releases belong to datasets that are there, have payees that share one, and are indexed; licences are
	///    indexed, and nothing else is.
	/// 4. A licence or run with a deadline is on the agenda of the block that it names.
	/// 5. A licence that is open has its release, and no more on hold than its price. One that is settled has
	///    nothing on hold.
	/// 6. Licences and court agree on what is before it.
	/// 7. No more of a privacy budget is spent than there is. Ids are below the next ones.
	/// 8. A run has a custodian, shows nothing that was not committed to, and offers what enough of them found. So
	///    many have not failed that this can be.
	/// 9. Shares are kept of licences that are there, and one of each custodian.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_holds()?;
		Self::try_counts()?;
		Self::try_indices()?;
		for (id, license) in Licenses::<T>::iter() {
			Self::try_license(id, &license)?;
		}
		for (id, run) in Runs::<T>::iter() {
			Self::try_run(id, &run)?;
		}
		for (id, shares) in DeliveredShares::<T>::iter() {
			ensure!(Licenses::<T>::contains_key(id), "9: shares of a licence that is over");
			let places: BTreeSet<u8> = shares.iter().map(|share| share.place).collect();
			ensure!(places.len() == shares.len(), "9: two shares of one custodian");
		}
		for dataset in Datasets::<T>::iter_values() {
			let within = dataset.budget.spent <= dataset.budget.total;
			ensure!(within, "7: more of a privacy budget is spent than there is");
		}
		let below = Datasets::<T>::iter_keys().all(|id| id < NextDatasetId::<T>::get())
			&& Releases::<T>::iter_keys().all(|id| id < NextReleaseId::<T>::get())
			&& Terms::<T>::iter_keys().all(|(_, id)| id < NextTermId::<T>::get())
			&& Licenses::<T>::iter_keys().all(|id| id < NextLicenseId::<T>::get())
			&& Runs::<T>::iter_keys().all(|id| id < NextRunId::<T>::get());
		ensure!(below, "7: an id from the future");
		Ok(())
	}

	fn try_holds() -> Result<(), TryRuntimeError> {
		let mut held: Vec<(HoldReason, T::AccountId, Balance)> = Vec::new();
		for dataset in Datasets::<T>::iter_values() {
			let entries = dataset.entry_deposit.saturating_mul(dataset.entries.into());
			let deposit = dataset.deposit.saturating_add(entries);
			held.push((HoldReason::DatasetDeposit, dataset.owner.clone(), deposit));
			held.push((HoldReason::DatasetBond, dataset.owner, dataset.bond));
		}
		for license in Licenses::<T>::iter_values() {
			held.push((HoldReason::LicenseEscrow, license.licensee.clone(), license.escrow));
			held.push((HoldReason::LicenseDeposit, license.licensee, license.deposit));
		}
		for run in Runs::<T>::iter_values() {
			held.push((HoldReason::RunEscrow, run.requester.clone(), run.escrow()));
			held.push((HoldReason::RunDeposit, run.requester, run.deposit));
		}
		let mut sums = Sums::new();
		held.iter().for_each(|(reason, who, amount)| add(&mut sums, (reason, who), *amount));
		for (reason, who, _) in held {
			let there = T::Currency::balance_on_hold(&reason.into(), &who);
			ensure!(there == sum(&sums, (reason, &who)), "1: holds are not the sum of their parts");
		}
		Ok(())
	}

	fn try_counts() -> Result<(), TryRuntimeError> {
		let (mut by_dataset, mut by_release, mut by_license) =
			(Sums::new(), Sums::new(), Sums::new());
		for run in Runs::<T>::iter_values() {
			add(&mut by_dataset, run.dataset, 1u32);
			add(&mut by_release, run.release, 1u32);
			add(&mut by_license, run.license, 1u32);
		}
		for (id, license) in Licenses::<T>::iter() {
			let running = Balance::from(license.running) == sum(&by_license, id);
			ensure!(running, "2: a licence's runs are miscounted");
		}
		for license in Licenses::<T>::iter_values().filter(|license| !license.settled) {
			add(&mut by_dataset, license.dataset, 1u32);
			add(&mut by_release, license.release, 1u32);
		}
		for (id, dataset) in Datasets::<T>::iter() {
			let entries: usize = [
				ReleasesByDataset::<T>::iter_key_prefix(id).count(),
				Terms::<T>::iter_key_prefix(id).count(),
				Listed::<T>::iter_key_prefix(id).count(),
				Algorithms::<T>::iter_key_prefix(id).count(),
			]
			.iter()
			.sum();
			ensure!(dataset.entries as usize == entries, "2: entries are miscounted");
			let open = Balance::from(dataset.open) == sum(&by_dataset, id);
			ensure!(open, "2: a dataset's open licences are miscounted");
		}
		for (id, release) in Releases::<T>::iter() {
			let open = Balance::from(release.open) == sum(&by_release, id);
			ensure!(open, "2: a release's open licences are miscounted");
		}
		Ok(())
	}

	fn try_indices() -> Result<(), TryRuntimeError> {
		for (id, release) in Releases::<T>::iter() {
			let known = Datasets::<T>::contains_key(release.dataset)
				&& ReleasesByDataset::<T>::contains_key(release.dataset, id);
			ensure!(known, "3: a release without its dataset");
			ensure!(royalty::is_whole(&ReleasePayees::<T>::get(id)), "3: payees do not share one");
		}
		for (id, license) in Licenses::<T>::iter() {
			let indexed = LicensesByAccount::<T>::contains_key(&license.licensee, id)
				&& LicensesByRelease::<T>::contains_key(license.release, id);
			ensure!(indexed, "3: a licence is not indexed");
		}
		let (releases, licenses) =
			(Releases::<T>::iter_keys().count(), Licenses::<T>::iter_keys().count());
		let exact = ReleasesByDataset::<T>::iter_keys().count() == releases
			&& ReleasePayees::<T>::iter_keys().count() == releases
			&& LicensesByAccount::<T>::iter_keys().count() == licenses
			&& LicensesByRelease::<T>::iter_keys().count() == licenses;
		ensure!(exact, "3: something is indexed that is not there");
		Ok(())
	}

	fn try_license(id: LicenseId, license: &LicenseOf<T>) -> Result<(), TryRuntimeError> {
		let due = license.due_at;
		let on = due == 0 || Agenda::<T>::get(due).contains(&Due::License(id));
		ensure!(on, "4: a licence is not on its agenda");
		ensure!(license.deadline().is_some() || due == 0, "4: nothing can be due");
		ensure!(license.escrow <= license.term.price, "5: more is on hold than was paid");
		if license.settled {
			let active = matches!(license.stage, LicenseStage::Active { .. });
			ensure!(active && license.escrow == 0, "5: settled with something open");
		} else {
			let there = Releases::<T>::contains_key(license.release);
			ensure!(there, "5: an open licence without its release");
		}
		let case = license.case.map(|case| case.case);
		ensure!(case == T::Court::open_case(&id), "6: licence and court do not agree");
		let active = matches!(license.stage, LicenseStage::Active { .. });
		ensure!(case.is_none() || active, "6: a licence before the court is not in force");
		Ok(())
	}

	fn try_run(id: RunId, run: &RunOf<T>) -> Result<(), TryRuntimeError> {
		let on = run.due_at == 0 || Agenda::<T>::get(run.due_at).contains(&Due::Run(id));
		ensure!(on, "4: a run is not on its agenda");
		let there = Releases::<T>::contains_key(run.release);
		ensure!(there && Datasets::<T>::contains_key(run.dataset), "8: a run beside nothing");
		ensure!(!run.seats.is_empty(), "8: a run without a custodian");
		let blind = run.seats.iter().any(|seat| seat.result.is_some() && !seat.has_committed());
		ensure!(!blind, "8: a result that was not committed to");
		let left = run.seats.len().saturating_sub(run.failed());
		ensure!(left >= run.quorum(), "8: a run goes on that cannot end well");
		let offered = match run.stage {
			RunStage::Offered { result, .. }
			| RunStage::Accepted { result, .. }
			| RunStage::Delivered { result, .. } => Some(result),
			_ => None,
		};
		ensure!(offered.is_none() || offered == run.agreed(), "8: too few found what is offered");
		Ok(())
	}
}
