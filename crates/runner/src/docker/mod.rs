//! The engine that speaks the Docker API, to Docker or podman on this machine.

mod ask;
mod images;
mod make;
mod seccomp;
mod session;
mod spec;

use crate::{
	Collected, ExecSpec, Exit, Found, LogOptions, LogStream, Network, Port, Runner, RunnerError,
	Session, Spec, Stats, Status, WorkloadId,
	embedded::{blocking, store},
	helper::Helper,
	network, output,
	ports::Ports,
	process::Process,
	spec::OUTPUT,
	volume,
};
use async_trait::async_trait;
use bollard::query_parameters::{
	LogsOptions, RemoveContainerOptions, StopContainerOptions, WaitContainerOptions,
};
use futures::{StreamExt, TryStreamExt};
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
	time::Duration,
};

/// Where the engine listens, and where the runner keeps what it knows.
#[derive(Clone, Debug)]
pub struct DockerConfig {
	/// The runner's folder; all that is there is its own. On a file system that can hold the volumes.
	pub dir: PathBuf,
	/// The engine's socket, such as `/var/run/docker.sock` or `/run/podman/podman.sock`.
	pub socket: PathBuf,
	/// The program that is started as helper; the running one unless it cannot call [`crate::helper`].
	pub helper: PathBuf,
}

impl DockerConfig {
	/// Docker's usual socket.
	pub fn new(dir: impl Into<PathBuf>) -> Self {
		Self { dir: dir.into(), socket: "/var/run/docker.sock".into(), helper: Helper::default().0 }
	}
}

/// Seconds that an answer of the engine may take.
const TIMEOUT_SECONDS: u64 = 600;
/// Names a container's runner, and its workload.
const LABELS: [&str; 2] = ["stoa.runner", "stoa.workload"];

/// Runs workloads through the Docker API. Needs root, for volumes and to publish ports.
pub struct Docker {
	api: bollard::Docker,
	workloads: PathBuf,
	tag: String,
	helper: Helper,
	ports: Ports,
	/// Whether the engine is podman.
	podman: bool,
}

fn engine(error: bollard::errors::Error) -> RunnerError {
	RunnerError::Engine(format!("the container engine: {error}"))
}

/// Whether the engine said that there is no such thing.
fn is_missing(error: &bollard::errors::Error) -> bool {
	matches!(error, bollard::errors::Error::DockerResponseServerError { status_code: 404, .. })
}

/// Whether it is done already: the engine changed nothing.
fn is_done(error: &bollard::errors::Error) -> bool {
	matches!(error, bollard::errors::Error::DockerResponseServerError { status_code: 304, .. })
}

impl Docker {
	/// Connects, and opens or makes the folder.
	///
	/// # Errors
	/// [`RunnerError::Unavailable`] if nobody listens at the socket, [`RunnerError::Io`].
	pub async fn open(config: DockerConfig) -> Result<Self, RunnerError> {
		let workloads = config.dir.join("workloads");
		store::make_dir(&workloads)?;
		let workloads = workloads.canonicalize()?;
		let socket = config.socket.to_string_lossy().into_owned();
		let missing = |error| {
			RunnerError::Unavailable(format!(
				"no container engine answers at {socket} ({error}): start docker or podman.socket, or use the embedded engine"
			))
		};
		let api = bollard::Docker::connect_with_unix(
			&socket,
			TIMEOUT_SECONDS,
			bollard::API_DEFAULT_VERSION,
		);
		let api = api.map_err(missing)?.negotiate_version().await.map_err(missing)?;
		let version = api.version().await.map_err(missing)?;
		let podman =
			version.components.iter().flatten().any(|part| part.name.starts_with("Podman"));
		let (tag, helper) = (store::tag(&workloads), Helper(config.helper));
		Ok(Self { api, workloads, tag, helper, ports: Ports::default(), podman })
	}

	fn home(&self, id: &WorkloadId) -> PathBuf {
		self.workloads.join(id.as_str())
	}

	fn name(&self, id: &WorkloadId) -> String {
		format!("stoa-{}-{id}", self.tag)
	}

	fn spec(&self, id: &WorkloadId) -> Result<Spec, RunnerError> {
		store::read(&self.home(id).join("spec.json"))?
			.ok_or_else(|| RunnerError::NotFound(id.clone()))
	}

	fn known_ports(&self, id: &WorkloadId) -> Result<Vec<Port>, RunnerError> {
		match store::read(&self.home(id).join("ports.json"))? {
			Some(ports) => Ok(ports),
			None => Ok(self.spec(id)?.ports),
		}
	}

	async fn publish(&self, id: &WorkloadId, inside: &Process) -> Result<Vec<Port>, RunnerError> {
		let real = self.ports.publish(id, &self.known_ports(id)?, inside).await?;
		store::write(&self.home(id).join("ports.json"), &real)?;
		Ok(real)
	}

	async fn end(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		let options =
			RemoveContainerOptions { force: true, v: true, ..RemoveContainerOptions::default() };
		match self.api.remove_container(&self.name(id), Some(options)).await {
			Err(error) if !is_missing(&error) => Err(engine(error)),
			_ => Ok(()),
		}
	}
}

#[async_trait]
impl Runner for Docker {
	async fn check(&self) -> Result<(), RunnerError> {
		let root = rustix::process::geteuid().is_root();
		if !root {
			return Err(RunnerError::Unavailable(
				"volumes and ports need root: run the daemon as root".into(),
			));
		}
		self.api.ping().await.map(|_| ()).map_err(engine)
	}

	async fn create(&self, id: &WorkloadId, spec: &Spec) -> Result<(), RunnerError> {
		spec.validate()?;
		if self.home(id).exists() {
			return Err(RunnerError::Exists(id.clone()));
		}
		let inputs = spec.clone();
		blocking(move || inputs.check_inputs()).await?;
		let made = self.fill(id, spec).await;
		if made.is_err() {
			self.remove(id).await?;
		}
		made
	}

	async fn start(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		let spec = self.spec(id)?;
		if self.process(id).await?.is_some() {
			return Ok(());
		}
		self.mount(id).await?;
		match self.api.start_container(&self.name(id), None).await {
			Err(error) if !is_done(&error) => return Err(engine(error)),
			_ => {}
		}
		// A program may have ended already, and needs neither ports nor network.
		let Some(inside) = self.process(id).await? else { return Ok(()) };
		let connected = async {
			if spec.network == Network::Internet {
				let (helper, inside) = (self.helper.clone(), inside.clone());
				blocking(move || network::attach(&helper, &inside)).await?;
			}
			self.publish(id, &inside).await
		};
		if let Err(error) = connected.await
			&& inside.is_alive()
		{
			self.stop(id, Duration::ZERO).await?;
			return Err(error);
		}
		Ok(())
	}

	async fn status(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		self.ask_status(id).await
	}

	async fn wait(&self, id: &WorkloadId) -> Result<Exit, RunnerError> {
		loop {
			match self.status(id).await? {
				Status::Exited(exit) => return Ok(exit),
				Status::Created => return Err(RunnerError::NotRunning(id.clone())),
				Status::Running { .. } => {}
			}
			let options = WaitContainerOptions { condition: "not-running".into() };
			// A code that is not 0 comes as an error; the status has it.
			let _ = self.api.wait_container(&self.name(id), Some(options)).next().await;
			tokio::time::sleep(Duration::from_millis(50)).await;
		}
	}

	async fn ports(&self, id: &WorkloadId) -> Result<Vec<Port>, RunnerError> {
		self.known_ports(id)
	}

	async fn logs(&self, id: &WorkloadId, options: LogOptions) -> Result<LogStream, RunnerError> {
		if self.status(id).await? == Status::Created {
			return Ok(Box::pin(futures::stream::empty()));
		}
		let options = LogsOptions {
			follow: options.follow,
			stdout: true,
			stderr: true,
			tail: options.tail_lines.map_or("all".into(), |lines| lines.to_string()),
			..LogsOptions::default()
		};
		let pieces = self.api.logs(&self.name(id), Some(options));
		Ok(Box::pin(pieces.map_ok(bollard::container::LogOutput::into_bytes).map_err(engine)))
	}

	async fn exec(&self, id: &WorkloadId, spec: ExecSpec) -> Result<Session, RunnerError> {
		if self.process(id).await?.is_none() {
			return Err(RunnerError::NotRunning(id.clone()));
		}
		session::open(&self.api, &self.name(id), spec).await
	}

	async fn stats(&self, id: &WorkloadId) -> Result<Stats, RunnerError> {
		self.spec(id)?;
		let (received_bytes, sent_bytes) = self.ports.bytes(id);
		let disk_bytes = volume::disk_bytes(&self.home(id));
		Ok(Stats { disk_bytes, received_bytes, sent_bytes, ..self.ask_stats(id).await? })
	}

	async fn collect(&self, id: &WorkloadId, to: &Path) -> Result<Vec<Collected>, RunnerError> {
		match self.ask_status(id).await? {
			Status::Running { .. } => return Err(RunnerError::Runs(id.clone())),
			Status::Created => return Err(RunnerError::NotRunning(id.clone())),
			Status::Exited(_) => {}
		}
		let output = self.spec(id)?.output.ok_or_else(output::none)?;
		self.mount(id).await?;
		let (folder, to) = (self.home(id).join(OUTPUT), to.to_owned());
		blocking(move || output.collect(&folder, &to)).await
	}

	async fn stop(&self, id: &WorkloadId, grace: Duration) -> Result<(), RunnerError> {
		let seconds = i32::try_from(grace.as_secs()).unwrap_or(i32::MAX);
		let options = StopContainerOptions { t: Some(seconds), ..StopContainerOptions::default() };
		let stopped = self.api.stop_container(&self.name(id), Some(options)).await;
		self.ports.close(id);
		match stopped {
			Err(error) if is_missing(&error) => Err(RunnerError::NotFound(id.clone())),
			Err(error) if !is_done(&error) => Err(engine(error)),
			_ => Ok(()),
		}
	}

	async fn remove(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		self.ports.close(id);
		self.end(id).await?;
		self.drop_image(id).await?;
		let home = self.home(id);
		blocking(move || {
			for name in ["volume", OUTPUT] {
				volume::unmount(&home.join(name))?;
			}
			store::remove(&home)
		})
		.await
	}

	async fn adopt(&self) -> Result<Vec<Found>, RunnerError> {
		let mut all = Vec::new();
		for id in self.containers().await? {
			let Ok(mut ports) = self.known_ports(&id) else { continue };
			if let Some(inside) = self.process(&id).await? {
				match self.publish(&id, &inside).await {
					Ok(real) => ports = real,
					Err(error) => {
						tracing::error!(%id, %error, "ports of a running workload are not published")
					}
				}
			}
			let status = self.status(&id).await?;
			all.push(Found { id, status, ports });
		}
		Ok(all)
	}

	async fn sweep(&self, keep: &BTreeSet<WorkloadId>) -> Result<Vec<WorkloadId>, RunnerError> {
		let mut traces: BTreeSet<WorkloadId> = self.containers().await?.into_iter().collect();
		for entry in std::fs::read_dir(&self.workloads)? {
			traces.extend(entry?.file_name().to_string_lossy().parse());
		}
		let mut gone = Vec::new();
		for id in traces.difference(keep) {
			self.remove(id).await?;
			gone.push(id.clone());
		}
		Ok(gone)
	}
}
