//! A network with its releases of class Exact, and who serves them.

use anyhow::{Context, Result};
use std::{
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use stoa_client::{AccountId, keys};
use stoa_e2e::{
	market::Market,
	network::{Fault, Network, ProviderHome, ProviderSetup, model_file},
	process::Process,
};
use stoa_exact::{artefact::Artefact, gguf::Gguf, model::Model};
use stoa_primitives::{Balance, ReleaseId, STOA};
use stoa_text::Text;

/// How long a job may take here, games included.
pub const JOB: Duration = Duration::from_secs(420);
/// What a liar, or an executor that must be drawn, has bonded: three quarters of a release, so that most
/// draws of an executor end at it, and those of its auditors not always.
const LARGE: &str = "900 STOA";
/// What everyone else has.
const SMALL: &str = "150 STOA";

/// A provider to be: name, arguments of `faulty-provider`, bond, and the scenarios that it serves.
struct Player {
	name: String,
	fault: Fault,
	bond: &'static str,
	serves: Vec<usize>,
	real: bool,
}

/// Who plays in which scenario. Scenarios are numbered: the liars', then the false auditor's, the gang's and
/// the real model's.
pub struct Cast {
	players: Vec<Player>,
	liars: usize,
}

impl Cast {
	/// One liar with a release of its own for each of `liars`, and the others.
	pub fn new(liars: &[(&'static str, &'static [&'static str])]) -> Self {
		let count = liars.len();
		let (false_auditor, gang, real) = (count, count + 1, count + 2);
		let mut players = Vec::new();
		let mut add = |name: &str, fault: Fault, bond, serves: &[usize], real| {
			let (name, serves) = (name.to_owned(), serves.to_vec());
			players.push(Player { name, fault, bond, serves, real });
		};
		let all: Vec<usize> = (0..count).collect();
		for name in ["auditor-1", "auditor-2"] {
			add(name, None, SMALL, &all, false);
		}
		for (at, (name, fault)) in liars.iter().enumerate() {
			add(name, Some(*fault), LARGE, &[at], false);
		}
		add("accused", None, LARGE, &[false_auditor], false);
		for name in ["slanderer-1", "slanderer-2"] {
			add(name, Some(&["--lie", "contradiction"]), SMALL, &[false_auditor], false);
		}
		for name in ["gang-1", "gang-2", "gang-3"] {
			add(name, Some(&["--lie", "gang"]), SMALL, &[gang], false);
		}
		for name in ["real-1", "real-2", "real-3"] {
			add(name, None, SMALL, &[real], true);
		}
		Self { players, liars: count }
	}
}

/// What a scenario works with.
pub struct Stage {
	pub network: Network,
	pub market: Market,
	/// By scenario.
	pub releases: Vec<ReleaseId>,
	pub tiny: PathBuf,
	pub real: PathBuf,
	liars: usize,
	names: Vec<(String, AccountId, bool)>,
	/// What whoever keeps all promises had when it could be drawn, in planck.
	pub began: Vec<(String, AccountId, Balance)>,
	_providers: Vec<(Process, ProviderHome)>,
}

impl Stage {
	/// Makes the artefacts, publishes, starts the cast, and waits until it can be drawn.
	pub async fn new(cast: &Cast) -> Result<Self> {
		let network = Network::dev().await?;
		let market = Market::new(network.client().await?, "//Alice")?;
		let tiny = network.folder().join("tiny.stoa");
		let gguf = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");
		write_artefact(Path::new(gguf), &tiny)?;
		let real = network.folder().join("real.stoa");
		write_artefact(&model_file()?, &real)?;
		let mut releases = market.publish_exact(&tiny, cast.liars + 2).await?;
		releases.extend(market.publish_exact(&real, 1).await?);

		let uris: Vec<String> =
			(1..).map(|n| format!("//Exact{n}")).take(cast.players.len()).collect();
		market.fund(&uris.iter().map(String::as_str).collect::<Vec<_>>()).await?;
		let (mut names, mut providers) = (Vec::new(), Vec::new());
		for (player, uri) in cast.players.iter().zip(&uris) {
			let serves: Vec<ReleaseId> = player.serves.iter().map(|at| releases[*at]).collect();
			let artefact = if player.real { &real } else { &tiny };
			let engine = format!("exact = {{ artefact = \"{}\" }}", artefact.display());
			let home = network.provider_home(&ProviderSetup {
				name: &player.name,
				account: uri,
				serves: &serves,
				bond: player.bond,
				engine: &engine,
				fault: player.fault,
				..ProviderSetup::default()
			})?;
			providers.push((network.start_provider(&home)?, home));
			names.push((player.name.clone(), keys::account(uri)?, player.fault.is_none()));
		}
		let mut stage = Self {
			network,
			market,
			releases,
			tiny,
			real,
			liars: cast.liars,
			names,
			began: Vec::new(),
			_providers: providers,
		};
		for release in &stage.releases {
			stage.market.wait_for_servers(*release, 3).await.with_context(|| {
				let tails = stage._providers.iter().map(|(process, _)| process.tail());
				tails.collect::<Vec<_>>().join("\n--\n")
			})?;
		}
		for (name, who, _) in stage.names.iter().filter(|(_, _, honest)| *honest) {
			stage.began.push((name.clone(), *who, stage.wealth(who).await?));
		}
		Ok(stage)
	}

	/// The scenario of the false auditors.
	pub fn false_auditor(&self) -> ReleaseId {
		self.releases[self.liars]
	}

	/// The scenario of the gang.
	pub fn gang(&self) -> ReleaseId {
		self.releases[self.liars + 1]
	}

	/// The scenario of the real model.
	pub fn real_release(&self) -> ReleaseId {
		self.releases[self.liars + 2]
	}

	/// A provider's account.
	pub fn account(&self, name: &str) -> AccountId {
		let found = self.names.iter().find(|(known, _, _)| known == name);
		found.map(|(_, account, _)| *account).expect("in the cast")
	}

	/// What a provider has in all: bond and purse, in planck.
	pub async fn wealth(&self, who: &AccountId) -> Result<Balance> {
		let balances = self.market.client.best().await?.balance(who).await?;
		Ok(balances.free + balances.held)
	}
}

/// What everyone of the cast was given.
pub const PURSE: Balance = 10_000 * STOA;

fn write_artefact(gguf: &Path, to: &Path) -> Result<()> {
	let file = Gguf::open(gguf)?;
	let text = Text::from_gguf(&file)?;
	let model = Arc::new(Model::import(&file)?);
	Artefact::new(model, text.ends(), *text.hash())?.write(to)?;
	Ok(())
}
