//! Amounts as people write them: a number and its unit, so that no factor of 10^12 is guessed.

use serde::{Deserialize, Deserializer, de::Error};
use std::{fmt, str::FromStr};
use stoa_primitives::{Balance, STOA};

/// An amount of money, written as `"2.5 STOA"` or `"1000 planck"`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Amount(Balance);

/// A price per 1,000 tokens, written like an amount.
pub type PricePer1k = Amount;

impl Amount {
	/// The amount in planck.
	pub fn planck(self) -> Balance {
		self.0
	}
}

impl From<Balance> for Amount {
	fn from(planck: Balance) -> Self {
		Self(planck)
	}
}

/// Twelve decimals at most; no sign, no exponent.
fn stoa(number: &str) -> Option<Balance> {
	let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
	let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
	if !digits(whole) || !digits(fraction) || fraction.len() > 12 {
		return None;
	}
	let fraction: Balance = format!("{fraction:0<12}").parse().ok()?;
	whole.parse::<Balance>().ok()?.checked_mul(STOA)?.checked_add(fraction)
}

impl FromStr for Amount {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (number, unit) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
		let number = number.replace('_', "");
		match unit.trim() {
			"STOA" => stoa(&number),
			"planck" => number.parse().ok(),
			_ => None,
		}
		.map(Self)
		.ok_or_else(|| {
			format!(
				"`{text}` is not an amount: write \"2.5 STOA\" (12 decimals at most) or \"1000 planck\""
			)
		})
	}
}

impl fmt::Display for Amount {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (whole, fraction) = (self.0 / STOA, self.0 % STOA);
		if fraction == 0 {
			return write!(f, "{whole} STOA");
		}
		let fraction = format!("{fraction:012}");
		write!(f, "{whole}.{} STOA", fraction.trim_end_matches('0'))
	}
}

impl<'de> Deserialize<'de> for Amount {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn people_write_amounts_with_units() {
		let planck = |text: &str| text.parse::<Amount>().map(Amount::planck);
		assert_eq!(planck("2.5 STOA"), Ok(2_500_000_000_000));
		assert_eq!(planck("1_000 planck"), Ok(1_000));
		for wrong in
			["5", "5 stoa", "-1 STOA", "1e3 STOA", "0.0000000000001 STOA", "1. STOA", " STOA"]
		{
			assert!(planck(wrong).is_err(), "{wrong}");
		}
	}

	proptest! {
		#[test]
		fn what_is_printed_is_read_back(planck in 0..u128::MAX / 4) {
			let amount = Amount::from(planck);
			prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
		}
	}
}
