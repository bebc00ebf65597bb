//! Benchmark of the one hook; there are no calls.
#![allow(
	clippy::unwrap_used,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects
)]

use super::*;
use frame_benchmarking::v2::*;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn on_finalize() {
		let now = OUTPUTS_KEPT + 1;
		<Pallet<T> as DrawSource>::benchmark_outputs(1, OUTPUTS_KEPT);
		#[block]
		{
			Pallet::<T>::keep_output(now.into());
			// No author has made this block, so there was nothing to keep.
			Outputs::<T>::insert(now, [1; 32]);
		}
		assert!(!Outputs::<T>::contains_key(1));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
