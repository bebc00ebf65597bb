//! Attention: eight keys or elements to a register, two positions or elements to a lane.

use crate::{
	HEAD,
	kernel::{
		cache::{Head, KEYS},
		heads::{DIGITS, Loops, Sums, TILE, Weights},
	},
};
use std::arch::x86_64::*;

/// Keys or elements in a register.
const LANES: usize = 8;

/// The loops, on a processor that has AVX2.
pub(in crate::kernel) struct Avx2;

impl Loops for Avx2 {
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

#[target_feature(enable = "avx2")]
fn dots<const Q: usize>(queries: [&[i16; HEAD]; Q], keys: &[i16], out: &mut [i32]) {
	let (blocks, _) = keys.as_chunks::<{ KEYS * HEAD }>();
	let padded = out.len() / Q;
	for (at, block) in blocks.iter().enumerate() {
		let mut sums = [[_mm256_setzero_si256(); 2]; Q];
		for pair in 0..HEAD / 2 {
			// SAFETY: two elements of sixteen keys are within the block, two of a query within it.
			unsafe {
				let from = block.as_ptr().add(pair * 2 * KEYS);
				let keys =
					[_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(KEYS).cast())];
				for q in 0..Q {
					let query = queries[q].as_ptr().add(pair * 2).cast::<i32>().read_unaligned();
					let query = _mm256_set1_epi32(query);
					for half in 0..2 {
						let product = _mm256_madd_epi16(keys[half], query);
						sums[q][half] = _mm256_add_epi32(sums[q][half], product);
					}
				}
			}
		}
		for q in 0..Q {
			for half in 0..2 {
				let out = &mut out[q * padded + at * KEYS + half * LANES..][..LANES];
				// SAFETY: there is room for eight.
				unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), sums[q][half]) };
			}
		}
	}
}

#[target_feature(enable = "avx2")]
fn sums<const Q: usize, const D: usize>(
	values: &[i16],
	digits: &[[&[i16]; DIGITS]; TILE],
	out: &mut Sums,
) {
	let (pairs, _) = values.as_chunks::<{ 2 * HEAD }>();
	for first in (0..HEAD).step_by(LANES) {
		let mut sums = [[_mm256_setzero_si256(); D]; Q];
		for (at, pair) in pairs.iter().enumerate() {
			// SAFETY: the elements are within the pair; each position has its digits.
			unsafe {
				let values = _mm256_loadu_si256(pair.as_ptr().add(first * 2).cast());
				for q in 0..Q {
					for d in 0..D {
						let two = digits[q][d].as_ptr().add(at * 2).cast::<i32>().read_unaligned();
						let product = _mm256_madd_epi16(values, _mm256_set1_epi32(two));
						sums[q][d] = _mm256_add_epi32(sums[q][d], product);
					}
				}
			}
		}
		for q in 0..Q {
			for d in 0..D {
				let to = &mut out[q][d][first..][..LANES];
				// SAFETY: there is room for eight.
				unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), sums[q][d]) };
			}
		}
	}
}
