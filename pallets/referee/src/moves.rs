//! What both sides do in a game, and what time does.

use crate::{
	Answer, Cell, ChoiceProof, Config, Error, Event, Failure, GameDetails, Games, HostBlake2,
	Judgement, Pallet, Proof, Stage, StepBytes, pricing,
};
use frame_support::pallet_prelude::*;
use stoa_exact::{
	Claim, Header, Outcome, Step, check_weights,
	game::{Refused, Standing},
	recompute::recompute,
	step::STEP_BYTES,
};
use stoa_primitives::{
	GameId,
	frame::{BadModels, SpokenFor},
};

type GameOf<T> = GameDetails<<T as frame_system::Config>::AccountId, <T as Config>::Subject>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_answer(
		who: T::AccountId,
		id: GameId,
		answer: Answer,
	) -> DispatchResultWithPostInfo {
		let mut game = Games::<T>::get(id).ok_or(Error::<T>::GameNotFound)?;
		ensure!(T::Keys::speaks_for(&who, &game.defender), Error::<T>::NotDefender);
		let (claim, standing) = Self::running(&game)?;
		let next = standing.answer::<HostBlake2>(&claim, &answer).map_err(Self::refused)?;
		let price = pricing::move_price(&game.parameters, answer.len());
		game.costs.defender = game.costs.defender.saturating_add(price);
		let left = game.clocks.defender.saturating_sub(Self::spent(&game));
		game.clocks.defender = left;
		let standing = Self::store_move(id, game, &next);
		Self::deposit_event(Event::Answered { game: id, answer, standing, left });
		Ok(Pays::No.into())
	}

	pub(crate) fn do_choose(
		who: T::AccountId,
		id: GameId,
		choice: u32,
		proof: ChoiceProof,
	) -> DispatchResultWithPostInfo {
		let mut game = Games::<T>::get(id).ok_or(Error::<T>::GameNotFound)?;
		ensure!(T::Keys::speaks_for(&who, &game.challenger), Error::<T>::NotChallenger);
		let (claim, standing) = Self::running(&game)?;
		let next = standing.choose::<HostBlake2>(&claim, choice, &proof).map_err(Self::refused)?;
		let price = pricing::move_price(&game.parameters, proof.len());
		game.costs.challenger = game.costs.challenger.saturating_add(price);
		let left = game.clocks.challenger.saturating_sub(Self::spent(&game));
		game.clocks.challenger = left;
		let standing = Self::store_move(id, game, &next);
		Self::deposit_event(Event::Chosen { game: id, choice, standing, left });
		Ok(Pays::No.into())
	}

	/// The claim and where the game stands, if it runs.
	fn running(game: &GameOf<T>) -> Result<(Claim, Standing), Error<T>> {
		ensure!(game.stage != Stage::Queued, Error::<T>::GameQueued);
		Self::board(game)
	}

	/// The claim, and where the game stands.
	fn board(game: &GameOf<T>) -> Result<(Claim, Standing), Error<T>> {
		let details = Self::find_subject(&game.subject).ok_or(Error::<T>::SubjectNotFound)?;
		let claim = Self::claim(&details.claim)?;
		let standing = Standing::decode(&game.standing).ok_or(Error::<T>::GameNotFound)?;
		Ok((claim, standing))
	}

	fn refused(refused: Refused) -> Error<T> {
		match refused {
			Refused::NotNow => Error::<T>::NotYourTurn,
			Refused::NotCommitted => Error::<T>::NotCommitted,
			Refused::NoSuchChild => Error::<T>::NoSuchChild,
		}
	}

	/// The other side has the move.
	fn store_move(id: GameId, mut game: GameOf<T>, standing: &Standing) -> crate::StandingBytes {
		game.standing = Self::stored(standing);
		Self::begin_turn(&mut game);
		let bytes = game.standing.clone();
		Games::<T>::insert(id, game);
		bytes
	}

	pub(crate) fn do_prove(
		who: T::AccountId,
		id: GameId,
		proof: Proof,
	) -> DispatchResultWithPostInfo {
		let mut game = Games::<T>::get(id).ok_or(Error::<T>::GameNotFound)?;
		ensure!(T::Keys::speaks_for(&who, &game.challenger), Error::<T>::NotChallenger);
		let Some(details) = Self::find_subject(&game.subject) else {
			Self::void_game(id, &game);
			Self::fill(&game.defender);
			return Ok(Pays::No.into());
		};
		let (claim, standing) = Self::board(&game)?;
		let price = pricing::move_price(&game.parameters, proof.len());
		game.costs.challenger = game.costs.challenger.saturating_add(price);
		let inner = standing.inner();
		let outcome = recompute::<HostBlake2>(&claim, inner.as_ref(), &proof);
		Self::tell_judgement(id, &proof, outcome);
		match outcome {
			Outcome::Inconsistent => Self::refute(id, game, Self::cell_of(&proof)),
			Outcome::BadRelease => {
				let model = Self::model(&details.claim);
				if T::Models::report(&model, &game.challenger).is_ok() {
					let by = game.challenger.clone();
					Self::deposit_event(Event::BadReleaseProven { model, by });
				}
				Self::void_for_bad_model(id, game);
			}
			Outcome::Consistent => Self::fail(id, game, details, Failure::Consistent),
			Outcome::Malformed => Self::fail(id, game, details, Failure::Malformed),
		}
		Ok(Pays::No.into())
	}

	fn tell_judgement(id: GameId, proof: &[u8], outcome: Outcome) {
		let step = proof.get(..STEP_BYTES).unwrap_or(proof);
		let step = StepBytes::try_from(step.to_vec()).unwrap_or_default();
		let judgement = match outcome {
			Outcome::Consistent => Judgement::Consistent,
			Outcome::Inconsistent => Judgement::Inconsistent,
			Outcome::BadRelease => Judgement::BadRelease,
			Outcome::Malformed => Judgement::Malformed,
		};
		Self::deposit_event(Event::ProofJudged { game: id, step, judgement });
	}

	/// The cell that a proof is about.
	fn cell_of(proof: &[u8]) -> Option<Cell> {
		let step = proof.first_chunk().and_then(Step::decode)?;
		Some(Cell { position: step.position, slot: step.slot })
	}

	/// Whether the provider is to move and has no time left.
	pub(crate) fn defender_is_late(game: &GameOf<T>) -> bool {
		let awaited = Standing::decode(&game.standing).is_some_and(|at| at.awaits_provider());
		awaited && Self::spent(game) > game.clocks.defender
	}

	pub(crate) fn do_timeout(id: GameId) -> DispatchResultWithPostInfo {
		let game = Games::<T>::get(id).ok_or(Error::<T>::GameNotFound)?;
		let Some(details) = Self::find_subject(&game.subject) else {
			Self::void_game(id, &game);
			Self::fill(&game.defender);
			return Ok(Pays::No.into());
		};
		let standing = Standing::decode(&game.standing).ok_or(Error::<T>::GameNotFound)?;
		if Self::model_is_bad(&details.claim) {
			Self::void_for_bad_model(id, game);
		} else if Self::defender_is_late(&game) {
			Self::refute(id, game, None);
		} else if !standing.awaits_provider() && Self::spent(&game) > game.clocks.challenger {
			Self::fail(id, game, details, Failure::Silent);
		} else if game.stage == Stage::Queued && Self::has_room(&game.defender) {
			Self::fill(&game.defender);
		} else {
			return Err(Error::<T>::NothingDue.into());
		}
		Ok(Pays::No.into())
	}

	pub(crate) fn do_prove_bad_release(
		who: T::AccountId,
		header: &[u8],
		proof: &[u8],
	) -> DispatchResultWithPostInfo {
		let decoded = Header::decode(header).map_err(|_| Error::<T>::BadHeader)?;
		let outcome = check_weights::<HostBlake2>(&decoded, proof);
		ensure!(outcome == Outcome::BadRelease, Error::<T>::NotBad);
		let model = decoded.root::<HostBlake2>();
		T::Models::report(&model, &who)?;
		Self::deposit_event(Event::BadReleaseProven { model, by: who });
		Ok(Pays::No.into())
	}
}
