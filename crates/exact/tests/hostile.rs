//! Model files come from strangers: whatever is in one, the answer is a model or an error, and the memory that it
//! takes is a small multiple of the file.

use proptest::{collection::vec, prelude::*};
use std::{
	alloc::{GlobalAlloc, Layout, System},
	cell::Cell,
	fs,
	ops::Range,
	path::Path,
	sync::{Arc, OnceLock},
};
use stoa_exact::{
	Hash,
	artefact::{Artefact, ArtefactError},
	gguf::Gguf,
	model::Model,
};

/// The system's memory, and how much of it each thread has.
struct Counted;

#[global_allocator]
static MEMORY: Counted = Counted;

thread_local! {
	/// Bytes now, and the most there were.
	static BYTES: Cell<[isize; 2]> = const { Cell::new([0; 2]) };
}

fn count(bytes: isize) {
	// A thread that ends counts no more.
	let _ = BYTES.try_with(|count| {
		let now = count.get()[0] + bytes;
		count.set([now, count.get()[1].max(now)]);
	});
}

// SAFETY: it is the system's own.
unsafe impl GlobalAlloc for Counted {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		count(layout.size() as isize);
		// SAFETY: as the caller says.
		unsafe { System.alloc(layout) }
	}

	unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
		count(-(layout.size() as isize));
		// SAFETY: as the caller says.
		unsafe { System.dealloc(at, layout) }
	}
}

/// Runs something; the most memory that it has at once must be within bounds for a file of `bytes`.
fn bounded<T>(bytes: usize, run: impl FnOnce() -> T) -> T {
	let before = BYTES.get()[0];
	BYTES.set([before; 2]);
	let result = run();
	let most = BYTES.get()[1] - before;
	// An array of bytes is read as one of 64 bits.
	assert!(most <= 12 * bytes as isize + 200_000, "{most} bytes of memory for {bytes} of a file");
	result
}

fn tiny() -> Vec<u8> {
	file("tiny.gguf")
}

fn file(name: &str) -> Vec<u8> {
	fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

/// Opens and imports; says what is wrong.
fn outcome(bytes: &[u8]) -> Result<(), String> {
	let file = tempfile::NamedTempFile::new().unwrap();
	fs::write(file.path(), bytes).unwrap();
	bounded(bytes.len(), || {
		Gguf::open(file.path()).map_err(|error| error.to_string())?;
		Model::open(file.path()).map(drop).map_err(|error| error.to_string())
	})
}

/// The tiny model's artefact.
fn artefact() -> &'static [u8] {
	static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
	BYTES.get_or_init(|| {
		let gguf = tempfile::NamedTempFile::new().unwrap();
		fs::write(gguf.path(), tiny()).unwrap();
		let model = Arc::new(Model::open(gguf.path()).unwrap());
		let file = tempfile::NamedTempFile::new().unwrap();
		Artefact::new(model, &[2], [7; 32]).unwrap().write(file.path()).unwrap();
		fs::read(file.path()).unwrap()
	})
}

/// Opens an artefact; the root by which a release would name it.
fn opened(bytes: &[u8]) -> Result<Hash, ArtefactError> {
	let file = tempfile::NamedTempFile::new().unwrap();
	fs::write(file.path(), bytes).unwrap();
	bounded(bytes.len(), || Artefact::open(file.path()).map(|artefact| artefact.root()))
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

/// A file of which all tensors are the same bytes would be many times as large in memory.
#[test]
fn tensors_that_share_bytes_are_refused() {
	let mut bytes = tiny();
	let name = b"blk.1.attn_q.weight";
	let at = bytes.windows(name.len()).position(|part| part == name).expect("the tensor");
	// After the name: two dimensions, their count before them, and the type.
	let offset = at + name.len() + 4 + 16 + 4;
	let other = u64::from_le_bytes(bytes[offset..offset + 8].try_into().unwrap()) - 32;
	bytes[offset..offset + 8].copy_from_slice(&other.to_le_bytes());
	let error = outcome(&bytes).unwrap_err();
	assert!(error.contains("share bytes"), "{error}");
}

#[test]
fn each_fault_of_an_artefact_is_named() {
	let sound = artefact();
	assert!(opened(sound).is_ok());
	let changed = |at: usize, bytes: &[u8]| {
		let mut all = sound.to_vec();
		all[at..at + bytes.len()].copy_from_slice(bytes);
		all
	};
	let huge = u32::MAX.to_le_bytes();
	for at in [0, 16, 48, 52, 56, 60, 64, 72, 80, 84, 85] {
		let error = opened(&changed(at, &huge));
		assert!(matches!(error, Err(ArtefactError::Header(_))), "at {at}: {error:?}");
	}
	let length = |error| matches!(error, ArtefactError::Length);
	// The largest vocabulary there may be.
	assert!(opened(&changed(68, &(1u32 << 20).to_le_bytes())).is_err_and(length));
	assert!(opened(&sound[..sound.len() - 1]).is_err_and(length));
	assert!(opened(&[sound, &[0]].concat()).is_err_and(length));
	let early = |error| matches!(error, ArtefactError::Io(_));
	assert!(opened(&[]).is_err_and(early));
	assert!(opened(&sound[..100]).is_err_and(early));
	let other = |error| matches!(error, ArtefactError::OtherWeights);
	assert!(opened(&changed(150, &[0; 32])).is_err_and(other));
	assert!(opened(&changed(200, &[sound[200] ^ 1])).is_err_and(other));
}

/// Bytes of the last tensor of the model with extras, the rotations' factors.
const FACTORS: usize = 128;
/// Of all biases, before them.
const BIASES: usize = 2 * 4 * (128 + 64 + 64);

/// The model with extras, with a float in place of those that are `within` its end.
fn with_float(within: Range<usize>, float: f32) -> Vec<u8> {
	let mut bytes = file("extras.gguf");
	let end = bytes.len();
	let part = &mut bytes[end - within.end..end - within.start];
	part.as_chunks_mut().0.iter_mut().for_each(|to| *to = float.to_le_bytes());
	bytes
}

#[test]
fn extras_out_of_bounds_are_refused() {
	let (factors, biases) = (0..FACTORS, FACTORS..FACTORS + BIASES);
	for sound in [1., 255.] {
		assert_eq!(outcome(&with_float(factors.clone(), sound)), Ok(()));
	}
	for sound in [0., 4_095.9, -4_095.9] {
		assert_eq!(outcome(&with_float(biases.clone(), sound)), Ok(()));
	}
	for unsound in [0., 0.99, -1., 256., f32::INFINITY, f32::NAN] {
		let error = outcome(&with_float(factors.clone(), unsound)).unwrap_err();
		assert!(error.contains("rotations"), "{error}");
	}
	for unsound in [4_096., -4_096., 1e30, f32::NEG_INFINITY, f32::NAN] {
		let error = outcome(&with_float(biases.clone(), unsound)).unwrap_err();
		assert!(error.contains(".bias'"), "{error}");
	}
	let mut bytes = file("extras.gguf");
	let at = bytes.windows(17).position(|part| part == b"blk.1.attn_k.bias").unwrap();
	bytes[at + 11] = b'x';
	assert!(outcome(&bytes).unwrap_err().contains("lacks the tensor 'blk.1.attn_k.bias'"));
	bytes[at + 11] = b'k';
	let at = bytes.windows(17).position(|part| part == b"rope_freqs.weight").unwrap();
	bytes[at] = b'x';
	assert!(outcome(&bytes).unwrap_err().contains("does not use the tensor"));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn no_change_of_an_artefact_is_trouble(
		changes in vec((prop_oneof![0usize..190, 0usize..100_000], any::<u8>()), 1..6),
		length in prop_oneof![Just(usize::MAX), 0usize..100_000],
	) {
		let mut bytes = artefact().to_vec();
		let all = bytes.len();
		for (at, byte) in changes {
			bytes[at % all] = byte;
		}
		bytes.truncate(length);
		// Only what the file does not know by itself can be another: end tokens, the tokeniser's hash.
		if let Ok(root) = opened(&bytes) {
			prop_assert_eq!(root == opened(artefact()).unwrap(), bytes == artefact());
		}
	}

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
	fn no_change_of_another_model_is_trouble(
		changes in vec((0usize..112_000, any::<u16>()), 1..60),
		header in vec((0usize..6_400, any::<u8>()), 0..4),
	) {
		let mut bytes = file("extras.gguf");
		for (at, word) in changes {
			bytes[at..at + 2].copy_from_slice(&word.to_le_bytes());
		}
		for (at, byte) in header {
			bytes[at] = byte;
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
