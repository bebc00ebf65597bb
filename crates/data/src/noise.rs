//! Integers from the discrete Laplace distribution, exactly: no floating point anywhere, whose rounding would give
//! away what noise should hide (C. Canonne, G. Kamath, T. Steinke, "The Discrete Gaussian for Differential Privacy",
//! 2020, algorithms 1 and 2).
//!
//! Own code because the noise must be repeatable: two custodians of one dataset have to come to one answer, so it
//! follows from what only they know. The library for this, OpenDP, draws from the system and takes no seed.

use chacha20::{
	ChaCha20,
	cipher::{KeyIvInit, StreamCipher},
};

/// Noise that follows from a seed, which nobody may know who gets an answer.
pub(crate) struct Noise(ChaCha20);

impl Noise {
	pub(crate) fn new(seed: &[u8; 32]) -> Self {
		Self(ChaCha20::new(seed.into(), &[0; 12].into()))
	}

	/// Below `end`, which is above 0, each number as likely as the others.
	fn below(&mut self, end: u128) -> u128 {
		// The numbers from here on would make some likelier.
		let fair = u128::MAX - u128::MAX % end;
		loop {
			let mut bytes = [0; 16];
			self.0.apply_keystream(&mut bytes);
			let number = u128::from_le_bytes(bytes);
			if number < fair {
				return number % end;
			}
		}
	}

	/// True with the likelihood exp(-a/b), for a at most b.
	fn decays(&mut self, a: u128, b: u128) -> bool {
		let mut trial = 1u128;
		while self.below(b.saturating_mul(trial)) < a {
			trial += 1;
		}
		trial % 2 == 1
	}

	/// An integer x with a likelihood in proportion to exp(-|x| s/t). Both are above 0 and below 2^96.
	pub(crate) fn laplace(&mut self, t: u128, s: u128) -> i128 {
		loop {
			let rest = self.below(t);
			if !self.decays(rest, t) {
				continue;
			}
			let mut whole = 0u128;
			while self.decays(1, 1) {
				whole += 1;
			}
			let size = (rest + t.saturating_mul(whole)) / s;
			let size = i128::try_from(size).unwrap_or(i128::MAX);
			match (self.below(2) == 1, size) {
				// Else zero would be twice as likely.
				(true, 0) => continue,
				(true, size) => return -size,
				(false, size) => return size,
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeMap;

	/// Frequencies of 20,000 draws beside what the distribution says; five standard deviations are never reached.
	#[test]
	fn it_is_the_distribution_that_it_should_be() {
		const DRAWS: u32 = 20_000;
		for (t, s) in [(1u128, 1u128), (3, 2), (10, 1)] {
			let mut noise = Noise::new(&[t as u8; 32]);
			let mut counts = BTreeMap::<i128, u32>::new();
			for _ in 0..DRAWS {
				*counts.entry(noise.laplace(t, s)).or_default() += 1;
			}
			let decay = (-(s as f64) / t as f64).exp();
			for x in -4i128..=4 {
				let likely = (1.0 - decay) / (1.0 + decay) * decay.powi(x.unsigned_abs() as i32);
				let expected = likely * f64::from(DRAWS);
				let deviation = (expected * (1.0 - likely)).sqrt();
				let found = f64::from(counts.get(&x).copied().unwrap_or(0));
				assert!(
					(found - expected).abs() < 5.0 * deviation,
					"{t}/{s}: {x} came {found} times, not {expected:.0}"
				);
			}
		}
	}

	#[test]
	fn the_same_seed_says_the_same() {
		let draw = |seed| {
			let mut noise = Noise::new(&[seed; 32]);
			(0..20).map(|_| noise.laplace(1_000_000, 3)).collect::<Vec<_>>()
		};
		assert_eq!(draw(1), draw(1));
		assert_ne!(draw(1), draw(2));
	}

	#[test]
	fn every_number_below_is_as_likely() {
		let mut noise = Noise::new(&[9; 32]);
		let mut counts = [0u32; 7];
		for _ in 0..14_000 {
			counts[noise.below(7) as usize] += 1;
		}
		assert!(counts.iter().all(|count| (1_800..2_200).contains(count)), "{counts:?}");
	}
}
