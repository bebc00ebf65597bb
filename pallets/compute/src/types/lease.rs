//! Leases, from match to end.

use crate::{pricing::Schedule, types::Renewals};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use stoa_primitives::{
	Balance, BlockNumber, CaseId, Digest, LeaseFault, LeaseSide, OfferId, Resources,
};

stored! {
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
		/// Blocks that either side has to go to court after that.
		pub case_blocks: BlockNumber,
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
		/// For how many blocks the clock has stood still since something was signed.
		pub missed: BlockNumber,
	}

	/// A lease that is over, but for an amount that the tenant says was not earned.
	#[derive(Copy)]
	pub struct Contest {
		/// In planck.
		pub amount: Balance,
		/// Blocks about which nothing is signed, of one period at most.
		pub blocks: BlockNumber,
		/// What the tenant says is at fault.
		pub fault: LeaseFault,
		/// When the lease ended.
		pub closed_at: BlockNumber,
		/// The first block about which nothing is signed.
		pub signed_until: BlockNumber,
		/// Signed as owed since the start, in planck.
		pub signed_due: Balance,
		/// The last block in which the provider can insist, or, once it has, in which either side can go to
		/// court.
		pub until: BlockNumber,
		/// Whether it has.
		pub insisted: bool,
		/// The case, while it is before the court: nothing is due then.
		pub case: Option<CaseId>,
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
		/// For how many blocks the clock had stood still when its deadlines were as they are.
		pub stood: BlockNumber,
		/// The block whose agenda it is on; zero if it waits for the court, or to be poked.
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
		/// Nobody went to court in time, or there was no ruling: it is nobody's.
		#[codec(index = 2)]
		Lapsed,
		/// The tenant had signed for all of it: it is the provider's.
		#[codec(index = 3)]
		Signed,
	}
}
