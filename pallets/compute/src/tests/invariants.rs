//! Whatever happens in whatever order: no money appears or vanishes, no unit is lost or taken twice, and in
//! the end everything is over, with nobody's help.

use crate::{mock::*, *};
use frame_support::BoundedVec;
use proptest::{prelude::*, sample::Index};
use stoa_primitives::frame::Within;
use stoa_primitives::{Balance, LeaseFault, LeaseId, Ruling, Usage};

/// Something that somebody does. An `Index` chooses among what is there.
#[derive(Clone, Debug)]
enum Act {
	Create { who: AccountId, units: u32 },
	Update { offer: Index, units: u32 },
	CloseOffer { offer: Index },
	Open { who: AccountId, offer: Index, units: u32, blocks: u32, funded: u32 },
	Request { who: AccountId, units: u32, blocks: u32, bidding: u32 },
	Cancel { request: Index },
	Bid { request: Index, offer: Index, percent: u32 },
	Start { lease: Index },
	Decline { lease: Index },
	Extend { lease: Index, blocks: u32 },
	Renew { lease: Index, blocks: u32 },
	TopUp { who: AccountId, lease: Index, blocks: u32 },
	Transfer { lease: Index, to: AccountId },
	Sign { lease: Index, percent: u32, ago: u32 },
	Claim { lease: Index },
	Close { lease: Index, tenant: bool, contested: Option<LeaseFault> },
	Insist { lease: Index },
	Sue { lease: Index, tenant: bool },
	Rule { case: Index, ruling: Index },
	Stop(u32),
	Poke { lease: Index },
	Measure { who: AccountId, provider: AccountId, lease: Option<Index> },
	Commit { measurement: Index },
	Blocks(u32),
}

fn fault() -> impl Strategy<Value = Option<LeaseFault>> {
	let some = prop_oneof![Just(LeaseFault::Outage), Just(LeaseFault::WrongHardware)];
	proptest::option::of(some)
}

fn act() -> impl Strategy<Value = Act> {
	use Act::*;
	let (provider, tenant, one) = (|| 1u64..4, || 21u64..24, any::<Index>);
	prop_oneof![
		2 => (provider(), 1u32..6).prop_map(|(who, units)| Create { who, units }),
		1 => (one(), 1u32..6).prop_map(|(offer, units)| Update { offer, units }),
		1 => one().prop_map(|offer| CloseOffer { offer }),
		4 => (tenant(), one(), 1u32..4, 10u32..400, 1u32..110).prop_map(
			|(who, offer, units, blocks, funded)| Open { who, offer, units, blocks, funded }
		),
		2 => (tenant(), 1u32..4, 10u32..200, 5u32..40).prop_map(
			|(who, units, blocks, bidding)| Request { who, units, blocks, bidding }
		),
		1 => one().prop_map(|request| Cancel { request }),
		6 => (one(), one(), 1u32..101).prop_map(
			|(request, offer, percent)| Bid { request, offer, percent }
		),
		8 => one().prop_map(|lease| Start { lease }),
		1 => one().prop_map(|lease| Decline { lease }),
		1 => (one(), 0u32..200).prop_map(|(lease, blocks)| Extend { lease, blocks }),
		1 => (one(), 0u32..200).prop_map(|(lease, blocks)| Renew { lease, blocks }),
		1 => (20u64..24, one(), 0u32..100).prop_map(
			|(who, lease, blocks)| TopUp { who, lease, blocks }
		),
		1 => (one(), tenant()).prop_map(|(lease, to)| Transfer { lease, to }),
		10 => (one(), 0u32..104, 0u32..4).prop_map(
			|(lease, percent, ago)| Sign { lease, percent, ago }
		),
		4 => one().prop_map(|lease| Claim { lease }),
		3 => (one(), any::<bool>(), fault()).prop_map(
			|(lease, tenant, contested)| Close { lease, tenant, contested }
		),
		3 => one().prop_map(|lease| Insist { lease }),
		3 => (one(), any::<bool>()).prop_map(|(lease, tenant)| Sue { lease, tenant }),
		3 => (one(), one()).prop_map(|(case, ruling)| Rule { case, ruling }),
		1 => (1u32..25).prop_map(Stop),
		1 => one().prop_map(|lease| Poke { lease }),
		1 => (tenant(), provider(), proptest::option::of(one())).prop_map(
			|(who, provider, lease)| Measure { who, provider, lease }
		),
		1 => one().prop_map(|measurement| Commit { measurement }),
		8 => (1u32..25).prop_map(Blocks),
	]
}

/// One of the ids that there are, or one that there is not.
fn pick(index: Index, ids: impl Iterator<Item = u64>) -> u64 {
	let mut ids: Vec<_> = ids.collect();
	ids.sort_unstable();
	if ids.is_empty() { 999 } else { *index.get(&ids) }
}

fn pick_lease(index: Index) -> LeaseId {
	pick(index, Leases::<Test>::iter_keys())
}

fn pick_offer(index: Index) -> (u64, RuntimeOrigin) {
	let id = pick(index, Offers::<Test>::iter_keys());
	(id, signed(Offers::<Test>::get(id).map_or(NOBODY, |offer| offer.provider)))
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

/// Both sign a share of what is due and was not signed.
fn sign_some(lease: LeaseId, percent: u32, ago: u32) {
	let Some(details) = Leases::<Test>::get(lease) else { return };
	let until = System::block_number().saturating_sub(ago);
	let (signed_due, most) = match details.stage {
		Stage::Active(running) => (running.signed_due, running.schedule.due(until)),
		Stage::Contested(contest) => (contest.signed_due, contest.signed_due + contest.amount),
		Stage::Pending(_) => return,
	};
	let until = match details.stage {
		Stage::Contested(contest) => contest.closed_at,
		_ => until,
	};
	let due = signed_due + most.saturating_sub(signed_due) * Balance::from(percent) / 100;
	let usage = Usage { until, due, lease, meters: Default::default() };
	let signatures = (sign(TENANT, &usage), sign(details.provider, &usage));
	tried(Compute::submit_usage(signed(OTHER), usage, signatures.0, signatures.1));
}

fn request_some(who: AccountId, units: u32, blocks: u32, bidding: u32) {
	let needs = Needs {
		resources: terms().resources,
		attributes: BoundedVec::new(),
		period_blocks: PERIOD,
	};
	let (order, limit) = (ordered(units, blocks, 100), PRICE * Balance::from(units));
	tried(Compute::request_lease(signed(who), needs, order, limit, bidding));
}

fn bid_some(request: Index, offer: Index, percent: u32) {
	let id = pick(request, Requests::<Test>::iter_keys());
	let Some(request) = Requests::<Test>::get(id) else { return };
	let best = request.best.as_ref().map_or(request.price_limit, |best| best.price_per_block);
	let (offer, who) = pick_offer(offer);
	tried(Compute::bid(who, id, offer, best * Balance::from(percent) / 100));
}

fn run_act(act: Act) {
	match act {
		Act::Create { who, units: n } => tried(Compute::create_offer(signed(who), units(n))),
		Act::Update { offer, units: n } => {
			let (id, who) = pick_offer(offer);
			tried(Compute::update_offer(who, id, units(n)));
		}
		Act::CloseOffer { offer } => {
			let (id, who) = pick_offer(offer);
			tried(Compute::close_offer(who, id));
		}
		Act::Open { who, offer, units, blocks, funded } => {
			let (id, order) = (pick_offer(offer).0, ordered(units, blocks, funded));
			tried(Compute::open_lease(signed(who), id, order, Balance::MAX));
		}
		Act::Request { who, units, blocks, bidding } => request_some(who, units, blocks, bidding),
		Act::Cancel { request } => {
			let id = pick(request, Requests::<Test>::iter_keys());
			let who = Requests::<Test>::get(id).map_or(NOBODY, |request| request.tenant);
			tried(Compute::cancel_request(signed(who), id));
		}
		Act::Bid { request, offer, percent } => bid_some(request, offer, percent),
		Act::Measure { who, provider, lease } => {
			let lease = lease.map(pick_lease);
			let details = lease.and_then(Leases::<Test>::get);
			let (who, provider) =
				details.map_or((who, provider), |lease| (lease.tenant, lease.provider));
			tried(Compute::challenge_hardware(signed(who), provider, lease));
		}
		Act::Commit { measurement } => {
			let id = pick(measurement, Measurements::<Test>::iter_keys());
			let Some(details) = Measurements::<Test>::get(id) else { return };
			let roots = vec![Roots { memory: [1; 32], compute: [2; 32] }; details.targets.len()];
			let (who, roots) = (signed(details.provider), roots.try_into().unwrap());
			tried(Compute::commit_measurement(who, id, roots));
		}
		Act::Blocks(count) => run_to(System::block_number() + count),
		Act::Stop(count) => stop(count),
		Act::Rule { case, ruling } => rule_some(case, ruling),
		other => run_lease_act(other),
	}
}

fn run_lease_act(act: Act) {
	match act {
		Act::Start { lease: index } => {
			// One that waits, if there is one.
			let waits = |id: &u64| matches!(lease(*id).stage, Stage::Pending(_));
			let id = pick(index, Leases::<Test>::iter_keys().filter(waits));
			tried(Compute::start_lease(party(id, false), id));
		}
		Act::Decline { lease } => {
			let id = pick_lease(lease);
			tried(Compute::decline_lease(party(id, false), id));
		}
		Act::Extend { lease, blocks } => {
			let (id, escrow) = (pick_lease(lease), PRICE * Balance::from(blocks) / 2);
			tried(Compute::extend_lease(party(id, true), id, blocks, escrow));
		}
		Act::Renew { lease, blocks } => {
			let (id, escrow) = (pick_lease(lease), PRICE * Balance::from(blocks));
			tried(Compute::renew_lease(party(id, true), id, escrow));
		}
		Act::TopUp { who, lease, blocks } => {
			let (id, amount) = (pick_lease(lease), PRICE * Balance::from(blocks));
			tried(Compute::top_up(signed(who), id, amount));
		}
		Act::Transfer { lease, to } => {
			let (id, key) = (pick_lease(lease), order(1).usage_key);
			tried(Compute::transfer_lease(party(id, true), id, to, key));
		}
		Act::Sign { lease, percent, ago } => sign_some(pick_lease(lease), percent, ago),
		Act::Claim { lease } => tried(Compute::claim(signed(OTHER), pick_lease(lease))),
		Act::Close { lease, tenant, contested } => {
			let id = pick_lease(lease);
			tried(Compute::close_lease(party(id, tenant), id, contested));
		}
		Act::Insist { lease: index } => {
			let contested = |id: &u64| matches!(lease(*id).stage, Stage::Contested(_));
			let id = pick(index, Leases::<Test>::iter_keys().filter(contested));
			tried(Compute::insist(party(id, false), id));
		}
		Act::Sue { lease: index, tenant } => {
			let insisted = |id: &u64| match lease(*id).stage {
				Stage::Contested(contest) => contest.insisted,
				_ => false,
			};
			let id = pick(index, Leases::<Test>::iter_keys().filter(insisted));
			tried(Compute::go_to_court(party(id, tenant), id));
		}
		Act::Poke { lease } => {
			tried(Compute::poke(signed(OTHER), Due::Lease(pick_lease(lease))));
		}
		other => panic!("{other:?} is no act about a lease"),
	}
}

/// Ends one of the cases, by one of the rulings that it knows or by none.
fn rule_some(case: Index, ruling: Index) {
	let cases = Cases::get();
	if cases.is_empty() {
		return;
	}
	let (lease, _, new) = case.get(&cases);
	let known = Ruling::ALL.into_iter().filter(|ruling| new.rulings.contains(*ruling)).map(Some);
	let rulings: Vec<_> = known.chain([None]).collect();
	rule(*lease, *ruling.get(&rulings)).expect("there is a case");
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
				case_blocks: ruling,
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
			// Nobody does anything any more but the court, and all the same everything ends: no lease is longer
			// than 1,000 blocks and two renewals of 400.
			for (lease, ..) in Cases::get() {
				rule(lease, None).expect("there is a case");
			}
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
		signed_at in 0u32..150, ends_after in 1u32..150, by in 0u8..3, stopped in 0u32..40,
	) {
		new_test_ext().execute_with(|| {
			let id = leased(190);
			run_to(1 + signed_at);
			if signed_at > 0 {
				sign_now(id);
			}
			run_to(System::block_number() + ends_after);
			stop(stopped);
			match by {
				0 | 1 => tried(Compute::close_lease(party(id, by == 0), id, None)),
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
