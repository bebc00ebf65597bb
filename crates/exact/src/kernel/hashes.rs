//! Many hashes at once: blake2b-256 of inputs of equal length, four side by side where the processor has
//! AVX2. The hashes are those of [`crate::Blake2`].
// The instructions of a processor are unsafe to call on another: callers have asked which one it is.
#![allow(unsafe_code)]

use crate::hash::{Blake2, Hash, Hasher, NODE};

/// The hash of each input.
pub fn hash_all(inputs: &[&[u8]]) -> Vec<Hash> {
	#[cfg(target_arch = "x86_64")]
	if std::arch::is_x86_feature_detected!("avx2") {
		return avx2::hash_all(inputs);
	}
	inputs.iter().map(|input| Blake2::hash(input)).collect()
}

/// The root over each list of leaves; zeros if there is none.
pub fn roots(mut trees: Vec<Vec<Hash>>) -> Vec<Hash> {
	while trees.iter().any(|level| level.len() > 1) {
		let pairs = trees.iter().flat_map(|level| level.as_chunks::<2>().0);
		let nodes: Vec<[u8; 65]> = pairs
			.map(|[left, right]| {
				let mut node = [NODE; 65];
				node[1..33].copy_from_slice(left);
				node[33..].copy_from_slice(right);
				node
			})
			.collect();
		let inputs: Vec<&[u8]> = nodes.iter().map(|node| &node[..]).collect();
		let mut hashes = hash_all(&inputs).into_iter();
		for level in &mut trees {
			let (pairs, rest) = level.as_chunks::<2>();
			*level = hashes.by_ref().take(pairs.len()).chain(rest.iter().copied()).collect();
		}
	}
	trees.into_iter().map(|level| level.first().copied().unwrap_or_default()).collect()
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
	use super::{Blake2, Hash, Hasher};
	use std::arch::x86_64::*;

	const WORDS: usize = 16;
	const BLOCK: usize = 128;
	const IV: [u64; 8] = [
		0x6a09e667f3bcc908,
		0xbb67ae8584caa73b,
		0x3c6ef372fe94f82b,
		0xa54ff53a5f1d36f1,
		0x510e527fade682d1,
		0x9b05688c2b3e6c1f,
		0x1f83d9abfb41bd6b,
		0x5be0cd19137e2179,
	];
	/// Digest of 32 bytes, no key, one tree of one node.
	const PARAMETERS: u64 = 0x0101_0020;
	const SIGMA: [[usize; 16]; 10] = [
		[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
		[14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
		[11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
		[7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
		[9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
		[2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
		[12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
		[13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
		[6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
		[10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
	];

	pub(super) fn hash_all(inputs: &[&[u8]]) -> Vec<Hash> {
		let mut order: Vec<usize> = (0..inputs.len()).collect();
		order.sort_by_key(|at| inputs[*at].len());
		let mut hashes = vec![Hash::default(); inputs.len()];
		for equal in order.chunk_by(|a, b| inputs[*a].len() == inputs[*b].len()) {
			let (fours, single) = equal.as_chunks::<4>();
			for four in fours {
				// SAFETY: whoever comes here has detected AVX2.
				let four_hashes = unsafe { hash_four(four.map(|at| inputs[at])) };
				for (at, hash) in four.iter().zip(four_hashes) {
					hashes[*at] = hash;
				}
			}
			for at in single {
				hashes[*at] = Blake2::hash(inputs[*at]);
			}
		}
		hashes
	}

	/// Inputs of equal length.
	#[target_feature(enable = "avx2")]
	fn hash_four(inputs: [&[u8]; 4]) -> [Hash; 4] {
		let length = inputs[0].len();
		let mut state = IV.map(|iv| word(iv));
		state[0] = _mm256_xor_si256(state[0], word(PARAMETERS));
		let mut at = 0;
		while length - at > BLOCK {
			compress(&mut state, inputs.map(|input| &input[at..at + BLOCK]), at + BLOCK, false);
			at += BLOCK;
		}
		let mut last = [[0; BLOCK]; 4];
		for (last, input) in last.iter_mut().zip(inputs) {
			last[..length - at].copy_from_slice(&input[at..]);
		}
		compress(&mut state, last.each_ref().map(|block| &block[..]), length, true);
		let mut hashes = [Hash::default(); 4];
		for (at, words) in state.iter().take(4).enumerate() {
			for (hash, word) in hashes.iter_mut().zip(lanes(*words)) {
				hash[at * 8..at * 8 + 8].copy_from_slice(&word.to_le_bytes());
			}
		}
		hashes
	}

	/// One block of 128 bytes of each input, `count` bytes being read with it.
	#[target_feature(enable = "avx2")]
	#[inline]
	fn compress(state: &mut [__m256i; 8], blocks: [&[u8]; 4], count: usize, last: bool) {
		let mut m = [_mm256_setzero_si256(); WORDS];
		for (four, words) in m.as_chunks_mut::<4>().0.iter_mut().enumerate() {
			// SAFETY: each block has 128 bytes, of which these 32 are part.
			let rows = blocks.map(|block| unsafe {
				_mm256_loadu_si256(block[four * 32..four * 32 + 32].as_ptr().cast())
			});
			*words = transposed(rows);
		}
		let mut v = [_mm256_setzero_si256(); WORDS];
		v[..8].copy_from_slice(state);
		for (v, iv) in v[8..].iter_mut().zip(IV) {
			*v = word(iv);
		}
		v[12] = _mm256_xor_si256(v[12], word(count as u64));
		if last {
			v[14] = _mm256_xor_si256(v[14], word(u64::MAX));
		}
		for round in 0..12 {
			let s = &SIGMA[round % 10];
			mix(&mut v, [0, 4, 8, 12], m[s[0]], m[s[1]]);
			mix(&mut v, [1, 5, 9, 13], m[s[2]], m[s[3]]);
			mix(&mut v, [2, 6, 10, 14], m[s[4]], m[s[5]]);
			mix(&mut v, [3, 7, 11, 15], m[s[6]], m[s[7]]);
			mix(&mut v, [0, 5, 10, 15], m[s[8]], m[s[9]]);
			mix(&mut v, [1, 6, 11, 12], m[s[10]], m[s[11]]);
			mix(&mut v, [2, 7, 8, 13], m[s[12]], m[s[13]]);
			mix(&mut v, [3, 4, 9, 14], m[s[14]], m[s[15]]);
		}
		for at in 0..8 {
			state[at] = _mm256_xor_si256(state[at], _mm256_xor_si256(v[at], v[at + 8]));
		}
	}

	#[target_feature(enable = "avx2")]
	#[inline]
	fn mix(v: &mut [__m256i; WORDS], [a, b, c, d]: [usize; 4], x: __m256i, y: __m256i) {
		let bytes = |first: [i8; 8]| {
			let [p, q, r, s, t, u, w, z] = first;
			let o = first.map(|byte| byte + 8);
			_mm256_setr_epi8(
				p, q, r, s, t, u, w, z, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7], p, q, r, s,
				t, u, w, z, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7],
			)
		};
		v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), x);
		v[d] = _mm256_shuffle_epi32(_mm256_xor_si256(v[d], v[a]), 0b10_11_00_01);
		v[c] = _mm256_add_epi64(v[c], v[d]);
		let by_24 = bytes([3, 4, 5, 6, 7, 0, 1, 2]);
		v[b] = _mm256_shuffle_epi8(_mm256_xor_si256(v[b], v[c]), by_24);
		v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), y);
		let by_16 = bytes([2, 3, 4, 5, 6, 7, 0, 1]);
		v[d] = _mm256_shuffle_epi8(_mm256_xor_si256(v[d], v[a]), by_16);
		v[c] = _mm256_add_epi64(v[c], v[d]);
		let turned = _mm256_xor_si256(v[b], v[c]);
		v[b] = _mm256_or_si256(_mm256_srli_epi64(turned, 63), _mm256_add_epi64(turned, turned));
	}

	/// Word `i` of each row in lane by lane.
	#[target_feature(enable = "avx2")]
	#[inline]
	fn transposed([a, b, c, d]: [__m256i; 4]) -> [__m256i; 4] {
		let (low_ab, high_ab) = (_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
		let (low_cd, high_cd) = (_mm256_unpacklo_epi64(c, d), _mm256_unpackhi_epi64(c, d));
		[
			_mm256_permute2x128_si256(low_ab, low_cd, 0x20),
			_mm256_permute2x128_si256(high_ab, high_cd, 0x20),
			_mm256_permute2x128_si256(low_ab, low_cd, 0x31),
			_mm256_permute2x128_si256(high_ab, high_cd, 0x31),
		]
	}

	#[target_feature(enable = "avx2")]
	#[inline]
	fn word(word: u64) -> __m256i {
		_mm256_set1_epi64x(word as i64)
	}

	#[target_feature(enable = "avx2")]
	#[inline]
	fn lanes(v: __m256i) -> [u64; 4] {
		let mut lanes = [0; 4];
		// SAFETY: there is room for four.
		unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), v) };
		lanes
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	proptest! {
		#[test]
		fn many_hashes_are_the_single_ones(
			inputs in vec((prop_oneof![0usize..300, Just(128), Just(256), Just(65)], any::<u8>()), 0..40),
		) {
			let inputs: Vec<Vec<u8>> = inputs
				.into_iter()
				.map(|(length, seed)| (0..length).map(|i| (i as u8).wrapping_mul(31) ^ seed).collect())
				.collect();
			let slices: Vec<&[u8]> = inputs.iter().map(|input| &input[..]).collect();
			let expected: Vec<Hash> = slices.iter().map(|input| Blake2::hash(input)).collect();
			prop_assert_eq!(hash_all(&slices), expected);
		}

		#[test]
		fn many_roots_are_the_single_ones(widths in vec(0u32..40, 0..9)) {
			let tree = |width: u32| (0..width).map(|at| Blake2::hash(&at.to_le_bytes())).collect();
			let trees: Vec<Vec<Hash>> = widths.into_iter().map(tree).collect();
			let expected: Vec<Hash> =
				trees.iter().map(|tree| crate::merkle::root::<Blake2>(tree.iter().copied())).collect();
			prop_assert_eq!(roots(trees), expected);
		}
	}
}
