//! A network with its releases of class Exact, and who serves them.

use crate::cast::{Cast, Engine, Scenario};
use anyhow::{Context, Result};
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
	process::Stdio,
	sync::{Arc, Mutex},
	time::Duration,
};
use stoa_client::{AccountId, keys};
use stoa_e2e::{
	lies::{
		Lie,
		weights::{Weights, write_artefact},
	},
	market::Market,
	network::{Network, ProviderHome, ProviderSetup, model_file},
	process::Process,
	verdicts::Verdicts,
};
use stoa_exact::artefact::Artefact;
use stoa_primitives::{Balance, ReleaseId, STOA};

/// How long a job may take here, games included.
pub const JOB: Duration = Duration::from_secs(420);
/// What everyone of the cast was given.
pub const PURSE: Balance = 10_000 * STOA;

/// What a scenario works with.
pub struct Stage {
	pub network: Network,
	pub market: Market,
	pub verdicts: Verdicts,
	pub tiny: Arc<Artefact>,
	/// Where artefacts are, by name.
	folder: PathBuf,
	releases: BTreeMap<Scenario, ReleaseId>,
	names: Vec<(String, AccountId, bool)>,
	/// What whoever keeps all promises had when it could be drawn, in planck.
	pub began: Vec<(String, AccountId, Balance)>,
	/// What verdicts have taken, in planck.
	taken: Mutex<BTreeMap<[u8; 32], Balance>>,
	providers: Vec<(Process, ProviderHome)>,
}

impl Stage {
	/// Makes the artefacts, publishes, starts the cast, and waits until it can be drawn.
	pub async fn new(cast: &Cast) -> Result<Self> {
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		let verdicts = Verdicts::follow(network.client().await?).await?;
		let folder = network.folder().to_owned();
		write_artefacts(&folder)?;
		let releases = publish(&market, cast, &folder).await?;
		let tiny = Arc::new(Artefact::open(&folder.join("tiny.stoa"))?);
		let mut stage = Self {
			network,
			market,
			verdicts,
			tiny,
			folder,
			releases,
			names: Vec::new(),
			began: Vec::new(),
			taken: Mutex::default(),
			providers: Vec::new(),
		};
		stage.start(cast).await?;
		for release in stage.releases.values() {
			stage.market.wait_for_servers(*release, 3).await.with_context(|| {
				let tails = stage.providers.iter().map(|(process, _)| process.tail());
				tails.collect::<Vec<_>>().join("\n--\n")
			})?;
		}
		for (name, who, _) in stage.names.iter().filter(|(_, _, honest)| *honest) {
			stage.began.push((name.clone(), *who, stage.wealth(who).await?));
		}
		Ok(stage)
	}

	async fn start(&mut self, cast: &Cast) -> Result<()> {
		let uris: Vec<String> =
			(1..).map(|n| format!("//Exact{n}")).take(cast.players.len()).collect();
		self.market.fund(&uris, PURSE).await?;
		for (player, uri) in cast.players.iter().zip(&uris) {
			let of = |scenario: &Scenario| self.releases[scenario];
			let serves: Vec<ReleaseId> =
				player.serves.iter().map(|(scenario, _)| of(scenario)).collect();
			let lies = player.serves.iter().filter_map(|(scenario, lie)| {
				lie.as_ref().map(|lie| format!("{}={}", of(scenario), self.argument(lie)))
			});
			let lies: Vec<String> = lies.collect();
			let engine = match player.engine {
				Engine::Tiny => {
					format!("exact = {{ artefact = \"{}\" }}", self.file("tiny").display())
				}
				Engine::Real => {
					format!("exact = {{ artefact = \"{}\" }}", self.file("real").display())
				}
				// The model file of the setup: the daemon makes its artefact.
				Engine::Imported => String::new(),
			};
			let home = self.network.provider_home(&ProviderSetup {
				name: &player.name,
				account: uri,
				serves: &serves,
				bond: player.bond,
				engine: &engine,
				lies: &lies,
				..ProviderSetup::default()
			})?;
			self.names.push((player.name.clone(), keys::account(uri)?, lies.is_empty()));
			self.providers.push((self.network.start_provider(&home)?, home));
		}
		Ok(())
	}

	/// An artefact.
	pub fn file(&self, name: &str) -> PathBuf {
		self.folder.join(format!("{name}.stoa"))
	}

	/// A lie as `faulty-provider` reads it.
	fn argument(&self, lie: &str) -> String {
		match lie.strip_prefix("weights:") {
			Some(name) => format!("weights:{}", self.file(name).display()),
			None => lie.to_owned(),
		}
	}

	/// A lie.
	pub fn lie(&self, name: &str) -> Result<Lie> {
		self.argument(name).parse()
	}

	/// The release of a scenario.
	pub fn release(&self, scenario: &Scenario) -> ReleaseId {
		self.releases[scenario]
	}

	/// A provider's account.
	pub fn account(&self, name: &str) -> AccountId {
		let found = self.names.iter().find(|(known, _, _)| known == name);
		found.map(|(_, account, _)| *account).expect("in the cast")
	}

	/// Whether somebody keeps all promises.
	pub fn is_honest(&self, who: &AccountId) -> bool {
		self.began.iter().any(|(_, honest, _)| honest == who)
	}

	/// What a provider has in all: bond and purse, in planck.
	pub async fn wealth(&self, who: &AccountId) -> Result<Balance> {
		let balances = self.market.client.best().await?.balance(who).await?;
		Ok(balances.free + balances.held)
	}

	/// Notes what a verdict has taken.
	pub fn note_taken(&self, who: &AccountId, amount: Balance) {
		*self.taken.lock().expect("no panic").entry(who.0).or_default() += amount;
	}

	/// What verdicts have taken from whom.
	pub fn all_taken(&self) -> Vec<(AccountId, Balance)> {
		let taken = self.taken.lock().expect("no panic");
		taken.iter().map(|(who, amount)| (AccountId(*who), *amount)).collect()
	}

	/// Runs `stoa`, as somebody: its exit code, and all that it has said.
	pub async fn stoa(&self, who: &str, arguments: &[&str]) -> Result<(Option<i32>, String)> {
		let mut command = self.network.stoa(who)?;
		command.args(arguments).stdin(Stdio::null());
		said(command).await
	}
}

/// Runs a program to its end: its exit code, and all that it has said.
pub async fn said(mut command: std::process::Command) -> Result<(Option<i32>, String)> {
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let text =
		[output.stdout, output.stderr].map(|part| String::from_utf8_lossy(&part).into_owned());
	Ok((output.status.code(), text.concat()))
}

fn write_artefacts(folder: &Path) -> Result<()> {
	let tiny = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");
	for (name, weights) in [
		("tiny", Weights::Same),
		("smaller", Weights::Smaller),
		("requantised", Weights::Requantised),
		("flipped", Weights::Flipped),
	] {
		write_artefact(Path::new(tiny), weights, &folder.join(format!("{name}.stoa")))?;
	}
	write_artefact(&model_file()?, Weights::Same, &folder.join("real.stoa"))
}

/// A release for each scenario.
async fn publish(
	market: &Market,
	cast: &Cast,
	folder: &Path,
) -> Result<BTreeMap<Scenario, ReleaseId>> {
	let scenarios: Vec<Scenario> = cast.scenarios().into_iter().collect();
	let (real, tiny): (Vec<_>, Vec<_>) =
		scenarios.into_iter().partition(|scenario| *scenario == Scenario::Real);
	let mut ids = market.publish_exact(&folder.join("tiny.stoa"), tiny.len()).await?;
	ids.extend(market.publish_exact(&folder.join("real.stoa"), real.len()).await?);
	Ok(tiny.into_iter().chain(real).zip(ids).collect())
}
