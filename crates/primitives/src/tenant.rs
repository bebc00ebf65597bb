//! What a tenant and the daemon of its provider say to each other over HTTP, beside the chain.
//!
//! All routes are below `/stoa/v1/leases/{lease}` of the provider's endpoint, and every request is signed
//! ([`request_digest`]) by the tenant's account or the lease's usage key.
//!
//! | route | body → answer |
//! | --- | --- |
//! | `GET` | → [`LeaseStatus`] |
//! | `PUT /manifest` | sealed SCALE [`crate::wire::PromptEnvelope`] with the JSON of [`Manifest`] → 204 |
//! | `GET /image` | → [`ImageProgress`] |
//! | `PUT /image/{offset}` | bytes → [`ImageProgress`] |
//! | `GET /logs?tail=&follow=` | → bytes |
//! | `GET /shell?command=&columns=&rows=` | WebSocket: bytes, [`ShellSays`], [`ShellEnds`] |
//! | `GET /usage` | → [`UsageProposal`] |
//! | `POST /usage` | [`SignedUsage`] → 204 |

use crate::{
	BlockNumber, Digest, LeaseId, Meters, merkle,
	payload::{domain, tagged},
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	format,
	string::String,
	vec::Vec,
};
use serde::{Deserialize, Serialize};

/// Longest manifest, in bytes of JSON.
pub const MAX_MANIFEST_BYTES: usize = 64 << 10;
/// Most of an image in one request, in bytes.
pub const MAX_PIECE_BYTES: usize = 4 << 20;
/// Most ports of a manifest.
pub const MAX_PORTS: usize = 16;
/// How many blocks a signed request may be behind the daemon's best block.
pub const BEHIND_BLOCKS: BlockNumber = 20;
/// How many blocks it may be ahead.
pub const AHEAD_BLOCKS: BlockNumber = 2;

/// What the chain keeps of a manifest. The salt hides what can be guessed.
pub fn manifest_digest(salt: &Digest, manifest: &[u8]) -> Digest {
	tagged(domain::MANIFEST, (salt, merkle::content_root(manifest)))
}

/// What is signed to ask a daemon about a lease. `path` has its query and begins with `/stoa/`; `body` is the
/// blake2b-256 of the body.
#[allow(clippy::too_many_arguments, reason = "each is a part of what is signed")]
pub fn request_digest(
	genesis: &Digest,
	provider: &[u8; 32],
	lease: LeaseId,
	method: &str,
	path: &str,
	block: BlockNumber,
	nonce: &[u8; 16],
	body: &Digest,
) -> Digest {
	tagged(domain::TENANT, (genesis, provider, lease, method, path, block, nonce, body))
}

/// A signature under a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signed {
	/// The sr25519 key: the tenant's account, or the lease's usage key.
	pub key: [u8; 32],
	/// Height of the client's best block.
	pub block: BlockNumber,
	/// Random: each is taken once.
	pub nonce: [u8; 16],
	/// Over [`request_digest`].
	pub signature: [u8; 64],
}

impl Signed {
	/// The headers in which it travels.
	pub fn headers(&self) -> [(&'static str, String); 4] {
		[
			("stoa-key", hex::encode(self.key)),
			("stoa-block", format!("{}", self.block)),
			("stoa-nonce", hex::encode(self.nonce)),
			("stoa-signature", hex::encode(self.signature)),
		]
	}
}

/// What is to run in a lease.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
	/// Of what.
	pub image: ImageSource,
	/// The image's if absent.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub entrypoint: Option<Vec<String>>,
	/// The image's if absent.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub command: Option<Vec<String>>,
	/// Beside those of the image.
	#[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
	pub env: BTreeMap<String, String>,
	/// The image's if absent.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub workdir: Option<String>,
	/// `uid`, `uid:gid` or a name; the image's if absent.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub user: Option<String>,
	/// TCP ports inside that are published.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub ports: Vec<u16>,
	/// What survives a restart.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub volume: Option<Volume>,
	/// Whether it reaches the internet; only where the offer says `internet` = `yes`.
	#[serde(default)]
	pub internet: bool,
	/// What happens when it ends.
	#[serde(default)]
	pub restart: Restart,
}

/// Where an image comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageSource {
	/// An archive that the tenant hands over, or that the daemon has.
	Archive(Archive),
	/// A reference that the daemon's engine resolves.
	Registry(String),
}

/// An archive of an image, as `docker save` writes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
	/// blake2b-256 of the file, in hex.
	pub hash: String,
	/// Its length.
	pub bytes: u64,
}

/// Disk that survives a restart of the workload.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
	/// Its size, in MiB.
	pub mib: u32,
	/// Where it is inside: an absolute path.
	pub at: String,
}

/// What happens when a workload ends by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restart {
	/// Nothing.
	Never,
	/// It is started again unless it ended with code 0.
	#[default]
	OnFailure,
	/// It is started again.
	Always,
}

impl Manifest {
	/// Reads what a tenant handed over. The error says what to change.
	pub fn read(bytes: &[u8]) -> Result<Self, String> {
		if bytes.len() > MAX_MANIFEST_BYTES {
			return Err(format!("the manifest is longer than {MAX_MANIFEST_BYTES} bytes"));
		}
		let manifest: Self =
			serde_json::from_slice(bytes).map_err(|error| format!("no manifest: {error}"))?;
		manifest.check()?;
		Ok(manifest)
	}

	/// Whether a daemon would take it. The error says what to change.
	pub fn check(&self) -> Result<(), String> {
		match &self.image {
			ImageSource::Archive(archive) => {
				if archive.digest().is_none() || archive.bytes == 0 {
					return Err("image.archive: hash is 32 bytes in hex, bytes its length".into());
				}
			}
			ImageSource::Registry(reference) => {
				if reference.trim().is_empty() {
					return Err("image.registry: name an image".into());
				}
			}
		}
		let ports: BTreeSet<u16> = self.ports.iter().copied().collect();
		if ports.len() != self.ports.len() || ports.len() > MAX_PORTS || ports.contains(&0) {
			return Err(format!("ports: at most {MAX_PORTS}, each once, none of them 0"));
		}
		if let Some(volume) = &self.volume {
			let inside = volume.at.starts_with('/') && volume.at.len() > 1;
			if volume.mib == 0 || !inside || volume.at.split('/').any(|part| part == "..") {
				return Err("volume: give it a size and an absolute path other than /".into());
			}
		}
		let named = |name: &String| !name.is_empty() && !name.contains(['=', '\0']);
		if !self.env.keys().all(named) {
			return Err("env: names are not empty and have no `=`".into());
		}
		Ok(())
	}
}

impl Archive {
	/// The hash, if it is one.
	pub fn digest(&self) -> Option<Digest> {
		let mut digest = Digest::default();
		hex::decode_to_slice(self.hash.trim_start_matches("0x"), &mut digest).ok()?;
		Some(digest)
	}
}

/// How much of an image the daemon has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ImageProgress {
	/// blake2b-256 of the file, in hex.
	pub hash: String,
	/// Its length.
	pub bytes: u64,
	/// Bytes that are there: the offset of the next piece.
	pub have: u64,
}

/// Where a lease stands on chain, as the daemon sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaseStanding {
	/// Not started.
	Pending,
	/// It runs.
	Active,
	/// It is over but for what is contested.
	Contested,
	/// It is over.
	Ended,
}

/// Where a workload stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkloadStanding {
	/// Manifest or image are missing, or the match is not final.
	Waiting,
	/// It is being made.
	Preparing,
	/// It runs.
	Running,
	/// It has ended by itself.
	Exited,
	/// It could not be made.
	Failed,
	/// It is gone with the lease.
	Removed,
}

/// A port and where it is published.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublishedPort {
	/// Inside.
	pub inside: u16,
	/// At [`LeaseStatus::address`].
	pub outside: u16,
}

/// How a lease stands with the daemon.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LeaseStatus {
	/// The lease.
	pub lease: LeaseId,
	/// On chain.
	pub stage: LeaseStanding,
	/// Whether the manifest is here.
	pub manifest: bool,
	/// The image, if it is an archive.
	pub image: Option<ImageProgress>,
	/// What runs.
	pub workload: WorkloadStanding,
	/// With which code it ended.
	pub exit_code: Option<i32>,
	/// Why it was declined, failed or ended.
	pub reason: Option<String>,
	/// Host under which the ports are reached.
	pub address: Option<String>,
	/// What is published.
	pub ports: Vec<PublishedPort>,
	/// The first block about which the tenant has signed nothing that the daemon has.
	pub signed_until: BlockNumber,
	/// Blocks that the daemon admits not to have served.
	pub unserved_blocks: BlockNumber,
	/// What was used.
	pub meters: Meters,
	/// The daemon's best block.
	pub best: BlockNumber,
	/// The last block in which it can be started, while it waits.
	pub start_by: Option<BlockNumber>,
}

/// What the daemon proposes to sign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UsageProposal {
	/// SCALE [`crate::Usage`], in hex.
	pub usage: String,
	/// By the provider's signing key over [`crate::lease::usage_digest`], in hex.
	pub provider_signature: String,
	/// The block in which to ask again.
	pub next_at: BlockNumber,
}

/// What the tenant signs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedUsage {
	/// As proposed.
	pub usage: String,
	/// By the lease's usage key over [`crate::lease::usage_digest`], in hex.
	pub signature: String,
}

/// What a client says in a shell beside its input.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShellSays {
	/// The terminal has another size.
	Resize {
		/// In characters.
		columns: u16,
		/// In lines.
		rows: u16,
	},
	/// No more input comes.
	End {},
}

/// The last that a daemon says in a shell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShellEnds {
	/// The program ended with this code.
	Exit(i32),
	/// It could not run, or not to its end.
	Error(String),
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read(json: &str) -> Result<Manifest, String> {
		Manifest::read(json.as_bytes())
	}

	#[test]
	fn what_is_left_out_is_the_image_s() {
		let manifest = read(r#"{"image": {"registry": "nginx"}, "ports": [80]}"#).unwrap();
		assert_eq!(manifest.restart, Restart::OnFailure);
		assert!(!manifest.internet && manifest.command.is_none());
		let again = serde_json::to_vec(&manifest).unwrap();
		assert_eq!(Manifest::read(&again), Ok(manifest));
	}

	#[test]
	fn what_no_daemon_takes_is_told() {
		let archive = |hash: &str| format!(r#"{{"archive": {{"hash": "{hash}", "bytes": 5}}}}"#);
		let good = archive(&"ab".repeat(32));
		assert!(read(&format!(r#"{{"image": {good}}}"#)).is_ok());
		for wrong in [
			format!(r#"{{"image": {}}}"#, archive("ab")),
			format!(r#"{{"image": {good}, "ports": [80, 80]}}"#),
			format!(r#"{{"image": {good}, "ports": [0]}}"#),
			format!(r#"{{"image": {good}, "volume": {{"mib": 1, "at": "/"}}}}"#),
			format!(r#"{{"image": {good}, "volume": {{"mib": 1, "at": "/a/../b"}}}}"#),
			format!(r#"{{"image": {good}, "env": {{"A=B": "c"}}}}"#),
			format!(r#"{{"image": {good}, "privileged": true}}"#),
		] {
			assert!(read(&wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn a_signature_is_for_one_request() {
		let digest = |lease, method: &str, path: &str, nonce| {
			request_digest(&[1; 32], &[2; 32], lease, method, path, 5, &[nonce; 16], &[3; 32])
		};
		let one = digest(7, "GET", "/stoa/v1/leases/7", 0);
		assert_ne!(one, digest(8, "GET", "/stoa/v1/leases/7", 0));
		assert_ne!(one, digest(7, "PUT", "/stoa/v1/leases/7", 0));
		assert_ne!(one, digest(7, "GET", "/stoa/v1/leases/7/logs", 0));
		assert_ne!(one, digest(7, "GET", "/stoa/v1/leases/7", 1));
	}

	#[test]
	fn a_manifest_is_hidden_by_its_salt() {
		assert_ne!(manifest_digest(&[1; 32], b"x"), manifest_digest(&[2; 32], b"x"));
		assert_ne!(manifest_digest(&[1; 32], b"x"), manifest_digest(&[1; 32], b"y"));
	}
}
