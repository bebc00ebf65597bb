//! A provider that sells by the token, a gateway that pays, and what the chain says of both.

use anyhow::{Context, Result, bail, ensure};
use codec::Decode;
use serde_json::{Value, json};
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	time::{Duration, Instant},
};
use stoa_client::{
	AccountId, calls, keys,
	types::{ChannelDetails, ChannelEvent, ChannelState},
};
use stoa_e2e::{
	lies::weights::{Weights, write_artefact},
	market::Market,
	network::{Network, ProviderHome, ProviderSetup, model_file},
	process::{Process, free_port, program},
};
use stoa_primitives::{Balance, BlockNumber, ChannelId, ReleaseId, STOA, channel::Receipt};
use tokio::time::sleep;

/// Until a daemon serves.
const START: Duration = Duration::from_secs(180);
/// Until a channel is closed, redeemed, audited and given back.
const SETTLES: Duration = Duration::from_secs(420);
/// A model without sense.
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");

/// The model that is sold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Model {
	/// It knows capitals.
	Real,
	/// Of nonsense: games about it are short.
	Tiny,
}

/// Who sells: a name, which is also that of its account, and whether it computes with cheaper weights than it
/// sells.
pub type Seller = (&'static str, bool);

/// What a scenario wants.
pub struct Setup {
	pub model: Model,
	pub sellers: &'static [Seller],
	/// What sellers have below `[channels]`; `{release}` is the model, `{rank}` 1 for the first of them and ten times
	/// as much for each further one.
	pub channels: &'static str,
	/// Tables of the gateway's configuration.
	pub gateway: &'static str,
}

impl Default for Setup {
	fn default() -> Self {
		let channels = "max_unpaid = \"0.001 STOA\"\n";
		Self { model: Model::Real, sellers: &[("Seller", false)], channels, gateway: "" }
	}
}

/// Everything that a scenario needs.
pub struct Desk {
	pub network: Network,
	pub market: Market,
	release: ReleaseId,
	port: u16,
	gateway: Option<Process>,
	sellers: Vec<(ProviderHome, Option<Process>)>,
}

impl Desk {
	/// Publishes the model in the exact format, and starts who sells and who buys.
	pub async fn new(setup: Setup) -> Result<Self> {
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		let tiny = PathBuf::from(TINY);
		let source = if setup.model == Model::Real { model_file()? } else { tiny };
		let file = |name: &str| network.folder().join(format!("{name}.stoa"));
		write_artefact(&source, Weights::Same, &file("sold"))?;
		write_artefact(&source, Weights::Smaller, &file("cheaper"))?;
		let release = market.publish_exact(&file("sold"), 1).await?[0];
		let accounts = setup.sellers.iter().map(|(name, _)| format!("//{name}"));
		let accounts: Vec<String> = accounts.chain(["//Payer".to_owned()]).collect();
		market.fund(&accounts, 2_000 * STOA).await?;
		let channels = setup.channels.replace("{release}", &release.to_string());
		let mut sellers = Vec::new();
		for (rank, (name, lies)) in setup.sellers.iter().enumerate() {
			let rank = 10_u32.pow(u32::try_from(rank)?);
			let channels = channels.replace("{rank}", &rank.to_string());
			let lie = format!("weights:{}", file("cheaper").display());
			let home = network.provider_home(&ProviderSetup {
				name,
				account: &format!("//{name}"),
				serves: &[release],
				bond: "500 STOA",
				engine: &format!(
					"exact = {{ artefact = \"{}\", tokenizer = \"{}\" }}",
					file("sold").display(),
					source.display()
				),
				more: &format!("[channels]\n{channels}"),
				lies: if *lies { std::slice::from_ref(&lie) } else { &[] },
				..ProviderSetup::default()
			})?;
			let process = network.start_provider(&home)?;
			sellers.push((home, Some(process)));
		}
		let mut desk =
			Self { network, market, release, port: free_port()?, gateway: None, sellers };
		let count = setup.sellers.len();
		let served = desk.market.wait_for_servers(release, count).await;
		served.with_context(|| desk.tails())?;
		desk.write_configuration(setup.gateway)?;
		desk.start_gateway().await?;
		Ok(desk)
	}

	/// The last lines of whoever sells.
	fn tails(&self) -> String {
		let running = self.sellers.iter().filter_map(|(_, process)| process.as_ref());
		running.map(Process::tail).collect::<Vec<_>>().join("\n--\n")
	}

	/// Ends a seller at once.
	pub fn kill_seller(&mut self, index: usize) -> Result<()> {
		self.sellers[index].1.take().context("it runs")?.kill()
	}

	/// Starts a seller again, and waits until it sells.
	pub async fn start_seller(&mut self, index: usize, name: &str) -> Result<()> {
		let process = self.network.start_provider(&self.sellers[index].0)?;
		self.sellers[index].1 = Some(process);
		let seller = keys::account(&format!("//{name}"))?;
		let info = self.market.client.best().await?.provider(&seller).await?;
		let endpoint = String::from_utf8(info.context("it is registered")?.endpoint)?;
		let end = Instant::now() + START;
		loop {
			let models = reqwest::get(format!("{endpoint}/v1/models")).await;
			let models = match models {
				Ok(models) => models.json::<Value>().await.unwrap_or_default(),
				Err(_) => Value::Null,
			};
			if models["data"].as_array().is_some_and(|models| !models.is_empty()) {
				return Ok(());
			}
			ensure!(Instant::now() < end, "{name} sells nothing:\n{}", self.tails());
			sleep(Duration::from_millis(300)).await;
		}
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

	fn write_configuration(&self, more: &str) -> Result<()> {
		fs::create_dir_all(self.gateway_folder())?;
		let config = self.gateway_folder().join("gateway.toml");
		let made = program("stoa-gateway")?.arg("init").arg("--config").arg(&config).output()?;
		ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
		let text = format!(
			"node = \"{}\"\nlisten = \"127.0.0.1:{}\"\nallow_private_endpoints = true\n\
			 [keys]\naccount_uri = \"//Payer\"\n{more}",
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
			let tails = || format!("{}\n--\n{}", gateway.tail(), self.tails());
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
		self.stream_with(question, tokens, &[]).await
	}

	/// The same, with headers that say how its provider is chosen.
	pub async fn stream_with(
		&self,
		question: &str,
		tokens: u32,
		headers: &[(&str, &str)],
	) -> Result<reqwest::Response> {
		let body = json!({
			"model": self.model(), "stream": true, "max_tokens": tokens, "temperature": 0,
			"messages": [{ "role": "user", "content": question }],
		});
		let url = format!("{}/v1/chat/completions", self.url());
		let mut request = reqwest::Client::new().post(url).json(&body);
		for (name, value) in headers {
			request = request.header(*name, *value);
		}
		let answer = request.send().await?;
		ensure!(answer.status().is_success(), "{}", answer.text().await?);
		Ok(answer)
	}

	/// An answer that came whole: its receipt, and the receipt's name.
	pub async fn bought(&self, tokens: u32, headers: &[(&str, &str)]) -> Result<(Receipt, String)> {
		let answer = self.stream_with("Name three birds.", tokens, headers).await?;
		let name = header(&answer, "x-stoa-receipt")?;
		let text = answer.text().await?;
		ensure!(text.contains("[DONE]"), "it came whole: {text}\n{}", self.tails());
		Ok((self.receipt(&name).await?, name))
	}

	/// The last receipt of an answer, as the gateway keeps it.
	pub async fn receipt(&self, name: &str) -> Result<Receipt> {
		let kept = format!("{}/v1/stoa/receipts/{name}", self.url());
		let end = Instant::now() + START;
		loop {
			let answer = reqwest::get(&kept).await?;
			if answer.status().is_success() {
				let told = answer.json::<Value>().await?;
				let hex_text = told["receipt"].as_str().context("a receipt")?;
				let bytes = hex::decode(hex_text.trim_start_matches("0x"))?;
				return Ok(Receipt::decode(&mut bytes.as_slice())?);
			}
			ensure!(Instant::now() < end, "{name} is not kept");
			sleep(Duration::from_millis(100)).await;
		}
	}

	/// What `stoa receipt challenge` says about an answer, and whether it won.
	pub async fn challenge(&self, receipt: &str) -> Result<(bool, String)> {
		self.receipt(receipt).await?;
		let artefact = self.network.folder().join("sold.stoa");
		let mut command = program("stoa")?;
		command.args(["--url", &self.network.nodes[0].url, "--key", "//Payer"]);
		command.args(["receipt", "challenge", receipt, "--gateway", &self.url(), "--yes"]);
		command.arg("--artefact").arg(artefact);
		let output = tokio::task::spawn_blocking(move || command.output()).await??;
		let said =
			[output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
		Ok((output.status.success(), said.concat()))
	}

	/// Runs `stoa` as somebody: what it prints if it succeeds, and what it says if not.
	pub async fn stoa(&self, who: &str, arguments: &[&str]) -> Result<Result<Value, String>> {
		self.network.ask(who, arguments).await
	}

	/// Waits for something that happens to channels after block `since`.
	pub async fn happened<T>(
		&self,
		since: BlockNumber,
		pick: impl Fn(ChannelEvent) -> Option<T>,
	) -> Result<(BlockNumber, T)> {
		let (client, end) = (&self.market.client, Instant::now() + SETTLES);
		let mut next = since + 1;
		loop {
			let last = client.finalised().await?.number();
			while next <= last {
				let events = client.at_height(next).await?.channel_events().await?;
				if let Some(found) = events.into_iter().find_map(&pick) {
					return Ok((next, found));
				}
				next += 1;
			}
			ensure!(Instant::now() < end, "it does not happen:\n{}", self.tails());
			sleep(Duration::from_secs(1)).await;
		}
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

/// A header of an answer.
pub fn header(answer: &reqwest::Response, name: &str) -> Result<String> {
	let value = answer.headers().get(name).with_context(|| format!("it names its {name}"))?;
	Ok(value.to_str()?.to_owned())
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
