//! Looking back: what went on chain for a job, in the blocks that the job's own record points to.

use crate::{
	At, Block, Client, Error, JobUpdate, Result, Settled,
	chain::stoa,
	types::{AccountId, JobDetails, JobEvent, JobView, Outcome},
};
use stoa_primitives::{
	BlockNumber, Digest, JobId, merkle,
	payload::{ZERO_SALT, output_commitment},
};
use subxt::utils::H256;

/// Most blocks that are searched before the end of a job that is over.
const MAX_SEARCH: BlockNumber = 4_096;

impl Client {
	/// A job's answer, if it has one that went on chain: found by the events of the blocks that the job's
	/// own record points to, and checked against the claim that won.
	pub async fn output(&self, job: JobId) -> Result<Option<Vec<u8>>> {
		let best = self.best().await?;
		let Some(search) = Search::of(&best, job).await? else { return Ok(None) };
		let found = self
			.search(&search, |events| {
				events.iter().find_map(|event| match event {
					JobEvent::OutputPosted { job: j, output, .. } if *j == job => {
						answers(output, &search.output).then(|| output.clone())
					}
					_ => None,
				})
			})
			.await;
		match found {
			Ok(found) => Ok(found.map(|(_, output)| output)),
			// Nodes keep the states of recent blocks, but the bodies of all.
			Err(Error::StateDiscarded) => self.output_in_bodies(&best, job, &search).await,
			Err(error) => Err(error),
		}
	}

	/// The output as it came in with a reveal, read from the blocks themselves.
	async fn output_in_bodies(
		&self,
		best: &At,
		job: JobId,
		search: &Search,
	) -> Result<Option<Vec<u8>>> {
		let mut block = self.block(self.hash_at(search.last).await?).await?;
		loop {
			if let Some(body) = self.rpc.chain_get_block(Some(H256(block.hash))).await? {
				let body = body.block.extrinsics.into_iter().map(|bytes| bytes.0).collect();
				let mut shown = outputs(best, body, job).await.into_iter();
				if let Some(output) = shown.find(|output| answers(output, &search.output)) {
					return Ok(Some(output));
				}
			}
			if block.number <= search.first {
				return Ok(None);
			}
			block = self.block(block.parent).await?;
		}
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
					let kept = best.parameters().await?.keep_blocks;
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

/// Outputs of a job among a block's extrinsics. What another runtime wrote does not decode, and is left out.
async fn outputs(at: &At, body: Vec<Vec<u8>>, job: JobId) -> Vec<Vec<u8>> {
	let extrinsics = at.inner.extrinsics().from_bytes(body).await;
	let relayed = extrinsics
		.find::<stoa::inference::calls::Relay>()
		.flatten()
		.flat_map(|call| call.batch.statements)
		.filter(|statement| statement.job == job)
		.filter_map(|statement| statement.output);
	let revealed = extrinsics
		.find::<stoa::inference::calls::Reveal>()
		.flatten()
		.filter(|call| call.job == job)
		.filter_map(|call| call.output);
	relayed.chain(revealed).collect()
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
