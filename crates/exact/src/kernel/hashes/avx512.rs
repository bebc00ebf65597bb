//! Eight inputs side by side, a word of each in a lane.
// The instructions of a processor are unsafe to call on another: callers have asked which one it is.
#![allow(unsafe_code)]

use super::block::{BLOCK, IV, PARAMETERS, SIGMA, WORDS, tail};
use crate::hash::Hash;
use std::{arch::x86_64::*, ptr};

const LANES: usize = 8;

pub(super) fn available() -> bool {
	std::arch::is_x86_feature_detected!("avx512f")
}

/// Inputs of equal length, on a processor that has AVX-512.
pub(super) fn hash(inputs: [&[u8]; LANES]) -> [Hash; LANES] {
	assert!(inputs.iter().all(|input| input.len() == inputs[0].len()));
	// SAFETY: callers have detected AVX-512.
	unsafe { hash_eight(inputs) }
}

#[target_feature(enable = "avx512f")]
fn hash_eight(inputs: [&[u8]; LANES]) -> [Hash; LANES] {
	let length = inputs[0].len();
	let mut state = IV.map(|iv| word(iv));
	state[0] = _mm512_xor_si512(state[0], word(PARAMETERS));
	let mut at = 0;
	while length - at > BLOCK {
		// SAFETY: each input has a whole block from `at` on.
		unsafe {
			compress(&mut state, inputs.map(|input| input[at..].as_ptr()), at + BLOCK, false)
		};
		at += BLOCK;
	}
	let last = inputs.map(|input| tail(input, at));
	// SAFETY: these are blocks.
	unsafe { compress(&mut state, last.each_ref().map(|block| block.as_ptr()), length, true) };
	let mut hashes = [Hash::default(); LANES];
	for (at, words) in state.iter().take(4).enumerate() {
		for (hash, word) in hashes.iter_mut().zip(lanes(*words)) {
			hash[at * 8..at * 8 + 8].copy_from_slice(&word.to_le_bytes());
		}
	}
	hashes
}

/// One block of 128 bytes of each input, `count` bytes being read with it.
///
/// # Safety
/// A block is behind each pointer.
#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn compress(state: &mut [__m512i; 8], blocks: [*const u8; LANES], count: usize, last: bool) {
	// SAFETY: pointers are as large as lanes; each word is within a block.
	let m: [__m512i; WORDS] = unsafe {
		let addresses = _mm512_loadu_si512(blocks.as_ptr().cast());
		std::array::from_fn(|at| {
			let word = _mm512_add_epi64(addresses, word(at as u64 * 8));
			_mm512_i64gather_epi64::<1>(word, ptr::null())
		})
	};
	let mut v = [_mm512_setzero_si512(); WORDS];
	v[..8].copy_from_slice(state);
	for (v, iv) in v[8..].iter_mut().zip(IV) {
		*v = word(iv);
	}
	v[12] = _mm512_xor_si512(v[12], word(count as u64));
	if last {
		v[14] = _mm512_xor_si512(v[14], word(u64::MAX));
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
		state[at] = _mm512_xor_si512(state[at], _mm512_xor_si512(v[at], v[at + 8]));
	}
}

#[target_feature(enable = "avx512f")]
#[inline]
fn mix(v: &mut [__m512i; WORDS], [a, b, c, d]: [usize; 4], x: __m512i, y: __m512i) {
	v[a] = _mm512_add_epi64(_mm512_add_epi64(v[a], v[b]), x);
	v[d] = _mm512_ror_epi64::<32>(_mm512_xor_si512(v[d], v[a]));
	v[c] = _mm512_add_epi64(v[c], v[d]);
	v[b] = _mm512_ror_epi64::<24>(_mm512_xor_si512(v[b], v[c]));
	v[a] = _mm512_add_epi64(_mm512_add_epi64(v[a], v[b]), y);
	v[d] = _mm512_ror_epi64::<16>(_mm512_xor_si512(v[d], v[a]));
	v[c] = _mm512_add_epi64(v[c], v[d]);
	v[b] = _mm512_ror_epi64::<63>(_mm512_xor_si512(v[b], v[c]));
}

#[target_feature(enable = "avx512f")]
#[inline]
fn word(word: u64) -> __m512i {
	_mm512_set1_epi64(word as i64)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn lanes(v: __m512i) -> [u64; LANES] {
	let mut lanes = [0; LANES];
	// SAFETY: there is room for eight.
	unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), v) };
	lanes
}
