//! A runtime with the pallet, balances, providers that are just known, and seeds that follow from heights.

use crate::{self as pallet_compute, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU32, ConstU128, Hooks},
	weights::Weight,
};
use sp_core::{Pair, sr25519};
use sp_runtime::{BuildStorage, DispatchError};
use stoa_primitives::{
	Attribute, Balance, CaseId, Digest, LeaseFault, LeaseId, Meters, OfferId, Resources, Ruling,
	STOA, Usage,
	frame::{
		Arbitrator, CaseCosts, CaseOutcome, ChainIdentity, Clock, DrawSource, NewCase, OnRuling,
		ProviderStanding, SpokenFor, StrikeReason,
	},
	lease::usage_digest,
	payload,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Compute: pallet_compute,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

pub const ED: Balance = 1_000;
pub const OFFER_DEPOSIT: Balance = 3 * STOA;
pub const LEASE_DEPOSIT: Balance = STOA;
pub const BID_DEPOSIT: Balance = 2 * STOA;
/// Each funded account begins with this.
pub const FUNDS: Balance = 10_000 * STOA;
pub const GENESIS: Digest = [7; 32];

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

parameter_types! {
	/// Who was struck, and why.
	pub static Struck: Vec<(AccountId, StrikeReason)> = Vec::new();
	/// Who may not sell, of the providers.
	pub static Chilled: Vec<AccountId> = Vec::new();
	/// For how many blocks the clock has stood still.
	pub static Stood: u32 = 0;
	/// Cases that are open: about which lease, the case, and who brought it how.
	pub static Cases: Vec<(LeaseId, CaseId, NewCase<AccountId>)> = Vec::new();
	/// Whether nobody can pay the court.
	pub static Broke: bool = false;
	/// The height whose output is missing.
	pub static Missing: Option<u32> = None;
	pub AgendaWeight: Weight = Weight::from_parts(500_000_000_000, u64::MAX);
	pub static Budget: Option<Weight> = None;
}

pub struct AgendaBudget;

impl frame_support::traits::Get<Weight> for AgendaBudget {
	fn get() -> Weight {
		Budget::get().unwrap_or(AgendaWeight::get())
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Providers = Providers;
	type Keys = Providers;
	type Draws = Chain;
	type Chain = Chain;
	type Court = Court;
	type Clock = Stopped;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type OfferDeposit = ConstU128<OFFER_DEPOSIT>;
	type LeaseDeposit = ConstU128<LEASE_DEPOSIT>;
	type BidDeposit = ConstU128<BID_DEPOSIT>;
	type MaxDeadlinesPerBlock = ConstU32<4>;
	type AgendaWeight = AgendaBudget;
	type WeightInfo = ();
}

/// Stands still when tests say so.
pub struct Stopped;

impl Clock for Stopped {
	fn stood_still() -> u32 {
		Stood::get()
	}
}

/// A court that takes every case and rules what tests say.
pub struct Court;

impl Arbitrator<AccountId, LeaseId> for Court {
	fn open(lease: LeaseId, new: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		if Broke::get() {
			return Err(DispatchError::Unavailable);
		}
		assert_eq!(Self::open_case(&lease), None, "the court has one case for a subject");
		let case = 100 + lease;
		Cases::mutate(|cases| cases.push((lease, case, new)));
		Ok(case)
	}

	fn costs(_: stoa_primitives::Court, _: &AccountId) -> CaseCosts {
		CaseCosts { fee: 0, bond: 0 }
	}

	fn open_case(lease: &LeaseId) -> Option<CaseId> {
		Cases::get().iter().find(|(about, ..)| about == lease).map(|(_, case, _)| *case)
	}
}

/// Ends the case about a lease; returns what was moved. None if there is no case.
pub fn rule(lease: LeaseId, ruling: Option<Ruling>) -> Option<Balance> {
	let (_, case, new) = Cases::get().into_iter().find(|(about, ..)| *about == lease)?;
	assert!(ruling.is_none_or(|ruling| new.rulings.contains(ruling)), "nobody named this ruling");
	Cases::mutate(|cases| cases.retain(|(about, ..)| *about != lease));
	let NewCase { claimant, respondent, at_stake, .. } = new;
	let outcome = CaseOutcome { case, claimant, respondent, ruling, at_stake };
	let moved = Compute::on_ruling(&lease, &outcome);
	assert!(moved <= at_stake, "more was moved than was at stake");
	Some(moved)
}

/// The clock stands still for so many blocks.
pub fn stop(blocks: u32) {
	for _ in 0..blocks {
		Stood::mutate(|stood| *stood += 1);
		run_to(System::block_number() + 1);
	}
	Compute::do_try_state().unwrap();
}

/// Accounts below 10 are providers. Account `n` has the signing key `//n`, whose account is `signer(n)`.
pub struct Providers;

pub fn pair(n: AccountId) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//{n}"), None).unwrap()
}

pub fn signer(n: AccountId) -> AccountId {
	n + 1_000
}

impl ProviderStanding<AccountId> for Providers {
	fn may_sell(provider: &AccountId) -> bool {
		let benchmark = cfg!(feature = "runtime-benchmarks") && *provider > 10_000;
		(*provider < 10 || benchmark) && !Chilled::get().contains(provider)
	}

	fn strike(provider: &AccountId, reason: StrikeReason) {
		Struck::mutate(|struck| struck.push((*provider, reason)));
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_seller(seed: u32) -> AccountId {
		let who: AccountId = frame_benchmarking::account("seller", seed, 0);
		<Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(&who, FUNDS).unwrap();
		who
	}
}

impl SpokenFor<AccountId> for Providers {
	fn speaks_for(who: &AccountId, account: &AccountId) -> bool {
		who == account || *account < 10 && *who == signer(*account)
	}

	fn signed(account: &AccountId, digest: &Digest, signature: &[u8; 64]) -> bool {
		let signature = sr25519::Signature::from_raw(*signature);
		sp_io::crypto::sr25519_verify(&signature, digest, &pair(*account).public())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_sign(account: &AccountId, digest: &Digest) -> [u8; 64] {
		pair(*account).sign(digest).0
	}
}

pub struct Chain;

impl ChainIdentity for Chain {
	fn genesis() -> Digest {
		GENESIS
	}
}

impl DrawSource for Chain {
	fn seed(tag: &[u8; 16], id: u64, attempt: u32, first: u32, count: u32) -> Option<Digest> {
		let blocks = first..first + count;
		let known = blocks.end <= System::block_number();
		let there = Missing::get().is_none_or(|missing| !blocks.contains(&missing));
		(known && there)
			.then(|| payload::draw_seed(&GENESIS, tag, id, attempt, &[[first as u8; 32]]))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_outputs(_: u32, _: u32) {}
}

pub const PROVIDER: AccountId = 1;
pub const RIVAL: AccountId = 2;
pub const TENANT: AccountId = 21;
pub const OTHER: AccountId = 22;
/// Has no funds.
pub const NOBODY: AccountId = 50;

pub const PRICE: Balance = STOA / 100;
pub const PERIOD: u32 = 20;
pub const NOTICE: u32 = 50;
/// What a tenant says that leaves and contests.
pub const OUTAGE: Option<LeaseFault> = Some(LeaseFault::Outage);

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn attribute(key: &str, value: &str) -> Attribute {
	let bytes = |text: &str| text.as_bytes().to_vec();
	Attribute { key: bytes(key).try_into().unwrap(), value: bytes(value).try_into().unwrap() }
}

/// Eight units of a small machine; leases of 200 blocks and more are a tenth cheaper and need notice; two
/// renewals at a price of their own.
pub fn terms() -> OfferTerms {
	OfferTerms {
		resources: Resources { cpu_cores: 1, memory_mib: 1, disk_gib: 1, gpus: 0, vram_mib: 0 },
		attributes: vec![attribute("region", "eu"), attribute("virt", "none")].try_into().unwrap(),
		units: 8,
		price_per_block: PRICE,
		min_blocks: 10,
		max_blocks: 1_000,
		period_blocks: PERIOD,
		long_terms: vec![LongTerm {
			min_blocks: 200,
			discount: sp_runtime::Permill::from_percent(10),
			notice_blocks: NOTICE,
		}]
		.try_into()
		.unwrap(),
		renewals: Some(Renewals { price_per_block: 2 * PRICE, times: 2 }),
		expires_at: System::block_number() + 5_000,
	}
}

/// One unit for so many blocks, all paid in advance.
pub fn order(blocks: u32) -> LeaseOrder {
	LeaseOrder {
		units: 1,
		blocks,
		escrow: PRICE * Balance::from(blocks),
		usage_key: pair(TENANT).public().0,
		manifest: [5; 32],
	}
}

pub fn create_offer(provider: AccountId) -> OfferId {
	let id = NextOfferId::<Test>::get();
	assert_ok!(Compute::create_offer(signed(provider), terms()));
	id
}

/// A lease that waits for its provider.
pub fn open(offer: OfferId, order: LeaseOrder) -> LeaseId {
	let id = NextLeaseId::<Test>::get();
	assert_ok!(Compute::open_lease(signed(TENANT), offer, order, Balance::MAX));
	id
}

/// A lease that begins in this block.
pub fn started(offer: OfferId, order: LeaseOrder) -> LeaseId {
	let id = open(offer, order);
	assert_ok!(Compute::start_lease(signed(PROVIDER), id));
	id
}

/// A lease of so many blocks of a new offer, that begins in this block.
pub fn leased(blocks: u32) -> LeaseId {
	started(create_offer(PROVIDER), order(blocks))
}

pub fn lease(id: LeaseId) -> LeaseDetails<AccountId> {
	Leases::<Test>::get(id).unwrap()
}

pub fn running(id: LeaseId) -> Running {
	match lease(id).stage {
		Stage::Active(running) => running,
		other => panic!("{other:?}"),
	}
}

pub fn offer(id: OfferId) -> OfferDetails<AccountId> {
	Offers::<Test>::get(id).unwrap()
}

/// What both would sign now if all blocks were served.
pub fn usage(id: LeaseId) -> Usage {
	let until = System::block_number();
	Usage { lease: id, until, due: running(id).schedule.due(until), meters: Meters::default() }
}

pub fn sign(who: AccountId, usage: &Usage) -> [u8; 64] {
	pair(who).sign(&usage_digest(&GENESIS, usage)).0
}

pub fn submit(usage: Usage) -> frame_support::dispatch::DispatchResult {
	let provider = lease(usage.lease).provider;
	let signatures = (sign(TENANT, &usage), sign(provider, &usage));
	Compute::submit_usage(signed(OTHER), usage, signatures.0, signatures.1)
}

/// Both sign that all blocks so far were served.
pub fn sign_now(id: LeaseId) {
	assert_ok!(submit(usage(id)));
}

pub fn balance(who: AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(&who)
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let funded = (1..10).chain(21..30).map(|who| (who, FUNDS)).collect();
	pallet_balances::GenesisConfig::<Test> { balances: funded, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	pallet_compute::GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	let keys = sp_keystore::testing::MemoryKeystore::new();
	ext.register_extension(sp_keystore::KeystoreExt::new(keys));
	ext.execute_with(|| {
		Struck::set(Vec::new());
		Chilled::set(Vec::new());
		Missing::set(None);
		Stood::set(0);
		Cases::set(Vec::new());
		Broke::set(false);
		Budget::set(None);
		System::set_block_number(1);
	});
	ext
}

/// Runs a test; ends with the invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Compute::do_try_state().unwrap();
	});
}

/// Goes on to block `block`.
pub fn run_to(block: u32) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Compute::on_initialize(System::block_number());
	}
}

/// Goes on by so many blocks; the invariants hold there.
pub fn run(blocks: u32) {
	run_to(System::block_number() + blocks);
	Compute::do_try_state().unwrap();
}

/// What was deposited by this pallet.
pub fn events() -> Vec<Event<Test>> {
	let records = System::events().into_iter();
	records
		.filter_map(|record| match record.event {
			RuntimeEvent::Compute(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn last_event() -> Event<Test> {
	events().pop().unwrap()
}

/// How a lease ended, and what was paid and refunded then.
pub fn ended(id: LeaseId) -> Option<(EndReason, Balance, Balance)> {
	events().into_iter().find_map(|event| match event {
		Event::LeaseEnded { lease, reason, paid, refunded, .. } if lease == id => {
			Some((reason, paid, refunded))
		}
		_ => None,
	})
}

/// Nothing is stored of leases, requests and measurements, and nothing is on hold for them.
pub fn assert_nothing_left() {
	assert_eq!(Leases::<Test>::iter().count(), 0);
	assert_eq!(LeasesByTenant::<Test>::iter().count(), 0);
	assert_eq!(LeasesByProvider::<Test>::iter().count(), 0);
	assert_eq!(Requests::<Test>::iter().count(), 0);
	assert_eq!(Measurements::<Test>::iter().count(), 0);
	assert!(Offers::<Test>::iter_values().all(|offer| offer.used == 0));
	use HoldReason::*;
	for who in (1..10).chain(21..30) {
		for reason in [Escrow, LeaseDeposit, BidDeposit, MeasurementBond] {
			assert_eq!(held(reason, who), 0, "{reason:?} of {who}");
		}
	}
}
