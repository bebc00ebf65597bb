//! The loops with AVX2.
//!
//! Weights are multiplied as bytes with both halves of a mantissa. A group's sum with 4-bit weights fits 16 bits,
//! so that its scale can be applied there: a lane of a half stays within a bound times the scale, and as many
//! groups are added up in 32 bits as the matrix' greatest scale allows.
// The instructions of a processor are unsafe to call on another: callers have asked which one it is.
#![allow(unsafe_code)]
// Arrays of registers are walked side by side.
#![allow(clippy::needless_range_loop)]

mod heads;
mod lanes;
mod single;

use super::{Vectors, tiles};
use crate::matrix::Matrix;
pub(super) use heads::Avx2 as Heads;
pub(super) use lanes::unpack_nibbles;
use std::ops::Range;

/// Rows and vectors exist and are of equal length; `out[vector][row]`.
pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [&mut [i64]]) {
	tiles::multiply::<{ lanes::ROWS }, lanes::Avx2>(matrix, rows.clone(), x, out);
	single::multiply(matrix, rows, x, out);
}
