use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

#[test]
fn undelegate_should_wait_as_long_as_a_provider() {
	build_and_execute(|| {
		delegate(ALICE, 10);
		assert_ok!(Delegation::undelegate(signed(ALICE), PROVIDER, 4 * STOA));
		assert_eq!(has(ALICE).0, 6 * STOA);
		assert_eq!(Delegation::counted(&PROVIDER, 1_000 * STOA), 6 * STOA);
		pass(UNBONDING - 1);
		let withdraw = || Delegation::withdraw(signed(ALICE), PROVIDER);
		assert_noop!(withdraw(), Error::<Test>::NothingToWithdraw);
		pass(1);
		assert_ok!(withdraw());
		assert_eq!(free(ALICE), FUNDS - 6 * STOA);
		assert_noop!(withdraw(), Error::<Test>::NothingToWithdraw);
	});
}

#[test]
fn undelegate_should_take_all_when_too_little_would_be_left() {
	build_and_execute(|| {
		delegate(ALICE, 10);
		assert_ok!(Delegation::undelegate(signed(ALICE), PROVIDER, 9 * STOA + 1));
		assert_eq!(has(ALICE).0, 0);
		pass(UNBONDING);
		assert_ok!(Delegation::withdraw(signed(ALICE), PROVIDER));
		assert_eq!(free(ALICE), FUNDS);
		let gone = Delegation::withdraw(signed(ALICE), PROVIDER);
		assert_noop!(gone, Error::<Test>::DelegationNotFound);
	});
}

#[test]
fn undelegate_should_refuse_more_parts_than_are_kept() {
	build_and_execute(|| {
		delegate(ALICE, 100);
		let undelegate = || Delegation::undelegate(signed(ALICE), PROVIDER, STOA);
		for _ in 0..MAX_LEAVING {
			assert_ok!(undelegate());
			// In one block they are one part.
			assert_ok!(undelegate());
			pass(1);
		}
		assert_noop!(undelegate(), Error::<Test>::TooManyLeaving);
		pass(UNBONDING);
		assert_ok!(Delegation::withdraw(signed(ALICE), PROVIDER));
		assert_ok!(undelegate());
	});
}

#[test]
fn who_backs_a_provider_that_is_gone_should_get_out() {
	build_and_execute(|| {
		delegate(ALICE, 10);
		pay(PROVIDER, 101 * STOA);
		remove_provider(PROVIDER);
		assert_ok!(Delegation::undelegate(signed(ALICE), PROVIDER, 10 * STOA));
		pass(UNBONDING);
		let income = has(ALICE).1;
		assert!(income > 0);
		assert_ok!(Delegation::withdraw(signed(ALICE), PROVIDER));
		assert_eq!(free(ALICE), FUNDS + income);
	});
}
