//! What the machine is told, what it asks for, and what it remembers.

use crate::engine::ExactRoots;
use codec::{Decode, Encode};
use stoa_primitives::{
	AnswerClaim, BlockNumber, DeclineReason, Digest, Generation, JobId, Prompt, ReleaseId,
	SeatIndex, Statement, payload,
};

/// One draw of this provider for one piece of work. Job ids repeat across forks of the chain: the
/// digest of the work keeps apart what only shares its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
pub struct SeatKey {
	/// The job.
	pub job: JobId,
	/// The draw that filled the seat.
	pub round: u8,
	/// Digest of everything that decides the answer.
	pub work: Digest,
}

/// What a seat is for: which words it says, and in which order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
pub enum Role {
	/// Class Replicated, an executor: its commitment, then claim and output.
	#[codec(index = 0)]
	Replicated,
	/// Class Exact, the executor: claim and output at once, but for the root of the trace; then this too.
	#[codec(index = 1)]
	Executor,
	/// Class Exact, an auditor: its commitment, then its claim.
	#[codec(index = 2)]
	Auditor,
}

impl Role {
	/// Whether claims have a trace.
	pub fn is_exact(self) -> bool {
		self != Self::Replicated
	}
}

/// Whether this provider can be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// It is not registered, or on its way out.
	Absent,
	/// It can be drawn.
	Active,
	/// It is out of the draw.
	Chilled {
		/// The first block at which it may enter again.
		until: BlockNumber,
	},
}

impl std::fmt::Display for Standing {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(match self {
			Standing::Absent => "absent",
			Standing::Active => "active",
			Standing::Chilled { .. } => "chilled",
		})
	}
}

/// What the chain waits for from a seat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wants {
	/// A commitment, or the seat given back.
	Commit,
	/// The prompt, from the requester: this seat said that it did not arrive.
	Prompt,
	/// Nothing yet: committed, and others have not.
	Others,
	/// The opening of this commitment.
	Reveal(Digest),
	/// Nothing by itself, but the output may be demanded until the job is settled.
	Output,
	/// Nothing: settled. The output stays at hand until the job is final.
	Settled,
	/// Nothing by itself, but its claim may be challenged until the job is over.
	Defence,
	/// A challenge of the answer, which its own claim contradicts.
	Challenge,
	/// Cells of the trace that it confirmed, opened.
	Opening,
	/// Nothing: the seat is struck or given back.
	Nothing,
}

/// A seat of this provider as a block shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
	/// The job.
	pub job: JobId,
	/// The seat.
	pub seat: SeatIndex,
	/// The draw that filled it.
	pub round: u8,
	/// What it is for.
	pub role: Role,
	/// The release to run.
	pub release: ReleaseId,
	/// The prompt as the chain knows it.
	pub prompt: Prompt,
	/// What to generate.
	pub generation: Generation,
	/// Where the answer of a private job is sealed to.
	pub reply_key: Option<[u8; 32]>,
	/// Whether the draw is final: the finalised state shows the same seat.
	pub draw_is_final: bool,
	/// Height at which the chain stops waiting.
	pub deadline: BlockNumber,
	/// What the chain waits for.
	pub wants: Wants,
	/// Whether the requester has posted the sealed prompt on chain.
	pub prompt_posted: bool,
	/// Chunks of the output that somebody demanded on chain and nobody has provided.
	pub demanded: Vec<Demand>,
}

/// A chunk that somebody demanded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Demand {
	/// The chunk.
	pub chunk: u32,
	/// Whether it must come in the clear, proven against the claim; else a private one is sealed.
	pub open: bool,
}

impl Assignment {
	/// The seat's key. Executor and auditor of class Exact do the same work: a fork may make the one of the
	/// other.
	pub fn key(&self) -> SeatKey {
		let prompt = &self.prompt;
		let inline = prompt.inline.is_some();
		let prompt = (prompt.kind, prompt.commitment, prompt.bytes, prompt.tokens, inline);
		let tag = match self.role.is_exact() {
			false => b"stoa/provider/v1",
			true => b"stoa/provider/x1",
		};
		let work = payload::tagged(tag, (self.release, prompt, self.generation, self.reply_key));
		SeatKey { job: self.job, round: self.round, work }
	}
}

/// What is remembered of a seat, on disk.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Seat {
	/// The seat's place in the committee.
	pub seat: SeatIndex,
	/// The release to run.
	pub release: ReleaseId,
	/// The prompt as the chain knows it.
	pub prompt: Prompt,
	/// What to generate.
	pub generation: Generation,
	/// Where the answer of a private job is sealed to.
	pub reply_key: Option<[u8; 32]>,
	/// How far it is.
	pub stage: Stage,
	/// What it is for.
	pub role: Role,
}

/// How far a seat is. It only moves forward, and never out of `Answered`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Stage {
	/// The prompt has not arrived.
	#[codec(index = 0)]
	WaitingForPrompt {
		/// Height at which the seat was first seen.
		since: BlockNumber,
	},
	/// The prompt is at hand; the answer is computed, now or when its turn comes.
	#[codec(index = 1)]
	Ready {
		/// Salt of the prompt's commitment.
		prompt_salt: Digest,
		/// Content root of the prompt: its name in the blob store unless it is inline.
		prompt_root: Digest,
	},
	/// Computed. Written down before anything of it leaves the daemon.
	#[codec(index = 2)]
	Answered(Answered),
	/// Given back.
	#[codec(index = 3)]
	Declined {
		/// Why.
		reason: DeclineReason,
		/// Height at which it was decided.
		at: BlockNumber,
	},
}

/// A computed answer: all that is needed to commit and to reveal.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Answered {
	/// Salt of the prompt's commitment.
	pub prompt_salt: Digest,
	/// Content root of the prompt.
	pub prompt_root: Digest,
	/// Content root of the output: its name in the blob store.
	pub output_root: Digest,
	/// What is claimed, in class Exact with the root of the trace.
	pub claim: AnswerClaim,
	/// Salt of the commitment; in class Exact the root of the tree of cells.
	pub salt: Digest,
	/// What is committed.
	pub commitment: Digest,
	/// Height at which it was ready.
	pub at: BlockNumber,
}

impl Seat {
	/// The answer, once computed.
	pub fn answered(&self) -> Option<&Answered> {
		match &self.stage {
			Stage::Answered(answered) => Some(answered),
			_ => None,
		}
	}

	/// The greatest height that its record names: a height at which it was shown, or 0.
	pub fn noted_at(&self) -> BlockNumber {
		match &self.stage {
			Stage::WaitingForPrompt { since } => *since,
			Stage::Ready { .. } => 0,
			Stage::Answered(answered) => answered.at,
			Stage::Declined { at, .. } => *at,
		}
	}

	/// Blobs that this seat still needs.
	pub fn blobs(&self) -> impl Iterator<Item = Digest> {
		let (prompt, output) = match &self.stage {
			Stage::Ready { prompt_root, .. } => (Some(*prompt_root), None),
			Stage::Answered(answered) => (Some(answered.prompt_root), Some(answered.output_root)),
			_ => (None, None),
		};
		prompt.into_iter().chain(output)
	}
}

/// Everything that can happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
	/// A new best block, with every seat of this provider in jobs that are not final.
	BlockSeen {
		/// Its height.
		number: BlockNumber,
		/// Whether it shows this provider in the draw.
		standing: Standing,
		/// All seats as of it.
		assignments: Vec<Assignment>,
	},
	/// Everything up to this height is final, on the chain of the block that was seen last.
	Finalised {
		/// The height.
		number: BlockNumber,
	},
	/// A prompt is in the blob store.
	PromptArrived {
		/// The job that it is for.
		job: JobId,
		/// Salt of its commitment.
		salt: Digest,
		/// Its content root.
		root: Digest,
		/// Its length.
		bytes: u32,
	},
	/// An engine is done with a seat.
	EngineDone {
		/// The seat.
		key: SeatKey,
		/// What came out. The output is in the blob store.
		result: Result<Output, WorkError>,
	},
	/// The prompt that the requester posted on chain cannot be opened or is not what it committed to.
	PostedPromptUseless {
		/// The seat.
		key: SeatKey,
	},
	/// An extrinsic was refused or lost: it may be sent again at the next block.
	SubmissionFailed {
		/// What was sent.
		post: Post,
	},
	/// Every configured release has its engine.
	EnginesReady,
	/// The owner wants to stop.
	ShutdownAsked,
}

/// What an engine made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Output {
	/// Content root of the output.
	pub root: Digest,
	/// Its length.
	pub bytes: u32,
	/// Tokens generated, the end token excluded.
	pub tokens: u32,
	/// What class Exact commits to.
	pub exact: Option<ExactRoots>,
}

/// Why an engine made nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkError {
	/// More tokens than the requester declared, or more than fit.
	Undercounted,
	/// The content is not what it says it is.
	Malformed,
	/// No room now.
	Busy,
	/// Something broke here; it may work at the next try.
	Failed,
}

/// Something to bring to the chain by own extrinsic. Each may be repeated without harm.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Post {
	/// `inference.commit`, `answer`, `reveal` or `decline`.
	Statement(SeatKey, StatementKind),
	/// `inference.provide_data`.
	Data {
		/// The seat whose output it is.
		key: SeatKey,
		/// What was demanded.
		demand: Demand,
	},
}

/// Which statement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StatementKind {
	/// The commitment; of an executor of class Exact, its answer.
	Commit,
	/// Its opening.
	Reveal,
	/// The seat given back.
	Decline,
}

/// Everything that the machine can ask for, to be done in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
	/// Write the seat down. Nothing that follows from it may leave before this is on disk.
	Persist(SeatKey, Box<Seat>),
	/// Delete the seat's record: its job is final or never happened.
	Forget(SeatKey),
	/// Delete a blob that no seat needs.
	DropBlob(Digest),
	/// Compute the seat's answer.
	StartWork(SeatKey),
	/// The answer is not wanted any more.
	StopWork(SeatKey),
	/// Read the sealed prompt that the requester posted on chain.
	FetchPostedPrompt(SeatKey),
	/// Send an extrinsic.
	Submit(Post),
	/// Leave the draw.
	Chill,
	/// Enter the draw again.
	Activate,
	/// Nothing is left to do.
	Exit,
}

/// What the daemon says about a seat when asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
	/// Not on this daemon's view of the chain.
	Unknown,
	/// Nothing to say yet.
	Working,
	/// This.
	Says {
		/// What it says.
		statement: Statement,
		/// The output that goes with it, if it is public and short.
		inline_output: Option<Digest>,
	},
}
