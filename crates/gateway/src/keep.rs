//! What happens to channels beside answers: opened, filled up, taken up again after a restart, mended, closed.

use crate::{
	book::Offer,
	lane::{Lane, Signed},
	lanes::{EXPIRY_MARGIN, Lanes, Pool},
	market::{ChannelEntry, OpenOrder},
};
use std::{collections::HashMap, future::Future, sync::Arc, time::Duration};
use stoa_egress::Endpoint;
use stoa_primitives::{Balance, ChannelId, channel::Voucher};
use tokio::time::{sleep, timeout};

/// Tries to learn what a provider signed after an answer was broken off, and the pause between them. Then
/// the channel waits for the next reconciliation.
const MEND_TRIES: u32 = 20;
const MEND_PAUSE: Duration = Duration::from_millis(250);
/// Looks whether a provider has seen a new deposit in its own node, and the pause between them.
const SEEN_TRIES: u32 = 30;
const SEEN_PAUSE: Duration = Duration::from_millis(500);

impl Lanes {
	/// Runs work that a shutdown waits for.
	pub(crate) fn work(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
		// Counted down also when the task is dropped or panics.
		struct Count(Arc<Lanes>);
		impl Drop for Count {
			fn drop(&mut self) {
				self.0.open_work.send_modify(|count| *count = count.saturating_sub(1));
			}
		}
		// A runtime that is being dropped takes its answers with it; there is nobody to do the work then.
		let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
		self.open_work.send_modify(|count| *count = count.saturating_add(1));
		let count = Count(self.clone());
		runtime.spawn(async move {
			let _count = count;
			work.await;
		});
	}

	/// Waits until all vouchers under way have arrived and all lanes are mended, at most `patience`.
	pub async fn finish(&self, patience: Duration) {
		let mut open_work = self.open_work.subscribe();
		let done = timeout(patience, open_work.wait_for(|count| *count == 0)).await;
		if done.is_err() {
			tracing::warn!(
				"stopped before every voucher had arrived: they are sent after the next start"
			);
		}
	}

	/// Brings a voucher, and counts how it went.
	pub(crate) async fn bring(&self, endpoint: &Endpoint, voucher: &Signed<Voucher>) {
		let outcome = match self.upstream.pay(endpoint, voucher).await {
			Ok(()) => "delivered",
			Err(failure) => {
				let channel = voucher.what.channel;
				tracing::warn!(channel, failure = failure.for_log(), "a voucher did not arrive");
				"failed"
			}
		};
		self.metrics.vouchers.with_label_values(&[outcome]).inc();
	}

	/// Opens a channel in the background. Room for it was set aside.
	pub(crate) fn open(self: &Arc<Self>, pool: Arc<Pool>, offer: Arc<Offer>) {
		let lanes = self.clone();
		self.work(async move {
			let crate::lanes::Rules { deposit, blocks, audited, max_fee, .. } = lanes.rules;
			let provider = offer.account;
			let order = OpenOrder { provider, deposit, blocks, audited, max_fee };
			let opened = lanes.market.open(order).await;
			if let Ok(entry) = &opened {
				lanes.wait_until_seen(&offer.endpoint, entry).await;
			}
			lanes.unlock(deposit);
			let mut state = pool.state.lock();
			state.opening = state.opening.saturating_sub(1);
			match opened {
				Ok(entry) => {
					// A reconciliation may have seen it first.
					let new = lanes.known.lock().insert(entry.id, entry.deposit).is_none();
					if new {
						state.all = state.all.saturating_add(1);
						state.idle.push(Lane::fresh(lanes.key.clone(), entry));
					}
					tracing::info!(
						channel = entry.id,
						provider = hex::encode(provider),
						"channel opened"
					);
				}
				Err(error) => {
					let reason = format!("{error:#}");
					tracing::warn!(provider = hex::encode(provider), reason, "channel not opened");
					state.refused = Some((std::time::Instant::now(), reason));
				}
			}
			drop(state);
			pool.freed.notify_waiters();
			pool.freed.notify_one();
		});
	}

	/// Adds the usual deposit to a channel that has run out, in the background, and gives it back to its pool.
	/// If that is not allowed it is closed. The caller holds the pool's lock and expects it back.
	pub(crate) fn fill_up(self: &Arc<Self>, pool: Arc<Pool>, mut lane: Lane) {
		let amount = self.rules.deposit;
		let allowed = self.may_lock(amount);
		let lanes = self.clone();
		self.work(async move {
			let topped = match allowed {
				true => {
					let topped = lanes.market.top_up(lane.channel(), amount).await;
					let offer = lanes.catalogue.book().offer_of(&lane.provider()).cloned();
					if let (Ok(entry), Some(offer)) = (&topped, offer) {
						lanes.wait_until_seen(&offer.endpoint, entry).await;
					}
					lanes.unlock(amount);
					topped
				}
				false => Err(anyhow::anyhow!("spending.total allows no more")),
			};
			match topped {
				Ok(entry) => {
					lanes.known.lock().insert(entry.id, entry.deposit);
					lane.entry = entry;
					pool.give_back(Some(lane));
				}
				Err(error) => {
					lanes.give_up(&lane, &format!("it is used up: {error:#}"));
					pool.give_back(None);
				}
			}
		});
	}

	/// Waits until a provider knows of a channel's deposit, or for long enough: its node may be a block behind
	/// ours, and it would refuse what is asked before.
	async fn wait_until_seen(&self, endpoint: &Endpoint, entry: &ChannelEntry) {
		let signature = self.key.ask_state(entry.id);
		for _ in 0..SEEN_TRIES {
			let seen = self.upstream.deposit_seen(endpoint, entry.id, &signature).await;
			// One that does not tell its view of the deposit has seen the channel at least.
			if seen.is_ok_and(|deposit| deposit.is_none_or(|deposit| deposit >= entry.deposit)) {
				return;
			}
			sleep(SEEN_PAUSE).await;
		}
		tracing::warn!(channel = entry.id, "the provider has not seen the channel's deposit yet");
	}

	/// Asks the provider what it signed, pays for it if it can be right, and gives the lane back.
	pub(crate) fn mend(self: &Arc<Self>, mut lane: Lane, endpoint: Endpoint, most: Balance) {
		let lanes = self.clone();
		let pool = self.pool(&lane.provider());
		pool.expect();
		self.work(async move {
			for _ in 0..MEND_TRIES {
				sleep(MEND_PAUSE).await;
				let channel = lane.channel();
				let shown = lanes.upstream.shown(&endpoint, channel, &lane.ask_state()).await;
				let Ok(shown) = shown else { continue };
				if let Err(why) = lane.adopt(&shown, most.min(lanes.rules.most_unpaid)) {
					lanes.give_up(&lane, &why.to_string());
					return pool.give_back(None);
				}
				if let Some(voucher) = lane.voucher() {
					lanes.bring(&endpoint, &voucher).await;
				}
				return pool.give_back(Some(lane));
			}
			let channel = lane.channel();
			tracing::warn!(channel, "the provider does not say where the channel stands");
			lanes.known.lock().remove(&channel);
			pool.give_back(None);
		});
	}

	/// Takes up the channels that the chain knows and nobody here does: after a restart, after a provider
	/// was away, or opened by hand with this gateway's lane key. Lets go of those that others have closed.
	pub async fn reconcile(self: &Arc<Self>) -> anyhow::Result<()> {
		let height = self.market.height();
		let known: Vec<ChannelId> = self.known.lock().keys().copied().collect();
		let open = self.market.channels().await?;
		self.let_go(&known, &open);
		for entry in open {
			let id = entry.id;
			let usable = !entry.closing
				&& entry.expires_at > height.saturating_add(EXPIRY_MARGIN)
				&& !self.given_up.lock().contains(&id)
				&& !self.known.lock().contains_key(&id);
			let offer = self.catalogue.book().offer_of(&entry.provider).cloned();
			if let (true, Some(offer)) = (usable, offer) {
				self.take_up(entry, &offer).await;
			}
		}
		Ok(())
	}

	/// Forgets idle lanes whose channels are open no more, and sees what was added to the others. `known` had a
	/// place here before the chain was asked: it may not have shown what came later.
	fn let_go(&self, known: &[ChannelId], open: &[ChannelEntry]) {
		let open: HashMap<ChannelId, &ChannelEntry> =
			open.iter().map(|entry| (entry.id, entry)).collect();
		for pool in self.all_pools() {
			let mut state = pool.state.lock();
			let before = state.idle.len();
			state.idle.retain_mut(|lane| match open.get(&lane.channel()) {
				Some(entry) => {
					// A top-up may be newer than the list.
					if entry.deposit >= lane.entry.deposit {
						lane.entry = **entry;
						self.known.lock().insert(entry.id, entry.deposit);
					}
					true
				}
				None if known.contains(&lane.channel()) => {
					let channel = lane.channel();
					self.known.lock().remove(&channel);
					tracing::warn!(channel, "the channel was closed by its provider or by hand");
					false
				}
				None => true,
			});
			let gone = before.saturating_sub(state.idle.len());
			state.all = state.all.saturating_sub(gone);
		}
	}

	async fn take_up(self: &Arc<Self>, entry: ChannelEntry, offer: &Offer) {
		let signature = self.key.ask_state(entry.id);
		let shown = match self.upstream.shown(&offer.endpoint, entry.id, &signature).await {
			Ok(shown) => shown,
			Err(failure) => {
				let failure = failure.for_log();
				tracing::info!(channel = entry.id, failure, "channel not taken up yet");
				return;
			}
		};
		let most = offer.max_unpaid.min(self.rules.most_unpaid);
		match Lane::recover(self.key.clone(), entry, &shown, most) {
			Ok(mut lane) => {
				if self.known.lock().insert(entry.id, entry.deposit).is_some() {
					return;
				}
				let pool = self.pool(&entry.provider);
				{
					let mut state = pool.state.lock();
					state.all = state.all.saturating_add(1);
				}
				if let Some(voucher) = lane.voucher() {
					self.bring(&offer.endpoint, &voucher).await;
				}
				pool.add(lane);
				tracing::info!(channel = entry.id, "channel taken up");
			}
			Err(why) => {
				let lane = Lane::fresh(self.key.clone(), entry);
				self.give_up(&lane, &why.to_string());
			}
		}
	}

	/// Closes a channel and does not use it again. Whoever calls has taken it out of its pool's count.
	pub(crate) fn give_up(self: &Arc<Self>, lane: &Lane, why: &str) {
		let channel = lane.channel();
		self.known.lock().remove(&channel);
		self.given_up.lock().insert(channel);
		tracing::warn!(channel, why, "channel is closed");
		let lanes = self.clone();
		self.work(async move {
			if let Err(error) = lanes.market.close(channel).await {
				let error = format!("{error:#}");
				tracing::warn!(channel, error, "cannot be closed now; it expires by itself");
			}
		});
	}

	fn unlock(&self, amount: Balance) {
		let mut pending = self.pending.lock();
		*pending = pending.saturating_sub(amount);
	}
}
