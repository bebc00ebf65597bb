//! # Draws
//!
//! Keeps the VRF outputs of recent blocks and mixes them into seeds.
//!
//! ## Overview
//!
//! An author of a BABE block cannot choose its VRF output, but knows it before anyone else and may
//! withhold the block. So nothing is drawn from one block: a seed mixes the outputs of several
//! consecutive blocks, all younger than what is drawn for (`docs/PROTOCOL.md` §1). This pallet keeps
//! the output of each of the last [`OUTPUTS_KEPT`] blocks for that.
//!
//! ## Terminology
//!
//! - **Output**: the VRF output by which a block's author proved its right to the slot.
//! - **Seed**: [`stoa_primitives::payload::draw_seed`] of a tag, an id, an attempt and the outputs.
//!
//! ## Example
//!
//! See `seed_should_mix_outputs_when_all_are_known` in `tests/seed.rs`.
//!
//! ## API
//!
//! No calls, no events. Other pallets draw through [`DrawSource`] and name the chain through
//! [`ChainIdentity`]; clients ask the view function `seed_ready`.
//!
//! ## Internals
//!
//! BABE fixes a block's output in its own `on_finalize`, so **this pallet must stand after BABE in
//! the runtime**: hooks run in that order. An output is then known from the next block on. A block
//! without one (possible only under plain secondary slots) leaves a gap, and seeds over a gap are
//! never ready.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod weights;

pub use pallet::*;
pub use stoa_primitives::frame::{ChainIdentity, DrawSource};
pub use weights::WeightInfo;

/// How many blocks' outputs are kept.
pub const OUTPUTS_KEPT: u32 = 64;

// What the macro writes looks up the pallet's name by `expect`; nothing of ours here does.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use stoa_primitives::{BlockNumber, Digest};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The VRF output of the block being finalised: BABE's `author_vrf_randomness`.
		type CurrentOutput: Get<Option<Digest>>;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// VRF outputs of the last [`OUTPUTS_KEPT`] blocks, by height.
	#[pallet::storage]
	pub type Outputs<T: Config> = StorageMap<_, Twox64Concat, BlockNumber, Digest>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_finalize()
		}

		fn on_finalize(now: BlockNumberFor<T>) {
			Self::keep_output(now);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state(now)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether a seed from blocks `first..first + count` could be mixed now.
		pub fn seed_ready(first: BlockNumber, count: u32) -> bool {
			Self::outputs(first, count).is_some()
		}
	}
}
