//! What this machine must not lose while a lease lasts: the key that signs usage and opens logs and shells, the
//! manifest and its salt, where the image is. It is on the disk before anything is sent, and readable by its owner
//! alone. The chain names the key's public half, so that it is found again without the lease's number.

use crate::{
	fail::{FAILED, Fail},
	vault,
};
use serde::{Deserialize, Serialize};
use std::{
	fs,
	path::{Path, PathBuf},
};
use stoa_client::{Keypair, keys, sealed::random_salt, tenant::Manifest};
use stoa_primitives::{Digest, tenant::manifest_digest};

/// Key, manifest, salt, image.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
	/// 32 bytes in hexadecimal.
	seed: String,
	/// The same.
	salt: String,
	/// As sent; empty if there is only a key.
	manifest: String,
	/// The archive, if the image is one.
	image: Option<PathBuf>,
	#[serde(skip)]
	path: PathBuf,
}

impl Kept {
	/// A new key for a workload. Nothing is on the disk yet.
	pub fn new(genesis: &Digest, manifest: &Manifest, image: Option<&Path>) -> Result<Self, Fail> {
		let broken = |error: String| Fail::new(FAILED, error);
		let json = serde_json::to_string(manifest).map_err(|error| broken(error.to_string()))?;
		let image = image.map(fs::canonicalize).transpose();
		let image = image.map_err(|error| Fail::refused(format!("the image: {error}")))?;
		Self::with(genesis, json, image)
	}

	/// A key alone, for a lease that somebody else opened.
	pub fn bare(genesis: &Digest) -> Result<Self, Fail> {
		Self::with(genesis, String::new(), None)
	}

	fn with(genesis: &Digest, manifest: String, image: Option<PathBuf>) -> Result<Self, Fail> {
		let (seed, salt) = (random_salt()?, random_salt()?);
		let mut kept = Self {
			seed: hex::encode(seed),
			salt: hex::encode(salt),
			manifest,
			image,
			path: PathBuf::new(),
		};
		kept.path = path(genesis, &kept.public()?);
		Ok(kept)
	}

	/// The one whose key the chain names, if it is on this machine.
	pub fn find(genesis: &Digest, usage_key: &[u8; 32]) -> Option<Self> {
		let path = path(genesis, usage_key);
		let kept: Self = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
		Some(Self { path, ..kept })
	}

	/// Writes it to the disk.
	pub fn save(&self) -> Result<(), Fail> {
		vault::write(&self.path, self).map_err(|error| {
			let path = self.path.display();
			Fail::new(FAILED, format!("{path}: {error}: the lease's key must be kept there"))
		})
	}

	/// Forgets it: its lease is over.
	pub fn forget(&self) {
		let _ = fs::remove_file(&self.path);
	}

	/// Where it is.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// The key.
	pub fn key(&self) -> Result<Keypair, Fail> {
		Ok(keys::from_uri(&format!("0x{}", self.seed))?)
	}

	/// Its public half.
	pub fn public(&self) -> Result<[u8; 32], Fail> {
		Ok(keys::account_of(&self.key()?).0)
	}

	/// The salt of the manifest.
	pub fn salt(&self) -> Result<Digest, Fail> {
		let salt = hex::decode(&self.salt).ok().and_then(|bytes| bytes.try_into().ok());
		salt.ok_or_else(|| {
			Fail::new(FAILED, format!("{}: the salt in it is no salt", self.path.display()))
		})
	}

	/// The manifest, if there is one.
	pub fn manifest(&self) -> Option<&[u8]> {
		(!self.manifest.is_empty()).then_some(self.manifest.as_bytes())
	}

	/// What goes on chain of it.
	pub fn digest(&self) -> Result<Digest, Fail> {
		Ok(manifest_digest(&self.salt()?, self.manifest.as_bytes()))
	}

	/// The archive.
	pub fn image(&self) -> Option<&Path> {
		self.image.as_deref()
	}
}

fn path(genesis: &Digest, usage_key: &[u8; 32]) -> PathBuf {
	vault::folder("leases", genesis).join(format!("{}.json", hex::encode(usage_key)))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_key_is_found_by_its_public_half_and_hides_the_manifest() {
		let folder = tempfile::tempdir().unwrap();
		let mut kept = Kept::with(&[1; 32], "{}".to_string(), None).unwrap();
		let public = kept.public().unwrap();
		assert!(kept.path.ends_with(format!("{}.json", hex::encode(public))));
		kept.path = folder.path().join("kept.json");
		kept.save().unwrap();
		let read: Kept = serde_json::from_slice(&fs::read(kept.path()).unwrap()).unwrap();
		assert_eq!(read.public().unwrap(), public);
		assert_eq!(read.digest().unwrap(), kept.digest().unwrap());
		let other = Kept::with(&[1; 32], "{}".to_string(), None).unwrap();
		assert_ne!(other.digest().unwrap(), kept.digest().unwrap(), "equal manifests differ");
		kept.forget();
		assert!(!kept.path().exists());
	}
}
