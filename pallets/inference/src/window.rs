//! Class Exact: the time in which an answer can be challenged, and what comes of it.
//!
//! The referee plays the games; here is what they are about and what a verdict costs. Nothing is paid before
//! the window is over, so a requester whose answer is refuted gets all of its money back.

use crate::{
	Audits, Config, Error, Event, Fate, JobDetails, JobState, Openings, Pallet, RefundReason,
	SeatState, VacateReason, WeightInfo,
};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	AnswerClaim, Balance, BlockNumber, JobId,
	frame::{
		BadModels, ModelInspect, NewSubject, OnRefereed, ProviderBond, Referee, StrikeReason,
		TraceClaim, Verdict,
	},
};

/// Of what a finder's moves cost, how much it gets: its costs, and something for its trouble.
const FINDER_MULTIPLE: Balance = 3;
/// Of what a liar reserved, the finder's part: one in so many, up to `bounty`.
const FINDER_PART: Balance = 10;

impl<T: Config> Pallet<T> {
	/// Nobody is to reveal any more: whoever doubts the answer may challenge it.
	pub(crate) fn open_window(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		if Self::model_is_bad(job) {
			return Self::refund(id, job, RefundReason::BadRelease, 0);
		}
		let Some((provider, claim, reserved)) = Self::revealed_answer(job) else {
			return Self::refund(id, job, RefundReason::TooFewReveals, 0);
		};
		job.answer = Some(claim);
		let last = now.saturating_add(job.parameters.challenge_window.get());
		let opened = Self::trace_claim(job, &claim).is_some_and(|claim| {
			let regeneration = 1_000u32.div_ceil(job.parameters.tokens_per_block.get().max(1));
			let subject =
				NewSubject { defender: provider, claim, until: last, reserved, regeneration };
			T::Referee::open(id, subject).is_ok()
		});
		if !opened {
			// Registration refuses what the referee would; else the model is at fault, not its server.
			return Self::refund(id, job, RefundReason::BadRelease, 0);
		}
		let agree = Self::agreeing(job);
		let contradict = Self::contradicting(job).len() as u8;
		if agree.saturating_add(contradict) == 0 {
			Self::note_unaudited(job, now);
		}
		let contradict_by =
			(contradict > 0).then(|| now.saturating_add(job.parameters.contradict_window.get()));
		let until = last.saturating_add(1);
		let openings = Self::begin_openings(id, job, now);
		job.state = JobState::Challengeable { until, contradict_by, openings };
		job.progress_at = now;
		for block in contradict_by.into_iter().chain([until]) {
			Self::remind(id, block);
		}
		Self::deposit_event(Event::ChallengeWindowOpened { job: id, until, agree, contradict });
		Fate::Lives
	}

	/// Whether the job's model was shown to break the bounds of its contract.
	fn model_is_bad(job: &JobDetails<T::AccountId>) -> bool {
		T::Models::exact_header(job.release)
			.is_some_and(|header| T::Models::is_bad(&sp_io::hashing::blake2_256(&header)))
	}

	/// The executor, its claim with the trace, and what it reserved.
	fn revealed_answer(
		job: &JobDetails<T::AccountId>,
	) -> Option<(T::AccountId, AnswerClaim, Balance)> {
		let seat = job.seats.get(Self::executor_at(job)?)?;
		match seat.state {
			SeatState::Revealed { claim, .. } => {
				Some((seat.provider.clone(), claim, seat.reserved))
			}
			_ => None,
		}
	}

	/// The answer as the referee takes it.
	pub(crate) fn trace_claim(
		job: &JobDetails<T::AccountId>,
		claim: &AnswerClaim,
	) -> Option<TraceClaim> {
		let exact = job.exact?;
		Some(TraceClaim {
			header: T::Models::exact_header(job.release)?,
			prompt_tokens: job.prompt_tokens,
			output_tokens: claim.tokens,
			// The engine stops at the last token that was asked for without choosing another.
			ended: claim.tokens < job.generation.max_new_tokens,
			sampling: job.generation.sampling,
			prompt: exact.prompt_root,
			output: exact.output_root,
			trace: claim.trace?,
		})
	}

	/// Seats of auditors that found something else.
	pub(crate) fn contradicting(job: &JobDetails<T::AccountId>) -> alloc::vec::Vec<usize> {
		Self::auditors_claiming(job, |claim| Some(claim) != job.answer)
	}

	/// A clock of the window has run out.
	pub(crate) fn window_deadline(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		let JobState::Challengeable { until, contradict_by, openings } = job.state else {
			return Fate::Lives;
		};
		// Nobody can challenge it any more, or be blamed for not doing so.
		if Self::model_is_bad(job) {
			T::Referee::void(&id);
			return Self::refund(id, job, RefundReason::BadRelease, 0);
		}
		if contradict_by.is_some_and(|by| now >= by) {
			job.state = JobState::Challengeable { until, contradict_by: None, openings };
			for at in Self::contradicting(job) {
				if !Self::challenges(id, job, at) {
					Self::slash(id, job, at, VacateReason::UnprovenMismatch, None, None);
				}
			}
		}
		Self::openings_deadline(id, job, now);
		let waits = now < until || Self::openings(job) != Openings::Over;
		let Some(claim) = job.answer.filter(|_| !waits) else { return Fate::Lives };
		if T::Referee::close(&id).is_err() {
			let open = T::Referee::open_until(&id).unwrap_or(until);
			Self::set_window(id, job, open.max(now));
			return Fate::Lives;
		}
		if Self::agreeing(job) > 0 {
			Self::note_passed(job, now);
		}
		Self::settle(id, job, claim, now)
	}

	/// The window lasts until the block `last`, if it would end earlier.
	fn set_window(id: JobId, job: &mut JobDetails<T::AccountId>, last: BlockNumber) {
		let after = last.saturating_add(1);
		if let JobState::Challengeable { until, .. } = &mut job.state
			&& *until < after
		{
			*until = after;
			Self::remind(id, after);
		}
	}

	/// Whether the provider of a seat, or its key, challenges the answer.
	fn challenges(id: JobId, job: &JobDetails<T::AccountId>, at: usize) -> bool {
		job.seats.get(at).is_some_and(|seat| {
			T::Referee::is_challenged_by(&id, &seat.provider)
				|| Self::key_account(&seat.provider)
					.is_some_and(|key| T::Referee::is_challenged_by(&id, &key))
		})
	}

	/// The seat of an auditor for which `who` speaks.
	pub(crate) fn auditor_of(job: &JobDetails<T::AccountId>, who: &T::AccountId) -> Option<usize> {
		Self::seat_for(job, who).filter(|at| job.seats.get(*at).is_some_and(|seat| seat.auditor))
	}

	/// The executor pays the auditors that contradicted it, who have worked for nothing else.
	pub(crate) fn pay_contradictors(job: &mut JobDetails<T::AccountId>, executor: usize) {
		let Some(claim) = job.answer else { return };
		for at in Self::contradicting(job) {
			let cost = Self::seat_cost(job, at, &claim);
			let Some(auditor) = job.seats.get(at).map(|seat| seat.provider.clone()) else {
				continue;
			};
			let paid = Self::take_from(job, executor, cost, &auditor);
			if let Some(seat) = job.seats.get_mut(at) {
				seat.paid = seat.paid.saturating_add(paid);
			}
		}
	}

	/// Pays somebody out of what a seat reserved; returns what there was.
	fn take_from(
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		amount: Balance,
		payee: &T::AccountId,
	) -> Balance {
		let Some(seat) = job.seats.get_mut(at) else { return 0 };
		let part = amount.min(seat.reserved);
		let moved = T::Providers::pay_from_reserved(&seat.provider, part, payee);
		seat.reserved = seat.reserved.saturating_sub(moved);
		moved
	}

	/// The answer is a lie. Whoever helped to find it is paid, then the liar loses everything, and so does
	/// every auditor that confirmed it.
	fn refuted(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		finder: &T::AccountId,
		costs: &[(T::AccountId, Balance)],
	) -> Fate {
		let Some(executor) = Self::executor_at(job) else {
			return Self::refund(id, job, RefundReason::Refuted, 0);
		};
		Self::pay_contradictors(job, executor);
		for (who, cost) in costs.iter().filter(|(who, _)| who != finder) {
			Self::take_from(job, executor, *cost, who);
		}
		let cost = costs.iter().find(|(who, _)| who == finder).map_or(0, |(_, cost)| *cost);
		let reserved = job.seats.get(executor).map_or(0, |seat| seat.reserved);
		let bounty = reserved
			.checked_div(FINDER_PART)
			.unwrap_or(0)
			.min(job.parameters.bounty)
			.saturating_add(cost.saturating_mul(FINDER_MULTIPLE));
		if let Some(provider) = Self::executor_of(job) {
			Audits::<T>::remove(provider, job.release);
		}
		for at in Self::auditors_claiming(job, |claim| Some(claim) == job.answer) {
			let part = job.parameters.bounty.min(reserved.checked_div(FINDER_PART).unwrap_or(0));
			Self::slash(id, job, at, VacateReason::FalseMatch, None, Some((finder, part)));
		}
		Self::slash(id, job, executor, VacateReason::Refuted, None, Some((finder, bounty)));
		Self::refund(id, job, RefundReason::Refuted, 0)
	}

	/// A challenge has failed. An auditor's own word has then nothing behind it.
	fn challenge_failed(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		challenger: &T::AccountId,
		last: BlockNumber,
	) -> Fate {
		let auditor = Self::auditor_of(job, challenger)
			.filter(|at| Self::contradicting(job).contains(at) && !Self::challenges(id, job, *at));
		if let Some(at) = auditor {
			Self::strike(id, job, at, StrikeReason::Outvoted);
			Self::vacate(id, job, at, VacateReason::UnprovenMismatch);
		}
		Self::set_window(id, job, last);
		Fate::Lives
	}

	/// Two answers of one provider to one question, both revealed, cannot both be honest.
	pub(crate) fn do_prove_equivocation(
		who: T::AccountId,
		provider: T::AccountId,
		one: JobId,
		other: JobId,
	) -> DispatchResultWithPostInfo {
		let mut jobs = [one, other].map(|id| (id, Self::find_job(id)));
		let said = |job: &Option<JobDetails<T::AccountId>>| {
			let job = job.as_ref().filter(|job| job.exact.is_some())?;
			let at = job.seat_of(&provider)?;
			let SeatState::Revealed { claim, .. } = job.seats.get(at)?.state else { return None };
			Some(((job.release, job.prompt, job.generation), claim))
		};
		let [(_, first), (_, second)] = &jobs;
		let twice = match (said(first), said(second)) {
			(Some((question, answer)), Some((same, another))) => {
				one != other && question == same && answer != another
			}
			_ => false,
		};
		ensure!(twice, Error::<T>::NoEquivocation);
		for (id, job) in jobs.iter_mut() {
			if let Some(mut job) = job.take() {
				let fate = Self::equivocated(*id, &mut job, &provider, &who);
				Self::store(*id, job, fate);
			}
		}
		Ok(Pays::No.into())
	}

	fn equivocated(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		provider: &T::AccountId,
		finder: &T::AccountId,
	) -> Fate {
		let Some(at) = job.seat_of(provider) else { return Fate::Lives };
		if job.seats.get(at).is_some_and(|seat| seat.auditor) {
			let part = job.parameters.bounty;
			Self::slash(id, job, at, VacateReason::Equivocated, None, Some((finder, part)));
			return Fate::Lives;
		}
		// Which of the two was the lie is not known: auditors that agreed with one of them keep their bonds.
		T::Referee::void(&id);
		if let Some(seat) = job.seats.get(at) {
			Audits::<T>::remove(&seat.provider, job.release);
		}
		let part = job.parameters.bounty;
		Self::slash(id, job, at, VacateReason::Equivocated, None, Some((finder, part)));
		Self::refund(id, job, RefundReason::Refuted, 0)
	}
}

impl<T: Config> OnRefereed<T::AccountId, JobId> for Pallet<T> {
	fn on_refereed(id: &JobId, _: &T::AccountId, verdict: Verdict<T::AccountId>) {
		let id = *id;
		let Some(mut job) = Self::find_job(id) else { return };
		let fate = match verdict {
			Verdict::ProviderLied { finder, costs, .. } => {
				// Drawn auditors come before strangers.
				let mut right = costs.iter().map(|(who, _)| who);
				let auditor = right.find(|who| Self::auditor_of(&job, who).is_some());
				let finder = auditor.unwrap_or(&finder).clone();
				Self::refuted(id, &mut job, &finder, &costs)
			}
			Verdict::ChallengeFailed { challenger, until, .. } => {
				Self::challenge_failed(id, &mut job, &challenger, until)
			}
			Verdict::BadRelease { .. } => Self::refund(id, &mut job, RefundReason::BadRelease, 0),
		};
		Self::store(id, job, fate);
	}

	fn weight() -> Weight {
		T::WeightInfo::on_refereed()
	}
}
