//! Ciphertext on its way: whole chunks are written once they are found right.

use crate::{
	DataError,
	pack::LEAF_BYTES,
	pipeline::CHUNK,
	steady::Steady,
	store::Store,
	unpack::{next_leaf, right_chunks},
};
use std::{
	fs::{File, OpenOptions},
	io::{self, BufReader, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
	sync::atomic::{AtomicU64, Ordering},
};
use stoa_primitives::dataset::DataCommitment;
use tokio::sync::mpsc::Receiver;

/// What has arrived so far.
pub(crate) struct Arriving {
	commitment: DataCommitment,
	leaves: BufReader<File>,
	file: Steady,
	path: PathBuf,
	have: u64,
}

impl Arriving {
	/// Goes on where a file of ciphertext ceases to be right.
	pub(crate) fn new(
		commitment: &DataCommitment,
		store: &Store,
		path: &Path,
	) -> Result<Self, DataError> {
		let file = OpenOptions::new().create(true).truncate(false).write(true).open(path);
		let mut file = file.map_err(DataError::at(path))?;
		let have = store.good_bytes(commitment, path)?;
		file.set_len(have).map_err(DataError::at(path))?;
		file.seek(SeekFrom::Start(have)).map_err(DataError::at(path))?;
		let mut leaves = store.leaves(&commitment.root)?;
		let skip = have.div_ceil(CHUNK as u64) * LEAF_BYTES as u64;
		leaves.seek(SeekFrom::Start(skip))?;
		let (commitment, file, path) = (*commitment, Steady::new(file), path.to_path_buf());
		Ok(Self { commitment, leaves, file, path, have })
	}

	/// Of what.
	pub(crate) fn commitment(&self) -> &DataCommitment {
		&self.commitment
	}

	/// Bytes that are here and right.
	pub(crate) fn have(&self) -> u64 {
		self.have
	}

	/// Returns when they are on the disk.
	pub(crate) fn finish(self) -> io::Result<()> {
		self.file.finish()
	}

	/// Takes what comes until all is here, no more comes, or a chunk is not right: the number of that one. `here` is
	/// how many bytes are, for whoever wants to tell.
	pub(crate) fn receive(
		mut self,
		mut coming: Receiver<Vec<u8>>,
		here: &AtomicU64,
	) -> Result<(Self, Option<u32>), DataError> {
		let mut waiting = Vec::new();
		while self.have < self.commitment.bytes {
			let Some(batch) = coming.blocking_recv() else { break };
			// What came before ended within a chunk.
			if waiting.is_empty() {
				waiting = batch;
			} else {
				waiting.extend_from_slice(&batch);
			}
			let wrong = self.write(&mut waiting)?;
			here.store(self.have, Ordering::Relaxed);
			if wrong.is_some() {
				return Ok((self, wrong));
			}
		}
		Ok((self, None))
	}

	/// Writes the whole chunks of what waits, up to the first that is not right, and tells its number.
	fn write(&mut self, waiting: &mut Vec<u8>) -> Result<Option<u32>, DataError> {
		let left = self.commitment.bytes - self.have;
		let whole = match left <= waiting.len() as u64 {
			true => left as usize,
			false => waiting.len() / CHUNK * CHUNK,
		};
		let first = (self.have / CHUNK as u64) as u32;
		let batch = waiting.get(..whole).unwrap_or_default();
		let promised = (0..whole.div_ceil(CHUNK)).map(|_| next_leaf(&mut self.leaves));
		let promised = promised.collect::<Result<Vec<_>, _>>()?;
		let right = right_chunks(batch, &promised);
		let good = (right * CHUNK).min(whole);
		let written = self.file.write_all(batch.get(..good).unwrap_or_default());
		written.map_err(DataError::at(&self.path))?;
		self.have += good as u64;
		waiting.drain(..whole);
		Ok((right < promised.len()).then_some(first.saturating_add(right as u32)))
	}
}
