//! Two hundred challenges to an honest executor, at once: by whoever loses at once, whoever never shows what it
//! doubts, and whoever stalls. It defends itself four at a time, and gains by each.

use crate::{
	attacks::{NEW_TOKENS, order_from, prompt},
	cast::Scenario,
	stage::{JOB, Stage},
};
use anyhow::{Result, ensure};
use futures::future::try_join_all;
use std::{collections::BTreeSet, time::Duration};
use stoa_client::{
	AccountId, Call, Client, JobEvent, Keypair, calls, keys,
	types::{Failure, Opening, Outcome, RefereeEvent},
};
use stoa_e2e::lies::{Lie, rehearsal};
use stoa_exact::{
	step::{Check, Step},
	trace::proof::View,
};
use stoa_primitives::{Balance, JobId, STOA, SubjectKey, payload};
use tokio::time::{Instant, sleep};

/// Answers that are challenged, and how many challenge each of them.
const JOBS: usize = 4;
const CHALLENGERS: usize = 50;
/// Of the challenges to the first answer, how many are never shown; and how many stop after that.
const HIDDEN: usize = 3;
const STALLING: usize = 3;
/// What each of them has.
const PURSE: Balance = 20 * STOA;
/// So much later than the other scenarios it begins: its challenges fill some blocks, and whoever has to contradict
/// a lie must not be late because of that.
const LATER: Duration = Duration::from_secs(50);
const SALT: [u8; 16] = [3; 16];

/// Those who challenge one answer.
struct Crowd<'a> {
	stage: &'a Stage,
	job: JobId,
	client: Client,
	signers: Vec<(Keypair, AccountId)>,
	/// A step that follows, opened: proves nothing.
	consistent: Vec<u8>,
	/// Of the first of them, how many never show their challenge, and how many stop after that.
	hidden: usize,
	stalling: usize,
}

/// See the module's header.
pub async fn fails(stage: &Stage) -> Result<()> {
	let uris: Vec<String> = (0..JOBS * CHALLENGERS).map(|n| format!("//Crowd{n}")).collect();
	let besieged = stage.account("besieged");
	let order = || async { order_from(stage, &Scenario::Crowd, &besieged).await };
	stage.market.fund(&uris, PURSE).await?;
	sleep(LATER).await;
	let jobs = try_join_all((0..JOBS).map(|_| order())).await?;
	let mut crowds = Vec::new();
	for ((at, job), uris) in jobs.into_iter().enumerate().zip(uris.chunks(CHALLENGERS)) {
		crowds.push(Crowd::new(stage, job, uris, at == 0).await?);
	}
	let before = stage.wealth(&besieged).await?;
	let gains = try_join_all(crowds.iter().map(Crowd::besiege)).await?.into_iter().sum::<Balance>();
	let after = stage.wealth(&besieged).await?;
	// A move that comes when its game has just ended costs its fee, which is less than the game has brought.
	ensure!(gains > 0 && after > before, "{before} -> {after}, {gains} by challenges");
	Ok(())
}

impl<'a> Crowd<'a> {
	async fn new(stage: &'a Stage, job: JobId, uris: &[String], stalls: bool) -> Result<Self> {
		let signers = uris.iter().map(|uri| {
			let signer = keys::from_uri(uri)?;
			let account = keys::account_of(&signer);
			Ok((signer, account))
		});
		let generation = rehearsal::generation(NEW_TOKENS, Scenario::Crowd.sampling());
		let honest = rehearsal::told(&stage.tiny, &Lie::NoReveal, &prompt(), generation).await?;
		let step = Step { position: 0, slot: 0, check: Check::Token };
		let (hidden, stalling) = if stalls { (HIDDEN, STALLING) } else { (0, 0) };
		Ok(Self {
			stage,
			job,
			client: stage.network.client().await?,
			signers: signers.collect::<Result<_>>()?,
			consistent: View::new(&honest, &[]).prove(&step),
			hidden,
			stalling,
		})
	}

	/// All challenge the answer and fail; what the defender got of their bonds.
	async fn besiege(&self) -> Result<Balance> {
		let open = |event: &JobEvent| matches!(event, JobEvent::ChallengeWindowOpened { .. });
		self.stage.market.follow(self.job, JOB, open).await?;
		let ((), lost) = tokio::try_join!(self.begin(), self.play())?;
		ensure!(lost.len() == CHALLENGERS - self.hidden, "{lost:?}");
		let silent = lost.iter().filter(|(reason, _)| *reason == Failure::Silent);
		ensure!(silent.count() == self.stalling, "{lost:?}");
		let (_, outcome) = self.stage.market.outcome(self.job, JOB).await?;
		ensure!(outcome == Outcome::Final, "{outcome:?}");
		Ok(lost.iter().map(|(_, paid)| paid).sum())
	}

	/// Makes all challenges within the window: later each that failed would double the bond of the next.
	async fn begin(&self) -> Result<()> {
		// The calls that follow must not wait for these.
		let client = self.stage.network.client().await?;
		for (signer, account) in &self.signers {
			let (genesis, key) = (client.genesis(), SubjectKey::Job(self.job));
			let digest = payload::challenge_commitment(&genesis, &key, &account.0, None, &SALT);
			client.submit(signer, &calls::referee::commit_challenge(self.job, digest)).await?;
		}
		Ok(())
	}

	/// Goes on with each, until all have ended; why each game was lost, and what the defender got.
	async fn play(&self) -> Result<Vec<(Failure, Balance)>> {
		let (mut shown, mut ended) = (BTreeSet::new(), BTreeSet::new());
		let (mut blocks, end) = (self.stage.verdicts.blocks(), Instant::now() + JOB);
		while self.lost().len() + self.dropped() < CHALLENGERS {
			self.answer(&mut shown, &mut ended).await?;
			blocks.changed().await?;
			let made = self.signers.iter().filter(|(_, account)| self.is_made(account)).count();
			let told = || format!("{made} challenges, {} lost games", self.lost().len());
			ensure!(Instant::now() < end, "it goes on: {}", told());
		}
		Ok(self.lost())
	}

	/// Shows each challenge that is on chain, and ends each game: every other one with a proof that is none.
	async fn answer(&self, shown: &mut BTreeSet<usize>, ended: &mut BTreeSet<usize>) -> Result<()> {
		let job = self.job;
		for (at, (signer, account)) in self.signers.iter().enumerate().skip(self.hidden) {
			if self.is_made(account) && shown.insert(at) {
				let call = calls::referee::reveal_challenge(job, SALT, Opening::Trace);
				self.send(signer, &call).await?;
			}
			let game = if at < self.hidden + self.stalling { None } else { self.game(account) };
			if let Some(game) = game
				&& ended.insert(at)
			{
				let proof = if at % 2 == 0 { vec![0; 16] } else { self.consistent.clone() };
				self.send(signer, &calls::referee::prove(game, proof)).await?;
			}
		}
		Ok(())
	}

	/// Hands an extrinsic over, without waiting for it.
	async fn send(&self, signer: &Keypair, call: &impl Call) -> Result<()> {
		self.client.submit(signer, call).await?;
		Ok(())
	}

	fn is_made(&self, who: &AccountId) -> bool {
		let found = self.stage.verdicts.all(|event| match event {
			RefereeEvent::ChallengeCommitted { subject, challenger, .. } => {
				(subject.job() == Some(self.job) && challenger == who).then_some(())
			}
			_ => None,
		});
		!found.is_empty()
	}

	fn game(&self, who: &AccountId) -> Option<u64> {
		let found = self.stage.verdicts.all(|event| match event {
			RefereeEvent::GameOpened { subject, challenger, game, .. } => {
				(subject.job() == Some(self.job) && challenger == who).then_some(*game)
			}
			_ => None,
		});
		found.first().copied()
	}

	/// Why each game was lost, and what the defender got.
	fn lost(&self) -> Vec<(Failure, Balance)> {
		let games = self.stage.verdicts.all(|event| match event {
			RefereeEvent::GameOpened { subject, game, .. } => {
				(subject.job() == Some(self.job)).then_some(*game)
			}
			_ => None,
		});
		let games: BTreeSet<u64> = games.into_iter().collect();
		self.stage.verdicts.all(|event| match event {
			RefereeEvent::GameLost { game, reason, paid, .. } => {
				games.contains(game).then(|| (reason.clone(), *paid))
			}
			_ => None,
		})
	}

	/// How many challenges were never shown, and lost their bond.
	fn dropped(&self) -> usize {
		let dropped = self.stage.verdicts.all(|event| match event {
			RefereeEvent::CommitmentDropped { subject, burned, returned: 0, .. } => {
				(subject.job() == Some(self.job) && *burned > 0).then_some(())
			}
			_ => None,
		});
		dropped.len()
	}
}
