//! Benchmarks of the calls, and of the end of an era.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, fungible::Inspect};
use frame_system::RawOrigin;
use stoa_primitives::{
	Balance, STOA,
	frame::{ModelInspect, OnSettled, SettledJob},
};

#[benchmarks]
mod benchmarks {
	use super::*;

	/// An account that has earned in an era that is over, and in the one that runs.
	fn earner<T: Config>() -> T::AccountId {
		let who: T::AccountId = account("provider", 0, 0);
		let release = T::Models::benchmark_release(&who, 1);
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
		Pallet::<T>::end_era(schedule::YEAR);
		settle();
		who
	}

	#[benchmark]
	fn claim() {
		let who = earner::<T>();
		let before: Balance = T::Currency::balance(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(T::Currency::balance(&who) > before);
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
	fn end_era() {
		earner::<T>();
		let era = Era::<T>::get();

		#[block]
		{
			Pallet::<T>::end_era(schedule::YEAR);
		}

		assert!(EndedEras::<T>::contains_key(era));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
