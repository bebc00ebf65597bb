//! One benchmark per call, each in its worst case: as many games end and as many are cleared away as one
//! call may.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod board;

use crate::{queue::MAX_CLEARED, *};
use alloc::vec;
use board::{Board, CELL};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::*,
	traits::{EnsureOrigin, fungible::Mutate},
};
use frame_system::RawOrigin;
use stoa_exact::merkle::Tree;
use stoa_primitives::{
	GameId, STOA,
	frame::{BadModels, ChainIdentity, NewSubject, Referee, SpokenFor},
	payload::{challenge_commitment, inner_root_digest},
};

const SALT: [u8; 16] = [1; 16];
const UNTIL: u32 = 1_000;

fn funded<T: pallet::Config>(name: &'static str, n: u32) -> T::AccountId {
	let who: T::AccountId = account(name, n, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
	who
}

fn set_now<T: pallet::Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

fn subject<T: pallet::Config>(n: u32) -> T::Subject {
	T::BenchmarkHelper::subject(n)
}

fn defender<T: pallet::Config>() -> T::AccountId {
	funded::<T>("defender", 0)
}

fn challenger<T: pallet::Config>(n: u32) -> T::AccountId {
	funded::<T>("challenger", n)
}

/// Opens the claim of `board` under key `n`.
fn open<T: pallet::Config>(n: u32, board: &Board) {
	let new = NewSubject {
		defender: defender::<T>(),
		claim: board.claim.clone(),
		until: UNTIL,
		reserved: STOA,
		regeneration: 1,
	};
	<Pallet<T> as Referee<_, _>>::open(subject::<T>(n), new).expect("it can be refereed");
}

fn commit<T: pallet::Config>(n: u32, who: &T::AccountId, opening: &Opening) -> GameId {
	let key = subject::<T>(n);
	let cell = opening.cell().map(|cell| cell.pair());
	let digest = challenge_commitment(&T::Chain::genesis(), &key, who, cell, &SALT);
	Pallet::<T>::do_commit_challenge(who.clone(), key, digest).expect("it is open");
	NextGameId::<T>::get() - 1
}

/// A challenge to claim `n`, shown in the next block.
fn challenge<T: pallet::Config>(n: u32, who: &T::AccountId, opening: Opening) -> GameId {
	set_now::<T>(1);
	let game = commit::<T>(n, who, &opening);
	set_now::<T>(2);
	Pallet::<T>::do_reveal_challenge(who.clone(), subject::<T>(n), SALT, opening)
		.expect("it opens");
	game
}

fn at_cell(board: &Board) -> Opening {
	Opening::Cell { cell: CELL, proof: board.path.clone().try_into().expect("fits") }
}

/// The inner root of the board, signed by the provider.
fn signed_inner<T: pallet::Config>(n: u32, board: &Board) -> Opening {
	let (genesis, (position, slot)) = (T::Chain::genesis(), CELL.pair());
	let digest = inner_root_digest(&genesis, &subject::<T>(n), position, slot, &board.inner);
	let signature = T::Keys::benchmark_sign(&defender::<T>(), &digest);
	Opening::Inner { cell: CELL, root: board.inner, signature }
}

/// As many games about claims that are gone as one call may clear away, and as many behind them as it may
/// start. They wait.
fn waiting<T: pallet::Config>(board: &Board) {
	for n in 100..100 + MAX_CLEARED + T::MaxActiveGames::get() {
		open::<T>(n, board);
		challenge::<T>(n, &challenger::<T>(n), Opening::Trace);
		if n < 100 + MAX_CLEARED {
			Subjects::<T>::remove(subject::<T>(n));
		}
	}
}

/// Those behind them run now, and nothing else.
fn all_started<T: pallet::Config>() -> bool {
	let running = T::MaxActiveGames::get() as usize;
	Games::<T>::iter_keys().count() == running
		&& ActiveGames::<T>::get(defender::<T>()).len() == running
}

/// All games that may run, about claim 0. The last is `opening`.
fn crowded<T: pallet::Config>(board: &Board, opening: Opening) -> (T::AccountId, GameId) {
	open::<T>(0, board);
	for n in 1..T::MaxActiveGames::get() {
		challenge::<T>(0, &challenger::<T>(n), Opening::Trace);
	}
	let who = challenger::<T>(0);
	let game = challenge::<T>(0, &who, opening);
	waiting::<T>(board);
	(who, game)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn commit_challenge() {
		open::<T>(0, &Board::new());
		let who = challenger::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), subject::<T>(0), [1; 32]);

		assert!(Commitments::<T>::contains_key(subject::<T>(0), who));
	}

	#[benchmark]
	fn reveal_challenge() {
		let board = Board::new();
		let (who, game) = crowded::<T>(&board, Opening::Trace);
		let opening = signed_inner::<T>(0, &board);
		let late = challenger::<T>(99);
		set_now::<T>(1);
		let shown = commit::<T>(0, &late, &opening);
		set_now::<T>(2);
		// As if all that run had ended a moment before.
		ActiveGames::<T>::remove(defender::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(late), subject::<T>(0), SALT, opening);

		assert!(Games::<T>::contains_key(shown) && who != defender::<T>());
		assert!(!ActiveGames::<T>::get(defender::<T>()).contains(&game));
	}

	#[benchmark]
	fn answer() {
		let board = Board::new();
		open::<T>(0, &board);
		let game = challenge::<T>(0, &challenger::<T>(0), at_cell(&board));
		let shown: Answer = board.shown.try_into().expect("fits");

		#[extrinsic_call]
		_(RawOrigin::Signed(defender::<T>()), game, shown);

		assert!(Games::<T>::get(game).unwrap().costs.defender > 0);
	}

	#[benchmark]
	fn choose() {
		let board = Board::new();
		open::<T>(0, &board);
		let who = challenger::<T>(0);
		let game = challenge::<T>(0, &who, at_cell(&board));
		let shown = board.shown.try_into().expect("fits");
		Pallet::<T>::do_answer(defender::<T>(), game, shown).expect("it was committed");
		let roots = vec![[0; 32]; 15];
		let tree = Tree::new::<HostBlake2>(roots);
		let proof = [vec![[0; 32]], tree.siblings(3, 1)].concat().concat();

		#[extrinsic_call]
		_(RawOrigin::Signed(who), game, 3, proof.try_into().expect("fits"));

		assert!(Games::<T>::get(game).unwrap().costs.challenger > 0);
	}

	#[benchmark]
	fn prove() {
		let board = Board::new();
		let (who, game) = crowded::<T>(&board, signed_inner::<T>(0, &board));
		let proof: Proof = board.proof.try_into().expect("fits");

		#[extrinsic_call]
		_(RawOrigin::Signed(who), game, proof);

		assert!(!Subjects::<T>::contains_key(subject::<T>(0)));
		assert!(all_started::<T>());
	}

	#[benchmark]
	fn timeout() {
		let board = Board::new();
		let (who, game) = crowded::<T>(&board, Opening::Trace);
		set_now::<T>(1_000_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), game);

		assert!(!Subjects::<T>::contains_key(subject::<T>(0)));
		assert!(all_started::<T>());
	}

	#[benchmark]
	fn drop_commitment() {
		open::<T>(0, &Board::new());
		let who = challenger::<T>(0);
		commit::<T>(0, &who, &Opening::Trace);
		set_now::<T>(100_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(defender::<T>()), subject::<T>(0), who.clone());

		assert!(!Commitments::<T>::contains_key(subject::<T>(0), who));
	}

	#[benchmark]
	fn prove_bad_release() {
		let (header, proof) = board::bad_model();
		T::Models::benchmark_model(&sp_io::hashing::blake2_256(&header));
		let (header, proof): (_, Proof) =
			(header.try_into().expect("fits"), proof.try_into().expect("fits"));

		#[extrinsic_call]
		_(RawOrigin::Signed(challenger::<T>(0)), header, proof);
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = Parameters { move_cost: STOA, ..Default::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);

		assert_eq!(CurrentParameters::<T>::get(), parameters);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Runtime);
}
