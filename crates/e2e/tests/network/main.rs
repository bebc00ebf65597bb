//! Networks that lose machines, links and clocks: four validators in namespaces of their own (`stoa_e2e::lab`), with
//! real providers at work. What is demanded of them stands beside what happens to them, in `stoa_e2e::faults`. And
//! networks on this machine whose members come, go and decide, from polkadot.js.

mod emergency;
mod governance;
mod rewards;
mod stand;
mod upgrade;
mod validator;

use anyhow::{Result, ensure};
use governance::{Matter, Referendum};
use rewards::Backing;
use stand::Stand;
use std::collections::BTreeSet;
use stoa_e2e::{
	bench::Figure,
	faults::{self, equivocation, flood, one, partition, trade::Trade},
	lab::{self, Lab},
	monitoring,
	network::Network,
	scenario::{block_on, named},
};

/// Prints figures, and demands that each keeps its bound.
fn kept(figures: &[Figure]) -> Result<()> {
	for figure in figures {
		println!("       {figure}");
	}
	ensure!(figures.iter().all(Figure::is_ok), "a figure is short of its bound");
	Ok(())
}

/// With jobs in flight throughout: what ends badly here would cost somebody money.
async fn with_jobs() -> Result<()> {
	let mut lab = Lab::new().await?;
	let mut trade = Trade::new(&lab).await?;
	named("one of four is killed", async {
		trade.order_here(1).await?;
		kept(&one::killed(&mut lab).await?)
	})
	.await?;
	named("a wiped validator is back", async { kept(&one::wiped(&mut lab).await?) }).await?;
	named("two of four are cut off", async {
		kept(&partition::two_and_two(&lab, &mut trade).await?)
	})
	.await?;
	named("operators see it", watched(&lab)).await
}

/// Every metric that an operator's files name is there, and the chain's jobs are in it.
async fn watched(lab: &Lab) -> Result<()> {
	let scrape = lab.nodes[faults::ALICE].metrics().await?;
	let (dashboard, alerts) =
		(monitoring::file("dashboard.json")?, monitoring::file("alerts.yml")?);
	let names: BTreeSet<&str> =
		monitoring::named(&dashboard).union(&monitoring::named(&alerts)).copied().collect();
	let missing = monitoring::missing(&names, &scrape);
	ensure!(missing.is_empty(), "no such metrics: {missing:?}");
	let paid = lab.nodes[faults::ALICE].counted("stoa_market_job_steps_total", "settled").await?;
	ensure!(paid > 0, "the metrics know of no paid job");
	println!("       {} metrics that alerts and dashboard name; {paid} jobs paid", names.len());
	Ok(())
}

async fn without_jobs() -> Result<()> {
	let mut lab = Lab::new().await?;
	named("one of four stands still", async { kept(&one::stopped(&lab).await?) }).await?;
	named("late and lost frames", async { kept(&one::bad_weather(&lab).await?) }).await?;
	named("one is asked too much", async { kept(&flood::flooded(&lab).await?) }).await?;
	named("one clock is ahead", async { kept(&one::late_clock(&mut lab).await?) }).await?;
	named("the same keys on two nodes", async {
		kept(&equivocation::same_keys_twice(&mut lab).await?)
	})
	.await
}

#[test]
fn nothing_final_is_lost_whatever_happens_to_the_network() {
	block_on(async {
		if !lab::permitted()? {
			return Ok(());
		}
		let (with, without) = tokio::join!(with_jobs(), without_jobs());
		with?;
		without
	});
}

/// On one network: holders decide three times, the last release gives way to this one, and work brings back what it
/// burned.
async fn holders_decide(network: &mut Network) -> Result<()> {
	let url = network.nodes[0].url.clone();
	let file = upgrade::runtime(network.folder())?;
	stand::fund(network).await?;
	let proposed = async {
		let upgrade = Referendum::propose(&url, Matter::Upgrade(&file)).await?;
		anyhow::Ok((upgrade, Referendum::propose(&url, Matter::Limit("500")).await?))
	};
	let (proposed, stand) = tokio::join!(proposed, Stand::open(network));
	let ((upgrade, limit), mut stand) = (proposed?, stand?);
	// What was proposed has to wait: there is time for an emergency.
	let mut backing = None;
	named("holders stop and resume what is new", async {
		Backing::begins(network).await?;
		backing = Some(emergency::nothing_new_begins(network, &mut stand).await?);
		Ok(())
	})
	.await?;
	// Each is decided while the other one waits; the runtime changes when both are.
	named("a referendum moves a parameter", governance::parameter_moves(limit)).await?;
	named(
		"a referendum upgrades the runtime",
		upgrade::by_referendum(network, &mut stand, upgrade, &file),
	)
	.await?;
	named("work brings back what it burned", rewards::come_back(network, &mut stand)).await?;
	named("a backer is paid and leaves", async {
		match backing {
			Some(backing) => backing.ends(network, &stand).await,
			None => Ok(()),
		}
	})
	.await
}

#[test]
fn anybody_validates_and_holders_decide() {
	block_on(async {
		let mut network = Network::begin(upgrade::chain()?, &[]).await?;
		network.join("fifth").await?;
		let fifth = network.nodes[4].url.clone();
		let (joined, decided) = tokio::join!(
			named("a fifth validator joins and leaves", validator::joins_and_leaves(&fifth)),
			holders_decide(&mut network),
		);
		decided?;
		joined
	});
}
