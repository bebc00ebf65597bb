//! What the view functions take and answer.

use crate::types::{EndReason, LeaseDetails, OfferDetails};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use stoa_primitives::{Attributes, Balance, BlockNumber, OfferId, Resources};

/// Which offers to show.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct OfferFilter {
	/// At least so much of each unit.
	pub resources: Resources,
	/// All of these.
	pub attributes: Attributes,
	/// At least so many free units.
	pub units: u32,
	/// Lets itself be leased for so many blocks; any if zero.
	pub blocks: BlockNumber,
	/// At most so much for one unit, discount included, in planck per block.
	pub price_limit: Option<Balance>,
}

/// A page of offers.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct OfferPage<AccountId> {
	/// Those that fit, by id.
	pub offers: Vec<(OfferId, OfferDetails<AccountId>)>,
	/// Where the next page begins; none if this was the last.
	pub next: Option<OfferId>,
}

/// A lease as the view functions show it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct LeaseInfo<AccountId> {
	/// As stored.
	pub details: LeaseDetails<AccountId>,
	/// Signed and not paid, in planck.
	pub claimable: Balance,
	/// Owed beyond that if it ended now and nobody contested it, in planck.
	pub unsigned: Balance,
	/// The first block that it does not have, as things stand, and why.
	pub ends: Option<(BlockNumber, EndReason)>,
}

/// What a lease would cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct LeaseQuote {
	/// Of all units, in planck per block, discount included.
	pub price_per_block: Balance,
	/// Of all blocks, in planck.
	pub total: Balance,
	/// Least escrow to begin with, in planck.
	pub least_escrow: Balance,
	/// What each side risks: the price of one period, in planck.
	pub risk: Balance,
	/// How many blocks before it leaves either side must say so.
	pub notice_blocks: BlockNumber,
	/// On hold for what is stored, in planck.
	pub deposit: Balance,
}
