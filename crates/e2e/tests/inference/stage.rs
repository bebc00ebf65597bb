//! A network with its releases and providers, on which scenarios run side by side.

use anyhow::{Context, Result};
use std::time::Duration;
use stoa_e2e::{
	market::Market,
	network::{Fault, Network, ProviderHome, ProviderSetup},
	process::Process,
};
use stoa_primitives::{ReleaseId, STOA};

/// How long a job may take here, whatever happens to it.
pub const JOB: Duration = Duration::from_secs(300);
/// A prompt that must appear in no log.
pub const CANARY: &str = "What is the capital of France? cobalt-heron-7731";

// One release per scenario, so that each has the providers that it needs.
pub const HONEST: usize = 0;
pub const OTHER_ANSWER: usize = 1;
pub const STALL: usize = 2;
pub const ALL_STALL: usize = 3;
pub const NO_REVEAL: usize = 4;
pub const WITHHELD: usize = 5;
pub const RESTART: usize = 6;
/// How many there are.
pub const RELEASES: usize = 7;

/// A provider by name, account, fault, and the indices of the releases that it serves.
pub type Cast = (&'static str, &'static str, Fault, &'static [usize]);

/// What a scenario works with.
pub struct Stage {
	pub network: Network,
	pub market: Market,
	pub releases: Vec<ReleaseId>,
	pub providers: Vec<(Process, ProviderHome)>,
}

impl Stage {
	/// Publishes, and starts the cast.
	pub async fn new(network: Network, releases: usize, cast: &[Cast]) -> Result<Self> {
		let market = Market::new(network.client().await?, "//Alice")?;
		let accounts: Vec<&str> = cast.iter().map(|(_, account, _, _)| *account).collect();
		market.fund(&accounts, 10_000 * STOA).await?;
		let releases = market.publish(releases).await?;
		let mut stage = Self { network, market, releases, providers: Vec::new() };
		for (name, account, fault, serves) in cast {
			let serves: Vec<ReleaseId> =
				serves.iter().map(|index| stage.releases[*index]).collect();
			let home = stage.network.provider_home(&ProviderSetup {
				name,
				account,
				serves: &serves,
				bond: "1000 STOA",
				fault: *fault,
				..ProviderSetup::default()
			})?;
			stage.providers.push((stage.network.start_provider(&home)?, home));
		}
		Ok(stage)
	}

	/// Waits until every release has as many providers as the cast gives it.
	pub async fn ready(&self, cast: &[Cast]) -> Result<()> {
		for (index, release) in self.releases.iter().enumerate() {
			let servers = cast.iter().filter(|(_, _, _, serves)| serves.contains(&index)).count();
			self.market.wait_for_servers(*release, servers).await.with_context(|| {
				let tails = self.providers.iter().map(|(process, _)| process.tail());
				tails.collect::<Vec<_>>().join("\n--\n")
			})?;
		}
		Ok(())
	}
}
