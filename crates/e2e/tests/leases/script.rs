//! The examples for @polkadot/api, run as a developer would.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Command;
use stoa_client::keys;
use stoa_e2e::{
	js,
	leases::{Flat, Landlord, PRICE, Stage},
};

/// Has the provider of a lease paid what is signed, by somebody who has nothing to do with it.
pub async fn claims(stage: &Stage, flat: &Flat) -> Result<()> {
	let lease = flat.lease.to_string();
	let before = flat.running(&stage.client).await?;
	let result = run(stage, &["claim.mjs", "--suri", "//Eve", "--lease", &lease]).await?;
	let amount: u128 = result["amount"].as_str().context("an amount")?.parse()?;
	ensure!(amount >= before.signed_due - before.paid, "{before:?}: {result:#}");
	let after = flat.running(&stage.client).await?;
	ensure!(after.paid == before.paid + amount, "{before:?} {after:?}: {result:#}");
	Ok(())
}

/// What a script prints, which must succeed.
async fn run(stage: &Stage, arguments: &[&str]) -> Result<Value> {
	let mut command = Command::new("node");
	command.current_dir(js::install()?).args(arguments);
	command.args(["--url", &stage.network.nodes[0].url]);
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.success(), "{arguments:?}: {said}");
	Ok(serde_json::from_slice(&output.stdout)?)
}

/// It reads offers, opens a lease, closes it, and has everything back but the fees.
pub async fn opens_and_closes(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let offer = landlord.offer.to_string();
	let arguments = ["lease.mjs", "--suri", "//Ferdie", "--offer", &offer, "--blocks", "20"];
	let result = run(stage, &arguments).await?;
	let amount = |name: &str| {
		let text = result[name].as_str().with_context(|| format!("{name}: {result:#}"));
		anyhow::Ok(text?.parse::<u128>()?)
	};
	ensure!(amount("total")? == 20 * PRICE, "{result:#}");
	ensure!(result["provider"] == keys::account(landlord.uri)?.to_string(), "{result:#}");
	ensure!(result["ended"] == "Cancelled", "{result:#}");
	ensure!(amount("paid")? == 0 && amount("refunded")? == 20 * PRICE, "{result:#}");
	ensure!(amount("heldBefore")? == amount("heldAfter")?, "{result:#}");
	Ok(())
}
