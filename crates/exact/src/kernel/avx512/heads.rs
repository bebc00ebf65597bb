//! Attention: sixteen keys or elements to a register, two positions or elements to a lane.

use crate::{
	HEAD,
	kernel::{
		cache::{Head, KEYS},
		heads::{DIGITS, Loops, Sums, TILE, Weights},
	},
};
use std::arch::x86_64::*;

/// Blocks of keys whose sums are on their way at once.
const BLOCKS: usize = 4;
/// Elements whose sums are on their way at once: two registers.
const ELEMENTS: usize = 32;

/// The loops, on a processor that has AVX-512.
pub(in crate::kernel) struct Avx512;

impl Loops for Avx512 {
	fn dots(queries: &[(Head, usize)], keys: &[i16], out: &mut [i32]) {
		assert!(
			keys.len().is_multiple_of(KEYS * HEAD)
				&& out.len() == keys.len() / HEAD * queries.len()
		);
		// SAFETY: whoever comes here has a kernel of a processor that has all this.
		unsafe {
			match queries {
				[a] => dots([a].map(|q| &q.0.mantissas), keys, out),
				[a, b] => dots([a, b].map(|q| &q.0.mantissas), keys, out),
				[a, b, c] => dots([a, b, c].map(|q| &q.0.mantissas), keys, out),
				_ => unreachable!("a tile has one to three queries"),
			}
		}
	}

	fn sums(values: &[i16], weights: Weights<'_>, out: &mut Sums) {
		assert!(values.len().is_multiple_of(2 * HEAD) && weights.queries <= TILE);
		let digits: [[&[i16]; DIGITS]; TILE] = std::array::from_fn(|query| {
			std::array::from_fn(|digit| match query < weights.queries {
				true => &weights.of(query, digit)[..values.len() / HEAD],
				false => &[][..],
			})
		});
		// SAFETY: as above.
		unsafe {
			match (weights.queries, weights.count) {
				(1, 2) => sums::<1, 2>(values, &digits, out),
				(2, 2) => sums::<2, 2>(values, &digits, out),
				(_, 2) => sums::<3, 2>(values, &digits, out),
				(1, _) => sums::<1, 3>(values, &digits, out),
				(2, _) => sums::<2, 3>(values, &digits, out),
				_ => sums::<3, 3>(values, &digits, out),
			}
		}
	}
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn dots<const Q: usize>(queries: [&[i16; HEAD]; Q], keys: &[i16], out: &mut [i32]) {
	let (blocks, _) = keys.as_chunks::<{ KEYS * HEAD }>();
	let padded = out.len() / Q;
	let mut at = 0;
	for several in blocks.chunks(BLOCKS) {
		let mut sums = [[_mm512_setzero_si512(); BLOCKS]; Q];
		// Where there are fewer, the last is computed again.
		let from: [&[i16; KEYS * HEAD]; BLOCKS] =
			std::array::from_fn(|block| &several[block.min(several.len() - 1)]);
		for pair in 0..HEAD / 2 {
			// SAFETY: two elements of sixteen keys are within each block, two of a query within it.
			unsafe {
				let keys = from
					.map(|block| _mm512_loadu_si512(block.as_ptr().add(pair * 2 * KEYS).cast()));
				for q in 0..Q {
					let query = queries[q].as_ptr().add(pair * 2).cast::<i32>().read_unaligned();
					let query = _mm512_set1_epi32(query);
					for block in 0..BLOCKS {
						sums[q][block] = _mm512_dpwssd_epi32(sums[q][block], keys[block], query);
					}
				}
			}
		}
		for q in 0..Q {
			for block in 0..several.len() {
				let out = &mut out[q * padded + at + block * KEYS..][..KEYS];
				// SAFETY: there is room for sixteen.
				unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), sums[q][block]) };
			}
		}
		at += several.len() * KEYS;
	}
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn sums<const Q: usize, const D: usize>(
	values: &[i16],
	digits: &[[&[i16]; DIGITS]; TILE],
	out: &mut Sums,
) {
	let (pairs, _) = values.as_chunks::<{ 2 * HEAD }>();
	for first in (0..HEAD).step_by(ELEMENTS) {
		let mut sums = [[[_mm512_setzero_si512(); 2]; D]; Q];
		for (at, pair) in pairs.iter().enumerate() {
			// SAFETY: the elements are within the pair; each position has its digits.
			unsafe {
				let from = pair.as_ptr().add(first * 2);
				let values = [
					_mm512_loadu_si512(from.cast()),
					_mm512_loadu_si512(from.add(ELEMENTS).cast()),
				];
				for q in 0..Q {
					for d in 0..D {
						let two = digits[q][d].as_ptr().add(at * 2).cast::<i32>().read_unaligned();
						let two = _mm512_set1_epi32(two);
						for half in 0..2 {
							let sum = &mut sums[q][d][half];
							*sum = _mm512_dpwssd_epi32(*sum, values[half], two);
						}
					}
				}
			}
		}
		for q in 0..Q {
			for d in 0..D {
				for half in 0..2 {
					let to = &mut out[q][d][first + half * 16..][..16];
					// SAFETY: there is room for sixteen.
					unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), sums[q][d][half]) };
				}
			}
		}
	}
}
