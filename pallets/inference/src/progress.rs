//! The state machine: what follows when a clock runs out or the last one has spoken.
//!
//! ```text
//! Drawing ─► Computing ─► Revealing ─► tally ─► Serving ─► Settled ─► over
//!    ▲  (replace, enlarge)    │           │
//!    └────────────────────────┴───────────┘
//! Class Exact:
//! Drawing ─► Computing ─► Drawing ─► Computing ─► Revealing ─► Challengeable ─► over
//!            (answer)     (audit)    (auditors)
//! ```
//! Every function takes the job as it is and says what becomes of it; `store` writes that down.

use crate::{
	Awaited, CancelReason, Config, DRAW_DELAY, Event, Fate, InlinePrompts, JobDetails, JobRecord,
	JobState, Jobs, JobsByAccount, Outcome, Pallet, Records, RefundReason, SeatState, Stage,
	VacateReason,
	tally::{self, Ballot, FirstTally},
};
use alloc::vec::Vec;
use stoa_primitives::{
	AnswerClaim, BlockNumber, DeclineReason, JobId,
	frame::{ProviderBond, StrikeReason},
};

impl<T: Config> Pallet<T> {
	/// Whether the job's clock has run out.
	pub(crate) fn is_due(job: &JobDetails<T::AccountId>, now: BlockNumber) -> bool {
		now >= job.due_at()
	}

	fn is_late(state: SeatState, now: BlockNumber) -> bool {
		state.until().is_some_and(|until| now >= until)
	}

	/// Does what is due; `None` if nothing is.
	pub(crate) fn advance(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Option<Fate> {
		if !Self::is_due(job, now) {
			return None;
		}
		Some(match job.state {
			JobState::Drawing { at } => Self::run_draw(id, job, at, now),
			JobState::Computing => Self::commit_deadline(id, job, now),
			JobState::Revealing { .. } => Self::reveal_deadline(id, job, now),
			JobState::Serving { .. } => Self::serve_deadline(id, job, now),
			JobState::Settled { .. } => Self::finalize(id, job),
			JobState::Challengeable { .. } => Self::window_deadline(id, job, now),
		})
	}

	fn commit_deadline(id: JobId, job: &mut JobDetails<T::AccountId>, now: BlockNumber) -> Fate {
		for at in 0..job.seats.len() {
			let state = job.seats.get(at).map(|seat| seat.state);
			let Some(state) = state.filter(|state| Self::is_late(*state, now)) else { continue };
			match (state, job.stage == Stage::First) {
				(SeatState::AwaitingPrompt { .. }, true) => {
					return Self::cancel_for_prompt(id, job);
				}
				// The requester cannot stop a verdict by keeping the prompt from its judges.
				(SeatState::AwaitingPrompt { .. }, _) => {
					let reason = VacateReason::Declined(DeclineReason::PromptUnavailable);
					Self::vacate(id, job, at, reason);
				}
				_ => {
					Self::vacate(id, job, at, VacateReason::NoCommitment);
					Self::strike(id, job, at, StrikeReason::NoCommitment);
				}
			}
		}
		Self::after_commits(id, job, now)
	}

	/// Goes on once no seat is to commit any more.
	pub(crate) fn after_commits(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		if job.seats.iter().any(|seat| seat.state.is_awaited()) {
			return Fate::Lives;
		}
		let committed = job.count(SeatState::is_committed);
		if job.exact.is_some() && committed > 0 {
			return Self::after_answer(id, job, now);
		}
		match job.stage {
			Stage::First if committed >= usize::from(job.executors()) => {
				Self::start_reveal(id, job, now)
			}
			Stage::First if Self::can_replace(job, now) => {
				let at = now.saturating_add(DRAW_DELAY);
				job.state = JobState::Drawing { at };
				Self::remind(id, at);
				Fate::Lives
			}
			Stage::First if committed >= usize::from(job.quorum()) => {
				Self::start_reveal(id, job, now)
			}
			Stage::First if job.seats.is_empty() => {
				Self::refund(id, job, RefundReason::NoExecutors, 0)
			}
			Stage::First => Self::refund(id, job, RefundReason::TooFewCommitments, 0),
			_ if committed > 0 => Self::start_reveal(id, job, now),
			_ => Self::tally(id, job, now),
		}
	}

	fn can_replace(job: &JobDetails<T::AccountId>, now: BlockNumber) -> bool {
		u32::from(job.round) < job.parameters.max_rounds.get()
			&& Self::draw_fits(job, now.saturating_add(DRAW_DELAY))
			&& Self::seats_wanted(job) > 0
			&& Self::anyone_new(job)
	}

	pub(crate) fn start_reveal(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		let until = now.saturating_add(job.parameters.reveal_timeout.get());
		job.state = JobState::Revealing { until };
		job.progress_at = now;
		Self::deposit_event(Event::RevealStarted { job: id, until });
		Self::remind(id, until);
		Fate::Lives
	}

	fn reveal_deadline(id: JobId, job: &mut JobDetails<T::AccountId>, now: BlockNumber) -> Fate {
		for at in 0..job.seats.len() {
			if job.seats.get(at).is_some_and(|seat| seat.state.is_committed()) {
				if Self::executor_at(job) == Some(at) {
					Self::pay_contradictors(job, at);
				}
				Self::slash(id, job, at, VacateReason::NoReveal, None, None);
			}
		}
		Self::tally(id, job, now)
	}

	/// Goes on once no seat is to reveal any more.
	pub(crate) fn after_reveals(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		if job.seats.iter().any(|seat| seat.state.is_committed()) {
			return Fate::Lives;
		}
		Self::tally(id, job, now)
	}

	fn tally(id: JobId, job: &mut JobDetails<T::AccountId>, now: BlockNumber) -> Fate {
		if job.exact.is_some() {
			return Self::open_window(id, job, now);
		}
		match job.stage {
			Stage::First => match tally::first(&Self::ballots(job), job.quorum()) {
				FirstTally::Agreed(claim) => Self::answer_with(id, job, claim, now),
				FirstTally::TooFew => Self::refund(id, job, RefundReason::TooFewReveals, 0),
				FirstTally::Disagreed => {
					let core = job.seats.len() as u8;
					job.stage = Stage::Enlarged { core };
					if Self::seats_wanted(job) == 0 || !Self::anyone_new(job) {
						return Self::verdict(id, job, now);
					}
					Self::enlarge(id, job, now);
					Fate::Lives
				}
			},
			Stage::Enlarged { .. } | Stage::Audited { .. } => Self::verdict(id, job, now),
			Stage::Escalated { .. } => Self::resolve_escalation(id, job, now),
		}
	}

	pub(crate) fn ballots(job: &JobDetails<T::AccountId>) -> Vec<Ballot> {
		job.seats
			.iter()
			.filter_map(|seat| match seat.state {
				SeatState::Revealed { claim, .. } => Some(Ballot { claim, weight: seat.weight }),
				_ => None,
			})
			.collect()
	}

	/// Waits for the draw that enlarges the committee. The deadline moves if it is too near: a liar
	/// who was slow enough would else escape the verdict.
	pub(crate) fn enlarge(id: JobId, job: &mut JobDetails<T::AccountId>, now: BlockNumber) {
		let draw_at = now.saturating_add(DRAW_DELAY);
		job.state = JobState::Drawing { at: draw_at };
		Self::extend_deadline(id, job, now.saturating_add(job.parameters.min_timeout()));
		Self::remind(id, draw_at);
		Self::deposit_event(Event::CommitteeEnlarged {
			job: id,
			added: Self::seats_wanted(job) as u8,
			draw_at,
			deadline: job.expires_at,
		});
	}

	/// Moves the reserved deadline to `until` or later, never nearer.
	pub(crate) fn extend_deadline(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		until: BlockNumber,
	) {
		if until > job.expires_at {
			job.expires_at = Self::schedule(id, until).unwrap_or(until);
		}
	}

	/// The enlarged committee decides: losers are struck and pay for the seats that they made
	/// necessary. Without a majority nobody is struck and everything goes back.
	fn verdict(id: JobId, job: &mut JobDetails<T::AccountId>, now: BlockNumber) -> Fate {
		let winner = tally::verdict(&Self::ballots(job), job.quorum());
		let Some(winner) = winner.filter(|_| Self::is_judged(job)) else {
			return Self::refund_undecided(id, job);
		};
		job.losing_percent = winner.losing_percent;
		let losers = Self::seats_claiming(job, |claim| claim != winner.claim);
		Self::charge_losers(job, &losers, &winner.claim);
		for at in losers {
			Self::vacate(id, job, at, VacateReason::Outvoted);
			Self::strike(id, job, at, StrikeReason::Outvoted);
		}
		Self::answer_with(id, job, winner.claim, now)
	}

	/// Whether anybody but the quarrelling first committee has spoken, or nobody else exists. A first
	/// committee that judged itself would strike an honest minority.
	fn is_judged(job: &JobDetails<T::AccountId>) -> bool {
		let core = job.core();
		let spoke = job.seats.iter().skip(core).any(|seat| seat.state.is_revealed());
		spoke || (job.seats.len() <= core && !Self::anyone_new(job))
	}

	/// Seats whose revealed claim `test` accepts.
	pub(crate) fn seats_claiming(
		job: &JobDetails<T::AccountId>,
		test: impl Fn(AnswerClaim) -> bool,
	) -> Vec<usize> {
		let claims = |state| matches!(state, SeatState::Revealed { claim, .. } if test(claim));
		(0..).zip(&job.seats).filter(|(_, seat)| claims(seat.state)).map(|(at, _)| at).collect()
	}

	/// There is an answer: settle, or first give the requester time to fetch it.
	fn answer_with(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		claim: AnswerClaim,
		now: BlockNumber,
	) -> Fate {
		job.answer = Some(claim);
		if Self::is_shown(job, &claim) {
			return Self::settle(id, job, claim, now);
		}
		let until = now.saturating_add(job.parameters.serve_window.get());
		job.state = JobState::Serving { until, demands: Default::default() };
		let backers = Self::seats_claiming(job, |other| other == claim)
			.into_iter()
			.filter_map(|at| job.seats.get(at).map(|seat| seat.provider.clone()))
			.collect();
		Self::deposit_event(Event::OutputAwaited { job: id, claim, backers, until });
		Self::remind(id, until);
		Fate::Lives
	}

	/// Takes a seat out of the committee and frees what it reserved.
	pub(crate) fn vacate(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		reason: VacateReason,
	) {
		let Some(seat) = job.seats.get_mut(at) else { return };
		T::Providers::release(&seat.provider, seat.reserved);
		seat.reserved = 0;
		seat.state = SeatState::Vacated(reason);
		let provider = seat.provider.clone();
		job.forget_tree(at);
		Self::deposit_event(Event::SeatVacated { job: id, seat: at as u8, provider, reason });
	}

	/// Notes a fault of the provider in a seat.
	pub(crate) fn strike(
		id: JobId,
		job: &JobDetails<T::AccountId>,
		at: usize,
		reason: StrikeReason,
	) {
		let Some(seat) = job.seats.get(at) else { return };
		T::Providers::strike(&seat.provider, reason);
		let provider = seat.provider.clone();
		Self::deposit_event(Event::ProviderStruck { job: id, provider, reason });
	}

	/// Writes down what became of a job.
	pub(crate) fn store(id: JobId, mut job: JobDetails<T::AccountId>, fate: Fate) {
		let awaited = fate == Fate::Lives
			&& matches!(job.state, JobState::Computing | JobState::Revealing { .. });
		match (job.listed, awaited) {
			(false, true) => Awaited::<T>::insert(id, ()),
			(true, false) => Awaited::<T>::remove(id),
			_ => {}
		}
		job.listed = awaited;
		match fate {
			Fate::Lives => Jobs::<T>::insert(id, job),
			Fate::Over(outcome) => Self::close(id, job, outcome),
		}
	}

	/// Leaves a record of a job that is over, or nothing of one that was withdrawn.
	fn close(id: JobId, job: JobDetails<T::AccountId>, outcome: Outcome) {
		Jobs::<T>::remove(id);
		InlinePrompts::<T>::remove(id);
		if outcome == Outcome::Cancelled(CancelReason::Withdrawn) {
			JobsByAccount::<T>::remove(&job.requester, id);
			Self::release_deposit(&job.requester, job.deposit);
			Self::drop_delivery(id, &job.requester);
			return;
		}
		let keep_until = Self::now().saturating_add(job.parameters.keep_blocks.get());
		let (executors, quorum, class) = (job.executors(), job.quorum(), job.class());
		let auditors = Self::agreeing(&job);
		let backers = Self::seats_claiming(&job, |claim| Some(claim) == job.answer).len() as u8;
		let record = JobRecord {
			requester: job.requester,
			release: job.release,
			outcome,
			class,
			output: job.answer.map(|claim| claim.output).unwrap_or_default(),
			tokens: job.answer.map_or(0, |claim| claim.tokens),
			bytes: job.answer.map_or(0, |claim| claim.bytes),
			charged: job.settlement.map_or(0, |settlement| settlement.charged),
			executors,
			quorum,
			backers,
			auditors,
			losing_percent: job.losing_percent,
			keep_until,
			deposit: job.deposit,
		};
		Records::<T>::insert(id, record);
		let value_at_risk = job.value_at_risk;
		Self::deposit_event(Event::JobFinalized { job: id, outcome, value_at_risk, keep_until });
	}
}
