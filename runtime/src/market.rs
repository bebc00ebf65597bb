//! What operators watch: where jobs are, and what a block did to them. Nodes read it for their metrics; nothing on the
//! chain depends on it.

use crate::{Runtime, RuntimeEvent, System};
use alloc::vec::Vec;
use pallet_inference::{Event as JobEvent, JobState, Jobs};
use pallet_providers::Event as ProviderEvent;
use pallet_staking::Event as StakingEvent;
use stoa_primitives::{
	JobId,
	frame::runtime_api::{JobStage, JobStep, MarketEvent, OpenJobs},
};

/// Most jobs in one answer: each is read whole.
const MAX_PAGE: u32 = 1_000;

/// Part of the jobs that are not final, as `MarketApi` gives them.
pub fn open_jobs(after: Option<JobId>, limit: u32) -> OpenJobs {
	let limit = limit.min(MAX_PAGE) as usize;
	let entries = match after {
		None => Jobs::<Runtime>::iter(),
		Some(job) => Jobs::<Runtime>::iter_from(Jobs::<Runtime>::hashed_key_for(job)),
	};
	let mut last = None;
	let jobs: Vec<_> = entries
		.take(limit)
		.map(|(id, job)| {
			last = Some(id);
			(stage(&job.state), job.escrow)
		})
		.collect();
	OpenJobs { last: last.filter(|_| jobs.len() == limit), jobs }
}

fn stage<AccountId>(state: &JobState<AccountId>) -> JobStage {
	match state {
		JobState::Drawing { .. } => JobStage::Drawing,
		JobState::Computing => JobStage::Computing,
		JobState::Revealing { .. } => JobStage::Revealing,
		JobState::Serving { .. } => JobStage::Serving,
		JobState::Challengeable { .. } => JobStage::Challengeable,
		JobState::Settled { .. } => JobStage::Settled,
	}
}

/// What the block did whose state this is.
pub fn events() -> Vec<MarketEvent> {
	System::read_events_no_consensus().filter_map(|record| market_event(&record.event)).collect()
}

fn market_event(event: &RuntimeEvent) -> Option<MarketEvent> {
	match event {
		RuntimeEvent::Inference(event) => job_event(event),
		RuntimeEvent::Providers(ProviderEvent::ProviderSlashed { taken, .. }) => {
			Some(MarketEvent::ProviderSlashed(*taken))
		}
		RuntimeEvent::Staking(StakingEvent::Slashed { amount, .. }) => {
			Some(MarketEvent::StakeSlashed(*amount))
		}
		_ => None,
	}
}

fn job_event(event: &JobEvent<Runtime>) -> Option<MarketEvent> {
	let (job, step) = match event {
		JobEvent::JobSubmitted { job, .. } => (job, JobStep::Submitted),
		JobEvent::ExecutorsDrawn { job, .. } => (job, JobStep::Drawn),
		JobEvent::RevealStarted { job, .. } | JobEvent::AnswerGiven { job, .. } => {
			(job, JobStep::Answered)
		}
		JobEvent::JobSettled { job, .. } => (job, JobStep::Settled),
		JobEvent::JobRefunded { job, .. } => (job, JobStep::Refunded),
		JobEvent::JobCancelled { job, .. } => (job, JobStep::Cancelled),
		JobEvent::JobFinalized { job, .. } => (job, JobStep::Finalized),
		JobEvent::ProviderStruck { .. } => return Some(MarketEvent::ProviderStruck),
		_ => return None,
	};
	Some(MarketEvent::Job(*job, step))
}
