//! What only a job's requester can do for it, tried until it works: bring the prompt to a drawn executor, post
//! it on chain when it did not arrive, fetch the output, say that it came.

use super::whose::Whose;
use crate::vault::Secret;
use std::time::Duration;
use stoa_client::{
	AccountId, Call, Client, Error, Keypair, calls,
	delivery::Delivery,
	sealed,
	types::{JobDetails, ProviderInfo, SeatState},
};
use stoa_primitives::{AnswerClaim, Digest, JobId};

/// How often something is tried, and how long between: a provider knows its seat only once its own node has
/// the block.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_secs(3);

/// The job that errands are for.
#[derive(Clone)]
pub struct Errands {
	/// The way to the chain.
	pub client: Client,
	/// The way to providers.
	pub delivery: Delivery,
	/// Its number.
	pub job: JobId,
	/// Whose it is.
	pub whose: Whose,
	/// What only its requester knows.
	pub secret: Option<Secret>,
}

/// What an errand came to.
pub enum Done {
	/// The prompt is with an executor, or could not be brought there.
	Delivered(AccountId, Result<(), Error>),
	/// The output that opens a commitment.
	Fetched(Digest, Result<Vec<u8>, Error>),
	/// A call; what is not done if it failed.
	Sent(&'static str, Result<(), Error>),
}

impl Errands {
	/// Brings the prompt to a drawn executor.
	pub async fn deliver(self, secret: Secret, provider: AccountId) -> Done {
		let delivered = tried(|| self.deliver_once(&secret, &provider)).await;
		Done::Delivered(provider, delivered)
	}

	/// Posts the sealed prompt on chain for an executor that says that it did not get it.
	pub async fn post(self, secret: Secret, signer: Keypair, provider: AccountId) -> Done {
		let posted = tried(|| self.post_once(&secret, &signer, &provider)).await;
		Done::Sent("the prompt could not be posted", posted)
	}

	/// Fetches an output that is not on chain.
	pub async fn fetch(self, claim: AnswerClaim, backers: Vec<AccountId>) -> Done {
		let fetched = tried(|| self.fetch_once(&claim, &backers)).await;
		Done::Fetched(claim.output, fetched)
	}

	/// Says that the output came, so that everyone is paid now.
	pub async fn acknowledge(self, signer: Keypair) -> Done {
		let call = calls::acknowledge(self.job);
		let sent = self.send(&signer, &call, "NotServing").await;
		Done::Sent("the output could not be acknowledged", sent)
	}

	async fn deliver_once(&self, secret: &Secret, provider: &AccountId) -> Result<(), Error> {
		let (state, info) = self.drawn(secret, provider).await?;
		if !matches!(state, SeatState::Drawn { .. } | SeatState::AwaitingPrompt { .. }) {
			// It has computed, or is out: nothing is left to deliver.
			return Ok(());
		}
		self.delivery.deliver_prompt(&info, self.job, &secret.salt(), &secret.prompt()).await
	}

	async fn post_once(
		&self,
		secret: &Secret,
		signer: &Keypair,
		provider: &AccountId,
	) -> Result<(), Error> {
		let (state, info) = self.drawn(secret, provider).await?;
		if !matches!(state, SeatState::AwaitingPrompt { .. }) {
			return Ok(());
		}
		let sealed = sealed::seal_prompt(&info.transport_key, &secret.salt(), &secret.prompt())?;
		let call = calls::post_prompt(self.job, *provider, sealed);
		self.send(signer, &call, "PromptNotWanted").await
	}

	/// The seat and the provider in it, read again each time: the provider may have moved, and a fork may
	/// have seated another, or given the number to somebody else's job.
	async fn drawn(
		&self,
		secret: &Secret,
		provider: &AccountId,
	) -> Result<(SeatState, ProviderInfo), Error> {
		let not_yet = |reason: &str| Error::Provider {
			provider: *provider,
			reason: format!("{reason}, so the prompt is not sent to it"),
		};
		if secret.private().is_some() {
			// What was shown to the wrong executors cannot be taken back.
			let finalised = self.client.finalised().await?;
			if self.whose.live(&finalised, self.job).await?.is_none() {
				return Err(not_yet("a fork may still change the job"));
			}
		}
		let best = self.client.best().await?;
		let details = self.whose.live(&best, self.job).await?;
		let details = details.ok_or_else(|| not_yet("the job has another number now"))?;
		let state = seat_of(&details, provider).ok_or_else(|| not_yet("a fork unseated it"))?;
		let info = best.provider(provider).await?;
		let info = info.ok_or_else(|| not_yet("it is not registered any more"))?;
		Ok((state, info))
	}

	/// Fetches an output from whoever of its backers has it. It is checked against the claim.
	pub async fn fetch_once(
		&self,
		claim: &AnswerClaim,
		backers: &[AccountId],
	) -> Result<Vec<u8>, Error> {
		let at = self.client.best().await?;
		let private = self.secret.as_ref().and_then(Secret::private);
		let mut last = Error::JobNotFound(self.job);
		for backer in backers {
			let Some(info) = at.provider(backer).await? else { continue };
			match self.delivery.fetch_output(&info, self.job, claim, private.as_ref()).await {
				Ok(output) => return Ok(output),
				Err(error) => last = error,
			}
		}
		Err(last)
	}

	/// Sends a call for which it is as good if `needless` says that it came too late.
	async fn send(&self, signer: &Keypair, call: &impl Call, needless: &str) -> Result<(), Error> {
		let sent = match self.client.submit(signer, call).await {
			Ok(sent) => sent.in_best_block().await.map(|_| ()),
			Err(error) => Err(error),
		};
		match sent {
			Err(error) if error.is_refusal("Inference", needless) => Ok(()),
			other => other,
		}
	}
}

async fn tried<T, F>(mut once: impl FnMut() -> F) -> Result<T, Error>
where
	F: Future<Output = Result<T, Error>>,
{
	for _ in 1..TRIES {
		let result = once().await;
		if result.is_ok() {
			return result;
		}
		tokio::time::sleep(PAUSE).await;
	}
	once().await
}

fn seat_of(details: &JobDetails, provider: &AccountId) -> Option<SeatState> {
	let seat = details.seats.iter().find(|seat| seat.provider == *provider)?;
	Some(seat.state.clone())
}
