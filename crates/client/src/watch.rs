//! A job's events as they happen.

use crate::{
	Block, Client, Error, Result,
	client::Blocks,
	types::{AccountId, JobEvent, JobView},
};
use futures::{Stream, StreamExt, stream};
use std::collections::VecDeque;
use stoa_primitives::{AnswerClaim, Balance, BlockNumber, Digest, JobId};

/// Blocks that are remembered, to know which were told already.
const REMEMBERED: usize = 1_024;

/// One thing that happened to a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobUpdate {
	/// The block in which it happened.
	pub block: Block,
	/// What happened.
	pub event: JobEvent,
}

/// What a settlement was, in plain numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
	/// The answer.
	pub claim: AnswerClaim,
	/// Executors that were ordered.
	pub executors: u8,
	/// Equal answers that were needed.
	pub quorum: u8,
	/// Executors behind the answer and what each was paid, in planck.
	pub backers: Vec<(AccountId, Balance)>,
	/// Share of bond behind other answers, in percent.
	pub losing_percent: u8,
	/// Charged in all, in planck.
	pub charged: Balance,
	/// Of that, to the owners.
	pub royalty: Balance,
	/// Of that, burned.
	pub burned: Balance,
	/// Of that, to the treasury.
	pub treasury: Balance,
	/// Returned to the requester.
	pub returned: Balance,
}

impl JobUpdate {
	/// The settlement, if this is one.
	pub fn settled(&self) -> Option<Settled> {
		let JobEvent::JobSettled {
			claim,
			executors,
			quorum,
			backers,
			losing_percent,
			charged,
			royalty,
			burned,
			treasury,
			returned,
			..
		} = &self.event
		else {
			return None;
		};
		Some(Settled {
			claim: claim.0,
			executors: *executors,
			quorum: *quorum,
			backers: backers.clone(),
			losing_percent: *losing_percent,
			charged: *charged,
			royalty: *royalty,
			burned: *burned,
			treasury: *treasury,
			returned: *returned,
		})
	}

	/// Whether nothing more can happen to the job, but that its record is dropped.
	pub fn is_last(&self) -> bool {
		matches!(self.event, JobEvent::JobFinalized { .. } | JobEvent::RecordDropped { .. })
	}
}

/// The job that an event is about.
pub fn job_of(event: &JobEvent) -> Option<JobId> {
	match event {
		JobEvent::JobSubmitted { job, .. }
		| JobEvent::ExecutorsDrawn { job, .. }
		| JobEvent::AnswerCommitted { job, .. }
		| JobEvent::AnswerGiven { job, .. }
		| JobEvent::AuditDecided { job, .. }
		| JobEvent::ChallengeWindowOpened { job, .. }
		| JobEvent::RevealStarted { job, .. }
		| JobEvent::AnswerRevealed { job, .. }
		| JobEvent::OutputPosted { job, .. }
		| JobEvent::SeatVacated { job, .. }
		| JobEvent::ProviderStruck { job, .. }
		| JobEvent::ProviderSlashed { job, .. }
		| JobEvent::PromptWanted { job, .. }
		| JobEvent::PromptPosted { job, .. }
		| JobEvent::CommitteeEnlarged { job, .. }
		| JobEvent::OutputAwaited { job, .. }
		| JobEvent::DataDemanded { job, .. }
		| JobEvent::DataProvided { job, .. }
		| JobEvent::CellsDrawn { job, .. }
		| JobEvent::CellsOpened { job, .. }
		| JobEvent::JobSettled { job, .. }
		| JobEvent::JobEscalated { job, .. }
		| JobEvent::EscalationResolved { job, .. }
		| JobEvent::JobFinalized { job, .. }
		| JobEvent::JobRefunded { job, .. }
		| JobEvent::JobCancelled { job, .. }
		| JobEvent::DeliveryRequested { job, .. }
		| JobEvent::JobDelivered { job, .. }
		| JobEvent::DeliveryDropped { job, .. }
		| JobEvent::RecordDropped { job, .. } => Some(*job),
		JobEvent::PaymentParked { .. }
		| JobEvent::PaymentClaimed { .. }
		| JobEvent::AuditHistoryDropped { .. }
		| JobEvent::ParametersSet { .. } => None,
	}
}

struct Watch {
	client: Client,
	job: JobId,
	blocks: Blocks,
	/// Nothing of the job lies below.
	first: BlockNumber,
	/// Blocks that were told, newest last.
	told: VecDeque<Digest>,
	ready: VecDeque<JobUpdate>,
	over: bool,
}

impl Watch {
	async fn next(&mut self) -> Result<Option<JobUpdate>> {
		loop {
			if let Some(update) = self.ready.pop_front() {
				self.over |= update.is_last();
				return Ok(Some(update));
			}
			if self.over {
				return Ok(None);
			}
			match self.blocks.next().await {
				None => return Ok(None),
				Some(block) => self.read(block?).await?,
			}
		}
	}

	/// Reads `best` and what lies between it and the last block that was told; from the oldest state on that
	/// there is, if the node has discarded some.
	async fn read(&mut self, best: Block) -> Result<()> {
		let mut untold = Vec::new();
		let mut block = best;
		while block.number >= self.first && !self.told.contains(&block.hash) {
			match events(&self.client, &block).await {
				Ok(events) => untold.push((block, events)),
				Err(Error::StateDiscarded) if block != best => break,
				Err(error) => return Err(error),
			}
			if block.number <= self.first || self.told.contains(&block.parent) {
				break;
			}
			block = self.client.block(block.parent).await?;
		}
		for (block, events) in untold.into_iter().rev() {
			let ours = events.into_iter().filter(|event| job_of(event) == Some(self.job));
			self.ready.extend(ours.map(|event| JobUpdate { block, event }));
			self.told.push_back(block.hash);
			if self.told.len() > REMEMBERED {
				self.told.pop_front();
			}
		}
		Ok(())
	}
}

async fn events(client: &Client, block: &Block) -> Result<Vec<JobEvent>> {
	client.at_block(block).await?.job_events().await
}

impl Client {
	/// Everything that happens to a job on the best chain, from the block that submitted it on, until it
	/// is final. When a fork replaces blocks, what happened in the new ones is told as well: the last word
	/// about something counts, and a job's number may then mean another job. A node that has discarded old
	/// states tells what it still knows; [`At::job`](crate::At::job) says the rest. A job that is over already
	/// has nothing to tell; see [`Client::output`].
	pub async fn watch_job(
		&self,
		job: JobId,
	) -> Result<impl Stream<Item = Result<JobUpdate>> + Send + use<>> {
		self.watch_job_from(job, 0).await
	}

	/// The same, leaving out what happened before block `from`.
	pub async fn watch_job_from(
		&self,
		job: JobId,
		from: BlockNumber,
	) -> Result<impl Stream<Item = Result<JobUpdate>> + Send + use<>> {
		// Subscribed before the job is read, so that no block falls between the two.
		let blocks = self.follow_best().await?;
		let (first, over) = match self.best().await?.job(job).await? {
			None => return Err(Error::JobNotFound(job)),
			Some(JobView::Live { details, .. }) => (details.submitted_at.max(from), false),
			Some(JobView::Over(_)) => (from, true),
		};
		let watch = Watch {
			client: self.clone(),
			job,
			blocks,
			first,
			told: VecDeque::new(),
			ready: VecDeque::new(),
			over,
		};
		Ok(Box::pin(stream::unfold(Some(watch), |watch| async move {
			let mut watch = watch?;
			match watch.next().await {
				Ok(Some(update)) => Some((Ok(update), Some(watch))),
				Ok(None) => None,
				Err(error) => Some((Err(error), None)),
			}
		})))
	}
}
