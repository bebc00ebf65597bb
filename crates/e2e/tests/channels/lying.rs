//! A seller that computes with a cheaper model than it sells: found by its payer, and by the chain's own audit. Both
//! are played to the verdict, and every planck is looked for.

use crate::desk::{Desk, Model, Setup};
use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};
use stoa_client::{
	AccountId, keys,
	types::{ChannelEvent, Lie},
};
use stoa_e2e::scenario::{block_on, named};
use stoa_primitives::{Balance, BlockNumber, ChannelId, STOA};
use tokio::time::sleep;

/// What a lie costs: the collateral of a channel and the floor.
const LOST: Balance = 10 * STOA;
/// Until a voucher is redeemed.
const REDEEMS: Duration = Duration::from_secs(180);

/// How a channel was refuted.
struct Refuted {
	at: BlockNumber,
	channel: ChannelId,
	lie: Lie,
	finder: Option<AccountId>,
	slashed: Balance,
	refund: Balance,
	returned: Balance,
}

#[test]
fn a_payer_that_was_lied_to_wins_its_money_back() {
	block_on(async {
		let desk = Desk::new(Setup {
			model: Model::Tiny,
			sellers: &[("Liar", true)],
			channels: "max_unpaid = \"1 STOA\"\n[[channels.prices]]\nrelease = {release}\nprice_in = \"1 mSTOA\"\n\
			           price_out = \"1 STOA\"\n",
			gateway: "[spending]\naudited = false\nmax_unpaid = \"1 STOA\"\nmax_output_price = \"1 STOA\"\n\
			          deposit_per_channel = \"4 STOA\"\n",
		})
		.await?;
		named("a lie is challenged, refuted and paid for", challenged(&desk)).await
	});
}

#[test]
fn an_auditor_that_the_chain_draws_refutes_a_lie() {
	block_on(async {
		let desk = Desk::new(Setup {
			model: Model::Tiny,
			sellers: &[("Liar", true), ("Auditor", false)],
			// So dear that what is redeemed is certain to be sampled.
			channels: "max_unpaid = \"100 STOA\"\n[[channels.prices]]\nrelease = {release}\nprice_in = \"1 STOA\"\n\
			           price_out = \"2000 STOA\"\n",
			gateway: "[spending]\nmax_unpaid = \"100 STOA\"\nmax_input_price = \"1 STOA\"\n\
			          max_output_price = \"2000 STOA\"\ndeposit_per_channel = \"400 STOA\"\ntotal = \"800 STOA\"\n",
		})
		.await?;
		named("a sampled lie is found, refuted and not paid", sampled(&desk)).await
	});
}

async fn now(desk: &Desk) -> Result<BlockNumber> {
	Ok(desk.market.client.best().await?.number())
}

async fn refuted(desk: &Desk, since: BlockNumber) -> Result<Refuted> {
	let found = desk.happened(since, |event| match event {
		ChannelEvent::ChannelRefuted {
			channel, lie, finder, slashed, refund, returned, ..
		} => Some((channel, lie, finder, slashed, refund, returned)),
		_ => None,
	});
	let (at, (channel, lie, finder, slashed, refund, returned)) = found.await?;
	Ok(Refuted { at, channel, lie, finder, slashed, refund, returned })
}

/// What an account owned at a block, free and on hold.
async fn wealth(desk: &Desk, uri: &str, at: BlockNumber) -> Result<Balance> {
	let balance = desk.market.client.at_height(at).await?.balance(&keys::account(uri)?).await?;
	Ok(balance.free + balance.held)
}

/// Nobody audits this channel: its payer is the only one that can find the lie.
async fn challenged(desk: &Desk) -> Result<()> {
	let (receipt, name) = desk.bought(24, &[]).await?;
	let end = Instant::now() + REDEEMS;
	while desk.channel(receipt.channel).await?.redeemed == 0 {
		ensure!(Instant::now() < end, "it is not redeemed:\n{}", desk.network.logs()?);
		sleep(Duration::from_secs(2)).await;
	}
	let channel = desk.channel(receipt.channel).await?;
	ensure!(channel.redeemed == receipt.total && channel.pending == 0, "{channel:?}");
	let before = now(desk).await?;
	let (won, said) = desk.challenge(&name).await?;
	ensure!(won, "{said}\n{}", desk.network.logs()?);
	let verdict = refuted(desk, before).await?;
	ensure!(verdict.channel == receipt.channel && matches!(verdict.lie, Lie::Refuted), "{said}");
	ensure!(verdict.finder == Some(keys::account("//Payer")?), "the finder is the payer");
	// What it had paid comes out of the collateral; all that is left of that, and the floor, are lost.
	ensure!(verdict.refund == receipt.price, "{} of {}", verdict.refund, receipt.price);
	ensure!(verdict.slashed == LOST - verdict.refund, "{} planck slashed", verdict.slashed);
	ensure!(verdict.returned == channel.deposit - channel.redeemed, "{}", verdict.returned);
	let lost = wealth(desk, "//Liar", before).await? - wealth(desk, "//Liar", verdict.at).await?;
	ensure!(lost == LOST, "the liar lost {lost} planck");
	// The finder has a tenth of the collateral on top of thrice its costs.
	let payer =
		[wealth(desk, "//Payer", before).await?, wealth(desk, "//Payer", verdict.at).await?];
	let gain = payer[1].checked_sub(payer[0]).context("the payer lost")?;
	let least = verdict.refund + STOA / 2;
	ensure!((least..least + STOA).contains(&gain), "the payer gained {gain} of {least} planck");
	let channel = desk.channel(receipt.channel).await?;
	ensure!(channel.refuted && channel.collateral == 0 && channel.pending == 0, "{channel:?}");
	Ok(())
}

/// The payer does nothing: the chain samples the redemption and draws who executes it again.
async fn sampled(desk: &Desk) -> Result<()> {
	let liar = keys::account("//Liar")?.to_string();
	let (receipt, _) = desk.bought(24, &[("stoa-provider", &liar)]).await?;
	ensure!(
		receipt.total > 7 * STOA,
		"only {} planck are owed: no sample is certain",
		receipt.total
	);
	let began = receipt.anchor.number;
	let redeemed = desk.happened(began, |event| match event {
		ChannelEvent::Redeemed { amount, pending, .. } => Some((amount, pending)),
		_ => None,
	});
	let (before, redeemed) = redeemed.await?;
	ensure!(redeemed == (receipt.total, true), "{redeemed:?}");
	let drawn = desk.happened(before, |event| match event {
		ChannelEvent::AuditorDrawn { auditor, .. } => Some(auditor),
		_ => None,
	});
	let auditor = keys::account("//Auditor")?;
	ensure!(drawn.await?.1 == auditor, "the only one that can");
	let verdict = refuted(desk, before).await?;
	ensure!(matches!(verdict.lie, Lie::Refuted), "{:?}", verdict.lie);
	ensure!(verdict.finder == Some(auditor), "{:?}", verdict.finder);
	// Nothing was paid, so nothing is refunded: all of the deposit is back.
	ensure!(verdict.refund == 0, "{} planck", verdict.refund);
	let channel = desk.channel(receipt.channel).await?;
	ensure!(verdict.returned == channel.deposit && channel.redeemed == 0, "{channel:?}");
	let lost = wealth(desk, "//Liar", before).await? - wealth(desk, "//Liar", verdict.at).await?;
	ensure!(lost == LOST, "the liar lost {lost} planck");
	let payer =
		[wealth(desk, "//Payer", before).await?, wealth(desk, "//Payer", verdict.at).await?];
	ensure!(payer[0] == payer[1], "the payer had {} and has {} planck", payer[0], payer[1]);
	let of = |at| wealth(desk, "//Auditor", at);
	let gain = of(verdict.at).await?.checked_sub(of(before).await?).context("the auditor lost")?;
	ensure!((STOA / 2..2 * STOA).contains(&gain), "the auditor gained {gain} planck");
	Ok(())
}
