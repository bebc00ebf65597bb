//! What is stored about a job, and what is said of it.

mod delivery;
mod exact;
mod job;
mod over;
mod seat;
mod state;

pub use delivery::*;
pub use exact::*;
pub use job::*;
pub use over::*;
pub use seat::*;
pub use state::*;

use frame_support::{BoundedVec, traits::ConstU32};
use stoa_exact::cells::MAX_CELL_OPENING;
use stoa_primitives::{
	BlockNumber, MAX_CONTENT_BYTES, MAX_INLINE_BYTES, MAX_SEATS, merkle::CHUNK_BYTES,
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
