//! What is stored.

use frame_support::pallet_macros::pallet_section;

/// The pallet's storage.
#[pallet_section]
mod storage {
	/// Parameters under which new cases begin, by court.
	#[pallet::storage]
	pub type Parameters<T> = StorageMap<_, Twox64Concat, Court, CourtParameters, ValueQuery>;

	/// Bonds.
	#[pallet::storage]
	pub type Jurors<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Court, Blake2_128Concat, T::AccountId, JurorDetails>;

	/// Jurors by their place in the court's tree.
	#[pallet::storage]
	pub type Slots<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Court, Twox64Concat, u32, T::AccountId>;

	/// Places in use, by court.
	#[pallet::storage]
	pub type SlotCount<T> = StorageMap<_, Twox64Concat, Court, u32, ValueQuery>;

	/// The nodes of each court's sum tree.
	#[pallet::storage]
	pub type TreeNodes<T> = StorageDoubleMap<_, Twox64Concat, Court, Twox64Concat, NodeKey, Node>;

	/// Changes that wait to enter the trees, by place in the queue.
	#[pallet::storage]
	pub type ActivationQueue<T: Config> =
		StorageMap<_, Twox64Concat, u64, QueuedChange<T::AccountId>>;

	/// The queue's first place in use.
	#[pallet::storage]
	pub type QueueHead<T> = StorageValue<_, u64, ValueQuery>;

	/// The queue's first free place.
	#[pallet::storage]
	pub type QueueTail<T> = StorageValue<_, u64, ValueQuery>;

	/// The id of the next case.
	#[pallet::storage]
	pub type NextCaseId<T> = StorageValue<_, CaseId, ValueQuery>;

	/// Cases that are open or not settled.
	#[pallet::storage]
	pub type Cases<T: Config> =
		StorageMap<_, Twox64Concat, CaseId, CaseDetails<T::AccountId, T::Subject>>;

	/// The open case of a subject.
	#[pallet::storage]
	pub type CaseBySubject<T: Config> = StorageMap<_, Blake2_128Concat, T::Subject, CaseId>;

	/// Evidence of open cases.
	#[pallet::storage]
	pub type Evidence<T> = StorageMap<_, Twox64Concat, CaseId, EvidenceList, ValueQuery>;

	/// Rounds of cases that are stored.
	#[pallet::storage]
	pub type Rounds<T> = StorageDoubleMap<_, Twox64Concat, CaseId, Twox64Concat, u8, RoundDetails>;

	/// Panels that are not settled, by case, round and juror.
	#[pallet::storage]
	pub type Seats<T: Config> = StorageNMap<
		_,
		(Key<Twox64Concat, CaseId>, Key<Twox64Concat, u8>, Key<Blake2_128Concat, T::AccountId>),
		Seat,
	>;

	/// Unsettled seats by juror.
	#[pallet::storage]
	pub type Duties<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, (CaseId, u8), ()>;

	/// What accounts paid for appeals and have not withdrawn: side and amount, by case, round and account.
	#[pallet::storage]
	pub type Contributions<T: Config> = StorageNMap<
		_,
		(Key<Twox64Concat, CaseId>, Key<Twox64Concat, u8>, Key<Blake2_128Concat, T::AccountId>),
		(Side, Balance),
	>;

	/// Cases that claimants lost.
	#[pallet::storage]
	pub type Losses<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, LossRecord, ValueQuery>;

	/// Listings that were ruled to be at fault.
	#[pallet::storage]
	pub type Flags<T: Config> = StorageMap<_, Blake2_128Concat, T::Subject, Flag<T::AccountId>>;
}
