//! A market and a machine that say what the test wants.

use async_trait::async_trait;
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
	sync::Mutex,
	time::Duration,
};
use stoa_provider::leases::chain::{LeaseCall, LeaseChain, Look};
use stoa_runner::{
	Collected, ExecSpec, Exit, Found, LogOptions, LogStream, Port, Runner, RunnerError, Session,
	Spec, Stats, Status, WorkloadId,
};

/// The chain of a test.
pub struct Market {
	pub look: Mutex<Look>,
	pub calls: Mutex<Vec<LeaseCall>>,
}

#[async_trait]
impl LeaseChain for Market {
	async fn look(&self, _: bool) -> anyhow::Result<Look> {
		Ok(self.look.lock().unwrap().clone())
	}

	async fn submit(&self, call: LeaseCall) -> anyhow::Result<()> {
		self.calls.lock().unwrap().push(call);
		Ok(())
	}
}

/// A machine that runs nothing, and says what it would run.
#[derive(Default)]
pub struct Machine {
	pub workloads: Mutex<BTreeMap<WorkloadId, Status>>,
	pub refuses: Mutex<bool>,
}

impl Machine {
	fn status_of(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		let found = self.workloads.lock().unwrap().get(id).copied();
		found.ok_or_else(|| RunnerError::NotFound(id.clone()))
	}

	fn set(&self, id: &WorkloadId, status: Status) {
		self.workloads.lock().unwrap().insert(id.clone(), status);
	}
}

#[async_trait]
impl Runner for Machine {
	async fn check(&self) -> Result<(), RunnerError> {
		Ok(())
	}

	async fn create(&self, id: &WorkloadId, _: &Spec) -> Result<(), RunnerError> {
		if *self.refuses.lock().unwrap() {
			return Err(RunnerError::BadImage("no image".into()));
		}
		self.set(id, Status::Created);
		Ok(())
	}

	async fn start(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		self.set(id, Status::Running { since: 0 });
		Ok(())
	}

	async fn status(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		self.status_of(id)
	}

	async fn wait(&self, id: &WorkloadId) -> Result<Exit, RunnerError> {
		Err(RunnerError::NotRunning(id.clone()))
	}

	async fn ports(&self, _: &WorkloadId) -> Result<Vec<Port>, RunnerError> {
		Ok(vec![Port { inside: 80, outside: ([127, 0, 0, 1], 41_000).into() }])
	}

	async fn logs(&self, id: &WorkloadId, _: LogOptions) -> Result<LogStream, RunnerError> {
		self.status_of(id)?;
		Ok(Box::pin(futures::stream::iter([Ok("a line\n".into())])))
	}

	async fn exec(&self, id: &WorkloadId, _: ExecSpec) -> Result<Session, RunnerError> {
		Err(RunnerError::NotRunning(id.clone()))
	}

	async fn stats(&self, _: &WorkloadId) -> Result<Stats, RunnerError> {
		Ok(Stats { cpu_milliseconds: 5, ..Stats::default() })
	}

	async fn collect(&self, id: &WorkloadId, _: &Path) -> Result<Vec<Collected>, RunnerError> {
		Err(RunnerError::Runs(id.clone()))
	}

	async fn stop(&self, _: &WorkloadId, _: Duration) -> Result<(), RunnerError> {
		Ok(())
	}

	async fn remove(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		self.workloads.lock().unwrap().remove(id);
		Ok(())
	}

	async fn adopt(&self) -> Result<Vec<Found>, RunnerError> {
		Ok(Vec::new())
	}

	async fn sweep(&self, keep: &BTreeSet<WorkloadId>) -> Result<Vec<WorkloadId>, RunnerError> {
		let mut workloads = self.workloads.lock().unwrap();
		let gone = workloads.keys().filter(|id| !keep.contains(*id)).cloned().collect();
		workloads.retain(|id, _| keep.contains(id));
		Ok(gone)
	}
}
