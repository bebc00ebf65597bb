//! What the engine is asked about containers.

use super::{Docker, LABELS, engine, is_missing};
use crate::{Exit, RunnerError, Stats, Status, WorkloadId, process::Process};
use bollard::{
	models::{ContainerState, ContainerStateStatusEnum},
	query_parameters::{ListContainersOptions, StatsOptions},
};
use futures::StreamExt;
use std::{collections::HashMap, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Asks again while podman says `stopped`, which Docker does not have: for the moment in which it tidies up.
async fn settled<T, F: Future<Output = Result<T, bollard::errors::Error>>>(
	ask: impl Fn() -> F,
) -> Result<T, bollard::errors::Error> {
	let mut left = 200;
	loop {
		match ask().await {
			Err(bollard::errors::Error::JsonDataError { .. }) if left > 0 => left -= 1,
			answer => return answer,
		}
		tokio::time::sleep(Duration::from_millis(50)).await;
	}
}

impl Docker {
	async fn state(&self, id: &WorkloadId) -> Result<ContainerState, RunnerError> {
		let name = self.name(id);
		match settled(|| self.api.inspect_container(&name, None)).await {
			Ok(container) => Ok(container.state.unwrap_or_default()),
			Err(error) if is_missing(&error) => Err(RunnerError::NotFound(id.clone())),
			Err(error) => Err(engine(error)),
		}
	}

	/// The first process of a container that runs.
	pub(super) async fn process(&self, id: &WorkloadId) -> Result<Option<Process>, RunnerError> {
		let state = self.state(id).await?;
		let pid = state.pid.filter(|_| state.running == Some(true));
		Ok(pid.and_then(|pid| i32::try_from(pid).ok()).and_then(Process::of))
	}

	/// The workloads that have a container.
	pub(super) async fn containers(&self) -> Result<Vec<WorkloadId>, RunnerError> {
		let label = format!("{}={}", LABELS[0], self.tag);
		let filters = HashMap::from([("label".to_owned(), Vec::from([label]))]);
		let options = ListContainersOptions {
			all: true,
			filters: Some(filters),
			..ListContainersOptions::default()
		};
		let all =
			settled(|| self.api.list_containers(Some(options.clone()))).await.map_err(engine)?;
		let id = |labels: HashMap<String, String>| labels.get(LABELS[1])?.parse().ok();
		Ok(all.into_iter().filter_map(|one| one.labels.and_then(id)).collect())
	}

	/// See [`crate::Runner::status`].
	pub(super) async fn ask_status(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		let state = self.state(id).await?;
		let seconds = |text: &Option<String>| {
			let parsed = OffsetDateTime::parse(text.as_deref().unwrap_or_default(), &Rfc3339);
			parsed.ok().and_then(|time| u64::try_from(time.unix_timestamp()).ok()).unwrap_or(0)
		};
		Ok(match state.status {
			Some(ContainerStateStatusEnum::CREATED) => Status::Created,
			_ if state.running == Some(true) => {
				Status::Running { since: seconds(&state.started_at) }
			}
			_ if seconds(&state.started_at) == 0 => Status::Created,
			_ => Status::Exited(Exit {
				code: state.exit_code.and_then(|code| i32::try_from(code).ok()),
				out_of_memory: state.oom_killed == Some(true),
				at: seconds(&state.finished_at),
			}),
		})
	}

	/// What the engine says of [`crate::Runner::stats`].
	pub(super) async fn ask_stats(&self, id: &WorkloadId) -> Result<Stats, RunnerError> {
		let options = StatsOptions { stream: false, one_shot: true };
		let now = match self.process(id).await? {
			Some(_) => self
				.api
				.stats(&self.name(id), Some(options))
				.next()
				.await
				.transpose()
				.map_err(engine)?,
			None => None,
		};
		let now = now.unwrap_or_default();
		let memory = now.memory_stats.unwrap_or_default();
		let cpu =
			now.cpu_stats.and_then(|stats| stats.cpu_usage).and_then(|usage| usage.total_usage);
		Ok(Stats {
			cpu_milliseconds: cpu.unwrap_or(0) / 1_000_000,
			memory_bytes: memory.usage.unwrap_or(0),
			memory_peak_bytes: memory.max_usage.unwrap_or(0),
			pids: now.pids_stats.and_then(|stats| stats.current).unwrap_or(0),
			..Stats::default()
		})
	}
}
