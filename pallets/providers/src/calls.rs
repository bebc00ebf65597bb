//! The calls: who may make them, what they weigh, and what they are called with.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Becomes a provider. Origin: the account, signed. Holds `bond` planck.
		///
		/// - `signing_key`: sr25519; signs what the daemon says.
		/// - `transport_key`: X25519; private prompts are sealed to it.
		/// - `endpoint`: base URL of the daemon, at most 128 bytes.
		///
		/// Event: `ProviderRegistered`. Errors: `AlreadyRegistered`, `BondBelowMinimum`,
		/// `InvalidEndpoint`, `InvalidKey`, `InsufficientFunds`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			signing_key: [u8; 32],
			transport_key: [u8; 32],
			endpoint: Endpoint,
			#[pallet::compact] bond: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register(who, signing_key, transport_key, endpoint, bond)
		}

		/// Leaves: the whole bond unbonds. Origin: the provider, signed.
		///
		/// Event: `ProviderDeregistered`. Errors: `ProviderNotFound`, `ProviderLeaving`,
		/// `BondReserved`, `StillServing`, `TooManyUnbondingChunks`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::deregister())]
		pub fn deregister(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deregister(who)
		}

		/// Bonds `amount` planck more. Origin: the provider, signed. The weight follows after the
		/// activation delay; a further change within the delay waits for the first, and then its own.
		///
		/// Event: `BondIncreased`. Errors: `ProviderNotFound`, `ProviderLeaving`, `ZeroAmount`,
		/// `InsufficientFunds`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::bond_extra())]
		pub fn bond_extra(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bond_extra(who, amount)
		}

		/// Begins to take `amount` planck out of the free bond. Origin: the provider, signed. It backs no
		/// new work from now on; the place in the draws follows after the activation delay, and the funds
		/// can be slashed until they are withdrawn.
		///
		/// Event: `BondUnbonding`. Errors: `ProviderNotFound`, `ProviderLeaving`, `ZeroAmount`,
		/// `InsufficientFreeBond`, `BondBelowMinimum`, `TooManyUnbondingChunks`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbond(who, amount)
		}

		/// Frees what has unbonded. Origin: the provider, signed. The last withdrawal after
		/// `deregister` removes the provider.
		///
		/// Events: `BondWithdrawn`, `ProviderRemoved`. Errors: `ProviderNotFound`,
		/// `NothingToWithdraw`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::withdraw_unbonded())]
		pub fn withdraw_unbonded(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_unbonded(who)
		}

		/// Gives the daemon another address. Origin: the provider, signed. Seats that are drawn
		/// already are asked there too.
		///
		/// Event: `EndpointSet`. Errors: `ProviderNotFound`, `ProviderLeaving`, `InvalidEndpoint`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_endpoint())]
		pub fn set_endpoint(origin: OriginFor<T>, endpoint: Endpoint) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_endpoint(who, endpoint)
		}

		/// Sets other keys. Origin: the provider, signed. Statements by the former key are no longer
		/// accepted, those about unfinished jobs included.
		///
		/// Event: `KeysSet`. Errors: `ProviderNotFound`, `ProviderLeaving`, `InvalidKey`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_keys())]
		pub fn set_keys(
			origin: OriginFor<T>,
			signing_key: [u8; 32],
			transport_key: [u8; 32],
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_keys(who, signing_key, transport_key)
		}

		/// Describes the provider's machine until block `expires_at`. Origin: the provider, signed.
		///
		/// Event: `HardwareSet`. Errors: `ProviderNotFound`, `ProviderLeaving`, `InvalidHardware`,
		/// `InvalidExpiry`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::set_hardware())]
		pub fn set_hardware(
			origin: OriginFor<T>,
			claims: HardwareClaims,
			expires_at: BlockNumber,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_hardware(who, claims, expires_at)
		}

		/// Serves `release` at `price` (planck per 1,000 input and output tokens), or changes the
		/// price of a release that is served. Origin: the provider, signed. It can be drawn after the
		/// activation delay; seats that are drawn already keep their price.
		///
		/// Event: `ReleaseServed`. Errors: `ProviderNotFound`, `ProviderLeaving`, `ReleaseNotFound`,
		/// `ReleaseRetired`, `ClassNotOffered`, `TooManyServed`, `TooManyServers`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::serve())]
		pub fn serve(
			origin: OriginFor<T>,
			release: ReleaseId,
			price: TokenPrice,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_serve(who, release, price)
		}

		/// Serves `release` no more. Origin: the provider, signed. Seats that are drawn already stay. Its
		/// place counts as served until it is free, after the activation delay.
		///
		/// Event: `ReleaseUnserved`. Errors: `ProviderNotFound`, `NotServed`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::unserve())]
		pub fn unserve(origin: OriginFor<T>, release: ReleaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unserve(who, release)
		}

		/// Leaves every draw: it is passed over at once, and its place goes after the activation delay.
		/// Origin: the provider, signed. Seats that are drawn already stay, and strikes keep counting.
		///
		/// Event: `ProviderChilled`. Errors: `ProviderNotFound`, `ProviderLeaving`, `AlreadyChilled`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::chill())]
		pub fn chill(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_chill(who)
		}

		/// Enters the draws again, after the activation delay. Origin: the provider, signed. Strikes
		/// that took it out are forgotten.
		///
		/// Event: `ProviderActivated`. Errors: `ProviderNotFound`, `ProviderLeaving`, `AlreadyActive`,
		/// `StillChilled`, `BondBelowMinimum`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::activate())]
		pub fn activate(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_activate(who)
		}

		/// Takes `provider` out of every draw for `ChillPeriod` at least. Origin: `ForceOrigin`.
		///
		/// Event: `ProviderChilled`. Errors: `ProviderNotFound`, `ProviderLeaving`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::force_chill())]
		pub fn force_chill(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			Self::do_force_chill(provider)
		}

		/// Removes an expired description of a machine. Origin: anyone, signed.
		///
		/// Event: `HardwareDropped`. Errors: `HardwareNotFound`, `HardwareNotExpired`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::drop_expired_hardware())]
		pub fn drop_expired_hardware(
			origin: OriginFor<T>,
			provider: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_drop_expired_hardware(provider)
		}

		/// Brings the strikes that count against the signing provider before the court, which can take them
		/// away. Origin: the provider, signed; it puts up what the court's view function `costs` says. Strikes
		/// that `activate` has made it forget cannot be appealed any more: appeal first.
		///
		/// Event: `StrikesAppealed`. Errors: `ProviderNotFound`, `NoStrikes`, and those of the court.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::appeal_strikes())]
		pub fn appeal_strikes(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_appeal_strikes(who)
		}
	}
}
