//! What is stored.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Perquintill;
use stoa_primitives::Balance;

/// Number of an era, from 0.
pub type EraIndex = u32;

/// What an account has earned.
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
	/// Points of accounts that were not touched since, in planck.
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
	/// What has not left it.
	pub left: Balance,
	/// Minted so far, for validators and markets.
	pub minted: Balance,
	/// Promised to accounts and not minted yet, at most.
	pub promised: Balance,
}
