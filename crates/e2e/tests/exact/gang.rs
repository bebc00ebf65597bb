//! Liars whose auditors are their friends: nobody of the committee tells, and a stranger does.

use crate::{
	attacks::{NEW_TOKENS, prompt, slashed, vacated},
	cast::Scenario,
	stage::{JOB, Stage},
};
use anyhow::{Context, Result, bail, ensure};
use std::time::Duration;
use stoa_client::{
	AccountId, Call, Client, JobEvent, JobUpdate, Keypair, calls, keys,
	types::{Failure, JobView, Opening, Outcome, RefereeEvent, RefundReason, VacateReason},
};
use stoa_e2e::{
	lies::{Lie, rehearsal},
	market::happened,
};
use stoa_exact::{
	step::{Check, Step},
	trace::proof::View,
};
use stoa_primitives::{GameId, JobId, SubjectKey, payload};

/// How long the referee may take for a move.
const MOVE: Duration = Duration::from_secs(180);
/// What `stoa job verify` ends with if the answer differs.
const DIFFERS: i32 = 7;
/// Where the gang's lie is.
const WHERE: &str = "in layer 1 of 2, at token 15 of the prompt";

/// Liar and auditors of one gang: a stranger with the artefact and the command line sees it and shows them up.
pub async fn falls(stage: &Stage) -> Result<()> {
	let (job, liar) = lie(stage, &Scenario::Gang).await?;
	let exposed = async {
		let artefact = stage.file("tiny").display().to_string();
		let arguments = ["job", "verify", &job.to_string(), "--artefact", &artefact];
		let (code, told) = stage.stoa("//Bob", &arguments).await?;
		ensure!(code == Some(DIFFERS) && told.contains(WHERE), "{code:?} {told}");
		challenge(stage, "//Bob", job).await
	};
	let (end, exposed) = tokio::join!(stage.market.outcome(job, JOB), exposed);
	exposed?;
	both_lose(stage, &end?.0, &liar)
}

/// The same, and the liar's friend challenges first and loses on purpose: the answer can be challenged as
/// before, and the friend's bond is gone.
pub async fn friend(stage: &Stage) -> Result<()> {
	let (job, liar) = lie(stage, &Scenario::Friend).await?;
	let exposed = async {
		loses_on_purpose(stage, job).await?;
		challenge(stage, "//Dave", job).await
	};
	let (end, exposed) = tokio::join!(stage.market.outcome(job, JOB), exposed);
	exposed?;
	both_lose(stage, &end?.0, &liar)
}

/// Challenges a lie and shows a step of it that follows.
async fn loses_on_purpose(stage: &Stage, job: JobId) -> Result<()> {
	let (client, friend) = (&stage.market.client, keys::from_uri("//Eve")?);
	let game = open_game(stage, client, job, &friend).await?;
	let generation = rehearsal::generation(NEW_TOKENS, Scenario::Friend.sampling());
	let told = rehearsal::told(&stage.tiny, &Lie::Gang, &prompt(), generation).await?;
	let consistent = Step { position: 0, slot: 0, check: Check::Token };
	let proof = View::new(&told, &[]).prove(&consistent);
	send(client, &friend, &calls::referee::prove(game, proof)).await?;
	let lost = |event: &RefereeEvent| match event {
		RefereeEvent::GameLost { game: of, reason, burned, .. } if *of == game => {
			Some((reason.clone(), *burned))
		}
		_ => None,
	};
	let (reason, burned) = stage.verdicts.wait_for(MOVE, lost).await?;
	ensure!(reason == Failure::Consistent && burned > 0, "{reason:?}, burned {burned}");
	let open = client.best().await?.subject(job).await?;
	ensure!(open.is_some(), "a lost game has cleared the answer");
	Ok(())
}

/// A job that a gang answers and confirms; and who answered.
async fn lie(stage: &Stage, scenario: &Scenario) -> Result<(JobId, AccountId)> {
	let (release, sampling) = (stage.release(scenario), scenario.sampling());
	let job = stage.market.order_exact(release, &prompt(), NEW_TOKENS, sampling).await?;
	let open = |event: &JobEvent| matches!(event, JobEvent::ChallengeWindowOpened { .. });
	let seen = stage.market.follow(job, JOB, open).await?;
	let agreed = |event: &JobEvent| {
		matches!(event, JobEvent::ChallengeWindowOpened { agree: 1, contradict: 0, .. })
	};
	ensure!(happened(&seen, agreed), "the gang does not agree: {seen:#?}");
	let liar = seen.iter().find_map(|update| match &update.event {
		JobEvent::AnswerGiven { provider, .. } => Some(*provider),
		_ => None,
	});
	Ok((job, liar.context("somebody answered")?))
}

/// A stranger challenges, by the command line, and wins.
async fn challenge(stage: &Stage, who: &str, job: JobId) -> Result<()> {
	let artefact = stage.file("tiny").display().to_string();
	let arguments = ["job", "challenge", &job.to_string(), "--yes", "--artefact", &artefact];
	let (code, told) = stage.stoa(who, &arguments).await?;
	ensure!(code == Some(0), "{code:?} {told}");
	let verdict = stage.verdicts.verdict(job).await?;
	ensure!(verdict.finder == keys::account(who)?, "found by {}", verdict.finder);
	let step = verdict.step.context("a step was shown")?;
	ensure!(Lie::Gang.is_about(&step), "{step:?}");
	match stage.market.client.best().await?.job(job).await? {
		Some(JobView::Over(record)) => ensure!(
			record.outcome == Outcome::Refunded(RefundReason::Refuted),
			"{:?} {told}",
			record.outcome
		),
		other => bail!("the job goes on: {other:?} {told}"),
	}
	Ok(())
}

/// Liar and accomplice lose their bonds.
fn both_lose(stage: &Stage, seen: &[JobUpdate], liar: &AccountId) -> Result<()> {
	ensure!(vacated(seen, liar, &VacateReason::Refuted), "the liar kept its seat: {seen:#?}");
	slashed(stage, seen, liar)?;
	let gang = ["gang-1", "gang-2", "gang-3"].map(|name| stage.account(name));
	let accomplice = gang.iter().find(|who| vacated(seen, who, &VacateReason::FalseMatch));
	slashed(stage, seen, accomplice.with_context(|| format!("it kept its seat: {seen:#?}"))?)
}

/// Challenges a whole trace, and shows it; the game.
async fn open_game(stage: &Stage, client: &Client, job: JobId, signer: &Keypair) -> Result<GameId> {
	let (me, salt) = (keys::account_of(signer), [7; 16]);
	let key = SubjectKey::Job(job);
	let digest = payload::challenge_commitment(&client.genesis(), &key, &me.0, None, &salt);
	send(client, signer, &calls::referee::commit_challenge(job, digest)).await?;
	send(client, signer, &calls::referee::reveal_challenge(job, salt, Opening::Trace)).await?;
	let opened = |event: &RefereeEvent| match event {
		RefereeEvent::GameOpened { game, subject, challenger, .. }
			if subject.job() == Some(job) && *challenger == me =>
		{
			Some(*game)
		}
		_ => None,
	};
	stage.verdicts.wait_for(MOVE, opened).await
}

async fn send(client: &Client, signer: &Keypair, call: &impl Call) -> Result<()> {
	client.submit(signer, call).await?.in_best_block().await?;
	Ok(())
}
