use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Court, STOA};

#[test]
fn bond_should_hold_the_money_at_once_and_count_after_the_delay() {
	build_and_execute(|| {
		assert_ok!(Disputes::bond(signed(JUROR), Court::Data, 150 * STOA + 7));
		assert_eq!(held(HoldReason::JurorBond, JUROR), 150 * STOA + 7);
		run(DELAY - 1);
		assert_eq!(
			(details(Court::Data, JUROR).weight, Disputes::court_weight(Court::Data)),
			(0, 0)
		);
		run(1);
		assert_eq!(details(Court::Data, JUROR).weight, 150);
		assert_eq!(Disputes::court_weight(Court::Data), 150);
		// The general court takes jurors of all courts, the others of their own only.
		assert_eq!(Disputes::court_weight(Court::General), 150);
		assert_eq!(Disputes::court_weight(Court::Models), 0);
	});
}

#[test]
fn bond_should_keep_the_courts_apart() {
	build_and_execute(|| {
		bond(Court::Data, [JUROR], 200);
		bond(Court::Models, [JUROR], 300);
		assert_eq!(held(HoldReason::JurorBond, JUROR), 500 * STOA);
		run(DELAY);
		let weights = Court::ALL.map(Disputes::court_weight);
		assert_eq!(weights, [500, 0, 200, 300]);
	});
}

#[test]
fn bond_should_not_alter_what_waits_already() {
	build_and_execute(|| {
		bond(Court::Data, [JUROR], 200);
		run(DELAY - 1);
		bond(Court::Data, [JUROR], 100);
		run(1);
		assert_eq!(details(Court::Data, JUROR).weight, 200);
		run(DELAY - 1);
		assert_eq!(details(Court::Data, JUROR).weight, 200);
		run(1);
		assert_eq!(details(Court::Data, JUROR).weight, 300);
	});
}

#[test]
fn bond_should_refuse_too_little_and_what_is_not_there() {
	build_and_execute(|| {
		let bond = |who, amount| Disputes::bond(signed(who), Court::Data, amount);
		assert_noop!(bond(JUROR, 0), Error::<Test>::ZeroAmount);
		assert_noop!(bond(JUROR, MIN_BOND - 1), Error::<Test>::BondBelowMinimum);
		assert_noop!(bond(JUROR, FUNDS + 1), Error::<Test>::InsufficientFunds);
		assert_noop!(bond(NOBODY, MIN_BOND), Error::<Test>::InsufficientFunds);
		assert_ok!(bond(JUROR, MIN_BOND));
		assert_ok!(bond(JUROR, 1));
	});
}

#[test]
fn bond_should_wait_in_line_when_a_block_is_full() {
	build_and_execute(|| {
		let all = u64::from(MAX_ACTIVATIONS) + 20;
		bond(Court::Data, JUROR..JUROR + all, 100);
		run(DELAY);
		assert_eq!(Disputes::court_weight(Court::Data), u64::from(MAX_ACTIVATIONS) * 100);
		run(1);
		assert_eq!(Disputes::court_weight(Court::Data), all * 100);
	});
}
