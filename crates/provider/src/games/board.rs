//! What a block shows of the referee.

use super::samples::Audit;
use std::collections::{BTreeMap, BTreeSet};
use stoa_exact::{Claim, game::Standing};
use stoa_primitives::{BlockNumber, ChannelId, Digest, GameId, JobId, SubjectKey};

/// On which side of a game this provider is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
	/// It made the claim.
	Defender,
	/// It challenges it.
	Challenger,
}

impl Side {
	/// For logs and metrics.
	pub fn name(self) -> &'static str {
		match self {
			Self::Defender => "defender",
			Self::Challenger => "challenger",
		}
	}
}

/// How a game ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
	/// The claim was refuted.
	Refuted,
	/// The challenge has failed.
	Failed,
	/// Without anybody's fault.
	Voided,
}

/// A game in which this provider plays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Game {
	/// The claim that it is about.
	pub subject: SubjectKey,
	/// Who made the claim.
	pub defender: [u8; 32],
	/// Who challenges it.
	pub challenger: [u8; 32],
	/// When it was opened.
	pub opened_at: BlockNumber,
	/// Whether it began at the root of the trace, as those of this daemon do.
	pub whole: bool,
	/// Where it stands.
	pub standing: Standing,
	/// When the side whose turn it is had the move; none while the game waits.
	pub since: Option<BlockNumber>,
	/// Blocks that the defender has left.
	pub defender_left: BlockNumber,
	/// Blocks that the challenger has left.
	pub challenger_left: BlockNumber,
}

/// A claim that can be challenged, or is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
	/// The claim.
	pub claim: Claim,
	/// The channel, if it is a receipt.
	pub channel: Option<ChannelId>,
	/// Last block of the window.
	pub until: BlockNumber,
	/// Whether games about it run or wait: it can be challenged while they do.
	pub contested: bool,
}

/// A hidden challenge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden {
	/// The claim that it is about.
	pub subject: SubjectKey,
	/// Who made it.
	pub challenger: [u8; 32],
	/// What hides it.
	pub digest: Digest,
	/// Last block at which it can be shown.
	pub reveal_by: BlockNumber,
}

/// What a best block shows of the referee, as far as this provider has to know it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Board {
	/// Its games.
	pub games: BTreeMap<GameId, Game>,
	/// The claims about which these are, those that it has to challenge or of which it must open cells, and its
	/// own that should be closed by now.
	pub subjects: BTreeMap<SubjectKey, Subject>,
	/// Hidden challenges to those claims.
	pub hidden: Vec<Hidden>,
	/// The cells (position and slot) that it must open, by job.
	pub asked: BTreeMap<JobId, [(u32, u32); 2]>,
	/// Redemptions that are not paid yet, of its own channels or with it as auditor.
	pub audits: Vec<Audit>,
}

/// A board at its height.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Look {
	/// Height of the best block.
	pub best: BlockNumber,
	/// Everything up to here is final.
	pub finalised: BlockNumber,
	/// Claims of others that it has to challenge, having contradicted them.
	pub contradicted: BTreeSet<SubjectKey>,
	/// What the referee shows.
	pub board: Board,
}
