//! What passes between an owner, the custodians of a release, and those who ask them to run something: over HTTP, in
//! SCALE where it is signed, in JSON where people read it.
//!
//! | route of a custodian's daemon | body | answer |
//! | --- | --- | --- |
//! | `GET /stoa/v1/data/{root}.data`, `.leaves` | | a release, or the result of a run; takes ranges |
//! | `PUT /stoa/v1/custody/{release}/key` | [`Entrusted`], sealed to the daemon's transport key | |
//! | `POST /stoa/v1/custody/{release}/share` | a [`ShareRequest`], in hexadecimal | a [`KeyShare`], sealed to the asker's transport key |
//! | `PUT /stoa/v1/runs/{run}/program` | a [`Program`], as JSON | |
//! | `PUT /stoa/v1/runs/{run}/input` | the bytes whose hash the run names | |
//! | `GET /stoa/v1/runs/{run}` | | a [`RunStatus`] |
//! | `PUT /stoa/v1/runs/{run}/image/{offset}` | 64 bytes of the requester's signature of [`piece_digest`], then at most [`PIECE_BYTES`] of the image | |
//!
//! Program and parameters of a run are known by their hashes, which are on chain: anybody may bring them. An image is
//! known only once it is whole: a stranger could spoil it piece by piece.

use crate::DataError;
use codec::{Decode, Encode};
use serde::{Deserialize, Serialize};
use stoa_primitives::{
	BlockNumber, DataReleaseId, Digest, RunId,
	dataset::{DataKey, KeyShare, algorithm_checksum},
	payload::tagged,
};

/// What tells an entrusted key from everything else that is signed.
const ENTRUSTED: &[u8; 16] = b"stoa/entrustd/v1";
/// The same for a request for a share.
const SHARE_REQUEST: &[u8; 16] = b"stoa/sharereq/v1";
/// The same for a piece of an image.
const IMAGE_PIECE: &[u8; 16] = b"stoa/runimage/v1";
/// Most files that a run may put out.
pub const MAX_FILES: usize = 16;
/// Most bytes of parameters.
pub const MAX_INPUT_BYTES: usize = 1 << 16;
/// Most bytes of an image that travel in one request.
pub const PIECE_BYTES: usize = 4 << 20;
/// Bytes of the signature before each piece of an image.
pub const SIGNATURE_BYTES: usize = 64;

/// What the requester of a run signs, by the key of its account, of each piece of the image.
pub fn piece_digest(genesis: &Digest, run: RunId, offset: u64, piece: &[u8]) -> Digest {
	tagged(IMAGE_PIECE, (genesis, run, offset, piece))
}

/// What a custodian holds of a data key. It is printed nowhere.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub enum Held {
	/// All of it.
	#[codec(index = 0)]
	Key(DataKey),
	/// A share.
	#[codec(index = 1)]
	Share {
		/// The custodian's place in the release, from 1.
		place: u8,
		/// The share.
		share: KeyShare,
	},
}

/// What an owner hands a custodian.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entrusted {
	/// Of which chain.
	pub genesis: Digest,
	/// Of which release.
	pub release: DataReleaseId,
	/// To whom.
	pub custodian: [u8; 32],
	/// What.
	pub held: Held,
	/// The owner's signature, by the key of its account, under [`Self::digest`].
	pub signature: [u8; 64],
}

impl Entrusted {
	/// What is signed.
	pub fn digest(&self) -> Digest {
		tagged(ENTRUSTED, (self.genesis, self.release, self.custodian, &self.held))
	}
}

/// A custodian that has to run something beside data asks another one for its share.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct ShareRequest {
	/// Of which chain.
	pub genesis: Digest,
	/// Of which release.
	pub release: DataReleaseId,
	/// Who asks.
	pub from: [u8; 32],
	/// Who is asked.
	pub to: [u8; 32],
	/// For which run: whoever is asked looks it up on chain.
	pub run: RunId,
	/// The best block when it was asked.
	pub block: BlockNumber,
	/// The asker's signature, by the key of its account, under [`Self::digest`].
	pub signature: [u8; 64],
}

impl ShareRequest {
	/// What is signed.
	pub fn digest(&self) -> Digest {
		let Self { genesis, release, from, to, run, block, .. } = self;
		tagged(SHARE_REQUEST, (genesis, release, from, to, run, block))
	}
}

/// What runs beside data: an image, what is started in it, what comes out. Its checksum is what an owner allows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
	/// blake2b-256 of the image's file, in hexadecimal.
	pub image: String,
	/// Length of that file.
	pub image_bytes: u64,
	/// The program and its arguments. It finds the data under `/in/data`, parameters under `/in/input`.
	pub command: Vec<String>,
	/// Names of the files that it may leave in `/out`. Nothing else comes out.
	pub files: Vec<String>,
	/// Memory, in MiB.
	pub memory_mib: u32,
	/// Most seconds that it runs.
	pub seconds: u32,
}

impl Program {
	/// Reads and checks one.
	pub fn parse(json: &[u8]) -> Result<Self, DataError> {
		let program: Self = serde_json::from_slice(json)
			.map_err(|error| DataError::Query(format!("this is no program: {error}")))?;
		let plain = |name: &String| {
			!name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\0'])
		};
		let wrong = |why: &str| Err(DataError::Query(why.to_string()));
		if program.image().is_none() || program.command.is_empty() {
			return wrong("a program names the hash of its image and a command");
		}
		if program.files.is_empty() || program.files.len() > MAX_FILES {
			return wrong("a program declares 1 to 16 files that come out");
		}
		if !program.files.iter().all(plain) {
			return wrong("declared files are plain names, without folders");
		}
		if program.memory_mib == 0 || program.seconds == 0 {
			return wrong("a program needs memory and time");
		}
		Ok(program)
	}

	/// The hash of the image.
	pub fn image(&self) -> Option<Digest> {
		hex::decode(&self.image).ok()?.try_into().ok()
	}

	/// By what the chain knows it. The image is in it twice: once as every algorithm names its own.
	pub fn checksum(&self) -> Digest {
		let entry_point = serde_json::to_vec(self).unwrap_or_default();
		algorithm_checksum(&self.image().unwrap_or_default(), &entry_point)
	}
}

/// What is to run: a program in a container, or a query that the daemon answers by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Algorithm {
	/// In a container.
	Program(Program),
	/// By the daemon.
	Query(crate::aggregate::Query),
}

impl Algorithm {
	/// Reads either.
	pub fn parse(json: &[u8]) -> Result<Self, DataError> {
		let text = std::str::from_utf8(json).unwrap_or_default();
		match crate::aggregate::Query::parse(text) {
			Ok(query) => Ok(Self::Query(query)),
			Err(no_query) => match Program::parse(json) {
				Ok(program) => Ok(Self::Program(program)),
				Err(_) if text.contains("\"question\"") => Err(no_query),
				Err(no_program) => Err(no_program),
			},
		}
	}

	/// By what the chain knows it.
	pub fn checksum(&self) -> Digest {
		match self {
			Self::Program(program) => program.checksum(),
			Self::Query(query) => query.checksum(),
		}
	}

	/// The one spelling of it.
	pub fn canonical(&self) -> Vec<u8> {
		match self {
			Self::Program(program) => serde_json::to_vec(program).unwrap_or_default(),
			Self::Query(query) => query.canonical().into_bytes(),
		}
	}
}

/// How far a custodian's daemon is with a run.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunStatus {
	/// Whether it knows what is to run.
	pub program: bool,
	/// Whether the parameters are here.
	pub input: bool,
	/// How many bytes of the image are here.
	pub image_bytes: u64,
	/// What it does: `waits`, `runs`, `done` or `failed`.
	pub state: String,
	/// Why it failed.
	pub reason: Option<String>,
	/// What the program printed, if the custodian found nothing against it.
	pub log: Option<String>,
}

#[cfg(test)]
mod tests {
	use super::*;

	fn program(files: &str) -> String {
		format!(
			r#"{{"image":"{}","image_bytes":9,"command":["/bin/sh"],"files":{files},"memory_mib":64,"seconds":9}}"#,
			"ab".repeat(32)
		)
	}

	#[test]
	fn a_program_is_known_by_all_of_it() {
		let one = Program::parse(program(r#"["a.csv"]"#).as_bytes()).unwrap();
		let more = Program::parse(program(r#"["a.csv","b"]"#).as_bytes()).unwrap();
		assert_ne!(one.checksum(), more.checksum());
		let longer = Program { seconds: 10, ..one.clone() };
		assert_ne!(one.checksum(), longer.checksum());
		for bad in [r#"[]"#, r#"["../x"]"#, r#"[""]"#, r#"[".x"]"#, r#"["a/b"]"#] {
			assert!(Program::parse(program(bad).as_bytes()).is_err(), "{bad}");
		}
		assert!(matches!(
			Algorithm::parse(program(r#"["x"]"#).as_bytes()),
			Ok(Algorithm::Program(_))
		));
	}

	#[test]
	fn what_is_signed_binds_all_that_is_said() {
		let held = Held::Key([1; 32]);
		let entrusted = Entrusted {
			genesis: [2; 32],
			release: 3,
			custodian: [4; 32],
			held,
			signature: [0; 64],
		};
		let digest = entrusted.digest();
		let other = Entrusted { release: 4, ..entrusted.clone() };
		assert_ne!(digest, other.digest());
		let other = Entrusted { custodian: [5; 32], ..entrusted.clone() };
		assert_ne!(digest, other.digest());
		let share = Held::Share { place: 2, share: [1; 32] };
		assert_ne!(digest, Entrusted { held: share, ..entrusted.clone() }.digest());
		assert_eq!(digest, Entrusted { signature: [9; 64], ..entrusted }.digest());
		let piece = piece_digest(&[2; 32], 3, 4, b"piece");
		assert_ne!(piece, piece_digest(&[1; 32], 3, 4, b"piece"));
		assert_ne!(piece, piece_digest(&[2; 32], 4, 4, b"piece"));
		assert_ne!(piece, piece_digest(&[2; 32], 3, 5, b"piece"));
		assert_ne!(piece, piece_digest(&[2; 32], 3, 4, b"peace"));
	}
}
