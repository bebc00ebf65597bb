//! Why a call was refused, and what to do instead.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// What to do instead.
	#[pallet::error]
	pub enum Error<T> {
		/// You have no bond in this court. Call `bond` first.
		JurorNotFound,
		/// An amount of zero changes nothing. Name how much.
		ZeroAmount,
		/// A juror's bond is at least `MinBond`, or nothing. Bond more, or take out all of it.
		BondBelowMinimum,
		/// You do not have the free tokens. The view functions `costs` and `appeal_quote` tell what is needed.
		InsufficientFunds,
		/// That is more than the part of your bond that was not asked back yet. Ask for less.
		InsufficientBond,
		/// Nothing can be withdrawn now. What was asked back is free once `leave_at` has come and no open case
		/// locks it: look at the view function `juror`.
		NothingToWithdraw,
		/// There is an open case about this. Wait until it is executed: the view function `case_of` names it.
		CaseOpen,
		/// No such case. It is over: its events say how it ended.
		CaseNotFound,
		/// A case needs two different sides.
		OwnCase,
		/// The respondent's deposit is larger than what the first round costs. Put up less.
		DepositTooLarge,
		/// This is no listing that can be challenged.
		ListingNotFound,
		/// The listing is flagged. Only its owner can ask the court to take the flag away.
		NotOwner,
		/// The listing still exists: its flag stays until the court takes it away.
		ListingExists,
		/// There is no flag to drop.
		FlagNotFound,
		/// Only the two sides of the case may do this.
		NotParty,
		/// Only the respondent may do this.
		NotRespondent,
		/// The respondent has put up all that it can.
		AlreadyJoined,
		/// The case is past this, or not there yet. The view function `case` says where it stands.
		WrongPhase,
		/// Your side has brought as much evidence as it may. Put the rest into one archive.
		TooMuchEvidence,
		/// The evidence is larger than the court looks at. Bring the part that matters.
		EvidenceTooLarge,
		/// The outputs from which jurors are drawn are not all known. Wait some blocks.
		DrawNotReady,
		/// The draw was not made in time. Call `advance`: it names later blocks.
		DrawLost,
		/// You have no seat in this round.
		NotJuror,
		/// Nobody can show that it told its own vote. Let somebody else do it.
		OwnVote,
		/// You have committed already. Show that vote when the time has come.
		AlreadyCommitted,
		/// There is no hidden vote to open here.
		NothingCommitted,
		/// Ruling, salt and juror do not hash to the commitment. Send what was committed to.
		CommitmentMismatch,
		/// The subject does not know this ruling. The case lists those that it knows.
		UnknownRuling,
		/// The time for this is over.
		TooLate,
		/// Nothing is due yet. The view function `case` says when something is.
		NothingDue,
		/// What this side may pay is paid already.
		FullyFunded,
		/// That is too little. Pay at least the existential deposit, or all that is missing.
		ContributionTooSmall,
		/// You have paid for the other side of this round.
		OtherSide,
		/// No such round, or it is settled and everything withdrawn.
		RoundNotFound,
		/// The round is not settled, or not void: nothing of it can be withdrawn.
		RoundNotSettled,
		/// There is no contribution of this account in this round.
		ContributionNotFound,
		/// A parameter is below its floor.
		BadParameters,
	}
}
