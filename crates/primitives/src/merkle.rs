//! Content roots: a binary Merkle tree over chunks of 16 KiB, blake2b-256.
//!
//! Leaf `H(0 ‖ length ‖ chunk)`, node `H(1 ‖ left ‖ right)`; an odd node is carried up unchanged. The
//! content's byte length is part of every statement that names a root, so a root has one shape.

use crate::Digest;
use alloc::vec::Vec;
use codec::Encode;
use sp_crypto_hashing::blake2_256;

/// Bytes per chunk.
pub const CHUNK_BYTES: usize = 16_384;

fn leaf(chunk: &[u8]) -> Digest {
	blake2_256(&(0u8, chunk).encode())
}

fn node(left: &Digest, right: &Digest) -> Digest {
	blake2_256(&(1u8, left, right).encode())
}

fn parents(level: &[Digest]) -> Vec<Digest> {
	level
		.chunks(2)
		.map(|pair| match pair {
			[left, right] => node(left, right),
			[carried] => *carried,
			_ => Digest::default(),
		})
		.collect()
}

fn leaves(content: &[u8]) -> Vec<Digest> {
	if content.is_empty() {
		return Vec::from([leaf(&[])]);
	}
	content.chunks(CHUNK_BYTES).map(leaf).collect()
}

/// The root of `content`.
pub fn content_root(content: &[u8]) -> Digest {
	let mut level = leaves(content);
	while level.len() > 1 {
		level = parents(&level);
	}
	level.first().copied().unwrap_or_default()
}

/// How many chunks `bytes` bytes of content have; empty content has one.
pub fn chunk_count(bytes: u32) -> u32 {
	bytes.div_ceil(CHUNK_BYTES as u32).max(1)
}

/// The siblings from chunk `index` up to the root; `None` if there is no such chunk.
pub fn prove(content: &[u8], index: u32) -> Option<Vec<Digest>> {
	let mut level = leaves(content);
	let mut at = index as usize;
	if at >= level.len() {
		return None;
	}
	let mut siblings = Vec::new();
	while level.len() > 1 {
		if let Some(sibling) = level.get(at ^ 1) {
			siblings.push(*sibling);
		}
		level = parents(&level);
		at >>= 1;
	}
	Some(siblings)
}

/// Whether `chunk` is chunk `index` of the content with `root` and `bytes` bytes.
pub fn verify(root: &Digest, bytes: u32, index: u32, chunk: &[u8], siblings: &[Digest]) -> bool {
	let mut width = chunk_count(bytes);
	let full = CHUNK_BYTES as u32;
	let last = index.checked_add(1) == Some(width);
	let expected = if last { bytes.saturating_sub(index.saturating_mul(full)) } else { full };
	if index >= width || chunk.len() as u64 != u64::from(expected) {
		return false;
	}
	let mut digest = leaf(chunk);
	let mut at = index;
	let mut siblings = siblings.iter();
	while width > 1 {
		if at ^ 1 < width {
			let Some(sibling) = siblings.next() else { return false };
			digest = if at & 1 == 0 { node(&digest, sibling) } else { node(sibling, &digest) };
		}
		at >>= 1;
		width = width.div_ceil(2);
	}
	siblings.next().is_none() && digest == *root
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn every_chunk_verifies_and_no_other_does(len in 0usize..5 * CHUNK_BYTES, flip in any::<usize>()) {
			let content: Vec<u8> = (0..len).map(|i| (i * 31 % 251) as u8).collect();
			let root = content_root(&content);
			let bytes = len as u32;
			for index in 0..chunk_count(bytes) {
				let from = index as usize * CHUNK_BYTES;
				let mut chunk = content[from..len.min(from + CHUNK_BYTES)].to_vec();
				let proof = prove(&content, index).unwrap();
				prop_assert!(verify(&root, bytes, index, &chunk, &proof));
				prop_assert!(!verify(&root, bytes, index + 1, &chunk, &proof));
				if !chunk.is_empty() {
					let at = flip % chunk.len();
					chunk[at] ^= 1;
					prop_assert!(!verify(&root, bytes, index, &chunk, &proof));
				}
			}
			prop_assert!(prove(&content, chunk_count(bytes)).is_none());
		}
	}
}
