//! The referee as `stoa-client` shows it.

use super::NodeChain;
use crate::{
	chain::Inclusion,
	games::{
		Move,
		board::{Board, Game, Hidden, Subject},
	},
	machine::{Assignment, Wants},
};
use anyhow::Result;
use std::collections::BTreeSet;
use stoa_client::{
	AccountId, At, calls, referee,
	types::{GameDetails, GameStage, Opening},
};
use stoa_exact::game::Standing;
use stoa_primitives::JobId;

impl NodeChain {
	pub(super) async fn send_move(&self, game: Move) -> Result<Inclusion> {
		match game {
			Move::CommitChallenge { job, digest } => {
				self.hand_over(calls::referee::commit_challenge(job, digest)).await
			}
			Move::RevealChallenge { job, salt } => {
				self.hand_over(calls::referee::reveal_challenge(job, salt, Opening::Trace)).await
			}
			Move::Answer { game, answer } => {
				self.hand_over(calls::referee::answer(game, answer)).await
			}
			Move::Choose { game, choice, proof } => {
				self.hand_over(calls::referee::choose(game, choice, proof)).await
			}
			Move::Prove { game, proof } => self.hand_over(calls::referee::prove(game, proof)).await,
			Move::Timeout { game } => self.hand_over(calls::referee::timeout(game)).await,
			Move::OpenCells { job, secret, openings } => {
				self.hand_over(calls::open_cells(job, secret, openings)).await
			}
			Move::DropCommitment { job, challenger } => {
				let challenger = AccountId(challenger);
				self.hand_over(calls::referee::drop_commitment(job, challenger)).await
			}
		}
	}

	/// What the referee shows of our games, of answers that we contradict or of which we must open cells, and of
	/// claims of ours that would be closed if nothing kept them open.
	pub(super) async fn board(&self, best: &At, seats: &[Assignment]) -> Result<Board> {
		let mut board = Board::default();
		for id in best.games_of(&self.account).await? {
			if let Some(game) = best.game(id).await?.and_then(|details| game(&details)) {
				board.games.insert(id, game);
			}
		}
		let mut jobs: BTreeSet<JobId> = board.games.values().map(|game| game.job).collect();
		jobs.extend(seats.iter().filter_map(|seat| match seat.wants {
			Wants::Challenge | Wants::Opening => Some(seat.job),
			Wants::Defence => (best.number() >= seat.deadline).then_some(seat.job),
			_ => None,
		}));
		for seat in seats.iter().filter(|seat| seat.wants == Wants::Opening) {
			let asked = best.cells_asked(seat.job).await?.into_iter();
			let mut ours = asked.filter(|asked| asked.seat == seat.seat);
			board.asked.extend(ours.next().map(|asked| (seat.job, asked.cells)));
		}
		for job in jobs {
			let Some(details) = best.subject(job).await? else { continue };
			let Some(claim) = referee::claim(&details.claim) else {
				tracing::error!(
					job,
					"the claim is of a contract that this daemon does not know: update it"
				);
				board.games.retain(|_, game| game.job != job);
				continue;
			};
			let (until, contested) = (details.until, details.games > 0);
			board.subjects.insert(job, Subject { claim, until, contested });
			if details.hidden > 0 {
				let hidden = best.hidden_challenges(job).await?.into_iter();
				board.hidden.extend(hidden.map(|(challenger, hidden)| Hidden {
					job,
					challenger: challenger.0,
					digest: hidden.digest,
					reveal_by: hidden.reveal_by,
				}));
			}
		}
		Ok(board)
	}
}

/// None if it is not about a job, or its standing is of a contract that is not known here.
fn game(details: &GameDetails) -> Option<Game> {
	Some(Game {
		job: details.subject.job()?,
		defender: details.defender.0,
		challenger: details.challenger.0,
		opened_at: details.opened_at,
		whole: details.cell.is_none(),
		standing: Standing::decode(&details.standing)?,
		since: match details.stage {
			GameStage::Queued => None,
			GameStage::Running { since } => Some(since),
		},
		defender_left: details.clocks.defender,
		challenger_left: details.clocks.challenger,
	})
}
