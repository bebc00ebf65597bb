//! Lies and slanders, and what becomes of whoever tells them.

use crate::{
	cast::{Scenario, liar},
	stage::{JOB, PURSE, Stage},
};
use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_client::{
	AccountId, JobEvent, JobUpdate,
	types::{JobView, Outcome, RefundReason, VacateReason},
};
use stoa_e2e::{
	lies::{Lie, PROMPT_TOKENS, Place, rehearsal},
	market::happened,
};
use stoa_exact::Step;
use stoa_primitives::{Balance, JobId, STOA};

/// New tokens of every order here.
pub const NEW_TOKENS: u32 = 6;
/// Fees of opening challenges: those of moves are given back.
const FEES: Balance = STOA / 100;
/// What whoever is shown to have lied loses at least.
const LEAST: Balance = 10 * STOA;

/// Tokens that the tiny model has.
pub fn prompt() -> Vec<u32> {
	(0..PROMPT_TOKENS).map(|i| (i * 37 + 5) % 256 + 3).collect()
}

/// Orders until `executor` is the one that is drawn.
pub async fn order_from(stage: &Stage, scenario: &Scenario, executor: &AccountId) -> Result<JobId> {
	for _ in 0..8 {
		let release = stage.release(scenario);
		let sampling = scenario.sampling();
		let job = stage.market.order_exact(release, &prompt(), NEW_TOKENS, sampling).await?;
		let drawn = |event: &JobEvent| matches!(event, JobEvent::ExecutorsDrawn { .. });
		let seen = stage.market.follow(job, Duration::from_secs(180), drawn).await?;
		let ours = happened(&seen, |event| match event {
			JobEvent::ExecutorsDrawn { seats, .. } => {
				seats.iter().any(|(_, provider, _)| provider == executor)
			}
			_ => false,
		});
		if ours {
			return Ok(job);
		}
	}
	anyhow::bail!("the executor was not drawn in eight jobs")
}

/// Whether somebody lost its seat, and why.
pub fn vacated(seen: &[JobUpdate], who: &AccountId, why: &VacateReason) -> bool {
	happened(
		seen,
		|event| matches!(event, JobEvent::SeatVacated { provider, reason, .. } if provider == who && reason == why),
	)
}

/// Somebody was slashed in a job, of at least what a lie costs.
pub fn slashed(stage: &Stage, seen: &[JobUpdate], who: &AccountId) -> Result<()> {
	let taken = seen.iter().filter_map(|update| match &update.event {
		JobEvent::ProviderSlashed { provider, taken, .. } if provider == who => Some(*taken),
		_ => None,
	});
	let taken: Balance = taken.sum();
	ensure!(taken >= LEAST, "{taken} planck were taken: {seen:#?}");
	stage.note_taken(who, taken);
	Ok(())
}

/// The requester got all of its money back.
fn all_returned(seen: &[JobUpdate]) -> Result<()> {
	let whole = happened(
		seen,
		|event| matches!(event, JobEvent::JobRefunded { returned, call_out: 0, burned: 0, .. } if *returned > 0),
	);
	ensure!(whole, "the requester did not get everything back: {seen:#?}");
	Ok(())
}

/// Whom a job has paid.
fn paid(seen: &[JobUpdate]) -> Result<Vec<AccountId>> {
	let settled = seen.iter().find_map(JobUpdate::settled).context("settled")?;
	Ok(settled.backers.iter().map(|(who, _)| *who).collect())
}

/// A liar gets what its lie deserves.
pub async fn found(stage: &Stage, group: usize, name: &str) -> Result<()> {
	match stage.lie(name)? {
		Lie::NoAnswer => never_answers(stage, group, name).await,
		Lie::NoReveal => never_reveals(stage, group, name).await,
		lie => refuted(stage, group, name, &lie).await,
	}
}

/// A liar is audited by an honest provider, challenged, and refuted by the runtime: at the step at which the
/// lie is, or by its silence where it is silent.
async fn refuted(stage: &Stage, group: usize, name: &str, lie: &Lie) -> Result<()> {
	let (scenario, liar) = (Scenario::Lie(name.to_owned()), stage.account(&liar(group)));
	let expected = ends_at(stage, &scenario, lie).await?;
	let job = order_from(stage, &scenario, &liar).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Refunded(RefundReason::Refuted), "{outcome:?} {seen:#?}");
	ensure!(vacated(&seen, &liar, &VacateReason::Refuted), "it kept its seat: {seen:#?}");
	slashed(stage, &seen, &liar)?;
	all_returned(&seen)?;
	let verdict = stage.verdicts.verdict(job).await?;
	ensure!(verdict.step == expected, "{verdict:?}, not {expected:?}");
	let stood = verdict.node.as_ref().and_then(Place::of);
	match lie {
		// There is nothing that it could show.
		Lie::Root => ensure!(stood == Some(Place::Pages), "{verdict:?}"),
		Lie::SilentAt(place) => ensure!(stood == Some(*place), "{verdict:?}"),
		_ => {}
	}
	ensure!(stage.is_honest(&verdict.finder), "found by {}", verdict.finder);
	Ok(())
}

/// The step at which a lie ends; none if it ends by silence.
async fn ends_at(stage: &Stage, scenario: &Scenario, lie: &Lie) -> Result<Option<Step>> {
	if matches!(lie, Lie::Root | Lie::SilentAt(_)) {
		return Ok(None);
	}
	let generation = rehearsal::generation(NEW_TOKENS, scenario.sampling());
	let told = rehearsal::told(&stage.tiny, lie, &prompt(), generation).await?;
	let step = rehearsal::step(&stage.tiny, &told)?;
	ensure!(lie.is_about(&step), "another lie: {step:?}");
	Ok(Some(step))
}

/// An executor that does not answer is struck and replaced, and somebody else is paid.
async fn never_answers(stage: &Stage, group: usize, name: &str) -> Result<()> {
	let (scenario, liar) = (Scenario::Lie(name.to_owned()), stage.account(&liar(group)));
	let job = order_from(stage, &scenario, &liar).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "{outcome:?} {seen:#?}");
	ensure!(vacated(&seen, &liar, &VacateReason::NoCommitment), "it kept its seat: {seen:#?}");
	let struck = |event: &JobEvent| matches!(event, JobEvent::ProviderStruck { provider, .. } if *provider == liar);
	ensure!(happened(&seen, struck), "not struck: {seen:#?}");
	let paid = paid(&seen)?;
	ensure!(!paid.is_empty() && !paid.contains(&liar), "paid: {paid:?}");
	Ok(())
}

/// An executor that answers and does not show its trace loses what a lie costs.
async fn never_reveals(stage: &Stage, group: usize, name: &str) -> Result<()> {
	let (scenario, liar) = (Scenario::Lie(name.to_owned()), stage.account(&liar(group)));
	let job = order_from(stage, &scenario, &liar).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(matches!(outcome, Outcome::Refunded(_)), "{outcome:?} {seen:#?}");
	ensure!(vacated(&seen, &liar, &VacateReason::NoReveal), "it kept its seat: {seen:#?}");
	slashed(stage, &seen, &liar)?;
	all_returned(&seen)
}

/// An auditor that contradicts an honest executor, and challenges it, loses its bond and its game.
pub async fn false_auditor(stage: &Stage) -> Result<()> {
	let accused = stage.account("accused");
	let job = order_from(stage, &Scenario::FalseAuditor, &accused).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "{outcome:?} {seen:#?}");
	let slanderers = ["slanderer-1", "slanderer-2"].map(|name| stage.account(name));
	let out = |who| vacated(&seen, who, &VacateReason::UnprovenMismatch);
	ensure!(slanderers.iter().any(out), "the slanderer kept its seat: {seen:#?}");
	let paid = paid(&seen)?;
	ensure!(paid == [accused], "paid: {paid:?}");
	Ok(())
}

/// An auditor that commits and never shows its claim loses its bond; the answer stands without it.
pub async fn mute_auditor(stage: &Stage) -> Result<()> {
	let accused = stage.account("accused");
	let job = order_from(stage, &Scenario::MuteAuditor, &accused).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "{outcome:?} {seen:#?}");
	let mute = ["slanderer-1", "slanderer-2"].map(|name| stage.account(name));
	let mute = mute.iter().find(|who| vacated(&seen, who, &VacateReason::NoReveal));
	slashed(stage, &seen, mute.with_context(|| format!("it kept its seat: {seen:#?}"))?)?;
	let paid = paid(&seen)?;
	ensure!(paid == [accused], "paid: {paid:?}");
	Ok(())
}

/// An auditor that confirms an honest executor's trace without executing cannot open the cells that are drawn:
/// it loses its bond, and the answer is paid and called unaudited.
pub async fn copyist(stage: &Stage) -> Result<()> {
	let copied = stage.account("copied");
	let job = order_from(stage, &Scenario::Copyist, &copied).await?;
	let (seen, outcome) = stage.market.outcome(job, JOB).await?;
	ensure!(outcome == Outcome::Final, "{outcome:?} {seen:#?}");
	let drawn = happened(&seen, |event| matches!(event, JobEvent::CellsDrawn { .. }));
	ensure!(drawn, "no cells were asked for: {seen:#?}");
	let copyists = ["copyist-1", "copyist-2"].map(|name| stage.account(name));
	let out = copyists.iter().find(|who| vacated(&seen, who, &VacateReason::NotExecuted));
	slashed(stage, &seen, out.with_context(|| format!("it kept its seat: {seen:#?}"))?)?;
	let paid = paid(&seen)?;
	ensure!(paid == [copied], "paid: {paid:?}");
	match stage.market.client.best().await?.job(job).await? {
		Some(JobView::Over(record)) => ensure!(record.auditors == 0, "{record:?}"),
		other => anyhow::bail!("not over: {other:?}"),
	}
	Ok(())
}

/// What verdicts have taken is gone.
pub async fn liars_lost_what_was_taken(stage: &Stage) -> Result<()> {
	for (who, taken) in stage.all_taken() {
		let wealth = stage.wealth(&who).await?;
		ensure!(!stage.is_honest(&who), "{who} is honest and has lost {taken} planck");
		ensure!(PURSE - wealth >= taken, "{who} has {wealth} planck, of which {taken} were taken");
	}
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
