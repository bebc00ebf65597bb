//! A fifth validator joins from polkadot.js, is elected, authors, leaves, and gets its stake back.

use anyhow::{Result, ensure};
use serde_json::Value;
use std::process::Command;
use stoa_e2e::js;

/// What it puts at stake, in planck: the script's 20,000 STOA.
const STAKE: &str = "20000000000000000";

/// Joins and leaves with the keys of the node with this address, which has none of the genesis. It takes some eras.
pub async fn joins_and_leaves(url: &str) -> Result<()> {
	let joined = run("join", url).await?;
	ensure!(joined["validates"] == true && joined["validators"] == 5, "not elected: {joined:#}");
	ensure!(joined["points"].as_u64() > Some(0), "it authors nothing: {joined:#}");
	let left = run("leave", url).await?;
	ensure!(left["validates"] == false, "it still validates: {left:#}");
	ensure!(left["returned"] == STAKE && left["stillAtStake"] == false, "its stake: {left:#}");
	ensure!(left["reserved"] == "0", "something stays on hold: {left:#}");
	Ok(())
}

async fn run(what: &str, url: &str) -> Result<Value> {
	let mut command = Command::new("node");
	command.current_dir(js::install()?).args([
		"validator.mjs",
		what,
		"--suri",
		"//Eve",
		"--url",
		url,
	]);
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	ensure!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
	Ok(serde_json::from_slice(&output.stdout)?)
}
