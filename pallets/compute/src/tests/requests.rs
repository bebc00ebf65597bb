use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Balance, RequestId, Resources, frame::StrikeReason};

fn needs() -> Needs {
	Needs {
		resources: terms().resources,
		attributes: vec![attribute("region", "eu")].try_into().unwrap(),
		period_blocks: PERIOD,
	}
}

/// Asks for one unit for 100 blocks at no more than `PRICE`, for 30 blocks.
fn request() -> RequestId {
	let id = NextRequestId::<Test>::get();
	assert_ok!(Compute::request_lease(signed(TENANT), needs(), order(100), PRICE, 30));
	id
}

fn bid(
	who: AccountId,
	id: RequestId,
	offer: u64,
	price: Balance,
) -> frame_support::dispatch::DispatchResult {
	Compute::bid(signed(who), id, offer, price)
}

fn best(id: RequestId) -> Option<(AccountId, Balance)> {
	let best = Compute::request(id).unwrap().best;
	best.map(|best| (best.provider, best.price_per_block))
}

#[test]
fn the_lowest_bid_should_become_a_lease_when_time_is_over() {
	build_and_execute(|| {
		let (one, two) = (create_offer(PROVIDER), create_offer(RIVAL));
		let id = request();
		assert_ok!(bid(PROVIDER, id, one, PRICE));
		assert_eq!(offer(one).used, 1);
		assert_ok!(bid(RIVAL, id, two, PRICE / 2));
		// Whoever is outbid has everything back at once.
		assert_eq!((offer(one).used, held(HoldReason::BidDeposit, PROVIDER)), (0, 0));
		assert_eq!(held(HoldReason::BidDeposit, RIVAL), BID_DEPOSIT);
		run(30);
		assert_eq!(best(id), Some((RIVAL, PRICE / 2)));
		run(1);
		assert!(Compute::request(id).is_none());
		assert_eq!(lease(0).provider, RIVAL);
		assert_ok!(Compute::start_lease(signed(RIVAL), 0));
		assert_eq!(held(HoldReason::BidDeposit, RIVAL), 0);
		run(99);
		sign_now(0);
		run(1);
		assert_eq!(ended(0), Some((EndReason::Completed, 50 * PRICE, 50 * PRICE)));
		assert_nothing_left();
	});
}

#[test]
fn bid_should_refuse_when_it_is_no_step_lower_or_does_not_meet_the_needs() {
	build_and_execute(|| {
		let (one, two) = (create_offer(PROVIDER), create_offer(RIVAL));
		let id = request();
		assert_noop!(bid(PROVIDER, id, one, PRICE + 1), Error::<Test>::PriceAboveLimit);
		assert_noop!(bid(PROVIDER, id, one, 0), Error::<Test>::ZeroPrice);
		assert_noop!(bid(PROVIDER, id, two, PRICE), Error::<Test>::NotProvider);
		assert_noop!(bid(PROVIDER, 9, one, PRICE), Error::<Test>::RequestNotFound);
		assert_ok!(bid(PROVIDER, id, one, PRICE));
		assert_noop!(bid(RIVAL, id, two, PRICE - 1), Error::<Test>::BidTooHigh);
		assert_ok!(bid(RIVAL, id, two, PRICE - PRICE / 100));

		let moved = |change: &dyn Fn(&mut OfferTerms)| {
			let mut other = terms();
			change(&mut other);
			assert_ok!(Compute::update_offer(signed(PROVIDER), one, other));
			assert_noop!(bid(PROVIDER, id, one, 1), Error::<Test>::OfferDoesNotMeet);
		};
		moved(&|t| t.attributes = vec![attribute("virt", "none")].try_into().unwrap());
		moved(&|t| t.resources = Resources { disk_gib: 0, ..t.resources });
		moved(&|t| t.min_blocks = 101);
		moved(&|t| t.max_blocks = 99);
	});
}

#[test]
fn bid_should_refuse_when_its_units_are_taken() {
	build_and_execute(|| {
		let one = create_offer(PROVIDER);
		let id = request();
		let all = LeaseOrder { units: 8, escrow: 800 * PRICE, ..order(100) };
		assert_ok!(Compute::open_lease(signed(OTHER), one, all, Balance::MAX));
		assert_noop!(bid(PROVIDER, id, one, PRICE), Error::<Test>::NotEnoughUnits);
	});
}

#[test]
fn a_provider_should_be_able_to_improve_its_own_bid_with_its_last_unit() {
	build_and_execute(|| {
		let one = OfferTerms { units: 1, ..terms() };
		assert_ok!(Compute::create_offer(signed(PROVIDER), one));
		let id = request();
		assert_ok!(bid(PROVIDER, id, 0, PRICE));
		assert_ok!(bid(PROVIDER, id, 0, PRICE / 2));
		assert_eq!(held(HoldReason::BidDeposit, PROVIDER), BID_DEPOSIT);
		assert_eq!(offer(0).used, 1);
	});
}

#[test]
fn a_late_bid_should_leave_time_for_the_next_but_not_for_ever() {
	build_and_execute(|| {
		let (one, two) = (create_offer(PROVIDER), create_offer(RIVAL));
		let id = request();
		let mut price = PRICE;
		let closes = || Compute::request(id).map(|request| request.closes_at);
		run_to(31);
		assert_ok!(bid(PROVIDER, id, one, price));
		assert_eq!(closes(), Some(36));
		while System::block_number() < 61 {
			price -= price / 50;
			assert_ok!(bid(RIVAL, id, two, price));
			price -= price / 50;
			assert_ok!(bid(PROVIDER, id, one, price));
			run(3);
		}
		assert_eq!(closes(), Some(61));
		assert_ok!(bid(RIVAL, id, two, price / 2));
		run(1);
		assert_eq!((closes(), lease(0).provider), (None, RIVAL));
	});
}

#[test]
fn a_request_should_give_everything_back_when_nobody_bids() {
	build_and_execute(|| {
		let id = request();
		run(31);
		assert_eq!(last_event(), Event::RequestEnded { request: id, tenant: TENANT });
		assert_eq!(balance(TENANT), FUNDS);
		assert_nothing_left();
	});
}

#[test]
fn cancel_request_should_give_everybody_everything_back() {
	build_and_execute(|| {
		let one = create_offer(PROVIDER);
		let id = request();
		assert_ok!(bid(PROVIDER, id, one, PRICE));
		assert_noop!(Compute::cancel_request(signed(OTHER), id), Error::<Test>::NotTenant);
		assert_ok!(Compute::cancel_request(signed(TENANT), id));
		assert_nothing_left();
	});
}

#[test]
fn a_winner_that_does_not_start_should_pay_the_tenant_its_deposit() {
	build_and_execute(|| {
		for declines in [false, true] {
			let one = create_offer(PROVIDER);
			let id = request();
			assert_ok!(bid(PROVIDER, id, one, PRICE));
			run(31);
			let won = NextLeaseId::<Test>::get() - 1;
			let before = balance(TENANT);
			if declines {
				// A signing key moves no money.
				assert_noop!(
					Compute::decline_lease(signed(signer(PROVIDER)), won),
					Error::<Test>::NotProvider
				);
				assert_ok!(Compute::decline_lease(signed(PROVIDER), won));
			} else {
				run(101);
			}
			assert_eq!(balance(TENANT), before + BID_DEPOSIT);
			assert_nothing_left();
		}
		assert_eq!(Struck::get(), [(PROVIDER, StrikeReason::LeaseNotStarted)]);
	});
}

#[test]
fn a_bid_should_win_when_its_offer_was_closed_meanwhile() {
	build_and_execute(|| {
		let one = create_offer(PROVIDER);
		let id = request();
		assert_ok!(bid(PROVIDER, id, one, PRICE));
		assert_ok!(Compute::close_offer(signed(PROVIDER), one));
		run(31);
		assert_ok!(Compute::start_lease(signed(PROVIDER), 0));
		assert_ok!(Compute::close_lease(signed(TENANT), 0, None));
		assert!(!Offers::<Test>::contains_key(one));
		assert_nothing_left();
	});
}

#[test]
fn request_lease_should_refuse_when_it_makes_no_sense() {
	build_and_execute(|| {
		let ask = |needs: Needs, order: LeaseOrder, limit: Balance, blocks: u32| {
			Compute::request_lease(signed(TENANT), needs, order, limit, blocks)
		};
		let none = Needs { resources: Resources::default(), ..needs() };
		assert_noop!(ask(none, order(100), PRICE, 30), Error::<Test>::BadResources);
		let twice = vec![attribute("a", "x"); 2].try_into().unwrap();
		let twice = Needs { attributes: twice, ..needs() };
		assert_noop!(ask(twice, order(100), PRICE, 30), Error::<Test>::BadAttributes);
		let hasty = Needs { period_blocks: 1, ..needs() };
		assert_noop!(ask(hasty, order(100), PRICE, 30), Error::<Test>::BadPeriod);
		assert_noop!(ask(needs(), order(100), 0, 30), Error::<Test>::ZeroPrice);
		assert_noop!(ask(needs(), order(100), PRICE, 0), Error::<Test>::BadDuration);
		assert_noop!(ask(needs(), order(100), PRICE, 2_401), Error::<Test>::BadDuration);
		let zero = LeaseOrder { units: 0, ..order(100) };
		assert_noop!(ask(needs(), zero, PRICE, 30), Error::<Test>::ZeroUnits);
		let poor = LeaseOrder { escrow: 20 * PRICE - 1, ..order(100) };
		assert_noop!(ask(needs(), poor, PRICE, 30), Error::<Test>::EscrowTooSmall);
	});
}
