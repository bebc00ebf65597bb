//! What parties, jurors and markets say to the court, and how a vote is hidden.

use crate::{BlockNumber, DatasetId, Digest, LeaseId, LicenseId, ListingId, payload};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A case before the court. Never reused.
pub type CaseId = u64;

/// Blocks between the reason of a draw of jurors and the first whose output is mixed: finality is then past it.
pub const JUROR_DRAW_LAG: BlockNumber = 4;
/// Blocks whose outputs are mixed.
pub const JUROR_DRAW_OUTPUTS: u32 = 16;
/// Blocks within which a draw of jurors must be made once it can be. Later ones are lost: by then the trees may
/// hold what was done by those who knew its seed.
pub const JUROR_DRAW_WINDOW: BlockNumber = 24;

/// Derives for small values that are stored or part of a call.
macro_rules! values {
	($($item:item)*) => { $(
		#[derive(
			Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode,
			DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
		)]
		$item
	)* };
}

values! {
	/// A court. All but the general one stand below it.
	pub enum Court {
		/// The root: it hears what no other court may, and last appeals.
		#[codec(index = 0)]
		General,
		/// Leases and machines.
		#[codec(index = 1)]
		Compute,
		/// Datasets.
		#[codec(index = 2)]
		Data,
		/// Models and their answers.
		#[codec(index = 3)]
		Models,
	}

	/// What a court can rule. A market says beforehand which of these its subject knows, and what each does.
	pub enum Ruling {
		/// The claim has no ground. Every subject knows this ruling.
		#[codec(index = 0)]
		Dismiss,
		/// The claimant gets back what it paid.
		#[codec(index = 1)]
		Refund,
		/// What is at stake is halved.
		#[codec(index = 2)]
		Split,
		/// The respondent loses what it put up.
		#[codec(index = 3)]
		Slash,
		/// The relation between both ends now.
		#[codec(index = 4)]
		Close,
		/// A licence is revoked, or a listing flagged.
		#[codec(index = 5)]
		Revoke,
		/// A record is put right: strikes or a flag are taken away.
		#[codec(index = 6)]
		Restore,
	}

	/// Who stands where in a case.
	pub enum Side {
		/// Who brought it.
		#[codec(index = 0)]
		Claimant,
		/// Against whom.
		#[codec(index = 1)]
		Respondent,
	}

	/// What is wrong with a listing.
	pub enum ListingFault {
		/// It is not what its card says.
		#[codec(index = 0)]
		FalseCard,
		/// It uses what its owner has no right to.
		#[codec(index = 1)]
		Infringing,
	}

	/// What a case is about: a matter of a market, under the market's key.
	pub enum CaseSubject<AccountId> {
		/// A listing of a model, which somebody challenges.
		#[codec(index = 0)]
		ModelListing(ListingId),
		/// The strikes that count against a provider.
		#[codec(index = 1)]
		Strikes(AccountId),
		/// What of a lease is not signed, which its tenant contests and its provider insists on.
		#[codec(index = 2)]
		Lease(LeaseId),
		/// A licence of data: whether what was sold is what was described, or what it allows was kept to.
		#[codec(index = 3)]
		License(LicenseId),
		/// A dataset, which somebody challenges.
		#[codec(index = 4)]
		Dataset(DatasetId),
	}

	/// The rulings that a subject knows; always [`Ruling::Dismiss`].
	pub struct Rulings(u8);
}

impl Court {
	/// All courts, the root first.
	pub const ALL: [Self; 4] = [Self::General, Self::Compute, Self::Data, Self::Models];

	/// The court above; none above the root.
	pub const fn parent(self) -> Option<Self> {
		match self {
			Self::General => None,
			_ => Some(Self::General),
		}
	}

	/// The courts whose jurors may sit in this one: itself and those below it.
	pub const fn pool(&self) -> &[Self] {
		match self {
			Self::General => &Self::ALL,
			one => core::slice::from_ref(one),
		}
	}
}

impl Ruling {
	/// All rulings, in the order of their indices.
	pub const ALL: [Self; 7] = [
		Self::Dismiss,
		Self::Refund,
		Self::Split,
		Self::Slash,
		Self::Close,
		Self::Revoke,
		Self::Restore,
	];

	/// Whose ruling it is. Nobody wins when things are halved.
	pub const fn winner(self) -> Option<Side> {
		match self {
			Self::Dismiss => Some(Side::Respondent),
			Self::Split => None,
			_ => Some(Side::Claimant),
		}
	}
}

impl Side {
	/// Both sides.
	pub const BOTH: [Self; 2] = [Self::Claimant, Self::Respondent];

	/// The other one.
	pub const fn other(self) -> Self {
		match self {
			Self::Claimant => Self::Respondent,
			Self::Respondent => Self::Claimant,
		}
	}
}

impl Rulings {
	/// `rulings`, and [`Ruling::Dismiss`].
	pub const fn new(rulings: &[Ruling]) -> Self {
		let mut bits = 1u8;
		let mut rest = rulings;
		while let [first, others @ ..] = rest {
			bits |= 1 << (*first as u8);
			rest = others;
		}
		Self(bits)
	}

	/// Whether the subject knows `ruling`.
	pub const fn contains(self, ruling: Ruling) -> bool {
		self.0 & (1 << (ruling as u8)) != 0
	}
}

/// Hides a vote until all are in. Binds chain, case, round and juror, so that a copied commitment cannot be
/// opened by the copier. The salt must be random: a juror who tells it before the reveal can be shown to
/// have told it, and loses what the seat locks.
pub fn vote_commitment<A: Encode>(
	genesis: &Digest,
	case: CaseId,
	round: u8,
	juror: &A,
	ruling: Ruling,
	salt: &Digest,
) -> Digest {
	payload::tagged(payload::domain::VOTE, (genesis, case, round, juror, ruling, salt))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn indices_follow_the_order_in_which_rulings_are_listed() {
		for (index, ruling) in (0u8..).zip(Ruling::ALL) {
			assert_eq!(ruling as u8, index);
			assert_eq!(ruling.encode(), [index]);
		}
	}

	#[test]
	fn every_subject_knows_to_dismiss_and_what_it_named() {
		let some = Rulings::new(&[Ruling::Refund, Ruling::Restore]);
		let known: Vec<_> =
			Ruling::ALL.into_iter().filter(|ruling| some.contains(*ruling)).collect();
		assert_eq!(known, [Ruling::Dismiss, Ruling::Refund, Ruling::Restore]);
		assert!(Rulings::new(&[]).contains(Ruling::Dismiss));
	}

	#[test]
	fn only_the_root_takes_jurors_of_all_courts() {
		assert_eq!(Court::General.pool(), Court::ALL);
		for court in [Court::Compute, Court::Data, Court::Models] {
			assert_eq!(court.pool(), [court]);
			assert_eq!(court.parent(), Some(Court::General));
		}
	}

	#[test]
	fn a_commitment_is_what_the_guide_for_jurors_computes() {
		let digest = vote_commitment(&[1; 32], 2, 3, &[4u8; 32], Ruling::Split, &[5; 32]);
		assert_eq!(
			hex::encode(digest),
			"9c25a29fee560460c15383a86a6977fabe8add64de1edf2bbb56acca25be1317"
		);
	}

	#[test]
	fn a_commitment_binds_everything_it_names() {
		let base = || vote_commitment(&[1; 32], 2, 3, &4u64, Ruling::Split, &[5; 32]);
		let others = [
			vote_commitment(&[9; 32], 2, 3, &4u64, Ruling::Split, &[5; 32]),
			vote_commitment(&[1; 32], 9, 3, &4u64, Ruling::Split, &[5; 32]),
			vote_commitment(&[1; 32], 2, 9, &4u64, Ruling::Split, &[5; 32]),
			vote_commitment(&[1; 32], 2, 3, &9u64, Ruling::Split, &[5; 32]),
			vote_commitment(&[1; 32], 2, 3, &4u64, Ruling::Slash, &[5; 32]),
			vote_commitment(&[1; 32], 2, 3, &4u64, Ruling::Split, &[9; 32]),
		];
		assert_eq!(base(), base());
		assert!(others.iter().all(|other| *other != base()));
	}
}
