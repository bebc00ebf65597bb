//! The way to a custodian's daemon.

use crate::{
	DataError,
	custody::{PIECE_BYTES, RunStatus, SIGNATURE_BYTES, ShareRequest, piece_digest},
};
use codec::Encode;
use serde::{Deserialize, Serialize};
use std::{
	fs::File,
	io::{Read, Seek, SeekFrom},
	path::Path,
	time::Duration,
};
use stoa_egress::{EgressError, Endpoint, Guard, Limits};
use stoa_primitives::{DataReleaseId, Digest, RunId};

/// How long a piece of an image may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What goes over the route of shares, in hexadecimal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hex {
	/// The bytes.
	pub bytes: String,
}

/// A custodian's daemon.
#[derive(Clone, Debug)]
pub struct Peer {
	name: String,
	endpoint: Endpoint,
	guard: Guard,
}

impl Peer {
	/// At the address that it registered. `allow_private` lets it lead to this machine and its network: for
	/// development networks only. `name` is what errors call it.
	pub fn new(name: &str, address: &str, allow_private: bool) -> Result<Self, DataError> {
		let limits = Limits { total: PATIENCE, response_bytes: 128 * 1_024, ..Limits::default() };
		let made = Endpoint::parse(address)
			.and_then(|endpoint| Ok((endpoint, Guard::new(allow_private, limits)?)));
		let (endpoint, guard) = made.map_err(|error| unreachable(name, &error))?;
		Ok(Self { name: name.to_string(), endpoint, guard })
	}

	fn failed(&self) -> impl Fn(EgressError) -> DataError + use<'_> {
		move |error| unreachable(&self.name, &error)
	}

	/// Hands over a key or a share, sealed.
	pub async fn put_key(&self, release: DataReleaseId, sealed: Vec<u8>) -> Result<(), DataError> {
		let path = format!("stoa/v1/custody/{release}/key");
		self.guard.put(&self.endpoint, &path, sealed).await.map_err(self.failed())
	}

	/// Asks for a share; it comes sealed to the asker's transport key.
	pub async fn ask_share(&self, request: &ShareRequest) -> Result<Vec<u8>, DataError> {
		let path = format!("stoa/v1/custody/{}/share", request.release);
		let body = Hex { bytes: hex::encode(request.encode()) };
		let body = serde_json::to_vec(&body).unwrap_or_default();
		let answer = self.guard.post_json(&self.endpoint, &path, body).await;
		let answer = answer.map_err(self.failed())?;
		let sealed = serde_json::from_slice::<Hex>(&answer).ok();
		sealed.and_then(|hex| hex::decode(hex.bytes).ok()).ok_or_else(|| self.no_custodian())
	}

	/// Hands over what is to run.
	pub async fn put_program(&self, run: RunId, json: Vec<u8>) -> Result<(), DataError> {
		let path = format!("stoa/v1/runs/{run}/program");
		self.guard.put(&self.endpoint, &path, json).await.map_err(self.failed())
	}

	/// Hands over its parameters.
	pub async fn put_input(&self, run: RunId, input: Vec<u8>) -> Result<(), DataError> {
		let path = format!("stoa/v1/runs/{run}/input");
		self.guard.put(&self.endpoint, &path, input).await.map_err(self.failed())
	}

	/// How far it is with a run.
	pub async fn status(&self, run: RunId) -> Result<RunStatus, DataError> {
		let path = format!("stoa/v1/runs/{run}");
		let answer = self.guard.get(&self.endpoint, &path).await.map_err(self.failed())?;
		serde_json::from_slice(&answer).map_err(|_| self.no_custodian())
	}

	/// Hands over what it does not have of an image of so many bytes, and tells after each piece how much it has. `sign`
	/// is by the key of the run's requester, on the chain of `genesis`.
	pub async fn put_image(
		&self,
		(genesis, run): (Digest, RunId),
		(image, bytes): (&Path, u64),
		sign: impl Fn(&Digest) -> [u8; SIGNATURE_BYTES],
		mut told: impl FnMut(u64),
	) -> Result<(), DataError> {
		let mut file = File::open(image).map_err(DataError::at(image))?;
		let mut have = self.status(run).await?.image_bytes;
		while have < bytes {
			told(have);
			file.seek(SeekFrom::Start(have)).map_err(DataError::at(image))?;
			let mut piece = Vec::new();
			let mut next = file.by_ref().take(PIECE_BYTES as u64);
			next.read_to_end(&mut piece).map_err(DataError::at(image))?;
			if piece.is_empty() {
				return Err(DataError::Changed { expected: bytes });
			}
			let path = format!("stoa/v1/runs/{run}/image/{have}");
			let signature = sign(&piece_digest(&genesis, run, have, &piece));
			let body = [&signature[..], &piece].concat();
			self.guard.put(&self.endpoint, &path, body).await.map_err(self.failed())?;
			let now = self.status(run).await?.image_bytes;
			if now <= have {
				return Err(DataError::NotServed(format!(
					"{}: it does not take the image: its hash is not the program's",
					self.name
				)));
			}
			have = now;
		}
		told(have);
		Ok(())
	}

	fn no_custodian(&self) -> DataError {
		DataError::NotServed(format!("{}: what answers there is no custodian", self.name))
	}
}

fn unreachable(name: &str, error: &EgressError) -> DataError {
	let hint = match error {
		EgressError::Status(404) => ": its daemon has no [custody], or does not know this yet",
		EgressError::Status(403) => ": it refuses",
		_ => "",
	};
	DataError::NotServed(format!("{name}: {error}{hint}"))
}
