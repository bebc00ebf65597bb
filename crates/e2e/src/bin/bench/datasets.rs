//! Datasets: what publishing and buying a large file take, beside hash and cipher alone.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{path::Path, process::Command};
use stoa_e2e::bench::Figure;
use tempfile::TempDir;

/// Part of the speed of hash and cipher alone that files and their order may leave.
const RATIO: f64 = 0.6;
/// Most memory, however large the file.
const PEAK: f64 = 64.0;

/// Its figures, by the optimised `speed` of the crate `stoa-data`.
pub fn figures(speed: &Path) -> Result<Vec<Figure>> {
	let folder = TempDir::with_prefix("stoa-bench-datasets-")?;
	let output = Command::new(speed).arg(folder.path()).output()?;
	ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	let told: Value = serde_json::from_slice(&output.stdout)?;
	let value = |name: &str| told[name].as_f64().with_context(|| format!("{name} in {told}"));
	Ok(vec![
		Figure::new("hash and cipher alone", value("bare_mib_per_s")?, "MiB/s"),
		Figure::new("publish 1 GiB", value("publish_mib_per_s")?, "MiB/s"),
		Figure::new("publish: part of that", value("publish_ratio")?, "").at_least(RATIO),
		Figure::new("publish: peak of memory", value("publish_peak_mib")?, "MiB").at_most(PEAK),
		Figure::new("fetch and check 1 GiB", value("fetch_mib_per_s")?, "MiB/s"),
		Figure::new("decrypt and compare 1 GiB", value("decrypt_mib_per_s")?, "MiB/s"),
		Figure::new("decrypt: part of that", value("decrypt_ratio")?, "").at_least(RATIO),
		Figure::new("buy: peak of memory", value("buy_peak_mib")?, "MiB").at_most(PEAK),
	])
}
