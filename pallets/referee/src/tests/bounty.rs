use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_exact::trace::Challenger;
use stoa_primitives::{Balance, frame::Verdict};

fn verdict() -> (AccountId, bool, Vec<AccountId>) {
	let told = Told::take();
	let [(0, Verdict::ProviderLied { finder, silent, costs })] = &told[..] else {
		panic!("{told:?}")
	};
	assert!(costs.iter().all(|(_, cost)| *cost < Balance::MAX));
	(finder.clone(), *silent, costs.iter().map(|(who, _)| who.clone()).collect())
}

#[test]
fn the_bounty_should_go_to_the_first_when_somebody_copies_its_cell_and_is_faster() {
	build_and_execute(|| {
		open(0, liar());
		let (_, opening) = begin(liar(), honest(liar()));
		challenge(&alice(), 0, opening.clone());
		let (mut copier, _) = begin(liar(), honest(liar()));
		let copy = challenge(&bob(), 0, opening);
		while round(copy, liar(), &bob(), &mut copier) {}
		assert_eq!(verdict(), (alice(), false, vec![alice(), bob()]));
		assert_eq!((balance(&alice()), balance(&bob())), (FUNDS, FUNDS));
		assert_nothing_left();
	});
}

#[test]
fn the_bounty_should_go_to_the_first_when_its_game_still_waits() {
	let own = lie(40, 6, Writer { at: 42, cut: false });
	build_and_execute(|| {
		open(0, &own);
		let slot = tiny().header().head_slot();
		let cell = Cell { position: 42, slot };
		let proof: CellPath = own.trace().prove_cell(42, slot).try_into().unwrap();
		let wrong: CellPath = own.trace().prove_cell(1, 1).try_into().unwrap();
		let elsewhere = Opening::Cell { cell: Cell { position: 1, slot: 1 }, proof: wrong };
		for n in 10..15 {
			challenge(&account(n), 0, elsewhere.clone());
		}
		let right = Opening::Cell { cell, proof };
		let first = challenge(&alice(), 0, right.clone());
		let copy = challenge(&bob(), 0, right);
		assert_eq!(Referee::game(first).unwrap().stage, Stage::Queued);
		let proof = Challenger::new(honest(&own)).wrong_token().unwrap();
		prove(copy, &bob(), proof);
		// Who named another cell has its bond back and nothing else.
		assert_eq!(verdict(), (alice(), false, vec![alice(), bob()]));
		assert_nothing_left();
	});
}

#[test]
fn the_bounty_should_go_to_whoever_doubted_the_whole_trace_when_that_was_first() {
	build_and_execute(|| {
		open(0, liar());
		let doubt = commit(&alice(), 0, &Opening::Trace);
		let (mut challenger, opening) = begin(liar(), honest(liar()));
		let game = challenge(&bob(), 0, opening);
		reveal(&alice(), 0, Opening::Trace);
		assert!(doubt < game);
		while round(game, liar(), &bob(), &mut challenger) {}
		assert_eq!(verdict(), (alice(), false, vec![alice(), bob()]));
	});
}

#[test]
fn the_bounty_should_not_go_to_a_challenge_that_is_still_hidden_or_has_failed() {
	build_and_execute(|| {
		open(0, liar());
		let (_, opening) = begin(liar(), honest(liar()));
		let failed = challenge(&account(9), 0, opening.clone());
		prove(failed, &account(9), Vec::new());
		Told::take();
		commit(&account(8), 0, &opening);
		let (mut challenger, opening) = begin(liar(), honest(liar()));
		let game = challenge(&bob(), 0, opening.clone());
		while round(game, liar(), &bob(), &mut challenger) {}
		assert_eq!(verdict(), (bob(), false, vec![bob()]));
		reveal(&account(8), 0, opening);
		assert_eq!(balance(&account(8)), FUNDS);
		assert_nothing_left();
	});
}

#[test]
fn a_copied_commitment_should_earn_nothing_but_the_loss_of_its_bond() {
	build_and_execute(|| {
		open(0, liar());
		let (_, opening) = begin(liar(), honest(liar()));
		commit(&alice(), 0, &opening);
		let copied = Commitments::<Runtime>::get(0, alice()).unwrap().digest;
		assert_ok!(Referee::commit_challenge(signed(&bob()), 0, copied));
		run(1);
		reveal(&alice(), 0, opening.clone());
		let refused = Referee::reveal_challenge(signed(&bob()), 0, SALT, opening);
		assert_noop!(refused, Error::<Runtime>::CommitmentMismatch);
		run(40);
		let bond = held(&bob());
		assert_ok!(Referee::drop_commitment(signed(&alice()), 0, bob()));
		assert_eq!(balance(&bob()), FUNDS - bond);
	});
}

#[test]
fn silence_should_reward_the_first_of_those_who_were_kept_waiting_when_both_were() {
	build_and_execute(|| {
		open(0, liar());
		let (_, opening) = begin(liar(), honest(liar()));
		let first = challenge(&alice(), 0, opening);
		let later = challenge(&bob(), 0, Opening::Trace);
		run(100_000);
		assert_ok!(Referee::timeout(signed(&bob()), later));
		assert_eq!(verdict(), (alice(), true, vec![alice(), bob()]));
		assert!(Referee::game(first).is_none());
		assert_nothing_left();
	});
}

#[test]
fn silence_should_reward_whom_it_hit_when_the_other_game_was_answered() {
	build_and_execute(|| {
		open(0, liar());
		let first = challenge(&alice(), 0, Opening::Trace);
		answer_of(first, liar());
		let later = challenge(&bob(), 0, Opening::Trace);
		run(100_000);
		assert_ok!(Referee::timeout(signed(&bob()), later));
		assert_eq!(verdict(), (bob(), true, vec![bob()]));
		assert_eq!(balance(&alice()), FUNDS);
		assert_nothing_left();
	});
}
