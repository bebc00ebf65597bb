//! Amounts in the configuration, as people write them everywhere: `"2.5 STOA"`, `"200 mSTOA"`, `"7 planck"`.

use serde::{Deserialize, Deserializer, de::Error};
use std::{fmt, str::FromStr};
use stoa_primitives::Balance;

/// An amount of money, read and printed as [`stoa_client::Amount`] is; a number without a unit is in STOA.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
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

impl FromStr for Amount {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let amount = text.parse::<stoa_client::Amount>();
		amount.map(|amount| Self(amount.0)).map_err(|error| error.to_string())
	}
}

impl fmt::Display for Amount {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		stoa_client::Amount(self.0).fmt(f)
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

	#[test]
	fn amounts_are_those_of_the_command_line() {
		#[derive(Deserialize)]
		struct Table {
			price: Amount,
		}
		let read = |text: &str| toml::from_str::<Table>(text).map(|table| table.price.planck());
		assert_eq!(read("price = \"2.5 STOA\""), Ok(2_500_000_000_000));
		assert_eq!(read("price = \"200mSTOA\""), Ok(200_000_000_000));
		assert_eq!(read("price = \"1_000 planck\""), Ok(1_000));
		for wrong in ["-1 STOA", "1e3 STOA", "0.0000000000001 STOA", " STOA", "1 dollar"] {
			let error = read(&format!("price = \"{wrong}\"")).unwrap_err().to_string();
			assert!(error.contains("write 1.5STOA"), "{error}");
		}
		assert!(read("price = 5").is_err(), "a number of what?");
	}
}
