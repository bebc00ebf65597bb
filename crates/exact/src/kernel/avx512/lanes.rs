//! Sixteen vectors side by side: four weights are broadcast, and each lane adds their products with its own
//! four elements. A group's sum of halves of mantissas with 4-bit weights fits 16 bits, so that scaling it and
//! adding it up is one more instruction.

use crate::{
	kernel::{
		tiles::{FOURS, Loops, OFFSETS_RUN, Sums, Tile, panel},
		vectors::{Block, LANES},
	},
	ops::Quant,
};
use std::arch::x86_64::*;

/// Rows that share one reading of the vectors: as many as registers allow.
pub(in crate::kernel) const ROWS: usize = 6;

/// The loops, on a processor that has AVX-512 with dot products.
pub(in crate::kernel) struct Avx512;

type Registers = [__m512i; ROWS];

impl Loops<ROWS> for Avx512 {
	fn unpack(quant: Quant, bytes: &[u8], to: &mut [i32; FOURS]) {
		match quant {
			// SAFETY: whoever comes here has a kernel of a processor that has all this.
			Quant::Q4 => unsafe { crate::kernel::avx2::unpack_nibbles(bytes, to) },
			Quant::Q8 => {
				for (to, four) in to.iter_mut().zip(bytes.as_chunks().0) {
					*to = i32::from_le_bytes(*four) ^ 0x8080_8080_u32 as i32;
				}
			}
		}
	}

	fn q4(tile: &Tile<ROWS>, x: &Block, from: usize, sums: &mut Sums<ROWS>) {
		// SAFETY: as above.
		unsafe {
			products(tile, x, from, sums);
			offsets(tile, x, from, sums);
		}
	}

	fn q8(tile: &Tile<ROWS>, x: &Block, from: usize, sums: &mut Sums<ROWS>) {
		// SAFETY: as above.
		unsafe { wide_products(tile, x, from, sums) }
	}
}

/// Sums of a group's weights with the low and high halves of sixteen vectors.
///
/// # Safety
/// `low` and `high` have the group.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
unsafe fn group(tile: &Tile<ROWS>, at: usize, low: &[i8], high: &[i8]) -> (Registers, Registers) {
	let zero = [_mm512_setzero_si512(); ROWS];
	let (mut of_low, mut of_high) = (zero, zero);
	for four in at * FOURS..(at + 1) * FOURS {
		// SAFETY: as the caller says.
		let (low, high) = unsafe {
			let from = four * 4 * LANES;
			(
				_mm512_loadu_si512(low.as_ptr().add(from).cast()),
				_mm512_loadu_si512(high.as_ptr().add(from).cast()),
			)
		};
		for r in 0..ROWS {
			let q = _mm512_set1_epi32(tile.quants[r][four]);
			of_low[r] = _mm512_dpbusd_epi32(of_low[r], q, low);
			of_high[r] = _mm512_dpbusd_epi32(of_high[r], q, high);
		}
	}
	(of_low, of_high)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn products(tile: &Tile<ROWS>, x: &Block, from: usize, sums: &mut Sums<ROWS>) {
	let low = panel(&x.lanes.low, from, tile.groups, FOURS * 4 * LANES);
	let high = panel(&x.lanes.high, from, tile.groups, FOURS * 4 * LANES);
	for run in (0..tile.groups).step_by(tile.run) {
		let zero = [_mm512_setzero_si512(); ROWS];
		let (mut all_low, mut all_high) = (zero, zero);
		for at in run..tile.groups.min(run + tile.run) {
			// SAFETY: the panel has the group.
			let (of_low, of_high) = unsafe { group(tile, at, low, high) };
			for r in 0..ROWS {
				// The upper halves of the sums' lanes meet zeros.
				let d = _mm512_set1_epi32(tile.scales[r][at]);
				all_low[r] = _mm512_dpwssd_epi32(all_low[r], of_low[r], d);
				all_high[r] = _mm512_dpwssd_epi32(all_high[r], of_high[r], d);
			}
		}
		for r in 0..ROWS {
			add::<7>(&mut sums[r], all_low[r], all_high[r]);
		}
	}
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn offsets(tile: &Tile<ROWS>, x: &Block, from: usize, sums: &mut Sums<ROWS>) {
	let pairs = tile.groups.div_ceil(2);
	let low = panel(&x.lanes.sums_low, from / 2, pairs, 2 * LANES);
	let high = panel(&x.lanes.sums_high, from / 2, pairs, 2 * LANES);
	let both = low.as_chunks::<{ 2 * LANES }>().0.iter().zip(high.as_chunks::<{ 2 * LANES }>().0);
	let zero = [_mm512_setzero_si512(); ROWS];
	let (mut of_low, mut of_high) = (zero, zero);
	const { assert!(crate::kernel::tiles::PANEL / 2 <= OFFSETS_RUN, "a panel adds up in 32 bits") };
	for (at, (low, high)) in both.enumerate() {
		// SAFETY: these are 32 words.
		let (low, high) = unsafe {
			(_mm512_loadu_si512(low.as_ptr().cast()), _mm512_loadu_si512(high.as_ptr().cast()))
		};
		for r in 0..ROWS {
			let m = _mm512_set1_epi32(tile.offsets[r][at]);
			of_low[r] = _mm512_dpwssd_epi32(of_low[r], low, m);
			of_high[r] = _mm512_dpwssd_epi32(of_high[r], high, m);
		}
	}
	for r in 0..ROWS {
		add::<10>(&mut sums[r], of_low[r], of_high[r]);
	}
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn wide_products(tile: &Tile<ROWS>, x: &Block, from: usize, sums: &mut Sums<ROWS>) {
	let low = panel(&x.lanes.low, from, tile.groups, FOURS * 4 * LANES);
	let high = panel(&x.lanes.high, from, tile.groups, FOURS * 4 * LANES);
	let plain = panel(&x.lanes.sums, from, tile.groups, LANES);
	let zero = [_mm512_setzero_si512(); ROWS];
	let (mut even, mut odd) = (zero, zero);
	for (at, plain) in plain.as_chunks::<LANES>().0.iter().enumerate() {
		// SAFETY: the panel has the group; these are sixteen sums.
		let ((low, high), plain) =
			unsafe { (group(tile, at, low, high), _mm512_loadu_si512(plain.as_ptr().cast())) };
		for r in 0..ROWS {
			// Weights were raised by 128. Below 2^25: the multiplication reads every second lane.
			let high = _mm512_slli_epi32::<7>(_mm512_sub_epi32(high[r], plain));
			let sum = _mm512_add_epi32(low[r], high);
			let d = _mm512_set1_epi64(i64::from(tile.scales[r][at] as i16));
			even[r] = _mm512_add_epi64(even[r], _mm512_mul_epi32(sum, d));
			odd[r] = _mm512_add_epi64(odd[r], _mm512_mul_epi32(_mm512_srli_epi64::<32>(sum), d));
		}
	}
	for r in 0..ROWS {
		let (even, odd) = (lanes(even[r]), lanes(odd[r]));
		for (two, (even, odd)) in sums[r].chunks_exact_mut(2).zip(even.into_iter().zip(odd)) {
			two[0] += even;
			two[1] += odd;
		}
	}
}

/// Adds `low + high * 2^SHIFT`.
#[target_feature(enable = "avx512f")]
#[inline]
fn add<const SHIFT: u32>(sums: &mut [i64; LANES], low: __m512i, high: __m512i) {
	let halves = |v: __m512i| {
		let (first, last) = (_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64::<1>(v));
		[_mm512_cvtepi32_epi64(first), _mm512_cvtepi32_epi64(last)]
	};
	let both = halves(low).into_iter().zip(halves(high));
	for (sums, (low, high)) in sums.chunks_exact_mut(LANES / 2).zip(both) {
		// SAFETY: these are eight sums.
		unsafe {
			let before = _mm512_loadu_si512(sums.as_ptr().cast());
			let sum = _mm512_add_epi64(low, _mm512_slli_epi64::<SHIFT>(high));
			_mm512_storeu_si512(sums.as_mut_ptr().cast(), _mm512_add_epi64(before, sum));
		}
	}
}

#[target_feature(enable = "avx512f")]
#[inline]
fn lanes(v: __m512i) -> [i64; LANES / 2] {
	let mut lanes = [0; LANES / 2];
	// SAFETY: there is room for eight.
	unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), v) };
	lanes
}
