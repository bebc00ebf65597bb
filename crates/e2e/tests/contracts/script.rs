//! The example for @polkadot/api-contract, run as a developer would.

use crate::stage::{JOB, PROVIDERS, Stage, courier, root};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Command;
use stoa_client::keys;
use stoa_e2e::{js, market::Terms};

pub const PRICE: u128 = 5_000_000_000_000;
pub const QUESTION: &str = "What is the capital of ";
pub const WORK: &str = "France?";

/// What the executors agree on when they are asked the escrow's question.
async fn expected(stage: &Stage) -> Result<String> {
	let terms = Terms { max_new_tokens: 8, ..Terms::default() };
	let job = stage.market.order(stage.release, &format!("{QUESTION}{WORK}"), terms).await?;
	stage.market.settlement(job, JOB).await?;
	let output = stage.market.client.output(job).await?.context("an answer")?;
	Ok(String::from_utf8(output)?)
}

/// Who brings the answer into the contract.
#[derive(Clone, Copy, PartialEq)]
enum Bringing {
	/// An account of the script's.
	ByHand,
	/// Whichever provider finds that it pays.
	ByProviders,
}

/// Plays an escrow whose question is to be answered with `accepts`, in accounts of its own.
async fn play(stage: &Stage, name: &str, accepts: &str, bringing: Bringing) -> Result<Value> {
	let folder = js::install()?;
	let uris = ["Buyer", "Seller", "Deliverer"].map(|who| format!("//{name}//{who}"));
	for uri in &uris {
		stage.funded(uri).await?;
	}
	let mut command = Command::new("node");
	command
		.current_dir(&folder)
		.args(["contract.mjs", "--url", &stage.network.nodes[0].url])
		.args(["--release", &stage.release.to_string(), "--accepts", accepts])
		.args(["--buyer", &uris[0], "--seller", &uris[1]])
		.args(["--question", QUESTION, "--work", WORK])
		.arg("--wasm")
		.arg(stage.file("escrow"))
		.arg("--metadata")
		.arg(root().join("contracts/escrow/metadata.json"));
	if bringing == Bringing::ByHand {
		command.args(["--deliverer", &uris[2]]);
	}
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.success(), "{said}");
	let result: Value = serde_json::from_slice(&output.stdout).context(said.into_owned())?;
	ensure!(result["accepted"] == true, "{result:#}");
	let by = keys::account(result["by"].as_str().context("an account")?)?;
	let meant = match bringing {
		Bringing::ByHand => vec![keys::account(&uris[2])?],
		Bringing::ByProviders => {
			let couriers = PROVIDERS.into_iter().map(courier);
			couriers.map(|uri| keys::account(&uri)).collect::<Result<_, _>>()?
		}
	};
	let as_meant = meant.contains(&by);
	ensure!(as_meant, "somebody else brought it: {result:#}");
	Ok(result)
}

fn paid(result: &Value) -> Result<u128> {
	Ok(result["paid"].as_str().context("an amount")?.parse()?)
}

/// The seller has the price when the model answers as was agreed.
pub async fn escrow_pays(stage: &Stage) -> Result<()> {
	let answer = expected(stage).await?;
	let begins = answer.trim_start().get(..6).context("a longer answer")?;
	let result = play(stage, "Pays", begins, Bringing::ByHand).await?;
	ensure!(result["answer"].as_str() == Some(&answer), "another answer: {result:#}");
	ensure!(result["state"] == "Paid" && paid(&result)? == PRICE, "{result:#}");
	Ok(())
}

/// The buyer has it back when the model answers something else. Nobody is told to bring the answer.
pub async fn escrow_returns(stage: &Stage) -> Result<()> {
	let result = play(stage, "Returns", "zebra", Bringing::ByProviders).await?;
	ensure!(result["state"] == "Returned" && paid(&result)? == 0, "{result:#}");
	Ok(())
}
