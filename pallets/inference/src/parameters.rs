//! The amounts and durations under which jobs run, and the bounds that no vote can leave.

use crate::DRAW_DELAY;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Permill, Serialize};
pub use stoa_primitives::frame::Within;
use stoa_primitives::{Balance, BlockNumber, STOA};

/// Least `slash_floor`, in planck: less would not deter.
pub const MIN_SLASH_FLOOR: Balance = STOA;
/// Least `call_out_fee`, in planck: drawing executors in vain costs at least this for each.
pub const MIN_CALL_OUT_FEE: Balance = STOA / 10_000;
/// Least `byte_fee`, in planck: bytes that are demanded are never nearly free.
pub const MIN_BYTE_FEE: Balance = STOA / 100_000_000;

/// Most draws that any parameters let fill a first committee. Submitting pays for them.
pub const MAX_ROUNDS: u32 = 8;
/// Input tokens that take as long as one new token: a prompt is read faster than an answer is written.
const INPUT_SPEED: u32 = 8;

/// The amounts and durations under which jobs run. A job keeps the set under which it began.
/// The bounds are the floors and ceilings that no vote can leave.
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
	/// Blocks an executor has to commit, beside what its tokens take. In a job's own set, both.
	pub commit_timeout: Within<4, 28_800>,
	/// New tokens for which an executor has one block; eight input tokens count as one.
	pub tokens_per_block: Within<1, 3_000>,
	/// Blocks the executors have to reveal; longer than finality usually takes.
	pub reveal_timeout: Within<4, 28_800>,
	/// Blocks the requester has to fetch an output that is not on chain.
	pub serve_window: Within<4, 28_800>,
	/// Blocks the backers have to answer a demand for data.
	pub data_timeout: Within<4, 28_800>,
	/// Blocks the requester has to post a prompt that did not arrive.
	pub prompt_window: Within<4, 28_800>,
	/// Blocks for which exposure stays frozen after a unanimous answer was paid.
	pub freeze_window: Within<4, 201_600>,
	/// Blocks for which a finished job's record is kept.
	pub keep_blocks: Within<4, 10_512_000>,
	/// Longest time a requester may give a job.
	pub max_timeout: Within<28, 201_600>,
	/// Bond reserved by the whole committee, in percent of the value at risk.
	pub kappa: Within<100, 10_000>,
	/// Draws that may fill the first committee.
	pub max_rounds: Within<1, MAX_ROUNDS>,
	/// Seats of a committee that was enlarged after a disagreement.
	pub enlarged_seats: Within<3, 13>,
	/// Charged on top of seats and royalty, in millionths.
	pub network_fee: Within<0, 500_000>,
	/// Of the network fee, burned, in millionths; the rest goes to the treasury.
	pub burn_share: Within<0, 1_000_000>,
	/// Charged for the part of the value at risk that is above the fee, in millionths; shared as the
	/// network fee.
	pub risk_rate: Within<100, 1_000_000>,
	/// Class Exact: blocks in which anybody may challenge an answer before it is paid.
	pub challenge_window: Within<8, 201_600>,
	/// Of these, how many an auditor has that contradicts the answer.
	pub contradict_window: Within<4, 28_800>,
	/// Least chance of an audit, in millionths.
	pub audit_floor: Within<10_000, 1_000_000>,
	/// What is paid without an audit between two of them, in multiples of the largest value that was audited.
	pub audit_reach: Within<1, 100>,
	/// What an auditor gets, of what an executor's seat costs, in millionths.
	pub audit_share: Within<100_000, 1_000_000>,
	/// How often auditors that confirmed an answer must open cells, in millionths.
	pub opening_rate: Within<10_000, 1_000_000>,
	/// Blocks they have for that, within `challenge_window`.
	pub opening_window: Within<4, 28_800>,
	/// Providers that must serve a release for its answers to be audited.
	pub min_servers: Within<2, 100>,
	/// Most that finding a lie earns beyond its cost, in planck.
	pub bounty: Balance,
	/// Taken from a bond on top of what was reserved when a slash falls, in planck.
	pub slash_floor: Balance,
	/// Paid to a drawn executor when the requester made the job impossible, in planck.
	pub call_out_fee: Balance,
	/// Least `max_fee` of a job, in planck.
	pub min_fee: Balance,
	/// Held while a job or its record is stored, in planck.
	pub record_deposit: Balance,
	/// Prepaid per byte that a demand brings on chain, in planck.
	pub byte_fee: Balance,
}

impl Default for Parameters {
	fn default() -> Self {
		Self {
			commit_timeout: Within::clamped(40),
			tokens_per_block: Within::clamped(30),
			reveal_timeout: Within::clamped(20),
			serve_window: Within::clamped(100),
			data_timeout: Within::clamped(40),
			prompt_window: Within::clamped(40),
			freeze_window: Within::clamped(200),
			keep_blocks: Within::clamped(201_600),
			max_timeout: Within::clamped(28_800),
			kappa: Within::clamped(300),
			max_rounds: Within::clamped(3),
			enlarged_seats: Within::clamped(9),
			network_fee: Within::clamped(50_000),
			burn_share: Within::clamped(600_000),
			risk_rate: Within::clamped(1_000),
			challenge_window: Within::clamped(200),
			contradict_window: Within::clamped(100),
			audit_floor: Within::clamped(100_000),
			audit_reach: Within::clamped(10),
			audit_share: Within::clamped(800_000),
			opening_rate: Within::clamped(250_000),
			opening_window: Within::clamped(40),
			min_servers: Within::clamped(3),
			bounty: 100 * STOA,
			slash_floor: 10 * STOA,
			call_out_fee: STOA / 1_000,
			min_fee: STOA / 100_000,
			record_deposit: STOA / 10,
			byte_fee: STOA / 1_000_000,
		}
	}
}

impl Parameters {
	/// The set for a job of so many tokens: its executors have the time that the work takes on top. All
	/// that follows from `commit_timeout` follows.
	pub fn for_work(self, input_tokens: u32, max_new_tokens: u32) -> Self {
		let work = max_new_tokens.saturating_mul(INPUT_SPEED).saturating_add(input_tokens);
		let speed = self.tokens_per_block.get().saturating_mul(INPUT_SPEED);
		let blocks = self.commit_timeout.get().saturating_add(work.div_ceil(speed));
		Self { commit_timeout: Within::clamped(blocks), ..self }
	}

	/// What one draw needs from its reason to the last reveal.
	pub fn round_blocks(&self) -> BlockNumber {
		DRAW_DELAY
			.saturating_add(self.commit_timeout.get())
			.saturating_add(self.reveal_timeout.get())
	}

	/// Least time a requester may give: one draw, and one more for what failed in the first.
	pub fn min_timeout(&self) -> BlockNumber {
		self.round_blocks().saturating_mul(2)
	}

	/// The time a job gets when the requester names none: every draw, as far as that is allowed.
	pub fn default_timeout(&self) -> BlockNumber {
		self.all_rounds().min(self.max_timeout.get()).max(self.min_timeout())
	}

	fn all_rounds(&self) -> BlockNumber {
		self.round_blocks().saturating_mul(self.max_rounds.get())
	}

	/// Bond reserved behind an answer of class Exact, in percent of the value at risk: a lie costs more than it
	/// earns at the least chance of an audit, if the attacker's friends hold a third of the seats.
	pub fn exact_kappa(&self) -> u32 {
		const PERCENT: u64 = 100;
		const HONEST: (u64, u64) = (2, 3);
		let chance = u64::from(self.audit_floor.get().max(1)).saturating_mul(HONEST.0);
		let kappa = PERCENT.saturating_mul(1_000_000).saturating_mul(HONEST.1).div_ceil(chance);
		kappa as u32
	}

	/// The network fee as a share.
	pub fn network_share(&self) -> Permill {
		Permill::from_parts(self.network_fee.get())
	}

	/// What the single bounds cannot say: the durations fit into one another, and what must not be
	/// free costs something.
	pub fn validate(&self) -> Result<(), &'static str> {
		if self.max_timeout.get() < self.all_rounds().max(self.min_timeout()) {
			return Err("max_timeout is shorter than the default timeout of a short job");
		}
		if self.contradict_window.get() >= self.challenge_window.get() {
			return Err("contradict_window must end before challenge_window");
		}
		if DRAW_DELAY.saturating_add(self.opening_window.get()) >= self.challenge_window.get() {
			return Err("opening_window must end before challenge_window");
		}
		if self.min_fee == 0 || self.record_deposit == 0 {
			return Err("min_fee and record_deposit must not be zero");
		}
		if self.slash_floor < MIN_SLASH_FLOOR {
			return Err("slash_floor is below MIN_SLASH_FLOOR");
		}
		if self.call_out_fee < MIN_CALL_OUT_FEE {
			return Err("call_out_fee is below MIN_CALL_OUT_FEE");
		}
		if self.byte_fee < MIN_BYTE_FEE {
			return Err("byte_fee is below MIN_BYTE_FEE");
		}
		Ok(())
	}
}
