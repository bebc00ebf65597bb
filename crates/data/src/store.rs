//! A folder of releases, such as any web server serves: for each its ciphertext, its leaves and its nonce, named by its
//! root. Nothing in there is secret.

use crate::{
	DataError,
	owner::{Master, random},
	pack::pack,
	pipeline::{BATCH, CHUNK},
	steady::Steady,
	unpack::{check_leaves, next_leaf, right_chunks, unpack},
};
use std::{
	fs::{self, File},
	io::{BufReader, BufWriter, Read, Write},
	path::{Path, PathBuf},
};
use stoa_primitives::{
	Digest,
	dataset::{DataCommitment, DataKey},
};

/// What lies in a store of a release.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
	/// The ciphertext.
	Data,
	/// A leaf of 96 bytes for each chunk.
	Leaves,
	/// 32 bytes by which its owner has its key again.
	Nonce,
}

/// The name of a file of a release.
pub fn file_name(root: &Digest, part: Part) -> String {
	let ending = match part {
		Part::Data => "data",
		Part::Leaves => "leaves",
		Part::Nonce => "nonce",
	};
	format!("{}.{ending}", hex::encode(root))
}

/// A folder of releases.
#[derive(Clone, Debug)]
pub struct Store(PathBuf);

impl Store {
	/// Opens or makes the folder.
	pub fn open(folder: &Path) -> Result<Self, DataError> {
		fs::create_dir_all(folder).map_err(DataError::at(folder))?;
		Ok(Self(folder.to_path_buf()))
	}

	/// The folder.
	pub fn folder(&self) -> &Path {
		&self.0
	}

	/// Where a file of a release is, or will be.
	pub fn path(&self, root: &Digest, part: Part) -> PathBuf {
		self.0.join(file_name(root, part))
	}

	/// Encrypts a file into the store, under a key of its own that follows from its owner's secret. Files get their
	/// names when they are whole. `told` hears how many bytes were encrypted so far.
	pub fn add(
		&self,
		file: &Path,
		master: &Master,
		told: impl FnMut(u64),
	) -> Result<DataCommitment, DataError> {
		let plain = File::open(file).map_err(DataError::at(file))?;
		let bytes = plain.metadata().map_err(DataError::at(file))?.len();
		let nonce = random()?;
		let part = |ending: &str| self.0.join(format!("{}.{ending}.part", hex::encode(nonce)));
		let (data_part, leaves_part, nonce_part) = (part("data"), part("leaves"), part("nonce"));
		let made =
			self.encrypt(plain, bytes, &master.data_key(&nonce), &data_part, &leaves_part, told);
		let commitment = made.inspect_err(|_| {
			let _gone = (fs::remove_file(&data_part), fs::remove_file(&leaves_part));
		})?;
		let written = File::create(&nonce_part).and_then(|mut file| {
			file.write_all(&nonce)?;
			file.sync_all()
		});
		written.map_err(DataError::at(&nonce_part))?;
		for (from, part) in
			[(nonce_part, Part::Nonce), (leaves_part, Part::Leaves), (data_part, Part::Data)]
		{
			let to = self.path(&commitment.root, part);
			fs::rename(from, &to).map_err(DataError::at(&to))?;
		}
		Ok(commitment)
	}

	fn encrypt(
		&self,
		plain: File,
		bytes: u64,
		key: &DataKey,
		data: &Path,
		leaves: &Path,
		told: impl FnMut(u64),
	) -> Result<DataCommitment, DataError> {
		let create = |path: &Path| File::create(path).map(Steady::new).map_err(DataError::at(path));
		let (mut to, mut beside) = (create(data)?, BufWriter::new(create(leaves)?));
		let commitment = pack(plain, bytes, key, &mut to, &mut beside, told)?;
		to.finish().map_err(DataError::at(data))?;
		let beside = beside.into_inner().map_err(|error| error.into_error());
		beside.and_then(Steady::finish).map_err(DataError::at(leaves))?;
		Ok(commitment)
	}

	/// The nonce of a release.
	pub fn nonce(&self, root: &Digest) -> Result<Digest, DataError> {
		let path = self.path(root, Part::Nonce);
		let bytes = fs::read(&path).map_err(DataError::at(&path))?;
		Digest::try_from(bytes.as_slice()).map_err(|_| DataError::Secret {
			path,
			reason: "it has not 32 bytes: take it from where the release was published".to_string(),
		})
	}

	/// The leaves of a release from the first on; they must have been checked.
	pub fn leaves(&self, root: &Digest) -> Result<BufReader<File>, DataError> {
		let path = self.path(root, Part::Leaves);
		Ok(BufReader::new(File::open(&path).map_err(DataError::at(&path))?))
	}

	/// The ciphertext of a release.
	pub fn data(&self, root: &Digest) -> Result<File, DataError> {
		let path = self.path(root, Part::Data);
		File::open(&path).map_err(DataError::at(&path))
	}

	/// Whether leaves are here, and are the release's.
	pub fn has_leaves(&self, commitment: &DataCommitment) -> Result<bool, DataError> {
		match self.leaves(&commitment.root) {
			Ok(leaves) => Ok(check_leaves(leaves, commitment)?),
			Err(DataError::Io { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => {
				Ok(false)
			}
			Err(error) => Err(error),
		}
	}

	/// Reads a file of ciphertext as far as it is right; how many bytes that are. The leaves must be right.
	pub fn good_bytes(&self, commitment: &DataCommitment, data: &Path) -> Result<u64, DataError> {
		let mut leaves = self.leaves(&commitment.root)?;
		let mut data = File::open(data).map_err(DataError::at(data))?;
		let mut good = 0u64;
		let mut batch = Vec::with_capacity(BATCH * CHUNK);
		while good < commitment.bytes {
			let length = (commitment.bytes - good).min((BATCH * CHUNK) as u64);
			batch.clear();
			Read::by_ref(&mut data).take(length).read_to_end(&mut batch)?;
			let chunks = batch.len().div_ceil(CHUNK);
			let promised = (0..chunks).map(|_| next_leaf(&mut leaves));
			let promised = promised.collect::<Result<Vec<_>, _>>()?;
			let right = right_chunks(&batch, &promised);
			good += (right * CHUNK).min(batch.len()) as u64;
			if right < chunks || (batch.len() as u64) < length {
				break;
			}
		}
		Ok(good)
	}

	/// Decrypts a release of which all is here into a file; it gets its name when it is whole. Only its owner may
	/// read it.
	pub fn decrypt(
		&self,
		commitment: &DataCommitment,
		key: &DataKey,
		to: &Path,
		told: impl FnMut(u64),
	) -> Result<(), DataError> {
		let root = &commitment.root;
		let part = to.with_added_extension("part");
		let mut options = File::options();
		options.write(true).create(true).truncate(true);
		#[cfg(unix)]
		std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
		let mut plain = Steady::new(options.open(&part).map_err(DataError::at(&part))?);
		let went = unpack(self.data(root)?, self.leaves(root)?, commitment, key, &mut plain, told);
		let went = went.and_then(|()| plain.finish().map_err(DataError::at(&part)));
		if let Err(error) = went {
			let _gone = fs::remove_file(&part);
			return Err(error);
		}
		fs::rename(&part, to).map_err(DataError::at(to))
	}

	/// Removes what is here of a release.
	pub fn remove(&self, root: &Digest) -> Result<(), DataError> {
		for part in [Part::Data, Part::Leaves, Part::Nonce] {
			let path = self.path(root, part);
			match fs::remove_file(&path) {
				Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
					return Err(DataError::Io { path, error });
				}
				_ => {}
			}
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_file_is_added_and_read_again() {
		let folder = tempfile::tempdir().unwrap();
		let (file, out) = (folder.path().join("table.csv"), folder.path().join("out.csv"));
		let text: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
		fs::write(&file, &text).unwrap();
		let master = Master::open_or_create(&folder.path().join("master.key")).unwrap();
		let store = Store::open(&folder.path().join("store")).unwrap();
		let commitment = store.add(&file, &master, |_| ()).unwrap();
		assert!(store.has_leaves(&commitment).unwrap());
		let data = store.path(&commitment.root, Part::Data);
		assert_eq!(store.good_bytes(&commitment, &data).unwrap(), text.len() as u64);
		let key = master.data_key(&store.nonce(&commitment.root).unwrap());
		store.decrypt(&commitment, &key, &out, |_| ()).unwrap();
		assert_eq!(fs::read(&out).unwrap(), text);
		// The same file again is another release: nobody sees that it is the same.
		assert_ne!(store.add(&file, &master, |_| ()).unwrap().root, commitment.root);
		let names = fs::read_dir(store.folder()).unwrap().count();
		assert_eq!(names, 6, "nothing half is left");
		let mut damaged = fs::read(&data).unwrap();
		damaged[20_000] ^= 1;
		fs::write(&data, damaged).unwrap();
		assert_eq!(store.good_bytes(&commitment, &data).unwrap(), 16_384);
		fs::remove_file(&out).unwrap();
		assert!(store.decrypt(&commitment, &key, &out, |_| ()).is_err());
		assert!(!out.exists());
		store.remove(&commitment.root).unwrap();
		assert!(!store.has_leaves(&commitment).unwrap());
	}
}
