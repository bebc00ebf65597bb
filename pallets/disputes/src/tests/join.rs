use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, STOA, frame::NewCase};

#[test]
fn join_should_put_up_what_is_missing() {
	build_and_execute(|| {
		let id = open_with(7, NewCase { respondent_deposit: 4 * STOA, ..new_case() });
		assert_noop!(Disputes::join(signed(CAROL), id), Error::<Test>::NotRespondent);
		assert_ok!(Disputes::join(signed(BOB), id));
		assert_eq!(held(HoldReason::CaseDeposit, BOB), 15 * STOA);
		assert_noop!(Disputes::join(signed(BOB), id), Error::<Test>::AlreadyJoined);
		assert_noop!(Disputes::join(signed(BOB), 9), Error::<Test>::CaseNotFound);
	});
}

#[test]
fn join_should_refuse_when_the_time_for_it_is_over() {
	build_and_execute(|| {
		let id = open(7);
		run(11);
		assert_noop!(Disputes::join(signed(BOB), id), Error::<Test>::WrongPhase);
		advance(id);
		assert_noop!(Disputes::join(signed(BOB), id), Error::<Test>::WrongPhase);
	});
}

#[test]
fn join_should_earn_a_part_of_the_bond_when_the_claim_is_dismissed() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		assert_ok!(Disputes::join(signed(BOB), id));
		vote(id, |_| Some(Ruling::Dismiss));
		no_appeal(id);
		wind_up(id);
		// 40% of a bond of 20.
		assert_eq!(balance(BOB), FUNDS + 8 * STOA);
		assert_eq!(balance(ALICE), FUNDS - 35 * STOA);
	});
}

#[test]
fn join_should_pay_the_jurors_instead_of_the_claimant_when_the_claim_is_right() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		assert_ok!(Disputes::join(signed(BOB), id));
		vote(id, |_| Some(Ruling::Refund));
		no_appeal(id);
		wind_up(id);
		assert_eq!((balance(ALICE), balance(BOB)), (FUNDS, FUNDS - 15 * STOA));
	});
}
