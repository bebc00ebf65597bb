//! A provider that is killed and comes back finds its workloads; one that stays away is left by its tenant alone.

use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_client::types::LeaseStage;
use stoa_e2e::leases::{Flat, Landlord, Ledger, PRICE, Person, Stage};
use tokio::time::{Instant, sleep};

const LISTENS: Duration = Duration::from_secs(60);
/// Until a daemon that was killed serves again.
const BACK: Duration = Duration::from_secs(180);
/// Until what is contested is decided: the time to answer on the test chain, and some.
const DECIDED: Duration = Duration::from_secs(150);

/// One after the other, with the same lease.
pub async fn all(stage: &Stage, landlord: &mut Landlord) -> Result<()> {
	let tenant = Person::new(stage, "//Left");
	let mut flat = tenant.rent(landlord, 300, &[], true).await?;
	killed(stage, landlord, &flat).await.context("killed")?;
	gone(stage, landlord, &tenant, &mut flat).await.context("gone")
}

/// Killed in the middle, it finds the very process that it had started, and signs on.
async fn killed(stage: &Stage, landlord: &mut Landlord, flat: &Flat) -> Result<()> {
	let id = flat.page_within("id", LISTENS).await?;
	landlord.kill()?;
	landlord.start(stage)?;
	let again = flat.page_within("id", BACK).await.with_context(|| landlord.tail())?;
	ensure!(again == id, "another process serves: {id} {again}");
	let end = Instant::now() + BACK;
	let before = flat.running(&stage.client).await?.signed_until;
	while flat.running(&stage.client).await?.signed_until <= before {
		ensure!(Instant::now() < end, "nothing is signed after the restart:\n{}", landlord.tail());
		sleep(Duration::from_secs(1)).await;
	}
	Ok(())
}

/// Its provider is gone for good: the tenant contests, and has all that was not signed. Nobody helps it.
async fn gone(
	stage: &Stage,
	landlord: &mut Landlord,
	tenant: &Person<'_>,
	flat: &mut Flat,
) -> Result<()> {
	landlord.kill()?;
	let signed = flat.running(&stage.client).await?;
	// Some blocks in which nothing is signed.
	stage.wait_for_block(signed.signed_until + 4).await?;
	flat.abandon()?;
	let lease = flat.lease.to_string();
	let said = tenant.done(&["lease", "contest", &lease, "--yes"]).await?;
	ensure!(said["stage"] == "contested", "{said}");
	let info = flat.info(&stage.client).await?.context("it is contested")?;
	ensure!(matches!(info.details.stage, LeaseStage::Contested(_)), "{info:?}");
	ensure!(stage.offer(landlord.offer).await?.used == 0, "its unit is free at once");
	flat.over(&stage.client, DECIDED).await?;
	let ledger = Ledger::since(&stage.client, flat.before.0).await?;
	let (_, data) = ledger.one(flat.lease, "ContestSettled")?;
	ensure!(data["outcome"] == "Unanswered", "{data}");
	let paid = ledger.paid(flat.lease)?;
	let due = u128::from(signed.signed_until - signed.started_at) * PRICE;
	ensure!(paid >= due && paid < due + 12 * PRICE, "what was signed, {due}: {paid} was paid");
	let (_, owned, held) = tenant.wealth().await?;
	ensure!(held == flat.held, "nothing is on hold: {} -> {held}", flat.held);
	let (spent, fees) = (flat.before.1 - owned, ledger.fees(tenant.uri)?);
	ensure!(spent <= paid + fees, "{spent} spent, {paid} for what was signed, {fees} in fees");
	Ok(())
}
