//! Single vectors: four rows at a time, four groups to a step.

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
const ROWS: usize = 4;
/// Rows ahead of which weights are asked for.
const AHEAD: usize = 8;
/// Bound of a lane of a quad before it is scaled: two sums of two products of 4 bits with half a mantissa, twice.
const LANE: u32 = 2 * 2 * (2 * 15 * 64);
/// Groups of which offsets are read at once.
const OFFSETS: usize = 32;
/// Such readings of which the products add up in 32 bits: each is at most `2 * 2^15 * 2^9`.
const OFFSETS_RUN: usize = 32;

pub(super) fn multiply(matrix: &Matrix, rows: Range<usize>, x: &Vectors, out: &mut [&mut [i64]]) {
	for (at, block) in x.blocks().iter().enumerate().filter(|(_, block)| !block.is_many()) {
		let mantissas = block.mantissas(x.columns());
		for (lane, (single, mantissas)) in block.singles().iter().zip(mantissas).enumerate() {
			// SAFETY: whoever comes here has a kernel of a processor that has all this.
			unsafe { all_rows(matrix, rows.clone(), single, mantissas, out[at * LANES + lane]) };
		}
	}
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
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
#[target_feature(enable = "avx512f")]
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
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn q4(rows: [Row<'_>; ROWS], run: usize, x: &Single) -> [i64; ROWS] {
	let groups = rows[0].d.len();
	let quads = groups.div_ceil(QUAD);
	let mut wide = [_mm512_setzero_si512(); ROWS];
	for from in (0..quads).step_by(run) {
		let mut low = [_mm512_setzero_si512(); ROWS];
		let mut high = [_mm512_setzero_si512(); ROWS];
		for quad in from..quads.min(from + run) {
			// SAFETY: the vector has whole quads, and the rows those groups that are left.
			unsafe {
				let at = quad * QUAD * GROUP;
				let x_low = two(x.low.as_ptr().add(at));
				let x_high = two(x.high.as_ptr().add(at));
				let left = QUAD.min(groups - quad * QUAD);
				for r in 0..ROWS {
					let (q, d) = quad_of(&rows[r], quad, left);
					low[r] = _mm512_dpwssd_epi32(low[r], halves(q, x_low), d);
					high[r] = _mm512_dpwssd_epi32(high[r], halves(q, x_high), d);
				}
			}
		}
		for r in 0..ROWS {
			wide[r] = _mm512_add_epi64(wide[r], join::<7>(low[r], high[r]));
		}
	}
	let mut sums = [0; ROWS];
	for r in 0..ROWS {
		// SAFETY: as the caller says.
		let offsets = unsafe { offsets(rows[r].m, x) };
		sums[r] = _mm512_reduce_add_epi64(_mm512_add_epi64(wide[r], offsets));
	}
	sums
}

/// # Safety
/// There are 128 bytes.
#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn two(from: *const i8) -> [__m512i; 2] {
	// SAFETY: as the caller says.
	unsafe { [_mm512_loadu_si512(from.cast()), _mm512_loadu_si512(from.add(64).cast())] }
}

/// The first and second halves of a quad's groups, and each one's scale in its lanes. Zeros where there are
/// fewer than four groups.
///
/// # Safety
/// The row has `left` groups, one to four, from the quad's first on.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
unsafe fn quad_of(row: &Row<'_>, quad: usize, left: usize) -> ([__m512i; 2], __m512i) {
	const SCALES: [i8; 64] = {
		let mut order = [0; 64];
		let mut at = 0;
		while at < 64 {
			order[at] = (at / 16 * 2 + at % 2) as i8;
			at += 1;
		}
		order
	};
	let from = row.q.as_ptr().wrapping_add(quad * QUAD * GROUP / 2);
	let scales = row.d.as_ptr().wrapping_add(quad * QUAD);
	// SAFETY: whole quads are within the row; of another only what is there is read.
	let (bytes, four) = unsafe {
		if left == QUAD {
			(_mm512_loadu_si512(from.cast()), scales.cast::<i64>().read_unaligned())
		} else {
			let mask = (1u64 << (left * GROUP / 2)) - 1;
			let mut four = [Word::default(); QUAD];
			four[..left].copy_from_slice(&row.d[quad * QUAD..]);
			let [a, b, c, d] = four.map(|word| i64::from(u16::from_le_bytes(word)));
			(_mm512_maskz_loadu_epi8(mask, from.cast()), a | b << 16 | c << 32 | d << 48)
		}
	};
	let halves = _mm512_set1_epi8(15);
	let first = _mm512_and_si512(bytes, halves);
	let second = _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), halves);
	// SAFETY: these are 64 bytes.
	let order = unsafe { _mm512_loadu_si512(SCALES.as_ptr().cast()) };
	([first, second], _mm512_shuffle_epi8(_mm512_set1_epi64(four), order))
}

/// Sums of four products each, in 16 bits.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn halves(q: [__m512i; 2], x: [__m512i; 2]) -> __m512i {
	_mm512_add_epi16(_mm512_maddubs_epi16(q[0], x[0]), _mm512_maddubs_epi16(q[1], x[1]))
}

/// The offsets' part: each group's offset times the sum of its mantissas, in eight lanes.
///
/// # Safety
/// The vector has as many groups as there are offsets, filled up to whole readings.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn offsets(m: &[Word], x: &Single) -> __m512i {
	let mut wide = _mm512_setzero_si512();
	for (run, m) in m.chunks(OFFSETS * OFFSETS_RUN).enumerate() {
		let (mut of_low, mut of_high) = (_mm512_setzero_si512(), _mm512_setzero_si512());
		for (at, m) in m.chunks(OFFSETS).enumerate() {
			let mask = u32::MAX >> (OFFSETS - m.len());
			let at = (run * OFFSETS_RUN + at) * OFFSETS;
			// SAFETY: only the offsets that are there are read; the sums as the caller says.
			unsafe {
				let m = _mm512_maskz_loadu_epi16(mask, m.as_ptr().cast());
				let low = _mm512_loadu_si512(x.sums_low.as_ptr().add(at).cast());
				let high = _mm512_loadu_si512(x.sums_high.as_ptr().add(at).cast());
				of_low = _mm512_dpwssd_epi32(of_low, m, low);
				of_high = _mm512_dpwssd_epi32(of_high, m, high);
			}
		}
		wide = _mm512_add_epi64(wide, join::<10>(of_low, of_high));
	}
	wide
}

/// # Safety
/// Rows and mantissas have as many groups as there are scales.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
unsafe fn q8(rows: [Row<'_>; ROWS], x: &[i16]) -> [i64; ROWS] {
	let mut wide = [_mm512_setzero_si512(); ROWS];
	for group in 0..rows[0].d.len() {
		// SAFETY: the group is within the vector.
		let x = unsafe { _mm512_loadu_si512(x.as_ptr().add(group * GROUP).cast()) };
		for r in 0..ROWS {
			// SAFETY: the group is within the row.
			let (q, d) = unsafe {
				let bytes = _mm256_loadu_si256(rows[r].q.as_ptr().add(group * GROUP).cast());
				(_mm512_cvtepi8_epi16(bytes), *rows[r].d.get_unchecked(group))
			};
			let d = _mm512_set1_epi64(i64::from(i16::from_le_bytes(d)));
			let sums = _mm512_madd_epi16(q, x);
			// Below 2^22 each: pairs fit too. The multiplication reads every second lane.
			let pairs = _mm512_add_epi32(sums, _mm512_shuffle_epi32::<_MM_PERM_CDAB>(sums));
			wide[r] = _mm512_add_epi64(wide[r], _mm512_mul_epi32(pairs, d));
		}
	}
	wide.map(|sum| _mm512_reduce_add_epi64(sum))
}

/// `low + high * 2^SHIFT`, widened to 64 bits, pairs added.
#[target_feature(enable = "avx512f")]
#[inline]
fn join<const SHIFT: u32>(low: __m512i, high: __m512i) -> __m512i {
	_mm512_add_epi64(widen(low), _mm512_slli_epi64::<SHIFT>(widen(high)))
}

#[target_feature(enable = "avx512f")]
#[inline]
fn widen(v: __m512i) -> __m512i {
	let low = _mm512_cvtepi32_epi64(_mm512_castsi512_si256(v));
	let high = _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64::<1>(v));
	_mm512_add_epi64(low, high)
}
