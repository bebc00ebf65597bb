//! What people get wrong: each mistake is told with what to do, and takes nothing.

use crate::stage::{HONEST, Stage};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use stoa_client::{calls, keys};
use stoa_primitives::STOA;

/// Refused before anything is sent, or by the chain.
const REFUSED: i32 = 3;

/// Arguments of `stoa job submit`, and what the refusal must say.
type Mistake<'a> = (&'a [&'a str], &'a [&'a str]);

/// Orders with everything that can be wrong about an order.
pub async fn are_told(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let (good, lonely) = (stage.releases[HONEST].to_string(), market.publish(2).await?);
	let (unserved, retired) = (lonely[0].to_string(), lonely[1]);
	let retire = calls::retire(retired);
	market.client.submit(&market.signer, &retire).await?.in_best_block().await?;
	let retired = retired.to_string();
	let endless = stage.network.folder().join("endless.txt");
	std::fs::write(&endless, "all work and no play ".repeat(4_000))?;
	let endless = endless.display().to_string();
	let mistakes: &[Mistake] = &[
		(&["--model", "4000000", "hello"], &["4000000", "stoa model list"]),
		(&["--model", "smolm2", "hello"], &["smolm2", "stoa model list"]),
		(&["--model", &good, "--max-fee", "1planck", "hello"], &["fee"]),
		(&["--model", &good, "--max-new-tokens", "0", "hello"], &["token"]),
		(&["--model", &good, "--max-new-tokens", "5000", "hello"], &["token", "2048"]),
		(&["--model", &good, ""], &["empty"]),
		(&["--model", &good, "--prompt-file", &endless], &["65536", "shorten"]),
		(&["--model", &good, "--prompt-file", "/nowhere"], &["/nowhere"]),
		(&["--model", &good, "--executors", "9", "hello"], &["executors"]),
		(&["--model", &good, "--quorum", "1", "hello"], &["quorum"]),
		(&["--model", &good, "--timeout-blocks", "1", "hello"], &["blocks"]),
		(&["--model", &good, "--value-at-risk", "9000000STOA", "hello"], &["risk"]),
		(&["--model", &unserved, "hello"], &["provider"]),
		(&["--model", &retired, "hello"], &["retired"]),
	];
	let requester = keys::account("//Dave")?;
	let before = market.client.best().await?.balance(&requester).await?;
	let mut wrong = Vec::new();
	for (arguments, expected) in mistakes {
		if let Err(error) = refused(stage, "//Dave", arguments, expected).await {
			wrong.push(format!("{arguments:?}: {error:#}"));
		}
	}
	let poor: Mistake = (&["--model", &good, "hello"], &["has 0"]);
	if let Err(error) = refused(stage, "//Nobody", poor.0, poor.1).await {
		wrong.push(format!("not enough funds: {error:#}"));
	}
	ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
	let after = market.client.best().await?.balance(&requester).await?;
	ensure!(after.free == before.free && after.held == before.held, "{before:?} -> {after:?}");
	ensure!(before.free > STOA, "there was nothing to take");
	Ok(())
}

async fn refused(stage: &Stage, key: &str, arguments: &[&str], expected: &[&str]) -> Result<()> {
	let mut command = stage.network.stoa(key)?;
	command.args(["job", "submit"]).args(arguments);
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stdout);
	let reply: Value = serde_json::from_slice(&output.stdout).with_context(|| said.to_string())?;
	ensure!(output.status.code() == Some(REFUSED), "{:?}: {reply}", output.status);
	let error = reply["error"].as_str().context("an error")?;
	println!("       {error}");
	for word in expected {
		ensure!(error.contains(word), "{error:?} does not say {word:?}");
	}
	Ok(())
}
