//! Quantised vectors, and the forms of them that fast loops read.

use crate::{
	GROUP,
	ops::{MATMUL_BITS, quantise},
};

/// Vectors of equal length in block floating point, ready to be multiplied with a matrix.
///
/// A mantissa is `128 * high + low` and a group's sum `1024 * sum_high + sum_low`: small enough for the
/// narrow multiplications that processors have most of.
#[derive(Debug)]
pub struct Vectors {
	columns: usize,
	mantissas: Vec<i16>,
	exponents: Vec<u8>,
	pub(super) low: Vec<i8>,
	pub(super) high: Vec<i8>,
	pub(super) sums_low: Vec<i16>,
	pub(super) sums_high: Vec<i16>,
}

impl Vectors {
	/// No vectors yet, of `columns` elements each: a multiple of 32.
	pub fn new(columns: usize) -> Self {
		assert!(columns > 0 && columns.is_multiple_of(GROUP), "vectors are made of groups");
		Self {
			columns,
			mantissas: Vec::new(),
			exponents: Vec::new(),
			low: Vec::new(),
			high: Vec::new(),
			sums_low: Vec::new(),
			sums_high: Vec::new(),
		}
	}

	/// Length of each.
	pub fn columns(&self) -> usize {
		self.columns
	}

	/// How many there are.
	pub fn count(&self) -> usize {
		self.exponents.len()
	}

	/// Mantissas of vector `at`.
	pub fn mantissas(&self, at: usize) -> &[i16] {
		&self.mantissas[at * self.columns..(at + 1) * self.columns]
	}

	pub(super) fn all_mantissas(&self) -> &[i16] {
		&self.mantissas
	}

	/// Exponent of vector `at`.
	pub fn exponent(&self, at: usize) -> u8 {
		self.exponents[at]
	}

	/// Forgets all vectors.
	pub fn clear(&mut self) {
		self.mantissas.clear();
		self.exponents.clear();
		self.low.clear();
		self.high.clear();
		self.sums_low.clear();
		self.sums_high.clear();
	}

	/// Quantises one more vector.
	pub fn push(&mut self, y: &[i64]) {
		assert_eq!(y.len(), self.columns, "vectors are of equal length");
		let from = self.mantissas.len();
		self.mantissas.resize(from + self.columns, 0);
		self.exponents.push(quantise(y, MATMUL_BITS, &mut self.mantissas[from..]));
		for group in self.mantissas[from..].chunks_exact(GROUP) {
			for x in group {
				let low = ((x + 64) & 127) - 64;
				self.low.push(low as i8);
				self.high.push(((x - low) >> 7) as i8);
			}
			let sum: i32 = group.iter().map(|x| i32::from(*x)).sum();
			let low = ((sum + 512) & 1_023) - 512;
			self.sums_low.push(low as i16);
			self.sums_high.push(((sum - low) >> 10) as i16);
		}
	}
}
