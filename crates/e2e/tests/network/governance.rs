//! The DAO decides from polkadot.js: from a preimage to what has changed.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{process::Stdio, time::Duration};
use stoa_e2e::js;
use tokio::{
	io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
	process::{Child, ChildStdout, Command},
	time::timeout,
};

/// Accounts of a test chain whose tokens are more than any track asks for. None that stakes, provides or orders
/// meanwhile.
const VOTERS: [&str; 7] =
	["//Alice", "//Bob", "//Charlie", "//Dave", "//Ferdie", "//Provider1", "//Provider2"];

/// Least blocks on a test chain between approval and enactment: fifteen days of a live chain, 9,600 times faster.
const ENACTMENT: u64 = 45;

/// Blocks that may become final at once on a busy machine. Other tracks enact after one.
const AT_ONCE: u64 = 15;

/// How long a step of a referendum may take.
const STEP: Duration = Duration::from_secs(400);

/// What is proposed, by the names of `referendum.mjs`.
#[derive(Clone, Copy)]
pub enum Matter<'a> {
	/// The treasurer's limit, in STOA.
	Limit(&'a str),
	/// The runtime in this file.
	Upgrade(&'a str),
	/// Nothing new begins, and this call is paused by name: `Delegation.delegate`.
	Stop(&'a str),
	/// Everything begins again.
	Resume,
}

impl Matter<'_> {
	fn arguments(&self) -> Vec<&str> {
		match *self {
			Self::Limit(limit) => vec!["limit", limit],
			Self::Upgrade(file) => vec!["upgrade", file],
			Self::Stop(call) => vec!["stop", call],
			Self::Resume => vec!["resume"],
		}
	}

	/// By what its track is called on the chain.
	fn track(&self) -> u64 {
		match self {
			Self::Limit(_) => 10,
			Self::Upgrade(_) => 2,
			Self::Stop(_) | Self::Resume => 21,
		}
	}
}

/// A referendum on which everybody has voted. No two may be voted on at once: the voters are the same.
pub struct Referendum {
	child: Child,
	lines: Lines<BufReader<ChildStdout>>,
}

impl Referendum {
	/// Proposes at the node with this address, and has everybody vote.
	pub async fn propose(url: &str, matter: Matter<'_>) -> Result<Self> {
		let mut proposed = Self::run(url, &matter.arguments(), &VOTERS)?;
		let voted = proposed.line().await?;
		ensure!(voted["track"] == matter.track(), "another track: {voted}");
		Ok(proposed)
	}

	/// Brings the runtime in `file`, which was authorised, as anybody may; what came of it.
	pub async fn apply(url: &str, file: &str, anybody: &str) -> Result<Value> {
		Self::run(url, &["apply", file], &[anybody])?.line().await
	}

	fn run(url: &str, arguments: &[&str], accounts: &[&str]) -> Result<Self> {
		let mut command = Command::new("node");
		command
			.current_dir(js::install()?)
			.arg("referendum.mjs")
			.args(arguments)
			.args(["--url", url])
			.args(accounts.iter().flat_map(|suri| ["--suri", suri]))
			.stdout(Stdio::piped())
			.stderr(Stdio::piped())
			.kill_on_drop(true);
		let mut child = command.spawn()?;
		let lines = BufReader::new(child.stdout.take().context("it prints")?).lines();
		Ok(Self { child, lines })
	}

	/// Waits until it is carried out; what came of it.
	pub async fn carried_out(mut self) -> Result<Value> {
		self.line().await
	}

	async fn line(&mut self) -> Result<Value> {
		let line = timeout(STEP, self.lines.next_line()).await.context("a referendum stands")??;
		if let Some(line) = line {
			return Ok(serde_json::from_str(&line)?);
		}
		let mut said = String::new();
		if let Some(stderr) = &mut self.child.stderr {
			stderr.read_to_string(&mut said).await?;
		}
		bail!("a referendum failed: {said}")
	}
}

/// What was decided waits for its time, and then changes what it should.
pub fn ensure_slow(result: &Value) -> Result<()> {
	let block =
		|name: &str| result[name].as_u64().with_context(|| format!("no {name}: {result:#}"));
	ensure!(result["before"] == result["whenApproved"], "it changed at once: {result:#}");
	ensure!(result["before"] != result["after"], "nothing changed: {result:#}");
	let waited = block("enactedAt")?.saturating_sub(block("approvedAt")?);
	// Both are seen in final blocks, which come several at once when finality was behind.
	ensure!(waited + AT_ONCE >= ENACTMENT, "enacted after {waited} blocks: {result:#}");
	Ok(())
}

/// A parameter has moved by a referendum.
pub async fn parameter_moves(limit: Referendum) -> Result<()> {
	let result = limit.carried_out().await?;
	ensure!(result["after"].to_string().contains("500"), "it did not move: {result:#}");
	ensure_slow(&result)
}
