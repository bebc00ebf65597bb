use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, STOA, frame::NewCase};

#[test]
fn execute_should_tell_the_market_once_what_was_ruled() {
	build_and_execute(|| {
		jurors();
		Moved::set(3 * STOA);
		let id = open_with(7, NewCase { at_stake: 9 * STOA, ..new_case() });
		assert_noop!(Disputes::execute(signed(CAROL), id), Error::<Test>::WrongPhase);
		vote(id, |_| Some(Ruling::Refund));
		no_appeal(id);
		assert_ok!(Disputes::execute(signed(CAROL), id));
		assert_noop!(Disputes::execute(signed(CAROL), id), Error::<Test>::WrongPhase);
		let told = Told::get();
		assert_eq!(told.len(), 1);
		let (subject, outcome) = &told[0];
		assert_eq!(
			(*subject, outcome.ruling, outcome.at_stake),
			(7, Some(Ruling::Refund), 9 * STOA)
		);
		let moved = events().into_iter().find_map(|event| match event {
			Event::RulingExecuted { moved, .. } => Some(moved),
			_ => None,
		});
		assert_eq!(moved, Some(3 * STOA));
	});
}

#[test]
fn execute_should_charge_the_loser_and_nobody_beyond_what_was_put_up() {
	build_and_execute(|| {
		jurors();
		let deposit = 4 * STOA;
		for (ruling, alice, bob) in [
			// Bob pays 4 of 15, Alice the rest: she brought the case without making him put up more.
			(Ruling::Refund, 11 * STOA, 4 * STOA),
			// Alice pays 15 and her bond, of which Bob gets no more than he had put up.
			(Ruling::Dismiss, 35 * STOA, 0),
			// Halves, as far as Bob's deposit goes.
			(Ruling::Split, 11 * STOA, 4 * STOA),
		] {
			let before = (balance(ALICE), balance(BOB));
			let id = open_with(7, NewCase { respondent_deposit: deposit, ..new_case() });
			vote(id, |_| Some(ruling));
			no_appeal(id);
			wind_up(id);
			assert_eq!(before.0 - balance(ALICE), alice, "{ruling:?}");
			let compensation = if ruling == Ruling::Dismiss { deposit } else { 0 };
			assert_eq!(before.1 + compensation - balance(BOB), bob, "{ruling:?}");
		}
		assert_no_case_left();
	});
}

#[test]
fn execute_should_charge_only_for_seats_that_voted_as_the_case_ended() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |place| (place > 0).then_some(Ruling::Refund));
		no_appeal(id);
		wind_up(id);
		assert_eq!(balance(ALICE), FUNDS - 10 * STOA);
	});
}
