//! What every engine can do.

use crate::{Collected, Port, RunnerError, Spec, WorkloadId};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
	pin::Pin,
	sync::Arc,
	time::Duration,
};
use tokio::io::AsyncWrite;

/// Runs workloads. Every call may be repeated, and calls for different workloads may overlap; for one workload it is
/// one call at a time that changes it.
#[async_trait]
pub trait Runner: Send + Sync {
	/// Whether this engine can work on this machine.
	///
	/// # Errors
	/// [`RunnerError::Unavailable`] says what is missing.
	async fn check(&self) -> Result<(), RunnerError>;

	/// Checks the inputs, unpacks the image and makes the disks. All or nothing.
	///
	/// # Errors
	/// [`RunnerError::Exists`], [`RunnerError::BadSpec`], [`RunnerError::BadImage`], [`RunnerError::Unsupported`].
	async fn create(&self, id: &WorkloadId, spec: &Spec) -> Result<(), RunnerError>;

	/// Starts it and publishes its ports; also after it ended. Nothing happens if it runs.
	///
	/// # Errors
	/// [`RunnerError::NotFound`]; [`RunnerError::BadSpec`] if its program cannot be started or a port is taken.
	async fn start(&self, id: &WorkloadId) -> Result<(), RunnerError>;

	/// What it does now.
	///
	/// # Errors
	/// [`RunnerError::NotFound`].
	async fn status(&self, id: &WorkloadId) -> Result<Status, RunnerError>;

	/// Waits until it has ended. May be dropped at any time.
	///
	/// # Errors
	/// [`RunnerError::NotFound`]; [`RunnerError::NotRunning`] if it was never started.
	async fn wait(&self, id: &WorkloadId) -> Result<Exit, RunnerError>;

	/// Its ports, with the addresses at which they are, or were last, published.
	///
	/// # Errors
	/// [`RunnerError::NotFound`].
	async fn ports(&self, id: &WorkloadId) -> Result<Vec<Port>, RunnerError>;

	/// What it wrote, both streams in one.
	///
	/// # Errors
	/// [`RunnerError::NotFound`].
	async fn logs(&self, id: &WorkloadId, options: LogOptions) -> Result<LogStream, RunnerError>;

	/// Runs one more program in it, with its limits and no more rights. The caller knows who asks.
	///
	/// # Errors
	/// [`RunnerError::NotFound`], [`RunnerError::NotRunning`].
	async fn exec(&self, id: &WorkloadId, spec: ExecSpec) -> Result<Session, RunnerError>;

	/// What it has used.
	///
	/// # Errors
	/// [`RunnerError::NotFound`].
	async fn stats(&self, id: &WorkloadId) -> Result<Stats, RunnerError>;

	/// Reads back what it was to leave: copies the declared files of its output folder to the new folder `to`, which
	/// only root reads. Declared files that it did not write are not there, and not in the list. All or nothing. It has
	/// to have ended, however it did: see [`Runner::wait`] for that.
	///
	/// # Errors
	/// [`RunnerError::NotFound`]; [`RunnerError::Runs`]; [`RunnerError::BadSpec`] if it has no output folder;
	/// [`RunnerError::BadOutput`] if a declared file is a link or another thing that is no plain file, or if they are
	/// longer than agreed; [`RunnerError::Io`] if `to` is there already or the disk is full.
	async fn collect(&self, id: &WorkloadId, to: &Path) -> Result<Vec<Collected>, RunnerError>;

	/// Asks it to end (SIGTERM), and ends it after `grace`. Its ports are closed, its disks stay.
	///
	/// # Errors
	/// [`RunnerError::NotFound`].
	async fn stop(&self, id: &WorkloadId, grace: Duration) -> Result<(), RunnerError>;

	/// Ends it at once and removes all that there is of it, its disks too. Nothing happens if there is none.
	///
	/// # Errors
	/// [`RunnerError::Io`], [`RunnerError::Engine`]: something is left, and another call goes on.
	async fn remove(&self, id: &WorkloadId) -> Result<(), RunnerError>;

	/// Finds the workloads of an earlier process in the same folder, and publishes the ports of those that run. To be
	/// called once, before anything else.
	///
	/// # Errors
	/// [`RunnerError::Io`], [`RunnerError::Engine`].
	async fn adopt(&self) -> Result<Vec<Found>, RunnerError>;

	/// Removes all workloads of this runner that are not in `keep`, and what crashes left. Returns which.
	///
	/// # Errors
	/// [`RunnerError::Io`], [`RunnerError::Engine`]: something is left, and another call goes on.
	async fn sweep(&self, keep: &BTreeSet<WorkloadId>) -> Result<Vec<WorkloadId>, RunnerError>;
}

/// What a workload does now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
	/// It was never started.
	Created,
	/// It runs.
	Running {
		/// Since when, in seconds since 1970.
		since: u64,
	},
	/// It has ended.
	Exited(Exit),
}

/// How a workload ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Exit {
	/// The exit code, 128 + n for signal n. `None` if nobody saw it, as when the machine went down.
	pub code: Option<i32>,
	/// Whether something in it was killed because it used all its memory. Docker may know of its first process only.
	pub out_of_memory: bool,
	/// When, in seconds since 1970; 0 if nobody saw it.
	pub at: u64,
}

/// A workload that was there before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
	/// Its name.
	pub id: WorkloadId,
	/// What it does.
	pub status: Status,
	/// Its ports, as [`Runner::ports`] has them.
	pub ports: Vec<Port>,
}

/// What of a log to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LogOptions {
	/// Whether to go on until the workload ends.
	pub follow: bool,
	/// How many of the last lines to begin with; all that is kept if `None`.
	pub tail_lines: Option<usize>,
}

/// Pieces of a log or of a session's output, as they come. Pieces end anywhere, and need not be UTF-8.
pub type LogStream = BoxStream<'static, Result<Bytes, RunnerError>>;

/// A program to run in a workload.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExecSpec {
	/// Program and arguments.
	pub command: Vec<String>,
	/// Environment, over the workload's.
	pub env: BTreeMap<String, String>,
	/// The size of its terminal. Without one it reads a pipe.
	pub terminal: Option<Size>,
}

/// Size of a terminal, in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Size {
	/// Width.
	pub columns: u16,
	/// Height.
	pub rows: u16,
}

/// A program that runs in a workload. When all parts of this are dropped, the embedded engine ends it; the Docker API
/// cannot, and only hangs up.
pub struct Session {
	/// What it reads. Shutting it down is the end of its input, but with a terminal.
	pub input: Pin<Box<dyn AsyncWrite + Send>>,
	/// What it writes, both streams in one.
	pub output: LogStream,
	/// The rest.
	pub control: Arc<dyn SessionControl>,
}

/// Handle of a session.
#[async_trait]
pub trait SessionControl: Send + Sync {
	/// Tells the program that its terminal has another size.
	///
	/// # Errors
	/// [`RunnerError::Unsupported`] without a terminal.
	async fn resize(&self, size: Size) -> Result<(), RunnerError>;

	/// Waits for its end and returns its exit code, 128 + n for signal n. Read the output meanwhile: a program whose
	/// output nobody reads does not end.
	///
	/// # Errors
	/// [`RunnerError::Engine`] if the engine does not know it.
	async fn wait(&self) -> Result<i32, RunnerError>;
}

/// What a workload has used since it was created. All but the disk fall back to 0 when the machine restarts, and
/// Docker counts from its last start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stats {
	/// Time of processors, in milliseconds of one.
	pub cpu_milliseconds: u64,
	/// Memory in use now, in bytes.
	pub memory_bytes: u64,
	/// Most memory in use at a time, in bytes.
	pub memory_peak_bytes: u64,
	/// Processes and threads now.
	pub pids: u64,
	/// Disk that its volume and output folder take on the host, in bytes.
	pub disk_bytes: u64,
	/// What it received through its ports since this process published them, in bytes.
	pub received_bytes: u64,
	/// What it sent through its ports since this process published them, in bytes.
	pub sent_bytes: u64,
}
