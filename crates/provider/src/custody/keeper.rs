//! Follows final blocks, delivers what is awaited, and takes each run a step further.

use super::{
	Custody,
	chain::{CustodyCall, Look, Purchase, RunView},
	policy::{Step, serves, step, turn},
};
use anyhow::{Context, Result};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};
use stoa_data::custody::Held;
use stoa_primitives::{
	BlockNumber, LicenseId, RunId,
	dataset::{result_key, run_commitment, seal_envelope},
};
use tokio::task::JoinSet;

/// Blocks before something that did not have its effect is tried again.
const AGAIN: BlockNumber = 10;
/// Blocks before a run is computed again that could not be.
const AGAIN_COMPUTED: BlockNumber = 3;
/// Blocks for which a run that is over is remembered: its requester may still fetch.
const KEPT: BlockNumber = 28_800;

/// What only the keeper knows.
#[derive(Default)]
struct Keeper {
	/// Until which block what was tried is not tried again.
	tried: BTreeMap<(&'static str, u64), BlockNumber>,
	/// When purchases were first seen.
	seen: BTreeMap<LicenseId, BlockNumber>,
	/// Runs that are being computed.
	computing: BTreeSet<RunId>,
	tasks: JoinSet<Option<RunId>>,
}

impl Keeper {
	/// Whether something may be tried now; it is not again for a while.
	fn may(&mut self, what: &'static str, about: u64, now: BlockNumber) -> bool {
		self.may_each(AGAIN, what, about, now)
	}

	/// The same, for so many blocks.
	fn may_each(
		&mut self,
		wait: BlockNumber,
		what: &'static str,
		about: u64,
		now: BlockNumber,
	) -> bool {
		let waits = self.tried.get(&(what, about)).is_some_and(|until| now < *until);
		if !waits {
			self.tried.insert((what, about), now.saturating_add(wait));
		}
		!waits
	}

	/// Whether a run is to be computed now: it is not already, and was not a moment ago, and fewer than `at_once` are.
	fn may_compute(&mut self, run: RunId, now: BlockNumber, at_once: u32) -> bool {
		!self.computing.contains(&run)
			&& self.computing.len() < at_once as usize
			&& self.may_each(AGAIN_COMPUTED, "compute", run, now)
			&& self.computing.insert(run)
	}
}

impl Custody {
	/// Keeps keys until dropped.
	pub async fn run(self: Arc<Self>) -> Result<()> {
		self.sweep().await;
		let mut blocks = self.core.blocks();
		let mut keeper = Keeper::default();
		loop {
			if blocks.changed().await.is_err() {
				return Ok(());
			}
			while let Some(ended) = keeper.tasks.try_join_next() {
				if let Some(run) = ended.ok().flatten() {
					keeper.computing.remove(&run);
				}
			}
			let held = self.records.held()?;
			match self.chain.look(&held).await {
				Ok(look) => self.step(&mut keeper, &look).await?,
				Err(error) => {
					let error = format!("{error:#}");
					tracing::warn!(error, "the market of data cannot be read; trying again");
				}
			}
		}
	}

	async fn step(self: &Arc<Self>, keeper: &mut Keeper, look: &Look) -> Result<()> {
		let now = look.finalised;
		self.set_now(now);
		keeper.seen.retain(|id, _| look.purchases.iter().any(|purchase| purchase.license == *id));
		keeper.tried.retain(|_, until| *until > now);
		for purchase in &look.purchases {
			self.purchase(keeper, *purchase, now).await;
		}
		for run in &look.runs {
			self.take_further(keeper, run, now)?;
		}
		self.forget(|id, record| {
			let over = look.runs.iter().all(|run| run.id != id);
			over && now > record.logged_at.saturating_add(KEPT)
		})?;
		// A requester may see a run, and send its image, some blocks before it is seen here.
		self.sweep_images(|id, record| {
			let young = now <= record.logged_at.saturating_add(AGAIN);
			young || look.runs.iter().any(|run| run.id == id)
		});
		let metrics = &self.core.metrics;
		metrics.held_keys.set(self.records.held()?.len() as i64);
		metrics.awaited_keys.set(look.purchases.len() as i64);
		metrics.data_runs.set(look.runs.len() as i64);
		Ok(())
	}

	async fn purchase(self: &Arc<Self>, keeper: &mut Keeper, purchase: Purchase, now: BlockNumber) {
		let id = purchase.license;
		let seen = *keeper.seen.entry(id).or_insert(now);
		if !serves(&purchase, self.settings.buyers().as_ref(), now) {
			return;
		}
		let release = match self.chain.release(purchase.release).await {
			Ok(Some(release)) => release,
			Ok(None) => return,
			Err(error) => {
				return tracing::warn!(license = id, error = format!("{error:#}"), "no release");
			}
		};
		let due = turn(&release, &self.core.identity.provider(), id, seen);
		if now < due || !keeper.may("deliver", id, now) {
			return;
		}
		let this = self.clone();
		keeper.tasks.spawn(async move {
			let delivered = async {
				this.leaves()?;
				let random = stoa_data::owner::random()?;
				let sealed = |secret: [u8; 32]| {
					let secret = zeroize::Zeroizing::new(secret);
					let envelope = seal_envelope(&purchase.one_time_key, &secret, random);
					envelope.context("the key cannot be sealed")
				};
				let call = match this.deliverable(&release)? {
					Held::Key(key) => CustodyCall::Deliver(id, sealed(key)?),
					Held::Share { share, .. } => CustodyCall::DeliverShare(id, sealed(share)?),
				};
				this.chain.submit(call).await
			};
			this.told("deliver", id, delivered.await);
			None
		});
	}

	/// Notes what came of an extrinsic.
	fn told(&self, call: &'static str, about: u64, went: Result<()>) {
		let word = match went {
			Ok(()) => {
				tracing::info!(call, about, "posted");
				"ok"
			}
			Err(error) => {
				tracing::warn!(
					call,
					about,
					error = format!("{error:#}"),
					"not posted; trying again"
				);
				"error"
			}
		};
		self.core.metrics.extrinsics.with_label_values(&[call, word]).inc();
	}

	fn take_further(
		self: &Arc<Self>,
		keeper: &mut Keeper,
		run: &RunView,
		now: BlockNumber,
	) -> Result<()> {
		let record = match self.record(run.id) {
			Some(record) => record,
			None => {
				let salt = stoa_data::owner::random()?;
				self.note(run.id, |record| {
					record.release = run.release;
					record.salt = salt;
					record.logged_at = now;
				})?
			}
		};
		let id = run.id;
		let call = match (step(run, &record, self.is_ready(run, &record)), &record.found) {
			(Step::Wait, _) => return Ok(()),
			(Step::Start, _) => {
				if keeper.may_compute(id, now, self.settings.at_once()) {
					let (this, run) = (self.clone(), run.clone());
					keeper.tasks.spawn(async move {
						this.compute(&run).await;
						Some(run.id)
					});
				}
				return Ok(());
			}
			(Step::Fail, _) => CustodyCall::FailRun(id),
			(_, None) => return Ok(()),
			(Step::Commit, Some(found)) => {
				let (genesis, me) = (&self.core.genesis, self.core.identity.provider());
				let hidden = run_commitment(genesis, id, &me, &found.data, &record.salt);
				CustodyCall::CommitRun(id, hidden)
			}
			(Step::Reveal, Some(found)) => CustodyCall::RevealRun(id, found.data, record.salt),
			(Step::Deliver, Some(found)) => {
				if keeper.may("deliver_run", id, now) {
					let (this, run, output) = (self.clone(), run.clone(), found.output);
					keeper.tasks.spawn(async move {
						let went = this.deliver_result(&run, &output).await;
						this.told("deliver_run", run.id, went);
						None
					});
				}
				return Ok(());
			}
		};
		if keeper.may(call.name(), id, now) {
			let this = self.clone();
			keeper.tasks.spawn(async move {
				let name = call.name();
				let went = this.chain.submit(call).await;
				this.told(name, id, went);
				None
			});
		}
		Ok(())
	}

	async fn deliver_result(&self, run: &RunView, output: &[u8; 32]) -> Result<()> {
		let release = self.chain.release(run.release).await?.context("the release is gone")?;
		let key = self.key(&release, run.id).await?;
		let key = zeroize::Zeroizing::new(result_key(&self.core.genesis, &key, run.id, output));
		let random = stoa_data::owner::random()?;
		let envelope = seal_envelope(&run.one_time_key, &key, random);
		let envelope = envelope.context("the key cannot be sealed")?;
		self.chain.submit(CustodyCall::DeliverRun(run.id, envelope)).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn so_many_runs_are_computed_at_once_and_each_in_its_turn() {
		let mut keeper = Keeper::default();
		assert!(keeper.may_compute(1, 100, 2) && keeper.may_compute(2, 100, 2));
		assert!(!keeper.may_compute(3, 100, 2), "two are running");
		assert!(!keeper.may_compute(1, 110, 3), "it is running");
		keeper.computing.remove(&1);
		assert!(!keeper.may_compute(1, 100 + AGAIN_COMPUTED - 1, 2), "it was a moment ago");
		assert!(keeper.may_compute(3, 101, 2));
		keeper.computing.remove(&3);
		assert!(keeper.may_compute(1, 100 + AGAIN_COMPUTED, 2));
	}
}
