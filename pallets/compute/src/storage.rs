//! What the chain stores of the market, and how it begins.

use frame_support::pallet_macros::pallet_section;

/// The pallet's storage.
#[pallet_section]
mod storage {
	/// The id of the next offer.
	#[pallet::storage]
	pub type NextOfferId<T> = StorageValue<_, OfferId, ValueQuery>;
	/// The id of the next request.
	#[pallet::storage]
	pub type NextRequestId<T> = StorageValue<_, RequestId, ValueQuery>;
	/// The id of the next lease.
	#[pallet::storage]
	pub type NextLeaseId<T> = StorageValue<_, LeaseId, ValueQuery>;
	/// The id of the next measurement.
	#[pallet::storage]
	pub type NextMeasurementId<T> = StorageValue<_, MeasurementId, ValueQuery>;

	/// What is offered.
	#[pallet::storage]
	pub type Offers<T: Config> = StorageMap<_, Twox64Concat, OfferId, OfferDetails<T::AccountId>>;
	/// Offers by provider.
	#[pallet::storage]
	pub type OffersByProvider<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, OfferId, ()>;
	/// Providers that have offers or leases.
	#[pallet::storage]
	pub type Sellers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, SellerDetails, ValueQuery>;
	/// Requests that take bids.
	#[pallet::storage]
	pub type Requests<T: Config> =
		StorageMap<_, Twox64Concat, RequestId, RequestDetails<T::AccountId>>;
	/// Leases that are not over, and those of which something is contested.
	#[pallet::storage]
	pub type Leases<T: Config> = StorageMap<_, Twox64Concat, LeaseId, LeaseDetails<T::AccountId>>;
	/// Leases by tenant.
	#[pallet::storage]
	pub type LeasesByTenant<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, LeaseId, ()>;
	/// Leases by provider.
	#[pallet::storage]
	pub type LeasesByProvider<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, LeaseId, ()>;
	/// Measurements that go on.
	#[pallet::storage]
	pub type Measurements<T: Config> =
		StorageMap<_, Twox64Concat, MeasurementId, MeasurementDetails<T::AccountId>>;
	/// What may be due, by block.
	#[pallet::storage]
	pub type Agenda<T: Config> = StorageMap<
		_,
		Twox64Concat,
		BlockNumber,
		BoundedVec<Due, T::MaxDeadlinesPerBlock>,
		ValueQuery,
	>;
	/// The first block whose agenda is not done; zero before the first.
	#[pallet::storage]
	pub type AgendaCursor<T> = StorageValue<_, BlockNumber, ValueQuery>;
	/// The parameters under which new leases begin.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// How the chain begins.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The first parameters.
		pub parameters: Parameters,
		#[doc(hidden)]
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Err(reason) = self.parameters.validate() {
				log::error!(target: "runtime::compute", "genesis parameters: {reason}");
			}
			CurrentParameters::<T>::put(self.parameters);
		}
	}
}
