use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Balance, LeaseSide};

#[test]
fn close_lease_should_refund_to_the_block_when_the_tenant_leaves() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		run(7);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		assert_eq!(ended(id), Some((EndReason::ClosedByTenant, 17 * PRICE, 83 * PRICE)));
		assert_eq!(offer(0).used, 0);
		assert_eq!(balance(TENANT), FUNDS - 17 * PRICE);
		assert_nothing_left();
	});
}

#[test]
fn close_lease_should_pay_a_provider_that_leaves_only_what_is_signed() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		run(19);
		assert_ok!(Compute::close_lease(signed(signer(PROVIDER)), id, None));
		assert_eq!(ended(id), Some((EndReason::ClosedByProvider, 10 * PRICE, 90 * PRICE)));
		assert_nothing_left();
	});
}

#[test]
fn close_lease_should_pay_one_period_when_the_tenant_vanished_and_the_provider_leaves() {
	build_and_execute(|| {
		let id = started(create_offer(PROVIDER), order(300));
		run(10);
		sign_now(id);
		run(60);
		// Notice is for those who are there.
		assert_ok!(Compute::close_lease(signed(PROVIDER), id, None));
		let price = PRICE * 9 / 10;
		let escrow = 300 * PRICE;
		assert_eq!(ended(id), Some((EndReason::ClosedByProvider, 30 * price, escrow - 30 * price)));
		assert_nothing_left();
	});
}

#[test]
fn close_lease_should_last_for_the_notice_when_the_lease_is_long() {
	build_and_execute(|| {
		let id = leased(300);
		let price = PRICE * 9 / 10;
		run(10);
		sign_now(id);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		let ends_at = System::block_number() + NOTICE;
		assert_eq!(last_event(), Event::NoticeGiven { lease: id, by: LeaseSide::Tenant, ends_at });
		assert_noop!(Compute::close_lease(signed(TENANT), id, None), Error::<Test>::NoticeGiven);
		assert_noop!(Compute::extend_lease(signed(TENANT), id, 10, 0), Error::<Test>::NoticeGiven);
		for _ in 0..5 {
			run(9);
			sign_now(id);
		}
		run(5);
		let escrow = 300 * PRICE;
		assert_eq!(ended(id), Some((EndReason::ClosedByTenant, 60 * price, escrow - 60 * price)));
		assert_nothing_left();
	});
}

#[test]
fn close_lease_should_let_the_tenant_go_when_the_provider_gave_notice() {
	build_and_execute(|| {
		let id = leased(300);
		run(10);
		sign_now(id);
		assert_ok!(Compute::close_lease(signed(PROVIDER), id, None));
		assert_noop!(Compute::close_lease(signed(PROVIDER), id, None), Error::<Test>::NoticeGiven);
		run(5);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		let price = PRICE * 9 / 10;
		let (reason, paid, _) = ended(id).unwrap();
		assert_eq!((reason, paid), (EndReason::ClosedByTenant, 15 * price));
		assert_nothing_left();
	});
}

#[test]
fn a_lease_should_end_overdrawn_when_the_escrow_is_used_up() {
	build_and_execute(|| {
		let id =
			started(create_offer(PROVIDER), LeaseOrder { escrow: 30 * PRICE + 5, ..order(100) });
		run(15);
		sign_now(id);
		run(14);
		assert!(Leases::<Test>::contains_key(id));
		run(1);
		assert_eq!(ended(id), Some((EndReason::Overdrawn, 30 * PRICE, 5)));
		assert_eq!(offer(0).used, 0);
		assert_nothing_left();
	});
}

#[test]
fn top_up_should_keep_a_lease_alive_whoever_pays() {
	build_and_execute(|| {
		let id = started(create_offer(PROVIDER), LeaseOrder { escrow: 30 * PRICE, ..order(100) });
		run(15);
		sign_now(id);
		assert_ok!(Compute::top_up(signed(OTHER), id, 40 * PRICE));
		assert_eq!(balance(OTHER), FUNDS - 40 * PRICE);
		assert_noop!(Compute::top_up(signed(OTHER), id, 0), Error::<Test>::ZeroAmount);
		assert_noop!(Compute::top_up(signed(NOBODY), id, PRICE), Error::<Test>::InsufficientFunds);
		run(54);
		assert!(Leases::<Test>::contains_key(id));
		run(1);
		// Nothing was signed since: of what is there one period is the provider's.
		assert_eq!(ended(id), Some((EndReason::Overdrawn, 35 * PRICE, 35 * PRICE)));
		assert_nothing_left();
	});
}

#[test]
fn a_lease_should_cost_what_it_says_when_its_provider_cannot_receive() {
	build_and_execute(|| {
		// A provider whose account is gone, and that is owed less than an account must have.
		let id = started(create_offer(PROVIDER), LeaseOrder { escrow: 20 * PRICE, ..order(100) });
		run(1);
		let mut details = lease(id);
		let Stage::Active(mut running) = details.stage else { panic!("it runs") };
		running.schedule.now.price = ED - 1;
		details.stage = Stage::Active(running);
		details.provider = NOBODY;
		LeasesByProvider::<Test>::remove(PROVIDER, id);
		LeasesByProvider::<Test>::insert(NOBODY, id, ());
		Leases::<Test>::insert(id, details);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		let refunded: Balance = 20 * PRICE;
		assert_eq!(ended(id), Some((EndReason::ClosedByTenant, 0, refunded)));
		assert_eq!(balance(TENANT), FUNDS);
		// Put back what the test bent.
		Sellers::<Test>::mutate(PROVIDER, |seller| seller.leases = 0);
	});
}
