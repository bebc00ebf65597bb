//! `stoa job demand`: brings an output on chain that its backers do not serve. Whoever claimed it and does
//! not answer loses its bond.

use super::{running, unexpected};
use crate::{
	context::Context,
	fail::{FAILED, Fail, REFUNDED, UNFINISHED},
	show,
	vault::{Secret, Vault},
};
use futures::StreamExt;
use serde_json::json;
use std::collections::BTreeSet;
use stoa_client::{
	Client, Error, Keypair, calls,
	delivery::is_claimed,
	keys,
	sealed::OpeningKey,
	search::{demanded_at, demands},
	types::{Demand, JobDetails, JobEvent},
};
use stoa_primitives::{AnswerClaim, JobId, merkle::chunk_count};

/// Runs `stoa job demand`.
pub async fn run(context: &Context, job: JobId, open: bool) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let details = running(&client, job).await?;
	let Some(claim) = details.answer.as_ref().map(|claim| claim.0) else {
		return Err(Fail::refused(format!("job {job} has no answer yet: wait for it")));
	};
	let vault = Vault::of(&client.genesis());
	let mine = keys::account_of(&signer) == details.requester;
	let secret = if mine { vault.find(&details.prompt) } else { None };
	let sealed = details.reply_key.is_some() && !open;
	if sealed && secret.is_none() {
		return Err(Fail::refused(format!(
			"the key that opens job {job} is not here: demand where it was submitted, or with --open"
		)));
	}
	demand(&client, &signer, job, &claim, open).await?;
	// It is demanded: whatever goes wrong now, asking again goes on from here.
	let again = |fail: Fail| {
		let text = format!("{}; go on with `stoa job demand {job}`", fail.text);
		Fail::new(UNFINISHED, text)
	};
	let ended = provided(context, &client, job, &claim, open).await.map_err(again)?;
	if let Some(why) = ended {
		context.print(&json!({ "job": job, "status": "refunded", "error": why }), || {
			format!("job {job} was refunded: {why}")
		});
		return Err(Fail::told(REFUNDED, why));
	}
	let secret = secret.as_ref().filter(|_| sealed);
	let output = assemble(&client, job, &claim, &details, secret).await.map_err(again)?;
	context.print(
		&json!({
			"job": job,
			"release": details.release,
			"status": "provided",
			"answer": show::answer(&output),
			"answer_hex": hex::encode(&output),
		}),
		|| show::answer(&output),
	);
	Ok(())
}

async fn demand(
	client: &Client,
	signer: &Keypair,
	job: JobId,
	claim: &AnswerClaim,
	open: bool,
) -> Result<(), Fail> {
	// All at once; the nonces follow one another.
	let mut sent = Vec::new();
	for chunk in 0..chunk_count(claim.bytes) {
		sent.push(client.submit(signer, &calls::demand_data(job, chunk, open)).await?);
	}
	for submission in sent {
		match submission.in_best_block().await {
			// One posting answers all.
			Err(error) if error.is_refusal("Inference", "AlreadyDemanded") => {}
			other => {
				other?;
			}
		}
	}
	Ok(())
}

/// Waits until every chunk is on chain; why not, if the job ended instead.
async fn provided(
	context: &Context,
	client: &Client,
	job: JobId,
	claim: &AnswerClaim,
	open: bool,
) -> Result<Option<String>, Fail> {
	let details = running(client, job).await?;
	let demanded = demands(&details);
	let mut missing = missing(demanded, chunk_count(claim.bytes), open);
	// What was provided for an earlier demand of the same chunk is no answer to this one.
	let unanswered = demanded.iter().filter(|demand| !demand.answered);
	let from = unanswered.map(|demand| demanded_at(&details, demand)).min();
	let from = from.unwrap_or(details.submitted_at);
	if missing.is_empty() {
		return Ok(None);
	}
	let mut updates = client.watch_job_from(job, from).await?;
	while let Some(update) = updates.next().await {
		let update = update?;
		match &update.event {
			JobEvent::DataDemanded { chunk, until, .. } => {
				context.note(&format!("chunk {chunk} must be there by block {until}"));
			}
			JobEvent::DataProvided { chunk, .. } => {
				missing.remove(chunk);
			}
			JobEvent::JobRefunded { reason, .. } => {
				return Ok(Some(show::refund(reason).1.to_string()));
			}
			JobEvent::JobFinalized { .. } => break,
			_ => {}
		}
		if missing.is_empty() {
			return Ok(None);
		}
	}
	Err(unexpected("the job ended before its output was provided"))
}

/// The chunks that are not on chain yet, in the clear if they must come so.
fn missing(demanded: &[Demand], chunks: u32, open: bool) -> BTreeSet<u32> {
	let came = |chunk: &u32| {
		let answers = |demand: &Demand| demand.answered && (demand.open || !open);
		demanded.iter().any(|demand| demand.chunk == *chunk && answers(demand))
	};
	(0..chunks).filter(|chunk| !came(chunk)).collect()
}

async fn assemble(
	client: &Client,
	job: JobId,
	claim: &AnswerClaim,
	details: &JobDetails,
	secret: Option<&Secret>,
) -> Result<Vec<u8>, Fail> {
	let private = secret.and_then(Secret::private);
	let mut output = Vec::new();
	for chunk in 0..chunk_count(claim.bytes) {
		let candidates = client.provided_chunks(job, chunk).await?;
		let bytes = good(candidates, private.as_ref().map(|private| &private.reply));
		output.extend(bytes.ok_or_else(|| {
			Fail::new(FAILED, format!("chunk {chunk} is not in its block, or does not open"))
		})?);
	}
	// The chain has checked open chunks against the claim; a sealed one only its owner can check.
	let salt = private.as_ref().map(|private| &private.salt);
	let checked = details.reply_key.is_some() && private.is_none();
	if !checked && !is_claimed(&output, claim, salt) {
		return Err(Error::Unsealable.into());
	}
	Ok(output)
}

/// A chunk in the clear is proven; of sealed ones, the one that opens.
fn good(candidates: Vec<Vec<u8>>, reply: Option<&OpeningKey>) -> Option<Vec<u8>> {
	match reply {
		Some(reply) => candidates.iter().find_map(|sealed| reply.open(sealed).ok()),
		None => candidates.into_iter().next(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_client::sealed::seal;

	#[test]
	fn what_came_sealed_is_still_missing_in_the_clear() {
		let demand = |chunk, open, answered| Demand {
			chunk,
			open,
			by: keys::account("//Alice").unwrap(),
			prepaid: 0,
			until: 9,
			answered,
		};
		let mut demands = vec![demand(0, false, true), demand(1, false, false)];
		assert_eq!(missing(&demands, 3, false), BTreeSet::from([1, 2]));
		assert_eq!(missing(&demands, 2, true), BTreeSet::from([0, 1]));
		demands.push(demand(0, true, true));
		assert_eq!(missing(&demands, 2, true), BTreeSet::from([1]));
	}

	#[test]
	fn the_chunk_that_opens_is_taken() {
		let reply = OpeningKey::generate();
		let sealed = seal(&reply.public(), b"chunk").unwrap();
		let junk = vec![7; sealed.len()];
		let candidates = || vec![junk.clone(), sealed.clone()];
		assert_eq!(good(candidates(), Some(&reply)), Some(b"chunk".to_vec()));
		assert_eq!(good(vec![junk.clone()], Some(&reply)), None);
		assert_eq!(good(vec![b"chunk".to_vec()], None), Some(b"chunk".to_vec()));
	}
}
