//! The embedded runner by itself: from the image to the first line that a workload prints, and what it takes beside
//! the workload.

use anyhow::{Context, Result, ensure};
use futures::StreamExt;
use std::{
	fs,
	path::Path,
	process::Command,
	time::{Duration, Instant},
};
use stoa_e2e::{
	bench::{Figure, quantile},
	process::program,
};
use stoa_exact::artefact_digest;
use stoa_runner::{Embedded, EmbeddedConfig, Image, Limits, LogOptions, Runner, Spec, WorkloadId};

/// Workloads that are started for the latency.
const STARTS: usize = 10;
/// MiB that are hashed to compare processors.
const HASHED: u32 = 256;
/// How often each side hashes; the quickest counts.
const ROUNDS: usize = 3;
const ENDS: Duration = Duration::from_secs(120);

/// Its figures.
pub async fn figures(folder: &Path, image: &Path) -> Result<Vec<Figure>> {
	let helper = program("stoa-runner")?.get_program().into();
	let config = EmbeddedConfig { helper, ..EmbeddedConfig::new(folder.join("runner")) };
	let runner = Embedded::open(config)?;
	runner.check().await?;
	let bench = Bench { runner, image, hash: artefact_digest(image)? };
	let mut created = Vec::new();
	let mut started = Vec::new();
	for number in 0..STARTS {
		let (create, start) = bench.start(number).await?;
		created.push(create.as_secs_f64() * 1e3);
		started.push(start.as_secs_f64() * 1e3);
	}
	let memory = bench.memory().await?;
	let (inside, outside) = bench.processor(folder).await?;
	let middle = |values: &[f64]| quantile(values, 0.5).context("values");
	Ok(vec![
		Figure::new("image of 2 MB unpacked, median", middle(&created)?, "ms").at_most(2_000.0),
		Figure::new("start to the first line, median", middle(&started)?, "ms").at_most(500.0),
		Figure::new("memory beside a workload", memory, "MiB").at_most(32.0),
		Figure::new("time inside for the same work, beside outside", inside / outside, "times")
			.at_most(1.1),
	])
}

struct Bench<'a> {
	runner: Embedded,
	image: &'a Path,
	hash: [u8; 32],
}

impl Bench<'_> {
	fn spec(&self, script: &str) -> Spec {
		let limits = Limits {
			cpu_millis: 1_000,
			memory_mib: 128,
			pids: 64,
			tmp_mib: 64,
			image_mib: 64,
			log_mib: 1,
		};
		let image = Image::Archive { path: self.image.to_path_buf(), hash: self.hash };
		let entrypoint = Some(["/bin/sh", "-c", script].map(str::to_owned).to_vec());
		Spec { entrypoint, ..Spec::new(image, limits) }
	}

	/// How long it took to create a workload, and from its start to its first line.
	async fn start(&self, number: usize) -> Result<(Duration, Duration)> {
		let id: WorkloadId = format!("start-{number}").parse()?;
		let began = Instant::now();
		self.runner.create(&id, &self.spec("echo ready; exec sleep 60")).await?;
		let created = began.elapsed();
		let began = Instant::now();
		self.runner.start(&id).await?;
		let mut logs = self.runner.logs(&id, LogOptions { follow: true, tail_lines: None }).await?;
		let line = logs.next().await.context("a line")??;
		ensure!(line.starts_with(b"ready"), "{}", String::from_utf8_lossy(&line));
		let started = began.elapsed();
		drop(logs);
		self.runner.remove(&id).await?;
		Ok((created, started))
	}

	/// What all processes that a workload brings take beside its own, in MiB of proportional memory.
	async fn memory(&self) -> Result<f64> {
		let id: WorkloadId = "memory".parse()?;
		let before = processes()?;
		self.runner.create(&id, &self.spec("exec sleep 60")).await?;
		self.runner.start(&id).await?;
		tokio::time::sleep(Duration::from_secs(2)).await;
		let mut sum = 0;
		for pid in processes()?.into_iter().filter(|pid| !before.contains(pid)) {
			let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
			if !["sleep", "busybox"].contains(&name.trim()) {
				sum += proportional(pid);
			}
		}
		self.runner.remove(&id).await?;
		Ok(sum as f64 / 1_024.0)
	}

	/// Seconds for the same work inside and outside.
	async fn processor(&self, folder: &Path) -> Result<(f64, f64)> {
		let work =
			format!("dd if=/dev/zero bs=1048576 count={HASHED} 2>/dev/null | busybox sha256sum");
		let (mut inside, mut outside) = (f64::MAX, f64::MAX);
		for _ in 0..ROUNDS {
			let began = Instant::now();
			let busybox = folder.join("image-root/bin");
			let done = Command::new(busybox.join("sh"))
				.args(["-c", &work])
				.env("PATH", &busybox)
				.output()?;
			ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
			outside = outside.min(began.elapsed().as_secs_f64());
			inside = inside.min(self.work(&work).await?);
		}
		Ok((inside, outside))
	}

	/// How long a script runs, by its own clock: what starting takes is measured elsewhere.
	async fn work(&self, script: &str) -> Result<f64> {
		let id: WorkloadId = "work".parse()?;
		let mut spec = self.spec(&format!("{script}; echo done"));
		// Its two processes run side by side outside as well.
		spec.limits.cpu_millis = 2_000;
		self.runner.create(&id, &spec).await?;
		let began = Instant::now();
		self.runner.start(&id).await?;
		let exit = tokio::time::timeout(ENDS, self.runner.wait(&id)).await??;
		let took = began.elapsed().as_secs_f64();
		ensure!(exit.code == Some(0), "{exit:?}");
		self.runner.remove(&id).await?;
		Ok(took)
	}
}

fn processes() -> Result<Vec<u32>> {
	let names = fs::read_dir("/proc")?.flatten().map(|entry| entry.file_name());
	Ok(names.filter_map(|name| name.to_string_lossy().parse().ok()).collect())
}

/// KiB; nothing of a process that is gone.
fn proportional(pid: u32) -> u64 {
	let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
	let line = text.lines().find(|line| line.starts_with("Pss:"));
	line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}
