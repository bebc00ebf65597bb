use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use stoa_exact::trace::{Challenger, Move};
use stoa_primitives::frame::Verdict;

/// A game against the liar after so many rounds, or none if it is over before. Then, if `answered`, the
/// provider answers once more.
fn after(rounds: u32, answered: bool) -> Option<u64> {
	open(0, liar());
	let game = challenge(&alice(), 0, Opening::Trace);
	let mut challenger = Challenger::new(honest(liar()));
	for _ in 0..rounds {
		let shown = answer_of(game, liar());
		let Move::Choose { choice, proof } = challenger.next(&standing(game), &shown) else {
			return None;
		};
		assert_ok!(Referee::choose(signed(&alice()), game, choice, proof.try_into().unwrap()));
	}
	if answered {
		answer_of(game, liar());
	}
	Some(game)
}

#[test]
fn timeout_should_refute_when_the_provider_is_silent_at_any_move() {
	for rounds in 0.. {
		let mut over = false;
		build_and_execute(|| {
			let Some(game) = after(rounds, false) else {
				over = true;
				return;
			};
			let left = Referee::game(game).unwrap().clocks.defender;
			run(left);
			assert_noop!(Referee::timeout(signed(&bob()), game), Error::<Runtime>::NothingDue);
			run(1);
			let post = Referee::timeout(signed(&bob()), game).unwrap();
			assert_eq!(post.pays_fee, Pays::No);
			let told = Told::take();
			let [(0, Verdict::ProviderLied { finder, silent: true, .. })] = &told[..] else {
				panic!("{told:?}")
			};
			assert_eq!(*finder, alice());
			assert_eq!(balance(&alice()), FUNDS);
			assert_nothing_left();
		});
		if over {
			assert!(rounds > 4);
			return;
		}
	}
}

#[test]
fn timeout_should_fail_the_challenge_when_the_challenger_is_silent_at_any_move() {
	for rounds in 0.. {
		let mut over = false;
		build_and_execute(|| {
			let Some(game) = after(rounds, true) else {
				over = true;
				return;
			};
			let (left, bond) = {
				let details = Referee::game(game).unwrap();
				(details.clocks.challenger, details.bond)
			};
			run(left);
			assert_noop!(Referee::timeout(signed(&bob()), game), Error::<Runtime>::NothingDue);
			run(1);
			assert_ok!(Referee::timeout(signed(&bob()), game));
			assert!(matches!(Told::take()[..], [(0, Verdict::ChallengeFailed { .. })]));
			assert_eq!(balance(&alice()), FUNDS - bond);
			assert!(Referee::subject(0).is_some(), "it clears nothing");
		});
		if over {
			return;
		}
	}
}

#[test]
fn timeout_should_refute_when_the_provider_cannot_show_a_cell() {
	let own = lie(40, 1, Planted(30, 1));
	build_and_execute(|| {
		open(0, &own);
		let cell = Cell { position: 30, slot: 1 };
		let proof = own.trace().prove_cell(30, 1).try_into().unwrap();
		let game = challenge(&alice(), 0, Opening::Cell { cell, proof });
		let shown = stoa_exact::trace::answer(&own, standing(game).node()).try_into().unwrap();
		let refused = Referee::answer(signed(&provider()), game, shown);
		assert_noop!(refused, Error::<Runtime>::NotCommitted);
		run(100_000);
		assert_ok!(Referee::timeout(signed(&alice()), game));
		assert!(matches!(Told::take()[..], [(0, Verdict::ProviderLied { silent: true, .. })]));
		assert_nothing_left();
	});
}

#[test]
fn timeout_should_count_only_the_blocks_of_ones_own_turn() {
	build_and_execute(|| {
		open(0, liar());
		let game = challenge(&alice(), 0, Opening::Trace);
		let clock = Referee::game(game).unwrap().clocks.defender;
		let mut challenger = Challenger::new(honest(liar()));
		// One block less than all of it in the first turn; one is left for all others.
		run(clock - 1);
		let shown = answer_of(game, liar());
		run(clock);
		assert_noop!(Referee::timeout(signed(&bob()), game), Error::<Runtime>::NothingDue);
		let Move::Choose { choice, proof } = challenger.next(&standing(game), &shown) else {
			panic!("a choice")
		};
		assert_ok!(Referee::choose(signed(&alice()), game, choice, proof.try_into().unwrap()));
		let details = Referee::game(game).unwrap();
		assert_eq!((details.clocks.defender, details.clocks.challenger), (1, 0));
		run(2);
		assert_ok!(Referee::timeout(signed(&bob()), game));
		assert_nothing_left();
	});
}

#[test]
fn timeout_should_void_the_claim_when_its_model_is_known_to_be_bad() {
	build_and_execute(|| {
		open(0, truth());
		let game = challenge(&alice(), 0, Opening::Trace);
		Bad::set(vec![Referee::model(&parts(truth()))]);
		run(100_000);
		assert_ok!(Referee::timeout(signed(&bob()), game));
		assert_eq!(Told::take(), vec![(0, Verdict::BadRelease { by: alice() })]);
		assert_eq!(balance(&alice()), FUNDS);
		assert_nothing_left();
	});
}

#[test]
fn timeout_should_refuse_when_there_is_no_game() {
	build_and_execute(|| {
		assert_noop!(Referee::timeout(signed(&bob()), 0), Error::<Runtime>::GameNotFound);
	});
}
