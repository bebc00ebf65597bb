//! What is remembered of custody, in the daemon's state file: keys as they came, sealed to this daemon, and runs.

use anyhow::{Context, Result};
use codec::{Decode, DecodeAll, Encode};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use std::{collections::BTreeMap, sync::Arc};
use stoa_primitives::{BlockNumber, DataReleaseId, Digest, RunId, dataset::DataCommitment};

const KEYS: TableDefinition<u32, &[u8]> = TableDefinition::new("custody_keys");
const RUNS: TableDefinition<u64, &[u8]> = TableDefinition::new("custody_runs");
/// Blocks in which keys left, with how many did.
const LEFT: TableDefinition<u32, u32> = TableDefinition::new("custody_left");

/// What came of a run.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Found {
	/// What is committed to.
	pub data: DataCommitment,
	/// blake2b-256 of the plaintext: with the data key, the result's key follows from it.
	pub output: Digest,
}

/// A run as this daemon knows it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
pub struct RunRecord {
	/// Beside what.
	pub release: DataReleaseId,
	/// Hides the result until it is shown.
	pub salt: Digest,
	/// What runs, as JSON.
	pub program: Option<Vec<u8>>,
	/// Its parameters.
	pub input: Option<Vec<u8>>,
	/// What it came to.
	pub found: Option<Found>,
	/// Why it came to nothing.
	pub failed: Option<String>,
	/// What it printed, sealed to the requester, if nothing speaks against showing it.
	pub log: Option<Vec<u8>>,
	/// When that was decided.
	pub logged_at: BlockNumber,
}

/// The records of custody.
#[derive(Clone)]
pub struct CustodyStore {
	database: Arc<Database>,
}

impl CustodyStore {
	/// Makes the tables.
	pub fn create(write: &WriteTransaction) -> Result<()> {
		write.open_table(KEYS)?;
		write.open_table(RUNS)?;
		write.open_table(LEFT)?;
		Ok(())
	}

	/// In a file that has them.
	pub fn new(database: Arc<Database>) -> Self {
		Self { database }
	}

	/// Releases of which something is held.
	pub fn held(&self) -> Result<Vec<DataReleaseId>> {
		let read = self.database.begin_read()?;
		let table = read.open_table(KEYS)?;
		let ids = table.iter()?.map(|entry| Ok(entry?.0.value()));
		ids.collect()
	}

	/// What is held of a key, sealed.
	pub fn key(&self, release: DataReleaseId) -> Result<Option<Vec<u8>>> {
		let read = self.database.begin_read()?;
		let table = read.open_table(KEYS)?;
		Ok(table.get(release)?.map(|sealed| sealed.value().to_vec()))
	}

	/// Keeps it.
	pub fn put_key(&self, release: DataReleaseId, sealed: &[u8]) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(KEYS)?.insert(release, sealed)?;
		write.commit()?;
		Ok(())
	}

	/// All runs.
	pub fn runs(&self) -> Result<BTreeMap<RunId, RunRecord>> {
		let read = self.database.begin_read()?;
		let table = read.open_table(RUNS)?;
		let mut runs = BTreeMap::new();
		for entry in table.iter()? {
			let (id, record) = entry?;
			let record =
				RunRecord::decode_all(&mut record.value()).context("state file: a broken run")?;
			runs.insert(id.value(), record);
		}
		Ok(runs)
	}

	/// Writes one. When it returns it is on disk.
	pub fn put_run(&self, id: RunId, record: &RunRecord) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(RUNS)?.insert(id, record.encode().as_slice())?;
		write.commit()?;
		Ok(())
	}

	/// Removes one.
	pub fn remove_run(&self, id: RunId) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(RUNS)?.remove(id)?;
		write.commit()?;
		Ok(())
	}

	/// Notes that a key leaves in block `now`, unless `most` have left since block `since`. Whether it may.
	pub fn may_leave(&self, now: BlockNumber, since: BlockNumber, most: u32) -> Result<bool> {
		let write = self.database.begin_write()?;
		let may = {
			let mut table = write.open_table(LEFT)?;
			table.retain(|block, _| block >= since)?;
			let mut left = 0u32;
			for entry in table.iter()? {
				left = left.saturating_add(entry?.1.value());
			}
			let may = left < most;
			if may {
				let before = table.get(now)?.map_or(0, |count| count.value());
				table.insert(now, before.saturating_add(1))?;
			}
			may
		};
		write.commit()?;
		Ok(may)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use redb::backends::InMemoryBackend;

	fn store() -> CustodyStore {
		let database = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
		let write = database.begin_write().unwrap();
		CustodyStore::create(&write).unwrap();
		write.commit().unwrap();
		CustodyStore::new(Arc::new(database))
	}

	#[test]
	fn what_was_written_is_there() {
		let store = store();
		assert_eq!(store.key(3).unwrap(), None);
		store.put_key(3, b"sealed").unwrap();
		assert_eq!(store.key(3).unwrap(), Some(b"sealed".to_vec()));
		assert_eq!(store.held().unwrap(), [3]);
		let record = RunRecord { release: 3, salt: [1; 32], ..RunRecord::default() };
		store.put_run(9, &record).unwrap();
		assert_eq!(store.runs().unwrap(), BTreeMap::from([(9, record)]));
		store.remove_run(9).unwrap();
		assert!(store.runs().unwrap().is_empty());
	}

	#[test]
	fn so_many_keys_leave_in_a_time_and_no_more() {
		let store = store();
		assert!(store.may_leave(100, 0, 2).unwrap());
		assert!(store.may_leave(100, 0, 2).unwrap());
		assert!(!store.may_leave(101, 0, 2).unwrap());
		// A restart changes nothing: it is all in the file. Time does.
		assert!(store.may_leave(1_301, 101, 2).unwrap());
	}
}
