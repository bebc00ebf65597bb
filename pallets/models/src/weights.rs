//! Weights of `pallet_models`, measured by `scripts/weights` on 2026-11-26: 10 steps, 5 repeats,
//! on Intel(R) Xeon(R) Processor. `add_release`, `drop_release` and `report` are estimates since class Exact.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::ParityDbWeight}};

/// What calls and hooks of `pallet_models` may cost.
pub trait WeightInfo {
	fn publish() -> Weight;
	fn add_release(s: u32, p: u32, ) -> Weight;
	fn set_price() -> Weight;
	fn retire() -> Weight;
	fn transfer_listing() -> Weight;
	fn unpublish() -> Weight;
	fn set_metadata() -> Weight;
	fn drop_release() -> Weight;
	fn report() -> Weight;
}

/// As measured, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Models::NextListingId` (r:1 w:1)
	/// Proof: `Models::NextListingId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Models::Listings` (r:0 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	fn publish() -> Weight {
		// Shortest: 248_742_000 ps.
		Weight::from_parts(295_407_000, 3640)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:4 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(259), added: 2734, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:4 w:1)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Models::NextReleaseId` (r:1 w:1)
	/// Proof: `Models::NextReleaseId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByListing` (r:0 w:1)
	/// Proof: `Models::ReleasesByListing` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// `s` is `[1, 8]`.
	/// `p` is `[0, 4]`.
	fn add_release(s: u32, p: u32, ) -> Weight {
		// Estimate: half a millisecond for the header, a read and two writes above what was measured.
		Weight::from_parts(983_711_067, 3909)
			// Standard error: 1_645_506.
			.saturating_add(Weight::from_parts(77_518_383, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(Weight::from_parts(0, 3850).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 29).saturating_mul(s.into()))
	}
	/// Storage: `Models::Releases` (r:1 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(259), added: 2734, mode: `MaxEncodedLen`)
	/// Storage: `Models::Listings` (r:1 w:0)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	fn set_price() -> Weight {
		// Shortest: 111_022_000 ps.
		Weight::from_parts(148_565_000, 3909)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Releases` (r:1 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(259), added: 2734, mode: `MaxEncodedLen`)
	/// Storage: `Models::Listings` (r:1 w:0)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	fn retire() -> Weight {
		// Shortest: 126_579_000 ps.
		Weight::from_parts(150_688_000, 4006)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	fn transfer_listing() -> Weight {
		// Shortest: 333_403_000 ps.
		Weight::from_parts(523_605_000, 6290)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	fn unpublish() -> Weight {
		// Shortest: 229_263_000 ps.
		Weight::from_parts(258_299_000, 3909)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	fn set_metadata() -> Weight {
		// Shortest: 347_300_000 ps.
		Weight::from_parts(388_828_000, 3909)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Releases` (r:1 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(259), added: 2734, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(444), added: 2919, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:0 w:1)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByListing` (r:0 w:1)
	/// Proof: `Models::ReleasesByListing` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	fn drop_release() -> Weight {
		// Estimate: the bond, four reads and five writes above what was measured.
		Weight::from_parts(573_103_000, 4065)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn report() -> Weight {
		// Estimate.
		Weight::from_parts(120_000_000, 4065)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn publish() -> Weight {
		Weight::from_parts(295_407_000, 3640)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn add_release(s: u32, p: u32, ) -> Weight {
		Weight::from_parts(983_711_067, 3909)
			.saturating_add(Weight::from_parts(77_518_383, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
			.saturating_add(Weight::from_parts(0, 3850).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 29).saturating_mul(s.into()))
	}
	fn set_price() -> Weight {
		Weight::from_parts(148_565_000, 3909)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn retire() -> Weight {
		Weight::from_parts(150_688_000, 4006)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn transfer_listing() -> Weight {
		Weight::from_parts(523_605_000, 6290)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn unpublish() -> Weight {
		Weight::from_parts(258_299_000, 3909)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_metadata() -> Weight {
		Weight::from_parts(388_828_000, 3909)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn drop_release() -> Weight {
		Weight::from_parts(573_103_000, 4065)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn report() -> Weight {
		// Estimate.
		Weight::from_parts(120_000_000, 4065)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
