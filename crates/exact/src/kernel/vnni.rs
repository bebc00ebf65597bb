//! Matrices times many vectors with AVX-512 and its dot products of bytes.
//!
//! Sixteen vectors are computed side by side, one to a lane: four weights are broadcast, and each lane adds
//! their products with its own four elements. A group's sum of halves of mantissas with 4-bit weights fits 16
//! bits, so that two groups are scaled and added by one more instruction. Few vectors go the way of AVX2.
// The instructions of a processor are unsafe to call on another: callers have asked which one it is.
#![allow(unsafe_code)]
// Arrays of registers are walked side by side.
#![allow(clippy::needless_range_loop)]

use super::{
	Vectors,
	vectors::{Block, LANES},
};
use crate::{
	GROUP, HEAD,
	model::Matrix,
	ops::{Quant, Row},
};
use std::{arch::x86_64::*, ops::Range};

/// Rows that share one reading of the vectors.
const TILE: usize = 4;
/// Bound of a scaled pair of groups before it is scaled: two sums of 32 products of 4 bits with half a mantissa.
const PAIR: u32 = 2 * (32 * 15 * 64);
/// Pairs of groups whose offsets' sums fit a 32-bit lane: each is at most `2 * 2^15 * 2^9`.
const OFFSETS_IN_I32: usize = 32;
/// Fewer vectors than this go the other way.
pub(super) const MANY: usize = 4;

/// Whether this processor has all that is used here.
pub(super) fn available() -> bool {
	std::arch::is_x86_feature_detected!("avx512f")
		&& std::arch::is_x86_feature_detected!("avx512bw")
		&& std::arch::is_x86_feature_detected!("avx512vnni")
}

pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
	assert!(rows.end <= matrix.rows() && matrix.columns() == x.columns());
	assert_eq!(out.len(), rows.len() * x.count());
	// SAFETY: the features were detected before a `Kernel` that leads here could be made.
	unsafe { multiply_vnni(matrix, rows, x, out) }
}

/// Sums of weighted values, from their mantissas and exponents of at most 12.
pub(super) fn weighted(weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; HEAD] {
	// SAFETY: as above.
	unsafe { weighted_vnni(weights, values, exponents) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn weighted_vnni(weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; HEAD] {
	const PARTS: usize = HEAD / 8;
	let (values, _) = values.as_chunks::<HEAD>();
	let mut sums = [_mm512_setzero_si512(); PARTS];
	for ((value, weight), e) in values.iter().zip(weights).zip(exponents) {
		let weight = _mm512_set1_epi64(i64::from(*weight));
		let shift = _mm_cvtsi32_si128(i32::from((*e).min(12)));
		for part in 0..PARTS {
			// SAFETY: the eight are within the head.
			let narrow = unsafe { _mm_loadu_si128(value[part * 8..part * 8 + 8].as_ptr().cast()) };
			let v = _mm512_sll_epi64(_mm512_cvtepi16_epi64(narrow), shift);
			sums[part] = _mm512_add_epi64(sums[part], _mm512_mul_epi32(v, weight));
		}
	}
	let mut all = [0; HEAD];
	for part in 0..PARTS {
		all[part * 8..part * 8 + 8].copy_from_slice(&wide(sums[part]));
	}
	all
}

/// The rows exist and are as long as the vectors; there is a place for each sum.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn multiply_vnni(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
	let count = rows.len();
	let run = (i32::MAX as u32 / (PAIR * u32::from(matrix.greatest_scale()).max(1))) as usize;
	let run = run.clamp(1, OFFSETS_IN_I32);
	let mut at = 0;
	while at < count {
		let size = if count - at >= TILE { TILE } else { 1 };
		let row = |row: usize| matrix.row(rows.start + at + row.min(size - 1));
		let tile: [Row<'_>; TILE] = std::array::from_fn(row);
		for (block, vectors) in x.blocks().iter().enumerate() {
			let mut sums = [[0; LANES]; TILE];
			if size == TILE {
				sums = dot_tile(tile, run, vectors);
			} else {
				[sums[0]] = dot_tile([tile[0]], run, vectors);
			}
			let first = block * LANES;
			for lane in 0..LANES.min(x.count() - first) {
				for row in 0..size {
					out[(first + lane) * count + at + row] = sums[row][lane];
				}
			}
		}
		at += size;
	}
}

/// Rows as long as the block's vectors, of one kind, times each of them. `run` pairs of groups fit a 32-bit
/// lane.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn dot_tile<const R: usize>(rows: [Row<'_>; R], run: usize, x: &Block) -> [[i64; LANES]; R] {
	// SAFETY: a matrix has as many quants, scales and offsets as its rows ask for, and a block as many of each
	// form, filled up to whole pairs of groups.
	unsafe {
		match rows[0].quant {
			Quant::Q4 => q4_tile(rows, run, x),
			Quant::Q8 => q8_tile(rows, x),
		}
	}
}

/// Sums of a group's weights, given as bytes without sign, with the low and high halves of sixteen vectors.
///
/// # Safety
/// The block has the group.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn group_sums<const R: usize>(
	quants: &[[i32; 8]; R],
	x: &Block,
	group: usize,
) -> ([__m512i; R], [__m512i; R]) {
	let (mut low, mut high) = ([_mm512_setzero_si512(); R], [_mm512_setzero_si512(); R]);
	for four in 0..GROUP / 4 {
		let at = (group * GROUP / 4 + four) * 4 * LANES;
		// SAFETY: as the caller says.
		let (x_low, x_high) = unsafe {
			(
				_mm512_loadu_si512(x.low.as_ptr().add(at).cast()),
				_mm512_loadu_si512(x.high.as_ptr().add(at).cast()),
			)
		};
		for r in 0..R {
			let q = _mm512_set1_epi32(quants[r][four]);
			low[r] = _mm512_dpbusd_epi32(low[r], q, x_low);
			high[r] = _mm512_dpbusd_epi32(high[r], q, x_high);
		}
	}
	(low, high)
}

/// # Safety
/// Rows have as many quants, scales and offsets as the block has groups.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn q4_tile<const R: usize>(rows: [Row<'_>; R], run: usize, x: &Block) -> [[i64; LANES]; R] {
	let groups = rows[0].d.len();
	let pairs = groups.div_ceil(2);
	let mut sums = [[0; LANES]; R];
	let mut pair = 0;
	while pair < pairs {
		let end = pairs.min(pair + run);
		let zero = [_mm512_setzero_si512(); R];
		let (mut low, mut high, mut of_low, mut of_high) = (zero, zero, zero, zero);
		while pair < end {
			let last = (pair * 2 + 1).min(groups - 1);
			// SAFETY: both groups are within rows and block.
			unsafe {
				let first = group_sums(&rows.map(|row| nibbles(row.q, pair * 2)), x, pair * 2);
				let second = group_sums(&rows.map(|row| nibbles(row.q, last)), x, last);
				let plain_low =
					_mm512_loadu_si512(x.sums_low.as_ptr().add(pair * 2 * LANES).cast());
				let plain_high =
					_mm512_loadu_si512(x.sums_high.as_ptr().add(pair * 2 * LANES).cast());
				for r in 0..R {
					// In place of a second group that is not there, the first again, scaled by nothing.
					let d = both(rows[r].d, pair * 2);
					low[r] = _mm512_dpwssd_epi32(low[r], join(first.0[r], second.0[r]), d);
					high[r] = _mm512_dpwssd_epi32(high[r], join(first.1[r], second.1[r]), d);
					let m = both(rows[r].m, pair * 2);
					of_low[r] = _mm512_dpwssd_epi32(of_low[r], plain_low, m);
					of_high[r] = _mm512_dpwssd_epi32(of_high[r], plain_high, m);
				}
			}
			pair += 1;
		}
		for r in 0..R {
			for (lanes, shift) in [(low[r], 0), (high[r], 7), (of_low[r], 0), (of_high[r], 10)] {
				for (sum, lane) in sums[r].iter_mut().zip(narrow(lanes)) {
					*sum += i64::from(lane) << shift;
				}
			}
		}
	}
	sums
}

/// # Safety
/// Rows have as many quants and scales as the block has groups.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn q8_tile<const R: usize>(rows: [Row<'_>; R], x: &Block) -> [[i64; LANES]; R] {
	let (mut even, mut odd) = ([_mm512_setzero_si512(); R], [_mm512_setzero_si512(); R]);
	for group in 0..rows[0].d.len() {
		// SAFETY: the group is within rows and block.
		let ((low, high), plain) = unsafe {
			let sums = group_sums(&rows.map(|row| raised(row.q, group)), x, group);
			(sums, _mm512_loadu_si512(x.sums.as_ptr().add(group * LANES).cast()))
		};
		for r in 0..R {
			// Weights were raised by 128. Below 2^25: the multiplication reads every second lane.
			let high = _mm512_slli_epi32(_mm512_sub_epi32(high[r], plain), 7);
			let sum = _mm512_add_epi32(low[r], high);
			let d = _mm512_set1_epi64(i64::from(rows[r].d[group]));
			even[r] = _mm512_add_epi64(even[r], _mm512_mul_epi32(sum, d));
			let later = _mm512_srli_epi64(sum, 32);
			odd[r] = _mm512_add_epi64(odd[r], _mm512_mul_epi32(later, d));
		}
	}
	let mut sums = [[0; LANES]; R];
	for r in 0..R {
		let (even, odd) = (wide(even[r]), wide(odd[r]));
		for lane in 0..LANES / 2 {
			sums[r][lane * 2] = even[lane];
			sums[r][lane * 2 + 1] = odd[lane];
		}
	}
	sums
}

/// A group's 4-bit weights as bytes, four to a number.
///
/// # Safety
/// The group is within the quants.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn nibbles(q: &[u8], group: usize) -> [i32; 8] {
	let mut quants = [0; 8];
	// SAFETY: as the caller says; eight numbers hold 32 bytes.
	unsafe {
		let bytes = _mm_loadu_si128(q.as_ptr().add(group * GROUP / 2).cast());
		let both = _mm256_set_m128i(_mm_srli_epi16(bytes, 4), bytes);
		let bytes = _mm256_and_si256(both, _mm256_set1_epi8(15));
		_mm256_storeu_si256(quants.as_mut_ptr().cast(), bytes);
	}
	quants
}

/// A group's 8-bit weights raised by 128, four to a number.
///
/// # Safety
/// The group is within the quants.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn raised(q: &[u8], group: usize) -> [i32; 8] {
	let mut quants = [0; 8];
	// SAFETY: as the caller says; eight numbers hold 32 bytes.
	unsafe {
		let bytes = _mm256_loadu_si256(q.as_ptr().add(group * GROUP).cast());
		let bytes = _mm256_xor_si256(bytes, _mm256_set1_epi8(i8::MIN));
		_mm256_storeu_si256(quants.as_mut_ptr().cast(), bytes);
	}
	quants
}

/// Two neighbouring factors in each lane; nothing in place of one that is not there.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn both(factors: &[i16], at: usize) -> __m512i {
	let second = factors.get(at + 1).copied().unwrap_or(0);
	_mm512_set1_epi32(i32::from(factors[at] as u16) | i32::from(second) << 16)
}

/// Low halves of the lanes of both.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn join(first: __m512i, second: __m512i) -> __m512i {
	_mm512_mask_blend_epi16(0xaaaa_aaaa, first, _mm512_slli_epi32(second, 16))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn narrow(v: __m512i) -> [i32; LANES] {
	let mut lanes = [0; LANES];
	// SAFETY: there is room for sixteen.
	unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), v) };
	lanes
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn wide(v: __m512i) -> [i64; LANES / 2] {
	let mut lanes = [0; LANES / 2];
	// SAFETY: there is room for eight.
	unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), v) };
	lanes
}
