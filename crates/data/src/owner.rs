//! The one secret from which all data keys of an owner follow. With it and a release's nonce, which lies beside the
//! ciphertext for everybody to see, the key is there again: nothing else need be kept.

use crate::DataError;
use std::{
	fs::{self, File, OpenOptions},
	io::{ErrorKind, Write},
	path::Path,
};
use stoa_primitives::{Digest, dataset::DataKey, payload::tagged};
use zeroize::Zeroizing;

/// What tells this use of the hash from all others.
const TAG: &[u8; 16] = b"stoa/ownerkey/v1";

/// An owner's secret. It is in no text that this program prints.
pub struct Master(Zeroizing<[u8; 32]>);

impl Master {
	/// Reads the secret in a file that nobody else may read, or makes one if there is no file.
	pub fn open_or_create(path: &Path) -> Result<Self, DataError> {
		match Self::open(path) {
			Err(DataError::Io { error, .. }) if error.kind() == ErrorKind::NotFound => {
				Self::create(path)
			}
			opened => opened,
		}
	}

	/// Reads the secret in a file that nobody else may read.
	pub fn open(path: &Path) -> Result<Self, DataError> {
		let secret = |reason: &str| DataError::Secret {
			path: path.to_path_buf(),
			reason: reason.to_string(),
		};
		let text = Zeroizing::new(fs::read_to_string(path).map_err(DataError::at(path))?);
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			let mode = fs::metadata(path).map_err(DataError::at(path))?.permissions().mode();
			if mode & 0o077 != 0 {
				return Err(secret(
					"others may read this secret: chmod 600 it, and publish anew what was published with it",
				));
			}
		}
		let mut bytes = Zeroizing::new([0; 32]);
		hex::decode_to_slice(text.trim(), bytes.as_mut_slice()).map_err(|_| {
			secret("it has not 64 hexadecimal digits: name the file that publishing made")
		})?;
		Ok(Self(bytes))
	}

	fn create(path: &Path) -> Result<Self, DataError> {
		let bytes = Zeroizing::new(random()?);
		if let Some(folder) = path.parent() {
			fs::create_dir_all(folder).map_err(DataError::at(folder))?;
		}
		let mut options = OpenOptions::new();
		options.write(true).create_new(true);
		#[cfg(unix)]
		std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
		let write = || -> std::io::Result<()> {
			let mut file = options.open(path)?;
			file.write_all(Zeroizing::new(hex::encode(*bytes)).as_bytes())?;
			file.sync_all()?;
			match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
				Some(folder) => File::open(folder)?.sync_all(),
				None => Ok(()),
			}
		};
		write().map_err(DataError::at(path))?;
		Ok(Self(bytes))
	}

	/// The data key of the release with this nonce.
	pub fn data_key(&self, nonce: &Digest) -> Zeroizing<DataKey> {
		Zeroizing::new(tagged(TAG, (*self.0, nonce)))
	}
}

/// 32 random bytes of the system: for a release's nonce, which must be used for no other.
pub fn random() -> Result<[u8; 32], DataError> {
	let mut bytes = [0; 32];
	getrandom::fill(&mut bytes).map_err(|error| {
		DataError::Stream(std::io::Error::other(format!("no randomness: {error}")))
	})?;
	Ok(bytes)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_secret_stays_the_same_and_keys_differ() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("a/master.key");
		assert!(Master::open(&path).is_err());
		let first = Master::open_or_create(&path).unwrap();
		let again = Master::open_or_create(&path).unwrap();
		assert_eq!(*first.data_key(&[1; 32]), *again.data_key(&[1; 32]));
		assert_ne!(*first.data_key(&[1; 32]), *first.data_key(&[2; 32]));
		let other = Master::open_or_create(&folder.path().join("other.key")).unwrap();
		assert_ne!(*first.data_key(&[1; 32]), *other.data_key(&[1; 32]));
	}

	#[cfg(unix)]
	#[test]
	fn a_secret_that_others_read_is_refused_and_never_told() {
		use std::os::unix::fs::PermissionsExt;
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("master.key");
		Master::open_or_create(&path).unwrap();
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		let text = fs::read_to_string(&path).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
		let refused = Master::open(&path).err().unwrap().to_string();
		assert!(refused.contains("chmod 600") && !refused.contains(&text));
		fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
		fs::write(&path, "not a secret").unwrap();
		assert!(Master::open(&path).is_err());
	}
}
