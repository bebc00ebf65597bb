//! The chain as `stoa-client` shows it.

mod board;
mod channels;
mod custody;
mod leases;
mod seats;

use crate::{
	chain::{Call, Chain, DataProof, Inclusion, ProviderState, ReleaseState, Snapshot},
	config::Config,
	custody::chain::CustodyChain,
	games::board::{Board, Ended},
	keys::Identity,
	leases::chain::LeaseChain,
	machine::{Assignment, SeatKey, Standing, Wants},
	v1::channels::Channels,
};
use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use channels::NodeChannels;
use custody::NodeCustody;
use futures::StreamExt;
use leases::NodeLeases;
use seats::{assignment, standing};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{Arc, Mutex, PoisonError},
	time::Duration,
};
use stoa_client::{
	AccountId, At, Client, Courier, GameEnd, Keypair, calls,
	game::Shown,
	types::{JobDetails, JobView, ProviderStatus},
};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, GameId, InlineBytes, JobId, Prompt, ReleaseId,
	SeatIndex, SubjectKey, channel::Receipt,
};
use tokio::sync::mpsc;

/// Pause before following again after the node failed to answer.
const PAUSE: Duration = Duration::from_secs(3);
/// Longest wait until the node has taken an extrinsic: the next one waits for it.
const HANDOVER: Duration = Duration::from_secs(15);
/// Longest wait for an extrinsic to enter a best block.
const INCLUSION: Duration = Duration::from_secs(90);

/// Blocks that are searched for what was shown: as many as a node keeps the states of.
const SEARCHED: BlockNumber = 250;

/// A node, from this provider's chair.
pub struct NodeChain {
	client: Client,
	signer: Keypair,
	account: AccountId,
	channels: Option<Arc<NodeChannels>>,
	leases: Option<Arc<NodeLeases>>,
	custody: Option<Arc<NodeCustody>>,
	/// Inline prompts of the jobs that are open here.
	prompts: Mutex<BTreeMap<(JobId, Digest), InlineBytes>>,
	/// Seats whose draw was seen in a finalised state.
	settled_draws: Mutex<BTreeSet<SeatKey>>,
	/// Whose channels are in which redemptions are audited. It never changes.
	owners: Mutex<BTreeMap<ChannelId, AccountId>>,
	/// Receipts that were opened for the audits that are seen of releases which are served here; nothing of those
	/// that were not found. Whoever is asked to audit one may be asked long after it was opened.
	opened: Mutex<BTreeMap<Digest, Option<Receipt>>>,
	/// What is served.
	served: BTreeSet<ReleaseId>,
	/// What the last best block showed: news of finality come without a new one.
	seen: Mutex<Option<(Digest, Seen)>>,
}

/// What is read of a best block.
#[derive(Clone)]
struct Seen {
	assignments: Vec<Assignment>,
	dispatch_keys: Vec<[u8; 32]>,
	bond: Balance,
	standing: Standing,
	board: Board,
}

impl NodeChain {
	/// Connects to the configured node.
	pub async fn connect(config: &Config, identity: &Identity) -> Result<Self> {
		let client = Client::connect(&config.node).await?;
		let channels = NodeChannels::connect(&client, &identity.account).await?;
		let leases = NodeLeases::connect(&client, &identity.account).await?;
		let custody = NodeCustody::connect(&client, &identity.account).await?;
		Ok(Self {
			client,
			signer: identity.account.clone(),
			channels: channels.map(Arc::new),
			leases: leases.map(Arc::new),
			custody: custody.map(Arc::new),
			account: AccountId(identity.provider()),
			prompts: Mutex::default(),
			settled_draws: Mutex::default(),
			owners: Mutex::default(),
			opened: Mutex::default(),
			served: config.serve.iter().map(|serve| serve.release).collect(),
			seen: Mutex::default(),
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
		if let Some(channels) = &self.channels {
			channels.note(finalised.block());
		}
		let best = self.client.best().await?;
		let Seen { mut assignments, dispatch_keys, bond, standing, board } =
			self.seen(&best).await?;
		self.mark_final(&finalised, &mut assignments).await?;
		self.forget_others(&assignments);
		Ok(Snapshot {
			best: best.number(),
			finalised: finalised.number(),
			assignments,
			dispatch_keys,
			bond,
			standing,
			board,
		})
	}

	/// What a best block shows, read once.
	async fn seen(&self, best: &At) -> Result<Seen> {
		let hash = best.block().hash;
		let known = lock(&self.seen).clone();
		if let Some((_, seen)) = known.filter(|(of, _)| *of == hash) {
			return Ok(seen);
		}
		let mut assignments = Vec::new();
		for found in best.assignments(&self.account).await? {
			let prompt = self.prompt(best, found.job, &found.details).await?;
			assignments.push(assignment(&found, prompt));
		}
		let provider = best.provider(&self.account).await?;
		let seen = Seen {
			board: self.board(best, &assignments).await?,
			assignments,
			dispatch_keys: best.dispatch_keys().await?,
			bond: provider.as_ref().map_or(0, |provider| provider.bond),
			standing: provider.map_or(Standing::Absent, |provider| standing(&provider.status)),
		};
		*lock(&self.seen) = Some((hash, seen.clone()));
		Ok(seen)
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

	/// Marks the seats that the finalised state shows too. Of it, only the jobs are read whose reveal waits
	/// for that.
	async fn mark_final(&self, finalised: &At, seats: &mut [Assignment]) -> Result<()> {
		for seat in seats.iter_mut().filter(|seat| matches!(seat.wants, Wants::Reveal(_))) {
			let key = seat.key();
			seat.draw_is_final = lock(&self.settled_draws).contains(&key);
			if !seat.draw_is_final && self.shows(finalised, &key).await? {
				seat.draw_is_final = true;
				lock(&self.settled_draws).insert(key);
			}
		}
		Ok(())
	}

	/// Whether a state has this seat of ours.
	async fn shows(&self, at: &At, key: &SeatKey) -> Result<bool> {
		let Some(JobView::Live { details, .. }) = at.job(key.job).await? else { return Ok(false) };
		let Some(index) = details.seats.iter().position(|seat| seat.provider == self.account)
		else {
			return Ok(false);
		};
		let Some(seat) = details.seats.get(index).cloned() else { return Ok(false) };
		let prompt = self.prompt(at, key.job, &details).await?;
		let index = SeatIndex::try_from(index)?;
		let found = stoa_client::Assignment { job: key.job, index, seat, details };
		Ok(assignment(&found, prompt).key() == *key)
	}

	fn forget_others(&self, open: &[Assignment]) {
		let jobs: BTreeSet<JobId> = open.iter().map(|seat| seat.job).collect();
		lock(&self.prompts).retain(|(job, _), _| jobs.contains(job));
		lock(&self.settled_draws).retain(|key| jobs.contains(&key.job));
	}

	async fn hand_over(&self, call: impl stoa_client::Call) -> Result<Inclusion> {
		let sent = tokio::time::timeout(HANDOVER, self.client.submit(&self.signer, &call));
		let submission = sent.await.context("the node does not take it within 15 s")??;
		Ok(Box::pin(async move {
			let included = tokio::time::timeout(INCLUSION, submission.in_best_block()).await;
			included.context("it is in no block after 90 s")??;
			Ok(())
		}))
	}
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

	fn channels(&self) -> Option<Arc<dyn Channels>> {
		let channels = self.channels.clone()?;
		Some(channels)
	}

	fn custody(&self) -> Option<Arc<dyn CustodyChain>> {
		let custody = self.custody.clone()?;
		Some(custody)
	}

	fn leases(&self) -> Option<Arc<dyn LeaseChain>> {
		let leases = self.leases.clone()?;
		Some(leases)
	}

	fn courier(&self, signer: Keypair, least_gain: Balance) -> Option<Courier> {
		Some(Courier::new(self.client.clone(), signer, least_gain))
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

	async fn send(&self, call: Call) -> Result<Inclusion> {
		match call {
			Call::Commit { job, commitment } => {
				self.hand_over(calls::commit(job, commitment)).await
			}
			Call::Reveal { job, claim, salt, output } => {
				self.hand_over(calls::reveal(job, claim, salt, output)?).await
			}
			Call::RevealTrace { job, trace, salt } => {
				self.hand_over(calls::reveal_trace(job, trace, salt)).await
			}
			Call::Answer { job, claim, seal, output } => {
				self.hand_over(calls::answer(job, claim, seal, output)?).await
			}
			Call::Decline { job, reason } => self.hand_over(calls::decline(job, reason)).await,
			Call::ProvideData { job, chunk, bytes, proof } => {
				let proof = proof.map(proof_on_chain);
				self.hand_over(calls::provide_data(job, chunk, bytes, proof)).await
			}
			Call::Register { signing_key, transport_key, endpoint, bond } => {
				if bond == 0 {
					bail!("a provider needs a bond");
				}
				self.hand_over(calls::register(signing_key, transport_key, &endpoint, bond)).await
			}
			Call::BondExtra { amount } => self.hand_over(calls::bond_extra(amount)).await,
			Call::SetEndpoint { endpoint } => self.hand_over(calls::set_endpoint(&endpoint)).await,
			Call::SetKeys { signing_key, transport_key } => {
				self.hand_over(calls::set_keys(signing_key, transport_key)).await
			}
			Call::Serve { release, price } => self.hand_over(calls::serve(release, price)).await,
			Call::Unserve { release } => self.hand_over(calls::unserve(release)).await,
			Call::Chill => self.hand_over(calls::chill()).await,
			Call::Activate => self.hand_over(calls::activate()).await,
			Call::Game(game) => self.send_move(game).await,
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
			model: details.exact.map(|exact| exact.model),
			context_tokens: details.context_tokens,
			active: details.retired_at.is_none(),
		}))
	}

	async fn free_balance(&self) -> Result<Balance> {
		Ok(self.client.best().await?.balance(&self.account).await?.spendable())
	}

	async fn output(&self, job: JobId) -> Result<Option<Vec<u8>>> {
		Ok(self.client.output(job).await?)
	}

	async fn challenge_bond(&self, subject: SubjectKey) -> Result<Option<Balance>> {
		Ok(self.client.best().await?.challenge_bond(subject, &self.account).await?)
	}

	async fn transport_key(&self, provider: &[u8; 32]) -> Result<Option<[u8; 32]>> {
		let info = self.client.best().await?.provider(&AccountId(*provider)).await?;
		Ok(info.map(|info| info.transport_key))
	}

	async fn opened_sample(&self, receipt: &Digest, last: BlockNumber) -> Result<Option<Receipt>> {
		if let Some(Some(known)) = lock(&self.opened).get(receipt) {
			return Ok(Some(*known));
		}
		let first = last.saturating_sub(SEARCHED);
		Ok(self.client.opened_sample(receipt, first, last).await?)
	}

	async fn brought_prompt(
		&self,
		channel: ChannelId,
		last: BlockNumber,
	) -> Result<Option<Vec<u8>>> {
		let first = last.saturating_sub(SEARCHED);
		Ok(self.client.brought_prompt(channel, &self.account, first, last).await?)
	}

	async fn shown(
		&self,
		game: GameId,
		first: BlockNumber,
		last: BlockNumber,
	) -> Result<Vec<Shown>> {
		Ok(self.client.shown(game, first, last).await?)
	}

	async fn game_end(
		&self,
		game: GameId,
		first: BlockNumber,
		last: BlockNumber,
	) -> Result<Option<Ended>> {
		Ok(self.client.game_end(game, first, last).await?.map(|end| match end {
			GameEnd::Won => Ended::Refuted,
			GameEnd::Lost(_) => Ended::Failed,
			GameEnd::Voided => Ended::Voided,
		}))
	}
}
