//! A job's events as they happen, and what went on chain with them.

use crate::{
	At, Block, Client, Error, Result,
	chain::stoa,
	client::Blocks,
	types::{AccountId, JobDetails, JobEvent, JobView, Outcome},
};
use futures::{Stream, StreamExt, stream};
use std::collections::VecDeque;
use stoa_primitives::{
	AnswerClaim, Balance, BlockNumber, Digest, JobId, merkle,
	payload::{ZERO_SALT, output_commitment},
};

/// Blocks that are remembered, to know which were told already.
const REMEMBERED: usize = 1_024;
/// Most blocks that are searched before the end of a job that is over.
const MAX_SEARCH: BlockNumber = 4_096;

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
		| JobEvent::JobSettled { job, .. }
		| JobEvent::JobEscalated { job, .. }
		| JobEvent::EscalationResolved { job, .. }
		| JobEvent::JobFinalized { job, .. }
		| JobEvent::JobRefunded { job, .. }
		| JobEvent::JobCancelled { job, .. }
		| JobEvent::RecordDropped { job, .. } => Some(*job),
		JobEvent::PaymentParked { .. }
		| JobEvent::PaymentClaimed { .. }
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

	/// Reads `best` and what lies between it and the last block that was told.
	async fn read(&mut self, best: Block) -> Result<()> {
		let mut path = vec![best];
		let mut oldest = best;
		while oldest.number > self.first && !self.told.contains(&oldest.parent) {
			oldest = self.client.block(oldest.parent).await?;
			path.push(oldest);
		}
		for block in path.into_iter().rev() {
			if block.number < self.first || self.told.contains(&block.hash) {
				continue;
			}
			let events = self.client.at_block(&block).await?.job_events().await?;
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

impl Client {
	/// Everything that happens to a job on the best chain, from the block that submitted it on, until it
	/// is final. When a fork replaces blocks, what happened in the new ones is told as well: the last word
	/// about something counts. A job that is over already has nothing to tell; see [`Client::output`].
	pub async fn watch_job(
		&self,
		job: JobId,
	) -> Result<impl Stream<Item = Result<JobUpdate>> + Send + use<>> {
		// Subscribed before the job is read, so that no block falls between the two.
		let blocks = self.follow_best().await?;
		let (first, over) = match self.best().await?.job(job).await? {
			None => return Err(Error::JobNotFound(job)),
			Some(JobView::Live { details, .. }) => (details.submitted_at, false),
			Some(JobView::Over(_)) => (0, true),
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

	/// A job's answer, if it has one that went on chain: found by the events of the blocks that the job's
	/// own record points to, and checked against the claim that won.
	pub async fn output(&self, job: JobId) -> Result<Option<Vec<u8>>> {
		let best = self.best().await?;
		let Some(search) = Search::of(&best, job).await? else { return Ok(None) };
		self.search(&search, |events| {
			events.iter().find_map(|event| match event {
				JobEvent::OutputPosted { job: j, output, .. } if *j == job => {
					answers(output, &search.output).then(|| output.clone())
				}
				_ => None,
			})
		})
		.await
		.map(|found| found.map(|(_, output)| output))
	}

	/// What a job that has settled paid, with the block in which it did.
	pub async fn settlement(&self, job: JobId) -> Result<Option<(Block, Settled)>> {
		let best = self.best().await?;
		let Some(search) = Search::of(&best, job).await? else { return Ok(None) };
		let found = self
			.search(&search, |events| {
				events
					.iter()
					.find(|event| matches!(event, JobEvent::JobSettled { job: j, .. } if *j == job))
					.cloned()
			})
			.await?;
		Ok(found.and_then(|(block, event)| {
			JobUpdate { block, event }.settled().map(|settled| (block, settled))
		}))
	}

	/// The sealed prompt that the requester of a running job posted for `provider`.
	pub async fn posted_prompt(&self, job: JobId, provider: &AccountId) -> Result<Option<Vec<u8>>> {
		let best = self.best().await?;
		let details = live(&best, job).await?;
		let search = Search { first: details.submitted_at, last: best.number(), output: ZERO_SALT };
		let found = self
			.search(&search, |events| {
				events.iter().find_map(|event| match event {
					JobEvent::PromptPosted { job: j, provider: p, .. } => {
						(*j == job && p == provider).then_some(())
					}
					_ => None,
				})
			})
			.await?;
		let Some((block, ())) = found else { return Ok(None) };
		let at = self.at_block(&block).await?;
		let extrinsics = at.inner.extrinsics().fetch().await?;
		for call in extrinsics.find::<stoa::inference::calls::PostPrompt>() {
			let call = call?;
			if call.job == job && call.provider == *provider {
				return Ok(Some(call.sealed));
			}
		}
		Ok(None)
	}

	/// A chunk of an output that a provider brought on chain because it was demanded; sealed if the job
	/// is private and it was not demanded open.
	pub async fn provided_chunk(&self, job: JobId, chunk: u32) -> Result<Option<Vec<u8>>> {
		let best = self.best().await?;
		let details = live(&best, job).await?;
		let search = Search { first: details.submitted_at, last: best.number(), output: ZERO_SALT };
		let found = self
			.search(&search, |events| {
				events.iter().find_map(|event| match event {
					JobEvent::DataProvided { job: j, chunk: c, .. } => {
						(*j == job && *c == chunk).then_some(())
					}
					_ => None,
				})
			})
			.await?;
		let Some((block, ())) = found else { return Ok(None) };
		let at = self.at_block(&block).await?;
		let extrinsics = at.inner.extrinsics().fetch().await?;
		for call in extrinsics.find::<stoa::inference::calls::ProvideData>() {
			let call = call?;
			if call.job == job && call.chunk == chunk {
				return Ok(Some(call.bytes));
			}
		}
		Ok(None)
	}

	/// Goes from the last block to the first until `found` finds something in a block's events.
	async fn search<T>(
		&self,
		search: &Search,
		found: impl Fn(&[JobEvent]) -> Option<T>,
	) -> Result<Option<(Block, T)>> {
		let mut block = self.block(self.hash_at(search.last).await?).await?;
		loop {
			let events = self.at_block(&block).await?.job_events().await?;
			if let Some(result) = found(&events) {
				return Ok(Some((block, result)));
			}
			if block.number <= search.first {
				return Ok(None);
			}
			block = self.block(block.parent).await?;
		}
	}
}

/// Where to look for a job's events, and for which output.
struct Search {
	first: BlockNumber,
	last: BlockNumber,
	output: Digest,
}

impl Search {
	/// Nothing if the job has no answer.
	async fn of(best: &At, job: JobId) -> Result<Option<Self>> {
		Ok(match best.job(job).await?.ok_or(Error::JobNotFound(job))? {
			JobView::Live { details, .. } => details.answer.as_ref().map(|claim| Self {
				first: details.submitted_at,
				last: details.settlement.as_ref().map_or(best.number(), |paid| paid.settled_at),
				output: claim.output,
			}),
			JobView::Over(record) => match record.outcome {
				Outcome::Final | Outcome::Overturned => {
					// The record says until when it is kept, hence when the job became final.
					let kept = best.parameters().await?.keep_blocks.0;
					let last = record.keep_until.saturating_sub(kept).min(best.number());
					Some(Self {
						first: last.saturating_sub(MAX_SEARCH),
						last,
						output: record.output,
					})
				}
				Outcome::Refunded(_) | Outcome::Cancelled(_) => None,
			},
		})
	}
}

async fn live(at: &At, job: JobId) -> Result<JobDetails> {
	match at.job(job).await? {
		Some(JobView::Live { details, .. }) => Ok(details),
		_ => Err(Error::JobNotFound(job)),
	}
}

/// Whether a public output is the one that was claimed.
pub fn answers(output: &[u8], claimed: &Digest) -> bool {
	output_commitment(&ZERO_SALT, &merkle::content_root(output)) == *claimed
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_the_claimed_output_answers() {
		let claim = output_commitment(&ZERO_SALT, &merkle::content_root(b"42"));
		assert!(answers(b"42", &claim));
		assert!(!answers(b"43", &claim));
		assert!(!answers(b"", &claim));
	}
}
