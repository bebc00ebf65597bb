//! The daemon's keys: the account that owns the bond, the key that signs statements, the key to which
//! prompts are sealed. None of them is ever logged.

use crate::{blobs::restrict, config::Keys};
use anyhow::{Context, Result, anyhow, bail};
use std::{fmt, fs, io::Write, path::Path, str::FromStr};
use stoa_primitives::{Digest, JobId, Statement, payload, wire::PromptEnvelope};
use subxt_signer::{
	SecretUri,
	sr25519::{Keypair, PublicKey, Signature},
};
use zeroize::Zeroizing;

/// All three keys.
#[derive(Clone)]
pub struct Identity {
	/// Owns the bond and pays for extrinsics.
	pub account: Keypair,
	signing: Keypair,
	signing_seed: [u8; 32],
	transport: crypto_box::SecretKey,
}

impl fmt::Debug for Identity {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Identity({})", hex::encode(self.provider()))
	}
}

impl Identity {
	/// Reads the files that `keys` names.
	pub fn load(keys: &Keys) -> Result<Self> {
		let account = match &keys.account_uri {
			Some(uri) => from_uri(uri)?,
			None => from_file(&keys.account_file)?,
		};
		Self::new(account, seed(&keys.signing_file)?, seed(&keys.transport_file)?)
	}

	/// Puts the keys together.
	pub fn new(account: Keypair, signing_seed: [u8; 32], transport: [u8; 32]) -> Result<Self> {
		let signing = Keypair::from_secret_key(signing_seed)
			.map_err(|_| anyhow!("the signing key's seed gives no key"))?;
		Ok(Self {
			account,
			signing,
			signing_seed,
			transport: crypto_box::SecretKey::from_bytes(transport),
		})
	}

	/// The provider's account.
	pub fn provider(&self) -> [u8; 32] {
		self.account.public_key().0
	}

	/// The public key that signs statements.
	pub fn signing_key(&self) -> [u8; 32] {
		self.signing.public_key().0
	}

	/// The X25519 key to which prompts are sealed.
	pub fn transport_key(&self) -> [u8; 32] {
		*self.transport.public_key().as_bytes()
	}

	/// Secret from which commitments get their salt.
	pub fn salt_secret(&self) -> [u8; 32] {
		payload::tagged(b"stoa/saltseed/v1", self.signing_seed)
	}

	/// Signs `statement` about a seat.
	pub fn sign(&self, genesis: &Digest, job: JobId, round: u8, statement: &Statement) -> [u8; 64] {
		let digest = payload::statement_digest(genesis, job, round, &self.provider(), statement);
		self.signing.sign(&digest).0
	}

	/// Signs the digest of a statement about a lease.
	pub fn sign_usage(&self, digest: &Digest) -> [u8; 64] {
		self.signing.sign(digest).0
	}

	/// Signs the digest of a receipt.
	pub fn sign_receipt(&self, digest: &Digest) -> [u8; 64] {
		self.signing.sign(digest).0
	}

	/// Opens what was sealed to the transport key, whatever it is. It is wiped when it is dropped.
	pub fn unseal(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
		self.transport.unseal(sealed).ok().map(Zeroizing::new)
	}

	/// Opens what a requester sealed to the transport key.
	pub fn open(&self, sealed: &[u8]) -> Option<PromptEnvelope> {
		let plain = self.transport.unseal(sealed).ok()?;
		codec::DecodeAll::decode_all(&mut plain.as_slice()).ok()
	}
}

/// Whether `signature` over `digest` is by `key`.
pub fn signed_by(key: &[u8; 32], digest: &Digest, signature: &[u8; 64]) -> bool {
	subxt_signer::sr25519::verify(&Signature(*signature), digest, &PublicKey(*key))
}

/// Seals `content` to an X25519 public key.
pub fn seal(to: &[u8; 32], content: &[u8]) -> Result<Vec<u8>> {
	crypto_box::PublicKey::from_bytes(*to)
		.seal(&mut crypto_box::aead::OsRng, content)
		.map_err(|_| anyhow!("cannot seal"))
}

/// The key of an account by its secret URI.
pub fn from_uri(uri: &str) -> Result<Keypair> {
	// The error of a wrong URI would print a part of the secret.
	let uri = SecretUri::from_str(uri.trim()).map_err(|_| {
		anyhow!("the account's secret URI is malformed: a phrase or 0x seed, then /soft//hard")
	})?;
	Keypair::from_uri(&uri).map_err(|_| anyhow!("no key has this secret URI"))
}

/// The key of an account by the file with its secret URI.
pub fn from_file(path: &Path) -> Result<Keypair> {
	from_uri(&secret_text(path)?)
}

fn secret_text(path: &Path) -> Result<String> {
	let text = fs::read_to_string(path).with_context(|| {
		format!("{}: cannot read; `stoa-provider init` makes one", path.display())
	})?;
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
			bail!("{0}: readable by others; run `chmod 600 {0}`", path.display());
		}
	}
	Ok(text)
}

fn seed(path: &Path) -> Result<[u8; 32]> {
	let text = secret_text(path)?;
	let text = text.trim();
	let mut seed = [0; 32];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut seed)
		.map_err(|_| anyhow!("{}: must hold 32 bytes in hex", path.display()))?;
	Ok(seed)
}

/// Writes a fresh 32-byte secret to a file that must not exist, readable by its owner only.
pub fn write_fresh(path: &Path) -> Result<()> {
	let mut seed = [0; 32];
	getrandom::fill(&mut seed).map_err(|e| anyhow!("no randomness: {e}"))?;
	let mut file = fs::OpenOptions::new()
		.write(true)
		.create_new(true)
		.open(path)
		.with_context(|| format!("{}: cannot be created", path.display()))?;
	restrict(path, 0o600)?;
	writeln!(file, "0x{}", hex::encode(seed))?;
	file.sync_all()?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	fn identity() -> Identity {
		Identity::new(subxt_signer::sr25519::dev::alice(), [1; 32], [2; 32]).unwrap()
	}

	#[test]
	fn statements_verify_for_their_seat_only() {
		let identity = identity();
		let statement = Statement::Commit([5; 32]);
		let signature = identity.sign(&[0; 32], 1, 0, &statement);
		let digest = |job, round| {
			payload::statement_digest(&[0; 32], job, round, &identity.provider(), &statement)
		};
		let key = identity.signing_key();
		assert!(signed_by(&key, &digest(1, 0), &signature));
		assert!(!signed_by(&key, &digest(2, 0), &signature));
		assert!(!signed_by(&key, &digest(1, 1), &signature));
	}

	#[test]
	fn only_the_transport_key_opens_a_prompt() {
		let identity = identity();
		let envelope = PromptEnvelope { salt: [3; 32], content: b"secret".to_vec() };
		let mut sealed = seal(&identity.transport_key(), &envelope.encode()).unwrap();
		assert_eq!(identity.open(&sealed), Some(envelope));
		sealed[40] ^= 1;
		assert_eq!(identity.open(&sealed), None);
		let other = Identity::new(subxt_signer::sr25519::dev::bob(), [1; 32], [3; 32]).unwrap();
		assert_eq!(other.open(&sealed), None);
	}

	#[test]
	fn key_files_are_written_once_and_must_be_private() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("signing.key");
		write_fresh(&path).unwrap();
		assert!(write_fresh(&path).is_err());
		let first = seed(&path).unwrap();
		assert_eq!(seed(&path).unwrap(), first);
		restrict(&path, 0o644).unwrap();
		assert!(seed(&path).unwrap_err().to_string().contains("chmod 600"));
	}

	#[test]
	fn a_malformed_uri_is_not_repeated_in_the_error() {
		let keys = Keys { account_uri: Some("canary word".into()), ..Keys::default() };
		assert!(!format!("{:?}", Identity::load(&keys).unwrap_err()).contains("canary"));
	}
}
