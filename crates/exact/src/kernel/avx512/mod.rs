//! The loops with AVX-512 and its dot products of bytes and words.
// The instructions of a processor are unsafe to call on another: callers have asked which one it is.
#![allow(unsafe_code)]
// Arrays of registers are walked side by side.
#![allow(clippy::needless_range_loop)]

mod heads;
mod lanes;
mod single;

use super::{Vectors, tiles};
use crate::matrix::Matrix;
pub(super) use heads::Avx512 as Heads;
use std::ops::Range;

/// Whether this processor has all that is used here.
pub(super) fn available() -> bool {
	use std::arch::is_x86_feature_detected as has;
	has!("avx2")
		&& has!("avx512f")
		&& has!("avx512bw")
		&& has!("avx512dq")
		&& has!("avx512vl")
		&& has!("avx512vnni")
}

/// Rows and vectors exist and are of equal length; `out[vector][row]`.
pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [&mut [i64]]) {
	tiles::multiply::<{ lanes::ROWS }, lanes::Avx512>(matrix, rows.clone(), x, out);
	single::multiply(matrix, rows, x, out);
}
