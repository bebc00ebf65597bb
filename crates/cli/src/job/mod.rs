//! `stoa job`.

mod challenge;
mod deliver;
mod demand;
mod errand;
mod follow;
mod ids;
mod order;
mod progress;
mod question;
mod report;
mod sampling;
mod terms;
mod verify;
mod whose;

use crate::{
	args::{JobCommand, TokenizerArg},
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
	local::Reader,
	show,
	vault::Vault,
};
use follow::{Ending, Follow};
pub use progress::Progress;
use serde_json::{Value, json};
use stoa_client::{
	AccountId, Amount, At, Call, Client, Error, Keypair, calls, keys,
	types::{JobDetails, JobRecord, JobView, Outcome, Seat},
};
use stoa_primitives::{JobId, JobSubject, ReleaseId, VerificationClass};
use whose::Whose;

/// Runs `stoa job`.
pub async fn run(context: &Context, command: JobCommand) -> Result<(), Fail> {
	match command {
		JobCommand::Submit(args) => order::submit(context, args).await,
		JobCommand::Watch { job, tokenizer } => watch(context, job, &tokenizer).await,
		JobCommand::Show { job, tokenizer } => one(context, job, &tokenizer).await,
		JobCommand::Verify(args) => verify::run(context, args).await,
		JobCommand::Challenge(args) => challenge::run(context, args).await,
		JobCommand::List { account } => list(context, account).await,
		JobCommand::Cancel { job } => {
			send(context, job, calls::cancel_job(job), "cancelled; everything was returned").await
		}
		JobCommand::Acknowledge { job } => {
			send(context, job, calls::acknowledge(job), "acknowledged: it settles now").await
		}
		JobCommand::Demand { job, open } => demand::run(context, job, open).await,
		JobCommand::Escalate { job } => {
			send(context, job, calls::escalate(job), "escalated: a larger committee decides").await
		}
		JobCommand::Drop { job } => {
			send(context, job, calls::drop_expired(job), "dropped; its deposit was returned").await
		}
		JobCommand::Deliver { job: Some(job), .. } => deliver::one(context, job).await,
		JobCommand::Deliver { job: None, least_gain, .. } => {
			deliver::watch(context, least_gain).await
		}
		JobCommand::Claim => claim(context).await,
	}
}

/// Sends a call about a job and says what it did.
async fn send(context: &Context, job: JobId, call: impl Call, done: &str) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let included = client.submit(&signer, &call).await?.in_best_block().await?;
	let block = included.block.number;
	context.print(
		&json!({ "job": job, "block": block, "extrinsic": show::hash(&included.extrinsic) }),
		|| format!("job {job}: {done} (block {block})"),
	);
	Ok(())
}

async fn claim(context: &Context) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let account = keys::account_of(&signer);
	let amount = client.best().await?.claimable(&account).await?;
	if amount == 0 {
		return Err(Fail::refused(format!("nothing waits for {account}")));
	}
	let block = client.submit(&signer, &calls::claim()).await?.in_best_block().await?.block.number;
	context.print(
		&json!({ "account": account.to_string(), "amount": amount.to_string(), "block": block }),
		|| format!("{} paid to {account} in block {block}", Amount(amount)),
	);
	Ok(())
}

async fn watch(context: &Context, job: JobId, tokenizer: &TokenizerArg) -> Result<(), Fail> {
	let client = context.client().await?;
	let best = client.best().await?;
	let details = match best.job(job).await? {
		None => return Err(Error::JobNotFound(job).into()),
		Some(JobView::Over(_)) => return one(context, job, tokenizer).await,
		Some(JobView::Live { details, .. }) => details,
	};
	let exact = details.exact.is_some();
	let reader = reader(context, &best, details.release, exact, tokenizer).await;
	if details.settlement.is_some() && !is_told(&client, job).await? {
		return live(context, &client, job, &details, &reader).await;
	}
	// What a job waits for can be delivered only by its requester.
	let given = context.signer_if_given()?;
	let mine = |signer: &Keypair| keys::account_of(signer) == details.requester;
	if given.as_ref().is_some_and(|signer| !mine(signer)) {
		context.note(&format!("job {job} is not yours: {} ordered it", details.requester));
	}
	let signer = given.filter(mine);
	let vault = Vault::of(&client.genesis());
	let secret = signer.as_ref().and(vault.find(&details.prompt));
	let release = report::Ordered::of(&details);
	let whose = Whose::of(&details);
	let follow = Follow::new(context, &client, job, whose, signer, secret);
	let ending = follow.reading(reader.clone()).run().await?;
	finish(context, &vault, &details, release, ending, &reader)
}

/// What makes text of a job's answer: only one of class Exact needs anything.
async fn reader(
	context: &Context,
	at: &At,
	release: ReleaseId,
	exact: bool,
	tokenizer: &TokenizerArg,
) -> Reader {
	if !exact {
		return Reader::default();
	}
	Reader::of(at, release, tokenizer.tokenizer.as_ref(), |text| context.note(text)).await
}

/// Whether the node can still tell how a job settled.
async fn is_told(client: &Client, job: JobId) -> Result<bool, Fail> {
	match client.settlement(job).await {
		Err(Error::StateDiscarded) => Ok(false),
		other => Ok(other?.is_some()),
	}
}

/// Prints how a job went and turns it into the exit code.
fn finish(
	context: &Context,
	vault: &Vault,
	details: &JobDetails,
	ordered: report::Ordered,
	ending: Ending,
	reader: &Reader,
) -> Result<(), Fail> {
	if ending.is_done() {
		vault.forget(&details.prompt);
	}
	report::print(context, &ordered, &ending, reader)
}

async fn one(context: &Context, job: JobId, tokenizer: &TokenizerArg) -> Result<(), Fail> {
	let client = context.client().await?;
	let at = client.best().await?;
	match at.job(job).await?.ok_or(Error::JobNotFound(job))? {
		JobView::Live { details, .. } => {
			let exact = details.exact.is_some();
			let reader = reader(context, &at, details.release, exact, tokenizer).await;
			live(context, &client, job, &details, &reader).await
		}
		JobView::Over(record) => {
			let exact = record.class.0 == VerificationClass::Exact;
			let reader = reader(context, &at, record.release, exact, tokenizer).await;
			over(context, &client, job, &record, &reader).await
		}
	}
}

/// Prints what is left of a job. For people the record comes first: finding the answer can take a while.
async fn over(
	context: &Context,
	client: &Client,
	job: JobId,
	record: &JobRecord,
	reader: &Reader,
) -> Result<(), Fail> {
	let (word, text) = show::outcome(&record.outcome);
	context.begin(|| {
		show::rows(&[
			("job", job.to_string()),
			("state", text.clone()),
			("requester", record.requester.to_string()),
			("release", record.release.to_string()),
			("class", show::verified(record)),
			("charged", Amount(record.charged).to_string()),
			("record", format!("kept until block {}", record.keep_until)),
		])
	});
	let exact = record.class.0 == VerificationClass::Exact;
	let output = output(client, job).await?;
	let answer = output.as_ref().map(|output| reader.output(output, exact));
	let object = json!({
		"job": job,
		"status": word,
		"requester": record.requester.to_string(),
		"release": record.release,
		"verified": {
			"class": show::class(record.class.0),
			"executors": record.executors,
			"quorum": record.quorum,
			"backers": record.backers,
			"auditors": record.auditors,
			"losing_percent": record.losing_percent,
		},
		"tokens": record.tokens,
		"charged": record.charged.to_string(),
		"keep_until": record.keep_until,
		"answer": answer,
		"answer_hex": output.as_ref().map(hex::encode),
	});
	let answered = matches!(record.outcome, Outcome::Final | Outcome::Overturned);
	if context.json || answered {
		context.print(&object, || {
			format!("answer     {}", answer.as_deref().unwrap_or("(not on chain)"))
		});
	}
	match record.outcome {
		Outcome::Final => Ok(()),
		_ => Err(Fail::told(REFUNDED, text)),
	}
}

/// The answer, if the chain still shows it; a node that has discarded the blocks is no failure here.
async fn output(client: &Client, job: JobId) -> Result<Option<Vec<u8>>, Fail> {
	match client.output(job).await {
		Ok(output) => Ok(output),
		Err(error) if error.is_network() => Err(error.into()),
		Err(_) => Ok(None),
	}
}

async fn live(
	context: &Context,
	client: &Client,
	job: JobId,
	details: &JobDetails,
	reader: &Reader,
) -> Result<(), Fail> {
	let (word, text) = show::state(details);
	let exact = details.exact.is_some();
	let output = output(client, job).await?;
	let answer = output.as_ref().map(|output| reader.output(output, exact));
	let seats: Vec<Value> = details.seats.iter().map(seat_json).collect();
	let seeded = details.generation.sampling.seeded();
	let object = json!({
		"job": job,
		"status": word,
		"requester": details.requester.to_string(),
		"release": details.release,
		"assurance": show::assurance(&details.assurance.0),
		"private": details.reply_key.is_some(),
		"sampling": seeded.map(|(inverse_temperature, cut, seed)| json!({
			"inverse_temperature": inverse_temperature,
			"cut": cut,
			"seed": hex::encode(seed),
		})),
		"max_fee": details.max_fee.to_string(),
		"value_at_risk": details.value_at_risk.to_string(),
		"charged": details.settlement.as_ref().map(|paid| paid.charged.to_string()),
		"submitted_at": details.submitted_at,
		"expires_at": details.expires_at,
		"auditors": exact.then(|| show::auditors(details)),
		"seats": seats,
		"answer": answer,
		"answer_hex": output.as_ref().map(hex::encode),
	});
	context.print(&object, || {
		let mut rows = vec![
			("job", job.to_string()),
			("state", text),
			("requester", details.requester.to_string()),
			("release", subject(details)),
			("class", show::assurance(&details.assurance.0)),
			("at most", Amount(details.max_fee).to_string()),
			("at risk", Amount(details.value_at_risk).to_string()),
			("submitted", format!("in block {}", details.submitted_at)),
			("ends by", format!("block {}", details.expires_at)),
		];
		if let Some(words) = sampling::words(&details.generation.sampling) {
			rows.push(("sampling", words));
		}
		if let Some(paid) = &details.settlement {
			rows.push(("charged", Amount(paid.charged).to_string()));
		}
		for seat in &details.seats {
			let who = if seat.auditor { "auditor" } else { "executor" };
			rows.push((who, format!("{} {}", seat.provider, show::seat(&seat.state))));
		}
		rows.extend(answer.map(|answer| ("answer", answer)));
		show::rows(&rows)
	});
	Ok(())
}

fn seat_json(seat: &Seat) -> Value {
	json!({
		"provider": seat.provider.to_string(),
		"auditor": seat.auditor,
		"state": show::seat(&seat.state),
		"round": seat.round,
		"price": show::price_json(&seat.price.0),
		"reserved": seat.reserved.to_string(),
		"paid": seat.paid.to_string(),
	})
}

fn subject(details: &JobDetails) -> String {
	match &details.subject.0 {
		JobSubject::Model(release) => release.to_string(),
		JobSubject::Algorithm { image, .. } => show::hash(image),
	}
}

async fn list(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let account = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let mut objects = Vec::new();
	let mut lines = Vec::new();
	for job in at.jobs_of(&account).await? {
		// Dropped since the list was read.
		let Some((word, text, release)) = summary(&at, job).await? else { continue };
		objects.push(json!({ "job": job, "status": word, "release": release }));
		lines.push([job.to_string(), release.to_string(), text]);
	}
	context.print(&objects.into(), || {
		if lines.is_empty() {
			return format!("{account} has no jobs");
		}
		show::table(["job", "release", "state"], &lines)
	});
	Ok(())
}

async fn summary(at: &At, job: JobId) -> Result<Option<(&'static str, String, u32)>, Fail> {
	Ok(match at.job(job).await? {
		None => None,
		Some(JobView::Live { details, .. }) => {
			let (word, text) = show::state(&details);
			Some((word, text, details.release))
		}
		Some(JobView::Over(record)) => {
			let (word, text) = show::outcome(&record.outcome);
			Some((word, text, record.release))
		}
	})
}

/// A job that is not over, or why there is none.
async fn running(client: &Client, job: JobId) -> Result<JobDetails, Fail> {
	match client.best().await?.job(job).await? {
		Some(JobView::Live { details, .. }) => Ok(details),
		Some(JobView::Over(record)) => {
			let text = show::outcome(&record.outcome).1;
			Err(Fail::refused(format!("job {job} is over ({text}): see `stoa job show {job}`")))
		}
		None => Err(Error::JobNotFound(job).into()),
	}
}

/// The chain did something that this program does not expect.
fn unexpected(what: &str) -> Fail {
	Fail::new(FAILED, format!("{what}: use the release of node and client that belong together"))
}
