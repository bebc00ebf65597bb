//! What is stored about claims and games, and what is said of them.

use crate::Parameters;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use stoa_exact::{
	MAX_OPENING,
	game::{MAX_ANSWER, STANDING_BYTES},
	step::STEP_BYTES,
};
use stoa_primitives::{Balance, BlockNumber, Digest, GameId, frame::TraceClaim};

/// Longest answer of a provider, in bytes. A model of which a cell is longer cannot be refereed.
pub const MAX_ANSWER_BYTES: u32 = MAX_ANSWER as u32;
/// Longest way from a cell to the trace, in bytes.
pub const MAX_PATH_BYTES: u32 = 1_024;
/// Longest way from a child to the node, in bytes.
pub const MAX_CHOICE_BYTES: u32 = 256;

/// What a provider shows.
pub type Answer = BoundedVec<u8, ConstU32<MAX_ANSWER_BYTES>>;
/// A cell's hash and the way to the trace.
pub type CellPath = BoundedVec<u8, ConstU32<MAX_PATH_BYTES>>;
/// A child's hash and the way to the node.
pub type ChoiceProof = BoundedVec<u8, ConstU32<MAX_CHOICE_BYTES>>;
/// A step and its opening; or a row of weights.
pub type Proof = BoundedVec<u8, ConstU32<{ MAX_OPENING as u32 }>>;
/// A step: [`stoa_exact::Step::encode`].
pub type StepBytes = BoundedVec<u8, ConstU32<{ STEP_BYTES as u32 }>>;
/// Where a game stands: [`stoa_exact::game::Standing::encode`].
pub type StandingBytes = BoundedVec<u8, ConstU32<{ STANDING_BYTES as u32 }>>;

/// Derives for what is stored or part of a call.
macro_rules! stored {
	($($item:item)*) => { $(
		#[derive(
			Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
			TypeInfo,
		)]
		$item
	)* };
}

stored! {
	/// A cell of a trace.
	#[derive(Copy)]
	pub struct Cell {
		/// The position.
		pub position: u32,
		/// The slot: 0 embedding, then the layers, then the head.
		pub slot: u32,
	}

	/// How a game begins.
	pub enum Opening {
		/// At the trace's root.
		#[codec(index = 0)]
		Trace,
		/// At a cell, which the challenger found off chain.
		#[codec(index = 1)]
		Cell {
			/// The cell.
			cell: Cell,
			/// Its hash and the way to the trace's root.
			proof: CellPath,
		},
		/// At the inner operations of a layer's cell, which the provider handed over and signed.
		#[codec(index = 2)]
		Inner {
			/// The cell.
			cell: Cell,
			/// The root of its operations.
			root: Digest,
			/// The provider's signature under `primitives::payload::inner_root_digest`.
			signature: [u8; 64],
		},
	}

	/// A claim that can be challenged, or is.
	pub struct SubjectDetails<AccountId> {
		/// Who has to defend it.
		pub defender: AccountId,
		/// The claim.
		pub claim: TraceClaim,
		/// What stays frozen while it is open, in planck.
		pub reserved: Balance,
		/// What one position takes to compute again, in thousandths of a block.
		pub regeneration: u32,
		/// Last block of the window as the market set it, at the earliest.
		pub due: BlockNumber,
		/// Last block of the window, games included, at the earliest.
		pub until: BlockNumber,
		/// For how many blocks the clock had stood still when these two were so.
		pub stood: BlockNumber,
		/// How often a failed challenge made the window longer than the market set it.
		pub extensions: u32,
		/// Hidden challenges.
		pub hidden: u32,
		/// Games that run or queue.
		pub games: u32,
	}

	/// A challenge that is not shown yet.
	pub struct Commitment<AccountId> {
		/// The challenge.
		pub game: GameId,
		/// The provider that it is against.
		pub defender: AccountId,
		/// `primitives::payload::challenge_commitment`.
		pub digest: Digest,
		/// On hold, in planck.
		pub bond: Balance,
		/// When it was made.
		pub made_at: BlockNumber,
		/// Last block at which it can be shown, at the earliest.
		pub reveal_by: BlockNumber,
		/// For how many blocks the clock had stood still when it was made.
		pub stood: BlockNumber,
		/// The parameters under which it was made.
		pub parameters: Parameters,
	}

	/// Whether a game's clocks run.
	#[derive(Copy)]
	pub enum Stage {
		/// It waits for another game against the same provider to end.
		#[codec(index = 0)]
		Queued,
		/// It runs.
		#[codec(index = 1)]
		Running {
			/// When the side whose turn it is had the move.
			since: BlockNumber,
		},
	}

	/// A number for each side.
	#[derive(Copy, Default)]
	pub struct Sides<N> {
		/// The defender's.
		pub defender: N,
		/// The challenger's.
		pub challenger: N,
	}

	/// A game.
	pub struct GameDetails<AccountId, Subject> {
		/// The claim.
		pub subject: Subject,
		/// Who has to defend it.
		pub defender: AccountId,
		/// Who challenges it.
		pub challenger: AccountId,
		/// What the challenger committed to: a cell, or the trace.
		pub cell: Option<Cell>,
		/// The challenger's, on hold, in planck.
		pub bond: Balance,
		/// When it was shown.
		pub opened_at: BlockNumber,
		/// Whether the clocks run.
		pub stage: Stage,
		/// Where it stands.
		pub standing: StandingBytes,
		/// Blocks that each side had left when the turn began. Those in which the clock stands still do not count.
		pub clocks: Sides<BlockNumber>,
		/// For how many blocks the clock had stood still then.
		pub stood: BlockNumber,
		/// What each side's moves were worth, in planck.
		pub costs: Sides<Balance>,
		/// The parameters under which it began.
		pub parameters: Parameters,
	}
}

impl<AccountId> SubjectDetails<AccountId> {
	/// Whether somebody challenges it.
	pub fn is_contested(&self) -> bool {
		self.games > 0 || self.hidden > 0
	}

	/// Whether it can be challenged. The window stays open while a game runs or queues.
	pub fn is_open(&self, now: BlockNumber) -> bool {
		now <= self.until || self.games > 0
	}
}

impl Cell {
	/// As `primitives::payload::challenge_commitment` wants it.
	pub fn pair(self) -> (u32, u32) {
		(self.position, self.slot)
	}
}

impl Opening {
	/// What the commitment names.
	pub fn cell(&self) -> Option<Cell> {
		match self {
			Self::Trace => None,
			Self::Cell { cell, .. } | Self::Inner { cell, .. } => Some(*cell),
		}
	}
}

stored! {
	/// What a proof showed.
	#[derive(Copy)]
	pub enum Judgement {
		/// The step follows from its inputs.
		#[codec(index = 0)]
		Consistent,
		/// It does not: the provider lied.
		#[codec(index = 1)]
		Inconsistent,
		/// A weight is outside the contract's bounds.
		#[codec(index = 2)]
		BadRelease,
		/// The proof is none.
		#[codec(index = 3)]
		Malformed,
	}

	/// Why a challenge failed.
	#[derive(Copy)]
	pub enum Failure {
		/// The step that was shown is consistent.
		#[codec(index = 0)]
		Consistent,
		/// The proof was none.
		#[codec(index = 1)]
		Malformed,
		/// The challenger's time ran out.
		#[codec(index = 2)]
		Silent,
	}
}
