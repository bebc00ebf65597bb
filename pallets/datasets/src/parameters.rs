//! The amounts and durations of the market, and the bounds that no vote can leave.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Permill, Serialize};
use stoa_primitives::{Balance, STOA, frame::Within};

/// Least `bond`, in planck.
pub const MIN_BOND: Balance = STOA / 100;

/// The amounts and durations of the market. A licence keeps those under which it was bought.
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
	/// Blocks in which a key has to be delivered; in a run, also those in which results are shown and fetched.
	pub delivery_blocks: Within<8, 201_600>,
	/// Blocks in which custodians compute a run.
	pub run_blocks: Within<8, 201_600>,
	/// Blocks in which a wrong key can be shown.
	pub check_blocks: Within<8, 864_000>,
	/// Blocks over which the price of a licence without end is earned.
	pub vest_blocks: Within<20, 10_512_000>,
	/// Longest that a licence with an end may last.
	pub max_term_blocks: Within<20, 52_560_000>,
	/// What part of the bond one wrong key costs, in millionths.
	pub wrong_key_slash: Within<100_000, 1_000_000>,
	/// What is behind a dataset's keys and chunks, in planck: with less of it, nothing is sold.
	pub bond: Balance,
	/// Most that goes to who shows a wrong key or garbage, in planck.
	pub max_bounty: Balance,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			delivery_blocks: Within::clamped(1_200),
			run_blocks: Within::clamped(14_400),
			check_blocks: Within::clamped(28_800),
			vest_blocks: Within::clamped(864_000),
			max_term_blocks: Within::clamped(31_536_000),
			wrong_key_slash: Within::clamped(250_000),
			bond: 100 * STOA,
			max_bounty: 20 * STOA,
		}
	}
}

impl Parameters {
	/// What the single bounds cannot say: a lie costs something.
	pub fn validate(&self) -> Result<(), &'static str> {
		if self.bond < MIN_BOND {
			return Err("bond is below MIN_BOND");
		}
		Ok(())
	}

	/// [`Self::wrong_key_slash`] as a share.
	pub fn slash(&self) -> Permill {
		Permill::from_parts(self.wrong_key_slash.get())
	}
}
