//! The amounts and durations under which games run, and the bounds that no vote can leave.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Serialize};
use stoa_primitives::{Balance, STOA, frame::Within};

/// Least `min_bond`, in planck: it also pays for what a challenge stores.
pub const MIN_BOND: Balance = STOA / 100;
/// Least `move_cost`, in planck: being challenged is never at the defender's expense.
pub const MIN_MOVE_COST: Balance = STOA / 100_000;

/// The amounts and durations under which games run. A challenge keeps the set under which it began.
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
	/// Blocks within which a hidden challenge must be shown.
	pub reveal_window: Within<2, 28_800>,
	/// Of each side's time, blocks for each round that the game may have.
	pub round_blocks: Within<2, 2_880>,
	/// How many times each side has time to compute the whole answer again.
	pub regenerations: Within<1, 16>,
	/// Most time that a side has, in blocks.
	pub max_clock: Within<20, 201_600>,
	/// Blocks for which a claim can at least be challenged after a challenge to it failed.
	pub min_window: Within<4, 201_600>,
	/// What a day's delay of what a claim reserves is worth, in millionths of it.
	pub freeze_rate: Within<1, 1_000_000>,
	/// What a move is worth, its bytes aside, in planck.
	pub move_cost: Balance,
	/// What a byte of a move is worth, in planck.
	pub byte_cost: Balance,
	/// Least bond of a challenge, in planck.
	pub min_bond: Balance,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			reveal_window: Within::clamped(40),
			round_blocks: Within::clamped(20),
			regenerations: Within::clamped(2),
			max_clock: Within::clamped(28_800),
			min_window: Within::clamped(100),
			freeze_rate: Within::clamped(1_000),
			move_cost: STOA / 1_000,
			byte_cost: STOA / 1_000_000,
			min_bond: STOA,
		}
	}
}

impl Parameters {
	/// What the single bounds cannot say: what must not be free costs something.
	pub fn validate(&self) -> Result<(), &'static str> {
		if self.min_bond < MIN_BOND {
			return Err("min_bond is below MIN_BOND");
		}
		if self.move_cost < MIN_MOVE_COST {
			return Err("move_cost is below MIN_MOVE_COST");
		}
		Ok(())
	}
}
