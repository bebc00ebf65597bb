//! What can be called.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Offers machines. Origin: an active provider, signed. Holds the offer's deposit until it vanishes.
		/// Event: `OfferCreated`. Errors: `ProviderNotActive`, `BadResources`, `BadAttributes`, `ZeroUnits`,
		/// `ZeroPrice`, `BadDuration`, `BadPeriod`, `BadLongTerms`, `BadExpiry`, `TooManyOffers`,
		/// `InsufficientFunds`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create_offer())]
		pub fn create_offer(origin: OriginFor<T>, terms: OfferTerms) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_create_offer(who, terms)
		}

		/// Gives an offer other terms: leases and bids keep theirs. Origin: its provider, signed. Event:
		/// `OfferUpdated`. Errors: `OfferNotFound`, `NotProvider`, `OfferClosed`, `UnitsInUse`, and those of
		/// `create_offer` about terms.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update_offer())]
		pub fn update_offer(
			origin: OriginFor<T>,
			offer: OfferId,
			terms: OfferTerms,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_offer(who, offer, terms)
		}

		/// Takes no more leases; the offer vanishes with the last that it has. Origin: its provider, signed.
		/// Events: `OfferClosed`, `OfferRemoved`. Errors: `OfferNotFound`, `NotProvider`, `OfferClosed`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::close_offer())]
		pub fn close_offer(origin: OriginFor<T>, offer: OfferId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_offer(who, offer)
		}

		/// Leases units of an offer, at its price and at most `price_limit` planck per block for all of them.
		/// Origin: the tenant, signed. Holds the escrow and a deposit. Event: `LeaseMatched`. Errors:
		/// `OfferNotFound`, `OfferClosed`, `OfferExpired`, `OwnOffer`, `ProviderNotActive`, `BadDuration`,
		/// `PriceAboveLimit`, `EscrowTooSmall`, `ZeroUnits`, `NotEnoughUnits`, `InsufficientFunds`,
		/// `AgendaFull`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::open_lease())]
		pub fn open_lease(
			origin: OriginFor<T>,
			offer: OfferId,
			order: LeaseOrder,
			#[pallet::compact] price_limit: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open_lease(who, offer, order, price_limit)
		}

		/// Asks for bids below `price_limit` planck per block for all units, for `bidding_blocks` blocks.
		/// Origin: the tenant, signed. Holds the escrow and a deposit. Event: `LeaseRequested`. Errors:
		/// `BadResources`, `BadAttributes`, `BadPeriod`, `ZeroUnits`, `ZeroPrice`, `BadDuration`,
		/// `EscrowTooSmall`, `InsufficientFunds`, `AgendaFull`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::request_lease())]
		pub fn request_lease(
			origin: OriginFor<T>,
			needs: Needs,
			order: LeaseOrder,
			#[pallet::compact] price_limit: Balance,
			bidding_blocks: BlockNumber,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_lease(who, needs, order, price_limit, bidding_blocks)
		}

		/// Ends a request before it is decided. Origin: its tenant, signed. Everybody has everything back.
		/// Event: `RequestEnded`. Errors: `RequestNotFound`, `NotTenant`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::cancel_request())]
		pub fn cancel_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_request(who, request)
		}

		/// Bids units of an offer, for `price` planck per block for all of them. Origin: the offer's
		/// provider, signed. Holds a deposit, and sets the units aside, until somebody bids less or the
		/// request is decided. Event: `BidPlaced`. Errors: `RequestNotFound`, `BiddingOver`, `ZeroPrice`,
		/// `PriceAboveLimit`, `BidTooHigh`, `OfferDoesNotMeet`, `NotProvider`, `NotEnoughUnits`,
		/// `InsufficientFunds`, and those of `open_lease` about the offer.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::bid())]
		pub fn bid(
			origin: OriginFor<T>,
			request: RequestId,
			offer: OfferId,
			#[pallet::compact] price: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bid(who, request, offer, price)
		}

		/// Starts a lease: from this block on it is paid. Origin: the provider or its signing key's account.
		/// Free when valid. Event: `LeaseStarted`. Errors: `LeaseNotFound`, `NotProvider`, `AlreadyStarted`,
		/// `TooLateToStart`.
		#[pallet::call_index(7)]
		#[pallet::weight((T::WeightInfo::start_lease(), DispatchClass::Operational))]
		pub fn start_lease(origin: OriginFor<T>, lease: LeaseId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_start_lease(who, lease)
		}

		/// Does not start a lease. Origin: the provider or, if no bid deposit is lost, its signing key's
		/// account. No strike, but the offer has so many units less, and a bid's deposit is the tenant's. Event:
		/// `LeaseEnded`. Errors: `LeaseNotFound`, `NotProvider`, `AlreadyStarted`.
		#[pallet::call_index(8)]
		#[pallet::weight((T::WeightInfo::decline_lease(), DispatchClass::Operational))]
		pub fn decline_lease(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_decline_lease(who, lease)
		}

		/// Makes a lease last `blocks` more at its price, within the offer's longest, and pays `escrow`
		/// planck more in advance. Origin: the tenant, signed. Event: `LeaseExtended`. Errors:
		/// `LeaseNotFound`, `LeaseOver`, `NotStarted`, `NotTenant`, `NoticeGiven`, `BadDuration`,
		/// `RenewalWaits`, `InsufficientFunds`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::extend_lease())]
		pub fn extend_lease(
			origin: OriginFor<T>,
			lease: LeaseId,
			blocks: BlockNumber,
			#[pallet::compact] escrow: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_extend_lease(who, lease, blocks, escrow)
		}

		/// Lets a lease go on after its end, as long again, at the price agreed before it began, and pays
		/// `escrow` planck more in advance. Origin: the tenant, signed. Event: `LeaseRenewed`. Errors:
		/// `LeaseNotFound`, `LeaseOver`, `NotStarted`, `NotTenant`, `NoticeGiven`, `NotRenewable`,
		/// `RenewalWaits`, `InsufficientFunds`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::renew_lease())]
		pub fn renew_lease(
			origin: OriginFor<T>,
			lease: LeaseId,
			#[pallet::compact] escrow: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_renew_lease(who, lease, escrow)
		}

		/// Pays `amount` planck more in advance. Origin: anyone, signed. What is left in the end is the
		/// tenant's. Event: `EscrowIncreased`. Errors: `LeaseNotFound`, `LeaseOver`, `ZeroAmount`,
		/// `InsufficientFunds`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::top_up())]
		pub fn top_up(
			origin: OriginFor<T>,
			lease: LeaseId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_top_up(who, lease, amount)
		}

		/// Gives a lease, with escrow and deposit, to another account. Origin: the tenant, signed. Event:
		/// `LeaseTransferred`. Errors: `LeaseNotFound`, `LeaseOver`, `NotTenant`, `OwnOffer`,
		/// `CannotReceive`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::transfer_lease())]
		pub fn transfer_lease(
			origin: OriginFor<T>,
			lease: LeaseId,
			to: T::AccountId,
			usage_key: [u8; 32],
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_lease(who, lease, to, usage_key)
		}

		/// Says what both sides signed (sr25519 over `primitives::lease::usage_digest`). Origin: anyone,
		/// signed. If the lease is contested, what the tenant had signed before is paid.
		/// Events: `UsageSigned`, `LeasePaid`, `ContestSettled`. Errors:
		/// `LeaseNotFound`, `LeaseOver`, `NotStarted`, `UsageStale`, `UsageAhead`, `DueAboveSchedule`,
		/// `DueAboveEscrow`, `NotSigned`, `CannotReceive`.
		#[pallet::call_index(13)]
		#[pallet::weight((T::WeightInfo::submit_usage(), DispatchClass::Operational))]
		pub fn submit_usage(
			origin: OriginFor<T>,
			usage: Usage,
			tenant_signature: [u8; 64],
			provider_signature: [u8; 64],
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_submit_usage(usage, tenant_signature, provider_signature)
		}

		/// Pays the provider what is signed and not paid. Origin: anyone, signed. Event: `LeasePaid`.
		/// Errors: `LeaseNotFound`, `NothingToClaim`.
		#[pallet::call_index(14)]
		#[pallet::weight((T::WeightInfo::claim(), DispatchClass::Operational))]
		pub fn claim(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(lease)
		}

		/// Leaves a lease: at once, or with the notice that was agreed. Origin: tenant, provider or the
		/// provider's signing key's account; free when valid. A tenant that says what is at fault leaves at once:
		/// unsigned blocks and notice stay on hold until the provider, or the court, has answered. A provider
		/// that leaves has what is signed, and a period more if its tenant signed nothing for so long.
		/// Events: `LeaseEnded`, `NoticeGiven`, `LeaseContested`. Errors: `LeaseNotFound`, `NotParty`,
		/// `NotStarted`, `LeaseOver`, `NotTenant`, `NoticeGiven`.
		#[pallet::call_index(15)]
		#[pallet::weight((T::WeightInfo::close_lease(), DispatchClass::Operational))]
		pub fn close_lease(
			origin: OriginFor<T>,
			lease: LeaseId,
			contested: Option<LeaseFault>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_close_lease(who, lease, contested)
		}

		/// Insists on what is contested. Origin: the provider or its signing key's account; free when valid.
		/// Event: `ContestAnswered`. Errors: `LeaseNotFound`, `NotProvider`, `NotContested`,
		/// `AlreadyAnswered`, `TooLateToAnswer`.
		#[pallet::call_index(16)]
		#[pallet::weight((T::WeightInfo::insist(), DispatchClass::Operational))]
		pub fn insist(origin: OriginFor<T>, lease: LeaseId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_insist(who, lease)
		}

		/// Brings what is contested before the court, and ends when that has ruled. Origin: tenant or provider,
		/// signed; it pays the fee and the bond of a claimant. Event: `LeaseBeforeCourt`. Errors:
		/// `LeaseNotFound`, `NotParty`, `NotContested`, `BeforeCourt`, `NotAnswered`, `TooLateForCourt`, and
		/// those of the court.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::go_to_court())]
		pub fn go_to_court(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_go_to_court(who, lease)
		}

		/// Does what is due and was not done for want of room. Origin: anyone, signed; free when valid.
		/// Events: those of what is done. Errors: `NothingDue`.
		#[pallet::call_index(18)]
		#[pallet::weight((Pallet::<T>::poke_weight(), DispatchClass::Operational))]
		pub fn poke(origin: OriginFor<T>, due: Due) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_poke(due)
		}

		/// Doubts a provider's claims: all its free units are measured by one seed, or with `lease` the
		/// units of that lease. Origin: anyone, signed; for a lease its tenant. Holds a bond, which is lost
		/// if the machines are as claimed. Event: `HardwareChallenged`. Errors: `NothingToMeasure`,
		/// `AlreadyMeasuring`, `MeasuredRecently`, `InsufficientFunds`, `AgendaFull`; `LeaseNotFound`,
		/// `LeaseOver`, `NotStarted`, `NotTenant`, `NotProvider`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::challenge_hardware())]
		pub fn challenge_hardware(
			origin: OriginFor<T>,
			provider: T::AccountId,
			lease: Option<LeaseId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_challenge_hardware(who, provider, lease)
		}

		/// Commits the work of a measurement: its roots, offer by offer. Origin: the provider or its signing
		/// key's account; free when valid. Event: `MeasurementCommitted`. Errors: `MeasurementNotFound`,
		/// `NotProvider`, `NotAwaited`, `TooLateToAnswer`, `WrongRoots`.
		#[pallet::call_index(20)]
		#[pallet::weight((T::WeightInfo::commit_measurement(), DispatchClass::Operational))]
		pub fn commit_measurement(
			origin: OriginFor<T>,
			measurement: MeasurementId,
			roots: BoundedVec<Roots, ConstU32<{ types::MAX_OFFERS }>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_commit_measurement(who, measurement, roots)
		}

		/// Opens the steps that were drawn, and the runtime computes them again. Origin: the provider or its
		/// signing key's account; free when valid. Event: `HardwareMeasured`. Errors:
		/// `MeasurementNotFound`, `NotProvider`, `NotAwaited`, `TooLateToAnswer`, `WrongWork`.
		#[pallet::call_index(21)]
		#[pallet::weight((T::WeightInfo::prove_measurement(), DispatchClass::Operational))]
		pub fn prove_measurement(
			origin: OriginFor<T>,
			measurement: MeasurementId,
			proof: WorkProof,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_measurement(who, measurement, proof)
		}

		/// Sets the parameters under which new leases begin. Origin: `ForceOrigin`. Event: `ParametersSet`.
		/// Errors: `BadParameters`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			parameters.validate().map_err(|_| Error::<T>::BadParameters)?;
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}
}
