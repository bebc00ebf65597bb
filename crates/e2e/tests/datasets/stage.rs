//! A network, people, custodians, and files to sell.

use anyhow::{Context, Result, ensure};
use std::{process::Output, time::Duration};
use stoa_client::{Client, keys};
pub use stoa_e2e::data::{Sold, ended, succeeded};
use stoa_e2e::{
	data,
	leases::{self, Person},
	network::{ProviderHome, ProviderSetup},
	process::Process,
};
use tokio::time::{Instant, sleep};

/// Who owns, buys or keeps something. Each scenario has people of its own, so that their money can be counted.
const PEOPLE: [&str; 37] = [
	"//Owner",
	"//Buyer",
	"//Second",
	"//Other",
	"//Gone",
	"//Waiting",
	"//Patient",
	"//Liar",
	"//Cheated",
	"//Dustman",
	"//Fooled",
	"//Careful",
	"//Author",
	"//Editor",
	"//Traveller",
	"//Reader",
	"//Tuner",
	"//Owner2",
	"//Researcher",
	"//Student",
	"//Latecomer",
	"//Keeper",
	"//Splitter",
	"//Analyst",
	"//Sharer",
	"//Pollster",
	"//Lonely",
	"//Unlucky",
	"//Sailor",
	"//Fan",
	"//Landlord",
	"//Mover",
	"//Heir",
	"//Guest",
	"//Keeper1",
	"//Keeper2",
	"//Keeper3",
];
/// Who keep keys. The third one stops for good in one of the scenarios.
pub const KEEPERS: [&str; 3] = ["//Keeper1", "//Keeper2", "//Keeper3"];
/// Refused before anything is sent, or by the chain.
pub const REFUSED: i32 = 3;
/// The money came back.
pub const REFUNDED: i32 = 4;
/// What fees for transactions may take of what somebody has, in planck.
pub const FEES: u128 = stoa_primitives::STOA / 2;
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

impl Stage {
	pub async fn new() -> Result<Self> {
		let leases = leases::Stage::new(&PEOPLE).await?;
		let mut keepers = Vec::new();
		for (name, uri) in ["keeper-1", "keeper-2", "keeper-3"].into_iter().zip(KEEPERS) {
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

	/// A power cut of a custodian's daemon, which stays away.
	pub async fn stop(&self, number: usize) -> Result<()> {
		self.keepers.lock().await[number].daemon.take().context("it runs")?.kill()
	}

	/// Somebody.
	pub fn person(&self, uri: &'static str) -> Person<'_> {
		Person::new(&self.leases, uri)
	}

	/// Writes a file of this network's.
	pub fn file(&self, name: &str, content: &[u8]) -> Result<String> {
		data::file(&self.leases, name, content)
	}

	/// Where a file of this network's is.
	pub fn path(&self, name: &str) -> String {
		data::path(&self.leases, name)
	}

	/// Publishes a file on terms.
	pub async fn publish(
		&self,
		owner: &'static str,
		content: &[u8],
		terms: &str,
		more: &[&str],
	) -> Result<Sold> {
		data::publish(&self.leases, owner, content, terms, more).await
	}

	/// Buys on the first term, with the ciphertext from the owner's folder; whatever comes of it.
	pub async fn buy(&self, buyer: &'static str, sold: &Sold, out: &str) -> Result<Output> {
		data::buy(&self.leases, buyer, sold, out).await
	}

	/// Delivers what is awaited of an owner until `until` has happened.
	pub async fn deliver_until<T>(
		&self,
		owner: &'static str,
		sold: &Sold,
		until: impl Future<Output = T>,
	) -> Result<T> {
		data::deliver_until(&self.leases, owner, sold, until).await
	}
}

/// All that somebody had is back, but for fees.
pub async fn ensure_whole(person: &Person<'_>, before: u128, held: u128) -> Result<()> {
	let (_, now, still) = person.wealth().await?;
	ensure!(still == held, "{} are on hold, {held} were before", still);
	ensure!(now + FEES >= before, "had {before}, has {now}");
	Ok(())
}
