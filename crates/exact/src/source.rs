//! Where a model is read from: its settings and its tensors, under the names that they have in GGUF files.

use crate::{
	Config, Extras, HEAD,
	config::MIN_FACTOR,
	gguf::{Gguf, GgufError, TensorType, Value},
	model::{ImportError, fixed_f32, unsupported},
	rope::PAIRS,
};

/// What a model's settings say.
#[derive(Clone, Debug)]
pub struct Settings {
	/// The shape.
	pub config: Config,
	/// Whether the pairs of a query or key head are its elements `i` and `i + 32`, not `2i` and `2i + 1`.
	pub halves: bool,
	/// Epsilon of the norms.
	pub epsilon: f32,
}

/// A model's settings and tensors.
pub trait Source {
	/// The settings; refuses a model that the arithmetic does not cover.
	fn settings(&self) -> Result<Settings, ImportError>;

	/// Whether there is a tensor `name`.
	fn has(&self, name: &str) -> bool;

	/// The bytes of tensor `name`, which must have exactly `dimensions`, the innermost first.
	fn read(&self, name: &str, dimensions: &[u64]) -> Result<(TensorType, Vec<u8>), GgufError>;

	/// Names of all tensors.
	fn names(&self) -> Vec<String>;
}

impl Source for Gguf {
	fn settings(&self) -> Result<Settings, ImportError> {
		settings(self)
	}

	fn has(&self, name: &str) -> bool {
		self.tensor(name).is_some()
	}

	fn read(&self, name: &str, dimensions: &[u64]) -> Result<(TensorType, Vec<u8>), GgufError> {
		Gguf::read(self, name, dimensions)
	}

	fn names(&self) -> Vec<String> {
		self.tensors().map(|(name, _)| name.to_owned()).collect()
	}
}

/// The tensor of the rotations' factors.
pub(crate) const ROPE_FACTORS: &str = "rope_freqs.weight";
/// Architectures, and whether their pairs are in halves.
const ARCHITECTURES: [(&str, bool); 2] = [("llama", false), ("qwen2", true)];

/// Settings that contract X1 has no operation for, after the architecture's name.
const OTHER_ARITHMETIC: [&str; 7] = [
	"attention.causal",
	"attention.clamp_kqv",
	"attention.scale",
	"attention.sliding_window",
	"embedding_scale",
	"logit_scale",
	"rope.scaling.type",
];

fn settings(file: &Gguf) -> Result<Settings, ImportError> {
	let architecture = file.text("general.architecture")?;
	let known = ARCHITECTURES.iter().find(|(name, _)| *name == architecture);
	let Some((name, halves)) = known else {
		return unsupported(format!(
			"its architecture is '{architecture}', neither 'llama' nor 'qwen2'"
		));
	};
	let key = |key: &str| format!("{name}.{key}");
	// Any of these would change the arithmetic.
	for (setting, plain) in [("expert_count", 0), ("rope.dimension_count", HEAD as u32)] {
		let setting = key(setting);
		if file.value(&setting).is_some() && file.u32(&setting)? != plain {
			return unsupported(format!("'{setting}' must be {plain}"));
		}
	}
	for setting in OTHER_ARITHMETIC.map(key) {
		if file.value(&setting).is_some_and(|value| *value != Value::Text("none".into())) {
			return unsupported(format!("'{setting}' is set"));
		}
	}
	let epsilon = file.f32_bits(&key("attention.layer_norm_rms_epsilon"))?;
	let config = config(file, &key, epsilon)?;
	Ok(Settings { config, halves: *halves, epsilon: f32::from_bits(epsilon) })
}

fn config(file: &Gguf, key: &dyn Fn(&str) -> String, epsilon: u32) -> Result<Config, ImportError> {
	let number = |name: &str| file.u32(&key(name));
	let heads = number("attention.head_count")?;
	let kv_heads = match file.value(&key("attention.head_count_kv")) {
		Some(_) => number("attention.head_count_kv")?,
		None => heads,
	};
	let dim = number("embedding_length")?;
	for setting in ["attention.key_length", "attention.value_length"].map(key) {
		if file.value(&setting).is_some() && file.u32(&setting)? != HEAD as u32 {
			return unsupported(format!("'{setting}' must be 64"));
		}
	}
	if file.value(&key("attention.key_length")).is_none()
		&& u64::from(heads) * HEAD as u64 != u64::from(dim)
	{
		return unsupported("its heads are not 64 wide");
	}
	let vocabulary = file.tensor("token_embd.weight").and_then(|info| info.dimensions.get(1));
	let vocabulary = vocabulary.and_then(|n| u32::try_from(*n).ok()).unwrap_or(0);
	Ok(Config {
		layers: number("block_count")?,
		dim,
		heads,
		kv_heads,
		ffn: number("feed_forward_length")?,
		vocabulary,
		context: number("context_length")?.min(crate::MAX_CONTEXT),
		rope_base: rope_base(file, &key("rope.freq_base"))?,
		epsilon: fixed_epsilon(epsilon),
		extras: Extras {
			biases: file.has("blk.0.attn_q.bias"),
			// For the import to say.
			parts: false,
			factors: factors(file)?,
		},
	})
}

/// By what rotations are divided, from the tensor that says it.
fn factors(file: &Gguf) -> Result<Option<[u32; PAIRS]>, ImportError> {
	if !file.has(ROPE_FACTORS) {
		return Ok(None);
	}
	let wrong = || ImportError::from(GgufError::Tensor(ROPE_FACTORS.into()));
	let (kind, bytes) = file.read(ROPE_FACTORS, &[PAIRS as u64])?;
	let bits: &[[u8; 4]] = bytes.as_chunks().0;
	let bits: &[[u8; 4]; PAIRS] = bits.first_chunk().ok_or_else(wrong)?;
	if kind != TensorType::F32 {
		return Err(wrong());
	}
	let mut factors = [0; PAIRS];
	for (factor, bits) in factors.iter_mut().zip(bits) {
		*factor = fixed_factor(u32::from_le_bytes(*bits))?;
	}
	Ok(Some(factors))
}

/// A factor of a rotation, Q24, from the bits of a float.
fn fixed_factor(bits: u32) -> Result<u32, ImportError> {
	let factor = fixed_f32(bits, 24).and_then(|factor| u32::try_from(factor).ok());
	factor.filter(|factor| *factor >= MIN_FACTOR).ok_or_else(|| {
		ImportError::OutOfBounds("a factor of its rotations is not between 1 and 255".into())
	})
}

/// An epsilon, Q28; 0, which no model may have, if it is none.
pub(crate) fn fixed_epsilon(bits: u32) -> u32 {
	fixed_f32(bits, 28).and_then(|epsilon| u32::try_from(epsilon).ok()).unwrap_or(0)
}

fn rope_base(file: &Gguf, key: &str) -> Result<u32, ImportError> {
	let bits = match file.value(key) {
		Some(_) => file.f32_bits(key)?,
		None => return Ok(10_000),
	};
	whole_base(bits)
}

/// The base of the rotations, from the bits of a float.
pub(crate) fn whole_base(bits: u32) -> Result<u32, ImportError> {
	match fixed_f32(bits, 0).zip(fixed_f32(bits, 30)) {
		Some((base, fine)) if base << 30 == fine => Ok(u32::try_from(base).unwrap_or(0)),
		_ => unsupported("the base of its rotations is not a whole number"),
	}
}

/// The numbers of a tensor of floats, each exactly; none of another kind.
pub(crate) fn floats(kind: TensorType, bytes: &[u8]) -> Option<Vec<f32>> {
	let words = bytes.as_chunks().0.iter();
	Some(match kind {
		TensorType::F32 => {
			bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
		}
		TensorType::F16 => words.map(|word| from_half(u16::from_le_bytes(*word))).collect(),
		TensorType::BF16 => {
			words.map(|word| f32::from_bits(u32::from(u16::from_le_bytes(*word)) << 16)).collect()
		}
		_ => return None,
	})
}

/// A half-precision number.
pub(crate) fn from_half(bits: u16) -> f32 {
	let (field, fraction) = (i32::from((bits >> 10) & 31), f32::from(bits & 1_023));
	let size = match field {
		0 => fraction * 2f32.powi(-24),
		31 if fraction == 0. => f32::INFINITY,
		31 => f32::NAN,
		_ => (fraction + 1_024.) * 2f32.powi(field - 25),
	};
	if bits >> 15 == 1 { -size } else { size }
}

/// The nearest half-precision number of one that is not negative, ties to even.
fn to_half(number: f32) -> u16 {
	if number < 2f32.powi(-14) {
		return (number * 2f32.powi(24)).round_ties_even() as u16;
	}
	let bits = number.to_bits();
	let (exponent, fraction) = ((bits >> 23) as i32 - 127 + 15, bits & 0x7f_ffff);
	if exponent > 30 || !number.is_finite() {
		return 0x7c00;
	}
	let (kept, rest) = ((exponent as u32) << 10 | fraction >> 13, fraction & 0x1fff);
	// A carry leads to the next exponent, and from the last one to infinity.
	(kept + u32::from(rest > 0x1000 || (rest == 0x1000 && kept & 1 == 1))) as u16
}

/// Appends a group of 32 weights in 8 bits, as [`TensorType::Q8_0`] has them: the scale is the greatest magnitude
/// over 127, the quants are the weights times its inverse, nearest, ties away from zero; all in single precision,
/// of which each operation is the nearest number.
pub fn put_group(weights: &[f32], to: &mut Vec<u8>) {
	let greatest = weights.iter().fold(0f32, |most, weight| match weight.is_finite() {
		true => most.max(weight.abs()),
		// No scale is: the import refuses it.
		false => f32::INFINITY,
	});
	let scale = greatest / 127.;
	let inverse = if scale == 0. { 0. } else { 1. / scale };
	to.extend_from_slice(&to_half(scale).to_le_bytes());
	to.extend(weights.iter().map(|weight| (weight * inverse).round() as i8 as u8));
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn half_precision_is_read_exactly() {
		for (bits, value) in [
			(0x3c00, 1.),
			(0xc000, -2.),
			(0x3555, 0.333_251_95),
			(0x0001, 5.960_464_5e-8),
			(0x03ff, 6.097_555e-5),
			(0x7bff, 65_504.),
			(0x8000, 0.),
		] {
			assert_eq!(from_half(bits), value, "{bits:04x}");
		}
		assert!(from_half(0x7c00).is_infinite() && from_half(0x7e00).is_nan());
		assert!((0..=0x7c00).all(|bits| to_half(from_half(bits)) == bits));
	}

	proptest! {
		#[test]
		fn numbers_become_the_nearest_half(bits in 0u32..0x7f80_0000) {
			let number = f32::from_bits(bits);
			let half = to_half(number);
			let apart = |half: u16| (f64::from(from_half(half)) - f64::from(number)).abs();
			if half < 0x7c00 {
				let others = [half.saturating_sub(1), half + 1];
				prop_assert!(others.into_iter().all(|other| apart(half) <= apart(other)));
			} else {
				prop_assert!(number >= 65_520.);
			}
		}

		#[test]
		fn no_group_is_trouble(bits in proptest::collection::vec(any::<u32>(), 32)) {
			let weights: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
			let mut bytes = Vec::new();
			put_group(&weights, &mut bytes);
			prop_assert_eq!(bytes.len(), 34);
		}
	}
}
