//! Class Exact: an answer at once, and auditors who execute it again.
//!
//! The executor gives its answer in the clear and hides the root of its trace. Blocks that nobody knew then
//! decide whether there is an audit and who makes it; each auditor commits to a trace of its own before
//! anybody shows one. So an auditor that did not execute has nothing to show, and an executor that lies does
//! not know whether it will be audited. Then anybody may challenge the trace, and an auditor that found
//! another one has to (`window`).

use crate::{
	AUDIT_DELAY, AuditHistory, Audits, Config, CurrentParameters, DRAW_DELAY, Error, Event, Fate,
	JobDetails, JobState, MAX_AUDIT_DRAWS, MAX_EXACT_TOKENS, Pallet, SeatState, Stage, pricing,
};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use sp_runtime::Permill;
use stoa_exact::{Blake2, Header, shape::tokens_root};
use stoa_primitives::{
	AnswerClaim, BlockNumber, Digest, InlineBytes, JobId, PromptKind, ReleaseId,
	frame::{ModelInspect, ProviderInspect},
	payload::{ZERO_SALT, draw_number, output_commitment, prompt_commitment_of},
};

/// The number of a seed's stream that decides whether there is an audit, or cells are opened; the first ones
/// draw auditors, or cells.
pub(crate) const LOTTERY: u32 = u32::MAX;

impl<T: Config> Pallet<T> {
	/// What a job of class Exact has beside, if its prompt has the form that the class needs.
	pub(crate) fn check_exact(
		release: ReleaseId,
		order: &crate::submit::Order,
		auditors: u8,
	) -> Result<Option<crate::ExactDetails>, DispatchError> {
		if order.assurance != stoa_primitives::Assurance::Exact {
			return Ok(None);
		}
		let prompt = &order.prompt;
		let public = order.reply_key.is_none() && prompt.kind == PromptKind::TokenIds;
		let inline = prompt.inline.as_ref().filter(|_| public).ok_or(Error::<T>::NotExactForm)?;
		let ids = token_ids(inline).ok_or(Error::<T>::BadTokenIds)?;
		let known = Self::in_vocabulary(release, &ids).ok_or(Error::<T>::ClassNotOffered)?;
		ensure!(known && ids.len() as u64 == u64::from(prompt.tokens), Error::<T>::BadTokenIds);
		let prompt_root = tokens_root::<Blake2>(&ids);
		let same = prompt_commitment_of(&ZERO_SALT, &prompt_root) == prompt.commitment;
		ensure!(same, Error::<T>::PromptMismatch);
		let output_root = [0; 32];
		let trees = Default::default();
		Ok(Some(crate::ExactDetails { prompt_root, output_root, auditors, draws: 0, trees }))
	}

	/// Whether the model of a release has all these tokens. With one that it does not have nobody could
	/// execute, or doubt.
	fn in_vocabulary(release: ReleaseId, ids: &[u32]) -> Option<bool> {
		let header = Header::decode(&T::Models::exact_header(release)?).ok()?;
		Some(ids.iter().all(|id| *id < header.config().vocabulary))
	}

	/// Root of the tokens of an executor's answer, if they are those that it claims.
	pub(crate) fn answer_root(
		job: &JobDetails<T::AccountId>,
		claim: &AnswerClaim,
		output: Option<&InlineBytes>,
	) -> Option<Digest> {
		let ids = token_ids(output?)?;
		let root = tokens_root::<Blake2>(&ids);
		let good = claim.trace.is_none()
			&& claim.tokens <= job.generation.max_new_tokens.min(MAX_EXACT_TOKENS)
			&& ids.len() as u64 == u64::from(claim.tokens)
			&& u64::from(claim.bytes) == output?.len() as u64
			&& output_commitment(&ZERO_SALT, &root) == claim.output
			&& Self::in_vocabulary(job.release, &ids) == Some(true);
		good.then_some(root)
	}

	/// Takes an executor's checked answer in.
	pub(crate) fn take_answer(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		(claim, seal): (AnswerClaim, Digest),
		output: Option<InlineBytes>,
		now: BlockNumber,
	) -> Result<Fate, DispatchError> {
		let root = Self::answer_root(job, &claim, output.as_ref());
		let (root, output) = root.zip(output).ok_or(Error::<T>::OutputMismatch)?;
		let seat = job.seats.get_mut(at).ok_or(Error::<T>::NotExecutor)?;
		seat.state = SeatState::Committed(seal);
		let provider = seat.provider.clone();
		job.answer = Some(claim);
		if let Some(exact) = &mut job.exact {
			exact.output_root = root;
		}
		Self::deposit_event(Event::AnswerGiven { job: id, seat: at as u8, provider, claim });
		Self::deposit_event(Event::OutputPosted { job: id, seat: at as u8, output });
		Ok(Self::after_commits(id, job, now))
	}

	/// The answer is there, and no auditor is awaited: draws auditors, replaces silent ones, or goes on.
	pub(crate) fn after_answer(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		now: BlockNumber,
	) -> Fate {
		let Some(exact) = job.exact else { return Fate::Lives };
		let begun = job.stage != Stage::First;
		if !begun {
			job.stage = Stage::Audited { core: job.seats.len() as u8 };
		}
		let at = now.saturating_add(AUDIT_DELAY);
		let more = Self::seats_wanted(job) > 0
			&& exact.draws < MAX_AUDIT_DRAWS
			// A lottery that was lost is not drawn again, and draws that came late end with the job's time.
			&& (!begun || (exact.draws > 0 && Self::draw_fits(job, at)))
			&& Self::anyone_new(job);
		if !more {
			if exact.draws == 0 {
				Self::deposit_event(Event::AuditDecided { job: id, auditors: 0 });
			}
			return Self::start_reveal(id, job, now);
		}
		job.state = JobState::Drawing { at };
		if !begun {
			Self::extend_deadline(id, job, now.saturating_add(Self::audit_blocks(job)));
		}
		Self::remind(id, at);
		Fate::Lives
	}

	/// Most that an audit takes from the answer to the last reveal.
	fn audit_blocks(job: &JobDetails<T::AccountId>) -> BlockNumber {
		let late = DRAW_DELAY.saturating_mul(2);
		AUDIT_DELAY
			.saturating_add(job.parameters.commit_timeout.get())
			.saturating_add(late)
			.saturating_mul(MAX_AUDIT_DRAWS.into())
			.saturating_add(job.parameters.reveal_timeout.get())
	}

	/// Whether a seed says that there is no audit. It is asked once; who replaces a silent auditor is not.
	pub(crate) fn lottery_is_lost(
		id: JobId,
		job: &JobDetails<T::AccountId>,
		seed: &Digest,
	) -> bool {
		let audit = matches!(job.stage, Stage::Audited { .. });
		let first = job.exact.filter(|exact| audit && exact.draws == 0);
		let Some(exact) = first else { return false };
		let rate = Self::audit_rate(job);
		let lost = draw_number(seed, LOTTERY) % 1_000_000 >= u64::from(rate.deconstruct());
		let auditors = if lost { 0 } else { exact.auditors };
		Self::deposit_event(Event::AuditDecided { job: id, auditors });
		lost
	}

	fn audit_rate(job: &JobDetails<T::AccountId>) -> Permill {
		let Some(executor) = Self::executor_of(job) else { return Permill::one() };
		let history = Self::audit_history(&executor, job.release);
		pricing::audit_rate(
			job.value_at_risk,
			history.largest,
			history.unaudited,
			job.parameters.audit_floor.get(),
			job.parameters.audit_reach.get(),
		)
	}

	/// Who gave the answer.
	pub(crate) fn executor_of(job: &JobDetails<T::AccountId>) -> Option<T::AccountId> {
		let at = Self::executor_at(job)?;
		job.seats.get(at).map(|seat| seat.provider.clone())
	}

	/// The seat that gave the answer.
	pub(crate) fn executor_at(job: &JobDetails<T::AccountId>) -> Option<usize> {
		job.seats.iter().position(|seat| {
			!seat.auditor && (seat.state.is_committed() || seat.state.is_revealed())
		})
	}

	/// What is known of a provider; nothing, if it has changed since, for then it may be another one.
	fn audit_history(provider: &T::AccountId, release: ReleaseId) -> AuditHistory {
		let history = Audits::<T>::get(provider, release);
		if T::Providers::changed_at(provider) > history.at {
			return AuditHistory::default();
		}
		history
	}

	/// Nobody has executed an answer again: what was at risk adds up.
	pub(crate) fn note_unaudited(job: &JobDetails<T::AccountId>, now: BlockNumber) {
		Self::note(job, now, |history| {
			history.unaudited = history.unaudited.saturating_add(job.value_at_risk);
		});
	}

	/// An answer has passed an audit, and its window: what came before it is forgiven.
	pub(crate) fn note_passed(job: &JobDetails<T::AccountId>, now: BlockNumber) {
		Self::note(job, now, |history| {
			history.largest = history.largest.max(job.value_at_risk);
			history.unaudited = 0;
		});
	}

	fn note(
		job: &JobDetails<T::AccountId>,
		now: BlockNumber,
		change: impl FnOnce(&mut AuditHistory),
	) {
		let Some(executor) = Self::executor_of(job) else { return };
		let mut history = Self::audit_history(&executor, job.release);
		history.at = now;
		change(&mut history);
		Audits::<T>::insert(executor, job.release, history);
	}

	pub(crate) fn do_drop_audit_history(
		provider: T::AccountId,
		release: ReleaseId,
	) -> DispatchResultWithPostInfo {
		let known = Audits::<T>::contains_key(&provider, release);
		ensure!(known, Error::<T>::AuditHistoryNotFound);
		let closed = T::Models::terms(release).is_none_or(|terms| !terms.active);
		let gone = T::Providers::signing_key(&provider).is_none();
		let keep = CurrentParameters::<T>::get().keep_blocks.get();
		let last = Audits::<T>::get(&provider, release).at.saturating_add(keep);
		let idle = Self::now() > last && !T::Providers::in_draw(&provider, release);
		ensure!(closed || gone || idle, Error::<T>::AuditHistoryInUse);
		Audits::<T>::remove(&provider, release);
		Self::deposit_event(Event::AuditHistoryDropped { provider, release });
		Ok(Pays::No.into())
	}

	/// Auditors that found the same.
	pub(crate) fn agreeing(job: &JobDetails<T::AccountId>) -> u8 {
		Self::auditors_claiming(job, |claim| Some(claim) == job.answer).len() as u8
	}

	/// Seats of auditors whose revealed claim `test` accepts.
	pub(crate) fn auditors_claiming(
		job: &JobDetails<T::AccountId>,
		test: impl Fn(AnswerClaim) -> bool,
	) -> Vec<usize> {
		let mut seats = Self::seats_claiming(job, test);
		seats.retain(|at| job.seats.get(*at).is_some_and(|seat| seat.auditor));
		seats
	}
}

/// Token ids as they travel: little-endian, four bytes each.
pub(crate) fn token_ids(bytes: &[u8]) -> Option<Vec<u32>> {
	let (ids, rest) = bytes.as_chunks::<4>();
	rest.is_empty().then(|| ids.iter().map(|id| u32::from_le_bytes(*id)).collect())
}
