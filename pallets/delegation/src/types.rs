//! What is stored and shown.

use crate::shares::{SCALE, Shared, scale};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use sp_runtime::Rounding;
use stoa_primitives::{Balance, BlockNumber, frame::Within};

/// Of what backers earn, the provider's part, in millionths.
pub type Take = Within<0, 1_000_000>;

/// Most that a take may rise with one notice, in millionths.
pub const MAX_RISE: u32 = 100_000;
/// Most parts of a delegation that are on their way out at once.
pub const MAX_LEAVING: u32 = 8;
/// Most entries that a view function answers at once.
pub const MAX_PAGE: u32 = 256;

/// A take that was announced.
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
)]
pub struct Rise {
	/// The take to come.
	pub take: Take,
	/// The first block at which it holds.
	pub at: BlockNumber,
}

/// All that stands behind one provider.
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
)]
pub struct PoolDetails {
	/// What the provider takes of what backers earn.
	pub take: Take,
	/// A higher take on its way.
	pub rise: Option<Rise>,
	/// Most that the provider accepts, in planck.
	pub limit: Balance,
	/// What counts, earns and can be slashed.
	pub stake: Shared,
	/// What is on its way out: it earns nothing and can be slashed.
	pub leaving: Shared,
	/// What a share of the stake has earned so far, in parts of a planck ([`SCALE`]).
	pub per_share: u128,
	/// What was earned and is owed, in planck.
	pub income: Balance,
	/// Of that, what no share has been given yet, in planck.
	pub carry: Balance,
	/// How many back the provider, those who have left and not withdrawn included.
	pub members: u32,
}

impl PoolDetails {
	/// Without anybody.
	pub fn new(take: Take, limit: Balance) -> Self {
		let (stake, leaving) = Default::default();
		let (per_share, income, carry, members) = (0, 0, 0, 0);
		Self { take, rise: None, limit, stake, leaving, per_share, income, carry, members }
	}

	/// The take that holds at `now`.
	pub fn take_at(&self, now: BlockNumber) -> Take {
		self.rise.filter(|rise| rise.at <= now).map_or(self.take, |rise| rise.take)
	}

	/// Gives every share of the stake its part of `part`; what rounding leaves waits for the next.
	pub fn earn(&mut self, part: Balance) {
		let all = self.carry.saturating_add(part);
		let each = scale(all, SCALE, self.stake.shares, Rounding::Down);
		let given = scale(each, self.stake.shares, SCALE, Rounding::Up);
		self.per_share = self.per_share.saturating_add(each);
		self.income = self.income.saturating_add(part);
		self.carry = all.saturating_sub(given);
	}
}

/// A part of a delegation on its way out.
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
)]
pub struct LeavingChunk {
	/// Shares of what is leaving.
	pub shares: u128,
	/// The first block at which it may be withdrawn.
	pub until: BlockNumber,
}

/// What one account has behind one provider.
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DelegationDetails {
	/// Shares of the stake.
	pub shares: u128,
	/// What a share had earned when this was last counted.
	pub counted: u128,
	/// Earned and not claimed when this was last counted, in planck.
	pub unclaimed: Balance,
	/// On its way out, oldest first.
	pub leaving: BoundedVec<LeavingChunk, ConstU32<MAX_LEAVING>>,
}

impl DelegationDetails {
	/// What it has earned and not claimed, in planck; rounded down.
	pub fn income(&self, pool: &PoolDetails) -> Balance {
		let each = pool.per_share.saturating_sub(self.counted);
		self.unclaimed.saturating_add(scale(self.shares, each, SCALE, Rounding::Down))
	}

	/// Counts what it has earned, before its shares change.
	pub fn count(&mut self, pool: &PoolDetails) {
		self.unclaimed = self.income(pool);
		self.counted = pool.per_share;
	}

	/// Whether nothing is left of it.
	pub fn is_empty(&self) -> bool {
		self.shares == 0 && self.unclaimed == 0 && self.leaving.is_empty()
	}

	/// Shares of what is leaving, all together.
	pub fn leaving_shares(&self) -> u128 {
		self.leaving.iter().fold(0, |sum, chunk| sum.saturating_add(chunk.shares))
	}
}

/// A provider's pool as the view functions show it; amounts are in planck.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PoolInfo {
	/// What the provider takes of what backers earn, in millionths, now.
	pub take: u32,
	/// A higher take on its way.
	pub rise: Option<Rise>,
	/// Most that the provider accepts.
	pub limit: Balance,
	/// The provider's own bond; none if it is leaving or gone.
	pub own: Option<Balance>,
	/// What others have behind it.
	pub stake: Balance,
	/// Of that, what counts beside the own bond.
	pub counted: Balance,
	/// What can be delegated to it now.
	pub room: Balance,
	/// What is on its way out.
	pub leaving: Balance,
	/// What was earned and not claimed.
	pub income: Balance,
	/// How many back it.
	pub members: u32,
}

/// A part of a delegation on its way out, as the view functions show it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct LeavingInfo {
	/// What it is worth now, in planck.
	pub amount: Balance,
	/// The first block at which it may be withdrawn.
	pub until: BlockNumber,
}

/// A delegation as the view functions show it; amounts are in planck.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DelegationInfo<AccountId> {
	/// The provider.
	pub provider: AccountId,
	/// What it is worth now.
	pub stake: Balance,
	/// What it has earned and not claimed.
	pub income: Balance,
	/// On its way out, oldest first.
	pub leaving: Vec<LeavingInfo>,
}
