//! The same model in 32-bit floats, to measure how close the integers come to it.
//!
//! The weights are those of the model file, each scale as the half-precision number that it is there. These
//! and an import's are the only floats of this crate, and no answer depends on them.
//!
//! | module | what it does |
//! | --- | --- |
//! | here | a plain forward pass over a whole text |
//! | [`quality`] | perplexity of both, and how far apart what they predict is |

pub mod quality;

use crate::{
	Config, GROUP, HEAD,
	config::MIN_FACTOR,
	gguf::{GgufError, TensorType},
	model::ImportError,
	rope::PAIRS,
	source::{self, Source, from_half},
};
pub use quality::{Quality, compare};

/// Rows that share one reading of the vectors.
const TILE: usize = 4;
/// Sums that are kept side by side, so that a processor can add several at once.
const LANES: usize = 16;

/// A matrix as it is in the file.
struct Weights {
	kind: TensorType,
	columns: usize,
	bytes: Vec<u8>,
}

struct Layer {
	attention_norm: Vec<f32>,
	query: Biased,
	key: Biased,
	value: Biased,
	output: Weights,
	feed_norm: Vec<f32>,
	gate: Weights,
	up: Weights,
	down: Weights,
}

/// A matrix and what is added to each of its rows; nothing if there are no biases.
struct Biased {
	weights: Weights,
	biases: Vec<f32>,
}

/// A model in floats.
pub struct Reference {
	config: Config,
	/// Whether the pairs of a head are its elements `i` and `i + 32`.
	halves: bool,
	epsilon: f32,
	/// By how much each pair of a head turns per position.
	turns: [f64; PAIRS],
	embedding: Weights,
	layers: Vec<Layer>,
	norm: Vec<f32>,
	head: Option<Weights>,
}

impl Reference {
	/// Of a model file that [`crate::model::Model`] takes.
	pub fn import(file: &impl Source) -> Result<Self, ImportError> {
		let settings = file.settings()?;
		let config = settings.config;
		let (dim, ffn) = (u64::from(config.dim), u64::from(config.ffn));
		let (heads, kv) = (config.query_width() as u64, config.kv_width() as u64);
		let vocabulary = u64::from(config.vocabulary);
		let layer = |at: u32| {
			let name = |part: &str| format!("blk.{at}.{part}.weight");
			Ok::<_, ImportError>(Layer {
				attention_norm: floats(file, &name("attn_norm"), dim)?,
				query: Biased::read(file, &config, &format!("blk.{at}.attn_q"), heads)?,
				key: Biased::read(file, &config, &format!("blk.{at}.attn_k"), kv)?,
				value: Biased::read(file, &config, &format!("blk.{at}.attn_v"), kv)?,
				output: Weights::read(file, &name("attn_output"), heads, dim)?,
				feed_norm: floats(file, &name("ffn_norm"), dim)?,
				gate: Weights::read(file, &name("ffn_gate"), dim, ffn)?,
				up: Weights::read(file, &name("ffn_up"), dim, ffn)?,
				down: Weights::read(file, &name("ffn_down"), ffn, dim)?,
			})
		};
		let head = match file.has("output.weight") {
			true => Some(Weights::read(file, "output.weight", dim, vocabulary)?),
			false => None,
		};
		Ok(Self {
			epsilon: settings.epsilon,
			halves: settings.halves,
			turns: turns(&config),
			embedding: Weights::read(file, "token_embd.weight", dim, vocabulary)?,
			layers: (0..config.layers).map(layer).collect::<Result<_, _>>()?,
			norm: floats(file, "output_norm.weight", dim)?,
			head,
			config,
		})
	}

	/// The activations that the output matrix takes, after each token of a text. Tokens must exist.
	pub fn activations(&self, tokens: &[u32]) -> Vec<f32> {
		let dim = self.config.dim as usize;
		let mut x = vec![0.; tokens.len() * dim];
		for (token, x) in tokens.iter().zip(x.chunks_exact_mut(dim)) {
			self.embedding.row(*token as usize, x);
		}
		for layer in &self.layers {
			self.attend(layer, &mut x);
			let a = self.normed(&x, &layer.feed_norm);
			let (mut gate, up) = (layer.gate.times(&a), layer.up.times(&a));
			for (gate, up) in gate.iter_mut().zip(up) {
				*gate = *gate / (1. + (-*gate).exp()) * up;
			}
			add(&mut x, &layer.down.times(&gate));
		}
		self.normed(&x, &self.norm)
	}

	/// The logits that follow from activations, position after position.
	pub fn logits(&self, activations: &[f32]) -> Vec<f32> {
		self.head.as_ref().unwrap_or(&self.embedding).times(activations)
	}

	fn normed(&self, x: &[f32], gain: &[f32]) -> Vec<f32> {
		let mut out = Vec::with_capacity(x.len());
		for x in x.chunks_exact(gain.len()) {
			let square = x.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>();
			let mean = square / x.len() as f64 + f64::from(self.epsilon);
			let scale = (1. / mean.sqrt()) as f32;
			out.extend(x.iter().zip(gain).map(|(x, gain)| x * scale * gain));
		}
		out
	}

	fn attend(&self, layer: &Layer, x: &mut [f32]) {
		let a = self.normed(x, &layer.attention_norm);
		let (heads, kv_heads) = (self.config.heads as usize, self.config.kv_heads as usize);
		let mut query = layer.query.times(&a);
		let (mut key, value) = (layer.key.times(&a), layer.value.times(&a));
		self.rotate(&mut query, heads);
		self.rotate(&mut key, kv_heads);
		let at = |all: &'_ [f32], width: usize, position: usize, head: usize| {
			let from = (position * width + head) * HEAD;
			<[f32; HEAD]>::try_from(&all[from..from + HEAD]).unwrap_or([0.; HEAD])
		};
		let mut out = vec![0.; query.len()];
		for (place, out) in out.chunks_exact_mut(HEAD).enumerate() {
			let (position, head) = (place / heads, place % heads);
			let (q, kv_head) = (at(&query, heads, position, head), head * kv_heads / heads);
			let score = |t: usize| dot(&q, &at(&key, kv_heads, t, kv_head)) / (HEAD as f32).sqrt();
			let mut weights: Vec<f32> = (0..=position).map(score).collect();
			softmax(&mut weights);
			for (t, weight) in weights.into_iter().enumerate() {
				for (out, value) in out.iter_mut().zip(at(&value, kv_heads, t, kv_head)) {
					*out += weight * value;
				}
			}
		}
		add(x, &layer.output.times(&out));
	}

	/// Turns the pairs of each head, position after position.
	fn rotate(&self, all: &mut [f32], heads: usize) {
		for (position, heads) in all.chunks_exact_mut(heads * HEAD).enumerate() {
			for head in heads.chunks_exact_mut(HEAD) {
				for pair in 0..HEAD / 2 {
					let (sin, cos) = (position as f64 * self.turns[pair]).sin_cos();
					let places = if self.halves {
						[pair, pair + HEAD / 2]
					} else {
						[2 * pair, 2 * pair + 1]
					};
					let (sin, cos, [a, b]) = (sin as f32, cos as f32, places.map(|at| head[at]));
					head[places[0]] = a * cos - b * sin;
					head[places[1]] = a * sin + b * cos;
				}
			}
		}
	}
}

fn turns(config: &Config) -> [f64; PAIRS] {
	let one = f64::from(MIN_FACTOR);
	std::array::from_fn(|pair| {
		let factor = config.extras.factors.map_or(1., |factors| f64::from(factors[pair]) / one);
		f64::from(config.rope_base).powf(-2. * pair as f64 / HEAD as f64) / factor
	})
}

impl Biased {
	fn read(
		file: &impl Source,
		config: &Config,
		name: &str,
		rows: u64,
	) -> Result<Self, ImportError> {
		let biases = match config.extras.biases {
			true => floats(file, &format!("{name}.bias"), rows)?,
			false => Vec::new(),
		};
		let weights = Weights::read(file, &format!("{name}.weight"), config.dim.into(), rows)?;
		Ok(Self { weights, biases })
	}

	fn times(&self, vectors: &[f32]) -> Vec<f32> {
		let mut out = self.weights.times(vectors);
		if !self.biases.is_empty() {
			out.chunks_exact_mut(self.biases.len()).for_each(|out| add(out, &self.biases));
		}
		out
	}
}

impl Weights {
	fn read(file: &impl Source, name: &str, columns: u64, rows: u64) -> Result<Self, ImportError> {
		let (kind, bytes) = file.read(name, &[columns, rows])?;
		if kind.block().is_none() {
			return Err(GgufError::Tensor(name.into()).into());
		}
		Ok(Self { kind, columns: columns as usize, bytes })
	}

	fn row_bytes(&self) -> usize {
		let (elements, block) = self.kind.block().unwrap_or((1, 1));
		self.columns / elements as usize * block as usize
	}

	/// The weights of a row.
	fn row(&self, at: usize, out: &mut [f32]) {
		let bytes = &self.bytes[at * self.row_bytes()..][..self.row_bytes()];
		if let Some(floats) = source::floats(self.kind, bytes) {
			return out.copy_from_slice(&floats);
		}
		let blocks = bytes.chunks_exact(self.row_bytes() * GROUP / self.columns);
		for (block, out) in blocks.zip(out.as_chunks_mut::<GROUP>().0) {
			let (head, quants) = block.split_at(if self.kind == TensorType::Q4_1 { 4 } else { 2 });
			let half = |at: usize| from_half(u16::from_le_bytes([head[at], head[at + 1]]));
			let scale = half(0);
			let offset = match self.kind {
				TensorType::Q4_1 => half(2),
				TensorType::Q4_0 => -8. * scale,
				_ => 0.,
			};
			for (at, out) in out.iter_mut().enumerate() {
				let quant = match self.kind {
					TensorType::Q8_0 => f32::from(quants[at] as i8),
					_ if at < GROUP / 2 => f32::from(quants[at] & 15),
					_ => f32::from(quants[at - GROUP / 2] >> 4),
				};
				*out = scale * quant + offset;
			}
		}
	}

	/// All rows times each vector, vector after vector.
	fn times(&self, vectors: &[f32]) -> Vec<f32> {
		let rows = self.bytes.len() / self.row_bytes();
		let mut out = vec![0.; vectors.len() / self.columns * rows];
		let mut tile = vec![0.; TILE * self.columns];
		for first in (0..rows).step_by(TILE) {
			let count = TILE.min(rows - first);
			for (at, row) in tile.chunks_exact_mut(self.columns).take(count).enumerate() {
				self.row(first + at, row);
			}
			let each = vectors.chunks_exact(self.columns).zip(out.chunks_exact_mut(rows));
			for (vector, out) in each {
				let sums = tile.chunks_exact(self.columns).map(|row| dot(row, vector));
				out[first..first + count].iter_mut().zip(sums).for_each(|(out, sum)| *out = sum);
			}
		}
		out
	}
}

/// The gain of a norm, or biases.
fn floats(file: &impl Source, name: &str, width: u64) -> Result<Vec<f32>, ImportError> {
	let (kind, bytes) = file.read(name, &[width])?;
	source::floats(kind, &bytes).ok_or_else(|| GgufError::Tensor(name.into()).into())
}

/// Of vectors whose length is a multiple of [`LANES`].
fn dot(a: &[f32], b: &[f32]) -> f32 {
	let mut lanes = [0.; LANES];
	for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
		for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
			*lane += a * b;
		}
	}
	lanes.iter().sum()
}

fn add(x: &mut [f32], more: &[f32]) {
	x.iter_mut().zip(more).for_each(|(x, more)| *x += more);
}

fn softmax(scores: &mut [f32]) {
	let greatest = scores.iter().copied().fold(f32::MIN, f32::max);
	scores.iter_mut().for_each(|score| *score = (*score - greatest).exp());
	let sum: f32 = scores.iter().sum();
	scores.iter_mut().for_each(|score| *score /= sum);
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gguf::Gguf;

	#[test]
	fn the_weights_are_those_of_the_import() {
		let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tiny.gguf");
		let file = Gguf::open(path.as_ref()).unwrap();
		let (floats, integers) =
			(Reference::import(&file).unwrap(), crate::model::Model::import(&file).unwrap());
		let pairs = [
			(&floats.embedding, &integers.embedding),
			(&floats.layers[0].query.weights, &integers.layers[0].query),
			(&floats.layers[0].down, &integers.layers[0].down),
		];
		for (floats, integers) in pairs {
			let mut row = vec![0.; floats.columns];
			for at in [0, 1, integers.rows() - 1] {
				floats.row(at, &mut row);
				let exact = integers.row(at);
				let one = 2f64.powi(-i32::from(exact.e));
				let weights = exact.groups().flat_map(|(q, d, m)| {
					q.map(|q| f64::from(i32::from(q) * i32::from(d) + i32::from(m)) * one)
				});
				// A scale is rounded to half a unit, and multiplied with at most 128.
				let near = |(a, b): (&f32, f64)| (f64::from(*a) - b).abs() <= 65. * one;
				assert!(row.iter().zip(weights).all(near));
			}
		}
	}
}
