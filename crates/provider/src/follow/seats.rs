//! Seats as the daemon sees them.

use crate::machine::{Assignment, Demand, Role, Standing, Wants};
use stoa_client::types::{JobDetails, JobState, Openings, ProviderStatus, Seat, SeatState};
use stoa_primitives::{Assurance, BlockNumber, Prompt, SeatIndex};

fn role(details: &JobDetails, seat: &Seat) -> Role {
	match (*details.assurance, seat.auditor) {
		(Assurance::Replicated { .. }, _) => Role::Replicated,
		(Assurance::Exact, false) => Role::Executor,
		(Assurance::Exact, true) => Role::Auditor,
	}
}

/// What the chain waits for from a seat.
fn wants(details: &JobDetails, seat: &Seat, index: SeatIndex) -> Wants {
	match (&seat.state, &details.state) {
		(SeatState::Drawn { .. }, _) => Wants::Commit,
		(SeatState::AwaitingPrompt { .. }, _) => Wants::Prompt,
		(SeatState::Committed(commitment), JobState::Revealing { .. }) => {
			Wants::Reveal(*commitment)
		}
		(SeatState::Committed(_), _) => Wants::Others,
		(SeatState::Revealed { .. }, JobState::Settled { .. }) => Wants::Settled,
		(SeatState::Revealed { .. }, JobState::Challengeable { .. }) if !seat.auditor => {
			Wants::Defence
		}
		(SeatState::Revealed { claim, .. }, JobState::Challengeable { .. }) => {
			match details.answer.as_ref() == Some(claim) {
				false => Wants::Challenge,
				true if opens_by(details, index).is_some() => Wants::Opening,
				true => Wants::Settled,
			}
		}
		(SeatState::Revealed { .. }, _) => Wants::Output,
		(SeatState::Vacated(_), _) => Wants::Nothing,
	}
}

/// Until when a seat must open cells; nothing if it need not, or has.
fn opens_by(details: &JobDetails, index: SeatIndex) -> Option<BlockNumber> {
	let JobState::Challengeable { openings: Openings::Due { until }, .. } = &details.state else {
		return None;
	};
	let mut trees = details.exact.iter().flat_map(|exact| &exact.trees).flatten();
	trees.any(|tree| tree.seat == index).then_some(*until)
}

/// The demands that this seat can answer: it stands behind the answer and nobody was faster.
fn demands(details: &JobDetails, state: &SeatState) -> Vec<Demand> {
	let JobState::Serving { demands, .. } = &details.state else { return Vec::new() };
	let SeatState::Revealed { claim, .. } = state else { return Vec::new() };
	if details.answer.as_ref() != Some(claim) {
		return Vec::new();
	}
	let open = demands.iter().filter(|demand| !demand.answered);
	open.map(|demand| Demand { chunk: demand.chunk, open: demand.open }).collect()
}

pub(super) fn standing(status: &ProviderStatus) -> Standing {
	match status {
		ProviderStatus::Active => Standing::Active,
		ProviderStatus::Chilled { until, .. } => Standing::Chilled { until: *until },
		ProviderStatus::Leaving => Standing::Absent,
	}
}

pub(super) fn assignment(found: &stoa_client::Assignment, prompt: Prompt) -> Assignment {
	let (details, state) = (&found.details, &found.seat.state);
	let wants = wants(details, &found.seat, found.index);
	let (deadline, prompt_posted) = match (state, &details.state) {
		(SeatState::Drawn { until, prompt_posted }, _) => (*until, *prompt_posted),
		(_, JobState::Revealing { until }) => (*until, false),
		(_, JobState::Challengeable { until, contradict_by, .. }) => match wants {
			Wants::Challenge => (contradict_by.unwrap_or(*until), false),
			Wants::Opening => (opens_by(details, found.index).unwrap_or(*until), false),
			_ => (*until, false),
		},
		_ => (details.expires_at, false),
	};
	Assignment {
		job: found.job,
		seat: found.index,
		round: found.seat.round,
		role: role(details, &found.seat),
		release: details.release,
		prompt,
		generation: *details.generation,
		reply_key: details.reply_key,
		draw_is_final: false,
		deadline,
		wants,
		prompt_posted,
		demanded: demands(details, state),
	}
}
