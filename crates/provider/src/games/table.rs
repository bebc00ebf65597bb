//! What is to be done now, and what has ended. No I/O: a look goes in, tasks come out.
//!
//! Each look is judged by itself, so an extrinsic that was lost or a fork needs no care of its own. A task that
//! was tried is due again after a pause that grows.

use super::{
	board::{Game, Look, Side},
	records::{Challenge, Stage},
	samples::{self, SampleTask},
};
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt,
};
use stoa_exact::game::Standing;
use stoa_primitives::{BlockNumber, GameId, JobId, SubjectKey};

/// Blocks until a task is tried again. They double with each try.
const PAUSE: BlockNumber = 3;
/// Longest such pause.
const MAX_PAUSE: BlockNumber = 24;
/// Most blocks that are searched for the end of a game.
const SEARCHED: BlockNumber = 64;

/// Something to do.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Task {
	/// Show what is below the node where a game stands.
	Answer {
		/// The game.
		game: GameId,
		/// Where it stands, encoded.
		standing: Vec<u8>,
	},
	/// Lead a game further to the step that does not follow.
	Lead {
		/// The game.
		game: GameId,
		/// Where it stands, encoded.
		standing: Vec<u8>,
	},
	/// End a game whose other side is late, or about which nothing is left to play.
	Timeout {
		/// The game.
		game: GameId,
	},
	/// Challenge a claim.
	Challenge {
		/// The claim.
		subject: SubjectKey,
	},
	/// Show a challenge that is hidden.
	Show {
		/// The claim.
		subject: SubjectKey,
	},
	/// Open the cells that were drawn of an answer that it confirmed.
	Open {
		/// The job.
		job: JobId,
	},
	/// Clear away a challenge that was not shown in time: its claim cannot be closed before.
	Drop {
		/// The claim.
		subject: SubjectKey,
		/// Who made it.
		challenger: [u8; 32],
	},
	/// Do what is due about a redemption.
	Sample(SampleTask),
}

impl fmt::Display for Task {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Answer { game, standing } => {
				write!(f, "answer in game {game} at {}", At(standing))
			}
			Self::Lead { game, standing } => write!(f, "lead game {game} at {}", At(standing)),
			Self::Timeout { game } => write!(f, "end game {game}"),
			Self::Challenge { subject } => write!(f, "challenge {}", Of(subject)),
			Self::Show { subject } => write!(f, "show the challenge of {}", Of(subject)),
			Self::Open { job } => write!(f, "open cells of job {job}"),
			Self::Drop { subject, .. } => write!(f, "drop a challenge of {}", Of(subject)),
			Self::Sample(task) => fmt::Display::fmt(task, f),
		}
	}
}

/// What a claim is about.
struct Of<'a>(&'a SubjectKey);

impl fmt::Display for Of<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.0 {
			SubjectKey::Job(job) => write!(f, "job {job}"),
			SubjectKey::Receipt(hash) => write!(f, "receipt 0x{}", hex::encode(hash)),
		}
	}
}

/// The node where a game stands.
struct At<'a>(&'a [u8]);

impl fmt::Display for At<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match Standing::decode(self.0) {
			Some(standing) => write!(f, "{:?}", standing.node()),
			None => f.write_str("?"),
		}
	}
}

/// A game that is over for good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
	/// The game.
	pub game: GameId,
	/// Which side of it was ours.
	pub side: Side,
	/// It ended in this block or a later one…
	pub first: BlockNumber,
	/// …up to this one.
	pub last: BlockNumber,
}

#[derive(Clone, Copy, Debug)]
struct Known {
	side: Side,
	/// The last block that showed it.
	seen_at: BlockNumber,
	/// The first block in a row that does not.
	gone_since: Option<BlockNumber>,
}

#[derive(Clone, Copy, Debug)]
struct Try {
	at: BlockNumber,
	pause: BlockNumber,
}

/// See the module's header.
#[derive(Clone, Debug)]
pub struct Table {
	account: [u8; 32],
	known: BTreeMap<GameId, Known>,
	tries: BTreeMap<Task, Try>,
}

impl Table {
	/// A table of the provider `account`, which has led `games` before.
	pub fn new(account: [u8; 32], games: BTreeSet<GameId>) -> Self {
		let known = Known { side: Side::Challenger, seen_at: 0, gone_since: None };
		let known = games.into_iter().map(|game| (game, known)).collect();
		Self { account, known, tries: BTreeMap::new() }
	}

	/// Notes the games that are there, and says which were not known.
	pub fn begun(&mut self, look: &Look) -> Vec<(GameId, Side)> {
		let mut begun = Vec::new();
		for (id, game) in &look.board.games {
			let side = self.side(game);
			let known = Known { side, seen_at: look.best, gone_since: None };
			if self.known.insert(*id, known).is_none() {
				begun.push((*id, side));
			}
		}
		begun
	}

	/// The games that no block up to the last final one shows any more; each is told once.
	pub fn ended(&mut self, look: &Look) -> Vec<End> {
		let mut ended = Vec::new();
		self.known.retain(|game, known| {
			if look.board.games.contains_key(game) {
				return true;
			}
			let last = *known.gone_since.get_or_insert(look.best);
			if look.finalised < last {
				return true;
			}
			let first =
				known.seen_at.saturating_add(1).max(last.saturating_sub(SEARCHED)).min(last);
			ended.push(End { game: *game, side: known.side, first, last });
			false
		});
		ended
	}

	/// What is to be done, the most urgent first.
	pub fn due(&mut self, look: &Look, challenges: &BTreeMap<SubjectKey, Challenge>) -> Vec<Task> {
		let wanted = self.wanted(look, challenges);
		self.tries.retain(|task, _| wanted.contains(task));
		let waits = |task: &Task| {
			let tried = self.tries.get(task);
			tried.is_some_and(|tried| {
				(tried.at..tried.at.saturating_add(tried.pause)).contains(&look.best)
			})
		};
		wanted.into_iter().filter(|task| !waits(task)).collect()
	}

	/// Whether a task is still to be done.
	pub fn is_wanted(
		&self,
		task: &Task,
		look: &Look,
		challenges: &BTreeMap<SubjectKey, Challenge>,
	) -> bool {
		self.wanted(look, challenges).contains(task)
	}

	/// Something was done about a task.
	pub fn tried(&mut self, task: &Task, look: &Look) {
		let pause = self
			.tries
			.get(task)
			.map_or(PAUSE, |tried| tried.pause.saturating_mul(2).min(MAX_PAUSE));
		self.tries.insert(task.clone(), Try { at: look.best, pause });
	}

	fn side(&self, game: &Game) -> Side {
		if game.defender == self.account { Side::Defender } else { Side::Challenger }
	}

	fn wanted(&self, look: &Look, challenges: &BTreeMap<SubjectKey, Challenge>) -> Vec<Task> {
		let mut games: Vec<_> = look.board.games.iter().collect();
		games.sort_by_key(|(id, game)| (self.time_left(look, game), **id));
		let in_games = games.into_iter().filter_map(|(id, game)| self.in_game(look, *id, game));
		let own = look.contradicted.iter();
		let own = own.filter_map(|subject| self.about(look, *subject, challenges.get(subject)));
		// Those that keep a claim of ours from being closed, or a place that we need.
		let late = look.board.hidden.iter().filter(|hidden| {
			let contradicted = look.contradicted.contains(&hidden.subject);
			look.best > hidden.reveal_by && (!contradicted || hidden.challenger == self.account)
		});
		let late = late
			.map(|hidden| Task::Drop { subject: hidden.subject, challenger: hidden.challenger });
		// Nobody waits for them in a game, but they are due within few blocks.
		let asked = look.board.asked.keys().map(|job| Task::Open { job: *job });
		let samples = samples::due(look, &self.account).into_iter().map(Task::Sample);
		asked.chain(in_games).chain(own).chain(late).chain(samples).collect()
	}

	/// Blocks that this side has left now.
	fn time_left(&self, look: &Look, game: &Game) -> BlockNumber {
		let left = match self.side(game) {
			Side::Defender => game.defender_left,
			Side::Challenger => game.challenger_left,
		};
		left.saturating_sub(game.since.map_or(0, |since| look.best.saturating_sub(since)))
	}

	fn in_game(&self, look: &Look, id: GameId, game: &Game) -> Option<Task> {
		if !look.board.subjects.contains_key(&game.subject) {
			// The bond that waits is the challenger's.
			let ours = self.side(game) == Side::Challenger;
			return ours.then_some(Task::Timeout { game: id });
		}
		let standing = || game.standing.encode();
		let awaits_defender = game.standing.awaits_provider();
		let left = if awaits_defender { game.defender_left } else { game.challenger_left };
		let late = game.since.is_some_and(|since| look.best.saturating_sub(since) > left);
		match (self.side(game), awaits_defender) {
			(Side::Defender, true) => {
				game.since.map(|_| Task::Answer { game: id, standing: standing() })
			}
			(Side::Defender, false) | (Side::Challenger, true) if late => {
				Some(Task::Timeout { game: id })
			}
			(Side::Defender, false) => None,
			// A proof may come at any time.
			(Side::Challenger, _) => Some(Task::Lead { game: id, standing: standing() }),
		}
	}

	/// What is to be done about a claim that we contradict.
	fn about(
		&self,
		look: &Look,
		subject: SubjectKey,
		challenge: Option<&Challenge>,
	) -> Option<Task> {
		let mut hidden = look.board.hidden.iter();
		if let Some(hidden) = hidden.find(|h| h.subject == subject && h.challenger == self.account)
		{
			return (look.best <= hidden.reveal_by).then_some(Task::Show { subject });
		}
		let mut games = look.board.games.values();
		let plays = games.any(|game| game.subject == subject && game.challenger == self.account);
		let done = challenge.is_some_and(|challenge| challenge.stage != Stage::Made);
		let claim = look.board.subjects.get(&subject)?;
		let open = look.best < claim.until || claim.contested;
		(open && !plays && !done).then_some(Task::Challenge { subject })
	}
}
