//! Identifiers and units.

/// A 32-byte blake2b-256 digest.
pub type Digest = [u8; 32];
/// An amount in planck; one STOA is 10^12 planck.
pub type Balance = u128;
/// A block height; one block is 3 seconds.
pub type BlockNumber = u32;
/// A model listing.
pub type ListingId = u32;
/// An immutable release of a listing.
pub type ReleaseId = u32;
/// A dataset listing.
pub type DatasetId = u32;
/// A job. Never reused.
pub type JobId = u64;
/// A challenge, and the game that it becomes. Never reused.
pub type GameId = u64;
/// A payment channel. Never reused.
pub type ChannelId = u64;
/// A provider's subscription plan. Never reused.
pub type PlanId = u64;
/// A seat's place in its job's committee.
pub type SeatIndex = u8;

/// One STOA in planck.
pub const STOA: Balance = 1_000_000_000_000;
