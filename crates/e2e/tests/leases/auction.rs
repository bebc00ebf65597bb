//! Bids instead of an offer's price.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::time::Duration;
use stoa_client::{Error, calls::leases as calls, keys};
use stoa_e2e::leases::{Landlord, PRICE, Person};
use tokio::time::{Instant, sleep};

/// Until a request is decided.
const DECIDED: Duration = Duration::from_secs(150);
const BLOCK: Duration = Duration::from_secs(3);

/// A request with a bid becomes a lease at the bid's price, and one without gives everything back.
pub async fn whole(tenant: &Person<'_>, landlord: &Landlord) -> Result<()> {
	let (_, owned, held) = tenant.wealth().await?;
	let image = tenant.stage.image.display().to_string();
	let (limit, cheap) = (format!("{}planck", 2 * PRICE), "1planck");
	let ask = |limit| {
		let mut words = vec!["lease", "request", "--yes", "--cpus", "1", "--memory", "64"];
		words.extend([
			"--period",
			"10",
			"--blocks",
			"100",
			"--bidding-blocks",
			"20",
			"--image",
			&image,
			"--port",
			"8080",
			"--price-limit",
			limit,
		]);
		words
	};
	let dear = request(&tenant.done(&ask(&limit)).await?)?;
	bid(tenant, landlord, dear).await?;
	let none = request(&tenant.done(&ask(cheap)).await?)?;
	let shown = tenant.done(&["lease", "bids", &dear.to_string()]).await?;
	let best = shown["best"]["price_per_block"].as_str().and_then(|text| text.parse::<u128>().ok());
	ensure!(best.is_some_and(|best| best <= 2 * PRICE), "{shown}");
	let lease = decided(tenant).await?;
	let uploaded = tenant.done(&["lease", "upload", &lease.to_string()]).await;
	let uploaded = uploaded.with_context(|| landlord.tail())?;
	ensure!(uploaded["ports"][0]["inside"] == 8_080, "{uploaded}");
	let info = tenant.stage.client.best().await?.lease(lease).await?.context("it runs")?;
	ensure!(info.ends.is_some(), "{info:?}");
	tenant.done(&["lease", "close", &lease.to_string(), "--yes"]).await?;
	let end = Instant::now() + DECIDED;
	while tenant.stage.client.best().await?.lease_request(none).await?.is_some() {
		ensure!(Instant::now() < end, "a request without bids does not end by itself");
		sleep(Duration::from_secs(1)).await;
	}
	let (_, after, holds) = tenant.wealth().await?;
	ensure!(holds == held && after < owned, "{held} -> {holds}, {owned} -> {after}");
	Ok(())
}

fn request(said: &Value) -> Result<u64> {
	said["request"].as_u64().with_context(|| said.to_string())
}

/// As its owner would from any program; again, if its daemon sent something of the same account at that moment.
async fn bid(tenant: &Person<'_>, landlord: &Landlord, request: u64) -> Result<()> {
	let (client, owner) = (&tenant.stage.client, keys::from_uri(landlord.uri)?);
	let call = calls::bid(request, landlord.offer, PRICE);
	for _ in 0..10 {
		let made = match client.submit(&owner, &call).await {
			Ok(sent) => sent.in_best_block().await.map(drop),
			Err(error) => Err(error),
		};
		match made {
			Err(Error::Dropped(_) | Error::Rejected(_)) => sleep(BLOCK).await,
			made => return Ok(made?),
		}
	}
	bail!("the daemon was quicker ten times")
}

/// The lease that the request became.
async fn decided(tenant: &Person<'_>) -> Result<u64> {
	let end = Instant::now() + DECIDED;
	loop {
		let mine = tenant.done(&["lease", "list"]).await?;
		if let Some(lease) = mine["leases"][0]["lease"].as_u64() {
			return Ok(lease);
		}
		ensure!(Instant::now() < end, "it is not decided: {mine}");
		sleep(Duration::from_secs(1)).await;
	}
}
