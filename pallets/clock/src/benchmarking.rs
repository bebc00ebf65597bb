//! Benchmark of the one hook; there are no calls.
#![allow(
	clippy::unwrap_used,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects
)]

use super::*;
use frame_benchmarking::v2::*;
use frame_support::{dispatch::DispatchClass, weights::Weight};

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn on_finalize() {
		let class = DispatchClass::Operational;
		frame_system::Pallet::<T>::register_extra_weight_unchecked(Weight::MAX, class);
		#[block]
		{
			Pallet::<T>::close_block();
		}
		assert_eq!(<Pallet<T> as Clock>::stood_still(), 1);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
