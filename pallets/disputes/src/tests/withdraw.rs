use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Court, Ruling, STOA};

#[test]
fn withdraw_should_release_when_the_delay_is_over_and_forget_an_empty_bond() {
	build_and_execute(|| {
		bond(Court::Data, [JUROR], 200);
		run(DELAY);
		assert_ok!(Disputes::unbond(signed(JUROR), Court::Data, 200 * STOA));
		run(DELAY - 1);
		let withdraw = || Disputes::withdraw(signed(JUROR), Court::Data);
		assert_noop!(withdraw(), Error::<Test>::NothingToWithdraw);
		run(1);
		assert_ok!(withdraw());
		assert_eq!(held(HoldReason::JurorBond, JUROR), 0);
		assert_eq!(Disputes::juror(Court::Data, JUROR), None);
		assert_noop!(withdraw(), Error::<Test>::JurorNotFound);
	});
}

#[test]
fn withdraw_should_wait_while_the_tree_still_counts_on_the_bond() {
	build_and_execute(|| {
		bond(Court::Data, [JUROR], 200);
		run(DELAY - 1);
		// What waits is not altered: it enters first, and leaves a delay later.
		assert_ok!(Disputes::unbond(signed(JUROR), Court::Data, 200 * STOA));
		run(DELAY);
		assert_eq!(details(Court::Data, JUROR).weight, 200);
		assert_noop!(
			Disputes::withdraw(signed(JUROR), Court::Data),
			Error::<Test>::NothingToWithdraw
		);
		run(1);
		assert_ok!(Disputes::withdraw(signed(JUROR), Court::Data));
	});
}

#[test]
fn withdraw_should_keep_what_seats_lock_until_they_are_settled() {
	build_and_execute(|| {
		jurors();
		let id = open(1);
		draw(id);
		let juror = panel(id)[0];
		let lock = parameters().seat_bond;
		assert_eq!(details(Court::Compute, juror).locked, lock);
		assert_ok!(Disputes::unbond(signed(juror), Court::Compute, 200 * STOA));
		run(2 * DELAY);
		assert_ok!(Disputes::withdraw(signed(juror), Court::Compute));
		assert_eq!(held(HoldReason::JurorBond, juror), lock);
		assert_noop!(
			Disputes::withdraw(signed(juror), Court::Compute),
			Error::<Test>::NothingToWithdraw
		);
		// Nobody voted: half of the lock is lost, the other half is free.
		advance(id);
		advance(id);
		no_appeal(id);
		wind_up(id);
		assert_ok!(Disputes::withdraw(signed(juror), Court::Compute));
		assert_eq!(held(HoldReason::JurorBond, juror), 0);
		assert_eq!(balance(juror), FUNDS - lock / 2);
		assert_eq!(Disputes::juror(Court::Compute, juror), None);
		assert_eq!(Told::get()[0].1.ruling, None::<Ruling>);
	});
}
