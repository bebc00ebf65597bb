//! What a juror must not lose, and show nobody, before votes are shown: its ruling and the salt that hides it. It
//! is on the disk before anything is sent, and stays there: a fork may take back the block in which it was shown.
//! Each has a file of its own, named by what the chain is told: whoever votes anew since the first time seemed to
//! fail can show whichever of the two arrived.

use crate::{
	fail::{FAILED, Fail},
	vault,
};
use serde::{Deserialize, Serialize};
use std::{
	fs,
	path::{Path, PathBuf},
};
use stoa_client::{AccountId, sealed::random_salt};
use stoa_primitives::{CaseId, Digest, Ruling, vote_commitment};

/// A vote that is hidden, or about to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptVote {
	/// Index of the ruling.
	ruling: u8,
	salt: String,
	digest: String,
	#[serde(skip)]
	path: PathBuf,
}

impl KeptVote {
	/// A new one, with a new salt. Nothing is on the disk yet.
	pub fn new(
		genesis: &Digest,
		case: CaseId,
		round: u8,
		juror: &AccountId,
		ruling: Ruling,
	) -> Result<Self, Fail> {
		let salt = random_salt()?;
		let digest = vote_commitment(genesis, case, round, &juror.0, ruling, &salt);
		Ok(Self {
			ruling: ruling as u8,
			salt: hex::encode(salt),
			digest: hex::encode(digest),
			path: path(genesis, case, &digest),
		})
	}

	/// The one of which the chain has been told `digest`, if it was hidden from this machine.
	pub fn find(genesis: &Digest, case: CaseId, digest: &Digest) -> Result<Self, Fail> {
		Self::read(path(genesis, case, digest))
	}

	fn read(path: PathBuf) -> Result<Self, Fail> {
		let broken = |why: String| {
			let text = format!(
				"{}: {why}: the salt of the vote must be there; if it was hidden on another machine, show \
				 it there",
				path.display()
			);
			Fail::new(FAILED, text)
		};
		let bytes = fs::read(&path).map_err(|error| broken(error.to_string()))?;
		let kept: Self =
			serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
		Ok(Self { path, ..kept })
	}

	/// Writes it to the disk.
	pub fn save(&self) -> Result<(), Fail> {
		vault::write(&self.path, self).map_err(|error| {
			let path = self.path.display();
			Fail::new(FAILED, format!("{path}: {error}: the vote's salt must be kept there"))
		})
	}

	/// The ruling.
	pub fn ruling(&self) -> Ruling {
		Ruling::ALL.into_iter().find(|one| *one as u8 == self.ruling).unwrap_or(Ruling::Dismiss)
	}

	/// The salt.
	pub fn salt(&self) -> Digest {
		bytes32(&self.salt)
	}

	/// What the chain is told.
	pub fn digest(&self) -> Digest {
		bytes32(&self.digest)
	}

	/// Where it is kept.
	pub fn path(&self) -> &Path {
		&self.path
	}
}

fn bytes32(digits: &str) -> Digest {
	hex::decode(digits).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

fn path(genesis: &Digest, case: CaseId, digest: &Digest) -> PathBuf {
	vault::folder("votes", genesis).join(format!("{case}-{}.json", hex::encode(digest)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_client::keys;

	#[test]
	fn a_vote_is_kept_with_what_opens_it() {
		let folder = tempfile::tempdir().unwrap();
		let alice = keys::account("//Alice").unwrap();
		let kept = KeptVote::new(&[1; 32], 7, 2, &alice, Ruling::Revoke)
			.unwrap_or_else(|fail| panic!("{fail:?}"));
		let kept = KeptVote { path: folder.path().join("votes/7.json"), ..kept };
		assert!(KeptVote::read(kept.path.clone()).is_err_and(|fail| fail.text.contains("7.json")));
		kept.save().unwrap_or_else(|fail| panic!("{fail:?}"));
		let found = KeptVote::read(kept.path.clone()).unwrap_or_else(|fail| panic!("{fail:?}"));
		assert_eq!(found, kept);
		assert_eq!(found.ruling(), Ruling::Revoke);
		let opened = vote_commitment(&[1; 32], 7, 2, &alice.0, found.ruling(), &found.salt());
		assert_eq!(opened, found.digest());
		let other = KeptVote::new(&[1; 32], 7, 2, &alice, Ruling::Revoke)
			.unwrap_or_else(|fail| panic!("{fail:?}"));
		assert_ne!(other.salt(), found.salt());
		assert_ne!(path(&[1; 32], 7, &other.digest()), path(&[1; 32], 7, &found.digest()));
	}
}
