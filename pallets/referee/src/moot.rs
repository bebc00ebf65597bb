//! Moves that can change nothing any more, since somebody else was first.

use crate::{Call, Commitments, Config, Games, Pallet};

impl<T: Config> Pallet<T> {
	/// Whether `call` is a move in a game that is over, or about a hidden challenge that is gone. Whoever
	/// made it in time could not know: the runtime takes it into no block, so that it costs nothing.
	pub fn is_moot(call: &Call<T>) -> bool {
		match call {
			Call::answer { game, .. }
			| Call::choose { game, .. }
			| Call::prove { game, .. }
			| Call::timeout { game } => !Games::<T>::contains_key(game),
			Call::drop_commitment { subject, challenger } => {
				!Commitments::<T>::contains_key(subject, challenger)
			}
			_ => false,
		}
	}
}
