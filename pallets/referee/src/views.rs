//! What clients ask.

use crate::{Config, CurrentParameters, GamesByAccount, Pallet, Subjects};
use alloc::vec::Vec;
use stoa_primitives::{Balance, GameId};

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

	pub(crate) fn view_bond(key: T::Subject, challenger: T::AccountId) -> Option<Balance> {
		let details = Subjects::<T>::get(key)?;
		let claim = Self::claim(&details.claim).ok()?;
		let parameters = CurrentParameters::<T>::get();
		Some(Self::bond_for(&details, &claim, &parameters, &challenger, Self::now()))
	}
}
