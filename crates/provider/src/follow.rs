//! The chain as `stoa-client` shows it.

use crate::{
	chain::{Call, Chain, DataProof, ProviderState, ReleaseState, Snapshot},
	config::Config,
	keys::Identity,
	machine::{Assignment, Demand, SeatKey, Wants},
};
use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use futures::StreamExt;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{Mutex, PoisonError},
	time::Duration,
};
use stoa_client::{
	AccountId, At, Client, Keypair, calls,
	types::{JobDetails, JobState, ProviderStatus, SeatState},
};
use stoa_primitives::{Balance, Digest, InlineBytes, JobId, Prompt, ReleaseId};
use tokio::sync::mpsc;

/// Pause before following again after the node failed to answer.
const PAUSE: Duration = Duration::from_secs(3);
/// Longest wait for an extrinsic to enter a best block.
const INCLUSION: Duration = Duration::from_secs(90);

/// A node, from this provider's chair.
pub struct NodeChain {
	client: Client,
	signer: Keypair,
	account: AccountId,
	/// Inline prompts of the jobs that are open here.
	prompts: Mutex<BTreeMap<(JobId, Digest), InlineBytes>>,
	/// Seats whose draw was seen in a finalised state.
	settled_draws: Mutex<BTreeSet<SeatKey>>,
}

impl NodeChain {
	/// Connects to the configured node.
	pub async fn connect(config: &Config, identity: &Identity) -> Result<Self> {
		let client = Client::connect(&config.node).await?;
		Ok(Self {
			client,
			signer: identity.account.clone(),
			account: AccountId(identity.provider()),
			prompts: Mutex::default(),
			settled_draws: Mutex::default(),
		})
	}

	async fn follow_once(&self, to: &mpsc::Sender<Snapshot>) -> Result<()> {
		let best = self.client.follow_best().await?.map(|block| block.map(drop));
		let finalised = self.client.follow_finalised().await?.map(|block| block.map(drop));
		let mut news = futures::stream::select(best, finalised);
		loop {
			tokio::select! {
				() = to.closed() => return Ok(()),
				new = news.next() => new.context("the node ended the stream of blocks")??,
			}
			// What has come together is one snapshot.
			while let Some(Some(new)) = futures::FutureExt::now_or_never(news.next()) {
				new?;
			}
			if to.send(self.snapshot().await?).await.is_err() {
				return Ok(());
			}
		}
	}

	async fn snapshot(&self) -> Result<Snapshot> {
		// In this order: the best chain then contains what is final.
		let finalised = self.client.finalised().await?;
		let best = self.client.best().await?;
		let mut assignments = Vec::new();
		for found in best.assignments(&self.account).await? {
			let prompt = self.prompt(&best, found.job, &found.details).await?;
			assignments.extend(assignment(&found, prompt));
		}
		self.mark_final(&finalised, &mut assignments).await?;
		self.forget_others(&assignments);
		Ok(Snapshot {
			best: best.number(),
			finalised: finalised.number(),
			assignments,
			dispatch_keys: best.dispatch_keys().await?,
			bond: best.provider(&self.account).await?.map_or(0, |provider| provider.bond),
		})
	}

	async fn prompt(&self, at: &At, job: JobId, details: &JobDetails) -> Result<Prompt> {
		let mut prompt = Prompt {
			kind: *details.prompt_kind,
			commitment: details.prompt,
			bytes: details.prompt_bytes,
			tokens: details.prompt_tokens,
			inline: None,
		};
		if details.prompt_inline {
			let key = (job, details.prompt);
			let known = lock(&self.prompts).get(&key).cloned();
			let content = match known {
				Some(content) => content,
				None => {
					let bytes = at.inline_prompt(job).await?.context("inline prompt is missing")?;
					let content = InlineBytes::try_from(bytes)
						.map_err(|_| anyhow::anyhow!("inline prompt is too long"))?;
					lock(&self.prompts).insert(key, content.clone());
					content
				}
			};
			prompt.inline = Some(content);
		}
		Ok(prompt)
	}

	/// Marks the seats that the finalised state shows too. It is read only when a reveal waits for it.
	async fn mark_final(&self, finalised: &At, seats: &mut [Assignment]) -> Result<()> {
		let waiting = |seat: &&mut Assignment| matches!(seat.wants, Wants::Reveal(_));
		for seat in seats.iter_mut().filter(waiting) {
			seat.draw_is_final = lock(&self.settled_draws).contains(&seat.key());
		}
		if !seats.iter().any(|seat| matches!(seat.wants, Wants::Reveal(_)) && !seat.draw_is_final) {
			return Ok(());
		}
		let mut shown = BTreeSet::new();
		for found in finalised.assignments(&self.account).await? {
			let prompt = self.prompt(finalised, found.job, &found.details).await?;
			shown.extend(assignment(&found, prompt).map(|seat| seat.key()));
		}
		for seat in seats.iter_mut().filter(waiting) {
			seat.draw_is_final |= shown.contains(&seat.key());
		}
		lock(&self.settled_draws).extend(shown);
		Ok(())
	}

	fn forget_others(&self, open: &[Assignment]) {
		let jobs: BTreeSet<JobId> = open.iter().map(|seat| seat.job).collect();
		lock(&self.prompts).retain(|(job, _), _| jobs.contains(job));
		lock(&self.settled_draws).retain(|key| jobs.contains(&key.job));
	}

	async fn send(&self, call: impl stoa_client::Call) -> Result<()> {
		let sent = async { self.client.submit(&self.signer, &call).await?.in_best_block().await };
		tokio::time::timeout(INCLUSION, sent).await.context("it is in no block after 90 s")??;
		Ok(())
	}
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the chain waits for from a seat.
fn wants(details: &JobDetails, state: &SeatState) -> Wants {
	match (state, &details.state) {
		(SeatState::Drawn { .. }, _) => Wants::Commit,
		(SeatState::AwaitingPrompt { .. }, _) => Wants::Prompt,
		(SeatState::Committed(commitment), JobState::Revealing { .. }) => {
			Wants::Reveal(*commitment)
		}
		(SeatState::Committed(_), _) => Wants::Others,
		(SeatState::Revealed { .. }, JobState::Settled { .. }) => Wants::Settled,
		(SeatState::Revealed { .. }, _) => Wants::Output,
		(SeatState::Vacated(_), _) => Wants::Nothing,
	}
}

/// The demands that this seat can answer: it stands behind the answer and nobody was faster.
fn demands(details: &JobDetails, state: &SeatState) -> Vec<Demand> {
	let JobState::Serving { demands, .. } = &details.state else { return Vec::new() };
	let SeatState::Revealed { claim, .. } = state else { return Vec::new() };
	if details.answer.as_ref() != Some(claim) {
		return Vec::new();
	}
	let open = demands.iter().filter(|demand| !demand.answered);
	open.map(|demand| Demand { chunk: demand.chunk, open: demand.open }).collect()
}

fn assignment(found: &stoa_client::Assignment, prompt: Prompt) -> Option<Assignment> {
	let (details, state) = (&found.details, &found.seat.state);
	let (deadline, prompt_posted) = match (state, &details.state) {
		(SeatState::Drawn { until, prompt_posted }, _) => (*until, *prompt_posted),
		(_, JobState::Revealing { until }) => (*until, false),
		_ => (details.expires_at, false),
	};
	Some(Assignment {
		job: found.job,
		seat: found.index,
		round: found.seat.round,
		release: details.release,
		prompt,
		generation: *details.generation,
		reply_key: details.reply_key,
		draw_is_final: false,
		deadline,
		wants: wants(details, state),
		prompt_posted,
		demanded: demands(details, state),
	})
}

fn proof_on_chain(proof: DataProof) -> stoa_client::types::DataProof {
	let DataProof { salt, root, siblings } = proof;
	stoa_client::types::DataProof { salt, root, siblings }
}

#[async_trait]
impl Chain for NodeChain {
	fn genesis(&self) -> Digest {
		self.client.genesis()
	}

	async fn follow(&self, to: mpsc::Sender<Snapshot>) -> Result<()> {
		while !to.is_closed() {
			if let Err(error) = self.follow_once(&to).await {
				tracing::warn!(
					error = format!("{error:#}"),
					"the node does not answer; trying again"
				);
				tokio::time::sleep(PAUSE).await;
			}
		}
		Ok(())
	}

	async fn submit(&self, call: Call) -> Result<()> {
		match call {
			Call::Commit { job, commitment } => self.send(calls::commit(job, commitment)).await,
			Call::Reveal { job, claim, salt, output } => {
				self.send(calls::reveal(job, claim, salt, output)?).await
			}
			Call::Decline { job, reason } => self.send(calls::decline(job, reason)).await,
			Call::ProvideData { job, chunk, bytes, proof } => {
				let proof = proof.map(proof_on_chain);
				self.send(calls::provide_data(job, chunk, bytes, proof)).await
			}
			Call::Register { signing_key, transport_key, endpoint, bond } => {
				if bond == 0 {
					bail!("a provider needs a bond");
				}
				self.send(calls::register(signing_key, transport_key, &endpoint, bond)).await
			}
			Call::BondExtra { amount } => self.send(calls::bond_extra(amount)).await,
			Call::SetEndpoint { endpoint } => self.send(calls::set_endpoint(&endpoint)).await,
			Call::SetKeys { signing_key, transport_key } => {
				self.send(calls::set_keys(signing_key, transport_key)).await
			}
			Call::Serve { release, price } => self.send(calls::serve(release, price)).await,
			Call::Unserve { release } => self.send(calls::unserve(release)).await,
			Call::Chill => self.send(calls::chill()).await,
			Call::Activate => self.send(calls::activate()).await,
		}
	}

	async fn posted_prompt(&self, job: JobId) -> Result<Option<Vec<u8>>> {
		Ok(self.client.posted_prompt(job, &self.account).await?)
	}

	async fn provider(&self) -> Result<Option<ProviderState>> {
		let Some(info) = self.client.best().await?.provider(&self.account).await? else {
			return Ok(None);
		};
		Ok(Some(ProviderState {
			bond: info.bond,
			active: matches!(info.status, ProviderStatus::Active),
			endpoint: info.endpoint,
			signing_key: info.signing_key,
			transport_key: info.transport_key,
			served: info
				.serving
				.into_iter()
				.map(|served| (served.release, *served.price))
				.collect(),
		}))
	}

	async fn release(&self, release: ReleaseId) -> Result<Option<ReleaseState>> {
		let details = self.client.best().await?.release(release).await?;
		Ok(details.map(|details| ReleaseState {
			artefact: details.artefact.hash,
			artefact_bytes: details.artefact.bytes,
			engine: details.engine,
			class: *details.class,
			context_tokens: details.context_tokens,
			active: details.retired_at.is_none(),
		}))
	}

	async fn free_balance(&self) -> Result<Balance> {
		Ok(self.client.best().await?.balance(&self.account).await?.spendable())
	}
}
