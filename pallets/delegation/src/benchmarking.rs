//! Benchmarks of the calls.
#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::unwrap_used
)]

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{
	Get,
	fungible::{Inspect, Mutate},
};
use frame_system::RawOrigin;
use sp_runtime::Saturating;
use stoa_primitives::{Balance, STOA, frame::Within};

#[benchmarks]
mod benchmarks {
	use super::*;

	fn funded<T: Config>(seed: u32) -> T::AccountId {
		let who: T::AccountId = account("backer", seed, 0);
		T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
		who
	}

	/// A provider with a pool, and a backer that has earned and of which as many parts as there may be are leaving.
	fn stage<T: Config>() -> (T::AccountId, T::AccountId) {
		let pot = Pallet::<T>::pot();
		if T::Currency::total_balance(&pot) < T::Currency::minimum_balance() {
			T::Currency::mint_into(&pot, STOA).expect("can be funded");
		}
		let (provider, backer) = (T::Providers::benchmark_backed(0), funded::<T>(1));
		let origin = |who: &T::AccountId| RawOrigin::Signed(who.clone()).into();
		Pallet::<T>::set_terms(origin(&provider), Within::clamped(0), Balance::MAX)
			.expect("it is a provider");
		let least = T::MinDelegation::get();
		let parts = Balance::from(MAX_LEAVING);
		Pallet::<T>::delegate(origin(&backer), provider.clone(), least * (parts + 2))
			.expect("there is room");
		for _ in 1..MAX_LEAVING {
			Pallet::<T>::undelegate(origin(&backer), provider.clone(), least).expect("it backs");
			forward::<T>(1);
		}
		T::Currency::mint_into(&pot, STOA).expect("can be funded");
		Pallet::<T>::shared(&provider, STOA);
		(provider, backer)
	}

	fn forward<T: Config>(blocks: u32) {
		let now = frame_system::Pallet::<T>::block_number();
		frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks.into()));
	}

	#[benchmark]
	fn set_terms() {
		let (provider, _) = stage::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), Within::clamped(MAX_RISE), 7);

		assert!(Pools::<T>::get(provider).is_some_and(|pool| pool.rise.is_some()));
	}

	#[benchmark]
	fn delegate() {
		let (provider, _) = stage::<T>();
		let newcomer = funded::<T>(2);

		#[extrinsic_call]
		_(RawOrigin::Signed(newcomer.clone()), provider.clone(), T::MinDelegation::get());

		assert!(Delegations::<T>::contains_key(newcomer, provider));
	}

	#[benchmark]
	fn undelegate() {
		let (provider, backer) = stage::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(backer.clone()), provider.clone(), T::MinDelegation::get());

		let delegation = Delegations::<T>::get(backer, provider).expect("it is known");
		assert_eq!(delegation.leaving.len() as u32, MAX_LEAVING);
	}

	#[benchmark]
	fn withdraw() {
		let (provider, backer) = stage::<T>();
		forward::<T>(T::UnbondingPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(backer.clone()), provider.clone());

		let delegation = Delegations::<T>::get(backer, provider).expect("it is known");
		assert!(delegation.leaving.is_empty());
	}

	#[benchmark]
	fn claim() {
		let (provider, backer) = stage::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(backer.clone()), provider.clone());

		let delegation = Delegations::<T>::get(backer, provider).expect("it is known");
		assert_eq!(delegation.unclaimed, 0);
	}

	#[benchmark]
	fn drop_pool() {
		let provider = T::Providers::benchmark_backed(3);
		Pools::<T>::insert(&provider, PoolDetails::new(Within::clamped(0), 0));

		#[extrinsic_call]
		_(RawOrigin::Signed(provider.clone()), provider.clone());

		assert!(!Pools::<T>::contains_key(provider));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
