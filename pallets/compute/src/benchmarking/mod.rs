//! One benchmark per call, each in its worst case, and what the agenda does.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod board;

use crate::{types::MAX_OFFERS, *};
use alloc::vec;
use board::*;
use frame_benchmarking::v2::*;
use frame_support::{pallet_prelude::*, traits::EnsureOrigin};
use stoa_primitives::{
	Balance, LeaseFault, Ruling, STOA,
	frame::{Arbitrator, CaseOutcome, OnRuling, ProviderStanding},
};

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create_offer() {
		set_now::<T>(1);
		let who = T::Providers::benchmark_seller(0);
		let terms = terms::<T>();
		#[extrinsic_call]
		_(signed::<T>(&who), terms);
		assert_eq!(Offers::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn update_offer() {
		let (who, id) = offer::<T>(0);
		let terms = OfferTerms { units: 9, ..terms::<T>() };
		#[extrinsic_call]
		_(signed::<T>(&who), id, terms);
		assert_eq!(Offers::<T>::get(id).unwrap().terms.units, 9);
	}

	#[benchmark]
	fn close_offer() {
		let (who, id) = offer::<T>(0);
		#[extrinsic_call]
		_(signed::<T>(&who), id);
		assert!(!Offers::<T>::contains_key(id));
	}

	#[benchmark]
	fn open_lease() {
		let (_, id) = offer::<T>(0);
		let who = tenant::<T>();
		#[extrinsic_call]
		_(signed::<T>(&who), id, order(2), Balance::MAX);
		assert_eq!(Leases::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn request_lease() {
		set_now::<T>(1);
		let (who, needs) = (tenant::<T>(), needs::<T>());
		#[extrinsic_call]
		_(signed::<T>(&who), needs, order(2), PRICE * 2, 20);
		assert_eq!(Requests::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn cancel_request() {
		let (who, id) = requested::<T>();
		#[extrinsic_call]
		_(signed::<T>(&who), id);
		assert_eq!(Requests::<T>::iter().count(), 0);
	}

	#[benchmark]
	fn bid() {
		let (_, id) = requested::<T>();
		let (who, other) = offer::<T>(1);
		#[extrinsic_call]
		_(signed::<T>(&who), id, other, PRICE);
		assert_eq!(Requests::<T>::get(id).unwrap().best.unwrap().offer, other);
	}

	#[benchmark]
	fn start_lease() {
		let (tenant, request) = requested::<T>();
		set_now::<T>(now::<T>() + 21);
		assert!(Pallet::<T>::advance_request(request, now::<T>()));
		let id = LeasesByTenant::<T>::iter_key_prefix(&tenant).next().unwrap();
		let provider = Leases::<T>::get(id).unwrap().provider;
		#[extrinsic_call]
		_(signed::<T>(&provider), id);
		assert!(matches!(Leases::<T>::get(id).unwrap().stage, Stage::Active(_)));
	}

	#[benchmark]
	fn decline_lease() {
		let (_, provider, id) = pending::<T>();
		#[extrinsic_call]
		_(signed::<T>(&provider), id);
		assert!(!Leases::<T>::contains_key(id));
	}

	#[benchmark]
	fn extend_lease() {
		let (tenant, _, id) = running::<T>();
		#[extrinsic_call]
		_(signed::<T>(&tenant), id, 10, PRICE);
		assert_eq!(Leases::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn renew_lease() {
		let (tenant, _, id) = running::<T>();
		#[extrinsic_call]
		_(signed::<T>(&tenant), id, PRICE);
		assert_eq!(Leases::<T>::get(id).unwrap().terms.renewal.unwrap().times, 4);
	}

	#[benchmark]
	fn top_up() {
		let (_, _, id) = running::<T>();
		let payer = funded::<T>("payer");
		let before = Leases::<T>::get(id).unwrap().escrow;
		#[extrinsic_call]
		_(signed::<T>(&payer), id, PRICE);
		assert_eq!(Leases::<T>::get(id).unwrap().escrow, before + PRICE);
	}

	#[benchmark]
	fn transfer_lease() {
		let (tenant, _, id) = running::<T>();
		let to = funded::<T>("other");
		#[extrinsic_call]
		_(signed::<T>(&tenant), id, to.clone(), [1; 32]);
		assert_eq!(Leases::<T>::get(id).unwrap().tenant, to);
	}

	#[benchmark]
	fn submit_usage() {
		let (tenant, provider, id) = running::<T>();
		set_now::<T>(now::<T>() + PERIOD);
		let (usage, one, two) = usage::<T>(&provider, id);
		#[extrinsic_call]
		_(signed::<T>(&tenant), usage, one, two);
		assert_eq!(Sellers::<T>::get(provider).record.signed_blocks, u64::from(PERIOD));
	}

	#[benchmark]
	fn claim() {
		let (tenant, provider, id) = signed_lease::<T>();
		#[extrinsic_call]
		_(signed::<T>(&tenant), id);
		assert_eq!(Sellers::<T>::get(provider).record.earned, PRICE);
	}

	#[benchmark]
	fn close_lease() {
		// The last of an offer that closes.
		let (tenant, provider, id) = signed_lease::<T>();
		let offer = Leases::<T>::get(id).unwrap().offer;
		Pallet::<T>::close_offer(signed::<T>(&provider).into(), offer).unwrap();
		#[extrinsic_call]
		_(signed::<T>(&tenant), id, Some(LeaseFault::Outage));
		assert!(!Offers::<T>::contains_key(offer));
	}

	#[benchmark]
	fn insist() {
		let (_, provider, id) = contested::<T>();
		#[extrinsic_call]
		_(signed::<T>(&provider), id);
		assert!(Leases::<T>::contains_key(id));
	}

	#[benchmark]
	fn go_to_court() {
		let (tenant, _, id) = insisted::<T>();
		#[extrinsic_call]
		_(signed::<T>(&tenant), id);
		assert!(T::Court::open_case(&id).is_some());
	}

	#[benchmark]
	fn on_ruling() {
		let (tenant, provider, id) = insisted::<T>();
		Pallet::<T>::go_to_court(signed::<T>(&tenant).into(), id).expect("it is contested");
		let outcome = CaseOutcome {
			case: T::Court::open_case(&id).expect("it was opened"),
			claimant: tenant,
			respondent: provider,
			ruling: Some(Ruling::Slash),
			at_stake: Balance::MAX,
		};
		let moved;
		#[block]
		{
			moved = <Pallet<T> as OnRuling<_, _>>::on_ruling(&id, &outcome);
		}
		assert!(moved > 0 && !Leases::<T>::contains_key(id));
	}

	#[benchmark]
	fn challenge_hardware() {
		let (provider, who) = doubted::<T>();
		#[extrinsic_call]
		_(signed::<T>(&who), provider, None);
		assert_eq!(Measurements::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn commit_measurement() {
		let (provider, id) = measurement::<T>();
		seed::<T>(id);
		let roots = vec![Roots { memory: [1; 32], compute: [2; 32] }; MAX_OFFERS as usize];
		#[extrinsic_call]
		_(signed::<T>(&provider), id, roots.try_into().unwrap());
		assert_eq!(Measurements::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn prove_measurement() {
		let (provider, id) = measurement::<T>();
		seed::<T>(id);
		let done = compute::<T>(id);
		let origin = signed::<T>(&provider).into();
		Pallet::<T>::commit_measurement(origin, id, roots(&done)).expect("in time");
		seed::<T>(id);
		let proof = proof::<T>(id, &done);
		#[extrinsic_call]
		_(signed::<T>(&provider), id, proof);
		assert_eq!(Measurements::<T>::iter().count(), 0);
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = Parameters { measurement_bond: 77 * STOA, ..Default::default() };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);
		assert_eq!(CurrentParameters::<T>::get(), parameters);
		Ok(())
	}

	#[benchmark]
	fn agenda_block() {
		let full = vec![Due::Lease(0); T::MaxDeadlinesPerBlock::get() as usize];
		Agenda::<T>::insert(1, BoundedVec::truncate_from(full));
		let entries;
		#[block]
		{
			entries = Agenda::<T>::take(1);
			AgendaCursor::<T>::put(2);
		}
		assert!(!entries.is_empty());
	}

	#[benchmark]
	fn agenda_stale() {
		let (_, _, id) = running::<T>();
		let details;
		#[block]
		{
			details = Leases::<T>::get(id);
		}
		assert!(details.is_some());
	}

	#[benchmark]
	fn run_lease() {
		let (_, provider, id) = signed_lease::<T>();
		let offer = Leases::<T>::get(id).unwrap().offer;
		Pallet::<T>::close_offer(signed::<T>(&provider).into(), offer).unwrap();
		let at = 1 + BLOCKS;
		let done;
		#[block]
		{
			done = Pallet::<T>::advance_lease(id, at);
		}
		assert!(done && !Offers::<T>::contains_key(offer));
	}

	#[benchmark]
	fn run_request() {
		let (_, id) = requested::<T>();
		let at = now::<T>() + 21;
		let done;
		#[block]
		{
			done = Pallet::<T>::advance_request(id, at);
		}
		assert!(done && Leases::<T>::iter().count() == 1);
	}

	#[benchmark]
	fn run_measurement() {
		// Nobody answers, for as many offers as there may be.
		let (_, id) = measurement::<T>();
		seed::<T>(id);
		let at = now::<T>() + CurrentParameters::<T>::get().work_blocks.get() + 1;
		let done;
		#[block]
		{
			done = Pallet::<T>::advance_measurement(id, at);
		}
		assert!(done && Measurements::<T>::iter().count() == 0);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
