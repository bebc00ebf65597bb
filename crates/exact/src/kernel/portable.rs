//! The loops by the contract's own operations.

use super::{Vectors, vectors::LANES};
use crate::{matrix::Matrix, ops};
use std::ops::Range;

pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [&mut [i64]]) {
	for (at, row) in rows.enumerate() {
		let row = matrix.row(row);
		for (block, out) in x.blocks().iter().zip(out.chunks_mut(LANES)) {
			for (mantissas, out) in block.mantissas(x.columns()).zip(out) {
				out[at] = ops::dot_row(row, mantissas);
			}
		}
	}
}
