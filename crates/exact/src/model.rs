//! Import of a model file into exact rows, in integers alone: floats of the file are read as the rational
//! numbers that they are.

use crate::{
	Config, GROUP, HEAD,
	config::{MAX_NORM_WEIGHT, ROW_EXPONENTS},
	gguf::{Gguf, GgufError, TensorType, Value},
	ops::{Quant, Row},
	rope::Frequencies,
};
use std::{collections::BTreeSet, path::Path};

/// Why a model cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
	/// The file is not sound or lacks something.
	#[error(transparent)]
	File(#[from] GgufError),
	/// The model is none that the arithmetic covers.
	#[error("exact inference does not cover this model: {0}")]
	Unsupported(String),
	/// A number in the model is out of the contract's bounds.
	#[error("the model is outside the bounds of exact inference: {0}")]
	OutOfBounds(String),
}

/// A matrix: rows of equal length.
#[derive(Clone, Debug)]
pub struct Matrix {
	quant: Quant,
	columns: usize,
	/// Quants, row after row.
	q: Vec<u8>,
	/// Scales, row after row.
	d: Vec<i16>,
	/// Offsets, row after row; none for [`Quant::Q8`].
	m: Vec<i16>,
	/// An exponent per row.
	e: Vec<u8>,
	/// Greatest magnitude of a scale.
	greatest_scale: u16,
}

impl Matrix {
	/// A matrix of its parts; none if their lengths do not fit each other.
	pub fn new(
		quant: Quant,
		columns: usize,
		q: Vec<u8>,
		d: Vec<i16>,
		m: Vec<i16>,
		e: Vec<u8>,
	) -> Option<Self> {
		let groups = (columns / GROUP).checked_mul(e.len())?;
		let offsets = if quant == Quant::Q4 { groups } else { 0 };
		let sound = columns.is_multiple_of(GROUP)
			&& groups.checked_mul(quant.group_bytes()) == Some(q.len())
			&& (d.len(), m.len()) == (groups, offsets);
		let greatest_scale = d.iter().map(|d| d.unsigned_abs()).max().unwrap_or(0);
		sound.then_some(Self { quant, columns, q, d, m, e, greatest_scale })
	}

	/// How quants are stored.
	pub fn quant(&self) -> Quant {
		self.quant
	}

	/// Length of a row.
	pub fn columns(&self) -> usize {
		self.columns
	}

	/// Number of rows.
	pub fn rows(&self) -> usize {
		self.e.len()
	}

	/// Groups per row.
	pub fn groups(&self) -> usize {
		self.columns / GROUP
	}

	/// Exponents of the rows.
	pub fn exponents(&self) -> &[u8] {
		&self.e
	}

	/// Greatest magnitude of a scale.
	pub fn greatest_scale(&self) -> u16 {
		self.greatest_scale
	}

	/// Row `at`, which must exist.
	#[inline(always)]
	pub fn row(&self, at: usize) -> Row<'_> {
		let groups = self.groups();
		let bytes = groups * self.quant.group_bytes();
		let offsets = if self.quant == Quant::Q4 { groups } else { 0 };
		Row {
			quant: self.quant,
			q: &self.q[at * bytes..(at + 1) * bytes],
			d: &self.d[at * groups..(at + 1) * groups],
			m: &self.m[at * offsets..(at + 1) * offsets],
			e: self.e[at],
		}
	}
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
	pub fn import(file: &Gguf) -> Result<Self, ImportError> {
		let config = read_config(file)?;
		config.validate().map_err(|why| ImportError::OutOfBounds(why.into()))?;
		let mut used = Reader { file, used: BTreeSet::new() };
		let (dim, vocabulary) = (u64::from(config.dim), u64::from(config.vocabulary));
		let embedding = used.matrix("token_embd.weight", dim, vocabulary)?;
		let layers =
			(0..config.layers).map(|at| used.layer(&config, at)).collect::<Result<_, _>>()?;
		let norm = used.norm("output_norm.weight", dim)?;
		let head = match file.tensor("output.weight") {
			Some(_) => Some(used.matrix("output.weight", dim, vocabulary)?),
			None => None,
		};
		if let Some((name, _)) = file.tensors().find(|(name, _)| !used.used.contains(*name)) {
			return Err(ImportError::Unsupported(format!("it does not use the tensor '{name}'")));
		}
		let frequencies = Frequencies::new(config.rope_base);
		Ok(Self { config, embedding, layers, norm, head, frequencies })
	}

	/// The matrix that gives the logits.
	pub fn head(&self) -> &Matrix {
		self.head.as_ref().unwrap_or(&self.embedding)
	}
}

fn unsupported<T>(why: impl Into<String>) -> Result<T, ImportError> {
	Err(ImportError::Unsupported(why.into()))
}

/// Settings that contract X1 has no operation for.
const OTHER_ARITHMETIC: [&str; 7] = [
	"llama.attention.causal",
	"llama.attention.clamp_kqv",
	"llama.attention.scale",
	"llama.attention.sliding_window",
	"llama.embedding_scale",
	"llama.logit_scale",
	"llama.rope.scaling.type",
];

pub(crate) fn read_config(file: &Gguf) -> Result<Config, ImportError> {
	let architecture = file.text("general.architecture")?;
	if architecture != "llama" {
		return unsupported(format!("its architecture is '{architecture}', not 'llama'"));
	}
	// Any of these would change the arithmetic.
	for (key, plain) in [("llama.expert_count", 0), ("llama.rope.dimension_count", HEAD as u32)] {
		if file.value(key).is_some() && file.u32(key)? != plain {
			return unsupported(format!("'{key}' must be {plain}"));
		}
	}
	for key in OTHER_ARITHMETIC {
		if file.value(key).is_some_and(|value| *value != Value::Text("none".into())) {
			return unsupported(format!("'{key}' is set"));
		}
	}
	let heads = file.u32("llama.attention.head_count")?;
	let kv_heads = match file.value("llama.attention.head_count_kv") {
		Some(_) => file.u32("llama.attention.head_count_kv")?,
		None => heads,
	};
	let dim = file.u32("llama.embedding_length")?;
	for key in ["llama.attention.key_length", "llama.attention.value_length"] {
		if file.value(key).is_some() && file.u32(key)? != HEAD as u32 {
			return unsupported(format!("'{key}' must be 64"));
		}
	}
	if file.value("llama.attention.key_length").is_none()
		&& u64::from(heads) * HEAD as u64 != u64::from(dim)
	{
		return unsupported("its heads are not 64 wide");
	}
	let vocabulary = file.tensor("token_embd.weight").and_then(|info| info.dimensions.get(1));
	let vocabulary = vocabulary.and_then(|n| u32::try_from(*n).ok()).unwrap_or(0);
	Ok(Config {
		layers: file.u32("llama.block_count")?,
		dim,
		heads,
		kv_heads,
		ffn: file.u32("llama.feed_forward_length")?,
		vocabulary,
		context: file.u32("llama.context_length")?.min(crate::MAX_CONTEXT),
		rope_base: rope_base(file)?,
		epsilon: fixed_f32(file.f32_bits("llama.attention.layer_norm_rms_epsilon")?, 28)
			.and_then(|epsilon| u32::try_from(epsilon).ok())
			.unwrap_or(0),
	})
}

fn rope_base(file: &Gguf) -> Result<u32, ImportError> {
	let key = "llama.rope.freq_base";
	let bits = match file.value(key) {
		Some(_) => file.f32_bits(key)?,
		None => return Ok(10_000),
	};
	let whole = fixed_f32(bits, 0).zip(fixed_f32(bits, 30));
	match whole {
		Some((base, fine)) if base << 30 == fine => Ok(u32::try_from(base).unwrap_or(0)),
		_ => unsupported("the base of its rotations is not a whole number"),
	}
}

/// Reads tensors, and remembers which.
struct Reader<'a> {
	file: &'a Gguf,
	used: BTreeSet<String>,
}

impl Reader<'_> {
	fn layer(&mut self, config: &Config, at: u32) -> Result<Layer, ImportError> {
		let name = |part: &str| format!("blk.{at}.{part}.weight");
		let (dim, ffn) = (u64::from(config.dim), u64::from(config.ffn));
		let (query, kv) = (config.query_width() as u64, config.kv_width() as u64);
		Ok(Layer {
			attention_norm: self.norm(&name("attn_norm"), dim)?,
			query: self.matrix(&name("attn_q"), dim, query)?,
			key: self.matrix(&name("attn_k"), dim, kv)?,
			value: self.matrix(&name("attn_v"), dim, kv)?,
			output: self.matrix(&name("attn_output"), query, dim)?,
			ffn_norm: self.norm(&name("ffn_norm"), dim)?,
			gate: self.matrix(&name("ffn_gate"), dim, ffn)?,
			up: self.matrix(&name("ffn_up"), dim, ffn)?,
			down: self.matrix(&name("ffn_down"), ffn, dim)?,
		})
	}

	/// The gain of a norm, Q15.
	fn norm(&mut self, name: &str, width: u64) -> Result<Vec<i32>, ImportError> {
		let (kind, bytes) = self.file.read(name, &[width])?;
		if kind != TensorType::F32 {
			return Err(GgufError::Tensor(name.into()).into());
		}
		self.used.insert(name.into());
		let gains = bytes.chunks_exact(4).map(|bytes| {
			let bits = bytes.try_into().map(u32::from_le_bytes).unwrap_or(u32::MAX);
			fixed_f32(bits, 15).filter(|gain| gain.abs() < i64::from(MAX_NORM_WEIGHT)).ok_or_else(
				|| ImportError::OutOfBounds(format!("a weight of '{name}' is not below 512")),
			)
		});
		gains.map(|gain| gain.map(|gain| gain as i32)).collect()
	}

	fn matrix(&mut self, name: &str, columns: u64, rows: u64) -> Result<Matrix, ImportError> {
		let (kind, bytes) = self.file.read(name, &[columns, rows])?;
		self.used.insert(name.into());
		let quant = match kind {
			TensorType::Q4_0 | TensorType::Q4_1 => Quant::Q4,
			TensorType::Q8_0 => Quant::Q8,
			_ => return Err(GgufError::Tensor(name.into()).into()),
		};
		let (columns, rows) = (columns as usize, rows as usize);
		let groups = columns / GROUP * rows;
		let mut parts = Parts {
			q: Vec::with_capacity(groups * quant.group_bytes()),
			d: Vec::with_capacity(groups),
			m: Vec::with_capacity(if quant == Quant::Q4 { groups } else { 0 }),
			e: Vec::with_capacity(rows),
		};
		for row in bytes.chunks_exact(bytes.len() / rows) {
			import_row(kind, row, &mut parts)
				.ok_or_else(|| ImportError::OutOfBounds(format!("a scale of '{name}'")))?;
		}
		Matrix::new(quant, columns, parts.q, parts.d, parts.m, parts.e)
			.ok_or_else(|| GgufError::Tensor(name.into()).into())
	}
}

/// What [`Matrix::new`] takes, while it is read.
struct Parts {
	q: Vec<u8>,
	d: Vec<i16>,
	m: Vec<i16>,
	e: Vec<u8>,
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

/// A single-precision float with `bits` fraction bits.
fn fixed_f32(bits: u32, fraction: i32) -> Option<i64> {
	Rational::f32(bits)?.fixed(fraction)
}

/// Appends a row; none if a scale is not finite or the exponent is out of bounds.
fn import_row(kind: TensorType, row: &[u8], into: &mut Parts) -> Option<()> {
	let (_, block) = kind.block()?;
	let mut scales = Vec::with_capacity(row.len() / block as usize);
	for block in row.chunks_exact(block as usize) {
		let d = Rational::f16(block.get(..2)?)?;
		let (m, quants) = match kind {
			TensorType::Q4_1 => (Rational::f16(block.get(2..4)?)?, 4),
			TensorType::Q4_0 => (Rational { whole: -8 * d.whole, exponent: d.exponent }, 2),
			_ => (Rational { whole: 0, exponent: 0 }, 2),
		};
		into.q.extend_from_slice(block.get(quants..)?);
		scales.push((d, m));
	}
	let greatest = scales.iter().flat_map(|(d, m)| [d.log2(), m.log2()]).flatten().max();
	// A row of zeros has the greatest exponent.
	let e = greatest.map_or(i32::from(*ROW_EXPONENTS.end()), |log| 14 - log);
	let exponent = u8::try_from(e).ok().filter(|e| ROW_EXPONENTS.contains(e))?;
	for (d, m) in scales {
		into.d.push(i16::try_from(d.fixed(e)?).ok()?);
		if kind != TensorType::Q8_0 {
			into.m.push(i16::try_from(m.fixed(e)?).ok()?);
		}
	}
	into.e.push(exponent);
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
	fn ties_go_to_even() {
		for (value, even) in [(0.5f32, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (-1.5, -2)] {
			assert_eq!(fixed_f32(value.to_bits(), 0), Some(even));
		}
	}
}
