//! Weights of `pallet_models`, measured by `scripts/weights` on 2026-11-27: 6 steps, 4 repeats,
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
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Models::Listings` (r:0 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	fn publish() -> Weight {
		// Shortest: 252_185_000 ps.
		Weight::from_parts(256_912_000, 4108)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Models::Releases` (r:4 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:4 w:1)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Models::NextReleaseId` (r:1 w:1)
	/// Proof: `Models::NextReleaseId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:0 w:1)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByModel` (r:0 w:1)
	/// Proof: `Models::ReleasesByModel` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByListing` (r:0 w:1)
	/// Proof: `Models::ReleasesByListing` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// `s` is `[1, 8]`.
	/// `p` is `[0, 4]`.
	fn add_release(s: u32, p: u32, ) -> Weight {
		// Shortest: 583_207_000 ps.
		Weight::from_parts(605_686_745, 4108)
			// Standard error: 921_506.
			.saturating_add(Weight::from_parts(35_531_697, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(8_u64))
			.saturating_add(Weight::from_parts(0, 3847).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 25).saturating_mul(s.into()))
	}
	/// Storage: `Models::Releases` (r:1 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Models::Listings` (r:1 w:0)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	fn set_price() -> Weight {
		// Shortest: 91_155_000 ps.
		Weight::from_parts(103_694_000, 3925)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Releases` (r:1 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Models::Listings` (r:1 w:0)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	fn retire() -> Weight {
		// Shortest: 101_100_000 ps.
		Weight::from_parts(105_437_000, 4161)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:2 w:2)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn transfer_listing() -> Weight {
		// Shortest: 488_576_000 ps.
		Weight::from_parts(524_219_000, 7226)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn unpublish() -> Weight {
		// Shortest: 225_645_000 ps.
		Weight::from_parts(231_484_000, 4108)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	fn set_metadata() -> Weight {
		// Shortest: 361_438_000 ps.
		Weight::from_parts(366_805_000, 4108)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	/// Storage: `Models::Releases` (r:1 w:1)
	/// Proof: `Models::Releases` (`max_values`: None, `max_size`: Some(324), added: 2799, mode: `MaxEncodedLen`)
	/// Storage: `Models::BadModelRoots` (r:1 w:0)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Storage: `Models::Listings` (r:1 w:1)
	/// Proof: `Models::Listings` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Balances::Holds` (r:1 w:1)
	/// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(643), added: 3118, mode: `MaxEncodedLen`)
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	/// Storage: `Datasets::ModelData` (r:1 w:0)
	/// Proof: `Datasets::ModelData` (`max_values`: None, `max_size`: Some(365), added: 2840, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasePayees` (r:0 w:1)
	/// Proof: `Models::ReleasePayees` (`max_values`: None, `max_size`: Some(1173), added: 3648, mode: `MaxEncodedLen`)
	/// Storage: `Models::ModelHeaders` (r:0 w:1)
	/// Proof: `Models::ModelHeaders` (`max_values`: None, `max_size`: Some(460), added: 2935, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByModel` (r:0 w:1)
	/// Proof: `Models::ReleasesByModel` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByListing` (r:0 w:1)
	/// Proof: `Models::ReleasesByListing` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	fn drop_release() -> Weight {
		// Shortest: 600_723_000 ps.
		Weight::from_parts(626_992_000, 4669)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	/// Storage: `Models::BadModelRoots` (r:1 w:1)
	/// Proof: `Models::BadModelRoots` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	/// Storage: `Models::ReleasesByModel` (r:1 w:0)
	/// Proof: `Models::ReleasesByModel` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	/// Proof: UNKNOWN KEY `0xf5c8a3f26023f9741b5dd5bdad31f239` (r:1 w:0)
	fn report() -> Weight {
		// Shortest: 90_685_000 ps.
		Weight::from_parts(94_210_000, 3763)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn publish() -> Weight {
		Weight::from_parts(256_912_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn add_release(s: u32, p: u32, ) -> Weight {
		Weight::from_parts(605_686_745, 4108)
			.saturating_add(Weight::from_parts(35_531_697, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(p.into())))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
			.saturating_add(Weight::from_parts(0, 3847).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(0, 25).saturating_mul(s.into()))
	}
	fn set_price() -> Weight {
		Weight::from_parts(103_694_000, 3925)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn retire() -> Weight {
		Weight::from_parts(105_437_000, 4161)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn transfer_listing() -> Weight {
		Weight::from_parts(524_219_000, 7226)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn unpublish() -> Weight {
		Weight::from_parts(231_484_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn set_metadata() -> Weight {
		Weight::from_parts(366_805_000, 4108)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn drop_release() -> Weight {
		Weight::from_parts(626_992_000, 4669)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn report() -> Weight {
		Weight::from_parts(94_210_000, 3763)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
