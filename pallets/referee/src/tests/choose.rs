use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_exact::trace::{Move, play::choose};

#[test]
fn choose_should_pass_the_move_when_the_child_was_shown() {
	build_and_execute(|| {
		open(0, truth());
		let game = challenge(&alice(), 0, Opening::Trace);
		let begun = Referee::game(game).unwrap();
		let clock = begun.clocks.challenger;
		let shown = answer_of(game, truth());
		run(3);
		let Move::Choose { choice, proof } = choose(standing(game).node(), &shown, 2) else {
			panic!("a choice")
		};
		let choose = |who: &AccountId, choice, proof: &[u8]| {
			Referee::choose(signed(who), game, choice, proof.to_vec().try_into().unwrap())
		};
		assert_noop!(choose(&bob(), choice, &proof), Error::<Runtime>::NotChallenger);
		assert_noop!(choose(&alice(), 99, &proof), Error::<Runtime>::NoSuchChild);
		assert_noop!(choose(&alice(), choice, &proof[32..]), Error::<Runtime>::NotCommitted);
		assert_noop!(choose(&alice(), choice + 1, &proof), Error::<Runtime>::NotCommitted);
		assert_ok!(choose(&alice(), choice, &proof));
		assert!(standing(game).awaits_provider());
		assert_noop!(choose(&alice(), choice, &proof), Error::<Runtime>::NotYourTurn);
		let details = Referee::game(game).unwrap();
		assert_eq!((details.clocks.challenger, details.clocks.defender), (clock - 3, clock));
		let price = pricing::move_price(&details.parameters, proof.len());
		assert_eq!(details.costs.challenger, begun.costs.challenger + price);
		assert!(matches!(events().pop(), Some(Event::Chosen { choice: 2, .. })));
	});
}
