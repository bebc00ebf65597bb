//! The engine that needs no daemon: bubblewrap in cgroups, with a process beside each workload that outlives this one.

mod cgroup;
pub(crate) mod enter;
pub(crate) mod jail;
mod log;
mod machine;
mod seccomp;
mod session;
pub(crate) mod store;
pub(crate) mod supervise;
pub(crate) mod unpack;
mod user;
pub(crate) mod userns;

use crate::{
	Collected, ExecSpec, Exit, Found, LogOptions, LogStream, Port, Runner, RunnerError, Session,
	Spec, Stats, Status, WorkloadId, helper::Helper, ports::Ports, process::Process,
};
use async_trait::async_trait;
use machine::{Machine, Running};
use rustix::process::Signal;
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use store::write;

/// Where the engine keeps what it knows, and what it may use.
#[derive(Clone, Debug)]
pub struct EmbeddedConfig {
	/// Its folder; all that is there is its own. On a file system that can hold the images and volumes.
	pub dir: PathBuf,
	/// The program that is started as helper; the running one unless it cannot call [`crate::helper`].
	pub helper: PathBuf,
	/// The cgroup of all workloads, below the roots of the cgroup trees.
	pub cgroup: String,
	/// The host's first user and group id that may become workloads': 65,536 for each of them from here on. Runners of
	/// one machine need ranges apart, or workloads of two of them are the same user to the host.
	pub first_id: u32,
}

impl EmbeddedConfig {
	/// The usual one.
	pub fn new(dir: impl Into<PathBuf>) -> Self {
		// Above what `useradd` and systemd give away.
		Self {
			dir: dir.into(),
			helper: Helper::default().0,
			cgroup: "stoa".into(),
			first_id: 0x7000_0000,
		}
	}
}

/// Runs workloads by bubblewrap. Needs root.
pub struct Embedded {
	machine: Arc<Machine>,
	ports: Ports,
}

/// How long the end of a workload that was killed may take.
const KILLED: Duration = Duration::from_secs(20);

impl Embedded {
	/// Opens or makes its folder. Nothing is started, and nothing is found yet: see [`Runner::adopt`].
	///
	/// # Errors
	/// [`RunnerError::Unavailable`] if this machine has no cgroups, [`RunnerError::Io`].
	pub fn open(config: EmbeddedConfig) -> Result<Self, RunnerError> {
		Ok(Self { machine: Arc::new(Machine::open(config)?), ports: Ports::default() })
	}

	/// Does what waits for disks and processes where it holds nobody up.
	async fn blocking<T: Send + 'static>(
		&self,
		work: impl FnOnce(&Machine) -> Result<T, RunnerError> + Send + 'static,
	) -> Result<T, RunnerError> {
		let machine = Arc::clone(&self.machine);
		blocking(move || work(&machine)).await
	}

	async fn publish(&self, id: &WorkloadId, init: &Process) -> Result<Vec<Port>, RunnerError> {
		let wanted = self.machine.ports(id)?;
		let real = self.ports.publish(id, &wanted, init).await?;
		write(&self.machine.home(id).path("ports.json"), &real)?;
		Ok(real)
	}

	/// Ends the workload at once, if it runs, and waits for its supervisor.
	async fn kill(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		let state = self.machine.home(id).state()?;
		let group = self.machine.group(id);
		blocking(move || group.kill()).await?;
		let Some(state) = state else { return Ok(()) };
		if tokio::time::timeout(KILLED, state.supervisor.ended()).await.is_err() {
			state.supervisor.signal(Signal::KILL);
			state.supervisor.ended().await?;
		}
		// A supervisor that was about to start it may have done so in between.
		let group = self.machine.group(id);
		blocking(move || group.kill()).await
	}
}

/// Does what waits where it holds nobody up.
pub(crate) async fn blocking<T: Send + 'static>(
	work: impl FnOnce() -> Result<T, RunnerError> + Send + 'static,
) -> Result<T, RunnerError> {
	let ended = |error: tokio::task::JoinError| RunnerError::Io(error.to_string());
	tokio::task::spawn_blocking(work).await.map_err(ended)?
}

#[async_trait]
impl Runner for Embedded {
	async fn check(&self) -> Result<(), RunnerError> {
		self.blocking(Machine::check).await
	}

	async fn create(&self, id: &WorkloadId, spec: &Spec) -> Result<(), RunnerError> {
		spec.validate()?;
		let (id, spec) = (id.clone(), spec.clone());
		self.blocking(move |machine| machine.create(&id, &spec)).await
	}

	async fn start(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		let name = id.clone();
		let Some(init) = self.blocking(move |machine| machine.start(&name)).await? else {
			return Ok(());
		};
		if let Err(error) = self.publish(id, &init).await {
			self.kill(id).await?;
			return Err(error);
		}
		Ok(())
	}

	async fn status(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		self.machine.status(id)
	}

	async fn wait(&self, id: &WorkloadId) -> Result<Exit, RunnerError> {
		loop {
			if let Some(state) = self.machine.known(id)?.state()? {
				state.supervisor.ended().await?;
			}
			match self.machine.status(id)? {
				Status::Exited(exit) => return Ok(exit),
				Status::Created => return Err(RunnerError::NotRunning(id.clone())),
				Status::Running { .. } => {}
			}
		}
	}

	async fn ports(&self, id: &WorkloadId) -> Result<Vec<Port>, RunnerError> {
		self.machine.known(id)?;
		self.machine.ports(id)
	}

	async fn logs(&self, id: &WorkloadId, options: LogOptions) -> Result<LogStream, RunnerError> {
		let home = self.machine.known(id)?;
		let (machine, id) = (Arc::clone(&self.machine), id.clone());
		let runs = move || matches!(machine.status(&id), Ok(Status::Running { .. }));
		log::stream(&home.0, options, runs)
	}

	async fn exec(&self, id: &WorkloadId, spec: ExecSpec) -> Result<Session, RunnerError> {
		match self.machine.running(id)? {
			Running::Yes(state) => {
				session::open(&self.machine.helper, &self.machine.home(id), &state, &spec)
			}
			_ => Err(RunnerError::NotRunning(id.clone())),
		}
	}

	async fn stats(&self, id: &WorkloadId) -> Result<Stats, RunnerError> {
		let (received_bytes, sent_bytes) = self.ports.bytes(id);
		Ok(Stats { received_bytes, sent_bytes, ..self.machine.stats(id)? })
	}

	async fn collect(&self, id: &WorkloadId, to: &Path) -> Result<Vec<Collected>, RunnerError> {
		if let (Status::Exited(_), Some(state)) =
			(self.machine.status(id)?, self.machine.known(id)?.state()?)
		{
			// It says how the workload ended a moment before it ends itself.
			state.supervisor.ended().await?;
		}
		let (id, to) = (id.clone(), to.to_owned());
		self.blocking(move |machine| machine.collect(&id, &to)).await
	}

	async fn stop(&self, id: &WorkloadId, grace: Duration) -> Result<(), RunnerError> {
		if let Running::Yes(state) = self.machine.running(id)? {
			if let Some(init) = &state.init {
				if let Some(program) = init.first_child() {
					program.signal(Signal::TERM);
				}
				if let Ok(ended) = tokio::time::timeout(grace, init.ended()).await {
					ended?;
				}
			}
			self.kill(id).await?;
		}
		self.ports.close(id);
		Ok(())
	}

	async fn remove(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		self.ports.close(id);
		self.kill(id).await?;
		let id = id.clone();
		self.blocking(move |machine| machine.remove(&id)).await
	}

	async fn adopt(&self) -> Result<Vec<Found>, RunnerError> {
		let mut all = Vec::new();
		for id in self.blocking(Machine::list).await? {
			let mut ports = self.machine.ports(&id)?;
			if let Running::Yes(state) = self.machine.running(&id)?
				&& let Some(init) = &state.init
			{
				match self.publish(&id, init).await {
					Ok(real) => ports = real,
					Err(error) => {
						tracing::error!(%id, %error, "ports of a running workload are not published")
					}
				}
			}
			let status = self.machine.status(&id)?;
			all.push(Found { id, status, ports });
		}
		Ok(all)
	}

	async fn sweep(&self, keep: &BTreeSet<WorkloadId>) -> Result<Vec<WorkloadId>, RunnerError> {
		let mut gone = Vec::new();
		for id in self.blocking(Machine::traces).await? {
			if !keep.contains(&id) {
				self.remove(&id).await?;
				gone.push(id);
			}
		}
		Ok(gone)
	}
}
