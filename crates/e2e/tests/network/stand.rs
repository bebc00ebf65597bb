//! Providers at work, and somebody who orders, on a network whose holders decide meanwhile.

use anyhow::{Result, bail};
use std::time::Duration;
use stoa_client::Client;
use stoa_e2e::{
	books::Books,
	market::{Market, Terms},
	network::{Network, start_each},
	process::Process,
};
use stoa_primitives::{JobId, ReleaseId, STOA};
use tokio::time::{Instant, sleep};

/// Who serves. They vote on nothing.
pub const PROVIDERS: [&str; 3] = ["//Provider3", "//Provider4", "//Provider5"];
/// Who orders and owns the model, who backs a provider, and who claims for others.
pub const PEOPLE: [&str; 3] = ["//Requester", "//Backer", "//Stranger"];

const LOOK: Duration = Duration::from_millis(500);

/// Providers, each at a node of its own, and a client that stays connected throughout.
pub struct Stand {
	/// Who orders.
	pub market: Market,
	/// What is served.
	pub release: ReleaseId,
	/// What the first node's final chain says of all jobs.
	pub books: Books,
	providers: Vec<Process>,
}

/// Gives everybody some tokens.
pub async fn fund(network: &Network) -> Result<()> {
	let client = Client::connect(&network.nodes[0].url).await?;
	Market::new(client, "//Alice")?.fund(&PEOPLE, 20_000 * STOA).await
}

impl Stand {
	/// Publishes a model, and has everybody serve it.
	pub async fn open(network: &Network) -> Result<Self> {
		let market = Market::new(Client::connect(&network.nodes[0].url).await?, PEOPLE[0])?;
		let release = market.publish(1).await?[0];
		let providers = start_each(&PROVIDERS, release, |index, setup| {
			network.start_provider(&network.provider_home_at(index, setup)?)
		})?;
		market.wait_for_servers(release, PROVIDERS.len()).await?;
		Ok(Self { market, release, books: Books::default(), providers })
	}

	/// Orders an answer.
	pub async fn order(&self) -> Result<JobId> {
		self.market.order(self.release, "Name three colours.", Terms::default()).await
	}

	/// Waits until every job that was ordered has ended in a final block.
	pub async fn all_ended(&mut self, within: Duration) -> Result<()> {
		let end = Instant::now() + within;
		loop {
			self.books.read(&self.market.client).await?;
			if self.books.open().is_empty() {
				return Ok(());
			}
			if Instant::now() > end {
				let tails: Vec<_> = self.providers.iter().map(Process::tail).collect();
				bail!("jobs {:?} did not end:\n{}", self.books.open(), tails.join("\n--\n"));
			}
			sleep(LOOK).await;
		}
	}

	/// An error if a provider has ended.
	pub fn all_serve(&mut self) -> Result<()> {
		self.providers.iter_mut().try_for_each(Process::still_runs)
	}
}
