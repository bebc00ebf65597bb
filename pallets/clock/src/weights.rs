//! Weights of `pallet_clock`. Not measured yet: as `pallet_draws`, whose hook does as much.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::ParityDbWeight}};

/// What calls and hooks of `pallet_clock` may cost.
pub trait WeightInfo {
	fn on_finalize() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Clock::Full` (r:1 w:1)
	/// Proof: `Clock::Full` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn on_finalize() -> Weight {
		Weight::from_parts(93_808_000, 1489)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn on_finalize() -> Weight {
		Weight::from_parts(93_808_000, 1489)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
