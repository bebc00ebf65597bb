//! The main job with real nodes, real providers and a real model, and everything that can go wrong with it.
//!
//! One development network carries all scenarios that need one validator; each has releases and, where it
//! needs a faulty one, providers of its own, so that they run side by side.

use anyhow::{Context, Result, ensure};
use std::{future::Future, time::Duration};
use stoa_client::{
	JobEvent, keys,
	sealed::OpeningKey,
	types::{CancelReason, Outcome, RefundReason, VacateReason},
};
use stoa_e2e::{
	market::{Market, Terms, happened},
	network::{Fault, Network, ProviderSetup},
	process::Process,
};
use stoa_primitives::{ReleaseId, STOA};

const JOB: Duration = Duration::from_secs(180);
/// A prompt that must appear in no log.
const CANARY: &str = "What is the capital of France? cobalt-heron-7731";

/// Runs scenarios one after another on a test's own runtime and prints each.
fn block_on<T>(future: impl Future<Output = Result<T>>) -> T {
	let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
	runtime.block_on(future).unwrap_or_else(|error| panic!("{error:?}"))
}

/// What a scenario works with.
struct Stage {
	network: Network,
	market: Market,
	releases: Vec<ReleaseId>,
	providers: Vec<Process>,
}

/// A provider by name, account, fault, and the indices of the releases that it serves.
type Cast = (&'static str, &'static str, Fault, &'static [usize]);

impl Stage {
	async fn new(network: Network, releases: usize, cast: &[Cast]) -> Result<Self> {
		let market = Market::new(network.client().await?, "//Alice")?;
		let accounts: Vec<&str> = cast.iter().map(|(_, account, _, _)| *account).collect();
		market.fund(&accounts).await?;
		let releases = market.publish(releases).await?;
		let mut stage = Self { network, market, releases, providers: Vec::new() };
		for (name, account, fault, serves) in cast {
			let serves: Vec<ReleaseId> =
				serves.iter().map(|index| stage.releases[*index]).collect();
			let home = stage.network.provider_home(&ProviderSetup {
				name,
				account,
				serves: &serves,
				bond: "1000 STOA",
				fault: *fault,
				endpoint: None,
			})?;
			stage.providers.push(stage.network.start_provider(&home)?);
		}
		Ok(stage)
	}

	/// Waits until every release has as many providers as the cast gives it.
	async fn ready(&self, cast: &[Cast]) -> Result<()> {
		for (index, release) in self.releases.iter().enumerate() {
			let servers = cast.iter().filter(|(_, _, _, serves)| serves.contains(&index)).count();
			self.market.wait_for_servers(*release, servers).await.with_context(|| {
				self.providers.iter().map(Process::tail).collect::<Vec<_>>().join("\n--\n")
			})?;
		}
		Ok(())
	}
}

const HONEST: usize = 0;
const OTHER_ANSWER: usize = 1;
const STALL: usize = 2;
const ALL_STALL: usize = 3;
const NO_REVEAL: usize = 4;
const WITHHELD: usize = 5;

#[test]
fn one_chain_pays_the_honest_and_nobody_else() {
	let cast: &[Cast] = &[
		("honest-1", "//Provider1", None, &[HONEST, OTHER_ANSWER, STALL]),
		("honest-2", "//Provider2", None, &[HONEST, OTHER_ANSWER, STALL]),
		("honest-3", "//Provider3", None, &[HONEST, STALL, NO_REVEAL]),
		("other-answer", "//Provider4", Some("other-answer"), &[OTHER_ANSWER]),
		("never-commit", "//Provider5", Some("never-commit"), &[STALL, ALL_STALL]),
		("never-commit-2", "//Provider8", Some("never-commit"), &[ALL_STALL]),
		("never-reveal", "//Provider6", Some("never-reveal"), &[NO_REVEAL]),
		("withhold", "//Provider7", Some("withhold-output"), &[WITHHELD]),
		("withhold-2", "//Provider9", Some("withhold-output"), &[WITHHELD]),
	];
	block_on(async {
		let stage = Stage::new(Network::dev().await?, 6, cast).await?;
		stage.ready(cast).await?;
		let outcomes = tokio::join!(
			named("an honest committee is paid", honest(&stage)),
			named("another model's answer earns nothing", other_answer(&stage)),
			named("a stalled executor is replaced", stalled(&stage)),
			named("all stall: refund at the reserved deadline", all_stall(&stage)),
			named("commit without reveal is slashed as a lie", no_reveal(&stage)),
			named("a withheld prompt costs a call-out fee", prompt_withheld(&stage)),
			named("a withheld output is slashed", output_withheld(&stage)),
		);
		let (a, b, c, d, e, f, g) = outcomes;
		for outcome in [a, b, c, d, e, f, g] {
			outcome?;
		}
		ensure!(!stage.network.logs()?.contains("cobalt-heron"), "a prompt is in a log");
		Ok(())
	});
}

async fn named(name: &str, scenario: impl Future<Output = Result<()>>) -> Result<()> {
	let outcome = scenario.await;
	println!("{} {name}", if outcome.is_ok() { "ok    " } else { "FAILED" });
	outcome.with_context(|| name.to_owned())
}

async fn honest(stage: &Stage) -> Result<()> {
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

async fn other_answer(stage: &Stage) -> Result<()> {
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

async fn stalled(stage: &Stage) -> Result<()> {
	let market = &stage.market;
	let idler = keys::account("//Provider5")?;
	// Three of four are drawn: the idler sits in most committees.
	for _ in 0..6 {
		let job = market.order(stage.releases[STALL], "Say hello.", Terms::default()).await?;
		let (seen, outcome) = market.outcome(job, JOB).await?;
		ensure!(outcome == Outcome::Final, "{outcome:?} {seen:#?}");
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

async fn all_stall(stage: &Stage) -> Result<()> {
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

async fn no_reveal(stage: &Stage) -> Result<()> {
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

async fn prompt_withheld(stage: &Stage) -> Result<()> {
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

async fn output_withheld(stage: &Stage) -> Result<()> {
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
		for _ in 0..20 {
			if delivery.deliver_prompt(&info, job, &salt, prompt.as_bytes()).await.is_ok() {
				break;
			}
			tokio::time::sleep(Duration::from_millis(500)).await;
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
