//! What only the requester knows of a job whose prompt is not on chain: the prompt, its salt, and the key
//! that opens the answer. Kept on disk, readable by the owner alone, so that a crash loses neither money nor
//! answer; removed once the job is over. Begun challenges are kept in the same way.

use crate::fail::{FAILED, Fail};
use serde::{Deserialize, Serialize};
use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
};
use stoa_client::{delivery::PrivateJob, sealed::OpeningKey};
use stoa_primitives::{Digest, payload::ZERO_SALT};

/// A prompt that travels beside the chain.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
	salt: String,
	prompt: String,
	reply_key: Option<String>,
}

impl Secret {
	/// `reply` is given for private jobs.
	pub fn new(prompt: &[u8], salt: &Digest, reply: Option<&OpeningKey>) -> Self {
		Self {
			salt: hex::encode(salt),
			prompt: hex::encode(prompt),
			reply_key: reply.map(|key| hex::encode(*key.to_bytes())),
		}
	}

	/// The prompt.
	pub fn prompt(&self) -> Vec<u8> {
		hex::decode(&self.prompt).unwrap_or_default()
	}

	/// The salt of its commitment.
	pub fn salt(&self) -> Digest {
		bytes32(&self.salt).unwrap_or(ZERO_SALT)
	}

	/// What opens the answer, if the job is private.
	pub fn private(&self) -> Option<PrivateJob> {
		let key = bytes32(self.reply_key.as_ref()?)?;
		Some(PrivateJob { reply: OpeningKey::from_bytes(key), salt: self.salt() })
	}
}

/// Where the user's own things of a kind are kept, for the chain with this genesis.
pub fn folder(kind: &str, genesis: &Digest) -> PathBuf {
	let home = std::env::var_os("XDG_DATA_HOME")
		.map(PathBuf::from)
		.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
	let chain: String = hex::encode(genesis).chars().take(16).collect();
	home.unwrap_or_else(std::env::temp_dir).join("stoa").join(kind).join(chain)
}

fn bytes32(digits: &str) -> Option<[u8; 32]> {
	hex::decode(digits).ok()?.try_into().ok()
}

/// Where secrets of one chain are kept.
pub struct Vault(PathBuf);

impl Vault {
	/// The user's own, for the chain with this genesis.
	pub fn of(genesis: &Digest) -> Self {
		Self(folder("jobs", genesis))
	}

	#[cfg(test)]
	fn at(path: &Path) -> Self {
		Self(path.to_path_buf())
	}

	fn file(&self, commitment: &Digest) -> PathBuf {
		self.0.join(format!("{}.json", hex::encode(commitment)))
	}

	/// Keeps a secret under the prompt's commitment, which the chain knows.
	pub fn keep(&self, commitment: &Digest, secret: &Secret) -> Result<(), Fail> {
		let path = self.file(commitment);
		write(&path, secret).map_err(|error| {
			Fail::new(
				FAILED,
				format!(
					"{}: {error}: the prompt must be kept there until the answer is",
					path.display()
				),
			)
		})
	}

	/// The secret under a commitment, if it is kept here.
	pub fn find(&self, commitment: &Digest) -> Option<Secret> {
		serde_json::from_slice(&fs::read(self.file(commitment)).ok()?).ok()
	}

	/// Forgets a secret.
	pub fn forget(&self, commitment: &Digest) {
		let _ = fs::remove_file(self.file(commitment));
	}
}

/// Writes what its owner alone may read, and is sure that it is on the disk. What was there stays until then.
pub fn write(path: &Path, secret: &impl Serialize) -> std::io::Result<()> {
	if let Some(folder) = path.parent() {
		fs::create_dir_all(folder)?;
		#[cfg(unix)]
		fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
	}
	let mut options = fs::OpenOptions::new();
	options.write(true).create(true).truncate(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let part = path.with_extension("part");
	let mut file = options.open(&part)?;
	file.write_all(&serde_json::to_vec(secret)?)?;
	file.sync_all()?;
	fs::rename(part, path)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_secret_is_kept_until_forgotten() {
		let folder = tempfile::tempdir().unwrap();
		let vault = Vault::at(&folder.path().join("a/b"));
		let reply = OpeningKey::generate();
		let secret = Secret::new(b"prompt", &[7; 32], Some(&reply));
		vault.keep(&[1; 32], &secret).unwrap();
		let found = vault.find(&[1; 32]).unwrap();
		assert_eq!((found.prompt(), found.salt()), (b"prompt".to_vec(), [7; 32]));
		assert_eq!(found.private().unwrap().reply.public(), reply.public());
		assert!(vault.find(&[2; 32]).is_none());
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			let mode = fs::metadata(vault.file(&[1; 32])).unwrap().permissions().mode();
			assert_eq!(mode & 0o777, 0o600);
		}
		vault.forget(&[1; 32]);
		assert!(vault.find(&[1; 32]).is_none());
	}

	#[test]
	fn a_public_prompt_has_no_reply_key() {
		assert!(Secret::new(b"x", &ZERO_SALT, None).private().is_none());
	}
}
