//! Weights of `pallet_draws`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_draws` may cost.
pub trait WeightInfo {
	fn on_finalize() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Babe::AuthorVrfRandomness` (r:1 w:0)
	/// Proof: `Babe::AuthorVrfRandomness` (`max_values`: Some(1), `max_size`: Some(33), added: 528, mode: `MaxEncodedLen`)
	/// Storage: `Draws::Outputs` (r:0 w:2)
	/// Proof: `Draws::Outputs` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn on_finalize() -> Weight {
		// Shortest: 37_336_000 ps.
		Weight::from_parts(39_209_000, 1518)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn on_finalize() -> Weight {
		Weight::from_parts(39_209_000, 1518)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
}
