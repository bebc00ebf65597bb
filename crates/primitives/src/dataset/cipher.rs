//! Keys, commitments and ciphers. All of them are fixed: another one would be another version of the tags.

use super::{DataKey, DataLeaf, ENVELOPE_BYTES, Envelope};
use crate::{
	Digest,
	payload::{domain, tagged},
};
use chacha20::{
	ChaCha20,
	cipher::{KeyIvInit, StreamCipher},
};
use crypto_box::{
	PublicKey, SecretKey,
	aead::rand_core::{self, CryptoRng, RngCore},
};

/// What a release says of its data key.
pub fn key_commitment(key: &DataKey) -> Digest {
	tagged(domain::DATA_KEY, key)
}

/// The key of chunk `index`. Nothing leads from it to the data key, or to another chunk's.
pub fn chunk_key(key: &DataKey, index: u32) -> [u8; 32] {
	tagged(domain::CHUNK_KEY, (key, index))
}

/// What a leaf says of its chunk's key.
pub fn chunk_key_commitment(chunk_key: &[u8; 32]) -> Digest {
	tagged(domain::CHUNK_KEY_HASH, chunk_key)
}

/// The salt of a chunk's plaintext. It follows from the chunk's key: whoever shows the key cannot choose it.
pub fn chunk_salt(chunk_key: &[u8; 32]) -> Digest {
	tagged(domain::CHUNK_SALT, chunk_key)
}

/// What a leaf says of its chunk's plaintext.
pub fn plaintext_commitment(salt: &Digest, plaintext: &[u8]) -> Digest {
	tagged(domain::CHUNK_PLAIN, (salt, plaintext))
}

/// What a leaf says of its chunk's ciphertext.
pub fn ciphertext_hash(ciphertext: &[u8]) -> Digest {
	tagged(domain::CHUNK_CIPHER, ciphertext)
}

/// Encrypts or decrypts a chunk in place: ChaCha20 (RFC 8439) from block 0, with a nonce of zeros, as a key is used
/// for one chunk only. What authenticates is the leaf.
pub fn apply_keystream(chunk_key: &[u8; 32], chunk: &mut [u8]) {
	ChaCha20::new(chunk_key.into(), &[0; 12].into()).apply_keystream(chunk);
}

/// Encrypts chunk `index` in place, and tells its leaf.
pub fn encrypt_chunk(key: &DataKey, index: u32, chunk: &mut [u8]) -> DataLeaf {
	let chunk_key = chunk_key(key, index);
	let plaintext = plaintext_commitment(&chunk_salt(&chunk_key), chunk);
	apply_keystream(&chunk_key, chunk);
	DataLeaf {
		ciphertext: ciphertext_hash(chunk),
		plaintext,
		key: chunk_key_commitment(&chunk_key),
	}
}

/// Decrypts chunk `index` in place. False if ciphertext, key or plaintext is not what the leaf says; of the last
/// two there is a proof.
#[must_use]
pub fn decrypt_chunk(key: &DataKey, index: u32, leaf: &DataLeaf, chunk: &mut [u8]) -> bool {
	let chunk_key = chunk_key(key, index);
	if ciphertext_hash(chunk) != leaf.ciphertext || chunk_key_commitment(&chunk_key) != leaf.key {
		return false;
	}
	apply_keystream(&chunk_key, chunk);
	plaintext_commitment(&chunk_salt(&chunk_key), chunk) == leaf.plaintext
}

/// The public key that belongs to the secret of a one-time key.
pub fn public_key(secret: &[u8; 32]) -> [u8; 32] {
	SecretKey::from_bytes(*secret).public_key().to_bytes()
}

/// Seals a data key to a buyer's one-time key. `random` are fresh random bytes that are used for nothing else. None
/// only if the cipher fails, which it does not for 32 bytes.
pub fn seal_envelope(public: &[u8; 32], key: &DataKey, random: [u8; 32]) -> Option<Envelope> {
	PublicKey::from_bytes(*public).seal(&mut Given(random), key).ok()?.try_into().ok()
}

/// Random bytes that were drawn elsewhere: the chain has no source of them. A sealed box takes 32.
struct Given([u8; 32]);

impl RngCore for Given {
	fn next_u32(&mut self) -> u32 {
		rand_core::impls::next_u32_via_fill(self)
	}

	fn next_u64(&mut self) -> u64 {
		rand_core::impls::next_u64_via_fill(self)
	}

	fn fill_bytes(&mut self, bytes: &mut [u8]) {
		for (byte, given) in bytes.iter_mut().zip(&self.0) {
			*byte = *given;
		}
		// Whoever asks again gets other bytes, which follow from these.
		self.0 = tagged(domain::DATA_KEY, self.0);
	}

	fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
		self.fill_bytes(bytes);
		Ok(())
	}
}

impl CryptoRng for Given {}

/// The data key in an envelope, if the secret opens it.
pub fn open_envelope(secret: &[u8; 32], envelope: &Envelope) -> Option<DataKey> {
	const { assert!(ENVELOPE_BYTES == 32 + 16 + 32) };
	SecretKey::from_bytes(*secret).unseal(envelope).ok()?.try_into().ok()
}
