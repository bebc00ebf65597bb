//! Machines do work by a drawn seed: one that is there shows what it is, one that is not is seen not to be.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use stoa_client::keys;
use stoa_e2e::leases::{Landlord, Person, Stage};

/// A tenant measures the machine that it leases, while it uses it; other units stay free.
pub async fn leased(stage: &Stage, landlord: &Landlord) -> Result<()> {
	let tenant = Person::new(stage, "//Doubt");
	let flat = tenant.rent(landlord, 200, &[], true).await?;
	let (_, _, held) = tenant.wealth().await?;
	let lease = flat.lease.to_string();
	let arguments = ["lease", "challenge-hardware", "--lease", &lease, "--wait", "--yes"];
	let said = tenant.done(&arguments).await.with_context(|| landlord.tail())?;
	took(&said, landlord, 1)?;
	let again = tenant.run(&["lease", "challenge-hardware", "--lease", &lease, "--yes"]).await?;
	ensure!(!again.status.success(), "twice within the pause");
	let (_, _, after) = tenant.wealth().await?;
	ensure!(after == held, "the bond is not on hold any more: {held} -> {after}");
	tenant.done(&["lease", "close", &lease, "--yes"]).await?;
	Ok(())
}

/// All free units of a provider at once, and of one whose daemon is gone: its doubter has the bond back.
pub async fn free(stage: &Stage, there: &Landlord, gone: &Landlord) -> Result<()> {
	let (first, second) = (Person::new(stage, "//Doubt"), Person::new(stage, "//Sceptic"));
	let (there, gone) = tokio::try_join!(measure(&first, there), measure(&second, gone))?;
	ensure!(there < gone, "who is as claimed earns of the bond: {there} {gone}");
	Ok(())
}

/// Measures a provider's free units; what of the doubter's money it has gained, in planck.
async fn measure(doubter: &Person<'_>, landlord: &Landlord) -> Result<i128> {
	let owner = keys::account(landlord.uri)?.to_string();
	let offer = doubter.stage.offer(landlord.offer).await?;
	let free = offer.terms.units - offer.used;
	let (_, owned, held) = doubter.wealth().await?;
	let arguments = ["lease", "challenge-hardware", &owner, "--wait", "--yes"];
	let said = doubter.done(&arguments).await.with_context(|| landlord.tail())?;
	if landlord.is_up() {
		took(&said, landlord, free)?;
	} else {
		let measured = &said["offers"][landlord.offer.to_string()];
		ensure!(measured["took_blocks"].is_null() && measured["units"] == free, "{said}");
	}
	let (_, after, holds) = doubter.wealth().await?;
	ensure!(holds == held, "the bond is not on hold any more: {held} -> {holds}");
	ensure!(doubter.stage.offer(landlord.offer).await?.used == offer.used, "units come back");
	Ok(after as i128 - owned as i128)
}

/// That the work was shown, of so many units.
fn took(said: &Value, landlord: &Landlord, units: u32) -> Result<()> {
	let measured = &said["offers"][landlord.offer.to_string()];
	ensure!(measured["took_blocks"].is_u64() && measured["units"] == units, "{said}");
	Ok(())
}
