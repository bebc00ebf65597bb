//! A provider that is struck appeals, loses, and wins before a larger panel that others have paid for. Nobody brings
//! evidence.

use crate::stage::{FEE, LOCK, REFUSED, Stage};
use anyhow::{Result, ensure};
use std::time::Duration;
use stoa_client::keys;
use stoa_e2e::{
	market::{Market, Terms},
	network::ProviderSetup,
	process::Process,
};
use stoa_primitives::STOA;
use tokio::time::{Instant, sleep};

const PROVIDERS: [&str; 2] = ["//Provider4", "//Provider5"];
const STRUCK: &str = PROVIDERS[0];
const PUSHER: &str = "//Provider2";
/// Who pays for the provider, and what, in STOA; the second pays what is lacking.
const FOR: [(&str, f64); 2] = [("//Crowd1", 40.0), ("//Crowd2", 30.0)];
/// Who pays for the other side.
const AGAINST: &str = "//Crowd3";
const JOB: Duration = Duration::from_secs(240);

async fn strikes(stage: &Stage) -> Result<u32> {
	let at = stage.client().best().await?;
	let info = at.provider(&keys::account(STRUCK)?).await?;
	Ok(info.map_or(0, |info| info.record.strikes))
}

/// Two providers that never answer get a job, and a strike each.
pub async fn struck(stage: &Stage) -> Result<Vec<Process>> {
	let market = Market::new(stage.client().clone(), "//Ferdie")?;
	market.fund(&[FOR[0].0, FOR[1].0, AGAINST], 1_000 * STOA).await?;
	let release = market.publish(1).await?[0];
	let mut running = Vec::new();
	for account in PROVIDERS {
		let home = stage.network().provider_home(&ProviderSetup {
			name: account.trim_start_matches('/'),
			account,
			serves: &[release],
			bond: "1000 STOA",
			fault: Some(&["--fault", "never-commit"]),
			..ProviderSetup::default()
		})?;
		running.push(stage.network().start_provider(&home)?);
	}
	market.wait_for_servers(release, PROVIDERS.len()).await?;
	let terms = Terms { executors: 2, ..Terms::default() };
	market.order(release, "Say hello.", terms).await?;
	let end = Instant::now() + JOB;
	while strikes(stage).await? == 0 {
		ensure!(Instant::now() < end, "nobody is struck");
		sleep(Duration::from_secs(3)).await;
	}
	Ok(running)
}

/// Both sides are paid for in full, so the next round begins at once.
async fn crowdfund(stage: &Stage, case: u64) -> Result<()> {
	let number = case.to_string();
	let fund = |side: &'static str| ["dispute", "fund", "--yes", &number, "--side", side];
	let part = format!("{}STOA", FOR[0].1);
	let first = stage.done(FOR[0].0, &[&fund("claimant")[..], &[part.as_str()]].concat()).await?;
	ensure!(first["lacking"] == (30 * STOA).to_string(), "{first}");
	let second = stage.done(FOR[1].0, &fund("claimant")).await?;
	ensure!(second["lacking"] == "0" && second["paid"] == (30 * STOA).to_string(), "{second}");
	let other = stage.done(AGAINST, &fund("respondent")).await?;
	ensure!(other["lacking"] == "0" && other["paid"] == (35 * STOA).to_string(), "{other}");
	Ok(())
}

/// The strikes go; whoever was right is whole, and more.
pub async fn appealed(stage: &Stage) -> Result<()> {
	for who in [STRUCK, FOR[0].0, FOR[1].0, AGAINST] {
		stage.watch(who).await?;
	}
	let before = strikes(stage).await?;
	let (code, innocent) = stage.say(PUSHER, &["dispute", "raise", "--strikes", "--yes"]).await?;
	ensure!(code == Some(REFUSED), "it has no strikes: {innocent}");
	let case = stage.raise(STRUCK, &["--strikes"]).await?;
	stage.push_to(PUSHER, case, "committing").await?;
	let first = stage.panel(case).await?;
	ensure!(first.len() == 3, "{first:?}");
	let votes = [(first[0], "dismiss"), (first[1], "dismiss"), (first[2], "restore")];
	stage.vote(PUSHER, case, &votes, &[]).await?;
	stage.push_to(PUSHER, case, "appealing").await?;
	crowdfund(stage, case).await?;
	stage.push_to(PUSHER, case, "committing").await?;
	let second = stage.panel(case).await?;
	ensure!(second.len() == 7, "{second:?}");
	ensure!(second.iter().all(|juror| !first.contains(juror)), "{second:?} judged in {first:?}");
	let ruling = |place| if place == 0 { "dismiss" } else { "restore" };
	let votes: Vec<_> = second.iter().enumerate().map(|(at, who)| (*who, ruling(at))).collect();
	stage.vote(PUSHER, case, &votes, &[]).await?;
	stage.push_to(PUSHER, case, "over").await?;
	ensure!(strikes(stage).await? < before, "its record is as it was");
	settled(stage, &first, &second).await;
	Ok(())
}

/// What the rules say that everybody has got.
async fn settled(stage: &Stage, first: &[&'static str], second: &[&'static str]) {
	let quarter = LOCK / 4.0;
	for wrong in [first[0], first[1], second[0]] {
		stage.earned(wrong, -quarter).await;
	}
	// Two lost a quarter each, and half of a lock is the most that one gets.
	stage.earned(first[2], FEE + LOCK / 2.0).await;
	for right in &second[1..] {
		stage.earned(right, FEE + quarter / 6.0).await;
	}
	// Nobody is on the other side, so the provider pays the one of the first panel who was right.
	stage.earned(STRUCK, -FEE).await;
	// Both sides' money, less six fees, goes to those who paid for the side that was right.
	let paid: f64 = FOR.iter().map(|(_, paid)| paid).sum();
	let left = paid + 35.0 - 6.0 * FEE;
	for (who, part) in FOR {
		stage.earned(who, left * part / paid - part).await;
	}
	stage.earned(AGAINST, -35.0).await;
}
