//! Follows the chain, and does what the mind says: about the offer, each lease, requests and measurements.

use super::{
	Entry, Leases,
	bids::bids,
	chain::{LeaseCall, Look},
	machine::{Action, Clock, decide},
	measure::{Done, Measuring, Wants},
	offer::{OfferAction, settle},
	types::{Ended, Record, Stage, Workload},
};
use anyhow::{Context, Result};
use std::{
	collections::{
		BTreeMap,
		btree_map::Entry::{Occupied, Vacant},
	},
	sync::{Arc, Mutex, PoisonError},
	time::Duration,
};
use stoa_primitives::{
	BlockNumber, Digest, LeaseId, MeasurementId, lease::usage_digest, tenant::AHEAD_BLOCKS,
};
use tokio::{task::JoinSet, time::sleep};

/// Blocks before something that did not have its effect is sent again.
const AGAIN: BlockNumber = 10;
/// Pause before the runner is asked again whether it can work.
const PAUSE: Duration = Duration::from_secs(15);

/// A measurement whose work was begun; once it is done, what it came to.
struct Computing {
	seed: Digest,
	done: Arc<Mutex<Option<Arc<Done>>>>,
}

/// What only the keeper knows.
#[derive(Default)]
struct Keeper {
	/// Until which block what was sent is not sent again.
	sent: BTreeMap<(&'static str, u64), BlockNumber>,
	/// The work of measurements.
	computing: BTreeMap<MeasurementId, Computing>,
	tasks: JoinSet<()>,
}

impl Leases {
	/// Leases this machine out until dropped. What runs then goes on running.
	pub async fn run(self: Arc<Self>) -> Result<()> {
		while let Err(error) = self.adopt().await {
			tracing::warn!(error = format!("{error:#}"), "nothing can be leased yet");
			sleep(PAUSE).await;
		}
		let mut blocks = self.core.blocks();
		let mut keeper = Keeper::default();
		loop {
			if blocks.changed().await.is_err() {
				return Ok(());
			}
			while keeper.tasks.try_join_next().is_some() {}
			match self.chain.look(self.settings.bids.is_some()).await {
				Ok(look) => self.step(&mut keeper, look).await?,
				Err(error) => {
					let error = format!("{error:#}");
					tracing::warn!(error, "the market of machines cannot be read; trying again");
				}
			}
		}
	}

	async fn step(self: &Arc<Self>, keeper: &mut Keeper, look: Look) -> Result<()> {
		let clock = look.clock;
		self.take_in(&look)?;
		let ids: Vec<LeaseId> = self.state().entries.keys().copied().collect();
		for id in ids {
			self.look_at(id, clock.finalised).await?;
			for action in self.actions(id, clock) {
				self.act(keeper, id, action, clock)?;
			}
		}
		self.settle_offer(keeper, &look).await;
		self.bid(keeper, &look);
		for measuring in &look.measuring {
			self.measure(keeper, measuring, clock);
		}
		let ongoing = |id: &MeasurementId| look.measuring.iter().any(|one| one.id == *id);
		keeper.computing.retain(|id, _| ongoing(id));
		keeper.sent.retain(|_, until| *until > clock.best);
		self.count(clock);
		Ok(())
	}

	/// What the last final block shows of each lease.
	fn take_in(&self, look: &Look) -> Result<()> {
		let mut state = self.state();
		state.clock = Some(look.clock);
		state.floor.get_or_insert(look.clock.best.saturating_add(AHEAD_BLOCKS));
		for entry in state.entries.values_mut() {
			entry.view = None;
		}
		for view in &look.leases {
			let entry = match state.entries.entry(view.id) {
				Occupied(known) => known.into_mut(),
				Vacant(new) => {
					let record = Record::new(view);
					self.store.put(view.id, &record)?;
					tracing::info!(lease = view.id, "a lease of this provider");
					new.insert(Entry::new(record))
				}
			};
			entry.view = Some(view.clone());
			let record = &mut entry.record;
			let (tenant, key) = (view.tenant, view.usage_key);
			if (record.tenant, record.usage_key) != (tenant, key) {
				// What the tenant before signed counts no more.
				record.signed = record.signed.take().filter(|_| record.usage_key == key);
				record.proposed.clear();
				(record.tenant, record.usage_key) = (tenant, key);
				self.store.put(view.id, record)?;
			}
		}
		Ok(())
	}

	fn actions(&self, id: LeaseId, clock: Clock) -> Vec<Action> {
		let state = self.state();
		let Some(entry) = state.entries.get(&id) else { return Vec::new() };
		let handed = self.handed(id, entry);
		let settings = self.settings.settings();
		decide(&entry.record, entry.view.as_ref(), &entry.workload, handed, clock, &settings)
	}

	fn act(
		self: &Arc<Self>,
		keeper: &mut Keeper,
		id: LeaseId,
		action: Action,
		clock: Clock,
	) -> Result<()> {
		let this = self.clone();
		match action {
			Action::Create => {
				if self.occupy(id, true) {
					keeper.tasks.spawn(async move { this.create(id).await });
				}
			}
			Action::Start => {
				if self.occupy(id, true) {
					keeper.tasks.spawn(async move { this.start(id).await });
				}
			}
			Action::Remove => {
				if self.occupy(id, false) {
					keeper.tasks.spawn(async move { this.remove(id).await });
				}
			}
			Action::StartLease => self.send(keeper, LeaseCall::Start(id), clock),
			Action::Decline(reason) => {
				let new = self.update(id, |record| {
					let new = record.refused.is_none();
					record.refused.get_or_insert(reason.clone());
					Some(new)
				})?;
				if new == Some(true) {
					tracing::warn!(lease = id, reason, "declining");
				}
				self.send(keeper, LeaseCall::Decline(id), clock);
			}
			Action::Post => {
				if let Some(call) = self.statement(id) {
					self.send(keeper, call, clock);
				}
			}
			Action::Claim => self.send(keeper, LeaseCall::Claim(id), clock),
			Action::Close => {
				tracing::warn!(lease = id, "its tenant signs nothing: leaving");
				self.send(keeper, LeaseCall::Close(id), clock);
			}
			Action::Insist => self.send(keeper, LeaseCall::Insist(id), clock),
			Action::End => self.end(id, clock)?,
			Action::Forget => {
				self.store.remove(id)?;
				self.state().entries.remove(&id);
			}
		}
		Ok(())
	}

	/// The newest statement with both signatures.
	fn statement(&self, id: LeaseId) -> Option<LeaseCall> {
		let signed = self.state().entries.get(&id)?.record.signed?;
		let digest = usage_digest(&self.core.genesis, &signed.usage);
		Some(LeaseCall::Post {
			usage: signed.usage,
			tenant: signed.signature,
			provider: self.core.identity.sign_usage(&digest),
		})
	}

	/// A lease that the chain has no more.
	fn end(&self, id: LeaseId, clock: Clock) -> Result<()> {
		tracing::info!(lease = id, "the lease is over");
		self.update(id, |record| {
			let reason = record.refused.clone().unwrap_or_else(|| "the lease is over".to_owned());
			record.ended = Some(Ended { at: clock.finalised, reason });
			// Secrets do not stay longer than what needs them.
			record.manifest = None;
			Some(())
		})?;
		if let Some(entry) = self.state().entries.get_mut(&id) {
			entry.manifest = None;
		}
		let (hashes, open) = self.in_use();
		self.images.sweep(&hashes, &open)
	}

	/// Sends a call unless the same one was sent a short while ago.
	fn send(self: &Arc<Self>, keeper: &mut Keeper, call: LeaseCall, clock: Clock) {
		let key = (call.name(), call.subject());
		if keeper.sent.contains_key(&key) {
			return;
		}
		keeper.sent.insert(key, clock.best.saturating_add(AGAIN));
		let this = self.clone();
		keeper.tasks.spawn(async move {
			let (name, about) = (call.name(), call.subject());
			let word = match this.chain.submit(call).await {
				Ok(()) => {
					tracing::info!(call = name, about, "posted");
					"ok"
				}
				Err(error) => {
					tracing::warn!(call = name, about, error = format!("{error:#}"), "not posted");
					"error"
				}
			};
			this.core.metrics.extrinsics.with_label_values(&[name, word]).inc();
		});
	}

	async fn settle_offer(self: &Arc<Self>, keeper: &mut Keeper, look: &Look) {
		if !look.may_sell {
			return;
		}
		let now = look.clock.best;
		let terms = self.settings.terms(self.unit, now);
		let actions = settle(&look.offers, Some(&terms), now, self.settings.offer_blocks);
		if actions.is_empty() {
			return;
		}
		// What cannot be run now is not offered anew, nor what was declined offered again.
		if let Err(error) = self.runner.check().await {
			return tracing::warn!(%error, "nothing more is offered until workloads can be run");
		}
		for action in actions {
			let call = match action {
				OfferAction::Create(_) if !self.creates => continue,
				OfferAction::Create(terms) => LeaseCall::CreateOffer(terms),
				OfferAction::Update(id, terms) => LeaseCall::UpdateOffer(id, terms),
				OfferAction::Close(id) => LeaseCall::CloseOffer(id),
			};
			self.send(keeper, call, look.clock);
		}
	}

	fn bid(self: &Arc<Self>, keeper: &mut Keeper, look: &Look) {
		let Some(bounds) = self.settings.bounds().filter(|_| look.may_sell) else { return };
		let (me, now) = (self.core.identity.provider(), look.clock.best);
		let wanted = bids(&look.requests, &look.offers, &me, now, &bounds, look.bid_step);
		for bid in wanted {
			self.send(keeper, LeaseCall::Bid(bid), look.clock);
		}
	}

	/// Answers for the machines: begins the work when its seed is known, and says what it came to.
	fn measure(self: &Arc<Self>, keeper: &mut Keeper, measuring: &Measuring, clock: Clock) {
		let id = measuring.id;
		let known = keeper.computing.get(&id).filter(|known| known.seed == measuring.seed);
		let Some(known) = known else {
			let done = Arc::<Mutex<Option<Arc<Done>>>>::default();
			let seed = measuring.seed;
			keeper.computing.insert(id, Computing { seed, done: done.clone() });
			tracing::info!(measurement = id, "this machine is measured");
			let work = measuring.clone();
			// Not among the tasks of this runtime's own threads: it takes a minute of all cores.
			std::thread::spawn(move || {
				let came_to = Arc::new(work.work());
				*done.lock().unwrap_or_else(PoisonError::into_inner) = Some(came_to);
			});
			return;
		};
		let done = known.done.lock().unwrap_or_else(PoisonError::into_inner).clone();
		let Some(done) = done else { return };
		match measuring.wants {
			Wants::Roots { until } if clock.best <= until => {
				self.send(keeper, LeaseCall::Commit(id, done.roots()), clock);
			}
			Wants::Samples { samples, until } if clock.best <= until => {
				if let Some(opened) = done.open(&samples) {
					self.send(keeper, LeaseCall::Prove(id, opened), clock);
				}
			}
			_ => {}
		}
	}

	fn count(&self, clock: Clock) {
		let state = self.state();
		let active = |entry: &&Entry| {
			let view = entry.view.as_ref();
			view.is_some_and(|view| matches!(view.stage, Stage::Active(_)))
		};
		let leases = state.entries.values().filter(active);
		let running = leases.clone().filter(|entry| entry.workload == Workload::Running);
		let unsigned = leases.clone().filter_map(|entry| {
			let Stage::Active(running) = &entry.view.as_ref()?.stage else { return None };
			let heard = running.signed_until.max(entry.record.signed_until());
			Some(clock.finalised.saturating_sub(heard))
		});
		let metrics = &self.core.metrics;
		metrics.leases.set(leases.clone().count() as i64);
		metrics.workloads.set(running.count() as i64);
		metrics.unsigned_blocks.set(unsigned.max().unwrap_or(0).into());
	}
}

/// Withdraws what a daemon without `[leases]` has offered before.
pub async fn withdraw(chain: &dyn super::chain::LeaseChain) -> Result<()> {
	let look = chain.look(false).await.context("the market of machines cannot be read")?;
	if !look.leases.is_empty() {
		let leases = look.leases.len();
		tracing::warn!(
			leases,
			"there is no [leases], and tenants pay for leases: serve them or they contest"
		);
	}
	for action in settle(&look.offers, None, look.clock.best, 0) {
		if let OfferAction::Close(id) = action {
			chain.submit(LeaseCall::CloseOffer(id)).await?;
			tracing::info!(offer = id, "no [leases]: the offer is withdrawn");
		}
	}
	Ok(())
}
