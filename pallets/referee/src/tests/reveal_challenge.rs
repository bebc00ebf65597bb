use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;
use stoa_primitives::{
	frame::{ChainIdentity, Referee as _, Verdict},
	payload::inner_root_digest,
};

fn try_reveal(who: &AccountId, opening: Opening) -> Result<(), sp_runtime::DispatchError> {
	let post = Referee::reveal_challenge(signed(who), 0, SALT, opening);
	post.map(|_| ()).map_err(|error| error.error)
}

#[test]
fn reveal_challenge_should_start_a_game_when_it_opens_the_commitment() {
	build_and_execute(|| {
		open(0, truth());
		let game = challenge(&alice(), 0, Opening::Trace);
		let details = Referee::game(game).unwrap();
		assert_eq!(details.stage, Stage::Running { since: 2 });
		assert_eq!(details.clocks.defender, details.clocks.challenger);
		assert!(details.clocks.defender >= Referee::parameters().round_blocks.get());
		assert!(standing(game).awaits_provider());
		// Hiding it was not free of fees.
		assert!(details.costs.challenger >= details.parameters.move_cost);
		assert_eq!(details.costs.defender, 0);
		assert_eq!(ActiveGames::<Runtime>::get(provider()), vec![game]);
		assert!(Commitments::<Runtime>::get(0, alice()).is_none());
		assert!(matches!(events()[..], [.., Event::GameOpened { .. }, Event::GameStarted { .. }]));
	});
}

#[test]
fn reveal_challenge_should_give_more_time_when_the_answer_takes_longer_to_compute() {
	build_and_execute(|| {
		open(0, truth());
		open(1, truth());
		Subjects::<Runtime>::mutate(1, |details| {
			details.as_mut().unwrap().regeneration = 10_000;
		});
		let quick = Referee::game(challenge(&alice(), 0, Opening::Trace)).unwrap();
		let slow = Referee::game(challenge(&bob(), 1, Opening::Trace)).unwrap();
		let more = truth().claim().shape().positions() * 2 * (10_000 - 100) / 1_000;
		assert!(slow.clocks.defender - quick.clocks.defender >= more);
	});
}

#[test]
fn reveal_challenge_should_refuse_when_it_is_too_early_too_late_or_another() {
	build_and_execute(|| {
		open(0, truth());
		let early = try_reveal(&alice(), Opening::Trace);
		assert_eq!(early, Err(Error::<Runtime>::CommitmentNotFound.into()));
		commit(&alice(), 0, &Opening::Trace);
		let early = try_reveal(&alice(), Opening::Trace);
		assert_eq!(early, Err(Error::<Runtime>::TooEarlyToReveal.into()));
		run(1);
		let cell = Cell { position: 1, slot: 1 };
		let proof: CellPath = truth().trace().prove_cell(1, 1).try_into().unwrap();
		let other = try_reveal(&alice(), Opening::Cell { cell, proof: proof.clone() });
		assert_eq!(other, Err(Error::<Runtime>::CommitmentMismatch.into()));
		let salted = Referee::reveal_challenge(signed(&alice()), 0, [6; 16], Opening::Trace);
		assert_noop!(salted, Error::<Runtime>::CommitmentMismatch);
		run(40);
		let late = try_reveal(&alice(), Opening::Trace);
		assert_eq!(late, Err(Error::<Runtime>::TooLateToReveal.into()));
	});
}

#[test]
fn reveal_challenge_should_refuse_when_the_cell_is_not_in_the_trace() {
	build_and_execute(|| {
		open(0, truth());
		let (cell, proof) = (Cell { position: 1, slot: 1 }, truth().trace().prove_cell(1, 2));
		let opening = Opening::Cell { cell, proof: proof.try_into().unwrap() };
		commit(&alice(), 0, &opening);
		run(1);
		let wrong = try_reveal(&alice(), opening);
		assert_eq!(wrong, Err(Error::<Runtime>::NotInTrace.into()));
		let proof = truth().trace().prove_cell(1, 1).try_into().unwrap();
		assert_eq!(try_reveal(&alice(), Opening::Cell { cell, proof }), Ok(()));
	});
}

#[test]
fn reveal_challenge_should_begin_at_the_cell_when_hashes_were_served() {
	build_and_execute(|| {
		open(0, liar());
		let (challenger, opening) = begin(liar(), honest(liar()));
		assert_eq!(opening.cell(), Some(Cell { position: 41, slot: 2 }));
		let game = challenge(&alice(), 0, opening);
		play(game, liar(), challenger);
		let answers = events().iter().filter(|e| matches!(e, Event::Answered { .. })).count();
		assert!(answers <= 3, "{answers}");
		assert_eq!(Told::get().len(), 1);
		assert_nothing_left();
	});
}

#[test]
fn reveal_challenge_should_leave_only_the_proof_when_the_inner_root_was_signed() {
	build_and_execute(|| {
		open(0, liar());
		let inner = liar().inner(41, 2).inner();
		let cell = Cell { position: 41, slot: 2 };
		let digest = inner_root_digest(&Chain::genesis(), &0u64, 41, 2, &inner.root);
		let signature = pair(1).sign(&digest).0;
		let forged = pair(2).sign(&digest).0;
		let opening = |signature| Opening::Inner { cell, root: inner.root, signature };
		let game = commit(&alice(), 0, &opening(signature));
		run(1);
		let refused = try_reveal(&alice(), opening(forged));
		assert_eq!(refused, Err(Error::<Runtime>::NotSigned.into()));
		assert_eq!(try_reveal(&alice(), opening(signature)), Ok(()));
		assert!(!standing(game).awaits_provider(), "the provider has said enough");
		// The proof as a game would have brought it.
		let (challenger, _) = begin(liar(), honest(liar()));
		play(game, liar(), with_cell(challenger, game));
		assert!(matches!(Told::get()[..], [(0, Verdict::ProviderLied { .. })]));
		assert_eq!(balance(&alice()), FUNDS);
		assert_nothing_left();
	});
}

/// A challenger who was handed over the cell of the liar's: what he would have been shown there.
fn with_cell(
	mut challenger: stoa_exact::trace::Challenger,
	game: u64,
) -> stoa_exact::trace::Challenger {
	let at = standing(game);
	let shown = stoa_exact::trace::answer(liar(), at.node());
	let next = challenger.next(&at, &shown);
	let stoa_exact::trace::Move::Choose { choice, proof } = next else { panic!("a choice") };
	let proof = proof.try_into().unwrap();
	assert_ok!(Referee::choose(signed(&alice()), game, choice, proof));
	challenger
}

#[test]
fn reveal_challenge_should_return_the_bond_when_the_claim_was_closed_meanwhile() {
	build_and_execute(|| {
		open(0, truth());
		commit(&alice(), 0, &Opening::Trace);
		<Referee as stoa_primitives::frame::Referee<_, _>>::void(&0);
		reveal(&alice(), 0, Opening::Trace);
		assert_eq!((held(&alice()), balance(&alice())), (0, FUNDS));
		assert!(!Referee::has_open_games(&0));
		assert_nothing_left();
	});
}
