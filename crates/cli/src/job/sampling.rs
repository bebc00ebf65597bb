//! How the tokens of an answer are to be chosen, as it is typed and as the chain takes it.

use crate::{args::SamplingArgs, fail::Fail};
use stoa_client::sealed::random_salt;
use stoa_exact::sampling::MAX_CUT;
use stoa_primitives::{Assurance, Digest, Sampling};

/// Min-p if nothing else is asked for: leaves out what is twenty times less likely than the likeliest token.
const MIN_P: f64 = 0.05;
/// 1, Q16.
const ONE: f64 = 65_536.;

/// What was asked for; the seed is drawn here if none was given.
pub fn sampling(args: &SamplingArgs) -> Result<Sampling, Fail> {
	let Some(temperature) = args.temperature.filter(|temperature| *temperature != 0.) else {
		return Ok(Sampling::Greedy);
	};
	if !(1. / 256. ..=64.).contains(&temperature) {
		return Err(Fail::refused(format!(
			"a temperature of {temperature} cannot be had: give one between 0.004 and 64, or 0 for the likeliest \
			 token each time"
		)));
	}
	let min_p = args.min_p.unwrap_or(MIN_P);
	if !(0. ..=1.).contains(&min_p) {
		return Err(Fail::refused(format!(
			"--min-p is a probability relative to the likeliest token's: {min_p} is not between 0 and 1"
		)));
	}
	Ok(Sampling::Seeded {
		inverse_temperature: (ONE / temperature).round() as u32,
		// Beyond the greatest cut nothing is ever chosen.
		cut: ((-min_p.ln() * ONE).round()).clamp(0., f64::from(MAX_CUT)) as u32,
		seed: seed(args.seed.as_deref())?,
	})
}

fn seed(given: Option<&str>) -> Result<Digest, Fail> {
	let Some(text) = given.filter(|text| *text != "random") else { return Ok(random_salt()?) };
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let bytes = hex::decode(digits).ok().and_then(|bytes| bytes.try_into().ok());
	bytes.ok_or_else(|| {
		Fail::refused("--seed takes 64 hexadecimal digits, or 'random': leave it out for that")
	})
}

/// Refuses a seed where the chain would.
pub fn offered(sampling: &Sampling, assurance: Assurance, name: &str) -> Result<(), Fail> {
	if *sampling == Sampling::Greedy || assurance == Assurance::Exact {
		return Ok(());
	}
	Err(Fail::refused(format!(
		"{name} is not of class Exact, so that nobody could check what a seed chooses: leave --temperature out, or \
		 choose another model (`stoa model list`)"
	)))
}

/// In words; none of the greedy choice.
pub fn words(sampling: &Sampling) -> Option<String> {
	let (inverse, cut, seed) = sampling.seeded()?;
	let temperature = ONE / f64::from(inverse.max(1));
	let min_p = (-f64::from(cut) / ONE).exp();
	let seed = hex::encode(seed);
	Some(format!("temperature {temperature:.3}, min-p {min_p:.4}, seed {seed}"))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn args(temperature: Option<f64>, min_p: Option<f64>, seed: Option<&str>) -> SamplingArgs {
		SamplingArgs { temperature, min_p, seed: seed.map(str::to_owned) }
	}

	#[test]
	fn numbers_become_those_of_the_contract() {
		assert_eq!(sampling(&args(None, None, None)), Ok(Sampling::Greedy));
		assert_eq!(sampling(&args(Some(0.), None, None)), Ok(Sampling::Greedy));
		let seed = "07".repeat(32);
		let expected = |inverse_temperature, cut| {
			Ok(Sampling::Seeded { inverse_temperature, cut, seed: [7; 32] })
		};
		for (temperature, min_p, inverse, cut) in [
			(1., None, 65_536, 196_328),
			(0.8, Some(0.05), 81_920, 196_328),
			(64., Some(1.), 1 << 10, 0),
			(1. / 256., Some(0.), 1 << 24, MAX_CUT),
			(1., Some(1e-300), 65_536, MAX_CUT),
		] {
			let made = sampling(&args(Some(temperature), min_p, Some(&seed)));
			assert_eq!(made, expected(inverse, cut));
			let made = made.unwrap();
			assert!(stoa_exact::Sampling::new(made.seeded()).is_ok());
			assert!(words(&made).is_some_and(|words| words.contains(&seed)));
		}
		assert_ne!(sampling(&args(Some(1.), None, None)), sampling(&args(Some(1.), None, None)));
	}

	#[test]
	fn what_cannot_be_is_refused() {
		for (wrong, said) in [
			(args(Some(-1.), None, None), "temperature"),
			(args(Some(65.), None, None), "temperature"),
			(args(Some(f64::NAN), None, None), "temperature"),
			(args(Some(1.), Some(1.5), None), "--min-p"),
			(args(Some(1.), Some(f64::NAN), None), "--min-p"),
			(args(Some(1.), None, Some("12")), "64 hexadecimal"),
			(args(Some(1.), None, Some("zz")), "64 hexadecimal"),
		] {
			let fail = sampling(&wrong).unwrap_err();
			assert!(fail.text.contains(said), "{}", fail.text);
		}
		let seeded = sampling(&args(Some(1.), None, None)).unwrap();
		let committee = Assurance::Replicated { executors: 3, quorum: 2 };
		assert!(offered(&seeded, committee, "m").is_err());
		assert_eq!(offered(&seeded, Assurance::Exact, "m"), Ok(()));
		assert_eq!(offered(&Sampling::Greedy, committee, "m"), Ok(()));
	}
}
