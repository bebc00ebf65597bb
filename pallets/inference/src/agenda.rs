//! The bounded list of deadlines per block.
//!
//! A job has an entry wherever its clock may run out. Entries are never taken back: one whose job has
//! moved on costs a read. What does not fit into a block's list moves to the next free one, and what
//! does not fit into a block's weight waits at the cursor, so no block does more than its share. All blocks
//! count here; a job whose clock stood still meanwhile is looked at again (`clock`).

use crate::{Agenda, AgendaCursor, Config, Error, Fate, JobDetails, JobState, Pallet, WeightInfo};
use frame_support::{pallet_prelude::*, weights::WeightMeter};
use sp_runtime::SaturatedConversion;
use stoa_primitives::{BlockNumber, JobId};

/// Blocks in which a place for a reserved deadline is looked for, one after the other.
pub(crate) const PROBES: u32 = 64;
/// The same for a clock of a running job.
pub(crate) const NEAR: u32 = 16;
/// Blocks further on that are tried for such a clock, each twice as far as the last.
pub(crate) const LEAPS: u32 = 12;

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Puts a job on the agenda at the first block from `at` on that has a place; names it. `None` if
	/// there is none within reach.
	pub(crate) fn schedule(id: JobId, at: BlockNumber) -> Option<BlockNumber> {
		(0..PROBES).find_map(|ahead| Self::place(id, at, ahead))
	}

	/// As `schedule`, for a clock that must be looked at sooner or later: leaps further and further ahead,
	/// and looks at few blocks, since it goes with nearly every step of a job. The last resort is `poke`.
	pub(crate) fn remind(id: JobId, at: BlockNumber) {
		let far = (0..LEAPS).map(|leap| NEAR.saturating_mul(2u32.saturating_pow(leap)));
		let placed = (0..NEAR).chain(far).find_map(|ahead| Self::place(id, at, ahead));
		if placed.is_none() {
			log::error!(target: "runtime::inference", "agenda full: job {id} waits for a poke");
		}
	}

	fn place(id: JobId, at: BlockNumber, ahead: u32) -> Option<BlockNumber> {
		let block = at.max(Self::now().saturating_add(1)).saturating_add(ahead);
		Agenda::<T>::try_append(block, id).ok().map(|()| block)
	}

	/// Runs what is due, oldest first, within the meter's limit; at least one entry.
	pub(crate) fn run_agenda(now: BlockNumber, meter: &mut WeightMeter) {
		// Looking at the cursor is not to be refused.
		let _over_budget = meter.try_consume(T::WeightInfo::agenda_block());
		let mut block = match AgendaCursor::<T>::get() {
			0 => now,
			cursor => cursor,
		};
		let mut first = true;
		while block <= now {
			if meter.try_consume(T::WeightInfo::agenda_block()).is_err() && !first {
				break;
			}
			let entries = Agenda::<T>::take(block);
			let done = entries
				.iter()
				.take_while(|id| {
					let ran = Self::run_entry(**id, now, meter, first);
					first = false;
					ran
				})
				.count();
			if done < entries.len() {
				let mut left = entries;
				left.drain(..done);
				Agenda::<T>::insert(block, left);
				break;
			}
			block = block.saturating_add(1);
		}
		AgendaCursor::<T>::put(block);
	}

	/// Runs one entry; false if the meter has no room for it.
	fn run_entry(id: JobId, now: BlockNumber, meter: &mut WeightMeter, must: bool) -> bool {
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
