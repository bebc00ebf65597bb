//! What is remembered of games: a challenge before anything of it leaves, and what a defender has shown before
//! a move is made of it.

use anyhow::{Context, Result};
use codec::{Decode, DecodeAll, Encode};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};
use stoa_client::game::Shown;
use stoa_exact::game::Standing;
use stoa_primitives::{GameId, JobId};

const CHALLENGES: TableDefinition<u64, &[u8]> = TableDefinition::new("challenges");
const SHOWN: TableDefinition<u64, &[u8]> = TableDefinition::new("shown");

/// A challenge of this provider to the answer of a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Challenge {
	/// Salt of what hides it.
	pub salt: [u8; 16],
	/// The cell that it names; none for the whole trace.
	pub cell: Option<(u32, u32)>,
	/// How far it is.
	pub stage: Stage,
}

/// How far a challenge is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Stage {
	/// It may be on chain, hidden, or not yet.
	#[codec(index = 0)]
	Made,
	/// It became this game. There is no second one.
	#[codec(index = 1)]
	Played(GameId),
	/// It was not made: executed again, the answer is right.
	#[codec(index = 2)]
	Unfounded,
}

/// Both tables of the state file.
#[derive(Clone)]
pub struct Records {
	database: Arc<Database>,
}

impl Records {
	pub(crate) fn new(database: Arc<Database>) -> Self {
		Self { database }
	}

	/// Makes the tables.
	pub(crate) fn create(write: &WriteTransaction) -> Result<()> {
		write.open_table(CHALLENGES)?;
		write.open_table(SHOWN)?;
		Ok(())
	}

	/// All challenges, by job.
	pub fn challenges(&self) -> Result<BTreeMap<JobId, Challenge>> {
		let table = self.database.begin_read()?.open_table(CHALLENGES)?;
		let mut challenges = BTreeMap::new();
		for entry in table.iter()? {
			let (job, challenge) = entry?;
			challenges.insert(job.value(), read(challenge.value())?);
		}
		Ok(challenges)
	}

	/// Writes a challenge down. When it returns it is on disk.
	pub fn put_challenge(&self, job: JobId, challenge: &Challenge) -> Result<()> {
		self.put(CHALLENGES, job, &challenge.encode())
	}

	/// Forgets a challenge.
	pub fn forget_challenge(&self, job: JobId) -> Result<()> {
		self.remove(CHALLENGES, job)
	}

	/// The games of which something was written down.
	pub fn games(&self) -> Result<BTreeSet<GameId>> {
		let table = self.database.begin_read()?.open_table(SHOWN)?;
		let mut games = BTreeSet::new();
		for entry in table.iter()? {
			games.insert(entry?.0.value());
		}
		Ok(games)
	}

	/// What the defender of a game has shown so far, forks included, in the order in which it was seen.
	pub fn shown(&self, game: GameId) -> Result<Vec<Shown>> {
		let table = self.database.begin_read()?.open_table(SHOWN)?;
		let Some(entry) = table.get(game)? else { return Ok(Vec::new()) };
		let all: Vec<(Vec<u8>, Vec<u8>)> = read(entry.value())?;
		let shown = all.into_iter().map(|(standing, answer)| {
			let standing = Standing::decode(&standing).context("state file: broken standing")?;
			Ok(Shown { standing, answer })
		});
		shown.collect()
	}

	/// Writes down what was shown. When it returns it is on disk.
	pub fn put_shown(&self, game: GameId, shown: &[Shown]) -> Result<()> {
		let all: Vec<_> =
			shown.iter().map(|shown| (shown.standing.encode(), &shown.answer)).collect();
		self.put(SHOWN, game, &all.encode())
	}

	/// Forgets a game.
	pub fn forget_game(&self, game: GameId) -> Result<()> {
		self.remove(SHOWN, game)
	}

	fn put(&self, table: TableDefinition<u64, &[u8]>, key: u64, value: &[u8]) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(table)?.insert(key, value)?;
		Ok(write.commit()?)
	}

	fn remove(&self, table: TableDefinition<u64, &[u8]>, key: u64) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(table)?.remove(key)?;
		Ok(write.commit()?)
	}
}

fn read<T: Decode>(mut bytes: &[u8]) -> Result<T> {
	T::decode_all(&mut bytes).context("state file: broken record of a game")
}
