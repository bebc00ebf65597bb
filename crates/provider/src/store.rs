//! What the daemon remembers across restarts: one record per seat, on disk before it matters; beside them
//! what it needs of games ([`crate::games::records`]), leases ([`crate::leases::store`]), custody ([`crate::custody::store`]) and channels ([`crate::v1::ledger`]).

use crate::{
	custody::store::CustodyStore,
	games::records::Records,
	leases::store::LeaseStore,
	machine::{Command, Seat, SeatKey},
	v1::ledger::Ledger,
};
use anyhow::{Context, Result, bail};
use codec::{DecodeAll, Encode};
use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use std::{collections::BTreeMap, path::Path, sync::Arc};
use stoa_primitives::Digest;

const SEATS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("seats");
const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
/// Form of the records; a change of [`Seat`] needs a new one and a conversion.
const VERSION: u8 = 3;
/// Forms from before: commitments had salts of 16 bytes, which no chain takes any more.
const SHORT_SALTS: [u8; 2] = [1, 2];

/// Whether the state file in `dir` remembers a seat, before it is known which chain it belongs to.
pub fn holds_seats(dir: &Path) -> Result<bool> {
	let path = dir.join("state.redb");
	if !path.exists() {
		return Ok(false);
	}
	let database = open(&path)?;
	let read = database.begin_read()?;
	match read.open_table(SEATS) {
		Ok(seats) => Ok(!seats.is_empty()?),
		Err(redb::TableError::TableDoesNotExist(_)) => Ok(false),
		Err(error) => Err(error.into()),
	}
}

fn open(path: &Path) -> Result<Database> {
	Database::create(path).with_context(|| {
		format!("{}: cannot open; is another stoa-provider running on it?", path.display())
	})
}

/// The state file. One process at a time: a second one is refused.
pub struct Store {
	database: Arc<Database>,
}

impl Store {
	/// Opens or creates the file in `dir`. The state of one chain and account is never used for another.
	pub fn open(dir: &Path, genesis: &Digest, provider: &[u8; 32]) -> Result<Self> {
		let path = dir.join("state.redb");
		let database = open(&path)?;
		let identity = (VERSION, genesis, provider).encode();
		let before = SHORT_SALTS.map(|version| (version, genesis, provider).encode());
		let write = database.begin_write()?;
		{
			let seats = write.open_table(SEATS)?;
			let mut meta = write.open_table(META)?;
			let known = meta.get("identity")?.map(|value| value.value().to_vec());
			match known {
				None => {
					meta.insert("identity", identity.as_slice())?;
				}
				Some(known) if known == identity => {}
				Some(known) if before.contains(&known) => {
					if !seats.is_empty()? {
						bail!(
							"{}: remembers seats of an earlier version: let that version finish its jobs, or \
							 remove the file to give them up",
							path.display()
						);
					}
					meta.insert("identity", identity.as_slice())?;
				}
				Some(_) => bail!(
					"{}: belongs to another chain or account; give this one its own data_dir",
					path.display()
				),
			}
		}
		Records::create(&write)?;
		Ledger::create(&write)?;
		LeaseStore::create(&write)?;
		CustodyStore::create(&write)?;
		write.commit()?;
		Ok(Self { database: Arc::new(database) })
	}

	/// What is remembered of games.
	pub fn records(&self) -> Records {
		Records::new(self.database.clone())
	}

	/// What is remembered of leases.
	pub fn leases(&self) -> LeaseStore {
		LeaseStore::new(self.database.clone())
	}

	/// What is remembered of custody.
	pub fn custody(&self) -> CustodyStore {
		CustodyStore::new(self.database.clone())
	}

	/// What is remembered of channels. It has a thread of its own: open it once.
	pub fn ledger(&self) -> Result<Ledger> {
		Ledger::open(self.database.clone())
	}

	/// Everything that was written.
	pub fn load(&self) -> Result<BTreeMap<SeatKey, Seat>> {
		let read = self.database.begin_read()?;
		let table = read.open_table(SEATS)?;
		let mut seats = BTreeMap::new();
		for entry in table.iter()? {
			let (key, seat) = entry?;
			let key = SeatKey::decode_all(&mut key.value()).context("state file: broken key")?;
			let seat = Seat::decode_all(&mut seat.value()).context("state file: broken record")?;
			seats.insert(key, seat);
		}
		Ok(seats)
	}

	/// Does the `Persist` and `Forget` among `commands`, all or none. When it returns they are on disk.
	pub fn apply(&self, commands: &[Command]) -> Result<()> {
		let ours = |c: &&Command| matches!(c, Command::Persist(..) | Command::Forget(_));
		if commands.iter().filter(ours).count() == 0 {
			return Ok(());
		}
		let write = self.database.begin_write()?;
		{
			let mut table = write.open_table(SEATS)?;
			for command in commands {
				match command {
					Command::Persist(key, seat) => {
						table.insert(key.encode().as_slice(), seat.encode().as_slice())?;
					}
					Command::Forget(key) => {
						table.remove(key.encode().as_slice())?;
					}
					_ => {}
				}
			}
		}
		write.commit()?;
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::machine::{Role, Stage};
	use stoa_primitives::{Generation, Prompt, PromptKind, Sampling, Template};

	fn seat() -> (SeatKey, Seat) {
		let seat = Seat {
			seat: 1,
			release: 2,
			prompt: Prompt {
				kind: PromptKind::Text,
				commitment: [3; 32],
				bytes: 4,
				tokens: 5,
				inline: None,
			},
			generation: Generation {
				max_new_tokens: 6,
				sampling: Sampling::Greedy,
				template: Template::Raw,
			},
			reply_key: Some([7; 32]),
			stage: Stage::WaitingForPrompt { since: 8 },
			role: Role::Executor,
		};
		(SeatKey { job: 9, round: 1, work: [2; 32] }, seat)
	}

	#[test]
	fn what_was_written_is_there_after_a_restart() {
		let dir = tempfile::tempdir().unwrap();
		let (key, seat) = seat();
		assert!(!holds_seats(dir.path()).unwrap(), "no file");
		let store = Store::open(dir.path(), &[0; 32], &[1; 32]).unwrap();
		store.apply(&[Command::Persist(key, Box::new(seat.clone()))]).unwrap();
		drop(store);
		assert!(holds_seats(dir.path()).unwrap());
		let store = Store::open(dir.path(), &[0; 32], &[1; 32]).unwrap();
		assert_eq!(store.load().unwrap(), BTreeMap::from([(key, seat)]));
		store.apply(&[Command::Forget(key)]).unwrap();
		assert!(store.load().unwrap().is_empty());
		drop(store);
		assert!(!holds_seats(dir.path()).unwrap());
	}

	#[test]
	fn a_file_of_an_earlier_version_is_taken_over_once_its_jobs_are_done() {
		let dir = tempfile::tempdir().unwrap();
		let (key, seat) = seat();
		let database = open(&dir.path().join("state.redb")).unwrap();
		let write = database.begin_write().unwrap();
		let identity = (SHORT_SALTS[1], [0u8; 32], [1u8; 32]).encode();
		let (id, record) = (key.encode(), seat.encode());
		write.open_table(SEATS).unwrap().insert(id.as_slice(), record.as_slice()).unwrap();
		write.open_table(META).unwrap().insert("identity", identity.as_slice()).unwrap();
		write.commit().unwrap();
		drop(database);
		assert!(Store::open(dir.path(), &[0; 32], &[1; 32]).is_err(), "it remembers a seat");
		let database = open(&dir.path().join("state.redb")).unwrap();
		let write = database.begin_write().unwrap();
		write.open_table(SEATS).unwrap().remove(id.as_slice()).unwrap();
		write.commit().unwrap();
		drop(database);
		assert!(Store::open(dir.path(), &[9; 32], &[1; 32]).is_err(), "of another chain");
		for _ in 0..2 {
			let store = Store::open(dir.path(), &[0; 32], &[1; 32]).unwrap();
			assert!(store.load().unwrap().is_empty());
		}
	}

	#[test]
	fn the_state_of_another_chain_is_refused() {
		let dir = tempfile::tempdir().unwrap();
		drop(Store::open(dir.path(), &[0; 32], &[1; 32]).unwrap());
		assert!(Store::open(dir.path(), &[9; 32], &[1; 32]).is_err());
		assert!(Store::open(dir.path(), &[0; 32], &[9; 32]).is_err());
	}

	#[test]
	fn two_processes_do_not_share_it() {
		let dir = tempfile::tempdir().unwrap();
		let _first = Store::open(dir.path(), &[0; 32], &[1; 32]).unwrap();
		assert!(Store::open(dir.path(), &[0; 32], &[1; 32]).is_err());
	}
}
