//! The amounts and durations under which a court works, and the bounds that no vote can leave.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Serialize};
use stoa_primitives::{Balance, STOA, frame::Within};

/// Least `fee` of a seat, in planck.
pub const MIN_FEE: Balance = STOA / 100;
/// Least `claim_bond`, in planck: it also pays for what a case stores.
pub const MIN_CLAIM_BOND: Balance = STOA / 10;
/// Least `evidence_deposit`, in planck.
pub const MIN_EVIDENCE_DEPOSIT: Balance = STOA / 100;

/// The amounts and durations under which a court works. A case keeps the set of the court in which it began,
/// wherever it goes.
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
pub struct CourtParameters {
	/// Blocks for evidence.
	pub evidence_blocks: Within<4, 403_200>,
	/// Blocks to hide a vote.
	pub commit_blocks: Within<4, 403_200>,
	/// Blocks to show it.
	pub reveal_blocks: Within<4, 403_200>,
	/// Blocks to pay for an appeal: the first half for who did not win.
	pub appeal_blocks: Within<8, 403_200>,
	/// Seats of the first panel. Each appeal doubles them and adds one, up to 31.
	pub seats: Within<1, 7>,
	/// Rounds of a case at most.
	pub max_rounds: Within<1, 4>,
	/// A panel of more seats than this sits in the general court.
	pub jump_seats: Within<1, 31>,
	/// Most seats of an account in a panel.
	pub seats_per_account: Within<1, 4>,
	/// Of what a seat locks, what a vote against the ruling costs, in percent.
	pub incoherent_percent: Within<1, 100>,
	/// Of what a seat locks, what it costs to show no vote, in percent.
	pub silent_percent: Within<1, 100>,
	/// Most that a coherent seat receives from the others, in percent of what it locks.
	pub redistribution_percent: Within<0, 100>,
	/// The bonds of a court must be at least so many times what is at stake, or a case goes to its parent.
	pub stake_factor: Within<1, 1_000>,
	/// What who did not win pays for an appeal, in percent of the jurors' fees.
	pub loser_percent: Within<100, 1_000>,
	/// What who won may pay into it, in percent of the jurors' fees.
	pub winner_percent: Within<50, 1_000>,
	/// Blocks after which one lost case is forgotten.
	pub loss_memory: Within<10, 10_512_000>,
	/// What a seat earns, in planck.
	pub fee: Balance,
	/// What a seat locks of a juror's bond, in planck.
	pub seat_bond: Balance,
	/// The claimant's bond, in planck: doubled for each case it lost.
	pub claim_bond: Balance,
	/// On hold for each piece of evidence, in planck.
	pub evidence_deposit: Balance,
}

impl Default for CourtParameters {
	fn default() -> Self {
		Self {
			evidence_blocks: Within::clamped(86_400),
			commit_blocks: Within::clamped(57_600),
			reveal_blocks: Within::clamped(57_600),
			appeal_blocks: Within::clamped(115_200),
			seats: Within::clamped(3),
			max_rounds: Within::clamped(4),
			jump_seats: Within::clamped(7),
			seats_per_account: Within::clamped(1),
			incoherent_percent: Within::clamped(25),
			silent_percent: Within::clamped(50),
			redistribution_percent: Within::clamped(50),
			stake_factor: Within::clamped(10),
			loser_percent: Within::clamped(200),
			winner_percent: Within::clamped(100),
			loss_memory: Within::clamped(864_000),
			fee: 5 * STOA,
			seat_bond: 50 * STOA,
			claim_bond: 20 * STOA,
			evidence_deposit: STOA,
		}
	}
}

impl CourtParameters {
	/// What the single bounds cannot say: what must not be free costs something, and silence costs at least
	/// what a wrong vote costs.
	pub fn validate(&self) -> Result<(), &'static str> {
		if self.fee < MIN_FEE {
			return Err("fee is below MIN_FEE");
		}
		if self.seat_bond < self.fee {
			return Err("seat_bond is below fee: a seat must have more to lose than to earn");
		}
		if self.claim_bond < MIN_CLAIM_BOND {
			return Err("claim_bond is below MIN_CLAIM_BOND");
		}
		if self.evidence_deposit < MIN_EVIDENCE_DEPOSIT {
			return Err("evidence_deposit is below MIN_EVIDENCE_DEPOSIT");
		}
		if self.silent_percent < self.incoherent_percent {
			return Err(
				"silent_percent is below incoherent_percent: a bad vote must not be dearer than none",
			);
		}
		Ok(())
	}
}
