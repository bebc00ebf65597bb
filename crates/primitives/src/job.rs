//! What a requester asks for and what an executor answers.

use crate::{Balance, DatasetId, Digest, ReleaseId};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Longest prompt or output that travels inside an extrinsic, in bytes.
pub const MAX_INLINE_BYTES: u32 = 1_024;
/// Longest prompt or output at all, in bytes: what one `demand_data` may have to bring on chain.
pub const MAX_CONTENT_BYTES: u32 = 65_536;
/// Most seats a committee can have, enlargement and replacements included.
pub const MAX_SEATS: u32 = 16;

/// Bytes small enough to travel inside an extrinsic.
pub type InlineBytes = BoundedVec<u8, ConstU32<MAX_INLINE_BYTES>>;

/// What is asked to run.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum JobSubject {
	/// A released model.
	#[codec(index = 0)]
	Model(ReleaseId),
	/// A container beside data (compute-to-data).
	#[codec(index = 1)]
	Algorithm {
		/// Content hash of the container image.
		image: Digest,
		/// The datasets it may read.
		datasets: BoundedVec<DatasetId, ConstU32<8>>,
	},
}

/// How the prompt's content is to be read.
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
pub enum PromptKind {
	/// UTF-8 text; the executor tokenises. The declared token count is the price basis.
	#[codec(index = 0)]
	Text,
	/// Token ids as little-endian `u32`, tokenised by the requester's client. Exact requires it.
	#[codec(index = 1)]
	TokenIds,
}

/// The prompt as the chain knows it. The requester signs it with the extrinsic.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Prompt {
	/// How the content is to be read.
	pub kind: PromptKind,
	/// [`crate::payload::prompt_commitment`] of salt and content root. An inline prompt is public
	/// and uses the zero salt.
	pub commitment: Digest,
	/// Length of the content in bytes.
	pub bytes: u32,
	/// Number of input tokens: the price basis.
	pub tokens: u32,
	/// The content itself when it is small and public.
	pub inline: Option<InlineBytes>,
}

/// How the next token is chosen.
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
pub enum Sampling {
	/// The most likely token; the lowest id on ties.
	#[codec(index = 0)]
	Greedy,
	/// At random among the tokens that are likely enough, by a seed: whoever knows it chooses the same. Class
	/// Exact only. The bounds are those of `stoa_exact::Sampling::new`.
	#[codec(index = 1)]
	Seeded {
		/// 1 over the temperature, times 2^16.
		inverse_temperature: u32,
		/// How far below the likeliest token, in nats at that temperature, a token may be, times 2^16: minus the
		/// natural logarithm of min-p.
		cut: u32,
		/// Seed of the noise; public.
		seed: Digest,
	},
}

impl Sampling {
	/// Inverse temperature, cut and seed; none of the greedy choice. What the arithmetic takes.
	pub fn seeded(&self) -> Option<(u32, u32, Digest)> {
		match *self {
			Self::Greedy => None,
			Self::Seeded { inverse_temperature, cut, seed } => {
				Some((inverse_temperature, cut, seed))
			}
		}
	}
}

/// How a text prompt becomes the model's input.
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
pub enum Template {
	/// As it is.
	#[codec(index = 0)]
	Raw,
	/// As one user message under the model's own chat template.
	#[codec(index = 1)]
	Chat,
}

/// What to generate.
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
pub struct Generation {
	/// Most tokens to generate; generation also ends at the model's own end token.
	pub max_new_tokens: u32,
	/// How the next token is chosen.
	pub sampling: Sampling,
	/// How a text prompt becomes the model's input. Token ids must use `Raw`.
	pub template: Template,
}

/// What "verified" can mean. A release names one; the result carries it.
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
pub enum VerificationClass {
	/// Frozen integer arithmetic, refereed by the runtime.
	#[codec(index = 0)]
	Exact,
	/// Several executors drawn by lot must agree.
	#[codec(index = 1)]
	Replicated,
	/// Float engines compared by likelihood. Not offered until built.
	#[codec(index = 2)]
	Tolerant,
	/// Enclaves. Not offered until built.
	#[codec(index = 3)]
	Attested,
}

/// The verification a requester buys.
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
pub enum Assurance {
	/// One executor, whose forward pass anybody may challenge step by step; auditors, by lot, execute it
	/// again.
	#[codec(index = 0)]
	Exact,
	/// `executors` are drawn; at least `quorum` of them, holding more than half of the bond that
	/// answered, must agree on the output and its token count.
	#[codec(index = 1)]
	Replicated {
		/// Size of the first committee.
		executors: u8,
		/// How many equal answers are needed.
		quorum: u8,
	},
}

/// A price per 1,000 tokens, in planck.
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
pub struct TokenPrice {
	/// Planck per 1,000 input tokens.
	pub per_1k_input: Balance,
	/// Planck per 1,000 output tokens.
	pub per_1k_output: Balance,
}

impl TokenPrice {
	/// What the given tokens cost, rounded up to a planck; saturates.
	pub fn cost(&self, input_tokens: u32, output_tokens: u32) -> Balance {
		let milli = self
			.per_1k_input
			.saturating_mul(input_tokens.into())
			.saturating_add(self.per_1k_output.saturating_mul(output_tokens.into()));
		milli.div_ceil(1_000)
	}
}

/// What an executor claims to have computed. Quorum counts equal claims.
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
pub struct AnswerClaim {
	/// [`crate::payload::output_commitment`] of the output.
	pub output: Digest,
	/// Number of generated tokens, the end token excluded.
	pub tokens: u32,
	/// Length of the output in bytes.
	pub bytes: u32,
	/// Root of the trace; only class Exact has one.
	pub trace: Option<Digest>,
}

/// Why an executor gives its seat back without penalty, before it has committed.
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "std", serde(rename_all = "snake_case"))]
pub enum DeclineReason {
	/// The prompt has more tokens than the requester declared.
	#[codec(index = 0)]
	InputUndercounted,
	/// The prompt did not reach the executor. The requester may answer with `post_prompt`.
	#[codec(index = 1)]
	PromptUnavailable,
	/// The prompt does not match its commitment's declared form (not UTF-8, unknown token id).
	#[codec(index = 2)]
	PromptMalformed,
	/// The executor cannot do it in time. No strike, but it leaves every draw until it activates itself.
	#[codec(index = 3)]
	Busy,
}

/// What an executor says about its seat. Signed as [`crate::payload::statement_digest`].
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Statement {
	/// The work is done; the claim stays hidden behind [`crate::payload::answer_commitment`].
	#[codec(index = 0)]
	Commit(Digest),
	/// Opens the commitment; in class Exact, of an auditor. Inline output is not part of what is signed: it
	/// hashes to the claim.
	#[codec(index = 1)]
	Reveal {
		/// What was computed.
		claim: AnswerClaim,
		/// The salt of the commitment; an auditor's is the root of its tree of cells.
		salt: Digest,
	},
	/// Gives the seat back.
	#[codec(index = 2)]
	Decline(DeclineReason),
	/// Class Exact, the executor: the answer at once. Only the root of its trace stays hidden, so that
	/// auditors cannot repeat it.
	#[codec(index = 3)]
	Answer {
		/// What was computed, without `trace`. The output goes with it, unsigned: it hashes to the claim.
		claim: AnswerClaim,
		/// [`crate::payload::answer_commitment`] of the claim with its trace.
		seal: Digest,
	},
	/// Class Exact, the executor: opens the seal of its answer, which says the rest.
	#[codec(index = 4)]
	Trace {
		/// Root of the trace.
		trace: Digest,
		/// The salt of the seal.
		salt: Digest,
	},
}

impl Statement {
	/// Whether it opens what was committed to; else it is the first word about its seat.
	pub fn is_opening(&self) -> bool {
		matches!(self, Self::Reveal { .. } | Self::Trace { .. })
	}
}
