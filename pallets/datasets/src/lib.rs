//! # Datasets
//!
//! Licences of data: releases, terms, fair exchange of keys, lineage, what may run beside data.
//!
//! ## Overview
//!
//! An owner lists a dataset, and *releases* of it: the root of a tree over encrypted chunks, and a commitment to the
//! key that opens them. Ciphertext is public and lies anywhere. A buyer pays into an escrow on its own account and
//! names a fresh one-time key; the owner or a custodian posts the data key, sealed to that. A wrong key and a garbage
//! chunk can be shown to the chain, which opens the envelope or decrypts the chunk itself; no key in time, and the
//! money is back. After that, what was paid is earned block by block, so that there is something to give back when
//! the court revokes a licence. `docs/decisions/0026-datasets.md` has the rules with the attacks that they answer.
//!
//! ## Terminology
//!
//! - **Data key**: opens a release. What opens a chunk follows one way from it.
//! - **Term**: on what terms licences are sold: for how long, for how many uses, with or without the key.
//! - **Open**: of a licence, one of which something is still to be delivered, checked or earned.
//! - **Custodian**: holds the key beside the owner and delivers it. It can read the data.
//! - **Run**: of an algorithm beside a release, by custodians of it.
//! - **Listed**: of an account, on a dataset's list of who may buy, or may not.
//!
//! ## Example
//!
//! See `a_licence_should_be_paid_for_block_by_block_when_its_key_was_delivered` in `tests/exchange.rs`.
//!
//! ## API
//!
//! Calls 0–37 below. Deliveries, acknowledgements, proofs, refunds and pokes, and all that custodians do in a run, are
//! operational, can be neither paused nor filtered, and give their fee back when valid. View functions `datasets`,
//! `dataset`, `releases_of`, `release`, `payees`, `terms_of`, `algorithms_of`, `quote`, `license`, `licenses_of`,
//! `licenses_of_release`, `shares_of`, `run`, `runs`, `lineage`, `ancestors`, `parameters`. Other pallets use `LicenseInspect` and
//! `OnRuling`.
//!
//! ## Internals
//!
//! | module | subject |
//! | --- | --- |
//! | `storage`, `types`, `parameters` | what is stored, and the bounded parameters |
//! | `pricing` | pure arithmetic: what is earned, how a slash is divided |
//! | `listings` | datasets, and their entries |
//! | `releases` | releases, their parents and payees |
//! | `buying` | how licences begin |
//! | `exchange`, `shares` | delivery, whole or in shares, and proofs that it was none |
//! | `licenses` | what licences earn, how they end and change hands |
//! | `court` | what owner and licensee do not agree on |
//! | `usage` | training by licences |
//! | `runs` | algorithms beside data that stays where it is |
//! | `agenda` | the bounded list of deadlines |
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
mod buying;
mod calls;
mod clock;
mod court;
mod errors;
mod events;
mod exchange;
mod licenses;
mod listings;
#[cfg(test)]
mod mock;
mod money;
mod moot;
pub mod parameters;
pub mod pricing;
mod releases;
mod runs;
mod shares;
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
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			Contains, EnsureOrigin,
			fungible::{self, hold},
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::SaturatedConversion;
	use stoa_primitives::{
		Balance, BlockNumber, CaseId, DataReleaseId, DatasetId, Digest, LicenseId, ReleaseId,
		RunId, TermId,
		dataset::{Chunk, DataCommitment, DataOpening, Envelope, SealedShare},
		frame::{Algorithm, Arbitrator, ChainIdentity, Clock, Payees, agenda::KeepsAgenda},
	};

	use crate::runs::NewRun;

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
		/// Where owner and licensee settle what code cannot see.
		type Court: Arbitrator<Self::AccountId, LicenseId>;
		/// Datasets with a flag: the court found that they are not what they say, or use what is not theirs.
		type Flagged: Contains<DatasetId>;
		/// Which chain this is.
		type Chain: ChainIdentity;
		/// Whether duties can be done.
		type Clock: Clock;
		/// Who may change the parameters.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// On hold for each dataset.
		#[pallet::constant]
		type DatasetDeposit: Get<Balance>;
		/// On hold for each release, term, listed account and algorithm of a dataset.
		#[pallet::constant]
		type EntryDeposit: Get<Balance>;
		/// On hold for each licence, and for each run: lost with a false proof.
		#[pallet::constant]
		type LicenseDeposit: Get<Balance>;
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
		/// Paid for a licence, and not earned yet.
		#[codec(index = 0)]
		LicenseEscrow,
		/// For what a licence stores, and behind proofs.
		#[codec(index = 1)]
		LicenseDeposit,
		/// For what a dataset stores.
		#[codec(index = 2)]
		DatasetDeposit,
		/// Behind a dataset's keys and chunks.
		#[codec(index = 3)]
		DatasetBond,
		/// For a run, until its key was checked.
		#[codec(index = 4)]
		RunEscrow,
		/// For what a run stores, and behind proofs.
		#[codec(index = 5)]
		RunDeposit,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			let mut meter = WeightMeter::with_limit(T::AgendaWeight::get());
			Self::run_agenda(now.saturated_into(), &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::MaxDeadlinesPerBlock::get() > 0, "refunds must not need the owner");
			assert!(T::LicenseDeposit::get() > 0, "a false proof must cost something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Up to `limit` (at most 100) datasets from `from` on that fit. A page may have fewer and still not be
		/// the last.
		pub fn datasets(
			filter: DatasetFilter<T::AccountId>,
			from: DatasetId,
			limit: u32,
		) -> DatasetPage<T::AccountId> {
			Self::dataset_page(filter, from, limit)
		}

		/// A dataset.
		pub fn dataset(id: DatasetId) -> Option<DatasetDetails<T::AccountId>> {
			Datasets::<T>::get(id)
		}

		/// All releases of a dataset, in the order of their ids.
		pub fn releases_of(
			dataset: DatasetId,
		) -> Vec<(DataReleaseId, DataReleaseDetails<T::AccountId>)> {
			Self::dataset_releases(dataset)
		}

		/// A release.
		pub fn release(id: DataReleaseId) -> Option<DataReleaseDetails<T::AccountId>> {
			Releases::<T>::get(id)
		}

		/// All terms of a dataset, in the order of their ids.
		pub fn terms_of(dataset: DatasetId) -> Vec<IdentifiedTerm> {
			Self::dataset_terms(dataset)
		}

		/// What may run beside a dataset.
		pub fn algorithms_of(dataset: DatasetId) -> Vec<AllowedAlgorithm> {
			Algorithms::<T>::iter_prefix(dataset).collect()
		}

		/// What a licence would take from `buyer` now; nothing if it would not get one.
		pub fn quote(
			release: DataReleaseId,
			term: TermId,
			buyer: T::AccountId,
		) -> Option<DataQuote> {
			Self::license_quote(release, term, buyer)
		}

		/// A licence, and what of it is earned.
		pub fn license(id: LicenseId) -> Option<LicenseInfo<T::AccountId>> {
			Self::license_info(id)
		}

		/// Up to `limit` (at most 100) licences of an account, from `from` on.
		pub fn licenses_of(account: T::AccountId, from: LicenseId, limit: u32) -> Vec<LicenseId> {
			let ids = LicensesByAccount::<T>::iter_key_prefix(account);
			Self::page_of(ids, from, limit)
		}

		/// Up to `limit` (at most 100) licences of a release, from `from` on.
		pub fn licenses_of_release(
			release: DataReleaseId,
			from: LicenseId,
			limit: u32,
		) -> Vec<LicenseId> {
			Self::page_of(LicensesByRelease::<T>::iter_key_prefix(release), from, limit)
		}

		/// What was delivered of a licence's key, if that is split.
		pub fn shares_of(license: LicenseId) -> SealedShares {
			DeliveredShares::<T>::get(license)
		}

		/// A run that is not over.
		pub fn run(id: RunId) -> Option<RunDetails<T::AccountId>> {
			Self::find_run(id)
		}

		/// Up to `limit` (at most 100) runs from `from` on that fit and are not over, in the order of their ids.
		pub fn runs(
			filter: RunFilter<T::AccountId>,
			from: RunId,
			limit: u32,
		) -> Vec<IdentifiedRun<T::AccountId>> {
			Self::run_page(filter, from, limit)
		}

		/// Who shares what licences of a release cost, ancestors' payees included. The shares add up to one.
		pub fn payees(release: DataReleaseId) -> Payees<T::AccountId> {
			ReleasePayees::<T>::get(release)
		}

		/// What a model was trained on, up to the roots: each release once for each that names it.
		pub fn lineage(model: ReleaseId) -> Vec<DataAncestor> {
			Self::model_lineage(model)
		}

		/// What a dataset release was made from, up to the roots.
		pub fn ancestors(release: DataReleaseId) -> Vec<DataAncestor> {
			Self::release_lineage(release)
		}

		/// The parameters under which a licence would be bought.
		pub fn parameters() -> Parameters {
			CurrentParameters::<T>::get()
		}
	}
}
