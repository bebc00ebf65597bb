//! Sellers that are killed: at rest, and in the middle of an answer.

use crate::desk::{Desk, Model, Setup, header};
use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};
use stoa_client::keys;
use stoa_e2e::scenario::{block_on, named};
use stoa_primitives::{Balance, channel::RECEIPT_TOKENS};
use tokio::time::sleep;

/// Until a seller that was restarted is asked again.
const RETURNS: Duration = Duration::from_secs(240);

#[test]
fn a_seller_that_is_killed_costs_one_part_of_an_answer_and_no_channel() {
	block_on(async {
		let mut desk = Desk::new(Setup {
			model: Model::Real,
			sellers: &[("Frail", false), ("Steady", false)],
			channels: "max_unpaid = \"0.001 STOA\"\n[[channels.prices]]\nrelease = {release}\nprice_in = \"1 mSTOA\"\n\
			           price_out = \"{rank} mSTOA\"\n",
			..Setup::default()
		})
		.await?;
		named("another seller answers when one fails before its first token", passed_on(&mut desk))
			.await?;
		named("who is killed in the middle goes on in its channel", cut(&mut desk)).await?;
		named("it redeems what was signed, to the planck", redeemed(&mut desk)).await
	});
}

fn account(name: &str) -> Result<String> {
	Ok(keys::account(&format!("//{name}"))?.to_string())
}

/// How many providers the gateway has asked in vain.
async fn failures(desk: &Desk) -> Result<u64> {
	let text = reqwest::get(format!("{}/metrics", desk.url())).await?.text().await?;
	let lines = text.lines().filter(|line| {
		line.starts_with("stoa_gateway_attempts_total{") && !line.contains("\"answered\"")
	});
	let counts = lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
	Ok(counts.sum::<f64>() as u64)
}

/// Killed at rest: asked in vain, and nobody who asks notices.
async fn passed_on(desk: &mut Desk) -> Result<()> {
	for name in ["Frail", "Steady"] {
		let (receipt, _) = desk.bought(4, &[("stoa-provider", &account(name)?)]).await?;
		ensure!(receipt.total > 0, "{name} sells");
	}
	// The cheaper one is asked first, and is not there any more.
	desk.kill_seller(0)?;
	let failed = failures(desk).await?;
	let asked = desk.stream_with("Name a bird.", 4, &[("stoa-route", "price")]).await?;
	ensure!(header(&asked, "x-stoa-provider")? == account("Steady")?, "the other one answers");
	ensure!(asked.text().await?.contains("[DONE]"), "it came whole");
	ensure!(failures(desk).await? > failed, "the one that is gone was asked");
	desk.start_seller(0, "Frail").await
}

/// Killed in the middle of an answer: its client is told, and what was signed is known afterwards.
async fn cut(desk: &mut Desk) -> Result<()> {
	let frail = account("Frail")?;
	let only = [("stoa-provider", frail.as_str())];
	let before = channels(desk).await?;
	let mut answer = asked_again(desk, &only).await?;
	let name = header(&answer, "x-stoa-receipt")?;
	let mut text = String::new();
	while pieces(&text) < RECEIPT_TOKENS + 5 {
		let part = answer.chunk().await?.with_context(|| format!("it goes on: {text}"))?;
		text.push_str(&String::from_utf8_lossy(&part));
	}
	desk.kill_seller(0)?;
	while let Ok(Some(part)) = answer.chunk().await {
		text.push_str(&String::from_utf8_lossy(&part));
	}
	ensure!(text.contains("\"error\"") && !text.contains("[DONE]"), "its client is told: {text}");
	let (seen, receipt) = (pieces(&text), desk.receipt(&name).await?);
	ensure!(receipt.output_tokens > 0 && receipt.end.is_none(), "{receipt:?}");
	// Text of which no receipt says anything was not paid; no more is paid than one part that did not come.
	ensure!(seen <= receipt.output_tokens + RECEIPT_TOKENS + 1, "{seen} of {receipt:?}");
	ensure!(receipt.output_tokens <= seen + RECEIPT_TOKENS, "{seen} of {receipt:?}");

	desk.start_seller(0, "Frail").await?;
	let again = asked_again(desk, &only).await?;
	let next = header(&again, "x-stoa-receipt")?;
	ensure!(again.text().await?.contains("[DONE]"), "it came whole");
	let next = desk.receipt(&next).await?;
	ensure!(next.channel == receipt.channel, "it goes on in its channel: {next:?}");
	// The gateway pays what the seller had signed and could not say any more, one part at most.
	let price =
		|tokens: u32| Balance::from(tokens) * receipt.price.div_ceil(receipt.output_tokens.into());
	let most = receipt.total + next.price + price(RECEIPT_TOKENS);
	ensure!((receipt.total + next.price..=most).contains(&next.total), "{receipt:?} {next:?}");
	ensure!(channels(desk).await? == before, "no channel was lost, none opened");
	Ok(())
}

/// Pieces of an answer that carry text: about one for each token.
fn pieces(text: &str) -> u32 {
	text.matches("\"content\":\"").count() as u32
}

/// A long answer of a seller that may have to be found again first.
async fn asked_again(desk: &Desk, only: &[(&str, &str)]) -> Result<reqwest::Response> {
	let end = Instant::now() + RETURNS;
	loop {
		match desk.stream_with("Tell me a long story about a heron.", 150, only).await {
			Ok(answer) => return Ok(answer),
			Err(error) => ensure!(Instant::now() < end, "{error:#}\n{}", desk.network.logs()?),
		}
		sleep(Duration::from_secs(1)).await;
	}
}

/// The payer's channels that are open.
async fn channels(desk: &Desk) -> Result<Vec<u64>> {
	desk.channels().await
}

/// Both channels are closed: what is redeemed is what the last receipts say.
async fn redeemed(desk: &mut Desk) -> Result<()> {
	let mut owed = Vec::new();
	for name in ["Frail", "Steady"] {
		let (receipt, _) = desk.bought(4, &[("stoa-provider", &account(name)?)]).await?;
		owed.push((receipt.channel, receipt.total));
	}
	desk.stop_gateway()?;
	let ids = desk.channels().await?;
	desk.close(&ids).await?;
	for (id, total) in owed {
		let channel = desk.channel(id).await?;
		ensure!(channel.redeemed == total && channel.pending == 0, "{total} planck: {channel:?}");
	}
	Ok(())
}
