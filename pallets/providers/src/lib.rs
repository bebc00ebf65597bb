//! # Providers
//!
//! Who may sell compute: bond, keys, endpoint, prices, record.
//!
//! ## Overview
//!
//! A provider bonds STOA, names the daemon that answers for it, and serves releases of models at
//! its own price. Jobs draw executors from the providers of a release in proportion to bond. The
//! bond behind unfinished work is reserved; a lie costs it, a fault is a strike, and too many
//! strikes take the provider out of every draw.
//!
//! ## Terminology
//!
//! - **Bond**: what is at stake and counts in the draw. Unbonding funds count no more, but can be
//!   slashed until they are withdrawn.
//! - **Free bond**: bond that is not reserved for unfinished work.
//! - **Weight**: bond in whole STOA, with what of others' stake counts beside it, capped; zero while the provider
//!   is not active. In a tree it is what it was `ActivationDelay` blocks ago.
//! - **Chilled**: out of every draw, bonded still.
//!
//! ## Example
//!
//! See `serve_should_make_drawable_when_the_delay_is_over` in `tests/serve.rs`.
//!
//! ## API
//!
//! Providers use the calls, clients the view functions `provider`, `providers` and `servers`.
//! Other pallets read through [`ProviderInspect`], act on the bond through [`ProviderBond`], and ask
//! [`SpokenFor`] whose word is a provider's. Stake of others is asked of [`Config::Backing`]; it adds weight and never
//! exposure, since work is reserved of the own bond alone.
//!
//! ## Internals
//!
//! Each release has a sum tree ([`stoa_primitives::frame::sum_tree`]) over slots `0..slots`; a provider
//! that leaves gives its slot to the last one. Every change of a tree waits in a queue for
//! `ActivationDelay` blocks and is not altered while it waits, so that nobody can change a draw whose
//! randomness it knows (`serving.rs`). All money is one hold, `HoldReason::Bond`, equal to bond and
//! unbonding chunks (`bonding.rs`).
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

mod appeal;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bonding;
mod calls;
pub mod endpoint;
mod events;
mod impls;
#[cfg(test)]
mod mock;
mod serving;
mod standing;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
mod types;
mod views;
pub mod weights;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use stoa_primitives::frame::{ProviderBond, ProviderInspect, SpokenFor};
pub use types::*;
pub use weights::WeightInfo;

// What the macro writes looks up the pallet's name by `expect`; nothing of ours here does.
#[allow(clippy::expect_used)]
#[import_section(calls::calls)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{Contains, EnsureOrigin, OnUnbalanced, fungible},
	};
	use frame_system::pallet_prelude::*;
	use stoa_primitives::{
		Balance, BlockNumber, CaseId, ReleaseId, TokenPrice, VerificationClass,
		frame::{
			Arbitrator, Backing, ModelInspect, StrikeReason,
			sum_tree::{Node, NodeKey},
		},
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies. Durations are in blocks, amounts in planck.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// What is bonded.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::hold::Mutate<Self::AccountId, Reason: From<HoldReason>>
			+ fungible::hold::Balanced<Self::AccountId>;
		/// What happens to slashed funds that nobody is paid: burned, or sent to the treasury.
		type OnSlash: OnUnbalanced<CreditOf<Self>>;
		/// What others stand behind providers with.
		type Backing: Backing<Self::AccountId>;
		/// The models that can be served.
		type Models: ModelInspect<Self::AccountId>;
		/// Verification classes that may be served now.
		type OfferedClasses: Contains<VerificationClass>;
		/// Who may take a provider out of the draws.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Where strikes can be appealed, under their provider's account.
		type Court: Arbitrator<Self::AccountId, Self::AccountId>;
		/// Who answers for strikes there.
		type StrikeRespondent: Get<Self::AccountId>;

		/// The least bond of an active provider.
		#[pallet::constant]
		type MinBond: Get<Balance>;
		/// The most weight that one provider can have in a draw.
		#[pallet::constant]
		type MaxDrawWeight: Get<u32>;
		/// Most releases that one provider serves.
		#[pallet::constant]
		type MaxServed: Get<u32>;
		/// Most parts of a bond that are unbonding at once.
		#[pallet::constant]
		type MaxUnbondingChunks: Get<u32>;
		/// Strikes within `StrikeWindow` that take a provider out of the draws.
		#[pallet::constant]
		type MaxStrikes: Get<u32>;
		/// Changes of trees after which a block begins no other entry of the activation queue.
		#[pallet::constant]
		type MaxActivationsPerBlock: Get<u32>;

		/// How long unbonding takes. Longer than the longest matter in which a provider can be slashed.
		type UnbondingPeriod: Get<BlockNumber>;
		/// How long a change of weight waits before it enters the trees. More than the blocks between a
		/// request and its draw.
		type ActivationDelay: Get<BlockNumber>;
		/// How long a strike counts.
		type StrikeWindow: Get<BlockNumber>;
		/// How long a provider with too many strikes stays out.
		type ChillPeriod: Get<BlockNumber>;
		/// How far in the future a hardware claim may expire.
		type MaxHardwareAge: Get<BlockNumber>;

		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A provider's bond, unbonding parts included.
		#[codec(index = 0)]
		Bond,
	}

	/// Everyone who is registered, or whose funds are still unbonding.
	#[pallet::storage]
	pub type Providers<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, ProviderDetails<T>>;

	/// What providers say about their machines.
	#[pallet::storage]
	pub type Hardware<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, HardwareDetails>;

	/// Price and place in the draw, by provider and release.
	#[pallet::storage]
	pub type Serving<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ReleaseId, ServedRelease>;

	/// The providers of a release that have a place in its tree, by slot.
	#[pallet::storage]
	pub type Servers<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ReleaseId, Twox64Concat, u32, T::AccountId>;

	/// How many serve a release, and the lower bound of their prices.
	#[pallet::storage]
	pub type Releases<T: Config> = StorageMap<_, Twox64Concat, ReleaseId, ReleaseServers>;

	/// The nodes of each release's sum tree.
	#[pallet::storage]
	pub type TreeNodes<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ReleaseId, Twox64Concat, NodeKey, Node>;

	/// Changes that wait to enter the trees, by place in the queue.
	#[pallet::storage]
	pub type ActivationQueue<T: Config> =
		StorageMap<_, Twox64Concat, u64, QueuedActivation<T::AccountId>>;

	/// The queue's first place in use.
	#[pallet::storage]
	pub type QueueHead<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The queue's first free place.
	#[pallet::storage]
	pub type QueueTail<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// Strikes that are before the court, by provider.
	#[pallet::storage]
	pub type StrikeAppeals<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, StrikeAppeal>;

	/// Why a call failed, and what to do.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not a provider. Call `register` first.
		ProviderNotFound,
		/// The account is a provider already, or its funds are still unbonding. To change something
		/// use `set_endpoint`, `set_keys` or `bond_extra`; to come back, withdraw first.
		AlreadyRegistered,
		/// The provider has deregistered. Withdraw once unbonding is over, then `register` again.
		ProviderLeaving,
		/// The bond would be, or is, below `MinBond`. Bond more, or `deregister` to take out all.
		BondBelowMinimum,
		/// The amount is zero. Give an amount.
		ZeroAmount,
		/// The amount is more than the bond that no unfinished work needs. Unbond less, or wait until
		/// jobs are final.
		InsufficientFreeBond,
		/// Too many parts are unbonding. Call `withdraw_unbonded` once the oldest is due.
		TooManyUnbondingChunks,
		/// Nothing is due yet. Wait for the block that `BondUnbonding` named, or a few blocks if only the
		/// places of unserved releases are left.
		NothingToWithdraw,
		/// Bond is reserved for unfinished work. `chill`, and wait until the jobs are final.
		BondReserved,
		/// Releases are still served. `unserve` them first.
		StillServing,
		/// Not a base URL. Give `http://` or `https://`, a host, perhaps port and path; no
		/// credentials, query, fragment or blanks.
		InvalidEndpoint,
		/// A key is all zeros. Give the public keys that the daemon's `init` printed.
		InvalidKey,
		/// A GPU's name is empty or holds other characters than visible ASCII and spaces, or its
		/// count is zero.
		InvalidHardware,
		/// The expiry is past, or further away than `MaxHardwareAge`. Choose a block in between.
		InvalidExpiry,
		/// The provider claims no hardware, or the claim was dropped. Describe it with `set_hardware`.
		HardwareNotFound,
		/// The claim has not expired. Wait until `expires_at`.
		HardwareNotExpired,
		/// There is no such release. Look the id up in `models`.
		ReleaseNotFound,
		/// The release takes no new jobs. Serve another.
		ReleaseRetired,
		/// Releases of this class cannot be served yet. Serve one whose class is `Replicated`.
		ClassNotOffered,
		/// The provider serves as many releases as it may. `unserve` one first, and wait until its place
		/// is free (a few blocks).
		TooManyServed,
		/// The release has as many providers as a tree has slots. Serve another.
		TooManyServers,
		/// The provider does not serve this release. See what it serves with `provider`.
		NotServed,
		/// The provider is out of every draw already. To come back, `activate`.
		AlreadyChilled,
		/// The provider is active already. It is drawn for what it serves: add releases with `serve`.
		AlreadyActive,
		/// The provider must stay out for a while. Try again at the block that `ProviderChilled` named.
		StillChilled,
		/// The account's free balance does not cover the bond. Fund it, or bond less.
		InsufficientFunds,
		/// No strike counts against the provider: there is nothing to appeal.
		NoStrikes,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_initialize(Self::settle_activations())
		}

		fn integrity_test() {
			assert!(T::MaxStrikes::get() > 0, "MaxStrikes must not be zero");
			assert!(T::MaxActivationsPerBlock::get() > 0, "the activation queue must move");
			assert!(T::MaxUnbondingChunks::get() > 0, "a provider must be able to leave");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Everything about one provider.
		pub fn provider(account: T::AccountId) -> Option<ProviderInfo<T::AccountId>> {
			Self::provider_info(account)
		}

		/// At most `limit` (and at most 256) providers after `from`, in the order of their storage
		/// keys; from the first without `from`.
		pub fn providers(
			from: Option<T::AccountId>,
			limit: u32,
		) -> Vec<ProviderInfo<T::AccountId>> {
			Self::provider_page(from, limit)
		}

		/// At most `limit` (and at most 256) providers of `release`, from slot `from` on.
		pub fn servers(release: ReleaseId, from: u32, limit: u32) -> Vec<ServerInfo<T::AccountId>> {
			Self::server_page(release, from, limit)
		}
	}
}
