//! X25519 sealed boxes (libsodium's `crypto_box_seal`): anyone can seal to a public key, only its owner
//! opens.

use crate::{Error, Result};
use codec::{Decode, Encode};
use crypto_box::{PublicKey, SecretKey, aead::OsRng};
use stoa_primitives::{Digest, payload, wire::PromptEnvelope};
use zeroize::Zeroizing;

/// Bytes that sealing adds: a one-time public key and a tag.
pub const OVERHEAD: usize = 48;

/// A secret key that opens what was sealed to its public key.
#[derive(Clone)]
pub struct OpeningKey(SecretKey);

impl OpeningKey {
	/// A new random key.
	pub fn generate() -> Self {
		Self(SecretKey::generate(&mut OsRng))
	}

	/// From 32 secret bytes.
	pub fn from_bytes(bytes: [u8; 32]) -> Self {
		Self(SecretKey::from_bytes(bytes))
	}

	/// The 32 secret bytes.
	pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
		Zeroizing::new(self.0.to_bytes())
	}

	/// What others seal to.
	pub fn public(&self) -> [u8; 32] {
		self.0.public_key().to_bytes()
	}

	/// Opens a sealed box.
	pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>> {
		self.0.unseal(sealed).map_err(|_| Error::Unsealable)
	}
}

/// Seals `plain` to a public key.
pub fn seal(to: &[u8; 32], plain: &[u8]) -> Result<Vec<u8>> {
	PublicKey::from_bytes(*to)
		.seal(&mut OsRng, plain)
		.map_err(|_| Error::BadKey("nothing can be sealed to this public key".to_string()))
}

/// Seals a prompt with its salt, as executors expect it.
pub fn seal_prompt(to: &[u8; 32], salt: &Digest, content: &[u8]) -> Result<Vec<u8>> {
	seal(to, &PromptEnvelope { salt: *salt, content: content.to_vec() }.encode())
}

/// Opens a prompt and checks it against the commitment that the requester signed.
pub fn open_prompt(key: &OpeningKey, sealed: &[u8], commitment: &Digest) -> Result<PromptEnvelope> {
	let envelope =
		PromptEnvelope::decode(&mut key.open(sealed)?.as_slice()).map_err(|_| Error::Unsealable)?;
	if payload::prompt_commitment(&envelope.salt, &envelope.content) != *commitment {
		return Err(Error::Unsealable);
	}
	Ok(envelope)
}

/// A salt that hides a prompt's content; never zero, since the zero salt marks public prompts.
pub fn random_salt() -> Result<Digest> {
	let mut salt = payload::ZERO_SALT;
	while salt == payload::ZERO_SALT {
		getrandom::fill(&mut salt)
			.map_err(|error| Error::BadKey(format!("the system gives no randomness: {error}")))?;
	}
	Ok(salt)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_the_owner_opens() {
		let key = OpeningKey::generate();
		let sealed = seal(&key.public(), b"prompt").unwrap();
		assert_eq!(sealed.len(), 6 + OVERHEAD);
		assert_eq!(key.open(&sealed).unwrap(), b"prompt");
		assert!(OpeningKey::generate().open(&sealed).is_err());
		let mut damaged = sealed.clone();
		damaged[40] ^= 1;
		assert!(key.open(&damaged).is_err());
		assert!(key.open(&sealed[..20]).is_err());
		let again = OpeningKey::from_bytes(*key.to_bytes());
		assert_eq!(again.open(&sealed).unwrap(), b"prompt");
	}

	#[test]
	fn a_prompt_opens_only_under_its_commitment() {
		let key = OpeningKey::generate();
		let salt = random_salt().unwrap();
		let sealed = seal_prompt(&key.public(), &salt, b"secret").unwrap();
		let commitment = payload::prompt_commitment(&salt, b"secret");
		let opened = open_prompt(&key, &sealed, &commitment).unwrap();
		assert_eq!((opened.salt, opened.content.as_slice()), (salt, b"secret".as_slice()));
		let other = payload::prompt_commitment(&salt, b"public");
		assert!(open_prompt(&key, &sealed, &other).is_err());
	}
}
