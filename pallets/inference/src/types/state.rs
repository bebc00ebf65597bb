//! Where a job stands.

use super::{MAX_DEMANDS, Openings};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use stoa_primitives::{Balance, BlockNumber, Digest};

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
