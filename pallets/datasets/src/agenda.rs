//! The bounded list of what may be due in each block.
//!
//! Every licence and every run with a deadline knows the block whose list it is on. Where its clock has moved on, its entry puts
//! itself on a later list when it is looked at; where it was moved forward, there is a second entry, and the first
//! one is stale. What does not fit into a list moves to a later one, and what does not fit into a block's weight
//! waits at the cursor. What is earned does not grow with the delay beyond what it would have anyway.

use crate::{
	Agenda, AgendaCursor, Config, Due, Error, LicenseDetails, LicenseStage, Licenses, Pallet, Runs,
	WeightInfo, clock::LicenseOf,
};
use frame_support::{pallet_prelude::*, weights::WeightMeter};
use stoa_primitives::{
	BlockNumber, LicenseId,
	frame::agenda::{KeepsAgenda, reach},
};

/// Blocks further on that are tried for an entry, each twice as far as the last.
const LEAPS: u32 = 10;

impl<AccountId> LicenseDetails<AccountId> {
	/// The block in which something is due about it; nothing while the court has it.
	pub(crate) fn deadline(&self) -> Option<BlockNumber> {
		match &self.stage {
			LicenseStage::Awaiting { until, .. } | LicenseStage::Delivered { until, .. } => {
				Some(until.saturating_add(1))
			}
			LicenseStage::Active { .. } if self.case.is_some() => None,
			LicenseStage::Active { ends, .. } if self.settled => *ends,
			LicenseStage::Active { vests, .. } => Some(*vests),
		}
	}
}

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
		let (due_at, weight) = match due {
			Due::License(id) => {
				(Licenses::<T>::get(id).map(|license| license.due_at), T::WeightInfo::run_license())
			}
			Due::Run(id) => (Runs::<T>::get(id).map(|run| run.due_at), T::WeightInfo::end_run()),
		};
		if due_at != Some(block) {
			return true;
		}
		if meter.try_consume(weight).is_err() && !must {
			return false;
		}
		Self::look_at(due, now);
		true
	}
}

impl<T: Config> Pallet<T> {
	/// Puts something on the agenda of the first block from `at` on that has a place; names it. Zero if there is
	/// none within reach: it waits for a poke.
	pub(crate) fn schedule(due: Due, at: BlockNumber) -> BlockNumber {
		let placed = Self::place(due, at.max(Self::now().saturating_add(1)), reach(LEAPS));
		if placed.is_none() {
			log::error!(target: "runtime::datasets", "agenda full: {due:?} waits for a poke");
		}
		placed.unwrap_or(0)
	}

	/// Stores a licence, on the agenda of its deadline.
	pub(crate) fn reschedule(id: LicenseId, mut license: LicenseOf<T>) {
		license.due_at = license.deadline().map_or(0, |at| Self::schedule(Due::License(id), at));
		Licenses::<T>::insert(id, license);
	}

	/// The same for one that begins: it begins only if it is sure to go on by itself.
	pub(crate) fn schedule_first(id: LicenseId, license: &mut LicenseOf<T>) -> DispatchResult {
		license.due_at = 0;
		if let Some(at) = license.deadline() {
			license.due_at = Self::schedule(Due::License(id), at);
			ensure!(license.due_at > 0, Error::<T>::AgendaFull);
		}
		Ok(())
	}

	/// Does what is due, or puts it on a later list: its deadline was put off.
	fn look_at(due: Due, now: BlockNumber) {
		match due {
			Due::License(id) if !Self::advance(id, now) => {
				if let Some(license) = Self::find_license(id) {
					Self::reschedule(id, license);
				}
			}
			Due::Run(id) if !Self::advance_run(id, now) => {
				if let Some(run) = Self::find_run(id) {
					Self::reschedule_run(id, run);
				}
			}
			_ => {}
		}
	}

	/// Most that `poke` costs.
	pub(crate) fn poke_weight() -> Weight {
		T::WeightInfo::run_license().saturating_add(T::WeightInfo::agenda_stale())
	}

	/// Most that `poke_run` costs.
	pub(crate) fn poke_run_weight() -> Weight {
		T::WeightInfo::end_run().saturating_add(T::WeightInfo::agenda_stale())
	}

	pub(crate) fn do_poke(id: LicenseId) -> DispatchResultWithPostInfo {
		Self::license_at(id)?;
		ensure!(Self::advance(id, Self::now()), Error::<T>::NothingDue);
		Ok(Pays::No.into())
	}
}
