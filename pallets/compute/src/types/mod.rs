//! What is stored and shown.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use sp_runtime::Permill;
use stoa_primitives::{
	Attributes, Balance, BlockNumber, Digest, LeaseId, MeasurementId, OfferId, RequestId, Resources,
};

/// Most steps of an offer's discount.
pub const MAX_LONG_TERMS: u32 = 4;
/// Most offers of one provider, and so of one measurement.
pub const MAX_OFFERS: u32 = 16;
/// Steps that are opened of each kind of work in a measurement.
pub const SAMPLES: u32 = 8;
/// Most entries that a view function answers at once.
pub const MAX_PAGE: u32 = 256;

/// Derives for what is stored or part of a call.
macro_rules! stored {
	($($item:item)*) => { $(
		#[derive(
			Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
			TypeInfo,
		)]
		$item
	)* };
}

mod lease;
mod measurement;
mod shown;

pub use lease::*;
pub use measurement::*;
pub use shown::*;

stored! {
	/// A lower price for those who stay.
	#[derive(Copy)]
	pub struct LongTerm {
		/// Leases of at least so many blocks have it.
		pub min_blocks: BlockNumber,
		/// What they pay less.
		pub discount: Permill,
		/// How many blocks before it leaves either side must say so. The tenant pays them.
		pub notice_blocks: BlockNumber,
	}

	/// At what a lease can be renewed.
	#[derive(Copy)]
	pub struct Renewals {
		/// Of one unit, in planck. No discount is taken off it.
		pub price_per_block: Balance,
		/// How often.
		pub times: u16,
	}

	/// What a provider offers. A lease keeps the terms under which it was matched.
	pub struct OfferTerms {
		/// One unit.
		pub resources: Resources,
		/// What else is to be said of it.
		pub attributes: Attributes,
		/// How many units there are.
		pub units: u32,
		/// Of one unit, in planck.
		pub price_per_block: Balance,
		/// Shortest lease, in blocks.
		pub min_blocks: BlockNumber,
		/// Longest lease without renewals, in blocks.
		pub max_blocks: BlockNumber,
		/// For how many blocks either side goes on without the other's word.
		pub period_blocks: BlockNumber,
		/// Lower prices for those who stay, the shortest first.
		pub long_terms: BoundedVec<LongTerm, ConstU32<MAX_LONG_TERMS>>,
		/// At what a lease can be renewed, if at all.
		pub renewals: Option<Renewals>,
		/// The first block at which the offer says nothing any more and nobody can take it.
		pub expires_at: BlockNumber,
	}

	/// An offer.
	pub struct OfferDetails<AccountId> {
		/// Whose.
		pub provider: AccountId,
		/// What is offered.
		pub terms: OfferTerms,
		/// Units that leases, bids and measurements have now.
		pub used: u32,
		/// Whether it is to vanish with the last of them.
		pub closing: bool,
		/// In planck, on hold until it vanishes.
		pub deposit: Balance,
		/// The last measurement.
		pub measured: Option<Measured>,
	}

	/// What a tenant says of the lease that it wants.
	#[derive(Copy)]
	pub struct LeaseOrder {
		/// How many units, all of one offer.
		pub units: u32,
		/// How many blocks, from the one in which it starts.
		pub blocks: BlockNumber,
		/// Paid in advance, in planck. Can be less than the price of all blocks, and topped up.
		pub escrow: Balance,
		/// The sr25519 key that signs usage for the tenant.
		pub usage_key: [u8; 32],
		/// Content hash of the manifest: what is to run, handed to the provider off chain.
		pub manifest: Digest,
	}

	/// What a request for bids asks for.
	pub struct Needs {
		/// At least, of each unit.
		pub resources: Resources,
		/// All of these.
		pub attributes: Attributes,
		/// For how many blocks either side goes on without the other's word.
		pub period_blocks: BlockNumber,
	}

	/// The best bid for a request.
	#[derive(Copy)]
	pub struct Bid<AccountId> {
		/// Whose.
		pub provider: AccountId,
		/// Of which offer the units would be. They are set aside.
		pub offer: OfferId,
		/// Of all units, in planck.
		pub price_per_block: Balance,
		/// On hold, in planck.
		pub deposit: Balance,
	}

	/// A request for bids.
	pub struct RequestDetails<AccountId> {
		/// Who asks.
		pub tenant: AccountId,
		/// What the lease must have.
		pub needs: Needs,
		/// The lease.
		pub order: LeaseOrder,
		/// Most that all units may cost, in planck per block.
		pub price_limit: Balance,
		/// In planck, on hold for what is stored; the lease's, once there is one.
		pub deposit: Balance,
		/// The last block in which bids are taken, as things stand.
		pub closes_at: BlockNumber,
		/// The last one, whatever bids come late.
		pub latest_close: BlockNumber,
		/// The best bid so far. There is no other.
		pub best: Option<Bid<AccountId>>,
		/// The block whose agenda it is on; zero if it waits to be poked.
		pub due_at: BlockNumber,
	}

	/// What a provider's leases have shown. Only what both signed, or a ruling found, counts.
	#[derive(Copy, Default)]
	pub struct LeaseRecord {
		/// Leases that were started.
		pub started: u32,
		/// Blocks that both sides signed.
		pub signed_blocks: u64,
		/// Blocks that a ruling found served.
		pub ruled_blocks: u64,
		/// Paid, in planck.
		pub earned: Balance,
		/// Leases that were not started in time.
		pub not_started: u32,
		/// Contests that it did not answer.
		pub unanswered: u32,
	}

	/// A provider as far as leases are concerned.
	#[derive(Copy, Default)]
	pub struct SellerDetails {
		/// Its offers.
		pub offers: u32,
		/// Its leases, contested ones included.
		pub leases: u32,
		/// Its record.
		pub record: LeaseRecord,
		/// The measurement of its free units that goes on.
		pub measurement: Option<MeasurementId>,
		/// The first block at which its free units may be measured again.
		pub next_measurement: BlockNumber,
	}

	/// Something that has a clock.
	#[derive(Copy)]
	pub enum Due {
		/// A lease.
		#[codec(index = 0)]
		Lease(LeaseId),
		/// A request for bids.
		#[codec(index = 1)]
		Request(RequestId),
		/// A measurement.
		#[codec(index = 2)]
		Measurement(MeasurementId),
	}
}
