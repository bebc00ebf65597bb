//! What clients ask.

use crate::{Config, CurrentParameters, GameDetails, Games, GamesByAccount, Pallet, Stage};
use alloc::vec::Vec;
use stoa_exact::game::Standing;
use stoa_primitives::{Balance, GameId, frame::Clock};

/// Most ids in one answer.
const MAX_LISTED: u32 = 256;

impl<T: Config> Pallet<T> {
	pub(crate) fn view_games_of(
		account: T::AccountId,
		from: Option<GameId>,
		limit: u32,
	) -> Vec<GameId> {
		let limit = limit.min(MAX_LISTED) as usize;
		match from {
			None => GamesByAccount::<T>::iter_key_prefix(&account).take(limit).collect(),
			Some(id) => {
				let after = GamesByAccount::<T>::hashed_key_for(&account, id);
				GamesByAccount::<T>::iter_key_prefix_from(&account, after).take(limit).collect()
			}
		}
	}

	pub(crate) fn view_game(id: GameId) -> Option<GameDetails<T::AccountId, T::Subject>> {
		let mut game = Games::<T>::get(id)?;
		let stood = T::Clock::stood_still();
		let missed = stood.saturating_sub(game.stood);
		let left = match Standing::decode(&game.standing)?.awaits_provider() {
			true => &mut game.clocks.defender,
			false => &mut game.clocks.challenger,
		};
		if game.stage != Stage::Queued {
			*left = left.saturating_add(missed);
			game.stood = stood;
		}
		Some(game)
	}

	pub(crate) fn view_bond(key: T::Subject, challenger: T::AccountId) -> Option<Balance> {
		let details = Self::find_subject(&key)?;
		let claim = Self::claim(&details.claim).ok()?;
		let parameters = CurrentParameters::<T>::get();
		Some(Self::bond_for(&details, &claim, &parameters, &challenger, Self::now()))
	}
}
