//! Model files come from strangers: whatever is in one, the answer is a model or an error.

use proptest::{collection::vec, prelude::*};
use std::{fs, path::Path};
use stoa_exact::{gguf::Gguf, model::Model};

fn tiny() -> Vec<u8> {
	fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.gguf")).unwrap()
}

/// Opens and imports; says what is wrong.
fn outcome(bytes: &[u8]) -> Result<(), String> {
	let file = tempfile::NamedTempFile::new().unwrap();
	fs::write(file.path(), bytes).unwrap();
	Gguf::open(file.path()).map_err(|error| error.to_string())?;
	Model::open(file.path()).map(drop).map_err(|error| error.to_string())
}

/// The tiny file with `old` in its header replaced by `new` of the same length.
fn replaced(old: &[u8], new: &[u8]) -> Vec<u8> {
	assert_eq!(old.len(), new.len());
	let mut bytes = tiny();
	let at = bytes.windows(old.len()).position(|part| part == old).expect("it is in the file");
	bytes[at..at + new.len()].copy_from_slice(new);
	bytes
}

fn with_u32(key: &str, value: u32) -> Vec<u8> {
	let mut bytes = tiny();
	let at = bytes.windows(key.len()).position(|part| part == key.as_bytes()).expect("the key");
	bytes[at + key.len() + 4..][..4].copy_from_slice(&value.to_le_bytes());
	bytes
}

#[test]
fn the_file_itself_is_sound() {
	assert_eq!(outcome(&tiny()), Ok(()));
}

#[test]
fn each_fault_is_named() {
	let huge = u64::MAX.to_le_bytes();
	let mut many = tiny();
	many[8..16].copy_from_slice(&huge);
	let mut name = tiny();
	name[24..32].copy_from_slice(&huge);
	for (bytes, said) in [
		(Vec::new(), "ends early"),
		(b"GGUF".to_vec(), "ends early"),
		(b"GGML\x03\0\0\0".to_vec(), "does not begin"),
		(b"GGUF\x02\0\0\0".to_vec(), "only version 3"),
		(many, "more than 65,536"),
		(name, "too long"),
		(tiny()[..5_000].to_vec(), "ends early"),
		(tiny()[..100_000].to_vec(), "beyond its end"),
		(replaced(b"llama\x11", b"llamb\x11"), "architecture"),
		(replaced(b"blk.1.attn_q", b"blk.1.attn_x"), "lacks the tensor 'blk.1.attn_q.weight'"),
		(replaced(b"output.weight", b"outpux.weight"), "does not use the tensor 'outpux.weight'"),
		(with_u32("llama.block_count", 0), "layers"),
		(with_u32("llama.block_count", u32::MAX), "layers"),
		(with_u32("llama.block_count", 1), "does not use the tensor 'blk.1."),
		(with_u32("llama.embedding_length", 65), "multiple of 32"),
		(with_u32("llama.embedding_length", 96), "another shape"),
		(with_u32("llama.feed_forward_length", 1 << 31), "feed-forward"),
		(with_u32("llama.attention.head_count", 0), "heads"),
		(with_u32("llama.attention.head_count_kv", 3), "key heads"),
		(with_u32("llama.attention.key_length", 32), "must be 64"),
		(with_u32("llama.context_length", 0), "context"),
		(with_u32("llama.rope.freq_base", 0.5f32.to_bits()), "whole number"),
		(with_u32("llama.rope.freq_base", f32::NAN.to_bits()), "whole number"),
		(with_u32("llama.rope.freq_base", (-1f32).to_bits()), "base"),
		(with_u32("llama.attention.layer_norm_rms_epsilon", 0), "epsilon"),
	] {
		let error = outcome(&bytes).expect_err(said);
		assert!(error.contains(said), "'{error}' does not say '{said}'");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn no_change_of_the_header_is_trouble(changes in vec((0usize..6_400, any::<u8>()), 1..8)) {
		let mut bytes = tiny();
		for (at, byte) in changes {
			bytes[at] = byte;
		}
		let _ = outcome(&bytes);
	}

	#[test]
	fn no_change_of_the_tensors_is_trouble(
		changes in vec((6_400usize..127_000, any::<u16>()), 1..200),
	) {
		let mut bytes = tiny();
		for (at, word) in changes {
			bytes[at..at + 2].copy_from_slice(&word.to_le_bytes());
		}
		let _ = outcome(&bytes);
	}

	#[test]
	fn no_bytes_are_trouble(mut bytes in vec(any::<u8>(), 0..300), kept in 0usize..24) {
		let kept = kept.min(bytes.len());
		bytes[..kept].copy_from_slice(&tiny()[..kept]);
		let _ = outcome(&bytes);
	}
}
