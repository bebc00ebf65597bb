//! What the node asks its runtime.

use crate::{Digest, JobId, SeatIndex};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

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

sp_api::decl_runtime_apis! {
	/// Read by the node's dispatcher.
	pub trait InferenceApi {
		/// The seat as of this block, or nothing if there is no such seat.
		fn seat(job: JobId, seat: SeatIndex) -> Option<SeatAssignment>;
		/// The current session's dispatch keys (sr25519), in authority order.
		fn dispatch_keys() -> Vec<[u8; 32]>;
	}
}
