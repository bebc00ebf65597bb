//! Measurements of machines.

use crate::types::{MAX_OFFERS, SAMPLES};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use stoa_primitives::{
	Balance, BlockNumber, Digest, LeaseId, OfferId, Resources, measure::OpenedStep,
};

stored! {
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
			/// The last block in which the roots can be committed.
			until: BlockNumber,
		},
		/// It waits for the seed of the samples.
		#[codec(index = 2)]
		Sampling {
			/// The seed of the work.
			seed: Digest,
			/// The block in which it became known.
			since: BlockNumber,
			/// Blocks that the work took; those in which the clock stood still do not count.
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
		/// For how many blocks the clock had stood still when its deadlines were as they are.
		pub stood: BlockNumber,
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
}

/// The opened samples: of the linked strands, then of the others.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct WorkProof {
	/// Of the linked strands, in the order in which they were drawn.
	pub memory: BoundedVec<OpenedStep, ConstU32<SAMPLES>>,
	/// Of the others.
	pub compute: BoundedVec<OpenedStep, ConstU32<SAMPLES>>,
}
