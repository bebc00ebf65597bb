//! When a block is full, and what follows from it.

use crate::{Clock, Config, Event, Full, Pallet};
use frame_support::{
	dispatch::DispatchClass, migrations::MultiStepMigrator, traits::Get, weights::Weight,
};
use stoa_primitives::BlockNumber;

impl<T: Config> Pallet<T> {
	/// Notes what a block was that ends.
	pub(crate) fn close_block() {
		if Self::has_room() {
			return;
		}
		let before = <Self as Clock>::stood_still();
		Full::<T>::mutate(|full| *full = full.saturating_add(1));
		let blocks = <Self as Clock>::stood_still();
		if blocks > before {
			Self::deposit_event(Event::StoodStill { blocks });
		}
	}

	/// Whether a move would be admitted to the block as it is: see `frame_system::CheckWeight`.
	pub fn has_room() -> bool {
		let limits = T::BlockWeights::get();
		let class = limits.get(DispatchClass::Operational);
		let used = frame_system::Pallet::<T>::block_weight();
		let room = T::RoomWeight::get();
		let own = used.get(DispatchClass::Operational).saturating_add(room);
		let within = |most: Option<Weight>| most.is_none_or(|most| own.all_lte(most));
		let fits = used.total().saturating_add(room).all_lte(limits.max_block);
		let bytes = frame_system::Pallet::<T>::block_size().saturating_add(T::RoomBytes::get());
		let lengths = T::BlockLength::get();
		let short = bytes <= *lengths.max.get(DispatchClass::Operational);
		// A block of a migration takes no transactions, whatever there is room for.
		let paused = T::MultiBlockMigrator::ongoing();
		!paused && short && within(class.max_total) && (fits || within(class.reserved))
	}

	/// Checks that no more blocks were full than there were.
	#[cfg(any(feature = "try-runtime", test))]
	pub fn do_try_state(
		now: frame_system::pallet_prelude::BlockNumberFor<T>,
	) -> Result<(), sp_runtime::TryRuntimeError> {
		use sp_runtime::SaturatedConversion;

		let now: BlockNumber = now.saturated_into();
		frame_support::ensure!(Full::<T>::get() <= now, "more blocks were full than there were");
		Ok(())
	}
}

impl<T: Config> Clock for Pallet<T> {
	fn stood_still() -> BlockNumber {
		let full = Full::<T>::get();
		full.saturating_sub(full.checked_div(T::MaxStop::get()).unwrap_or(full))
	}
}
