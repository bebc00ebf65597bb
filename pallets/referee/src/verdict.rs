//! How games end, and who gets what.
//!
//! A lie that is shown closes its claim, and all games about it. A challenge that fails shows that one step
//! is right and nothing else: the claim stays open for at least a while.

use crate::{
	ActiveGames, Cell, Config, Error, Event, Failure, GameDetails, Games, GamesByAccount,
	GamesByCell, HoldReason, OpenGames, Pallet, QueuedGames, Stage, SubjectDetails, Subjects,
	challenge::less, pricing,
};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	Balance, GameId,
	frame::{Holds, OnRefereed, Verdict},
};

type GameOf<T> = GameDetails<<T as frame_system::Config>::AccountId, <T as Config>::Subject>;

impl<T: Config> Holds for Pallet<T> {
	type AccountId = T::AccountId;
	type Reason = HoldReason;
	type Currency = T::Currency;

	const LOG: &'static str = "runtime::referee";

	fn insufficient_funds() -> DispatchError {
		Error::<T>::InsufficientFunds.into()
	}
}

impl<T: Config> Pallet<T> {
	/// The claim is refuted: by a step of `cell`, or by silence. `game` may have changed since it was stored.
	pub(crate) fn refute(id: GameId, game: GameOf<T>, cell: Option<Cell>) {
		let (subject, defender) = (game.subject.clone(), game.defender.clone());
		Subjects::<T>::remove(&subject);
		let first = Self::earliest_right(id, &game, cell);
		let mut ended: Vec<(GameId, GameOf<T>)> = Vec::from([(id, game)]);
		ended.extend(Self::running_about(&subject, &defender, id));
		if !ended.iter().any(|(id, _)| *id == first) {
			ended.extend(Games::<T>::get(first).map(|game| (first, game)));
		}
		// Who came first is named first.
		ended.sort_by_key(|(id, _)| (*id != first, *id));
		let right =
			|at: GameId, game: &GameOf<T>| at == id || at == first || Self::is_right(game, cell);
		let costs: Vec<_> = ended
			.iter()
			.filter(|(at, game)| right(*at, game))
			.map(|(_, game)| (game.challenger.clone(), game.costs.challenger))
			.collect();
		let finder = ended.first().map(|(_, game)| game.challenger.clone());
		for (id, game) in ended {
			Self::remove_game(id, &game);
			Self::give_back(HoldReason::ChallengeBond, &game.challenger, game.bond);
			let (challenger, bond) = (game.challenger, game.bond);
			Self::deposit_event(Event::GameWon { game: id, challenger, bond });
		}
		Self::fill(&defender);
		let Some(finder) = finder else { return };
		Self::deposit_event(Event::SubjectRefuted {
			subject: subject.clone(),
			defender: defender.clone(),
			game: id,
			cell,
			first,
			finder: finder.clone(),
		});
		let verdict = Verdict::ProviderLied { finder, silent: cell.is_none(), costs };
		T::OnRefereed::on_refereed(&subject, &defender, verdict);
	}

	/// The earliest commitment that is proven right. A step proves right whoever named its cell, or the whole
	/// trace, whether its game has started or not: finishing first earns nothing. Silence proves right
	/// everyone for whom the provider's time is over.
	fn earliest_right(id: GameId, game: &GameOf<T>, cell: Option<Cell>) -> GameId {
		let named = |cell: Option<Cell>| {
			let mut places = GamesByCell::<T>::iter_key_prefix((game.subject.clone(), cell));
			places.next().map(GameId::from_be_bytes)
		};
		let mut first = id;
		if cell.is_some() {
			first = [named(cell), named(None)].into_iter().flatten().fold(first, GameId::min);
		} else {
			for (other, details) in Self::running_about(&game.subject, &game.defender, id) {
				if Self::defender_is_late(&details) {
					first = first.min(other);
				}
			}
		}
		first
	}

	/// Whether a game that runs is proven right.
	fn is_right(game: &GameOf<T>, cell: Option<Cell>) -> bool {
		match cell {
			Some(_) => game.cell.is_none() || game.cell == cell,
			None => Self::defender_is_late(game),
		}
	}

	/// Running games about a claim, but for one.
	fn running_about(
		subject: &T::Subject,
		defender: &T::AccountId,
		but: GameId,
	) -> Vec<(GameId, GameOf<T>)> {
		let ids = ActiveGames::<T>::get(defender).into_iter().filter(|id| *id != but);
		ids.filter_map(|id| Games::<T>::get(id).map(|game| (id, game)))
			.filter(|(_, game)| game.subject == *subject)
			.collect()
	}

	/// A challenge failed: the provider's costs are paid out of the bond, and the rest of it is burned.
	pub(crate) fn fail(
		id: GameId,
		game: GameOf<T>,
		mut details: SubjectDetails<T::AccountId>,
		reason: Failure,
	) {
		let now = Self::now();
		let blocks = now.saturating_sub(game.opened_at);
		let frozen = pricing::frozen_price(&game.parameters, details.reserved, blocks);
		let costs = game.costs.defender.saturating_add(frozen).min(game.bond);
		Self::remove_game(id, &game);
		let (paid, burned) = Self::pay(&game.challenger, &game.defender, game.bond, costs);
		let until = now.saturating_add(game.parameters.min_window.get());
		details.games = details.games.saturating_sub(1);
		if until > details.until {
			details.until = until;
			details.extensions = details.extensions.saturating_add(1);
			Self::deposit_event(Event::WindowExtended { subject: game.subject.clone(), until });
		}
		let until = details.until;
		Subjects::<T>::insert(&game.subject, details);
		let challenger = game.challenger.clone();
		Self::deposit_event(Event::GameLost { game: id, challenger, reason, paid, burned });
		Self::fill(&game.defender);
		let verdict = Verdict::ChallengeFailed { challenger: game.challenger, paid, until };
		T::OnRefereed::on_refereed(&game.subject, &game.defender, verdict);
	}

	/// The game's model is bad: nobody but its publisher is at fault.
	pub(crate) fn void_for_bad_model(id: GameId, game: GameOf<T>) {
		let (subject, defender) = (game.subject.clone(), game.defender.clone());
		Subjects::<T>::remove(&subject);
		Self::void_game(id, &game);
		Self::void_subject(&subject, &defender);
		let verdict = Verdict::BadRelease { by: game.challenger };
		T::OnRefereed::on_refereed(&subject, &defender, verdict);
	}

	/// Ends the games that run about a claim which is gone. Those that queue end when they are looked at.
	pub(crate) fn void_subject(subject: &T::Subject, defender: &T::AccountId) {
		for (id, game) in Self::running_about(subject, defender, GameId::MAX) {
			Self::void_game(id, &game);
		}
		let (subject, by) = (subject.clone(), defender.clone());
		Self::deposit_event(Event::SubjectVoided { subject, defender: by });
		Self::fill(defender);
	}

	/// Ends a game without fault, of which the claim is gone.
	pub(crate) fn void_game(id: GameId, game: &GameOf<T>) {
		Self::remove_game(id, game);
		Self::give_back(HoldReason::ChallengeBond, &game.challenger, game.bond);
		let (challenger, bond) = (game.challenger.clone(), game.bond);
		Self::deposit_event(Event::GameVoided { game: id, challenger, bond });
	}

	/// Takes a game from everywhere but its claim.
	fn remove_game(id: GameId, game: &GameOf<T>) {
		Games::<T>::remove(id);
		GamesByCell::<T>::remove((game.subject.clone(), game.cell, id.to_be_bytes()));
		GamesByAccount::<T>::remove(&game.challenger, id);
		GamesByAccount::<T>::remove(&game.defender, id);
		OpenGames::<T>::mutate_exists(&game.subject, &game.challenger, less);
		Self::count_down(&game.defender, &game.challenger);
		match game.stage {
			Stage::Queued => QueuedGames::<T>::remove(&game.defender, id.to_be_bytes()),
			Stage::Running { .. } => ActiveGames::<T>::mutate_exists(&game.defender, |active| {
				if let Some(ids) = active {
					ids.retain(|other| *other != id);
				}
				active.take_if(|ids| ids.is_empty());
			}),
		}
	}

	/// Of a bond, moves `costs` to the defender and burns the rest. Returns both.
	fn pay(
		challenger: &T::AccountId,
		defender: &T::AccountId,
		bond: Balance,
		costs: Balance,
	) -> (Balance, Balance) {
		// A provider without an account that could receive it gets nothing.
		let paid = Self::pay_held(HoldReason::ChallengeBond, challenger, defender, costs);
		let burned = bond.saturating_sub(paid);
		Self::burn(HoldReason::ChallengeBond, challenger, burned);
		(paid, burned)
	}
}
