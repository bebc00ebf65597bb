//! Lies and slanders, and what becomes of whoever tells them.

use crate::{
	LIARS,
	stage::{JOB, PURSE, Stage},
};
use anyhow::{Context, Result, ensure};
use std::{process::Stdio, time::Duration};
use stoa_client::{
	AccountId, JobEvent, JobUpdate,
	types::{JobView, Outcome, RefundReason, VacateReason},
};
use stoa_e2e::market::happened;
use stoa_primitives::{JobId, ReleaseId, STOA};

/// New tokens of every order here.
const NEW_TOKENS: u32 = 6;
/// Fees of opening challenges: those of moves are given back.
const FEES: u128 = STOA / 100;

/// Twenty tokens that the tiny model has.
fn prompt() -> Vec<u32> {
	(0..20).map(|i| (i * 37 + 5) % 256 + 3).collect()
}

/// Orders until `executor` is the one that is drawn.
async fn order_from(stage: &Stage, release: ReleaseId, executor: &AccountId) -> Result<JobId> {
	for _ in 0..8 {
		let job = stage.market.order_exact(release, &prompt(), NEW_TOKENS).await?;
		let seen = stage
			.market
			.follow(job, Duration::from_secs(60), |event| {
				matches!(event, JobEvent::ExecutorsDrawn { .. })
			})
			.await?;
		let drawn = happened(&seen, |event| match event {
			JobEvent::ExecutorsDrawn { seats, .. } => {
				seats.iter().any(|(_, provider, _)| provider == executor)
			}
			_ => false,
		});
		if drawn {
			return Ok(job);
		}
	}
	anyhow::bail!("the executor was not drawn in eight jobs")
}

fn vacated(seen: &[JobUpdate], who: &AccountId, why: &VacateReason) -> bool {
	happened(
		seen,
		|event| matches!(event, JobEvent::SeatVacated { provider, reason, .. } if provider == who && reason == why),
	)
}

/// A liar is audited by an honest provider, challenged, and refuted by the runtime.
pub async fn refuted(stage: &Stage, scenario: usize) -> Result<()> {
	let (name, _) = LIARS[scenario];
	let liar = stage.account(name);
	let job = order_from(stage, stage.releases[scenario], &liar).await?;
	let before = stage.wealth(&liar).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Refunded(RefundReason::Refuted), "{outcome:?} {seen:#?}");
	ensure!(vacated(&seen, &liar, &VacateReason::Refuted), "not slashed: {seen:#?}");
	let after = stage.wealth(&liar).await?;
	ensure!(before - after >= 10 * STOA, "the liar kept its bond: {before} -> {after}");
	let whole = happened(
		&seen,
		|event| matches!(event, JobEvent::JobRefunded { returned, call_out: 0, burned: 0, .. } if *returned > 0),
	);
	ensure!(whole, "the requester did not get everything back: {seen:#?}");
	Ok(())
}

/// An auditor that contradicts an honest executor, and challenges it, loses its bond and its game.
pub async fn false_auditor(stage: &Stage) -> Result<()> {
	let accused = stage.account("accused");
	let job = order_from(stage, stage.false_auditor(), &accused).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "{outcome:?} {seen:#?}");
	let slanderers = ["slanderer-1", "slanderer-2"].map(|name| stage.account(name));
	let out = |who| vacated(&seen, who, &VacateReason::UnprovenMismatch);
	ensure!(slanderers.iter().any(out), "the slanderer kept its seat: {seen:#?}");
	let settled = seen.iter().find_map(JobUpdate::settled).context("settled")?;
	let paid: Vec<_> = settled.backers.iter().map(|(who, _)| *who).collect();
	ensure!(paid == [accused], "paid: {paid:?}");
	Ok(())
}

/// Liar and auditors of one gang: a stranger with the artefact and the command line shows them up.
pub async fn gang(stage: &Stage) -> Result<()> {
	let job = stage.market.order_exact(stage.gang(), &prompt(), NEW_TOKENS).await?;
	let open = |event: &JobEvent| matches!(event, JobEvent::ChallengeWindowOpened { .. });
	let seen = stage.market.follow(job, JOB, open).await?;
	let agreed = |event: &JobEvent| {
		matches!(event, JobEvent::ChallengeWindowOpened { agree: 1, contradict: 0, .. })
	};
	ensure!(happened(&seen, agreed), "the gang does not agree: {seen:#?}");
	let challenged = stage
		.network
		.stoa("//Bob")?
		.args(["job", "challenge", &job.to_string(), "--yes", "--artefact"])
		.arg(&stage.tiny)
		.stdin(Stdio::null())
		.output();
	let challenged = tokio::task::spawn_blocking(|| challenged).await??;
	let told = format!(
		"{}{}",
		String::from_utf8_lossy(&challenged.stdout),
		String::from_utf8_lossy(&challenged.stderr)
	);
	ensure!(challenged.status.success(), "{told}");
	match stage.market.client.best().await?.job(job).await? {
		Some(JobView::Over(record)) => ensure!(
			record.outcome == Outcome::Refunded(RefundReason::Refuted),
			"{:?} {told}",
			record.outcome
		),
		other => anyhow::bail!("the job goes on: {other:?} {told}"),
	}
	let gang = ["gang-1", "gang-2", "gang-3"].map(|name| stage.account(name));
	let mut poorer = 0;
	for who in &gang {
		poorer += usize::from(PURSE - stage.wealth(who).await? >= 10 * STOA);
	}
	ensure!(poorer == 2, "liar and accomplice lose their bonds, not {poorer}");
	Ok(())
}

/// Whoever kept all promises has at least what it began with, but for the fees of opening challenges.
pub async fn honest_lost_nothing(stage: &Stage) -> Result<()> {
	for (name, who, began) in &stage.began {
		let wealth = stage.wealth(who).await?;
		println!("       {name}: {began} -> {wealth} planck");
		ensure!(wealth + FEES >= *began, "{name} has lost {} planck", began - wealth);
	}
	Ok(())
}
