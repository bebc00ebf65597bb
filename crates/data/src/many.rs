//! What `stoa_primitives::dataset` does to one chunk, to a few of them at once: blake2b of four texts takes a processor
//! with wide registers little longer than of one. Compared with the functions for one chunk by the tests below.

use crate::pipeline::CHUNK;
use blake2b_simd::{Params, State, many::update_many};
use codec::{Compact, Encode};
use stoa_primitives::{
	Digest,
	dataset::{DataKey, DataLeaf, apply_keystream, chunk_key, chunk_key_commitment, chunk_salt},
	payload::domain,
};

/// Chunks that are hashed at once.
pub(crate) const GROUP: usize = blake2b_simd::many::MAX_DEGREE;

/// The hash that `payload::tagged` makes of a tag, something before a text, and the text, once the text is in it.
fn begun(tag: &[u8; 16], before: &[u8], text: &[u8]) -> State {
	let mut state = Params::new().hash_length(32).to_state();
	state.update(tag).update(before);
	state.update(&Compact(text.len() as u64).encode());
	state
}

fn ended(states: &[State]) -> Vec<Digest> {
	let digest = |state: &State| {
		let mut digest = Digest::default();
		digest.copy_from_slice(state.finalize().as_bytes());
		digest
	};
	states.iter().map(digest).collect()
}

/// Of each chunk `ciphertext_hash`.
pub(crate) fn ciphertext_hashes(group: &[u8]) -> Vec<Digest> {
	let chunks = || group.chunks(CHUNK);
	let begun = |chunk: &[u8]| begun(domain::CHUNK_CIPHER, &[], chunk);
	let mut states: Vec<State> = chunks().map(begun).collect();
	update_many(states.iter_mut().zip(chunks()));
	ended(&states)
}

/// Of each chunk `plaintext_commitment`, with the salt that follows from its key.
fn plaintext_commitments(keys: &[[u8; 32]], group: &[u8]) -> Vec<Digest> {
	let chunks = || group.chunks(CHUNK);
	let begun =
		|(key, chunk): (&[u8; 32], &[u8])| begun(domain::CHUNK_PLAIN, &chunk_salt(key), chunk);
	let mut states: Vec<State> = keys.iter().zip(chunks()).map(begun).collect();
	update_many(states.iter_mut().zip(chunks()));
	ended(&states)
}

fn keys_of(key: &DataKey, first: u32, group: &[u8]) -> Vec<[u8; 32]> {
	let chunks = 0..group.len().div_ceil(CHUNK) as u32;
	chunks.map(|at| chunk_key(key, first.saturating_add(at))).collect()
}

fn apply_keystreams(keys: &[[u8; 32]], group: &mut [u8]) {
	keys.iter().zip(group.chunks_mut(CHUNK)).for_each(|(key, chunk)| apply_keystream(key, chunk));
}

/// Of each chunk `encrypt_chunk`, `first` being the number of the first.
pub(crate) fn encrypt(key: &DataKey, first: u32, group: &mut [u8]) -> Vec<DataLeaf> {
	let keys = keys_of(key, first, group);
	let plain = plaintext_commitments(&keys, group);
	apply_keystreams(&keys, group);
	let cipher = ciphertext_hashes(group);
	let leaves = keys.iter().zip(plain).zip(cipher);
	leaves
		.map(|((key, plaintext), ciphertext)| DataLeaf {
			ciphertext,
			plaintext,
			key: chunk_key_commitment(key),
		})
		.collect()
}

/// Of each chunk `decrypt_chunk`. False if that is false of one of them: then the group is as it was.
#[must_use]
pub(crate) fn decrypt(key: &DataKey, first: u32, promised: &[DataLeaf], group: &mut [u8]) -> bool {
	let keys = keys_of(key, first, group);
	let as_promised = |found: Vec<Digest>, said: fn(&DataLeaf) -> Digest| {
		found.len() == promised.len()
			&& found.into_iter().zip(promised).all(|(found, leaf)| found == said(leaf))
	};
	let commitments = keys.iter().map(chunk_key_commitment).collect();
	if !as_promised(ciphertext_hashes(group), |leaf| leaf.ciphertext)
		|| !as_promised(commitments, |leaf| leaf.key)
	{
		return false;
	}
	apply_keystreams(&keys, group);
	let right = as_promised(plaintext_commitments(&keys, group), |leaf| leaf.plaintext);
	if !right {
		apply_keystreams(&keys, group);
	}
	right
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::dataset::{ciphertext_hash, encrypt_chunk};

	const KEY: DataKey = [5; 32];

	fn text(length: usize) -> Vec<u8> {
		(0..length).map(|at| (at * 7 + at / 251) as u8).collect()
	}

	/// Nothing, a byte, a block of the hash and around it, whole chunks, and short ones after whole ones.
	fn lengths() -> impl Iterator<Item = usize> {
		let around = [0, 1, 107, 108, 109, 127, 128, 129, CHUNK - 1, CHUNK, CHUNK + 1];
		let after = [2 * CHUNK + 1, 3 * CHUNK, 4 * CHUNK - 76, 4 * CHUNK];
		around.into_iter().chain(after)
	}

	#[test]
	fn a_group_is_encrypted_as_its_chunks_are() {
		for length in lengths() {
			let (mut group, mut single) = (text(length), text(length));
			let leaves = encrypt(&KEY, 9, &mut group);
			let chunks = (9..).zip(single.chunks_mut(CHUNK));
			let expected: Vec<_> =
				chunks.map(|(index, chunk)| encrypt_chunk(&KEY, index, chunk)).collect();
			assert_eq!(leaves, expected, "{length}");
			assert_eq!(group, single, "{length}");
			let hashes: Vec<_> = single.chunks(CHUNK).map(ciphertext_hash).collect();
			assert_eq!(ciphertext_hashes(&group), hashes);
			assert!(decrypt(&KEY, 9, &leaves, &mut group));
			assert_eq!(group, text(length));
		}
	}

	#[test]
	fn a_group_that_is_not_right_stays_as_it_was() {
		let mut group = text(3 * CHUNK);
		let leaves = encrypt(&KEY, 0, &mut group);
		let kept = group.clone();
		let refused = |leaves: &[DataLeaf], first: u32| {
			let mut group = kept.clone();
			let went = decrypt(&KEY, first, leaves, &mut group);
			assert_eq!(group, kept);
			!went
		};
		for at in 0..3 {
			for part in 0..3 {
				let mut leaves = leaves.clone();
				let leaf = &mut leaves[at];
				let parts = [&mut leaf.ciphertext, &mut leaf.plaintext, &mut leaf.key];
				parts.into_iter().nth(part).unwrap()[31] ^= 1;
				assert!(refused(&leaves, 0));
			}
		}
		assert!(refused(&leaves, 1) && refused(&leaves[..2], 0));
		assert!(!decrypt(&[6; 32], 0, &leaves, &mut group));
	}
}
