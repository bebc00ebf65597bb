//! A network with a release that three providers answer for, and the code of the example contracts.

use anyhow::{Context, Result, ensure};
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	sync::OnceLock,
	time::Duration,
};
use stoa_client::{AccountId, Keypair, calls::contracts::make_contract, keys};
use stoa_e2e::{
	market::Market,
	network::{Network, ProviderSetup, cache},
	process::Process,
};
use stoa_primitives::{Balance, ReleaseId, STOA, contract::Gas};

/// How long a job may take until it is final.
pub const JOB: Duration = Duration::from_secs(300);
/// Gas for making a contract, and for a call that orders a job: that is charged for every draw that may follow, and
/// gets most of it back.
pub const GAS: Gas = Gas { ref_time: 300_000_000_000, proof_size: 10_000_000 };
/// Gas for a delivery.
pub const TAKING: Gas = Gas { ref_time: 20_000_000_000, proof_size: 1_000_000 };

/// Who serves, and brings answers for fees that leave enough.
pub const PROVIDERS: [&str; 3] = ["//Provider1", "//Provider2", "//Provider3"];
/// What must be left to a provider that brings an answer. Scenarios that bring theirs by hand pay the least fee, of
/// which nothing is left.
const LEAST_GAIN: &str = "10 mSTOA";

/// What the scenarios work with.
pub struct Stage {
	pub network: Network,
	pub market: Market,
	pub release: ReleaseId,
	code: PathBuf,
	_providers: Vec<Process>,
}

/// The account from which a provider brings answers.
pub fn courier(provider: &str) -> String {
	format!("{provider}//deliveries")
}

/// The folder of the checkout.
pub fn root() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Builds the contracts.
fn build() -> Result<PathBuf> {
	let folder = cache()?.join("contracts");
	let built = Command::new(root().join("scripts/build-contracts")).arg(&folder).output()?;
	ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
	Ok(folder)
}

/// The folder with the contracts' code. It is built once, however many tests ask for it side by side.
pub fn built() -> Result<PathBuf> {
	static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
	let built = BUILT.get_or_init(|| build().map_err(|error| format!("{error:#}")));
	built.clone().map_err(anyhow::Error::msg)
}

impl Stage {
	/// Publishes, starts the providers, has the contracts built.
	pub async fn new() -> Result<Self> {
		let code = tokio::task::spawn_blocking(built).await??;
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		market.fund(&PROVIDERS, 10_000 * STOA).await?;
		market.fund(&PROVIDERS.map(courier), 10 * STOA).await?;
		let release = market.publish(1).await?[0];
		let mut providers = Vec::new();
		for account in PROVIDERS {
			let deliveries = format!(
				"[deliveries]\naccount_uri = \"{}\"\nleast_gain = \"{LEAST_GAIN}\"\n",
				courier(account)
			);
			let home = network.provider_home(&ProviderSetup {
				name: account.trim_start_matches('/'),
				account,
				serves: &[release],
				bond: "1000 STOA",
				more: &deliveries,
				..ProviderSetup::default()
			})?;
			providers.push(network.start_provider(&home)?);
		}
		let stage = Self { network, market, release, code, _providers: providers };
		stage.market.wait_for_servers(release, PROVIDERS.len()).await?;
		Ok(stage)
	}

	/// A contract's code by name: its file.
	pub fn file(&self, name: &str) -> PathBuf {
		self.code.join(format!("{name}.wasm"))
	}

	/// An account with money of its own, so that scenarios do not disturb each other.
	pub async fn funded(&self, uri: &str) -> Result<Keypair> {
		self.market.fund(&[uri], 1_000 * STOA).await?;
		Ok(keys::from_uri(uri)?)
	}

	/// Makes a contract that is paid `value`.
	pub async fn make(
		&self,
		name: &str,
		maker: &Keypair,
		arguments: &impl codec::Encode,
		value: Balance,
	) -> Result<AccountId> {
		let code = fs::read(self.file(name))?;
		let salt = keys::account_of(maker).0.to_vec();
		let call = make_contract(code, [0; 4], arguments, salt, value, GAS);
		let made = self.market.client.submit(maker, &call).await?.in_best_block().await?;
		made.made_contract().context("no contract was made")
	}

	/// All that an account has, on hold or not, in planck.
	pub async fn money(&self, who: &AccountId) -> Result<Balance> {
		let balance = self.market.client.best().await?.balance(who).await?;
		Ok(balance.free + balance.held)
	}
}
