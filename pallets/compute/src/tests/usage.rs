use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::Within;
use stoa_primitives::{Meters, Usage};

#[test]
fn a_lease_should_pay_for_what_both_signed_when_it_ends() {
	build_and_execute(|| {
		let id = leased(100);
		for _ in 0..5 {
			run(19);
			sign_now(id);
		}
		assert_ok!(Compute::claim(signed(OTHER), id));
		assert_eq!(
			last_event(),
			Event::LeasePaid { lease: id, provider: PROVIDER, amount: 95 * PRICE }
		);
		assert_noop!(Compute::claim(signed(PROVIDER), id), Error::<Test>::NothingToClaim);
		run(5);
		assert_eq!(ended(id), Some((EndReason::Completed, 5 * PRICE, 0)));
		assert_eq!(balance(PROVIDER), FUNDS + 100 * PRICE);
		assert_eq!(balance(TENANT), FUNDS - 100 * PRICE);
		let record = Compute::seller(PROVIDER).record;
		assert_eq!((record.signed_blocks, record.earned), (95, 100 * PRICE));
		assert_nothing_left();
	});
}

#[test]
fn those_who_back_the_provider_should_get_their_part_of_a_lease() {
	build_and_execute(|| {
		Backed::set(true);
		let id = leased(100);
		run(19);
		sign_now(id);
		assert_ok!(Compute::claim(signed(OTHER), id));
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		let paid = FUNDS - balance(TENANT);
		assert_eq!(balance(PROVIDER), FUNDS + paid - paid / 5);
		assert_eq!((balance(BACKERS) - FUNDS, SharedSoFar::take()), (paid / 5, paid / 5));
		assert_eq!(Compute::seller(PROVIDER).record.earned, paid, "all of it was earned");
	});
}

#[test]
fn submit_usage_should_charge_less_when_both_say_that_it_was_down() {
	build_and_execute(|| {
		let id = leased(100);
		run(15);
		assert_ok!(submit(Usage { due: 5 * PRICE, ..usage(id) }));
		run(10);
		// Ten blocks more of fifteen, and of what was down nothing.
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		assert_eq!(ended(id), Some((EndReason::ClosedByTenant, 15 * PRICE, 85 * PRICE)));
	});
}

#[test]
fn submit_usage_should_refuse_when_it_is_not_both_who_signed_this() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		let usage = usage(id);
		let (tenant, provider) = (sign(TENANT, &usage), sign(PROVIDER, &usage));
		let refused = |usage, tenant, provider| {
			assert_noop!(
				Compute::submit_usage(signed(PROVIDER), usage, tenant, provider),
				Error::<Test>::NotSigned
			);
		};
		refused(usage, provider, provider);
		refused(usage, tenant, tenant);
		refused(Usage { due: usage.due - 1, ..usage }, tenant, provider);
		let metered = Meters { sent_bytes: 1, ..usage.meters };
		refused(Usage { meters: metered, ..usage }, tenant, provider);
		let elsewhere = stoa_primitives::lease::usage_digest(&[8; 32], &usage);
		use sp_core::Pair;
		refused(usage, pair(TENANT).sign(&elsewhere).0, provider);
		assert_ok!(Compute::submit_usage(signed(PROVIDER), usage, tenant, provider));
	});
}

#[test]
fn submit_usage_should_refuse_when_it_cannot_follow_what_was_signed() {
	build_and_execute(|| {
		let id = started(create_offer(PROVIDER), LeaseOrder { escrow: 20 * PRICE, ..order(100) });
		run(10);
		let first = usage(id);
		assert_noop!(submit(Usage { until: first.until + 1, ..first }), Error::<Test>::UsageAhead);
		assert_noop!(
			submit(Usage { due: first.due + 1, ..first }),
			Error::<Test>::DueAboveSchedule
		);
		assert_ok!(submit(first));
		assert_noop!(submit(first), Error::<Test>::UsageStale);
		run(5);
		assert_noop!(submit(Usage { due: first.due - 1, ..usage(id) }), Error::<Test>::UsageStale);
		let unknown = Usage { lease: 9, ..first };
		assert_noop!(
			Compute::submit_usage(signed(OTHER), unknown, [0; 64], [0; 64]),
			Error::<Test>::LeaseNotFound
		);
	});
}

#[test]
fn a_blip_should_close_nothing_when_both_sign_again() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		// Four periods without a word: nothing is paid beyond one of them, and nothing ends.
		run(80);
		assert_eq!(Compute::lease(id).unwrap().unsigned, 20 * PRICE);
		sign_now(id);
		run(10);
		assert_eq!(ended(id), Some((EndReason::Completed, 100 * PRICE, 0)));
	});
}

#[test]
fn a_tenant_that_vanished_should_pay_one_period_more_and_the_units_come_back() {
	build_and_execute(|| {
		let id = started(create_offer(PROVIDER), LeaseOrder { escrow: 900 * PRICE, ..order(199) });
		assert_ok!(Compute::extend_lease(signed(TENANT), id, 700, 0));
		run(10);
		sign_now(id);
		assert_ok!(set_grace(100));
		let grace = lease(id).terms.grace_blocks;
		assert_eq!(grace, 2_400, "a lease keeps what was agreed");
		run(889);
		assert_eq!(ended(id), Some((EndReason::Completed, 30 * PRICE, 870 * PRICE)));
		assert_eq!(offer(0).used, 0);
		assert_nothing_left();
	});
}

#[test]
fn a_lease_should_end_by_itself_when_nothing_is_signed_for_a_period_and_the_grace() {
	build_and_execute(|| {
		assert_ok!(set_grace(100));
		let id = leased(199);
		run(10);
		sign_now(id);
		run(119);
		assert_eq!(ended(id), None);
		run(1);
		assert_eq!(ended(id), Some((EndReason::Unsigned, 30 * PRICE, 169 * PRICE)));
		assert_nothing_left();
	});
}

fn set_grace(blocks: u32) -> frame_support::dispatch::DispatchResult {
	let parameters = Parameters { grace_blocks: Within::clamped(blocks), ..Compute::parameters() };
	Compute::set_parameters(RuntimeOrigin::root(), parameters)
}

#[test]
fn set_parameters_should_refuse_when_it_is_not_the_dao_or_below_a_floor() {
	build_and_execute(|| {
		let parameters = Parameters { measurement_bond: 1, ..Default::default() };
		let root = RuntimeOrigin::root();
		assert_noop!(Compute::set_parameters(root, parameters), Error::<Test>::BadParameters);
		assert_noop!(
			Compute::set_parameters(signed(TENANT), Parameters::default()),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}
