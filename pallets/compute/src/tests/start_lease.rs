use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::frame::StrikeReason;

#[test]
fn start_lease_should_begin_the_clock_when_the_provider_is_ready() {
	build_and_execute(|| {
		let id = open(create_offer(PROVIDER), order(100));
		run(30);
		assert_noop!(Compute::start_lease(signed(RIVAL), id), Error::<Test>::NotProvider);
		let done = Compute::start_lease(signed(signer(PROVIDER)), id).unwrap();
		assert_eq!(done.pays_fee, Pays::No);
		assert_eq!(running(id).started_at, 31);
		assert_eq!(running(id).schedule.end(), 131);
		assert_eq!(Compute::seller(PROVIDER).record.started, 1);
		assert_noop!(Compute::start_lease(signed(PROVIDER), id), Error::<Test>::AlreadyStarted);
		assert_noop!(Compute::start_lease(signed(PROVIDER), 9), Error::<Test>::LeaseNotFound);
	});
}

#[test]
fn a_lease_should_be_refunded_and_its_provider_struck_when_it_is_not_started() {
	build_and_execute(|| {
		let id = open(create_offer(PROVIDER), order(100));
		run_to(101);
		assert!(Leases::<Test>::contains_key(id));
		run(1);
		assert_eq!(ended(id), Some((EndReason::NotStarted, 0, 100 * PRICE)));
		assert_eq!(Struck::get(), [(PROVIDER, StrikeReason::LeaseNotStarted)]);
		assert_eq!((balance(TENANT), offer(0).used), (FUNDS, 0));
		assert_eq!(Compute::seller(PROVIDER).record.not_started, 1);
		assert_nothing_left();
	});
}

#[test]
fn start_lease_should_refuse_when_the_deadline_is_over_and_nobody_looked() {
	build_and_execute(|| {
		let id = open(create_offer(PROVIDER), order(100));
		System::set_block_number(102);
		assert_noop!(Compute::start_lease(signed(PROVIDER), id), Error::<Test>::TooLateToStart);
		assert_ok!(Compute::poke(signed(OTHER), Due::Lease(id)));
		assert_nothing_left();
	});
}

#[test]
fn decline_lease_should_refund_and_take_the_units_off_the_offer() {
	build_and_execute(|| {
		let id = open(
			create_offer(PROVIDER),
			LeaseOrder { units: 2, escrow: PRICE * 200, ..order(100) },
		);
		assert_noop!(Compute::decline_lease(signed(TENANT), id), Error::<Test>::NotProvider);
		assert_ok!(Compute::decline_lease(signed(signer(PROVIDER)), id));
		assert_eq!(ended(id), Some((EndReason::Declined, 0, 200 * PRICE)));
		assert_eq!((offer(0).terms.units, offer(0).used), (6, 0));
		assert!(Struck::get().is_empty());
		assert_nothing_left();
	});
}

#[test]
fn close_lease_should_refund_all_when_it_has_not_started() {
	build_and_execute(|| {
		let id = open(create_offer(PROVIDER), order(100));
		assert_noop!(Compute::close_lease(signed(PROVIDER), id, None), Error::<Test>::NotStarted);
		assert_noop!(Compute::close_lease(signed(OTHER), id, None), Error::<Test>::NotParty);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		assert_eq!(ended(id), Some((EndReason::Cancelled, 0, 100 * PRICE)));
		assert_nothing_left();
	});
}
