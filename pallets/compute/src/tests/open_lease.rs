use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::Balance;

#[test]
fn open_lease_should_take_units_and_hold_the_escrow_when_it_fits() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		let lease_id = open(id, LeaseOrder { units: 3, escrow: 70 * PRICE, ..order(100) });
		assert_eq!(offer(id).free(), 5);
		assert_eq!(held(HoldReason::Escrow, TENANT), 70 * PRICE);
		assert_eq!(held(HoldReason::LeaseDeposit, TENANT), LEASE_DEPOSIT);
		let Stage::Pending(pending) = lease(lease_id).stage else { panic!("it has begun") };
		assert_eq!((pending.price_per_block, pending.blocks), (3 * PRICE, 100));
		assert_eq!(pending.start_by, 1 + 100);
	});
}

#[test]
fn open_lease_should_refuse_when_the_price_is_above_the_limit() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		let call = |limit| Compute::open_lease(signed(TENANT), id, order(100), limit);
		assert_noop!(call(PRICE - 1), Error::<Test>::PriceAboveLimit);
		assert_ok!(call(PRICE));
	});
}

#[test]
fn open_lease_should_be_cheaper_and_need_more_escrow_when_it_is_long() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		let price = PRICE * 9 / 10;
		let least = price * Balance::from(PERIOD + NOTICE);
		let call = |escrow| {
			Compute::open_lease(signed(TENANT), id, LeaseOrder { escrow, ..order(200) }, price)
		};
		assert_noop!(call(least - 1), Error::<Test>::EscrowTooSmall);
		assert_ok!(call(least));
		assert_eq!(lease(0).terms.notice_blocks, NOTICE);
	});
}

#[test]
fn open_lease_should_ask_for_no_more_than_all_of_it_when_it_is_short() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		open(id, LeaseOrder { escrow: 10 * PRICE, ..order(10) });
		let little = LeaseOrder { escrow: 20 * PRICE - 1, ..order(100) };
		assert_noop!(
			Compute::open_lease(signed(TENANT), id, little, Balance::MAX),
			Error::<Test>::EscrowTooSmall
		);
	});
}

#[test]
fn open_lease_should_refuse_when_the_offer_does_not_have_it() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		let refused = |who, id, order, error: Error<Test>| {
			assert_noop!(Compute::open_lease(signed(who), id, order, Balance::MAX), error);
		};
		refused(TENANT, 9, order(100), Error::OfferNotFound);
		refused(PROVIDER, id, order(100), Error::OwnOffer);
		refused(TENANT, id, order(9), Error::BadDuration);
		refused(TENANT, id, order(1_001), Error::BadDuration);
		let units = |units| LeaseOrder { units, escrow: 1_000 * PRICE, ..order(100) };
		refused(TENANT, id, units(0), Error::ZeroUnits);
		refused(TENANT, id, units(9), Error::NotEnoughUnits);
		refused(NOBODY, id, order(100), Error::InsufficientFunds);
		open(id, units(8));
		refused(TENANT, id, units(1), Error::NotEnoughUnits);
		Chilled::set(vec![PROVIDER]);
		refused(TENANT, id, order(100), Error::ProviderNotActive);
		Chilled::set(vec![]);
		run_to(terms().expires_at);
		refused(TENANT, id, order(100), Error::OfferExpired);
	});
}
