//! Jobs on a network that has other troubles, and what becomes of them.

use super::{ALICE, CHARLIE, LOOK};
use crate::{
	bench::Figure,
	books::Books,
	lab::Lab,
	market::{Market, Terms},
	network::start_each,
	process::Process,
};
use anyhow::{Result, bail, ensure};
use std::time::Duration;
use stoa_client::Client;
use stoa_primitives::ReleaseId;
use tokio::time::{Instant, sleep};

/// A provider on each validator's host.
const PROVIDERS: [&str; 4] = ["//Provider1", "//Provider2", "//Provider3", "//Provider4"];

/// Requesters at two nodes, and the providers.
pub struct Trade {
	here: Market,
	there: Market,
	release: ReleaseId,
	/// Those of all four hosts. They end with this.
	providers: Vec<Process>,
	books: Books,
}

impl Trade {
	/// Publishes a model, and has a provider on each host serve it.
	pub async fn new(lab: &Lab) -> Result<Self> {
		let here = Market::new(Client::connect(&lab.nodes[ALICE].url).await?, "//Alice")?;
		let there = Market::new(Client::connect(&lab.nodes[CHARLIE].url).await?, "//Eve")?;
		let release = here.publish(1).await?[0];
		let providers = start_each(&PROVIDERS, release, |index, setup| {
			lab.start_provider(index, &lab.provider_home(index, setup)?)
		})?;
		here.wait_for_servers(release, PROVIDERS.len()).await?;
		Ok(Self { here, there, release, providers, books: Books::default() })
	}

	/// Orders jobs at the first validator.
	pub async fn order_here(&self, jobs: usize) -> Result<()> {
		order(&self.here, self.release, jobs).await
	}

	/// Orders jobs at the third one.
	pub async fn order_there(&self, jobs: usize) -> Result<()> {
		order(&self.there, self.release, jobs).await
	}

	/// Waits until the final chain knows how each job on it ended, and says what became of them. A job with two
	/// ends is an error.
	pub async fn ended(&mut self, lab: &Lab, within: Duration) -> Result<Vec<Figure>> {
		let end = Instant::now() + within;
		loop {
			self.books.read(&self.here.client).await?;
			if self.books.open().is_empty() && self.books.ordered() > 0 {
				break;
			}
			if Instant::now() > end {
				let tails: Vec<_> = self.providers.iter().map(Process::tail).collect();
				bail!("jobs {:?} did not end:\n{}", self.books.open(), tails.join("\n--\n"));
			}
			sleep(LOOK).await;
		}
		ensure!(self.books.paid() > 0, "no job was paid");
		// What another node finalised says the same.
		let mut theirs = Books::default();
		let other = Client::connect(&lab.nodes[CHARLIE].url).await?;
		let end = Instant::now() + within;
		while theirs.next() < self.books.next() && Instant::now() < end {
			theirs.read(&other).await?;
		}
		theirs.confirm(&self.books)?;
		for strike in self.books.struck() {
			println!("       struck: {strike}");
		}
		Ok(self.books.figures())
	}
}

async fn order(market: &Market, release: ReleaseId, jobs: usize) -> Result<()> {
	for _ in 0..jobs {
		market.order(release, "Name three colours.", Terms::default()).await?;
	}
	Ok(())
}
