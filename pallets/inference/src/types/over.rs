//! How jobs end, and what is shown of them.

use super::JobDetails;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use stoa_primitives::{Balance, BlockNumber, Digest, InlineBytes, ReleaseId, VerificationClass};

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
