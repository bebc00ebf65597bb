//! What the referee has done, block after block: the verdicts about answers, and how they came about.

use anyhow::{Context, Result, bail, ensure};
use futures::StreamExt;
use std::{
	sync::{Arc, Mutex},
	time::Duration,
};
use stoa_client::{
	AccountId, Client,
	types::{Judgement, RefereeEvent},
};
use stoa_exact::{
	game::{Node, Standing},
	step::Step,
};
use stoa_primitives::{BlockNumber, GameId, JobId};
use tokio::{
	sync::watch,
	task::JoinHandle,
	time::{Instant, sleep_until, timeout_at},
};

type Events = Arc<Mutex<Vec<RefereeEvent>>>;

/// Follows a chain without forks, and keeps every event of the referee.
pub struct Verdicts {
	events: Events,
	/// The last block that was read.
	read: watch::Receiver<BlockNumber>,
	task: JoinHandle<()>,
}

/// How a claim was refuted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
	/// The game.
	pub game: GameId,
	/// The step that the runtime recomputed and found not to follow; none after silence.
	pub step: Option<Step>,
	/// Where the game stood at last.
	pub node: Option<Node>,
	/// Who gets the bounty.
	pub finder: AccountId,
}

impl Drop for Verdicts {
	fn drop(&mut self) {
		self.task.abort();
	}
}

impl Verdicts {
	/// Begins with the next block.
	pub async fn follow(client: Client) -> Result<Self> {
		let mut blocks = client.follow_best().await?;
		let first = client.best().await?.number();
		let (events, (told, read)) = (Events::default(), watch::channel(first));
		let kept = events.clone();
		let task = tokio::spawn(async move {
			let mut next = first + 1;
			while let Some(Ok(block)) = blocks.next().await {
				for number in next..=block.number {
					match of_block(&client, number).await {
						Ok(events) => lock(&kept).extend(events),
						Err(error) => return eprintln!("the referee's events: {error:#}"),
					}
				}
				next = next.max(block.number + 1);
				told.send_replace(block.number);
			}
		});
		Ok(Self { events, read, task })
	}

	/// All that `pick` takes of the events so far.
	pub fn all<T>(&self, pick: impl FnMut(&RefereeEvent) -> Option<T>) -> Vec<T> {
		lock(&self.events).iter().filter_map(pick).collect()
	}

	/// Waits for something that the referee does.
	pub async fn wait_for<T>(
		&self,
		within: Duration,
		mut pick: impl FnMut(&RefereeEvent) -> Option<T>,
	) -> Result<T> {
		let (end, mut read) = (Instant::now() + within, self.read.clone());
		loop {
			read.borrow_and_update();
			if let Some(found) = lock(&self.events).iter().find_map(&mut pick) {
				return Ok(found);
			}
			match timeout_at(end, read.changed()).await {
				Ok(Ok(())) => {}
				Ok(Err(_)) => bail!("the chain is not followed any more"),
				Err(_) => bail!("the referee did nothing of the kind in {within:?}"),
			}
		}
	}

	/// A receiver that changes with each block that was read.
	pub fn blocks(&self) -> watch::Receiver<BlockNumber> {
		self.read.clone()
	}

	/// How the claim about a job's answer was refuted.
	pub async fn verdict(&self, job: JobId) -> Result<Verdict> {
		let refuted = |event: &RefereeEvent| match event {
			RefereeEvent::SubjectRefuted { subject, game, finder, .. }
				if subject.job() == Some(job) =>
			{
				Some((*game, *finder))
			}
			_ => None,
		};
		let (game, finder) = self.wait_for(Duration::from_secs(180), refuted).await?;
		let mut verdict = Verdict { game, step: None, node: None, finder };
		for event in lock(&self.events).iter() {
			match event {
				RefereeEvent::ProofJudged { game: of, step, judgement } if *of == game => {
					ensure!(matches!(judgement, Judgement::Inconsistent), "{judgement:?}");
					let step = step.first_chunk().and_then(Step::decode);
					verdict.step = Some(step.context("a step was judged")?);
				}
				RefereeEvent::GameOpened { game: of, standing, .. }
				| RefereeEvent::Answered { game: of, standing, .. }
				| RefereeEvent::Chosen { game: of, standing, .. }
					if *of == game =>
				{
					verdict.node = Standing::decode(standing).map(|standing| *standing.node());
				}
				_ => {}
			}
		}
		Ok(verdict)
	}
}

fn lock(events: &Events) -> std::sync::MutexGuard<'_, Vec<RefereeEvent>> {
	events.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A block may be told a moment before its state can be read.
async fn of_block(client: &Client, number: BlockNumber) -> Result<Vec<RefereeEvent>> {
	let mut tries = 0;
	loop {
		let read = async {
			let block = client.block(client.hash_at(number).await?).await?;
			client.at_block(&block).await?.referee_events().await
		};
		match read.await {
			Ok(events) => return Ok(events),
			Err(error) if tries == 5 => return Err(error.into()),
			Err(_) => tries += 1,
		}
		sleep_until(Instant::now() + Duration::from_millis(300)).await;
	}
}
