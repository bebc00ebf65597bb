//! Weights of `pallet_rewards`. Estimated: what the storage costs, and as much again.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What calls may cost.
#[allow(missing_docs)]
pub trait WeightInfo {
	fn claim() -> Weight;
	fn set_parameters() -> Weight;
	fn end_era() -> Weight;
}

/// As estimated, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn claim() -> Weight {
		Weight::from_parts(100_000_000, 8_000).saturating_add(T::DbWeight::get().reads_writes(5, 4))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	fn end_era() -> Weight {
		Weight::from_parts(50_000_000, 8_000).saturating_add(T::DbWeight::get().reads_writes(5, 4))
	}
}

impl WeightInfo for () {
	fn claim() -> Weight {
		Weight::zero()
	}
	fn set_parameters() -> Weight {
		Weight::zero()
	}
	fn end_era() -> Weight {
		Weight::zero()
	}
}
