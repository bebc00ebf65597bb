//! Calls of the court: jurors' bonds and votes, cases from their opening to their end.

use crate::{
	Call,
	chain::stoa,
	types::{AccountId, CaseSubject},
};
use stoa_primitives::{Balance, CaseId, Court, Digest, ListingFault, Ruling, Side};
use subxt::utils::Static;

/// Bonds more as a juror, in planck.
pub fn bond(court: Court, amount: Balance) -> impl Call {
	stoa::tx().disputes().bond(Static(court), amount)
}

/// Asks for a part of a bond back, in planck.
pub fn unbond(court: Court, amount: Balance) -> impl Call {
	stoa::tx().disputes().unbond(Static(court), amount)
}

/// Takes out what was asked back.
pub fn withdraw(court: Court) -> impl Call {
	stoa::tx().disputes().withdraw(Static(court))
}

/// Challenges a listing of a model or a dataset; its owner asks so to take a flag away.
pub fn challenge_listing(listing: CaseSubject, fault: ListingFault) -> impl Call {
	stoa::tx().disputes().challenge_listing(listing, Static(fault))
}

/// Brings the strikes that count against the signing provider before the court.
pub fn appeal_strikes() -> impl Call {
	stoa::tx().providers().appeal_strikes()
}

/// Puts up, as the respondent, what the claimant put up for the first round.
pub fn join(case: CaseId) -> impl Call {
	stoa::tx().disputes().join(case)
}

/// Brings evidence: the content root of so many bytes, and where they can be fetched.
pub fn submit_evidence(case: CaseId, content: Digest, bytes: u32, place: &str) -> impl Call {
	stoa::tx().disputes().submit_evidence(case, content, bytes, place.as_bytes().to_vec())
}

/// Draws the jurors of a case.
pub fn draw_jurors(case: CaseId) -> impl Call {
	stoa::tx().disputes().draw_jurors(case)
}

/// Hides a vote: `digest` is [`stoa_primitives::vote_commitment`].
pub fn commit_vote(case: CaseId, digest: Digest) -> impl Call {
	stoa::tx().disputes().commit_vote(case, digest)
}

/// Shows, while votes are hidden, that a juror told its vote.
pub fn prove_early_opening(
	case: CaseId,
	juror: AccountId,
	ruling: Ruling,
	salt: Digest,
) -> impl Call {
	stoa::tx().disputes().prove_early_opening(case, juror, Static(ruling), salt)
}

/// Shows a vote.
pub fn reveal_vote(case: CaseId, ruling: Ruling, salt: Digest) -> impl Call {
	stoa::tx().disputes().reveal_vote(case, Static(ruling), salt)
}

/// Pays for an appeal, in planck.
pub fn fund_appeal(case: CaseId, side: Side, amount: Balance) -> impl Call {
	stoa::tx().disputes().fund_appeal(case, Static(side), amount)
}

/// Ends a phase whose time is over.
pub fn advance(case: CaseId) -> impl Call {
	stoa::tx().disputes().advance(case)
}

/// Executes a ruling that stands.
pub fn execute(case: CaseId) -> impl Call {
	stoa::tx().disputes().execute(case)
}

/// Pays and charges the jurors of a round of an executed case.
pub fn settle_round(case: CaseId, round: u8) -> impl Call {
	stoa::tx().disputes().settle_round(case, round)
}

/// Gives a contributor its part of a round.
pub fn withdraw_contribution(case: CaseId, round: u8, contributor: AccountId) -> impl Call {
	stoa::tx().disputes().withdraw_contribution(case, round, contributor)
}

/// Forgets the flag of a listing that is gone.
pub fn drop_flag(listing: CaseSubject) -> impl Call {
	stoa::tx().disputes().drop_flag(listing)
}
