//! Keys and values of one head, in the order in which fast loops read them.

use super::{Kernel, elements};
use crate::{HEAD, ops, ops::HEAD_BITS};

/// Keys that are read side by side.
pub(super) const KEYS: usize = 16;

/// Keys and values of one head at all positions so far.
#[derive(Debug, Default)]
pub struct Cache {
	/// By sixteen keys, two elements, then key; zeros where there are fewer.
	pub(super) keys: Vec<i16>,
	pub(super) key_exponents: Vec<u8>,
	/// By two positions, element, then position; zeros after an odd last position.
	pub(super) values: Vec<i16>,
	pub(super) value_exponents: Vec<u8>,
}

/// A head in block floating point: a query, a key or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
	/// Mantissas of 13 bits.
	pub mantissas: [i16; HEAD],
	/// The exponent.
	pub exponent: u8,
}

impl Head {
	/// Quantises.
	pub(crate) fn new(kernel: Kernel, y: &[i64]) -> Self {
		let mut mantissas = [0; HEAD];
		let exponent = elements::quantise(kernel, y, HEAD_BITS, &mut mantissas);
		Self { mantissas, exponent }
	}
}

impl Cache {
	/// How many positions there are.
	pub fn count(&self) -> usize {
		self.key_exponents.len()
	}

	/// Appends a position.
	pub fn push(&mut self, key: &Head, value: &Head) {
		let at = self.count();
		if at.is_multiple_of(KEYS) {
			self.keys.resize((at + KEYS) * HEAD, 0);
		}
		if at.is_multiple_of(2) {
			self.values.resize((at + 2) * HEAD, 0);
		}
		let pairs = self.keys[key_place(at)..].chunks_mut(2 * KEYS);
		for (to, pair) in pairs.zip(key.mantissas.chunks_exact(2)) {
			to[..2].copy_from_slice(pair);
		}
		let places = self.values[value_place(at)..].iter_mut().step_by(2);
		places.zip(&value.mantissas).for_each(|(to, value)| *to = *value);
		self.key_exponents.push(key.exponent);
		self.value_exponents.push(value.exponent);
	}

	/// The key of a position, which must exist.
	pub fn key(&self, at: usize) -> Head {
		let mut mantissas = [0; HEAD];
		let pairs = self.keys[key_place(at)..].chunks(2 * KEYS);
		for (to, pair) in mantissas.chunks_exact_mut(2).zip(pairs) {
			to.copy_from_slice(&pair[..2]);
		}
		Head { mantissas, exponent: self.key_exponents[at] }
	}

	/// The value of a position, which must exist.
	pub fn value(&self, at: usize) -> Head {
		let mut mantissas = [0; HEAD];
		let places = self.values[value_place(at)..].iter().step_by(2);
		mantissas.iter_mut().zip(places).for_each(|(to, value)| *to = *value);
		Head { mantissas, exponent: self.value_exponents[at] }
	}
}

/// Where a key begins.
fn key_place(at: usize) -> usize {
	at / KEYS * KEYS * HEAD + at % KEYS * 2
}

/// Where a value begins.
fn value_place(at: usize) -> usize {
	at / 2 * 2 * HEAD + at % 2
}

/// Numbers on their way from scores to sums, kept for their memory.
#[derive(Debug, Default)]
pub struct Scratch {
	pub(super) dots: Vec<i32>,
	pub(super) scores: Vec<i64>,
	pub(super) weights: Vec<u32>,
	pub(super) digits: Vec<i16>,
}

/// What queries attend to, by the contract's own operations: so many keys each, which exist.
pub(super) fn attend(cache: &Cache, queries: &[(Head, usize)], out: &mut [&mut [i64]]) {
	for ((query, keys), out) in queries.iter().zip(out) {
		let scores: Vec<i64> = (0..*keys)
			.map(|at| {
				let key = cache.key(at);
				let dot = ops::dot_head(&query.mantissas, &key.mantissas);
				ops::score(dot, query.exponent, key.exponent)
			})
			.collect();
		let greatest = scores.iter().copied().max().unwrap_or(0);
		let (mut sums, mut weights) = ([0; HEAD], 0);
		for (at, score) in scores.into_iter().enumerate() {
			let (weight, value) = (ops::weight(greatest, score), cache.value(at));
			weights += i64::from(weight);
			ops::add_weighted(&mut sums, weight, &value.mantissas, value.exponent);
		}
		ops::divide(&sums, weights, out);
	}
}
