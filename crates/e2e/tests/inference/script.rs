//! The example application for @polkadot/api, run as a developer would.

use crate::stage::{HONEST, Stage};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Command;
use stoa_e2e::js;

/// It publishes a model, orders an answer, follows the events and reads the result.
pub async fn publishes_and_asks(stage: &Stage) -> Result<()> {
	let folder = js::install()?;
	let node = &stage.network.nodes[0];
	let mut command = Command::new("node");
	command
		.current_dir(&folder)
		.args([
			"job.mjs",
			"What is the capital of France?",
			"--suri",
			"//Charlie",
			"--url",
			&node.url,
		])
		.args(["--release", &stage.releases[HONEST].to_string(), "--max-new-tokens", "12"]);
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.success(), "{said}");
	let result: Value = serde_json::from_slice(&output.stdout)?;
	ensure!(result["status"] == "JobSettled", "{result:#}");
	ensure!(result["answer"].as_str().context("an answer")?.contains("Paris"), "{result:#}");
	let amount = |value: &Value| value.as_str().and_then(|text| text.parse::<u128>().ok());
	let parts = ["royalty", "burned", "treasury"].map(|part| amount(&result[part]));
	let backers = result["backers"].as_array().context("backers")?;
	let paid = backers.iter().map(|backer| amount(&backer[1]));
	let sum: Option<u128> = parts.into_iter().chain(paid).sum();
	ensure!(sum.is_some() && sum == amount(&result["charged"]), "the split: {result:#}");
	Ok(())
}
