//! How the next token is chosen: greedily, or at random by a seed, so that whoever knows the seed chooses the
//! same.
//!
//! The seeded choice is an argmax too: each token's logit over the temperature, plus noise of the Gumbel
//! distribution, has its greatest value at a token with the probability that softmax gives it. So it takes one
//! other token to show that a choice is wrong. Min-p is of the same kind: a token is eligible by how far it is
//! below the likeliest one. Whatever needs all logits in order (top-p, top-k) is not.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	arith::rshr,
	hash::{Hash, Hasher},
	leaf::{Choice, Greatest},
	ops::argmax,
};

/// Inverse temperatures that there are, Q16: temperatures from 64 down to 1/256.
pub const INVERSE_TEMPERATURES: core::ops::RangeInclusive<u32> = 1 << 10..=1 << 24;
/// Greatest cut, Q16: 16 nats. Noise spans less, so that this is no cut at all.
pub const MAX_CUT: u32 = 1 << 20;
/// Greatest noise, Q16: that of 65,535.
pub const MAX_NOISE: i32 = 772_243;
/// Tokens that draw from one hash.
pub const TOKENS_PER_DRAW: u32 = 16;
/// Bytes that a draw is the hash of.
pub const DRAW_BYTES: usize = TAG.len() + 32 + 4 + 4;
/// What they begin with.
const TAG: &[u8; 16] = b"stoa-exact/noise";
/// How far below the greatest a logit counts as being, at most.
const MAX_BELOW: i64 = 1 << 30;

/// How the next token is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sampling {
	/// The greatest logit, the lowest id on ties.
	#[default]
	Greedy,
	/// At random, by a seed.
	Seeded(Seeded),
}

/// Parameters of the seeded choice, within their bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seeded {
	inverse_temperature: u32,
	cut: u32,
	seed: [u8; 32],
}

impl Sampling {
	/// Greedy, or by inverse temperature (Q16), cut (Q16) and seed. Refuses what is out of bounds, saying
	/// what the bounds are: they are checked nowhere else.
	pub fn new(seeded: Option<(u32, u32, [u8; 32])>) -> Result<Self, &'static str> {
		let Some((inverse_temperature, cut, seed)) = seeded else { return Ok(Self::Greedy) };
		if !INVERSE_TEMPERATURES.contains(&inverse_temperature) {
			return Err("the temperature must be between 1/256 and 64");
		}
		if cut > MAX_CUT {
			return Err("the cut must be at most 16 nats, which cuts nothing");
		}
		Ok(Self::Seeded(Seeded { inverse_temperature, cut, seed }))
	}

	/// What [`Self::new`] was given.
	pub fn parameters(&self) -> Option<(u32, u32, [u8; 32])> {
		match *self {
			Self::Greedy => None,
			Self::Seeded(Seeded { inverse_temperature, cut, seed }) => {
				Some((inverse_temperature, cut, seed))
			}
		}
	}

	/// The choice at `position` among the logits of all tokens.
	pub fn choose<H: Hasher>(&self, position: u32, logits: &[i64]) -> Choice {
		let likeliest = argmax(logits);
		let greatest = logits.get(likeliest).copied().unwrap_or(0);
		let mut choice = Choice::of_likeliest(likeliest as u32, greatest);
		let Self::Seeded(seeded) = self else { return choice };
		let mut best = i64::MIN;
		for (token, logit) in (0..).zip(logits) {
			let below = seeded.below(greatest, *logit);
			if !seeded.is_eligible(below) {
				continue;
			}
			let score = seeded.score::<H>(position, token, below);
			if score > best {
				(best, choice.token, choice.logit) = (score, token, *logit);
			}
		}
		choice
	}

	/// Whether a choice can be one, whatever the logits are.
	pub fn admits(&self, choice: &Choice, vocabulary: u32) -> bool {
		let exist = choice.token < vocabulary && choice.likeliest < vocabulary;
		let same = choice.token == choice.likeliest;
		exist
			&& match self {
				_ if same => choice.logit == choice.greatest,
				Self::Greedy => false,
				Self::Seeded(by) => by.is_eligible(by.below(choice.greatest, choice.logit)),
			}
	}

	/// Whether a token, of which the logit is known, leaves an admitted choice standing: it is not likelier
	/// than the likeliest, has no better score than the chosen one, and has the claimed logit if it is one of
	/// the two. Equal is better at a lower id.
	pub fn stands<H: Hasher>(
		&self,
		position: u32,
		choice: &Choice,
		token: u32,
		logit: i64,
	) -> bool {
		let likeliest = Greatest { value: choice.greatest, at: choice.likeliest };
		if !likeliest.is_unrefuted_by(token, logit) {
			return false;
		}
		let Self::Seeded(by) = self else { return true };
		if token == choice.token {
			return logit == choice.logit;
		}
		let below = by.below(choice.greatest, logit);
		if !by.is_eligible(below) {
			return true;
		}
		let chosen = by.below(choice.greatest, choice.logit);
		let value = by.score::<H>(position, choice.token, chosen);
		let chosen = Greatest { value, at: choice.token };
		chosen.is_unrefuted_by(token, by.score::<H>(position, token, below))
	}
}

impl Seeded {
	/// How far below the greatest logit another is at this temperature, Q16.
	pub fn below(&self, greatest: i64, logit: i64) -> i64 {
		// At most 2^30 times 2^24.
		let below = greatest.saturating_sub(logit).clamp(0, MAX_BELOW);
		rshr(below * i64::from(self.inverse_temperature), 16)
	}

	/// Whether a token so far below the likeliest may be chosen.
	pub fn is_eligible(&self, below: i64) -> bool {
		below <= i64::from(self.cut)
	}

	/// The same said of logits: how far below the greatest one another may be.
	pub fn reach(&self) -> i64 {
		self.distance(self.cut.into())
	}

	/// How far it may be and have a chance, if the likeliest token has this noise.
	pub fn reach_against(&self, noise: i32) -> i64 {
		self.distance(i64::from(self.cut).min(i64::from(MAX_NOISE) - i64::from(noise)))
	}

	/// The greatest distance of logits that is not rounded up to more than `below`.
	fn distance(&self, below: i64) -> i64 {
		(((below + 1) << 16) - (1 << 15) - 1) / i64::from(self.inverse_temperature)
	}

	/// What the noise of 16 tokens, from token `16 * draw` on, is the hash of.
	pub fn draw(&self, position: u32, draw: u32) -> [u8; DRAW_BYTES] {
		let mut bytes = [0; DRAW_BYTES];
		let numbers = position.to_le_bytes().into_iter().chain(draw.to_le_bytes());
		let all = TAG.iter().chain(&self.seed).copied().chain(numbers);
		for (to, from) in bytes.iter_mut().zip(all) {
			*to = from;
		}
		bytes
	}

	/// A token's noise, Q16.
	pub fn noise<H: Hasher>(&self, position: u32, token: u32) -> i32 {
		gumbel(noise_in(&H::hash(&self.draw(position, token / TOKENS_PER_DRAW)), token))
	}

	/// The greatest of these is chosen, Q16.
	fn score<H: Hasher>(&self, position: u32, token: u32, below: i64) -> i64 {
		i64::from(self.noise::<H>(position, token)) - below
	}
}

/// A token's part of its draw.
pub fn noise_in(draw: &Hash, token: u32) -> u16 {
	let at = (token % TOKENS_PER_DRAW) as usize;
	draw.as_chunks().0.get(at).map_or(0, |noise| u16::from_le_bytes(*noise))
}

/// Fraction bits of [`log2`].
const LOG_BITS: u32 = 48;
/// `ln 2`, Q62.
const LN_2: i128 = 3_196_577_161_300_663_914;

/// The binary logarithm of a positive number, Q48: each squaring shows a digit.
fn log2(x: u64) -> i64 {
	let whole = x.max(1).ilog2().min(62);
	let mut m = x << (62 - whole);
	let mut log = i64::from(whole);
	for _ in 0..LOG_BITS {
		m = ((u128::from(m) * u128::from(m)) >> 62) as u64;
		let digit = m >> 63;
		m >>= digit;
		log = log << 1 | digit as i64;
	}
	log
}

/// A Q48 number of octaves as one of nats.
fn nats(octaves: i64) -> i64 {
	((i128::from(octaves) * LN_2) >> 62) as i64
}

/// `-ln(-ln((noise + 1/2) / 65536))`, Q16, nearest: at equal chance of each of the 65,536, the distribution
/// of Gumbel.
pub fn gumbel(noise: u16) -> i32 {
	let minus_ln = nats((17 << LOG_BITS) - log2(2 * u64::from(noise) + 1));
	let octaves = i64::from(LOG_BITS) << LOG_BITS;
	rshr(nats(octaves - log2(minus_ln.unsigned_abs())), LOG_BITS as i32 - 16) as i32
}

#[cfg(all(test, feature = "std"))]
mod tests {
	use super::*;
	use crate::{
		Blake2,
		digest::{blake2_256, hex},
	};
	use proptest::{collection::vec, prelude::*};
	use std::vec::Vec;

	const ONE: u32 = 1 << 16;

	fn seeded(inverse_temperature: u32, cut: u32, seed: [u8; 32]) -> Sampling {
		Sampling::new(Some((inverse_temperature, cut, seed))).expect("within the bounds")
	}

	fn any_sampling() -> impl Strategy<Value = Sampling> {
		let temperatures =
			prop_oneof![INVERSE_TEMPERATURES, Just(ONE), Just(1 << 10), Just(1 << 24)];
		let cuts = prop_oneof![0..=MAX_CUT, Just(0), Just(MAX_CUT), 0u32..200_000];
		let seeded = (temperatures, cuts, any::<[u8; 32]>())
			.prop_map(|(inverse, cut, seed)| seeded(inverse, cut, seed));
		prop_oneof![Just(Sampling::Greedy), seeded]
	}

	#[test]
	fn the_noise_is_the_pinned_table() {
		let all: Vec<i32> = (0..=u16::MAX).map(gumbel).collect();
		let bytes: Vec<u8> = all.iter().flat_map(|noise| noise.to_le_bytes()).collect();
		assert_eq!(
			hex(blake2_256(&bytes)),
			"67bd04a189ca72bdca0d2bc50aad7359711e0b49333fc93cd05180c757d1401c"
		);
		assert!(all.is_sorted());
		let span = i64::from(MAX_NOISE) - i64::from(all[0]);
		assert_eq!(all.last(), Some(&MAX_NOISE));
		assert!(span < i64::from(MAX_CUT), "no cut is needed beyond {span}");
	}

	#[test]
	fn parameters_have_bounds() {
		for (inverse, cut, sound) in [
			(1 << 10, 0, true),
			((1 << 10) - 1, 0, false),
			(1 << 24, MAX_CUT, true),
			((1 << 24) + 1, 0, false),
			(ONE, MAX_CUT + 1, false),
			(0, 0, false),
			(u32::MAX, u32::MAX, false),
		] {
			let given = Some((inverse, cut, [1; 32]));
			let made = Sampling::new(given);
			assert_eq!(made.is_ok(), sound);
			assert!(made.is_err() || made.is_ok_and(|made| made.parameters() == given));
		}
		assert_eq!(Sampling::new(None), Ok(Sampling::Greedy));
	}

	proptest! {
		#[test]
		fn a_choice_stands_and_every_other_falls(
			sampling in any_sampling(),
			position: u32,
			logits in vec(prop_oneof![-300_000i64..300_000, -3i64..3, any::<i64>().prop_map(|l| l.max(-i64::MAX))], 1..50),
			other: (prop::sample::Index, prop::sample::Index),
			more in prop_oneof![Just(0i64), -2i64..3, any::<i64>()],
		) {
			let vocabulary = logits.len() as u32;
			let choice = sampling.choose::<Blake2>(position, &logits);
			prop_assert!(sampling.admits(&choice, vocabulary));
			prop_assert_eq!(Choice::decode(&choice.encode()[1..]), Some(choice));
			let stands = |choice: &Choice| {
				sampling.admits(choice, vocabulary)
					&& (0..).zip(&logits).all(|(token, logit)| {
						sampling.stands::<Blake2>(position, choice, token, *logit)
					})
			};
			prop_assert!(stands(&choice));
			let (token, likeliest) = (other.0.index(logits.len()), other.1.index(logits.len()));
			for wrong in [
				Choice { token: token as u32, logit: logits[token], ..choice },
				Choice { likeliest: likeliest as u32, greatest: logits[likeliest], ..choice },
				Choice { token: token as u32, ..choice },
				Choice { likeliest: likeliest as u32, ..choice },
				Choice { logit: choice.logit.wrapping_add(more), ..choice },
				Choice { greatest: choice.greatest.wrapping_add(more), ..choice },
				Choice { token: vocabulary, ..choice },
			] {
				prop_assert_eq!(stands(&wrong), wrong == choice, "{:?} for {:?}", wrong, choice);
			}
		}

		#[test]
		fn reach_is_what_is_eligible(sampling in any_sampling(), off in -3i64..3) {
			let Sampling::Seeded(by) = sampling else { return Ok(()) };
			let below = (by.reach() + off).max(0);
			prop_assert_eq!(by.is_eligible(by.below(0, -below)), below <= by.reach());
		}

		#[test]
		fn no_choice_is_trouble(
			sampling in any_sampling(),
			numbers: (u32, u32, u32, u32, i64, i64, i64),
		) {
			let (position, token, likeliest, other, logit, greatest, of_other) = numbers;
			let choice = Choice { token, likeliest, logit, greatest };
			let _ = sampling.admits(&choice, u32::MAX);
			let _ = sampling.stands::<Blake2>(position, &choice, other, of_other);
			let _ = sampling.choose::<Blake2>(position, &[]);
		}
	}

	/// Over many seeds tokens are chosen as often as softmax says.
	#[test]
	fn tokens_are_as_frequent_as_their_probability() {
		const DRAWS: u32 = 20_000;
		let logits: [f64; 12] = [2.0, 1.5, 1.0, 0.9, 0.0, -0.5, -1.0, -1.0, -2.0, -3.0, -4.0, -9.0];
		let integers = logits.map(|logit| (logit * f64::from(ONE)).round() as i64);
		// Greatest of chi-square with 11 degrees of freedom but once in ten thousand.
		const MOST: f64 = 36.;
		for (temperature, min_p) in [(1.0, 0.0), (0.7, 0.0), (2.0, 0.0), (1.0, 0.1)] {
			let inverse = (f64::from(ONE) / temperature).round() as u32;
			let cut = match min_p {
				0.0 => MAX_CUT,
				_ => (-f64::ln(min_p) * f64::from(ONE)).round() as u32,
			};
			let weights = logits.map(|logit| ((logit - 2.0) / temperature).exp());
			let weights = weights.map(|weight| if weight < min_p { 0. } else { weight });
			let all: f64 = weights.iter().sum();
			let mut counts = [0u32; 12];
			for draw in 0..DRAWS {
				let sampling = seeded(inverse, cut, blake2_256(&(draw / 100).to_le_bytes()));
				let choice = sampling.choose::<Blake2>(draw % 100, &integers);
				counts[choice.token as usize] += 1;
			}
			let mut chi_square = 0.;
			for (count, weight) in counts.into_iter().zip(weights) {
				let expected = f64::from(DRAWS) * weight / all;
				if expected == 0. {
					assert_eq!(count, 0, "below min-p");
				} else {
					chi_square += (f64::from(count) - expected).powi(2) / expected;
				}
			}
			assert!(chi_square < MOST, "{chi_square} at {temperature}, {min_p}: {counts:?}");
		}
	}
}
