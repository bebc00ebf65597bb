//! Keeping data keys for owners who are not there: delivering them to those who bought, and running beside the data
//! what its owner allows.
//!
//! | module | subject |
//! | --- | --- |
//! | [`policy`] | the mind: whose turn it is, what is next in a run; no I/O |
//! | [`keeper`] | follows the chain and does what the mind says |
//! | [`secrets`] | keys and shares, opened only where they are used |
//! | [`compute`] | runs |
//! | `failure` | why a run comes to nothing, and whether it would again |
//! | `leftovers` | what runs that are over leave on the disk |
//! | [`http`] | what owners, buyers, requesters and other custodians ask |
//! | [`store`] | what is remembered |
//! | [`chain`] | what is needed of a chain |
//!
//! **Invariant**: a data key is on no disk but sealed to this daemon, and leaves it only for a licence or a run that a
//! final block shows.

pub mod chain;
pub mod compute;
mod failure;
pub mod http;
pub mod keeper;
mod leftovers;
pub mod policy;
pub mod secrets;
pub mod store;

use crate::{
	chain::Chain,
	config::{Config, custody::Custody as Settings},
	leases::start::{CUSTODY_IDS, engine},
	state::Core,
};
use anyhow::{Context, Result};
use chain::CustodyChain;
use std::{
	collections::BTreeMap,
	path::PathBuf,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use stoa_data::store::Store;
use stoa_primitives::{BlockNumber, RunId};
use stoa_runner::Runner;
use store::{CustodyStore, RunRecord};

/// Custody, as one daemon does it.
pub struct Custody {
	pub(super) core: Arc<Core>,
	pub(super) chain: Arc<dyn CustodyChain>,
	pub(super) runner: Option<Arc<dyn Runner>>,
	pub(super) records: CustodyStore,
	/// Ciphertext of releases and of results: public.
	pub(super) data: Store,
	/// Plaintext while something runs beside it, and images.
	pub(super) work: PathBuf,
	pub(super) settings: Settings,
	runs: Mutex<BTreeMap<RunId, RunRecord>>,
	/// What keeps runs from being computed now, since this process began.
	hindered: Mutex<BTreeMap<RunId, String>>,
	/// Held while it is decided whether a log may be shown.
	showing: Mutex<()>,
	/// The last final block that was seen.
	now: Mutex<BlockNumber>,
}

impl Custody {
	/// What the configuration asks for; nothing if it does not, or the chain has no market of data.
	pub async fn start(
		core: &Arc<Core>,
		chain: &dyn Chain,
		config: &Config,
	) -> Result<Option<Arc<Self>>> {
		let Some(settings) = &config.custody else { return Ok(None) };
		let Some(market) = chain.custody() else {
			tracing::warn!("this chain has no market of data: no keys are kept");
			return Ok(None);
		};
		let dir = config.data_dir.join("custody");
		let runner = match &settings.compute {
			Some(compute) => {
				let (dir, ids) = (dir.join("runner"), CUSTODY_IDS);
				let runner = engine(&dir, compute.engine, &compute.socket, ids).await;
				Some(runner.context("[custody.compute]")?)
			}
			None => None,
		};
		Self::open(core.clone(), market, runner, dir, settings.clone()).map(Some)
	}

	/// Reads what was remembered.
	pub fn open(
		core: Arc<Core>,
		chain: Arc<dyn CustodyChain>,
		runner: Option<Arc<dyn Runner>>,
		dir: PathBuf,
		settings: Settings,
	) -> Result<Arc<Self>> {
		let records = core.custody();
		let work = dir.join("work");
		std::fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
		// Not the folder above: what runs is in there, and is nobody to this machine.
		crate::blobs::restrict(&work, 0o700)?;
		Ok(Arc::new(Self {
			data: Store::open(&dir.join("data"))?,
			work: work.canonicalize()?,
			runs: Mutex::new(records.runs()?),
			hindered: Mutex::default(),
			showing: Mutex::default(),
			now: Mutex::default(),
			core,
			chain,
			runner,
			records,
			settings,
		}))
	}

	fn runs(&self) -> MutexGuard<'_, BTreeMap<RunId, RunRecord>> {
		self.runs.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// What is known of a run.
	pub(super) fn record(&self, id: RunId) -> Option<RunRecord> {
		self.runs().get(&id).cloned()
	}

	/// Changes what is known of a run: on disk when this returns, or not at all.
	pub(super) fn note(&self, id: RunId, change: impl FnOnce(&mut RunRecord)) -> Result<RunRecord> {
		let mut runs = self.runs();
		let mut record = runs.get(&id).cloned().unwrap_or_default();
		change(&mut record);
		self.records.put_run(id, &record)?;
		runs.insert(id, record.clone());
		Ok(record)
	}

	/// Forgets the runs that `gone` takes.
	pub(super) fn forget(&self, gone: impl Fn(RunId, &RunRecord) -> bool) -> Result<()> {
		let mut runs = self.runs();
		let over: Vec<RunId> =
			runs.iter().filter(|(id, record)| gone(**id, record)).map(|(id, _)| *id).collect();
		for id in over {
			self.records.remove_run(id)?;
			self.hinder(id, None);
			if let Some(found) = runs.remove(&id).and_then(|record| record.found) {
				self.data.remove(&found.data.root)?;
			}
		}
		Ok(())
	}

	/// What keeps a run from being computed now.
	pub(super) fn hindrance(&self, id: RunId) -> Option<String> {
		self.hindered.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
	}

	/// Notes it, or that nothing does any more.
	pub(super) fn hinder(&self, id: RunId, why: Option<String>) {
		let mut hindered = self.hindered.lock().unwrap_or_else(PoisonError::into_inner);
		match why {
			Some(why) => hindered.insert(id, why),
			None => hindered.remove(&id),
		};
	}

	pub(super) fn now(&self) -> BlockNumber {
		*self.now.lock().unwrap_or_else(PoisonError::into_inner)
	}

	pub(super) fn set_now(&self, now: BlockNumber) {
		*self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
	}
}
