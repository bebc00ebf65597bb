//! Weights of `pallet_delegation`. Estimated: what the storage costs, and as much again.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What calls may cost.
#[allow(missing_docs)]
pub trait WeightInfo {
	fn set_terms() -> Weight;
	fn delegate() -> Weight;
	fn undelegate() -> Weight;
	fn withdraw() -> Weight;
	fn claim() -> Weight;
	fn drop_pool() -> Weight;
}

/// As estimated, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_terms() -> Weight {
		Weight::from_parts(50_000_000, 8_000).saturating_add(T::DbWeight::get().reads_writes(2, 1))
	}
	fn delegate() -> Weight {
		Weight::from_parts(150_000_000, 16_000)
			.saturating_add(T::DbWeight::get().reads_writes(8, 7))
	}
	fn undelegate() -> Weight {
		Weight::from_parts(100_000_000, 16_000)
			.saturating_add(T::DbWeight::get().reads_writes(6, 5))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(120_000_000, 16_000)
			.saturating_add(T::DbWeight::get().reads_writes(4, 4))
	}
	fn claim() -> Weight {
		Weight::from_parts(120_000_000, 16_000)
			.saturating_add(T::DbWeight::get().reads_writes(4, 4))
	}
	fn drop_pool() -> Weight {
		Weight::from_parts(100_000_000, 8_000).saturating_add(T::DbWeight::get().reads_writes(3, 2))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn set_terms() -> Weight {
		Weight::from_parts(50_000_000, 8_000)
	}
	fn delegate() -> Weight {
		Weight::from_parts(150_000_000, 16_000)
	}
	fn undelegate() -> Weight {
		Weight::from_parts(100_000_000, 16_000)
	}
	fn withdraw() -> Weight {
		Weight::from_parts(120_000_000, 16_000)
	}
	fn claim() -> Weight {
		Weight::from_parts(120_000_000, 16_000)
	}
	fn drop_pool() -> Weight {
		Weight::from_parts(100_000_000, 8_000)
	}
}
