//! Whatever happens in whatever order: no money appears or vanishes, no unit is lost or taken twice, and in
//! the end everything is over, with nobody's help.

use crate::{mock::*, *};
use frame_support::BoundedVec;
use proptest::prelude::*;
use sp_runtime::Perbill;
use stoa_primitives::frame::Within;
use stoa_primitives::{Balance, LeaseId, Usage};

/// Something that somebody does. Ids may be of things that do not exist.
#[derive(Clone, Debug)]
enum Act {
	Create { who: AccountId, units: u32 },
	Update { who: AccountId, offer: u64, units: u32 },
	CloseOffer { who: AccountId, offer: u64 },
	Open { who: AccountId, offer: u64, units: u32, blocks: u32, funded: u32 },
	Request { who: AccountId, units: u32, blocks: u32, bidding: u32 },
	Cancel { who: AccountId, request: u64 },
	Bid { who: AccountId, request: u64, offer: u64, percent: u32 },
	Start { lease: u64 },
	Decline { lease: u64 },
	Extend { lease: u64, blocks: u32 },
	Renew { lease: u64, blocks: u32 },
	TopUp { who: AccountId, lease: u64, blocks: u32 },
	Transfer { lease: u64, to: AccountId },
	Sign { lease: u64, percent: u32, ago: u32 },
	Claim { lease: u64 },
	Close { lease: u64, tenant: bool, contested: bool },
	Insist { lease: u64 },
	Rule { lease: u64, percent: u32, strike: bool },
	Poke { lease: u64 },
	Measure { who: AccountId, provider: AccountId, lease: Option<u64> },
	Commit { measurement: u64 },
	Blocks(u32),
}

fn act() -> impl Strategy<Value = Act> {
	use Act::*;
	let provider = || 1u64..4;
	let tenant = || 21u64..24;
	let (few, lease) = (|| 0u64..4, || 0u64..8);
	prop_oneof![
		2 => (provider(), 1u32..6).prop_map(|(who, units)| Create { who, units }),
		1 => (provider(), few(), 1u32..6).prop_map(|(who, offer, units)| Update { who, offer, units }),
		1 => (provider(), few()).prop_map(|(who, offer)| CloseOffer { who, offer }),
		4 => (tenant(), few(), 1u32..4, 10u32..400, 1u32..110).prop_map(
			|(who, offer, units, blocks, funded)| Open { who, offer, units, blocks, funded }
		),
		2 => (tenant(), 1u32..4, 10u32..200, 1u32..20).prop_map(
			|(who, units, blocks, bidding)| Request { who, units, blocks, bidding }
		),
		1 => (tenant(), few()).prop_map(|(who, request)| Cancel { who, request }),
		3 => (provider(), few(), few(), 1u32..101).prop_map(
			|(who, request, offer, percent)| Bid { who, request, offer, percent }
		),
		6 => lease().prop_map(|lease| Start { lease }),
		1 => lease().prop_map(|lease| Decline { lease }),
		1 => (lease(), 0u32..200).prop_map(|(lease, blocks)| Extend { lease, blocks }),
		1 => (lease(), 0u32..200).prop_map(|(lease, blocks)| Renew { lease, blocks }),
		1 => (20u64..24, lease(), 0u32..100).prop_map(|(who, lease, blocks)| TopUp { who, lease, blocks }),
		1 => (lease(), tenant()).prop_map(|(lease, to)| Transfer { lease, to }),
		6 => (lease(), 0u32..120, 0u32..30).prop_map(|(lease, percent, ago)| Sign { lease, percent, ago }),
		3 => lease().prop_map(|lease| Claim { lease }),
		2 => (lease(), any::<bool>(), any::<bool>()).prop_map(
			|(lease, tenant, contested)| Close { lease, tenant, contested }
		),
		1 => lease().prop_map(|lease| Insist { lease }),
		1 => (lease(), 0u32..101, any::<bool>()).prop_map(
			|(lease, percent, strike)| Rule { lease, percent, strike }
		),
		1 => lease().prop_map(|lease| Poke { lease }),
		1 => (tenant(), provider(), proptest::option::of(lease())).prop_map(
			|(who, provider, lease)| Measure { who, provider, lease }
		),
		1 => few().prop_map(|measurement| Commit { measurement }),
		8 => (1u32..40).prop_map(Blocks),
	]
}

/// A call that may well fail: what counts is that nothing breaks. A call that fails changes nothing.
fn tried<T, E>(_: Result<T, E>) {}

fn party(lease: LeaseId, tenant: bool) -> RuntimeOrigin {
	let details = Leases::<Test>::get(lease);
	let who = details.map_or(NOBODY, |lease| if tenant { lease.tenant } else { lease.provider });
	signed(who)
}

fn units(units: u32) -> OfferTerms {
	OfferTerms { units, ..terms() }
}

fn ordered(units: u32, blocks: u32, funded: u32) -> LeaseOrder {
	let escrow = PRICE * Balance::from(units) * Balance::from(blocks) * Balance::from(funded) / 100;
	LeaseOrder { units, escrow, ..order(blocks) }
}

fn sign_some(lease: LeaseId, percent: u32, ago: u32) {
	let Some(details) = Leases::<Test>::get(lease) else { return };
	let Stage::Active(running) = details.stage else { return };
	let until = System::block_number().saturating_sub(ago);
	let due = running.schedule.due(until) * Balance::from(percent) / 100;
	let usage = Usage { until, due, lease, meters: Default::default() };
	let signatures = (sign(TENANT, &usage), sign(details.provider, &usage));
	tried(Compute::submit_usage(signed(OTHER), usage, signatures.0, signatures.1));
}

fn run_act(act: Act) {
	match act {
		Act::Create { who, units: n } => tried(Compute::create_offer(signed(who), units(n))),
		Act::Update { who, offer, units: n } => {
			tried(Compute::update_offer(signed(who), offer, units(n)));
		}
		Act::CloseOffer { who, offer } => tried(Compute::close_offer(signed(who), offer)),
		Act::Open { who, offer, units, blocks, funded } => {
			let order = ordered(units, blocks, funded);
			tried(Compute::open_lease(signed(who), offer, order, Balance::MAX));
		}
		Act::Request { who, units, blocks, bidding } => {
			let needs = Needs {
				resources: terms().resources,
				attributes: BoundedVec::new(),
				period_blocks: PERIOD,
			};
			let (order, limit) = (ordered(units, blocks, 100), PRICE * Balance::from(units));
			tried(Compute::request_lease(signed(who), needs, order, limit, bidding));
		}
		Act::Cancel { who, request } => tried(Compute::cancel_request(signed(who), request)),
		Act::Bid { who, request, offer, percent } => {
			let price = PRICE * Balance::from(percent) / 100;
			tried(Compute::bid(signed(who), request, offer, price));
		}
		Act::Start { lease } => tried(Compute::start_lease(party(lease, false), lease)),
		Act::Decline { lease } => tried(Compute::decline_lease(party(lease, false), lease)),
		Act::Extend { lease, blocks } => {
			let escrow = PRICE * Balance::from(blocks) / 2;
			tried(Compute::extend_lease(party(lease, true), lease, blocks, escrow));
		}
		Act::Renew { lease, blocks } => {
			let escrow = PRICE * Balance::from(blocks);
			tried(Compute::renew_lease(party(lease, true), lease, escrow));
		}
		Act::TopUp { who, lease, blocks } => {
			tried(Compute::top_up(signed(who), lease, PRICE * Balance::from(blocks)));
		}
		Act::Transfer { lease, to } => {
			let key = order(1).usage_key;
			tried(Compute::transfer_lease(party(lease, true), lease, to, key));
		}
		Act::Sign { lease, percent, ago } => sign_some(lease, percent, ago),
		Act::Claim { lease } => tried(Compute::claim(signed(OTHER), lease)),
		Act::Close { lease, tenant, contested } => {
			tried(Compute::close_lease(party(lease, tenant), lease, contested));
		}
		Act::Insist { lease } => tried(Compute::insist(party(lease, false), lease)),
		Act::Rule { lease, percent, strike } => {
			let ruling = LeaseRuling { to_tenant: Perbill::from_percent(percent), strike };
			tried(Compute::rule(signed(COURT), lease, ruling));
		}
		Act::Poke { lease } => tried(Compute::poke(signed(OTHER), Due::Lease(lease))),
		Act::Measure { who, provider, lease } => {
			tried(Compute::challenge_hardware(signed(who), provider, lease));
		}
		Act::Commit { measurement } => {
			let Some(details) = Measurements::<Test>::get(measurement) else { return };
			let roots = vec![Roots { memory: [1; 32], compute: [2; 32] }; details.targets.len()];
			let (who, roots) = (signed(details.provider), roots.try_into().unwrap());
			tried(Compute::commit_measurement(who, measurement, roots));
		}
		Act::Blocks(count) => run_to(System::block_number() + count),
	}
}

fn everyone() -> impl Iterator<Item = AccountId> {
	(1..10).chain(21..30)
}

fn all_balances() -> Balance {
	everyone().map(balance).sum()
}

/// What the pallet says that it burned, and what each provider was paid.
fn told() -> (Balance, Vec<Balance>) {
	let (mut burned, mut earned) = (0, vec![0; 30]);
	let mut provider_of = vec![0; 256];
	for event in events() {
		match event {
			Event::LeaseMatched { lease, provider, .. } => {
				provider_of[lease as usize] = provider as usize;
			}
			Event::LeasePaid { provider, amount, .. } => earned[provider as usize] += amount,
			Event::LeaseEnded { provider, paid, .. } => earned[provider as usize] += paid,
			Event::ContestSettled { lease, paid, burned: lost, .. } => {
				earned[provider_of[lease as usize]] += paid;
				burned += lost;
			}
			_ => {}
		}
	}
	(burned, earned)
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..Default::default() })]

	#[test]
	fn any_history_should_conserve_money_and_units_and_end_by_itself(
		acts in proptest::collection::vec(act(), 1..120),
	) {
		new_test_ext().execute_with(|| {
			let issued = Balances::total_issuance();
			let grace = Within::clamped(200);
			let answer = Within::clamped(60);
			let ruling = Within::clamped(100);
			CurrentParameters::<Test>::put(Parameters {
				grace_blocks: grace,
				answer_blocks: answer,
				ruling_blocks: ruling,
				measurement_interval: ruling,
				..Default::default()
			});
			for who in 1..4 {
				run_act(Act::Create { who, units: 4 });
			}
			for act in acts {
				let shown = format!("{act:?}");
				run_act(act);
				let burned = told().0;
				prop_assert_eq!(all_balances(), issued - burned, "{}", shown);
				if let Err(error) = Compute::do_try_state() {
					panic!("{error:?} after {shown}");
				}
			}
			// Nobody does anything any more, and all the same everything ends: no lease is longer than
			// 1,000 blocks and two renewals of 400.
			run_to(System::block_number() + 3_000);
			Compute::do_try_state().unwrap();
			assert_nothing_left();
			let (burned, earned) = told();
			prop_assert_eq!(Balances::total_issuance(), issued - burned);
			for (who, paid) in (1u64..4).map(|who| (who, earned[who as usize])) {
				let record = Compute::seller(who).record;
				let known = Sellers::<Test>::contains_key(who);
				prop_assert!(!known || record.earned <= paid);
			}
			Ok(())
		})?;
	}

	/// Neither side ever has more at risk than was stated: the provider is paid at least what is signed and
	/// at most one period more, whoever ends it and whenever.
	#[test]
	fn each_side_should_risk_no_more_than_one_period(
		signed_at in 0u32..150, ends_after in 1u32..150, by in 0u8..4,
	) {
		new_test_ext().execute_with(|| {
			let id = leased(190);
			run_to(1 + signed_at);
			if signed_at > 0 {
				sign_now(id);
			}
			run_to(System::block_number() + ends_after);
			match by {
				0 => run_act(Act::Close { lease: id, tenant: true, contested: false }),
				1 => run_act(Act::Close { lease: id, tenant: false, contested: false }),
				2 => run_act(Act::Rule { lease: id, percent: 0, strike: false }),
				_ => {}
			}
			run_to(System::block_number() + 3_000);
			assert_nothing_left();
			let earned = balance(PROVIDER) - FUNDS;
			let owed = PRICE * Balance::from(signed_at);
			prop_assert!(owed <= earned && earned <= owed + PRICE * Balance::from(PERIOD));
			prop_assert_eq!(balance(TENANT), FUNDS - earned);
			Ok(())
		})?;
	}
}
