//! Ciphertext to plaintext, each chunk compared with its leaf, and what shows that the owner did not keep its word.

use crate::{
	DataError,
	many::{self, GROUP},
	pack::LEAF_BYTES,
	pipeline::{CHUNK, through},
};
use codec::DecodeAll;
use rayon::prelude::*;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use stoa_primitives::dataset::{
	DataCommitment, DataKey, DataLeaf, DataOpening, DataTree, apply_keystream, chunk_key,
	chunk_key_commitment, ciphertext_hash, decrypt_chunk, open_leaf,
};

/// Decrypts all of a release's ciphertext. What was written before an error was right. `leaves` must have been
/// checked with [`check_leaves`]. `told` hears how many bytes were decrypted so far.
pub fn unpack(
	data: impl Read + Send,
	mut leaves: impl Read,
	commitment: &DataCommitment,
	key: &DataKey,
	plain: impl Write + Send,
	mut told: impl FnMut(u64),
) -> Result<(), DataError> {
	let (mut first, mut done) = (0u32, 0u64);
	let bytes = commitment.bytes;
	let total = through(data.take(bytes.saturating_add(1)), plain, |batch| {
		let count = batch.len().div_ceil(CHUNK);
		let promised = (0..count).map(|_| next_leaf(&mut leaves)).collect::<Result<Vec<_>, _>>()?;
		let groups = batch.par_chunks_mut(GROUP * CHUNK).zip(promised.par_chunks(GROUP));
		let went = groups.enumerate().map(|(at, (group, promised))| {
			opened(key, first.saturating_add((at * GROUP) as u32), promised, group)
		});
		went.collect::<Result<(), DataError>>()?;
		first = first.saturating_add(count as u32);
		done += batch.len() as u64;
		told(done.min(bytes));
		Ok(())
	})?;
	if total == bytes { Ok(()) } else { Err(DataError::Changed { expected: bytes }) }
}

/// Decrypts a few chunks in place; if something is wrong, one by one, to say of which and what.
fn opened(
	key: &DataKey,
	first: u32,
	promised: &[DataLeaf],
	group: &mut [u8],
) -> Result<(), DataError> {
	if many::decrypt(key, first, promised, group) {
		return Ok(());
	}
	let mut chunks = (first..).zip(group.chunks_mut(CHUNK)).zip(promised);
	chunks.try_for_each(|((index, chunk), leaf)| decrypted(key, index, leaf, chunk))
}

/// Decrypts a chunk in place, and says what is wrong if something is.
pub fn decrypted(
	key: &DataKey,
	index: u32,
	leaf: &DataLeaf,
	chunk: &mut [u8],
) -> Result<(), DataError> {
	if decrypt_chunk(key, index, leaf, chunk) {
		return Ok(());
	}
	let own = chunk_key(key, index);
	if chunk_key_commitment(&own) != leaf.key {
		let right = ciphertext_hash(chunk) == leaf.ciphertext;
		return Err(match right {
			true => DataError::WrongKey { chunk: index },
			false => DataError::Damaged { chunk: index },
		});
	}
	// What was decrypted is encrypted again; what was not cannot come to its hash by that.
	apply_keystream(&own, chunk);
	Err(match ciphertext_hash(chunk) == leaf.ciphertext {
		true => DataError::Garbage { chunk: index },
		false => DataError::Damaged { chunk: index },
	})
}

/// How many chunks of `batch` are, from its first on, what the leaves say of them.
pub(crate) fn right_chunks(batch: &[u8], promised: &[DataLeaf]) -> usize {
	let groups = batch.par_chunks(GROUP * CHUNK).zip(promised.par_chunks(GROUP));
	let right: Vec<usize> = groups
		.map(|(group, promised)| {
			let hashes = many::ciphertext_hashes(group);
			let pairs = hashes.iter().zip(promised);
			pairs.take_while(|(hash, leaf)| **hash == leaf.ciphertext).count()
		})
		.collect();
	let whole = right.iter().take_while(|count| **count == GROUP).count();
	whole * GROUP + right.get(whole).copied().unwrap_or(0)
}

/// The next leaf of a file of leaves.
pub(crate) fn next_leaf(leaves: &mut impl Read) -> std::io::Result<DataLeaf> {
	let mut bytes = [0; LEAF_BYTES];
	leaves.read_exact(&mut bytes)?;
	DataLeaf::decode_all(&mut &bytes[..]).map_err(|_| ErrorKind::InvalidData.into())
}

/// Whether these are the leaves of the release, and nothing after them.
pub fn check_leaves(mut leaves: impl Read, commitment: &DataCommitment) -> std::io::Result<bool> {
	let Some(chunks) = commitment.chunks() else { return Ok(false) };
	let mut tree = DataTree::default();
	for _ in 0..chunks {
		match next_leaf(&mut leaves) {
			Ok(leaf) => tree.push(&leaf),
			Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(false),
			Err(error) => return Err(error),
		}
	}
	let more = leaves.read(&mut [0])? > 0;
	Ok(!more && tree.root() == Some(commitment.root))
}

/// A leaf with its way to the root, out of a file of leaves that was checked. Reads all of them into memory.
pub fn opening(
	mut leaves: impl Read,
	commitment: &DataCommitment,
	index: u32,
) -> Result<DataOpening, DataError> {
	let chunks = commitment.chunks().unwrap_or(0);
	let all = (0..chunks).map(|_| next_leaf(&mut leaves)).collect::<Result<Vec<_>, _>>()?;
	let opening = open_leaf(&all, index).filter(|opening| commitment.has(opening));
	opening.ok_or_else(|| DataError::WrongLeaves { from: "the file of leaves".to_string() })
}

/// A chunk of the ciphertext.
pub fn chunk_at(
	mut data: impl Read + Seek,
	commitment: &DataCommitment,
	index: u32,
) -> Result<Vec<u8>, DataError> {
	let length = commitment.chunk_bytes(index).ok_or(DataError::BadLength(commitment.bytes))?;
	data.seek(SeekFrom::Start(u64::from(index) * CHUNK as u64))?;
	let mut chunk = vec![0; length as usize];
	data.read_exact(&mut chunk)?;
	Ok(chunk)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::pack::pack;
	use codec::Encode;
	use proptest::prelude::*;
	use std::io::Cursor;
	use stoa_primitives::dataset::{
		BadProof, encrypt_chunk, garbage, open_envelope, public_key, seal_envelope, wrong_key,
	};

	const KEY: DataKey = [9; 32];

	fn packed(text: &[u8]) -> (DataCommitment, Vec<u8>, Vec<u8>) {
		let (mut data, mut leaves) = (Vec::new(), Vec::new());
		let commitment = pack(text, text.len() as u64, &KEY, &mut data, &mut leaves, |_| ());
		(commitment.unwrap(), data, leaves)
	}

	fn read(
		commitment: &DataCommitment,
		data: &[u8],
		leaves: &[u8],
		key: &DataKey,
	) -> Result<Vec<u8>, DataError> {
		let mut text = Vec::new();
		unpack(data, leaves, commitment, key, &mut text, |_| ())?;
		Ok(text)
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(12))]
		#[test]
		fn what_was_packed_comes_back(length in 1usize..CHUNK * 3, seed in any::<u8>()) {
			let text: Vec<u8> = (0..length).map(|at| (at as u8) ^ seed).collect();
			let (commitment, data, leaves) = packed(&text);
			prop_assert!(check_leaves(&leaves[..], &commitment).unwrap());
			prop_assert_eq!(read(&commitment, &data, &leaves, &KEY).unwrap(), text);
		}
	}

	#[test]
	fn a_flipped_byte_is_told_with_its_chunk() {
		let text = vec![3; CHUNK * 2 + 100];
		let (commitment, mut data, mut leaves) = packed(&text);
		data[CHUNK + 7] ^= 1;
		let damaged = read(&commitment, &data, &leaves, &KEY).unwrap_err();
		assert!(matches!(damaged, DataError::Damaged { chunk: 1 }), "{damaged}");
		data[CHUNK + 7] ^= 1;
		let short = read(&commitment, &data[..data.len() - 1], &leaves, &KEY).unwrap_err();
		assert!(matches!(short, DataError::Damaged { chunk: 2 }), "{short}");
		data.push(0);
		assert!(read(&commitment, &data, &leaves, &KEY).is_err());
		leaves[100] ^= 1;
		assert!(!check_leaves(&leaves[..], &commitment).unwrap());
		leaves[100] ^= 1;
		assert!(!check_leaves(&leaves[..leaves.len() - 1], &commitment).unwrap());
		leaves.push(0);
		assert!(!check_leaves(&leaves[..], &commitment).unwrap());
	}

	#[test]
	fn a_wrong_key_is_told_from_damage_and_can_be_shown() {
		let (commitment, data, leaves) = packed(&[1; CHUNK * 3]);
		let other = [8; 32];
		let wrong = read(&commitment, &data, &leaves, &other).unwrap_err();
		let DataError::WrongKey { chunk } = wrong else { panic!("{wrong}") };
		let secret = [4; 32];
		let envelope = seal_envelope(&public_key(&secret), &other, [6; 32]).unwrap();
		assert_eq!(open_envelope(&secret, &envelope), Some(other));
		let opening = opening(&leaves[..], &commitment, chunk).unwrap();
		let shown =
			wrong_key(&commitment, &public_key(&secret), &secret, &envelope, Some(&opening));
		assert_eq!(shown, Ok(true));
	}

	#[test]
	fn garbage_can_be_shown() {
		// Its owner says of chunk 1 that it is something else.
		let mut chunks = [vec![1; CHUNK], vec![2; CHUNK], vec![3; 10]];
		let mut leaves: Vec<DataLeaf> = (0..)
			.zip(&mut chunks)
			.map(|(index, chunk)| encrypt_chunk(&KEY, index, chunk))
			.collect();
		leaves[1].plaintext[0] ^= 1;
		let mut tree = DataTree::default();
		leaves.iter().for_each(|leaf| tree.push(leaf));
		let data = chunks.concat();
		let commitment = DataCommitment {
			root: tree.root().unwrap(),
			bytes: data.len() as u64,
			..packed(b"x").0
		};
		let leaves: Vec<u8> = leaves.iter().flat_map(Encode::encode).collect();
		assert!(check_leaves(&leaves[..], &commitment).unwrap());
		let found = read(&commitment, &data, &leaves, &KEY).unwrap_err();
		let DataError::Garbage { chunk: 1 } = found else { panic!("{found}") };
		let opening = opening(&leaves[..], &commitment, 1).unwrap();
		let chunk = chunk_at(Cursor::new(&data), &commitment, 1).unwrap();
		let shown = garbage(&commitment, &opening, &chunk_key(&KEY, 1), &chunk);
		assert_eq!(shown, Ok(true));
		// Damage on the way proves nothing.
		let mut damaged = chunk;
		damaged[0] ^= 1;
		let shown = garbage(&commitment, &opening, &chunk_key(&KEY, 1), &damaged);
		assert_eq!(shown, Err(BadProof::NotTheChunk));
	}
}
