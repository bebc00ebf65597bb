//! Whose job a number means. A fork may give a job another number, and its number to somebody else's job, so
//! nothing is sent, posted or reported because of a number alone.

use futures::StreamExt;
use stoa_client::{
	AccountId, At, Client, Error, JobUpdate,
	types::{JobDetails, JobView},
};
use stoa_primitives::{BlockNumber, Digest, JobId};

/// A job by what no fork changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Whose {
	/// Who ordered it.
	pub requester: AccountId,
	/// The commitment of its prompt.
	pub prompt: Digest,
}

impl Whose {
	/// The job that the chain shows.
	pub fn of(details: &JobDetails) -> Self {
		Self { requester: details.requester, prompt: details.prompt }
	}

	fn is(&self, details: &JobDetails) -> bool {
		Self::of(details) == *self
	}

	/// The job as it is after a block, if it has this number there and is not over.
	pub async fn live(&self, at: &At, job: JobId) -> Result<Option<JobDetails>, Error> {
		Ok(match at.job(job).await? {
			Some(JobView::Live { details, .. }) => Some(details).filter(|found| self.is(found)),
			_ => None,
		})
	}

	/// Whether this number means the job after a block, as far as a record can tell.
	pub async fn has(&self, at: &At, job: JobId) -> Result<bool, Error> {
		Ok(match at.job(job).await? {
			Some(JobView::Live { details, .. }) => self.is(&details),
			Some(JobView::Over(record)) => record.requester == self.requester,
			None => false,
		})
	}

	/// Whether an update is about the job. The record of one that just ended does not name the prompt, but
	/// the block before still knew it.
	pub async fn concerns(
		&self,
		client: &Client,
		job: JobId,
		update: &JobUpdate,
	) -> Result<bool, Error> {
		let record = match client.at_block(&update.block).await?.job(job).await? {
			Some(JobView::Live { details, .. }) => return Ok(self.is(&details)),
			Some(JobView::Over(record)) => record,
			None => return Ok(false),
		};
		let before = match client.at(update.block.parent).await {
			Ok(at) => at.job(job).await,
			Err(error) => Err(error),
		};
		match before {
			Ok(Some(JobView::Live { details, .. })) => Ok(self.is(&details)),
			Ok(_) | Err(Error::StateDiscarded) => Ok(record.requester == self.requester),
			Err(error) => Err(error),
		}
	}

	/// The number that the job has after a block: `job`, unless a fork gave it another.
	async fn find(&self, at: &At, job: JobId) -> Result<Option<JobId>, Error> {
		if self.has(at, job).await? {
			return Ok(Some(job));
		}
		for other in at.jobs_of(&self.requester).await?.into_iter().rev() {
			if self.live(at, other).await?.is_some() {
				return Ok(Some(other));
			}
		}
		Ok(None)
	}

	/// The job's number on the best chain. If a fork took the job back, it is waited for until block `until`,
	/// the last that can include it.
	pub async fn wait(
		&self,
		client: &Client,
		job: JobId,
		until: BlockNumber,
	) -> Result<Option<JobId>, Error> {
		let mut blocks = client.follow_best().await?;
		loop {
			let best = client.best().await?;
			let found = self.find(&best, job).await?;
			if found.is_some() || best.number() > until {
				return Ok(found);
			}
			if blocks.next().await.transpose()?.is_none() {
				return Ok(None);
			}
		}
	}
}
