//! What is stored and shown.

use crate::pricing::Schedule;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use sp_runtime::{Perbill, Permill};
use stoa_primitives::{
	Attributes, Balance, BlockNumber, Digest, LeaseId, LeaseSide, MeasurementId, OfferId,
	RequestId, Resources, measure::OpenedStep,
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

	/// When an offer's machines were last measured, and what came of it.
	#[derive(Copy)]
	pub struct Measured {
		/// The block in which the seed of the work became known.
		pub at: BlockNumber,
		/// How many units were measured.
		pub units: u32,
		/// Blocks until the work was there; none if it was not shown.
		pub took_blocks: Option<BlockNumber>,
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

	/// What was agreed when a lease was matched, the price aside.
	#[derive(Copy)]
	pub struct LeaseTerms {
		/// For how many blocks either side goes on without the other's word: what each risks.
		pub period_blocks: BlockNumber,
		/// Blocks after that at which the lease ends if still nothing was signed.
		pub grace_blocks: BlockNumber,
		/// How many blocks before it leaves either side must say so.
		pub notice_blocks: BlockNumber,
		/// Longest lease without renewals, in blocks.
		pub max_blocks: BlockNumber,
		/// At what it can be renewed. Price of all units.
		pub renewal: Option<Renewals>,
		/// By how much a renewal makes it longer, in blocks.
		pub renewal_blocks: BlockNumber,
		/// Blocks that a provider has to answer when its tenant says that nothing was served.
		pub answer_blocks: BlockNumber,
		/// Blocks for a ruling after that.
		pub ruling_blocks: BlockNumber,
	}

	/// A lease that its provider has not started.
	#[derive(Copy)]
	pub struct Pending {
		/// Of all units, in planck.
		pub price_per_block: Balance,
		/// For how long.
		pub blocks: BlockNumber,
		/// The last block in which it can be started.
		pub start_by: BlockNumber,
		/// The winning bid's, in planck: the tenant's if the provider does not start.
		pub bid_deposit: Balance,
	}

	/// A lease that runs.
	#[derive(Copy)]
	pub struct Running {
		/// From when.
		pub started_at: BlockNumber,
		/// What each block costs, and until when.
		pub schedule: Schedule,
		/// The first block about which nothing is signed.
		pub signed_until: BlockNumber,
		/// Signed as owed since the start, in planck.
		pub signed_due: Balance,
		/// Of that, paid, in planck.
		pub paid: Balance,
		/// Who gave notice, if anybody did.
		pub notice: Option<LeaseSide>,
		/// The first block at which its tenant may have its units measured again.
		pub next_measurement: BlockNumber,
	}

	/// A lease that is over, but for an amount that the tenant says was not earned.
	#[derive(Copy)]
	pub struct Contest {
		/// In planck.
		pub amount: Balance,
		/// Blocks about which nothing is signed, of one period at most.
		pub blocks: BlockNumber,
		/// When the lease ended.
		pub closed_at: BlockNumber,
		/// The first block about which nothing is signed.
		pub signed_until: BlockNumber,
		/// Signed as owed since the start, in planck.
		pub signed_due: Balance,
		/// The last block in which the provider can insist, or, once it has, the last before a ruling is late.
		pub until: BlockNumber,
		/// Whether it has.
		pub insisted: bool,
	}

	/// Where a lease stands.
	#[derive(Copy)]
	pub enum Stage {
		/// Its provider has not started it.
		#[codec(index = 0)]
		Pending(Pending),
		/// It runs.
		#[codec(index = 1)]
		Active(Running),
		/// It is over, but for a contested amount.
		#[codec(index = 2)]
		Contested(Contest),
	}

	/// A lease.
	#[derive(Copy)]
	pub struct LeaseDetails<AccountId> {
		/// Who pays.
		pub tenant: AccountId,
		/// Who serves.
		pub provider: AccountId,
		/// Of which offer.
		pub offer: OfferId,
		/// How many units. They are the offer's again once it is over.
		pub units: u32,
		/// What each was claimed to be when it was matched.
		pub resources: Resources,
		/// The sr25519 key that signs usage for the tenant.
		pub usage_key: [u8; 32],
		/// Content hash of the manifest.
		pub manifest: Digest,
		/// What was agreed.
		pub terms: LeaseTerms,
		/// On hold at the tenant for it, in planck.
		pub escrow: Balance,
		/// On hold at the tenant for what is stored, in planck.
		pub deposit: Balance,
		/// Where it stands.
		pub stage: Stage,
		/// The block whose agenda it is on; zero if it waits to be poked.
		pub due_at: BlockNumber,
	}

	/// Why a lease ended.
	#[derive(Copy)]
	pub enum EndReason {
		/// Its time was over.
		#[codec(index = 0)]
		Completed,
		/// The escrow was used up.
		#[codec(index = 1)]
		Overdrawn,
		/// Nothing was signed for a period and the grace after it.
		#[codec(index = 2)]
		Unsigned,
		/// The tenant left.
		#[codec(index = 3)]
		ClosedByTenant,
		/// The provider left.
		#[codec(index = 4)]
		ClosedByProvider,
		/// The tenant left before it was started.
		#[codec(index = 5)]
		Cancelled,
		/// The provider would not start it.
		#[codec(index = 6)]
		Declined,
		/// The provider did not start it in time.
		#[codec(index = 7)]
		NotStarted,
		/// A ruling ended it.
		#[codec(index = 8)]
		Ruled,
	}

	/// How a contested amount was settled.
	#[derive(Copy)]
	pub enum ContestOutcome {
		/// The provider did not answer: it is the tenant's.
		#[codec(index = 0)]
		Unanswered,
		/// A ruling divided it.
		#[codec(index = 1)]
		Ruled,
		/// There was no ruling in time: it is nobody's.
		#[codec(index = 2)]
		Lapsed,
		/// The tenant had signed for all of it: it is the provider's.
		#[codec(index = 3)]
		Signed,
	}

	/// A ruling about what of a lease is not signed, or contested.
	#[derive(Copy)]
	pub struct LeaseRuling {
		/// The tenant's share of it; the provider has the rest.
		pub to_tenant: Perbill,
		/// Whether the provider is struck.
		pub strike: bool,
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

	/// Units of one offer that are measured.
	#[derive(Copy)]
	pub struct Target {
		/// The offer.
		pub offer: OfferId,
		/// How many units.
		pub units: u32,
		/// What each claims to be.
		pub resources: Resources,
	}

	/// The roots of the work for one offer.
	#[derive(Copy)]
	pub struct Roots {
		/// Of the linked strands.
		pub memory: Digest,
		/// Of the others.
		pub compute: Digest,
	}

	/// Where a measurement stands.
	pub enum MeasurementStage {
		/// It waits for the seed of the work.
		#[codec(index = 0)]
		Seeding {
			/// The first of the blocks that the seed is mixed from.
			first: BlockNumber,
		},
		/// The work is being done.
		#[codec(index = 1)]
		Working {
			/// The seed.
			seed: Digest,
			/// The block in which it became known.
			since: BlockNumber,
		},
		/// It waits for the seed of the samples.
		#[codec(index = 2)]
		Sampling {
			/// The seed of the work.
			seed: Digest,
			/// The block in which it became known.
			since: BlockNumber,
			/// Blocks that the work took.
			took: BlockNumber,
			/// The first of the blocks that the samples are drawn from.
			first: BlockNumber,
			/// What the work came to, offer by offer.
			roots: BoundedVec<Roots, ConstU32<MAX_OFFERS>>,
		},
		/// The samples are to be opened.
		#[codec(index = 3)]
		Proving {
			/// The seed of the work.
			seed: Digest,
			/// The block in which it became known.
			since: BlockNumber,
			/// Blocks that the work took.
			took: BlockNumber,
			/// What the work came to.
			roots: BoundedVec<Roots, ConstU32<MAX_OFFERS>>,
			/// The seed of the samples.
			samples: Digest,
			/// The last block in which they can be opened.
			until: BlockNumber,
		},
	}

	/// A measurement.
	pub struct MeasurementDetails<AccountId> {
		/// Whose machines.
		pub provider: AccountId,
		/// Who asked for it.
		pub challenger: AccountId,
		/// On hold at who asked, in planck.
		pub bond: Balance,
		/// The lease in which it runs; none if free units are measured.
		pub lease: Option<LeaseId>,
		/// What is measured, all of it by one seed.
		pub targets: BoundedVec<Target, ConstU32<MAX_OFFERS>>,
		/// Most memory that is filled of each unit, in MiB.
		pub fill_mib: u32,
		/// Hashes of each cell that uses no memory.
		pub steps: u32,
		/// How many such cells each core computes, as a power of two.
		pub log_cells: u8,
		/// Blocks for the work, and for opening samples.
		pub work_blocks: BlockNumber,
		/// Where it stands.
		pub stage: MeasurementStage,
		/// The block whose agenda it is on; zero if it waits to be poked.
		pub due_at: BlockNumber,
	}

	/// What came of a measurement.
	#[derive(Copy)]
	pub enum MeasurementOutcome {
		/// The work was shown in time.
		#[codec(index = 0)]
		Passed,
		/// It was not.
		#[codec(index = 1)]
		Failed,
		/// Nobody's fault: the seed did not come, or the lease was over.
		#[codec(index = 2)]
		Void,
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

/// The opened samples: of the linked strands, then of the others.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct WorkProof {
	/// Of the linked strands, in the order in which they were drawn.
	pub memory: BoundedVec<OpenedStep, ConstU32<SAMPLES>>,
	/// Of the others.
	pub compute: BoundedVec<OpenedStep, ConstU32<SAMPLES>>,
}

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
