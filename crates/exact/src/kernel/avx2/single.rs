//! Single vectors: two groups to a step.

use crate::{
	GROUP,
	kernel::{
		Vectors,
		vectors::{LANES, QUAD, Single},
	},
	matrix::Matrix,
	ops::{Quant, Row, Word},
};
use std::{arch::x86_64::*, ops::Range};

/// Rows that share one reading of a vector.
const ROWS: usize = 2;
/// Rows ahead of which weights are asked for.
const AHEAD: usize = 4;
/// Bound of a lane of two groups before it is scaled: two sums of two products of 4 bits with half a mantissa,
/// twice.
const LANE: u32 = 2 * 2 * (2 * 15 * 64);
/// Groups of which offsets are read at once.
const OFFSETS: usize = 16;
/// Such readings of which the products add up in 32 bits: each is at most `2 * 2^15 * 2^9`.
const OFFSETS_RUN: usize = 32;
/// Bytes of two groups of 4-bit weights.
const BYTES: usize = GROUP;

pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [&mut [i64]]) {
	for (at, block) in x.blocks().iter().enumerate().filter(|(_, block)| !block.is_many()) {
		let mantissas = block.mantissas(x.columns());
		for (lane, (single, mantissas)) in block.singles().iter().zip(mantissas).enumerate() {
			// SAFETY: whoever comes here has a kernel of a processor that has AVX2.
			unsafe { all_rows(matrix, rows.clone(), single, mantissas, out[at * LANES + lane]) };
		}
	}
}

#[target_feature(enable = "avx2")]
fn all_rows(matrix: &Matrix, rows: Range<usize>, x: &Single, mantissas: &[i16], out: &mut [i64]) {
	let run =
		(i32::MAX as u32 / (LANE * u32::from(matrix.greatest_scale()).max(1))).max(1) as usize;
	for (first, out) in rows.clone().step_by(ROWS).zip(out.chunks_mut(ROWS)) {
		prefetch(matrix, first + AHEAD..first + AHEAD + ROWS);
		// Where there are fewer, the last is computed again.
		let here = std::array::from_fn(|row| matrix.row(first + row.min(out.len() - 1)));
		let sums = match matrix.quant() {
			// SAFETY: a matrix has as many quants, scales and offsets as its rows ask for, and a vector as
			// long as they are as many of each form.
			Quant::Q4 => unsafe { q4(here, run, x) },
			// SAFETY: likewise.
			Quant::Q8 => unsafe { q8(here, mantissas) },
		};
		out.copy_from_slice(&sums[..out.len()]);
	}
}

/// Asks for rows that will be needed soon, if they exist.
#[target_feature(enable = "avx2")]
#[inline]
fn prefetch(matrix: &Matrix, rows: Range<usize>) {
	for row in rows.start..rows.end.min(matrix.rows()) {
		for line in matrix.written(row).chunks(64) {
			_mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast());
		}
	}
}

/// # Safety
/// Rows have as many quants, scales and offsets as the vector has groups.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn q4(rows: [Row<'_>; ROWS], run: usize, x: &Single) -> [i64; ROWS] {
	let groups = rows[0].d.len();
	let pairs = groups.div_ceil(2);
	let mut wide = [_mm256_setzero_si256(); ROWS];
	for from in (0..pairs).step_by(run) {
		let mut low = [_mm256_setzero_si256(); ROWS];
		let mut high = [_mm256_setzero_si256(); ROWS];
		for pair in from..pairs.min(from + run) {
			// SAFETY: the vector has whole quads, and the rows those groups that are left.
			unsafe {
				let (x_low, x_high) = (halves(&x.low, pair), halves(&x.high, pair));
				let whole = groups - pair * 2 >= 2;
				for r in 0..ROWS {
					let (q, d) = pair_of(&rows[r], pair, whole);
					let of_low = _mm256_madd_epi16(products(q, x_low), d);
					let of_high = _mm256_madd_epi16(products(q, x_high), d);
					low[r] = _mm256_add_epi32(low[r], of_low);
					high[r] = _mm256_add_epi32(high[r], of_high);
				}
			}
		}
		for r in 0..ROWS {
			wide[r] = _mm256_add_epi64(wide[r], join::<7>(low[r], high[r]));
		}
	}
	let mut sums = [0; ROWS];
	for r in 0..ROWS {
		// SAFETY: as the caller says.
		let offsets = unsafe { offsets(rows[r].m, x) };
		sums[r] = sum_i64(_mm256_add_epi64(wide[r], offsets));
	}
	sums
}

/// First and second halves of two groups' elements.
///
/// # Safety
/// The form has them.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn halves(form: &[i8], pair: usize) -> [__m256i; 2] {
	let from = pair * 2 / QUAD * QUAD * GROUP + pair * 2 % QUAD * GROUP / 2;
	// SAFETY: as the caller says.
	unsafe {
		let from = form.as_ptr().add(from);
		let second = from.add(QUAD * GROUP / 2);
		[_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(second.cast())]
	}
}

/// The first and second halves of two groups, and each one's scale in its lanes. Zeros in place of a second
/// group that is not there.
///
/// # Safety
/// The row has both groups, or the first if they are not `whole`.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn pair_of(row: &Row<'_>, pair: usize, whole: bool) -> ([__m256i; 2], __m256i) {
	let from = row.q.as_ptr().wrapping_add(pair * BYTES);
	let scales = row.d.as_ptr().wrapping_add(pair * 2);
	// SAFETY: as the caller says.
	let (bytes, two) = unsafe {
		if whole {
			(_mm256_loadu_si256(from.cast()), scales.cast::<i32>().read_unaligned())
		} else {
			let first = _mm_loadu_si128(from.cast());
			let [a, b]: Word = *scales;
			(_mm256_zextsi128_si256(first), i32::from_le_bytes([a, b, 0, 0]))
		}
	};
	let halves = _mm256_set1_epi8(15);
	let first = _mm256_and_si256(bytes, halves);
	let second = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), halves);
	let order = _mm256_setr_epi8(
		0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3,
		2, 3,
	);
	([first, second], _mm256_shuffle_epi8(_mm256_set1_epi32(two), order))
}

/// Sums of four products each, in 16 bits.
#[target_feature(enable = "avx2")]
#[inline]
fn products(q: [__m256i; 2], x: [__m256i; 2]) -> __m256i {
	_mm256_add_epi16(_mm256_maddubs_epi16(q[0], x[0]), _mm256_maddubs_epi16(q[1], x[1]))
}

/// The offsets' part: each group's offset times the sum of its mantissas, in four lanes.
///
/// # Safety
/// The vector has as many groups as there are offsets, filled up to whole readings.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn offsets(m: &[Word], x: &Single) -> __m256i {
	let mut wide = _mm256_setzero_si256();
	for (run, m) in m.chunks(OFFSETS * OFFSETS_RUN).enumerate() {
		let (mut of_low, mut of_high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
		for (at, m) in m.chunks(OFFSETS).enumerate() {
			let at = (run * OFFSETS_RUN + at) * OFFSETS;
			// SAFETY: there are as many words; the sums as the caller says.
			unsafe {
				let m = match m.as_array::<OFFSETS>() {
					Some(all) => load(all.as_ptr().cast()),
					None => {
						let mut some = [Word::default(); OFFSETS];
						some[..m.len()].copy_from_slice(m);
						load(some.as_ptr().cast())
					}
				};
				let (low, high) = (x.sums_low.as_ptr().add(at), x.sums_high.as_ptr().add(at));
				of_low = _mm256_add_epi32(of_low, _mm256_madd_epi16(m, load(low)));
				of_high = _mm256_add_epi32(of_high, _mm256_madd_epi16(m, load(high)));
			}
		}
		wide = _mm256_add_epi64(wide, join::<10>(of_low, of_high));
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

/// Neighbouring 32-bit lanes change places.
const SWAP: i32 = 0b10_11_00_01;

/// # Safety
/// Rows and mantissas have as many groups as there are scales.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn q8(rows: [Row<'_>; ROWS], x: &[i16]) -> [i64; ROWS] {
	let mut wide = [_mm256_setzero_si256(); ROWS];
	for group in 0..rows[0].d.len() {
		// SAFETY: the group is within rows and vector.
		unsafe {
			let x = x.as_ptr().add(group * GROUP);
			let (x_first, x_last) = (load(x), load(x.add(16)));
			for r in 0..ROWS {
				let from = rows[r].q.as_ptr().add(group * GROUP);
				let first = _mm256_cvtepi8_epi16(_mm_loadu_si128(from.cast()));
				let last = _mm256_cvtepi8_epi16(_mm_loadu_si128(from.add(16).cast()));
				let d = i16::from_le_bytes(*rows[r].d.get_unchecked(group));
				let d = _mm256_set1_epi64x(i64::from(d));
				let sums = _mm256_add_epi32(
					_mm256_madd_epi16(first, x_first),
					_mm256_madd_epi16(last, x_last),
				);
				// Below 2^22 each: pairs fit too. The multiplication reads every second lane.
				let pairs = _mm256_add_epi32(sums, _mm256_shuffle_epi32(sums, SWAP));
				wide[r] = _mm256_add_epi64(wide[r], _mm256_mul_epi32(pairs, d));
			}
		}
	}
	wide.map(|sum| sum_i64(sum))
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
