//! The index: opened once, filled by [`Index::follow`], asked by [`crate::router`].

use crate::{
	Error, Result,
	facts::BlockFacts,
	head::Head,
	read,
	store::{Store, Tx},
	webhook,
};
use futures::{StreamExt, stream};
use std::{future::Future, pin::pin, sync::Arc, time::Duration};
use stoa_client::Client;
use stoa_primitives::BlockNumber;
use tokio::sync::{Semaphore, watch};

/// Blocks that are read at once while catching up.
const AHEAD: usize = 8;
/// How long to wait for word of a finalised block before asking: it comes every 3 s.
const SILENCE: Duration = Duration::from_secs(15);
/// Pause after the node or the database failed.
const PAUSE: Duration = Duration::from_secs(3);
/// Event streams at one time.
const MAX_STREAMS: usize = 256;

/// What an operator decides.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
	/// Hosts to which webhooks may lead: names, `*.name` for all below one, or `*` for any. None at all
	/// unless some are named.
	pub webhook_hosts: Vec<String>,
	/// Whether webhooks may lead to this machine and its network. For development only.
	pub allow_private: bool,
	/// Whether somebody without a [`crate::Caller`] may register webhooks. For a gateway of one person.
	pub anonymous_writes: bool,
}

/// An index of finalised blocks. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Index(Arc<Inner>);

#[derive(Debug)]
struct Inner {
	store: Store,
	options: Options,
	/// The last block that was stored by this process.
	news: watch::Sender<BlockNumber>,
	/// Set once, when the listener is to end.
	closing: watch::Sender<bool>,
	streams: Arc<Semaphore>,
}

impl Index {
	/// Opens the database at `url` (`sqlite:///PATH`, made if it is not there, or `postgres://…`) and brings
	/// its tables up to date.
	pub async fn open(url: &str, options: Options) -> Result<Self> {
		let store = Store::open(url).await?;
		Ok(Self(Arc::new(Inner {
			store,
			options,
			news: watch::Sender::new(0),
			closing: watch::Sender::new(false),
			streams: Arc::new(Semaphore::new(MAX_STREAMS)),
		})))
	}

	/// The last finalised block that is stored; nothing in an empty index.
	pub async fn head(&self) -> Result<Option<Head>> {
		Head::read(&mut self.read().await?).await
	}

	/// Stores every finalised block, from where it stopped last, and sends what webhooks wait for, until
	/// `shutdown` is over. Begins with the chain's first block if the node keeps its state, else with the last
	/// finalised one; blocks that the node has discarded are noted as a gap. Bridges interruptions of node and
	/// database; ends with an error if going on would be wrong: [`Error::OtherChain`], [`Error::NotNext`],
	/// [`Error::Unreadable`].
	pub async fn follow(&self, client: &Client, shutdown: impl Future<Output = ()>) -> Result<()> {
		let mut shutdown = pin!(shutdown);
		let mut sending = pin!(self.send_webhooks());
		loop {
			let result = tokio::select! {
				() = &mut shutdown => {
					self.close();
					return Ok(());
				}
				result = self.follow_blocks(client) => result,
				result = &mut sending => return result,
			};
			match result {
				Ok(()) => {}
				Err(error) if may_pass(&error) => tracing::warn!("the index waits: {error}"),
				Err(error) => {
					self.close();
					return Err(error);
				}
			}
			tokio::select! {
				() = &mut shutdown => {}
				() = tokio::time::sleep(PAUSE) => {}
			}
		}
	}

	/// Sends what webhooks wait for, for ever. [`Index::follow`] does it already; fails only if it cannot begin.
	pub async fn send_webhooks(&self) -> Result<()> {
		webhook::send(self).await
	}

	/// Forgets everything that comes from the chain; webhooks stay, and are not told again what they were told.
	/// The next [`Index::follow`] stores it all again.
	pub async fn rebuild(&self) -> Result<()> {
		self.0.store.forget_chain().await
	}

	/// Ends event streams, so that a listener can shut down. [`Index::follow`] does it when it ends.
	pub fn close(&self) {
		self.0.closing.send_replace(true);
	}

	/// Stores a block that follows the last one. Says whether it did: another process that shares the database
	/// may have been quicker.
	pub async fn apply(&self, facts: &BlockFacts) -> Result<bool> {
		let mut tx = self.write().await?;
		let done = crate::apply::next(&mut tx, facts).await?;
		tx.commit().await?;
		self.0.news.send_replace(facts.block.number);
		Ok(done)
	}

	/// Stores a block with the state of everything, where nothing is stored yet, or after blocks that cannot be
	/// had any more.
	pub async fn begin(&self, genesis: stoa_primitives::Digest, facts: &BlockFacts) -> Result<()> {
		let mut tx = self.write().await?;
		crate::apply::begin(&mut tx, genesis, facts).await?;
		tx.commit().await?;
		self.0.news.send_replace(facts.block.number);
		Ok(())
	}

	pub(crate) fn options(&self) -> &Options {
		&self.0.options
	}

	pub(crate) async fn read(&self) -> Result<Tx> {
		self.0.store.read().await
	}

	pub(crate) async fn write(&self) -> Result<Tx> {
		self.0.store.write().await
	}

	pub(crate) fn news(&self) -> watch::Receiver<BlockNumber> {
		self.0.news.subscribe()
	}

	pub(crate) fn closing(&self) -> watch::Receiver<bool> {
		self.0.closing.subscribe()
	}

	pub(crate) fn streams(&self) -> Arc<Semaphore> {
		self.0.streams.clone()
	}

	async fn follow_blocks(&self, client: &Client) -> Result<()> {
		self.begin_if_empty(client).await?;
		// Subscribed before catching up, so that no word is missed.
		let mut blocks = client.follow_finalised().await?;
		loop {
			match self.catch_up(client).await {
				Err(error) if read::is_discarded(&error) => self.skip(client).await?,
				result => result?,
			}
			match tokio::time::timeout(SILENCE, blocks.next()).await {
				Ok(None) => return Ok(()),
				Ok(Some(Err(error))) => return Err(error.into()),
				Ok(Some(Ok(_))) | Err(_) => {}
			}
		}
	}

	async fn begin_if_empty(&self, client: &Client) -> Result<()> {
		let node = crate::facts::hexadecimal(&client.genesis());
		match self.head().await? {
			Some(head) if head.genesis != node => {
				Err(Error::OtherChain { ours: head.genesis, node })
			}
			Some(_) => Ok(()),
			None => {
				let first = match read::whole(&client.at_height(0).await?).await {
					Err(error) if read::is_discarded(&error) => {
						let at = client.finalised().await?;
						tracing::warn!(
							"the node keeps no old states: the index begins with block {}; a node with \
							 `--state-pruning archive` would tell everything",
							at.number()
						);
						read::whole(&at).await?
					}
					first => first?,
				};
				self.begin(client.genesis(), &first).await
			}
		}
	}

	async fn catch_up(&self, client: &Client) -> Result<()> {
		let Some(head) = self.head().await? else { return Ok(()) };
		let last = client.finalised().await?.number();
		let blocks = stream::iter(head.number.saturating_add(1)..=last);
		let mut blocks = pin!(blocks.map(|height| read::block(client, height)).buffered(AHEAD));
		while let Some(facts) = blocks.next().await {
			if !self.apply(&facts?).await? {
				// Somebody else stores blocks too: see first how far.
				return Ok(());
			}
		}
		Ok(())
	}

	/// Goes on with the last finalised block, leaving out what the node has discarded.
	async fn skip(&self, client: &Client) -> Result<()> {
		let at = client.finalised().await?;
		tracing::warn!(
			"the node has discarded blocks that the index lacks: it goes on with block {} and says so; \
			 `rebuild` with a node that runs with `--state-pruning archive` fills the gap",
			at.number()
		);
		self.begin(client.genesis(), &read::whole(&at).await?).await
	}
}

/// Whether waiting may help.
fn may_pass(error: &Error) -> bool {
	match error {
		Error::Client(error) => !matches!(error, stoa_client::Error::Incompatible(_)),
		Error::Database(_) => true,
		_ => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// What a gateway does with it compiles.
	#[test]
	fn following_can_be_spawned() {
		fn spawned<T: Send>(_: impl FnOnce(Index, Client) -> T) {}
		spawned(|index, client| async move { index.follow(&client, std::future::pending()).await });
	}

	#[test]
	fn what_waiting_does_not_mend_ends_the_following() {
		let node = || "0x01".to_string();
		assert!(!may_pass(&Error::OtherChain { ours: node(), node: node() }));
		assert!(!may_pass(&Error::NotNext { number: 7 }));
		assert!(!may_pass(&Error::unreadable("an event", "why")));
		assert!(!may_pass(&stoa_client::Error::Incompatible("old".to_string()).into()));
		assert!(may_pass(&stoa_client::Error::Disconnected("gone".to_string()).into()));
		assert!(may_pass(&Error::Database(sqlx::Error::PoolTimedOut)));
	}
}
