//! What checked work brings back of what it burned, and what who stands behind a provider has of it, with `stoa`.

use crate::stand::{PEOPLE, PROVIDERS, Stand};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::time::Duration;
use stoa_e2e::network::Network;
use stoa_primitives::Balance;
use tokio::time::{Instant, sleep};

/// The provider that takes backers.
pub const BACKED: &str = PROVIDERS[0];
const BACKER: &str = PEOPLE[1];
const STRANGER: &str = PEOPLE[2];

/// Most of what a job burned that comes back, in percent.
const REBATE: Balance = 80;
/// By when jobs are final and their era is over, or stake that leaves is free.
const WAIT: Duration = Duration::from_secs(300);
const LOOK: Duration = Duration::from_secs(2);

/// Stake behind a provider.
pub struct Backing {
	/// The first block in which what leaves can be withdrawn.
	free: u64,
}

impl Backing {
	/// A provider says on what terms it is backed, and somebody stands behind it.
	pub async fn begins(network: &Network) -> Result<()> {
		said(network, BACKED, &["delegate", "terms", "10", "1000STOA"]).await?;
		said(network, BACKER, &["delegate", "add", BACKED, "100STOA"]).await?;
		Ok(())
	}

	/// A part of it begins to leave.
	pub async fn leaves(network: &Network) -> Result<Self> {
		let leaving = said(network, BACKER, &["delegate", "leave", BACKED, "40STOA"]).await?;
		Ok(Self { free: leaving["until"].as_u64().context("when it can be withdrawn")? })
	}

	/// What was earned is claimed, and what has left is withdrawn, once it is free.
	pub async fn ends(self, network: &Network, stand: &Stand) -> Result<()> {
		let earned = amount(&said(network, BACKER, &["delegate", "claim", BACKED]).await?)?;
		ensure!(earned > 0, "nothing was earned behind a provider that was paid");
		let end = Instant::now() + WAIT;
		while u64::from(stand.market.client.best().await?.number()) <= self.free {
			ensure!(Instant::now() < end, "the chain stands before block {}", self.free);
			sleep(LOOK).await;
		}
		said(network, BACKER, &["delegate", "withdraw", BACKED]).await?;
		let left = said(network, BACKER, &["delegate", "list"]).await?;
		let left = &left["delegations"][0];
		ensure!(left["stake"] == "60000000000000", "not what stays: {left}");
		ensure!(left["leaving"].as_array().is_some_and(Vec::is_empty), "still leaving: {left}");
		println!("       {earned} planck earned behind a provider, 40 STOA withdrawn");
		Ok(())
	}
}

/// Once eras have ended, a provider claims its rebate, somebody claims for another one, and what the model has earned
/// is passed on to its owner.
pub async fn come_back(network: &Network, stand: &mut Stand) -> Result<()> {
	let release = stand.release.to_string();
	for provider in &PROVIDERS[1..] {
		waits(network, provider).await?;
	}
	let own = amount(&said(network, PROVIDERS[1], &["rewards", "claim"]).await?)?;
	let other = amount(&said(network, STRANGER, &["rewards", "claim", PROVIDERS[2]]).await?)?;
	let owned = amount(&said(network, STRANGER, &["rewards", "pass-on", &release]).await?)?;
	let owner = amount(&said(network, PEOPLE[0], &["rewards", "claim"]).await?)?;
	ensure!(owner > 0 && owner <= owned, "the owner had {owner} of {owned}");
	let schedule = said(network, STRANGER, &["rewards", "show"]).await?;
	let minted = number(&schedule["schedule"]["minted"])?;
	ensure!(minted >= own + other + owner, "not minted: {schedule}");
	stand.books.read(&stand.market.client).await?;
	let (claimed, burned) = (own + other + owned, stand.books.burned());
	ensure!(claimed * 100 <= burned * REBATE, "{claimed} came back of {burned} planck burned");
	println!("       {claimed} planck came back of {burned} that jobs burned");
	Ok(())
}

/// Waits until somebody has something to claim.
async fn waits(network: &Network, who: &str) -> Result<()> {
	let end = Instant::now() + WAIT;
	loop {
		let shown = said(network, who, &["rewards", "show"]).await?;
		if number(&shown["claimable"])? > 0 {
			return Ok(());
		}
		ensure!(Instant::now() < end, "{who} has nothing to claim: {shown}");
		sleep(LOOK).await;
	}
}

/// What `stoa` says, which must not fail.
async fn said(network: &Network, who: &str, arguments: &[&str]) -> Result<Value> {
	match network.ask(who, arguments).await? {
		Ok(said) => Ok(said),
		Err(error) => bail!("stoa {} as {who}: {error}", arguments.join(" ")),
	}
}

fn amount(said: &Value) -> Result<Balance> {
	number(&said["amount"])
}

fn number(value: &Value) -> Result<Balance> {
	value.as_str().and_then(|text| text.parse().ok()).with_context(|| format!("no amount: {value}"))
}
