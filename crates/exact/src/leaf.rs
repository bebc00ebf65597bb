//! What is in a leaf: how numbers are written, and the range that each must be in.
//!
//! Every honest value is within its range for every model that registration admits, so a provider that
//! committed to anything else has lied. Numbers are little-endian.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	HEAD, MAX_CONTEXT,
	hash::LEAF,
	ops::{HEAD_BITS, MATMUL_BITS, VALUE_BITS},
};
use alloc::vec::Vec;

/// Greatest exponent of a vector that enters a matrix.
pub const MAX_VECTOR_EXPONENT: u8 = 50;
/// Greatest exponent of a query or key.
pub const MAX_KEY_EXPONENT: u8 = 20;
/// Greatest exponent of a value.
pub const MAX_VALUE_EXPONENT: u8 = 12;
/// Bound of a score.
pub const MAX_SCORE: i64 = 1 << 53;
/// Bound of a gated product.
pub const MAX_GATED: i64 = 1 << 62;
/// Bound of a sum of squares.
pub const MAX_SQUARES: i64 = 1 << 61;
/// Bound of an element of a norm.
pub const MAX_NORMED: i64 = 1 << 55;
/// Bound of a sum of a row.
pub const MAX_ROW_SUM: i64 = 1 << 53;
/// Bound of a sum of weights.
pub const MAX_WEIGHTS: i64 = (MAX_CONTEXT as i64) << 24;
/// Bound of a sum of weighted values.
pub const MAX_WEIGHTED: i64 = 1 << 61;

/// A vector in block floating point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mantissas {
	/// Its mantissas.
	pub m: Vec<i16>,
	/// Its exponent.
	pub e: u8,
}

/// Sums over keys: of weights, and of weighted values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
	/// Of weights.
	pub weights: i64,
	/// Of weighted values.
	pub values: [i64; HEAD],
}

impl Default for Sums {
	fn default() -> Self {
		Self { weights: 0, values: [0; HEAD] }
	}
}

/// A claim about a maximum: its value and the lowest place where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Greatest {
	/// The value.
	pub value: i64,
	/// The place.
	pub at: u32,
}

/// What was chosen at a position: a token and its logit, and the likeliest token and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
	/// The chosen token.
	pub token: u32,
	/// The likeliest one.
	pub likeliest: u32,
	/// The chosen token's logit.
	pub logit: i64,
	/// The likeliest one's.
	pub greatest: i64,
}

/// Bytes of a choice.
pub const CHOICE_BYTES: usize = 24;

fn leaf(numbers: impl IntoIterator<Item = u8>) -> Vec<u8> {
	core::iter::once(LEAF).chain(numbers).collect()
}

/// Leaf of 32-bit numbers.
pub fn encode_i32(numbers: &[i32]) -> Vec<u8> {
	leaf(numbers.iter().flat_map(|n| n.to_le_bytes()))
}

/// Leaf of 64-bit numbers.
pub fn encode_i64(numbers: &[i64]) -> Vec<u8> {
	leaf(numbers.iter().flat_map(|n| n.to_le_bytes()))
}

/// Leaf of mantissas alone.
pub fn encode_i16(numbers: &[i16]) -> Vec<u8> {
	leaf(numbers.iter().flat_map(|n| n.to_le_bytes()))
}

/// Leaf of a token.
pub fn encode_token(token: u32) -> Vec<u8> {
	leaf(token.to_le_bytes())
}

impl Mantissas {
	/// The leaf.
	pub fn encode(&self) -> Vec<u8> {
		let mut bytes = encode_i16(&self.m);
		bytes.push(self.e);
		bytes
	}

	fn decode(bytes: &[u8], bits: u32, most: u8) -> Option<Self> {
		let (e, mantissas) = bytes.split_last()?;
		let m = decode_i16(mantissas, bits)?;
		(*e <= most).then_some(Self { m, e: *e })
	}

	/// A vector that enters a matrix.
	pub fn vector(bytes: &[u8]) -> Option<Self> {
		Self::decode(bytes, MATMUL_BITS, MAX_VECTOR_EXPONENT)
	}

	/// A query or key.
	pub fn key(bytes: &[u8]) -> Option<Self> {
		Self::decode(bytes, HEAD_BITS, MAX_KEY_EXPONENT)
	}

	/// A value.
	pub fn value(bytes: &[u8]) -> Option<Self> {
		Self::decode(bytes, HEAD_BITS, MAX_VALUE_EXPONENT)
	}
}

impl Sums {
	/// The leaf.
	pub fn encode(&self) -> Vec<u8> {
		let numbers = core::iter::once(&self.weights).chain(&self.values);
		leaf(numbers.flat_map(|n| n.to_le_bytes()))
	}

	/// Reads one.
	pub fn decode(bytes: &[u8]) -> Option<Self> {
		let numbers = decode_i64(bytes, MAX_WEIGHTED)?;
		let (weights, values) = numbers.split_first()?;
		let values = *values.first_chunk::<HEAD>()?;
		(0..=MAX_WEIGHTS).contains(weights).then_some(Self { weights: *weights, values })
	}
}

impl Greatest {
	/// The leaf.
	pub fn encode(&self) -> Vec<u8> {
		leaf(self.value.to_le_bytes().into_iter().chain(self.at.to_le_bytes()))
	}

	/// Reads one whose value is within `most` either way and whose place is one of `places`.
	pub fn decode(bytes: &[u8], most: i64, places: u32) -> Option<Self> {
		let (value, at) = bytes.split_first_chunk()?;
		let (value, at) = (i64::from_le_bytes(*value), u32::from_le_bytes(at.try_into().ok()?));
		let sound = value >= -most && value <= most && at < places;
		sound.then_some(Self { value, at })
	}

	/// The claim about the magnitudes of `numbers`.
	pub fn of_magnitudes(numbers: &[i64]) -> Self {
		let sizes: Vec<i64> = numbers.iter().map(|number| number.saturating_abs()).collect();
		Self::of(&sizes)
	}

	/// Whether `element`, of which the value is `value`, leaves the claim standing.
	pub fn is_unrefuted_by(self, element: u32, value: i64) -> bool {
		if element == self.at {
			return value == self.value;
		}
		value < self.value || (value == self.value && element > self.at)
	}

	/// The claim about `numbers`.
	pub fn of(numbers: &[i64]) -> Self {
		let at = crate::ops::argmax(numbers);
		Self { value: numbers.get(at).copied().unwrap_or(0), at: at as u32 }
	}
}

impl Choice {
	/// The likeliest token itself.
	pub fn of_likeliest(token: u32, logit: i64) -> Self {
		Self { token, likeliest: token, logit, greatest: logit }
	}

	/// The leaf.
	pub fn encode(&self) -> Vec<u8> {
		let tokens = [self.token, self.likeliest].map(u32::to_le_bytes);
		let logits = [self.logit, self.greatest].map(i64::to_le_bytes);
		leaf(tokens.into_iter().flatten().chain(logits.into_iter().flatten()))
	}

	/// Reads one: [`crate::Sampling::admits`] says whether it can be.
	pub fn decode(bytes: &[u8]) -> Option<Self> {
		let (token, rest) = bytes.split_first_chunk()?;
		let (likeliest, rest) = rest.split_first_chunk()?;
		let (logit, rest) = rest.split_first_chunk()?;
		Some(Self {
			token: u32::from_le_bytes(*token),
			likeliest: u32::from_le_bytes(*likeliest),
			logit: i64::from_le_bytes(*logit),
			greatest: i64::from_le_bytes(rest.try_into().ok()?),
		})
	}
}

/// Reads mantissas of `bits` bits.
pub fn decode_i16(bytes: &[u8], bits: u32) -> Option<Vec<i16>> {
	let (words, rest) = bytes.as_chunks();
	let most = (1u16 << (bits - 1)) - 1;
	let numbers: Vec<i16> = words.iter().map(|word| i16::from_le_bytes(*word)).collect();
	(rest.is_empty() && numbers.iter().all(|n| n.unsigned_abs() <= most)).then_some(numbers)
}

/// Reads numbers of `bits` bits, symmetric: at most 32.
pub fn decode_i32(bytes: &[u8], bits: u32) -> Option<Vec<i32>> {
	let (words, rest) = bytes.as_chunks();
	let most = (1u32 << (bits - 1)) - 1;
	let numbers: Vec<i32> = words.iter().map(|word| i32::from_le_bytes(*word)).collect();
	(rest.is_empty() && numbers.iter().all(|n| n.unsigned_abs() <= most)).then_some(numbers)
}

/// Reads numbers within `most` either way.
pub fn decode_i64(bytes: &[u8], most: i64) -> Option<Vec<i64>> {
	let (words, rest) = bytes.as_chunks();
	let numbers: Vec<i64> = words.iter().map(|word| i64::from_le_bytes(*word)).collect();
	(rest.is_empty() && numbers.iter().all(|n| *n >= -most && *n <= most)).then_some(numbers)
}

/// Reads a token.
pub fn decode_token(bytes: &[u8]) -> Option<u32> {
	Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Bits of the residual, and of rows of queries and keys.
pub const ROW_BITS: u32 = 32;
/// Bits of rows of values.
pub const VALUE_ROW_BITS: u32 = VALUE_BITS;
