//! Matrices times vectors, cut into pieces of rows for the threads of a team.

use crate::{
	kernel::{Kernel, Vectors, elements},
	matrix::Matrix,
	ops::{self, F_LINEAR, F_NORM, F_RESIDUAL},
	pool::Team,
};
use std::ops::Range;

/// Fewest rows that are worth another thread, and a multiple of what kernels compute at once.
const LEAST: usize = 24;
/// Most rows of a piece: what is computed of it stays in a near cache.
const MOST: usize = 192;
/// Pieces for each thread, so that one that is late delays others little.
const PIECES: usize = 3;

/// Rows of a piece of `rows` rows that are to be computed together.
pub(super) fn piece(team: &Team<'_>, rows: usize) -> usize {
	let share = rows.div_ceil(team.size() * PIECES);
	share.next_multiple_of(LEAST).min(MOST)
}

/// The parts of all vectors, of `width` elements each, that belong to each piece of `piece` elements.
pub(super) fn parts<T>(all: &mut [T], width: usize, piece: usize) -> Vec<Vec<&mut [T]>> {
	let mut parts = Vec::new();
	parts.resize_with(width.div_ceil(piece), || Vec::with_capacity(all.len() / width));
	for vector in all.chunks_exact_mut(width) {
		for (part, slice) in parts.iter_mut().zip(vector.chunks_mut(piece)) {
			part.push(slice);
		}
	}
	parts
}

/// Some rows of a matrix, to be multiplied with vectors of `from` fraction bits.
pub(super) struct Rows<'a> {
	pub matrix: &'a Matrix,
	pub rows: Range<usize>,
	pub from: i32,
	/// Fraction bits of the result.
	pub to: i32,
	/// To how many bits it is clamped; 64: not at all.
	pub bits: u32,
}

impl<'a> Rows<'a> {
	/// Queries, keys, values, gates or ups.
	pub fn normed(matrix: &'a Matrix, rows: Range<usize>, bits: u32) -> Self {
		Self { matrix, rows, from: F_NORM, to: F_LINEAR, bits }
	}

	/// The result: `out[vector][row]`.
	pub fn times(&self, kernel: Kernel, x: &Vectors, out: &mut [&mut [i64]]) {
		kernel.multiply(self.matrix, self.rows.clone(), x, out);
		let exponents = &self.matrix.exponents()[self.rows.clone()];
		let biases = self.matrix.biases().get(self.rows.clone());
		// What is clamped is the sum.
		let bits = if biases.is_some_and(|biases| !biases.is_empty()) { 64 } else { self.bits };
		for (at, sums) in out.iter_mut().enumerate() {
			let e = x.exponent(at);
			elements::scale(kernel, sums, exponents, e, self.from, self.to, bits);
			for (sum, bias) in sums.iter_mut().zip(biases.unwrap_or_default()) {
				*sum = ops::biased(*sum, *bias, self.bits);
			}
		}
	}

	/// The same, by vector, then row.
	pub fn times_here(&self, kernel: Kernel, x: &Vectors) -> Vec<i64> {
		let mut all = vec![0; x.count() * self.rows.len()];
		let mut out: Vec<&mut [i64]> = all.chunks_exact_mut(self.rows.len()).collect();
		self.times(kernel, x, &mut out);
		all
	}
}

/// Adds rows of `matrix` times each vector, of `from` fraction bits, to residuals.
pub(super) fn add(
	team: &Team<'_>,
	kernel: Kernel,
	matrix: &Matrix,
	x: &Vectors,
	from: i32,
	residuals: &mut [i32],
) {
	let piece = piece(team, matrix.rows());
	let parts = parts(residuals, matrix.rows(), piece).into_iter().enumerate();
	team.each(parts, |(at, residuals)| {
		let rows = at * piece..matrix.rows().min((at + 1) * piece);
		let count = rows.len();
		let rows = Rows { matrix, rows, from, to: F_RESIDUAL, bits: 64 };
		let sums = rows.times_here(kernel, x);
		for (residual, sums) in residuals.into_iter().zip(sums.chunks_exact(count)) {
			elements::add(kernel, residual, sums);
		}
	});
}

/// The logits of each vector, vector after vector.
pub(super) fn logits(
	team: &Team<'_>,
	kernel: Kernel,
	head: &Matrix,
	x: &Vectors,
	out: &mut Vec<i64>,
) {
	out.resize(x.count() * head.rows(), 0);
	let piece = piece(team, head.rows());
	team.each(parts(out, head.rows(), piece).into_iter().enumerate(), |(at, mut out)| {
		let rows = at * piece..head.rows().min((at + 1) * piece);
		Rows::normed(head, rows, 64).times(kernel, x, &mut out);
	});
}

/// The greatest logit after each vector, and its token, the lowest on ties.
pub(super) fn likeliest(
	team: &Team<'_>,
	kernel: Kernel,
	head: &Matrix,
	x: &Vectors,
) -> Vec<(i64, u32)> {
	let piece = piece(team, head.rows());
	let count = x.count();
	let mut best = vec![(i64::MIN, 0); head.rows().div_ceil(piece) * count];
	if count > 0 {
		team.each(best.chunks_exact_mut(count).enumerate(), |(at, best)| {
			let rows = at * piece..head.rows().min((at + 1) * piece);
			let (first, length) = (rows.start, rows.len());
			let logits = Rows::normed(head, rows, 64).times_here(kernel, x);
			for (best, logits) in best.iter_mut().zip(logits.chunks_exact(length)) {
				let token = crate::ops::argmax(logits);
				*best = (logits[token], (first + token) as u32);
			}
		});
	}
	let of = |vector: usize| {
		let pieces = best.iter().skip(vector).step_by(count);
		pieces.fold((i64::MIN, 0), |best, next| if next.0 > best.0 { *next } else { best })
	};
	(0..count).map(of).collect()
}
