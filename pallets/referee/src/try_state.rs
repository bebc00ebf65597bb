//! What must hold between any two blocks.

use crate::{
	ActiveGames, Commitments, Config, GameDetails, Games, GamesByAccount, GamesByCell, HoldReason,
	NextGameId, OpenChallenges, OpenGames, Pallet, QueuedGames, Stage, Subjects,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{Get, fungible::InspectHold},
};
use sp_runtime::TryRuntimeError;
use stoa_exact::game::Standing;
use stoa_primitives::{Balance, GameId};

type GameOf<T> = GameDetails<<T as frame_system::Config>::AccountId, <T as Config>::Subject>;
/// A number for each encoded key.
type Counts = BTreeMap<Vec<u8>, u32>;

fn count(counts: &mut Counts, key: impl Encode) {
	let entry = counts.entry(key.encode()).or_default();
	*entry = entry.saturating_add(1);
}

fn counted(counts: &Counts, key: impl Encode) -> u32 {
	counts.get(&key.encode()).copied().unwrap_or(0)
}

impl<T: Config> Pallet<T> {
	/// 1. For each account, what is on hold is the sum of its bonds, hidden challenges and games.
	/// 2. The games that run are the active ones of their defenders, at most `MaxActiveGames` each.
	/// 3. The games that wait are the queued ones. Where there is room, the first of them is about a claim
	///    that is gone.
	/// 4. Each game is indexed by what it was committed to and by both accounts, and nothing else is.
	/// 5. A claim counts its games and hidden challenges; games that run have one, of the same defender.
	/// 6. Challenges by defender and challenger are counted, games by claim and challenger as well, and no
	///    zero is stored.
	/// 7. Ids are below `NextGameId`, and no challenge is both hidden and shown.
	/// 8. What is stored can be read: claims, and where games stand.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_holds()?;
		Self::try_queues()?;
		Self::try_indices()?;
		Self::try_subjects()?;
		Self::try_challenges()?;
		for (id, game) in Games::<T>::iter() {
			Self::try_game(id, &game)?;
		}
		Ok(())
	}

	fn try_holds() -> Result<(), TryRuntimeError> {
		let mut held: BTreeMap<Vec<u8>, (T::AccountId, Balance)> = BTreeMap::new();
		let hidden = Commitments::<T>::iter().map(|(_, who, hidden)| (who, hidden.bond));
		let shown = Games::<T>::iter_values().map(|game| (game.challenger, game.bond));
		for (who, bond) in hidden.chain(shown) {
			let entry = held.entry(who.encode()).or_insert_with(|| (who, 0));
			entry.1 = entry.1.saturating_add(bond);
		}
		for (who, sum) in held.into_values() {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::ChallengeBond.into(), &who);
			ensure!(on_hold == sum, "1: a hold is not the sum of its bonds");
		}
		Ok(())
	}

	fn try_queues() -> Result<(), TryRuntimeError> {
		let mut listed = 0usize;
		for (defender, ids) in ActiveGames::<T>::iter() {
			ensure!(!ids.is_empty(), "2: an empty list is stored");
			ensure!(ids.len() <= T::MaxActiveGames::get() as usize, "2: too many games run");
			listed = listed.saturating_add(ids.len());
			let different: BTreeSet<GameId> = ids.iter().copied().collect();
			ensure!(different.len() == ids.len(), "2: a game runs twice");
			for id in ids {
				let game = Games::<T>::get(id).ok_or("2: a game runs and is not there")?;
				let runs = matches!(game.stage, Stage::Running { .. });
				ensure!(
					runs && game.defender == defender,
					"2: a game does not run where it should"
				);
			}
		}
		for (defender, place, ()) in QueuedGames::<T>::iter() {
			listed = listed.saturating_add(1);
			let game = Games::<T>::get(GameId::from_be_bytes(place));
			let game = game.ok_or("3: a game waits and is not there")?;
			let waits = game.stage == Stage::Queued && game.defender == defender;
			ensure!(waits, "3: a game does not wait where it should");
		}
		ensure!(listed == Games::<T>::iter_keys().count(), "2: a game neither runs nor waits");
		for (defender, place) in QueuedGames::<T>::iter_keys() {
			let first = QueuedGames::<T>::iter_key_prefix(&defender).next() == Some(place);
			let game = Games::<T>::get(GameId::from_be_bytes(place));
			let lives = game.is_some_and(|game| Subjects::<T>::contains_key(game.subject));
			ensure!(!first || !lives || !Self::has_room(&defender), "3: a game waits for nothing");
		}
		Ok(())
	}

	fn try_indices() -> Result<(), TryRuntimeError> {
		let games = Games::<T>::iter_keys().count();
		ensure!(GamesByCell::<T>::iter_keys().count() == games, "4: a cell's game is not there");
		let accounts = GamesByAccount::<T>::iter_keys().count();
		ensure!(accounts == games.saturating_mul(2), "4: an account's game is not there");
		Ok(())
	}

	fn try_subjects() -> Result<(), TryRuntimeError> {
		let (mut games, mut hidden) = (Counts::new(), Counts::new());
		Games::<T>::iter_values().for_each(|game| count(&mut games, game.subject));
		Commitments::<T>::iter_keys().for_each(|(subject, _)| count(&mut hidden, subject));
		for (subject, details) in Subjects::<T>::iter() {
			ensure!(
				details.games == counted(&games, &subject),
				"5: a claim's games are miscounted"
			);
			let right = details.hidden == counted(&hidden, &subject);
			ensure!(right, "5: a claim's hidden challenges are miscounted");
			ensure!(details.until >= details.due, "5: games made a window shorter");
			ensure!(Self::claim(&details.claim).is_ok(), "8: a claim is none");
		}
		Ok(())
	}

	fn try_challenges() -> Result<(), TryRuntimeError> {
		let mut open = Counts::new();
		let next = NextGameId::<T>::get();
		for (_, who, hidden) in Commitments::<T>::iter() {
			count(&mut open, (&hidden.defender, &who));
			ensure!(hidden.game < next, "7: a challenge from the future");
			ensure!(!Games::<T>::contains_key(hidden.game), "7: a challenge is hidden and shown");
		}
		for game in Games::<T>::iter_values() {
			count(&mut open, (&game.defender, &game.challenger));
		}
		let stored = OpenChallenges::<T>::iter().count();
		ensure!(stored == open.len(), "6: challenges of a pair are not counted");
		for (defender, challenger, number) in OpenChallenges::<T>::iter() {
			let right = number == counted(&open, (&defender, &challenger));
			ensure!(right && number > 0, "6: challenges of a pair are miscounted");
		}
		Self::try_open_games()
	}

	fn try_open_games() -> Result<(), TryRuntimeError> {
		let mut games = Counts::new();
		Games::<T>::iter_values()
			.for_each(|game| count(&mut games, (game.subject, game.challenger)));
		let stored = OpenGames::<T>::iter().count();
		ensure!(stored == games.len(), "6: games of a claim's challenger are not counted");
		for (subject, challenger, number) in OpenGames::<T>::iter() {
			let right = number == counted(&games, (subject, challenger));
			ensure!(right && number > 0, "6: games of a claim's challenger are miscounted");
		}
		Ok(())
	}

	fn try_game(id: GameId, game: &GameOf<T>) -> Result<(), TryRuntimeError> {
		ensure!(id < NextGameId::<T>::get(), "7: a game from the future");
		let place = (game.subject.clone(), game.cell, id.to_be_bytes());
		ensure!(GamesByCell::<T>::contains_key(place), "4: a game is not indexed by its cell");
		for account in [&game.challenger, &game.defender] {
			let indexed = GamesByAccount::<T>::contains_key(account, id);
			ensure!(indexed, "4: a game is not indexed by its accounts");
		}
		ensure!(Standing::decode(&game.standing).is_some(), "8: a game stands nowhere");
		let runs = matches!(game.stage, Stage::Running { .. });
		let defender = Subjects::<T>::get(&game.subject).map(|details| details.defender);
		let same = defender.as_ref() == Some(&game.defender);
		ensure!(same || (!runs && defender.is_none()), "5: a game is about no claim");
		Ok(())
	}
}
