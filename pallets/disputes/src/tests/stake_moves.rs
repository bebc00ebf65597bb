//! What went wrong in courts elsewhere: stake that moves while a case needs it.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Court, Ruling, STOA};

#[test]
fn a_juror_drawn_after_it_asked_its_bond_back_should_still_stand_behind_the_seat() {
	build_and_execute(|| {
		bond(Court::Compute, JUROR..JUROR + 5, 200);
		run(DELAY);
		let id = open(7);
		to_draw(id);
		// All ask for everything the moment before the draw.
		for juror in JUROR..JUROR + 5 {
			assert_ok!(Disputes::unbond(signed(juror), Court::Compute, 200 * STOA));
		}
		assert_ok!(Disputes::draw_jurors(signed(CAROL), id));
		let panel = panel(id);
		assert_eq!(panel.len(), 3);
		run(DELAY);
		for juror in JUROR..JUROR + 5 {
			assert_ok!(Disputes::withdraw(signed(juror), Court::Compute));
			let kept = if panel.contains(&juror) { parameters().seat_bond } else { 0 };
			assert_eq!(held(HoldReason::JurorBond, juror), kept);
		}
		advance(id);
		advance(id);
		no_appeal(id);
		wind_up(id);
		for juror in panel {
			// The penalty could be taken, and the rest leaves.
			assert_ok!(Disputes::withdraw(signed(juror), Court::Compute));
			assert_eq!(balance(juror), FUNDS - parameters().seat_bond / 2);
		}
		assert_eq!(Jurors::<Test>::iter().count(), 0);
	});
}

#[test]
fn nobody_should_be_drawn_who_has_no_bond_left() {
	build_and_execute(|| {
		bond(Court::Compute, JUROR..JUROR + 6, 200);
		run(DELAY);
		assert_ok!(Disputes::unbond(signed(JUROR), Court::Compute, 200 * STOA));
		run(DELAY);
		assert_ok!(Disputes::withdraw(signed(JUROR), Court::Compute));
		for subject in 0..6 {
			Luck::set(subject);
			let id = open(subject);
			draw(id);
			assert!(!panel(id).contains(&JUROR));
			no_votes(id);
		}
	});
}

fn no_votes(id: u64) {
	run(11);
	advance(id);
	advance(id);
	no_appeal(id);
	wind_up(id);
}

#[test]
fn a_change_that_waits_should_not_bring_a_slashed_bond_back() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let juror = panel(id)[0];
		run(11);
		advance(id);
		advance(id);
		no_appeal(id);
		// More is on its way into the tree while half of the lock is taken.
		assert_ok!(Disputes::bond(signed(juror), Court::Compute, 100 * STOA));
		wind_up(id);
		let lost = parameters().seat_bond / 2;
		assert_eq!(held(HoldReason::JurorBond, juror), 300 * STOA - lost);
		run(DELAY);
		assert_eq!(details(Court::Compute, juror).weight, 300);
		run(DELAY);
		assert_eq!(details(Court::Compute, juror).weight, 275);
		assert_eq!(details(Court::Compute, juror).bond, 300 * STOA - lost);
	});
}

#[test]
fn a_bond_that_was_lost_below_the_least_should_leave_the_draws_and_come_back() {
	build_and_execute(|| {
		bond(Court::Compute, JUROR..JUROR + 5, 100);
		run(DELAY);
		let id = open(7);
		draw(id);
		let juror = panel(id)[0];
		no_votes(id);
		run(DELAY);
		assert_eq!(details(Court::Compute, juror).weight, 0);
		let unbond = |amount| Disputes::unbond(signed(juror), Court::Compute, amount);
		assert_noop!(unbond(25 * STOA), Error::<Test>::BondBelowMinimum);
		assert_ok!(unbond(75 * STOA));
		run(DELAY);
		assert_ok!(Disputes::withdraw(signed(juror), Court::Compute));
		assert_eq!(Disputes::juror(Court::Compute, juror), None);
		assert_eq!(balance(juror), FUNDS - 25 * STOA);
	});
}

#[test]
fn seats_in_several_cases_should_be_settled_in_any_order() {
	build_and_execute(|| {
		bond(Court::General, JUROR..JUROR + 3, 1_000);
		run(DELAY);
		let ids: Vec<_> = (0..4).map(open).collect();
		run(11);
		ids.iter().for_each(|id| advance(*id));
		to_draw(ids[3]);
		for id in &ids {
			assert_ok!(Disputes::draw_jurors(signed(CAROL), *id));
		}
		assert_eq!(details(Court::General, JUROR).locked, 200 * STOA);
		for id in &ids {
			panel(*id).into_iter().for_each(|juror| commit(*id, juror, Ruling::Refund));
			advance(*id);
			panel(*id).into_iter().for_each(|juror| reveal(*id, juror, Ruling::Refund));
			advance(*id);
		}
		run(21);
		for id in ids.iter().rev() {
			advance(*id);
			wind_up(*id);
		}
		assert_eq!(details(Court::General, JUROR).locked, 0);
		assert_eq!(balance(JUROR), FUNDS + 20 * STOA);
		assert_no_case_left();
	});
}
