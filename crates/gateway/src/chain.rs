//! The market on a chain, through `stoa-client`.

mod channels;

use crate::market::{ChannelEntry, Market, ModelEntry, OpenOrder, ProviderEntry, Record};
use anyhow::Result;
use async_trait::async_trait;
use futures::StreamExt;
use parking_lot::RwLock;
use std::{
	collections::BTreeMap,
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_client::{Client, Keypair};
use stoa_primitives::{Balance, BlockNumber, ChannelId, Digest, channel::Anchor};
use tokio::time::sleep;

/// Finalised blocks whose hashes are remembered.
const REMEMBERED: usize = 512;
/// A chain without a new finalised block for so long counts as standing still: twenty blocks.
const STILL: Duration = Duration::from_secs(60);
/// Pause before the blocks are followed again after an interruption.
const AGAIN: Duration = Duration::from_secs(3);

struct Finalised {
	blocks: BTreeMap<BlockNumber, Digest>,
	seen: Instant,
}

/// A node, what it said of finalised blocks, and the account that pays.
pub struct NodeMarket {
	client: Client,
	payer: Keypair,
	lane: [u8; 32],
	receipt_window: BlockNumber,
	finalised: Arc<RwLock<Finalised>>,
	follower: tokio::task::JoinHandle<()>,
}

impl NodeMarket {
	/// Connects, reads the last finalised block and follows the others. `payer` pays the deposits and fees of
	/// channels whose lane is the public key `lane`.
	pub async fn connect(node: &str, payer: Keypair, lane: [u8; 32]) -> Result<Self> {
		let client = Client::connect(node).await?;
		let at = client.finalised().await?;
		let receipt_window = at.channel_parameters().await?.receipt_window;
		let blocks = BTreeMap::from([(at.number(), at.block().hash)]);
		let finalised = Arc::new(RwLock::new(Finalised { blocks, seen: Instant::now() }));
		let follower = tokio::spawn(follow(client.clone(), finalised.clone()));
		Ok(Self { client, payer, lane, receipt_window, finalised, follower })
	}

	/// The connection, for others that read the same chain.
	pub fn client(&self) -> &Client {
		&self.client
	}
}

impl Drop for NodeMarket {
	fn drop(&mut self) {
		self.follower.abort();
	}
}

async fn follow(client: Client, finalised: Arc<RwLock<Finalised>>) {
	loop {
		match client.follow_finalised().await {
			Ok(mut blocks) => {
				while let Some(Ok(block)) = blocks.next().await {
					let mut finalised = finalised.write();
					finalised.blocks.insert(block.number, block.hash);
					while finalised.blocks.len() > REMEMBERED {
						finalised.blocks.pop_first();
					}
					finalised.seen = Instant::now();
				}
			}
			Err(error) => tracing::warn!(%error, "finalised blocks cannot be followed"),
		}
		sleep(AGAIN).await;
	}
}

#[async_trait]
impl Market for NodeMarket {
	fn genesis(&self) -> Digest {
		self.client.genesis()
	}

	fn height(&self) -> BlockNumber {
		self.finalised.read().blocks.keys().next_back().copied().unwrap_or_default()
	}

	fn is_final(&self, anchor: &Anchor) -> Option<bool> {
		self.finalised.read().blocks.get(&anchor.number).map(|hash| *hash == anchor.hash)
	}

	fn is_alive(&self) -> bool {
		self.finalised.read().seen.elapsed() < STILL
	}

	fn receipt_window(&self) -> BlockNumber {
		self.receipt_window
	}

	async fn providers(&self) -> Result<Vec<ProviderEntry>> {
		let providers = self.client.finalised().await?.providers().await?;
		Ok(providers
			.into_iter()
			.map(|provider| ProviderEntry {
				account: provider.account.0,
				endpoint: String::from_utf8_lossy(&provider.endpoint).into_owned(),
				record: Record {
					done: provider.record.jobs,
					strikes: provider.record.strikes,
					slashes: provider.record.slashes,
				},
				serves: provider
					.serving
					.iter()
					.filter(|served| !served.leaving)
					.map(|served| served.release)
					.collect(),
			})
			.collect())
	}

	async fn models(&self) -> Result<Vec<ModelEntry>> {
		let at = self.client.finalised().await?;
		let mut models = Vec::new();
		let flagged = at.flagged_listings().await?;
		for (id, listing) in at.listings().await? {
			let name = String::from_utf8_lossy(&listing.metadata.name).into_owned();
			for (release, details) in at.releases_of(id).await? {
				if details.retired_at.is_none() {
					models.push(ModelEntry {
						release,
						name: name.clone(),
						flagged: flagged.contains_key(&id),
						class: details.class.0,
						context: details.context_tokens,
					});
				}
			}
		}
		Ok(models)
	}

	async fn channels(&self) -> Result<Vec<ChannelEntry>> {
		self.open_channels().await
	}

	async fn open(&self, order: OpenOrder) -> Result<ChannelEntry> {
		self.open_channel(order).await
	}

	async fn top_up(&self, channel: ChannelId, amount: Balance) -> Result<ChannelEntry> {
		self.top_up_channel(channel, amount).await
	}

	async fn close(&self, channel: ChannelId) -> Result<()> {
		self.close_channel(channel).await
	}

	async fn collect(&self) -> Result<Balance> {
		self.collect_channels().await
	}
}
