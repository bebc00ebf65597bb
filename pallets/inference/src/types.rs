//! What is stored about a job, and what is said of it.

use crate::Parameters;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use stoa_exact::cells::MAX_CELL_OPENING;
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, BlockNumber, DeclineReason, Digest, Generation, InlineBytes,
	JobSubject, MAX_CONTENT_BYTES, MAX_INLINE_BYTES, MAX_SEATS, PromptKind, ReleaseId, SeatIndex,
	TokenPrice, VerificationClass,
	merkle::{CHUNK_BYTES, chunk_count},
	wire::SeatPhase,
};

/// Blocks between the event that makes a draw necessary and the draw, which mixes the outputs of
/// the blocks between the two: none of them existed when the event happened.
pub const DRAW_DELAY: BlockNumber = 3;
/// Blocks whose outputs are mixed into the seed of an executor draw.
pub const DRAW_OUTPUTS: u32 = 2;
/// Blocks between an answer and the draw of its auditors: [`AUDIT_OUTPUTS`] authored after it, and a lag in
/// which it becomes final.
pub const AUDIT_DELAY: BlockNumber = 19;
/// Blocks whose outputs are mixed into the seed of an audit. An author who is drawn often knows some of them
/// ahead; nobody knows all.
pub const AUDIT_OUTPUTS: u32 = 16;
/// Longest prompt and longest answer of class Exact, in tokens: both travel inline, so neither can be
/// withheld.
pub const MAX_EXACT_TOKENS: u32 = MAX_INLINE_BYTES / 4;
/// Cells that an auditor opens, if it has to.
pub const OPENED_CELLS: u32 = 2;
/// Most auditors of one answer.
pub const MAX_AUDITORS: u8 = 3;
/// Most draws of auditors for one answer: the silent ones are replaced twice.
pub const MAX_AUDIT_DRAWS: u8 = 3;
/// Bytes that sealing adds to a prompt or chunk, rounded up: one-time key, tag and envelope.
pub const SEAL_OVERHEAD: u32 = 464;
/// Longest sealed prompt, in bytes.
pub const MAX_SEALED_BYTES: u32 = MAX_CONTENT_BYTES + SEAL_OVERHEAD;
/// Longest answer to one `demand_data`, in bytes.
pub const MAX_CHUNK_BYTES: u32 = CHUNK_BYTES as u32 + SEAL_OVERHEAD;
/// Most chunks an output can have.
pub const MAX_CHUNKS: u32 = MAX_CONTENT_BYTES.div_ceil(CHUNK_BYTES as u32);
/// Most demands for one output: each chunk sealed, and then in the clear.
pub const MAX_DEMANDS: u32 = 2 * MAX_CHUNKS;
/// Most statements in one relayed batch.
pub const MAX_RELAYED: u32 = 16;

/// A prompt sealed to one provider's transport key.
pub type SealedPrompt = BoundedVec<u8, ConstU32<MAX_SEALED_BYTES>>;
/// A chunk of an output, plain or sealed to the requester's reply key.
pub type ChunkBytes = BoundedVec<u8, ConstU32<MAX_CHUNK_BYTES>>;
/// A cell of a trace, opened in an auditor's tree and in the trace: see `stoa_exact::cells::verify`.
pub type CellOpening = BoundedVec<u8, ConstU32<{ MAX_CELL_OPENING as u32 }>>;
/// The seats of a job, in the order in which they were filled; earlier members stay listed, so that
/// nobody is drawn twice.
pub type Seats<AccountId> = BoundedVec<Seat<AccountId>, ConstU32<MAX_SEATS>>;

/// Why an executor's seat is empty.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum VacateReason {
	/// No commitment in time: struck.
	#[codec(index = 0)]
	NoCommitment,
	/// Committed and did not reveal: slashed.
	#[codec(index = 1)]
	NoReveal,
	/// Gave the seat back before committing: no penalty.
	#[codec(index = 2)]
	Declined(DeclineReason),
	/// Its answer lost the verdict: struck.
	#[codec(index = 3)]
	Outvoted,
	/// Backed an answer that it then withheld: slashed.
	#[codec(index = 4)]
	DataWithheld,
	/// Backed a unanimous answer that the enlarged committee overturned: slashed.
	#[codec(index = 5)]
	Overturned,
	/// Executed an answer again, confirmed it, and it was refuted: slashed.
	#[codec(index = 6)]
	FalseMatch,
	/// Contradicted an answer and did not challenge it, or in vain: slashed.
	#[codec(index = 7)]
	UnprovenMismatch,
	/// The referee refuted its answer: slashed.
	#[codec(index = 8)]
	Refuted,
	/// Gave two answers to one question: slashed.
	#[codec(index = 9)]
	Equivocated,
	/// Confirmed an answer and could not open the cells that it should have computed: slashed.
	#[codec(index = 10)]
	NotExecuted,
}

/// How far an executor has come.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum SeatState {
	/// Drawn; must commit.
	#[codec(index = 0)]
	Drawn {
		/// Block at which a seat without commitment is struck.
		until: BlockNumber,
		/// Whether its prompt was posted on chain.
		prompt_posted: bool,
	},
	/// Said that the prompt did not arrive.
	#[codec(index = 1)]
	AwaitingPrompt {
		/// Block at which the job is cancelled if the requester has not posted it.
		until: BlockNumber,
	},
	/// Committed; must reveal once everyone has.
	#[codec(index = 2)]
	Committed(Digest),
	/// Revealed.
	#[codec(index = 3)]
	Revealed {
		/// What it claims.
		claim: AnswerClaim,
		/// Whether its output went on chain with the reveal.
		shown: bool,
	},
	/// Out of the committee.
	#[codec(index = 4)]
	Vacated(VacateReason),
}

/// An executor's place in a job's committee.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Seat<AccountId> {
	/// Who sits here.
	pub provider: AccountId,
	/// The draw that filled the seat, counted from 0. Part of every statement.
	pub round: u8,
	/// Whether it executes somebody else's answer again.
	pub auditor: bool,
	/// The price at which it was drawn.
	pub price: TokenPrice,
	/// Its weight when it was drawn.
	pub weight: u32,
	/// Bond reserved for this seat.
	pub reserved: Balance,
	/// What it was paid.
	pub paid: Balance,
	/// How far it has come.
	pub state: SeatState,
}

/// Why a job exists in its present form.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Stage<AccountId> {
	/// The committee that was ordered.
	#[codec(index = 0)]
	First,
	/// Enlarged because its members disagreed.
	#[codec(index = 1)]
	Enlarged {
		/// Seats before this one are the first committee.
		core: SeatIndex,
	},
	/// Paid, then enlarged because someone put a bond against a unanimous answer.
	#[codec(index = 2)]
	Escalated {
		/// Seats before this one are the first committee.
		core: SeatIndex,
		/// Who escalated.
		by: AccountId,
		/// What is on hold for it.
		bond: Balance,
		/// Block at which the job would have been final without it.
		until: BlockNumber,
	},
	/// Class Exact: the answer is there, and auditors may be drawn.
	#[codec(index = 3)]
	Audited {
		/// Seats before this one are executors'.
		core: SeatIndex,
	},
}

/// A demand for a chunk of an output.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Demand<AccountId> {
	/// The chunk.
	pub chunk: u32,
	/// Whether it must come in the clear, proven against the claim.
	pub open: bool,
	/// Who demanded.
	pub by: AccountId,
	/// On hold for whoever answers.
	pub prepaid: Balance,
	/// Block at which the backers are slashed.
	pub until: BlockNumber,
	/// Whether it was answered.
	pub answered: bool,
}

/// What a job waits for.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum JobState<AccountId> {
	/// A draw.
	#[codec(index = 0)]
	Drawing {
		/// Block at which it can be made.
		at: BlockNumber,
	},
	/// Commitments; every seat has its own clock.
	#[codec(index = 1)]
	Computing,
	/// Reveals.
	#[codec(index = 2)]
	Revealing {
		/// Block at which silent seats are slashed.
		until: BlockNumber,
	},
	/// The requester, to fetch an output that is not on chain.
	#[codec(index = 3)]
	Serving {
		/// Block at which the job settles if nothing is demanded.
		until: BlockNumber,
		/// What was demanded, answered or not: each chunk once sealed at most, and once in the clear.
		demands: BoundedVec<Demand<AccountId>, ConstU32<MAX_DEMANDS>>,
	},
	/// Paid; exposure is frozen so that the answer can be escalated.
	#[codec(index = 4)]
	Settled {
		/// Block at which the job is final.
		until: BlockNumber,
	},
	/// Class Exact: anybody may challenge the trace of the answer, through the referee.
	#[codec(index = 5)]
	Challengeable {
		/// Block from which on it is paid, if nobody challenges it then.
		until: BlockNumber,
		/// Block at which auditors are slashed that contradict the answer and do not challenge it; none if
		/// there are none.
		contradict_by: Option<BlockNumber>,
		/// Whether auditors have to show that they executed. It is not paid before they have, or have not.
		openings: Openings,
	},
}

/// Whether auditors that agree have to open cells.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Openings {
	/// Nobody has to, or has to any more.
	#[codec(index = 0)]
	Over,
	/// A draw decides it.
	#[codec(index = 1)]
	Undecided {
		/// Block at which it can be made.
		at: BlockNumber,
	},
	/// Those of whom a tree is kept have to.
	#[codec(index = 2)]
	Due {
		/// Block at which those who have not are slashed.
		until: BlockNumber,
	},
}

/// What an auditor of class Exact has bound beside its claim.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CellTree {
	/// Its seat.
	pub seat: SeatIndex,
	/// Root of its tree over all cells: the salt of its commitment.
	pub root: Digest,
}

/// What an auditor must open.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CellsAsked<AccountId> {
	/// Its seat.
	pub seat: SeatIndex,
	/// Who sits there.
	pub provider: AccountId,
	/// The cells, in the order in which they must be opened: position and slot.
	pub cells: [(u32, u32); OPENED_CELLS as usize],
	/// Block at which it is slashed if it has not.
	pub until: BlockNumber,
}

/// What a job of class Exact has beside.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ExactDetails {
	/// Root of the prompt's tokens.
	pub prompt_root: Digest,
	/// Root of the answer's tokens; zero before there is one.
	pub output_root: Digest,
	/// Auditors that are drawn if there is an audit; 0 if too few serve the release.
	pub auditors: u8,
	/// Draws of auditors so far.
	pub draws: u8,
	/// Trees of auditors that may have to open cells, from their reveal until they have, or need not.
	pub trees: [Option<CellTree>; MAX_AUDITORS as usize],
}

impl ExactDetails {
	/// The root of a seat's tree, while it is kept.
	pub fn tree(&self, seat: SeatIndex) -> Option<Digest> {
		self.trees.iter().flatten().find(|tree| tree.seat == seat).map(|tree| tree.root)
	}

	/// Keeps a seat's tree. No more auditors than there are places sit at one time.
	pub(crate) fn add_tree(&mut self, seat: SeatIndex, root: Digest) {
		if let Some(place) = self.trees.iter_mut().find(|place| place.is_none()) {
			*place = Some(CellTree { seat, root });
		}
	}

	/// Drops the trees of all seats that `test` does not accept.
	pub(crate) fn keep_trees(&mut self, test: impl Fn(SeatIndex) -> bool) {
		for place in &mut self.trees {
			*place = place.filter(|tree| test(tree.seat));
		}
	}
}

/// What is known of a provider's answers of class Exact for one release.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct AuditHistory {
	/// Value at risk since the last passed audit, in planck.
	pub unaudited: Balance,
	/// Largest value at risk of an answer that passed an audit, in planck.
	pub largest: Balance,
	/// When it was last written.
	pub at: BlockNumber,
}

/// What was paid, kept until the job is final.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Settlement {
	/// Charged in all.
	pub charged: Balance,
	/// Of that, burned.
	pub burned: Balance,
	/// When it was paid.
	pub settled_at: BlockNumber,
}

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

/// Why a job ended without an answer and the escrow went back.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum RefundReason {
	/// No executor could be drawn before the deadline.
	#[codec(index = 0)]
	NoExecutors,
	/// Too few executors committed.
	#[codec(index = 1)]
	TooFewCommitments,
	/// Too few executors revealed.
	#[codec(index = 2)]
	TooFewReveals,
	/// The enlarged committee had no majority.
	#[codec(index = 3)]
	NoMajority,
	/// Backers withheld the output that they had claimed.
	#[codec(index = 4)]
	DataWithheld,
	/// Most of the drawn executors said that the prompt was undercounted or malformed.
	#[codec(index = 5)]
	PromptRefused,
	/// The answer was refuted: by the referee, or by another answer of its executor.
	#[codec(index = 6)]
	Refuted,
	/// The model breaks the bounds of its contract: nobody can be held to its answers.
	#[codec(index = 7)]
	BadRelease,
}

/// Why a job was cancelled.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum CancelReason {
	/// The requester withdrew it before the draw.
	#[codec(index = 0)]
	Withdrawn,
	/// The requester did not deliver the prompt.
	#[codec(index = 1)]
	PromptWithheld,
}

/// How a job ended.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Outcome {
	/// Answered, paid, final.
	#[codec(index = 0)]
	Final,
	/// Answered and paid, then overturned by an enlarged committee: do not rely on the answer.
	#[codec(index = 1)]
	Overturned,
	/// No answer; the escrow went back.
	#[codec(index = 2)]
	Refunded(RefundReason),
	/// Cancelled.
	#[codec(index = 3)]
	Cancelled(CancelReason),
}

/// What becomes of a job after a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
	/// It waits for something.
	Lives,
	/// It is over.
	Over(Outcome),
}

/// What is left of a job once it is over. At most 128 bytes.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct JobRecord<AccountId> {
	/// Who paid, and gets the deposit back.
	pub requester: AccountId,
	/// The release that ran.
	pub release: ReleaseId,
	/// How it ended.
	pub outcome: Outcome,
	/// How its answer was verified.
	pub class: VerificationClass,
	/// Commitment of the answer; zero without one.
	pub output: Digest,
	/// Generated tokens.
	pub tokens: u32,
	/// Length of the output in bytes.
	pub bytes: u32,
	/// Charged in all.
	pub charged: Balance,
	/// Size of the committee that was ordered.
	pub executors: u8,
	/// Equal answers that were needed.
	pub quorum: u8,
	/// Seats behind the answer, auditors included.
	pub backers: u8,
	/// Of these, auditors; class Exact without one was not audited.
	pub auditors: u8,
	/// Share of bond behind losing answers, in percent.
	pub losing_percent: u8,
	/// Block after which anyone may drop the record.
	pub keep_until: BlockNumber,
	/// On hold for this record.
	pub deposit: Balance,
}

/// Opens a chunk of an output against its claim.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DataProof {
	/// Salt of the output commitment: zero for a public prompt.
	pub salt: Digest,
	/// Content root of the output.
	pub root: Digest,
	/// Siblings from the chunk up to the root.
	pub siblings: BoundedVec<Digest, ConstU32<4>>,
}

/// How an escalation ended.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum EscalationOutcome {
	/// The enlarged committee confirmed the answer: the bond paid for it.
	#[codec(index = 0)]
	Upheld,
	/// It found another answer: the first committee was slashed.
	#[codec(index = 1)]
	Overturned,
	/// Nobody new answered, or there was no majority: nine tenths of the bond went back, the added seats
	/// are gone, and the answer can be escalated again for a while.
	#[codec(index = 2)]
	Void,
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

impl SeatState {
	/// Must still commit, now or once it has the prompt.
	pub fn is_awaited(&self) -> bool {
		matches!(self, Self::Drawn { .. } | Self::AwaitingPrompt { .. })
	}

	/// Has committed and not revealed.
	pub fn is_committed(&self) -> bool {
		matches!(self, Self::Committed(_))
	}

	/// Has revealed.
	pub fn is_revealed(&self) -> bool {
		matches!(self, Self::Revealed { .. })
	}

	/// Gave the seat back because of what the prompt is.
	pub fn refused_prompt(&self) -> bool {
		matches!(
			self,
			Self::Vacated(VacateReason::Declined(
				DeclineReason::InputUndercounted | DeclineReason::PromptMalformed
			))
		)
	}
}

/// A job as `job(id)` shows it.
#[allow(clippy::large_enum_variant)] // Encoded at once, never kept.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum JobView<AccountId> {
	/// Not final.
	Live {
		/// What is stored about it.
		details: JobDetails<AccountId>,
		/// Its prompt, when it is on chain.
		prompt: Option<InlineBytes>,
	},
	/// Over.
	Over(JobRecord<AccountId>),
}

/// What a job would cost.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Quote {
	/// `max_fee` that every provider that serves the release now accepts.
	pub fee: Balance,
	/// Least `max_fee` for which an executor can be found at all.
	pub least_fee: Balance,
	/// Most that one executor gets, of `fee`.
	pub per_seat: Balance,
	/// What the owners get.
	pub royalty: Balance,
	/// The network's part of `fee`.
	pub network_fee: Balance,
	/// What the value at risk costs, of `fee`.
	pub risk_fee: Balance,
	/// Bond that each executor reserves at `fee`.
	pub exposure: Balance,
	/// Held beside the fee and returned with the record.
	pub record_deposit: Balance,
	/// Providers that can be drawn.
	pub servers: u32,
	/// Class Exact: auditors that are drawn if there is an audit, which is certain for a provider whose answers
	/// were never audited. With 0 too few serve the release: the answer will be called unaudited.
	pub auditors: u8,
	/// How results are verified.
	pub class: VerificationClass,
	/// Blocks the job gets when the requester names none.
	pub timeout_blocks: BlockNumber,
}
