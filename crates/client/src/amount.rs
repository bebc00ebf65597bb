//! Amounts as people write them: `1.5STOA`, `200mSTOA`, `7planck`; a bare number is in STOA.

use crate::{Error, Result};
use std::{fmt, str::FromStr};
use stoa_primitives::{Balance, STOA};

/// Units by name, largest first, each a power of ten of planck.
const UNITS: [(&str, u32); 5] =
	[("STOA", 12), ("mSTOA", 9), ("uSTOA", 6), ("nSTOA", 3), ("planck", 0)];

/// An amount in planck that prints with its unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Amount(pub Balance);

impl fmt::Display for Amount {
	/// In STOA, or in planck if it is less than a billionth of one; always with the unit.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		if self.0 != 0 && self.0 < STOA / 1_000_000_000 {
			return write!(f, "{} planck", self.0);
		}
		let (whole, part) = (self.0 / STOA, self.0 % STOA);
		let digits = format!("{part:012}");
		let digits = digits.trim_end_matches('0');
		if digits.is_empty() {
			write!(f, "{whole} STOA")
		} else {
			write!(f, "{whole}.{digits} STOA")
		}
	}
}

impl FromStr for Amount {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let bad = |why: &str| {
			Error::BadAmount(format!(
				"{text:?} is not an amount ({why}): write 1.5STOA, 200mSTOA or 7planck; a bare number \
				 is in STOA"
			))
		};
		let trimmed = text.trim();
		let split = trimmed.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(trimmed.len());
		let (number, unit) = trimmed.split_at(split);
		let number = number.trim().replace('_', "");
		let exponent = if unit.is_empty() {
			12
		} else {
			// `m` and `M` would differ by nine zeros in other places, so only the prefix's case counts.
			let known = UNITS.iter().find(|(name, _)| same_unit(unit, name));
			known.ok_or_else(|| bad("unknown unit"))?.1
		};
		let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
		let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
		if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
			return Err(bad("not a number"));
		}
		let part = part.trim_end_matches('0');
		if part.len() > exponent as usize {
			return Err(bad("finer than one planck, 0.000000000001 STOA"));
		}
		let padded = format!("{whole}{part:0<width$}", width = exponent as usize);
		let digits = padded.trim_start_matches('0');
		if digits.is_empty() {
			return Ok(Self(0));
		}
		digits.parse().map(Self).map_err(|_| bad("too large"))
	}
}

/// Case counts in the prefix only.
fn same_unit(given: &str, known: &str) -> bool {
	if known == "STOA" || known == "planck" {
		return given.eq_ignore_ascii_case(known);
	}
	given.len() == known.len()
		&& given.as_bytes().first() == known.as_bytes().first()
		&& given.eq_ignore_ascii_case(known)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn planck(text: &str) -> Balance {
		text.parse::<Amount>().unwrap().0
	}

	#[test]
	fn units_are_read() {
		assert_eq!(planck("1"), STOA);
		assert_eq!(planck("1.5STOA"), STOA + STOA / 2);
		assert_eq!(planck("1.5 stoa"), STOA + STOA / 2);
		assert_eq!(planck("200mSTOA"), STOA / 5);
		assert_eq!(planck("3uSTOA"), 3_000_000);
		assert_eq!(planck("7planck"), 7);
		assert_eq!(planck("1_000"), 1_000 * STOA);
		assert_eq!(planck(".5"), STOA / 2);
		assert_eq!(planck("0"), 0);
	}

	#[test]
	fn wrong_amounts_say_what_to_write() {
		for text in
			["", "STOA", "1.2.3", "-1", "1 dollar", "1MSTOA", "0.0000000000001", "1e3", "1.5planck"]
		{
			let error = text.parse::<Amount>().unwrap_err().to_string();
			assert!(error.contains("write 1.5STOA"), "{text}: {error}");
		}
		assert!(format!("{}", u128::MAX).parse::<Amount>().is_err());
	}

	#[test]
	fn amounts_print_with_their_unit() {
		assert_eq!(Amount(STOA).to_string(), "1 STOA");
		assert_eq!(Amount(STOA / 5).to_string(), "0.2 STOA");
		assert_eq!(Amount(0).to_string(), "0 STOA");
		assert_eq!(Amount(7).to_string(), "7 planck");
		assert_eq!(Amount(1_234).to_string(), "0.000000001234 STOA");
	}

	proptest! {
		#[test]
		fn what_is_printed_is_read_back(amount in any::<u128>()) {
			prop_assert_eq!(planck(&Amount(amount).to_string()), amount);
		}
	}
}
