use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_exact::trace::{Challenger, answer};
use stoa_primitives::frame::{Referee as _, Verdict};

#[test]
fn more_than_four_games_against_a_provider_should_wait_for_their_turn() {
	build_and_execute(|| {
		open(0, truth());
		open(1, truth());
		let games: Vec<_> =
			(0..7).map(|n| challenge(&account(2 + n), u64::from(n) % 2, Opening::Trace)).collect();
		assert_eq!(ActiveGames::<Runtime>::get(provider()), games[..4].to_vec());
		let clock = Referee::game(games[4]).unwrap().clocks;
		let shown = answer(truth(), standing(games[4]).node()).try_into().unwrap();
		let early = Referee::answer(signed(&provider()), games[4], shown);
		assert_noop!(early, Error::<Runtime>::GameQueued);
		// Their clocks stand, and nothing is due.
		for game in &games[..4] {
			answer_of(*game, truth());
		}
		run(50);
		let due = Referee::timeout(signed(&bob()), games[4]);
		assert_noop!(due, Error::<Runtime>::NothingDue);
		prove(games[1], &account(3), Vec::new());
		let details = Referee::game(games[4]).unwrap();
		assert_eq!(details.stage, Stage::Running { since: System::block_number() });
		assert_eq!(details.clocks, clock);
		assert_eq!(Referee::game(games[5]).unwrap().stage, Stage::Queued);
		// The window of a claim whose games wait is open, however long ago it should have ended.
		run(10_000);
		assert_noop!(Referee::close(&1), Error::<Runtime>::SubjectOpen);
		for game in [0, 2, 3] {
			assert_ok!(Referee::timeout(signed(&bob()), games[game]));
		}
		assert_eq!(ActiveGames::<Runtime>::get(provider()), games[4..].to_vec());
		// Another provider's games do not wait for this one's.
		open_of(2, truth(), account(100));
		let elsewhere = challenge(&account(20), 2, Opening::Trace);
		assert_eq!(ActiveGames::<Runtime>::get(account(100)), vec![elsewhere]);
	});
}

#[test]
fn a_game_that_waits_should_end_by_its_proof() {
	let own = lie(40, 6, Writer { at: 42, cut: false });
	build_and_execute(|| {
		open(0, &own);
		let others: Vec<_> =
			(0..6).map(|n| challenge(&account(10 + n), 0, Opening::Trace)).collect();
		let game = challenge(&alice(), 0, Opening::Trace);
		assert_eq!(Referee::game(game).unwrap().stage, Stage::Queued);
		let proof = Challenger::new(honest(&own)).wrong_token().unwrap();
		prove(game, &alice(), proof);
		assert!(matches!(Told::get()[..], [(0, Verdict::ProviderLied { .. })]));
		assert!(Referee::game(others[5]).is_none());
		assert_nothing_left();
	});
}

#[test]
fn two_hundred_challenges_should_all_end_when_the_claim_is_refuted() {
	build_and_execute(|| {
		open(0, liar());
		let others: Vec<_> = (10..210).map(|n| challenge(&account(n), 0, Opening::Trace)).collect();
		let (mut challenger, opening) = begin(liar(), honest(liar()));
		let game = challenge(&alice(), 0, opening);
		// It waits. The first four are silent: their bonds are gone, and others follow.
		let mut lost = 0;
		while Referee::game(game).is_some_and(|details| details.stage == Stage::Queued) {
			for id in ActiveGames::<Runtime>::get(provider()) {
				if standing(id).awaits_provider() {
					answer_of(id, liar());
				}
			}
			System::set_block_number(System::block_number() + 1_000);
			for id in ActiveGames::<Runtime>::get(provider()) {
				if id != game {
					assert_ok!(Referee::timeout(signed(&bob()), id));
					lost += 1;
				}
			}
		}
		assert_eq!(lost, others.len());
		while round(game, liar(), &alice(), &mut challenger) {}
		assert!(matches!(Told::get().pop(), Some((0, Verdict::ProviderLied { .. }))));
		assert_eq!(balance(&alice()), FUNDS);
		assert_nothing_left();
	});
}

#[test]
fn games_that_wait_should_return_their_bonds_when_the_claim_is_refuted() {
	build_and_execute(|| {
		open(0, liar());
		open(1, truth());
		let first = challenge(&alice(), 0, Opening::Trace);
		let waiting: Vec<_> = (10..60).map(|n| challenge(&account(n), 0, Opening::Trace)).collect();
		let other = challenge(&account(60), 1, Opening::Trace);
		let mut challenger = Challenger::new(honest(liar()));
		while round(first, liar(), &alice(), &mut challenger) {}
		// One call clears away a bounded number of them.
		let left = waiting.iter().filter(|game| Referee::game(**game).is_some()).count();
		assert_eq!(left, 50 - 3 - queue::MAX_CLEARED as usize);
		assert_eq!(Referee::game(other).unwrap().stage, Stage::Queued);
		for game in waiting {
			if Referee::game(game).is_some() {
				assert_ok!(Referee::timeout(signed(&bob()), game));
				Referee::do_try_state().unwrap();
			}
		}
		assert!((10..60).all(|n| balance(&account(n)) == FUNDS && held(&account(n)) == 0));
		assert!(matches!(Referee::game(other).unwrap().stage, Stage::Running { .. }));
		assert_eq!(Told::get().len(), 1);
	});
}
