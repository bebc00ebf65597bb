//! Leaves of the forward pass from their inputs: what a provider commits to and what a referee recomputes.
//!
//! Thin compositions of [`crate::ops`], shared by [`crate::recompute()`] and by whoever builds the inner
//! operations of a cell, so that both follow one reading of the contract.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	GROUP, HEAD,
	arith::{bl, cl, rshr},
	leaf::{MAX_SQUARES, Mantissas, Sums},
	ops::{self, F_LINEAR, HEAD_BITS, MATMUL_BITS, Row},
	rope::PAIRS,
};
use alloc::{vec, vec::Vec};

/// Quantises a vector.
pub fn quantised(y: &[i64], bits: u32) -> Mantissas {
	let mut m = vec![0; y.len()];
	let e = ops::quantise(y, bits, &mut m);
	Mantissas { m, e }
}

/// Norm of a residual, quantised for a matrix.
pub fn normed(x: &[i32], gain: &[i32], epsilon: u32) -> Mantissas {
	let mut y = vec![0; x.len()];
	ops::rms_norm(x, gain, epsilon, &mut y);
	quantised(&y, MATMUL_BITS)
}

/// A part of a norm of `n` elements, Q35, from the greatest magnitude and the sum of squares of them all.
pub fn norm_part(
	x: &[i32],
	gain: &[i32],
	greatest: i64,
	squares: i64,
	n: u32,
	epsilon: u32,
) -> Vec<i64> {
	let sh = ops::norm_shift(greatest.unsigned_abs());
	let squares = u64::try_from(squares).unwrap_or(0).min(MAX_SQUARES as u64);
	let inverse = ops::inverse_norm(squares, n as usize, sh, epsilon);
	let mut y = vec![0; x.len()];
	ops::apply_norm(x, gain, inverse, &mut y);
	y
}

/// The sum of squares up to the end of a part, from the sum before it and the greatest magnitude of all.
pub fn add_squares(before: i64, x: &[i32], greatest: i64) -> i64 {
	let squares = ops::squares(x, ops::norm_shift(greatest.unsigned_abs()));
	before.saturating_add(i64::try_from(squares).unwrap_or(i64::MAX))
}

/// The sum of a row over a chunk of inputs that begins with group `first`, added to the sum before it.
pub fn add_row(before: i64, row: Row<'_>, first: usize, x: &[i16]) -> i64 {
	before.saturating_add(ops::dot_row(row.part(first, x.len() / GROUP), x))
}

/// A row times a vector, brought from `from` to `to` fraction bits.
pub fn row_times(row: Row<'_>, x: &Mantissas, from: i32, to: i32) -> i64 {
	ops::scale_row(ops::dot_row(row, &x.m), row.e, x.e, from, to)
}

/// A row of gates or ups: Q16, clamped to `bits` bits.
pub fn linear(row: Row<'_>, x: &Mantissas, bits: u32) -> i32 {
	biased(row, 0, x, bits)
}

/// A row of queries, keys or values, with its bias: Q16, clamped to `bits` bits.
pub fn biased(row: Row<'_>, bias: i32, x: &Mantissas, bits: u32) -> i32 {
	ops::biased(row_times(row, x, ops::F_NORM, F_LINEAR), bias, bits) as i32
}

/// The embedding of a row.
pub fn embedded(row: Row<'_>, dim: usize) -> Vec<i32> {
	let mut x = vec![0; dim];
	ops::embed(row, &mut x);
	x
}

/// A head of queries or keys, rotated and quantised.
pub fn rotated(rows: &[i32], rotation: &[(i16, i16); PAIRS]) -> Mantissas {
	let mut head = wide(rows);
	ops::rotate(&mut head, rotation);
	quantised(&head, HEAD_BITS)
}

/// A head of values, quantised.
pub fn value(rows: &[i32]) -> Mantissas {
	quantised(&wide(rows), HEAD_BITS)
}

/// Scores of keys.
pub fn scores<'a>(query: &Mantissas, keys: impl IntoIterator<Item = &'a Mantissas>) -> Vec<i64> {
	let score = |key: &Mantissas| ops::score(ops::dot_head(&query.m, &key.m), query.e, key.e);
	keys.into_iter().map(score).collect()
}

/// Adds keys to the sums of a head.
pub fn add_keys<'a>(
	sums: &mut Sums,
	greatest: i64,
	keys: impl IntoIterator<Item = (i64, &'a Mantissas)>,
) {
	for (score, value) in keys {
		let weight = ops::weight(greatest, score);
		// Within the ranges of a leaf nothing wraps: 2^61 at most, and 8,192 keys.
		sums.weights = sums.weights.wrapping_add(weight.into());
		ops::add_weighted(&mut sums.values, weight, &value.m, value.e);
	}
}

/// Output of a head.
pub fn head_output(sums: &Sums) -> Vec<i64> {
	let mut out = vec![0; HEAD];
	ops::divide(&sums.values, sums.weights, &mut out);
	out
}

/// Exponent of a vector for a matrix, of which the greatest magnitude is known.
pub fn exponent(greatest: i64) -> u8 {
	(bl(greatest.unsigned_abs()) - (MATMUL_BITS as i32 - 1)).max(0) as u8
}

/// Mantissas of elements of a vector whose exponent is known.
pub fn mantissas(y: &[i64], e: u8) -> Vec<i16> {
	y.iter().map(|y| cl(rshr(*y, e.into()), MATMUL_BITS) as i16).collect()
}

/// The same numbers in 64 bits.
pub fn wide(numbers: &[i32]) -> Vec<i64> {
	numbers.iter().map(|n| i64::from(*n)).collect()
}
