//! Datasets: what a release commits to, how its key reaches a buyer, and what shows that either was false.
//!
//! A dataset is cut into chunks of [`CHUNK_BYTES`], each encrypted under a key of its own that follows one way from
//! the *data key*, so that showing one of them shows no other. A release names the root of a tree over
//! [`DataLeaf`]s and the commitment to the data key. A buyer gets the data key in an [`Envelope`] that only its
//! one-time key opens.
//!
//! Two things can be shown to whoever knows nothing of the data: that the envelope does not hold the key
//! ([`wrong_key`]), and that a chunk is not what its leaf says ([`garbage`]). Ciphertext that nobody has, or that
//! does not hash to its leaf, cannot be shown: it is public, so look at it before buying.

mod cipher;
mod run;
mod shares;
mod tree;

pub use cipher::*;
pub use run::*;
pub use shares::*;
pub use tree::*;

use crate::{Digest, merkle, payload};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Bytes per chunk; the last one may be shorter.
pub const CHUNK_BYTES: u32 = merkle::CHUNK_BYTES as u32;
/// Longest path from a leaf to the root.
pub const MAX_PATH: u32 = 26;
/// Most bytes of a release: 1 TiB.
pub const MAX_DATA_BYTES: u64 = (CHUNK_BYTES as u64) << MAX_PATH;
/// Bytes of an envelope: a one-time public key, a tag and the data key.
pub const ENVELOPE_BYTES: usize = 80;

/// The key that opens a release.
pub type DataKey = [u8; 32];
/// A data key, sealed to a buyer's one-time X25519 key (libsodium's `crypto_box_seal`).
pub type Envelope = [u8; ENVELOPE_BYTES];
/// A chunk, encrypted.
pub type Chunk = BoundedVec<u8, ConstU32<CHUNK_BYTES>>;

/// What a release says about a chunk.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DataLeaf {
	/// [`ciphertext_hash`].
	pub ciphertext: Digest,
	/// [`plaintext_commitment`]: hides what could be guessed.
	pub plaintext: Digest,
	/// [`chunk_key_commitment`].
	pub key: Digest,
}

/// A leaf with its way to the root.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DataOpening {
	/// The chunk's number, from 0.
	pub index: u32,
	/// What the release says about it.
	pub leaf: DataLeaf,
	/// Its siblings, the lowest first.
	pub path: BoundedVec<Digest, ConstU32<MAX_PATH>>,
}

/// What a release commits to.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DataCommitment {
	/// Root of the tree over its leaves.
	pub root: Digest,
	/// Length in bytes, of the plaintext as of the ciphertext.
	pub bytes: u64,
	/// [`key_commitment`] of the data key.
	pub key: Digest,
}

impl DataCommitment {
	/// How many chunks there are; none if it is longer than [`MAX_DATA_BYTES`].
	pub fn chunks(&self) -> Option<u32> {
		let within = (1..=MAX_DATA_BYTES).contains(&self.bytes);
		within.then(|| self.bytes.div_ceil(CHUNK_BYTES.into())).and_then(|n| n.try_into().ok())
	}

	/// Bytes of chunk `index`; none if there is no such chunk.
	pub fn chunk_bytes(&self, index: u32) -> Option<u32> {
		let begin = u64::from(index).checked_mul(CHUNK_BYTES.into())?;
		let left = self.bytes.checked_sub(begin).filter(|left| *left > 0)?;
		Some(left.min(CHUNK_BYTES.into()) as u32)
	}

	/// Whether the release has this leaf there.
	pub fn has(&self, opening: &DataOpening) -> bool {
		self.chunks().and_then(|chunks| root_of(chunks, opening)) == Some(self.root)
	}
}

/// Why a proof says nothing, either way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadProof {
	/// The secret is not that of the one-time key.
	NotTheSecret,
	/// The release has no such leaf.
	NotInRelease,
	/// The chunk is not the one that the leaf names.
	NotTheChunk,
	/// The key is not the one that the leaf names.
	NotTheChunkKey,
}

/// Whether an envelope that was sent to the one-time key `public` of the buyer does not hold what opens the release:
/// it does not open, or holds another key than the release commits to, or the key does not lead to that of the
/// chunk at `opening`. Shows the data key to all if it is in there.
pub fn wrong_key(
	data: &DataCommitment,
	public: &[u8; 32],
	secret: &[u8; 32],
	envelope: &Envelope,
	opening: Option<&DataOpening>,
) -> Result<bool, BadProof> {
	check_proof(data, public, secret, opening)?;
	Ok(opens_wrongly(data, open_envelope(secret, envelope), opening))
}

/// Whether a proof says something: its secret is that of the one-time key, and its leaf one of the release.
fn check_proof(
	data: &DataCommitment,
	public: &[u8; 32],
	secret: &[u8; 32],
	opening: Option<&DataOpening>,
) -> Result<(), BadProof> {
	// To the byte: another spelling of the same key would open nothing, whoever sealed to it.
	if public_key(secret) != *public {
		return Err(BadProof::NotTheSecret);
	}
	if opening.is_some_and(|opening| !data.has(opening)) {
		return Err(BadProof::NotInRelease);
	}
	Ok(())
}

/// Whether what was delivered is no key, not the one that the release commits to, or does not lead to that of the
/// chunk at `opening`.
fn opens_wrongly(
	data: &DataCommitment,
	key: Option<DataKey>,
	opening: Option<&DataOpening>,
) -> bool {
	let Some(key) = key.filter(|key| key_commitment(key) == data.key) else { return true };
	opening.is_some_and(|opening| {
		chunk_key_commitment(&chunk_key(&key, opening.index)) != opening.leaf.key
	})
}

/// Whether a chunk of a release does not decrypt to the plaintext that its leaf names, or is not as long as it
/// should be. Shows this chunk to all, and no other.
pub fn garbage(
	data: &DataCommitment,
	opening: &DataOpening,
	chunk_key: &[u8; 32],
	ciphertext: &[u8],
) -> Result<bool, BadProof> {
	if !data.has(opening) {
		return Err(BadProof::NotInRelease);
	}
	if ciphertext_hash(ciphertext) != opening.leaf.ciphertext {
		return Err(BadProof::NotTheChunk);
	}
	if chunk_key_commitment(chunk_key) != opening.leaf.key {
		return Err(BadProof::NotTheChunkKey);
	}
	if data.chunk_bytes(opening.index).map(|bytes| bytes as usize) != Some(ciphertext.len()) {
		return Ok(true);
	}
	let mut text = ciphertext.to_vec();
	apply_keystream(chunk_key, &mut text);
	Ok(plaintext_commitment(&chunk_salt(chunk_key), &text) != opening.leaf.plaintext)
}

/// What data owners allow beside their data: a container image, and what is started in it.
pub fn algorithm_checksum(image: &Digest, entry_point: &[u8]) -> Digest {
	payload::tagged(payload::domain::ALGORITHM, (image, entry_point))
}

#[cfg(test)]
mod tests;
