//! The amounts and durations of the market, and the bounds that no vote can leave.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Permill, Serialize};
use stoa_primitives::{Balance, STOA, frame::Within};

/// Least `measurement_bond`, in planck.
pub const MIN_MEASUREMENT_BOND: Balance = STOA / 100;

/// The amounts and durations of the market. A lease and a measurement keep those under which they began.
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
	/// Blocks that a provider has to start a lease.
	pub start_blocks: Within<10, 28_800>,
	/// Longest period that terms may name.
	pub max_period: Within<10, 28_800>,
	/// Blocks after an unsigned period at which a lease ends by itself.
	pub grace_blocks: Within<20, 201_600>,
	/// Blocks that a provider has to answer when its tenant says that nothing was served.
	pub answer_blocks: Within<20, 201_600>,
	/// Blocks that either side has to go to court once the provider has insisted.
	pub case_blocks: Within<100, 864_000>,
	/// Longest time for bids.
	pub max_bidding: Within<10, 28_800>,
	/// A bid in the last blocks leaves at least so many for the next one.
	pub late_bid_blocks: Within<1, 100>,
	/// By how much a bid must be lower than the best, in millionths.
	pub bid_step: Within<1, 500_000>,
	/// Furthest that an offer's expiry may be away.
	pub max_offer_age: Within<100, 5_184_000>,
	/// Blocks between two measurements of the same machines.
	pub measurement_interval: Within<100, 864_000>,
	/// Blocks for the work of a measurement, and again for opening its samples.
	pub work_blocks: Within<4, 1_000>,
	/// Most memory that a measurement fills of each unit, in MiB.
	pub fill_mib: Within<1, 1_048_576>,
	/// Hashes of each cell of a measurement that uses no memory. What is checked on chain grows with it.
	pub work_steps: Within<1, 512>,
	/// How many such cells each core computes, as a power of two.
	pub work_log_cells: Within<2, 28>,
	/// What asking for a measurement puts at stake, in planck.
	pub measurement_bond: Balance,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			start_blocks: Within::clamped(100),
			max_period: Within::clamped(1_200),
			grace_blocks: Within::clamped(2_400),
			answer_blocks: Within::clamped(2_400),
			case_blocks: Within::clamped(201_600),
			max_bidding: Within::clamped(2_400),
			late_bid_blocks: Within::clamped(5),
			bid_step: Within::clamped(10_000),
			max_offer_age: Within::clamped(864_000),
			measurement_interval: Within::clamped(28_800),
			work_blocks: Within::clamped(20),
			fill_mib: Within::clamped(4_096),
			work_steps: Within::clamped(512),
			work_log_cells: Within::clamped(18),
			measurement_bond: 10 * STOA,
		}
	}
}

impl Parameters {
	/// What the single bounds cannot say: what must not be free costs something.
	pub fn validate(&self) -> Result<(), &'static str> {
		if self.measurement_bond < MIN_MEASUREMENT_BOND {
			return Err("measurement_bond is below MIN_MEASUREMENT_BOND");
		}
		Ok(())
	}

	/// [`Self::bid_step`] as a share.
	pub fn step(&self) -> Permill {
		Permill::from_parts(self.bid_step.get())
	}
}
