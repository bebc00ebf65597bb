//! The machine with its disk: the one place where events go in, so that nothing is said before it is
//! written.

use crate::{
	blobs::Blobs,
	chain::Snapshot,
	custody::store::CustodyStore,
	engine::{Engine, Engines},
	faults::{Due, Duty, Faults},
	games::{Move, board::Look, records::Records},
	keys::Identity,
	leases::store::LeaseStore,
	machine::{Asked, Command, Event, Machine, Standing, Wants},
	metrics::Metrics,
	store::Store,
	v1::ledger::Ledger,
};
use anyhow::{Context, Result};
use codec::Encode;
use std::{
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};
use stoa_exact::artefact::Artefact;
use stoa_primitives::{
	BlockNumber, Digest, JobId, Prompt, ReleaseId, STOA, SeatIndex, Statement, SubjectKey, payload,
	wire::{PromptEnvelope, SeatReply},
};
use tokio::sync::{mpsc, watch};

/// Blocks by which a validator's view may differ from ours.
pub const FRESH_BLOCKS: BlockNumber = 20;
/// Without a block for this long the daemon says that it is not well.
const STALE: Duration = Duration::from_secs(60);

/// Something that leaves the daemon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving<'a> {
	/// A signed statement, by HTTP or extrinsic.
	Statement(&'a Statement),
	/// An output, by HTTP.
	Output,
	/// A chunk of an output, by extrinsic.
	Data,
	/// A move in a game, by extrinsic.
	Move(&'a Move),
}

/// Decides what may leave. The daemon lets everything out; tests of the whole play faulty providers.
pub type Gate = Arc<dyn Fn(Leaving<'_>) -> bool + Send + Sync>;

/// What the last snapshot said, for requests that cannot wait.
#[derive(Clone, Debug)]
struct ChainView {
	best: BlockNumber,
	dispatch_keys: Vec<[u8; 32]>,
	at: Instant,
}

/// Everything that requests and tasks share.
pub struct Core {
	/// Genesis hash.
	pub genesis: Digest,
	/// The daemon's keys.
	pub identity: Identity,
	/// Prompts and outputs.
	pub blobs: Blobs,
	/// Metrics.
	pub metrics: Metrics,
	/// What may leave.
	pub gate: Gate,
	/// Faults on purpose; the daemon has none.
	pub faults: Option<Arc<dyn Faults>>,
	/// What is remembered of games.
	pub records: Records,
	ledger: Ledger,
	/// `None` once a write failed: from then on the daemon is silent and ends.
	machine: Mutex<Option<Machine>>,
	store: Store,
	engines: Mutex<Engines>,
	view: Mutex<Option<ChainView>>,
	commands: mpsc::UnboundedSender<Command>,
	seen: watch::Sender<BlockNumber>,
	looks: watch::Sender<Arc<Look>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why a prompt was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PromptRefused {
	/// It cannot be opened.
	#[error("cannot be opened with this provider's transport key; seal it to the key on chain")]
	Sealed,
	/// It is not what the requester committed to.
	#[error("does not match the job's prompt commitment and length")]
	Mismatch,
	/// It could not be stored.
	#[error("cannot be stored now; try again")]
	Storage,
}

impl Core {
	/// Puts the parts together; what the commands receiver gets is to be done in order.
	pub fn new(
		genesis: Digest,
		identity: Identity,
		store: Store,
		blobs: Blobs,
		machine: Machine,
		gate: Gate,
		faults: Option<Arc<dyn Faults>>,
	) -> Result<(Arc<Self>, mpsc::UnboundedReceiver<Command>)> {
		let (commands, receiver) = mpsc::unbounded_channel();
		let core = Self {
			genesis,
			identity,
			blobs,
			metrics: Metrics::new()?,
			gate,
			faults,
			records: store.records(),
			ledger: store.ledger()?,
			machine: Mutex::new(Some(machine)),
			store,
			engines: Mutex::default(),
			view: Mutex::new(None),
			commands,
			seen: watch::channel(0).0,
			looks: watch::Sender::default(),
		};
		Ok((Arc::new(core), receiver))
	}

	/// With which other weights answers are sold: none, but in tests of the whole.
	pub fn selling(&self, release: ReleaseId) -> Option<Arc<Artefact>> {
		self.faults.as_ref()?.selling(release)
	}

	/// Takes in an event: what it changes is on disk before anyone can see it.
	pub fn handle(&self, event: Event) -> Result<()> {
		self.take_in(&mut lock(&self.machine), event)
	}

	/// Stores `content` and takes in the event that speaks of it. Both under the machine's lock, under which
	/// blobs are removed too: else another seat with the same content could be forgotten in between, and
	/// its blob with it.
	pub fn handle_with(&self, content: &[u8], event: impl FnOnce(Digest) -> Event) -> Result<()> {
		let mut machine = lock(&self.machine);
		let root = self.blobs.put(content)?;
		self.take_in(&mut machine, event(root))?;
		// Nobody waited for it.
		if machine.as_ref().is_some_and(|machine| !machine.uses(&root)) {
			self.drop_blob(&root);
		}
		Ok(())
	}

	fn drop_blob(&self, root: &Digest) {
		if let Err(error) = self.blobs.remove(root) {
			tracing::warn!(%error, "a blob cannot be removed");
		}
	}

	fn take_in(&self, guard: &mut MutexGuard<'_, Option<Machine>>, event: Event) -> Result<()> {
		let machine = guard.as_mut().context("the state could not be written")?;
		let commands = machine.on(event);
		if let Err(error) = self.store.apply(&commands) {
			**guard = None;
			return Err(error).context("the state could not be written; the daemon ends");
		}
		self.metrics.pending_seats.set(machine.pending() as i64);
		self.metrics.running_seats.set(machine.running() as i64);
		for command in commands {
			match command {
				Command::Persist(..) | Command::Forget(_) => {}
				Command::DropBlob(root) => self.drop_blob(&root),
				// The receiver is gone only when the daemon ends.
				command => drop(self.commands.send(command)),
			}
		}
		Ok(())
	}

	/// Takes in what a best block shows.
	pub fn snapshot(&self, snapshot: Snapshot) -> Result<()> {
		let Snapshot { best, finalised, assignments, dispatch_keys, bond, standing, board } =
			snapshot;
		self.metrics.best_block.set(best.into());
		self.metrics.finalised_block.set(finalised.into());
		self.metrics.bond.set(i64::try_from(bond / STOA).unwrap_or(i64::MAX));
		self.metrics.in_draw.set((standing == Standing::Active).into());
		*lock(&self.view) = Some(ChainView { best, dispatch_keys, at: Instant::now() });
		let contradicts = assignments.iter().filter(|seat| seat.wants == Wants::Challenge);
		let account = self.identity.provider();
		let contradicted = contradicts
			.map(|seat| SubjectKey::Job(seat.job))
			.chain(board.audits.iter().filter_map(|audit| audit.contradicted_by(&account)))
			.collect();
		self.handle(Event::BlockSeen { number: best, standing, assignments })?;
		self.handle(Event::Finalised { number: finalised })?;
		self.looks.send_replace(Arc::new(Look { best, finalised, contradicted, board }));
		self.seen.send_replace(best);
		Ok(())
	}

	/// What is remembered of channels.
	pub fn ledger(&self) -> Ledger {
		self.ledger.clone()
	}

	/// What is remembered of custody.
	pub fn custody(&self) -> CustodyStore {
		self.store.custody()
	}

	/// What is remembered of leases.
	pub fn leases(&self) -> LeaseStore {
		self.store.leases()
	}

	/// Reads from the machine; `None` when the daemon is ending.
	pub fn read<T>(&self, f: impl FnOnce(&Machine) -> T) -> Option<T> {
		lock(&self.machine).as_ref().map(f)
	}

	/// The engine of `release`, once it is ready.
	pub fn engine(&self, release: ReleaseId) -> Option<Arc<dyn Engine>> {
		lock(&self.engines).get(&release).cloned()
	}

	/// Gives `release` its engine.
	pub fn add_engine(&self, release: ReleaseId, engine: Arc<dyn Engine>) {
		lock(&self.engines).insert(release, engine);
	}

	/// A receiver that changes with every best block.
	pub fn blocks(&self) -> watch::Receiver<BlockNumber> {
		self.seen.subscribe()
	}

	/// A receiver of what each best block shows of the referee.
	pub fn looks(&self) -> watch::Receiver<Arc<Look>> {
		self.looks.subscribe()
	}

	/// The last best block, if it is recent.
	pub fn healthy(&self) -> Option<BlockNumber> {
		lock(&self.view).as_ref().filter(|view| view.at.elapsed() < STALE).map(|view| view.best)
	}

	/// Whether `block` is near our own best block.
	pub fn is_fresh(&self, block: BlockNumber) -> bool {
		lock(&self.view).as_ref().is_some_and(|view| view.best.abs_diff(block) <= FRESH_BLOCKS)
	}

	/// Whether `key` is a validator's dispatch key now.
	pub fn is_dispatch_key(&self, key: &[u8; 32]) -> bool {
		lock(&self.view).as_ref().is_some_and(|view| view.dispatch_keys.contains(key))
	}

	/// Whether a statement leaves the daemon: always, but in tests of the whole.
	pub fn says(&self, duty: &Duty, statement: &Statement) -> bool {
		let silent = |faults: &Arc<dyn Faults>| faults.is_silent(duty, Due::Statement(statement));
		(self.gate)(Leaving::Statement(statement)) && !self.faults.as_ref().is_some_and(silent)
	}

	/// The signed answer to a validator.
	pub fn seat_reply(&self, job: JobId, round: u8, seat: SeatIndex) -> SeatReply {
		let asked = self.read(|machine| {
			let mut seats = machine.seats().iter();
			let ours =
				seats.find(|(key, s)| key.job == job && key.round == round && s.seat == seat);
			ours.map(|(_, seat)| (Duty::of(job, seat), machine.asked(job, round)))
		});
		let Some(Some((duty, asked))) = asked else { return SeatReply::Unknown };
		match asked {
			Asked::Unknown => SeatReply::Unknown,
			Asked::Working => SeatReply::Working,
			Asked::Says { statement, .. } if !self.says(&duty, &statement) => SeatReply::Working,
			Asked::Says { statement, inline_output } => {
				let output = inline_output.and_then(|root| self.blobs.get(&root).ok().flatten());
				if matches!(statement, Statement::Answer { .. }) && output.is_none() {
					return SeatReply::Working;
				}
				let signature = self.identity.sign(&self.genesis, job, round, &statement);
				SeatReply::Statement {
					statement: hex::encode(statement.encode()),
					signature: hex::encode(signature),
					output: output.map(hex::encode),
				}
			}
		}
	}

	/// Opens, checks and stores a sealed prompt for `job`.
	pub fn take_prompt(
		&self,
		job: JobId,
		prompt: &Prompt,
		sealed: &[u8],
	) -> Result<(), PromptRefused> {
		let PromptEnvelope { salt, content } =
			self.identity.open(sealed).ok_or(PromptRefused::Sealed)?;
		let commitment = payload::prompt_commitment(&salt, &content);
		if commitment != prompt.commitment || content.len() as u64 != u64::from(prompt.bytes) {
			return Err(PromptRefused::Mismatch);
		}
		let arrived = |root| Event::PromptArrived { job, salt, root, bytes: prompt.bytes };
		self.handle_with(&content, arrived).map_err(|error| {
			tracing::error!(%error, job, "prompt cannot be stored");
			PromptRefused::Storage
		})
	}
}
