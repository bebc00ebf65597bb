//! The rates of the schedule, and the bounds that no vote can leave.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Serialize};
use stoa_primitives::frame::Within;

/// Rates, all in millionths.
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
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			annual_rate: Within::clamped(50_000),
			validator_share: Within::clamped(500_000),
			validator_inflation: Within::clamped(25_000),
			rebate: Within::clamped(800_000),
			provider_share: Within::clamped(700_000),
		}
	}
}

#[cfg(test)]
impl Parameters {
	/// With these rates, as far as their bounds allow.
	pub fn with_rates([annual, validators, inflation, rebate, providers]: [u32; 5]) -> Self {
		Self {
			annual_rate: Within::clamped(annual),
			validator_share: Within::clamped(validators),
			validator_inflation: Within::clamped(inflation),
			rebate: Within::clamped(rebate),
			provider_share: Within::clamped(providers),
		}
	}
}
