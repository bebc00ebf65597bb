//! Looking back: what went on chain for a job, in the blocks that the job's own record points to.

use crate::{
	At, Block, Client, Error, JobUpdate, Result, Settled,
	body::{self, Submitted, Wanted},
	types::{AccountId, Demand, JobDetails, JobEvent, JobState, JobView, Outcome, SeatState},
};
use std::ops::ControlFlow;
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	AnswerClaim, BlockNumber, Digest, JobId, MAX_INLINE_BYTES, merkle,
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
		let Some(answer) = Answer::of(&best, job).await? else { return Ok(None) };
		if !answer.may_be_shown {
			return Ok(None);
		}
		let claimed = answer.output;
		let found = self.search(answer.first, answer.last, |event| match event {
			JobEvent::OutputPosted { job: j, output, .. } if *j == job => {
				let output = answers(output, &claimed).then(|| output.clone());
				output.map_or(ControlFlow::Continue(()), |found| ControlFlow::Break(Some(found)))
			}
			// Where the chain waits for somebody to fetch it, it was not shown before.
			JobEvent::OutputAwaited { job: j, claim, .. }
				if *j == job && claim.output == claimed =>
			{
				ControlFlow::Break(None)
			}
			_ => until_submitted(event, job),
		});
		match found.await {
			Ok(found) => Ok(found.map(|found| found.what)),
			// Nodes keep the states of recent blocks, but the bodies of all.
			Err(Error::StateDiscarded) => self.output_in_bodies(&answer).await,
			Err(error) => Err(error),
		}
	}

	/// The output as it came in with a reveal, read from the blocks themselves.
	async fn output_in_bodies(&self, answer: &Answer) -> Result<Option<Vec<u8>>> {
		let mut block = self.block(self.hash_at(answer.last).await?).await?;
		loop {
			for extrinsic in self.body(&block).await? {
				let shown = body::shown_output(&extrinsic, answer.bytes, &answer.output);
				if shown.is_some() {
					return Ok(shown);
				}
			}
			if block.number <= answer.shown_after {
				return Ok(None);
			}
			block = self.block(block.parent).await?;
		}
	}

	/// What a job that has settled paid, with the block in which it did.
	pub async fn settlement(&self, job: JobId) -> Result<Option<(Block, Settled)>> {
		let best = self.best().await?;
		let Some(answer) = Answer::of(&best, job).await? else { return Ok(None) };
		let found = self
			.search(answer.first, answer.last, |event| match event {
				JobEvent::JobSettled { job: j, .. } if *j == job => {
					ControlFlow::Break(Some(event.clone()))
				}
				_ => until_submitted(event, job),
			})
			.await?;
		Ok(found.and_then(|found| {
			let update = JobUpdate { block: found.block, event: found.what };
			update.settled().map(|settled| (found.block, settled))
		}))
	}

	/// What was ordered, from the extrinsic that did: also of a job that is over, of which the chain keeps
	/// neither prompt nor limits. Nothing if the node no longer tells.
	pub async fn submitted(&self, job: JobId) -> Result<Option<Submitted>> {
		let best = self.best().await?;
		let (first, last) = match best.job(job).await?.ok_or(Error::JobNotFound(job))? {
			JobView::Live { details, .. } => (details.submitted_at, details.submitted_at),
			JobView::Over(record) => {
				let parameters = best.parameters().await?;
				let last = record.keep_until.saturating_sub(parameters.keep_blocks);
				let last = last.min(best.number());
				(last.saturating_sub(MAX_SEARCH), last)
			}
		};
		let found = self.search(first, last, |event| match event {
			JobEvent::JobSubmitted { job: j, .. } if *j == job => ControlFlow::Break(Some(())),
			_ => ControlFlow::Continue(()),
		});
		let Some(found) = found.await? else { return Ok(None) };
		let at = self.at_block(&found.block).await?;
		let Some(call) = body::index(at.inner.metadata_ref(), "submit_job") else {
			return Ok(None);
		};
		let orders = body::submitted_orders(&self.extrinsic(&found).await?, call);
		let events = at.caused_job_events().await?;
		let events = events.iter().filter(|(cause, _)| *cause == found.extrinsic);
		Ok(body::which(events.map(|(_, event)| event), job, orders))
	}

	/// The sealed prompt that the requester of a running job posted for `provider`. Empty, which opens for
	/// nobody, if one was posted and cannot be read. See [`Client::posted_prompts`].
	pub async fn posted_prompt(&self, job: JobId, provider: &AccountId) -> Result<Option<Vec<u8>>> {
		let posted = self.posted_prompts(job, provider).await?;
		Ok(posted.map(|candidates| candidates.into_iter().next().unwrap_or_default()))
	}

	/// The sealed prompt that the requester of a running job posted for `provider`: nothing if none was
	/// posted, no candidates if it cannot be read. There are several candidates only if the extrinsic that
	/// posted it has several such calls, of which one was made: the good one opens, to the prompt that
	/// the job commits to.
	pub async fn posted_prompts(
		&self,
		job: JobId,
		provider: &AccountId,
	) -> Result<Option<Vec<Vec<u8>>>> {
		let best = self.best().await?;
		let details = live(&best, job).await?;
		let seat = details.seats.iter().find(|seat| seat.provider == *provider);
		let (posted, first) = match seat.map(|seat| &seat.state) {
			None
			| Some(
				SeatState::AwaitingPrompt { .. } | SeatState::Drawn { prompt_posted: false, .. },
			) => return Ok(None),
			// Its time to commit began with the posting.
			Some(SeatState::Drawn { until, .. }) => {
				(true, until.saturating_sub(details.parameters.commit_timeout))
			}
			Some(_) => (false, 0),
		};
		let first = first.max(details.submitted_at);
		let found = self
			.search(first, best.number(), |event| match event {
				JobEvent::PromptPosted { job: j, provider: p, .. }
					if *j == job && p == provider =>
				{
					ControlFlow::Break(Some(()))
				}
				_ => ControlFlow::Continue(()),
			})
			.await?;
		let Some(found) = found else { return Ok(posted.then(Vec::new)) };
		let extrinsic = self.extrinsic(&found).await?;
		let at = self.at_block(&found.block).await?;
		let call = body::index(at.inner.metadata_ref(), "post_prompt");
		Ok(Some(call.map_or_else(Vec::new, |call| {
			body::posted_prompts(&extrinsic, call, job, provider, details.prompt_bytes)
		})))
	}

	/// A chunk of an output that a provider brought on chain because it was demanded; sealed if the job
	/// is private and it was not demanded open. See [`Client::provided_chunks`].
	pub async fn provided_chunk(&self, job: JobId, chunk: u32) -> Result<Option<Vec<u8>>> {
		Ok(self.provided_chunks(job, chunk).await?.into_iter().next())
	}

	/// A chunk of an output that a provider brought on chain because it was demanded: the one that its proof
	/// shows to be good, or if it came sealed, everything in the extrinsic that may be it, of which the
	/// good one opens.
	pub async fn provided_chunks(&self, job: JobId, chunk: u32) -> Result<Vec<Vec<u8>>> {
		let best = self.best().await?;
		let details = live(&best, job).await?;
		let Some(claim) = details.answer.as_ref() else { return Ok(Vec::new()) };
		let demanded = || demands(&details).iter().filter(|demand| demand.chunk == chunk);
		let first = demanded().map(|demand| demanded_at(&details, demand)).min();
		let first = first.unwrap_or(details.submitted_at);
		let found = self
			.search(first, best.number(), |event| match event {
				JobEvent::DataProvided { job: j, chunk: c, .. } if *j == job && *c == chunk => {
					ControlFlow::Break(Some(()))
				}
				_ => ControlFlow::Continue(()),
			})
			.await?;
		let Some(found) = found else { return Ok(Vec::new()) };
		let extrinsic = self.extrinsic(&found).await?;
		let at = self.at_block(&found.block).await?;
		let Some(call) = body::index(at.inner.metadata_ref(), "provide_data") else {
			return Ok(Vec::new());
		};
		let sealed =
			details.reply_key.is_some() && !demanded().any(|demand| demand.open && demand.answered);
		Ok(body::provided_chunks(&extrinsic, call, &Wanted { job, chunk, claim, sealed }))
	}

	/// Goes from the last block to the first, and from each block's last event to its first, until `look`
	/// finds something or knows that there is nothing.
	async fn search<T>(
		&self,
		first: BlockNumber,
		last: BlockNumber,
		look: impl Fn(&JobEvent) -> ControlFlow<Option<T>>,
	) -> Result<Option<Found<T>>> {
		let mut block = self.block(self.hash_at(last).await?).await?;
		loop {
			let events = self.at_block(&block).await?.caused_job_events().await?;
			for (extrinsic, event) in events.iter().rev() {
				if let ControlFlow::Break(what) = look(event) {
					return Ok(what.map(|what| Found { block, extrinsic: *extrinsic, what }));
				}
			}
			if block.number <= first {
				return Ok(None);
			}
			block = self.block(block.parent).await?;
		}
	}

	/// The extrinsic that caused what was found; empty if none did.
	async fn extrinsic<T>(&self, found: &Found<T>) -> Result<Vec<u8>> {
		let Some(index) = found.extrinsic else { return Ok(Vec::new()) };
		Ok(self.body(&found.block).await?.into_iter().nth(index as usize).unwrap_or_default())
	}

	/// The extrinsics of a block.
	async fn body(&self, block: &Block) -> Result<Vec<Vec<u8>>> {
		let body = self.rpc.chain_get_block(Some(H256(block.hash))).await?;
		let extrinsics = body.map(|body| body.block.extrinsics).unwrap_or_default();
		Ok(extrinsics.into_iter().map(|bytes| bytes.0).collect())
	}
}

/// An event that was looked for.
struct Found<T> {
	block: Block,
	/// Index of the extrinsic that caused it.
	extrinsic: Option<u32>,
	what: T,
}

/// Nothing of a job lies before its submission.
fn until_submitted<T>(event: &JobEvent, job: JobId) -> ControlFlow<Option<T>> {
	match event {
		JobEvent::JobSubmitted { job: j, .. } if *j == job => ControlFlow::Break(None),
		_ => ControlFlow::Continue(()),
	}
}

/// A job's answer, and where to look for what became of it.
struct Answer {
	first: BlockNumber,
	last: BlockNumber,
	output: Digest,
	bytes: u32,
	/// Whether it can be on chain at all.
	may_be_shown: bool,
	/// If it is, it was shown in this block or later.
	shown_after: BlockNumber,
}

impl Answer {
	/// Nothing if the job has no answer.
	async fn of(best: &At, job: JobId) -> Result<Option<Self>> {
		Ok(match best.job(job).await?.ok_or(Error::JobNotFound(job))? {
			JobView::Live { details, .. } => details.answer.as_ref().map(|claim| Self {
				first: details.submitted_at,
				last: details.settlement.as_ref().map_or(best.number(), |paid| paid.settled_at),
				output: claim.output,
				bytes: claim.bytes,
				may_be_shown: is_shown(&details, claim),
				shown_after: details.submitted_at,
			}),
			JobView::Over(record) => match record.outcome {
				Outcome::Final | Outcome::Overturned => {
					// The record says until when it is kept, hence when the job became final.
					let parameters = best.parameters().await?;
					let last =
						record.keep_until.saturating_sub(parameters.keep_blocks).min(best.number());
					// From a reveal to the end there is at most a second committee, a freeze, and
					// fetching; what takes longer was escalated late, and twice that allows for it.
					let round = parameters.commit_timeout.saturating_add(parameters.reveal_timeout);
					let end = parameters.freeze_window.saturating_add(parameters.serve_window);
					// An answer of class Exact comes before audit and window.
					let end = end.saturating_add(parameters.challenge_window);
					let lookback = end.saturating_add(round).saturating_mul(2).min(MAX_SEARCH);
					Some(Self {
						first: last.saturating_sub(MAX_SEARCH),
						last,
						output: record.output,
						bytes: record.bytes,
						// Reveals carry no more. Of a private job's shorter one the record does not tell.
						may_be_shown: record.bytes <= MAX_INLINE_BYTES,
						shown_after: last.saturating_sub(lookback),
					})
				}
				Outcome::Refunded(_) | Outcome::Cancelled(_) => None,
			},
		})
	}
}

/// Whether an output with this claim came in with an answer or a reveal.
fn is_shown(details: &JobDetails, claim: &AnswerClaim) -> bool {
	details.exact.is_some()
		|| details.seats.iter().any(|seat| match &seat.state {
			SeatState::Revealed { claim: revealed, shown } => *shown && revealed.0 == *claim,
			_ => false,
		})
}

/// The demands for a job's output, answered or not.
pub fn demands(details: &JobDetails) -> &[Demand] {
	match &details.state {
		JobState::Serving { demands, .. } => demands,
		_ => &[],
	}
}

/// The block in which a chunk was demanded.
pub fn demanded_at(details: &JobDetails, demand: &Demand) -> BlockNumber {
	demand.until.saturating_sub(details.parameters.data_timeout).max(details.submitted_at)
}

async fn live(at: &At, job: JobId) -> Result<JobDetails> {
	match at.job(job).await? {
		Some(JobView::Live { details, .. }) => Ok(details),
		_ => Err(Error::JobNotFound(job)),
	}
}

/// Whether a public output is the one that was claimed: as bytes, or as token ids in class Exact.
pub fn answers(output: &[u8], claimed: &Digest) -> bool {
	let claimed = |root: &Digest| output_commitment(&ZERO_SALT, root) == *claimed;
	claimed(&merkle::content_root(output))
		|| token_ids(output).is_some_and(|ids| claimed(&tokens_root::<Blake2>(&ids)))
}

/// The ids in a prompt or an output of class Exact; none if it is not made of such.
pub fn token_ids(content: &[u8]) -> Option<Vec<u32>> {
	let (ids, rest) = content.as_chunks::<4>();
	rest.is_empty().then(|| ids.iter().map(|id| u32::from_le_bytes(*id)).collect())
}

/// Token ids as a prompt's content.
pub fn token_bytes(ids: &[u32]) -> Vec<u8> {
	ids.iter().flat_map(|id| id.to_le_bytes()).collect()
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

	#[test]
	fn token_ids_answer_by_their_own_root() {
		let ids = [7, 49_151, 0];
		let output = token_bytes(&ids);
		assert_eq!(token_ids(&output), Some(ids.to_vec()));
		assert_eq!(token_ids(&output[..11]), None);
		let claim = output_commitment(&ZERO_SALT, &tokens_root::<Blake2>(&ids));
		assert!(answers(&output, &claim));
		assert!(!answers(&output[..8], &claim));
		let nothing = output_commitment(&ZERO_SALT, &tokens_root::<Blake2>(&[]));
		assert!(answers(b"", &nothing));
	}
}
