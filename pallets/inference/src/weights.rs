//! Weights of `pallet_inference`: estimates. `scripts/weights` replaces them; measure on a quiet machine.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::RocksDbWeight}};

/// Weight functions needed for `pallet_inference`.
pub trait WeightInfo {
	fn submit_job(b: u32, ) -> Weight;
	fn cancel_job() -> Weight;
	fn commit() -> Weight;
	fn reveal() -> Weight;
	fn decline() -> Weight;
	fn relay(n: u32, ) -> Weight;
	fn authorize_relay(n: u32, ) -> Weight;
	fn post_prompt(b: u32, ) -> Weight;
	fn acknowledge() -> Weight;
	fn demand_data() -> Weight;
	fn provide_data(b: u32, ) -> Weight;
	fn escalate() -> Weight;
	fn poke() -> Weight;
	fn drop_expired() -> Weight;
	fn claim() -> Weight;
	fn set_parameters() -> Weight;
	fn agenda_block() -> Weight;
	fn agenda_stale() -> Weight;
	fn run_draw() -> Weight;
	fn run_commit_deadline() -> Weight;
	fn run_reveal_deadline() -> Weight;
	fn run_serve_deadline() -> Weight;
	fn run_final() -> Weight;
}

/// Weights for `pallet_inference` on the reference hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn submit_job(b: u32, ) -> Weight {
		Weight::from_parts(110_000_000, 5800)
			.saturating_add(Weight::from_parts(20_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(90_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	fn cancel_job() -> Weight {
		Weight::from_parts(60_000_000, 4200)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(120_000_000, 3600)
			.saturating_add(T::DbWeight::get().reads(50_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn reveal() -> Weight {
		Weight::from_parts(900_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(110_u64))
			.saturating_add(T::DbWeight::get().writes(100_u64))
	}
	fn decline() -> Weight {
		Weight::from_parts(200_000_000, 8000)
			.saturating_add(T::DbWeight::get().reads(60_u64))
			.saturating_add(T::DbWeight::get().writes(30_u64))
	}
	fn relay(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 3200)
			.saturating_add(Weight::from_parts(900_000_000, 12000).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().reads((110_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((100_u64).saturating_mul(n.into())))
	}
	fn authorize_relay(n: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 3600)
			.saturating_add(Weight::from_parts(120_000_000, 800).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
	}
	fn post_prompt(b: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 4000)
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(120_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn acknowledge() -> Weight {
		Weight::from_parts(200_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(45_u64))
			.saturating_add(T::DbWeight::get().writes(45_u64))
	}
	fn demand_data() -> Weight {
		Weight::from_parts(90_000_000, 4000)
			.saturating_add(T::DbWeight::get().reads(35_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn provide_data(b: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 4200)
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(55_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn escalate() -> Weight {
		Weight::from_parts(180_000_000, 6200)
			.saturating_add(T::DbWeight::get().reads(130_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn poke() -> Weight {
		Weight::from_parts(900_000_000, 25000)
			.saturating_add(T::DbWeight::get().reads(130_u64))
			.saturating_add(T::DbWeight::get().writes(120_u64))
	}
	fn drop_expired() -> Weight {
		Weight::from_parts(45_000_000, 3800)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(50_000_000, 3800)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 3000)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(5_000_000, 3400)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(15_000_000, 3200)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	fn run_draw() -> Weight {
		Weight::from_parts(1_200_000_000, 25000)
			.saturating_add(T::DbWeight::get().reads(230_u64))
			.saturating_add(T::DbWeight::get().writes(70_u64))
	}
	fn run_commit_deadline() -> Weight {
		Weight::from_parts(500_000_000, 11000)
			.saturating_add(T::DbWeight::get().reads(60_u64))
			.saturating_add(T::DbWeight::get().writes(70_u64))
	}
	fn run_reveal_deadline() -> Weight {
		Weight::from_parts(900_000_000, 25000)
			.saturating_add(T::DbWeight::get().reads(130_u64))
			.saturating_add(T::DbWeight::get().writes(120_u64))
	}
	fn run_serve_deadline() -> Weight {
		Weight::from_parts(300_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(60_u64))
			.saturating_add(T::DbWeight::get().writes(60_u64))
	}
	fn run_final() -> Weight {
		Weight::from_parts(150_000_000, 11000)
			.saturating_add(T::DbWeight::get().reads(40_u64))
			.saturating_add(T::DbWeight::get().writes(40_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn submit_job(b: u32, ) -> Weight {
		Weight::from_parts(110_000_000, 5800)
			.saturating_add(Weight::from_parts(20_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(90_u64))
			.saturating_add(RocksDbWeight::get().writes(13_u64))
	}
	fn cancel_job() -> Weight {
		Weight::from_parts(60_000_000, 4200)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn commit() -> Weight {
		Weight::from_parts(120_000_000, 3600)
			.saturating_add(RocksDbWeight::get().reads(50_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn reveal() -> Weight {
		Weight::from_parts(900_000_000, 15000)
			.saturating_add(RocksDbWeight::get().reads(110_u64))
			.saturating_add(RocksDbWeight::get().writes(100_u64))
	}
	fn decline() -> Weight {
		Weight::from_parts(200_000_000, 8000)
			.saturating_add(RocksDbWeight::get().reads(60_u64))
			.saturating_add(RocksDbWeight::get().writes(30_u64))
	}
	fn relay(n: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 3200)
			.saturating_add(Weight::from_parts(900_000_000, 12000).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().reads((110_u64).saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes((100_u64).saturating_mul(n.into())))
	}
	fn authorize_relay(n: u32, ) -> Weight {
		Weight::from_parts(80_000_000, 3600)
			.saturating_add(Weight::from_parts(120_000_000, 800).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(n.into())))
	}
	fn post_prompt(b: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 4000)
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(120_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn acknowledge() -> Weight {
		Weight::from_parts(200_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(45_u64))
			.saturating_add(RocksDbWeight::get().writes(45_u64))
	}
	fn demand_data() -> Weight {
		Weight::from_parts(90_000_000, 4000)
			.saturating_add(RocksDbWeight::get().reads(35_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn provide_data(b: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 4200)
			.saturating_add(Weight::from_parts(1_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(55_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn escalate() -> Weight {
		Weight::from_parts(180_000_000, 6200)
			.saturating_add(RocksDbWeight::get().reads(130_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn poke() -> Weight {
		Weight::from_parts(900_000_000, 25000)
			.saturating_add(RocksDbWeight::get().reads(130_u64))
			.saturating_add(RocksDbWeight::get().writes(120_u64))
	}
	fn drop_expired() -> Weight {
		Weight::from_parts(45_000_000, 3800)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(50_000_000, 3800)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 3000)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn agenda_block() -> Weight {
		Weight::from_parts(5_000_000, 3400)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn agenda_stale() -> Weight {
		Weight::from_parts(15_000_000, 3200)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	fn run_draw() -> Weight {
		Weight::from_parts(1_200_000_000, 25000)
			.saturating_add(RocksDbWeight::get().reads(230_u64))
			.saturating_add(RocksDbWeight::get().writes(70_u64))
	}
	fn run_commit_deadline() -> Weight {
		Weight::from_parts(500_000_000, 11000)
			.saturating_add(RocksDbWeight::get().reads(60_u64))
			.saturating_add(RocksDbWeight::get().writes(70_u64))
	}
	fn run_reveal_deadline() -> Weight {
		Weight::from_parts(900_000_000, 25000)
			.saturating_add(RocksDbWeight::get().reads(130_u64))
			.saturating_add(RocksDbWeight::get().writes(120_u64))
	}
	fn run_serve_deadline() -> Weight {
		Weight::from_parts(300_000_000, 15000)
			.saturating_add(RocksDbWeight::get().reads(60_u64))
			.saturating_add(RocksDbWeight::get().writes(60_u64))
	}
	fn run_final() -> Weight {
		Weight::from_parts(150_000_000, 11000)
			.saturating_add(RocksDbWeight::get().reads(40_u64))
			.saturating_add(RocksDbWeight::get().writes(40_u64))
	}
}
