//! A provider that loses its power.

use crate::stage::{JOB, RESTART, Stage};
use anyhow::{Context, Result, ensure};
use std::time::Duration;
use stoa_client::{JobEvent, keys};
use stoa_e2e::{
	market::{Terms, happened},
	network::ProviderHome,
	process::Process,
};

/// The provider that is killed.
pub const MORTAL: &str = "mortal";
const ACCOUNT: &str = "//Provider10";

/// Killed while it computes, and again between its commitment and its reveal; started again each time, it
/// answers once and is paid.
pub async fn killed_at_work(stage: &Stage, mortal: (Process, ProviderHome)) -> Result<()> {
	let (mut process, home) = mortal;
	let market = &stage.market;
	let terms = Terms { executors: 2, max_new_tokens: 120, ..Terms::default() };
	let prompt = "Write a long story about a lighthouse keeper.";
	let job = market.order(stage.releases[RESTART], prompt, terms).await?;

	process.wait_for("working", JOB)?;
	ensure!(!process.output().contains("answered"), "it was done before it could be killed");
	process.kill()?;
	process = stage.network.start_provider(&home)?;

	let ours = keys::account(ACCOUNT)?;
	let committed = |event: &JobEvent| matches!(event, JobEvent::AnswerCommitted { provider, .. } if *provider == ours);
	market.follow(job, JOB, committed).await?;
	process.kill()?;
	let restarted = stage.network.start_provider(&home)?;

	let (seen, settled) = market.settlement(job, JOB).await.with_context(|| restarted.tail())?;
	ensure!(settled.backers.iter().any(|(who, _)| *who == ours), "not paid: {settled:?}");
	ensure!(!happened(&seen, |event| matches!(event, JobEvent::ProviderStruck { .. })), "struck");
	let commitments = seen.iter().filter(|update| committed(&update.event)).count();
	ensure!(commitments == 1, "{commitments} commitments");

	let ended = restarted.terminate(Duration::from_secs(60))?;
	ensure!(ended.success(), "asked to stop, it ended with {ended}");
	Ok(())
}
