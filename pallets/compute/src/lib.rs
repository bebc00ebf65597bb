//! # Compute
//!
//! Machines for rent: offers, bids, leases, measurements.
//!
//! ## Overview
//!
//! Providers offer units of hardware at a price per block; tenants lease them, or ask for bids. A tenant pays in
//! advance into an escrow that stays on its own account. What is owed follows from what both sides sign, is
//! computed when it is asked for, and never more than one period beyond that. Every lease ends by itself, and
//! its units are the offer's again in the same block. `docs/decisions/0021-leases.md` has the rules with the
//! attacks that they answer.
//!
//! ## Terminology
//!
//! - **Unit**: what an offer has several of, and a lease takes some of.
//! - **Period**: for how long either side goes on without the other's word; what each risks is its price.
//! - **Usage**: the statement of what is owed so far, signed by both sides. The newest replaces all others.
//! - **Notice**: how long before it leaves either side of a long lease must say so. The tenant pays for it.
//! - **Contest**: what the tenant says was not served as agreed. It is the tenant's if the provider does not
//!   insist, as the court rules if it does, and nobody's without a ruling.
//! - **Measurement**: work, by a seed that nobody chose, that a claimed machine does in a short time.
//!
//! ## Example
//!
//! See `a_lease_should_pay_for_what_both_signed_when_it_ends` in `tests/usage.rs`.
//!
//! ## API
//!
//! Calls 0–22 below. Starts, usage, claims, closes, answers and pokes are operational and can be neither paused
//! nor filtered; all but usage and claims, which could be repeated for ever, give their fee back when valid. View
//! functions `offers`, `offer`, `request`, `lease`,
//! `leases_of`, `quote`, `seller`, `measurement`, `parameters`.
//!
//! ## Internals
//!
//! | module | subject |
//! | --- | --- |
//! | `calls`, `events`, `errors` | what can be called, and what it says |
//! | `storage`, `types`, `parameters` | what is stored, and the bounded parameters |
//! | `pricing` | pure arithmetic: what blocks cost |
//! | `offers` | offers, and their units |
//! | `requests` | auctions |
//! | `leases` | how leases begin, and what tenants change |
//! | `usage` | what both sides sign, and claims |
//! | `closing` | how leases end |
//! | `court` | what either side brings before the court, and what follows |
//! | `moot` | steps that somebody else has made moot |
//! | `hardware` | measurements |
//! | `agenda`, `clock` | the bounded list of deadlines, and what puts them off |
//! | `money` | holds |
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

mod agenda;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod clock;
mod closing;
mod court;
mod errors;
mod events;
pub mod hardware;
mod leases;
#[cfg(test)]
mod mock;
mod money;
mod moot;
pub mod offers;
pub mod parameters;
pub mod pricing;
mod requests;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
mod usage;
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
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			ConstU32, EnsureOrigin,
			fungible::{self, hold},
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::SaturatedConversion;
	use stoa_primitives::{
		Balance, BlockNumber, CaseId, Digest, LeaseFault, LeaseId, LeaseSide, MeasurementId,
		Meters, OfferId, RequestId, Usage,
		frame::{
			Arbitrator, ChainIdentity, Clock, DrawSource, ProviderStanding, SharesIncome,
			SpokenFor, agenda::KeepsAgenda,
		},
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies. Amounts are in planck.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The money.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;
		/// Who may sell, and who is struck.
		type Providers: ProviderStanding<Self::AccountId>;
		/// Who speaks for providers.
		type Keys: SpokenFor<Self::AccountId>;
		/// Seeds of measurements.
		type Draws: DrawSource;
		/// The genesis hash that every signature names.
		type Chain: ChainIdentity;
		/// Where either side can go about what code cannot tell.
		type Court: Arbitrator<Self::AccountId, LeaseId>;
		/// The clock by which duties are timed.
		type Clock: Clock;
		/// Who shares what providers earn.
		type Income: SharesIncome<Self::AccountId>;
		/// Who may change the parameters.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// On hold for each offer.
		#[pallet::constant]
		type OfferDeposit: Get<Balance>;
		/// On hold for each request and lease.
		#[pallet::constant]
		type LeaseDeposit: Get<Balance>;
		/// On hold for the best bid of a request: the tenant's if the winner does not start.
		#[pallet::constant]
		type BidDeposit: Get<Balance>;
		/// Most entries of a block's agenda.
		#[pallet::constant]
		type MaxDeadlinesPerBlock: Get<u32>;
		/// Most of a block that goes to its agenda.
		type AgendaWeight: Get<Weight>;
		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Paid in advance for a lease, or for one that is asked for.
		#[codec(index = 0)]
		Escrow,
		/// For what a request or a lease stores.
		#[codec(index = 1)]
		LeaseDeposit,
		/// For what an offer stores.
		#[codec(index = 2)]
		OfferDeposit,
		/// Behind the best bid of a request.
		#[codec(index = 3)]
		BidDeposit,
		/// Behind the doubt about a provider's machines.
		#[codec(index = 4)]
		MeasurementBond,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			let mut meter = WeightMeter::with_limit(T::AgendaWeight::get());
			Self::run_agenda(now.saturated_into(), &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::MaxDeadlinesPerBlock::get() > 0, "leases must end by themselves");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// At most `limit` (and at most 256) offers that can be taken now and fit, by id from `from` on. A
		/// page can be short, or empty, and have a next one.
		pub fn offers(filter: OfferFilter, from: OfferId, limit: u32) -> OfferPage<T::AccountId> {
			Self::offer_page(filter, from, limit)
		}

		/// One offer, whether it can be taken or not.
		pub fn offer(id: OfferId) -> Option<OfferDetails<T::AccountId>> {
			Offers::<T>::get(id)
		}

		/// A request that takes bids, with the best so far.
		pub fn request(id: RequestId) -> Option<RequestDetails<T::AccountId>> {
			Requests::<T>::get(id)
		}

		/// A lease that is not over, and what it owes as of this block.
		pub fn lease(id: LeaseId) -> Option<LeaseInfo<T::AccountId>> {
			Self::lease_info(id)
		}

		/// At most `limit` (and at most 256) leases of a tenant or provider, by id from `from` on.
		pub fn leases_of(account: T::AccountId, from: Option<LeaseId>, limit: u32) -> Vec<LeaseId> {
			Self::lease_page(account, from, limit)
		}

		/// What `units` of an offer would cost for `blocks` blocks; none if they cannot be had now.
		pub fn quote(offer: OfferId, units: u32, blocks: BlockNumber) -> Option<LeaseQuote> {
			Self::lease_quote(offer, units, blocks)
		}

		/// What a provider's leases have shown, and when its machines may be measured again.
		pub fn seller(account: T::AccountId) -> SellerDetails {
			Sellers::<T>::get(account)
		}

		/// A measurement that goes on.
		pub fn measurement(id: MeasurementId) -> Option<MeasurementDetails<T::AccountId>> {
			Self::find_measurement(id)
		}

		/// The parameters under which a new lease would begin.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
