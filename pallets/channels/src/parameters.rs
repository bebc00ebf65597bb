//! The amounts and durations under which channels run, and the bounds that no vote can leave.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Permill, Serialize};
use stoa_primitives::{Balance, STOA, frame::Within};

/// Least `min_collateral` and least `slash_floor`, in planck: each is more than a game costs who wins it.
pub const MIN_FLOOR: Balance = STOA;
/// Least `redeem_fee`, in planck: redemptions have no transaction fee.
pub const MIN_REDEEM_FEE: Balance = STOA / 1_000_000;
/// Least `record_deposit`, in planck.
pub const MIN_RECORD_DEPOSIT: Balance = STOA / 1_000;
/// Least `verdict_bond`, in planck.
pub const MIN_VERDICT_BOND: Balance = STOA / 10;

/// The amounts and durations under which channels run. A channel keeps the set under which it was opened.
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
	/// Blocks that a provider has to redeem once a channel is being closed.
	pub close_window: Within<4, 28_800>,
	/// Blocks after its anchor in which a receipt can be challenged.
	pub receipt_window: Within<8, 201_600>,
	/// Least time for which a receipt that was shown can be challenged.
	pub challenge_window: Within<8, 28_800>,
	/// Blocks that a provider has to open a sample, show a trace or bring a prompt.
	pub answer_window: Within<4, 28_800>,
	/// Blocks that an auditor has, beside what the tokens take.
	pub audit_window: Within<4, 28_800>,
	/// Tokens that an auditor reads or writes in a block.
	pub tokens_per_block: Within<1, 3_000>,
	/// Least chance that a redemption is sampled, in millionths.
	pub audit_floor: Within<10_000, 1_000_000>,
	/// Burned of what is redeemed, in millionths.
	pub redeem_share: Within<0, 50_000>,
	/// Longest time for which a channel can be opened, a quota granted, and a plan's period last.
	pub max_lifetime: Within<100, 10_512_000>,
	/// Most renewals of a subscription.
	pub max_renewals: Within<1, 1_000>,
	/// Most free tokens of one grant, in thousands.
	pub max_quota: Within<1, 1_000_000>,
	/// Burned of each redemption at least, in planck.
	pub redeem_fee: Balance,
	/// Least collateral of a channel, in planck.
	pub min_collateral: Balance,
	/// Taken from a bond on top of the collateral, in planck.
	pub slash_floor: Balance,
	/// Most that finding a lie earns beyond its cost, in planck.
	pub bounty: Balance,
	/// Reserved of an auditor's bond, and lost if its contradiction comes to nothing, in planck.
	pub verdict_bond: Balance,
	/// Held for each thing that is stored, in planck.
	pub record_deposit: Balance,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			close_window: Within::clamped(200),
			receipt_window: Within::clamped(1_200),
			challenge_window: Within::clamped(200),
			answer_window: Within::clamped(100),
			audit_window: Within::clamped(100),
			tokens_per_block: Within::clamped(30),
			audit_floor: Within::clamped(50_000),
			redeem_share: Within::clamped(10_000),
			max_lifetime: Within::clamped(10_512_000),
			max_renewals: Within::clamped(120),
			max_quota: Within::clamped(10_000),
			redeem_fee: STOA / 100_000,
			min_collateral: 5 * STOA,
			slash_floor: 5 * STOA,
			bounty: 10 * STOA,
			verdict_bond: STOA,
			record_deposit: STOA / 10,
		}
	}
}

impl Parameters {
	/// The part of a redemption that is burned, as a share.
	pub fn share(&self) -> Permill {
		Permill::from_parts(self.redeem_share.get())
	}

	/// What the single bounds cannot say: what must not be free costs something.
	pub fn validate(&self) -> Result<(), &'static str> {
		if self.min_collateral < MIN_FLOOR || self.slash_floor < MIN_FLOOR {
			return Err("min_collateral or slash_floor is below MIN_FLOOR");
		}
		if self.redeem_fee < MIN_REDEEM_FEE {
			return Err("redeem_fee is below MIN_REDEEM_FEE");
		}
		if self.record_deposit < MIN_RECORD_DEPOSIT {
			return Err("record_deposit is below MIN_RECORD_DEPOSIT");
		}
		if self.verdict_bond < MIN_VERDICT_BOND {
			return Err("verdict_bond is below MIN_VERDICT_BOND");
		}
		Ok(())
	}
}
