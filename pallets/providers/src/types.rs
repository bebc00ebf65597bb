//! What is stored and shown.

use crate::Config;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, traits::ConstU32,
	traits::fungible,
};
use scale_info::TypeInfo;
use stoa_primitives::{Balance, BlockNumber, ReleaseId, TokenPrice};

/// Longest endpoint, in bytes.
pub const MAX_ENDPOINT_BYTES: u32 = 128;
/// Most kinds of GPU in one claim.
pub const MAX_GPU_KINDS: u32 = 8;
/// Longest name of a GPU model, in bytes.
pub const MAX_GPU_MODEL_BYTES: u32 = 48;
/// Most entries that a view function answers at once.
pub const MAX_PAGE: u32 = 256;

/// The base URL of a provider's daemon.
pub type Endpoint = BoundedVec<u8, ConstU32<MAX_ENDPOINT_BYTES>>;
/// What a slash hands to the runtime.
pub type CreditOf<T> =
	fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// Why a provider is out of every draw.
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
pub enum ChillReason {
	/// It asked for it.
	#[codec(index = 0)]
	Requested,
	/// Its bond fell below the minimum.
	#[codec(index = 1)]
	BondTooLow,
	/// Too many strikes within the window.
	#[codec(index = 2)]
	Strikes,
	/// The DAO asked for it.
	#[codec(index = 3)]
	Forced,
}

/// Whether a provider can be drawn.
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
pub enum ProviderStatus {
	/// In the draw of each release that it serves.
	#[codec(index = 0)]
	Active,
	/// Out of every draw until it activates itself.
	#[codec(index = 1)]
	Chilled {
		/// Why.
		reason: ChillReason,
		/// The first block at which it may activate itself.
		until: BlockNumber,
	},
	/// Deregistered: only its unbonding funds are left, and they can still be slashed.
	#[codec(index = 2)]
	Leaving,
}

/// A part of the bond on its way out; slashable until it is withdrawn.
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
pub struct UnbondingChunk {
	/// How much, in planck.
	pub amount: Balance,
	/// The first block at which it may be withdrawn.
	pub until: BlockNumber,
}

/// What became of a provider's work so far.
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
pub struct TrackRecord {
	/// Jobs done as promised.
	pub jobs: u64,
	/// Faults short of a proven lie.
	pub strikes: u32,
	/// Times its bond was slashed.
	pub slashes: u32,
}

/// Strikes that are before the court.
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
pub struct StrikeAppeal {
	/// The block of the appeal: later strikes are another matter.
	pub at: BlockNumber,
	/// How many there were.
	pub strikes: u32,
}

/// A provider.
#[derive(
	CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct ProviderDetails<T: Config> {
	/// The sr25519 key that signs its statements.
	pub signing_key: [u8; 32],
	/// The X25519 key to which private prompts are sealed.
	pub transport_key: [u8; 32],
	/// The base URL of its daemon.
	pub endpoint: Endpoint,
	/// Whether it can be drawn.
	pub status: ProviderStatus,
	/// Bonded in planck, what is reserved included, what is unbonding not.
	pub bond: Balance,
	/// Of the bond, set aside for unfinished work, in planck.
	pub reserved: Balance,
	/// On its way out, oldest first.
	pub unbonding: BoundedVec<UnbondingChunk, T::MaxUnbondingChunks>,
	/// What it serves, and what it has left but has a slot for.
	pub served: BoundedVec<ReleaseId, T::MaxServed>,
	/// Blocks of the latest strikes, oldest first.
	pub recent_strikes: BoundedVec<BlockNumber, T::MaxStrikes>,
	/// What became of its work so far.
	pub record: TrackRecord,
	/// When it last set its keys or its endpoint.
	pub changed_at: BlockNumber,
	/// When bond last left it: began to unbond, was slashed, or paid others.
	pub reduced_at: BlockNumber,
	/// Its weight wherever it has a place in a tree: to what it was entitled some blocks ago.
	pub weight: u32,
	/// Another weight on its way.
	pub pending: Option<Activation>,
}

impl<T: Config> ProviderDetails<T> {
	/// Bond that is neither reserved nor on its way out.
	pub fn free_bond(&self) -> Balance {
		self.bond.saturating_sub(self.reserved)
	}

	/// All that is on its way out.
	pub fn unbonding_total(&self) -> Balance {
		self.unbonding.iter().fold(0, |sum, chunk| sum.saturating_add(chunk.amount))
	}
}

/// Another weight in the draws, on its way. Never altered while it waits.
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
pub struct Activation {
	/// The weight to come.
	pub weight: u32,
	/// The first block at which it may change the tree.
	pub ready_at: BlockNumber,
	/// Its place in the queue.
	pub position: u64,
}

/// A provider that takes its place in a tree, or leaves it, on its way. Never altered while it waits.
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
pub struct Waiting {
	/// The first block at which it may change the tree.
	pub ready_at: BlockNumber,
	/// Its place in the queue.
	pub position: u64,
}

/// One release that one provider serves.
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
pub struct ServedRelease {
	/// The provider's price.
	pub price: TokenPrice,
	/// Its slot in the release's tree, once it has one.
	pub slot: Option<u32>,
	/// Whether it is served no more, and kept only until the tree may change.
	pub leaving: bool,
	/// That it takes a slot, or gives up the one it has.
	pub pending: Option<Waiting>,
}

/// All providers of one release.
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
pub struct ReleaseServers {
	/// Providers that serve it, those out of the draw and those on their way in or out included.
	pub members: u32,
	/// Of those, with a slot in the tree.
	pub slots: u32,
	/// Of those, with weight in the tree.
	pub drawable: u32,
	/// At most what any of them asks, input and output each.
	pub floor: TokenPrice,
}

impl ReleaseServers {
	/// Counts a provider whose weight changes from `before` to `after`.
	pub(crate) fn recount(&mut self, before: u32, after: u32) {
		self.drawable = self
			.drawable
			.saturating_add(u32::from(after > 0))
			.saturating_sub(u32::from(before > 0));
	}
}

/// An entry of the activation queue.
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
pub struct QueuedActivation<AccountId> {
	/// The provider.
	pub provider: AccountId,
	/// The release in whose tree it takes or leaves its place; none if its weight changes in all.
	pub release: Option<ReleaseId>,
	/// The first block at which the entry may leave the queue.
	pub ready_at: BlockNumber,
}

/// GPUs of one kind, as claimed.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct GpuClaim {
	/// The vendor's name of the model, in visible ASCII and spaces.
	pub model: BoundedVec<u8, ConstU32<MAX_GPU_MODEL_BYTES>>,
	/// How many.
	pub count: u16,
	/// Memory of each, in MiB.
	pub vram_mib: u32,
}

/// A machine, as claimed. Nothing here is proven.
#[derive(
	Clone,
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
pub struct HardwareClaims {
	/// Its GPUs.
	pub gpus: BoundedVec<GpuClaim, ConstU32<MAX_GPU_KINDS>>,
	/// Processor cores.
	pub cpu_cores: u16,
	/// Main memory, in MiB.
	pub memory_mib: u32,
	/// Disk, in GiB.
	pub disk_gib: u32,
}

/// Hardware claims as stored.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct HardwareDetails {
	/// The machine.
	pub claims: HardwareClaims,
	/// The first block at which the claim says nothing any more and anyone may drop it.
	pub expires_at: BlockNumber,
}

/// A served release as the view functions show it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ServedInfo {
	/// The release.
	pub release: ReleaseId,
	/// The provider's price.
	pub price: TokenPrice,
	/// What it counts if it is drawn now.
	pub weight: u32,
	/// Whether it is served no more, and listed only until its slot is free.
	pub leaving: bool,
	/// What it will count, and when at the earliest, if something waits.
	pub pending: Option<Activation>,
}

/// A provider as the view functions show it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ProviderInfo<AccountId> {
	/// The account.
	pub account: AccountId,
	/// The sr25519 key that signs its statements.
	pub signing_key: [u8; 32],
	/// The X25519 key to which private prompts are sealed.
	pub transport_key: [u8; 32],
	/// The base URL of its daemon.
	pub endpoint: Vec<u8>,
	/// Whether it can be drawn.
	pub status: ProviderStatus,
	/// Bonded in planck, what is reserved included.
	pub bond: Balance,
	/// Of the bond, set aside for unfinished work, in planck.
	pub reserved: Balance,
	/// On its way out, oldest first.
	pub unbonding: Vec<UnbondingChunk>,
	/// Blocks of the latest strikes, oldest first.
	pub recent_strikes: Vec<BlockNumber>,
	/// What became of its work so far.
	pub record: TrackRecord,
	/// Its machine, as claimed, expired claims included until they are dropped.
	pub hardware: Option<HardwareDetails>,
	/// What it serves.
	pub serving: Vec<ServedInfo>,
}

/// A provider of a release as the view functions show it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ServerInfo<AccountId> {
	/// The slot: where the next page begins is one more than the last.
	pub slot: u32,
	/// The provider.
	pub account: AccountId,
	/// Its price.
	pub price: TokenPrice,
	/// What it counts if it is drawn now; zero while it is out of the draw.
	pub weight: u32,
	/// Bond that is neither reserved nor on its way out, in planck.
	pub free_bond: Balance,
}
