//! A job that lives.

use super::{ExactDetails, JobState, Seat, SeatState, Seats, Settlement, Stage};
use crate::Parameters;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, BlockNumber, Digest, Generation, JobSubject, MAX_SEATS,
	PromptKind, ReleaseId, TokenPrice, VerificationClass, merkle::chunk_count, wire::SeatPhase,
};

/// A job that is not final.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct JobDetails<AccountId> {
	/// Who pays.
	pub requester: AccountId,
	/// What runs.
	pub subject: JobSubject,
	/// The release that runs.
	pub release: ReleaseId,
	/// The verification that was bought.
	pub assurance: Assurance,
	/// How the prompt is to be read.
	pub prompt_kind: PromptKind,
	/// The prompt's commitment.
	pub prompt: Digest,
	/// Length of the prompt in bytes.
	pub prompt_bytes: u32,
	/// Declared input tokens: the price basis.
	pub prompt_tokens: u32,
	/// Whether the prompt is on chain (`InlinePrompts`).
	pub prompt_inline: bool,
	/// What to generate.
	pub generation: Generation,
	/// X25519 key to which a private job's output is sealed; a job without it is public.
	pub reply_key: Option<[u8; 32]>,
	/// Most the requester pays.
	pub max_fee: Balance,
	/// Of that, still on hold.
	pub escrow: Balance,
	/// On hold for the job and, later, its record.
	pub deposit: Balance,
	/// What a lie could be worth.
	pub value_at_risk: Balance,
	/// Charged for it, as far as it is above the fee.
	pub risk_fee: Balance,
	/// The owners' price, fixed at submission.
	pub royalty: TokenPrice,
	/// Most that one seat may cost.
	pub seat_budget: Balance,
	/// Bond that each seat reserves.
	pub exposure: Balance,
	/// When it was submitted.
	pub submitted_at: BlockNumber,
	/// The reserved deadline: by then the answer stands or everything is refunded.
	pub expires_at: BlockNumber,
	/// Draws made so far.
	pub round: u8,
	/// Seed of the last draw, which also orders the validators on duty.
	pub draw_seed: Digest,
	/// Last block in which something happened.
	pub progress_at: BlockNumber,
	/// For how many blocks the clock had stood still when all deadlines here were as they are.
	pub stood: BlockNumber,
	/// Whether any was put off since the job was submitted: its entries on the agenda come too early then.
	pub delayed: bool,
	/// What it waits for.
	pub state: JobState<AccountId>,
	/// Why it exists in its present form.
	pub stage: Stage<AccountId>,
	/// Everyone who was drawn.
	pub seats: Seats<AccountId>,
	/// The answer that won.
	pub answer: Option<AnswerClaim>,
	/// Share of bond behind losing answers, in percent.
	pub losing_percent: u8,
	/// What was paid.
	pub settlement: Option<Settlement>,
	/// What a job of class Exact has beside.
	pub exact: Option<ExactDetails>,
	/// Whether it is listed in `Awaited`.
	pub listed: bool,
	/// The amounts and durations under which it began; the time to commit includes what its tokens take.
	pub parameters: Parameters,
}

impl<AccountId: PartialEq> JobDetails<AccountId> {
	/// Size of the committee that was ordered.
	pub fn executors(&self) -> u8 {
		match self.assurance {
			Assurance::Exact => 1,
			Assurance::Replicated { executors, .. } => executors,
		}
	}

	/// How many equal answers are needed.
	pub fn quorum(&self) -> u8 {
		match self.assurance {
			Assurance::Exact => 1,
			Assurance::Replicated { quorum, .. } => quorum,
		}
	}

	/// How the answer is verified.
	pub fn class(&self) -> VerificationClass {
		match self.assurance {
			Assurance::Exact => VerificationClass::Exact,
			Assurance::Replicated { .. } => VerificationClass::Replicated,
		}
	}

	/// Index of the first seat that an enlargement added; past the end without one. Auditors judge nobody.
	pub fn core(&self) -> usize {
		match self.stage {
			Stage::First | Stage::Audited { .. } => MAX_SEATS as usize,
			Stage::Enlarged { core } | Stage::Escalated { core, .. } => core.into(),
		}
	}

	/// The seat that `provider` was drawn for.
	pub fn seat_of(&self, provider: &AccountId) -> Option<usize> {
		self.seats.iter().position(|seat| seat.provider == *provider)
	}

	/// How many seats are in a state that `test` accepts.
	pub fn count(&self, test: impl Fn(&SeatState) -> bool) -> usize {
		self.seats.iter().filter(|seat| test(&seat.state)).count()
	}

	/// A seat is not asked to open cells any more.
	pub(crate) fn forget_tree(&mut self, at: usize) {
		if let Some(exact) = &mut self.exact {
			exact.keep_trees(|seat| usize::from(seat) != at);
		}
	}

	/// What the chain waits for from `seat`.
	pub fn phase(&self, seat: &Seat<AccountId>) -> SeatPhase {
		match (&self.state, seat.state) {
			(JobState::Computing, SeatState::Drawn { .. }) => SeatPhase::Commit,
			(JobState::Revealing { .. }, SeatState::Committed(_)) => SeatPhase::Reveal,
			_ => SeatPhase::Done,
		}
	}

	/// The answer's chunks.
	pub fn chunks(&self) -> u32 {
		self.answer.map_or(0, |claim| chunk_count(claim.bytes))
	}
}
