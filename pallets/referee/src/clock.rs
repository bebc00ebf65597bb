//! Which blocks count.
//!
//! What is stored are blocks at the earliest, and for how many the clock had stood still when they were so:
//! what it stood still since then is added when they are looked at.

use crate::{Commitment, Config, GameDetails, Pallet, Stage, SubjectDetails, Subjects};
use sp_runtime::SaturatedConversion;
use stoa_primitives::{BlockNumber, frame::Clock};

type GameOf<T> = GameDetails<<T as frame_system::Config>::AccountId, <T as Config>::Subject>;

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// A claim, with its window as long as it is now.
	pub(crate) fn find_subject(subject: &T::Subject) -> Option<SubjectDetails<T::AccountId>> {
		let mut details = Subjects::<T>::get(subject)?;
		details.put_off(T::Clock::stood_still());
		Some(details)
	}

	/// Last block at which a hidden challenge can be shown, as things stand.
	pub(crate) fn last_to_show(hidden: &Commitment<T::AccountId>) -> BlockNumber {
		let missed = T::Clock::stood_still().saturating_sub(hidden.stood);
		hidden.reveal_by.saturating_add(missed)
	}

	/// The clock of whose turn it is begins to run.
	pub(crate) fn begin_turn(game: &mut GameOf<T>) {
		game.stage = Stage::Running { since: Self::now() };
		game.stood = T::Clock::stood_still();
	}

	/// Blocks of a game's turn that count; none while it waits.
	pub(crate) fn spent(game: &GameOf<T>) -> BlockNumber {
		let Stage::Running { since } = game.stage else { return 0 };
		let missed = T::Clock::stood_still().saturating_sub(game.stood);
		Self::now().saturating_sub(since).saturating_sub(missed)
	}
}

impl<AccountId> SubjectDetails<AccountId> {
	/// Adds what the clock has stood still since.
	pub(crate) fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		self.due = self.due.saturating_add(missed);
		self.until = self.until.saturating_add(missed);
		self.stood = stood;
	}
}
