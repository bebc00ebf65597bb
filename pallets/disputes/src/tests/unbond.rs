use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Court, STOA};

#[test]
fn unbond_should_leave_the_draws_after_the_delay_and_free_nothing_before() {
	build_and_execute(|| {
		bond(Court::Data, [JUROR], 500);
		run(DELAY);
		assert_ok!(Disputes::unbond(signed(JUROR), Court::Data, 200 * STOA));
		run(DELAY - 1);
		assert_eq!(details(Court::Data, JUROR).weight, 500);
		assert_eq!(held(HoldReason::JurorBond, JUROR), 500 * STOA);
		run(1);
		assert_eq!(details(Court::Data, JUROR).weight, 300);
		assert_eq!(held(HoldReason::JurorBond, JUROR), 500 * STOA);
	});
}

#[test]
fn unbond_should_refuse_what_leaves_less_than_the_least_bond() {
	build_and_execute(|| {
		bond(Court::Data, [JUROR], 200);
		let unbond = |amount| Disputes::unbond(signed(JUROR), Court::Data, amount);
		assert_noop!(unbond(0), Error::<Test>::ZeroAmount);
		assert_noop!(unbond(101 * STOA), Error::<Test>::BondBelowMinimum);
		assert_noop!(unbond(201 * STOA), Error::<Test>::InsufficientBond);
		assert_noop!(Disputes::unbond(signed(CAROL), Court::Data, 1), Error::<Test>::JurorNotFound);
		assert_ok!(unbond(100 * STOA));
		assert_noop!(unbond(1), Error::<Test>::BondBelowMinimum);
		assert_ok!(unbond(100 * STOA));
		assert_noop!(unbond(1), Error::<Test>::InsufficientBond);
	});
}

#[test]
fn unbond_should_give_the_place_in_the_tree_to_the_last_juror() {
	build_and_execute(|| {
		bond(Court::Data, [JUROR, JUROR + 1, JUROR + 2], 200);
		run(DELAY);
		assert_ok!(Disputes::unbond(signed(JUROR), Court::Data, 200 * STOA));
		run(DELAY);
		assert_eq!(details(Court::Data, JUROR).slot, None);
		assert_eq!(details(Court::Data, JUROR + 2).slot, Some(0));
		assert_eq!(Disputes::court_weight(Court::Data), 400);
	});
}
