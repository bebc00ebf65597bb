//! Four inputs side by side, a word of each in a lane.
// The instructions of a processor are unsafe to call on another: callers have asked which one it is.
#![allow(unsafe_code)]

use super::block::{BLOCK, IV, PARAMETERS, SIGMA, WORDS, tail};
use crate::hash::Hash;
use std::arch::x86_64::*;

/// Inputs of equal length, on a processor that has AVX2.
pub(super) fn hash(inputs: [&[u8]; 4]) -> [Hash; 4] {
	// SAFETY: callers have detected AVX2.
	unsafe { hash_four(inputs) }
}

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
	let last = inputs.map(|input| tail(input, at));
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
			p, q, r, s, t, u, w, z, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7], p, q, r, s, t,
			u, w, z, o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7],
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
