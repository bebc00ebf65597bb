//! Whatever happens in whatever order: no money appears or vanishes, nothing stays behind.

use crate::{mock::*, *};
use proptest::{prelude::*, sample::Index};
use std::collections::BTreeMap;
use stoa_exact::trace::{Challenger, Execution, Move, answer};
use stoa_primitives::{GameId, frame::Referee as _};

/// Something that somebody does. Claims under even names are lies. `Index`es choose among what is there.
#[derive(Clone, Debug)]
enum Act {
	Open(u64),
	Extend(u64),
	Close(u64),
	Void(u64),
	Commit {
		who: u8,
		name: u64,
		at_cell: bool,
	},
	Reveal {
		hidden: Index,
		other: bool,
	},
	Drop(Index),
	Answer {
		game: Index,
		sound: bool,
	},
	Move {
		game: Index,
		garbage: bool,
	},
	/// Up to so many rounds, without delay.
	Play {
		game: Index,
		rounds: u8,
	},
	Prove(Index),
	Timeout(Index),
	Bad(bool),
	Wait(u32),
	/// So many blocks that do not count.
	Flood(u32),
}

fn acts() -> impl Strategy<Value = Act> {
	let (name, index) = (|| 0u64..4, any::<Index>);
	let rarely = || prop::bool::weighted(0.1);
	prop_oneof![
		6 => name().prop_map(Act::Open),
		1 => name().prop_map(Act::Extend),
		1 => name().prop_map(Act::Close),
		1 => name().prop_map(Act::Void),
		20 => (2u8..9, name(), any::<bool>())
			.prop_map(|(who, name, at_cell)| Act::Commit { who, name, at_cell }),
		20 => (index(), rarely()).prop_map(|(hidden, other)| Act::Reveal { hidden, other }),
		2 => index().prop_map(Act::Drop),
		10 => (index(), rarely()).prop_map(|(game, bad)| Act::Answer { game, sound: !bad }),
		10 => (index(), rarely()).prop_map(|(game, garbage)| Act::Move { game, garbage }),
		10 => (index(), 1u8..9).prop_map(|(game, rounds)| Act::Play { game, rounds }),
		1 => index().prop_map(Act::Prove),
		6 => index().prop_map(Act::Timeout),
		2 => rarely().prop_map(Act::Bad),
		20 => prop_oneof![8 => 1u32..4, 2 => 20u32..60, 1 => 200u32..400].prop_map(Act::Wait),
		3 => (1u32..100).prop_map(Act::Flood),
	]
}

/// A call as a block makes it: all or nothing. Says which.
fn done<R, E: From<sp_runtime::DispatchError>>(f: impl FnOnce() -> Result<R, E>) -> bool {
	frame_support::storage::with_storage_layer::<R, E, _>(f).is_ok()
}

fn call<R, E: From<sp_runtime::DispatchError>>(f: impl FnOnce() -> Result<R, E>) {
	done(f);
}

fn execution(key: u64) -> &'static Execution {
	if key.is_multiple_of(2) { liar() } else { truth() }
}

fn opening(key: u64, at_cell: bool) -> Opening {
	if !at_cell {
		return Opening::Trace;
	}
	let proof = execution(key).trace().prove_cell(41, 2).try_into().unwrap();
	Opening::Cell { cell: Cell { position: 41, slot: 2 }, proof }
}

/// What challengers keep between moves.
#[derive(Default)]
struct Minds {
	/// Per game: the challenger, and what he was shown last.
	games: BTreeMap<GameId, (Challenger, Vec<u8>)>,
	/// By name the key in use, since none may be used twice.
	used: BTreeMap<u64, u64>,
	/// Whether a hidden challenge is about a cell.
	hidden: BTreeMap<(u64, AccountId), bool>,
}

fn any_hidden(index: Index) -> Option<(u64, AccountId)> {
	let all: Vec<_> = Commitments::<Runtime>::iter_keys().collect();
	(!all.is_empty()).then(|| index.get(&all).clone())
}

fn any_game(index: Index) -> Option<GameId> {
	let mut all: Vec<_> = Games::<Runtime>::iter_keys().collect();
	all.sort();
	(!all.is_empty()).then(|| *index.get(&all))
}

impl Minds {
	/// The claim that is open, or was last, under one of four names.
	fn key(&self, name: u64) -> u64 {
		self.used.get(&name).copied().unwrap_or(name)
	}

	fn act(&mut self, act: Act) {
		match act {
			Act::Open(name) => {
				let next = self.used.get(&name).map_or(name, |key| key + 4);
				if Referee::subject(self.key(name)).is_none() {
					self.used.insert(name, next);
					open(next, execution(name));
				}
			}
			Act::Extend(name) => Referee::extend(&self.key(name), System::block_number() + 100),
			Act::Close(name) => call(|| Referee::close(&self.key(name))),
			Act::Void(name) => Referee::void(&self.key(name)),
			Act::Commit { who, name, at_cell } => {
				let (who, key) = (account(who), self.key(name));
				let digest = digest(&who, key, &opening(key, at_cell));
				if done(|| Referee::commit_challenge(signed(&who), key, digest)) {
					self.hidden.insert((key, who), at_cell);
				}
			}
			Act::Reveal { hidden, other } => {
				let Some((key, who)) = any_hidden(hidden) else { return };
				let at_cell = self.hidden[&(key, who.clone())] != other;
				let opening = opening(key, at_cell);
				call(|| Referee::reveal_challenge(signed(&who), key, SALT, opening));
			}
			Act::Drop(hidden) => {
				let Some((key, who)) = any_hidden(hidden) else { return };
				call(|| Referee::drop_commitment(signed(&bob()), key, who));
			}
			Act::Bad(bad) => {
				Bad::set(if bad { vec![Referee::model(&parts(truth()))] } else { Vec::new() })
			}
			Act::Wait(blocks) => run(blocks),
			Act::Flood(blocks) => flood(blocks),
			Act::Answer { game, .. }
			| Act::Move { game, .. }
			| Act::Play { game, .. }
			| Act::Prove(game)
			| Act::Timeout(game) => {
				let Some(game) = any_game(game) else { return };
				self.act_in(game, act);
			}
		}
	}

	fn act_in(&mut self, game: GameId, act: Act) {
		match act {
			Act::Answer { sound, .. } => self.answer(game, sound),
			Act::Move { garbage, .. } => self.next(game, garbage),
			Act::Play { rounds, .. } => {
				for _ in 0..rounds {
					self.answer(game, true);
					self.next(game, false);
				}
			}
			Act::Prove(_) => {
				let who = signed(&Referee::game(game).expect("it is there").challenger);
				call(|| Referee::prove(who, game, vec![3; 50].try_into().unwrap()));
			}
			_ => call(|| Referee::timeout(signed(&bob()), game)),
		}
	}

	fn answer(&mut self, game: GameId, sound: bool) {
		let Some(details) = Referee::game(game) else { return };
		let mut shown = answer(execution(details.subject), standing(game).node());
		if !sound {
			shown.push(0);
		}
		let bytes = shown.clone().try_into().unwrap();
		if done(|| Referee::answer(signed(&details.defender), game, bytes)) {
			let new = || (Challenger::new(honest(execution(details.subject))), Vec::new());
			self.games.entry(game).or_insert_with(new).1 = shown;
		}
	}

	fn next(&mut self, game: GameId, garbage: bool) {
		let Some(details) = Referee::game(game) else { return };
		if standing(game).awaits_provider() {
			return;
		}
		// He was shown something, or has nothing to be shown.
		let Some((challenger, shown)) = self.games.get_mut(&game) else { return };
		let who = signed(&details.challenger);
		match challenger.next(&standing(game), shown) {
			Move::Choose { choice, proof } => {
				let choice = if garbage { choice + 40 } else { choice };
				call(|| Referee::choose(who, game, choice, proof.try_into().unwrap()));
			}
			Move::Prove(mut proof) => {
				if garbage {
					proof.truncate(20);
				}
				call(|| Referee::prove(who, game, proof.try_into().unwrap()));
			}
			Move::Concede => {}
		}
	}
}

/// Time and anybody's calls alone end everything.
fn wind_up(minds: &Minds) {
	for _ in 0..40 {
		run(2_000);
		let games: Vec<_> = Games::<Runtime>::iter_keys().collect();
		games.into_iter().for_each(|game| call(|| Referee::timeout(signed(&bob()), game)));
		let hidden: Vec<_> = Commitments::<Runtime>::iter_keys().collect();
		for (key, who) in hidden {
			call(|| Referee::drop_commitment(signed(&bob()), key, who));
		}
	}
	for key in minds.used.values() {
		assert!(done(|| Referee::close(key)), "a claim is stuck");
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 100, ..Default::default() })]

	#[test]
	fn any_history_should_conserve_money_and_leave_nothing(
		history in prop::collection::vec(acts(), 1..300),
	) {
		build_and_execute(|| {
			let issuance = Balances::total_issuance();
			let mut minds = Minds::default();
			(0..4).for_each(|name| minds.act(Act::Open(name)));
			for act in history {
				minds.act(act);
				Referee::do_try_state().unwrap();
			}
			wind_up(&minds);
			assert_nothing_left();
			assert_eq!(issuance - Balances::total_issuance(), burned());
			let paid: u128 = events()
				.iter()
				.map(|event| if let Event::GameLost { paid, .. } = event { *paid } else { 0 })
				.sum();
			assert_eq!(balance(&provider()), FUNDS + paid);
		});
	}
}
