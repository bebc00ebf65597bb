//! Weights of `pallet_compute`. Estimated. From the number of storage accesses and hashes, and from what like
//! calls of other pallets took; `scripts/weights` replaces this file.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::ParityDbWeight}};

/// What calls and hooks of `pallet_compute` may cost.
pub trait WeightInfo {
	fn create_offer() -> Weight;
	fn update_offer() -> Weight;
	fn close_offer() -> Weight;
	fn open_lease() -> Weight;
	fn request_lease() -> Weight;
	fn cancel_request() -> Weight;
	fn bid() -> Weight;
	fn start_lease() -> Weight;
	fn decline_lease() -> Weight;
	fn extend_lease() -> Weight;
	fn renew_lease() -> Weight;
	fn top_up() -> Weight;
	fn transfer_lease() -> Weight;
	fn submit_usage() -> Weight;
	fn claim() -> Weight;
	fn close_lease() -> Weight;
	fn insist() -> Weight;
	fn go_to_court() -> Weight;
	fn on_ruling() -> Weight;
	fn challenge_hardware() -> Weight;
	fn commit_measurement() -> Weight;
	fn prove_measurement() -> Weight;
	fn set_parameters() -> Weight;
	fn agenda_block() -> Weight;
	fn agenda_stale() -> Weight;
	fn run_lease() -> Weight;
	fn run_request() -> Weight;
	fn run_measurement() -> Weight;
}

/// Estimated, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn create_offer() -> Weight {
		Weight::from_parts(600_000_000, 16500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn update_offer() -> Weight {
		Weight::from_parts(285_000_000, 6900)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn close_offer() -> Weight {
		Weight::from_parts(600_000_000, 16500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn open_lease() -> Weight {
		Weight::from_parts(1_095_000_000, 35700)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn request_lease() -> Weight {
		Weight::from_parts(690_000_000, 19700)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn cancel_request() -> Weight {
		Weight::from_parts(735_000_000, 22900)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn bid() -> Weight {
		Weight::from_parts(1_005_000_000, 32500)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn start_lease() -> Weight {
		Weight::from_parts(645_000_000, 19700)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn decline_lease() -> Weight {
		Weight::from_parts(1_185_000_000, 35700)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	fn extend_lease() -> Weight {
		Weight::from_parts(555_000_000, 16500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn renew_lease() -> Weight {
		Weight::from_parts(555_000_000, 16500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn top_up() -> Weight {
		Weight::from_parts(645_000_000, 19700)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn transfer_lease() -> Weight {
		Weight::from_parts(870_000_000, 26100)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn submit_usage() -> Weight {
		Weight::from_parts(700_000_000, 16500)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(645_000_000, 19700)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn close_lease() -> Weight {
		Weight::from_parts(1_275_000_000, 38900)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	fn insist() -> Weight {
		Weight::from_parts(465_000_000, 13300)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	// With what opening a case takes.
	fn go_to_court() -> Weight {
		Weight::from_parts(1_300_000_000, 20_000)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn on_ruling() -> Weight {
		Weight::from_parts(1_410_000_000, 45300)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn challenge_hardware() -> Weight {
		Weight::from_parts(2_500_000_000, 128500)
			.saturating_add(T::DbWeight::get().reads(40_u64))
			.saturating_add(T::DbWeight::get().writes(24_u64))
	}
	fn commit_measurement() -> Weight {
		Weight::from_parts(465_000_000, 13300)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn prove_measurement() -> Weight {
		Weight::from_parts(15_000_000_000, 128500)
			.saturating_add(T::DbWeight::get().reads(40_u64))
			.saturating_add(T::DbWeight::get().writes(24_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(195_000_000, 500)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(60_000_000, 6900)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(40_000_000, 3700)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	fn run_lease() -> Weight {
		Weight::from_parts(1_410_000_000, 45300)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn run_request() -> Weight {
		Weight::from_parts(1_230_000_000, 38900)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
	fn run_measurement() -> Weight {
		Weight::from_parts(2_500_000_000, 128500)
			.saturating_add(T::DbWeight::get().reads(40_u64))
			.saturating_add(T::DbWeight::get().writes(24_u64))
	}
}

/// The same with the weights of ParityDB, for tests.
impl WeightInfo for () {
	fn create_offer() -> Weight {
		Weight::from_parts(600_000_000, 16500)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn update_offer() -> Weight {
		Weight::from_parts(285_000_000, 6900)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn close_offer() -> Weight {
		Weight::from_parts(600_000_000, 16500)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn open_lease() -> Weight {
		Weight::from_parts(1_095_000_000, 35700)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn request_lease() -> Weight {
		Weight::from_parts(690_000_000, 19700)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn cancel_request() -> Weight {
		Weight::from_parts(735_000_000, 22900)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn bid() -> Weight {
		Weight::from_parts(1_005_000_000, 32500)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn start_lease() -> Weight {
		Weight::from_parts(645_000_000, 19700)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn decline_lease() -> Weight {
		Weight::from_parts(1_185_000_000, 35700)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn extend_lease() -> Weight {
		Weight::from_parts(555_000_000, 16500)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn renew_lease() -> Weight {
		Weight::from_parts(555_000_000, 16500)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(4_u64))
	}
	fn top_up() -> Weight {
		Weight::from_parts(645_000_000, 19700)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn transfer_lease() -> Weight {
		Weight::from_parts(870_000_000, 26100)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn submit_usage() -> Weight {
		Weight::from_parts(700_000_000, 16500)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(645_000_000, 19700)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn close_lease() -> Weight {
		Weight::from_parts(1_275_000_000, 38900)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(13_u64))
	}
	fn insist() -> Weight {
		Weight::from_parts(465_000_000, 13300)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	// With what opening a case takes.
	fn go_to_court() -> Weight {
		Weight::from_parts(1_300_000_000, 20_000)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn on_ruling() -> Weight {
		Weight::from_parts(1_410_000_000, 45300)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn challenge_hardware() -> Weight {
		Weight::from_parts(2_500_000_000, 128500)
			.saturating_add(ParityDbWeight::get().reads(40_u64))
			.saturating_add(ParityDbWeight::get().writes(24_u64))
	}
	fn commit_measurement() -> Weight {
		Weight::from_parts(465_000_000, 13300)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn prove_measurement() -> Weight {
		Weight::from_parts(15_000_000_000, 128500)
			.saturating_add(ParityDbWeight::get().reads(40_u64))
			.saturating_add(ParityDbWeight::get().writes(24_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(195_000_000, 500)
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(60_000_000, 6900)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(40_000_000, 3700)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
	}
	fn run_lease() -> Weight {
		Weight::from_parts(1_410_000_000, 45300)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn run_request() -> Weight {
		Weight::from_parts(1_230_000_000, 38900)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
	fn run_measurement() -> Weight {
		Weight::from_parts(2_500_000_000, 128500)
			.saturating_add(ParityDbWeight::get().reads(40_u64))
			.saturating_add(ParityDbWeight::get().writes(24_u64))
	}
}
