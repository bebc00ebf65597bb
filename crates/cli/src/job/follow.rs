//! Follows a job to its end, and does on the way what only its requester can: bring the prompt to the drawn
//! executors, post it when it did not arrive, fetch the output and say that it came.

use super::{progress::Progress, unexpected};
use crate::{
	context::Context,
	fail::{Fail, UNFINISHED},
	show,
	vault::Secret,
};
use futures::StreamExt;
use std::time::{Duration, Instant};
use stoa_client::{
	AccountId, Block, Call, Client, Error, JobUpdate, Keypair, Settled, calls, delivery::Delivery,
	sealed, search::answers, types::JobEvent,
};
use stoa_primitives::{AnswerClaim, BlockNumber, JobId};
use tokio::task::JoinSet;

/// How often a delivery or fetch is tried, and how long between: a provider knows its seat only once its
/// own node has the block.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_secs(3);

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

/// What a background errand came to.
enum Errand {
	Delivered(AccountId, Result<(), Error>),
	Fetched(Result<Vec<u8>, Error>),
	Sent(&'static str, Result<(), Error>),
}

/// The follower of one job.
pub struct Follow<'a> {
	client: &'a Client,
	job: JobId,
	signer: Option<Keypair>,
	secret: Option<Secret>,
	delivery: Delivery,
	progress: Progress,
	errands: JoinSet<Errand>,
	output: Option<Vec<u8>>,
	/// Outputs that came with reveals; which of them won shows later.
	shown: Vec<Vec<u8>>,
	submitted: Option<BlockNumber>,
	began: Instant,
}

impl<'a> Follow<'a> {
	/// `signer` and `secret` are the requester's, if it is the requester who follows.
	pub fn new(
		context: &Context,
		client: &'a Client,
		job: JobId,
		signer: Option<Keypair>,
		secret: Option<Secret>,
	) -> Result<Self, Fail> {
		Ok(Self {
			client,
			job,
			signer,
			secret,
			delivery: context.delivery()?,
			progress: Progress::new(context),
			errands: JoinSet::new(),
			output: None,
			shown: Vec::new(),
			submitted: None,
			began: Instant::now(),
		})
	}

	/// Until the job has settled or ended without an answer.
	pub async fn run(mut self) -> Result<Ending, Fail> {
		let ending = self.follow().await;
		self.progress.stop();
		ending
	}

	async fn follow(&mut self) -> Result<Ending, Fail> {
		let mut updates = self.client.watch_job(self.job).await?;
		let stop = tokio::signal::ctrl_c();
		tokio::pin!(stop);
		loop {
			tokio::select! {
				update = updates.next() => match update {
					Some(update) => {
						let update = update?;
						if let Some(result) = self.happened(&update).await? {
							return self.end(update.block, result).await;
						}
					},
					None => return Err(unexpected("the job ended without saying how")),
				},
				Some(errand) = self.errands.join_next() => if let Ok(errand) = errand {
					self.errand_done(errand);
				},
				_ = &mut stop => return Err(Fail::new(
					UNFINISHED,
					format!("stopped; the job goes on: `stoa job watch {}`", self.job),
				)),
			}
		}
	}

	async fn end(&mut self, ended: Block, result: Ended) -> Result<Ending, Fail> {
		if let Ended::Settled(settled) = &result {
			let claimed = settled.claim;
			let shown = std::mem::take(&mut self.shown);
			let won = shown.into_iter().find(|output| answers(output, &claimed.output));
			if self.output.is_none() {
				self.output = won;
			}
			if self.output.is_none() {
				self.output = self.last_fetch(&claimed, &settled.backers).await;
			}
		}
		Ok(Ending {
			job: self.job,
			output: self.output.take(),
			result,
			submitted: self.submitted,
			ended,
			took: self.began.elapsed(),
		})
	}

	/// A job that settled before its output was here: the backers serve it until it is final.
	async fn last_fetch(
		&self,
		claim: &AnswerClaim,
		backers: &[(AccountId, u128)],
	) -> Option<Vec<u8>> {
		if let Ok(Some(output)) = self.client.output(self.job).await {
			return Some(output);
		}
		let who: Vec<AccountId> = backers.iter().map(|(account, _)| *account).collect();
		fetch_once(self.client, &self.delivery, self.job, claim, &who, self.secret.as_ref())
			.await
			.ok()
	}

	/// Takes note of an event and does what it asks for. The result, if it was the end.
	async fn happened(&mut self, update: &JobUpdate) -> Result<Option<Ended>, Fail> {
		self.progress.update(update);
		match &update.event {
			JobEvent::JobSubmitted { .. } => self.submitted = Some(update.block.number),
			JobEvent::ExecutorsDrawn { seats, .. } => {
				for (_, provider, _) in seats {
					self.deliver(*provider);
				}
			}
			JobEvent::PromptWanted { provider, .. } => self.post(*provider).await?,
			JobEvent::OutputPosted { output, .. } => self.shown.push(output.clone()),
			JobEvent::OutputAwaited { claim, backers, .. } => self.fetch(claim.0, backers.clone()),
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

	/// Brings the prompt to a drawn executor, if it is not on chain and this is its requester.
	fn deliver(&mut self, provider: AccountId) {
		let Some(secret) = self.secret.clone() else { return };
		let (client, delivery, job) = (self.client.clone(), self.delivery.clone(), self.job);
		self.errands.spawn(async move {
			let mut result = Ok(());
			for _ in 0..TRIES {
				result = deliver_once(&client, &delivery, job, &provider, &secret).await;
				if result.is_ok() {
					break;
				}
				tokio::time::sleep(PAUSE).await;
			}
			Errand::Delivered(provider, result)
		});
	}

	/// Posts the sealed prompt on chain for an executor that says it did not get it.
	async fn post(&mut self, provider: AccountId) -> Result<(), Fail> {
		let (Some(secret), Some(signer)) = (self.secret.clone(), self.signer.clone()) else {
			return Ok(());
		};
		let Some(info) = self.client.best().await?.provider(&provider).await? else {
			return Ok(());
		};
		let sealed = sealed::seal_prompt(&info.transport_key, &secret.salt(), &secret.prompt())?;
		let (client, job) = (self.client.clone(), self.job);
		self.errands.spawn(async move {
			let call = calls::post_prompt(job, provider, sealed);
			let sent = send(&client, &signer, &call, "PromptNotWanted").await;
			Errand::Sent("the prompt could not be posted", sent)
		});
		Ok(())
	}

	/// Fetches an output that is not on chain.
	fn fetch(&mut self, claim: AnswerClaim, backers: Vec<AccountId>) {
		let (client, delivery, job) = (self.client.clone(), self.delivery.clone(), self.job);
		let secret = self.secret.clone();
		self.errands.spawn(async move {
			let mut result = Err(Error::JobNotFound(job));
			for _ in 0..TRIES {
				result =
					fetch_once(&client, &delivery, job, &claim, &backers, secret.as_ref()).await;
				if result.is_ok() {
					break;
				}
				tokio::time::sleep(PAUSE).await;
			}
			Errand::Fetched(result)
		});
	}

	fn errand_done(&mut self, errand: Errand) {
		match errand {
			Errand::Delivered(provider, Ok(())) => {
				self.progress.step(&format!("the prompt is with {provider}"));
			}
			Errand::Delivered(_, Err(error)) => {
				self.progress.step(&format!("the prompt could not be delivered: {error}"));
			}
			Errand::Fetched(Ok(output)) => {
				self.output = Some(output);
				self.acknowledge();
			}
			Errand::Fetched(Err(error)) => self.progress.step(&format!(
				"the output could not be fetched ({error}): demand it on chain with `stoa job demand {}`",
				self.job
			)),
			Errand::Sent(_, Ok(())) => {}
			Errand::Sent(what, Err(error)) => self.progress.step(&format!("{what}: {error}")),
		}
	}

	/// Says that the output came, so that everyone is paid now.
	fn acknowledge(&mut self) {
		let Some(signer) = self.signer.clone() else { return };
		self.progress.step("the output is here and as claimed");
		let (client, job) = (self.client.clone(), self.job);
		self.errands.spawn(async move {
			let sent = send(&client, &signer, &calls::acknowledge(job), "NotServing").await;
			Errand::Sent("the output could not be acknowledged", sent)
		});
	}
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

/// Sends a call for which it is as good if `needless` says that it came too late.
async fn send(
	client: &Client,
	signer: &Keypair,
	call: &impl Call,
	needless: &str,
) -> Result<(), Error> {
	let sent = match client.submit(signer, call).await {
		Ok(sent) => sent.in_best_block().await.map(|_| ()),
		Err(error) => Err(error),
	};
	match sent {
		Err(error) if error.is_refusal("Inference", needless) => Ok(()),
		other => other,
	}
}

async fn deliver_once(
	client: &Client,
	delivery: &Delivery,
	job: JobId,
	provider: &AccountId,
	secret: &Secret,
) -> Result<(), Error> {
	// Read again each time: the provider may have moved.
	let info = client.best().await?.provider(provider).await?;
	let info = info.ok_or_else(|| Error::Provider {
		provider: *provider,
		reason: "it is not registered any more".to_string(),
	})?;
	delivery.deliver_prompt(&info, job, &secret.salt(), &secret.prompt()).await
}

async fn fetch_once(
	client: &Client,
	delivery: &Delivery,
	job: JobId,
	claim: &AnswerClaim,
	backers: &[AccountId],
	secret: Option<&Secret>,
) -> Result<Vec<u8>, Error> {
	let at = client.best().await?;
	let private = secret.and_then(Secret::private);
	let mut last = Error::JobNotFound(job);
	for backer in backers {
		let Some(info) = at.provider(backer).await? else { continue };
		match delivery.fetch_output(&info, job, claim, private.as_ref()).await {
			Ok(output) => return Ok(output),
			Err(error) => last = error,
		}
	}
	Err(last)
}
