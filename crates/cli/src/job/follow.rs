//! Follows a job to its end, and has done on the way what only its requester can do.

use super::{
	errand::{Done, Errands},
	progress::Progress,
	unexpected,
	whose::Whose,
};
use crate::{
	context::Context,
	fail::{FAILED, Fail, UNFINISHED},
	local::Reader,
	show,
	vault::Secret,
};
use futures::StreamExt;
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};
use stoa_client::{
	AccountId, Block, Client, Error, JobUpdate, Keypair, Settled,
	search::answers,
	types::{JobDetails, JobEvent, JobState, SeatState},
};
use stoa_primitives::{AnswerClaim, BlockNumber, Digest, JobId};
use tokio::task::JoinSet;

/// How often it is asked whether a fork has taken the job away.
const CHECK: Duration = Duration::from_secs(15);
/// Blocks for which a job that a fork took back is waited for: as long as its transaction can be included.
const PATIENCE: BlockNumber = 64;

/// How a job went, as far as it was followed.
pub struct Ending {
	/// The job.
	pub job: JobId,
	/// The answer, if it is known.
	pub output: Option<Vec<u8>>,
	/// What came of it.
	pub result: Ended,
	/// The block that submitted it.
	pub submitted: Option<BlockNumber>,
	/// The block that ended it.
	pub ended: Block,
	/// How long it was followed.
	pub took: Duration,
}

/// What came of a job.
pub enum Ended {
	/// Answered, verified, paid.
	Settled(Settled),
	/// Class Exact, if no more was waited for: answered, and not verified yet.
	Given(AnswerClaim),
	/// No answer: a word, why, what was returned and what was paid to executors called out in vain.
	Without {
		/// `refunded` or `cancelled`.
		status: &'static str,
		/// One word.
		reason: &'static str,
		/// What to do.
		text: String,
		/// Planck.
		returned: u128,
		/// Planck.
		call_out: u128,
	},
}

impl Ending {
	/// Whether nothing that is kept for the job is needed any more.
	pub fn is_done(&self) -> bool {
		matches!(self.result, Ended::Without { .. }) || self.output.is_some()
	}
}

/// The follower of one job.
pub struct Follow<'a> {
	client: &'a Client,
	job: JobId,
	whose: Whose,
	signer: Option<Keypair>,
	secret: Option<Secret>,
	context: &'a Context,
	progress: Progress,
	errands: JoinSet<Done>,
	/// What was begun for this number of the job, so that nothing is done twice.
	begun: Begun,
	/// A fetched output, with the commitment that it opens.
	fetched: Option<(Digest, Vec<u8>)>,
	/// Outputs that came with reveals; which of them won shows later.
	shown: Vec<Vec<u8>>,
	/// Class Exact: what the executor answered.
	given: Option<AnswerClaim>,
	/// Makes text of answers.
	reader: Reader,
	/// Whether an answer is enough.
	until_answer: bool,
	submitted: Option<BlockNumber>,
	began: Instant,
}

#[derive(Default)]
struct Begun {
	delivered: BTreeSet<AccountId>,
	posted: BTreeSet<AccountId>,
	fetched: BTreeSet<Digest>,
}

impl<'a> Follow<'a> {
	/// `signer` and `secret` are the requester's, if it is the requester who follows.
	pub fn new(
		context: &'a Context,
		client: &'a Client,
		job: JobId,
		whose: Whose,
		signer: Option<Keypair>,
		secret: Option<Secret>,
	) -> Self {
		Self {
			client,
			job,
			whose,
			signer,
			secret,
			context,
			progress: Progress::new(context),
			errands: JoinSet::new(),
			begun: Begun::default(),
			fetched: None,
			shown: Vec::new(),
			given: None,
			reader: Reader::default(),
			until_answer: false,
			submitted: None,
			began: Instant::now(),
		}
	}

	/// Shows answers as text.
	pub fn reading(mut self, reader: Reader) -> Self {
		self.reader = reader;
		self
	}

	/// Ends with an answer of class Exact, not with its payment.
	pub fn until_answer(mut self, enough: bool) -> Self {
		self.until_answer = enough;
		self
	}

	/// Until the job has settled or ended without an answer. Whatever goes wrong on the way, the job goes on.
	pub async fn run(mut self) -> Result<Ending, Fail> {
		let ending = self.follow().await;
		self.progress.stop();
		ending.map_err(|fail| unfinished(fail, self.job))
	}

	async fn follow(&mut self) -> Result<Ending, Fail> {
		let stop = tokio::signal::ctrl_c();
		tokio::pin!(stop);
		loop {
			tokio::select! {
				ending = self.follow_number() => if let Some(ending) = ending? {
					return Ok(ending);
				},
				_ = &mut stop => return Err(unfinished(Fail::new(FAILED, "stopped"), self.job)),
			}
			self.look_up().await?;
		}
	}

	/// Until the job's end, or until its number means no longer this job.
	async fn follow_number(&mut self) -> Result<Option<Ending>, Fail> {
		let mut updates = match self.client.watch_job(self.job).await {
			Err(Error::JobNotFound(_)) => return Ok(None),
			updates => updates?,
		};
		let best = self.client.best().await?;
		if let Some(details) = self.whose.live(&best, self.job).await? {
			self.resume(&details)?;
		} else if !self.whose.has(&best, self.job).await? {
			return Ok(None);
		}
		let mut check = tokio::time::interval(CHECK);
		loop {
			tokio::select! {
				update = updates.next() => {
					let Some(update) = update.transpose()? else {
						return Err(unexpected("the job ended without saying how"));
					};
					if !self.whose.concerns(self.client, self.job, &update).await? {
						return Ok(None);
					}
					if let Some(result) = self.happened(&update)? {
						return self.end(update.block, result).await.map(Some);
					}
				},
				Some(done) = self.errands.join_next() => if let Ok(done) = done {
					self.errand_done(done)?;
				},
				_ = check.tick() => if self.is_gone().await {
					return Ok(None);
				},
			}
		}
	}

	/// Whether the number means no longer this job. If the node cannot be asked now, it is asked later.
	async fn is_gone(&self) -> bool {
		let Ok(best) = self.client.best().await else { return false };
		matches!(self.whose.has(&best, self.job).await, Ok(false))
	}

	/// Finds the job again after a fork took it away, and begins anew.
	async fn look_up(&mut self) -> Result<(), Fail> {
		// What was begun for another job must not report for this one.
		self.errands = JoinSet::new();
		self.begun = Begun::default();
		self.shown.clear();
		self.given = None;
		self.fetched = None;
		let until = self.client.best().await?.number().saturating_add(PATIENCE);
		let found = self.whose.wait(self.client, self.job, until).await?;
		let Some(job) = found else {
			return Err(Fail::new(
				UNFINISHED,
				"a fork took the job back: see `stoa balance` and `stoa job list` before you order again",
			));
		};
		if job != self.job {
			self.progress.step(&format!("a fork gave the job another number: it is job {job}"));
		}
		self.job = job;
		Ok(())
	}

	/// Takes up what waits for the requester, whether or not the node still tells when that began.
	fn resume(&mut self, details: &JobDetails) -> Result<(), Fail> {
		self.submitted = Some(details.submitted_at);
		for seat in &details.seats {
			match &seat.state {
				SeatState::Drawn { .. } => self.deliver(seat.provider)?,
				SeatState::AwaitingPrompt { .. } => self.post(seat.provider)?,
				_ => {}
			}
		}
		if let (JobState::Serving { .. }, Some(claim)) = (&details.state, &details.answer) {
			self.fetch(claim.0, backers(details, claim))?;
		}
		Ok(())
	}

	async fn end(&mut self, ended: Block, result: Ended) -> Result<Ending, Fail> {
		let output = match &result {
			Ended::Settled(settled) => self.answer(settled).await?,
			Ended::Given(_) => self.shown.pop(),
			Ended::Without { .. } => None,
		};
		Ok(Ending {
			job: self.job,
			output,
			result,
			submitted: self.submitted,
			ended,
			took: self.began.elapsed(),
		})
	}

	/// The output that won, wherever it is.
	async fn answer(&mut self, settled: &Settled) -> Result<Option<Vec<u8>>, Fail> {
		let claimed = settled.claim;
		if let Some((of, output)) = self.fetched.take()
			&& of == claimed.output
		{
			return Ok(Some(output));
		}
		let shown = std::mem::take(&mut self.shown);
		if let Some(output) = shown.into_iter().find(|output| answers(output, &claimed.output)) {
			return Ok(Some(output));
		}
		self.last_fetch(&claimed, &settled.backers).await
	}

	/// A job that settled before its output was here: the backers serve it until it is final.
	async fn last_fetch(
		&self,
		claim: &AnswerClaim,
		backers: &[(AccountId, u128)],
	) -> Result<Option<Vec<u8>>, Fail> {
		if let Ok(Some(output)) = self.client.output(self.job).await
			&& answers(&output, &claim.output)
		{
			return Ok(Some(output));
		}
		let who: Vec<AccountId> = backers.iter().map(|(account, _)| *account).collect();
		Ok(self.errands_for()?.fetch_once(claim, &who).await.ok())
	}

	/// Takes note of an event and does what it asks for. The result, if it was the end.
	fn happened(&mut self, update: &JobUpdate) -> Result<Option<Ended>, Fail> {
		self.progress.update(update);
		match &update.event {
			JobEvent::JobSubmitted { .. } => self.submitted = Some(update.block.number),
			JobEvent::ExecutorsDrawn { seats, .. } => {
				for (_, provider, _) in seats {
					self.deliver(*provider)?;
				}
			}
			JobEvent::PromptWanted { provider, .. } => self.post(*provider)?,
			JobEvent::AnswerGiven { claim, .. } => self.given = Some(claim.0),
			JobEvent::OutputPosted { output, .. } => {
				self.shown.push(output.clone());
				return Ok(self.answered(output));
			}
			JobEvent::OutputAwaited { claim, backers, .. } => {
				self.fetch(claim.0, backers.clone())?;
			}
			JobEvent::JobSettled { .. } => return Ok(update.settled().map(Ended::Settled)),
			JobEvent::JobRefunded { reason, call_out, returned, .. } => {
				let (word, text) = show::refund(reason);
				return Ok(Some(without("refunded", word, text, *returned, *call_out)));
			}
			JobEvent::JobCancelled { reason, call_out, returned, .. } => {
				let (word, text) = show::cancel(reason);
				return Ok(Some(without("cancelled", word, text, *returned, *call_out)));
			}
			_ => {}
		}
		Ok(None)
	}

	/// Shows an answer of class Exact as soon as it is there. The end, if no more is waited for.
	fn answered(&self, output: &[u8]) -> Option<Ended> {
		let claim = self.given.filter(|claim| answers(output, &claim.output))?;
		if self.until_answer {
			return Some(Ended::Given(claim));
		}
		let text = self.reader.output(output, true);
		self.progress.step(&format!("\nanswer (committed, not verified yet):\n{text}\n"));
		None
	}

	fn errands_for(&self) -> Result<Errands, Fail> {
		Ok(Errands {
			client: self.client.clone(),
			delivery: self.context.delivery()?,
			job: self.job,
			whose: self.whose,
			secret: self.secret.clone(),
		})
	}

	/// Brings the prompt to a drawn executor, if it is not on chain and this is its requester.
	fn deliver(&mut self, provider: AccountId) -> Result<(), Fail> {
		if let Some(secret) = self.secret.clone()
			&& self.begun.delivered.insert(provider)
		{
			let errands = self.errands_for()?;
			self.errands.spawn(errands.deliver(secret, provider));
		}
		Ok(())
	}

	/// Posts the sealed prompt on chain for an executor that says it did not get it.
	fn post(&mut self, provider: AccountId) -> Result<(), Fail> {
		if let (Some(secret), Some(signer)) = (self.secret.clone(), self.signer.clone())
			&& self.begun.posted.insert(provider)
		{
			let errands = self.errands_for()?;
			self.errands.spawn(errands.post(secret, signer, provider));
		}
		Ok(())
	}

	/// Fetches an output that is not on chain.
	fn fetch(&mut self, claim: AnswerClaim, backers: Vec<AccountId>) -> Result<(), Fail> {
		if self.begun.fetched.insert(claim.output) {
			let errands = self.errands_for()?;
			self.errands.spawn(errands.fetch(claim, backers));
		}
		Ok(())
	}

	fn errand_done(&mut self, done: Done) -> Result<(), Fail> {
		match done {
			Done::Delivered(provider, Ok(())) => {
				self.progress.step(&format!("the prompt is with {provider}"));
			}
			Done::Delivered(_, Err(error)) => {
				self.progress.step(&format!("the prompt could not be delivered: {error}"));
			}
			Done::Fetched(claimed, Ok(output)) => {
				self.fetched = Some((claimed, output));
				self.acknowledge()?;
			}
			Done::Fetched(_, Err(error)) => self.progress.step(&format!(
				"the output could not be fetched ({error}): demand it on chain with `stoa job demand {}`",
				self.job
			)),
			Done::Sent(_, Ok(())) => {}
			Done::Sent(what, Err(error)) => self.progress.step(&format!("{what}: {error}")),
		}
		Ok(())
	}

	/// Says that the output came, so that everyone is paid now.
	fn acknowledge(&mut self) -> Result<(), Fail> {
		if let Some(signer) = self.signer.clone() {
			self.progress.step("the output is here and as claimed");
			let errands = self.errands_for()?;
			self.errands.spawn(errands.acknowledge(signer));
		}
		Ok(())
	}
}

/// A job exists: whatever went wrong, it goes on, and can be followed again.
pub fn unfinished(fail: Fail, job: JobId) -> Fail {
	if fail.code == UNFINISHED {
		return fail;
	}
	let text = format!("{}; the job goes on: `stoa job watch {job}`", fail.text);
	Fail::new(UNFINISHED, text)
}

fn backers(details: &JobDetails, answer: &AnswerClaim) -> Vec<AccountId> {
	let backs = |state: &SeatState| match state {
		SeatState::Revealed { claim, .. } => claim.0 == *answer,
		_ => false,
	};
	let backers = details.seats.iter().filter(|seat| backs(&seat.state));
	backers.map(|seat| seat.provider).collect()
}

fn without(
	status: &'static str,
	reason: &'static str,
	text: &str,
	returned: u128,
	call_out: u128,
) -> Ended {
	Ended::Without { status, reason, text: text.to_string(), returned, call_out }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fail::NETWORK;

	#[test]
	fn what_goes_wrong_while_following_names_how_to_go_on() {
		let fail = unfinished(Fail::new(NETWORK, "the connection was lost"), 7);
		assert_eq!(fail.code, UNFINISHED);
		assert!(fail.text.contains("lost") && fail.text.contains("`stoa job watch 7`"));
		// Said already, and better.
		let back = Fail::new(UNFINISHED, "a fork took the job back: see `stoa job list`");
		assert_eq!(unfinished(back.clone(), 7), back);
	}
}
