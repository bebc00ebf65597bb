//! Workloads: made, started, looked at, removed. None of it under the lock of what requests share.

use super::{
	Entry, Leases,
	machine::{note_meters, note_service},
	spec::{Places, choose, spec},
	types::{LeaseView, Record, Stage, Workload},
};
use anyhow::{Context, Result};
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};
use stoa_primitives::{
	LeaseId, Meters,
	tenant::{Manifest, PublishedPort},
};
use stoa_runner::{Exit, Gpu, RunnerError, Spec, Status, WorkloadId};

/// Longest pause before a workload that ended is started again.
const PAUSE: u32 = 60;
/// A workload that ran for so long begins anew with its pauses.
const LONG: Duration = Duration::from_secs(300);

/// The name of a lease's workload.
pub fn name(lease: LeaseId) -> Result<WorkloadId, RunnerError> {
	format!("lease-{lease}").parse()
}

/// Whether what went wrong goes wrong every time.
fn is_final(error: &RunnerError) -> bool {
	matches!(
		error,
		RunnerError::BadSpec(_) | RunnerError::BadImage(_) | RunnerError::Unsupported(_)
	)
}

impl Leases {
	/// Finds the workloads of an earlier run again, and removes what belongs to no lease.
	pub(super) async fn adopt(&self) -> Result<()> {
		self.runner.check().await?;
		let found = self.runner.adopt().await?;
		let (_, open) = self.in_use();
		let keep = open.iter().map(|id| name(*id)).collect::<Result<BTreeSet<_>, _>>()?;
		let removed = self.runner.sweep(&keep).await?;
		tracing::info!(found = found.len(), removed = removed.len(), "workloads from before");
		Ok(())
	}

	/// Asks the runner about a lease's workload, and takes note of what it says as of final block `at`.
	pub(super) async fn look_at(&self, id: LeaseId, at: u32) -> Result<()> {
		let known = self.state().entries.get(&id).map(|entry| entry.workload.clone());
		if !matches!(known, None | Some(Workload::Busy | Workload::Failed(_))) {
			let (workload, ports) = self.ask_runner(id).await;
			let mut state = self.state();
			if let Some(entry) = state.entries.get_mut(&id).filter(|e| e.workload != Workload::Busy)
			{
				entry.workload = workload;
				entry.ports = ports;
			}
		}
		let serving = {
			let state = self.state();
			let Some(entry) = state.entries.get(&id) else { return Ok(()) };
			let running = entry.view.as_ref().and_then(|view| match view.stage {
				Stage::Active(running) if at < running.ends => Some(running),
				_ => None,
			});
			running.map(|running| (running, entry.workload.clone(), self.handed(id, entry)))
		};
		let runs = serving.as_ref().is_some_and(|(_, workload, _)| *workload == Workload::Running);
		let reading = if runs { self.reading(id).await } else { None };
		let mut state = self.state();
		let Some(entry) = state.entries.get_mut(&id) else { return Ok(()) };
		let Some((running, workload, handed)) = serving else { return Ok(()) };
		let ran = entry.record.ran;
		let changed = note_service(&mut entry.record, &running, &workload, handed, at);
		if let Some((reading, memory)) = reading {
			note_reading(entry, &reading, memory);
		}
		// What else changed is on disk with the next proposal.
		if changed || ran != entry.record.ran {
			self.store.put(id, &entry.record)?;
		}
		Ok(())
	}

	async fn ask_runner(&self, id: LeaseId) -> (Workload, Vec<PublishedPort>) {
		let Ok(name) = name(id) else { return (Workload::Unknown, Vec::new()) };
		let workload = match self.runner.status(&name).await {
			Ok(Status::Created) => Workload::Created,
			Ok(Status::Running { .. }) => Workload::Running,
			Ok(Status::Exited(Exit { code, out_of_memory, .. })) => {
				Workload::Exited { code, out_of_memory }
			}
			Err(RunnerError::NotFound(_)) => Workload::Absent,
			Err(error) => {
				tracing::warn!(lease = id, %error, "the runner does not answer");
				Workload::Unknown
			}
		};
		if workload != Workload::Running {
			return (workload, Vec::new());
		}
		let ports = self.runner.ports(&name).await.unwrap_or_default();
		let published = |port: &stoa_runner::Port| PublishedPort {
			inside: port.inside,
			outside: port.outside.port(),
		};
		(workload, ports.iter().map(published).collect())
	}

	/// The runner's counters, and memory in use in MiB.
	async fn reading(&self, id: LeaseId) -> Option<(Meters, u64)> {
		let stats = self.runner.stats(&name(id).ok()?).await.ok()?;
		let meters = Meters {
			cpu_milliseconds: stats.cpu_milliseconds,
			disk_mib: stats.disk_bytes >> 20,
			received_bytes: stats.received_bytes,
			sent_bytes: stats.sent_bytes,
			..Meters::default()
		};
		Some((meters, stats.memory_bytes >> 20))
	}

	/// Says that something is being done about a workload; false if something is, or must wait for a while.
	pub(super) fn occupy(&self, id: LeaseId, starting: bool) -> bool {
		let mut state = self.state();
		let Some(entry) = state.entries.get_mut(&id) else { return false };
		if entry.workload == Workload::Busy {
			return false;
		}
		if starting {
			let (count, last) = entry.starts;
			let since = last.map(|last| last.elapsed());
			let count = if since.is_some_and(|since| since > LONG) { 0 } else { count };
			let pause = 1u32.checked_shl(count).unwrap_or(PAUSE).min(PAUSE);
			let early = since.is_some_and(|since| since < Duration::from_secs(pause.into()));
			if count > 0 && early {
				return false;
			}
			entry.starts = (count.saturating_add(1), Some(Instant::now()));
		}
		entry.workload = Workload::Busy;
		true
	}

	/// Ends what [`Self::occupy`] began.
	fn settle(&self, id: LeaseId, workload: Workload) {
		if let Some(entry) = self.state().entries.get_mut(&id) {
			entry.workload = workload;
		}
	}

	/// Makes and starts a workload.
	pub(super) async fn create(&self, id: LeaseId) {
		let made = match self.prepare(id) {
			Ok(Ok(spec)) => self.make(id, &spec).await,
			Ok(Err(why)) => Err(RunnerError::BadSpec(why)),
			Err(error) => Err(RunnerError::Io(format!("{error:#}"))),
		};
		self.came_to(id, made);
	}

	async fn make(&self, id: LeaseId, spec: &Spec) -> Result<(), RunnerError> {
		let name = name(id)?;
		match self.runner.create(&name, spec).await {
			Ok(()) | Err(RunnerError::Exists(_)) => self.runner.start(&name).await,
			Err(error) => Err(error),
		}
	}

	/// Starts a workload that is there.
	pub(super) async fn start(&self, id: LeaseId) {
		let started = match name(id) {
			Ok(name) => self.runner.start(&name).await,
			Err(error) => Err(error),
		};
		self.came_to(id, started);
	}

	fn came_to(&self, id: LeaseId, outcome: Result<(), RunnerError>) {
		let word = if outcome.is_ok() { "ok" } else { "error" };
		self.core.metrics.lease_actions.with_label_values(&["start_workload", word]).inc();
		let workload = match outcome {
			Ok(()) => Workload::Unknown,
			Err(error) if is_final(&error) => {
				tracing::warn!(lease = id, %error, "the workload cannot be run");
				Workload::Failed(error.to_string())
			}
			Err(error) => {
				tracing::warn!(lease = id, %error, "the workload does not start; trying again");
				Workload::Unknown
			}
		};
		self.settle(id, workload);
	}

	/// Removes a workload and everything of it.
	pub(super) async fn remove(&self, id: LeaseId) {
		let removed = match name(id) {
			Ok(name) => self.runner.remove(&name).await,
			Err(error) => Err(error),
		};
		if let Err(error) = &removed {
			tracing::warn!(lease = id, %error, "the workload is not removed; trying again");
		}
		let word = if removed.is_ok() { "ok" } else { "error" };
		self.core.metrics.lease_actions.with_label_values(&["remove_workload", word]).inc();
		self.settle(id, if removed.is_ok() { Workload::Absent } else { Workload::Unknown });
	}

	/// What the runner is told, with ports and GPUs that are nobody else's; they are on disk when it returns.
	/// The inner error is for the tenant.
	fn prepare(&self, id: LeaseId) -> Result<Result<Spec, String>> {
		let mut state = self.state();
		let others = state
			.entries
			.iter()
			.filter(|(other, entry)| **other != id && entry.record.ended.is_none());
		let taken = |of: fn(&Record) -> &Vec<u16>| {
			others.clone().flat_map(|(_, entry)| of(&entry.record)).copied().collect()
		};
		let (ports, gpus) = (taken(|record| &record.ports), taken(|record| &record.gpus));
		let entry = state.entries.get_mut(&id).context("no such lease")?;
		let manifest = entry.manifest.clone().context("no manifest")?;
		let view = entry.view.clone().context("the lease is over")?;
		if let Err(why) = self.allot(&mut entry.record, &manifest, &view, &ports, &gpus) {
			return Ok(Err(why));
		}
		self.store.put(id, &entry.record)?;
		let gpu = |index: &u16| self.machine.gpus.get(usize::from(*index)).cloned();
		let places = Places {
			archive: &|hash| self.images.path(hash),
			ports: &entry.record.ports,
			gpus: entry.record.gpus.iter().filter_map(gpu).collect::<Vec<Gpu>>(),
		};
		Ok(spec(&manifest, &view, &self.settings, places))
	}

	fn allot(
		&self,
		record: &mut Record,
		manifest: &Manifest,
		view: &LeaseView,
		ports: &BTreeSet<u16>,
		gpus: &BTreeSet<u16>,
	) -> Result<(), String> {
		if let Some((first, last)) = self.settings.ports
			&& record.ports.len() != manifest.ports.len()
		{
			record.ports = choose(first..=last, ports, manifest.ports.len())
				.ok_or("this machine has not so many free ports: name fewer")?;
		}
		let wanted = usize::from(view.total().gpus);
		if record.gpus.len() != wanted {
			let all = 0..u16::try_from(self.machine.gpus.len()).unwrap_or(u16::MAX);
			record.gpus =
				choose(all, gpus, wanted).ok_or("the GPUs of this lease are not there")?;
		}
		Ok(())
	}
}

fn note_reading(entry: &mut Entry, reading: &Meters, memory: u64) {
	let now = Instant::now();
	let since = entry.read_at.map_or(0, |before| now.duration_since(before).as_secs());
	if entry.read_at.is_some() && since == 0 {
		return;
	}
	entry.read_at = Some(now);
	let gpus = entry.view.as_ref().map_or(0, |view| view.total().gpus);
	note_meters(&mut entry.record, reading, memory, gpus, since);
}
