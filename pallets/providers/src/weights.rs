//! Weights of `pallet_providers`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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

/// What calls and hooks of `pallet_providers` may cost.
pub trait WeightInfo {
	fn register() -> Weight;
	fn deregister() -> Weight;
	fn bond_extra() -> Weight;
	fn unbond() -> Weight;
	fn withdraw_unbonded() -> Weight;
	fn set_endpoint() -> Weight;
	fn set_keys() -> Weight;
	fn set_hardware() -> Weight;
	fn serve() -> Weight;
	fn unserve() -> Weight;
	fn chill() -> Weight;
	fn activate() -> Weight;
	fn force_chill() -> Weight;
	fn drop_expired_hardware() -> Weight;
	fn appeal_strikes() -> Weight;
	fn on_ruling() -> Weight;
	fn on_initialize(n: u32, ) -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// Shortest: 315_259_000 ps.
		Weight::from_parts(339_635_000, 4108)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:16 w:0)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Hardware` (r:0 w:1)
	/// Proof: `Providers::Hardware` (`max_values`: None, `max_size`: Some(503), added: 2978, mode: `MaxEncodedLen`)
	fn deregister() -> Weight {
		// Shortest: 397_370_000 ps.
		Weight::from_parts(422_999_000, 42366)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn bond_extra() -> Weight {
		// Shortest: 372_454_000 ps.
		Weight::from_parts(396_359_000, 4108)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn unbond() -> Weight {
		// Shortest: 151_045_000 ps.
		Weight::from_parts(172_046_000, 4366)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn withdraw_unbonded() -> Weight {
		// Shortest: 262_560_000 ps.
		Weight::from_parts(280_917_000, 4108)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn set_endpoint() -> Weight {
		// Shortest: 118_736_000 ps.
		Weight::from_parts(135_611_000, 4029)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn set_keys() -> Weight {
		// Shortest: 112_517_000 ps.
		Weight::from_parts(121_601_000, 4029)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x2cc36e687fabb3b43060f58e74465244` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x2cc36e687fabb3b43060f58e74465244` (r:1 w:0)
	/// Storage: `Providers::Hardware` (r:0 w:1)
	/// Proof: `Providers::Hardware` (`max_values`: None, `max_size`: Some(503), added: 2978, mode: `MaxEncodedLen`)
	fn set_hardware() -> Weight {
		// Shortest: 129_062_000 ps.
		Weight::from_parts(142_833_000, 4117)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:1)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:1 w:1)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn serve() -> Weight {
		// Shortest: 220_968_000 ps.
		Weight::from_parts(244_944_000, 4029)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:1 w:1)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn unserve() -> Weight {
		// Shortest: 159_858_000 ps.
		Weight::from_parts(178_376_000, 4029)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn chill() -> Weight {
		// Shortest: 125_937_000 ps.
		Weight::from_parts(142_372_000, 4029)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Delegation::Pools` (r:1 w:0)
	/// Proof: `Delegation::Pools` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn activate() -> Weight {
		// Shortest: 144_475_000 ps.
		Weight::from_parts(157_254_000, 4029)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x8f27812cd6258e4e0abb1fa694c6f69d` (r:1 w:0)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn force_chill() -> Weight {
		// Shortest: 135_301_000 ps.
		Weight::from_parts(146_407_000, 4144)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Hardware` (r:1 w:1)
	/// Proof: `Providers::Hardware` (`max_values`: None, `max_size`: Some(503), added: 2978, mode: `MaxEncodedLen`)
	fn drop_expired_hardware() -> Weight {
		// Shortest: 87_760_000 ps.
		Weight::from_parts(94_390_000, 3968)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:0)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::CaseBySubject` (r:1 w:1)
	/// Proof: `Disputes::CaseBySubject` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Parameters` (r:1 w:0)
	/// Proof: `Disputes::Parameters` (`max_values`: None, `max_size`: Some(133), added: 2608, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Losses` (r:1 w:0)
	/// Proof: `Disputes::Losses` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::NextCaseId` (r:1 w:1)
	/// Proof: `Disputes::NextCaseId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::StrikeAppeals` (r:0 w:1)
	/// Proof: `Providers::StrikeAppeals` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Disputes::Cases` (r:0 w:1)
	/// Proof: `Disputes::Cases` (`max_values`: None, `max_size`: Some(354), added: 2829, mode: `MaxEncodedLen`)
	fn appeal_strikes() -> Weight {
		// Shortest: 458_391_000 ps.
		Weight::from_parts(479_273_000, 4108)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// Storage: `Providers::StrikeAppeals` (r:1 w:1)
	/// Proof: `Providers::StrikeAppeals` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn on_ruling() -> Weight {
		// Shortest: 94_320_000 ps.
		Weight::from_parts(97_986_000, 4029)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Providers::QueueHead` (r:1 w:1)
	/// Proof: `Providers::QueueHead` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:0)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:64 w:64)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:128 w:128)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Providers` (r:68 w:64)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:64 w:64)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::TreeNodes` (r:384 w:384)
	/// Proof: `Providers::TreeNodes` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Servers` (r:64 w:128)
	/// Proof: `Providers::Servers` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// `n` is `[0, 64]`.
	fn on_initialize(n: u32, ) -> Weight {
		// Shortest: 18_488_000 ps.
		Weight::from_parts(18_497_000, 2393)
			// Standard error: 7_393_914.
			.saturating_add(Weight::from_parts(501_346_865, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((13_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 15768).saturating_mul(n.into()))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(339_635_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn deregister() -> Weight {
		Weight::from_parts(422_999_000, 42366)
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn bond_extra() -> Weight {
		Weight::from_parts(396_359_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn unbond() -> Weight {
		Weight::from_parts(172_046_000, 4366)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(280_917_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_endpoint() -> Weight {
		Weight::from_parts(135_611_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_keys() -> Weight {
		Weight::from_parts(121_601_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_hardware() -> Weight {
		Weight::from_parts(142_833_000, 4117)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn serve() -> Weight {
		Weight::from_parts(244_944_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn unserve() -> Weight {
		Weight::from_parts(178_376_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn chill() -> Weight {
		Weight::from_parts(142_372_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn activate() -> Weight {
		Weight::from_parts(157_254_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn force_chill() -> Weight {
		Weight::from_parts(146_407_000, 4144)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn drop_expired_hardware() -> Weight {
		Weight::from_parts(94_390_000, 3968)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn appeal_strikes() -> Weight {
		Weight::from_parts(479_273_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn on_ruling() -> Weight {
		Weight::from_parts(97_986_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn on_initialize(n: u32, ) -> Weight {
		Weight::from_parts(18_497_000, 2393)
			.saturating_add(Weight::from_parts(501_346_865, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((13_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 15768).saturating_mul(n.into()))
	}
}
