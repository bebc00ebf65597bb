//! The DAO decides from polkadot.js: from a preimage to a parameter that has moved.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Command;
use stoa_e2e::js;

/// Accounts of a test chain whose tokens are more than the track asks for. Not Eve, who stakes meanwhile.
const VOTERS: [&str; 7] =
	["//Alice", "//Bob", "//Charlie", "//Dave", "//Ferdie", "//Provider1", "//Provider2"];

/// What the track of parameters is called by on the chain.
const TRACK: u64 = 10;

/// Least blocks on a test chain between approval and enactment: fifteen days of a live chain, 9,600 times faster.
const ENACTMENT: u64 = 45;

/// Proposes, votes and waits at the node with this address. It takes some four minutes.
pub async fn parameter_moves_by_referendum(url: &str) -> Result<()> {
	let mut command = Command::new("node");
	command
		.current_dir(js::install()?)
		.args(["referendum.mjs", "--url", url, "--limit", "500"])
		.args(VOTERS.iter().flat_map(|suri| ["--suri", suri]));
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	let result: Value = serde_json::from_slice(&output.stdout)?;
	let block =
		|name: &str| result[name].as_u64().with_context(|| format!("no {name}: {result:#}"));
	ensure!(result["track"] == TRACK, "another track: {result:#}");
	ensure!(result["before"] == result["whenApproved"], "it moved at once: {result:#}");
	ensure!(result["after"].to_string().contains("500"), "it did not move: {result:#}");
	let waited = block("enactedAt")?.saturating_sub(block("approvedAt")?);
	// Both are seen in final blocks, which may come several at once.
	ensure!(waited + 3 >= ENACTMENT, "enacted after {waited} blocks: {result:#}");
	Ok(())
}
