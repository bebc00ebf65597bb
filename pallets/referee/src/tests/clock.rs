//! Blocks in which nobody could have moved make nobody late.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::{Referee as _, Verdict};

fn commit_again(who: &AccountId) -> Result<(), sp_runtime::DispatchError> {
	Referee::commit_challenge(signed(who), 0, digest(who, 0, &Opening::Trace))
}

#[test]
fn timeout_should_spare_the_provider_when_full_blocks_have_cost_it_the_time() {
	build_and_execute(|| {
		open(0, liar());
		let game = challenge(&alice(), 0, Opening::Trace);
		let left = Referee::game(game).unwrap().clocks.defender;
		run(left - 1);
		flood(10_000);
		run(1);
		assert_noop!(Referee::timeout(signed(&bob()), game), Error::<Runtime>::NothingDue);
		// What the view shows is right without knowing which blocks those were.
		let Stage::Running { since } = Referee::game(game).unwrap().stage else { panic!() };
		let shown = Referee::game(game).unwrap().clocks;
		assert_eq!(System::block_number() - since, shown.defender);
		assert_eq!(shown.challenger, left);
		run(1);
		assert_ok!(Referee::timeout(signed(&bob()), game));
		assert!(matches!(Told::get()[..], [(0, Verdict::ProviderLied { silent: true, .. })]));
		assert_nothing_left();
	});
}

#[test]
fn a_move_should_cost_only_blocks_that_count_when_it_comes_late() {
	build_and_execute(|| {
		open(0, liar());
		let game = challenge(&alice(), 0, Opening::Trace);
		let clocks = Referee::game(game).unwrap().clocks;
		flood(10_000);
		run(3);
		answer_of(game, liar());
		// Neither what the other side missed counts for this one.
		flood(10_000);
		let now = Referee::game(game).unwrap();
		assert_eq!(now.clocks.defender, clocks.defender - 3);
		assert_eq!(now.clocks.challenger, clocks.challenger + 10_000);
		run(clocks.challenger);
		assert_noop!(Referee::timeout(signed(&bob()), game), Error::<Runtime>::NothingDue);
		run(1);
		assert_ok!(Referee::timeout(signed(&bob()), game));
		assert!(matches!(Told::get()[..], [(0, Verdict::ChallengeFailed { .. })]));
	});
}

#[test]
fn a_game_that_waits_should_begin_with_all_of_its_time() {
	build_and_execute(|| {
		open(0, truth());
		let games: Vec<_> = (0..5).map(|n| challenge(&account(2 + n), 0, Opening::Trace)).collect();
		let clocks = Referee::game(games[4]).unwrap().clocks;
		flood(500);
		assert_eq!(Referee::game(games[4]).unwrap().clocks, clocks);
		prove(games[0], &account(2), Vec::new());
		assert_eq!(Referee::game(games[4]).unwrap().clocks, clocks);
		run(clocks.defender);
		assert_noop!(Referee::timeout(signed(&bob()), games[4]), Error::<Runtime>::NothingDue);
		run(1);
		assert_ok!(Referee::timeout(signed(&bob()), games[4]));
	});
}

#[test]
fn commit_challenge_should_be_possible_for_all_of_the_window_when_blocks_are_filled() {
	build_and_execute(|| {
		open(0, truth());
		let until = Referee::subject(0).unwrap().until;
		run(WINDOW - 10);
		flood(3_000);
		assert_eq!(Referee::subject(0).unwrap().until, until + 3_000);
		assert_eq!(Referee::open_until(&0), Some(until + 3_000));
		run(10);
		assert_noop!(Referee::close(&0), Error::<Runtime>::SubjectOpen);
		assert_ok!(commit_again(&alice()));
		run(1);
		assert_noop!(commit_again(&bob()), Error::<Runtime>::WindowOver);
		// What is over stays over.
		flood(3_000);
		assert_noop!(commit_again(&bob()), Error::<Runtime>::WindowOver);
		reveal(&alice(), 0, Opening::Trace);
		prove(0, &alice(), Vec::new());
		let until = System::block_number() + Referee::parameters().min_window.get();
		assert_eq!(Referee::open_until(&0), Some(until));
		run(Referee::parameters().min_window.get() + 1);
		assert_ok!(Referee::close(&0));
		assert_nothing_left();
	});
}

#[test]
fn extend_should_count_from_now_when_blocks_were_filled_before() {
	build_and_execute(|| {
		open(0, truth());
		flood(100);
		let until = Referee::open_until(&0).unwrap();
		Referee::extend(&0, until - 1);
		assert_eq!(Referee::open_until(&0), Some(until));
		Referee::extend(&0, until + 7);
		assert_eq!(Referee::open_until(&0), Some(until + 7));
		let details = Referee::subject(0).unwrap();
		assert_eq!((details.due, details.extensions), (until + 7, 0));
	});
}

#[test]
fn reveal_challenge_should_be_in_time_when_blocks_are_filled_to_stop_it() {
	build_and_execute(|| {
		open(0, truth());
		commit(&alice(), 0, &Opening::Trace);
		let window = Referee::parameters().reveal_window.get();
		flood(1_000);
		run(window);
		let drop = Referee::drop_commitment(signed(&bob()), 0, alice());
		assert_noop!(drop, Error::<Runtime>::NotExpired);
		reveal(&alice(), 0, Opening::Trace);

		commit(&bob(), 0, &Opening::Trace);
		flood(1_000);
		run(window + 1);
		let late = Referee::reveal_challenge(signed(&bob()), 0, SALT, Opening::Trace);
		assert_noop!(late, Error::<Runtime>::TooLateToReveal);
		assert_ok!(Referee::drop_commitment(signed(&alice()), 0, bob()));
	});
}
