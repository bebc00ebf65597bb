//! Leasing out this machine: the offer on chain, the workloads of leases, what both sides sign about them, and
//! what tenants ask of the daemon.
//!
//! | module | subject |
//! | --- | --- |
//! | [`machine`] | the mind: what is to be done about a lease, no I/O |
//! | [`offer`], [`bids`] | what is offered, and what is bid on requests; no I/O either |
//! | [`measure`] | answering for claimed hardware |
//! | [`keeper`] | follows the chain and does what the mind says |
//! | [`work`] | making, starting and removing workloads |
//! | [`tenant`] | what tenants ask over HTTP |
//! | [`hardware`], [`spec`] | what the machine has, and what a workload gets of it |
//! | [`start`] | from the configuration to all that |
//! | [`store`], [`images`] | what is remembered, and archives by hash |
//! | [`chain`], [`types`] | what is needed of a chain |
//!
//! **Invariant**: what a tenant signed is on disk before it is told so, and money follows final blocks only.

pub mod bids;
pub mod chain;
pub mod hardware;
pub mod images;
pub mod keeper;
pub mod machine;
pub mod measure;
pub mod offer;
pub mod spec;
pub mod start;
pub mod store;
pub mod tenant;
pub mod types;
pub mod work;

use crate::{
	config::{Config, leases::Leases as Settings},
	state::Core,
};
use anyhow::{Context, Result};
use chain::LeaseChain;
use hardware::Machine;
use images::Images;
use machine::{Clock, HandedOver};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Instant,
};
use stoa_primitives::{
	BlockNumber, Digest, LeaseId, Resources,
	tenant::{ImageSource, Manifest, PublishedPort, Restart},
};
use stoa_runner::Runner;
use store::LeaseStore;
use types::{LeaseView, Record, Workload};

/// A lease as this process knows it.
struct Entry {
	record: Record,
	/// The manifest of the record, read.
	manifest: Option<Manifest>,
	/// As the last final block shows it; none if that has it not.
	view: Option<LeaseView>,
	workload: Workload,
	ports: Vec<PublishedPort>,
	/// When the runner's counters were read.
	read_at: Option<Instant>,
	/// Starts since it last ran for long, and when the last one was.
	starts: (u32, Option<Instant>),
	/// Pieces of its image come one after the other.
	uploading: Arc<Mutex<()>>,
}

impl Entry {
	fn new(record: Record) -> Self {
		let manifest = record.manifest.as_ref().and_then(|bytes| Manifest::read(bytes).ok());
		Self {
			record,
			manifest,
			view: None,
			workload: Workload::Unknown,
			ports: Vec::new(),
			read_at: None,
			starts: (0, None),
			uploading: Arc::default(),
		}
	}
}

/// What requests and the keeper share.
#[derive(Default)]
struct State {
	clock: Option<Clock>,
	/// Up to this block a request may have been signed for an earlier process.
	floor: Option<BlockNumber>,
	entries: BTreeMap<LeaseId, Entry>,
}

/// Leasing, as one daemon does it.
pub struct Leases {
	core: Arc<Core>,
	chain: Arc<dyn LeaseChain>,
	runner: Arc<dyn Runner>,
	store: LeaseStore,
	images: Images,
	settings: Settings,
	machine: Machine,
	unit: Resources,
	/// Host under which tenants reach published ports.
	address: String,
	/// Whether an offer is written where there is none.
	creates: bool,
	state: Mutex<State>,
}

impl Leases {
	/// Reads what was remembered. An error says what of the configuration cannot be.
	pub fn open(
		core: Arc<Core>,
		chain: Arc<dyn LeaseChain>,
		runner: Arc<dyn Runner>,
		config: &Config,
		settings: Settings,
	) -> Result<Arc<Self>> {
		let dir = &config.data_dir;
		let machine = Machine::detect(dir)?;
		let unit = machine.unit(&settings)?;
		if let Some(doubt) = machine.doubt(&unit, settings.units) {
			tracing::warn!("{doubt}");
		}
		let host = url::Url::parse(&config.public_endpoint)
			.ok()
			.and_then(|url| url.host_str().map(str::to_owned));
		let address = settings.public_address.clone().or(host).context("public_endpoint")?;
		let store = core.leases();
		let entries = store.load()?.into_iter().map(|(id, record)| (id, Entry::new(record)));
		let state = State { entries: entries.collect(), ..State::default() };
		Ok(Arc::new(Self {
			images: Images::open(dir)?,
			state: Mutex::new(state),
			core,
			chain,
			runner,
			store,
			settings,
			machine,
			unit,
			address,
			creates: config.auto_register,
		}))
	}

	fn state(&self) -> MutexGuard<'_, State> {
		self.state.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Changes what is remembered of a lease: on disk when this returns, or not at all. What `change` returns,
	/// or nothing if there is no such lease or `change` gives nothing.
	fn update<T>(
		&self,
		id: LeaseId,
		change: impl FnOnce(&mut Record) -> Option<T>,
	) -> Result<Option<T>> {
		let mut state = self.state();
		let Some(entry) = state.entries.get_mut(&id) else { return Ok(None) };
		let mut record = entry.record.clone();
		let Some(value) = change(&mut record) else { return Ok(None) };
		if record != entry.record {
			self.store.put(id, &record)?;
			entry.record = record;
		}
		Ok(Some(value))
	}

	/// What is here of what its tenant hands over.
	fn handed(&self, id: LeaseId, entry: &Entry) -> HandedOver {
		let Some(manifest) = &entry.manifest else {
			return HandedOver { complete: false, restart: Restart::default() };
		};
		let complete = match &manifest.image {
			ImageSource::Registry(_) => true,
			ImageSource::Archive(archive) => archive
				.digest()
				.is_some_and(|hash| self.images.have(id, &hash, archive.bytes) == archive.bytes),
		};
		HandedOver { complete, restart: manifest.restart }
	}

	/// Archives that a lease names that is not over, and the leases that are not.
	fn in_use(&self) -> (BTreeSet<Digest>, BTreeSet<LeaseId>) {
		let state = self.state();
		let open = state.entries.iter().filter(|(_, entry)| entry.record.ended.is_none());
		let hash = |entry: &Entry| match &entry.manifest.as_ref()?.image {
			ImageSource::Archive(archive) => archive.digest(),
			ImageSource::Registry(_) => None,
		};
		let hashes = open.clone().filter_map(|(_, entry)| hash(entry)).collect();
		(hashes, open.map(|(id, _)| *id).collect())
	}
}
