//! Weights of `pallet_rewards`. Estimated: what the storage costs, and as much again.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What calls may cost.
#[allow(missing_docs)]
pub trait WeightInfo {
	fn claim() -> Weight;
	fn claim_release() -> Weight;
	fn set_parameters() -> Weight;
	fn set_fee_shares() -> Weight;
	fn end_era() -> Weight;
}

/// As estimated, with the runtime's own weights of storage.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn claim() -> Weight {
		Weight::from_parts(150_000_000, 16_000)
			.saturating_add(T::DbWeight::get().reads_writes(10, 8))
	}
	fn claim_release() -> Weight {
		Weight::from_parts(400_000_000, 160_000)
			.saturating_add(T::DbWeight::get().reads_writes(56, 44))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	fn set_fee_shares() -> Weight {
		Weight::from_parts(20_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	fn end_era() -> Weight {
		Weight::from_parts(50_000_000, 8_000).saturating_add(T::DbWeight::get().reads_writes(5, 4))
	}
}

/// For tests of the pallet alone.
impl WeightInfo for () {
	fn claim() -> Weight {
		Weight::from_parts(150_000_000, 16_000)
	}
	fn claim_release() -> Weight {
		Weight::from_parts(400_000_000, 160_000)
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(20_000_000, 0)
	}
	fn set_fee_shares() -> Weight {
		Weight::from_parts(20_000_000, 0)
	}
	fn end_era() -> Weight {
		Weight::from_parts(50_000_000, 8_000)
	}
}
