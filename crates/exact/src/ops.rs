//! The operations of the forward pass, each a pure function on slices.
//!
//! Every result is defined by mathematical integers. Arguments of the documented ranges cannot overflow;
//! others never trap. `F` is the number of fraction bits of a value.
//!
//! One position of the model, with token `id`:
//!
//! 1. residual `x` = [`embed`], Q14
//! 2. per layer: [`rms_norm`], [`quantise`] to [`MATMUL_BITS`]; query, key and value rows by [`dot_row`] and
//!    [`scale_row`] to Q16, with their biases ([`biased`]) clamped to 32 bits
//!    (value: [`VALUE_BITS`])
//! 3. [`rotate`] query and key; [`quantise`] each head to [`HEAD_BITS`]
//! 4. [`score`] each key; [`weight`]s relative to the greatest score; sums of weights and of weighted values
//!    by [`add_weighted`]; [`divide`] gives the head's output, Q16
//! 5. [`quantise`], output rows to Q14, [`residual`]
//! 6. [`rms_norm`], [`quantise`], gate and up rows to Q16, [`gated`], [`quantise`], down rows, [`residual`]
//! 7. after the last layer: [`rms_norm`], [`quantise`], rows of the head to Q16: [`argmax`]

use crate::{
	GROUP, HEAD,
	arith::{bl, cl, exp2n, rdiv, rshr},
	rope::PAIRS,
};

/// Fraction bits of the residual.
pub const F_RESIDUAL: i32 = 14;
/// Fraction bits of what [`rms_norm`] returns.
pub const F_NORM: i32 = 35;
/// Fraction bits of queries, keys, values, head outputs, gates, ups and logits.
pub const F_LINEAR: i32 = 16;
/// Fraction bits of what [`gated`] returns.
pub const F_GATED: i32 = 32;
/// Bits of a mantissa that enters a matrix.
pub const MATMUL_BITS: u32 = 14;
/// Bits of a mantissa of a query, key or value.
pub const HEAD_BITS: u32 = 13;
/// Bits to which values are clamped.
pub const VALUE_BITS: u32 = 25;
/// `log2(e) / sqrt(64)`, Q17.
pub(crate) const SCORE_SCALE: i64 = 23_638;
/// `log2(e)`, Q16.
pub(crate) const LOG2_E: i64 = 94_548;

/// How the weights of a row are stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quant {
	/// 0 to 15, two to a byte: of a group's 16 bytes the low halves are its first 16 weights. Has offsets.
	Q4,
	/// -128 to 127, without offsets.
	Q8,
}

impl Quant {
	/// Bytes of one group's quants.
	pub const fn group_bytes(self) -> usize {
		match self {
			Self::Q4 => GROUP / 2,
			Self::Q8 => GROUP,
		}
	}
}

/// A 16-bit number as it is written, the lower byte first: rows are read where they are, at any address.
pub type Word = [u8; 2];

/// A row of weights: in each group of 32, weight = `(q * d + m) * 2^-e`.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
	/// How `q` is stored.
	pub quant: Quant,
	/// The quants.
	pub q: &'a [u8],
	/// A scale per group.
	pub d: &'a [Word],
	/// An offset per group; none for [`Quant::Q8`].
	pub m: &'a [Word],
	/// The exponent.
	pub e: u8,
}

impl<'a> Row<'a> {
	/// A row of `groups` groups as it is written; none if it is of another length.
	#[inline(always)]
	pub fn read(quant: Quant, groups: usize, bytes: &'a [u8]) -> Option<Self> {
		let (e, rest) = bytes.split_last()?;
		let (q, rest) = rest.split_at_checked(groups.checked_mul(quant.group_bytes())?)?;
		let (words, []) = rest.as_chunks() else { return None };
		let (d, m) = words.split_at_checked(groups)?;
		let offsets = if quant == Quant::Q4 { groups } else { 0 };
		(m.len() == offsets).then_some(Self { quant, q, d, m, e: *e })
	}

	/// Quants, scale and offset of each group.
	pub fn groups(&self) -> impl Iterator<Item = ([i16; GROUP], i16, i16)> + '_ {
		let word = |word: &Word| i16::from_le_bytes(*word);
		let offsets = self.m.iter().map(word).chain(core::iter::repeat(0));
		let bytes = self.q.chunks_exact(self.quant.group_bytes());
		bytes.zip(self.d).zip(offsets).map(move |((bytes, d), m)| (self.unpack(bytes), word(d), m))
	}

	/// The part of the row that `count` groups from `first` on are; what of it there is.
	pub fn part(&self, first: usize, count: usize) -> Self {
		fn within<T>(all: &[T], first: usize, count: usize) -> &[T] {
			let rest = all.get(first..).unwrap_or_default();
			rest.get(..count).unwrap_or(rest)
		}
		let bytes = self.quant.group_bytes();
		Self {
			q: within(self.q, first.saturating_mul(bytes), count.saturating_mul(bytes)),
			d: within(self.d, first, count),
			m: within(self.m, first, count),
			..*self
		}
	}

	fn unpack(&self, bytes: &[u8]) -> [i16; GROUP] {
		let mut q = [0; GROUP];
		match self.quant {
			Quant::Q4 => {
				let (low, high) = q.split_at_mut(GROUP / 2);
				for ((low, high), byte) in low.iter_mut().zip(high).zip(bytes) {
					*low = i16::from(byte & 15);
					*high = i16::from(byte >> 4);
				}
			}
			Quant::Q8 => {
				for (q, byte) in q.iter_mut().zip(bytes) {
					*q = i16::from(*byte as i8);
				}
			}
		}
		q
	}
}

/// The embedding's row as the residual, Q14.
pub fn embed(row: Row<'_>, out: &mut [i32]) {
	let shift = i32::from(row.e) - F_RESIDUAL;
	for ((q, d, m), out) in row.groups().zip(out.chunks_exact_mut(GROUP)) {
		for (q, out) in q.iter().zip(out) {
			let weight = i64::from(*q) * i64::from(d) + i64::from(m);
			*out = cl(rshr(weight, shift), 32) as i32;
		}
	}
}

/// Root-mean-square norm of `x` times `gain` (Q15, less than 2^24): Q35. At most 8,192 elements.
pub fn rms_norm(x: &[i32], gain: &[i32], epsilon: u32, out: &mut [i64]) {
	let greatest = x.iter().map(|x| x.unsigned_abs()).max().unwrap_or(0);
	let sh = norm_shift(greatest.into());
	let (inverse, shift) = inverse_norm(squares(x, sh), x.len(), sh, epsilon);
	apply_norm(x, gain, (inverse, shift), out);
}

/// How far elements are shifted before they are squared, of which the greatest magnitude is known.
pub fn norm_shift(greatest: u64) -> i32 {
	(bl(greatest) - 24).max(0)
}

/// The sum of the squares of elements, each shifted by `sh`; at most `2^63 - 1`.
pub fn squares(x: &[i32], sh: i32) -> u64 {
	let squares = x.iter().map(|x| i64::from(*x) >> sh.clamp(0, 62)).map(|x| (x * x) as u64);
	squares.fold(0, |sum, square| sum.saturating_add(square).min(i64::MAX as u64))
}

/// Elements of a residual times the inverse of [`inverse_norm`] and their gains.
pub fn apply_norm(x: &[i32], gain: &[i32], (inverse, shift): (i64, i32), out: &mut [i64]) {
	for ((x, gain), out) in x.iter().zip(gain).zip(out) {
		let y = cl(rshr(i64::from(*x).wrapping_mul(inverse), shift), 32);
		*out = y * i64::from(*gain);
	}
}

/// The inverse of the root of a mean of squares, of which the elements were shifted by `sh`; and how far a
/// product with it is to be shifted.
pub fn inverse_norm(squares: u64, n: usize, sh: i32, epsilon: u32) -> (i64, i32) {
	let n = n.max(1) as u64;
	let floor = n.wrapping_mul(u64::from(epsilon) >> (2 * sh).min(62));
	let ss = squares.wrapping_add(floor).max(1);
	let j1 = (62 - bl(ss)).max(0) / 2;
	let mean = ((ss << (2 * j1)) / n).max(1);
	let j2 = (62 - bl(mean)).max(0) / 2;
	let root = (mean << (2 * j2)).isqrt();
	let inverse = ((1u64 << 61) / root.max(1)) as i64;
	(inverse, 41 - j1 - j2 + sh)
}

/// Block floating point: mantissas of `bits` bits and their common exponent.
pub fn quantise(y: &[i64], bits: u32, out: &mut [i16]) -> u8 {
	let greatest = y.iter().map(|y| y.unsigned_abs()).max().unwrap_or(0);
	let e = (bl(greatest) - (bits as i32 - 1)).max(0);
	for (y, out) in y.iter().zip(out) {
		*out = cl(rshr(*y, e), bits) as i16;
	}
	e as u8
}

/// The integer sum of a row times a vector of mantissas.
pub fn dot_row(row: Row<'_>, x: &[i16]) -> i64 {
	let mut sum = 0;
	for ((q, d, m), x) in row.groups().zip(x.chunks_exact(GROUP)) {
		let product: i32 = q.iter().zip(x).map(|(q, x)| i32::from(*q) * i32::from(*x)).sum();
		let plain: i32 = x.iter().map(|x| i32::from(*x)).sum();
		sum += i64::from(d) * i64::from(product) + i64::from(m) * i64::from(plain);
	}
	sum
}

/// Brings the sum of a row with exponent `e_row` and a vector with exponent `e_x` to `to` fraction bits.
#[inline(always)]
pub fn scale_row(sum: i64, e_row: u8, e_x: u8, from: i32, to: i32) -> i64 {
	rshr(sum, i32::from(e_row) - i32::from(e_x) + from - to)
}

/// Adds a bias to what a row gave, and clamps the sum to `bits` bits.
#[inline(always)]
pub fn biased(out: i64, bias: i32, bits: u32) -> i64 {
	cl(out.saturating_add(bias.into()), bits)
}

/// Turns each pair of a head by `(cos, sin)`, Q14. Elements must be below 2^31.
pub fn rotate(head: &mut [i64], rotation: &[(i16, i16); PAIRS]) {
	for (pair, (cos, sin)) in head.chunks_exact_mut(2).zip(rotation) {
		if let [a, b] = pair {
			let (c, s) = (i64::from(*cos), i64::from(*sin));
			let x = a.wrapping_mul(c).wrapping_sub(b.wrapping_mul(s));
			let y = a.wrapping_mul(s).wrapping_add(b.wrapping_mul(c));
			(*a, *b) = (rshr(x, 14), rshr(y, 14));
		}
	}
}

/// The product of a query's and a key's mantissas.
pub fn dot_head(q: &[i16], k: &[i16]) -> i32 {
	q.iter()
		.zip(k)
		.map(|(q, k)| i32::from(*q).wrapping_mul(i32::from(*k)))
		.fold(0, i32::wrapping_add)
}

/// A key's score in base-2 units, Q16, from the product of mantissas and both exponents.
#[inline(always)]
pub fn score(dot: i32, e_q: u8, e_k: u8) -> i64 {
	rshr(i64::from(dot) * SCORE_SCALE, 33 - i32::from(e_q) - i32::from(e_k))
}

/// A key's weight, 24 fraction bits, from its score and the greatest one.
#[inline(always)]
pub fn weight(greatest: i64, score: i64) -> u32 {
	let below = greatest.saturating_sub(score).clamp(0, 1 << 30);
	rshr(i64::from(exp2n(below as u64)), 6) as u32
}

/// Adds a weighted value to the sums: mantissas `v` with exponent `e` of at most 12.
pub fn add_weighted(sums: &mut [i64], weight: u32, v: &[i16], e: u8) {
	let e = e.min(12);
	for (sum, v) in sums.iter_mut().zip(v) {
		*sum = sum.wrapping_add(i64::from(weight) * (i64::from(*v) << e));
	}
}

/// A head's output, Q16: the weighted values over the sum of weights.
pub fn divide(sums: &[i64; HEAD], weights: i64, out: &mut [i64]) {
	for (sum, out) in sums.iter().zip(out) {
		*out = rdiv(*sum, weights);
	}
}

/// Adds to an element of the residual.
#[inline(always)]
pub fn residual(x: i32, add: i64) -> i32 {
	cl(i64::from(x).saturating_add(add), 32) as i32
}

/// `silu(gate) * up`: both Q16, the result Q32.
#[inline]
pub fn gated(gate: i32, up: i32) -> i64 {
	const ONE: i64 = 1 << 30;
	let (gate, up) = (i64::from(gate), i64::from(up));
	let t = i64::from(exp2n(rshr(gate.abs() * LOG2_E, 16) as u64));
	let num = if gate >= 0 { ONE } else { t };
	let sigmoid = rdiv(num << 24, ONE + t);
	rshr(gate * sigmoid, 24) * up
}

/// Index of the greatest logit, the lowest on ties; 0 if there is none.
pub fn argmax(logits: &[i64]) -> usize {
	let mut best = 0;
	let mut greatest = i64::MIN;
	for (at, logit) in logits.iter().enumerate() {
		if *logit > greatest {
			(best, greatest) = (at, *logit);
		}
	}
	best
}

#[cfg(test)]
mod tests {
	extern crate std;
	use super::*;
	use crate::rope::Frequencies;
	use proptest::{collection::vec, prelude::*};
	use std::{vec, vec::Vec};

	proptest! {
		#[test]
		fn mantissas_are_within_half_a_step(y in vec(-(1i64 << 60)..1 << 60, 1..40), shift in 0u32..60) {
			let y: Vec<i64> = y.into_iter().map(|y| y >> shift).collect();
			let mut mantissas = vec![0; y.len()];
			let e = quantise(&y, MATMUL_BITS, &mut mantissas);
			for (y, mantissa) in y.iter().zip(&mantissas) {
				let back = i128::from(*mantissa) << e;
				// A whole step where rounding up left the range.
				let most = if mantissa.abs() == 8_191 { 1 << e } else { (1i128 << e) / 2 };
				prop_assert!((i128::from(*y) - back).abs() <= most);
			}
			prop_assert!(e == 0 || mantissas.iter().any(|mantissa| mantissa.abs() >= 4_096));
		}

		#[test]
		fn norms_have_the_root_mean_square_of_their_gain(
			x in vec(any::<i32>(), 32..200),
			shift in 0u32..20,
		) {
			let x: Vec<i32> = x.into_iter().map(|x| x >> shift).collect();
			let mut y = vec![0; x.len()];
			rms_norm(&x, &vec![1 << 15; x.len()], 2_684, &mut y);
			let square = |y: &i64| (*y as f64 / f64::from(1u32 << 31) / 16.).powi(2);
			let mean: f64 = y.iter().map(square).sum::<f64>() / x.len() as f64;
			// Epsilon takes something from small vectors.
			prop_assert!(mean < 1.001 && (mean > 0.98 || shift > 10), "{mean}");
		}

		#[test]
		fn rotations_keep_the_length(
			head in vec(-(1i64 << 30)..1 << 30, HEAD),
			position in 0..crate::MAX_CONTEXT,
		) {
			let mut turned = head.clone();
			rotate(&mut turned, &Frequencies::new(100_000).at(position));
			let length = |head: &[i64]| head.iter().map(|x| (*x as f64).powi(2)).sum::<f64>().sqrt();
			let (before, after) = (length(&head), length(&turned));
			prop_assert!((before - after).abs() <= before / 4_000. + 8., "{before} {after}");
		}

		#[test]
		fn gates_are_silu(gate in -(20i32 << 16)..20 << 16, up in -(9i32 << 16)..9 << 16) {
			let real = |v: i32| f64::from(v) / 65_536.;
			let expected = real(gate) / (1. + (-real(gate)).exp()) * real(up);
			let got = gated(gate, up) as f64 / f64::from(1u32 << 31) / 2.;
			prop_assert!((expected - got).abs() < 0.001, "{expected} {got}");
		}

		#[test]
		fn nothing_traps(
			x in vec(any::<i32>(), 0..70),
			y in vec(any::<i64>(), 0..70),
			mantissas in vec(any::<i16>(), 0..70),
			bytes in vec(any::<u8>(), 0..70),
			e in any::<u8>(),
		) {
			for quant in [Quant::Q4, Quant::Q8] {
				let words: Vec<Word> = mantissas.iter().map(|word| word.to_le_bytes()).collect();
				let row = Row { quant, q: &bytes, d: &words, m: &words, e };
				let _ = Row::read(quant, mantissas.len(), &bytes);
				embed(row, &mut vec![0; 64]);
				let _ = scale_row(dot_row(row, &mantissas), e, 255 - e, F_NORM, F_LINEAR);
			}
			rms_norm(&x, &x, u32::MAX, &mut vec![0; 70]);
			let mut head = y.clone();
			rotate(&mut head, &[(i16::MIN, i16::MIN); PAIRS]);
			let _ = quantise(&y, HEAD_BITS, &mut [0; 70]);
			let _ = score(dot_head(&mantissas, &mantissas), e, e);
			add_weighted(&mut head, u32::MAX, &mantissas, e);
			for pair in y.windows(2) {
				let _ = (weight(pair[0], pair[1]), residual(pair[0] as i32, pair[1]));
				let _ = gated(pair[0] as i32, pair[1] as i32);
				divide(&[pair[0]; HEAD], pair[1], &mut [0; HEAD]);
			}
			let _ = argmax(&y);
		}
	}

	#[test]
	fn the_lowest_index_wins_a_tie() {
		assert_eq!(argmax(&[3, 9, -1, 9]), 1);
		assert_eq!(argmax(&[i64::MIN; 3]), 0);
		assert_eq!(argmax(&[]), 0);
	}

	#[test]
	fn the_greatest_score_has_weight_one() {
		assert_eq!(weight(77, 77), 1 << 24);
		assert_eq!(weight(1 << 16, 0), 1 << 23);
		assert_eq!(weight(i64::MAX, i64::MIN), 0);
	}

	#[test]
	fn the_residual_stays_within_32_bits() {
		assert_eq!(residual(5, -7), -2);
		assert_eq!(residual(i32::MAX, i64::MAX), i32::MAX);
		assert_eq!(residual(i32::MIN, i64::MIN), -i32::MAX);
	}
}
