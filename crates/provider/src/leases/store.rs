//! What is remembered of leases, in the daemon's state file: a record each, on disk before anything follows.

use super::types::Record;
use anyhow::{Context, Result};
use codec::{DecodeAll, Encode};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use std::{collections::BTreeMap, sync::Arc};
use stoa_primitives::LeaseId;

const LEASES: TableDefinition<u64, &[u8]> = TableDefinition::new("leases");

/// The records of leases.
#[derive(Clone)]
pub struct LeaseStore {
	database: Arc<Database>,
}

impl LeaseStore {
	/// Makes the table.
	pub fn create(write: &WriteTransaction) -> Result<()> {
		write.open_table(LEASES)?;
		Ok(())
	}

	/// In a file that has the table.
	pub fn new(database: Arc<Database>) -> Self {
		Self { database }
	}

	/// All of them.
	pub fn load(&self) -> Result<BTreeMap<LeaseId, Record>> {
		let read = self.database.begin_read()?;
		let table = read.open_table(LEASES)?;
		let mut records = BTreeMap::new();
		for entry in table.iter()? {
			let (id, record) = entry?;
			let record =
				Record::decode_all(&mut record.value()).context("state file: a broken lease")?;
			records.insert(id.value(), record);
		}
		Ok(records)
	}

	/// Writes one. When it returns it is on disk.
	pub fn put(&self, id: LeaseId, record: &Record) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(LEASES)?.insert(id, record.encode().as_slice())?;
		write.commit()?;
		Ok(())
	}

	/// Removes one.
	pub fn remove(&self, id: LeaseId) -> Result<()> {
		let write = self.database.begin_write()?;
		write.open_table(LEASES)?.remove(id)?;
		write.commit()?;
		Ok(())
	}
}
