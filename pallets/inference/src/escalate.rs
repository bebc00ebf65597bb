//! Questioning an answer that was unanimous, and paid.
//!
//! Unanimity among few drawn executors can be collusion. While their exposure is frozen anyone may put
//! up the price of a larger committee. If it confirms the answer the bond has paid for the check; if
//! not, the first committee loses what a proven lie costs. If it comes to nothing the window stays open:
//! whoever wants no check could else switch it off by asking for one that fails.

use crate::{
	Config, Error, EscalationOutcome, Event, Fate, HoldReason, JobDetails, JobState, Outcome,
	Pallet, Stage, VacateReason, pricing,
	tally::{self, Winner},
};
use frame_support::pallet_prelude::*;
use sp_runtime::Permill;
use stoa_primitives::{
	Balance, BlockNumber, JobId,
	frame::{Holds, ProviderBond, StrikeReason},
};

/// Of the bond, kept when an escalation comes to nothing: one part in so many.
const VOID_PART: Balance = 10;
/// Of the freeze window, what is left at least after an escalation that came to nothing.
const VOID_WINDOW_PART: BlockNumber = 4;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_escalate(who: T::AccountId, id: JobId) -> DispatchResult {
		let now = Self::now();
		Self::with_job(id, |job| {
			let JobState::Settled { until } = job.state else {
				return Err(Error::<T>::NotEscalatable.into());
			};
			// Rounds are part of every statement, so none may come twice.
			let open = now < until && job.round < u8::MAX;
			ensure!(open && job.stage == Stage::First, Error::<T>::NotEscalatable);
			let core = job.seats.len() as u8;
			job.stage = Stage::Escalated { core, by: who.clone(), bond: 0, until };
			let added = Self::seats_wanted(job);
			ensure!(added > 0 && Self::anyone_new(job), Error::<T>::NoNewServers);
			let bond = Self::escalation_bond(job, added);
			Self::hold(HoldReason::EscalationBond, &who, bond)?;
			job.stage = Stage::Escalated { core, by: who.clone(), bond, until };
			job.progress_at = now;
			Self::deposit_event(Event::JobEscalated { job: id, by: who, bond });
			Self::enlarge(id, job, now);
			Ok(Fate::Lives)
		})?;
		Ok(())
	}

	/// What an escalation costs at most: the added seats, and something for the bond that it freezes,
	/// the first committee's and the judges'.
	fn escalation_bond(job: &JobDetails<T::AccountId>, added: usize) -> Balance {
		let added = added as Balance;
		let judges = job.exposure.saturating_mul(added);
		let frozen = job.seats.iter().fold(judges, |sum, seat| sum.saturating_add(seat.reserved));
		pricing::escalation_bond(job.seat_budget, added, frozen)
	}

	/// The larger committee has spoken, as far as it will.
	pub(crate) fn resolve_escalation(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		let Stage::Escalated { core, by, bond, until } = job.stage.clone() else {
			return Fate::Lives;
		};
		let judged = job.seats.iter().skip(core.into()).any(|seat| seat.state.is_revealed());
		let winner = tally::verdict(&Self::ballots(job), job.quorum()).filter(|_| judged);
		match winner {
			Some(winner) if Some(winner.claim) == job.answer => {
				let burned = Self::uphold(id, job, &winner, &by, bond);
				Self::tell(id, by, EscalationOutcome::Upheld, 0, burned);
				Self::finalize(id, job)
			}
			Some(winner) => {
				Self::overturn(id, job, &winner, &by, bond);
				Self::tell(id, by, EscalationOutcome::Overturned, bond, 0);
				Fate::Over(Outcome::Overturned)
			}
			None => {
				Self::reopen(id, job, core.into(), until, now);
				let (returned, burned) = Self::keep_part(job, &by, bond);
				Self::tell(id, by, EscalationOutcome::Void, returned, burned);
				Fate::Lives
			}
		}
	}

	/// As if nobody had escalated: the judges go, so that others can be drawn and none of them counts as
	/// first committee later, and there is time for another escalation.
	fn reopen(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		core: usize,
		until: BlockNumber,
		now: BlockNumber,
	) {
		for seat in job.seats.iter_mut().skip(core) {
			T::Providers::release(&seat.provider, core::mem::take(&mut seat.reserved));
		}
		job.seats.truncate(core);
		job.stage = Stage::First;
		let window = job.parameters.freeze_window.get().div_ceil(VOID_WINDOW_PART);
		let until = until.max(now.saturating_add(window));
		job.state = JobState::Settled { until };
		Self::remind(id, until);
	}

	/// Keeps a part of the bond of an escalation that came to nothing, and shares it as the network fee.
	/// Returns what went back and what was burned.
	fn keep_part(
		job: &JobDetails<T::AccountId>,
		by: &T::AccountId,
		bond: Balance,
	) -> (Balance, Balance) {
		let kept = bond.div_ceil(VOID_PART);
		let burned =
			pricing::network_fee(kept, Permill::from_parts(job.parameters.burn_share.get()));
		let returned = bond.saturating_sub(kept);
		Self::burn(HoldReason::EscalationBond, by, burned);
		let treasury = kept.saturating_sub(burned);
		Self::pay(HoldReason::EscalationBond, by, &T::Treasury::get(), treasury);
		Self::give_back(HoldReason::EscalationBond, by, returned);
		(returned, burned)
	}

	fn tell(
		id: JobId,
		by: T::AccountId,
		outcome: EscalationOutcome,
		returned: Balance,
		burned: Balance,
	) {
		let event = Event::EscalationResolved { job: id, by, outcome, returned, burned };
		Self::deposit_event(event);
	}

	/// The bond pays the judges; the rest is burned, or escalating would be free where judges are cheap.
	/// Returns what was burned.
	fn uphold(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		winner: &Winner,
		by: &T::AccountId,
		bond: Balance,
	) -> Balance {
		let core = job.core();
		job.losing_percent = winner.losing_percent;
		let mut left = bond;
		for at in Self::seats_claiming(job, |claim| claim == winner.claim) {
			let cost = Self::seat_cost(job, at, &winner.claim).min(left);
			let Some(seat) = job.seats.get_mut(at).filter(|_| at >= core) else { continue };
			seat.paid = seat.paid.saturating_add(cost);
			left = left.saturating_sub(cost);
			Self::pay(HoldReason::EscalationBond, by, &seat.provider, cost);
		}
		for at in Self::seats_claiming(job, |claim| claim != winner.claim) {
			Self::vacate(id, job, at, VacateReason::Outvoted);
			Self::strike(id, job, at, StrikeReason::Outvoted);
		}
		Self::burn(HoldReason::EscalationBond, by, left);
		left
	}

	/// The first committee lied: it pays the judges, then loses everything. The requester gets back
	/// what it was charged, as far as the slashes reach, and the escalator at most its bond again.
	fn overturn(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		winner: &Winner,
		by: &T::AccountId,
		bond: Balance,
	) {
		let core = job.core();
		job.losing_percent = winner.losing_percent;
		Self::give_back(HoldReason::EscalationBond, by, bond);
		let losers = Self::seats_claiming(job, |claim| claim != winner.claim);
		Self::charge_losers(job, &losers, &winner.claim);
		let liars = losers.iter().filter(|at| **at < core).count().max(1) as Balance;
		let charged = job.settlement.map_or(0, |settlement| settlement.charged);
		let requester = job.requester.clone();
		for at in losers {
			if at >= core {
				Self::vacate(id, job, at, VacateReason::Outvoted);
				Self::strike(id, job, at, StrikeReason::Outvoted);
				continue;
			}
			let victim = Some((&requester, charged.div_ceil(liars)));
			let finder = Some((by, bond.div_ceil(liars)));
			Self::slash(id, job, at, VacateReason::Overturned, victim, finder);
		}
		Self::release_exposure(job);
	}
}
