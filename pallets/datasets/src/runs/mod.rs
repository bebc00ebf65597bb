//! Runs of algorithms beside data that stays where it is.
//!
//! A licensee pays for a run at custodians that the release names; each commits to what it found before any of them
//! shows it. What they found is a small release of its own, so that key and result are exchanged as licences' keys
//! are. `docs/decisions/0026-datasets.md` says who could gain by stopping at which step.

mod exchange;
mod seats;

use crate::{
	Algorithms, Config, CurrentParameters, DataReleaseState, Datasets, Due, Error, Event,
	HoldReason, Licenses, NextRunId, Pallet, Releases, RunDetails, RunEnd, RunSeat, RunSeats,
	RunStage, Runs, clock::LicenseOf, pricing, releases::ReleaseOf,
};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use sp_runtime::ArithmeticError;
use stoa_primitives::{
	Balance, BlockNumber, DatasetId, Digest, LicenseId, RunId,
	frame::{Algorithm, Clock, Holds},
};

/// A run of this chain.
pub(crate) type RunOf<T> = RunDetails<<T as frame_system::Config>::AccountId>;

/// What a licensee asks for.
pub(crate) struct NewRun<AccountId> {
	pub license: LicenseId,
	pub checksum: Digest,
	pub input: Digest,
	pub one_time_key: [u8; 32],
	pub seats: Vec<AccountId>,
	pub price_limit: Balance,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_run(who: T::AccountId, new: NewRun<T::AccountId>) -> DispatchResult {
		let license = Self::in_force(new.license, &who).ok_or(Error::<T>::NotInForce)?;
		let release = Self::release_at(license.release)?;
		let faulty = matches!(release.state, DataReleaseState::Faulty { .. });
		ensure!(!faulty, Error::<T>::ReleaseNotActive);
		let seats = Self::seats_of(&release, new.seats)?;
		let algorithm = Algorithms::<T>::get(license.dataset, new.checksum)
			.ok_or(Error::<T>::AlgorithmNotAllowed)?;
		let parameters = CurrentParameters::<T>::get();
		let until = Self::now().saturating_add(parameters.run_blocks.get());
		let id = NextRunId::<T>::get();
		NextRunId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let mut run = RunDetails {
			license: new.license,
			dataset: license.dataset,
			release: license.release,
			requester: who,
			checksum: new.checksum,
			input: new.input,
			one_time_key: new.one_time_key,
			seats,
			price: algorithm.price,
			seat_price: algorithm.seat_price,
			output_bytes: algorithm.output_bytes,
			epsilon: algorithm.epsilon,
			deposit: T::LicenseDeposit::get(),
			delivery_blocks: parameters.delivery_blocks.get(),
			check_blocks: parameters.check_blocks.get(),
			stage: RunStage::Committing { until },
			due_at: 0,
			stood: T::Clock::stood_still(),
		};
		ensure!(run.escrow() <= new.price_limit, Error::<T>::PriceAboveLimit);
		Self::hold(HoldReason::RunEscrow, &run.requester, run.escrow())?;
		Self::hold(HoldReason::RunDeposit, &run.requester, run.deposit)?;
		Self::open_run(&run, license, release, &algorithm)?;
		run.due_at = Self::schedule(Due::Run(id), until.saturating_add(1));
		ensure!(run.due_at > 0, Error::<T>::AgendaFull);
		Self::deposit_requested(id, &run, until);
		Runs::<T>::insert(id, run);
		Ok(())
	}

	fn deposit_requested(id: RunId, run: &RunOf<T>, until: BlockNumber) {
		Self::deposit_event(Event::RunRequested {
			run: id,
			license: run.license,
			release: run.release,
			requester: run.requester.clone(),
			checksum: run.checksum,
			input: run.input,
			class: run.class(),
			seats: run.seats.iter().map(|seat| seat.custodian.clone()).collect(),
			one_time_key: run.one_time_key,
			price: run.escrow(),
			epsilon: run.epsilon,
			output_bytes: run.output_bytes,
			until,
		});
	}

	/// Empty seats for these custodians of a release.
	fn seats_of(
		release: &ReleaseOf<T>,
		custodians: Vec<T::AccountId>,
	) -> Result<RunSeats<T::AccountId>, Error<T>> {
		let mut seats = RunSeats::<T::AccountId>::default();
		for custodian in custodians {
			let twice = seats.iter().any(|seat| seat.custodian == custodian);
			if twice || !release.custodians.contains(&custodian) {
				return Err(Error::<T>::InvalidSeats);
			}
			let seat = RunSeat { custodian, commitment: None, result: None };
			seats.try_push(seat).map_err(|_| Error::<T>::InvalidSeats)?;
		}
		if seats.is_empty() { Err(Error::<T>::InvalidSeats) } else { Ok(seats) }
	}

	/// Counts a run that begins: a use of its licence, its part of the privacy budget, and that something is open.
	fn open_run(
		run: &RunOf<T>,
		mut license: LicenseOf<T>,
		mut release: ReleaseOf<T>,
		algorithm: &Algorithm,
	) -> DispatchResult {
		let mut dataset = Self::dataset_at(run.dataset)?;
		if algorithm.epsilon > 0 {
			let spent = dataset.budget.spent.checked_add(algorithm.epsilon);
			let spent = spent.filter(|spent| *spent <= dataset.budget.total);
			dataset.budget.spent = spent.ok_or(Error::<T>::BudgetSpent)?;
		}
		dataset.open = dataset.open.saturating_add(1);
		release.open = release.open.saturating_add(1);
		license.uses_left = license.uses_left.map(|left| left.saturating_sub(1));
		license.running = license.running.saturating_add(1);
		Datasets::<T>::insert(run.dataset, dataset);
		Releases::<T>::insert(run.release, release);
		Licenses::<T>::insert(run.license, license);
		Ok(())
	}

	/// A run, with its deadline as it is now.
	pub(crate) fn find_run(id: RunId) -> Option<RunOf<T>> {
		let mut run = Runs::<T>::get(id)?;
		run.put_off(T::Clock::stood_still());
		Some(run)
	}

	/// The same, of one that must be there.
	pub(crate) fn run_at(id: RunId) -> Result<RunOf<T>, Error<T>> {
		Self::find_run(id).ok_or(Error::<T>::RunNotFound)
	}

	/// The same, of one that `who` pays for.
	fn own_run(id: RunId, who: &T::AccountId) -> Result<RunOf<T>, Error<T>> {
		let run = Self::run_at(id)?;
		if run.requester == *who { Ok(run) } else { Err(Error::<T>::NotRequester) }
	}

	/// Stores a run, on the agenda of its deadline.
	pub(crate) fn reschedule_run(id: RunId, mut run: RunOf<T>) {
		run.due_at = Self::schedule(Due::Run(id), run.until().saturating_add(1));
		Runs::<T>::insert(id, run);
	}

	/// Does what is due about a run. False, changing nothing, if that is nothing.
	pub(crate) fn advance_run(id: RunId, now: BlockNumber) -> bool {
		let Some(run) = Self::find_run(id) else { return false };
		if now <= run.until() {
			return false;
		}
		match run.stage {
			RunStage::Committing { .. } if run.committed() >= run.quorum() => {
				Self::open_reveals(id, run);
			}
			RunStage::Committing { .. } => Self::end_run(id, run, RunEnd::Undone),
			RunStage::Revealing { .. } => Self::compare(id, run),
			RunStage::Offered { .. } => Self::end_run(id, run, RunEnd::Abandoned),
			RunStage::Accepted { .. } => Self::end_run(id, run, RunEnd::Undelivered),
			RunStage::Delivered { .. } => Self::end_run(id, run, RunEnd::Done),
		}
		true
	}

	pub(crate) fn do_poke_run(id: RunId) -> DispatchResultWithPostInfo {
		Self::run_at(id)?;
		ensure!(Self::advance_run(id, Self::now()), Error::<T>::NothingDue);
		Ok(Pays::No.into())
	}

	/// Ends a run: pays whom it has to be paid to, gives the rest back.
	pub(crate) fn end_run(id: RunId, run: RunOf<T>, reason: RunEnd) {
		let requester = &run.requester;
		let paid = if reason == RunEnd::Done { Self::pay_run(&run) } else { 0 };
		let burned = if reason == RunEnd::Abandoned { pricing::abandoned(run.escrow()) } else { 0 };
		Self::burn(HoldReason::RunEscrow, requester, burned);
		let refunded = run.escrow().saturating_sub(paid).saturating_sub(burned);
		Self::give_back(HoldReason::RunEscrow, requester, refunded);
		Self::give_back(HoldReason::RunDeposit, requester, run.deposit);
		Self::count_run(&run, reason);
		Self::count_use(run.license, matches!(reason, RunEnd::Done | RunEnd::Abandoned));
		Runs::<T>::remove(id);
		let requester = run.requester;
		Self::deposit_event(Event::RunEnded { run: id, requester, reason, paid, burned, refunded });
	}

	/// Pays the payees of the release, and each custodian that found what is paid for. Returns what was paid.
	fn pay_run(run: &RunOf<T>) -> Balance {
		let from = &run.requester;
		let mut paid = Self::pay_out(HoldReason::RunEscrow, run.release, from, run.price);
		let agreed = run.agreed();
		for seat in run.seats.iter().filter(|seat| seat.result == agreed) {
			let reason = HoldReason::RunEscrow;
			let moved = Self::pay_or_free(reason, from, &seat.custodian, run.seat_price);
			paid = paid.saturating_add(moved);
		}
		paid
	}

	/// Counts a run that is over. Of the privacy budget nothing is taken if nobody has computed.
	fn count_run(run: &RunOf<T>, reason: RunEnd) {
		let untouched = reason == RunEnd::Undone && run.committed() == 0 && run.failed() == 0;
		Datasets::<T>::mutate_extant(run.dataset, |dataset| {
			dataset.open = dataset.open.saturating_sub(1);
			match reason {
				RunEnd::Done => dataset.record.runs = dataset.record.runs.saturating_add(1),
				RunEnd::Abandoned => {}
				_ => dataset.record.failed_runs = dataset.record.failed_runs.saturating_add(1),
			}
			if untouched {
				dataset.budget.spent = dataset.budget.spent.saturating_sub(run.epsilon);
			}
		});
		Releases::<T>::mutate_extant(run.release, |release| {
			release.open = release.open.saturating_sub(1);
		});
	}

	/// The use of a licence that a run took is used up, or given back.
	fn count_use(id: LicenseId, used: bool) {
		let Some(mut license) = Self::find_license(id) else { return };
		license.running = license.running.saturating_sub(1);
		if !used {
			license.uses_left = license.uses_left.map(|left| left.saturating_add(1));
		}
		Self::end_if_used_up(id, license);
	}

	/// Takes `burned` of a run's deposit: its requester showed nothing.
	fn burn_run_deposit(id: RunId, run: &mut RunOf<T>) {
		let burned = core::mem::take(&mut run.deposit);
		Self::burn(HoldReason::RunDeposit, &run.requester, burned);
		Self::deposit_event(Event::RunProofFailed { run: id, burned });
	}

	/// Whose dataset it is, if it is there.
	fn owner_of(dataset: DatasetId) -> Option<T::AccountId> {
		Datasets::<T>::get(dataset).map(|dataset| dataset.owner)
	}
}

impl<AccountId> RunDetails<AccountId> {
	/// How many custodians have committed.
	pub(crate) fn committed(&self) -> usize {
		self.seats.iter().filter(|seat| seat.has_committed()).count()
	}

	/// How many say that computing came to nothing.
	pub(crate) fn failed(&self) -> usize {
		self.seats.iter().filter(|seat| seat.has_failed()).count()
	}

	/// Adds what the clock has stood still since.
	fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.stood = stood;
		match &mut self.stage {
			RunStage::Committing { until }
			| RunStage::Revealing { until }
			| RunStage::Offered { until, .. }
			| RunStage::Accepted { until, .. }
			| RunStage::Delivered { until, .. } => *until = until.saturating_add(missed),
		}
	}
}
