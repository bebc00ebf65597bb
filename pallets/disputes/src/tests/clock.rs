//! Who fills blocks makes nobody late.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, Side};

#[test]
fn evidence_should_be_brought_later_when_the_clock_stood_still() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		run(9);
		stop(100);
		let Phase::Evidence { until } = case(id).phase else { panic!("{:?}", case(id).phase) };
		assert_eq!(until, System::block_number() + 1);
		let bring = || Disputes::submit_evidence(signed(BOB), id, [1; 32], 1, Default::default());
		assert_ok!(bring());
		run(1);
		// Stored with the new deadline, it is put off by what comes only.
		assert_ok!(bring());
		stop(3);
		assert_ok!(bring());
		run(1);
		assert_noop!(bring(), Error::<Test>::WrongPhase);
	});
}

#[test]
fn a_juror_should_not_be_silent_when_nobody_could_vote() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let panel = panel(id);
		run(10);
		stop(500);
		assert_noop!(Disputes::advance(signed(CAROL), id), Error::<Test>::NothingDue);
		panel.iter().for_each(|juror| commit(id, *juror, Ruling::Refund));
		advance(id);
		run(10);
		stop(500);
		assert_noop!(Disputes::advance(signed(CAROL), id), Error::<Test>::NothingDue);
		panel.iter().for_each(|juror| reveal(id, *juror, Ruling::Refund));
		advance(id);
		assert_eq!(case(id).ruling, Some(Ruling::Refund));
	});
}

#[test]
fn an_appeal_should_be_paid_later_when_the_clock_stood_still() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |_| Some(Ruling::Refund));
		run(10);
		stop(50);
		assert_noop!(Disputes::advance(signed(CAROL), id), Error::<Test>::NothingDue);
		assert_ok!(Disputes::fund_appeal(signed(BOB), id, Side::Respondent, parameters().fee));
		run(1);
		assert_noop!(
			Disputes::fund_appeal(signed(BOB), id, Side::Respondent, parameters().fee),
			Error::<Test>::TooLate
		);
		assert_ok!(Disputes::advance(signed(CAROL), id));
		wind_up(id);
	});
}

#[test]
fn what_is_over_should_stay_over_and_a_draw_keep_its_blocks() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		run(11);
		stop(40);
		let bring = || Disputes::submit_evidence(signed(BOB), id, [1; 32], 1, Default::default());
		assert_noop!(bring(), Error::<Test>::WrongPhase);
		advance(id);
		let Phase::Drawing { first } = case(id).phase else { panic!("{:?}", case(id).phase) };
		stop(5);
		assert_eq!(case(id).phase, Phase::Drawing { first });
		stop(DRAW_OUTPUTS + DRAW_WINDOW + 1);
		assert_noop!(Disputes::draw_jurors(signed(CAROL), id), Error::<Test>::DrawLost);
		advance(id);
		draw(id);
	});
}
