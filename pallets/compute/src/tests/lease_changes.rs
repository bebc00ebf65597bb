use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;

#[test]
fn extend_lease_should_keep_the_price_within_the_longest() {
	build_and_execute(|| {
		let id = leased(100);
		let extend = |who, blocks, escrow| Compute::extend_lease(signed(who), id, blocks, escrow);
		assert_noop!(extend(OTHER, 10, 0), Error::<Test>::NotTenant);
		assert_noop!(extend(TENANT, 0, 0), Error::<Test>::BadDuration);
		assert_noop!(extend(TENANT, 901, 0), Error::<Test>::BadDuration);
		assert_noop!(extend(TENANT, 50, 2 * FUNDS), Error::<Test>::InsufficientFunds);
		assert_ok!(extend(TENANT, 50, 50 * PRICE));
		run(149);
		sign_now(id);
		run(1);
		assert_eq!(ended(id), Some((EndReason::Completed, 150 * PRICE, 0)));
		assert_nothing_left();
	});
}

#[test]
fn renew_lease_should_cost_what_was_agreed_whatever_the_offer_says_now() {
	build_and_execute(|| {
		let id = leased(100);
		let dearer = Some(Renewals { price_per_block: 50 * PRICE, times: 9 });
		let changed = OfferTerms { renewals: dearer, ..terms() };
		assert_ok!(Compute::update_offer(signed(PROVIDER), 0, changed));
		let renew = |who| Compute::renew_lease(signed(who), id, 200 * PRICE);
		assert_noop!(renew(OTHER), Error::<Test>::NotTenant);
		assert_ok!(renew(TENANT));
		assert_noop!(renew(TENANT), Error::<Test>::RenewalWaits);
		assert_noop!(Compute::extend_lease(signed(TENANT), id, 1, 0), Error::<Test>::RenewalWaits);
		run(100);
		sign_now(id);
		assert_eq!(running(id).signed_due, 100 * PRICE);
		assert_ok!(renew(TENANT));
		run(150);
		sign_now(id);
		assert_eq!(running(id).signed_due, 400 * PRICE);
		assert_noop!(renew(TENANT), Error::<Test>::NotRenewable);
		run(50);
		assert_eq!(ended(id).map(|end| end.0), Some(EndReason::Completed));
		// The last fifty blocks are not signed: one period of them is paid.
		assert_eq!(balance(PROVIDER), FUNDS + 440 * PRICE);
		assert_nothing_left();
	});
}

#[test]
fn renew_lease_should_not_make_unsigned_blocks_free() {
	build_and_execute(|| {
		let id = leased(100);
		assert_ok!(Compute::renew_lease(signed(TENANT), id, 200 * PRICE));
		run(95);
		sign_now(id);
		run(14);
		// Nine blocks of the renewal are over, but five before it are not signed.
		assert_noop!(Compute::renew_lease(signed(TENANT), id, 0), Error::<Test>::RenewalWaits);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		assert_eq!(balance(PROVIDER), FUNDS + (100 + 2 * 9) * PRICE);
		assert_nothing_left();
	});
}

#[test]
fn renew_lease_should_refuse_when_none_was_agreed() {
	build_and_execute(|| {
		let plain = OfferTerms { renewals: None, ..terms() };
		assert_ok!(Compute::create_offer(signed(PROVIDER), plain));
		let id = started(0, order(100));
		assert_noop!(Compute::renew_lease(signed(TENANT), id, 0), Error::<Test>::NotRenewable);
		let waiting = open(0, order(100));
		assert_noop!(Compute::renew_lease(signed(TENANT), waiting, 0), Error::<Test>::NotStarted);
	});
}

#[test]
fn a_renewal_that_is_not_paid_for_should_end_overdrawn() {
	build_and_execute(|| {
		let id = leased(100);
		assert_ok!(Compute::renew_lease(signed(TENANT), id, 10 * PRICE));
		run(90);
		sign_now(id);
		run(14);
		assert!(Leases::<Test>::contains_key(id));
		run(1);
		assert_eq!(ended(id), Some((EndReason::Overdrawn, 110 * PRICE, 0)));
		assert_nothing_left();
	});
}

#[test]
fn transfer_lease_should_move_money_and_whose_word_counts() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		let before = usage(id);
		let key = pair(OTHER).public().0;
		let transfer = |who, to| Compute::transfer_lease(signed(who), id, to, key);
		assert_noop!(transfer(OTHER, OTHER), Error::<Test>::NotTenant);
		assert_noop!(transfer(TENANT, PROVIDER), Error::<Test>::OwnOffer);
		assert_noop!(transfer(TENANT, NOBODY), Error::<Test>::CannotReceive);
		assert_ok!(transfer(TENANT, OTHER));
		assert_eq!(balance(TENANT), FUNDS - 100 * PRICE - LEASE_DEPOSIT);
		assert_eq!(held(HoldReason::Escrow, TENANT), 0);
		assert_eq!(held(HoldReason::Escrow, OTHER), 100 * PRICE);
		assert!(Compute::leases_of(TENANT, None, 10).is_empty());
		assert_eq!(Compute::leases_of(OTHER, None, 10), [id]);
		assert_noop!(submit(before), Error::<Test>::NotSigned);
		let signatures = (sign(OTHER, &before), sign(PROVIDER, &before));
		assert_ok!(Compute::submit_usage(signed(OTHER), before, signatures.0, signatures.1));
		assert_noop!(Compute::close_lease(signed(TENANT), id, None), Error::<Test>::NotParty);
		assert_ok!(Compute::close_lease(signed(OTHER), id, None));
		assert_eq!(balance(OTHER), FUNDS + 90 * PRICE + LEASE_DEPOSIT);
		assert_nothing_left();
	});
}

#[test]
fn transfer_lease_should_change_the_key_when_it_stays_with_the_tenant() {
	build_and_execute(|| {
		let id = leased(100);
		assert_ok!(Compute::transfer_lease(signed(TENANT), id, TENANT, [1; 32]));
		assert_eq!(lease(id).usage_key, [1; 32]);
		assert_eq!(Compute::leases_of(TENANT, None, 10), [id]);
	});
}
