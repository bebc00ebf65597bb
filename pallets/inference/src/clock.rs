//! When something is due in a job, and what puts that off.
//!
//! Deadlines are kept as blocks at the earliest. What the clock has stood still since then is added whenever a
//! job is looked at, so everything else knows block numbers only.

use crate::{Config, JobDetails, JobState, Jobs, Openings, Pallet, SeatState};
use stoa_primitives::{BlockNumber, JobId, frame::Clock};

impl<T: Config> Pallet<T> {
	/// A job, with its deadlines as they are now.
	pub(crate) fn find_job(id: JobId) -> Option<JobDetails<T::AccountId>> {
		let mut job = Jobs::<T>::get(id)?;
		job.put_off(T::Clock::stood_still());
		Some(job)
	}
}

impl<AccountId> JobDetails<AccountId> {
	/// The next block at which something is due if nothing happens before.
	pub(crate) fn due_at(&self) -> BlockNumber {
		match &self.state {
			JobState::Drawing { at } => self.expires_at.min(*at),
			JobState::Computing => {
				let clocks = self.seats.iter().filter_map(|seat| seat.state.until());
				clocks.min().unwrap_or(BlockNumber::MAX)
			}
			JobState::Revealing { until } | JobState::Settled { until } => *until,
			JobState::Challengeable { until, contradict_by, openings } => {
				let next = match openings {
					Openings::Over => until,
					Openings::Undecided { at } => at,
					Openings::Due { until } => until,
				};
				contradict_by.map_or(*next, |by| by.min(*next))
			}
			JobState::Serving { until, demands } => {
				let open = demands.iter().filter(|demand| !demand.answered);
				open.map(|demand| demand.until).min().unwrap_or(*until)
			}
		}
	}

	/// Adds what the clock has stood still since the deadlines were as they are. Draws are bound to their
	/// blocks, and nobody has to do anything for them.
	pub(crate) fn put_off(&mut self, stood: BlockNumber) {
		let missed = stood.saturating_sub(self.stood);
		if missed == 0 {
			return;
		}
		self.stood = stood;
		self.delayed = true;
		let add = |block: &mut BlockNumber| *block = block.saturating_add(missed);
		add(&mut self.expires_at);
		for seat in self.seats.iter_mut() {
			if let SeatState::Drawn { until, .. } | SeatState::AwaitingPrompt { until } =
				&mut seat.state
			{
				add(until);
			}
		}
		match &mut self.state {
			JobState::Drawing { .. } | JobState::Computing => {}
			JobState::Revealing { until } | JobState::Settled { until } => add(until),
			JobState::Serving { until, demands } => {
				add(until);
				demands.iter_mut().for_each(|demand| add(&mut demand.until));
			}
			JobState::Challengeable { until, contradict_by, openings } => {
				add(until);
				contradict_by.iter_mut().for_each(add);
				if let Openings::Due { until } = openings {
					add(until);
				}
			}
		}
	}
}

impl SeatState {
	/// When a seat's clock runs out.
	pub(crate) fn until(&self) -> Option<BlockNumber> {
		match self {
			Self::Drawn { until, .. } | Self::AwaitingPrompt { until } => Some(*until),
			_ => None,
		}
	}
}
