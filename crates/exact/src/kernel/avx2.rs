//! The loops with AVX2.
//!
//! 4-bit weights are multiplied as bytes with both halves of a mantissa, so that a group's scale can be
//! applied in 16 bits: a lane of a half stays within [`LANE`] times the scale, and as many groups are added
//! up in 32 bits as the matrix' greatest scale allows.
// The instructions of a processor are unsafe to call on another: callers have asked which one it is.
#![allow(unsafe_code)]
// Arrays of registers are walked side by side.
#![allow(clippy::needless_range_loop)]

use super::{Vectors, vectors::Pointers};
use crate::{
	GROUP, HEAD,
	model::Matrix,
	ops::{Quant, Row},
};
use std::{arch::x86_64::*, ops::Range};

/// Bound of a lane before it is scaled: two lanes of two products of 4 bits with half a mantissa.
const LANE: u32 = 2 * (2 * 15 * 64);
/// Blocks of 16 groups whose offsets' sums fit a 32-bit lane: each is at most `2 * 2^15 * 2^9`.
const OFFSETS_IN_I32: usize = 32;
/// Vectors that share one reading of a row.
const TILE: usize = 4;
/// How many rows before its turn a row is asked for.
const AHEAD: usize = 4;
/// Sixteen lanes that let nothing through, then sixteen that let all through.
const MASKS: [i16; 32] = {
	let mut masks = [0; 32];
	let mut at = 16;
	while at < 32 {
		masks[at] = -1;
		at += 1;
	}
	masks
};

pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
	assert!(rows.end <= matrix.rows() && matrix.columns() == x.columns());
	// SAFETY: AVX2 was detected before a `Kernel` that leads here could be made.
	unsafe { multiply_avx2(matrix, rows, x, out) }
}

pub(super) fn dots(query: &[i16], keys: &[i16], out: &mut [i32]) {
	// SAFETY: AVX2 was detected.
	unsafe { dots_avx2(query, keys, out) }
}

pub(super) fn weighted(weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; HEAD] {
	// SAFETY: AVX2 was detected.
	unsafe { weighted_avx2(weights, values, exponents) }
}

/// The rows exist and are as long as the vectors.
#[target_feature(enable = "avx2")]
fn multiply_avx2(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [i64]) {
	let count = rows.len();
	let run = (i32::MAX as u32 / (LANE * u32::from(matrix.greatest_scale()).max(1))) as usize;
	let pointers: Vec<Pointers> = (0..x.count()).map(|at| x.pointers(at)).collect();
	let (tiles, single) = pointers.as_chunks::<TILE>();
	for (at, row) in rows.enumerate() {
		prefetch(matrix, row + AHEAD);
		let row = matrix.row(row);
		let mut place = at;
		for tile in tiles {
			for sum in dot_tile(row, run, tile) {
				out[place] = sum;
				place += count;
			}
		}
		for one in single {
			let [sum] = dot_tile(row, run, &[*one]);
			out[place] = sum;
			place += count;
		}
	}
}

/// Asks for a row that will be needed soon, if it exists.
#[target_feature(enable = "avx2")]
#[inline]
fn prefetch(matrix: &Matrix, row: usize) {
	if row >= matrix.rows() {
		return;
	}
	let row = matrix.row(row);
	for line in row.q.chunks(64) {
		_mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast());
	}
}

/// A row times the vectors of a tile, which are as long. `run` groups fit a 32-bit lane.
#[target_feature(enable = "avx2")]
#[inline]
fn dot_tile<const T: usize>(row: Row<'_>, run: usize, x: &[Pointers; T]) -> [i64; T] {
	// SAFETY: a matrix has as many quants, scales and offsets as its rows ask for, and vectors as long as
	// the row have as many of each form.
	unsafe {
		match row.quant {
			Quant::Q4 => q4_tile(row, run, x),
			Quant::Q8 => q8_tile(row, x),
		}
	}
}

/// # Safety
/// Row and vectors have as many groups as there are scales and offsets.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn q4_tile<const T: usize>(row: Row<'_>, run: usize, x: &[Pointers; T]) -> [i64; T] {
	let halves = _mm256_set1_epi8(15);
	let groups = row.d.len();
	let mut wide = [_mm256_setzero_si256(); T];
	let mut group = 0;
	// SAFETY: every group is within row and vectors.
	unsafe {
		while group < groups {
			let end = groups.min(group + run);
			let mut low = [_mm256_setzero_si256(); T];
			let mut high = [_mm256_setzero_si256(); T];
			while group < end {
				let bytes = _mm_loadu_si128(row.q.as_ptr().add(group * GROUP / 2).cast());
				let both = _mm256_set_m128i(_mm_srli_epi16(bytes, 4), bytes);
				let q = _mm256_and_si256(both, halves);
				let d = _mm256_set1_epi16(*row.d.get_unchecked(group));
				for t in 0..T {
					let x_low = _mm256_loadu_si256(x[t].low.add(group * GROUP).cast());
					let x_high = _mm256_loadu_si256(x[t].high.add(group * GROUP).cast());
					let of_low = _mm256_madd_epi16(_mm256_maddubs_epi16(q, x_low), d);
					let of_high = _mm256_madd_epi16(_mm256_maddubs_epi16(q, x_high), d);
					low[t] = _mm256_add_epi32(low[t], of_low);
					high[t] = _mm256_add_epi32(high[t], of_high);
				}
				group += 1;
			}
			for t in 0..T {
				wide[t] = _mm256_add_epi64(wide[t], join::<7>(low[t], high[t]));
			}
		}
		let mut sums = [0; T];
		for t in 0..T {
			let offsets = offsets(row.m.as_ptr(), x[t].sums_low, x[t].sums_high, groups);
			sums[t] = sum_i64(_mm256_add_epi64(wide[t], offsets));
		}
		sums
	}
}

/// # Safety
/// Row and vectors have as many groups as there are scales.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn q8_tile<const T: usize>(row: Row<'_>, x: &[Pointers; T]) -> [i64; T] {
	let mut wide = [_mm256_setzero_si256(); T];
	for (group, d) in row.d.iter().enumerate() {
		let d = _mm256_set1_epi64x(i64::from(*d));
		// SAFETY: the group is within row and vectors.
		unsafe {
			let from = row.q.as_ptr().add(group * GROUP);
			let q_first = _mm256_cvtepi8_epi16(_mm_loadu_si128(from.cast()));
			let q_last = _mm256_cvtepi8_epi16(_mm_loadu_si128(from.add(16).cast()));
			for t in 0..T {
				let from = x[t].mantissas.add(group * GROUP);
				let x_first = _mm256_loadu_si256(from.cast());
				let x_last = _mm256_loadu_si256(from.add(16).cast());
				let sums = _mm256_add_epi32(
					_mm256_madd_epi16(q_first, x_first),
					_mm256_madd_epi16(q_last, x_last),
				);
				// Below 2^22 each: pairs fit too. The multiplication reads every second lane.
				let pairs = _mm256_add_epi32(sums, _mm256_shuffle_epi32(sums, SWAP));
				wide[t] = _mm256_add_epi64(wide[t], _mm256_mul_epi32(pairs, d));
			}
		}
	}
	let mut sums = [0; T];
	for t in 0..T {
		sums[t] = sum_i64(wide[t]);
	}
	sums
}

/// Neighbouring 32-bit lanes change places.
const SWAP: i32 = 0b10_11_00_01;

/// The offsets' part: each group's offset times the sum of its mantissas, in four lanes.
///
/// # Safety
/// Each pointer has `groups` numbers behind it.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn offsets(m: *const i16, low: *const i16, high: *const i16, groups: usize) -> __m256i {
	const LANES: usize = 16;
	let blocks = groups / LANES;
	let left = groups % LANES;
	let mut wide = _mm256_setzero_si256();
	let mut block = 0;
	// SAFETY: each block, and each of what is left, is within `groups`; the mask within `MASKS`.
	unsafe {
		while block < blocks {
			let end = blocks.min(block + OFFSETS_IN_I32);
			let (mut of_low, mut of_high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
			while block < end {
				let at = block * LANES;
				let m = load(m.add(at));
				of_low = _mm256_add_epi32(of_low, _mm256_madd_epi16(m, load(low.add(at))));
				of_high = _mm256_add_epi32(of_high, _mm256_madd_epi16(m, load(high.add(at))));
				block += 1;
			}
			wide = _mm256_add_epi64(wide, join::<10>(of_low, of_high));
		}
		if left > 0 && blocks > 0 {
			// The last sixteen, without those that were counted.
			let at = groups - LANES;
			let m = _mm256_and_si256(load(m.add(at)), load(MASKS.as_ptr().add(left)));
			let of_low = _mm256_madd_epi16(m, load(low.add(at)));
			let of_high = _mm256_madd_epi16(m, load(high.add(at)));
			wide = _mm256_add_epi64(wide, join::<10>(of_low, of_high));
		} else if left > 0 {
			let mut sum = 0;
			for at in 0..left {
				let plain = i32::from(*high.add(at)) * 1_024 + i32::from(*low.add(at));
				sum += i64::from(*m.add(at)) * i64::from(plain);
			}
			wide = _mm256_set_epi64x(0, 0, 0, sum);
		}
	}
	wide
}

/// # Safety
/// There are sixteen.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn load(from: *const i16) -> __m256i {
	// SAFETY: as the caller says.
	unsafe { _mm256_loadu_si256(from.cast()) }
}

/// `low + high * 2^SHIFT`, widened to 64 bits.
#[target_feature(enable = "avx2")]
#[inline]
fn join<const SHIFT: i32>(low: __m256i, high: __m256i) -> __m256i {
	_mm256_add_epi64(widen(low), _mm256_slli_epi64(widen(high), SHIFT))
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

#[target_feature(enable = "avx2")]
fn dots_avx2(query: &[i16], keys: &[i16], out: &mut [i32]) {
	let Some(query) = query.first_chunk::<HEAD>() else { return };
	let (keys, _) = keys.as_chunks::<HEAD>();
	for (key, out) in keys.iter().zip(out) {
		let mut sum = _mm256_setzero_si256();
		for part in 0..HEAD / 16 {
			// SAFETY: the part is within both heads.
			let (q, k) = unsafe { (load(&query[part * 16]), load(&key[part * 16])) };
			sum = _mm256_add_epi32(sum, _mm256_madd_epi16(q, k));
		}
		let four = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
		let two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0b00_00_11_10));
		let one = _mm_add_epi32(two, _mm_shuffle_epi32(two, 0b00_00_00_01));
		*out = _mm_cvtsi128_si32(one);
	}
}

#[target_feature(enable = "avx2")]
fn weighted_avx2(weights: &[u32], values: &[i16], exponents: &[u8]) -> [i64; HEAD] {
	let (values, _) = values.as_chunks::<HEAD>();
	let mut sums = [0; HEAD];
	// Half a head at a time, so that the sums stay in registers: even and odd elements apart.
	for half in 0..2 {
		let mut even = [_mm256_setzero_si256(); 4];
		let mut odd = [_mm256_setzero_si256(); 4];
		for ((value, weight), e) in values.iter().zip(weights).zip(exponents) {
			let weight = _mm256_set1_epi64x(i64::from(*weight));
			let shift = _mm_cvtsi32_si128(i32::from((*e).min(12)));
			for part in 0..4 {
				// SAFETY: the eight are within the head.
				let narrow =
					unsafe { _mm_loadu_si128(value[half * 32 + part * 8..].as_ptr().cast()) };
				let v = _mm256_sll_epi32(_mm256_cvtepi16_epi32(narrow), shift);
				let later = _mm256_shuffle_epi32(v, SWAP);
				even[part] = _mm256_add_epi64(even[part], _mm256_mul_epi32(v, weight));
				odd[part] = _mm256_add_epi64(odd[part], _mm256_mul_epi32(later, weight));
			}
		}
		for part in 0..4 {
			let (evens, odds) = (lanes(even[part]), lanes(odd[part]));
			for lane in 0..4 {
				sums[half * 32 + part * 8 + lane * 2] = evens[lane];
				sums[half * 32 + part * 8 + lane * 2 + 1] = odds[lane];
			}
		}
	}
	sums
}

#[target_feature(enable = "avx2")]
fn lanes(v: __m256i) -> [i64; 4] {
	let mut lanes = [0; 4];
	// SAFETY: there is room for four.
	unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), v) };
	lanes
}
