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
pub mod endpoint;
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

pub use pallet::*;
pub use stoa_primitives::frame::{ProviderBond, ProviderInspect, SpokenFor};
pub use types::*;
pub use weights::WeightInfo;

// What the macro writes looks up the pallet's name by `expect`; nothing of ours here does.
#[allow(clippy::expect_used)]
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

	/// What happened. Amounts are in planck.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account became a provider.
		ProviderRegistered {
			/// The provider.
			provider: T::AccountId,
			/// Its bond.
			bond: Balance,
		},
		/// A provider left; its bond is unbonding.
		ProviderDeregistered {
			/// The provider.
			provider: T::AccountId,
			/// The first block at which it may withdraw.
			until: BlockNumber,
		},
		/// The last funds of a provider that left are withdrawn; nothing of it is stored any more.
		ProviderRemoved {
			/// The former provider.
			provider: T::AccountId,
		},
		/// A provider bonded more.
		BondIncreased {
			/// The provider.
			provider: T::AccountId,
			/// How much more.
			amount: Balance,
			/// Its bond now.
			bond: Balance,
		},
		/// A provider began to take out a part of its bond.
		BondUnbonding {
			/// The provider.
			provider: T::AccountId,
			/// How much.
			amount: Balance,
			/// The first block at which it may withdraw.
			until: BlockNumber,
		},
		/// Unbonded funds are the provider's again.
		BondWithdrawn {
			/// The provider.
			provider: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// A provider's daemon has another address.
		EndpointSet {
			/// The provider.
			provider: T::AccountId,
			/// The base URL.
			endpoint: Endpoint,
		},
		/// A provider has other keys.
		KeysSet {
			/// The provider.
			provider: T::AccountId,
			/// The sr25519 key that signs its statements.
			signing_key: [u8; 32],
			/// The X25519 key to which private prompts are sealed.
			transport_key: [u8; 32],
		},
		/// A provider described its machine.
		HardwareSet {
			/// The provider.
			provider: T::AccountId,
			/// The first block at which the claim says nothing any more.
			expires_at: BlockNumber,
		},
		/// An expired description is gone.
		HardwareDropped {
			/// The provider.
			provider: T::AccountId,
		},
		/// A provider serves a release, or asks another price for it.
		ReleaseServed {
			/// The provider.
			provider: T::AccountId,
			/// The release.
			release: ReleaseId,
			/// Its price, in planck per 1,000 tokens.
			price: TokenPrice,
		},
		/// A provider serves a release no more.
		ReleaseUnserved {
			/// The provider.
			provider: T::AccountId,
			/// The release.
			release: ReleaseId,
		},
		/// A provider's weight in the tree of a release has changed.
		WeightActivated {
			/// The provider.
			provider: T::AccountId,
			/// The release.
			release: ReleaseId,
			/// The weight in the draw from now on.
			weight: u32,
		},
		/// A provider is out of every draw.
		ProviderChilled {
			/// The provider.
			provider: T::AccountId,
			/// Why.
			reason: ChillReason,
			/// The first block at which it may activate itself.
			until: BlockNumber,
		},
		/// A provider may be drawn again, once its weight is activated.
		ProviderActivated {
			/// The provider.
			provider: T::AccountId,
		},
		/// A provider failed short of a lie.
		ProviderStruck {
			/// The provider.
			provider: T::AccountId,
			/// What it did.
			reason: StrikeReason,
			/// Strikes that count now.
			recent: u32,
		},
		/// A provider brought the strikes that count against it before the court.
		StrikesAppealed {
			/// The provider.
			provider: T::AccountId,
			/// The case.
			case: CaseId,
			/// How many strikes.
			strikes: u32,
		},
		/// The court took strikes away.
		StrikesRestored {
			/// The provider.
			provider: T::AccountId,
			/// How many.
			strikes: u32,
		},
		/// A provider lost bond.
		ProviderSlashed {
			/// The provider.
			provider: T::AccountId,
			/// Who was paid out of it, if anyone.
			payee: Option<T::AccountId>,
			/// Taken in all.
			taken: Balance,
			/// Of that, paid to the payee.
			paid: Balance,
		},
		/// A provider paid, out of reserved bond, for work that its fault made necessary.
		BondPaid {
			/// The provider.
			provider: T::AccountId,
			/// Who was paid.
			payee: T::AccountId,
			/// How much.
			amount: Balance,
		},
	}

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
