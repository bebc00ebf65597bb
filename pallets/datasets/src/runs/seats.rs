//! What custodians do in a run: each hides what it found until all have, then shows it.

use super::RunOf;
use crate::{Config, Error, Event, Pallet, RunEnd, RunStage, Runs};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	Digest, RunId,
	dataset::{DataCommitment, NOTHING_FOUND, run_commitment},
	frame::ChainIdentity,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_commit_run(
		who: T::AccountId,
		id: RunId,
		commitment: Digest,
	) -> DispatchResultWithPostInfo {
		ensure!(commitment != NOTHING_FOUND, Error::<T>::NothingFound);
		let run = Self::spoken(&who, id, commitment)?;
		Self::deposit_event(Event::RunCommitted { run: id, custodian: who });
		Self::go_on(id, run);
		Ok(Pays::No.into())
	}

	pub(crate) fn do_fail_run(who: T::AccountId, id: RunId) -> DispatchResultWithPostInfo {
		let run = Self::spoken(&who, id, NOTHING_FOUND)?;
		Self::deposit_event(Event::RunFailed { run: id, custodian: who });
		Self::go_on(id, run);
		Ok(Pays::No.into())
	}

	/// A run in which `who` has said, once and in time, what hides what it found.
	fn spoken(
		who: &T::AccountId,
		id: RunId,
		commitment: Digest,
	) -> Result<RunOf<T>, DispatchError> {
		let mut run = Self::run_at(id)?;
		let open = matches!(run.stage, RunStage::Committing { until } if Self::now() <= until);
		ensure!(open, Error::<T>::NotCommitting);
		let seat = run.seats.iter_mut().find(|seat| seat.custodian == *who);
		let seat = seat.ok_or(Error::<T>::NotSeat)?;
		ensure!(seat.commitment.is_none(), Error::<T>::AlreadyCommitted);
		seat.commitment = Some(commitment);
		Ok(run)
	}

	/// Ends a run that too few are left for; opens one for which all have spoken.
	fn go_on(id: RunId, run: RunOf<T>) {
		if run.seats.len().saturating_sub(run.failed()) < run.quorum() {
			Self::end_run(id, run, RunEnd::Failed);
		} else if run.seats.iter().all(|seat| seat.commitment.is_some()) {
			Self::open_reveals(id, run);
		} else {
			Runs::<T>::insert(id, run);
		}
	}

	/// Nobody can commit any more: those who have can show what.
	pub(super) fn open_reveals(id: RunId, mut run: RunOf<T>) {
		let until = Self::now().saturating_add(run.delivery_blocks);
		run.stage = RunStage::Revealing { until };
		Self::reschedule_run(id, run);
		Self::deposit_event(Event::RunRevealing { run: id, until });
	}

	pub(crate) fn do_reveal_run(
		who: T::AccountId,
		id: RunId,
		result: DataCommitment,
		salt: Digest,
	) -> DispatchResultWithPostInfo {
		let mut run = Self::run_at(id)?;
		let open = matches!(run.stage, RunStage::Revealing { until } if Self::now() <= until);
		ensure!(open, Error::<T>::NotRevealing);
		let fits = (1..=u64::from(run.output_bytes)).contains(&result.bytes);
		ensure!(fits, Error::<T>::BadResult);
		let seat = run.seats.iter_mut().find(|seat| seat.custodian == who);
		let seat = seat.ok_or(Error::<T>::NotSeat)?;
		let hidden = run_commitment(&T::Chain::genesis(), id, &who, &result, &salt);
		ensure!(seat.commitment == Some(hidden), Error::<T>::CommitmentMismatch);
		ensure!(seat.result.is_none(), Error::<T>::AlreadyRevealed);
		seat.result = Some(result);
		Self::deposit_event(Event::RunRevealed { run: id, custodian: who, result });
		let shown = run.seats.iter().filter(|seat| seat.result.is_some()).count();
		if shown == run.committed() {
			Self::compare(id, run);
		} else {
			Runs::<T>::insert(id, run);
		}
		Ok(Pays::No.into())
	}

	/// Offers the requester what enough custodians found, or gives everything back.
	pub(super) fn compare(id: RunId, mut run: RunOf<T>) {
		let Some(result) = run.agreed() else {
			Self::end_run(id, run, RunEnd::Disagreed);
			return;
		};
		let until = Self::now().saturating_add(run.delivery_blocks);
		let agreed = run.seats.iter().filter(|seat| seat.result == Some(result));
		let agreed = agreed.map(|seat| seat.custodian.clone()).collect();
		run.stage = RunStage::Offered { result, until };
		Self::reschedule_run(id, run);
		Self::deposit_event(Event::RunOffered { run: id, result, agreed, until });
	}
}
