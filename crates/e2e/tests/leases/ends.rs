//! Ends that nobody brings about: what was paid in advance is used up; the tenant is gone.

use anyhow::{Result, ensure};
use std::time::Duration;
use stoa_e2e::leases::{Flat, Landlord, Ledger, PERIOD, PRICE, Person, Stage};
use tokio::time::{Instant, sleep};

/// The longest that a lease without its tenant can last: a period, the grace of the test chain, and some.
const ENDS: Duration = Duration::from_secs(180);

/// One period is paid in advance, and all of it is signed.
pub async fn overdrawn(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let tenant = Person::new(stage, "//Spent");
	let escrow = format!("{}planck", u128::from(PERIOD) * PRICE);
	let flat = tenant.rent(landlord, 200, &["--escrow", &escrow], true).await?;
	flat.over(&stage.client, ENDS).await?;
	let ledger = Ledger::since(&stage.client, flat.before.0).await?;
	let (ended, data) = ledger.one(flat.lease, "LeaseEnded")?;
	ensure!(data["reason"] == "Overdrawn", "{data}");
	let (began, _) = ledger.one(flat.lease, "LeaseStarted")?;
	let paid = ledger.paid(flat.lease)?;
	ensure!(paid == u128::from(PERIOD) * PRICE, "{paid} for blocks {began} to {ended}: {data}");
	ensure!(ended >= began + PERIOD, "not before it was used up: {began} to {ended}");
	settled(stage, &tenant, &flat, &ledger, landlord, ended).await
}

/// Nobody signs: one period is paid, and the unit comes back.
pub async fn tenant_gone(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let tenant = Person::new(stage, "//Gone");
	let flat = tenant.rent(landlord, 200, &[], false).await?;
	flat.over(&stage.client, ENDS).await?;
	let ledger = Ledger::since(&stage.client, flat.before.0).await?;
	let (ended, data) = ledger.one(flat.lease, "LeaseEnded")?;
	let reasons = ["Unsigned", "ClosedByProvider"];
	ensure!(reasons.iter().any(|reason| data["reason"] == *reason), "{data}");
	let paid = ledger.paid(flat.lease)?;
	ensure!(paid == u128::from(PERIOD) * PRICE, "one period: {paid}: {data}");
	settled(stage, &tenant, &flat, &ledger, landlord, ended).await
}

/// The tenant has the rest and the offer its unit in the block of the end.
async fn settled(
	stage: &Stage,
	tenant: &Person<'_>,
	flat: &Flat,
	ledger: &Ledger,
	landlord: &Landlord,
	ended: u32,
) -> Result<()> {
	let (_, owned, held) = tenant.wealth().await?;
	let spent = flat.before.1 - owned;
	let (paid, fees) = (ledger.paid(flat.lease)?, ledger.fees(tenant.uri)?);
	ensure!(
		held == flat.held && spent == paid + fees,
		"{spent} spent, {paid} paid, {fees} in fees"
	);
	stage.ensure_counted(ended - 1, landlord).await?;
	stage.ensure_counted(ended, landlord).await?;
	flat.is_gone().await
}

/// When all leases are over all units are free, and the daemon's folder has no workload.
pub async fn nothing_left(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let end = Instant::now() + ENDS;
	loop {
		let used = stage.offer(landlord.offer).await?.used;
		let left = landlord.workloads()?;
		if used == 0 && left.is_empty() {
			return Ok(());
		}
		ensure!(Instant::now() < end, "{used} units in use, {left:?} left:\n{}", landlord.tail());
		sleep(Duration::from_secs(1)).await;
	}
}
