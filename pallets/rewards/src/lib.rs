//! # Rewards
//!
//! Mints by a schedule: validators their part, markets a rebate of what their jobs burned. Says where fees go.
//!
//! ## Overview
//!
//! A fixed supply leaves the schedule at a yearly rate, era by era. Of an era's budget, validators get a share, which
//! has a bound of its own. The rest is most that executors and owners of the era's jobs get, in proportion to what
//! these jobs burned, and never more than a rebate of at most 80% of it: whoever is requester, executor and owner in
//! one loses a fifth of what he burns. What the schedule leaves over is never minted. Only work counts that somebody
//! drawn by lot has checked and that is final. `docs/decisions/0029-rewards.md` has the attack that each rule
//! answers, `docs/economics.md` what the rules are worth.
//!
//! ## Terminology
//!
//! - **Era**: from one call of [`Pallet::end_era`] to the next; staking says when.
//! - **Points**: somebody's part of what jobs burned in an era, in planck.
//! - **Rate**: what a point of an era that is over brings.
//!
//! ## Example
//!
//! See `claim_should_mint_the_rebate_of_eras_that_are_over` in `tests/claim.rs`.
//!
//! ## API
//!
//! The calls below; [`Pallet::end_era`], which staking calls as its `EraPayout`;
//! [`stoa_primitives::frame::OnSettled`]. View functions `claimable`, `claimable_of_release`, `schedule`,
//! `parameters`, `fee_shares`.
//!
//! ## Internals
//!
//! Nothing is done for each account when an era ends: its points are counted when it is touched again, and the last
//! to be counted ends what is kept of the era. Owners of a release earn as one until somebody passes it on to each,
//! so that a settlement costs the same however many they are. `schedule` is pure arithmetic, `accrual` the rest.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]

extern crate alloc;

mod accrual;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
pub mod parameters;
pub mod schedule;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use parameters::{FeeShares, Parameters};
pub use types::*;
pub use weights::WeightInfo;

// FRAME's own expansion of storage and calls trips these two lints.
#[allow(clippy::expect_used, clippy::too_many_arguments)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		storage::with_storage_layer,
		traits::{
			EnsureOrigin,
			fungible::{self, Inspect},
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perquintill;
	use stoa_primitives::{
		Balance, ReleaseId,
		frame::{DataOwners, ModelInspect, SharesIncome},
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The money.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;
		/// Who owns what was run.
		type Models: ModelInspect<Self::AccountId>;
		/// Who owns what models were trained on.
		type DataOwners: DataOwners<Self::AccountId>;
		/// Who shares what providers claim.
		type Income: SharesIncome<Self::AccountId>;
		/// Who may change the parameters.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// All that the schedule can ever bring, in planck.
		#[pallet::constant]
		type Supply: Get<Balance>;
		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// The era that runs.
	#[pallet::storage]
	pub type Era<T> = StorageValue<_, EraIndex, ValueQuery>;

	/// Points of the era that runs, of all accounts together, in planck.
	#[pallet::storage]
	pub type Points<T> = StorageValue<_, Balance, ValueQuery>;

	/// Eras that are over and of which points were not counted yet.
	#[pallet::storage]
	pub type EndedEras<T> = StorageMap<_, Twox64Concat, EraIndex, EndedEra>;

	/// What accounts and releases have earned and not claimed.
	#[pallet::storage]
	pub type Earned<T: Config> =
		StorageMap<_, Blake2_128Concat, Earner<T::AccountId>, Earnings, ValueQuery>;

	/// Where the schedule stands.
	#[pallet::storage]
	pub type Scheduled<T> = StorageValue<_, Schedule, ValueQuery>;

	/// The rates under which eras end.
	#[pallet::storage]
	pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

	/// Where the fees of transactions go.
	#[pallet::storage]
	pub type CurrentFeeShares<T> = StorageValue<_, FeeShares, ValueQuery>;

	/// How the chain begins.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The first rates.
		pub parameters: Parameters,
		/// The first shares of fees.
		pub fee_shares: FeeShares,
		/// Carries the type parameter.
		#[serde(skip)]
		pub marker: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			CurrentParameters::<T>::put(self.parameters);
			CurrentFeeShares::<T>::put(self.fee_shares);
			Scheduled::<T>::put(Schedule {
				genesis: T::Currency::total_issuance(),
				left: T::Supply::get(),
				minted: 0,
				promised: 0,
			});
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An era is over.
		EraEnded {
			/// Which.
			era: EraIndex,
			/// What counted of the fees that its jobs burned, in planck.
			burned: Balance,
			/// What each planck of that brings.
			rate: Perquintill,
			/// What validators get, in planck.
			validators: Balance,
		},
		/// An account was paid what it had earned.
		Claimed {
			/// The account.
			who: T::AccountId,
			/// What was minted, in planck.
			amount: Balance,
			/// Of that, to those who back it.
			shared: Balance,
		},
		/// What a release had earned was passed on to its owners, who can claim it.
		ReleaseClaimed {
			/// The release.
			release: ReleaseId,
			/// How much, in planck.
			amount: Balance,
			/// Of that, to owners of the data that it was trained on.
			data: Balance,
		},
		/// What a release had earned is nobody's, since it was dropped, and will not be minted.
		ReleaseLapsed {
			/// The release.
			release: ReleaseId,
			/// How much, in planck.
			amount: Balance,
		},
		/// Rates were set; the era that runs ends under them.
		ParametersSet {
			/// The rates.
			parameters: Parameters,
		},
		/// Fees of transactions are shared otherwise from now on.
		FeeSharesSet {
			/// The shares.
			shares: FeeShares,
		},
	}

	/// Why a call failed.
	#[pallet::error]
	pub enum Error<T> {
		/// Nothing was earned, or only in the era that runs. Claim when it is over; the view functions `claimable`
		/// and `claimable_of_release` say what there is.
		NothingToClaim,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Mints what the signer has earned in eras that are over. Origin: signed. Those who back it as a provider get
		/// their part of it.
		///
		/// Event: `Claimed`. Errors: `NothingToClaim`, or the currency's if the account would stay below the
		/// existential deposit (nothing is lost then).
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			with_storage_layer(|| Self::do_claim(&who))
		}

		/// As `claim`, for the account `who`. Origin: anyone, signed.
		///
		/// Event: `Claimed`. Errors: as `claim`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim_other(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			with_storage_layer(|| Self::do_claim(&who))
		}

		/// Passes what `release` has earned in eras that are over on to its owners, up its lineage, and to those of
		/// the data it was trained on, who can then `claim` it. Origin: anyone, signed.
		///
		/// Events: `ReleaseClaimed`, or `ReleaseLapsed` if the release was dropped. Errors: `NothingToClaim`.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::weight_of_passing_on())]
		pub fn claim_release(origin: OriginFor<T>, release: ReleaseId) -> DispatchResult {
			ensure_signed(origin)?;
			with_storage_layer(|| Self::do_claim_release(release))
		}

		/// Sets the rates, in millionths. Origin: `ForceOrigin`. Nothing decodes that is out of bounds.
		///
		/// Event: `ParametersSet`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			CurrentParameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}

		/// Sets where fees of transactions go, in millionths. Origin: `ForceOrigin`. Nothing decodes that is out of
		/// bounds.
		///
		/// Event: `FeeSharesSet`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_fee_shares())]
		pub fn set_fee_shares(origin: OriginFor<T>, shares: FeeShares) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			CurrentFeeShares::<T>::put(shares);
			Self::deposit_event(Event::FeeSharesSet { shares });
			Ok(())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What `account` can claim now, in planck.
		pub fn claimable(account: T::AccountId) -> Balance {
			Self::claimable_by(&Earner::Account(account))
		}

		/// What the owners of `release` together can have passed on now, in planck.
		pub fn claimable_of_release(release: ReleaseId) -> Balance {
			Self::claimable_by(&Earner::Release(release))
		}

		/// Where the schedule stands, in planck.
		pub fn schedule() -> Schedule {
			Scheduled::<T>::get()
		}

		/// The rates under which the era that runs would end.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}

		/// Where the fees of transactions go.
		pub fn fee_shares() -> FeeShares {
			CurrentFeeShares::<T>::get()
		}
	}
}
