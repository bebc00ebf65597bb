//! How the result of a run and what was paid for it change hands.

use super::RunOf;
use crate::{Config, CurrentParameters, Error, Event, Pallet, RunEnd, RunStage};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	RunId,
	dataset::{self, Chunk, DataCommitment, DataOpening, Envelope},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_accept_run(who: T::AccountId, id: RunId) -> DispatchResultWithPostInfo {
		let mut run = Self::own_run(id, &who)?;
		let now = Self::now();
		let RunStage::Offered { result, until } = run.stage else {
			return Err(Error::<T>::NotOffered.into());
		};
		ensure!(now <= until, Error::<T>::NotOffered);
		let until = now.saturating_add(run.delivery_blocks);
		run.stage = RunStage::Accepted { result, until };
		Self::reschedule_run(id, run);
		Self::deposit_event(Event::RunAccepted { run: id, until });
		Ok(Pays::No.into())
	}

	pub(crate) fn do_deliver_run(
		who: T::AccountId,
		id: RunId,
		envelope: Envelope,
	) -> DispatchResultWithPostInfo {
		let mut run = Self::run_at(id)?;
		let RunStage::Accepted { result, until } = run.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		let found = |seat: &crate::RunSeat<_>| seat.custodian == who && seat.result == Some(result);
		let may = run.seats.iter().any(found) || Self::owner_of(run.dataset).as_ref() == Some(&who);
		ensure!(may, Error::<T>::NotCustodian);
		let now = Self::now();
		ensure!(now <= until, Error::<T>::TooLateToDeliver);
		let until = now.saturating_add(run.check_blocks);
		run.stage = RunStage::Delivered { result, envelope, until };
		Self::reschedule_run(id, run);
		Self::deposit_event(Event::RunDelivered { run: id, by: who, envelope, until });
		Ok(Pays::No.into())
	}

	/// A run of `who` of which the key is being checked, with result and envelope.
	fn checking_run(
		who: &T::AccountId,
		id: RunId,
	) -> Result<(RunOf<T>, DataCommitment, Envelope), DispatchError> {
		let run = Self::own_run(id, who)?;
		match run.stage {
			RunStage::Delivered { result, envelope, until } if Self::now() <= until => {
				Ok((run, result, envelope))
			}
			_ => Err(Error::<T>::NotChecking.into()),
		}
	}

	pub(crate) fn do_acknowledge_run(who: T::AccountId, id: RunId) -> DispatchResultWithPostInfo {
		let (run, ..) = Self::checking_run(&who, id)?;
		Self::end_run(id, run, RunEnd::Done);
		Ok(Pays::No.into())
	}

	pub(crate) fn do_prove_wrong_run_key(
		who: T::AccountId,
		id: RunId,
		secret: [u8; 32],
		opening: Option<DataOpening>,
	) -> DispatchResultWithPostInfo {
		let (run, result, envelope) = Self::checking_run(&who, id)?;
		let public = &run.one_time_key;
		let wrong = dataset::wrong_key(&result, public, &secret, &envelope, opening.as_ref())
			.map_err(Error::<T>::from)?;
		Self::judge(id, run, wrong, RunEnd::WrongKey)
	}

	pub(crate) fn do_prove_run_garbage(
		who: T::AccountId,
		id: RunId,
		opening: DataOpening,
		chunk_key: [u8; 32],
		chunk: Chunk,
	) -> DispatchResultWithPostInfo {
		let (run, result, _) = Self::checking_run(&who, id)?;
		let garbage =
			dataset::garbage(&result, &opening, &chunk_key, &chunk).map_err(Error::<T>::from)?;
		Self::judge(id, run, garbage, RunEnd::Garbage)
	}

	/// What a proof costs whom it shows to be wrong: the owner, who chose the custodians, or who brought it.
	fn judge(
		id: RunId,
		mut run: RunOf<T>,
		shown: bool,
		reason: RunEnd,
	) -> DispatchResultWithPostInfo {
		if !shown {
			Self::burn_run_deposit(id, &mut run);
			Self::end_run(id, run, RunEnd::Done);
			return Ok(().into());
		}
		let parameters = CurrentParameters::<T>::get();
		let wanted = parameters.slash().mul_ceil(parameters.bond);
		Self::slash(run.dataset, run.license, &run.requester, wanted);
		Self::end_run(id, run, reason);
		Ok(Pays::No.into())
	}
}
