//! The two ways to the stand-in that are compared: LiteLLM, and a gateway that pays a provider.

use super::{stand_in::MODEL, wallet::Wallet};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{
	fs,
	path::Path,
	process::Command,
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_client::keys;
use stoa_e2e::{
	market::Market,
	network::{Network, ProviderSetup},
	process::{Process, free_port},
};
use stoa_primitives::{ReleaseId, STOA};
use tokio::time::sleep;

/// Channels between gateway and provider: a channel serves one answer at a time, and [`super::load::RATE`] answers
/// of less than a tenth of a second each need about ten; the rest is for when the disk of a shared machine stalls.
pub const CHANNELS: usize = 96;
/// Until a program answers, on a busy machine.
const START: Duration = Duration::from_secs(120);

/// A chain, a provider and a gateway. All ends when it is dropped.
pub struct Shop {
	/// The gateway's base URL, without `/v1`.
	pub url: String,
	/// The provider's, with it.
	pub provider_url: String,
	/// The release that it serves.
	pub release: ReleaseId,
	gateway: Process,
	provider: Process,
	network: Network,
}

impl Shop {
	/// Starts all of it; `optimised` is the folder of its programs, `upstream` what the provider asks.
	pub async fn open(optimised: &Path, upstream: &str) -> Result<Self> {
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		let release = market.publish(1).await?[0];
		market.fund(&["//Seller", "//Payer", "//Direct"], 2_000 * STOA).await?;
		let (provider, provider_url) = start_provider(&network, optimised, release, upstream)?;
		let (gateway, url) = start_gateway(&network, optimised)?;
		let shop = Self { url, provider_url, release, gateway, provider, network };
		shop.ready().await?;
		Ok(shop)
	}

	async fn ready(&self) -> Result<()> {
		let tails = || format!("{}\n--\n{}", self.gateway.tail(), self.provider.tail());
		answers(&format!("{}/readyz", self.url)).await.with_context(tails)
	}

	/// Channels with the provider of a client without a gateway.
	pub async fn wallet(&self) -> Result<Arc<Wallet>> {
		let (chain, url) = (self.network.client().await?, self.provider_url.clone());
		Wallet::open(&chain, "//Direct", keys::account("//Seller")?, url, CHANNELS).await
	}

	/// Channels that it has open.
	pub async fn channels(&self) -> Result<u64> {
		let said: Value = reqwest::get(format!("{}/readyz", self.url)).await?.json().await?;
		said["channels"].as_u64().context("the number of channels")
	}

	/// How often the gateway has asked a provider, and the seconds that all of that took it until then.
	pub async fn before(&self) -> Result<(f64, f64)> {
		let text = reqwest::get(format!("{}/metrics", self.url)).await?.text().await?;
		let read = |what: &str| -> Result<f64> {
			let name = format!("stoa_gateway_before_seconds_{what}{{");
			let line = text.lines().find(|line| line.starts_with(&name)).context(name)?;
			Ok(line.rsplit(' ').next().context("a number")?.parse()?)
		};
		Ok((read("count")?, read("sum")?))
	}
}

fn start_provider(
	network: &Network,
	optimised: &Path,
	release: ReleaseId,
	upstream: &str,
) -> Result<(Process, String)> {
	let home = network.provider_home(&ProviderSetup {
		name: "seller",
		account: "//Seller",
		serves: &[release],
		bond: "1000 STOA",
		more: &format!(
			"[limits]\nmax_requests = 1024\n\
			 [channels]\nconcurrent = 64\nqueue = 256\nmax_channels = {}\n",
			2 * CHANNELS
		),
		..ProviderSetup::default()
	})?;
	let mut command = Command::new(optimised.join("examples/relaying-provider"));
	command.args(["--upstream", upstream, "--model", MODEL]).arg("--config").arg(home.config());
	let process = Process::start("seller", network.folder(), &mut command)?;
	let config = fs::read_to_string(home.config())?;
	let endpoint = config.lines().find_map(|line| line.strip_prefix("public_endpoint = "));
	Ok((process, format!("{}/v1", endpoint.context("its endpoint")?.trim_matches('"'))))
}

fn start_gateway(network: &Network, optimised: &Path) -> Result<(Process, String)> {
	let (folder, port) = (network.folder().join("gateway"), free_port()?);
	fs::create_dir_all(&folder)?;
	let config = folder.join("gateway.toml");
	let program = optimised.join("stoa-gateway");
	let made = Command::new(&program).arg("init").arg("--config").arg(&config).output()?;
	ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
	let text = format!(
		"node = \"{}\"\nlisten = \"127.0.0.1:{port}\"\nallow_private_endpoints = true\n\
		 [keys]\naccount_uri = \"//Payer\"\n\
		 [spending]\ntotal = \"200 STOA\"\nchannels_per_provider = {CHANNELS}\nwait_seconds = 60\n",
		network.nodes[0].url
	);
	fs::write(&config, text)?;
	let mut command = Command::new(program);
	command.arg("run").arg("--config").arg(&config);
	let process = Process::start("gateway", network.folder(), &mut command)?;
	Ok((process, format!("http://127.0.0.1:{port}")))
}

/// LiteLLM's proxy, and its base URL without `/v1`: one worker, nothing logged, no database, no key.
pub async fn litellm(program: &Path, folder: &Path, upstream: &str) -> Result<(Process, String)> {
	let (config, port) = (folder.join("litellm.yaml"), free_port()?);
	let text = format!(
		"model_list:\n  - model_name: {MODEL}\n    litellm_params:\n      model: openai/{MODEL}\n      \
		 api_base: {upstream}\n      api_key: none\nlitellm_settings:\n  telemetry: false\n"
	);
	fs::write(&config, text)?;
	let mut command = Command::new(program);
	command
		.args(["--host", "127.0.0.1", "--port", &port.to_string(), "--num_workers", "1"])
		.args(["--telemetry", "False"])
		.arg("--config")
		.arg(&config)
		// Its table of prices as it was packed: nothing is fetched.
		.env("LITELLM_LOCAL_MODEL_COST_MAP", "True")
		.env("LITELLM_LOG", "ERROR")
		.env("LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY", "true")
		.env("NO_PROXY", "127.0.0.1");
	let process = Process::start("litellm", folder, &mut command)?;
	let url = format!("http://127.0.0.1:{port}");
	answers(&format!("{url}/health/liveliness")).await.with_context(|| process.tail())?;
	Ok((process, url))
}

/// Waits until a GET succeeds.
async fn answers(url: &str) -> Result<()> {
	let end = Instant::now() + START;
	loop {
		let said = match reqwest::get(url).await {
			Ok(answer) if answer.status().is_success() => return Ok(()),
			Ok(answer) => answer.text().await?,
			Err(error) => error.to_string(),
		};
		ensure!(Instant::now() < end, "{url} is not ready: {said}");
		sleep(Duration::from_millis(200)).await;
	}
}
