//! Lanes to all providers: taken for one answer, given back, opened when all are taken, mended when an answer
//! was broken off.
//!
//! **Invariant**: a channel is in at most one place: idle in its pool, held by one answer, or being mended.

use crate::{
	book::{Catalogue, Offer},
	lane::{Lane, LaneKey, Mistrust},
	market::{Account, Market},
	metrics::Metrics,
	upstream::Upstream,
};
use parking_lot::Mutex;
use std::{
	collections::{HashMap, HashSet},
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_egress::Endpoint;
use stoa_primitives::{Balance, BlockNumber, ChannelId};
use tokio::{
	sync::{Notify, watch},
	time::timeout_at,
};

/// Seconds that opening a channel is taken to last, when providers are compared.
const OPENING_SECONDS: f64 = 6.0;
/// Seconds that a wait for a lane is taken to last, when providers are compared.
const WAITING_SECONDS: f64 = 1.0;
/// A refused opening is not tried again for so long.
const REFUSED_FOR: Duration = Duration::from_secs(10);
/// Blocks before its expiry at which a channel is not used any more: time for the provider to redeem.
pub const EXPIRY_MARGIN: BlockNumber = 600;

/// What the owner allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
	/// Planck locked in a channel when it is opened, and added when it runs out.
	pub deposit: Balance,
	/// Most planck locked in all channels together.
	pub total: Balance,
	/// Most channels to one provider: so many answers of it at the same time.
	pub per_provider: usize,
	/// Blocks until a new channel expires.
	pub blocks: BlockNumber,
	/// Whether new channels are audited by the chain.
	pub audited: bool,
	/// Most planck that a provider may take for opening a channel.
	pub max_fee: Balance,
	/// How long a request waits for a lane.
	pub patience: Duration,
	/// Most planck that a provider may have earned and not been promised. One that wants more is not asked.
	pub most_unpaid: Balance,
}

/// Why there is no lane.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoLane {
	/// All are taken.
	#[error(
		"all channels to the provider are in use: try again, or raise spending.channels_per_provider"
	)]
	Busy,
	/// The owner's limit.
	#[error(
		"no channel may be opened: spending.total is locked in channels already. Raise it, or close some"
	)]
	Limit,
	/// The chain refused.
	#[error("no channel could be opened: {0}")]
	Refused(String),
}

#[derive(Default)]
pub(crate) struct State {
	pub(crate) idle: Vec<Lane>,
	/// Channels of this provider that are in use in any way.
	pub(crate) all: usize,
	pub(crate) opening: usize,
	/// Channels that will be idle again soon: being paid, filled up or mended.
	pub(crate) returning: usize,
	waiting: usize,
	pub(crate) refused: Option<(Instant, String)>,
}

#[derive(Default)]
pub(crate) struct Pool {
	pub(crate) state: Mutex<State>,
	pub(crate) freed: Notify,
}

impl Pool {
	/// Makes a lane idle.
	pub(crate) fn add(&self, lane: Lane) {
		self.state.lock().idle.push(lane);
		self.freed.notify_one();
	}

	/// Says that a lane will come back: nobody need open a channel in its place.
	pub(crate) fn expect(&self) {
		let mut state = self.state.lock();
		state.returning = state.returning.saturating_add(1);
	}

	/// Takes an expected lane back, or learns that it does not come.
	pub(crate) fn give_back(&self, lane: Option<Lane>) {
		let mut state = self.state.lock();
		state.returning = state.returning.saturating_sub(1);
		match lane {
			Some(lane) => state.idle.push(lane),
			None => state.all = state.all.saturating_sub(1),
		}
		drop(state);
		self.freed.notify_one();
	}
}

/// All lanes. Shared by everything that pays.
pub struct Lanes {
	pub(crate) market: Arc<dyn Market>,
	pub(crate) upstream: Upstream,
	pub(crate) catalogue: Arc<Catalogue>,
	pub(crate) metrics: Arc<Metrics>,
	pub(crate) key: LaneKey,
	pub(crate) rules: Rules,
	pools: Mutex<HashMap<Account, Arc<Pool>>>,
	/// Channels that have a place here, and what each holds.
	pub(crate) known: Mutex<HashMap<ChannelId, Balance>>,
	/// Channels that are not used any more, so that they are not taken up again.
	pub(crate) given_up: Mutex<HashSet<ChannelId>>,
	/// Planck of openings and top-ups that are on their way.
	pub(crate) pending: Mutex<Balance>,
	/// Work that a shutdown waits for: vouchers under way, lanes being mended.
	pub(crate) open_work: watch::Sender<usize>,
}

impl Lanes {
	/// No lanes yet: [`Lanes::reconcile`] takes up those that the chain knows.
	pub fn new(
		market: Arc<dyn Market>,
		upstream: Upstream,
		catalogue: Arc<Catalogue>,
		metrics: Arc<Metrics>,
		key: LaneKey,
		rules: Rules,
	) -> Arc<Self> {
		Arc::new(Self {
			market,
			upstream,
			catalogue,
			metrics,
			key,
			rules,
			pools: Mutex::default(),
			known: Mutex::default(),
			given_up: Mutex::default(),
			pending: Mutex::default(),
			open_work: watch::Sender::new(0),
		})
	}

	pub(crate) fn all_pools(&self) -> Vec<Arc<Pool>> {
		self.pools.lock().values().cloned().collect()
	}

	pub(crate) fn pool(&self, account: &Account) -> Arc<Pool> {
		self.pools.lock().entry(*account).or_default().clone()
	}

	/// Seconds until a lane to a provider is free, roughly; for comparing providers.
	pub fn ready(&self, account: &Account) -> f64 {
		let Some(pool) = self.pools.lock().get(account).cloned() else { return OPENING_SECONDS };
		let state = pool.state.lock();
		match (state.idle.is_empty(), state.all) {
			(false, _) => 0.0,
			(true, 0) => OPENING_SECONDS,
			(true, _) => WAITING_SECONDS * (state.waiting + 1) as f64,
		}
	}

	/// Planck locked or about to be.
	pub fn locked(&self) -> Balance {
		let known: Balance = self.known.lock().values().sum();
		known.saturating_add(*self.pending.lock())
	}

	/// Number of channels in use.
	pub fn count(&self) -> usize {
		self.known.lock().len()
	}

	/// A lane to an offer's provider, for one answer that may cost about `planck`. Opens a channel if all are
	/// taken and the owner allows it; waits at most as long as the rules say.
	pub async fn take(
		self: &Arc<Self>,
		offer: &Arc<Offer>,
		planck: Balance,
	) -> Result<Held, NoLane> {
		// Never more than a channel holds after it was filled up.
		let need = offer.max_unpaid.saturating_add(planck).min(self.rules.deposit / 2);

		let pool = self.pool(&offer.account);
		// Counted down however the wait ends, also when it is dropped.
		let _waiting = Waiting::new(pool.clone());
		let deadline = tokio::time::Instant::now() + self.rules.patience;
		loop {
			let freed = pool.freed.notified();
			tokio::pin!(freed);
			freed.as_mut().enable();
			if let Some(lane) = self.idle(&pool, need) {
				return Ok(Held::new(self.clone(), lane, offer));
			}
			self.open_if_allowed(&pool, offer)?;
			if timeout_at(deadline, freed).await.is_err() {
				return Err(NoLane::Busy);
			}
		}
	}

	/// An idle lane with enough left. Those that are used up are filled up or closed.
	fn idle(self: &Arc<Self>, pool: &Arc<Pool>, need: Balance) -> Option<Lane> {
		let mut state = pool.state.lock();
		let height = self.market.height();
		while let Some(lane) = state.idle.pop() {
			if lane.entry.closing || lane.entry.expires_at < height.saturating_add(EXPIRY_MARGIN) {
				state.all = state.all.saturating_sub(1);
				self.give_up(&lane, "it is about to expire");
				continue;
			}
			if lane.left() >= need {
				return Some(lane);
			}
			state.returning = state.returning.saturating_add(1);
			self.fill_up(pool.clone(), lane);
		}
		None
	}

	fn open_if_allowed(
		self: &Arc<Self>,
		pool: &Arc<Pool>,
		offer: &Arc<Offer>,
	) -> Result<(), NoLane> {
		let mut state = pool.state.lock();
		let wanted = state.opening.saturating_add(state.returning) < state.waiting;
		if !wanted || state.all.saturating_add(state.opening) >= self.rules.per_provider {
			return Ok(());
		}
		// Where others will be free, whoever may not open another one waits for them.
		let others = state.all.saturating_add(state.opening) > 0;
		if let Some((_, reason)) = state.refused.as_ref().filter(|r| r.0.elapsed() < REFUSED_FOR) {
			return if others { Ok(()) } else { Err(NoLane::Refused(reason.clone())) };
		}
		if !self.may_lock(self.rules.deposit) {
			return if others { Ok(()) } else { Err(NoLane::Limit) };
		}
		state.opening = state.opening.saturating_add(1);
		drop(state);
		self.open(pool.clone(), offer.clone());
		Ok(())
	}

	/// Sets an amount aside if the owner's limit allows it.
	pub(crate) fn may_lock(&self, amount: Balance) -> bool {
		let known: Balance = self.known.lock().values().sum();
		let mut pending = self.pending.lock();
		let after = known.saturating_add(*pending).saturating_add(amount);
		if after > self.rules.total {
			return false;
		}
		*pending = pending.saturating_add(amount);
		true
	}
}

struct Waiting(Arc<Pool>);

impl Waiting {
	fn new(pool: Arc<Pool>) -> Self {
		let mut state = pool.state.lock();
		state.waiting = state.waiting.saturating_add(1);
		drop(state);
		Self(pool)
	}
}

impl Drop for Waiting {
	fn drop(&mut self) {
		let mut state = self.0.state.lock();
		state.waiting = state.waiting.saturating_sub(1);
	}
}

/// A lane in use by one answer. Dropped before [`Held::settle`], the answer counts as broken off: the provider
/// is asked what it signed, before the lane is used again.
pub struct Held {
	lane: Option<Lane>,
	lanes: Arc<Lanes>,
	endpoint: Endpoint,
	max_unpaid: Balance,
}

impl Held {
	fn new(lanes: Arc<Lanes>, lane: Lane, offer: &Offer) -> Self {
		let endpoint = offer.endpoint.clone();
		Self { lane: Some(lane), lanes, endpoint, max_unpaid: offer.max_unpaid }
	}

	/// The lane; nothing once it was given up.
	pub fn lane(&mut self) -> Option<&mut Lane> {
		self.lane.as_mut()
	}

	/// Sends a voucher for all that the last receipt asks for, without waiting for it.
	pub fn pay(&mut self) {
		let Some(voucher) = self.lane.as_mut().and_then(Lane::voucher) else { return };
		let (lanes, endpoint) = (self.lanes.clone(), self.endpoint.clone());
		lanes.clone().work(async move {
			lanes.bring(&endpoint, &voucher).await;
		});
	}

	/// Pays what is owed and gives the lane back: the answer came whole.
	pub fn settle(mut self) {
		let Some(mut lane) = self.lane.take() else { return };
		let (lanes, endpoint) = (self.lanes.clone(), self.endpoint.clone());
		let pool = lanes.pool(&lane.provider());
		let Some(voucher) = lane.voucher() else { return pool.add(lane) };
		pool.expect();
		lanes.clone().work(async move {
			lanes.bring(&endpoint, &voucher).await;
			pool.give_back(Some(lane));
		});
	}

	/// Uses the channel no more: the provider signed what is not so.
	pub fn distrust(mut self, why: &Mistrust) {
		if let Some(lane) = self.lane.take() {
			let pool = self.lanes.pool(&lane.provider());
			let mut state = pool.state.lock();
			state.all = state.all.saturating_sub(1);
			drop(state);
			self.lanes.give_up(&lane, &format!("a receipt does not hold: {why}"));
		}
	}
}

impl Drop for Held {
	fn drop(&mut self) {
		if let Some(lane) = self.lane.take() {
			self.lanes.mend(lane, self.endpoint.clone(), self.max_unpaid);
		}
	}
}
