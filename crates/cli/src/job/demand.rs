//! `stoa job demand`: brings an output on chain that its backers do not serve. Whoever claimed it and does
//! not answer loses its bond.

use super::{running, unexpected};
use crate::{
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
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
	types::{JobDetails, JobEvent},
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
	let ended = provided(context, &client, job, chunk_count(claim.bytes)).await?;
	if let Some(why) = ended {
		context.print(&json!({ "job": job, "status": "refunded", "error": why }), || {
			format!("job {job} was refunded: {why}")
		});
		return Err(Fail::told(REFUNDED, why));
	}
	let output =
		assemble(&client, job, &claim, &details, secret.as_ref().filter(|_| sealed)).await?;
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
	chunks: u32,
) -> Result<Option<String>, Fail> {
	let mut missing: BTreeSet<u32> = (0..chunks).collect();
	let mut updates = client.watch_job(job).await?;
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
		let bytes = client
			.provided_chunk(job, chunk)
			.await?
			.ok_or_else(|| Fail::new(FAILED, format!("chunk {chunk} is not in its block")))?;
		match &private {
			Some(private) => output.extend(private.reply.open(&bytes)?),
			None => output.extend(bytes),
		}
	}
	// The chain has checked open chunks against the claim; a sealed one only its owner can check.
	let salt = private.as_ref().map(|private| &private.salt);
	let checked = details.reply_key.is_some() && private.is_none();
	if !checked && !is_claimed(&output, claim, salt) {
		return Err(Error::Unsealable.into());
	}
	Ok(output)
}
