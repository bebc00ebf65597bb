//! Rotations of RoPE, computed in integers: `cos` and `sin` of `position * base^(-i/32)` in Q14, for some models
//! divided by a factor of each `i`.
//!
//! A turn is 2^64, so that the reduction of an angle to one turn is the wrap of a `u64`. Everything else
//! is Q62 or Q63. The error before rounding stays below 2^-40, and the pinned hashes show that every entry
//! for the bases in use is the correctly rounded one (`tables/generate.py` derives it independently).

use crate::{Config, HEAD};

/// Pairs of a head.
pub const PAIRS: usize = HEAD / 2;

/// `1 / (2 pi)`, Q64.
const INVERSE_TAU: u64 = 2_935_890_503_282_001_226;
/// `pi / 2`, Q62.
const HALF_PI: u64 = 7_244_019_458_077_122_842;

fn mul(a: u64, b: u64, shift: u32) -> u64 {
	((u128::from(a) * u128::from(b)) >> shift) as u64
}

/// Floor of the square root of a 126-bit value.
fn sqrt(v: u128) -> u64 {
	v.isqrt() as u64
}

/// How fast each pair of a head turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frequencies {
	/// Turns per position, 2^64 to the turn.
	turns: [u64; PAIRS],
}

impl Frequencies {
	/// The frequencies `base^(-i/32)`, for a base of at least 1.
	pub fn new(base: u32) -> Self {
		// Q63. Five square roots lead from 1/base to base^(-1/32); the first is taken from all 126 bits.
		let mut root = sqrt((1 << 126) / u128::from(base.max(1)));
		for _ in 0..4 {
			root = sqrt(u128::from(root) << 63);
		}
		let mut turns = [0; PAIRS];
		let mut theta = 1u64 << 63;
		for turn in &mut turns {
			*turn = mul(theta, INVERSE_TAU, 63);
			theta = mul(theta, root, 63);
		}
		Self { turns }
	}

	/// The frequencies of a model.
	pub fn of(config: &Config) -> Self {
		match &config.extras.factors {
			None => Self::new(config.rope_base),
			Some(factors) => Self::scaled(config.rope_base, factors),
		}
	}

	/// The frequencies over factors, Q24, of at least 1: what is divided only becomes smaller.
	pub fn scaled(base: u32, factors: &[u32; PAIRS]) -> Self {
		let mut all = Self::new(base);
		for (turn, factor) in all.turns.iter_mut().zip(factors) {
			*turn = ((u128::from(*turn) << 24) / u128::from((*factor).max(1))) as u64;
		}
		all
	}

	/// The factors, Q24, by which models of the Llama 3 kind divide frequencies: by `factor` where there are at
	/// most `low` turns in `context` positions, by 1 where there are at least `high`, between them by what leads
	/// from one to the other; all three Q24. None if `low` is not below `high`.
	pub fn llama3(&self, context: u32, factor: u32, low: u32, high: u32) -> Option<[u32; PAIRS]> {
		let band = u128::from(high.checked_sub(low).filter(|band| *band > 0)?);
		let of = |turn: u64| {
			let turns = (u128::from(turn) * u128::from(context)) >> 40;
			if turns >= high.into() {
				return 1 << 24;
			}
			let above = turns.saturating_sub(low.into());
			// factor / ((1 - s) + s * factor), where s = above / band.
			let below = (((band - above) << 24) + above * u128::from(factor)) >> 24;
			let (number, below) = (u128::from(factor) * band, below.max(1));
			u32::try_from((2 * number + below) / (2 * below)).unwrap_or(factor)
		};
		Some(self.turns.map(of))
	}

	/// `(cos, sin)` of each pair at `position`, Q14.
	pub fn at(&self, position: u32) -> [(i16, i16); PAIRS] {
		self.turns.map(|turn| cos_sin(turn.wrapping_mul(u64::from(position))))
	}
}

/// `(cos, sin)` in Q14 of an angle of which 2^64 make a turn.
fn cos_sin(angle: u64) -> (i16, i16) {
	let quarter = 1u64 << 62;
	let within = angle & (quarter - 1);
	let mirrored = within > quarter / 2;
	let part = if mirrored { quarter - within } else { within };
	let (mut cos, mut sin) = series(mul(part, HALF_PI, 62));
	if mirrored {
		(cos, sin) = (sin, cos);
	}
	match angle >> 62 {
		0 => (cos, sin),
		1 => (-sin, cos),
		2 => (-cos, -sin),
		_ => (sin, -cos),
	}
}

/// `(cos, sin)` in Q14 of an angle in Q62, at most an eighth of a turn, by their power series.
fn series(angle: u64) -> (i16, i16) {
	const ONE: u64 = 1 << 62;
	let square = mul(angle, angle, 62);
	let (mut cos, mut sin) = (ONE, ONE);
	for k in (1..=10u64).rev() {
		cos = ONE - mul(square, cos, 62) / ((2 * k - 1) * 2 * k);
		sin = ONE - mul(square, sin, 62) / (2 * k * (2 * k + 1));
	}
	let round = |v: u64| ((v + (1 << 47)) >> 48) as i16;
	(round(cos), round(mul(sin, angle, 62)))
}

#[cfg(all(test, feature = "std"))]
mod tests {
	use super::*;
	use crate::digest::{blake2_256, hex};

	fn hash(base: u32) -> String {
		let frequencies = Frequencies::new(base);
		let bytes: Vec<u8> = (0..crate::MAX_CONTEXT)
			.flat_map(|p| frequencies.at(p))
			.flat_map(|(cos, sin)| [cos.to_le_bytes(), sin.to_le_bytes()])
			.flatten()
			.collect();
		hex(blake2_256(&bytes))
	}

	#[test]
	fn rotations_are_the_pinned_tables() {
		assert_eq!(
			hash(10_000),
			"5d82426b3ae54c13e9ce39dbc24a1c27112c83556344c57afd7376a05fd9ba92"
		);
		assert_eq!(
			hash(100_000),
			"2b6433148bd882a0698c82bff2f6a50710fa51165b6f1bc113e7ca8723b7356c"
		);
	}

	#[test]
	fn quarters_are_exact() {
		assert_eq!(cos_sin(0), (16_384, 0));
		assert_eq!(cos_sin(1 << 62), (0, 16_384));
		assert_eq!(cos_sin(1 << 63), (-16_384, 0));
		assert_eq!(cos_sin(3 << 62), (0, -16_384));
	}

	#[test]
	fn every_base_is_safe() {
		for base in [0, 1, 2, 3, 500_000, u32::MAX] {
			let _ = Frequencies::new(base).at(u32::MAX);
		}
	}
}
