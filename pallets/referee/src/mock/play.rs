//! Whole games, as their two sides would play them on chain.

use super::{AccountId, Chain, Referee, Runtime, System, alice, parts, provider, run, signed};
use crate::*;
use frame_support::{assert_ok, dispatch::Pays};
use stoa_exact::{
	game::Standing,
	trace::{Begin, Challenger, Execution, Move, Trace, answer},
};
use stoa_primitives::{
	GameId, STOA,
	frame::{ChainIdentity, NewSubject, Referee as _},
	payload::challenge_commitment,
};

pub const SALT: [u8; 16] = [5; 16];
pub const WINDOW: u32 = 200;

/// Opens a provider's claim under a key, for [`WINDOW`] blocks.
pub fn open(key: u64, answer: &Execution) {
	open_of(key, answer, provider());
}

pub fn open_of(key: u64, answer: &Execution, defender: AccountId) {
	let until = System::block_number() + WINDOW;
	let claim = parts(answer);
	let new = NewSubject { defender, claim, until, reserved: 100 * STOA, regeneration: 100 };
	assert_ok!(Referee::open(key, new));
}

/// What the challenger of an opening commits to.
pub fn digest(who: &AccountId, key: u64, opening: &Opening) -> [u8; 32] {
	let cell = opening.cell().map(|cell| cell.pair());
	challenge_commitment(&Chain::genesis(), &key, who, cell, &SALT)
}

/// A hidden challenge. Gives its number.
pub fn commit(who: &AccountId, key: u64, opening: &Opening) -> GameId {
	assert_ok!(Referee::commit_challenge(signed(who), key, digest(who, key, opening)));
	NextGameId::<Runtime>::get() - 1
}

pub fn reveal(who: &AccountId, key: u64, opening: Opening) {
	let post = Referee::reveal_challenge(signed(who), key, SALT, opening).unwrap();
	assert_eq!(post.pays_fee, Pays::No);
}

/// A challenge, hidden and shown.
pub fn challenge(who: &AccountId, key: u64, opening: Opening) -> GameId {
	let game = commit(who, key, &opening);
	run(1);
	reveal(who, key, opening);
	game
}

/// What a challenger begins with who was served all cell hashes.
pub fn begin(provider: &Execution, right: Execution) -> (Challenger, Opening) {
	let served = Trace::decode(provider.claim(), &provider.trace().encode()).expect("no refusal");
	let (challenger, begin) = Challenger::with_trace(right, &served).expect("they differ");
	let opening = match begin {
		Begin::Open => Opening::Trace,
		Begin::AtCell { position, slot, proof } => {
			Opening::Cell { cell: Cell { position, slot }, proof: proof.try_into().expect("fits") }
		}
	};
	(challenger, opening)
}

pub fn standing(game: GameId) -> Standing {
	let details = Referee::game(game).expect("it runs");
	Standing::decode(&details.standing).expect("it stands somewhere")
}

/// The provider's move.
pub fn answer_of(game: GameId, own: &Execution) -> Vec<u8> {
	let shown = answer(own, standing(game).node());
	let bytes = shown.clone().try_into().expect("fits");
	let post = Referee::answer(signed(&provider()), game, bytes).unwrap();
	assert_eq!(post.pays_fee, Pays::No);
	shown
}

/// Plays a round: whatever the provider has to show, then the challenger's move, unless it is to concede.
/// Says whether the game goes on.
pub fn round(game: GameId, own: &Execution, who: &AccountId, challenger: &mut Challenger) -> bool {
	let shown = if standing(game).awaits_provider() { answer_of(game, own) } else { Vec::new() };
	run(1);
	match challenger.next(&standing(game), &shown) {
		Move::Choose { choice, proof } => {
			let proof = proof.try_into().expect("fits");
			let post = Referee::choose(signed(who), game, choice, proof).unwrap();
			assert_eq!(post.pays_fee, Pays::No);
			true
		}
		Move::Prove(proof) => {
			prove(game, who, proof);
			false
		}
		Move::Concede => false,
	}
}

pub fn prove(game: GameId, who: &AccountId, proof: Vec<u8>) {
	let proof = proof.try_into().expect("fits");
	let post = Referee::prove(signed(who), game, proof).unwrap();
	assert_eq!(post.pays_fee, Pays::No);
}

/// Plays a game of alice's to its end.
pub fn play(game: GameId, own: &Execution, mut challenger: Challenger) {
	while round(game, own, &alice(), &mut challenger) {
		run(1);
	}
	Referee::do_try_state().unwrap();
}

/// A game of alice's, whose challenge would be right if `right` were another answer than `own`.
pub fn whole_game(key: u64, own: &Execution, right: Execution) -> GameId {
	let game = challenge(&alice(), key, Opening::Trace);
	play(game, own, Challenger::new(right));
	game
}
