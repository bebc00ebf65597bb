use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_primitives::{LeaseFault, LeaseId, frame::StrikeReason};

/// A lease of 100 blocks of which 10 are signed and 15 more are over, contested.
fn contested() -> LeaseId {
	let id = leased(100);
	run(10);
	sign_now(id);
	run(15);
	assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
	id
}

fn settled(id: LeaseId) -> Option<(ContestOutcome, u128, u128, u128)> {
	events().into_iter().find_map(|event| match event {
		Event::ContestSettled { lease, outcome, paid, refunded, burned } if lease == id => {
			Some((outcome, paid, refunded, burned))
		}
		_ => None,
	})
}

#[test]
fn a_contest_should_free_units_and_all_but_what_is_not_signed_at_once() {
	build_and_execute(|| {
		contested();
		assert_eq!(offer(0).used, 0);
		assert_eq!(held(HoldReason::Escrow, TENANT), 15 * PRICE);
		assert_eq!(balance(PROVIDER), FUNDS + 10 * PRICE);
		let until = 26 + 2_400;
		let event = Event::LeaseContested {
			lease: 0,
			tenant: TENANT,
			provider: PROVIDER,
			fault: LeaseFault::Outage,
			contested: 15 * PRICE,
			refunded: 75 * PRICE,
			until,
		};
		assert!(events().contains(&event));
	});
}

#[test]
fn a_contest_should_give_the_tenant_all_when_the_provider_vanished() {
	build_and_execute(|| {
		let id = contested();
		run_to(26 + 2_400);
		assert_eq!(settled(id), None);
		run(1);
		assert_eq!(settled(id), Some((ContestOutcome::Unanswered, 0, 15 * PRICE, 0)));
		assert_eq!(Struck::get(), [(PROVIDER, StrikeReason::LeaseNotServed)]);
		assert_eq!(balance(TENANT), FUNDS - 10 * PRICE);
		assert_eq!(Compute::seller(PROVIDER).record.unanswered, 1);
		assert_nothing_left();
	});
}

#[test]
fn a_contest_should_leave_nobody_with_it_when_nobody_goes_to_court() {
	build_and_execute(|| {
		let id = contested();
		assert_noop!(Compute::insist(signed(RIVAL), id), Error::<Test>::NotProvider);
		assert_eq!(Compute::insist(signed(signer(PROVIDER)), id).unwrap().pays_fee, Pays::No);
		assert_noop!(Compute::insist(signed(PROVIDER), id), Error::<Test>::AlreadyAnswered);
		let issuance = Balances::total_issuance();
		run_to(26 + 201_600);
		assert_eq!(settled(id), None);
		run(1);
		assert_eq!(settled(id), Some((ContestOutcome::Lapsed, 0, 0, 15 * PRICE)));
		assert_eq!(Balances::total_issuance(), issuance - 15 * PRICE);
		assert!(Struck::get().is_empty());
		assert_nothing_left();
	});
}

#[test]
fn a_contest_should_put_the_notice_at_stake_when_the_lease_is_long() {
	build_and_execute(|| {
		let price = PRICE * 9 / 10;
		let id = leased(300);
		run(10);
		sign_now(id);
		run(15);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_eq!(lease(id).escrow, 65 * price);

		// Whoever has given notice before has only the rest of it at stake.
		let id = started(0, order(300));
		run(10);
		sign_now(id);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		run(15);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_eq!(lease(id).escrow, 50 * price);

		// Nobody owes notice to a provider that leaves.
		let id = started(0, order(300));
		run(10);
		sign_now(id);
		assert_ok!(Compute::close_lease(signed(PROVIDER), id, None));
		run(15);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_eq!(lease(id).escrow, 15 * price);
	});
}

#[test]
fn a_contest_should_just_end_the_lease_when_all_is_signed() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_eq!(ended(id).map(|end| end.0), Some(EndReason::ClosedByTenant));
		assert_eq!(balance(PROVIDER), FUNDS + 10 * PRICE);
		assert_nothing_left();
	});
}

#[test]
fn close_lease_should_refuse_when_the_provider_contests_or_the_lease_is_over() {
	build_and_execute(|| {
		let id = leased(100);
		run(1);
		assert_noop!(Compute::insist(signed(PROVIDER), id), Error::<Test>::NotContested);
		assert_noop!(Compute::close_lease(signed(PROVIDER), id, OUTAGE), Error::<Test>::NotTenant);
		assert_noop!(Compute::close_lease(signed(OTHER), id, OUTAGE), Error::<Test>::NotParty);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		assert_noop!(Compute::close_lease(signed(TENANT), id, None), Error::<Test>::LeaseOver);
		assert_noop!(Compute::top_up(signed(TENANT), id, 1), Error::<Test>::LeaseOver);
		System::set_block_number(2 + 2_401);
		assert_noop!(Compute::insist(signed(PROVIDER), id), Error::<Test>::TooLateToAnswer);
	});
}

#[test]
fn a_contest_should_not_take_back_what_the_tenant_had_signed() {
	build_and_execute(|| {
		let id = leased(100);
		run(10);
		sign_now(id);
		run(8);
		let kept = usage(id);
		run(7);
		assert_ok!(Compute::close_lease(signed(TENANT), id, OUTAGE));
		let ahead = stoa_primitives::Usage { until: 27, due: 26 * PRICE, ..kept };
		assert_noop!(submit(ahead), Error::<Test>::UsageAhead);
		assert_ok!(submit(kept));
		assert_eq!(balance(PROVIDER), FUNDS + 18 * PRICE);
		assert_eq!(lease(id).escrow, 7 * PRICE);
		assert_noop!(submit(kept), Error::<Test>::UsageStale);
		let all = stoa_primitives::Usage { until: 26, due: 25 * PRICE, ..kept };
		assert_ok!(submit(all));
		assert_eq!(settled(id), Some((ContestOutcome::Signed, 0, 0, 0)));
		assert_eq!(balance(TENANT), FUNDS - 25 * PRICE);
		assert_eq!(Compute::seller(PROVIDER).record.signed_blocks, 25);
		assert!(Struck::get().is_empty());
		assert_nothing_left();
	});
}
