//! Jobs on a network that has other troubles, and what becomes of them.

use super::{ALICE, CHARLIE, LOOK};
use crate::{
	bench::Figure,
	lab::Lab,
	market::{Market, Terms},
	network::ProviderSetup,
	process::Process,
};
use anyhow::{Result, bail, ensure};
use std::{collections::BTreeMap, time::Duration};
use stoa_client::{Client, JobEvent};
use stoa_primitives::{BlockNumber, JobId, ReleaseId};
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
		let mut providers = Vec::new();
		for (index, account) in PROVIDERS.into_iter().enumerate() {
			let home = lab.provider_home(
				index,
				&ProviderSetup {
					name: &format!("provider{index}"),
					account,
					serves: &[release],
					bond: "1000 STOA",
					..ProviderSetup::default()
				},
			)?;
			providers.push(lab.start_provider(index, &home)?);
		}
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
		while theirs.next < self.books.next && Instant::now() < end {
			theirs.read(&other).await?;
		}
		for (job, fate) in &self.books.jobs {
			ensure!(theirs.jobs.get(job) == Some(fate), "job {job} ended otherwise elsewhere");
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

/// What the final chain says of every job.
#[derive(Default)]
struct Books {
	/// The next height to read.
	next: BlockNumber,
	jobs: BTreeMap<JobId, Fate>,
	slashed: u32,
	struck: u32,
}

/// How often each thing happened to a job.
#[derive(Default, PartialEq, Eq, Debug)]
struct Fate {
	paid: u32,
	returned: u32,
}

impl Books {
	async fn read(&mut self, client: &Client) -> Result<()> {
		let last = client.finalised().await?.number();
		while self.next <= last {
			for event in client.at_height(self.next).await?.job_events().await? {
				self.note(&event);
			}
			self.next += 1;
		}
		for (job, fate) in &self.jobs {
			ensure!(fate.paid + fate.returned <= 1, "job {job} ended twice: {fate:?}");
		}
		Ok(())
	}

	fn note(&mut self, event: &JobEvent) {
		match event {
			JobEvent::JobSubmitted { job, .. } => drop(self.jobs.insert(*job, Fate::default())),
			JobEvent::JobSettled { job, .. } => self.jobs.entry(*job).or_default().paid += 1,
			JobEvent::JobRefunded { job, .. } | JobEvent::JobCancelled { job, .. } => {
				self.jobs.entry(*job).or_default().returned += 1;
			}
			JobEvent::ProviderSlashed { .. } => self.slashed += 1,
			JobEvent::ProviderStruck { .. } => self.struck += 1,
			_ => {}
		}
	}

	fn open(&self) -> Vec<JobId> {
		let open = self.jobs.iter().filter(|(_, fate)| fate.paid + fate.returned == 0);
		open.map(|(job, _)| *job).collect()
	}

	fn ordered(&self) -> usize {
		self.jobs.len()
	}

	fn paid(&self) -> u32 {
		self.jobs.values().map(|fate| fate.paid).sum()
	}

	fn figures(&self) -> Vec<Figure> {
		let jobs = |name: &str, number: u32| Figure::new(name, f64::from(number), "");
		let twice = self.jobs.values().filter(|fate| fate.paid + fate.returned > 1).count();
		vec![
			jobs("jobs ordered around the partition", self.jobs.len() as u32),
			jobs("jobs paid", self.paid()).at_least(1.0),
			jobs("jobs refunded", self.jobs.values().map(|fate| fate.returned).sum()),
			jobs("jobs paid or refunded twice", twice as u32).at_most(0.0),
			jobs("honest providers slashed", self.slashed).at_most(0.0),
			jobs("honest providers struck", self.struck),
		]
	}
}
