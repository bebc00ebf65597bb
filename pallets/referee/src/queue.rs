//! Which games run, and which wait.
//!
//! A provider has to defend itself in few games at a time, however many challenge it. Those that wait cost
//! nobody time; the earliest commitment is next.

use crate::{ActiveGames, Config, Event, Games, Pallet, QueuedGames, StandingBytes, Subjects};
use frame_support::pallet_prelude::*;
use stoa_exact::game::Standing;
use stoa_primitives::GameId;

/// Games about closed claims that one call clears away, beside those that it starts.
pub(crate) const MAX_CLEARED: u32 = 8;

impl<T: Config> Pallet<T> {
	/// Starts games of a provider's queue while there is room. Stops early at a game about a closed claim
	/// only if enough of those were cleared away: `timeout` goes on there.
	pub(crate) fn fill(defender: &T::AccountId) {
		let mut cleared = 0u32;
		while Self::has_room(defender) {
			let Some(place) = QueuedGames::<T>::iter_key_prefix(defender).next() else { return };
			let id = GameId::from_be_bytes(place);
			let game = Games::<T>::get(id);
			let lives =
				game.as_ref().is_some_and(|game| Subjects::<T>::contains_key(&game.subject));
			if lives {
				Self::start(id, defender);
				continue;
			}
			if cleared >= MAX_CLEARED {
				return;
			}
			cleared = cleared.saturating_add(1);
			match game {
				Some(game) => Self::void_game(id, &game),
				None => QueuedGames::<T>::remove(defender, place),
			}
		}
	}

	pub(crate) fn has_room(defender: &T::AccountId) -> bool {
		let running = ActiveGames::<T>::decode_len(defender).unwrap_or(0);
		running < T::MaxActiveGames::get() as usize
	}

	fn start(id: GameId, defender: &T::AccountId) {
		QueuedGames::<T>::remove(defender, id.to_be_bytes());
		// There is room.
		let _appended = ActiveGames::<T>::try_append(defender, id);
		Games::<T>::mutate_extant(id, Self::begin_turn);
		Self::deposit_event(Event::GameStarted { game: id });
	}

	/// A standing as it is stored.
	pub(crate) fn stored(standing: &Standing) -> StandingBytes {
		let bytes = standing.encode();
		StandingBytes::try_from(bytes).unwrap_or_default()
	}
}
