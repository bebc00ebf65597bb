//! How time and complete panels move a case on.
//!
//! ```text
//! Evidence ─► Drawing ─► Committing ─► Revealing ─► Appealing ─► Final ─► Executed
//!               ▲  └ no panel ─────────────────────────┼──────────►▲
//!               └───────────── paid ──────────────────┘ not paid ──┘
//! ```

use crate::{
	Cases, Config, Error, Event, Pallet, Phase, RoundState, Rounds, cases::CaseOf, pricing,
};
use frame_support::{dispatch::DispatchResultWithPostInfo, ensure, pallet_prelude::Pays};
use sp_runtime::DispatchResult;
use stoa_primitives::{CaseId, Court, Side};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_advance(id: CaseId) -> DispatchResultWithPostInfo {
		let mut case = Self::case_at(id)?;
		let now = Self::now();
		match case.phase {
			Phase::Evidence { until } => {
				ensure!(now > until, Error::<T>::NothingDue);
				Self::schedule_draw(id, &mut case);
			}
			Phase::Drawing { first } => {
				ensure!(Self::draw_is_lost(first), Error::<T>::NothingDue);
				Self::schedule_draw(id, &mut case);
			}
			Phase::Committing { until } => {
				let over = Self::is_commit_over(&Self::round_at(id, case.round)?, until);
				ensure!(over, Error::<T>::NothingDue);
				Self::begin_reveal(id, &mut case);
			}
			Phase::Revealing { until } => {
				let details = Self::round_at(id, case.round)?;
				ensure!(now > until || details.hidden == 0, Error::<T>::NothingDue);
				Self::count_votes(id, &mut case);
			}
			Phase::Appealing { .. } => Self::end_appeal(id, &mut case)?,
			Phase::Final | Phase::Executed => return Err(Error::<T>::WrongPhase.into()),
		}
		Cases::<T>::insert(id, case);
		Ok(Pays::No.into())
	}

	fn begin_reveal(id: CaseId, case: &mut CaseOf<T>) {
		let until = Self::now().saturating_add(case.parameters.reveal_blocks.get());
		case.phase = Phase::Revealing { until };
		Self::deposit_event(Event::RevealBegun { case: id, round: case.round, until });
	}

	/// A tie, or a round in which nobody voted, changes nothing of what was decided before.
	fn count_votes(id: CaseId, case: &mut CaseOf<T>) {
		let round = case.round;
		let votes = Rounds::<T>::get(id, round).map(|details| details.votes).unwrap_or_default();
		case.ruling = votes.winner().or(case.ruling);
		let ruling = case.ruling;
		Self::deposit_event(Event::RoundDecided { case: id, round, ruling, votes });
		let next = round.saturating_add(1);
		if u32::from(next) >= case.parameters.max_rounds.get() {
			return Self::decide(id, case);
		}
		let time = case.parameters.appeal_blocks.get();
		let half = Self::now().saturating_add(time.div_ceil(2));
		let until = Self::now().saturating_add(time);
		case.phase = Phase::Appealing { half, until };
		case.stored_rounds = case.stored_rounds.saturating_add(1);
		Rounds::<T>::insert(id, next, Self::new_round(case.court));
		Self::deposit_event(Event::AppealOpened { case: id, round: next, half, until });
	}

	/// Begins the next round if somebody who did not win has paid for it, or ends the case.
	fn end_appeal(id: CaseId, case: &mut CaseOf<T>) -> DispatchResult {
		let Phase::Appealing { half, until } = case.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		let now = Self::now();
		let next = case.round.saturating_add(1);
		let details = Self::round_at(id, next)?;
		let lacks = |side: &Side| Self::appeal_lacks(case, &details, *side) > 0;
		let paid = Self::appeal_is_paid(case, &details);
		if !paid {
			ensure!(now > half, Error::<T>::NothingDue);
			Self::void_round(id, case, next);
			Self::decide(id, case);
			return Ok(());
		}
		ensure!(now > until || !Side::BOTH.iter().any(lacks), Error::<T>::NothingDue);
		Self::change_round(id, next, |details| details.state = RoundState::Sitting);
		case.round = next;
		let seats = pricing::seats(&case.parameters, next);
		let last = u32::from(next).saturating_add(1) >= case.parameters.max_rounds.get();
		if case.court != Court::General && (last || seats > case.parameters.jump_seats.get()) {
			Self::jump(id, case);
		}
		Self::schedule_draw(id, case);
		Ok(())
	}

	/// A round does not come about: what was paid for it goes back.
	pub(crate) fn void_round(id: CaseId, case: &mut CaseOf<T>, round: u8) {
		let Some(mut details) = Rounds::<T>::get(id, round) else { return };
		details.state = RoundState::Void;
		Self::keep_round(id, case, round, details);
	}

	/// The ruling stands.
	pub(crate) fn decide(id: CaseId, case: &mut CaseOf<T>) {
		case.phase = Phase::Final;
		Self::deposit_event(Event::CaseDecided { case: id, ruling: case.ruling });
	}
}
