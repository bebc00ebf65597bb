//! The bounded list of what may be due in each block.
//!
//! Everything with a clock knows the block whose list it is on. Where its clock has moved on, its entry puts
//! itself on a later list when it is looked at; where the clock was moved forward, there is a second entry, and
//! the first one is stale. What does not fit into a list moves to a later one, and what does not fit into a
//! block's weight waits at the cursor. Nothing depends on it but when money and units move: what is owed does
//! not grow with the delay.

use crate::{
	Agenda, AgendaCursor, Config, Due, Error, Leases, Measurements, Pallet, Requests, WeightInfo,
};
use frame_support::{pallet_prelude::*, weights::WeightMeter};
use stoa_primitives::{
	BlockNumber,
	frame::agenda::{KeepsAgenda, reach},
};

/// Blocks further on that are tried for an entry, each twice as far as the last.
const LEAPS: u32 = 10;

impl<T: Config> KeepsAgenda for Pallet<T> {
	type Due = Due;
	type Most = T::MaxDeadlinesPerBlock;
	type Lists = Agenda<T>;
	type Cursor = AgendaCursor<T>;

	fn list_weight() -> Weight {
		T::WeightInfo::agenda_block()
	}

	fn run_entry(
		due: Due,
		block: BlockNumber,
		now: BlockNumber,
		meter: &mut WeightMeter,
		must: bool,
	) -> bool {
		if meter.try_consume(T::WeightInfo::agenda_stale()).is_err() && !must {
			return false;
		}
		if Self::due_at(due) != Some(block) {
			return true;
		}
		if meter.try_consume(Self::advance_weight(due)).is_err() && !must {
			return false;
		}
		if !Self::advance(due, now) {
			Self::move_on(due);
		}
		true
	}
}

impl<T: Config> Pallet<T> {
	/// Puts `due` on the agenda of the first block from `at` on that has a place; names it. Zero if there is
	/// none within reach: it waits for `poke`.
	pub(crate) fn schedule(due: Due, at: BlockNumber) -> BlockNumber {
		let placed = Self::place(due, at.max(Self::now().saturating_add(1)), reach(LEAPS));
		if placed.is_none() {
			log::error!(target: "runtime::compute", "agenda full: {due:?} waits for a poke");
		}
		placed.unwrap_or(0)
	}

	/// The same for what begins: it begins only if it is sure to end by itself.
	pub(crate) fn schedule_first(due: Due, at: BlockNumber) -> Result<BlockNumber, Error<T>> {
		let block = Self::schedule(due, at);
		if block == 0 { Err(Error::<T>::AgendaFull) } else { Ok(block) }
	}

	/// On which block's list it is.
	fn due_at(due: Due) -> Option<BlockNumber> {
		match due {
			Due::Lease(id) => Leases::<T>::get(id).map(|lease| lease.due_at),
			Due::Request(id) => Requests::<T>::get(id).map(|request| request.due_at),
			Due::Measurement(id) => Measurements::<T>::get(id).map(|details| details.due_at),
		}
	}

	/// Does what is due. False, changing nothing, if that is nothing.
	fn advance(due: Due, now: BlockNumber) -> bool {
		match due {
			Due::Lease(id) => Self::advance_lease(id, now),
			Due::Request(id) => Self::advance_request(id, now),
			Due::Measurement(id) => Self::advance_measurement(id, now),
		}
	}

	/// Puts what is not due yet on a later list.
	fn move_on(due: Due) {
		match due {
			Due::Lease(id) => {
				if let Some(mut lease) = Self::find_lease(id) {
					lease.due_at = Self::schedule(due, lease.deadline());
					Leases::<T>::insert(id, lease);
				}
			}
			Due::Request(id) => Requests::<T>::mutate_extant(id, |request| {
				request.due_at = Self::schedule(due, request.deadline());
			}),
			Due::Measurement(id) => {
				if let Some(mut details) = Self::find_measurement(id) {
					details.due_at = Self::schedule(due, details.deadline());
					Measurements::<T>::insert(id, details);
				}
			}
		}
	}

	/// Most that `advance` costs.
	fn advance_weight(due: Due) -> Weight {
		match due {
			Due::Lease(_) => T::WeightInfo::run_lease(),
			Due::Request(_) => T::WeightInfo::run_request(),
			Due::Measurement(_) => T::WeightInfo::run_measurement(),
		}
	}

	/// Most that `poke` costs, whatever is due.
	pub(crate) fn poke_weight() -> Weight {
		T::WeightInfo::run_lease()
			.max(T::WeightInfo::run_request())
			.max(T::WeightInfo::run_measurement())
			.saturating_add(T::WeightInfo::agenda_stale())
	}

	pub(crate) fn do_poke(due: Due) -> DispatchResultWithPostInfo {
		ensure!(Self::advance(due, Self::now()), Error::<T>::NothingDue);
		let weight = Self::advance_weight(due).saturating_add(T::WeightInfo::agenda_stale());
		Ok((Some(weight), Pays::No).into())
	}
}
