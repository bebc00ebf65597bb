//! Weights of `pallet_referee`: estimates, until `scripts/weights` measures them.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::arithmetic_side_effects)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{Weight, constants::RocksDbWeight}};

/// Weight functions needed for `pallet_referee`.
pub trait WeightInfo {
	fn commit_challenge() -> Weight;
	fn reveal_challenge() -> Weight;
	fn answer() -> Weight;
	fn choose() -> Weight;
	fn prove() -> Weight;
	fn timeout() -> Weight;
	fn drop_commitment() -> Weight;
	fn prove_bad_release() -> Weight;
	fn set_parameters() -> Weight;
}

/// Weights for `pallet_referee` on the reference hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn commit_challenge() -> Weight {
		Weight::from_parts(90_000_000, 4200)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn reveal_challenge() -> Weight {
		Weight::from_parts(900_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(109_u64))
			.saturating_add(T::DbWeight::get().writes(104_u64))
	}
	fn answer() -> Weight {
		Weight::from_parts(130_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn choose() -> Weight {
		Weight::from_parts(80_000_000, 4600)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn prove() -> Weight {
		Weight::from_parts(1_500_000_000, 16000)
			.saturating_add(T::DbWeight::get().reads(164_u64))
			.saturating_add(T::DbWeight::get().writes(159_u64))
	}
	fn timeout() -> Weight {
		Weight::from_parts(1_400_000_000, 16000)
			.saturating_add(T::DbWeight::get().reads(164_u64))
			.saturating_add(T::DbWeight::get().writes(159_u64))
	}
	fn drop_commitment() -> Weight {
		Weight::from_parts(70_000_000, 4400)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn prove_bad_release() -> Weight {
		Weight::from_parts(150_000_000, 3600)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 3000)
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn commit_challenge() -> Weight {
		Weight::from_parts(90_000_000, 4200)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn reveal_challenge() -> Weight {
		Weight::from_parts(900_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(109_u64))
			.saturating_add(RocksDbWeight::get().writes(104_u64))
	}
	fn answer() -> Weight {
		Weight::from_parts(130_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn choose() -> Weight {
		Weight::from_parts(80_000_000, 4600)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn prove() -> Weight {
		Weight::from_parts(1_500_000_000, 16000)
			.saturating_add(RocksDbWeight::get().reads(164_u64))
			.saturating_add(RocksDbWeight::get().writes(159_u64))
	}
	fn timeout() -> Weight {
		Weight::from_parts(1_400_000_000, 16000)
			.saturating_add(RocksDbWeight::get().reads(164_u64))
			.saturating_add(RocksDbWeight::get().writes(159_u64))
	}
	fn drop_commitment() -> Weight {
		Weight::from_parts(70_000_000, 4400)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	fn prove_bad_release() -> Weight {
		Weight::from_parts(150_000_000, 3600)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 3000)
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
