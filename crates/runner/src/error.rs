//! The one error of this crate.

use crate::WorkloadId;

/// Why something could not be done. Texts say what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
	/// No workload of this name was created by this runner, or it was removed.
	#[error("there is no workload {0}: create it first")]
	NotFound(WorkloadId),
	/// There is one of this name already.
	#[error("there is a workload {0} already: remove it first")]
	Exists(WorkloadId),
	/// It needs a running workload, and this one does not run.
	#[error("workload {0} does not run: start it first")]
	NotRunning(WorkloadId),
	/// It has to have ended first.
	#[error("workload {0} still runs: wait for its end, or stop it")]
	Runs(WorkloadId),
	/// What was asked for makes no sense: the tenant has to change it.
	#[error("{0}")]
	BadSpec(String),
	/// The image is not what its hash says, is broken, too large, or of a form that is not taken: the tenant has to
	/// change it.
	#[error("{0}")]
	BadImage(String),
	/// What it left in its output folder is not what was declared, or too large: who wrote the program has to change
	/// it.
	#[error("{0}")]
	BadOutput(String),
	/// This engine cannot do it.
	#[error("{0}")]
	Unsupported(String),
	/// This machine lacks something: its owner has to install or allow it.
	#[error("{0}")]
	Unavailable(String),
	/// The engine said no, in its own words.
	#[error("{0}")]
	Engine(String),
	/// Reading or writing failed.
	#[error("{0}")]
	Io(String),
}

impl From<std::io::Error> for RunnerError {
	fn from(error: std::io::Error) -> Self {
		Self::Io(error.to_string())
	}
}

impl From<rustix::io::Errno> for RunnerError {
	fn from(error: rustix::io::Errno) -> Self {
		Self::Io(error.to_string())
	}
}

impl From<serde_json::Error> for RunnerError {
	fn from(error: serde_json::Error) -> Self {
		Self::Io(format!("a file of the runner is damaged: {error}"))
	}
}

/// Says what was being done when reading or writing failed.
pub(crate) trait During<T> {
	fn during(self, what: impl std::fmt::Display) -> Result<T, RunnerError>;
}

impl<T, E: Into<RunnerError>> During<T> for Result<T, E> {
	fn during(self, what: impl std::fmt::Display) -> Result<T, RunnerError> {
		self.map_err(|error| match error.into() {
			RunnerError::Io(error) => RunnerError::Io(format!("{what}: {error}")),
			other => other,
		})
	}
}
