//! A provider that sells by the token, a gateway that pays, and what the chain says of both.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	time::{Duration, Instant},
};
use stoa_client::{
	AccountId, calls, keys,
	types::{ChannelDetails, ChannelState},
};
use stoa_e2e::{
	lies::weights::{Weights, write_artefact},
	market::Market,
	network::{Network, ProviderSetup, model_file},
	process::{Process, free_port, program},
};
use stoa_primitives::{Balance, ChannelId, ReleaseId, STOA};
use tokio::time::sleep;

/// Until a daemon serves.
const START: Duration = Duration::from_secs(60);
/// Until a channel is closed, redeemed, audited and given back.
const SETTLES: Duration = Duration::from_secs(300);

/// Everything that a scenario needs.
pub struct Desk {
	pub network: Network,
	pub market: Market,
	release: ReleaseId,
	port: u16,
	gateway: Option<Process>,
	provider: Process,
}

impl Desk {
	/// Publishes the real model in the exact format, and starts who sells and who buys.
	pub async fn new() -> Result<Self> {
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		let artefact = network.folder().join("real.stoa");
		write_artefact(&model_file()?, Weights::Same, &artefact)?;
		let release = market.publish_exact(&artefact, 1).await?[0];
		let (file, tokenizer) = (artefact.display(), model_file()?);
		let engine =
			format!("exact = {{ artefact = \"{file}\", tokenizer = \"{}\" }}", tokenizer.display());
		let home = network.provider_home(&ProviderSetup {
			name: "seller",
			account: "//Seller",
			serves: &[release],
			bond: "500 STOA",
			engine: &engine,
			more: "[channels]\nmax_unpaid = \"0.001 STOA\"\n",
			..ProviderSetup::default()
		})?;
		market.fund(&["//Seller", "//Payer"], 1_000 * STOA).await?;
		let provider = network.start_provider(&home)?;
		market.wait_for_servers(release, 1).await.with_context(|| provider.tail())?;
		let mut desk =
			Self { network, market, release, port: free_port()?, gateway: None, provider };
		desk.write_configuration()?;
		desk.start_gateway().await?;
		Ok(desk)
	}

	/// What clients call the model.
	pub fn model(&self) -> String {
		format!("release-{}", self.release)
	}

	/// Where clients reach the gateway.
	pub fn url(&self) -> String {
		format!("http://127.0.0.1:{}", self.port)
	}

	/// Its configuration, keys and data.
	pub fn gateway_folder(&self) -> PathBuf {
		self.network.folder().join("gateway")
	}

	fn write_configuration(&self) -> Result<()> {
		fs::create_dir_all(self.gateway_folder())?;
		let config = self.gateway_folder().join("gateway.toml");
		let made = program("stoa-gateway")?.arg("init").arg("--config").arg(&config).output()?;
		ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
		let text = format!(
			"node = \"{}\"\nlisten = \"127.0.0.1:{}\"\nallow_private_endpoints = true\n\
			 [keys]\naccount_uri = \"//Payer\"\n",
			self.network.nodes[0].url, self.port
		);
		fs::write(&config, text)?;
		Ok(())
	}

	/// Starts the gateway, and waits until it can answer.
	pub async fn start_gateway(&mut self) -> Result<()> {
		let config = self.gateway_folder().join("gateway.toml");
		let mut command = program("stoa-gateway")?;
		command.env("RUST_LOG", "stoa_gateway=debug").arg("run").arg("--config").arg(&config);
		let gateway = Process::start("gateway", self.network.folder(), &mut command)?;
		let end = Instant::now() + START;
		loop {
			let said = match reqwest::get(format!("{}/readyz", self.url())).await {
				Ok(answer) if answer.status().is_success() => break,
				Ok(answer) => answer.text().await?,
				Err(error) => error.to_string(),
			};
			let tails = || format!("{}\n--\n{}", gateway.tail(), self.provider.tail());
			ensure!(Instant::now() < end, "it is not ready: {said}\n{}", tails());
			sleep(Duration::from_millis(200)).await;
		}
		self.gateway = Some(gateway);
		Ok(())
	}

	/// Ends the gateway at once.
	pub fn kill_gateway(&mut self) -> Result<()> {
		self.gateway.take().context("it runs")?.kill()
	}

	/// Ends the gateway as an operator does.
	pub fn stop_gateway(&mut self) -> Result<()> {
		let ended = self.gateway.take().context("it runs")?.terminate(Duration::from_secs(40))?;
		ensure!(ended.success(), "{ended}");
		Ok(())
	}

	/// Takes away what the gateway knows, but its keys.
	pub fn forget_database(&self) -> Result<()> {
		let mut forgotten = 0;
		for entry in fs::read_dir(self.gateway_folder().join("gateway"))? {
			let path = entry?.path();
			if path.to_string_lossy().contains("gateway.db") {
				fs::remove_file(path)?;
				forgotten += 1;
			}
		}
		ensure!(forgotten > 0, "there is a database");
		Ok(())
	}

	/// An answer as it grows.
	pub async fn stream(&self, question: &str, tokens: u32) -> Result<reqwest::Response> {
		let body = json!({
			"model": self.model(), "stream": true, "max_tokens": tokens, "temperature": 0,
			"messages": [{ "role": "user", "content": question }],
		});
		let url = format!("{}/v1/chat/completions", self.url());
		let answer = reqwest::Client::new().post(url).json(&body).send().await?;
		ensure!(answer.status().is_success(), "{}", answer.text().await?);
		Ok(answer)
	}

	/// What `stoa receipt challenge` says about an answer that it does not challenge.
	pub async fn challenge(&self, receipt: &str) -> Result<String> {
		let kept = format!("{}/v1/stoa/receipts/{receipt}", self.url());
		let end = Instant::now() + START;
		while !reqwest::get(&kept).await?.status().is_success() {
			ensure!(Instant::now() < end, "{receipt} is not kept");
			sleep(Duration::from_millis(100)).await;
		}
		let mut command = program("stoa")?;
		command.args(["--url", &self.network.nodes[0].url, "--key", "//Payer"]);
		command.args(["receipt", "challenge", receipt, "--gateway", &self.url(), "--yes"]);
		command.arg("--artefact").arg(self.network.folder().join("real.stoa"));
		let output = tokio::task::spawn_blocking(move || command.output()).await??;
		ensure!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
		Ok(String::from_utf8_lossy(&output.stderr).into_owned())
	}

	fn payer() -> Result<AccountId> {
		Ok(keys::account("//Payer")?)
	}

	/// The payer's channels.
	pub async fn channels(&self) -> Result<Vec<ChannelId>> {
		Ok(self.market.client.finalised().await?.channels_of(&Self::payer()?).await?)
	}

	/// A channel as the last finalised block has it.
	pub async fn channel(&self, id: ChannelId) -> Result<ChannelDetails> {
		self.market.client.finalised().await?.channel(id).await?.context("it is kept")
	}

	/// What an account owns, free and on hold.
	pub async fn wealth(&self, uri: &str) -> Result<Balance> {
		let account = keys::account(uri)?;
		let balance = self.market.client.best().await?.balance(&account).await?;
		Ok(balance.free + balance.held)
	}

	/// Closes channels as their payer, and waits until nothing of them is open.
	pub async fn close(&self, ids: &[ChannelId]) -> Result<()> {
		let payer = keys::from_uri("//Payer")?;
		for id in ids {
			let closed = self.market.client.submit(&payer, &calls::channels::close(*id)).await?;
			closed.in_best_block().await?;
		}
		let end = Instant::now() + SETTLES;
		for id in ids {
			loop {
				let channel = self.channel(*id).await?;
				if matches!(channel.state, ChannelState::Withdrawn { .. }) {
					break;
				}
				ensure!(Instant::now() < end, "it stays open: {channel:?}");
				// Refused until its window is over and its audit decided.
				let call = calls::channels::withdraw(*id);
				let _ = self.market.client.submit(&payer, &call).await?.in_best_block().await;
				sleep(Duration::from_secs(3)).await;
			}
		}
		Ok(())
	}
}

/// Runs a program to its end.
pub async fn run(mut command: Command) -> Result<Value> {
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stdout));
	match serde_json::from_slice(&output.stdout) {
		Ok(value) => Ok(value),
		Err(_) if output.stdout.is_empty() => Ok(Value::Null),
		Err(error) => bail!("{error}: {}", String::from_utf8_lossy(&output.stdout)),
	}
}

/// Where this crate's scripts in Python are.
pub fn scripts() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("py")
}
