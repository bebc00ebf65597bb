//! Leases through providers, compute and the court: what is contested is divided as jurors rule.

use super::{
	chain,
	court::{by, decide, jurors_of, run},
	try_state,
};
use crate::{
	AccountId, Balances, Compute, Disputes, Draws, Providers, Runtime, RuntimeHoldReason, System,
	constants::money::STOA,
};
use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, InspectHold},
};
use pallet_compute::{HoldReason, LeaseOrder, OfferTerms};
use sp_core::{Pair, sr25519};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use stoa_primitives::{
	Balance, CaseSubject, Court, LeaseFault, LeaseId, Meters, Resources, Ruling, Usage,
	frame::ChainIdentity, lease::usage_digest,
};

const PRICE: Balance = STOA / 10;

fn signing_key() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[11; 32])
}

fn usage_key() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[12; 32])
}

fn terms() -> OfferTerms {
	OfferTerms {
		resources: Resources { cpu_cores: 1, memory_mib: 64, ..Default::default() },
		attributes: Default::default(),
		units: 2,
		price_per_block: PRICE,
		min_blocks: 10,
		max_blocks: 1_000,
		period_blocks: 20,
		long_terms: Default::default(),
		renewals: None,
		expires_at: System::block_number() + 1_000,
	}
}

/// A lease of Bob's from Alice that runs; both have signed ten of its blocks.
fn signed_lease() -> LeaseId {
	let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
	let endpoint = b"https://p1.example.org".to_vec().try_into().unwrap();
	let key = signing_key().public().0;
	assert_ok!(Providers::register(by(&alice), key, [7; 32], endpoint, 100 * STOA));
	assert_ok!(Compute::create_offer(by(&alice), terms()));
	let order = LeaseOrder {
		units: 1,
		blocks: 500,
		escrow: 500 * PRICE,
		usage_key: usage_key().public().0,
		manifest: [5; 32],
	};
	assert_ok!(Compute::open_lease(by(&bob), 0, order, PRICE));
	// The daemon acts with the provider's signing key.
	assert_ok!(Compute::start_lease(by(&AccountId::new(key)), 0));
	run(10);
	let usage = Usage {
		lease: 0,
		until: System::block_number(),
		due: 10 * PRICE,
		meters: Meters::default(),
	};
	let digest = usage_digest(&<Draws as ChainIdentity>::genesis(), &usage);
	let (tenant, provider) = (usage_key().sign(&digest).0, signing_key().sign(&digest).0);
	assert_ok!(Compute::submit_usage(by(&bob), usage, tenant, provider));
	0
}

/// What the tenant has on hold for its lease.
fn escrow() -> Balance {
	let reason = RuntimeHoldReason::Compute(HoldReason::Escrow);
	Balances::balance_on_hold(&reason, &Bob.to_account_id())
}

#[test]
fn what_is_contested_should_be_divided_as_the_court_rules() {
	for (ruling, provider_has) in [(Ruling::Slash, 10), (Ruling::Split, 15), (Ruling::Dismiss, 20)]
	{
		chain(DEV_RUNTIME_PRESET).execute_with(|| {
			let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
			jurors_of(Court::Compute);
			let before = Balances::total_balance(&alice);
			let lease = signed_lease();
			run(10);
			let fault = Some(LeaseFault::WrongHardware);
			assert_ok!(Compute::close_lease(by(&bob), lease, fault));
			// Units and all but what is contested are free at once.
			assert_eq!(Compute::offer(0).unwrap().used, 0);
			assert_eq!(escrow(), 10 * PRICE);
			assert_ok!(Compute::insist(by(&alice), lease));
			assert_ok!(Compute::go_to_court(by(&bob), lease));
			let subject = CaseSubject::Lease(lease);
			assert_eq!(Disputes::case_of(subject), Some(0));
			assert_eq!(Disputes::case(0).unwrap().court, Court::Compute);
			try_state();
			decide(0, ruling);
			assert_eq!(escrow(), 0, "{ruling:?}");
			assert_eq!(Compute::lease(lease), None);
			assert_eq!(
				Balances::total_balance(&alice),
				before + provider_has * PRICE,
				"{ruling:?}"
			);
			let details = pallet_providers::Providers::<Runtime>::get(alice).unwrap();
			let strikes = details.recent_strikes.len();
			assert_eq!(strikes, usize::from(ruling == Ruling::Slash));
			try_state();
		});
	}
}
