//! The rates of the schedule, the shares of fees, and the bounds that no vote can leave.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Serialize};
use stoa_primitives::frame::Within;

/// Rates of the schedule, all in millionths.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(crate = "sp_runtime::serde", deny_unknown_fields, default)]
pub struct Parameters {
	/// Of what is left of the schedule, what leaves it in a year.
	pub annual_rate: Within<0, 100_000>,
	/// Of what leaves it, the validators' part.
	pub validator_share: Within<0, 1_000_000>,
	/// Most that validators get in a year, of all there is.
	pub validator_inflation: Within<0, 50_000>,
	/// Most that comes back of what a job burned. Whoever trades with himself loses the rest.
	pub rebate: Within<0, 800_000>,
	/// Of what comes back, the part of those who executed; the rest is the owners'.
	pub provider_share: Within<0, 1_000_000>,
	/// Of the owners' part, what goes to those whose data the model was trained on, if there are any.
	pub data_share: Within<0, 500_000>,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			annual_rate: Within::clamped(50_000),
			validator_share: Within::clamped(500_000),
			validator_inflation: Within::clamped(25_000),
			rebate: Within::clamped(800_000),
			provider_share: Within::clamped(700_000),
			data_share: Within::clamped(300_000),
		}
	}
}

#[cfg(test)]
impl Parameters {
	/// With these rates, as far as their bounds allow.
	pub fn with_rates([annual, validators, inflation, rebate, providers, data]: [u32; 6]) -> Self {
		Self {
			annual_rate: Within::clamped(annual),
			validator_share: Within::clamped(validators),
			validator_inflation: Within::clamped(inflation),
			rebate: Within::clamped(rebate),
			provider_share: Within::clamped(providers),
			data_share: Within::clamped(data),
		}
	}
}

/// Where the fees of transactions go, in millionths; what neither is burned nor goes to the author is the
/// treasury's. The bounds leave no room for more than the whole.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(crate = "sp_runtime::serde", deny_unknown_fields, default)]
pub struct FeeShares {
	/// Burned: what it costs an author to fill its own blocks.
	pub burned: Within<300_000, 700_000>,
	/// The author's, beside all tips.
	pub author: Within<0, 300_000>,
}

impl FeeShares {
	/// The treasury's part, in millionths.
	pub fn treasury(&self) -> u32 {
		1_000_000u32.saturating_sub(self.burned.get()).saturating_sub(self.author.get())
	}
}

impl Default for FeeShares {
	fn default() -> Self {
		Self { burned: Within::clamped(600_000), author: Within::clamped(200_000) }
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::{DecodeAll, Encode};

	#[test]
	fn no_rates_should_decode_with_a_rebate_above_80_percent() {
		let rates = |rebate: u32| (0u32, 0u32, 0u32, rebate, 0u32, 0u32).encode();
		assert!(Parameters::decode_all(&mut &rates(800_000)[..]).is_ok());
		assert!(Parameters::decode_all(&mut &rates(800_001)[..]).is_err());
	}

	#[test]
	fn no_shares_of_fees_should_decode_that_burn_too_little_or_pay_the_author_too_much() {
		let decodes = |burned: u32, author: u32| {
			FeeShares::decode_all(&mut &(burned, author).encode()[..]).is_ok()
		};
		assert!(decodes(300_000, 0) && decodes(700_000, 300_000));
		assert!(!decodes(299_999, 0) && !decodes(700_001, 0) && !decodes(600_000, 300_001));
		let most =
			FeeShares { burned: Within::clamped(u32::MAX), author: Within::clamped(u32::MAX) };
		assert_eq!(most.treasury(), 0);
		assert_eq!(FeeShares::default().treasury(), 200_000);
	}
}
