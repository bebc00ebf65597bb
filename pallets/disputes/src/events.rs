//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened. Amounts are in planck.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A juror bonded.
		JurorBonded {
			/// The court.
			court: Court,
			/// The juror.
			juror: T::AccountId,
			/// How much more.
			amount: Balance,
			/// The whole bond.
			bond: Balance,
		},
		/// A juror asked for a part of its bond.
		JurorUnbonding {
			/// The court.
			court: Court,
			/// The juror.
			juror: T::AccountId,
			/// How much.
			amount: Balance,
			/// First block at which it can be withdrawn.
			leave_at: BlockNumber,
		},
		/// Bond is the juror's again.
		BondWithdrawn {
			/// The court.
			court: Court,
			/// The juror.
			juror: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// A juror's weight in a court's tree has changed.
		WeightActivated {
			/// The court.
			court: Court,
			/// The juror.
			juror: T::AccountId,
			/// From now on.
			weight: u32,
		},
		/// A case was opened.
		CaseOpened {
			/// The case.
			case: CaseId,
			/// What it is about.
			subject: T::Subject,
			/// The court.
			court: Court,
			/// Who brought it.
			claimant: T::AccountId,
			/// Against whom.
			respondent: T::AccountId,
			/// Of a listing: what is said to be wrong with it.
			fault: Option<ListingFault>,
			/// Most that a ruling moves.
			at_stake: Balance,
			/// The claimant's deposit for the first round.
			fee: Balance,
			/// The claimant's bond.
			bond: Balance,
			/// Last block for evidence.
			until: BlockNumber,
		},
		/// The respondent put up its part of the first round.
		RespondentJoined {
			/// The case.
			case: CaseId,
			/// The respondent.
			respondent: T::AccountId,
			/// On hold in all.
			fee: Balance,
		},
		/// A side brought evidence.
		EvidenceSubmitted {
			/// The case.
			case: CaseId,
			/// Who brought it.
			by: Side,
			/// Content root of its bytes.
			content: Digest,
			/// How long it is, in bytes.
			bytes: u32,
			/// Where it can be fetched.
			place: Place,
		},
		/// Jurors will be drawn.
		DrawScheduled {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// Height of the first block whose output is mixed.
			first: BlockNumber,
		},
		/// A court could not seat a panel, or should not: a higher one will.
		CourtJumped {
			/// The case.
			case: CaseId,
			/// The court that hears it now.
			court: Court,
		},
		/// A juror has a seat.
		JurorDrawn {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// The juror.
			juror: T::AccountId,
			/// How many seats.
			seats: u32,
			/// Locked of its bond.
			lock: Balance,
		},
		/// A panel sits.
		PanelDrawn {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// The court.
			court: Court,
			/// Filled seats.
			seats: u32,
			/// Last block to hide a vote.
			until: BlockNumber,
		},
		/// No panel could be seated. What was decided before stands.
		PanelEmpty {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
		},
		/// A juror hid its vote.
		VoteCommitted {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// The juror.
			juror: T::AccountId,
		},
		/// A juror told its vote too early, and lost what its seats locked.
		SeatForfeited {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// The juror.
			juror: T::AccountId,
			/// Who showed it.
			finder: T::AccountId,
			/// Paid to who showed it.
			paid: Balance,
			/// Burned.
			burned: Balance,
		},
		/// Votes can be shown.
		RevealBegun {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// Last block.
			until: BlockNumber,
		},
		/// A juror showed its vote.
		VoteRevealed {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// The juror.
			juror: T::AccountId,
			/// Its vote.
			ruling: Ruling,
		},
		/// The votes were counted.
		RoundDecided {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// The ruling as it stands; none if no round has come to one.
			ruling: Option<Ruling>,
			/// The votes of this round.
			votes: Tally,
		},
		/// Who does not like the ruling can pay for a larger panel.
		AppealOpened {
			/// The case.
			case: CaseId,
			/// The round to pay for.
			round: u8,
			/// Last block for those who did not win.
			half: BlockNumber,
			/// Last block.
			until: BlockNumber,
		},
		/// Somebody paid for an appeal.
		AppealFunded {
			/// The case.
			case: CaseId,
			/// The round paid for.
			round: u8,
			/// For which side.
			side: Side,
			/// Who.
			contributor: T::AccountId,
			/// How much.
			amount: Balance,
			/// For this side in all.
			raised: Balance,
		},
		/// The ruling stands.
		CaseDecided {
			/// The case.
			case: CaseId,
			/// The ruling.
			ruling: Option<Ruling>,
		},
		/// The market did what was ruled, and the deposits went where they belong.
		RulingExecuted {
			/// The case.
			case: CaseId,
			/// The ruling.
			ruling: Option<Ruling>,
			/// What the market moved.
			moved: Balance,
			/// The claimant's part of the first round's fees, and of what it owes the other side's backers.
			claimant_paid: Balance,
			/// The respondent's part.
			respondent_paid: Balance,
			/// Of the claimant's bond, paid to the respondent.
			compensation: Balance,
			/// Of the claimant's bond, burned.
			burned: Balance,
		},
		/// A juror's seats were settled.
		SeatSettled {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// The juror.
			juror: T::AccountId,
			/// Paid to it.
			earned: Balance,
			/// Taken of its bond.
			lost: Balance,
		},
		/// A round's jurors are paid.
		RoundSettled {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// Left for those who paid for the side that was right.
			left: Balance,
			/// Burned.
			burned: Balance,
		},
		/// Somebody who paid for an appeal got its part.
		ContributionWithdrawn {
			/// The case.
			case: CaseId,
			/// The round.
			round: u8,
			/// Who.
			contributor: T::AccountId,
			/// What it had paid.
			contribution: Balance,
			/// What it got.
			paid: Balance,
		},
		/// Nothing of a case is stored any more.
		CaseClosed {
			/// The case.
			case: CaseId,
		},
		/// A listing was ruled to be at fault.
		ListingFlagged {
			/// The listing.
			subject: T::Subject,
			/// The case.
			case: CaseId,
			/// What is wrong.
			fault: ListingFault,
		},
		/// A listing's flag is gone.
		FlagDropped {
			/// The listing.
			subject: T::Subject,
		},
		/// A court has other parameters.
		ParametersSet {
			/// The court.
			court: Court,
			/// For new cases.
			parameters: CourtParameters,
		},
	}
}
