//! What is stored.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Perquintill;
use stoa_primitives::{Balance, ReleaseId};

/// Most owners of data to whom a release passes on what it has earned.
pub const MAX_DATA_OWNERS: u32 = 8;

/// Number of an era, from 0.
pub type EraIndex = u32;

/// Who earns by settled work.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Earner<AccountId> {
	/// An account: a provider, or an owner to whom its part of a release's earnings was passed on.
	#[codec(index = 0)]
	Account(AccountId),
	/// A release: all its owners together, until somebody passes it on to each of them.
	#[codec(index = 1)]
	Release(ReleaseId),
}

/// What somebody has earned and not claimed.
#[derive(
	Clone,
	Copy,
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
pub struct Earnings {
	/// The era of `points`.
	pub era: EraIndex,
	/// Its part of what jobs burned in that era, in planck.
	pub points: Balance,
	/// What eras before brought and was not claimed, in planck.
	pub claimable: Balance,
}

/// An era that is over, until everybody's points of it are counted.
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
pub struct EndedEra {
	/// What a point brings.
	pub rate: Perquintill,
	/// Points of those who were not touched since, in planck.
	pub points: Balance,
}

/// Where the schedule stands, in planck.
#[derive(
	Clone,
	Copy,
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
pub struct Schedule {
	/// What there was at genesis. Never more than this and `minted` together is in circulation.
	pub genesis: Balance,
	/// What has not left the schedule.
	pub left: Balance,
	/// Minted so far: for markets, and at most for validators, whose part staking mints when it is asked to.
	pub minted: Balance,
	/// Promised to accounts and releases and not minted yet, at most.
	pub promised: Balance,
}
