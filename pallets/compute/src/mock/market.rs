//! A provider, a tenant, what they do, and how it looks afterwards.

use super::*;
use frame_support::assert_ok;
use sp_core::Pair;
use stoa_primitives::{
	Attribute, LeaseFault, Meters, OfferId, Resources, Ruling, Usage,
	frame::{CaseOutcome, OnRuling},
	lease::usage_digest,
};

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
