//! Attention for processors with wide registers: a few queries share each reading of keys and values.
//!
//! A weight, shifted by its value's exponent, is split into digits of 12 bits, so that the products of digits
//! and mantissas of many positions add up in 32 bits.

use super::{
	Kernel,
	cache::{Cache, Head, KEYS, Scratch},
	elements,
};
use crate::HEAD;

/// Queries that share a reading.
pub(super) const TILE: usize = 3;
/// Bits of a digit.
pub(super) const DIGIT: u32 = 12;
/// Most digits: a weight is at most 2^24, an exponent at most 12.
pub(super) const DIGITS: usize = 3;
/// Positions of which the products add up in 32 bits: a digit is at most 2^12, a mantissa less than that.
const RUN: usize = 126;

/// Sums by query, digit, element.
pub(super) type Sums = [[[i32; HEAD]; DIGITS]; TILE];

/// Digits of the weights of up to [`TILE`] queries.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a> {
	/// By query, digit, position.
	digits: &'a [i16],
	/// Positions of each, an even number.
	positions: usize,
	pub queries: usize,
	pub count: usize,
	/// The first position that is meant, an even number.
	from: usize,
}

impl Weights<'_> {
	/// Digits of a query at the positions that are meant: two of each position pair.
	#[inline(always)]
	pub fn of(&self, query: usize, digit: usize) -> &[i16] {
		let start = (query * DIGITS + digit) * self.positions;
		&self.digits[start + self.from..start + self.positions]
	}
}

/// The loops that differ between processors.
pub(super) trait Loops {
	/// Products of at most [`TILE`] queries with the keys of whole blocks, by query, then key.
	fn dots(queries: &[(Head, usize)], keys: &[i16], out: &mut [i32]);
	/// Sums of the products of `values`, an even number of them, with their weights' digits.
	fn sums(values: &[i16], weights: Weights<'_>, out: &mut Sums);
}

/// What queries attend to: so many keys each, which exist.
pub(super) fn attend<L: Loops>(
	kernel: Kernel,
	cache: &Cache,
	queries: &[(Head, usize)],
	scratch: &mut Scratch,
	out: &mut [&mut [i64]],
) {
	for (queries, out) in queries.chunks(TILE).zip(out.chunks_mut(TILE)) {
		let keys = queries.iter().map(|(_, keys)| *keys).max().unwrap_or(0);
		let padded = keys.next_multiple_of(KEYS);
		scratch.dots.resize(padded * queries.len(), 0);
		L::dots(queries, &cache.keys[..padded * HEAD], &mut scratch.dots);

		let exponents = cache.value_exponents[..keys].iter().map(|e| (*e).min(12));
		let (least, most) = exponents.fold((12, 0), |(least, most), e| (e.min(least), e.max(most)));
		let count = if least >= most { 2 } else { DIGITS };
		let positions = keys.next_multiple_of(2);
		let totals = weigh(kernel, cache, queries, scratch, (positions, least, count));
		let mut sums = [[0; HEAD]; TILE];
		for from in (0..positions).step_by(RUN) {
			let digits = &scratch.digits;
			let weights = Weights { digits, positions, queries: queries.len(), count, from };
			let to = positions.min(from + RUN);
			let mut part = [[[0; HEAD]; DIGITS]; TILE];
			L::sums(&cache.values[from * HEAD..to * HEAD], weights, &mut part);
			for (sums, part) in sums.iter_mut().zip(&part) {
				add(sums, part, least);
			}
		}
		for ((sums, total), out) in sums.iter().zip(totals).zip(out) {
			elements::divide(kernel, sums, total, out);
		}
	}
}

/// Adds sums of digits up.
fn add(sums: &mut [i64; HEAD], part: &[[i32; HEAD]; DIGITS], least: u8) {
	for (digit, part) in part.iter().enumerate() {
		let by = DIGIT * digit as u32 + u32::from(least);
		for (sum, part) in sums.iter_mut().zip(part) {
			*sum += i64::from(*part) << by;
		}
	}
}

/// From products to digits; sums of the queries' weights.
fn weigh(
	kernel: Kernel,
	cache: &Cache,
	queries: &[(Head, usize)],
	scratch: &mut Scratch,
	(positions, least, count): (usize, u8, usize),
) -> [i64; TILE] {
	let padded = scratch.dots.len() / queries.len();
	let Scratch { dots, scores, weights, digits } = scratch;
	digits.clear();
	digits.resize(positions * DIGITS * queries.len(), 0);
	scores.resize(positions, 0);
	weights.resize(positions, 0);
	let mut totals = [0; TILE];
	let each = dots.chunks_exact(padded).zip(digits.chunks_exact_mut(positions * DIGITS));
	for (((query, keys), (dots, digits)), total) in queries.iter().zip(each).zip(&mut totals) {
		let (scores, weights) = (&mut scores[..*keys], &mut weights[..*keys]);
		let exponents = &cache.key_exponents[..*keys];
		let greatest = elements::scores(kernel, &dots[..*keys], exponents, query.exponent, scores);
		*total = elements::weights(kernel, scores, greatest, weights);
		let exponents = &cache.value_exponents[..*keys];
		elements::digits(kernel, weights, exponents, least, count, digits);
	}
	totals
}
