//! The bounded list of deadlines per block.
//!
//! A job has an entry wherever its clock may run out. Entries are never taken back: one whose job has
//! moved on costs a read. What does not fit into a block's list moves to the next free one, and what
//! does not fit into a block's weight waits at the cursor, so no block does more than its share. All blocks
//! count here; a job whose clock stood still meanwhile is looked at again (`clock`).

use crate::{Agenda, AgendaCursor, Config, Error, Fate, JobDetails, JobState, Pallet, WeightInfo};
use frame_support::{pallet_prelude::*, weights::WeightMeter};
use sp_runtime::SaturatedConversion;
use stoa_primitives::{
	BlockNumber, JobId,
	frame::agenda::{KeepsAgenda, reach},
};

/// Blocks in which a place for a reserved deadline is looked for, one after the other.
pub(crate) const PROBES: u32 = 64;
/// Blocks further on that are tried for a clock of a running job, each twice as far as the last.
pub(crate) const LEAPS: u32 = 12;

impl<T: Config> KeepsAgenda for Pallet<T> {
	type Due = JobId;
	type Most = T::MaxDeadlinesPerBlock;
	type Lists = Agenda<T>;
	type Cursor = AgendaCursor<T>;

	fn list_weight() -> Weight {
		T::WeightInfo::agenda_block()
	}

	fn run_entry(
		id: JobId,
		_: BlockNumber,
		now: BlockNumber,
		meter: &mut WeightMeter,
		must: bool,
	) -> bool {
		if meter.try_consume(T::WeightInfo::agenda_stale()).is_err() && !must {
			return false;
		}
		let Some(mut job) = Self::find_job(id) else { return true };
		let due = Self::is_due(&job, now);
		let mut weight = if due { Self::advance_weight(&job, now) } else { Weight::zero() };
		if job.delayed {
			// It names another block, as a commitment does.
			weight.saturating_accrue(T::WeightInfo::commit());
		}
		if meter.try_consume(weight).is_err() && !must {
			return false;
		}
		let fate = Self::advance(id, &mut job, now);
		// The entries of a job that was put off come too early, so each of them is placed again.
		if job.delayed && !matches!(fate, Some(Fate::Over(_))) {
			Self::remind(id, job.due_at());
		}
		if let Some(fate) = fate {
			Self::store(id, job, fate);
		}
		true
	}
}

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Puts a job on the agenda at the first block from `at` on that has a place; names it. `None` if
	/// there is none within reach.
	pub(crate) fn schedule(id: JobId, at: BlockNumber) -> Option<BlockNumber> {
		Self::place(id, at.max(Self::now().saturating_add(1)), 0..PROBES)
	}

	/// As `schedule`, for a clock that must be looked at sooner or later: leaps further and further ahead,
	/// and looks at few blocks, since it goes with nearly every step of a job. The last resort is `poke`.
	pub(crate) fn remind(id: JobId, at: BlockNumber) {
		let placed = Self::place(id, at.max(Self::now().saturating_add(1)), reach(LEAPS));
		if placed.is_none() {
			log::error!(target: "runtime::inference", "agenda full: job {id} waits for a poke");
		}
	}

	/// Most that `advance` costs in the job's state.
	fn advance_weight(job: &JobDetails<T::AccountId>, now: BlockNumber) -> Weight {
		match job.state {
			// It only names later blocks, as a commitment does. Else late draws would make others late.
			JobState::Drawing { at } if Self::is_lost(at, now) && Self::draw_fits(job, now) => {
				T::WeightInfo::commit()
			}
			JobState::Drawing { .. } => T::WeightInfo::run_draw(),
			JobState::Computing => T::WeightInfo::run_commit_deadline(),
			JobState::Revealing { .. } => T::WeightInfo::run_reveal_deadline(),
			JobState::Serving { .. } => T::WeightInfo::run_serve_deadline(),
			JobState::Settled { .. } => T::WeightInfo::run_final(),
			JobState::Challengeable { .. } => T::WeightInfo::run_window(),
		}
	}

	/// Most that `poke` costs, whatever is due.
	pub(crate) fn poke_weight() -> Weight {
		T::WeightInfo::poke()
			.max(T::WeightInfo::run_draw())
			.max(T::WeightInfo::run_commit_deadline())
			.max(T::WeightInfo::run_reveal_deadline())
			.max(T::WeightInfo::run_serve_deadline())
			.max(T::WeightInfo::run_final())
			.max(T::WeightInfo::run_window())
			.saturating_add(T::WeightInfo::agenda_stale())
	}

	pub(crate) fn do_poke(id: JobId) -> DispatchResultWithPostInfo {
		let now = Self::now();
		let mut job = Self::find_job(id).ok_or(Error::<T>::JobNotFound)?;
		ensure!(Self::is_due(&job, now), Error::<T>::NothingDue);
		let weight = Self::advance_weight(&job, now).saturating_add(T::WeightInfo::agenda_stale());
		let fate = Self::advance(id, &mut job, now).ok_or(Error::<T>::NothingDue)?;
		Self::store(id, job, fate);
		Ok((Some(weight), Pays::No).into())
	}
}
