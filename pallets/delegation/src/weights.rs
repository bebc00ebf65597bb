//! Weights of `pallet_delegation`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_delegation` may cost.
pub trait WeightInfo {
	fn set_terms() -> Weight;
	fn delegate() -> Weight;
	fn undelegate() -> Weight;
	fn withdraw() -> Weight;
	fn claim() -> Weight;
	fn drop_pool() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:1)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	fn set_terms() -> Weight {
		// Shortest: 110_765_000 ps.
		Weight::from_parts(113_679_000, 4339)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:1)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Delegations` (r:1 w:1)
	/// Proof: `Delegation::Delegations` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	fn delegate() -> Weight {
		// Shortest: 338_323_000 ps.
		Weight::from_parts(344_311_000, 6196)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Delegation::Delegations` (r:1 w:1)
	/// Proof: `Delegation::Delegations` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:1)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn undelegate() -> Weight {
		// Shortest: 156_432_000 ps.
		Weight::from_parts(159_457_000, 4616)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Delegation::Delegations` (r:1 w:1)
	/// Proof: `Delegation::Delegations` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:1)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn withdraw() -> Weight {
		// Shortest: 291_664_000 ps.
		Weight::from_parts(309_110_000, 6196)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Delegation::Delegations` (r:1 w:1)
	/// Proof: `Delegation::Delegations` (`max_values`: None, `max_size`: Some(305), added: 2780, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:1)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:2 w:2)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn claim() -> Weight {
		// Shortest: 289_941_000 ps.
		Weight::from_parts(295_249_000, 6196)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Delegation::Pools` (r:1 w:1)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn drop_pool() -> Weight {
		// Shortest: 101_712_000 ps.
		Weight::from_parts(108_832_000, 4029)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn set_terms() -> Weight {
		Weight::from_parts(113_679_000, 4339)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn delegate() -> Weight {
		Weight::from_parts(344_311_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn undelegate() -> Weight {
		Weight::from_parts(159_457_000, 4616)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(309_110_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(295_249_000, 6196)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn drop_pool() -> Weight {
		Weight::from_parts(108_832_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
