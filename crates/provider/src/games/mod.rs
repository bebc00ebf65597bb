//! Games about answers of class Exact, played without their owner: as defender of the own answer, and as
//! auditor that contradicts somebody else's; and the cells that an auditor must open of an answer that it
//! confirmed. Answers are those to jobs and those of channels: of these also what the chain samples when they are
//! redeemed.
//!
//! | module | subject |
//! | --- | --- |
//! | [`board`] | what a block shows of the referee |
//! | [`table`] | what is to be done now, and what has ended: no I/O |
//! | [`samples`] | the same of redemptions that are sampled |
//! | [`player`], `challenger`, `receipts` | how: answers executed again, and moves made from them |
//! | [`sampler`] | how: samples opened, and audited |
//! | [`records`] | what is remembered |
//!
//! All of it follows from the chain, from the seats that the machine remembers and from [`records`], so a daemon
//! that is killed goes on where it was. The referee refuses a move that is not due, and a second one where one
//! was made; so each may be repeated without harm.

pub mod board;
mod challenger;
pub mod player;
mod receipts;
pub mod records;
pub mod sampler;
pub mod samples;
pub mod table;

#[cfg(test)]
mod tests;

use crate::{chain::Chain, state::Core};
use anyhow::Result;
use board::{Ended, Side};
use player::Player;
use sampler::Sampler;
use samples::SampleMove;
use std::sync::Arc;
use stoa_primitives::{Digest, GameId, JobId, SubjectKey};
use table::{End, Table, Task};
use tokio::sync::mpsc;

/// A move, or what leads to one: an extrinsic of the referee, of `inference` where it asks for cells, or of
/// `channels` where it samples.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "each is the call of nearly the same name")]
pub enum Move {
	CommitChallenge { subject: SubjectKey, digest: Digest },
	RevealChallenge { subject: SubjectKey, salt: [u8; 16] },
	Answer { game: GameId, answer: Vec<u8> },
	Choose { game: GameId, choice: u32, proof: Vec<u8> },
	Prove { game: GameId, proof: Vec<u8> },
	Timeout { game: GameId },
	DropCommitment { subject: SubjectKey, challenger: [u8; 32] },
	OpenCells { job: JobId, secret: Digest, openings: [Vec<u8>; 2] },
	Sample(Box<SampleMove>),
}

impl Move {
	/// Its name, for logs and metrics.
	pub fn name(&self) -> &'static str {
		match self {
			Self::CommitChallenge { .. } => "referee.commit_challenge",
			Self::RevealChallenge { .. } => "referee.reveal_challenge",
			Self::Answer { .. } => "referee.answer",
			Self::Choose { .. } => "referee.choose",
			Self::Prove { .. } => "referee.prove",
			Self::Timeout { .. } => "referee.timeout",
			Self::DropCommitment { .. } => "referee.drop_commitment",
			Self::OpenCells { .. } => "inference.open_cells",
			Self::Sample(next) => next.name(),
		}
	}
}

/// Plays until the daemon ends; what is to be sent goes to `moves`.
pub async fn run(
	core: Arc<Core>,
	chain: Arc<dyn Chain>,
	moves: mpsc::UnboundedSender<Move>,
) -> Result<()> {
	let mut looks = core.looks();
	let mut table = Table::new(core.identity.provider(), core.records.games()?);
	let mut player = Player::new(core.clone(), chain.clone());
	let mut sampler = Sampler::new(core.clone(), chain.clone());
	while looks.changed().await.is_ok() {
		let look = looks.borrow_and_update().clone();
		for (game, side) in table.begun(&look) {
			tracing::info!(game, side = side.name(), "a game has begun");
			core.metrics.games.with_label_values(&[side.name(), "begun"]).inc();
		}
		for end in table.ended(&look) {
			tell_end(&core, chain.as_ref(), &end).await;
			core.records.forget_game(end.game)?;
		}
		player.forget(&look);
		let challenges = core.records.challenges()?;
		for task in table.due(&look, &challenges) {
			let prepared = match &task {
				Task::Sample(task) => sampler.prepare(*task, &look).await,
				_ => player.prepare(&task, &look).await,
			};
			match prepared {
				// What took long to prepare may have been overtaken.
				Ok(Some(_)) if !table.is_wanted(&task, &looks.borrow(), &challenges) => {}
				Ok(Some(next)) => {
					tracing::info!(task = %task, call = next.name(), "moving");
					table.tried(&task, &look);
					let _ = moves.send(next);
				}
				Ok(None) => {}
				Err(error) => {
					table.tried(&task, &look);
					tracing::warn!(task = %task, error = format!("{error:#}"), "no move");
				}
			}
		}
		forget_challenges(&core, &look, challenges.into_keys())?;
		sampler.forget(&look)?;
	}
	Ok(())
}

/// Counts and logs how a game ended.
async fn tell_end(core: &Core, chain: &dyn Chain, end: &End) {
	let End { game, side, first, last } = *end;
	let outcome = match chain.game_end(game, first, last).await {
		Ok(Some(ended)) => ended.for_side(side),
		Ok(None) => "unknown",
		Err(error) => {
			tracing::debug!(game, error = format!("{error:#}"), "how the game ended");
			"unknown"
		}
	};
	core.metrics.games.with_label_values(&[side.name(), outcome]).inc();
	match (side, outcome) {
		(Side::Defender, "lost") => {
			tracing::error!(game, "a game was lost: the answer was refuted")
		}
		_ => tracing::info!(game, side = side.name(), outcome, "a game has ended"),
	}
}

/// Forgets the challenges to what is over: jobs that the machine has forgotten, samples that are decided.
fn forget_challenges(
	core: &Core,
	look: &board::Look,
	subjects: impl Iterator<Item = SubjectKey>,
) -> Result<()> {
	for subject in subjects {
		let known = match subject {
			SubjectKey::Job(job) => {
				core.read(|machine| machine.exact_answers(job).next().is_some())
			}
			SubjectKey::Receipt(hash) => Some(samples::audits(look, &hash)),
		};
		let played = look.board.games.values().any(|game| game.subject == subject);
		if known == Some(false) && !played && !look.contradicted.contains(&subject) {
			core.records.forget_challenge(subject)?;
		}
	}
	Ok(())
}

impl Ended {
	fn for_side(self, side: Side) -> &'static str {
		match (self, side) {
			(Self::Voided, _) => "voided",
			(Self::Refuted, Side::Challenger) | (Self::Failed, Side::Defender) => "won",
			(Self::Refuted, Side::Defender) | (Self::Failed, Side::Challenger) => "lost",
		}
	}
}
