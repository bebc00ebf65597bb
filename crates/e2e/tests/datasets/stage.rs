//! A network, people, custodians, and files to sell.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{fs, path::PathBuf, process::Output, time::Duration};
use stoa_client::{Client, keys};
use stoa_e2e::{
	leases::{self, Person},
	network::{ProviderHome, ProviderSetup},
	process::Process,
};
use stoa_primitives::{DataReleaseId, DatasetId};
use tokio::time::{Instant, sleep};

/// Who owns, buys or keeps something. Each scenario has people of its own, so that their money can be counted.
const PEOPLE: [&str; 17] = [
	"//Owner",
	"//Buyer",
	"//Other",
	"//Gone",
	"//Waiting",
	"//Liar",
	"//Cheated",
	"//Dustman",
	"//Fooled",
	"//Careful",
	"//Author",
	"//Editor",
	"//Traveller",
	"//Reader",
	"//Researcher",
	"//Keeper1",
	"//Keeper2",
];
/// The two who keep keys.
pub const KEEPERS: [&str; 2] = ["//Keeper1", "//Keeper2"];
/// Refused before anything is sent, or by the chain.
pub const REFUSED: i32 = 3;
/// The money came back.
pub const REFUNDED: i32 = 4;
/// What fees for transactions may take of what somebody has, in planck.
const FEES: u128 = stoa_primitives::STOA / 2;
/// Until a daemon has registered.
const REGISTERS: Duration = Duration::from_secs(90);

/// What scenarios work with.
pub struct Stage {
	/// The network, and an image with busybox.
	pub leases: leases::Stage,
	/// The daemons of [`KEEPERS`].
	pub keepers: tokio::sync::Mutex<Vec<Keeper>>,
}

/// A custodian's daemon.
pub struct Keeper {
	home: ProviderHome,
	daemon: Option<Process>,
}

/// What is sold.
pub struct Sold {
	/// The dataset.
	pub dataset: DatasetId,
	/// Its release.
	pub release: DataReleaseId,
	/// Its terms, in the order of the file.
	pub terms: Vec<u64>,
	/// The folder with its ciphertext.
	pub store: PathBuf,
}

impl Stage {
	pub async fn new() -> Result<Self> {
		let leases = leases::Stage::new(&PEOPLE).await?;
		let mut keepers = Vec::new();
		for (name, uri) in ["keeper-1", "keeper-2"].into_iter().zip(KEEPERS) {
			let home = leases.network.provider_home(&ProviderSetup {
				name,
				account: uri,
				bond: "500 STOA",
				more: "[custody]\nallow_private_peers = true\n\
				       [custody.compute]\nengine = \"embedded\"\nmemory_mib = 128\nseconds = 30\n",
				..ProviderSetup::default()
			})?;
			let daemon = Some(leases.network.start_provider(&home)?);
			keepers.push(Keeper { home, daemon });
		}
		let stage = Self { leases, keepers: tokio::sync::Mutex::new(keepers) };
		for (number, uri) in KEEPERS.into_iter().enumerate() {
			let end = Instant::now() + REGISTERS;
			while stage.client().finalised().await?.provider(&keys::account(uri)?).await?.is_none()
			{
				ensure!(Instant::now() < end, "{uri}: {}", stage.tail(number).await);
				sleep(Duration::from_millis(500)).await;
			}
		}
		Ok(stage)
	}

	pub fn client(&self) -> &Client {
		&self.leases.client
	}

	/// The last lines of a custodian's log.
	pub async fn tail(&self, number: usize) -> String {
		let keepers = self.keepers.lock().await;
		keepers[number].daemon.as_ref().map(Process::tail).unwrap_or_default()
	}

	/// A power cut of a custodian's daemon, which is started again.
	pub async fn restart(&self, number: usize) -> Result<()> {
		let mut keepers = self.keepers.lock().await;
		let keeper = &mut keepers[number];
		keeper.daemon.take().context("it runs")?.kill()?;
		keeper.daemon = Some(self.leases.network.start_provider(&keeper.home)?);
		Ok(())
	}

	/// Somebody.
	pub fn person(&self, uri: &'static str) -> Person<'_> {
		Person::new(&self.leases, uri)
	}

	/// Writes a file of this network's.
	pub fn file(&self, name: &str, content: &[u8]) -> Result<String> {
		let path = self.leases.network.folder().join(name);
		fs::write(&path, content)?;
		Ok(path.display().to_string())
	}

	/// Where a file of this network's is.
	pub fn path(&self, name: &str) -> String {
		self.leases.network.folder().join(name).display().to_string()
	}

	/// Publishes a file on terms.
	pub async fn publish(
		&self,
		owner: &'static str,
		content: &[u8],
		terms: &str,
		more: &[&str],
	) -> Result<Sold> {
		let name = owner.trim_start_matches('/');
		let file = self.file(&format!("{name}.csv"), content)?;
		let terms = self.file(&format!("{name}.toml"), terms.as_bytes())?;
		let store = self.path(&format!("{name}-store"));
		let mut arguments = vec!["data", "publish", "--yes", &file, "--name", name];
		arguments.extend(["--terms", &terms, "--store", &store]);
		arguments.extend(more);
		let published = self.person(owner).done(&arguments).await?;
		let id = |field: &str| {
			published[field].as_u64().with_context(|| format!("{field} in {published}"))
		};
		let terms = published["terms"].as_array().context("terms")?;
		Ok(Sold {
			dataset: id("dataset")? as DatasetId,
			release: id("release")? as DataReleaseId,
			terms: terms.iter().filter_map(Value::as_u64).collect(),
			store: store.into(),
		})
	}

	/// Buys on the first term, with the ciphertext from the owner's folder; whatever comes of it.
	pub async fn buy(&self, buyer: &'static str, sold: &Sold, out: &str) -> Result<Output> {
		let (dataset, term) = (sold.dataset.to_string(), sold.terms[0].to_string());
		let from = sold.store.display().to_string();
		let out = self.path(out);
		let mut arguments = vec!["data", "buy", &dataset, "--term", &term, "--price-limit", "100"];
		arguments.extend(["--yes", "--out", &out, "--from", &from]);
		self.person(buyer).run(&arguments).await
	}

	/// Delivers what is awaited of an owner until `until` has happened.
	pub async fn deliver_until<T>(
		&self,
		owner: &'static str,
		sold: &Sold,
		until: impl Future<Output = T>,
	) -> Result<T> {
		let store = sold.store.display().to_string();
		let person = self.person(owner);
		let arguments = ["data", "deliver", "--once", "--store", &store];
		let delivering = async {
			loop {
				if let Err(error) = person.done(&arguments).await {
					return error;
				}
				sleep(Duration::from_secs(3)).await;
			}
		};
		tokio::select! {
			done = until => Ok(done),
			error = delivering => Err(error),
		}
	}
}

/// What `stoa` printed as JSON.
pub fn json(output: &Output) -> Result<Value> {
	let said = String::from_utf8_lossy(&output.stdout);
	let why = String::from_utf8_lossy(&output.stderr);
	serde_json::from_str(&said).with_context(|| format!("{said}{why}"))
}

/// Succeeded, and what it printed.
pub fn succeeded(output: &Output) -> Result<Value> {
	let said = json(output)?;
	ensure!(output.status.success(), "{said}: {}", String::from_utf8_lossy(&output.stderr));
	Ok(said)
}

/// Ended with a code; what it printed.
pub fn ended(output: &Output, code: i32) -> Result<Value> {
	let said = json(output)?;
	let why = String::from_utf8_lossy(&output.stderr);
	ensure!(output.status.code() == Some(code), "{:?}: {said}{why}", output.status);
	Ok(said)
}

/// All that somebody had is back, but for fees.
pub async fn ensure_whole(person: &Person<'_>, before: u128, held: u128) -> Result<()> {
	let (_, now, still) = person.wealth().await?;
	ensure!(still == held, "{} are on hold, {held} were before", still);
	ensure!(now + FEES >= before, "had {before}, has {now}");
	Ok(())
}
