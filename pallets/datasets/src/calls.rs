//! What can be called.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Lists a dataset, and puts `bond` planck behind its keys and chunks. Origin: signed, by whoever will own
		/// it. Holds the dataset's deposit too. Event: `DatasetPublished`. Errors: `InvalidName`, `InvalidUri`,
		/// `InsufficientFunds`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::publish())]
		pub fn publish(
			origin: OriginFor<T>,
			metadata: Metadata,
			#[pallet::compact] bond: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish(who, metadata, bond)
		}

		/// Says something else about a dataset. Origin: its owner, signed. Event: `MetadataSet`. Errors:
		/// `DatasetNotFound`, `NotOwner`, `InvalidName`, `InvalidUri`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_metadata())]
		pub fn set_metadata(
			origin: OriginFor<T>,
			dataset: DatasetId,
			metadata: Metadata,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_metadata(who, dataset, metadata)
		}

		/// Lets licences be bought, or not, or never again. Licences that exist go on. Origin: the owner, signed.
		/// Event: `DatasetStateSet`. Errors: `DatasetNotFound`, `NotOwner`, `DatasetRetired`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_state())]
		pub fn set_state(
			origin: OriginFor<T>,
			dataset: DatasetId,
			state: DatasetState,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_state(who, dataset, state)
		}

		/// Puts `amount` planck more behind a dataset. Origin: its owner, signed. Event: `BondAdded`. Errors:
		/// `DatasetNotFound`, `NotOwner`, `ZeroAmount`, `InsufficientFunds`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::add_bond())]
		pub fn add_bond(
			origin: OriginFor<T>,
			dataset: DatasetId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_bond(who, dataset, amount)
		}

		/// Takes a dataset without entries and open licences out, and gives deposit and bond back. Origin: its
		/// owner, signed. Event: `DatasetUnpublished`. Errors: `DatasetNotFound`, `NotOwner`, `EntriesRemain`,
		/// `LicensesOpen`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::unpublish())]
		pub fn unpublish(origin: OriginFor<T>, dataset: DatasetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unpublish(who, dataset)
		}

		/// Adds a release. Nothing of it can be changed later. Of what its licences cost each parent gets its
		/// share, divided as its own price is; `split` divides the rest. Parents that are others' need a licence,
		/// in force, that allows to derive; each is used up by one. Origin: the owner, signed. Event:
		/// `DataReleaseAdded`. Errors: `DatasetNotFound`, `NotOwner`, `DatasetRetired`, `TooManyEntries`,
		/// `BadLength`, `InvalidSplit`, `InvalidParents`, `ParentNotLicensed`, `ReleaseNotFound`,
		/// `ReleaseNotActive`, `LineageTooDeep`, `TooManyPayees`, `InvalidCustodians`, `InvalidKeySplit`,
		/// `InsufficientFunds`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::add_release())]
		pub fn add_release(
			origin: OriginFor<T>,
			dataset: DatasetId,
			release: Box<NewDataRelease<T::AccountId>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_release(who, dataset, *release)
		}

		/// Sells no more licences of a release. Origin: the owner, signed. Event: `DataReleaseRetired`. Errors:
		/// `ReleaseNotFound`, `NotOwner`, `ReleaseNotActive`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::retire_release())]
		pub fn retire_release(origin: OriginFor<T>, release: DataReleaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire_release(who, release)
		}

		/// Takes a release out that is not sold and has no open licences. Licences that are settled, and lineage,
		/// stay. Origin: the owner, signed. Event: `DataReleaseDropped`. Errors: `ReleaseNotFound`, `NotOwner`,
		/// `ReleaseActive`, `LicensesOpen`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::drop_release())]
		pub fn drop_release(origin: OriginFor<T>, release: DataReleaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_drop_release(who, release)
		}

		/// Sells licences on these terms, price in planck. Origin: the owner, signed. Event: `TermAdded`. Errors:
		/// `DatasetNotFound`, `NotOwner`, `TooManyEntries`, `BadDuration`, `BadUses`, `InvalidLicence`,
		/// `InsufficientFunds`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::add_term())]
		pub fn add_term(origin: OriginFor<T>, dataset: DatasetId, term: Term) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_term(who, dataset, term)
		}

		/// Lets licences to come cost `price` planck. Origin: the owner, signed. Event: `TermPriceSet`. Errors:
		/// `DatasetNotFound`, `NotOwner`, `TermNotFound`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_price())]
		pub fn set_price(
			origin: OriginFor<T>,
			dataset: DatasetId,
			term: TermId,
			#[pallet::compact] price: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_price(who, dataset, term, price)
		}

		/// Sells nothing on these terms any more. Licences keep theirs. Origin: the owner, signed. Event:
		/// `TermDropped`. Errors: `DatasetNotFound`, `NotOwner`, `TermNotFound`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::drop_term())]
		pub fn drop_term(origin: OriginFor<T>, dataset: DatasetId, term: TermId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_drop_term(who, dataset, term)
		}

		/// Says what the list of accounts means. Origin: the owner, signed. Event: `ListModeSet`. Errors:
		/// `DatasetNotFound`, `NotOwner`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_list())]
		pub fn set_list(
			origin: OriginFor<T>,
			dataset: DatasetId,
			mode: ListMode,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_list(who, dataset, mode)
		}

		/// Puts an account on the list, or takes it off. Licences that exist go on. Origin: the owner, signed.
		/// Event: `AccountListed`. Errors: `DatasetNotFound`, `NotOwner`, `ListedAlready`, `TooManyEntries`,
		/// `InsufficientFunds`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::list_account())]
		pub fn list_account(
			origin: OriginFor<T>,
			dataset: DatasetId,
			account: T::AccountId,
			listed: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_list_account(who, dataset, account, listed)
		}

		/// Lets an algorithm run beside the data, or not any more. Without this, none may. Origin: the owner,
		/// signed. Event: `AlgorithmSet`. Errors: `DatasetNotFound`, `NotOwner`, `AlgorithmNotAllowed` (there is
		/// none to take out), `TooManyEntries`, `InsufficientFunds`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::set_algorithm())]
		pub fn set_algorithm(
			origin: OriginFor<T>,
			dataset: DatasetId,
			checksum: Digest,
			algorithm: Option<Algorithm>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_algorithm(who, dataset, checksum, algorithm)
		}

		/// Says how much may be learned from a dataset, in millionths of an epsilon. Origin: the owner, signed.
		/// Event: `PrivacyBudgetSet`. Errors: `DatasetNotFound`, `NotOwner`, `BudgetBelowSpent`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_privacy_budget())]
		pub fn set_privacy_budget(
			origin: OriginFor<T>,
			dataset: DatasetId,
			#[pallet::compact] total: u64,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_privacy_budget(who, dataset, total)
		}

		/// Buys a licence for at most `price_limit` planck. The data key is to be sealed to `one_time_key`, an
		/// X25519 key that is used for nothing else: its secret may have to be shown. Fetch and check the
		/// ciphertext first. It cannot be cancelled: whoever sees the envelope on its way has the key. Origin: the
		/// buyer, signed. Holds price and deposit. Event: `LicenseBought`. Errors: `ReleaseNotFound`,
		/// `DatasetNotFound`, `TermNotFound`, `DatasetPaused`, `DatasetRetired`, `ReleaseNotActive`,
		/// `BondTooSmall`, `OwnDataset`, `BuyerRefused`, `PriceAboveLimit`, `OneTimeKeyMissing`,
		/// `OneTimeKeyNotWanted`, `NoCustodian`, `InsufficientFunds`, `AgendaFull`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::buy())]
		pub fn buy(
			origin: OriginFor<T>,
			release: DataReleaseId,
			term: TermId,
			#[pallet::compact] price_limit: Balance,
			one_time_key: Option<[u8; 32]>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_buy(who, release, term, price_limit, one_time_key)
		}

		/// Delivers the data key, sealed to the licence's one-time key. A wrong one costs a part of the bond.
		/// Origin: the owner, or a custodian if the key is not split; signed. Free when valid. Event: `KeyDelivered`. Errors:
		/// `LicenseNotFound`, `NotAwaited`, `NotCustodian`, `KeyIsSplit`, `TooLateToDeliver`.
		#[pallet::call_index(16)]
		#[pallet::weight((T::WeightInfo::deliver(), DispatchClass::Operational))]
		pub fn deliver(
			origin: OriginFor<T>,
			license: LicenseId,
			envelope: Envelope,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_deliver(who, license, envelope)
		}

		/// Says that the key is right. Origin: the licensee, signed. Free when valid. Event: `LicenseStarted`.
		/// Errors: `LicenseNotFound`, `NotLicensee`, `NotChecking`.
		#[pallet::call_index(17)]
		#[pallet::weight((T::WeightInfo::acknowledge(), DispatchClass::Operational))]
		pub fn acknowledge(origin: OriginFor<T>, license: LicenseId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_acknowledge(who, license)
		}

		/// Shows the secret of the one-time key, and by it that envelope or shares do not hold the data key; with
		/// `opening`, that the data key does not lead to that chunk's. If so the licensee has everything back and
		/// the owner loses a part of the bond; if not, the deposit is burned and everybody has the key. Origin: the
		/// licensee, signed. Free if so. Events: `LicenseEnded`, `BondSlashed`, or `ProofFailed`. Errors:
		/// `LicenseNotFound`, `NotLicensee`, `NotChecking`, `DepositLost`, `NotTheSecret`, `NotInRelease`.
		#[pallet::call_index(18)]
		#[pallet::weight((
			T::WeightInfo::prove_wrong_key().max(T::WeightInfo::prove_wrong_shares()),
			DispatchClass::Operational,
		))]
		pub fn prove_wrong_key(
			origin: OriginFor<T>,
			license: LicenseId,
			secret: [u8; 32],
			opening: Option<Box<DataOpening>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_wrong_key(who, license, secret, opening.map(|opening| *opening))
		}

		/// Shows a chunk with its key, and by them that it does not decrypt to what the release says. If so the
		/// licensee has back what is not earned, all others can claim the same, nothing of the release is sold any
		/// more, and the owner loses the bond; if not, the deposit is burned. Origin: a licensee who got the key,
		/// signed. Free if so. Events: `DataReleaseFaulty`, `LicenseEnded`, `BondSlashed`, or `ProofFailed`.
		/// Errors: `LicenseNotFound`, `NotLicensee`, `NoKey`, `BeforeCourt`, `ReleaseNotFound`, `DepositLost`,
		/// `NotInRelease`, `NotTheChunk`, `NotTheChunkKey`.
		#[pallet::call_index(19)]
		#[pallet::weight((T::WeightInfo::prove_garbage(), DispatchClass::Operational))]
		pub fn prove_garbage(
			origin: OriginFor<T>,
			license: LicenseId,
			opening: Box<DataOpening>,
			chunk_key: [u8; 32],
			chunk: Chunk,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_garbage(who, license, *opening, chunk_key, chunk)
		}

		/// Ends a licence of a release that was shown to be garbage: what was not earned by then is the
		/// licensee's, all of it while the key is awaited or checked. Origin: the licensee, signed. Free when
		/// valid. Event: `LicenseEnded`. Errors: `LicenseNotFound`, `NotLicensee`, `BeforeCourt`,
		/// `ReleaseNotFound`, `NotFaulty`.
		#[pallet::call_index(20)]
		#[pallet::weight((T::WeightInfo::claim_refund(), DispatchClass::Operational))]
		pub fn claim_refund(
			origin: OriginFor<T>,
			license: LicenseId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_claim_refund(who, license)
		}

		/// Pays what a licence has earned to the payees of its release: to all of them, or to nobody. Origin: anyone,
		/// signed. Event: `LicensePaid`. Errors: `LicenseNotFound`, `NotInForce`, `BeforeCourt`, `NothingEarned`,
		/// `CannotReceive` (the part of a payee without an account is too little to make one).
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::collect())]
		pub fn collect(origin: OriginFor<T>, license: LicenseId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_collect(license)
		}

		/// Brings a licence before the court: the licensee, for what is not earned yet; the owner, to have it
		/// revoked. Origin: one of them, signed; it pays the fee and the bond of a claimant. Event:
		/// `LicenseBeforeCourt`. Errors: `LicenseNotFound`, `DatasetNotFound`, `NotParty`, `NotInForce`,
		/// `BeforeCourt`, `NothingAtStake`, and those of the court.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::go_to_court())]
		pub fn go_to_court(origin: OriginFor<T>, license: LicenseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_go_to_court(who, license)
		}

		/// Gives a licence, with what is on hold for it, to another account. The key is for the two of them to
		/// hand over. Origin: the licensee, signed. Event: `LicenseTransferred`. Errors: `LicenseNotFound`,
		/// `NotLicensee`, `NotInForce`, `BeforeCourt`, `NotAllowed`, `AlreadyLicensee`, `BuyerRefused`,
		/// `OwnDataset`, `CannotReceive`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::transfer_license())]
		pub fn transfer_license(
			origin: OriginFor<T>,
			license: LicenseId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_license(who, license, to)
		}

		/// Passes a licence on while it lasts. The deposit of what follows is paid by the licensee, and will be
		/// the receiver's. Origin: the licensee, signed. Event: `LicensePassedOn`. Errors: `LicenseNotFound`,
		/// `NotLicensee`, `NotInForce`, `BeforeCourt`, `NotAllowed`, `AlreadyLicensee`, `BuyerRefused`,
		/// `OwnDataset`, `InsufficientFunds`, `AgendaFull`.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::sublicense())]
		pub fn sublicense(
			origin: OriginFor<T>,
			license: LicenseId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_sublicense(who, license, to)
		}

		/// Gives a licence up: what is on hold for it is the payees', the deposit the licensee's. Origin: the
		/// licensee, or anyone if it was passed on from one that is over; signed. Event: `LicenseEnded`. Errors:
		/// `LicenseNotFound`, `NotLicensee`, `NotInForce`, `BeforeCourt`.
		#[pallet::call_index(25)]
		#[pallet::weight(T::WeightInfo::drop_license())]
		pub fn drop_license(origin: OriginFor<T>, license: LicenseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_drop_license(who, license)
		}

		/// Does what is due about a licence and was not done. Origin: anyone, signed. Free when valid. Errors:
		/// `LicenseNotFound`, `NothingDue`.
		#[pallet::call_index(26)]
		#[pallet::weight((Pallet::<T>::poke_weight(), DispatchClass::Operational))]
		pub fn poke(origin: OriginFor<T>, license: LicenseId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_poke(license)
		}

		/// Lets licences to come begin under other parameters. Origin: `ForceOrigin`. Event: `ParametersSet`.
		/// Errors: `BadParameters`.
		#[pallet::call_index(27)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			parameters.validate().map_err(|_| Error::<T>::BadParameters)?;
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}

		/// Asks custodians of a release to run an algorithm beside it, for at most `price_limit` planck. Takes a use
		/// of the licence and the algorithm's part of the privacy budget. `seats` are the custodians: with one of
		/// them its word stands behind the result, with several that more than half find the same. `input` is
		/// blake2b-256 of what the algorithm is told; the key of the result is to be sealed to `one_time_key`, an
		/// X25519 key that is used for nothing else. Origin: the licensee, signed. Holds price and deposit. Event:
		/// `RunRequested`. Errors: `NotInForce`, `ReleaseNotFound`, `ReleaseNotActive`, `InvalidSeats`,
		/// `AlgorithmNotAllowed`, `PriceAboveLimit`, `BudgetSpent`, `InsufficientFunds`, `AgendaFull`.
		#[pallet::call_index(28)]
		#[pallet::weight(T::WeightInfo::request_run())]
		pub fn request_run(
			origin: OriginFor<T>,
			license: LicenseId,
			checksum: Digest,
			input: Digest,
			one_time_key: [u8; 32],
			seats: Custodians<T::AccountId>,
			#[pallet::compact] price_limit: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let seats = seats.into_inner();
			let new = NewRun { license, checksum, input, one_time_key, seats, price_limit };
			Self::do_request_run(who, new)
		}

		/// Commits to what a custodian found (`dataset::run_commitment`). Origin: one of the run's custodians,
		/// signed. Free when valid. Events: `RunCommitted`; `RunRevealing` with the last one. Errors: `RunNotFound`,
		/// `NothingFound`, `NotCommitting`, `NotSeat`, `AlreadyCommitted`.
		#[pallet::call_index(29)]
		#[pallet::weight((T::WeightInfo::commit_run(), DispatchClass::Operational))]
		pub fn commit_run(
			origin: OriginFor<T>,
			run: RunId,
			commitment: Digest,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_commit_run(who, run, commitment)
		}

		/// Shows what a custodian found: a release of its own, of which the key is delivered later. Origin: a
		/// custodian that has committed to it, signed. Free when valid. Events: `RunRevealed`; with the last one
		/// `RunOffered`, or `RunEnded` if too few found the same. Errors: `RunNotFound`, `NotRevealing`,
		/// `BadResult`, `NotSeat`, `CommitmentMismatch`, `AlreadyRevealed`.
		#[pallet::call_index(30)]
		#[pallet::weight((T::WeightInfo::reveal_run(), DispatchClass::Operational))]
		pub fn reveal_run(
			origin: OriginFor<T>,
			run: RunId,
			result: DataCommitment,
			salt: Digest,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_reveal_run(who, run, result, salt)
		}

		/// Says that the ciphertext of the result was fetched and is what was shown. Whoever does not say so in time
		/// loses a tenth of the price, and gets no key. Origin: who pays for the run, signed. Free when valid.
		/// Event: `RunAccepted`. Errors: `RunNotFound`, `NotRequester`, `NotOffered`.
		#[pallet::call_index(31)]
		#[pallet::weight((T::WeightInfo::accept_run(), DispatchClass::Operational))]
		pub fn accept_run(origin: OriginFor<T>, run: RunId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_accept_run(who, run)
		}

		/// Delivers the key of a result, sealed to the run's one-time key. A wrong one costs a part of the bond of
		/// the dataset. Origin: a custodian that found it or the owner, signed. Free when valid. Event:
		/// `RunDelivered`. Errors: `RunNotFound`, `NotAwaited`, `NotCustodian`, `TooLateToDeliver`.
		#[pallet::call_index(32)]
		#[pallet::weight((T::WeightInfo::deliver_run(), DispatchClass::Operational))]
		pub fn deliver_run(
			origin: OriginFor<T>,
			run: RunId,
			envelope: Envelope,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_deliver_run(who, run, envelope)
		}

		/// Says that the key of a result is right: all is paid. Origin: who pays for the run, signed. Free when
		/// valid. Event: `RunEnded`. Errors: `RunNotFound`, `NotRequester`, `NotChecking`.
		#[pallet::call_index(33)]
		#[pallet::weight((T::WeightInfo::acknowledge_run(), DispatchClass::Operational))]
		pub fn acknowledge_run(origin: OriginFor<T>, run: RunId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_acknowledge_run(who, run)
		}

		/// As `prove_wrong_key`, of the key of a result. If so all is back, and the owner of the dataset loses a part
		/// of the bond; if not, the deposit is burned and all is paid. Origin: who pays for the run, signed. Free if
		/// so. Events: `BondSlashed` or `RunProofFailed`, and `RunEnded`. Errors: `RunNotFound`, `NotRequester`,
		/// `NotChecking`, `NotTheSecret`, `NotInRelease`.
		#[pallet::call_index(34)]
		#[pallet::weight((T::WeightInfo::prove_wrong_run_key(), DispatchClass::Operational))]
		pub fn prove_wrong_run_key(
			origin: OriginFor<T>,
			run: RunId,
			secret: [u8; 32],
			opening: Option<Box<DataOpening>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_wrong_run_key(who, run, secret, opening.map(|opening| *opening))
		}

		/// As `prove_garbage`, of a chunk of a result. If so all is back, and the owner of the dataset loses a part of
		/// the bond; if not, the deposit is burned and all is paid. Origin: who pays for the run, signed. Free if so.
		/// Events: `BondSlashed` or `RunProofFailed`, and `RunEnded`. Errors: `RunNotFound`, `NotRequester`,
		/// `NotChecking`, `NotInRelease`, `NotTheChunk`, `NotTheChunkKey`.
		#[pallet::call_index(35)]
		#[pallet::weight((T::WeightInfo::prove_run_garbage(), DispatchClass::Operational))]
		pub fn prove_run_garbage(
			origin: OriginFor<T>,
			run: RunId,
			opening: Box<DataOpening>,
			chunk_key: [u8; 32],
			chunk: Chunk,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_run_garbage(who, run, *opening, chunk_key, chunk)
		}

		/// Does what is due about a run and was not done. Origin: anyone, signed. Free when valid. Errors:
		/// `RunNotFound`, `NothingDue`.
		#[pallet::call_index(36)]
		#[pallet::weight((Pallet::<T>::poke_run_weight(), DispatchClass::Operational))]
		pub fn poke_run(origin: OriginFor<T>, run: RunId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_poke_run(run)
		}

		/// Delivers a custodian's share of the data key, sealed to the licence's one-time key. A wrong one costs a
		/// part of the bond. Origin: a custodian of a release with a split key, signed. Free when valid. Events:
		/// `ShareDelivered`; `SharesComplete` with the last one that is needed. Errors: `LicenseNotFound`,
		/// `NotAwaited`, `NotSplit`, `NotCustodian`, `TooLateToDeliver`, `ShareDeliveredAlready`.
		#[pallet::call_index(37)]
		#[pallet::weight((T::WeightInfo::deliver_share(), DispatchClass::Operational))]
		pub fn deliver_share(
			origin: OriginFor<T>,
			license: LicenseId,
			envelope: Envelope,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_deliver_share(who, license, envelope)
		}

		/// Says that computing came to nothing: the algorithm ended with an error, or ran into a limit. What it takes
		/// of the privacy budget stays taken. Origin: one of the run's custodians that has not committed, signed. Free
		/// when valid. Events: `RunFailed`; `RunRevealing` with the last one, or `RunEnded` as soon as too few are left
		/// to find the same. Errors: `RunNotFound`, `NotCommitting`, `NotSeat`, `AlreadyCommitted`.
		#[pallet::call_index(38)]
		#[pallet::weight((
			// It ends the run, or opens it as the last commitment does.
			T::WeightInfo::fail_run().max(T::WeightInfo::commit_run()),
			DispatchClass::Operational,
		))]
		pub fn fail_run(origin: OriginFor<T>, run: RunId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_fail_run(who, run)
		}
	}
}
