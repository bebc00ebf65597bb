//! All channels' lanes: in memory as far as they are in use, and on disk before anybody hears of a change.

use super::{
	channels::{ChannelState, Channels, Redemption},
	lane::{Answering, Lane, Promise, Signed, SoFar, VoucherFault, Work},
	ledger::{Ledger, Put},
};
use crate::keys::{self, Identity};
use anyhow::{Context, Result, anyhow};
use std::{
	collections::HashMap,
	sync::{
		Arc, Mutex, PoisonError,
		atomic::{AtomicBool, Ordering},
	},
	time::{Duration, Instant},
};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest,
	channel::{Voucher, receipt_digest, voucher_digest},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// How old what is known of a channel may be.
const FRESH: Duration = Duration::from_secs(3);
/// The same when an answer begins, which does not wait for the node: a channel that is being closed can be redeemed
/// for much longer, and deposits only grow.
const RECENT: Duration = Duration::from_secs(30);
/// Lanes in memory beyond which those that nobody uses are left to the disk.
const IN_MEMORY: usize = 4_096;

/// Why a lane cannot be used now.
#[derive(Debug)]
pub enum Closed {
	/// The chain has no such channel to this provider.
	Missing,
	/// Node or disk fail.
	Failed(anyhow::Error),
}

/// Why an answer does not begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
	/// The one before it has not ended.
	Running,
	/// It has another number than the next one.
	WrongSequence,
}

/// Why a voucher is not taken.
#[derive(Debug)]
pub enum NotTaken {
	/// The signature is not the lane key's.
	Signature,
	/// It pays for nothing.
	Fault(VoucherFault),
	/// It cannot be stored.
	Failed(anyhow::Error),
}

/// What a channel's best voucher would bring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Worth {
	/// What is said to the chain.
	pub redemption: Redemption,
	/// The block with which it is worth nothing any more.
	pub ends: BlockNumber,
	/// Whether the chain takes no other redemption in this channel now.
	pub pending: bool,
}

/// One channel.
pub struct Slot {
	id: ChannelId,
	lane: tokio::sync::Mutex<Lane>,
	/// One answer at a time.
	turn: Arc<Semaphore>,
	paid: watch::Sender<Balance>,
	seen: Mutex<(ChannelState, Instant)>,
	/// Whether somebody asks the node about it.
	asking: AtomicBool,
}

/// All channels.
pub struct Lanes {
	slots: Mutex<HashMap<ChannelId, Arc<Slot>>>,
	ledger: Ledger,
	identity: Identity,
	genesis: Digest,
	channels: Arc<dyn Channels>,
}

/// The right to answer in a channel. Nobody else can while it is there.
#[derive(Clone)]
pub struct Turn {
	lanes: Arc<Lanes>,
	slot: Arc<Slot>,
	_permit: Arc<OwnedSemaphorePermit>,
	/// The answer's number.
	pub sequence: u32,
	/// What the channel owed before, in planck.
	pub before: Balance,
	/// Tokens that cost nothing, so far.
	pub free_used: u32,
}

impl Slot {
	/// The channel as it was last seen on chain.
	pub fn state(&self) -> ChannelState {
		self.seen.lock().unwrap_or_else(PoisonError::into_inner).0
	}

	fn age(&self) -> Duration {
		self.seen.lock().unwrap_or_else(PoisonError::into_inner).1.elapsed()
	}

	/// How far it is, and whether an answer grows.
	pub async fn look(&self) -> (Lane, bool) {
		(self.lane.lock().await.clone(), self.turn.available_permits() == 0)
	}
}

impl Lanes {
	/// With what is on disk.
	pub fn new(
		ledger: Ledger,
		identity: Identity,
		genesis: Digest,
		channels: Arc<dyn Channels>,
	) -> Arc<Self> {
		Arc::new(Self { slots: Mutex::default(), ledger, identity, genesis, channels })
	}

	fn known(&self, id: ChannelId) -> Option<Arc<Slot>> {
		self.slots.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
	}

	/// A channel that the chain has, as it was seen some seconds ago at most.
	pub async fn fresh(&self, id: ChannelId) -> Result<Arc<Slot>, Closed> {
		if let Some(slot) = self.known(id).filter(|slot| slot.age() < FRESH) {
			return Ok(slot);
		}
		let state = self.channels.channel(id).await.map_err(Closed::Failed)?;
		let state = state.ok_or(Closed::Missing)?;
		let slot = match self.known(id) {
			Some(slot) => slot,
			None => self.load(id, state).map_err(Closed::Failed)?,
		};
		*slot.seen.lock().unwrap_or_else(PoisonError::into_inner) = (state, Instant::now());
		Ok(slot)
	}

	/// The same for an answer: what is not quite fresh is looked at again meanwhile.
	pub async fn recent(self: &Arc<Self>, id: ChannelId) -> Result<Arc<Slot>, Closed> {
		let Some(slot) = self.known(id).filter(|slot| slot.age() < RECENT) else {
			return self.fresh(id).await;
		};
		if slot.age() >= FRESH && !slot.asking.swap(true, Ordering::Relaxed) {
			let (lanes, slot) = (self.clone(), slot.clone());
			tokio::spawn(async move {
				// Should it fail, whoever needs it fresh is told.
				let _ = lanes.fresh(id).await;
				slot.asking.store(false, Ordering::Relaxed);
			});
		}
		Ok(slot)
	}

	/// The same, as it was ever seen: its key does not change.
	pub async fn slot(&self, id: ChannelId) -> Result<Arc<Slot>, Closed> {
		match self.known(id) {
			Some(slot) => Ok(slot),
			None => self.fresh(id).await,
		}
	}

	fn load(&self, id: ChannelId, state: ChannelState) -> Result<Arc<Slot>> {
		let lane = self.ledger.lane(id)?;
		let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
		if slots.len() >= IN_MEMORY {
			slots.retain(|_, slot| Arc::strong_count(slot) > 1);
		}
		let slot = || {
			Arc::new(Slot {
				id,
				paid: watch::Sender::new(lane.paid()),
				lane: tokio::sync::Mutex::new(lane),
				turn: Arc::new(Semaphore::new(1)),
				seen: Mutex::new((state, Instant::now())),
				asking: AtomicBool::new(false),
			})
		};
		// Another request may have been faster.
		Ok(slots.entry(id).or_insert_with(slot).clone())
	}

	/// Begins the answer with this number.
	pub async fn begin(self: &Arc<Self>, slot: &Arc<Slot>, sequence: u32) -> Result<Turn, Refusal> {
		let permit = slot.turn.clone().try_acquire_owned().map_err(|_| Refusal::Running)?;
		let lane = slot.lane.lock().await;
		if lane.next() != Some(sequence) {
			return Err(Refusal::WrongSequence);
		}
		Ok(Turn {
			lanes: self.clone(),
			slot: slot.clone(),
			_permit: Arc::new(permit),
			sequence,
			before: lane.owed(),
			free_used: lane.free_used,
		})
	}

	/// Takes a voucher: when it returns it is on disk, and whoever waits for it goes on.
	pub async fn take(
		&self,
		slot: &Arc<Slot>,
		voucher: Voucher,
		signature: [u8; 64],
	) -> Result<(), NotTaken> {
		let digest = voucher_digest(&self.genesis, &voucher);
		let signed = keys::signed_by(&slot.state().lane, &digest, &signature);
		if voucher.channel != slot.id || !signed {
			return Err(NotTaken::Signature);
		}
		let (slot, ledger) = (slot.clone(), self.ledger.clone());
		// The request may go away meanwhile; memory and disk must not differ.
		let taken = tokio::spawn(async move {
			let mut lane = slot.lane.lock().await;
			let Some(receipt) = lane.pays(&voucher).map_err(NotTaken::Fault)? else {
				return Ok(());
			};
			let mut next = lane.clone();
			next.take(Promise { voucher, signature, receipt });
			ledger
				.put(vec![Put::Lane(slot.id, Box::new(next.clone()))])
				.await
				.map_err(NotTaken::Failed)?;
			*lane = next;
			slot.paid.send_replace(voucher.amount);
			Ok(())
		});
		taken.await.unwrap_or_else(|error| Err(NotTaken::Failed(error.into())))
	}

	/// What the best voucher of each channel is worth beyond what was redeemed, where it is something.
	pub async fn worth(&self) -> Result<Vec<Worth>> {
		let mut all = Vec::new();
		for id in self.ledger.channels()? {
			match self.fresh(id).await {
				Ok(slot) => all.extend(self.worth_of(&slot).await?),
				Err(Closed::Missing) => {}
				Err(Closed::Failed(error)) => return Err(error),
			}
		}
		Ok(all)
	}

	async fn worth_of(&self, slot: &Slot) -> Result<Option<Worth>> {
		let (state, lane) = (slot.state(), slot.lane.lock().await);
		let Some(promise) = lane.promise else { return Ok(None) };
		let paid = lane.paid_for(state.redeemed, &self.ledger.receipts(slot.id)?);
		let Promise { voucher, signature, .. } = promise;
		Ok(paid.map(|(_, paid)| Worth {
			redemption: Redemption { voucher, signature, paid },
			ends: state.redeemable_until(),
			pending: state.pending,
		}))
	}

	/// Writes down what a voucher pays for, so that a sample of it can be opened whatever is said and paid later;
	/// false if a better one is here by now.
	pub async fn pledge(&self, redemption: &Redemption) -> Result<bool> {
		let Some(slot) = self.known(redemption.voucher.channel) else { return Ok(false) };
		let promise = slot.lane.lock().await.promise;
		let Some(promise) = promise.filter(|promise| promise.voucher == redemption.voucher) else {
			return Ok(false);
		};
		self.ledger.put(vec![Put::Pledge(Box::new(promise))]).await?;
		Ok(true)
	}

	/// Forgets what nobody can ask about any more.
	pub async fn prune(&self) -> Result<()> {
		let Some(anchor) = self.channels.anchor() else { return Ok(()) };
		for id in self.ledger.channels()? {
			match self.channels.channel(id).await? {
				// A sample or a game may still need any of it.
				Some(state) if state.pending || state.contested => {}
				Some(state) => {
					let before = anchor.number.saturating_sub(state.receipt_window);
					self.ledger.prune(id, state.redeemed, before).await?;
				}
				None => {
					let window = self.channels.receipt_window();
					self.forget(id, anchor.number.saturating_sub(window)).await?;
				}
			}
		}
		Ok(())
	}

	/// A channel that has ended. Its receipts can be doubted for a while.
	async fn forget(&self, id: ChannelId, before: u32) -> Result<()> {
		self.ledger.prune(id, Balance::MAX, before).await?;
		if self.ledger.receipts(id)?.is_empty() {
			self.slots.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
			self.ledger.put(vec![Put::DropLane(id)]).await?;
		}
		Ok(())
	}
}

impl Turn {
	/// The channel as it was seen when the answer began.
	pub fn channel(&self) -> ChannelState {
		self.slot.state()
	}

	/// A receiver of what is paid.
	pub fn paid(&self) -> watch::Receiver<Balance> {
		self.slot.paid.subscribe()
	}

	/// Signs how far the answer is. When it returns it is on disk, so that it may be said. `free_used` are all
	/// tokens of the channel that cost nothing; `work` goes with an answer's first receipt.
	pub async fn say(
		&self,
		answer: Answering,
		so_far: SoFar,
		free_used: u32,
		work: Option<Work>,
	) -> Result<Signed> {
		// A copy of the turn goes along: no other answer begins before this is done, whoever waits for it.
		let turn = self.clone();
		let said = tokio::spawn(async move {
			let (lanes, slot) = (&turn.lanes, &turn.slot);
			let anchor = lanes.channels.anchor().context("no recent block from the node")?;
			let mut lane = slot.lane.lock().await;
			let provider = lanes.identity.provider();
			let receipt = lane
				.draft(slot.id, provider, anchor, &answer, &so_far)
				.map_err(|fault| anyhow!("the receipt would not follow: {fault:?}"))?;
			let digest = receipt_digest(&lanes.genesis, &receipt.hash());
			let signed = Signed { receipt, signature: lanes.identity.sign_receipt(&digest) };
			let mut next = lane.clone();
			next.say(signed);
			next.free_used = free_used;
			let work = work.map(|work| Put::Work(slot.id, answer.sequence, work));
			let puts = [Put::Lane(slot.id, Box::new(next.clone())), Put::Receipt(Box::new(signed))];
			lanes.ledger.put(puts.into_iter().chain(work).collect()).await?;
			*lane = next;
			Ok(signed)
		});
		said.await.context("a receipt was not signed")?
	}
}
