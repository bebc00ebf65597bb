use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Court, Ruling};

#[test]
fn prove_early_opening_should_take_the_whole_lock_and_pay_a_quarter_of_it() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let panel = panel(id);
		let (gossip, lock) = (panel[0], parameters().seat_bond);
		panel[..2].iter().for_each(|juror| commit(id, *juror, Ruling::Refund));
		let issuance = Balances::total_issuance();
		let prove = |who, ruling| {
			Disputes::prove_early_opening(signed(who), id, gossip, ruling, salt(gossip))
		};
		assert_noop!(prove(CAROL, Ruling::Dismiss), Error::<Test>::CommitmentMismatch);
		assert_noop!(prove(gossip, Ruling::Refund), Error::<Test>::OwnVote);
		assert_ok!(prove(CAROL, Ruling::Refund));
		assert_eq!(balance(CAROL), FUNDS + lock / 4);
		assert_eq!(balance(gossip), FUNDS - lock);
		assert_eq!(issuance - Balances::total_issuance(), lock - lock / 4);
		assert_eq!(details(Court::Compute, gossip).locked, 0);
		assert_noop!(prove(CAROL, Ruling::Refund), Error::<Test>::NothingCommitted);
		// It is out: the others can go on, and it is charged nothing more.
		commit(id, panel[2], Ruling::Refund);
		advance(id);
		assert_noop!(
			Disputes::reveal_vote(signed(gossip), id, Ruling::Refund, salt(gossip)),
			Error::<Test>::NothingCommitted
		);
		reveal(id, panel[1], Ruling::Refund);
		reveal(id, panel[2], Ruling::Refund);
		advance(id);
		no_appeal(id);
		wind_up(id);
		assert_eq!(balance(gossip), FUNDS - lock);
	});
}

#[test]
fn prove_early_opening_should_refuse_once_votes_may_be_shown() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let juror = panel(id)[0];
		commit(id, juror, Ruling::Refund);
		assert_noop!(
			Disputes::prove_early_opening(signed(CAROL), id, DAVE, Ruling::Refund, salt(DAVE)),
			Error::<Test>::NotJuror
		);
		run(11);
		let told =
			|| Disputes::prove_early_opening(signed(CAROL), id, juror, Ruling::Refund, salt(juror));
		// Whoever shows a vote is on a fork that may be taken back, to before the step that allowed it.
		assert_noop!(told(), Error::<Test>::TooLate);
		advance(id);
		assert_noop!(told(), Error::<Test>::WrongPhase);
	});
}

#[test]
fn prove_early_opening_should_refuse_once_all_have_hidden_their_votes() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		let panel = panel(id);
		panel.iter().for_each(|juror| commit(id, *juror, Ruling::Refund));
		let juror = panel[0];
		assert_noop!(
			Disputes::prove_early_opening(signed(CAROL), id, juror, Ruling::Refund, salt(juror)),
			Error::<Test>::TooLate
		);
	});
}
