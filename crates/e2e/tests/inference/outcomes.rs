//! How a job can end: paid, refunded, cancelled, and who is struck or slashed for it.

use crate::stage::{
	ALL_STALL, CANARY, HONEST, JOB, NO_REVEAL, OTHER_ANSWER, STALL, Stage, WITHHELD,
};
use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_client::{
	JobEvent, keys,
	sealed::OpeningKey,
	types::{CancelReason, Outcome, RefundReason, VacateReason},
};
use stoa_e2e::market::{Terms, happened};
use stoa_primitives::STOA;
use tokio::time::{Instant, sleep};

pub async fn honest(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let before = market.client.best().await?.balance(&market.account()).await?;
	let job = market.order(stage.releases[HONEST], CANARY, Terms::default()).await?;
	let (seen, outcome) = market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "{outcome:?}");
	let settled = seen.iter().find_map(|update| update.settled()).context("settled")?;
	ensure!(settled.backers.len() == 3 && settled.losing_percent == 0, "{settled:?}");
	let paid: u128 = settled.backers.iter().map(|(_, amount)| amount).sum();
	ensure!(
		paid + settled.royalty + settled.burned + settled.treasury == settled.charged,
		"the split does not add up: {settled:?}"
	);
	let output = market.client.output(job).await?.context("an output on chain")?;
	ensure!(String::from_utf8(output)?.contains("Paris"), "the model knows France's capital");
	let after = market.client.best().await?.balance(&market.account()).await?;
	ensure!(after.free < before.free, "the answer was free");
	Ok(())
}

pub async fn other_answer(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let liar = keys::account("//Provider4")?;
	let job = market.order(stage.releases[OTHER_ANSWER], CANARY, Terms::default()).await?;
	let (seen, outcome) = market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "{outcome:?} {seen:#?}");
	let settled = seen.iter().find_map(|update| update.settled()).context("settled")?;
	ensure!(settled.backers.iter().all(|(who, _)| *who != liar), "the liar was paid");
	ensure!(settled.losing_percent > 0, "{settled:?}");
	ensure!(
		happened(
			&seen,
			|event| matches!(event, JobEvent::ProviderStruck { provider, .. } if *provider == liar)
		),
		"the liar was not struck"
	);
	Ok(())
}

pub async fn stalled(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let idler = keys::account("//Provider5")?;
	// Three of four are drawn: the idler sits in most committees.
	for _ in 0..6 {
		let job = market.order(stage.releases[STALL], "Say hello.", Terms::default()).await?;
		let (seen, _) = market.settlement(job, JOB).await?;
		let struck = happened(
			&seen,
			|event| matches!(event, JobEvent::ProviderStruck { provider, .. } if *provider == idler),
		);
		if struck {
			return Ok(());
		}
	}
	anyhow::bail!("the idler was never drawn in six jobs")
}

pub async fn all_stall(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let terms = Terms { executors: 2, ..Terms::default() };
	let job = market.order(stage.releases[ALL_STALL], "Say hello.", terms).await?;
	let (seen, outcome) = market.outcome(job, JOB).await?;
	ensure!(
		outcome == Outcome::Refunded(RefundReason::TooFewCommitments)
			|| outcome == Outcome::Refunded(RefundReason::NoExecutors),
		"{outcome:?} {seen:#?}"
	);
	Ok(())
}

pub async fn no_reveal(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let silent = keys::account("//Provider6")?;
	let bond = |info: Option<stoa_client::types::ProviderInfo>| info.map(|info| info.bond);
	let before = bond(market.client.best().await?.provider(&silent).await?);
	let terms = Terms { executors: 2, ..Terms::default() };
	let job = market.order(stage.releases[NO_REVEAL], "Say hello.", terms).await?;
	let (seen, outcome) = market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Refunded(RefundReason::TooFewReveals), "{outcome:?} {seen:#?}");
	let slashed = happened(&seen, |event| {
		matches!(event, JobEvent::SeatVacated { reason: VacateReason::NoReveal, .. })
	});
	ensure!(slashed, "not slashed: {seen:#?}");
	let after = bond(market.client.best().await?.provider(&silent).await?);
	ensure!(after < before, "bond {before:?} -> {after:?}");
	Ok(())
}

pub async fn prompt_withheld(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let reply = OpeningKey::generate();
	let terms = Terms { private: Some(([7; 32], reply.public())), ..Terms::default() };
	let job = market.order(stage.releases[HONEST], "Nobody gets this.", terms).await?;
	let (seen, outcome) = market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Cancelled(CancelReason::PromptWithheld), "{outcome:?} {seen:#?}");
	let paid = happened(
		&seen,
		|event| matches!(event, JobEvent::JobCancelled { call_out, .. } if *call_out > 0),
	);
	ensure!(paid, "no call-out fee: {seen:#?}");
	ensure!(!happened(&seen, |event| matches!(event, JobEvent::ProviderStruck { .. })), "struck");
	Ok(())
}

pub async fn output_withheld(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let reply = OpeningKey::generate();
	let salt = [9; 32];
	let terms = Terms { executors: 2, private: Some((salt, reply.public())), ..Terms::default() };
	let prompt = "Say hello in private.";
	let job = market.order(stage.releases[WITHHELD], prompt, terms).await?;
	market.follow(job, JOB, |event| matches!(event, JobEvent::ExecutorsDrawn { .. })).await?;
	let keepers = ["//Provider7", "//Provider9"].map(keys::account);
	let delivery = stoa_client::delivery::Delivery::new(true)?;
	for keeper in &keepers {
		let keeper = keeper.as_ref().map_err(|error| anyhow::anyhow!("{error}"))?;
		let info = market.client.best().await?.provider(keeper).await?.context("registered")?;
		// The daemon may not have seen the draw yet.
		let end = Instant::now() + JOB;
		while let Err(error) = delivery.deliver_prompt(&info, job, &salt, prompt.as_bytes()).await {
			ensure!(Instant::now() < end, "{keeper} does not take the prompt: {error}");
			sleep(Duration::from_millis(500)).await;
		}
	}
	market.follow(job, JOB, |event| matches!(event, JobEvent::OutputAwaited { .. })).await?;
	let demand = stoa_client::calls::demand_data(job, 0, false);
	market.client.submit(&market.signer, &demand).await?.in_best_block().await?;
	let (seen, outcome) = market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Refunded(RefundReason::DataWithheld), "{outcome:?} {seen:#?}");
	for keeper in ["//Provider7", "//Provider9"] {
		let info = market.client.best().await?.provider(&keys::account(keeper)?).await?;
		ensure!(info.context("registered")?.bond < 1_000 * STOA, "{keeper} kept its bond");
	}
	Ok(())
}
