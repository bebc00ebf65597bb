//! A subscription from its plan to its end, and tokens that are granted: what they give costs nothing by the token,
//! and no block is charged that was not waited for.

use crate::desk::{Desk, Model, Setup};
use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};
use stoa_client::types::ChannelEvent;
use stoa_e2e::scenario::{block_on, named};
use stoa_primitives::{Balance, BlockNumber, ChannelId, STOA};
use tokio::time::sleep;

/// Until the seller knows of what is on chain: it is final, and the seller has looked.
const KNOWN: Duration = Duration::from_secs(90);
/// Price of a period.
const PRICE: Balance = STOA / 5;

#[test]
fn a_plan_is_paid_by_the_block_and_its_answers_cost_nothing_more() {
	block_on(async {
		let desk = Desk::new(Setup {
			model: Model::Tiny,
			channels: "max_unpaid = \"0.001 STOA\"\n[[channels.plans]]\ncalls = 2\nperiod_blocks = 30\n\
			           price = \"200mSTOA\"\n",
			gateway: "[spending]\nchannels_per_provider = 1\n",
			..Setup::default()
		})
		.await?;
		let (receipt, _) = desk.bought(4, &[]).await?;
		ensure!(receipt.total > 0, "it is paid by the token: {receipt:?}");
		let channel = receipt.channel;
		named("a period gives its answers and no more", subscribed(&desk, channel)).await?;
		named("a period is renewed as often as was allowed", renewed(&desk, channel)).await?;
		named("who cancels pays by the block", cancelled(&desk, channel)).await?;
		named("granted tokens cost nothing", granted(&desk)).await
	});
}

/// Buys answers until one costs nothing (`free`), or something.
async fn until(desk: &Desk, free: bool) -> Result<()> {
	let (mut before, _) = desk.bought(4, &[]).await?;
	let end = Instant::now() + KNOWN;
	loop {
		let (receipt, _) = desk.bought(4, &[]).await?;
		if (receipt.total == before.total) == free {
			return Ok(());
		}
		ensure!(Instant::now() < end, "free: {free}: {receipt:?}\n{}", desk.network.logs()?);
		before = receipt;
		sleep(Duration::from_secs(1)).await;
	}
}

async fn plan(desk: &Desk) -> Result<String> {
	let plans = desk.stoa("//Payer", &["plan", "list", "//Seller"]).await?;
	let plans = plans.map_err(anyhow::Error::msg)?;
	let all = plans["plans"].as_array().context("plans")?;
	ensure!(all.len() == 1 && all[0]["of"] == "calls" && all[0]["gives"] == 2, "{plans:#}");
	ensure!(all[0]["price"] == PRICE.to_string(), "{plans:#}");
	Ok(all[0]["plan"].to_string())
}

async fn show(desk: &Desk, channel: &str) -> Result<serde_json::Value> {
	desk.stoa("//Payer", &["plan", "show", channel]).await?.map_err(anyhow::Error::msg)
}

async fn subscribed(desk: &Desk, channel: ChannelId) -> Result<()> {
	let (plan, id) = (plan(desk).await?, channel.to_string());
	let subscribe = ["plan", "subscribe", &id, &plan, "--renewals", "1", "--max-price"];
	let with = |most| subscribe.iter().copied().chain([most]).collect::<Vec<&str>>();
	let refused = desk.stoa("//Payer", &with("199mSTOA")).await?.unwrap_err();
	ensure!(refused.contains("--max-price"), "{refused}");
	let refused = desk.stoa("//Seller", &with("200mSTOA")).await?.unwrap_err();
	ensure!(refused.contains("stoa channel list"), "{refused}");
	let done = desk.stoa("//Payer", &with("200mSTOA")).await?;
	done.map_err(anyhow::Error::msg)?;
	let shown = show(desk, &id).await?;
	ensure!(shown["renewals"] == 1 && shown["price"] == PRICE.to_string(), "{shown:#}");
	// The seller knows of it soon; then two calls are free, and the third is not.
	until(desk, true).await?;
	until(desk, false).await
}

/// The period ends; the seller takes all of its price, and nothing for the time until it did.
async fn renewed(desk: &Desk, channel: ChannelId) -> Result<()> {
	let before = show(desk, &channel.to_string()).await?;
	let since = BlockNumber::try_from(before["since"].as_u64().context("a block")?)?;
	let over = desk.happened(since, |event| match event {
		ChannelEvent::SubscriptionRenewed { channel: of, renewals, .. } => {
			(of == channel).then_some(renewals)
		}
		_ => None,
	});
	let (at, left) = over.await?;
	ensure!(left == 0 && at >= since + 30, "renewed at {at}, {left} are left");
	let paid = paid(desk, since, at).await?;
	ensure!(paid == PRICE, "{paid} planck for a whole period");
	let now = show(desk, &channel.to_string()).await?;
	ensure!(now["since"] == at && now["renewals"] == 0 && now["paid"] == "0", "{now:#}");
	until(desk, true).await
}

/// What the seller was paid for subscriptions after block `since` and up to block `last`.
async fn paid(desk: &Desk, since: BlockNumber, last: BlockNumber) -> Result<Balance> {
	let mut paid = 0;
	for block in since + 1..=last {
		for event in desk.market.client.at_height(block).await?.channel_events().await? {
			if let ChannelEvent::SubscriptionPaid { amount, .. } = event {
				paid += amount;
			}
		}
	}
	Ok(paid)
}

async fn cancelled(desk: &Desk, channel: ChannelId) -> Result<()> {
	let id = channel.to_string();
	let since = show(desk, &id).await?["since"].as_u64().context("a block")?;
	let since = BlockNumber::try_from(since)?;
	let done = desk.stoa("//Payer", &["plan", "cancel", &id]).await?;
	done.map_err(anyhow::Error::msg)?;
	let ended = desk.happened(since, |event| match event {
		ChannelEvent::SubscriptionEnded { returned, .. } => Some(returned),
		_ => None,
	});
	let (at, returned) = ended.await?;
	let earned = PRICE * Balance::from(at - since) / 30;
	ensure!(at < since + 30 && returned == PRICE - earned, "{returned} back of {PRICE} at {at}");
	ensure!(paid(desk, since, at).await? == earned, "paid by the block");
	let gone = desk.stoa("//Payer", &["plan", "show", &id]).await?.unwrap_err();
	ensure!(gone.contains("has ended"), "{gone}");
	until(desk, false).await
}

async fn granted(desk: &Desk) -> Result<()> {
	let done = desk.stoa("//Seller", &["quota", "grant", "//Payer", "100000", "--blocks", "1000"]);
	done.await?.map_err(anyhow::Error::msg)?;
	let quotas = desk.stoa("//Payer", &["quota", "list", "//Seller"]).await?;
	let quotas = quotas.map_err(anyhow::Error::msg)?;
	ensure!(quotas["quotas"][0]["tokens"] == 100_000, "{quotas:#}");
	until(desk, true).await?;
	let done = desk.stoa("//Seller", &["quota", "drop", "//Payer"]).await?;
	done.map_err(anyhow::Error::msg)?;
	until(desk, false).await
}
