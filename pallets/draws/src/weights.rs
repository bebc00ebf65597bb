//! Weights of `pallet_draws`: placeholders in the shape that the benchmark command writes.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::RocksDbWeight}};

/// Weight functions needed for `pallet_draws`.
pub trait WeightInfo {
	fn on_finalize() -> Weight;
}

/// Weights for `pallet_draws` using the Stoa node and reference hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Babe::AuthorVrfRandomness` (r:1 w:0)
	/// Storage: `Draws::Outputs` (r:0 w:2)
	fn on_finalize() -> Weight {
		Weight::from_parts(8_000_000, 1518)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn on_finalize() -> Weight {
		Weight::from_parts(8_000_000, 1518)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
}
