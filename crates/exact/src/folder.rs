//! Reader of models that come as a folder: `config.json`, and weights in safetensors files.
//!
//! Folders come from strangers: files are read up to a limit, names of files lead nowhere else, tensors stay in
//! the files, which are mapped, and every fault is an [`ImportError`], never a panic. Tensors get the names that
//! they have in GGUF files.

use crate::{
	Config, Extras, HEAD,
	config::MIN_FACTOR,
	gguf::{GgufError, TensorType},
	model::{ImportError, unsupported},
	rope::{Frequencies, PAIRS},
	source::{Settings, Source, fixed_epsilon, whole_base},
};
use memmap2::Mmap;
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;
use std::{
	collections::{BTreeMap, BTreeSet},
	fs::File,
	io::Read,
	ops::Range,
	path::{Path, PathBuf},
};

/// Longest `config.json`, and longest list of tensors.
const MAX_CONFIG: u64 = 1 << 20;
const MAX_INDEX: u64 = 64 << 20;
/// Most files of weights.
const MAX_FILES: usize = 1_024;

/// Names of tensors, without and with `model.layers.N.` before them, and those of GGUF files.
const OUTER: [(&str, &str); 3] = [
	("model.embed_tokens.weight", "token_embd.weight"),
	("model.norm.weight", "output_norm.weight"),
	("lm_head.weight", "output.weight"),
];
const INNER: [(&str, &str); 12] = [
	("input_layernorm.weight", "attn_norm.weight"),
	("self_attn.q_proj.weight", "attn_q.weight"),
	("self_attn.k_proj.weight", "attn_k.weight"),
	("self_attn.v_proj.weight", "attn_v.weight"),
	("self_attn.q_proj.bias", "attn_q.bias"),
	("self_attn.k_proj.bias", "attn_k.bias"),
	("self_attn.v_proj.bias", "attn_v.bias"),
	("self_attn.o_proj.weight", "attn_output.weight"),
	("post_attention_layernorm.weight", "ffn_norm.weight"),
	("mlp.gate_proj.weight", "ffn_gate.weight"),
	("mlp.up_proj.weight", "ffn_up.weight"),
	("mlp.down_proj.weight", "ffn_down.weight"),
];

/// Where a tensor is and what it looks like.
#[derive(Debug)]
struct Place {
	file: usize,
	kind: TensorType,
	/// The innermost first.
	dimensions: Vec<u64>,
	within: Range<usize>,
}

/// An open folder.
#[derive(Debug)]
pub struct Folder {
	config: Value,
	files: Vec<Mmap>,
	tensors: BTreeMap<String, Place>,
}

fn wrong<T>(what: impl std::fmt::Display) -> Result<T, ImportError> {
	Err(ImportError::Folder(what.to_string()))
}

impl Folder {
	/// Whether a path is for this reader: a folder, or a safetensors file in one.
	pub fn is_at(path: &Path) -> bool {
		path.is_dir() || path.extension().is_some_and(|end| end == "safetensors")
	}

	/// The folder of such a path.
	pub fn of(path: &Path) -> PathBuf {
		if path.is_dir() { path.into() } else { path.parent().unwrap_or(path).into() }
	}

	/// Opens a folder, or the one file of weights of a folder that is named.
	pub fn open(path: &Path) -> Result<Self, ImportError> {
		let folder = Self::of(path);
		let config = read_json(&folder.join("config.json"), MAX_CONFIG)?;
		let paths = match path.is_dir() {
			true => weights_of(&folder)?,
			false => vec![path.to_owned()],
		};
		let mut all = Self { config, files: Vec::new(), tensors: BTreeMap::new() };
		paths.iter().try_for_each(|path| all.add(path))?;
		Ok(all)
	}

	/// Maps a file and takes in its tensors.
	fn add(&mut self, path: &Path) -> Result<(), ImportError> {
		let named = |error: &dyn std::fmt::Display| {
			ImportError::Folder(format!("{}: {error}", path.display()))
		};
		let file = File::open(path).map_err(|error| named(&error))?;
		// SAFETY: as of a mapped artefact: a file that is changed while it is read gives other numbers, and
		// nothing that decides about memory depends on them.
		#[allow(unsafe_code)]
		let file = unsafe { Mmap::map(&file) }.map_err(|error| named(&error))?;
		let (length, metadata) =
			SafeTensors::read_metadata(&file).map_err(|error| named(&error))?;
		for (name, info) in metadata.tensors() {
			let kind = match info.dtype {
				Dtype::F32 => TensorType::F32,
				Dtype::F16 => TensorType::F16,
				Dtype::BF16 => TensorType::BF16,
				// Of a type that nothing here reads.
				_ => TensorType::Other(u32::MAX),
			};
			let dimensions = info.shape.iter().rev().map(|n| *n as u64).collect();
			// Its length and eight bytes that say it come first.
			let at = |offset: usize| offset.saturating_add(length).saturating_add(8);
			let within = at(info.data_offsets.0)..at(info.data_offsets.1);
			let place = Place { file: self.files.len(), kind, dimensions, within };
			if self.tensors.insert(gguf_name(&name), place).is_some() {
				return wrong(format!("the tensor '{name}' is there twice"));
			}
		}
		self.files.push(file);
		Ok(())
	}

	fn number(&self, key: &str) -> Result<u32, ImportError> {
		self.optional(key)?.map_or_else(|| wrong(format!("config.json lacks '{key}'")), Ok)
	}

	fn optional(&self, key: &str) -> Result<Option<u32>, ImportError> {
		match self.config.get(key) {
			None | Some(Value::Null) => Ok(None),
			Some(value) => match value.as_u64().and_then(|n| u32::try_from(n).ok()) {
				Some(number) => Ok(Some(number)),
				None => wrong(format!("'{key}' in config.json is no whole number of 32 bits")),
			},
		}
	}

	/// A number that need not be whole.
	fn real(&self, key: &str) -> Option<f64> {
		self.config.get(key).and_then(Value::as_f64)
	}

	fn is(&self, key: &str) -> bool {
		self.config.get(key).and_then(Value::as_bool).unwrap_or(false)
	}

	fn text(&self, key: &str) -> Option<&str> {
		self.config.get(key).and_then(Value::as_str)
	}

	/// Refuses what contract X1 has no operation for.
	fn check(&self) -> Result<(), ImportError> {
		let kind = self.text("model_type").unwrap_or_default();
		if kind != "llama" && kind != "qwen2" {
			return unsupported(format!("its model_type is '{kind}', neither 'llama' nor 'qwen2'"));
		}
		if self.text("hidden_act").is_some_and(|act| act != "silu") {
			return unsupported("its hidden_act is not 'silu'");
		}
		for key in ["mlp_bias", "use_sliding_window"] {
			if self.is(key) {
				return unsupported(format!("'{key}' is set"));
			}
		}
		if self.optional("head_dim")?.is_some_and(|width| width != HEAD as u32) {
			return unsupported("its head_dim must be 64");
		}
		Ok(())
	}

	/// By what rotations are divided.
	fn factors(&self, base: u32) -> Result<Option<[u32; PAIRS]>, ImportError> {
		let scaling = match self.config.get("rope_scaling").or(self.config.get("rope_parameters")) {
			None | Some(Value::Null) => return Ok(None),
			Some(scaling) => scaling,
		};
		let kind = scaling.get("rope_type").or(scaling.get("type")).and_then(Value::as_str);
		let number = |key: &str| {
			let number = scaling.get(key).and_then(Value::as_f64).and_then(fixed);
			number.map_or_else(|| wrong(format!("'{key}' of its rotations is out of bounds")), Ok)
		};
		match kind {
			None | Some("default") => Ok(None),
			Some("linear") => Ok(Some([check_factor(number("factor")?)?; PAIRS])),
			Some("llama3") => {
				let (low, high) = (number("low_freq_factor")?, number("high_freq_factor")?);
				let context = scaling.get("original_max_position_embeddings");
				let context = context.and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
				let Some(context) = context else {
					return wrong("its rotations have no 'original_max_position_embeddings'");
				};
				let factor = check_factor(number("factor")?)?;
				let factors = Frequencies::new(base).llama3(context, factor, low, high);
				factors.map_or_else(
					|| wrong("the bands of its rotations are in no order"),
					|all| Ok(Some(all)),
				)
			}
			Some(other) => unsupported(format!("its rotations are scaled by '{other}'")),
		}
	}
}

/// A number with 24 fraction bits, nearest.
fn fixed(number: f64) -> Option<u32> {
	let fixed = (number * f64::from(MIN_FACTOR)).round_ties_even();
	(fixed >= 0. && fixed <= f64::from(u32::MAX)).then_some(fixed as u32)
}

fn check_factor(factor: u32) -> Result<u32, ImportError> {
	if factor >= MIN_FACTOR {
		return Ok(factor);
	}
	Err(ImportError::OutOfBounds("a factor of its rotations is not between 1 and 255".into()))
}

impl Source for Folder {
	fn settings(&self) -> Result<Settings, ImportError> {
		self.check()?;
		let (dim, heads) = (self.number("hidden_size")?, self.number("num_attention_heads")?);
		if self.optional("head_dim")?.is_none() && u64::from(heads) * HEAD as u64 != u64::from(dim)
		{
			return unsupported("its heads are not 64 wide");
		}
		let theta = self.config.get("rope_parameters").and_then(|all| all.get("rope_theta"));
		let theta = theta.and_then(Value::as_f64).or(self.real("rope_theta")).unwrap_or(10_000.);
		let rope_base = whole_base((theta as f32).to_bits())?;
		let epsilon = self.real("rms_norm_eps").unwrap_or(0.) as f32;
		let config = Config {
			layers: self.number("num_hidden_layers")?,
			dim,
			heads,
			kv_heads: self.optional("num_key_value_heads")?.unwrap_or(heads),
			ffn: self.number("intermediate_size")?,
			vocabulary: self.number("vocab_size")?,
			context: self.number("max_position_embeddings")?.min(crate::MAX_CONTEXT),
			rope_base,
			epsilon: fixed_epsilon(epsilon.to_bits()),
			extras: Extras {
				biases: self.has("blk.0.attn_q.bias"),
				parts: false,
				factors: self.factors(rope_base)?,
			},
		};
		Ok(Settings { config, halves: true, epsilon })
	}

	fn has(&self, name: &str) -> bool {
		// A model that ties both may carry the embedding twice.
		let tied = name == "output.weight" && self.is("tie_word_embeddings");
		!tied && (name == "output.weight" || self.tensors.contains_key(name))
	}

	fn read(&self, name: &str, dimensions: &[u64]) -> Result<(TensorType, Vec<u8>), GgufError> {
		let missing = || GgufError::Tensor(name.into());
		let place = self.tensors.get(name).ok_or_else(missing)?;
		let file = self.files.get(place.file).ok_or_else(missing)?;
		if place.dimensions != dimensions || matches!(place.kind, TensorType::Other(_)) {
			return Err(missing());
		}
		let bytes = file.get(place.within.clone()).ok_or_else(missing)?;
		Ok((place.kind, bytes.to_vec()))
	}

	fn names(&self) -> Vec<String> {
		let tied = self.is("tie_word_embeddings");
		// What rotations turn by follows from the settings.
		let derived =
			|name: &str| name.ends_with("rotary_emb.inv_freq") || (tied && name == "output.weight");
		self.tensors.keys().filter(|name| !derived(name)).cloned().collect()
	}
}

/// The name that a tensor has in GGUF files; its own if it has none there.
fn gguf_name(name: &str) -> String {
	if let Some((_, there)) = OUTER.iter().find(|(here, _)| *here == name) {
		return (*there).into();
	}
	let layer = name.strip_prefix("model.layers.").and_then(|rest| rest.split_once('.'));
	let known = layer.and_then(|(layer, part)| {
		let number: u32 = layer.parse().ok().filter(|n: &u32| n.to_string() == layer)?;
		let (_, there) = INNER.iter().find(|(here, _)| *here == part)?;
		Some(format!("blk.{number}.{there}"))
	});
	known.unwrap_or_else(|| name.into())
}

/// The files with weights of a folder.
fn weights_of(folder: &Path) -> Result<Vec<PathBuf>, ImportError> {
	let index = folder.join("model.safetensors.index.json");
	if !index.exists() {
		return Ok(vec![folder.join("model.safetensors")]);
	}
	let index = read_json(&index, MAX_INDEX)?;
	let Some(map) = index.get("weight_map").and_then(Value::as_object) else {
		return wrong("model.safetensors.index.json has no 'weight_map'");
	};
	let names: BTreeSet<&str> = map.values().filter_map(Value::as_str).collect();
	let plain = |name: &&str| Path::new(name).file_name().is_some_and(|own| own == *name);
	if names.is_empty() || names.len() > MAX_FILES || !names.iter().all(plain) {
		return wrong("model.safetensors.index.json does not name 1 to 1,024 files of its folder");
	}
	Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// A JSON file of at most so many bytes.
fn read_json(path: &Path, most: u64) -> Result<Value, ImportError> {
	let named =
		|error: &dyn std::fmt::Display| ImportError::Folder(format!("{}: {error}", path.display()));
	let file = File::open(path).map_err(|error| named(&error))?;
	let mut text = Vec::new();
	file.take(most + 1).read_to_end(&mut text).map_err(|error| named(&error))?;
	if text.len() as u64 > most {
		return Err(named(&format!("it has more than {most} bytes")));
	}
	serde_json::from_slice(&text).map_err(|error| named(&error))
}
