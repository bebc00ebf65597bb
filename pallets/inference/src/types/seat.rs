//! Who sits at a job, and what it said.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use stoa_primitives::{
	AnswerClaim, Balance, BlockNumber, DeclineReason, Digest, SeatIndex, TokenPrice,
};

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
