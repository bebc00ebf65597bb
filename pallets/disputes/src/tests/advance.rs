use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Court, Ruling, STOA, Side};

#[test]
fn advance_should_do_nothing_before_its_time_and_cost_nothing_in_time() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		let advance = || Disputes::advance(signed(CAROL), id);
		run(10);
		assert_noop!(advance(), Error::<Test>::NothingDue);
		run(1);
		assert_eq!(advance().unwrap().pays_fee, frame_support::dispatch::Pays::No);
		assert_noop!(advance(), Error::<Test>::NothingDue);
		draw(id);
		assert_noop!(advance(), Error::<Test>::NothingDue);
		commit(id, panel(id)[0], Ruling::Refund);
		run(11);
		assert_ok!(advance());
		assert_noop!(advance(), Error::<Test>::NothingDue);
		run(11);
		assert_ok!(advance());
		run(10);
		assert_noop!(advance(), Error::<Test>::NothingDue);
		run(1);
		assert_ok!(advance());
		assert_noop!(advance(), Error::<Test>::WrongPhase);
		assert_noop!(Disputes::advance(signed(CAROL), 99), Error::<Test>::CaseNotFound);
	});
}

#[test]
fn a_tie_or_an_empty_round_should_leave_things_as_they_were() {
	build_and_execute(|| {
		jurors();
		let votes: [[Option<Ruling>; 3]; 2] =
			[[Some(Ruling::Refund), Some(Ruling::Dismiss), None], [None; 3]];
		for (subject, votes) in (7..).zip(votes) {
			let id = open(subject);
			vote(id, |place| votes[place]);
			assert_eq!(case(id).ruling, None);
			no_appeal(id);
			wind_up(id);
		}
		assert!(Told::get().iter().all(|(_, outcome)| outcome.ruling.is_none()));
		// Both paid the first case's two votes only, the claimant for both since Bob put nothing up.
		assert_eq!(balance(ALICE), FUNDS - 10 * STOA);
		assert_no_case_left();
	});
}

#[test]
fn a_tie_in_an_appeal_should_leave_the_ruling_before_it() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |_| Some(Ruling::Refund));
		assert_ok!(Disputes::fund_appeal(signed(BOB), id, Side::Respondent, 500 * STOA));
		vote(id, |place| match place {
			0..3 => Some(Ruling::Refund),
			3..6 => Some(Ruling::Dismiss),
			_ => None,
		});
		assert_eq!(case(id).ruling, Some(Ruling::Refund));
	});
}

#[test]
fn a_case_should_end_after_a_bounded_number_of_rounds_in_the_general_court() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |_| Some(Ruling::Refund));
		let mut courts = vec![case(id).court];
		let mut rulings = [Ruling::Dismiss, Ruling::Refund].into_iter();
		let mut side = Side::Respondent;
		while matches!(case(id).phase, Phase::Appealing { .. }) {
			let ruling = rulings.next().expect("three rounds at most");
			assert_ok!(Disputes::fund_appeal(signed(CAROL), id, side, 5_000 * STOA));
			side = side.other();
			vote(id, |_| Some(ruling));
			courts.push(case(id).court);
		}
		assert_eq!(courts, [Court::Compute, Court::Compute, Court::General]);
		assert_eq!(case(id).phase, Phase::Final);
		assert_eq!(Disputes::round(id, 2).unwrap().seats, 15);
		wind_up(id);
		assert_no_case_left();
	});
}

#[test]
fn an_appeal_without_a_panel_should_return_what_was_paid_and_leave_the_ruling() {
	build_and_execute(|| {
		// Enough for three seats, not for half of seven others.
		bond(Court::General, JUROR..JUROR + 5, 200);
		run(DELAY);
		let id = open(7);
		vote(id, |_| Some(Ruling::Refund));
		assert_ok!(Disputes::fund_appeal(signed(BOB), id, Side::Respondent, 500 * STOA));
		draw(id);
		assert_eq!((case(id).phase, case(id).ruling), (Phase::Final, Some(Ruling::Refund)));
		assert_eq!(Disputes::round(id, 1).unwrap().state, RoundState::Void);
		wind_up(id);
		assert_eq!(balance(BOB), FUNDS);
		assert_no_case_left();
	});
}
