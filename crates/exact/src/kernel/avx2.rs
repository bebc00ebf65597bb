//! The loops with AVX2.
//!
//! 4-bit weights are multiplied as bytes with both halves of a mantissa, so that a group's scale can be
//! applied in 16 bits: each lane of a half stays below `2 * (2 * 15 * 64) * 2^15 < 2^27`, and 16 groups fit
//! 32 bits.
#![allow(unsafe_code)]

use super::Vectors;
use crate::{
	GROUP, HEAD,
	model::Matrix,
	ops::{Quant, Row},
};
use std::{arch::x86_64::*, ops::Range};

/// Groups whose scaled sums fit a 32-bit lane.
const GROUPS_IN_I32: usize = 16;
/// Blocks of 16 groups whose offsets' sums fit a 32-bit lane.
const OFFSETS_IN_I32: usize = 32;
/// Vectors that share one reading of a row.
const TILE: usize = 4;

/// [`super::Kernel`] only calls these where AVX2 was found and lengths were compared.
pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
	assert!(rows.end <= matrix.rows());
	// SAFETY: AVX2 was detected before a `Kernel` that leads here could be made.
	unsafe { multiply_avx2(matrix, rows, x, out) }
}

pub(super) fn dots(query: &[i16], keys: &[i16], out: &mut [i32]) {
	// SAFETY: AVX2 was detected, `query` is one head, `keys` has a head for each of `out`.
	unsafe { dots_avx2(query, keys, out) }
}

pub(super) fn weighted(weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; HEAD] {
	// SAFETY: AVX2 was detected, `values` has a head for each weight.
	unsafe { weighted_avx2(weights, values, exponents) }
}

#[target_feature(enable = "avx2")]
fn multiply_avx2(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
	let count = rows.len();
	for (at, row) in rows.enumerate() {
		let row = matrix.row(row);
		let mut vector = 0;
		while vector + TILE <= x.count() {
			for (t, sum) in dot_tile::<TILE>(row, x, vector).into_iter().enumerate() {
				out[(vector + t) * count + at] = sum;
			}
			vector += TILE;
		}
		while vector < x.count() {
			let [sum] = dot_tile::<1>(row, x, vector);
			out[vector * count + at] = sum;
			vector += 1;
		}
	}
}

/// One row times `T` vectors from `first` on.
#[target_feature(enable = "avx2")]
#[inline]
fn dot_tile<const T: usize>(row: Row<'_>, x: &Vectors, first: usize) -> [i64; T] {
	let groups = row.d.len();
	assert!(row.q.len() == groups * row.quant.group_bytes() && x.columns() == groups * GROUP);
	assert!(first + T <= x.count() && (row.m.is_empty() || row.m.len() == groups));
	// SAFETY: the row has as many quants as groups ask for, and the vectors exist and are as long.
	unsafe {
		match row.quant {
			Quant::Q4 => {
				let mut sums = q4_tile::<T>(row, x, first);
				for (t, sum) in sums.iter_mut().enumerate() {
					let from = (first + t) * groups;
					let low = &x.sums_low[from..from + groups];
					let high = &x.sums_high[from..from + groups];
					*sum += offsets(row.m, low, high);
				}
				sums
			}
			Quant::Q8 => q8_tile::<T>(row, x, first),
		}
	}
}

/// # Safety
/// `row` and the vectors `first..first + T` have equal numbers of groups, all of them stored.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn q4_tile<const T: usize>(row: Row<'_>, x: &Vectors, first: usize) -> [i64; T] {
	let groups = row.d.len();
	let halves = _mm_set1_epi8(15);
	let mut wide = [_mm256_setzero_si256(); T];
	let mut group = 0;
	while group < groups {
		let end = groups.min(group + GROUPS_IN_I32);
		let mut low = [_mm256_setzero_si256(); T];
		let mut high = [_mm256_setzero_si256(); T];
		while group < end {
			// SAFETY: the group is within row and vectors.
			unsafe {
				let bytes = _mm_loadu_si128(row.q.as_ptr().add(group * GROUP / 2).cast());
				let q = _mm256_set_m128i(
					_mm_and_si128(_mm_srli_epi16(bytes, 4), halves),
					_mm_and_si128(bytes, halves),
				);
				let d = _mm256_set1_epi16(*row.d.get_unchecked(group));
				for t in 0..T {
					let at = (first + t) * x.columns() + group * GROUP;
					let x_low = _mm256_loadu_si256(x.low.as_ptr().add(at).cast());
					let x_high = _mm256_loadu_si256(x.high.as_ptr().add(at).cast());
					let of_low = _mm256_madd_epi16(_mm256_maddubs_epi16(q, x_low), d);
					let of_high = _mm256_madd_epi16(_mm256_maddubs_epi16(q, x_high), d);
					low[t] = _mm256_add_epi32(low[t], of_low);
					high[t] = _mm256_add_epi32(high[t], of_high);
				}
			}
			group += 1;
		}
		for t in 0..T {
			let high = _mm256_slli_epi64(widen(high[t]), 7);
			wide[t] = _mm256_add_epi64(wide[t], _mm256_add_epi64(widen(low[t]), high));
		}
	}
	wide.map(|wide| sum_i64(wide))
}

/// # Safety
/// As for [`q4_tile`].
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn q8_tile<const T: usize>(row: Row<'_>, x: &Vectors, first: usize) -> [i64; T] {
	let mut wide = [_mm256_setzero_si256(); T];
	for (group, d) in row.d.iter().enumerate() {
		let d = _mm256_set1_epi32(i32::from(*d));
		// SAFETY: the group is within row and vectors.
		unsafe {
			let from = row.q.as_ptr().add(group * GROUP);
			let q_first = _mm256_cvtepi8_epi16(_mm_loadu_si128(from.cast()));
			let q_last = _mm256_cvtepi8_epi16(_mm_loadu_si128(from.add(16).cast()));
			for (t, wide) in wide.iter_mut().enumerate() {
				let at = (first + t) * x.columns() + group * GROUP;
				let from = x.all_mantissas().as_ptr().add(at);
				let x_first = _mm256_loadu_si256(from.cast());
				let x_last = _mm256_loadu_si256(from.add(16).cast());
				let sums = _mm256_add_epi32(
					_mm256_madd_epi16(q_first, x_first),
					_mm256_madd_epi16(q_last, x_last),
				);
				let even = _mm256_mul_epi32(sums, d);
				let odd = _mm256_mul_epi32(_mm256_srli_epi64(sums, 32), d);
				*wide = _mm256_add_epi64(*wide, _mm256_add_epi64(even, odd));
			}
		}
	}
	wide.map(|wide| sum_i64(wide))
}

/// The offsets' part: each group's offset times the sum of its mantissas.
#[target_feature(enable = "avx2")]
#[inline]
fn offsets(m: &[i16], low: &[i16], high: &[i16]) -> i64 {
	const LANES: usize = 16;
	let blocks = m.len() / LANES;
	let mut sum = 0;
	let mut block = 0;
	while block < blocks {
		let end = blocks.min(block + OFFSETS_IN_I32);
		let (mut of_low, mut of_high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
		while block < end {
			let at = block * LANES;
			let (m, low, high) = (load(m, at), load(low, at), load(high, at));
			of_low = _mm256_add_epi32(of_low, _mm256_madd_epi16(m, low));
			of_high = _mm256_add_epi32(of_high, _mm256_madd_epi16(m, high));
			block += 1;
		}
		let high = _mm256_slli_epi64(widen(of_high), 10);
		sum += sum_i64(_mm256_add_epi64(widen(of_low), high));
	}
	for ((m, low), high) in m.iter().zip(low).zip(high).skip(blocks * LANES) {
		sum += i64::from(*m) * i64::from(i32::from(*high) * 1_024 + i32::from(*low));
	}
	sum
}

/// Sixteen numbers from `at` on.
#[target_feature(enable = "avx2")]
#[inline]
fn load(from: &[i16], at: usize) -> __m256i {
	let lanes = &from[at..at + 16];
	// SAFETY: there are sixteen.
	unsafe { _mm256_loadu_si256(lanes.as_ptr().cast()) }
}

/// Eight 32-bit lanes as four 64-bit ones, pairs added.
#[target_feature(enable = "avx2")]
#[inline]
fn widen(v: __m256i) -> __m256i {
	let low = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(v));
	let high = _mm256_cvtepi32_epi64(_mm256_extracti128_si256(v, 1));
	_mm256_add_epi64(low, high)
}

#[target_feature(enable = "avx2")]
#[inline]
fn sum_i64(v: __m256i) -> i64 {
	let half = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
	_mm_cvtsi128_si64(half).wrapping_add(_mm_extract_epi64(half, 1))
}

/// # Safety
/// `query` is one head, and `keys` has one for each of `out`.
#[target_feature(enable = "avx2")]
unsafe fn dots_avx2(query: &[i16], keys: &[i16], out: &mut [i32]) {
	let q = [load(query, 0), load(query, 16), load(query, 32), load(query, 48)];
	for (key, out) in keys.chunks_exact(HEAD).zip(out) {
		let mut sum = _mm256_setzero_si256();
		for (part, q) in q.iter().enumerate() {
			sum = _mm256_add_epi32(sum, _mm256_madd_epi16(*q, load(key, part * 16)));
		}
		let four = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
		let two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0b00_00_11_10));
		let one = _mm_add_epi32(two, _mm_shuffle_epi32(two, 0b00_00_00_01));
		*out = _mm_cvtsi128_si32(one);
	}
}

/// # Safety
/// `values` has a head for each weight.
#[target_feature(enable = "avx2")]
unsafe fn weighted_avx2(weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; HEAD] {
	let mut sums = [0; HEAD];
	// Half a head at a time, so that the sums stay in registers: even and odd elements apart.
	for half in 0..2 {
		let mut even = [_mm256_setzero_si256(); 4];
		let mut odd = [_mm256_setzero_si256(); 4];
		for ((value, weight), e) in values.chunks_exact(HEAD).zip(weights).zip(exponents) {
			let weight = _mm256_set1_epi32(*weight as i32);
			let shift = _mm_cvtsi32_si128(i32::from((*e).min(12)));
			for part in 0..4 {
				let at = &value[half * 32 + part * 8..half * 32 + part * 8 + 8];
				// SAFETY: there are eight.
				let narrow = unsafe { _mm_loadu_si128(at.as_ptr().cast()) };
				let v = _mm256_sll_epi32(_mm256_cvtepi16_epi32(narrow), shift);
				let later = _mm256_srli_epi64(v, 32);
				even[part] = _mm256_add_epi64(even[part], _mm256_mul_epi32(v, weight));
				odd[part] = _mm256_add_epi64(odd[part], _mm256_mul_epi32(later, weight));
			}
		}
		for part in 0..4 {
			let (mut evens, mut odds) = ([0i64; 4], [0i64; 4]);
			// SAFETY: each has room for four lanes.
			unsafe {
				_mm256_storeu_si256(evens.as_mut_ptr().cast(), even[part]);
				_mm256_storeu_si256(odds.as_mut_ptr().cast(), odd[part]);
			}
			for lane in 0..4 {
				sums[half * 32 + part * 8 + lane * 2] = evens[lane];
				sums[half * 32 + part * 8 + lane * 2 + 1] = odds[lane];
			}
		}
	}
	sums
}
