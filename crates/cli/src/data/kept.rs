//! One-time keys of purchases: on the disk before anything is paid, readable by their owner alone. The chain names
//! the public half, so that a key is found again without the licence's number.

use super::own::folder;
use crate::{
	fail::{FAILED, Fail},
	vault,
};
use serde::{Deserialize, Serialize};
use std::{fs, path::PathBuf};
use stoa_client::sealed::OpeningKey;
use stoa_primitives::Digest;
use zeroize::Zeroizing;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	/// 32 bytes in hexadecimal.
	secret: String,
}

fn path(genesis: &Digest, public: &[u8; 32]) -> PathBuf {
	folder(genesis).join("keys").join(format!("{}.json", hex::encode(public)))
}

/// Makes a key and keeps it; its public half.
pub fn new(genesis: &Digest) -> Result<[u8; 32], Fail> {
	let key = OpeningKey::generate();
	let path = path(genesis, &key.public());
	let file = File { secret: hex::encode(*key.to_bytes()) };
	vault::write(&path, &file).map_err(|error| {
		Fail::new(
			FAILED,
			format!("{}: {error}: the one-time key must be kept there", path.display()),
		)
	})?;
	Ok(key.public())
}

/// The secret of a one-time key, which must be on this machine.
pub fn secret(genesis: &Digest, public: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, Fail> {
	let path = path(genesis, public);
	let read = fs::read(&path).map(Zeroizing::new).ok();
	let file = read.and_then(|bytes| serde_json::from_slice::<File>(&bytes).ok());
	let mut secret = Zeroizing::new([0; 32]);
	let whole =
		file.map(|file| hex::decode_to_slice(file.secret.as_bytes(), secret.as_mut_slice()));
	if !matches!(whole, Some(Ok(()))) || OpeningKey::from_bytes(*secret).public() != *public {
		return Err(Fail::refused(format!(
			"the one-time key of this licence is not on this machine: copy {} from the one on which it was bought",
			path.display()
		)));
	}
	Ok(secret)
}
