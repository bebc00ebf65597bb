//! A job's question and its answer, as the chain has them: all that it takes to compute the answer again.

use crate::{
	fail::{FAILED, Fail},
	show,
	vault::{Secret, Vault},
};
use stoa_client::{
	Client, Error,
	types::{JobDetails, JobRecord, JobView, Outcome, SeatState},
};
use stoa_primitives::{Digest, Generation, JobId, PromptKind, ReleaseId, VerificationClass};

/// A question with its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
	/// The release.
	pub release: ReleaseId,
	/// How the answer is verified.
	pub class: VerificationClass,
	/// How the prompt is to be read.
	pub kind: PromptKind,
	/// The prompt.
	pub prompt: Vec<u8>,
	/// What was to be generated.
	pub generation: Generation,
	/// The answer.
	pub output: Vec<u8>,
	/// Class Exact: the root of the trace, if it was revealed and the job is not over.
	pub trace: Option<Digest>,
	/// Whether the answer can still be doubted on chain.
	pub open: bool,
}

impl Question {
	/// Of a job that has an answer.
	pub async fn of(client: &Client, job: JobId) -> Result<Self, Fail> {
		match client.best().await?.job(job).await?.ok_or(Error::JobNotFound(job))? {
			JobView::Live { details, prompt } => live(client, job, &details, prompt).await,
			JobView::Over(record) => over(client, job, &record).await,
		}
	}
}

async fn live(
	client: &Client,
	job: JobId,
	details: &JobDetails,
	inline: Option<Vec<u8>>,
) -> Result<Question, Fail> {
	let Some(answer) = &details.answer else {
		let state = show::state(details).1;
		return Err(Fail::refused(format!("job {job} has no answer yet ({state}): wait for it")));
	};
	// Of a prompt that is not on chain, its requester has the only copy.
	let kept = || Vault::of(&client.genesis()).find(&details.prompt);
	let prompt = inline.or_else(|| kept().as_ref().map(Secret::prompt));
	Ok(Question {
		release: details.release,
		class: if details.exact.is_some() {
			VerificationClass::Exact
		} else {
			VerificationClass::Replicated
		},
		kind: details.prompt_kind.0,
		prompt: prompt.ok_or_else(|| hidden(job))?,
		generation: details.generation.0,
		output: output(client, job).await?,
		trace: revealed(details).or(answer.trace),
		open: true,
	})
}

/// The trace that the executor has shown.
fn revealed(details: &JobDetails) -> Option<Digest> {
	let claim = |state: &SeatState| match state {
		SeatState::Revealed { claim, .. } => claim.trace,
		_ => None,
	};
	details.seats.iter().filter(|seat| !seat.auditor).find_map(|seat| claim(&seat.state))
}

async fn over(client: &Client, job: JobId, record: &JobRecord) -> Result<Question, Fail> {
	if !matches!(record.outcome, Outcome::Final | Outcome::Overturned) {
		let ended = show::outcome(&record.outcome).1;
		return Err(Fail::refused(format!("job {job} has no answer to look at ({ended})")));
	}
	let submitted = client.submitted(job).await?.ok_or_else(|| {
		Fail::new(
			FAILED,
			format!(
				"the node no longer tells what job {job} asked: ask one that runs with `--state-pruning archive`"
			),
		)
	})?;
	let prompt = submitted.prompt.inline.map(|inline| inline.into_inner());
	Ok(Question {
		release: record.release,
		class: record.class.0,
		kind: submitted.prompt.kind,
		prompt: prompt.ok_or_else(|| hidden(job))?,
		generation: submitted.generation,
		output: output(client, job).await?,
		trace: None,
		open: false,
	})
}

async fn output(client: &Client, job: JobId) -> Result<Vec<u8>, Fail> {
	client.output(job).await?.ok_or_else(|| {
		Fail::refused(format!(
			"the answer of job {job} is not on chain, so it cannot be compared here"
		))
	})
}

fn hidden(job: JobId) -> Fail {
	Fail::refused(format!(
		"the prompt of job {job} is not on chain, and not on this machine: only its requester and executors know it"
	))
}
