//! Models that come as a folder: equal to the same weights in a GGUF file, and no trouble, whatever is in them.

use proptest::{collection::vec, prelude::*};
use std::{fs, path::Path, sync::Arc};
use stoa_exact::{
	artefact::Artefact, folder::Folder, model::Model, rope::Frequencies, source::Source,
};

const FILES: [&str; 4] =
	["config.json", "model.safetensors.index.json", "model-0.safetensors", "model-1.safetensors"];

fn data() -> std::path::PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/folder")
}

fn root(model: Model) -> [u8; 32] {
	Artefact::new(Arc::new(model), &[], [7; 32]).expect("within the limits").root()
}

/// Opens and imports; says what is wrong.
fn outcome(path: &Path) -> Result<(), String> {
	let folder = Folder::open(path).map_err(|error| error.to_string())?;
	Model::import(&folder).map(drop).map_err(|error| error.to_string())
}

/// The folder with `old` in one of its files replaced by `new`.
fn replaced(name: &str, old: &str, new: &str) -> tempfile::TempDir {
	let folder = copied();
	let path = folder.path().join(name);
	let text = fs::read_to_string(&path).unwrap();
	assert!(text.contains(old), "{old}");
	fs::write(path, text.replace(old, new)).unwrap();
	folder
}

fn copied() -> tempfile::TempDir {
	let folder = tempfile::tempdir().unwrap();
	for name in FILES {
		fs::copy(data().join(name), folder.path().join(name)).unwrap();
	}
	folder
}

/// `x1.py folder` wrote both: the folder has floats of three kinds in two files and pairs in halves, its twin
/// 8-bit groups and pairs of neighbours.
#[test]
fn a_folder_is_the_model_of_its_twin() {
	let folder = Folder::open(&data()).unwrap();
	let twin = Model::open(&data().join("twin.gguf")).unwrap();
	assert_eq!(root(Model::import(&folder).unwrap()), root(twin));
}

#[test]
fn one_file_may_be_named() {
	let folder = copied();
	let file = folder.path().join("model-0.safetensors");
	assert!(Folder::is_at(&file) && Folder::is_at(folder.path()));
	assert!(!Folder::is_at(&data().join("twin.gguf")));
	// The other half of the tensors is missing.
	assert!(outcome(&file).unwrap_err().contains("lacks the tensor"));
}

#[test]
fn each_fault_is_named() {
	let config = FILES[0];
	for (old, new, said) in [
		("\"qwen2\"", "\"mamba\"", "model_type"),
		("\"hidden_size\": 64", "\"hidden_size\": 96", "not 64 wide"),
		("\"hidden_size\": 64", "\"hidden_size\": 6.4", "no whole number"),
		("\"hidden_size\": 64", "\"size\": 64", "lacks 'hidden_size'"),
		("\"silu\"", "\"gelu\"", "hidden_act"),
		("\"use_sliding_window\": false", "\"use_sliding_window\": true", "use_sliding_window"),
		("\"num_key_value_heads\": 1", "\"num_key_value_heads\": 3", "key heads"),
		("\"vocab_size\": 32", "\"vocab_size\": 31", "lacks the tensor 'token_embd.weight'"),
		("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 0", "layers"),
		("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2", "blk.1."),
		("1000000.0", "1000000.5", "whole number"),
		("1e-06", "1", "epsilon"),
		("{", "{\"rope_scaling\": {\"type\": \"yarn\"},", "scaled by 'yarn'"),
		("{", "{\"rope_scaling\": {\"type\": \"linear\", \"factor\": 0.5},", "between 1 and 255"),
		("{", "{\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8},", "out of bounds"),
		("{", "[", "config.json"),
	] {
		let error = outcome(replaced(config, old, new).path()).expect_err(said);
		assert!(error.contains(said), "'{error}' does not say '{said}'");
	}
	let index = FILES[1];
	for (old, new, said) in [
		("model-0.safetensors", "../model-0.safetensors", "files of its folder"),
		("model-0.safetensors", "/etc/passwd", "files of its folder"),
		("model-0.safetensors", "..", "files of its folder"),
		("model-0.safetensors", "absent", "absent"),
		("weight_map", "weights", "weight_map"),
	] {
		let error = outcome(replaced(index, old, new).path()).expect_err(said);
		assert!(error.contains(said), "'{error}' does not say '{said}'");
	}
	let folder = copied();
	fs::copy(data().join(FILES[2]), folder.path().join(FILES[3])).unwrap();
	assert!(outcome(folder.path()).unwrap_err().contains("is there twice"));
	fs::remove_file(folder.path().join(index)).unwrap();
	assert!(outcome(folder.path()).unwrap_err().contains("model.safetensors"));
}

#[test]
fn a_tied_output_matrix_is_the_embedding() {
	let tied =
		replaced(FILES[0], "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");
	let model = Model::import(&Folder::open(tied.path()).unwrap()).unwrap();
	assert!(model.head.is_none());
	assert!(Model::import(&Folder::open(&data()).unwrap()).unwrap().head.is_some());
}

/// The definition, in floats: the wavelength decides, and a line leads from one band to the other.
#[test]
fn bands_of_rotations_are_those_of_llama_3() {
	for (base, context, factor, low, high) in [
		(500_000u32, 8_192u32, 32., 1., 4.),
		(500_000, 8_192, 8., 1., 4.),
		(10_000, 2_048, 3., 1.5, 9.),
	] {
		let fixed = |x: f64| (x * f64::from(1 << 24)) as u32;
		let factors =
			Frequencies::new(base).llama3(context, fixed(factor), fixed(low), fixed(high)).unwrap();
		for (pair, got) in factors.into_iter().enumerate() {
			let frequency = f64::from(base).powf(-(pair as f64) / 32.);
			let turns = f64::from(context) * frequency / std::f64::consts::TAU;
			let smooth = ((turns - low) / (high - low)).clamp(0., 1.);
			let expected = 1. / ((1. - smooth) / factor + smooth);
			let apart = f64::from(got) / f64::from(1 << 24) - expected;
			assert!(apart.abs() < 1e-5, "{pair}: {got} {expected}");
		}
	}
	assert_eq!(Frequencies::new(10_000).llama3(2_048, 1 << 25, 1 << 24, 1 << 24), None);
}

#[test]
fn settings_say_how_rotations_are_scaled() {
	let scaled = replaced(
		FILES[0],
		"{",
		"{\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \
		 \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 8192},",
	);
	let factors = |path: &Path| {
		Folder::open(path)
			.unwrap()
			.settings()
			.unwrap()
			.config
			.extras
			.factors
			.map(|all| [all[0], all[31]])
	};
	assert_eq!(factors(scaled.path()), Some([1 << 24, 8 << 24]));
	assert_eq!(factors(&data()), None);
	assert_eq!(outcome(scaled.path()), Ok(()));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn no_change_is_trouble(
		which in 0usize..4,
		changes in vec((0usize..40_000, any::<u8>()), 1..8),
		head in vec((0usize..1_200, any::<u8>()), 0..3),
		cut in prop::option::of(0usize..40_000),
	) {
		let folder = copied();
		let path = folder.path().join(FILES[which]);
		let mut bytes = fs::read(&path).unwrap();
		let length = bytes.len();
		for (at, byte) in changes.into_iter().chain(head) {
			bytes[at % length] = byte;
		}
		bytes.truncate(cut.unwrap_or(length));
		fs::write(&path, bytes).unwrap();
		let _ = outcome(folder.path());
	}
}
