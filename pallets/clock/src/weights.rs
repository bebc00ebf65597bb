//! Weights of `pallet_clock`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
//! on AMD EPYC.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(
	unused_parens,
	unused_imports,
	missing_docs,
	clippy::arithmetic_side_effects,
	reason = "written by scripts/weights: one template for pallets with and without variables"
)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::ParityDbWeight}};

/// What calls and hooks of `pallet_clock` may cost.
pub trait WeightInfo {
	fn on_finalize() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn on_finalize() -> Weight {
		// Shortest: 31_106_000 ps.
		Weight::from_parts(32_628_000, 0)
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn on_finalize() -> Weight {
		Weight::from_parts(32_628_000, 0)
	}
}
