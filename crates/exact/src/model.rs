//! Import of a model into exact rows, in integers alone: floats are read as the rational numbers that they are.
//! Only weights that are all floats are rounded by floats ([`crate::source::put_group`]).

pub use crate::matrix::Matrix;
use crate::{
	Config, GROUP, HEAD,
	artefact::needs_parts,
	config::{MAX_BIAS, MAX_NORM_WEIGHT, ROW_EXPONENTS},
	gguf::{Gguf, GgufError, TensorType},
	matrix::row_bytes,
	ops::Quant,
	rope::Frequencies,
	source::{ROPE_FACTORS, Settings, Source, floats, put_group},
	weights::BIAS_BYTES,
};
use std::{collections::BTreeSet, path::Path};

/// Why a model cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
	/// The file is not sound or lacks something.
	#[error(transparent)]
	File(#[from] GgufError),
	/// A folder's files are not sound or lack something.
	#[error("cannot use the model's folder: {0}")]
	Folder(String),
	/// The model is none that the arithmetic covers.
	#[error("exact inference does not cover this model: {0}")]
	Unsupported(String),
	/// A number in the model is out of the contract's bounds.
	#[error("the model is outside the bounds of exact inference: {0}")]
	OutOfBounds(String),
}

/// The weights of a layer.
#[derive(Debug)]
pub struct Layer {
	/// Gain of the norm before attention.
	pub attention_norm: Vec<i32>,
	/// Queries.
	pub query: Matrix,
	/// Keys.
	pub key: Matrix,
	/// Values.
	pub value: Matrix,
	/// From heads to residual.
	pub output: Matrix,
	/// Gain of the norm before the feed-forward part.
	pub ffn_norm: Vec<i32>,
	/// Gate.
	pub gate: Matrix,
	/// Up.
	pub up: Matrix,
	/// Down.
	pub down: Matrix,
}

/// A model, ready to run.
#[derive(Debug)]
pub struct Model {
	/// Its shape.
	pub config: Config,
	/// Token embedding.
	pub embedding: Matrix,
	/// Layers in order.
	pub layers: Vec<Layer>,
	/// Gain of the last norm.
	pub norm: Vec<i32>,
	/// Output head, if it is not the embedding.
	pub head: Option<Matrix>,
	/// Rotations.
	pub frequencies: Frequencies,
}

impl Model {
	/// Imports a model file.
	pub fn open(path: &Path) -> Result<Self, ImportError> {
		Self::import(&Gguf::open(path)?)
	}

	/// Imports an open model file. Tensors that the arithmetic would not use are refused: leaving one out
	/// would serve another model.
	pub fn import(file: &impl Source) -> Result<Self, ImportError> {
		let Settings { config, halves, .. } = file.settings()?;
		config.validate().map_err(|why| ImportError::OutOfBounds(why.into()))?;
		let mut used = Reader { file, halves, used: BTreeSet::new() };
		let (dim, vocabulary) = (u64::from(config.dim), u64::from(config.vocabulary));
		let embedding = used.matrix("token_embd.weight", dim, vocabulary)?;
		let layers =
			(0..config.layers).map(|at| used.layer(&config, at)).collect::<Result<_, _>>()?;
		let norm = used.norm("output_norm.weight", dim)?;
		// They are in the configuration.
		used.used.extend(config.extras.factors.map(|_| ROPE_FACTORS.into()));
		let head = match file.has("output.weight") {
			true => Some(used.matrix("output.weight", dim, vocabulary)?),
			false => None,
		};
		if let Some(name) = file.names().into_iter().find(|name| !used.used.contains(name)) {
			return Err(ImportError::Unsupported(format!("it does not use the tensor '{name}'")));
		}
		let frequencies = Frequencies::of(&config);
		let mut model = Self { config, embedding, layers, norm, head, frequencies };
		model.config.extras.parts = needs_parts(&model);
		Ok(model)
	}

	/// The matrix that gives the logits.
	pub fn head(&self) -> &Matrix {
		self.head.as_ref().unwrap_or(&self.embedding)
	}
}

pub(crate) fn unsupported<T>(why: impl Into<String>) -> Result<T, ImportError> {
	Err(ImportError::Unsupported(why.into()))
}

/// Reads tensors, and remembers which.
struct Reader<'a, S> {
	file: &'a S,
	/// Whether the pairs of a query or key head are its elements `i` and `i + 32`.
	halves: bool,
	used: BTreeSet<String>,
}

impl<S: Source> Reader<'_, S> {
	fn layer(&mut self, config: &Config, at: u32) -> Result<Layer, ImportError> {
		let name = |part: &str| format!("blk.{at}.{part}.weight");
		let (dim, ffn) = (u64::from(config.dim), u64::from(config.ffn));
		let (query, kv) = (config.query_width() as u64, config.kv_width() as u64);
		Ok(Layer {
			attention_norm: self.norm(&name("attn_norm"), dim)?,
			query: self.heads(config, &format!("blk.{at}.attn_q"), query, self.halves)?,
			key: self.heads(config, &format!("blk.{at}.attn_k"), kv, self.halves)?,
			value: self.heads(config, &format!("blk.{at}.attn_v"), kv, false)?,
			output: self.matrix(&name("attn_output"), query, dim)?,
			ffn_norm: self.norm(&name("ffn_norm"), dim)?,
			gate: self.matrix(&name("ffn_gate"), dim, ffn)?,
			up: self.matrix(&name("ffn_up"), dim, ffn)?,
			down: self.matrix(&name("ffn_down"), ffn, dim)?,
		})
	}

	/// The gain of a norm, Q15.
	fn norm(&mut self, name: &str, width: u64) -> Result<Vec<i32>, ImportError> {
		self.fixed(name, width, 15, MAX_NORM_WEIGHT, "512")
	}

	/// Numbers with `fraction` bits of fraction, below `bound`, of which `limit` is the value.
	fn fixed(
		&mut self,
		name: &str,
		width: u64,
		fraction: i32,
		bound: i32,
		limit: &str,
	) -> Result<Vec<i32>, ImportError> {
		let (kind, bytes) = self.file.read(name, &[width])?;
		let numbers = floats(kind, &bytes).ok_or_else(|| GgufError::Tensor(name.into()))?;
		self.used.insert(name.into());
		let numbers = numbers.into_iter().map(|number| {
			let number = fixed_f32(number.to_bits(), fraction);
			number.filter(|number| number.abs() < i64::from(bound)).ok_or_else(|| {
				ImportError::OutOfBounds(format!("a number of '{name}' is not below {limit}"))
			})
		});
		numbers.map(|number| number.map(|number| number as i32)).collect()
	}

	fn matrix(&mut self, name: &str, columns: u64, rows: u64) -> Result<Matrix, ImportError> {
		self.rows(name, columns, rows, false, &[])
	}

	/// Rows of queries, keys or values, and their biases if the model has any.
	fn heads(
		&mut self,
		config: &Config,
		name: &str,
		rows: u64,
		halves: bool,
	) -> Result<Matrix, ImportError> {
		let biases = match config.extras.biases {
			true => self.fixed(&format!("{name}.bias"), rows, 16, MAX_BIAS, "4,096")?,
			false => Vec::new(),
		};
		self.rows(&format!("{name}.weight"), config.dim.into(), rows, halves, &biases)
	}

	/// Rows of a matrix, each followed by its bias, if there are any. With `halves` the two elements of each
	/// pair of a head become neighbours: which rows are turned together stays as it is, and a sum over a head
	/// is the same in any order.
	fn rows(
		&mut self,
		name: &str,
		columns: u64,
		rows: u64,
		halves: bool,
		biases: &[i32],
	) -> Result<Matrix, ImportError> {
		let (kind, bytes) = self.file.read(name, &[columns, rows])?;
		self.used.insert(name.into());
		let quant = match kind {
			TensorType::Q4_0 | TensorType::Q4_1 => Quant::Q4,
			TensorType::Q8_0 | TensorType::F32 | TensorType::F16 | TensorType::BF16 => Quant::Q8,
			TensorType::Other(_) => return Err(GgufError::Tensor(name.into()).into()),
		};
		let (columns, rows) = (columns as usize, rows as usize);
		let mut written = Vec::with_capacity(rows * (row_bytes(quant, columns) + BIAS_BYTES));
		let all: Vec<&[u8]> = bytes.chunks_exact(bytes.len() / rows).collect();
		for at in 0..rows {
			let at = if halves { from_halves(at) } else { at };
			all.get(at)
				.and_then(|row| import_any_row(kind, row, &mut written))
				.ok_or_else(|| ImportError::OutOfBounds(format!("a scale of '{name}'")))?;
			written.extend(biases.get(at).into_iter().flat_map(|bias| bias.to_le_bytes()));
		}
		let read = if biases.is_empty() { Matrix::of_rows } else { Matrix::of_biased_rows };
		read(quant, columns, written.into()).ok_or_else(|| GgufError::Tensor(name.into()).into())
	}
}

/// Where a row of heads is that have the first elements of their pairs before all second ones.
pub(crate) fn from_halves(row: usize) -> usize {
	let (head, at) = (row / HEAD * HEAD, row % HEAD);
	head + at / 2 + at % 2 * (HEAD / 2)
}

/// A number `whole * 2^exponent`.
#[derive(Clone, Copy)]
struct Rational {
	whole: i64,
	exponent: i32,
}

impl Rational {
	/// A finite half-precision float.
	fn f16(bytes: &[u8]) -> Option<Self> {
		let bits = u16::from_le_bytes(bytes.try_into().ok()?);
		let (field, fraction) = (i32::from((bits >> 10) & 31), i64::from(bits & 1_023));
		let (whole, exponent) = match field {
			0 => (fraction, -24),
			31 => return None,
			_ => (fraction + 1_024, field - 25),
		};
		Some(Self { whole: if bits >> 15 == 1 { -whole } else { whole }, exponent })
	}

	/// A finite single-precision float.
	fn f32(bits: u32) -> Option<Self> {
		let (field, fraction) = (((bits >> 23) & 255) as i32, i64::from(bits & 0x7f_ffff));
		let (whole, exponent) = match field {
			0 => (fraction, -149),
			255 => return None,
			_ => (fraction + (1 << 23), field - 150),
		};
		Some(Self { whole: if bits >> 31 == 1 { -whole } else { whole }, exponent })
	}

	/// Floor of the binary logarithm of the magnitude; none for zero.
	fn log2(self) -> Option<i32> {
		(self.whole != 0).then(|| crate::arith::bl(self.whole.unsigned_abs()) - 1 + self.exponent)
	}

	/// The value times `2^bits`, rounded to the nearest integer, ties to even; none if it has over 62 bits.
	fn fixed(self, bits: i32) -> Option<i64> {
		let shift = self.exponent + bits;
		if shift >= 0 {
			let wide = (crate::arith::bl(self.whole.unsigned_abs()) + shift <= 62).then_some(shift);
			return if self.whole == 0 { Some(0) } else { wide.map(|shift| self.whole << shift) };
		}
		let drop = (-shift).min(62);
		let floor = self.whole >> drop;
		let rest = self.whole - (floor << drop);
		let half = 1i64 << (drop - 1);
		Some(floor + i64::from(rest > half || (rest == half && floor & 1 == 1)))
	}
}

/// A single-precision float with `fraction` fraction bits.
pub(crate) fn fixed_f32(bits: u32, fraction: i32) -> Option<i64> {
	Rational::f32(bits)?.fixed(fraction)
}

/// Appends a row as it is written, floats in groups of 8 bits.
fn import_any_row(kind: TensorType, row: &[u8], into: &mut Vec<u8>) -> Option<()> {
	let Some(weights) = floats(kind, row) else { return import_row(kind, row, into) };
	let mut groups = Vec::with_capacity(weights.len() / GROUP * 34);
	weights.chunks_exact(GROUP).for_each(|weights| put_group(weights, &mut groups));
	import_row(TensorType::Q8_0, &groups, into)
}

/// Appends a row as it is written; none if a scale is not finite or the exponent is out of bounds.
fn import_row(kind: TensorType, row: &[u8], into: &mut Vec<u8>) -> Option<()> {
	let (_, block) = kind.block()?;
	let mut scales = Vec::with_capacity(row.len() / block as usize);
	for block in row.chunks_exact(block as usize) {
		let d = Rational::f16(block.get(..2)?)?;
		let (m, quants) = match kind {
			TensorType::Q4_1 => (Rational::f16(block.get(2..4)?)?, 4),
			TensorType::Q4_0 => (Rational { whole: -8 * d.whole, exponent: d.exponent }, 2),
			_ => (Rational { whole: 0, exponent: 0 }, 2),
		};
		into.extend_from_slice(block.get(quants..)?);
		scales.push((d, m));
	}
	let greatest = scales.iter().flat_map(|(d, m)| [d.log2(), m.log2()]).flatten().max();
	// A row of zeros has the greatest exponent.
	let e = greatest.map_or(i32::from(*ROW_EXPONENTS.end()), |log| 14 - log);
	let exponent = u8::try_from(e).ok().filter(|e| ROW_EXPONENTS.contains(e))?;
	let mut word = |number: Rational| {
		let word = i16::try_from(number.fixed(e)?).ok()?;
		into.extend_from_slice(&word.to_le_bytes());
		Some(())
	};
	scales.iter().try_for_each(|(d, _)| word(*d))?;
	if kind != TensorType::Q8_0 {
		scales.iter().try_for_each(|(_, m)| word(*m))?;
	}
	into.push(exponent);
	Some(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn floats_become_the_nearest_integer(value in -500f32..500., bits in 0i32..20) {
			let exact = f64::from(value) * f64::from(1u32 << bits);
			prop_assert_eq!(fixed_f32(value.to_bits(), bits), Some(exact.round_ties_even() as i64));
		}

		#[test]
		fn no_float_is_trouble(bits in any::<u32>(), fraction in -10i32..40) {
			let _ = fixed_f32(bits, fraction);
		}
	}

	#[test]
	fn pairs_in_halves_are_turned_alike() {
		let halves: Vec<i64> = (0..64).map(|i| i * 7_919 % 1_000 - 500).collect();
		let rotation = Frequencies::new(10_000).at(77);
		let mut neighbours: Vec<i64> = (0..64).map(|row| halves[from_halves(row)]).collect();
		crate::ops::rotate(&mut neighbours, &rotation);
		for (pair, (cos, sin)) in rotation.into_iter().enumerate() {
			let (a, b, c, s) = (halves[pair], halves[pair + 32], i64::from(cos), i64::from(sin));
			let turned = [a * c - b * s, a * s + b * c].map(|x| crate::arith::rshr(x, 14));
			assert_eq!(neighbours[2 * pair..2 * pair + 2], turned);
		}
		let mut rows: Vec<usize> = (64..128).map(from_halves).collect();
		rows.sort_unstable();
		assert!(rows.into_iter().eq(64..128));
	}

	#[test]
	fn ties_go_to_even() {
		for (value, even) in [(0.5f32, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2)] {
			assert_eq!(fixed_f32(value.to_bits(), 0), Some(even));
		}
	}
}
