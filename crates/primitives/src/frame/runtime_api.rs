//! What the node asks its runtime.

use crate::{JobId, SeatIndex};
use alloc::vec::Vec;

pub use crate::wire::{SeatAssignment, SeatPhase};

sp_api::decl_runtime_apis! {
	/// Read by the node's dispatcher.
	pub trait InferenceApi {
		/// The seat as of this block, or nothing if there is no such seat.
		fn seat(job: JobId, seat: SeatIndex) -> Option<SeatAssignment>;
		/// The current session's dispatch keys (sr25519), in authority order.
		fn dispatch_keys() -> Vec<[u8; 32]>;
	}
}
