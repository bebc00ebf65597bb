//! The loops by the contract's own operations.

use super::Vectors;
use crate::{HEAD, model::Matrix, ops};
use std::ops::Range;

pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
	let count = rows.len();
	for (at, row) in rows.enumerate() {
		let row = matrix.row(row);
		for vector in 0..x.count() {
			out[vector * count + at] = ops::dot_row(row, x.mantissas(vector));
		}
	}
}

pub(super) fn dots(query: &[i16], keys: &[i16], out: &mut [i32]) {
	for (key, out) in keys.chunks_exact(HEAD).zip(out) {
		*out = ops::dot_head(query, key);
	}
}

pub(super) fn weighted(weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; HEAD] {
	let mut sums = [0; HEAD];
	for ((value, weight), e) in values.chunks_exact(HEAD).zip(weights).zip(exponents) {
		ops::add_weighted(&mut sums, *weight, value, *e);
	}
	sums
}
