//! Eight vectors side by side: four weights are broadcast, and each lane adds their products with its own four
//! elements, in pairs of 16 bits.

use crate::{
	kernel::{
		tiles::{FOURS, Loops, OFFSETS_RUN, PANEL, Sums, Tile, panel},
		vectors::{Block, LANES},
	},
	ops::Quant,
};
use std::arch::x86_64::*;

/// Rows that share one reading of the vectors.
pub(in crate::kernel) const ROWS: usize = 4;
/// Vectors in a register.
const HALF: usize = LANES / 2;

/// The loops, on a processor that has AVX2.
pub(in crate::kernel) struct Avx2;

type Registers = [__m256i; ROWS];

/// Unpacks the 4-bit weights of a group.
#[target_feature(enable = "avx2")]
#[inline]
pub(in crate::kernel) fn unpack_nibbles(bytes: &[u8], to: &mut [i32; FOURS]) {
	assert_eq!(bytes.len(), 16);
	// SAFETY: there are as many bytes, and room for 32.
	unsafe {
		let bytes = _mm_loadu_si128(bytes.as_ptr().cast());
		let both = _mm256_set_m128i(_mm_srli_epi16(bytes, 4), bytes);
		let bytes = _mm256_and_si256(both, _mm256_set1_epi8(15));
		_mm256_storeu_si256(to.as_mut_ptr().cast(), bytes);
	}
}

impl Loops<ROWS> for Avx2 {
	fn unpack(quant: Quant, bytes: &[u8], to: &mut [i32; FOURS]) {
		match quant {
			// SAFETY: whoever comes here has a kernel of a processor that has AVX2.
			Quant::Q4 => unsafe { unpack_nibbles(bytes, to) },
			Quant::Q8 => {
				for (to, four) in to.iter_mut().zip(bytes.as_chunks().0) {
					*to = i32::from_le_bytes(*four) ^ 0x8080_8080_u32 as i32;
				}
			}
		}
	}

	fn q4(tile: &Tile<ROWS>, x: &Block, from: usize, sums: &mut Sums<ROWS>) {
		for half in (0..x.count).step_by(HALF) {
			// SAFETY: as above.
			unsafe {
				products(tile, x, from, half, sums);
				offsets(tile, x, from, half, sums);
			}
		}
	}

	fn q8(tile: &Tile<ROWS>, x: &Block, from: usize, sums: &mut Sums<ROWS>) {
		for half in (0..x.count).step_by(HALF) {
			// SAFETY: as above.
			unsafe { wide_products(tile, x, from, half, sums) };
		}
	}
}

/// The halves of eight vectors' elements at `four`, the first vector being `half`.
///
/// # Safety
/// `low` and `high` have them.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn elements(low: &[i8], high: &[i8], four: usize, half: usize) -> (__m256i, __m256i) {
	let from = (four * LANES + half) * 4;
	// SAFETY: as the caller says.
	unsafe {
		(
			_mm256_loadu_si256(low.as_ptr().add(from).cast()),
			_mm256_loadu_si256(high.as_ptr().add(from).cast()),
		)
	}
}

#[target_feature(enable = "avx2")]
fn products(tile: &Tile<ROWS>, x: &Block, from: usize, half: usize, sums: &mut Sums<ROWS>) {
	let low = panel(&x.lanes.low, from, tile.groups, FOURS * 4 * LANES);
	let high = panel(&x.lanes.high, from, tile.groups, FOURS * 4 * LANES);
	let zero = [_mm256_setzero_si256(); ROWS];
	for run in (0..tile.groups).step_by(tile.run) {
		let (mut all_low, mut all_high) = (zero, zero);
		for at in run..tile.groups.min(run + tile.run) {
			// In 16 bits: eight sums of two products.
			let (mut of_low, mut of_high) = (zero, zero);
			for four in at * FOURS..(at + 1) * FOURS {
				// SAFETY: the panel has the group.
				let (low, high) = unsafe { elements(low, high, four, half) };
				for r in 0..ROWS {
					let q = _mm256_set1_epi32(tile.quants[r][four]);
					of_low[r] = _mm256_add_epi16(of_low[r], _mm256_maddubs_epi16(q, low));
					of_high[r] = _mm256_add_epi16(of_high[r], _mm256_maddubs_epi16(q, high));
				}
			}
			for r in 0..ROWS {
				let d = _mm256_set1_epi16(tile.scales[r][at] as i16);
				all_low[r] = _mm256_add_epi32(all_low[r], _mm256_madd_epi16(of_low[r], d));
				all_high[r] = _mm256_add_epi32(all_high[r], _mm256_madd_epi16(of_high[r], d));
			}
		}
		for r in 0..ROWS {
			add::<7>(&mut sums[r], half, all_low[r], all_high[r]);
		}
	}
}

#[target_feature(enable = "avx2")]
fn offsets(tile: &Tile<ROWS>, x: &Block, from: usize, half: usize, sums: &mut Sums<ROWS>) {
	const { assert!(PANEL / 2 <= OFFSETS_RUN, "a panel adds up in 32 bits") };
	let pairs = tile.groups.div_ceil(2);
	let low = panel(&x.lanes.sums_low, from / 2, pairs, 2 * LANES);
	let high = panel(&x.lanes.sums_high, from / 2, pairs, 2 * LANES);
	let both = low.as_chunks::<{ 2 * LANES }>().0.iter().zip(high.as_chunks::<{ 2 * LANES }>().0);
	let zero = [_mm256_setzero_si256(); ROWS];
	let (mut of_low, mut of_high): (Registers, Registers) = (zero, zero);
	for (at, (low, high)) in both.enumerate() {
		// SAFETY: these are 32 words, and `half` is 0 or 8.
		let (low, high) = unsafe {
			(
				_mm256_loadu_si256(low.as_ptr().add(half * 2).cast()),
				_mm256_loadu_si256(high.as_ptr().add(half * 2).cast()),
			)
		};
		for r in 0..ROWS {
			let m = _mm256_set1_epi32(tile.offsets[r][at]);
			of_low[r] = _mm256_add_epi32(of_low[r], _mm256_madd_epi16(low, m));
			of_high[r] = _mm256_add_epi32(of_high[r], _mm256_madd_epi16(high, m));
		}
	}
	for r in 0..ROWS {
		add::<10>(&mut sums[r], half, of_low[r], of_high[r]);
	}
}

#[target_feature(enable = "avx2")]
fn wide_products(tile: &Tile<ROWS>, x: &Block, from: usize, half: usize, sums: &mut Sums<ROWS>) {
	let low = panel(&x.lanes.low, from, tile.groups, FOURS * 4 * LANES);
	let high = panel(&x.lanes.high, from, tile.groups, FOURS * 4 * LANES);
	let plain = panel(&x.lanes.sums, from, tile.groups, LANES);
	let zero = [_mm256_setzero_si256(); ROWS];
	let (mut even, mut odd) = (zero, zero);
	let ones = _mm256_set1_epi16(1);
	for (at, plain) in plain.as_chunks::<LANES>().0.iter().enumerate() {
		let (mut of_low, mut of_high) = (zero, zero);
		for four in at * FOURS..(at + 1) * FOURS {
			// SAFETY: the panel has the group.
			let (low, high) = unsafe { elements(low, high, four, half) };
			for r in 0..ROWS {
				// Weights were raised by 128: two products of 8 bits with half a mantissa fit 16 bits.
				let q = _mm256_set1_epi32(tile.quants[r][four]);
				let (low, high) = (_mm256_maddubs_epi16(q, low), _mm256_maddubs_epi16(q, high));
				of_low[r] = _mm256_add_epi32(of_low[r], _mm256_madd_epi16(low, ones));
				of_high[r] = _mm256_add_epi32(of_high[r], _mm256_madd_epi16(high, ones));
			}
		}
		// SAFETY: these are sixteen sums, and `half` is 0 or 8.
		let plain = unsafe { _mm256_loadu_si256(plain.as_ptr().add(half).cast()) };
		for r in 0..ROWS {
			// Below 2^25: the multiplication reads every second lane.
			let high = _mm256_slli_epi32::<7>(_mm256_sub_epi32(of_high[r], plain));
			let sum = _mm256_add_epi32(of_low[r], high);
			let d = _mm256_set1_epi64x(i64::from(tile.scales[r][at] as i16));
			even[r] = _mm256_add_epi64(even[r], _mm256_mul_epi32(sum, d));
			odd[r] = _mm256_add_epi64(odd[r], _mm256_mul_epi32(_mm256_srli_epi64::<32>(sum), d));
		}
	}
	for r in 0..ROWS {
		let (even, odd) = (lanes(even[r]), lanes(odd[r]));
		let sums = sums[r][half..half + HALF].chunks_exact_mut(2);
		for (two, (even, odd)) in sums.zip(even.into_iter().zip(odd)) {
			two[0] += even;
			two[1] += odd;
		}
	}
}

/// Adds `low + high * 2^SHIFT`.
#[target_feature(enable = "avx2")]
#[inline]
fn add<const SHIFT: i32>(sums: &mut [i64; LANES], half: usize, low: __m256i, high: __m256i) {
	let halves = |v: __m256i| {
		let (first, last) = (_mm256_castsi256_si128(v), _mm256_extracti128_si256::<1>(v));
		[_mm256_cvtepi32_epi64(first), _mm256_cvtepi32_epi64(last)]
	};
	let both = halves(low).into_iter().zip(halves(high));
	for (sums, (low, high)) in sums[half..half + HALF].chunks_exact_mut(HALF / 2).zip(both) {
		// SAFETY: these are four sums.
		unsafe {
			let before = _mm256_loadu_si256(sums.as_ptr().cast());
			let sum = _mm256_add_epi64(low, _mm256_slli_epi64::<SHIFT>(high));
			_mm256_storeu_si256(sums.as_mut_ptr().cast(), _mm256_add_epi64(before, sum));
		}
	}
}

#[target_feature(enable = "avx2")]
#[inline]
fn lanes(v: __m256i) -> [i64; HALF / 2] {
	let mut lanes = [0; HALF / 2];
	// SAFETY: there is room for four.
	unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), v) };
	lanes
}
