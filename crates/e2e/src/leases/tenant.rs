//! A tenant at the command line.

use super::{Landlord, Stage};
use crate::process::Process;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{path::PathBuf, process::Output, time::Duration};
use stoa_client::{
	Client, Keypair, keys,
	tenant::Tenant,
	types::{LeaseInfo, LeaseStage, Running},
};
use stoa_primitives::{Balance, LeaseId};
use tokio::time::{Instant, sleep};

/// Somebody with a key and a folder of their own.
pub struct Person<'a> {
	/// Where they live.
	pub stage: &'a Stage,
	/// Secret URI.
	pub uri: &'static str,
}

/// A lease that runs, and how to get in.
pub struct Flat {
	/// The lease.
	pub lease: LeaseId,
	/// Where its port 8080 is.
	pub url: String,
	key_file: PathBuf,
	/// What was owned before it was opened, and as of which block.
	pub before: (u32, Balance),
	/// On hold before it was opened.
	pub held: Balance,
	keeper: Option<Process>,
}

impl<'a> Person<'a> {
	/// Somebody.
	pub fn new(stage: &'a Stage, uri: &'static str) -> Self {
		Self { stage, uri }
	}

	/// Their name as a folder.
	fn name(&self) -> &str {
		self.uri.trim_start_matches('/')
	}

	fn command(&self, arguments: &[&str]) -> Result<std::process::Command> {
		let mut command = self.stage.network.stoa(self.uri)?;
		command.args(arguments).env("XDG_DATA_HOME", self.stage.network.folder().join(self.name()));
		Ok(command)
	}

	/// Runs `stoa`, whatever comes of it.
	pub async fn run(&self, arguments: &[&str]) -> Result<Output> {
		let mut command = self.command(arguments)?;
		Ok(tokio::task::spawn_blocking(move || command.output()).await??)
	}

	/// What `stoa` says, of what must succeed.
	pub async fn done(&self, arguments: &[&str]) -> Result<Value> {
		let output = self.run(arguments).await?;
		let said = String::from_utf8_lossy(&output.stdout);
		let why = String::from_utf8_lossy(&output.stderr);
		ensure!(output.status.success(), "{arguments:?}: {said}{why}");
		serde_json::from_str(&said).with_context(|| format!("{arguments:?}: {said}{why}"))
	}

	/// What they own, free and on hold; and of that on hold; as of which block.
	pub async fn wealth(&self) -> Result<(u32, Balance, Balance)> {
		let at = self.stage.client.best().await?;
		let balance = at.balance(&keys::account(self.uri)?).await?;
		Ok((at.number(), balance.free + balance.held, balance.held))
	}

	/// Leases one unit and waits until it runs; with `signs` somebody signs for it.
	pub async fn rent(
		&self,
		landlord: &Landlord,
		blocks: u32,
		more: &[&str],
		signs: bool,
	) -> Result<Flat> {
		let (block, owned, held) = self.wealth().await?;
		let (offer, blocks) = (landlord.offer.to_string(), blocks.to_string());
		let (image, name) =
			(self.stage.image.display().to_string(), format!("NAME={}", self.name()));
		let mut arguments = vec!["lease", "open", "--yes", "--offer", &offer, "--blocks", &blocks];
		arguments.extend(["--image", &image, "--port", "8080", "--env", &name]);
		arguments.extend(more);
		let opened = self.done(&arguments).await.with_context(|| landlord.tail())?;
		let lease = opened["lease"].as_u64().with_context(|| opened.to_string())?;
		let host = opened["address"].as_str().with_context(|| opened.to_string())?;
		let port = opened["ports"][0]["outside"].as_u64().with_context(|| opened.to_string())?;
		let key_file = opened["key_file"].as_str().context("its key")?.into();
		let mut flat = Flat {
			lease,
			url: format!("http://{host}:{port}"),
			key_file,
			before: (block, owned),
			held,
			keeper: None,
		};
		if signs {
			self.keep(&mut flat)?;
		}
		Ok(flat)
	}

	/// Has somebody sign for a lease.
	pub fn keep(&self, flat: &mut Flat) -> Result<()> {
		let lease = flat.lease.to_string();
		let mut command = self.command(&["lease", "keep", &lease])?;
		let name = format!("keep-{}-{lease}", self.name());
		flat.keeper = Some(Process::start(&name, self.stage.network.folder(), &mut command)?);
		Ok(())
	}

	/// Runs a program in a lease; its output.
	pub async fn inside(&self, flat: &Flat, script: &str) -> Result<String> {
		let lease = flat.lease.to_string();
		let output = self.run(&["lease", "shell", &lease, "--", "/bin/sh", "-c", script]).await?;
		let (out, error) = (&output.stdout, &output.stderr);
		Ok(format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(error)))
	}
}

impl Flat {
	/// Nobody signs any more.
	pub fn abandon(&mut self) -> Result<()> {
		self.keeper.take().context("somebody signs")?.kill()
	}

	/// The key that was made for it.
	pub fn key(&self) -> Result<Keypair> {
		let kept: Value = serde_json::from_slice(&std::fs::read(&self.key_file)?)?;
		let seed = kept["seed"].as_str().context("a seed")?;
		Ok(keys::from_uri(&format!("0x{seed}"))?)
	}

	/// The way to its daemon as somebody.
	pub async fn door(&self, client: &Client, key: Keypair) -> Result<Tenant> {
		Ok(Tenant::of(client, self.lease, key, true).await?)
	}

	/// What its web server says at a path.
	pub async fn page(&self, path: &str) -> Result<String> {
		let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;
		let answer = client.get(format!("{}/{path}", self.url)).send().await?;
		Ok(answer.error_for_status()?.text().await?)
	}

	/// The same, for as long as it takes to be there.
	pub async fn page_within(&self, path: &str, patience: Duration) -> Result<String> {
		let end = Instant::now() + patience;
		loop {
			match self.page(path).await {
				Ok(page) => return Ok(page),
				Err(error) => ensure!(Instant::now() < end, "{path} of {}: {error:#}", self.url),
			}
			sleep(Duration::from_millis(200)).await;
		}
	}

	/// Waits until its web server is gone, as it is soon after the lease.
	pub async fn is_gone(&self) -> Result<()> {
		let end = Instant::now() + Duration::from_secs(60);
		while self.page("index.html").await.is_ok() {
			ensure!(Instant::now() < end, "lease {} serves after its end", self.lease);
			sleep(Duration::from_millis(500)).await;
		}
		Ok(())
	}

	/// The lease as the best block has it.
	pub async fn info(&self, client: &Client) -> Result<Option<LeaseInfo>> {
		Ok(client.best().await?.lease(self.lease).await?)
	}

	/// How it runs.
	pub async fn running(&self, client: &Client) -> Result<Running> {
		let info = self.info(client).await?.context("it is not over")?;
		match info.details.stage {
			LeaseStage::Active(running) => Ok(running),
			stage => anyhow::bail!("it does not run: {stage:?}"),
		}
	}

	/// Waits until the chain has it no more.
	pub async fn over(&self, client: &Client, patience: Duration) -> Result<()> {
		let end = Instant::now() + patience;
		while let Some(info) = self.info(client).await? {
			ensure!(Instant::now() < end, "lease {} goes on: {info:?}", self.lease);
			sleep(Duration::from_millis(500)).await;
		}
		Ok(())
	}
}
