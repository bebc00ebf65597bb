//! Plaintext to ciphertext and leaves.

use crate::{
	DataError,
	many::{self, GROUP},
	pipeline::{CHUNK, through},
};
use codec::Encode;
use rayon::prelude::*;
use std::io::{Read, Write};
use stoa_primitives::dataset::{
	DataCommitment, DataKey, DataLeaf, DataTree, MAX_DATA_BYTES, key_commitment,
};

/// Bytes of a leaf in a file of leaves: its three hashes, in their order.
pub const LEAF_BYTES: usize = 96;

/// Encrypts `bytes` bytes of `plain` into `data`, and writes a leaf of each chunk to `leaves`. What a release commits
/// to. `told` hears how many bytes were encrypted so far.
pub fn pack(
	plain: impl Read + Send,
	bytes: u64,
	key: &DataKey,
	data: impl Write + Send,
	mut leaves: impl Write,
	mut told: impl FnMut(u64),
) -> Result<DataCommitment, DataError> {
	if !(1..=MAX_DATA_BYTES).contains(&bytes) {
		return Err(DataError::BadLength(bytes));
	}
	let mut tree = DataTree::default();
	let (mut first, mut done) = (0u32, 0u64);
	// One byte more than there should be tells a file that has grown.
	let total = through(plain.take(bytes.saturating_add(1)), data, |batch| {
		let made = encrypted(key, first, batch);
		first = first.saturating_add(made.len() as u32);
		for leaf in &made {
			tree.push(leaf);
			leaves.write_all(&leaf.encode())?;
		}
		done += batch.len() as u64;
		told(done.min(bytes));
		Ok(())
	})?;
	leaves.flush()?;
	let root = tree.root().filter(|_| total == bytes);
	let root = root.ok_or(DataError::Changed { expected: bytes })?;
	Ok(DataCommitment { root, bytes, key: key_commitment(key) })
}

/// Encrypts chunks in place, `first` being the number of the first; their leaves.
fn encrypted(key: &DataKey, first: u32, batch: &mut [u8]) -> Vec<DataLeaf> {
	let groups = batch.par_chunks_mut(GROUP * CHUNK).enumerate();
	let leaves = groups
		.map(|(at, group)| many::encrypt(key, first.saturating_add((at * GROUP) as u32), group));
	leaves.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::dataset::open_leaf;

	pub fn packed(text: &[u8]) -> (DataCommitment, Vec<u8>, Vec<u8>) {
		let (mut data, mut leaves) = (Vec::new(), Vec::new());
		let commitment = pack(text, text.len() as u64, &[5; 32], &mut data, &mut leaves, |_| ());
		(commitment.unwrap(), data, leaves)
	}

	#[test]
	fn what_is_packed_is_what_chunk_by_chunk_comes_to() {
		let text: Vec<u8> = (0..CHUNK * 70 + 9).map(|at| (at * 7) as u8).collect();
		let (commitment, data, written) = packed(&text);
		let mut expected = text.clone();
		let leaves = encrypted(&[5; 32], 0, &mut expected);
		assert_eq!(data, expected);
		assert_eq!(written, leaves.iter().flat_map(Encode::encode).collect::<Vec<_>>());
		assert_eq!(written.len(), 71 * LEAF_BYTES);
		for index in [0, 35, 70] {
			assert!(commitment.has(&open_leaf(&leaves, index).unwrap()));
		}
		assert_eq!((commitment.bytes, commitment.chunks()), (text.len() as u64, Some(71)));
	}

	#[test]
	fn lengths_that_are_none_are_refused() {
		let pack = |text: &[u8], bytes| pack(text, bytes, &[5; 32], Vec::new(), Vec::new(), |_| ());
		assert!(matches!(pack(b"", 0), Err(DataError::BadLength(0))));
		assert!(matches!(pack(b"", MAX_DATA_BYTES + 1), Err(DataError::BadLength(_))));
		assert!(matches!(pack(b"short", 6), Err(DataError::Changed { expected: 6 })));
		assert!(matches!(pack(b"longer", 5), Err(DataError::Changed { expected: 5 })));
	}
}
