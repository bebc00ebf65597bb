//! Messages between off-chain worker, dispatcher, provider and requester.
//!
//! | who asks whom | route | body |
//! | --- | --- | --- |
//! | worker → dispatcher | `POST /v1/poll` | SCALE [`PollRequest`] → SCALE [`PollReply`] |
//! | dispatcher → provider | `POST /stoa/v1/seats` | JSON [`SeatRequest`] → JSON [`SeatReply`] |
//! | requester → provider | `PUT /stoa/v1/jobs/{job}/prompt` | sealed SCALE [`PromptEnvelope`] → 204 |
//! | requester → provider | `GET /stoa/v1/jobs/{job}/output` | → output bytes, sealed if the job is private |
//! | anyone → provider | `GET /stoa/v1/jobs/{job}/trace` | → all cell hashes of an answer of class Exact, once its root is shown |
//! | anyone → provider | `GET /stoa/v1/about` | → JSON [`About`] |

use crate::{Digest, InlineBytes, JobId, SeatIndex, Statement};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Key, in the node's persistent off-chain storage, of the SCALE-encoded [`DispatcherAddress`].
pub const DISPATCHER_STORAGE_KEY: &[u8] = b"stoa/dispatcher";
/// Most seats in one poll.
pub const MAX_POLL_SEATS: u32 = 64;

/// Where the node's own dispatcher listens, and the token it asks for.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct DispatcherAddress {
	/// TCP port on 127.0.0.1.
	pub port: u16,
	/// Sent as `Authorization: Bearer <hex>`; new at every start of the node.
	pub token: [u8; 32],
}

/// Asks about seats: each is handed to its provider if it was not, and what has arrived comes back.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub struct PollRequest {
	/// Seats that this validator is on duty for. Never a URL or a payload.
	pub seats: BoundedVec<(JobId, SeatIndex), ConstU32<MAX_POLL_SEATS>>,
}

/// What has arrived.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub struct PollReply {
	/// Only seats for which the provider said something that the chain still waits for.
	pub statements: Vec<SeatStatement>,
}

/// A provider's signed word about a seat.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct SeatStatement {
	/// The job.
	pub job: JobId,
	/// The seat.
	pub seat: SeatIndex,
	/// What it says.
	pub statement: Statement,
	/// sr25519 over [`crate::payload::statement_digest`] by the provider's signing key.
	pub signature: [u8; 64],
	/// The output, with a reveal of a public job, if it is short enough.
	pub output: Option<InlineBytes>,
}

/// A seat as its provider's daemon must know it, read again by the dispatcher before it signs.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SeatAssignment {
	/// Genesis hash as the runtime signs it.
	pub genesis: Digest,
	/// Account bytes of the provider.
	pub provider: [u8; 32],
	/// The draw that filled the seat.
	pub round: u8,
	/// The provider's base URL as registered: hostile input.
	pub endpoint: Vec<u8>,
	/// What the chain waits for.
	pub phase: SeatPhase,
}

/// What the chain waits for from a seat.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum SeatPhase {
	/// A commitment (or a decline).
	Commit,
	/// A reveal.
	Reveal,
	/// Nothing more.
	Done,
}

/// What a requester sends, sealed to the provider's transport key.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct PromptEnvelope {
	/// Salt of the prompt commitment.
	pub salt: Digest,
	/// The prompt itself.
	pub content: Vec<u8>,
}

#[cfg(feature = "std")]
pub use http::*;

#[cfg(feature = "std")]
mod http {
	use crate::{BlockNumber, JobId, SeatIndex};
	use alloc::string::String;
	use serde::{Deserialize, Serialize};

	/// A validator asks a provider about its seat. Byte strings are lower-case hex.
	#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
	#[serde(deny_unknown_fields)]
	pub struct SeatRequest {
		/// Genesis hash.
		pub genesis: String,
		/// The job.
		pub job: JobId,
		/// The seat.
		pub seat: SeatIndex,
		/// The draw that filled the seat.
		pub round: u8,
		/// Account of the provider that is asked.
		pub provider: String,
		/// Height at which the validator asks.
		pub block: BlockNumber,
		/// The validator's dispatch key.
		pub authority: String,
		/// sr25519 over [`crate::payload::seat_request_digest`].
		pub signature: String,
	}

	/// The provider's answer, at once: it never keeps a validator waiting for the work.
	#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
	#[serde(tag = "status", rename_all = "snake_case")]
	pub enum SeatReply {
		/// Not seen on the provider's own view of the chain yet; ask again.
		Unknown,
		/// Being worked on, or waiting for the prompt.
		Working,
		/// Says something: SCALE `Statement`, its signature, and the short public output of a reveal.
		Statement {
			/// SCALE-encoded [`crate::Statement`].
			statement: String,
			/// 64-byte signature.
			signature: String,
			/// The output's bytes.
			#[serde(default, skip_serializing_if = "Option::is_none")]
			output: Option<String>,
		},
	}

	/// What a provider's daemon says about itself.
	#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
	pub struct About {
		/// Genesis hash of the chain it follows.
		pub genesis: String,
		/// Its account.
		pub provider: String,
		/// X25519 transport key.
		pub transport_key: String,
		/// Daemon version.
		pub version: String,
	}
}
