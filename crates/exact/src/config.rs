//! The shape of a model, and the limits within which the widths of the arithmetic are proved.

use crate::{GROUP, HEAD, MAX_CONTEXT, rope::PAIRS};

/// Widest vector that is normalised.
pub const MAX_DIM: u32 = 8_192;
/// Longest row of a matrix.
pub const MAX_ROW: u32 = 65_536;
/// Largest vocabulary.
pub const MAX_VOCABULARY: u32 = 1 << 20;
/// Most layers.
pub const MAX_LAYERS: u32 = 256;
/// Exponents that a row of weights may have.
pub const ROW_EXPONENTS: core::ops::RangeInclusive<u8> = 10..=60;
/// Bound of a norm's weights, Q15.
pub const MAX_NORM_WEIGHT: i32 = 1 << 24;
/// Largest epsilon of a norm, Q28.
pub const MAX_EPSILON: u32 = 1 << 20;
/// Most layers of a model whose rotations have factors: its header is no longer than any other's.
pub const MAX_SCALED_LAYERS: u32 = 128;
/// Least factor of a rotation, Q24: 1.
pub const MIN_FACTOR: u32 = 1 << 24;
/// Most elements of a part of a vector.
pub const MAX_PART: u32 = 512;
/// Bound of a bias, Q16.
pub const MAX_BIAS: i32 = 1 << 28;

/// Shape of a llama model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
	/// Number of layers.
	pub layers: u32,
	/// Width of the residual.
	pub dim: u32,
	/// Query heads.
	pub heads: u32,
	/// Key and value heads.
	pub kv_heads: u32,
	/// Width of the feed-forward part.
	pub ffn: u32,
	/// Number of tokens.
	pub vocabulary: u32,
	/// Longest context, in positions.
	pub context: u32,
	/// Base of the rotations' frequencies.
	pub rope_base: u32,
	/// Epsilon of the norms, Q28.
	pub epsilon: u32,
	/// What not every model has.
	pub extras: Extras,
}

/// What not every model has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
	/// Whether something is added to rows of queries, keys and values.
	pub biases: bool,
	/// Whether vectors are committed to in parts, because a step could not open them whole.
	pub parts: bool,
	/// By what the turns of each pair of a head are divided, Q24.
	pub factors: Option<[u32; PAIRS]>,
}

impl Config {
	/// Refuses a shape outside the limits, saying which.
	pub fn validate(&self) -> Result<(), &'static str> {
		let within = |value: u32, most: u32| value >= 1 && value <= most;
		let groups = |value: u32| value.is_multiple_of(GROUP as u32);
		if !within(self.layers, MAX_LAYERS) {
			return Err("layers must be 1 to 256");
		}
		if !within(self.dim, MAX_DIM) || !groups(self.dim) {
			return Err("the residual must be a multiple of 32, at most 8,192 wide");
		}
		if !within(self.heads, MAX_ROW / HEAD as u32) {
			return Err("there must be 1 to 1,024 heads");
		}
		if self.kv_heads == 0 || !self.heads.is_multiple_of(self.kv_heads) {
			return Err("the key heads must divide the query heads");
		}
		if !within(self.ffn, MAX_ROW) || !groups(self.ffn) {
			return Err("the feed-forward part must be a multiple of 32, at most 65,536 wide");
		}
		if !within(self.vocabulary, MAX_VOCABULARY) {
			return Err("the vocabulary must have 1 to 1,048,576 tokens");
		}
		if !within(self.context, MAX_CONTEXT) {
			return Err("the context must be 1 to 8,192 positions");
		}
		if self.rope_base == 0 {
			return Err("the base of the rotations must be a positive whole number");
		}
		if !within(self.epsilon, MAX_EPSILON) {
			return Err("the epsilon of the norms must be between 2^-28 and 2^-8");
		}
		if let Some(factors) = &self.extras.factors {
			if self.layers > MAX_SCALED_LAYERS {
				return Err("a model whose rotations have factors may have at most 128 layers");
			}
			if factors.iter().any(|factor| *factor < MIN_FACTOR) {
				return Err("the factors of the rotations must be 1 to 255");
			}
		}
		Ok(())
	}

	/// Elements of a part of a vector as wide as the residual: all, unless the model is one in parts.
	pub fn part(&self) -> u32 {
		match self.extras.parts {
			true => 1 << self.dim.trailing_zeros().min(MAX_PART.ilog2()),
			false => self.dim,
		}
	}

	/// Parts of such a vector.
	pub fn parts(&self) -> u32 {
		self.dim / self.part().max(1)
	}

	/// Width of all query heads together.
	pub fn query_width(&self) -> usize {
		self.heads as usize * HEAD
	}

	/// Width of all key heads together.
	pub fn kv_width(&self) -> usize {
		self.kv_heads as usize * HEAD
	}
}
