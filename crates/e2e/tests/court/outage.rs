//! A leased machine that is gone for a while. Its provider comes back and insists that it had served; jurors find that
//! it had not.

use crate::stage::{FEE, Stage};
use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_client::{keys, types::LeaseStage};
use stoa_e2e::leases::{Flat, Landlord, Ledger, Person, planck};
use stoa_primitives::{Balance, CaseId, STOA};
use tokio::time::{Instant, sleep};

const LANDLORD: &str = "//Landlord";
const TENANT: &str = "//Tenant";
/// Who needs money for leases.
pub const PEOPLE: [&str; 3] = [LANDLORD, TENANT, PUSHER];
const PUSHER: &str = "//Bailiff";
/// Long enough to be there still when the bonds of all jurors count.
const BLOCKS: u32 = 600;
/// Until a workload listens, and until a daemon that came back has insisted.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long the machine is gone before the tenant has had enough, in blocks.
const GONE: u32 = 4;
/// What the jurors get: their fees. The provider has put nothing up, so the tenant pays them.
const FEES: Balance = 3 * FEE as Balance * STOA;

/// A machine that was rented.
pub struct Rented {
	landlord: Landlord,
	flat: Flat,
}

/// Somebody leases out this machine, and somebody else runs a web server on it.
pub async fn rented(stage: &Stage) -> Result<Rented> {
	let landlord = stage.leases.landlord("landlord", LANDLORD, 1).await?;
	let flat = Person::new(&stage.leases, TENANT).rent(&landlord, BLOCKS, &[], true).await?;
	flat.page_within("id", PATIENCE).await?;
	Ok(Rented { landlord, flat })
}

/// Served until it was gone, paid until then, and no further.
pub async fn judged(stage: &Stage, rented: Rented) -> Result<()> {
	let Rented { mut landlord, mut flat } = rented;
	let tenant = Person::new(&stage.leases, TENANT);
	let contested = outage(stage, &tenant, &mut landlord, &mut flat).await?;
	landlord.start(&stage.leases)?;
	insisted(stage, &landlord, &flat).await?;
	let before = strikes(stage).await?;
	let case = before_court(stage, &tenant, &flat).await?;
	let number = case.to_string();
	stage.push_to(PUSHER, case, "committing").await?;
	let votes: Vec<_> = stage.panel(case).await?.into_iter().map(|who| (who, "slash")).collect();
	ensure!(votes.len() == 3, "{votes:?}");
	stage.vote(PUSHER, case, &votes, &[]).await?;
	stage.push_to(PUSHER, case, "over").await?;
	for (juror, _) in &votes {
		stage.earned(juror, FEE).await;
	}
	flat.over(stage.client(), PATIENCE).await?;
	ensure!(strikes(stage).await? == before + 1, "the outage is not on its record");
	settled(stage, &tenant, &flat, contested).await.with_context(|| format!("case {number}"))
}

/// The machine is gone, and its web server with it; the tenant contests. What it contests.
async fn outage(
	stage: &Stage,
	tenant: &Person<'_>,
	landlord: &mut Landlord,
	flat: &mut Flat,
) -> Result<Balance> {
	flat.page("id").await.context("it serves until it is gone")?;
	landlord.kill()?;
	let signed = flat.running(stage.client()).await?.signed_until;
	stage.leases.wait_for_block(signed + GONE).await?;
	ensure!(flat.page("id").await.is_err(), "it serves without its provider");
	flat.abandon()?;
	let lease = flat.lease.to_string();
	let contest = ["lease", "contest", &lease, "--fault", "outage", "--yes"];
	let said = tenant.done(&contest).await?;
	ensure!(said["stage"] == "contested", "{said}");
	// Too early: the provider has its time to answer.
	let early = tenant.run(&["lease", "court", &lease, "--yes"]).await?;
	ensure!(!early.status.success(), "a case before the provider has answered");
	let contested = planck(&said["contested"])?;
	ensure!(contested > 0, "nothing is contested: {said}");
	Ok(contested)
}

/// Waits until the provider's daemon, which is back, has answered that it did serve.
async fn insisted(stage: &Stage, landlord: &Landlord, flat: &Flat) -> Result<()> {
	let end = Instant::now() + PATIENCE;
	loop {
		let info = flat.info(stage.client()).await?.context("nobody has ruled")?;
		match info.details.stage {
			LeaseStage::Contested(contest) if contest.insisted => return Ok(()),
			stage => ensure!(Instant::now() < end, "{stage:?}\n{}", landlord.tail()),
		}
		sleep(Duration::from_secs(1)).await;
	}
}

/// The tenant brings it before the court, with what it saw.
async fn before_court(stage: &Stage, tenant: &Person<'_>, flat: &Flat) -> Result<CaseId> {
	let opened = tenant.done(&["lease", "court", &flat.lease.to_string(), "--yes"]).await?;
	let case = opened["case"].as_u64().with_context(|| opened.to_string())?;
	let file = stage.network().folder().join("outage.txt");
	std::fs::write(&file, format!("{}: connection refused", flat.url))?;
	let (number, file) = (case.to_string(), file.display().to_string());
	let place = "https://example.org/outage.txt";
	tenant.done(&["dispute", "evidence", &number, &file, "--place", place]).await?;
	Ok(case)
}

async fn strikes(stage: &Stage) -> Result<u32> {
	let info = stage.client().best().await?.provider(&keys::account(LANDLORD)?).await?;
	Ok(info.context("it is registered")?.record.strikes)
}

/// To the planck: what was contested is the tenant's, what it had signed is the provider's.
async fn settled(
	stage: &Stage,
	tenant: &Person<'_>,
	flat: &Flat,
	contested: Balance,
) -> Result<()> {
	let ledger = Ledger::since(stage.client(), flat.before.0).await?;
	let (_, over) = ledger.one(flat.lease, "ContestSettled")?;
	ensure!(over["outcome"] == "Ruled" && over["paid"] == "0", "{over}");
	let (_, owned, held) = tenant.wealth().await?;
	let (spent, paid) = (flat.before.1 - owned, ledger.paid(flat.lease)?);
	let fees = ledger.fees(tenant.uri)?;
	ensure!(held == flat.held, "{} -> {held} on hold", flat.held);
	ensure!(
		spent == paid + FEES + fees,
		"{spent} spent; {paid} paid for the lease, {contested} contested, {fees} in fees"
	);
	Ok(())
}
