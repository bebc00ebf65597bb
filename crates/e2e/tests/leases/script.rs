//! The example for @polkadot/api, run as a developer would.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Command;
use stoa_client::keys;
use stoa_e2e::{
	js,
	leases::{Landlord, PRICE, Stage},
};

/// It reads offers, opens a lease, closes it, and has everything back but the fees.
pub async fn opens_and_closes(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let folder = js::install()?;
	let mut command = Command::new("node");
	let offer = landlord.offer.to_string();
	command.current_dir(&folder).args(["lease.mjs", "--suri", "//Ferdie", "--offer", &offer]);
	command.args(["--url", &stage.network.nodes[0].url, "--blocks", "20"]);
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.success(), "{said}");
	let result: Value = serde_json::from_slice(&output.stdout)?;
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
