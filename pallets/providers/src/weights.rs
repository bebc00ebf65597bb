//! Weights of `pallet_providers`, measured by `scripts/weights` on 2026-11-26: 10 steps, 6 repeats,
//! on Intel(R) Xeon(R) Processor.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// Shortest: 266_830_000 ps.
		Weight::from_parts(355_082_000, 4029)
			.saturating_add(T::DbWeight::get().reads(4_u64))
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
		// Shortest: 550_642_000 ps.
		Weight::from_parts(672_855_000, 42366)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn bond_extra() -> Weight {
		// Shortest: 674_843_000 ps.
		Weight::from_parts(842_944_000, 4029)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0x09338e20ccb8deb30eb1d3c38bb926d2` (r:1 w:0)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn unbond() -> Weight {
		// Shortest: 275_551_000 ps.
		Weight::from_parts(336_656_000, 4223)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(211), added: 2686, mode: `MaxEncodedLen`)
	fn withdraw_unbonded() -> Weight {
		// Shortest: 342_643_000 ps.
		Weight::from_parts(595_720_000, 4029)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn set_endpoint() -> Weight {
		// Shortest: 187_923_000 ps.
		Weight::from_parts(271_881_000, 4029)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	fn set_keys() -> Weight {
		// Shortest: 182_257_000 ps.
		Weight::from_parts(272_520_000, 4029)
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
		// Shortest: 176_400_000 ps.
		Weight::from_parts(225_737_000, 4083)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:1 w:0)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(308), added: 2783, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Releases` (r:1 w:1)
	/// Proof: `Providers::Releases` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Providers::Serving` (r:1 w:1)
	/// Proof: `Providers::Serving` (`max_values`: None, `max_size`: Some(111), added: 2586, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn serve() -> Weight {
		// Shortest: 351_532_000 ps.
		Weight::from_parts(547_185_000, 4029)
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
		// Shortest: 231_809_000 ps.
		Weight::from_parts(422_521_000, 4029)
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
		// Shortest: 180_536_000 ps.
		Weight::from_parts(220_326_000, 4029)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Providers` (r:1 w:1)
	/// Proof: `Providers::Providers` (`max_values`: None, `max_size`: Some(564), added: 3039, mode: `MaxEncodedLen`)
	/// Storage: `Providers::QueueTail` (r:1 w:1)
	/// Proof: `Providers::QueueTail` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Providers::ActivationQueue` (r:0 w:1)
	/// Proof: `Providers::ActivationQueue` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn activate() -> Weight {
		// Shortest: 164_751_000 ps.
		Weight::from_parts(283_732_000, 4029)
			.saturating_add(T::DbWeight::get().reads(2_u64))
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
		// Shortest: 188_871_000 ps.
		Weight::from_parts(331_021_000, 4083)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Providers::Hardware` (r:1 w:1)
	/// Proof: `Providers::Hardware` (`max_values`: None, `max_size`: Some(503), added: 2978, mode: `MaxEncodedLen`)
	fn drop_expired_hardware() -> Weight {
		// Shortest: 123_091_000 ps.
		Weight::from_parts(149_663_000, 3968)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	// Estimated from what `challenge_listing` of the court touches, until it is measured.
	fn appeal_strikes() -> Weight {
		Weight::from_parts(1_000_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	// Estimated from `force_chill`, until it is measured.
	fn on_ruling() -> Weight {
		Weight::from_parts(400_000_000, 4_083)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
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
		// Shortest: 32_563_000 ps.
		Weight::from_parts(33_606_000, 2567)
			// Standard error: 23_005_004.
			.saturating_add(Weight::from_parts(758_414_178, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((13_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 15768).saturating_mul(n.into()))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(355_082_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn deregister() -> Weight {
		Weight::from_parts(672_855_000, 42366)
			.saturating_add(ParityDbWeight::get().reads(19_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn bond_extra() -> Weight {
		Weight::from_parts(842_944_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn unbond() -> Weight {
		Weight::from_parts(336_656_000, 4223)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn withdraw_unbonded() -> Weight {
		Weight::from_parts(595_720_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_endpoint() -> Weight {
		Weight::from_parts(271_881_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_keys() -> Weight {
		Weight::from_parts(272_520_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn set_hardware() -> Weight {
		Weight::from_parts(225_737_000, 4083)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn serve() -> Weight {
		Weight::from_parts(547_185_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn unserve() -> Weight {
		Weight::from_parts(422_521_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn chill() -> Weight {
		Weight::from_parts(220_326_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn activate() -> Weight {
		Weight::from_parts(283_732_000, 4029)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn force_chill() -> Weight {
		Weight::from_parts(331_021_000, 4083)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn drop_expired_hardware() -> Weight {
		Weight::from_parts(149_663_000, 3968)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	// Estimated from what `challenge_listing` of the court touches, until it is measured.
	fn appeal_strikes() -> Weight {
		Weight::from_parts(1_000_000_000, 12_000)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	// Estimated from `force_chill`, until it is measured.
	fn on_ruling() -> Weight {
		Weight::from_parts(400_000_000, 4_083)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn on_initialize(n: u32, ) -> Weight {
		Weight::from_parts(33_606_000, 2567)
			.saturating_add(Weight::from_parts(758_414_178, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(ParityDbWeight::get().writes((13_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 15768).saturating_mul(n.into()))
	}
}
