//! One benchmark per call, each in its worst case, and what the agenda does.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use crate::{
	hardware::{SEED_BLOCKS, offer_seed, sample},
	types::{MAX_LONG_TERMS, MAX_OFFERS},
	*,
};
use alloc::{format, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::*,
	traits::{EnsureOrigin, fungible::Mutate},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_runtime::{Perbill, Permill};
use stoa_primitives::{
	Attribute, Balance, LeaseId, MeasurementId, Meters, OfferId, Resources, STOA, Usage,
	frame::{BENCHMARK_KEY_TYPE, ChainIdentity, DrawSource, ProviderStanding, SpokenFor},
	lease::{MAX_ATTRIBUTES, MAX_KEY_BYTES, MAX_VALUE_BYTES, usage_digest},
	measure::{Filled, Work},
};

const PRICE: Balance = STOA / 1_000;
const BLOCKS: u32 = 1_000;
const PERIOD: u32 = 100;

fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
	who
}

fn tenant<T: Config>() -> T::AccountId {
	funded::<T>("tenant")
}

fn now<T: Config>() -> u32 {
	Pallet::<T>::now()
}

fn set_now<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

fn signed<T: Config>(who: &T::AccountId) -> RawOrigin<T::AccountId> {
	RawOrigin::Signed(who.clone())
}

fn usage_key() -> sr25519::Public {
	sp_io::crypto::sr25519_generate(KeyTypeId(BENCHMARK_KEY_TYPE), Some(b"//tenant".to_vec()))
}

/// As many attributes as there may be, of full length.
fn attributes() -> stoa_primitives::Attributes {
	let attribute = |n: u32| {
		let mut key = format!("{n:02}").into_bytes();
		key.resize(MAX_KEY_BYTES as usize, b'k');
		let value = vec![b'v'; MAX_VALUE_BYTES as usize];
		Attribute { key: key.try_into().unwrap(), value: value.try_into().unwrap() }
	};
	(0..MAX_ATTRIBUTES).map(attribute).collect::<Vec<_>>().try_into().unwrap()
}

fn terms<T: Config>() -> OfferTerms {
	let long_term = |n: u32| LongTerm {
		min_blocks: BLOCKS / 2 + n,
		discount: Permill::from_percent(n),
		notice_blocks: PERIOD,
	};
	let long_terms: Vec<_> = (0..MAX_LONG_TERMS).map(long_term).collect();
	OfferTerms {
		resources: Resources { cpu_cores: 1, memory_mib: 1, disk_gib: 1, gpus: 0, vram_mib: 0 },
		attributes: attributes(),
		units: 4,
		price_per_block: PRICE,
		min_blocks: 1,
		max_blocks: 10 * BLOCKS,
		period_blocks: PERIOD,
		long_terms: long_terms.try_into().unwrap(),
		renewals: Some(Renewals { price_per_block: PRICE, times: 5 }),
		expires_at: now::<T>() + CurrentParameters::<T>::get().max_offer_age.get(),
	}
}

/// A provider, and an offer of its.
fn offer<T: Config>(seed: u32) -> (T::AccountId, OfferId) {
	if now::<T>() == 0 {
		set_now::<T>(1);
	}
	let who = T::Providers::benchmark_seller(seed);
	let id = NextOfferId::<T>::get();
	Pallet::<T>::create_offer(signed::<T>(&who).into(), terms::<T>()).expect("terms are sound");
	(who, id)
}

fn order(units: u32) -> LeaseOrder {
	LeaseOrder {
		units,
		blocks: BLOCKS,
		escrow: PRICE * Balance::from(units * BLOCKS),
		usage_key: usage_key().0,
		manifest: [1; 32],
	}
}

/// Tenant, provider and a lease that waits.
fn pending<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (provider, offer) = offer::<T>(0);
	let (tenant, id) = (tenant::<T>(), NextLeaseId::<T>::get());
	Pallet::<T>::open_lease(signed::<T>(&tenant).into(), offer, order(2), Balance::MAX)
		.expect("it fits");
	(tenant, provider, id)
}

/// The same of a lease that began.
fn running<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (tenant, provider, id) = pending::<T>();
	Pallet::<T>::start_lease(signed::<T>(&provider).into(), id).expect("it waits");
	(tenant, provider, id)
}

/// What both signed of the blocks so far.
fn usage<T: Config>(provider: &T::AccountId, id: LeaseId) -> (Usage, [u8; 64], [u8; 64]) {
	let usage = Usage { lease: id, until: now::<T>(), due: PRICE, meters: Meters::default() };
	let digest = usage_digest(&T::Chain::genesis(), &usage);
	let key = KeyTypeId(BENCHMARK_KEY_TYPE);
	let tenant = sp_io::crypto::sr25519_sign(key, &usage_key(), &digest).expect("a known key");
	(usage, tenant.0, T::Keys::benchmark_sign(provider, &digest))
}

/// A lease of which some blocks are signed and not paid.
fn signed_lease<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (tenant, provider, id) = running::<T>();
	set_now::<T>(now::<T>() + PERIOD);
	let (usage, one, two) = usage::<T>(&provider, id);
	Pallet::<T>::submit_usage(signed::<T>(&tenant).into(), usage, one, two).expect("signed");
	set_now::<T>(now::<T>() + PERIOD / 2);
	(tenant, provider, id)
}

/// A contested lease.
fn contested<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (tenant, provider, id) = signed_lease::<T>();
	Pallet::<T>::close_lease(signed::<T>(&tenant).into(), id, true).expect("it runs");
	(tenant, provider, id)
}

/// A request with a bid.
fn requested<T: Config>() -> (T::AccountId, u64) {
	let (provider, offer) = offer::<T>(0);
	let (tenant, id) = (tenant::<T>(), NextRequestId::<T>::get());
	Pallet::<T>::request_lease(signed::<T>(&tenant).into(), needs::<T>(), order(2), PRICE * 2, 20)
		.expect("makes sense");
	Pallet::<T>::bid(signed::<T>(&provider).into(), id, offer, PRICE * 2).expect("it meets");
	(tenant, id)
}

fn needs<T: Config>() -> Needs {
	let terms = terms::<T>();
	Needs { resources: terms.resources, attributes: terms.attributes, period_blocks: PERIOD }
}

/// A provider with as many offers as it may have, and who doubts them. Steps as long as they may be, strands
/// as short.
fn doubted<T: Config>() -> (T::AccountId, T::AccountId) {
	let parameters = Parameters {
		work_steps: stoa_primitives::frame::Within::clamped(512),
		work_log_cells: stoa_primitives::frame::Within::clamped(2),
		..Default::default()
	};
	CurrentParameters::<T>::put(parameters);
	let (provider, _) = offer::<T>(0);
	for _ in 1..MAX_OFFERS {
		Pallet::<T>::create_offer(signed::<T>(&provider).into(), terms::<T>()).expect("sound");
	}
	(provider, funded::<T>("challenger"))
}

/// A measurement that begins.
fn measurement<T: Config>() -> (T::AccountId, MeasurementId) {
	let (provider, who) = doubted::<T>();
	let id = NextMeasurementId::<T>::get();
	let origin = signed::<T>(&who).into();
	Pallet::<T>::challenge_hardware(origin, provider.clone(), None).expect("there are units");
	(provider, id)
}

/// Lets the seed come that a measurement waits for.
fn seed<T: Config>(id: MeasurementId) {
	T::Draws::benchmark_outputs(now::<T>() + 1, SEED_BLOCKS);
	set_now::<T>(now::<T>() + 1 + SEED_BLOCKS);
	assert!(Pallet::<T>::advance_measurement(id, now::<T>()));
}

/// The works of a measurement, done.
fn compute<T: Config>(id: MeasurementId) -> Vec<(Filled, Filled)> {
	let details = Measurements::<T>::get(id).unwrap();
	let MeasurementStage::Working { seed, .. } = details.stage else { panic!("no seed") };
	let hash = sp_io::hashing::blake2_256;
	let work = |target: &Target| {
		let seed = offer_seed(&seed, target.offer);
		let (memory, compute) = works::<T>(id, target);
		(Filled::fill(hash, memory, &seed), Filled::fill(hash, compute, &seed))
	};
	details.targets.iter().map(work).collect()
}

fn works<T: Config>(id: MeasurementId, target: &Target) -> (Work, Work) {
	let details = Measurements::<T>::get(id).unwrap();
	(
		Work::memory(&target.resources, target.units, details.fill_mib),
		Work::compute(&target.resources, target.units, details.log_cells, details.steps),
	)
}

fn roots(done: &[(Filled, Filled)]) -> BoundedVec<Roots, ConstU32<MAX_OFFERS>> {
	let roots = done
		.iter()
		.map(|(memory, compute)| Roots { memory: memory.root(), compute: compute.root() });
	roots.collect::<Vec<_>>().try_into().unwrap()
}

fn proof<T: Config>(id: MeasurementId, done: &[(Filled, Filled)]) -> WorkProof {
	let details = Measurements::<T>::get(id).unwrap();
	let MeasurementStage::Proving { samples, .. } = details.stage else { panic!("no samples") };
	let works: Vec<_> = details.targets.iter().map(|target| works::<T>(id, target)).collect();
	let (memory, compute): (Vec<_>, Vec<_>) = works.into_iter().unzip();
	let opened = |n: u32, works: &[Work], linked: bool| {
		let (at, number) = sample(works, &samples, n).unwrap();
		let filled = if linked { &done[at].0 } else { &done[at].1 };
		filled.open(number).unwrap()
	};
	let memory: Vec<_> = (0..SAMPLES).map(|n| opened(n, &memory, true)).collect();
	let compute: Vec<_> = (0..SAMPLES).map(|n| opened(SAMPLES + n, &compute, false)).collect();
	WorkProof { memory: memory.try_into().unwrap(), compute: compute.try_into().unwrap() }
}

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
		_(signed::<T>(&tenant), id, true);
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
	fn rule() -> Result<(), BenchmarkError> {
		let (_, provider, id) = signed_lease::<T>();
		let offer = Leases::<T>::get(id).unwrap().offer;
		Pallet::<T>::close_offer(signed::<T>(&provider).into(), offer).unwrap();
		let ruling = LeaseRuling { to_tenant: Perbill::from_percent(30), strike: true };
		let origin =
			T::RulingOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, ruling);
		assert!(!Leases::<T>::contains_key(id));
		Ok(())
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
