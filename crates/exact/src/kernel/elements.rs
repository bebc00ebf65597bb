//! Loops over elements, compiled once more for each kernel.
//!
//! The portable forms are the contract's own operations. The fast ones do the same without branches, where
//! their ranges allow it, so that a compiler can do many at once; a division is one of floats, set right by
//! the integers' remainder.
// The instructions of a processor are unsafe to call on another: `Kernel` knows which one it is.
#![allow(unsafe_code)]

use super::{
	Kernel, Kind,
	heads::{DIGIT, DIGITS},
};
use crate::{
	HEAD,
	arith::{bl, cl},
	ops,
	tables::EXP2,
};

/// A function `name`, given a kernel: `portable` for the portable one, `fast` compiled for the others.
macro_rules! versions {
	($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) $(-> $out:ty)?, $portable:expr, $fast:ident) => {
		$(#[$doc])*
		#[allow(clippy::too_many_arguments)]
		pub(crate) fn $name(kernel: Kernel, $($arg: $type),*) $(-> $out)? {
			#[cfg(target_arch = "x86_64")]
			{
				#[target_feature(enable = "avx2")]
				fn avx2($($arg: $type),*) $(-> $out)? {
					$fast($($arg),*)
				}
				#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
				fn avx512($($arg: $type),*) $(-> $out)? {
					$fast($($arg),*)
				}
				match kernel.0 {
					Kind::Portable => (),
					// SAFETY: such a kernel is only made on a processor that has it.
					Kind::Avx2 => return unsafe { avx2($($arg),*) },
					// SAFETY: likewise.
					Kind::Vnni => return unsafe { avx512($($arg),*) },
				}
			}
			let _ = kernel;
			$portable($($arg),*)
		}
	};
}

versions!(
	/// [`ops::rms_norm`].
	rms_norm(x: &[i32], gain: &[i32], epsilon: u32, out: &mut [i64]),
	ops::rms_norm,
	norm
);
versions!(
	/// [`ops::quantise`].
	quantise(y: &[i64], bits: u32, out: &mut [i16]) -> u8,
	ops::quantise,
	quantised
);
versions!(
	/// Brings the sums of rows with exponents `rows` and a vector with exponent `x` from `from` to `to` fraction
	/// bits, and clamps them to `bits` bits, if that is less than 64.
	scale(sums: &mut [i64], rows: &[u8], x: u8, from: i32, to: i32, bits: u32),
	each_scaled,
	scaled
);
versions!(
	/// Adds to a residual.
	add(x: &mut [i32], add: &[i64]),
	each_added,
	added
);
versions!(
	/// [`ops::gated`] of gates, which its result replaces, and ups, clamped to 32 bits.
	gate(gates: &mut [i64], ups: &[i64]),
	each_gated,
	gated
);
versions!(
	/// [`ops::score`] of each key, from its product and exponent; the greatest.
	scores(dots: &[i32], keys: &[u8], query: u8, out: &mut [i64]) -> i64,
	each_score,
	scored
);
versions!(
	/// [`ops::weight`] of each score; their sum.
	weights(scores: &[i64], greatest: i64, out: &mut [u32]) -> i64,
	each_weight,
	weighted
);
versions!(
	/// Digits of weights, shifted by how much their values' exponents are above `least`: `count` of them, by
	/// digit, then position.
	digits(weights: &[u32], exponents: &[u8], least: u8, count: usize, out: &mut [i16]),
	split,
	split
);
versions!(
	/// [`ops::divide`].
	divide(sums: &[i64; HEAD], weights: i64, out: &mut [i64]),
	ops::divide,
	divided
);

/// `x / 2^n`, rounded as [`crate::arith::rshr`], for `n` of 1 to 62.
#[inline(always)]
fn shift(x: i64, n: u32) -> i64 {
	(x >> n) + ((x >> (n - 1)) & 1)
}

/// Floor of `num / den`, of which `about` is an approximation that is off by one at most.
#[inline(always)]
fn set_right(num: i64, den: i64, about: i64) -> i64 {
	let rest = num.wrapping_sub(about.wrapping_mul(den));
	about + i64::from(rest >= den) - i64::from(rest < 0)
}

#[inline(always)]
fn norm(x: &[i32], gain: &[i32], epsilon: u32, out: &mut [i64]) {
	let greatest = x.iter().fold(0, |most, x| x.unsigned_abs().max(most));
	let sh = (bl(greatest.into()) - 24).max(0);
	let squares: i64 = x.iter().map(|x| i64::from(*x >> sh)).map(|x| x * x).sum();
	let (inverse, by) = ops::inverse_norm(squares as u64, x.len(), sh, epsilon);
	if !(1..=62).contains(&by) {
		return ops::rms_norm(x, gain, epsilon, out);
	}
	let by = by as u32;
	for ((x, gain), out) in x.iter().zip(gain).zip(out) {
		let y = shift(i64::from(*x).wrapping_mul(inverse), by);
		*out = cl(y, 32) * i64::from(*gain);
	}
}

#[inline(always)]
fn quantised(y: &[i64], bits: u32, out: &mut [i16]) -> u8 {
	let greatest = y.iter().fold(0, |most, y| y.unsigned_abs().max(most));
	let e = (bl(greatest) - (bits as i32 - 1)).max(0);
	if e == 0 {
		y.iter().zip(out).for_each(|(y, out)| *out = *y as i16);
	} else {
		let by = e as u32;
		y.iter().zip(out).for_each(|(y, out)| *out = cl(shift(*y, by), bits) as i16);
	}
	e as u8
}

fn each_scaled(sums: &mut [i64], rows: &[u8], x: u8, from: i32, to: i32, bits: u32) {
	for (sum, row) in sums.iter_mut().zip(rows) {
		*sum = ops::scale_row(*sum, *row, x, from, to);
		if bits < 64 {
			*sum = cl(*sum, bits);
		}
	}
}

#[inline(always)]
fn scaled(sums: &mut [i64], rows: &[u8], x: u8, from: i32, to: i32, bits: u32) {
	let by = |row: u8| i32::from(row) - i32::from(x) + from - to;
	let (least, most) = rows.iter().fold((u8::MAX, 0), |(a, b), row| (a.min(*row), b.max(*row)));
	if by(least) < 1 || by(most) > 62 {
		return each_scaled(sums, rows, x, from, to, bits);
	}
	// Sums have less than 62 bits: a clamp to more changes nothing.
	for (sum, row) in sums.iter_mut().zip(rows) {
		*sum = cl(shift(*sum, by(*row) as u32), bits);
	}
}

fn each_added(x: &mut [i32], add: &[i64]) {
	x.iter_mut().zip(add).for_each(|(x, add)| *x = ops::residual(*x, *add));
}

#[inline(always)]
fn added(x: &mut [i32], add: &[i64]) {
	// What is far beyond 32 bits stays beyond them, and can be added.
	const FAR: i64 = 1 << 40;
	for (x, add) in x.iter_mut().zip(add) {
		*x = cl(i64::from(*x) + (*add).clamp(-FAR, FAR), 32) as i32;
	}
}

fn each_gated(gates: &mut [i64], ups: &[i64]) {
	for (gate, up) in gates.iter_mut().zip(ups) {
		*gate = ops::gated(cl(*gate, 32) as i32, cl(*up, 32) as i32);
	}
}

#[inline(always)]
fn gated(gates: &mut [i64], ups: &[i64]) {
	const ONE: u32 = 1 << 30;
	for (gate, up) in gates.iter_mut().zip(ups) {
		let (g, up) = (cl(*gate, 32), cl(*up, 32));
		let t = exp2n(shift(g.abs() * ops::LOG2_E, 16) as u32);
		let numerator = if g >= 0 { ONE } else { t };
		let sum = f64::from(ONE as i32) + f64::from(t as i32);
		let about = f64::from(numerator as i32) * f64::from(1 << 24) / sum + 0.5;
		// SAFETY: it is a number between 0 and 2^24 + 1.
		let about: i32 = unsafe { about.to_int_unchecked() };
		let den = i64::from(ONE) + i64::from(t);
		let sigmoid = set_right((i64::from(numerator) << 25) + den, den * 2, about.into());
		*gate = shift(g * sigmoid, 24).wrapping_mul(up);
	}
}

/// [`crate::arith::exp2n`] of what fits 32 bits.
#[inline(always)]
fn exp2n(d: u32) -> u32 {
	let at = ((d >> 8) & 255) as usize;
	let (high, low) = (EXP2[at], EXP2[at + 1]);
	(high - (((high - low) * (d & 255)) >> 8)) >> (d >> 16).min(31)
}

fn each_score(dots: &[i32], keys: &[u8], query: u8, out: &mut [i64]) -> i64 {
	for ((dot, key), out) in dots.iter().zip(keys).zip(&mut *out) {
		*out = ops::score(*dot, query, *key);
	}
	out.iter().copied().max().unwrap_or(0)
}

#[inline(always)]
fn scored(dots: &[i32], keys: &[u8], query: u8, out: &mut [i64]) -> i64 {
	let most = keys.iter().fold(0, |most, key| most.max(*key));
	let by = |key: u8| 33 - i32::from(query) - i32::from(key);
	if by(most) < 1 {
		return each_score(dots, keys, query, out);
	}
	for ((dot, key), out) in dots.iter().zip(keys).zip(&mut *out) {
		*out = shift(i64::from(*dot) * ops::SCORE_SCALE, by(*key) as u32);
	}
	out.iter().fold(i64::MIN, |most, score| most.max(*score))
}

fn each_weight(scores: &[i64], greatest: i64, out: &mut [u32]) -> i64 {
	for (score, out) in scores.iter().zip(&mut *out) {
		*out = ops::weight(greatest, *score);
	}
	out.iter().map(|weight| i64::from(*weight)).sum()
}

#[inline(always)]
fn weighted(scores: &[i64], greatest: i64, out: &mut [u32]) -> i64 {
	for (score, out) in scores.iter().zip(&mut *out) {
		// Scores are below 2^53.
		let v = exp2n(greatest.wrapping_sub(*score).clamp(0, 1 << 30) as u32);
		*out = (v >> 6) + ((v >> 5) & 1);
	}
	out.iter().map(|weight| i64::from(*weight)).sum()
}

#[inline(always)]
fn split(weights: &[u32], exponents: &[u8], least: u8, count: usize, out: &mut [i16]) {
	const BITS: u64 = (1 << DIGIT) - 1;
	let mut digits = out.chunks_exact_mut(out.len() / DIGITS);
	let (Some(first), Some(second), Some(third)) = (digits.next(), digits.next(), digits.next())
	else {
		return;
	};
	let shifted = |(weight, e): (&u32, &u8)| u64::from(*weight) << ((*e).min(12) - least);
	let all = weights.iter().zip(exponents).map(shifted);
	if count == 2 {
		for ((weight, first), second) in all.zip(first).zip(second) {
			(*first, *second) = ((weight & BITS) as i16, (weight >> DIGIT) as i16);
		}
	} else {
		for (((weight, first), second), third) in all.zip(first).zip(second).zip(third) {
			(*first, *second) = ((weight & BITS) as i16, (weight >> DIGIT & BITS) as i16);
			*third = (weight >> (2 * DIGIT)) as i16;
		}
	}
}

#[inline(always)]
fn divided(sums: &[i64; HEAD], weights: i64, out: &mut [i64]) {
	if weights <= 0 {
		return ops::divide(sums, weights, out);
	}
	for (sum, out) in sums.iter().zip(out) {
		let about = *sum as f64 / weights as f64;
		// SAFETY: the mean of values is not greater than the greatest, which has 25 bits.
		let about: i32 = unsafe { (about + 0.5).to_int_unchecked() };
		let num = sum.wrapping_mul(2).wrapping_add(weights);
		*out = set_right(num, weights * 2, about.into());
	}
}
