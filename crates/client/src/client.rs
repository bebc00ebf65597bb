//! The way to a node.

use crate::{At, Error, Result, nonces::Nonces};
use futures::{Stream, StreamExt, stream::BoxStream};
use std::{
	pin::Pin,
	sync::Arc,
	task::{Context, Poll},
	time::Duration,
};
use stoa_primitives::{BlockNumber, Digest};
use subxt::{
	OnlineClient, SubstrateConfig,
	backend::LegacyBackend,
	config::RpcConfigFor,
	rpcs::{
		LegacyRpcMethods, RpcClient,
		client::{ReconnectingRpcClient, reconnecting_rpc_client::ExponentialBackoff},
	},
	utils::H256,
};
use tokio::sync::Mutex;

/// How the chain is built, in subxt's terms.
pub(crate) type Config = SubstrateConfig;

/// How long a node may take to accept the first connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest pause between two attempts to reconnect: a block.
const RECONNECT_PAUSE: Duration = Duration::from_secs(3);
/// A block of the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
	/// The hash of the block before it.
	pub parent: Digest,
}

/// A connection to a node, shared by its clones. It reconnects by itself.
#[derive(Clone)]
pub struct Client {
	url: Arc<str>,
	pub(crate) online: OnlineClient<Config>,
	pub(crate) rpc: LegacyRpcMethods<RpcConfigFor<Config>>,
	pub(crate) nonces: Arc<Mutex<Nonces>>,
}

impl Client {
	/// Connects to a node's WebSocket address, such as `ws://127.0.0.1:9944`. Fails at once when nobody
	/// answers; later interruptions are bridged.
	pub async fn connect(url: &str) -> Result<Self> {
		if !(url.starts_with("ws://") || url.starts_with("wss://")) {
			return Err(Error::BadUrl(url.to_string()));
		}
		let unreachable = |reason: String| Error::Unreachable { url: url.to_string(), reason };
		// The reconnecting client would try for ever, so somebody must answer first.
		let probe = tokio::time::timeout(CONNECT_TIMEOUT, RpcClient::from_insecure_url(url)).await;
		match probe {
			Err(_) => return Err(unreachable("no answer within 10 s".to_string())),
			Ok(Err(error)) => return Err(unreachable(root_cause(&error))),
			Ok(Ok(_)) => {}
		}
		let patience = ExponentialBackoff::from_millis(50).max_delay(RECONNECT_PAUSE);
		let connection = ReconnectingRpcClient::builder()
			.retry_policy(patience)
			.build(url)
			.await
			.map_err(|error| unreachable(error.to_string()))?;
		let rpc = RpcClient::new(connection);
		// The old RPC serves any block at any time, without pinning: what a daemon that reads the state
		// of several blocks and outlives restarts of its node needs.
		let backend = LegacyBackend::<Config>::builder().build(rpc.clone());
		let online = OnlineClient::from_backend(Arc::new(backend)).await?;
		Ok(Self {
			url: url.into(),
			online,
			rpc: LegacyRpcMethods::new(rpc),
			nonces: Arc::default(),
		})
	}

	/// Where it is connected.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Hash of block 0: which chain this is.
	pub fn genesis(&self) -> Digest {
		self.online.genesis_hash().0
	}

	/// The state after the best block.
	pub async fn best(&self) -> Result<At> {
		let hash = self.rpc.chain_get_block_hash(None).await?;
		self.at(hash.ok_or_else(|| Error::Node("it has no blocks".to_string()))?.0).await
	}

	/// The state after the last finalised block.
	pub async fn finalised(&self) -> Result<At> {
		self.at(self.rpc.chain_get_finalized_head().await?.0).await
	}

	/// The state after the block with this hash.
	pub async fn at(&self, hash: Digest) -> Result<At> {
		self.at_block(&self.block(hash).await?).await
	}

	/// The state after a block.
	pub async fn at_block(&self, block: &Block) -> Result<At> {
		let hash = subxt::backend::BlockRef::from_hash(H256(block.hash));
		let inner = self.online.at_block_hash_and_number(hash, block.number.into()).await?;
		Ok(At::new(*block, inner))
	}

	/// The state after the block at this height of the best chain.
	pub async fn at_height(&self, height: BlockNumber) -> Result<At> {
		self.at(self.hash_at(height).await?).await
	}

	/// The block with this hash.
	pub async fn block(&self, hash: Digest) -> Result<Block> {
		let header = self.rpc.chain_get_header(Some(H256(hash))).await?;
		let header =
			header.ok_or_else(|| Error::BlockNotFound(format!("0x{}", hex::encode(hash))))?;
		Ok(Block { number: narrow(header.number), hash, parent: header.parent_hash.0 })
	}

	/// The hash at a height of the best chain.
	pub async fn hash_at(&self, height: BlockNumber) -> Result<Digest> {
		let hash = self.rpc.chain_get_block_hash(Some(height.into())).await?;
		Ok(hash.ok_or_else(|| Error::BlockNotFound(height.to_string()))?.0)
	}

	/// Every new best block, beginning with the present one. Blocks may be skipped when several arrive
	/// at once, and heights repeat when a fork wins: follow `parent` to what was missed.
	pub async fn follow_best(&self) -> Result<Blocks> {
		Ok(Blocks::new(self.online.stream_best_blocks().await?))
	}

	/// Every finalised block from the present one on, none left out.
	pub async fn follow_finalised(&self) -> Result<Blocks> {
		Ok(Blocks::new(self.online.stream_blocks().await?))
	}
}

/// A stream of blocks. Interruptions of the connection are bridged, not reported.
pub struct Blocks(BoxStream<'static, Result<Block>>);

impl Blocks {
	fn new(blocks: subxt::client::Blocks<Config>) -> Self {
		let stream = blocks.filter_map(|block| async move {
			match block {
				Ok(block) => Some(Ok(Block {
					number: narrow(block.number()),
					hash: block.hash().0,
					parent: block.header().parent_hash.0,
				})),
				Err(error) => match Error::from(error) {
					Error::Disconnected(_) => None,
					error => Some(Err(error)),
				},
			}
		});
		Self(stream.boxed())
	}
}

impl Stream for Blocks {
	type Item = Result<Block>;

	fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
		self.0.poll_next_unpin(cx)
	}
}

/// A height as the chain counts it.
pub(crate) fn narrow(number: u64) -> BlockNumber {
	BlockNumber::try_from(number).unwrap_or(BlockNumber::MAX)
}

/// The cause alone: "Connection refused" rather than the wrappers before it.
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
	let mut deepest = error;
	while let Some(source) = deepest.source() {
		deepest = source;
	}
	let text = deepest.to_string();
	text.rsplit(": ").next().unwrap_or(&text).to_string()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test]
	async fn nobody_there_is_said_at_once() {
		let error = Client::connect("ws://127.0.0.1:1").await.map(|_| ()).unwrap_err();
		assert!(matches!(error, Error::Unreachable { .. }), "{error}");
		assert!(error.to_string().contains("ws://127.0.0.1:1"));
	}

	#[tokio::test]
	async fn other_schemes_are_refused() {
		for url in ["http://127.0.0.1:9944", "127.0.0.1:9944", ""] {
			let error = Client::connect(url).await.map(|_| ()).unwrap_err();
			assert!(matches!(error, Error::BadUrl(_)), "{error}");
		}
	}
}
