//! # Delegation
//!
//! Holders stand behind providers' bonds, share what they earn, and lose with them.
//!
//! ## Overview
//!
//! A provider says what it takes of its backers' income and how much it accepts. What holders delegate counts beside
//! its own bond in the draws, up to a multiple of that bond; work is reserved of its own bond alone, so that a lie is
//! never paid for by others first. Of each payment the backers get their part; when the provider is slashed, what
//! counts loses the same part as its bond. Who leaves waits as long as a provider does, and can be slashed meanwhile.
//! `docs/decisions/0029-rewards.md` has the attack that each rule answers.
//!
//! ## Terminology
//!
//! - **Backer**: who has a delegation.
//! - **Pool**: all delegations to one provider.
//! - **Take**: of what backers earn, the provider's part.
//! - **Stake**: what counts, earns and can be slashed; what is **leaving** can only be slashed.
//!
//! ## Example
//!
//! See `backers_should_earn_and_lose_with_their_provider` in `tests/money.rs`.
//!
//! ## API
//!
//! Providers call `set_terms`, holders the rest. View functions `pool`, `delegation`, `delegations`. Other pallets ask
//! [`Backing`] what counts and tell it of slashes, and ask [`SharesIncome`] before they pay a provider.
//!
//! ## Internals
//!
//! All is by shares: a slash and a payment change the pool alone, however many back it (`shares.rs` is the
//! arithmetic). The money lies on one account of the pallet; `try_state` holds it against the pools.
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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
mod income;
#[cfg(test)]
mod mock;
pub mod shares;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use stoa_primitives::frame::{Backed, Backing, SharesIncome};
pub use types::*;
pub use weights::WeightInfo;

// What the macro writes looks up the pallet's name by `expect`; nothing of ours here does.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		PalletId,
		pallet_prelude::*,
		traits::{
			OnUnbalanced,
			fungible::{self, Credit},
		},
	};
	use frame_system::pallet_prelude::*;
	use stoa_primitives::{Balance, BlockNumber};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies. Durations are in blocks, amounts in planck.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// What is delegated.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::Mutate<Self::AccountId>
			+ fungible::Balanced<Self::AccountId>;
		/// What happens to slashed funds: burned, or sent to the treasury. Nobody is paid out of them, or a
		/// provider's friend could be.
		type OnSlash: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;
		/// Whom one can stand behind.
		type Providers: Backed<Self::AccountId>;
		/// The account that keeps what was delegated is derived from this. It must begin with the existential
		/// deposit.
		#[pallet::constant]
		type PotId: Get<PalletId>;
		/// The least that can be delegated, and left with a provider.
		#[pallet::constant]
		type MinDelegation: Get<Balance>;
		/// How many times a provider's own bond others can stand behind it with.
		#[pallet::constant]
		type MaxRatio: Get<u32>;
		/// How long leaving takes, and how long before it holds a higher take is announced. No shorter than a
		/// provider's own.
		type UnbondingPeriod: Get<BlockNumber>;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Pools by provider.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, PoolDetails>;

	/// Delegations by backer and provider.
	#[pallet::storage]
	pub type Delegations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		DelegationDetails,
	>;

	/// What happened. Amounts are in planck.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider said on what terms it is backed.
		TermsSet {
			/// The provider.
			provider: T::AccountId,
			/// What it takes now, in millionths.
			take: Take,
			/// What it will take, and from when.
			rise: Option<Rise>,
			/// Most that it accepts.
			limit: Balance,
		},
		/// A holder stands behind a provider.
		Delegated {
			/// The provider.
			provider: T::AccountId,
			/// The backer.
			backer: T::AccountId,
			/// With how much more.
			amount: Balance,
		},
		/// A backer began to leave.
		Undelegated {
			/// The provider.
			provider: T::AccountId,
			/// The backer.
			backer: T::AccountId,
			/// What leaves.
			amount: Balance,
			/// The first block at which it may be withdrawn.
			until: BlockNumber,
		},
		/// What has left is the backer's again, with what it had earned.
		Withdrawn {
			/// The provider.
			provider: T::AccountId,
			/// The backer.
			backer: T::AccountId,
			/// What had left.
			amount: Balance,
			/// What was earned.
			income: Balance,
		},
		/// A backer was paid what it had earned.
		IncomeClaimed {
			/// The provider.
			provider: T::AccountId,
			/// The backer.
			backer: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// Backers got their part of what a provider was paid.
		IncomeShared {
			/// The provider.
			provider: T::AccountId,
			/// Their part.
			amount: Balance,
		},
		/// Backers lost with their provider.
		BackersSlashed {
			/// The provider.
			provider: T::AccountId,
			/// What they lost.
			amount: Balance,
		},
		/// A pool without backers is gone.
		PoolDropped {
			/// The provider.
			provider: T::AccountId,
		},
	}

	/// Why a call failed, and what to do.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is no provider, or is leaving. See who is one with the view function `providers`.
		NotProvider,
		/// The provider takes no backers. Choose another, or ask it to `set_terms`.
		PoolNotFound,
		/// A provider does not back itself. Use `bond_extra` of `providers`.
		OwnPool,
		/// The amount is below `MinDelegation`. Delegate more.
		TooLittle,
		/// The provider does not accept so much, or its own bond is too small for it. The view function `pool`
		/// says how much there is room for.
		PoolFull,
		/// The take would rise by more than ten points at once. Announce a smaller rise, and the next one when it
		/// holds.
		TakeRisesTooFast,
		/// The account does not back this provider. The view function `delegations` says whom it does.
		DelegationNotFound,
		/// Too many parts are on their way out. `withdraw` once the oldest is due.
		TooManyLeaving,
		/// Nothing is due yet. Wait for the block that `Undelegated` named.
		NothingToWithdraw,
		/// Nothing was earned since the last time. Wait until the provider is paid.
		NothingToClaim,
		/// The account's free balance does not cover the amount. Fund it, or delegate less.
		InsufficientFunds,
		/// Somebody backs the provider still, or has not withdrawn, or it may be backed again. Wait until all have
		/// withdrawn; only the provider itself drops its pool while it is registered.
		PoolInUse,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MinDelegation::get() > 0, "a delegation must be worth something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Lets others stand behind the signing provider with up to `limit` planck, and takes `take` millionths of
		/// what they earn. Origin: the provider, signed. A lower take holds at once; a higher one when the notice is
		/// over, which begins anew with each announcement. A limit below what there is sends nobody away.
		///
		/// Event: `TermsSet`. Errors: `NotProvider`, `TakeRisesTooFast`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn set_terms(
			origin: OriginFor<T>,
			take: Take,
			#[pallet::compact] limit: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_terms(who, take, limit)
		}

		/// Stands behind `provider` with `amount` planck more. Origin: the backer, signed. It earns at once, and
		/// counts in the draws after the activation delay of `providers`.
		///
		/// Event: `Delegated`. Errors: `OwnPool`, `TooLittle`, `NotProvider`, `PoolNotFound`, `PoolFull`,
		/// `InsufficientFunds`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::delegate())]
		pub fn delegate(
			origin: OriginFor<T>,
			provider: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_delegate(who, provider, amount)
		}

		/// Begins to take `amount` planck away from behind `provider`: all, if less than `MinDelegation` would be
		/// left. Origin: the backer, signed. It earns nothing from now on, and can be slashed until it is withdrawn.
		///
		/// Event: `Undelegated`. Errors: `DelegationNotFound`, `PoolNotFound`, `TooLittle`, `TooManyLeaving`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::undelegate())]
		pub fn undelegate(
			origin: OriginFor<T>,
			provider: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_undelegate(who, provider, amount)
		}

		/// Pays out what has left `provider`, and what was earned. Origin: the backer, signed.
		///
		/// Event: `Withdrawn`. Errors: `DelegationNotFound`, `PoolNotFound`, `NothingToWithdraw`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(who, provider)
		}

		/// Pays out what the signer has earned behind `provider`. Origin: the backer, signed.
		///
		/// Event: `IncomeClaimed`. Errors: `DelegationNotFound`, `PoolNotFound`, `NothingToClaim`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who, provider)
		}

		/// As `claim`, for `backer`. Origin: anyone, signed.
		///
		/// Event: `IncomeClaimed`. Errors: as `claim`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim_other(
			origin: OriginFor<T>,
			provider: T::AccountId,
			backer: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(backer, provider)
		}

		/// Forgets a pool that nobody is in. Origin: the provider, signed, or anyone once it is gone. What rounding
		/// has left in it goes where slashes go.
		///
		/// Event: `PoolDropped`. Errors: `PoolNotFound`, `PoolInUse`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::drop_pool())]
		pub fn drop_pool(origin: OriginFor<T>, provider: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_drop_pool(who, provider)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// On what terms `provider` is backed, and with how much.
		pub fn pool(provider: T::AccountId) -> Option<PoolInfo> {
			Self::pool_info(&provider)
		}

		/// What `backer` has behind `provider`.
		pub fn delegation(
			provider: T::AccountId,
			backer: T::AccountId,
		) -> Option<DelegationInfo<T::AccountId>> {
			Self::delegation_info(provider, &backer)
		}

		/// At most `limit` (and at most 256) delegations of `backer`, in the order of their storage keys.
		pub fn delegations(backer: T::AccountId, limit: u32) -> Vec<DelegationInfo<T::AccountId>> {
			Self::delegation_page(&backer, limit)
		}
	}
}
