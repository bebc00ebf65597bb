//! The heavy loops, in a portable form and in forms for AVX2 and AVX-512, chosen when the program runs.
//!
//! All give the same integers: the property tests below compare them on random and extreme input. Vectors
//! must come from [`Vectors`], heads from [`crate::ops::quantise`], whose ranges the fast form relies on.

#[cfg(target_arch = "x86_64")]
mod avx2;
pub mod hashes;
mod portable;
mod vectors;
#[cfg(target_arch = "x86_64")]
mod vnni;

#[cfg(test)]
mod tests;

use crate::model::Matrix;
use std::ops::Range;
pub use vectors::Vectors;

/// A set of loops that this machine can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
	Portable,
	/// Only made where the processor has it: its loops are safe to call.
	#[cfg(target_arch = "x86_64")]
	Avx2,
	/// As [`Kind::Avx2`], with more for many vectors at once.
	#[cfg(target_arch = "x86_64")]
	Vnni,
}

impl Kernel {
	/// Runs anywhere.
	pub const PORTABLE: Self = Self(Kind::Portable);

	/// All that this machine can run, the fastest last.
	pub fn available() -> Vec<Self> {
		let mut all = vec![Self::PORTABLE];
		#[cfg(target_arch = "x86_64")]
		if std::arch::is_x86_feature_detected!("avx2") {
			all.push(Self(Kind::Avx2));
			if vnni::available() {
				all.push(Self(Kind::Vnni));
			}
		}
		all
	}

	/// The fastest that this machine can run.
	pub fn best() -> Self {
		Self::available().pop().unwrap_or(Self::PORTABLE)
	}

	/// Its name, for logs.
	pub fn name(self) -> &'static str {
		match self.0 {
			Kind::Portable => "portable",
			#[cfg(target_arch = "x86_64")]
			Kind::Avx2 => "avx2",
			#[cfg(target_arch = "x86_64")]
			Kind::Vnni => "vnni",
		}
	}

	/// Integer sums of `rows` of a matrix times each vector: `out[vector * rows.len() + row]`.
	pub fn multiply(self, matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
		assert_eq!(matrix.columns(), x.columns(), "vectors are as long as rows");
		assert!(rows.end <= matrix.rows(), "the rows exist");
		assert_eq!(out.len(), rows.len() * x.count(), "there is a place for each sum");
		match self.0 {
			Kind::Portable => portable::multiply(matrix, rows, x, out),
			#[cfg(target_arch = "x86_64")]
			Kind::Vnni if x.count() >= vnni::MANY => vnni::multiply(matrix, rows, x, out),
			#[cfg(target_arch = "x86_64")]
			Kind::Avx2 | Kind::Vnni => avx2::multiply(matrix, rows, x, out),
		}
	}

	/// Products of a query's mantissas with each key's.
	pub fn dots(self, query: &[i16], keys: &[i16], out: &mut [i32]) {
		assert_eq!(query.len(), crate::HEAD, "a query is one head");
		assert_eq!(keys.len(), out.len() * crate::HEAD, "there is a place for each product");
		match self.0 {
			Kind::Portable => portable::dots(query, keys, out),
			#[cfg(target_arch = "x86_64")]
			Kind::Avx2 | Kind::Vnni => avx2::dots(query, keys, out),
		}
	}

	/// Sums of weighted values, from their mantissas and exponents of at most 12.
	pub fn weighted(self, weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; crate::HEAD] {
		assert_eq!(values.len(), weights.len() * crate::HEAD, "each value has a weight");
		assert_eq!(exponents.len(), weights.len(), "each value has an exponent");
		match self.0 {
			Kind::Portable => portable::weighted(weights, values, exponents),
			#[cfg(target_arch = "x86_64")]
			Kind::Avx2 => avx2::weighted(weights, values, exponents),
			#[cfg(target_arch = "x86_64")]
			Kind::Vnni => vnni::weighted(weights, values, exponents),
		}
	}
}
