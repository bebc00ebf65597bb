//! Published releases, orders, and waiting for what becomes of them.

use crate::network::model_file;
use anyhow::{Context, Result, bail};
use futures::StreamExt;
use std::{path::Path, time::Duration};
use stoa_client::{
	AccountId, Client, JobEvent, JobUpdate, Keypair, Settled,
	calls::{self, NewRelease, Order},
	keys,
	types::{Artefact, ArtefactFormat, JobView, Metadata, Outcome},
};
use stoa_exact::{
	Arithmetic, Blake2, Header, artefact as exact, artefact_digest, engine_digest,
	shape::tokens_root,
};
use stoa_primitives::{
	Assurance, Balance, Generation, InlineBytes, JobId, JobSubject, ListingId, Prompt, PromptKind,
	ReleaseId, STOA, Sampling, Template, TokenPrice, VerificationClass, payload,
};
use tokio::time::{Instant, sleep, timeout};

/// How long providers may take until they can be drawn, when all of them start at once on a busy machine.
const SERVED: Duration = Duration::from_secs(300);

/// Tokens that the chat template adds, and more.
const TEMPLATE_TOKENS: u32 = 64;

/// A requester with a client.
pub struct Market {
	/// The chain.
	pub client: Client,
	/// Who orders, and owns the releases.
	pub signer: Keypair,
}

/// What a test varies in an order.
#[derive(Clone, Copy)]
pub struct Terms {
	/// Executors drawn.
	pub executors: u8,
	/// Equal answers needed.
	pub quorum: u8,
	/// Most tokens generated.
	pub max_new_tokens: u32,
	/// Salt and reply key of a private job.
	pub private: Option<([u8; 32], [u8; 32])>,
	/// Blocks until the refund.
	pub timeout_blocks: Option<u32>,
}

impl Default for Terms {
	fn default() -> Self {
		Self { executors: 3, quorum: 2, max_new_tokens: 12, private: None, timeout_blocks: None }
	}
}

impl Market {
	/// Orders as `uri`.
	pub fn new(client: Client, uri: &str) -> Result<Self> {
		Ok(Self { client, signer: keys::from_uri(uri)? })
	}

	/// The requester's account.
	pub fn account(&self) -> AccountId {
		keys::account_of(&self.signer)
	}

	/// Publishes the model `count` times, so that each scenario has providers of its own.
	pub async fn publish(&self, count: usize) -> Result<Vec<ReleaseId>> {
		let file = model_file()?;
		let artefact = Artefact {
			hash: artefact_digest(&file)?,
			bytes: std::fs::metadata(&file)?.len(),
			format: ArtefactFormat::Gguf,
		};
		let listing = self.list("smollm2").await?;
		let release = self.release(listing, artefact, None, 2_048);
		self.add(vec![release; count]).await
	}

	/// Publishes an artefact of class Exact `count` times.
	pub async fn publish_exact(&self, file: &Path, count: usize) -> Result<Vec<ReleaseId>> {
		let model = exact::Artefact::open(file)?;
		self.publish_header(file, model.header(), count).await
	}

	/// The same with a header that may not be the artefact's.
	pub async fn publish_header(
		&self,
		file: &Path,
		header: &Header,
		count: usize,
	) -> Result<Vec<ReleaseId>> {
		let artefact = Artefact {
			hash: artefact_digest(file)?,
			bytes: std::fs::metadata(file)?.len(),
			format: ArtefactFormat::Exact,
		};
		let listing = self.list("exact").await?;
		let context = header.config().context;
		let release = self.release(listing, artefact, Some(header.encode()), context);
		self.add(vec![release; count]).await
	}

	async fn list(&self, name: &str) -> Result<ListingId> {
		let (name, uri, card) = (name.as_bytes().to_vec(), Vec::new(), Default::default());
		let published = calls::publish(Metadata { name, uri, card });
		let published = self.client.submit(&self.signer, &published).await?;
		published.in_best_block().await?.published_listing().context("listing")
	}

	fn release(
		&self,
		listing: ListingId,
		artefact: Artefact,
		model: Option<Vec<u8>>,
		context_tokens: u32,
	) -> NewRelease {
		let class = match model {
			None => VerificationClass::Replicated,
			Some(_) => VerificationClass::Exact,
		};
		NewRelease {
			listing,
			artefact,
			engine: engine_digest(Arithmetic::V1),
			class,
			licence: "Apache-2.0".into(),
			context_tokens,
			price: TokenPrice { per_1k_input: STOA / 1_000, per_1k_output: STOA / 1_000 },
			split: vec![(self.account(), 1_000_000_000)],
			parents: Vec::new(),
			model,
		}
	}

	async fn add(&self, releases: Vec<NewRelease>) -> Result<Vec<ReleaseId>> {
		let mut sent = Vec::new();
		for release in releases {
			sent.push(self.client.submit(&self.signer, &calls::add_release(release)).await?);
		}
		let mut added = Vec::new();
		for submission in sent {
			added.push(submission.in_best_block().await?.added_release().context("release")?);
		}
		Ok(added)
	}

	/// Orders an answer of class Exact to token ids.
	pub async fn order_exact(
		&self,
		release: ReleaseId,
		ids: &[u32],
		max_new_tokens: u32,
		sampling: Sampling,
	) -> Result<JobId> {
		let tokens = u32::try_from(ids.len())?;
		let best = self.client.best().await?;
		let quote = best.quote(release, tokens, max_new_tokens, Assurance::Exact, None).await?;
		let quote = quote.map_err(|refusal| anyhow::anyhow!("no quote: {refusal:?}"))?;
		let content: Vec<u8> = ids.iter().flat_map(|id| id.to_le_bytes()).collect();
		let root = tokens_root::<Blake2>(ids);
		let order = Order {
			subject: JobSubject::Model(release),
			prompt: Prompt {
				kind: PromptKind::TokenIds,
				commitment: payload::prompt_commitment_of(&payload::ZERO_SALT, &root),
				bytes: 4 * tokens,
				tokens,
				inline: Some(InlineBytes::try_from(content).ok().context("a short prompt")?),
			},
			generation: Generation { max_new_tokens, sampling, template: Template::Raw },
			assurance: Assurance::Exact,
			reply_key: None,
			max_fee: quote.fee,
			value_at_risk: None,
			timeout_blocks: None,
		};
		let sent = self.client.submit(&self.signer, &calls::submit_job(order)).await?;
		let (job, _) = sent.in_best_block().await?.submitted_job().context("JobSubmitted")?;
		Ok(job)
	}

	/// Waits until `count` providers of `release` can be drawn.
	pub async fn wait_for_servers(&self, release: ReleaseId, count: usize) -> Result<()> {
		let end = Instant::now() + SERVED;
		loop {
			let servers = self.client.best().await?.servers(release).await?;
			let servers = servers.iter().filter(|server| server.weight > 0).count();
			if servers >= count {
				return Ok(());
			}
			if Instant::now() > end {
				bail!("release {release} has {servers} servers after {SERVED:?}, not {count}");
			}
			sleep(Duration::from_millis(500)).await;
		}
	}

	/// Sends everyone so much, in planck.
	pub async fn fund<S: AsRef<str>>(&self, uris: &[S], amount: Balance) -> Result<()> {
		let mut sent = Vec::new();
		for uri in uris {
			let call = calls::transfer(keys::account(uri.as_ref())?, amount);
			sent.push(self.client.submit(&self.signer, &call).await?);
		}
		for submission in sent {
			submission.in_best_block().await?;
		}
		Ok(())
	}

	/// Orders an answer; the job's id.
	pub async fn order(&self, release: ReleaseId, prompt: &str, terms: Terms) -> Result<JobId> {
		let order = self.draft(release, prompt, terms).await?;
		let sent = self.client.submit(&self.signer, &calls::submit_job(order)).await?;
		let (job, _) = sent.in_best_block().await?.submitted_job().context("JobSubmitted")?;
		Ok(job)
	}

	/// An order at the quoted price.
	pub async fn draft(&self, release: ReleaseId, prompt: &str, terms: Terms) -> Result<Order> {
		let assurance = Assurance::Replicated { executors: terms.executors, quorum: terms.quorum };
		let bytes = u32::try_from(prompt.len())?;
		let tokens = bytes + TEMPLATE_TOKENS;
		let best = self.client.best().await?;
		let quote = best.quote(release, tokens, terms.max_new_tokens, assurance, None).await?;
		let quote = quote.map_err(|refusal| anyhow::anyhow!("no quote: {refusal:?}"))?;
		let salt = terms.private.map_or(payload::ZERO_SALT, |(salt, _)| salt);
		let inline = match terms.private {
			None => InlineBytes::try_from(prompt.as_bytes().to_vec()).ok(),
			Some(_) => None,
		};
		Ok(Order {
			subject: JobSubject::Model(release),
			prompt: Prompt {
				kind: PromptKind::Text,
				commitment: payload::prompt_commitment(&salt, prompt.as_bytes()),
				bytes,
				tokens,
				inline,
			},
			generation: Generation {
				max_new_tokens: terms.max_new_tokens,
				sampling: Sampling::Greedy,
				template: Template::Chat,
			},
			assurance,
			reply_key: terms.private.map(|(_, key)| key),
			max_fee: quote.fee,
			value_at_risk: None,
			timeout_blocks: terms.timeout_blocks,
		})
	}

	/// Follows a job until something of interest happens; everything that happened until then.
	pub async fn follow(
		&self,
		job: JobId,
		within: Duration,
		until: impl Fn(&JobEvent) -> bool,
	) -> Result<Vec<JobUpdate>> {
		let mut seen = Vec::new();
		let following = async {
			let mut updates = self.client.watch_job(job).await?;
			while let Some(update) = updates.next().await {
				let update = update?;
				let found = until(&update.event);
				seen.push(update);
				if found {
					return Ok(());
				}
			}
			bail!("job {job} ended first")
		};
		match timeout(within, following).await {
			Ok(Ok(())) => Ok(seen),
			Ok(Err(error)) => Err(error.context(format!("job {job}: {seen:#?}"))),
			Err(_) => bail!("job {job} did not get there in {within:?}: {seen:#?}"),
		}
	}

	/// Follows a job that must be paid until it is; what happened, and the settlement. It is final, and its
	/// record kept, only when the bonds behind it are free again: [`Self::outcome`] waits for that.
	pub async fn settlement(
		&self,
		job: JobId,
		within: Duration,
	) -> Result<(Vec<JobUpdate>, Settled)> {
		let ended = |event: &JobEvent| {
			matches!(
				event,
				JobEvent::JobSettled { .. }
					| JobEvent::JobRefunded { .. }
					| JobEvent::JobCancelled { .. }
			)
		};
		let seen = self.follow(job, within, ended).await?;
		let settled = seen.last().and_then(JobUpdate::settled);
		let settled = settled.with_context(|| format!("job {job} was not paid: {seen:#?}"))?;
		Ok((seen, settled))
	}

	/// Follows a job until it is over, and says how it ended.
	pub async fn outcome(&self, job: JobId, within: Duration) -> Result<(Vec<JobUpdate>, Outcome)> {
		let seen = self
			.follow(job, within, |event| matches!(event, JobEvent::JobFinalized { .. }))
			.await?;
		match self.client.best().await?.job(job).await? {
			Some(JobView::Over(record)) => Ok((seen, record.outcome)),
			other => bail!("job {job} is over but {other:?}"),
		}
	}
}

/// Whether any update is one that `test` accepts.
pub fn happened(updates: &[JobUpdate], test: impl Fn(&JobEvent) -> bool) -> bool {
	updates.iter().any(|update| test(&update.event))
}
