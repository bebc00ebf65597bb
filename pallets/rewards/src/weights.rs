//! Weights of `pallet_rewards`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_rewards` may cost.
pub trait WeightInfo {
	fn claim() -> Weight;
	fn claim_release() -> Weight;
	fn set_parameters() -> Weight;
	fn set_fee_shares() -> Weight;
	fn end_era() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Rewards::Earned` (r:1 w:1)
	/// Proof: `Rewards::Earned` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Scheduled` (r:1 w:1)
	/// Proof: `Rewards::Scheduled` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Shortest: 224_904_000 ps.
		Weight::from_parts(232_366_000, 3658)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Rewards::Earned` (r:33 w:33)
	/// Proof: `Rewards::Earned` (`max_values`: None, `max_size`: Some(85), added: 2560, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:0)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:1 w:0)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ModelData` (r:1 w:0)
	/// Proof: `Datasets::ModelData` (`max_values`: None, `max_size`: Some(365), added: 2840, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::CurrentParameters` (r:1 w:0)
	/// Proof: `Rewards::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::EndedEras` (r:1 w:1)
	/// Proof: `Rewards::EndedEras` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn claim_release() -> Weight {
		// Shortest: 990_172_000 ps.
		Weight::from_parts(1_016_712_000, 85470)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(34_u64))
	}
	/// Storage: `Rewards::CurrentParameters` (r:0 w:1)
	/// Proof: `Rewards::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Shortest: 36_925_000 ps.
		Weight::from_parts(38_327_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Rewards::CurrentFeeShares` (r:0 w:1)
	/// Proof: `Rewards::CurrentFeeShares` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn set_fee_shares() -> Weight {
		// Shortest: 36_484_000 ps.
		Weight::from_parts(38_116_000, 0)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Rewards::CurrentParameters` (r:1 w:0)
	/// Proof: `Rewards::CurrentParameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Era` (r:1 w:1)
	/// Proof: `Rewards::Era` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Points` (r:1 w:1)
	/// Proof: `Rewards::Points` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::Scheduled` (r:1 w:1)
	/// Proof: `Rewards::Scheduled` (`max_values`: Some(1), `max_size`: Some(64), added: 559, mode: `MaxEncodedLen`)
	/// Storage: `Rewards::EndedEras` (r:0 w:1)
	/// Proof: `Rewards::EndedEras` (`max_values`: None, `max_size`: Some(36), added: 2511, mode: `MaxEncodedLen`)
	fn end_era() -> Weight {
		// Shortest: 80_940_000 ps.
		Weight::from_parts(84_115_000, 1549)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn claim() -> Weight {
		Weight::from_parts(232_366_000, 3658)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn claim_release() -> Weight {
		Weight::from_parts(1_016_712_000, 85470)
			.saturating_add(ParityDbWeight::get().reads(38_u64))
			.saturating_add(ParityDbWeight::get().writes(34_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(38_327_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_fee_shares() -> Weight {
		Weight::from_parts(38_116_000, 0)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn end_era() -> Weight {
		Weight::from_parts(84_115_000, 1549)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
}
