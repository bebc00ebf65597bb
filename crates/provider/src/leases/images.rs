//! Archives of images by the blake2b-256 of the file. What has that name was whole and right when it got it;
//! whoever unpacks it hashes it again.

use anyhow::{Context, Result};
use std::{
	collections::BTreeSet,
	fs,
	io::{ErrorKind, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
};
use stoa_exact::digest::artefact_digest;
use stoa_primitives::{Digest, LeaseId};

/// A folder of archives, and of what has come of others.
#[derive(Clone, Debug)]
pub struct Images {
	dir: PathBuf,
}

/// Why a piece was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PieceRefused {
	/// So many bytes are here.
	#[error("{0} bytes are here; go on from there")]
	Offset(u64),
	/// More than was announced.
	#[error("longer than the manifest says")]
	Length,
	/// Whole, and something else.
	#[error("the file is not the one whose hash the manifest names; begin again")]
	Hash,
	/// The disk.
	#[error(transparent)]
	Io(#[from] std::io::Error),
}

impl Images {
	/// Opens or creates the folder.
	pub fn open(dir: &Path) -> Result<Self> {
		let dir = dir.join("images");
		fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
		crate::blobs::restrict(&dir, 0o700)?;
		Ok(Self { dir })
	}

	/// Where an archive is, or will be.
	pub fn path(&self, hash: &Digest) -> PathBuf {
		self.dir.join(format!("{}.tar", hex::encode(hash)))
	}

	/// Each lease has its own: nobody spoils what somebody else hands over.
	fn part(&self, lease: LeaseId) -> PathBuf {
		self.dir.join(format!("{lease}.part"))
	}

	/// How many bytes of an archive are here for a lease.
	pub fn have(&self, lease: LeaseId, hash: &Digest, bytes: u64) -> u64 {
		let length = |path: PathBuf| fs::metadata(path).map(|found| found.len()).ok();
		match length(self.path(hash)) {
			Some(found) if found == bytes => bytes,
			// What is whole gets its name at once; before that it is not all here.
			_ => length(self.part(lease)).unwrap_or(0).min(bytes.saturating_sub(1)),
		}
	}

	/// Adds a piece of an archive of `bytes` bytes; how many are here then.
	pub fn put(
		&self,
		lease: LeaseId,
		hash: &Digest,
		bytes: u64,
		offset: u64,
		piece: &[u8],
	) -> Result<u64, PieceRefused> {
		let have = self.have(lease, hash, bytes);
		if have != offset || have == bytes {
			return Err(PieceRefused::Offset(have));
		}
		let end = offset.saturating_add(piece.len() as u64);
		if end > bytes {
			return Err(PieceRefused::Length);
		}
		let part = self.part(lease);
		let mut file =
			fs::OpenOptions::new().create(true).truncate(false).write(true).open(&part)?;
		file.set_len(offset)?;
		file.seek(SeekFrom::Start(offset))?;
		file.write_all(piece)?;
		if end < bytes {
			return Ok(end);
		}
		file.sync_all()?;
		if artefact_digest(&part)? != *hash {
			fs::remove_file(&part)?;
			return Err(PieceRefused::Hash);
		}
		fs::rename(&part, self.path(hash))?;
		fs::File::open(&self.dir)?.sync_all()?;
		Ok(bytes)
	}

	/// Removes what no lease needs any more.
	pub fn sweep(&self, hashes: &BTreeSet<Digest>, leases: &BTreeSet<LeaseId>) -> Result<()> {
		let wanted: BTreeSet<PathBuf> = hashes
			.iter()
			.map(|hash| self.path(hash))
			.chain(leases.iter().map(|lease| self.part(*lease)))
			.collect();
		for entry in fs::read_dir(&self.dir)? {
			let path = entry?.path();
			if !wanted.contains(&path) {
				match fs::remove_file(&path) {
					Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
					_ => {}
				}
			}
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_exact::digest::blake2_256;

	#[test]
	fn an_image_comes_in_pieces_and_only_as_itself() {
		let dir = tempfile::tempdir().unwrap();
		let images = Images::open(dir.path()).unwrap();
		let content = vec![7; 10];
		let hash = blake2_256(&content);
		assert_eq!(images.have(1, &hash, 10), 0);
		assert_eq!(images.put(1, &hash, 10, 0, &content[..4]).unwrap(), 4);
		assert!(matches!(images.put(1, &hash, 10, 0, &content[..4]), Err(PieceRefused::Offset(4))));
		assert!(matches!(images.put(1, &hash, 10, 4, &content), Err(PieceRefused::Length)));
		assert!(matches!(images.put(1, &hash, 10, 4, &[0; 6]), Err(PieceRefused::Hash)));
		assert_eq!(images.have(1, &hash, 10), 0, "begun again");
		// Two leases of one image do not disturb each other.
		images.put(2, &hash, 10, 0, &[0; 3]).unwrap();
		images.put(1, &hash, 10, 0, &content[..4]).unwrap();
		assert_eq!(images.put(1, &hash, 10, 4, &content[4..]).unwrap(), 10);
		assert_eq!(images.have(2, &hash, 10), 10, "it is here already");
		images.sweep(&BTreeSet::from([hash]), &BTreeSet::new()).unwrap();
		assert_eq!(images.have(2, &hash, 10), 10);
		images.sweep(&BTreeSet::new(), &BTreeSet::new()).unwrap();
		assert_eq!(images.have(2, &hash, 10), 0);
	}
}
