//! What leases need: an image, a provider that leases out this machine, tenants at the command line, and what the
//! chain wrote down of their money.

mod image;
mod ledger;
mod tenant;

pub use image::{SERVE, busybox};
pub use ledger::{Ledger, planck};
pub use tenant::{Flat, Person};

use crate::{
	market::Market,
	network::{Network, ProviderHome, ProviderSetup},
	process::Process,
};
use anyhow::{Context, Result, ensure};
use std::{path::PathBuf, time::Duration};
use stoa_client::{
	Client, keys,
	types::{LeaseStage, OfferDetails},
};
use stoa_primitives::{OfferId, STOA};
use tokio::time::{Instant, sleep};

/// Until a daemon has registered and offers.
const OFFERS: Duration = Duration::from_secs(180);
/// The shortest period that the chain allows, in blocks.
pub const PERIOD: u32 = 10;
/// The price of one unit, in planck per block.
pub const PRICE: u128 = STOA / 1_000;

/// A network, and what is leased out on it.
pub struct Stage {
	/// The chain.
	pub network: Network,
	/// A client of it.
	pub client: Client,
	/// The image that is leased machines' to run.
	pub image: PathBuf,
}

/// A provider that leases out this machine.
pub struct Landlord {
	/// Secret URI of its account.
	pub uri: &'static str,
	/// What it offers.
	pub offer: OfferId,
	home: ProviderHome,
	daemon: Option<Process>,
}

impl Stage {
	/// A development chain, with an account for each of `people`.
	pub async fn new(people: &[&str]) -> Result<Self> {
		let network = Network::dev().await?;
		let client = network.client().await?;
		let image = busybox(network.folder())?;
		Market::new(client.clone(), "//Alice")?.fund(people, 1_000 * STOA).await?;
		Ok(Self { network, client, image })
	}

	/// Starts a provider that offers `units` units of one core, 128 MiB and 1 GiB each, and waits for the offer.
	pub async fn landlord(&self, name: &str, uri: &'static str, units: u32) -> Result<Landlord> {
		let more = format!(
			"[leases]\nengine = \"embedded\"\npids = 128\nprice_per_block = \"0.001 STOA\"\nunits = {units}\ncpu_cores = 1\n\
			 memory_mib = 128\ndisk_gib = 1\nmin_blocks = 5\nmax_blocks = 1200\nperiod_blocks = {PERIOD}\n\
			 renewals = {{ price_per_block = \"0.002 STOA\", times = 1 }}\n"
		);
		let home = self.network.provider_home(&ProviderSetup {
			name,
			account: uri,
			bond: "500 STOA",
			more: &more,
			..ProviderSetup::default()
		})?;
		let daemon = self.network.start_provider(&home)?;
		let mut landlord = Landlord { uri, offer: 0, home, daemon: Some(daemon) };
		landlord.offer = self.wait_for_offer(&landlord).await?;
		Ok(landlord)
	}

	async fn wait_for_offer(&self, landlord: &Landlord) -> Result<OfferId> {
		let account = keys::account(landlord.uri)?;
		let end = Instant::now() + OFFERS;
		loop {
			let at = self.client.best().await?;
			if let Some((id, _)) = at.offers_of(&account).await?.first() {
				return Ok(*id);
			}
			ensure!(Instant::now() < end, "{} offers nothing:\n{}", landlord.uri, landlord.tail());
			sleep(Duration::from_millis(500)).await;
		}
	}

	/// An offer as the best block has it.
	pub async fn offer(&self, id: OfferId) -> Result<OfferDetails> {
		self.client.best().await?.offer(id).await?.context("the offer is there")
	}

	/// Whether in the state of a block as many units of an offer are in use as its leases and bids have.
	pub async fn ensure_counted(&self, block: u32, landlord: &Landlord) -> Result<()> {
		let at = self.client.at_height(block).await?;
		let used = at.offer(landlord.offer).await?.context("the offer is there")?.used;
		let mut counted = 0;
		for id in at.leases_of(&keys::account(landlord.uri)?).await? {
			let info = at.lease(id).await?.context("it is listed")?;
			let over = matches!(info.details.stage, LeaseStage::Contested(_));
			counted += if over { 0 } else { info.details.units };
		}
		for (_, request) in at.lease_requests().await? {
			if request.best.as_ref().is_some_and(|bid| bid.offer == landlord.offer) {
				counted += request.order.units;
			}
		}
		ensure!(
			used == counted,
			"block {block}: {used} units in use, {counted} in leases and bids"
		);
		Ok(())
	}

	/// Waits until the best block is at least `block`.
	pub async fn wait_for_block(&self, block: u32) -> Result<()> {
		while self.client.best().await?.number() < block {
			sleep(Duration::from_millis(300)).await;
		}
		Ok(())
	}
}

impl Landlord {
	/// The last lines of its log.
	pub fn tail(&self) -> String {
		self.daemon.as_ref().map(Process::tail).unwrap_or_default()
	}

	/// Names of the workloads that its machine still has.
	pub fn workloads(&self) -> Result<Vec<String>> {
		let home = self.home.config().parent().context("a folder")?;
		let entries = std::fs::read_dir(home.join("data/runner/workloads"))?;
		Ok(entries
			.flatten()
			.map(|entry| entry.file_name().to_string_lossy().into_owned())
			.collect())
	}

	/// Whether its daemon was started, and neither stopped nor killed.
	pub fn is_up(&self) -> bool {
		self.daemon.is_some()
	}

	/// A power cut of the daemon alone.
	pub fn kill(&mut self) -> Result<()> {
		self.daemon.take().context("it runs")?.kill()
	}

	/// Starts it again in its folder.
	pub fn start(&mut self, stage: &Stage) -> Result<()> {
		self.daemon = Some(stage.network.start_provider(&self.home)?);
		Ok(())
	}

	/// Ends it as its owner does.
	pub fn stop(&mut self) -> Result<()> {
		let ended = self.daemon.take().context("it runs")?.terminate(Duration::from_secs(40))?;
		ensure!(ended.success(), "{ended}");
		Ok(())
	}
}
