//! What is remembered of games: a challenge before anything of it leaves, and what a defender has shown before
//! a move is made of it.

use anyhow::{Context, Result};
use codec::{Decode, DecodeAll, Encode};
use redb::{Database, Key, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use std::{
	borrow::Borrow,
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};
use stoa_client::game::Shown;
use stoa_exact::game::Standing;
use stoa_primitives::{Digest, GameId, SubjectKey, channel::Receipt};

const CHALLENGES: TableDefinition<u64, &[u8]> = TableDefinition::new("challenges");
/// Challenges to receipts of channels, by their hashes.
const RECEIPT_CHALLENGES: TableDefinition<[u8; 32], &[u8]> =
	TableDefinition::new("receipt_challenges");
/// What was brought of samples that this provider audits, by the receipts' hashes.
const AUDITED: TableDefinition<[u8; 32], &[u8]> = TableDefinition::new("audited_samples");
const SHOWN: TableDefinition<u64, &[u8]> = TableDefinition::new("shown");

/// A sample that this provider audits, and what was brought for it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Brought {
	/// The receipt, as its provider opened it.
	pub receipt: Receipt,
	/// Salt of the receipt's commitments.
	pub salt: Digest,
	/// What was read.
	pub prompt: Vec<u32>,
	/// What was written.
	pub output: Vec<u32>,
}

/// A challenge of this provider to a claim.
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

/// These tables of the state file.
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
		write.open_table(RECEIPT_CHALLENGES)?;
		write.open_table(AUDITED)?;
		write.open_table(SHOWN)?;
		Ok(())
	}

	/// All challenges, by claim.
	pub fn challenges(&self) -> Result<BTreeMap<SubjectKey, Challenge>> {
		let read_transaction = self.database.begin_read()?;
		let mut challenges = BTreeMap::new();
		for entry in read_transaction.open_table(CHALLENGES)?.iter()? {
			let (job, challenge) = entry?;
			challenges.insert(SubjectKey::Job(job.value()), read(challenge.value())?);
		}
		for entry in read_transaction.open_table(RECEIPT_CHALLENGES)?.iter()? {
			let (receipt, challenge) = entry?;
			challenges.insert(SubjectKey::Receipt(receipt.value()), read(challenge.value())?);
		}
		Ok(challenges)
	}

	/// Writes a challenge down. When it returns it is on disk.
	pub fn put_challenge(&self, subject: SubjectKey, challenge: &Challenge) -> Result<()> {
		match subject {
			SubjectKey::Job(job) => self.put(CHALLENGES, job, &challenge.encode()),
			SubjectKey::Receipt(hash) => self.put(RECEIPT_CHALLENGES, hash, &challenge.encode()),
		}
	}

	/// Forgets a challenge.
	pub fn forget_challenge(&self, subject: SubjectKey) -> Result<()> {
		match subject {
			SubjectKey::Job(job) => self.remove(CHALLENGES, job),
			SubjectKey::Receipt(hash) => self.remove(RECEIPT_CHALLENGES, hash),
		}
	}

	/// What was brought of a sample that this provider audits.
	pub fn brought(&self, receipt: &Digest) -> Result<Option<Brought>> {
		let table = self.database.begin_read()?.open_table(AUDITED)?;
		let Some(brought) = table.get(receipt)? else { return Ok(None) };
		Ok(Some(read(brought.value())?))
	}

	/// Writes down what was brought.
	pub fn put_brought(&self, brought: &Brought) -> Result<()> {
		self.put(AUDITED, brought.receipt.hash(), &brought.encode())
	}

	/// Forgets all that was brought of other receipts than these.
	pub fn keep_brought(&self, needed: &BTreeSet<Digest>) -> Result<()> {
		let table = self.database.begin_read()?.open_table(AUDITED)?;
		let mut over = Vec::new();
		for entry in table.iter()? {
			let receipt = entry?.0.value();
			over.extend((!needed.contains(&receipt)).then_some(receipt));
		}
		over.into_iter().try_for_each(|receipt| self.remove(AUDITED, receipt))
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

	fn put<'k, K: Key + 'static>(
		&self,
		table: TableDefinition<K, &[u8]>,
		key: impl Borrow<K::SelfType<'k>>,
		value: &[u8],
	) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(table)?.insert(key, value)?;
		Ok(write.commit()?)
	}

	fn remove<'k, K: Key + 'static>(
		&self,
		table: TableDefinition<K, &[u8]>,
		key: impl Borrow<K::SelfType<'k>>,
	) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(table)?.remove(key)?;
		Ok(write.commit()?)
	}
}

fn read<T: Decode>(mut bytes: &[u8]) -> Result<T> {
	T::decode_all(&mut bytes).context("state file: broken record of a game")
}
