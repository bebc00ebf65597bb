//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	/// What happened. Amounts are in planck. Enough to follow a licence without reading storage.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A dataset was listed.
		DatasetPublished {
			/// The dataset.
			dataset: DatasetId,
			/// Whose.
			owner: T::AccountId,
			/// Put behind its keys and chunks.
			bond: Balance,
		},
		/// A dataset says something else about itself.
		MetadataSet {
			/// The dataset.
			dataset: DatasetId,
		},
		/// Whether licences can be bought has changed.
		DatasetStateSet {
			/// The dataset.
			dataset: DatasetId,
			/// Whether they can.
			state: DatasetState,
		},
		/// More is behind a dataset's keys and chunks.
		BondAdded {
			/// The dataset.
			dataset: DatasetId,
			/// Added.
			amount: Balance,
			/// In all.
			bond: Balance,
		},
		/// A part of the bond is lost.
		BondSlashed {
			/// The dataset.
			dataset: DatasetId,
			/// The licence for which it was shown.
			license: LicenseId,
			/// Paid to its licensee.
			paid: Balance,
			/// Burned.
			burned: Balance,
		},
		/// A dataset is gone.
		DatasetUnpublished {
			/// The dataset.
			dataset: DatasetId,
			/// Given back to the owner, with the bond.
			returned: Balance,
		},
		/// A dataset has a new release.
		DataReleaseAdded {
			/// The release.
			release: DataReleaseId,
			/// Its dataset.
			dataset: DatasetId,
			/// What it commits to.
			data: DataCommitment,
		},
		/// Licences of a release are not sold any more.
		DataReleaseRetired {
			/// The release.
			release: DataReleaseId,
		},
		/// A chunk of a release was shown to be garbage: what is on hold for it is the licensees'.
		DataReleaseFaulty {
			/// The release.
			release: DataReleaseId,
			/// The licence by which it was shown.
			license: LicenseId,
			/// The chunk.
			chunk: u32,
		},
		/// A release is gone.
		DataReleaseDropped {
			/// The release.
			release: DataReleaseId,
		},
		/// Licences are sold on these terms.
		TermAdded {
			/// The dataset.
			dataset: DatasetId,
			/// The term.
			term: TermId,
			/// What it costs.
			price: Balance,
		},
		/// Licences to come cost something else.
		TermPriceSet {
			/// The dataset.
			dataset: DatasetId,
			/// The term.
			term: TermId,
			/// What it costs.
			price: Balance,
		},
		/// Licences are not sold on these terms any more.
		TermDropped {
			/// The dataset.
			dataset: DatasetId,
			/// The term.
			term: TermId,
		},
		/// What the list of accounts means has changed.
		ListModeSet {
			/// The dataset.
			dataset: DatasetId,
			/// What it means.
			mode: ListMode,
		},
		/// An account is on the list, or is not any more.
		AccountListed {
			/// The dataset.
			dataset: DatasetId,
			/// The account.
			account: T::AccountId,
			/// Whether it is.
			listed: bool,
		},
		/// What may run beside a dataset has changed.
		AlgorithmSet {
			/// The dataset.
			dataset: DatasetId,
			/// Checksum of image and entry point.
			checksum: Digest,
			/// What it may do; none: it may not run.
			algorithm: Option<Algorithm>,
		},
		/// More, or less, may be learned from a dataset.
		PrivacyBudgetSet {
			/// The dataset.
			dataset: DatasetId,
			/// In all, in millionths of an epsilon.
			total: u64,
			/// Of that, spent.
			spent: u64,
		},
		/// A licence was bought.
		LicenseBought {
			/// The licence.
			license: LicenseId,
			/// Of what.
			release: DataReleaseId,
			/// Whose.
			licensee: T::AccountId,
			/// On what terms.
			term: TermId,
			/// Put on hold.
			price: Balance,
			/// The buyer's one-time key, if the data key is to be delivered.
			one_time_key: Option<[u8; 32]>,
			/// Last block for the delivery, at the earliest.
			until: Option<BlockNumber>,
		},
		/// A key was delivered.
		KeyDelivered {
			/// The licence.
			license: LicenseId,
			/// By whom.
			by: T::AccountId,
			/// The data key, sealed to the buyer's one-time key.
			envelope: Envelope,
			/// Last block in which it can be shown to be wrong, at the earliest.
			until: BlockNumber,
		},
		/// A custodian has delivered its share of a key.
		ShareDelivered {
			/// The licence.
			license: LicenseId,
			/// By whom.
			by: T::AccountId,
			/// The share, sealed to the buyer's one-time key.
			share: SealedShare,
		},
		/// As many shares of a key were delivered as make it.
		SharesComplete {
			/// The licence.
			license: LicenseId,
			/// Last block in which they can be shown to be wrong, at the earliest.
			until: BlockNumber,
		},
		/// A licence is in force.
		LicenseStarted {
			/// The licence.
			license: LicenseId,
			/// The first block in which it is over; none: never.
			ends: Option<BlockNumber>,
		},
		/// A proof failed: the deposit is burned.
		ProofFailed {
			/// The licence.
			license: LicenseId,
			/// Burned.
			burned: Balance,
		},
		/// What a licence has earned was paid.
		LicensePaid {
			/// The licence.
			license: LicenseId,
			/// Paid to the release's payees.
			paid: Balance,
			/// Still on hold.
			left: Balance,
		},
		/// Nothing of a licence is open any more; it stays in force.
		LicenseSettled {
			/// The licence.
			license: LicenseId,
		},
		/// A licence is over.
		LicenseEnded {
			/// The licence.
			license: LicenseId,
			/// Whose it was.
			licensee: T::AccountId,
			/// Why.
			reason: EndReason,
			/// Paid to the payees in the end.
			paid: Balance,
			/// Given back to the licensee, without the deposit.
			refunded: Balance,
		},
		/// A model was trained by a licence that was revoked. It was right when the model was published.
		DescendantFlagged {
			/// The model's release.
			model: ReleaseId,
			/// The licence.
			license: LicenseId,
			/// The dataset release.
			release: DataReleaseId,
		},
		/// A licence has a new licensee.
		LicenseTransferred {
			/// The licence.
			license: LicenseId,
			/// Whose it was.
			from: T::AccountId,
			/// Whose it is.
			to: T::AccountId,
		},
		/// A licence was passed on.
		LicensePassedOn {
			/// The licence.
			license: LicenseId,
			/// The one that follows from it.
			sublicense: LicenseId,
			/// Whose that is.
			to: T::AccountId,
		},
		/// A licence is before the court.
		LicenseBeforeCourt {
			/// The licence.
			license: LicenseId,
			/// The case.
			case: CaseId,
			/// Who brought it.
			claimant: T::AccountId,
			/// What can be moved.
			at_stake: Balance,
		},
		/// No ruling ended a licence: it goes on.
		LicenseResumed {
			/// The licence.
			license: LicenseId,
		},
		/// A model was trained by licences.
		ModelTrained {
			/// The model's release.
			model: ReleaseId,
			/// Whose.
			licensee: T::AccountId,
			/// By these.
			licenses: Vec<LicenseId>,
		},
		/// Somebody wants an algorithm to run beside a dataset.
		RunRequested {
			/// The run.
			run: RunId,
			/// The licence.
			license: LicenseId,
			/// Beside what.
			release: DataReleaseId,
			/// Who pays.
			requester: T::AccountId,
			/// Checksum of image and entry point.
			checksum: Digest,
			/// blake2b-256 of what the algorithm is told.
			input: Digest,
			/// What will stand behind the result.
			class: RunClass,
			/// Who computes.
			seats: Vec<T::AccountId>,
			/// The requester's one-time key.
			one_time_key: [u8; 32],
			/// Put on hold, custodians' part included.
			price: Balance,
			/// Spent of the privacy budget, in millionths of an epsilon.
			epsilon: u64,
			/// Most bytes of a result.
			output_bytes: u32,
			/// Last block to commit in, at the earliest.
			until: BlockNumber,
		},
		/// A custodian has committed to what it found.
		RunCommitted {
			/// The run.
			run: RunId,
			/// Who.
			custodian: T::AccountId,
		},
		/// A custodian says that computing came to nothing.
		RunFailed {
			/// The run.
			run: RunId,
			/// Who.
			custodian: T::AccountId,
		},
		/// Nobody can commit any more. Who has can show what.
		RunRevealing {
			/// The run.
			run: RunId,
			/// Last block for it, at the earliest.
			until: BlockNumber,
		},
		/// A custodian has shown what it found.
		RunRevealed {
			/// The run.
			run: RunId,
			/// Who.
			custodian: T::AccountId,
			/// What.
			result: DataCommitment,
		},
		/// Enough custodians found the same. The requester is to fetch the ciphertext.
		RunOffered {
			/// The run.
			run: RunId,
			/// What they found.
			result: DataCommitment,
			/// Who.
			agreed: Vec<T::AccountId>,
			/// Last block to accept in, at the earliest.
			until: BlockNumber,
		},
		/// The requester has the ciphertext. Its key is to be delivered.
		RunAccepted {
			/// The run.
			run: RunId,
			/// Last block for it, at the earliest.
			until: BlockNumber,
		},
		/// The key of a result was delivered.
		RunDelivered {
			/// The run.
			run: RunId,
			/// By whom.
			by: T::AccountId,
			/// The result's key, sealed to the requester's one-time key.
			envelope: Envelope,
			/// Last block in which it can be shown to be wrong, at the earliest.
			until: BlockNumber,
		},
		/// A proof about a run failed: the deposit is burned.
		RunProofFailed {
			/// The run.
			run: RunId,
			/// Burned.
			burned: Balance,
		},
		/// A run is over.
		RunEnded {
			/// The run.
			run: RunId,
			/// Who paid for it.
			requester: T::AccountId,
			/// Why.
			reason: RunEnd,
			/// Paid to payees and custodians.
			paid: Balance,
			/// Burned.
			burned: Balance,
			/// Given back to the requester, without the deposit.
			refunded: Balance,
		},
		/// Licences to come begin under other parameters.
		ParametersSet {
			/// The parameters.
			parameters: Parameters,
		},
	}
}
