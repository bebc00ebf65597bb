//! How markets bring to the court what code cannot decide, and hear what it ruled.

use crate::{Balance, CaseId, Court, Ruling, Rulings};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, Weight};

/// A case that a market brings on behalf of a claimant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCase<AccountId> {
	/// Who claims. Its deposit is put on hold: [`CaseCosts`].
	pub claimant: AccountId,
	/// Against whom.
	pub respondent: AccountId,
	/// The court that hears it first.
	pub court: Court,
	/// What the subject knows, and the market will do.
	pub rulings: Rulings,
	/// Most that a ruling moves, in planck. The market has frozen it, and keeps it so until it is told.
	pub at_stake: Balance,
	/// What the respondent puts on hold for the jurors of the first round, in planck; never more than
	/// [`CaseCosts::fee`]. The market has made sure that the respondent agreed to this.
	pub respondent_deposit: Balance,
}

/// What bringing a case costs, in planck.
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
pub struct CaseCosts {
	/// The fee of the first round's jurors. The loser pays it.
	pub fee: Balance,
	/// The claimant's bond: lost if the claim is dismissed. Doubled for each case it lost of late.
	pub bond: Balance,
}

/// What the court decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseOutcome<AccountId> {
	/// The case.
	pub case: CaseId,
	/// Who brought it.
	pub claimant: AccountId,
	/// Against whom.
	pub respondent: AccountId,
	/// What was ruled; `None` if no ruling came about: nobody is at fault, and things go on as before.
	pub ruling: Option<Ruling>,
	/// Most that may be moved, in planck: what was frozen when the case was opened.
	pub at_stake: Balance,
}

/// Rulings on what code cannot decide. Implemented by `disputes`; `()` is a chain without a court.
pub trait Arbitrator<AccountId, Subject> {
	/// Opens a case about `subject`, which has none. Fails, changing nothing, if it has one or somebody
	/// cannot pay.
	fn open(subject: Subject, new: NewCase<AccountId>) -> Result<CaseId, DispatchError>;
	/// What opening a case in `court` would cost `claimant` now.
	fn costs(court: Court, claimant: &AccountId) -> CaseCosts;
	/// The open case about `subject`, if there is one.
	fn open_case(subject: &Subject) -> Option<CaseId>;
}

impl<AccountId, Subject> Arbitrator<AccountId, Subject> for () {
	fn open(_: Subject, _: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		Err(DispatchError::Unavailable)
	}
	fn costs(_: Court, _: &AccountId) -> CaseCosts {
		CaseCosts { fee: 0, bond: 0 }
	}
	fn open_case(_: &Subject) -> Option<CaseId> {
		None
	}
}

/// Told what was ruled. Implemented by the markets.
pub trait OnRuling<AccountId, Subject> {
	/// Does what the ruling says and tells how much it moved, in planck: at most `at_stake`. Must not fail.
	/// It is told once about each case that was opened.
	fn on_ruling(subject: &Subject, outcome: &CaseOutcome<AccountId>) -> Balance;
	/// Most that it takes.
	fn weight() -> Weight;
}

impl<AccountId, Subject> OnRuling<AccountId, Subject> for () {
	fn on_ruling(_: &Subject, _: &CaseOutcome<AccountId>) -> Balance {
		0
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// A listing that anybody may challenge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChallengedListing<AccountId> {
	/// Whose listing it is.
	pub owner: AccountId,
	/// The court that knows about it.
	pub court: Court,
}

/// Listings of models and data. Implemented by the markets; `()` knows none.
pub trait Curation<AccountId, Subject> {
	/// The listing that `subject` names, if it is one.
	fn listing(subject: &Subject) -> Option<ChallengedListing<AccountId>>;
	/// Benchmarks only: a listing of `owner`.
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_listing(owner: &AccountId) -> Option<Subject>;
}

impl<AccountId, Subject> Curation<AccountId, Subject> for () {
	fn listing(_: &Subject) -> Option<ChallengedListing<AccountId>> {
		None
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_listing(_: &AccountId) -> Option<Subject> {
		None
	}
}

/// Who must not sit in judgement over whom. `()` knows only that an account is itself.
pub trait Related<AccountId> {
	/// Whether the two are known to be close: the same account, keys, proxies, machines.
	fn related(one: &AccountId, other: &AccountId) -> bool;
}

impl<AccountId: PartialEq> Related<AccountId> for () {
	fn related(one: &AccountId, other: &AccountId) -> bool {
		one == other
	}
}
