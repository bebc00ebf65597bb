//! What benchmarks begin with.

use crate::{
	hardware::{SEED_BLOCKS, offer_seed, sample},
	types::{MAX_LONG_TERMS, MAX_OFFERS},
	*,
};
use alloc::{format, vec, vec::Vec};
use frame_benchmarking::account;
use frame_support::{pallet_prelude::*, traits::fungible::Mutate};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_runtime::Permill;
use stoa_primitives::{
	Attribute, Balance, LeaseFault, LeaseId, MeasurementId, Meters, OfferId, Resources, STOA,
	Usage,
	frame::{BENCHMARK_KEY_TYPE, ChainIdentity, DrawSource, ProviderStanding, SpokenFor, Within},
	lease::{MAX_ATTRIBUTES, MAX_KEY_BYTES, MAX_VALUE_BYTES, usage_digest},
	measure::{Filled, Work},
};

pub const PRICE: Balance = STOA / 1_000;
pub const BLOCKS: u32 = 1_000;
pub const PERIOD: u32 = 100;

pub fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
	who
}

pub fn tenant<T: Config>() -> T::AccountId {
	funded::<T>("tenant")
}

pub fn now<T: Config>() -> u32 {
	Pallet::<T>::now()
}

pub fn set_now<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

pub fn signed<T: Config>(who: &T::AccountId) -> RawOrigin<T::AccountId> {
	RawOrigin::Signed(who.clone())
}

pub fn usage_key() -> sr25519::Public {
	sp_io::crypto::sr25519_generate(KeyTypeId(BENCHMARK_KEY_TYPE), Some(b"//tenant".to_vec()))
}

/// As many attributes as there may be, of full length.
pub fn attributes() -> stoa_primitives::Attributes {
	let attribute = |n: u32| {
		let mut key = format!("{n:02}").into_bytes();
		key.resize(MAX_KEY_BYTES as usize, b'k');
		let value = vec![b'v'; MAX_VALUE_BYTES as usize];
		Attribute { key: key.try_into().unwrap(), value: value.try_into().unwrap() }
	};
	(0..MAX_ATTRIBUTES).map(attribute).collect::<Vec<_>>().try_into().unwrap()
}

pub fn terms<T: Config>() -> OfferTerms {
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
pub fn offer<T: Config>(seed: u32) -> (T::AccountId, OfferId) {
	if now::<T>() == 0 {
		set_now::<T>(1);
	}
	let who = T::Providers::benchmark_seller(seed);
	let id = NextOfferId::<T>::get();
	Pallet::<T>::create_offer(signed::<T>(&who).into(), terms::<T>()).expect("terms are sound");
	(who, id)
}

pub fn order(units: u32) -> LeaseOrder {
	LeaseOrder {
		units,
		blocks: BLOCKS,
		escrow: PRICE * Balance::from(units * BLOCKS),
		usage_key: usage_key().0,
		manifest: [1; 32],
	}
}

/// Tenant, provider and a lease that waits.
pub fn pending<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (provider, offer) = offer::<T>(0);
	let (tenant, id) = (tenant::<T>(), NextLeaseId::<T>::get());
	Pallet::<T>::open_lease(signed::<T>(&tenant).into(), offer, order(2), Balance::MAX)
		.expect("it fits");
	(tenant, provider, id)
}

/// The same of a lease that began.
pub fn running<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (tenant, provider, id) = pending::<T>();
	Pallet::<T>::start_lease(signed::<T>(&provider).into(), id).expect("it waits");
	(tenant, provider, id)
}

/// What both signed of the blocks so far.
pub fn usage<T: Config>(provider: &T::AccountId, id: LeaseId) -> (Usage, [u8; 64], [u8; 64]) {
	let usage = Usage { lease: id, until: now::<T>(), due: PRICE, meters: Meters::default() };
	let digest = usage_digest(&T::Chain::genesis(), &usage);
	let key = KeyTypeId(BENCHMARK_KEY_TYPE);
	let tenant = sp_io::crypto::sr25519_sign(key, &usage_key(), &digest).expect("a known key");
	(usage, tenant.0, T::Keys::benchmark_sign(provider, &digest))
}

/// A lease of which some blocks are signed and not paid.
pub fn signed_lease<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (tenant, provider, id) = running::<T>();
	set_now::<T>(now::<T>() + PERIOD);
	let (usage, one, two) = usage::<T>(&provider, id);
	Pallet::<T>::submit_usage(signed::<T>(&tenant).into(), usage, one, two).expect("signed");
	set_now::<T>(now::<T>() + PERIOD / 2);
	(tenant, provider, id)
}

/// A contested lease.
pub fn contested<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (tenant, provider, id) = signed_lease::<T>();
	Pallet::<T>::close_lease(signed::<T>(&tenant).into(), id, Some(LeaseFault::Outage))
		.expect("it runs");
	(tenant, provider, id)
}

/// A contested lease whose provider insists.
pub fn insisted<T: Config>() -> (T::AccountId, T::AccountId, LeaseId) {
	let (tenant, provider, id) = contested::<T>();
	Pallet::<T>::insist(signed::<T>(&provider).into(), id).expect("in time");
	(tenant, provider, id)
}

/// A request with a bid.
pub fn requested<T: Config>() -> (T::AccountId, u64) {
	let (provider, offer) = offer::<T>(0);
	let (tenant, id) = (tenant::<T>(), NextRequestId::<T>::get());
	Pallet::<T>::request_lease(signed::<T>(&tenant).into(), needs::<T>(), order(2), PRICE * 2, 20)
		.expect("makes sense");
	Pallet::<T>::bid(signed::<T>(&provider).into(), id, offer, PRICE * 2).expect("it meets");
	(tenant, id)
}

pub fn needs<T: Config>() -> Needs {
	let terms = terms::<T>();
	Needs { resources: terms.resources, attributes: terms.attributes, period_blocks: PERIOD }
}

/// A provider with as many offers as it may have, and who doubts them. Steps as long as they may be, strands
/// as short.
pub fn doubted<T: Config>() -> (T::AccountId, T::AccountId) {
	let parameters = Parameters {
		work_steps: Within::clamped(512),
		work_log_cells: Within::clamped(2),
		..Default::default()
	};
	CurrentParameters::<T>::put(parameters);
	set_now::<T>(1);
	let provider = T::Providers::benchmark_seller(0);
	for _ in 0..MAX_OFFERS {
		let terms = OfferTerms { units: 1, ..terms::<T>() };
		Pallet::<T>::create_offer(signed::<T>(&provider).into(), terms).expect("sound");
	}
	(provider, funded::<T>("challenger"))
}

/// A measurement that begins.
pub fn measurement<T: Config>() -> (T::AccountId, MeasurementId) {
	let (provider, who) = doubted::<T>();
	let id = NextMeasurementId::<T>::get();
	let origin = signed::<T>(&who).into();
	Pallet::<T>::challenge_hardware(origin, provider.clone(), None).expect("there are units");
	(provider, id)
}

/// Lets the seed come that a measurement waits for.
pub fn seed<T: Config>(id: MeasurementId) {
	T::Draws::benchmark_outputs(now::<T>() + 1, SEED_BLOCKS);
	set_now::<T>(now::<T>() + 1 + SEED_BLOCKS);
	assert!(Pallet::<T>::advance_measurement(id, now::<T>()));
}

/// The works of a measurement, done.
pub fn compute<T: Config>(id: MeasurementId) -> Vec<(Filled, Filled)> {
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

pub fn works<T: Config>(id: MeasurementId, target: &Target) -> (Work, Work) {
	let details = Measurements::<T>::get(id).unwrap();
	(
		Work::memory(&target.resources, target.units, details.fill_mib),
		Work::compute(&target.resources, target.units, details.log_cells, details.steps),
	)
}

pub fn roots(done: &[(Filled, Filled)]) -> BoundedVec<Roots, ConstU32<MAX_OFFERS>> {
	let roots = done
		.iter()
		.map(|(memory, compute)| Roots { memory: memory.root(), compute: compute.root() });
	roots.collect::<Vec<_>>().try_into().unwrap()
}

pub fn proof<T: Config>(id: MeasurementId, done: &[(Filled, Filled)]) -> WorkProof {
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
