//! # Channels
//!
//! Payment channels: deposits, vouchers, receipts that can be challenged, plans and free quotas.
//!
//! ## Overview
//!
//! An answer that costs a fraction of a cent cannot carry a transaction. A payer locks a deposit for one
//! provider and pays by signing *vouchers*; the provider signs a *receipt* for every part of every answer and
//! redeems one voucher for any number of them. The chain stays the judge: a receipt of class Exact can be
//! challenged, what is redeemed is sampled and executed again, and collateral of the provider is behind it.
//! `docs/PROTOCOL.md` §7 states the rules, `docs/decisions/0020-channels.md` what each answers.
//!
//! ## Terminology
//!
//! - **Payer**: who opens a channel and pays.
//! - **Lane**: the key that signs requests and vouchers of a channel; it needs no account.
//! - **Collateral**: bond that a provider has reserved for one channel.
//! - **Redemption**: a voucher and the root of a tree over what it pays for.
//! - **Sample**: the receipt of a redemption that chance chose, and its provider has to open.
//!
//! ## Example
//!
//! See `redeem_should_pay_what_was_signed_when_the_channel_is_self_audited` in `tests/redeem.rs`.
//!
//! ## API
//!
//! Calls 0–25 below. Those with which a clock is met or money leaves are operational and give their fee back
//! when valid. View functions `channel`, `channels_of`, `audit`, `terms`, `quote`, `quota`, `plan`,
//! `subscription`, `parameters`.
//!
//! ## Internals
//!
//! | module | subject |
//! | --- | --- |
//! | `types`, `parameters` | what is stored, and the bounded parameters |
//! | `pricing` | pure arithmetic: fees, audit rate, what a period has earned |
//! | `clock` | what puts deadlines off |
//! | `money` | holds |
//! | `life` | terms, opening, topping up, closing, what is left at the end |
//! | `redeem` | vouchers |
//! | `audit` | samples: whether, which, and what silence costs |
//! | `auditors` | who executes a sample again, and what they say |
//! | `receipts` | challenges, contradictions, verdicts |
//! | `moot` | what is said too late to change anything |
//! | `plans`, `quota` | prepaid periods and free tokens |
//!
//! There is no agenda: what is due is done by `poke`, `expire`, `withdraw`, `drop_channel`, `drop_receipt` and
//! `collect`, which anyone may call. The one hook keeps a seed for each [`EPOCH`] blocks, so that nobody can
//! wait for another one.
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

mod audit;
mod auditors;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod clock;
mod errors;
mod events;
mod life;
#[cfg(test)]
mod mock;
mod money;
mod moot;
pub mod parameters;
mod plans;
pub mod pricing;
mod quota;
mod receipts;
mod redeem;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
mod views;
pub mod weights;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use parameters::Parameters;
pub use types::*;
pub use weights::WeightInfo;

// FRAME's own expansion of storage and calls trips these two lints.
#[allow(clippy::expect_used, clippy::too_many_arguments)]
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			EnsureOrigin,
			fungible::{self, hold},
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::SaturatedConversion;
	use stoa_primitives::{
		Balance, BlockNumber, ChannelId, Digest, PlanId, ReleaseId,
		channel::{Receipt, ReceiptRoots},
		frame::{
			BadModels, ChainIdentity, Clock, DrawSource, ModelInspect, ProviderBond,
			ProviderInspect, Referee, SharesIncome, SpokenFor,
		},
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies. Accounts must encode to 32 bytes.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The money. Everything that is not yet earned is on hold.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;
		/// Who answers and audits, the bond behind it, and who speaks for them.
		type Providers: ProviderInspect<Self::AccountId>
			+ ProviderBond<Self::AccountId>
			+ SpokenFor<Self::AccountId>;
		/// What can be executed.
		type Models: ModelInspect<Self::AccountId> + BadModels<Self::AccountId>;
		/// Seeds for draws.
		type Draws: DrawSource;
		/// The genesis hash that every signed payload names.
		type Chain: ChainIdentity;
		/// Where receipts of class Exact are challenged, under their hashes.
		type Referee: Referee<Self::AccountId, Digest>;
		/// Whether duties can be done.
		type Clock: Clock;
		/// Who shares what providers earn.
		type Income: SharesIncome<Self::AccountId>;
		/// Who may change the parameters.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Most channels of one redemption.
		#[pallet::constant]
		type MaxRedemptions: Get<u32>;
		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// What a payer may spend in a channel.
		#[codec(index = 0)]
		ChannelDeposit,
		/// For what is stored.
		#[codec(index = 1)]
		RecordDeposit,
		/// A paid period of a subscription, as far as it is not over.
		#[codec(index = 2)]
		Subscription,
	}

	/// The id of the next channel.
	#[pallet::storage]
	pub type NextChannelId<T> = StorageValue<_, ChannelId, ValueQuery>;

	/// Channels, until nobody can challenge their receipts any more.
	#[pallet::storage]
	pub type Channels<T: Config> =
		StorageMap<_, Twox64Concat, ChannelId, ChannelDetails<T::AccountId>>;

	/// Channels by payer and by provider.
	#[pallet::storage]
	pub type ChannelsByAccount<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ChannelId, ()>;

	/// On what terms a provider lets channels be opened, and what is held from it for keeping them, in planck.
	#[pallet::storage]
	pub type ProviderTerms<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, (Terms, Balance)>;

	/// Channels of a provider that are stored.
	#[pallet::storage]
	pub type ChannelCount<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// Redemptions that are not paid yet, by channel.
	#[pallet::storage]
	pub type Audits<T: Config> = StorageMap<_, Twox64Concat, ChannelId, Audit<T::AccountId>>;

	/// Receipts that are, or were, subjects of the referee, by hash.
	#[pallet::storage]
	pub type Challenged<T: Config> =
		StorageMap<_, Identity, Digest, ChallengedReceipt<T::AccountId>>;

	/// A seed for each epoch of [`EPOCH`] blocks, for a day.
	#[pallet::storage]
	pub type Seeds<T> = StorageMap<_, Twox64Concat, u32, Digest>;

	/// Free tokens, by provider and account.
	#[pallet::storage]
	pub type Quotas<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, Quota>;

	/// The id of the next plan.
	#[pallet::storage]
	pub type NextPlanId<T> = StorageValue<_, PlanId, ValueQuery>;

	/// Plans that can be subscribed to, or are.
	#[pallet::storage]
	pub type Plans<T: Config> = StorageMap<_, Twox64Concat, PlanId, PlanDetails<T::AccountId>>;

	/// Subscriptions, by the channel in which they are used.
	#[pallet::storage]
	pub type Subscriptions<T: Config> = StorageMap<_, Twox64Concat, ChannelId, Subscription>;

	/// The parameters under which new channels begin.
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
				log::error!(target: "runtime::channels", "genesis parameters: {reason}");
			}
			CurrentParameters::<T>::put(self.parameters);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::keep_seed(now.saturated_into())
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A channel that is stored, with its deadlines as they are now.
		pub fn channel(id: ChannelId) -> Option<ChannelDetails<T::AccountId>> {
			Self::find_channel(id)
		}

		/// Up to `limit` (at most 256) channels in which `account` pays or provides, in a stable order, after
		/// `from`.
		pub fn channels_of(
			account: T::AccountId,
			from: Option<ChannelId>,
			limit: u32,
		) -> Vec<ChannelId> {
			Self::view_channels_of(account, from, limit)
		}

		/// What is redeemed and not paid yet in a channel, and why.
		pub fn audit(channel: ChannelId) -> Option<Audit<T::AccountId>> {
			Self::find_audit(channel)
		}

		/// On what terms a provider lets channels be opened.
		pub fn terms(provider: T::AccountId) -> Option<Terms> {
			ProviderTerms::<T>::get(provider).map(|(terms, _)| terms)
		}

		/// What opening a channel with `deposit` would take from its payer, in planck, and whether the provider
		/// would take it now.
		pub fn quote(provider: T::AccountId, deposit: Balance) -> Option<Quote> {
			Self::view_quote(provider, deposit)
		}

		/// Free tokens that a provider granted an account.
		pub fn quota(provider: T::AccountId, account: T::AccountId) -> Option<Quota> {
			Quotas::<T>::get(provider, account)
		}

		/// A plan.
		pub fn plan(id: PlanId) -> Option<PlanDetails<T::AccountId>> {
			Plans::<T>::get(id)
		}

		/// The subscription that is used in a channel.
		pub fn subscription(channel: ChannelId) -> Option<Subscription> {
			Subscriptions::<T>::get(channel)
		}

		/// The parameters under which a new channel would begin.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
