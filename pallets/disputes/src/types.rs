//! What is stored about jurors, cases and rounds.

use crate::{CourtParameters, Tally, standing::Standing};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use stoa_primitives::{
	Balance, BlockNumber, CaseId, Court, Digest, ListingFault, Ruling, Rulings, Side,
};

/// Most seats of a panel.
pub const MAX_PANEL: u32 = 31;
/// Longest place of a piece of evidence, in bytes.
pub const MAX_PLACE_BYTES: u32 = 128;
/// Largest piece of evidence, in bytes.
pub const MAX_EVIDENCE_BYTES: u32 = 1 << 26;
/// Pieces of evidence that a side can bring.
pub const MAX_EVIDENCE: u32 = 8;

/// Where a piece of evidence can be fetched: an address, or what its hash is known by.
pub type Place = BoundedVec<u8, ConstU32<MAX_PLACE_BYTES>>;
/// What both sides brought.
pub type EvidenceList = BoundedVec<EvidenceItem, ConstU32<{ 2 * MAX_EVIDENCE }>>;

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
	/// A bond in one court.
	#[derive(Default)]
	pub struct JurorDetails {
		/// On hold, in planck, all that follows included.
		pub bond: Balance,
		/// Of that, behind seats in cases that are not settled.
		pub locked: Balance,
		/// Of that, asked back. It leaves once it is neither drawn from nor locked.
		pub leaving: Balance,
		/// First block at which what is asked back can be withdrawn.
		pub leave_at: BlockNumber,
		/// Weight in the court's tree.
		pub weight: u32,
		/// Place in the court's tree.
		pub slot: Option<u32>,
		/// The weight that waits to enter the tree. It is not altered while it waits.
		pub pending: Option<u32>,
		/// Since when it has had how much weight without a break.
		pub standing: Standing,
	}

	/// A change of a tree that waits.
	pub struct QueuedChange<AccountId> {
		/// The court.
		pub court: Court,
		/// The juror.
		pub juror: AccountId,
		/// The block from which it may enter.
		pub ready_at: BlockNumber,
	}

	/// One side of a case.
	pub struct Party<AccountId> {
		/// Who.
		pub account: AccountId,
		/// On hold for the first round's jurors, in planck.
		pub fee: Balance,
		/// On hold as the claimant's bond, in planck.
		pub bond: Balance,
		/// Pieces of evidence brought, each with a deposit.
		pub evidence: u32,
	}

	/// Where a case stands. What the clock stood still since `CaseDetails::stood` puts all blocks off but that of
	/// `Drawing`.
	#[derive(Copy)]
	pub enum Phase {
		/// Both sides bring evidence.
		#[codec(index = 0)]
		Evidence {
			/// Last block.
			until: BlockNumber,
		},
		/// Jurors are drawn.
		#[codec(index = 1)]
		Drawing {
			/// Height of the first block whose output is mixed.
			first: BlockNumber,
		},
		/// Jurors hide their votes.
		#[codec(index = 2)]
		Committing {
			/// Last block.
			until: BlockNumber,
		},
		/// Jurors show their votes.
		#[codec(index = 3)]
		Revealing {
			/// Last block.
			until: BlockNumber,
		},
		/// Who does not like the ruling pays for a larger panel.
		#[codec(index = 4)]
		Appealing {
			/// Last block for those who did not win.
			half: BlockNumber,
			/// Last block.
			until: BlockNumber,
		},
		/// The ruling stands, and waits to be executed.
		#[codec(index = 5)]
		Final,
		/// The market was told. Rounds remain to be settled.
		#[codec(index = 6)]
		Executed,
	}

	/// A case.
	pub struct CaseDetails<AccountId, Subject> {
		/// What it is about.
		pub subject: Subject,
		/// Who brought it.
		pub claimant: Party<AccountId>,
		/// Against whom.
		pub respondent: Party<AccountId>,
		/// The court where the current round sits.
		pub court: Court,
		/// What can be ruled.
		pub rulings: Rulings,
		/// Most that a ruling moves, in planck. The market has frozen it.
		pub at_stake: Balance,
		/// Of a challenged listing: what is said to be wrong with it.
		pub fault: Option<ListingFault>,
		/// Height at which it was opened: only jurors of before can sit.
		pub opened_at: BlockNumber,
		/// Where it stands.
		pub phase: Phase,
		/// For how many blocks the clock had stood still when the deadline of its phase was as it is.
		pub stood: BlockNumber,
		/// The current round.
		pub round: u8,
		/// Rounds that are stored.
		pub stored_rounds: u8,
		/// Seeds that were asked for.
		pub draws: u32,
		/// The ruling as it stands; none before the first, and if none came about.
		pub ruling: Option<Ruling>,
		/// The parameters under which it began.
		pub parameters: CourtParameters,
	}

	/// A number for each side.
	#[derive(Copy, Default)]
	pub struct Sides<N> {
		/// The claimant's.
		pub claimant: N,
		/// The respondent's.
		pub respondent: N,
	}

	/// What becomes of a round.
	#[derive(Copy)]
	pub enum RoundState {
		/// It is paid for by whoever wants it.
		#[codec(index = 0)]
		Funding,
		/// Its panel sits, or will.
		#[codec(index = 1)]
		Sitting,
		/// It did not come about: what was paid goes back.
		#[codec(index = 2)]
		Void,
		/// Its jurors are paid. What is left goes to who paid for the side that was right.
		#[codec(index = 3)]
		Settled,
	}

	/// A round.
	pub struct RoundDetails {
		/// The court in which it sits.
		pub court: Court,
		/// What becomes of it.
		pub state: RoundState,
		/// Seats that were filled.
		pub seats: u32,
		/// Jurors in them.
		pub jurors: u32,
		/// Jurors who have committed, or forfeited their seats.
		pub committed: u32,
		/// Jurors who have committed and not shown.
		pub hidden: u32,
		/// What was shown.
		pub votes: Tally,
		/// What was paid for each side and not yet withdrawn, in planck.
		pub raised: Sides<Balance>,
		/// Who paid and has not withdrawn.
		pub contributors: u32,
		/// In the pot for this round, in planck.
		pub pot: Balance,
	}

	/// A juror in a panel.
	#[derive(Copy)]
	pub struct Seat {
		/// The court of the bond behind it.
		pub court: Court,
		/// How many seats.
		pub seats: u32,
		/// What is locked of the bond, in planck.
		pub lock: Balance,
		/// What it did.
		pub state: SeatState,
	}

	/// What a juror did.
	#[derive(Copy)]
	pub enum SeatState {
		/// Nothing yet.
		#[codec(index = 0)]
		Drawn,
		/// Hid a vote.
		#[codec(index = 1)]
		Committed(Digest),
		/// Showed it.
		#[codec(index = 2)]
		Revealed(Ruling),
		/// Told it too early.
		#[codec(index = 3)]
		Forfeited,
	}

	/// A piece of evidence. The chain keeps its hash; who brings it keeps it available.
	pub struct EvidenceItem {
		/// Who brought it.
		pub by: Side,
		/// Content root of its bytes (`primitives::merkle::content_root`).
		pub content: Digest,
		/// How long it is, in bytes.
		pub bytes: u32,
		/// Where it can be fetched.
		pub place: Place,
	}

	/// Cases that an account lost as claimant.
	#[derive(Copy, Default)]
	pub struct LossRecord {
		/// How many count.
		pub count: u32,
		/// When the last was lost, or one was forgotten.
		pub since: BlockNumber,
	}

	/// A ruling against a listing. Default views hide it; nobody deletes it.
	pub struct Flag<AccountId> {
		/// The case.
		pub case: CaseId,
		/// What is wrong.
		pub fault: ListingFault,
		/// Who showed it.
		pub by: AccountId,
	}

	/// What stands against a listing.
	pub enum ListingState<AccountId> {
		/// Nothing.
		#[codec(index = 0)]
		Clean,
		/// A case about it is open.
		#[codec(index = 1)]
		Challenged(CaseId),
		/// It was ruled to be at fault.
		#[codec(index = 2)]
		Flagged(Flag<AccountId>),
	}
}

/// Part of the list of cases.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct CasePage {
	/// Their ids, in order.
	pub cases: alloc::vec::Vec<CaseId>,
	/// Where the next page begins, if there is one.
	pub next: Option<CaseId>,
}

impl<N: Copy> Sides<N> {
	/// One side's.
	pub fn get(&self, side: Side) -> N {
		match side {
			Side::Claimant => self.claimant,
			Side::Respondent => self.respondent,
		}
	}

	/// One side's, to change.
	pub fn of(&mut self, side: Side) -> &mut N {
		match side {
			Side::Claimant => &mut self.claimant,
			Side::Respondent => &mut self.respondent,
		}
	}
}

impl Sides<Balance> {
	/// Both together.
	pub fn sum(&self) -> Balance {
		self.claimant.saturating_add(self.respondent)
	}
}

impl<AccountId> Party<AccountId> {
	/// What it has on hold, in planck, with `each` for a piece of evidence.
	pub fn on_hold(&self, each: Balance) -> Balance {
		let evidence = each.saturating_mul(self.evidence.into());
		self.fee.saturating_add(self.bond).saturating_add(evidence)
	}
}

impl JurorDetails {
	/// Bond that no seat locks.
	pub fn free(&self) -> Balance {
		self.bond.saturating_sub(self.locked)
	}

	/// Bond that is not asked back.
	pub fn staying(&self) -> Balance {
		self.bond.saturating_sub(self.leaving)
	}
}

impl<AccountId, Subject> CaseDetails<AccountId, Subject> {
	/// One of its sides.
	pub fn party(&self, side: Side) -> &Party<AccountId> {
		match side {
			Side::Claimant => &self.claimant,
			Side::Respondent => &self.respondent,
		}
	}

	/// One of its sides, to change.
	pub fn party_mut(&mut self, side: Side) -> &mut Party<AccountId> {
		match side {
			Side::Claimant => &mut self.claimant,
			Side::Respondent => &mut self.respondent,
		}
	}

	/// Whose ruling stands.
	pub fn winner(&self) -> Option<Side> {
		self.ruling.and_then(Ruling::winner)
	}
}

impl<AccountId: PartialEq, Subject> CaseDetails<AccountId, Subject> {
	/// Where `who` stands in it.
	pub fn side_of(&self, who: &AccountId) -> Option<Side> {
		Side::BOTH.into_iter().find(|side| self.party(*side).account == *who)
	}
}
