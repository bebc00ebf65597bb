//! What datasets, releases, terms and licences are made of.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, DefaultNoBound, traits::ConstU32};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use stoa_primitives::{
	Balance, BlockNumber, CaseId, DataReleaseId, DatasetId, Digest, LicenseId, ReleaseId, TermId,
	dataset::{DataCommitment, Envelope, SealedShare},
	frame::{Algorithm, TrainedOn},
};

/// Most accounts that share a release's own part of the price.
pub const MAX_SPLIT: u32 = 8;
/// Most parents of a release.
pub const MAX_PARENTS: u32 = 4;
/// Most generations above a release.
pub const MAX_LINEAGE_DEPTH: u8 = 4;
/// Most custodians of a release.
pub const MAX_CUSTODIANS: u32 = 8;
/// Most that a dataset has of releases, terms, listed accounts and algorithms together.
pub const MAX_ENTRIES: u32 = 256;
/// Most models that one licence is noted for.
pub const MAX_MODELS: u32 = 16;
/// Most licences by which one model is trained.
pub const MAX_TRAINED_ON: u32 = 8;
/// Most of anything in one page of a view function.
pub const MAX_PAGE: u32 = 100;

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

mod runs;

pub use runs::*;

/// Accounts that share a release's own part of the price. The shares add up to one.
pub type Split<AccountId> = BoundedVec<(AccountId, Perbill), ConstU32<MAX_SPLIT>>;
/// What custodians of a licence's release have delivered of its key.
pub type SealedShares = BoundedVec<SealedShare, ConstU32<MAX_CUSTODIANS>>;
/// Who holds the key of a release beside its owner, and may deliver it.
pub type Custodians<AccountId> = BoundedVec<AccountId, ConstU32<MAX_CUSTODIANS>>;
/// What a release was made from.
pub type Parents = BoundedVec<DataParent, ConstU32<MAX_PARENTS>>;
/// What a release was made from, as stored.
pub type StoredParents = BoundedVec<StoredParent, ConstU32<MAX_PARENTS>>;
/// What a model was trained on.
pub type TrainedOnList = BoundedVec<TrainedOn, ConstU32<MAX_TRAINED_ON>>;

stored! {
	/// What a dataset says about itself. Its owner may change it.
	pub struct Metadata {
		/// A name for people, UTF-8.
		pub name: BoundedVec<u8, ConstU32<64>>,
		/// blake2b-256 of the card: columns, sample, where it comes from.
		pub card: Digest,
		/// Where card, leaves and ciphertext can be fetched; may be empty. The chain never dials it.
		pub uri: BoundedVec<u8, ConstU32<256>>,
	}

	/// Whether licences can be bought.
	#[derive(Copy, Default)]
	pub enum DatasetState {
		/// Yes.
		#[codec(index = 0)]
		#[default]
		Active,
		/// Not now.
		#[codec(index = 1)]
		Paused,
		/// Never again.
		#[codec(index = 2)]
		Retired,
	}

	/// What the list of accounts means. Whoever is refused can come back under another account, unless only the
	/// listed may buy.
	#[derive(Copy, Default)]
	pub enum ListMode {
		/// Everybody may buy but those on it.
		#[codec(index = 0)]
		#[default]
		AllBut,
		/// Only those on it may buy.
		#[codec(index = 1)]
		Only,
	}

	/// What became of a dataset's sales.
	#[derive(Copy, Default)]
	pub struct DatasetRecord {
		/// Licences bought.
		pub sold: u32,
		/// Keys that did not come in time.
		pub missed: u32,
		/// Wrong keys and garbage that were shown.
		pub refuted: u32,
		/// Runs that were paid.
		pub runs: u32,
		/// Runs that came to nothing by what custodians did or did not.
		pub failed_runs: u32,
	}

	/// How much may be learned from a dataset by noisy algorithms, in millionths of an epsilon.
	#[derive(Copy, Default)]
	pub struct PrivacyBudget {
		/// In all.
		pub total: u64,
		/// Of that, spent.
		pub spent: u64,
	}

	/// A dataset as stored.
	pub struct DatasetDetails<AccountId> {
		/// Whose it is. All its deposits are on this account.
		pub owner: AccountId,
		/// What it says about itself.
		pub metadata: Metadata,
		/// Whether licences can be bought.
		pub state: DatasetState,
		/// What the list of accounts means.
		pub list: ListMode,
		/// Planck held for the dataset itself.
		pub deposit: Balance,
		/// Planck held for each of its entries.
		pub entry_deposit: Balance,
		/// Releases, terms, listed accounts and algorithms.
		pub entries: u32,
		/// Planck held behind its keys and chunks.
		pub bond: Balance,
		/// Licences of which something is still to be delivered, checked or earned, and runs.
		pub open: u32,
		/// What became of its sales.
		pub record: DatasetRecord,
		/// What may be learned from it.
		pub budget: PrivacyBudget,
	}

	/// A release that another one was made from.
	#[derive(Copy)]
	pub struct DataParent {
		/// The parent.
		pub release: DataReleaseId,
		/// The licence that allows it; none for one's own data.
		pub license: Option<LicenseId>,
		/// The part of the price that flows to the parent's payees.
		pub share: Perbill,
	}

	/// A parent as stored: known by its root when it is gone.
	#[derive(Copy)]
	pub struct StoredParent {
		/// What was named.
		pub parent: DataParent,
		/// Root of the parent.
		pub root: Digest,
	}

	/// Whether licences of a release can be bought.
	#[derive(Copy)]
	pub enum DataReleaseState {
		/// Yes.
		#[codec(index = 0)]
		Active,
		/// No.
		#[codec(index = 1)]
		Retired,
		/// No: a chunk of it was shown to be garbage. What is on hold for it is the licensees'.
		#[codec(index = 2)]
		Faulty {
			/// Since when.
			at: BlockNumber,
		},
	}

	/// A key that no custodian has alone.
	pub struct KeySplit {
		/// How many of them have it together.
		pub threshold: u8,
		/// `dataset::share_commitment` of each custodian's share, in the order of the custodians.
		pub commitments: BoundedVec<Digest, ConstU32<MAX_CUSTODIANS>>,
	}

	/// A release as stored. Only its state and `open` ever change.
	pub struct DataReleaseDetails<AccountId> {
		/// Its dataset.
		pub dataset: DatasetId,
		/// What it commits to.
		pub data: DataCommitment,
		/// Who holds its key beside the owner: each of them can read it, unless the key is split.
		pub custodians: Custodians<AccountId>,
		/// How the key is split among them; none: each has all of it.
		pub key_split: Option<KeySplit>,
		/// What it was made from.
		pub parents: StoredParents,
		/// Generations above it: 0 without parents.
		pub depth: u8,
		/// Whether licences can be bought.
		pub state: DataReleaseState,
		/// Licences of it that count as open, and runs.
		pub open: u32,
	}

	/// What a licence says in words.
	pub enum LicenceText {
		/// An identifier of the SPDX list, or `LicenseRef-…`.
		#[codec(index = 0)]
		Spdx(BoundedVec<u8, ConstU32<64>>),
		/// blake2b-256 of a text of the owner's.
		#[codec(index = 1)]
		Hash(Digest),
	}

	/// What a licence allows beside reading. What nobody can see, the court must judge.
	#[derive(Copy, Default)]
	pub struct Rights {
		/// To train models.
		pub train: bool,
		/// To make datasets from it.
		pub derive: bool,
		/// To give the licence to somebody else.
		pub transfer: bool,
		/// To how many it can be passed on while it lasts.
		pub sublicenses: u8,
	}

	/// On what terms licences are sold.
	pub struct Term {
		/// How long a licence lasts, in blocks; none: for ever.
		pub blocks: Option<BlockNumber>,
		/// How often it can be used on chain, to train or to compute; none: without limit.
		pub uses: Option<u32>,
		/// Whether the data stays where it is: no key is delivered.
		pub compute_only: bool,
		/// What it allows beside reading.
		pub rights: Rights,
		/// What it costs, in planck; may be zero.
		pub price: Balance,
		/// What it says.
		pub text: LicenceText,
	}

	/// Where a licence stands.
	pub enum LicenseStage {
		/// Paid. The key is to be delivered.
		#[codec(index = 0)]
		Awaiting {
			/// The buyer's one-time key.
			one_time_key: [u8; 32],
			/// Last block for it.
			until: BlockNumber,
		},
		/// The buyer has the key, and can show that it is wrong.
		#[codec(index = 1)]
		Delivered {
			/// What was delivered.
			key: DeliveredKey,
			/// Last block for that.
			until: BlockNumber,
		},
		/// In force. What it cost is earned block by block.
		#[codec(index = 2)]
		Active {
			/// What was delivered, unless there was nothing to.
			key: Option<DeliveredKey>,
			/// Since when.
			from: BlockNumber,
			/// The first block in which it is over; none: never.
			ends: Option<BlockNumber>,
			/// The first block in which all of its price is earned.
			vests: BlockNumber,
		},
	}

	/// A key that was delivered.
	#[derive(Copy)]
	pub struct DeliveredKey {
		/// The buyer's one-time key.
		pub one_time_key: [u8; 32],
		/// The data key, sealed to it; none if it came in shares.
		pub envelope: Option<Envelope>,
		/// When.
		pub at: BlockNumber,
	}

	/// A licence before the court: nothing is earned meanwhile.
	#[derive(Copy)]
	pub struct LicenseCase {
		/// The case.
		pub case: CaseId,
		/// Since when.
		pub since: BlockNumber,
		/// What can be moved, in planck.
		pub at_stake: Balance,
	}

	/// A licence as stored.
	pub struct LicenseDetails<AccountId> {
		/// Of what.
		pub release: DataReleaseId,
		/// The release's dataset.
		pub dataset: DatasetId,
		/// The release's root.
		pub root: Digest,
		/// Whose. What is on hold for it is on this account.
		pub licensee: AccountId,
		/// On what terms.
		pub term: Term,
		/// Uses that are left, if they are counted.
		pub uses_left: Option<u32>,
		/// Runs by it that are not over. Each has taken a use, and may give it back.
		pub running: u32,
		/// Of its price, what is not paid out yet, in planck.
		pub escrow: Balance,
		/// Held for what is stored; lost with a false proof.
		pub deposit: Balance,
		/// Where it stands.
		pub stage: LicenseStage,
		/// Whether nothing of it is open any more.
		pub settled: bool,
		/// Blocks to check a key in.
		pub check_blocks: BlockNumber,
		/// Blocks over which the price of a licence without end is earned.
		pub vest_blocks: BlockNumber,
		/// The licence that it was passed on from.
		pub parent: Option<LicenseId>,
		/// How many were passed on from it.
		pub passed_on: u8,
		/// Models that are noted to be trained by it.
		pub models: BoundedVec<ReleaseId, ConstU32<MAX_MODELS>>,
		/// Its case, if it has one.
		pub case: Option<LicenseCase>,
		/// The block whose agenda it is on; zero if it is on none.
		pub due_at: BlockNumber,
		/// For how many blocks the clock had stood still when its deadline was as it is.
		pub stood: BlockNumber,
	}

	/// Why a licence ended.
	#[derive(Copy)]
	pub enum EndReason {
		/// No key came in time: all back.
		#[codec(index = 0)]
		Undelivered,
		/// A wrong key came: all back.
		#[codec(index = 1)]
		WrongKey,
		/// The release is garbage: what was not earned by then is back.
		#[codec(index = 2)]
		Garbage,
		/// Its time was over, or its uses.
		#[codec(index = 3)]
		Expired,
		/// The court revoked it: what was not earned by then is back.
		#[codec(index = 4)]
		Revoked,
		/// The court gave back what was not earned, or half of it.
		#[codec(index = 5)]
		Refunded,
		/// Its licensee gave it up, or the licence that it was passed on from is over.
		#[codec(index = 6)]
		Dropped,
	}
}

/// What is needed for a release.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct NewDataRelease<AccountId> {
	/// What it commits to.
	pub data: DataCommitment,
	/// Who holds its key beside the owner.
	pub custodians: Custodians<AccountId>,
	/// How the key is split among them; none: each has all of it.
	pub key_split: Option<KeySplit>,
	/// Who shares what the parents do not get.
	pub split: Split<AccountId>,
	/// What it was made from.
	pub parents: Parents,
}

/// Which datasets are looked for. What is empty or `None` fits all.
#[derive(
	Clone, PartialEq, Eq, Debug, DefaultNoBound, Encode, Decode, DecodeWithMemTracking, TypeInfo,
)]
pub struct DatasetFilter<AccountId> {
	/// Whose.
	pub owner: Option<AccountId>,
	/// Whether licences can be bought.
	pub state: Option<DatasetState>,
	/// To whom licences are sold.
	pub sold_to: Option<AccountId>,
	/// Those with a flag too, which are left out else.
	pub flagged: bool,
}

/// Part of the list of datasets.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DatasetPage<AccountId> {
	/// Datasets in the order of their ids.
	pub datasets: alloc::vec::Vec<(DatasetId, DatasetDetails<AccountId>)>,
	/// Where the next page begins, if there is one.
	pub next: Option<DatasetId>,
}

/// What buying a licence would take now, in planck.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DataQuote {
	/// Its price.
	pub price: Balance,
	/// What comes back when it ends, unless it is lost with a false proof.
	pub deposit: Balance,
	/// Blocks in which the key comes, or the money is back.
	pub delivery_blocks: BlockNumber,
	/// Blocks in which a wrong key can be shown.
	pub check_blocks: BlockNumber,
	/// Who holds the key beside the owner.
	pub custodians: u32,
	/// How many of them can read the data together.
	pub threshold: u32,
}

/// A licence, and what of it is earned.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct LicenseInfo<AccountId> {
	/// As stored, with its deadline as it is now.
	pub details: LicenseDetails<AccountId>,
	/// Whether it can be used.
	pub in_force: bool,
	/// Planck that `collect` would pay.
	pub earned: Balance,
}

/// An ancestor of a model or a dataset release.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DataAncestor {
	/// The dataset release.
	pub release: DataReleaseId,
	/// Its root.
	pub root: Digest,
	/// The licence by which it was used; none for one's own data.
	pub license: Option<LicenseId>,
	/// The dataset release that names it as a parent; none if the model does.
	pub child: Option<DataReleaseId>,
	/// Generations between what was asked about and this.
	pub distance: u8,
}

/// Terms of a dataset with their id.
pub type IdentifiedTerm = (TermId, Term);
/// An algorithm with its checksum.
pub type AllowedAlgorithm = (Digest, Algorithm);
