use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Balance, frame::Within};

#[test]
fn a_provider_should_not_be_late_when_blocks_were_full() {
	build_and_execute(|| {
		let offer = create_offer(PROVIDER);
		let id = open(offer, order(100));
		run(60);
		stop(60);
		// Without the stop it would have been over at block 102.
		run(30);
		let Stage::Pending(pending) = Compute::lease(id).unwrap().details.stage else { panic!() };
		assert_eq!(pending.start_by, 161);
		assert_ok!(Compute::start_lease(signed(PROVIDER), id));
		assert!(Struck::get().is_empty());
	});
}

#[test]
fn a_lease_that_is_not_started_should_end_as_many_blocks_later() {
	build_and_execute(|| {
		let id = open(create_offer(PROVIDER), order(100));
		stop(40);
		run_to(141);
		assert_eq!(ended(id), None);
		run(1);
		assert_eq!(ended(id), Some((EndReason::NotStarted, 0, 100 * PRICE)));
		assert_nothing_left();
	});
}

/// A lease of 400 blocks, signed up to block 11, whose grace is 30 blocks.
fn with_little_grace() -> u64 {
	let parameters = Parameters { grace_blocks: Within::clamped(30), ..Parameters::default() };
	CurrentParameters::<Test>::put(parameters);
	let id = leased(199);
	run(10);
	sign_now(id);
	id
}

#[test]
fn a_lease_should_wait_longer_for_a_signature_when_blocks_were_full() {
	build_and_execute(|| {
		let id = with_little_grace();
		stop(25);
		run_to(11 + PERIOD + 30 + 24);
		assert_eq!(ended(id), None);
		// The price of one period, whatever blocks were.
		assert_eq!(Compute::lease(id).unwrap().unsigned, Balance::from(PERIOD) * PRICE);
		run(1);
		let paid = (10 + Balance::from(PERIOD)) * PRICE;
		assert_eq!(ended(id), Some((EndReason::Unsigned, paid, 199 * PRICE - paid)));
		assert_nothing_left();
	});
}

#[test]
fn a_signature_should_begin_a_new_period_when_blocks_were_full() {
	build_and_execute(|| {
		let id = with_little_grace();
		stop(25);
		sign_now(id);
		assert_eq!(running(id).missed, 0);
		run_to(36 + PERIOD + 29);
		assert_eq!(ended(id), None);
		run(1);
		assert_eq!(ended(id).map(|end| end.0), Some(EndReason::Unsigned));
	});
}

#[test]
fn a_provider_should_not_leave_with_a_period_when_its_tenant_could_not_sign() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		run(10);
		stop(15);
		// More than a period is over, but not of blocks in which somebody could have signed.
		assert_ok!(Compute::close_lease(signed(PROVIDER), id, None));
		assert_eq!(ended(id), Some((EndReason::ClosedByProvider, 10 * PRICE, 90 * PRICE)));
		assert_nothing_left();
	});
}

#[test]
fn a_provider_should_have_time_to_answer_when_blocks_were_full() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		run(2_000);
		stop(1_000);
		run(399);
		assert_ok!(Compute::insist(signed(PROVIDER), id));
		assert_noop!(Compute::insist(signed(PROVIDER), id), Error::<Test>::AlreadyAnswered);
		assert!(Struck::get().is_empty());
	});
}

#[test]
fn time_that_is_paid_for_should_go_on_when_blocks_were_full() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		stop(90);
		assert_eq!(ended(id).map(|end| end.0), Some(EndReason::Completed));
		assert_nothing_left();
	});
}

#[test]
fn the_work_of_a_measurement_should_have_its_time_when_blocks_were_full() {
	build_and_execute(|| {
		create_offer(PROVIDER);
		assert_ok!(Compute::challenge_hardware(signed(OTHER), PROVIDER, None));
		run(5);
		let before = Compute::measurement(0).unwrap();
		let MeasurementStage::Working { until, .. } = before.stage else { panic!("{before:?}") };
		run(3);
		stop(30);
		let details = Compute::measurement(0).unwrap();
		let MeasurementStage::Working { until: later, .. } = details.stage else { panic!() };
		assert_eq!(later, until + 30);
		let roots = vec![Roots { memory: [1; 32], compute: [2; 32] }].try_into().unwrap();
		assert_ok!(Compute::commit_measurement(signed(PROVIDER), 0, roots));
		let Event::MeasurementCommitted { took, .. } = last_event() else { panic!() };
		assert_eq!(took, 3, "blocks in which nobody could do anything do not count");
	});
}
