//! A lease from the offer to what comes back: a page, logs, a shell, longer, paid, closed early.

use crate::script;
use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_e2e::leases::{Flat, Landlord, Ledger, PERIOD, PRICE, Person, Stage};
use tokio::time::sleep;

/// Until a server that was started listens.
const LISTENS: Duration = Duration::from_secs(60);

/// All of it.
pub async fn whole(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let tenant = Person::new(stage, "//Life");
	quoted(&tenant, landlord).await?;
	let flat = tenant.rent(landlord, 200, &[], true).await?;
	let page = flat.page_within("index.html", LISTENS).await?;
	ensure!(page.trim() == "hello from Life", "{page}");
	printed(&tenant, &flat).await?;
	ran(&tenant, &flat).await?;
	lasted(&tenant, &flat).await?;
	signed(stage, &flat).await?;
	script::claims(stage, &flat).await?;
	closed(stage, landlord, &tenant, flat).await
}

/// What is said before anybody signs is what the chain says.
async fn quoted(tenant: &Person<'_>, landlord: &Landlord) -> Result<()> {
	let offer = landlord.offer.to_string();
	let quote = tenant.done(&["lease", "quote", &offer, "--blocks", "200"]).await?;
	let is = |name: &str, amount: u128| quote[name].as_str() == Some(&amount.to_string());
	ensure!(is("total", 200 * PRICE) && is("risk", u128::from(PERIOD) * PRICE), "{quote}");
	let page = tenant.done(&["lease", "offers", "--cpus", "1", "--memory", "128"]).await?;
	let listed = |page: &serde_json::Value| {
		page["offers"]
			.as_array()
			.is_some_and(|all| all.iter().any(|one| one["offer"] == landlord.offer))
	};
	ensure!(listed(&page), "{page}");
	let page = tenant.done(&["lease", "offers", "--memory", "1000000"]).await?;
	ensure!(!listed(&page), "a machine with more memory than it has: {page}");
	Ok(())
}

/// Logs stream: what is printed later comes too.
async fn printed(tenant: &Person<'_>, flat: &Flat) -> Result<()> {
	let door = flat.door(&tenant.stage.client, flat.key()?).await?;
	let mut logs = door.logs(None, true).await?;
	let mut text = String::new();
	while !text.contains("ready: Life") {
		let part = logs.next().await?.context("the log goes on")?;
		text += &String::from_utf8_lossy(&part);
	}
	flat.page("index.html").await?;
	while !text.contains("response:200") {
		let part = logs.next().await?.context("the log goes on")?;
		text += &String::from_utf8_lossy(&part);
	}
	let lease = flat.lease.to_string();
	let output = tenant.run(&["lease", "logs", &lease]).await?;
	let said = String::from_utf8_lossy(&output.stdout);
	ensure!(said.contains("ready: Life"), "{said}");
	Ok(())
}

async fn ran(tenant: &Person<'_>, flat: &Flat) -> Result<()> {
	let said = tenant.inside(flat, "echo in $NAME; cat /tmp/www/index.html; exit 7").await?;
	ensure!(said.contains("in Life") && said.contains("hello from Life"), "{said}");
	ensure!(said.contains("ended with 7"), "its code is told: {said}");
	Ok(())
}

/// Extended and topped up, it ends later by so much.
async fn lasted(tenant: &Person<'_>, flat: &Flat) -> Result<()> {
	let lease = flat.lease.to_string();
	let before = flat.running(&tenant.stage.client).await?.schedule.now.until;
	let longer = tenant.done(&["lease", "extend", &lease, "50", "--yes"]).await?;
	let after = flat.running(&tenant.stage.client).await?.schedule.now.until;
	ensure!(after == before + 50 && longer["ends_at"] == after, "{before} -> {after}: {longer}");
	let held = flat.info(&tenant.stage.client).await?.context("it runs")?.details.escrow;
	tenant.done(&["lease", "top-up", &lease, "1mSTOA"]).await?;
	let richer = flat.info(&tenant.stage.client).await?.context("it runs")?.details.escrow;
	ensure!(richer == held + 1_000_000_000, "{held} -> {richer}");
	renewed(tenant, flat).await
}

/// Renewed, it goes on after its end, as long as it was booked for, at the price that was agreed.
async fn renewed(tenant: &Person<'_>, flat: &Flat) -> Result<()> {
	let lease = flat.lease.to_string();
	let until = flat.running(&tenant.stage.client).await?.schedule.now.until;
	let renewed = tenant.done(&["lease", "renew", &lease, "--yes"]).await?;
	let schedule = flat.running(&tenant.stage.client).await?.schedule;
	let next = schedule.next.context("a renewal")?;
	ensure!(next.price == 2 * PRICE && next.until > until, "{next:?}");
	ensure!(renewed["ends_at"] == next.until, "{renewed}");
	let again = tenant.run(&["lease", "renew", &lease, "--yes"]).await?;
	ensure!(!again.status.success(), "one waits already");
	Ok(())
}

/// Somebody signs, and the chain hears of it.
async fn signed(stage: &Stage, flat: &Flat) -> Result<()> {
	let began = flat.running(&stage.client).await?;
	let end = began.started_at + 3 * PERIOD;
	loop {
		let running = flat.running(&stage.client).await?;
		if running.signed_until > running.started_at {
			let due = u128::from(running.signed_until - running.started_at) * PRICE;
			ensure!(running.signed_due == due, "{running:?}");
			return Ok(());
		}
		let now = stage.client.best().await?.number();
		ensure!(now < end, "nothing is signed in block {now}: {running:?}");
		sleep(Duration::from_secs(1)).await;
	}
}

/// Closed early, it costs the blocks that it ran and nothing else, to the planck.
async fn closed(stage: &Stage, landlord: &Landlord, tenant: &Person<'_>, flat: Flat) -> Result<()> {
	let lease = flat.lease;
	let said = tenant.done(&["lease", "close", &lease.to_string(), "--yes"]).await?;
	let ledger = Ledger::since(&stage.client, flat.before.0).await?;
	let (began, _) = ledger.one(lease, "LeaseStarted")?;
	let (ended, _) = ledger.one(lease, "LeaseEnded")?;
	let blocks = u128::from(ended - began);
	let paid = ledger.paid(lease)?;
	ensure!(paid == blocks * PRICE, "{paid} for blocks {began} to {ended}: {said}");
	ensure!(said["stage"] == "ended" && said["block"] == ended, "{said}");
	let (_, owned, held) = tenant.wealth().await?;
	ensure!(held == flat.held, "nothing is on hold: {} -> {held}", flat.held);
	let fees = ledger.fees(tenant.uri)?;
	let spent = flat.before.1 - owned;
	ensure!(spent == paid + fees, "{spent} spent, {paid} for the lease, {fees} in fees");
	stage.ensure_counted(ended - 1, landlord).await?;
	stage.ensure_counted(ended, landlord).await?;
	flat.is_gone().await
}
