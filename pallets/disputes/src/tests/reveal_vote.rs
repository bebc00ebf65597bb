use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::Ruling;

#[test]
fn reveal_vote_should_count_the_seats_and_refuse_a_second_time() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let panel = panel(id);
		panel.iter().for_each(|juror| commit(id, *juror, Ruling::Refund));
		let reveal = |who| Disputes::reveal_vote(signed(who), id, Ruling::Refund, salt(who));
		assert_noop!(reveal(panel[0]), Error::<Test>::WrongPhase);
		advance(id);
		assert_ok!(reveal(panel[0]));
		assert_eq!(Disputes::round(id, 0).unwrap().votes.of(Ruling::Refund), 1);
		assert_noop!(reveal(panel[0]), Error::<Test>::NothingCommitted);
		assert_noop!(reveal(CAROL), Error::<Test>::NotJuror);
		assert_noop!(
			Disputes::reveal_vote(signed(panel[1]), id, Ruling::Dismiss, salt(panel[1])),
			Error::<Test>::CommitmentMismatch
		);
		run(10);
		assert_ok!(reveal(panel[1]));
		run(1);
		assert_noop!(reveal(panel[2]), Error::<Test>::TooLate);
	});
}

#[test]
fn reveal_vote_should_refuse_a_ruling_that_the_subject_does_not_know() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let juror = panel(id)[0];
		commit(id, juror, Ruling::Slash);
		run(11);
		advance(id);
		assert_noop!(
			Disputes::reveal_vote(signed(juror), id, Ruling::Slash, salt(juror)),
			Error::<Test>::UnknownRuling
		);
	});
}
