//! Benchmarks of the calls, and of the end of an era.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::unwrap_used
)]

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, fungible::Inspect};
use frame_system::RawOrigin;
use stoa_primitives::{
	Balance, ReleaseId, STOA,
	frame::{ModelInspect, OnSettled, SettledJob},
};

#[benchmarks]
mod benchmarks {
	use super::*;

	/// An account that has earned in an era that is over and in the one that runs, and its release, that of as many
	/// owners as there may be.
	fn earner<T: Config>() -> (T::AccountId, ReleaseId) {
		let who: T::AccountId = account("provider", 0, 0);
		let release = T::Models::benchmark_release(&who, 32);
		let settle = || {
			Pallet::<T>::on_settled(&SettledJob {
				job: 0,
				release,
				requester: who.clone(),
				charged: 200 * STOA,
				burned: 100 * STOA,
				executors: alloc::vec![(who.clone(), STOA)],
				audited: true,
			})
		};
		settle();
		Pallet::<T>::end_era(schedule::LONGEST_ERA);
		settle();
		(who, release)
	}

	#[benchmark]
	fn claim() {
		let (who, _) = earner::<T>();
		let before: Balance = T::Currency::balance(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(T::Currency::balance(&who) > before);
	}

	#[benchmark]
	fn claim_release() {
		let (who, release) = earner::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who), release);

		assert_eq!(Pallet::<T>::claimable_of_release(release), 0);
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Parameters::default());

		assert_eq!(CurrentParameters::<T>::get(), Parameters::default());
		Ok(())
	}

	#[benchmark]
	fn set_fee_shares() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, FeeShares::default());

		assert_eq!(CurrentFeeShares::<T>::get(), FeeShares::default());
		Ok(())
	}

	#[benchmark]
	fn end_era() {
		earner::<T>();
		let era = Era::<T>::get();

		#[block]
		{
			Pallet::<T>::end_era(schedule::LONGEST_ERA);
		}

		assert!(EndedEras::<T>::contains_key(era));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
