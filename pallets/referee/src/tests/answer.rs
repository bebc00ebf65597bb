use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_exact::trace;

#[test]
fn answer_should_pass_the_move_when_it_is_what_was_committed() {
	build_and_execute(|| {
		open(0, truth());
		let game = challenge(&alice(), 0, Opening::Trace);
		let begun = Referee::game(game).unwrap();
		let clock = begun.clocks.defender;
		run(7);
		let shown = answer_of(game, truth());
		assert!(!standing(game).awaits_provider());
		let details = Referee::game(game).unwrap();
		assert_eq!((details.clocks.defender, details.clocks.challenger), (clock - 7, clock));
		assert_eq!(details.stage, Stage::Running { since: System::block_number() });
		let price = pricing::move_price(&details.parameters, shown.len());
		assert_eq!(details.costs.defender, price);
		assert_eq!(details.costs.challenger, begun.costs.challenger);
		let last = events().pop();
		let Some(Event::Answered { answer, left, .. }) = last else { panic!("{last:?}") };
		assert_eq!((answer.to_vec(), left), (shown, clock - 7));
	});
}

#[test]
fn answer_should_be_taken_from_the_signing_key_when_the_account_is_cold() {
	build_and_execute(|| {
		open(0, truth());
		let game = challenge(&alice(), 0, Opening::Trace);
		let shown = trace::answer(truth(), standing(game).node());
		assert_ok!(Referee::answer(signed(&signer(1)), game, shown.try_into().unwrap()));
	});
}

#[test]
fn answer_should_be_taken_when_it_is_late_and_nobody_has_called_timeout() {
	build_and_execute(|| {
		open(0, truth());
		let game = challenge(&alice(), 0, Opening::Trace);
		run(100_000);
		answer_of(game, truth());
		assert_eq!(Referee::game(game).unwrap().clocks.defender, 0);
	});
}

#[test]
fn answer_should_refuse_when_it_is_not_the_defenders_or_not_the_truth() {
	build_and_execute(|| {
		open(0, truth());
		let answer = |who: &AccountId, bytes: Vec<u8>| {
			Referee::answer(signed(who), 0, bytes.try_into().unwrap())
		};
		assert_noop!(answer(&provider(), vec![]), Error::<Runtime>::GameNotFound);
		let game = challenge(&alice(), 0, Opening::Trace);
		let shown = trace::answer(truth(), standing(game).node());
		assert_noop!(answer(&alice(), shown.clone()), Error::<Runtime>::NotDefender);
		assert_noop!(answer(&provider(), vec![]), Error::<Runtime>::NotCommitted);
		let mut other = shown.clone();
		other[0] ^= 1;
		assert_noop!(answer(&provider(), other), Error::<Runtime>::NotCommitted);
		assert_ok!(answer(&provider(), shown.clone()));
		assert_noop!(answer(&provider(), shown), Error::<Runtime>::NotYourTurn);
	});
}
