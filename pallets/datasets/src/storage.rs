//! What the chain stores of the market, and how it begins.

use frame_support::pallet_macros::pallet_section;

/// The pallet's storage.
#[pallet_section]
mod storage {
	/// The id of the next dataset.
	#[pallet::storage]
	pub type NextDatasetId<T> = StorageValue<_, DatasetId, ValueQuery>;
	/// The id of the next release.
	#[pallet::storage]
	pub type NextReleaseId<T> = StorageValue<_, DataReleaseId, ValueQuery>;
	/// The id of the next term.
	#[pallet::storage]
	pub type NextTermId<T> = StorageValue<_, TermId, ValueQuery>;
	/// The id of the next licence.
	#[pallet::storage]
	pub type NextLicenseId<T> = StorageValue<_, LicenseId, ValueQuery>;
	/// The id of the next run.
	#[pallet::storage]
	pub type NextRunId<T> = StorageValue<_, RunId, ValueQuery>;

	/// Datasets.
	#[pallet::storage]
	pub type Datasets<T: Config> =
		StorageMap<_, Twox64Concat, DatasetId, DatasetDetails<T::AccountId>>;
	/// Releases of datasets.
	#[pallet::storage]
	pub type Releases<T: Config> =
		StorageMap<_, Twox64Concat, DataReleaseId, DataReleaseDetails<T::AccountId>>;
	/// Releases by dataset.
	#[pallet::storage]
	pub type ReleasesByDataset<T> =
		StorageDoubleMap<_, Twox64Concat, DatasetId, Twox64Concat, DataReleaseId, ()>;
	/// Who shares what licences of a release cost, ancestors' payees included.
	#[pallet::storage]
	pub type ReleasePayees<T: Config> =
		StorageMap<_, Twox64Concat, DataReleaseId, Payees<T::AccountId>, ValueQuery>;
	/// Terms by dataset.
	#[pallet::storage]
	pub type Terms<T> = StorageDoubleMap<_, Twox64Concat, DatasetId, Twox64Concat, TermId, Term>;
	/// Accounts on the list of a dataset.
	#[pallet::storage]
	pub type Listed<T: Config> =
		StorageDoubleMap<_, Twox64Concat, DatasetId, Blake2_128Concat, T::AccountId, ()>;
	/// What may run beside a dataset, by checksum.
	#[pallet::storage]
	pub type Algorithms<T> =
		StorageDoubleMap<_, Twox64Concat, DatasetId, Blake2_128Concat, Digest, Algorithm>;
	/// Licences.
	#[pallet::storage]
	pub type Licenses<T: Config> =
		StorageMap<_, Twox64Concat, LicenseId, LicenseDetails<T::AccountId>>;
	/// What was delivered of the keys of licences whose releases have a split key.
	#[pallet::storage]
	pub type DeliveredShares<T> = StorageMap<_, Twox64Concat, LicenseId, SealedShares, ValueQuery>;
	/// Licences by licensee.
	#[pallet::storage]
	pub type LicensesByAccount<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, LicenseId, ()>;
	/// Licences by release.
	#[pallet::storage]
	pub type LicensesByRelease<T> =
		StorageDoubleMap<_, Twox64Concat, DataReleaseId, Twox64Concat, LicenseId, ()>;
	/// What models were trained on.
	#[pallet::storage]
	pub type ModelData<T> = StorageMap<_, Twox64Concat, ReleaseId, TrainedOnList>;
	/// Runs that are not over.
	#[pallet::storage]
	pub type Runs<T: Config> = StorageMap<_, Twox64Concat, RunId, RunDetails<T::AccountId>>;
	/// Licences and runs of which something may be due, by block.
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
	/// The parameters under which licences are bought.
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
				log::error!(target: "runtime::datasets", "genesis parameters: {reason}");
			}
			CurrentParameters::<T>::put(self.parameters);
		}
	}
}
