//! What executors say: commit, reveal, decline. Signed calls and relayed batches meet here.

use crate::{
	Config, Error, Event, Fate, JobDetails, Pallet, SeatState, Stage, VacateReason, WeightInfo,
};
use codec::{Decode, Encode};
use frame_support::pallet_prelude::*;
use sp_core::sr25519;
use stoa_primitives::{
	AnswerClaim, DeclineReason, Digest, InlineBytes, JobId, MAX_CONTENT_BYTES, Statement,
	frame::{ChainIdentity, ProviderBond, ProviderInspect},
	merkle::content_root,
	payload::{ZERO_SALT, answer_commitment, output_commitment, statement_digest},
	wire::{SeatPhase, SeatStatement},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_commit(
		who: T::AccountId,
		id: JobId,
		commitment: Digest,
	) -> DispatchResultWithPostInfo {
		Self::say(who, id, Statement::Commit(commitment), None)
	}

	pub(crate) fn do_answer(
		who: T::AccountId,
		id: JobId,
		claim: AnswerClaim,
		seal: Digest,
		output: InlineBytes,
	) -> DispatchResultWithPostInfo {
		Self::say(who, id, Statement::Answer { claim, seal }, Some(output))
	}

	pub(crate) fn do_reveal(
		who: T::AccountId,
		id: JobId,
		claim: AnswerClaim,
		salt: Digest,
		output: Option<InlineBytes>,
	) -> DispatchResultWithPostInfo {
		Self::say(who, id, Statement::Reveal { claim, salt }, output)
	}

	pub(crate) fn do_reveal_trace(
		who: T::AccountId,
		id: JobId,
		trace: Digest,
		salt: Digest,
	) -> DispatchResultWithPostInfo {
		Self::say(who, id, Statement::Trace { trace, salt }, None)
	}

	pub(crate) fn do_decline(
		who: T::AccountId,
		id: JobId,
		reason: DeclineReason,
	) -> DispatchResultWithPostInfo {
		Self::say(who, id, Statement::Decline(reason), None)
	}

	fn say(
		who: T::AccountId,
		id: JobId,
		statement: Statement,
		output: Option<InlineBytes>,
	) -> DispatchResultWithPostInfo {
		let heavy = Self::is_heavy(&statement);
		let moved = Self::with_job(id, |job| {
			let seat = Self::seat_for(job, &who).ok_or(Error::<T>::NotExecutor)?;
			Self::check_form(&T::Chain::genesis(), id, job, seat, &statement)?;
			Self::check_output(job, &statement, output.as_ref())?;
			Self::apply(id, job, seat, statement, output, Self::now())
		})?;
		Ok((Some(Self::statement_weight(moved || heavy)), Pays::No).into())
	}

	/// Whether a statement does more than change its seat: this one takes its provider out of every draw.
	pub(crate) fn is_heavy(statement: &Statement) -> bool {
		*statement == Statement::Decline(DeclineReason::Busy)
	}

	/// What a statement costs: little, unless it moved its job to another state. Whether the last word
	/// is a commitment, a reveal or a judge's refusal, anything may follow from it.
	pub(crate) fn statement_weight(moved: bool) -> Weight {
		if moved {
			T::WeightInfo::commit()
				.max(T::WeightInfo::answer())
				.max(T::WeightInfo::reveal())
				.max(T::WeightInfo::decline())
				.max(T::WeightInfo::run_commit_deadline())
				.max(T::WeightInfo::run_reveal_deadline())
		} else {
			T::WeightInfo::commit()
		}
	}

	/// The seat for which `who` may speak: as the provider, or as its signing key's account.
	pub(crate) fn seat_for(job: &JobDetails<T::AccountId>, who: &T::AccountId) -> Option<usize> {
		job.seat_of(who).or_else(|| {
			let key = Self::account_bytes(who)?;
			job.seats.iter().position(|seat| {
				!matches!(seat.state, SeatState::Vacated(_))
					&& T::Providers::signing_key(&seat.provider) == Some(key)
			})
		})
	}

	/// The account of a provider's signing key.
	pub(crate) fn key_account(provider: &T::AccountId) -> Option<T::AccountId> {
		let key = T::Providers::signing_key(provider)?;
		T::AccountId::decode(&mut key.as_slice()).ok()
	}

	/// The 32 bytes of an account.
	pub(crate) fn account_bytes(who: &T::AccountId) -> Option<[u8; 32]> {
		who.encode().try_into().ok()
	}

	/// Whether a statement from outside is awaited, well formed and signed by the seat's provider.
	pub(crate) fn statement_is_good(
		genesis: &Digest,
		job: &JobDetails<T::AccountId>,
		said: &SeatStatement,
	) -> bool {
		let at = usize::from(said.seat);
		let form = Self::check_form(genesis, said.job, job, at, &said.statement)
			.and_then(|()| Self::check_output(job, &said.statement, said.output.as_ref()));
		let (Ok(()), Some(seat)) = (form, job.seats.get(at)) else { return false };
		let Some(key) = T::Providers::signing_key(&seat.provider) else { return false };
		let digest =
			statement_digest(genesis, said.job, seat.round, &seat.provider, &said.statement);
		sp_io::crypto::sr25519_verify(
			&sr25519::Signature::from_raw(said.signature),
			&digest,
			&sr25519::Public::from_raw(key),
		)
	}

	/// Whether the chain waits for this statement and it is well formed. Changes nothing.
	pub(crate) fn check_form(
		genesis: &Digest,
		id: JobId,
		job: &JobDetails<T::AccountId>,
		at: usize,
		statement: &Statement,
	) -> Result<(), Error<T>> {
		let seat = job.seats.get(at).ok_or(Error::<T>::NotExecutor)?;
		ensure!(job.phase(seat) == Self::phase_of(statement), Error::<T>::NotAwaited);
		// An executor of class Exact has nothing to wait for with its answer; only its trace stays hidden.
		let answers = job.exact.is_some() && !seat.auditor;
		match (statement, seat.state) {
			(Statement::Commit(_), _) if !answers => Ok(()),
			(Statement::Answer { .. }, _) if answers => Ok(()),
			(Statement::Decline(reason), SeatState::Drawn { prompt_posted, .. }) => {
				let known = job.prompt_inline || prompt_posted;
				ensure!(
					*reason != DeclineReason::PromptUnavailable || !known,
					Error::<T>::PromptIsAvailable
				);
				Ok(())
			}
			(_, SeatState::Committed(commitment)) => {
				let (claim, salt) = Self::opened(job, answers, statement)?;
				let opened =
					answer_commitment(genesis, id, seat.round, &seat.provider, &claim, &salt);
				ensure!(opened == commitment, Error::<T>::CommitmentMismatch);
				Self::check_claim(job, &claim)
			}
			_ => Err(Error::<T>::NotAwaited),
		}
	}

	/// In which phase the chain waits for a statement.
	pub(crate) fn phase_of(statement: &Statement) -> SeatPhase {
		if statement.is_opening() { SeatPhase::Reveal } else { SeatPhase::Commit }
	}

	/// What a statement opens, and the salt: whoever has shown the answer adds its trace, others say everything.
	fn opened(
		job: &JobDetails<T::AccountId>,
		answers: bool,
		statement: &Statement,
	) -> Result<(AnswerClaim, Digest), Error<T>> {
		match (statement, job.answer) {
			(Statement::Reveal { claim, salt }, _) if !answers => Ok((*claim, *salt)),
			(Statement::Trace { trace, salt }, Some(bare)) if answers => {
				Ok((AnswerClaim { trace: Some(*trace), ..bare }, *salt))
			}
			_ => Err(Error::<T>::NotAwaited),
		}
	}

	fn check_claim(job: &JobDetails<T::AccountId>, claim: &AnswerClaim) -> Result<(), Error<T>> {
		let within = claim.tokens <= job.generation.max_new_tokens
			&& claim.bytes <= MAX_CONTENT_BYTES
			&& claim.trace.is_some() == job.exact.is_some();
		ensure!(within, Error::<T>::ClaimOutOfBounds);
		Ok(())
	}

	/// Whether the output that must go with a statement does.
	fn check_output(
		job: &JobDetails<T::AccountId>,
		statement: &Statement,
		output: Option<&InlineBytes>,
	) -> Result<(), Error<T>> {
		let Statement::Answer { claim, .. } = statement else { return Ok(()) };
		let there = Self::answer_root(job, claim, output).is_some();
		ensure!(there, Error::<T>::OutputMismatch);
		Ok(())
	}

	/// Whether an output is the claimed one, of a public job. It is not part of what the provider signs:
	/// a wrong one is left out and never spoils the reveal that it came with.
	fn is_claimed(
		job: &JobDetails<T::AccountId>,
		claim: &AnswerClaim,
		output: &InlineBytes,
	) -> bool {
		job.reply_key.is_none()
			&& output.len() as u64 == u64::from(claim.bytes)
			&& output_commitment(&ZERO_SALT, &content_root(output)) == claim.output
	}

	/// Takes a checked statement in. Stale ones are refused and change nothing.
	pub(crate) fn apply(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		statement: Statement,
		output: Option<InlineBytes>,
		now: u32,
	) -> Result<Fate, DispatchError> {
		let phase = job.seats.get(at).map_or(SeatPhase::Done, |seat| job.phase(seat));
		ensure!(phase == Self::phase_of(&statement), Error::<T>::NotAwaited);
		job.progress_at = now;
		Ok(match statement {
			Statement::Answer { claim, seal } => {
				return Self::take_answer(id, job, at, (claim, seal), output, now);
			}
			Statement::Commit(commitment) => Self::take_commitment(id, job, at, commitment, now),
			Statement::Reveal { claim, salt } => {
				Self::keep_tree(job, at, salt);
				Self::take_reveal(id, job, at, claim, output, now)
			}
			Statement::Trace { trace, .. } => {
				let bare = job.answer.ok_or(Error::<T>::NotAwaited)?;
				let claim = AnswerClaim { trace: Some(trace), ..bare };
				Self::take_reveal(id, job, at, claim, None, now)
			}
			Statement::Decline(DeclineReason::PromptUnavailable) => {
				Self::want_prompt(id, job, at, now)
			}
			Statement::Decline(reason) => Self::take_refusal(id, job, at, reason, now),
		})
	}

	fn take_commitment(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		commitment: Digest,
		now: u32,
	) -> Fate {
		if let Some(seat) = job.seats.get_mut(at) {
			seat.state = SeatState::Committed(commitment);
			let provider = seat.provider.clone();
			Self::deposit_event(Event::AnswerCommitted { job: id, seat: at as u8, provider });
		}
		Self::after_commits(id, job, now)
	}

	fn take_reveal(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		claim: AnswerClaim,
		output: Option<InlineBytes>,
		now: u32,
	) -> Fate {
		// Only the first output of each claim is worth a place in the block.
		let output = output
			.filter(|output| !Self::is_shown(job, &claim) && Self::is_claimed(job, &claim, output));
		if let Some(seat) = job.seats.get_mut(at) {
			seat.state = SeatState::Revealed { claim, shown: output.is_some() };
			let provider = seat.provider.clone();
			Self::deposit_event(Event::AnswerRevealed { job: id, seat: at as u8, provider, claim });
		}
		if let Some(output) = output {
			Self::deposit_event(Event::OutputPosted { job: id, seat: at as u8, output });
		}
		Self::after_reveals(id, job, now)
	}

	/// A seat given back. Once most of those who were drawn say that it is because of the prompt itself,
	/// there is no use in asking others. Who is busy is asked no more until it says otherwise.
	fn take_refusal(
		id: JobId,
		job: &mut JobDetails<T::AccountId>,
		at: usize,
		reason: DeclineReason,
		now: u32,
	) -> Fate {
		Self::vacate(id, job, at, VacateReason::Declined(reason));
		if let Some(seat) = job.seats.get(at).filter(|_| reason == DeclineReason::Busy) {
			T::Providers::rest(&seat.provider);
		}
		let refusals = job.count(SeatState::refused_prompt);
		if job.stage == Stage::First && refusals.saturating_mul(2) > job.seats.len() {
			return Self::refund_refused_prompt(id, job);
		}
		Self::after_commits(id, job, now)
	}

	/// Whether an output with this claim is on chain.
	pub(crate) fn is_shown(job: &JobDetails<T::AccountId>, claim: &AnswerClaim) -> bool {
		job.seats
			.iter()
			.any(|seat| seat.state == SeatState::Revealed { claim: *claim, shown: true })
	}

	/// Changes a job by `f` and stores what becomes of it. Says whether that is another state.
	pub(crate) fn with_job(
		id: JobId,
		f: impl FnOnce(&mut JobDetails<T::AccountId>) -> Result<Fate, DispatchError>,
	) -> Result<bool, DispatchError> {
		let mut job = Self::find_job(id).ok_or(Error::<T>::JobNotFound)?;
		let before = core::mem::discriminant(&job.state);
		let fate = f(&mut job)?;
		let moved = fate != Fate::Lives || core::mem::discriminant(&job.state) != before;
		Self::store(id, job, fate);
		Ok(moved)
	}
}
