//! The heavy loops, in a portable form and in forms for AVX2 and AVX-512, chosen when the program runs.
//!
//! All give the same integers: the property tests compare them on random and extreme input. Vectors must come
//! from [`Vectors`], heads from [`crate::ops::quantise`], whose ranges the fast forms rely on.
//!
//! | module | what is in it |
//! | --- | --- |
//! | here | which kernel there is |
//! | [`portable`], `avx2`, `avx512` | the loops |
//! | [`vectors`], [`cache`] | vectors, keys and values in the order in which the loops read them |
//! | [`tiles`], [`heads`] | what the fast forms of matrices and attention have in common |
//! | [`elements`] | loops over elements, which a compiler makes fast |
//! | [`hashes`] | many hashes at once |

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod cache;
pub(crate) mod elements;
pub mod hashes;
mod heads;
mod portable;
#[cfg(target_arch = "x86_64")]
mod tiles;
mod vectors;

#[cfg(test)]
mod tests;

use crate::matrix::Matrix;
pub use cache::{Cache, Head, Scratch};
use std::ops::Range;
pub use vectors::{Input, Vectors};

/// A set of loops that this machine can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
	Portable,
	/// Only made where the processor has it: its loops are safe to call.
	#[cfg(target_arch = "x86_64")]
	Avx2,
	/// As [`Kind::Avx2`], with twice as wide registers and dot products.
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
			if avx512::available() {
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

	/// Integer sums of `rows` of a matrix times each vector: `out[vector][row]`.
	pub fn multiply(
		self,
		matrix: &Matrix,
		rows: Range<usize>,
		x: &Vectors,
		out: &mut [&mut [i64]],
	) {
		assert_eq!(matrix.columns(), x.columns(), "vectors are as long as rows");
		assert!(rows.end <= matrix.rows(), "the rows exist");
		assert_eq!(out.len(), x.count(), "there is a place for each vector");
		assert!(out.iter().all(|out| out.len() == rows.len()), "there is a place for each sum");
		match self.0 {
			Kind::Portable => portable::multiply(matrix, rows, x, out),
			#[cfg(target_arch = "x86_64")]
			Kind::Avx2 => avx2::multiply(matrix, rows, x, out),
			#[cfg(target_arch = "x86_64")]
			Kind::Vnni => avx512::multiply(matrix, rows, x, out),
		}
	}

	/// What queries attend to: the first so many positions of a cache, for each.
	pub fn attend(
		self,
		cache: &Cache,
		queries: &[(Head, usize)],
		scratch: &mut Scratch,
		out: &mut [&mut [i64]],
	) {
		let exist = |(_, keys): &(Head, usize)| (1..=cache.count()).contains(keys);
		assert!(queries.iter().all(exist), "each query has at least one key, and all exist");
		assert_eq!(out.len(), queries.len(), "there is a place for each query");
		assert!(out.iter().all(|out| out.len() == crate::HEAD), "a place is one head");
		match self.0 {
			Kind::Portable => cache::attend(cache, queries, out),
			#[cfg(target_arch = "x86_64")]
			Kind::Avx2 => heads::attend::<avx2::Heads>(self, cache, queries, scratch, out),
			#[cfg(target_arch = "x86_64")]
			Kind::Vnni => heads::attend::<avx512::Heads>(self, cache, queries, scratch, out),
		}
	}
}
