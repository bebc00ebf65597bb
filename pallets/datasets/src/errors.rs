//! Why a call was refused, and what to do instead.

use frame_support::pallet_macros::pallet_section;

/// The pallet's errors.
#[pallet_section]
mod errors {
	/// What to do instead.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such dataset. See `datasets`.
		DatasetNotFound,
		/// There is no such release. See `releases_of`.
		ReleaseNotFound,
		/// The dataset has no such term. See `terms_of`.
		TermNotFound,
		/// There is no such licence: it is over, and `LicenseEnded` says why.
		LicenseNotFound,
		/// There is no such run: it is over, and `RunEnded` says why.
		RunNotFound,
		/// Only the dataset's owner may do this. Sign with the account that `dataset` names.
		NotOwner,
		/// Only the licensee may do this. Sign with the account that `license` names.
		NotLicensee,
		/// Only the owner and the custodians of the release deliver its key; that of a result, only the owner and
		/// those who found it.
		NotCustodian,
		/// Only who pays for the run may do this. Sign with the account that `run` names.
		NotRequester,
		/// Only the custodians that the run names compute it. Sign with one of their accounts.
		NotSeat,
		/// Only owner and licensee go to court about a licence.
		NotParty,
		/// The name must be UTF-8 of 1 to 64 bytes, without control characters or outer blanks.
		InvalidName,
		/// The URI must be printable ASCII without blanks, or empty.
		InvalidUri,
		/// The licence must be an SPDX identifier such as `CC-BY-4.0`, or `LicenseRef-` and a name.
		InvalidLicence,
		/// A retired dataset stays retired. Publish another one.
		DatasetRetired,
		/// The dataset sells nothing now. Wait until its owner lets it.
		DatasetPaused,
		/// The bond behind the dataset is too small: a part was slashed. Its owner must add to it.
		BondTooSmall,
		/// The dataset has entries still. Take out its releases, terms, listed accounts and algorithms first.
		EntriesRemain,
		/// Licences are open still: something is to be delivered, checked or earned. Wait until they are settled.
		LicensesOpen,
		/// The dataset has as many entries as it may. Take one out first.
		TooManyEntries,
		/// The account is on the list already, or is not on it. See the dataset.
		ListedAlready,
		/// A release has at least one byte and at most 2^40.
		BadLength,
		/// The split must name each account once, each with a share above zero, and the shares must add up to
		/// exactly 1,000,000,000 parts.
		InvalidSplit,
		/// Each parent must be named once, with a share above zero, and all together with less than everything.
		InvalidParents,
		/// Others' data needs a licence of yours, in force, that allows to derive from that release.
		ParentNotLicensed,
		/// A parent has too many generations above it already. Name one of its ancestors instead.
		LineageTooDeep,
		/// The price would go to more than 32 accounts. Name fewer accounts or fewer parents.
		TooManyPayees,
		/// Each custodian must be named once, the owner not at all.
		InvalidCustodians,
		/// A key is split among all custodians, two or more, with a commitment for each, so that at least two and at
		/// most all of them are needed.
		InvalidKeySplit,
		/// The key of this release is not split. Deliver all of it.
		NotSplit,
		/// The key of this release is split: custodians deliver their shares, only the owner all of it.
		KeyIsSplit,
		/// This custodian has delivered its share.
		ShareDeliveredAlready,
		/// The release is not sold: it was retired, or shown to be garbage.
		ReleaseNotActive,
		/// The release is sold still. Retire it first.
		ReleaseActive,
		/// A term lasts at least one block and no longer than `max_term_blocks`, or for ever.
		BadDuration,
		/// A term allows at least one use, and a licence that counts uses cannot be passed on.
		BadUses,
		/// Only custodians compute beside data. Name one in a release, or sell the key.
		NoCustodian,
		/// The budget is spent already beyond that. Set at least what is spent.
		BudgetBelowSpent,
		/// The amount is zero. Give an amount.
		ZeroAmount,
		/// The owner does not sell to this account.
		BuyerRefused,
		/// The owner has its data already.
		OwnDataset,
		/// It costs more than the limit. Look at the price again.
		PriceAboveLimit,
		/// The key would be sealed to nobody. Give a fresh one-time X25519 key.
		OneTimeKeyMissing,
		/// No key is delivered by this term. Leave the one-time key out.
		OneTimeKeyNotWanted,
		/// No key is awaited: it came already, it is not its turn yet, or there is none to come.
		NotAwaited,
		/// The time to deliver is over.
		TooLateToDeliver,
		/// No key is being checked: none came yet, or the time to check it is over.
		NotChecking,
		/// There is no key behind this licence.
		NoKey,
		/// The deposit was lost with a false proof: there is nothing behind another one.
		DepositLost,
		/// The secret is not that of the licence's one-time key.
		NotTheSecret,
		/// The release has no such leaf at that index. Look at index and path.
		NotInRelease,
		/// The chunk is not the one that the leaf names. Send the ciphertext as it was fetched.
		NotTheChunk,
		/// The key is not the one that the leaf names. If it follows from the data key, show that with
		/// `prove_wrong_key`.
		NotTheChunkKey,
		/// The release was not shown to be garbage. There is nothing to claim.
		NotFaulty,
		/// Nothing more is earned yet.
		NothingEarned,
		/// The licence is not in force: it has not begun, is over, or was passed on from one that is.
		NotInForce,
		/// The terms of the licence do not allow it.
		NotAllowed,
		/// The licence is before the court. Wait for the ruling.
		BeforeCourt,
		/// All is earned: no ruling could give anything back.
		NothingAtStake,
		/// It is the licensee's already.
		AlreadyLicensee,
		/// The receiver cannot hold what belongs to the licence. Send it some tokens first.
		CannotReceive,
		/// Another one cannot be noted by this licence, or for this model.
		TooManyModels,
		/// The model's data was noted before: it cannot change.
		ModelKnown,
		/// The owner does not let this algorithm run. See `algorithms_of`.
		AlgorithmNotAllowed,
		/// A run names at least one custodian of the release, and each once. See `release`.
		InvalidSeats,
		/// It is too late to commit: others show already what they found, or the time is over.
		NotCommitting,
		/// This custodian has committed already, or said that it found nothing. It cannot change its mind.
		AlreadyCommitted,
		/// Results are not shown yet, or not any more. Wait for `RunRevealing`.
		NotRevealing,
		/// This custodian has shown its result already.
		AlreadyRevealed,
		/// Result and salt are not what this custodian has committed to.
		CommitmentMismatch,
		/// A result has at least one byte and no more than the algorithm may put out.
		BadResult,
		/// No result is offered: custodians compute still, it was accepted, or the time is over.
		NotOffered,
		/// The privacy budget of the dataset is spent.
		BudgetSpent,
		/// Money cannot be held. Bring more free balance.
		InsufficientFunds,
		/// Too much is due then already. Try again in a later block.
		AgendaFull,
		/// Nothing is due. Wait for the block that the view functions name.
		NothingDue,
		/// A parameter is below its floor.
		BadParameters,
		/// That commitment says nothing. Call `fail_run` to say that nothing was found.
		NothingFound,
	}
}
