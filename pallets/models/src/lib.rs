//! Model listings, their immutable releases, and who earns from them.
//!
//! # Overview
//!
//! A *listing* is a model as people know it: a name, a card, an owner. A *release* is one fixed
//! version of it that can be run: the hash of an artefact, the engine that runs it, how its results
//! are verified, its licence, and a price. A release never changes, apart from its price; who buys it
//! again next year gets the same bits. A release can name the releases it was made from (its
//! *parents*); a part of its royalty then flows to them, and through them to their own parents.
//!
//! # Terminology
//!
//! - **Royalty**: what the owners of a release earn from a job, beside what executors earn.
//! - **Split**: the accounts that share a release's own part of its royalty.
//! - **Payees**: the flat list of all accounts that share the royalty, ancestors included.
//! - **Retired**: takes no new jobs. Descendants go on paying its payees.
//! - **Model**: of a release of class Exact, what its header describes. The header is the beginning of the
//!   artefact, and its hash the model's *root*.
//! - **Bad**: of a model, shown by the referee to break the contract's bounds.
//!
//! # Example
//!
//! ```ignore
//! // An owner publishes a model, and a release of which all the royalty is hers:
//! Models::publish(RuntimeOrigin::signed(ALICE), metadata("SmolLM2"))?;
//! Models::add_release(
//!     RuntimeOrigin::signed(ALICE), 0, artefact, engine, VerificationClass::Replicated,
//!     licence("Apache-2.0"), 2_048, price, split(&[(ALICE, 100)]), parents(&[]), None,
//! )?;
//! // Bob tunes it and passes a fifth of his royalty on:
//! Models::add_release(
//!     RuntimeOrigin::signed(BOB), 1, artefact, engine, VerificationClass::Replicated,
//!     licence("Apache-2.0"), 2_048, price, split(&[(BOB, 100)]), parents(&[(0, 20)]), None,
//! )?;
//! assert_eq!(Models::payees(1), [(BOB, 80%), (ALICE, 20%)]);
//! ```
//!
//! # API
//!
//! Calls: [`publish`](Pallet::publish), [`add_release`](Pallet::add_release),
//! [`set_price`](Pallet::set_price), [`retire`](Pallet::retire),
//! [`drop_release`](Pallet::drop_release), [`unpublish`](Pallet::unpublish),
//! [`transfer_listing`](Pallet::transfer_listing), [`set_metadata`](Pallet::set_metadata).
//! Other pallets see releases through `ModelInspect`, and the referee reports models through `BadModels`.
//! Everything stored is paid by a deposit on the
//! owner's account that comes back: a release's when it is dropped, a listing's when it is
//! unpublished.
//!
//! # Internals
//!
//! Payees are flattened once, at publication (`royalty` in `primitives`), so settling a job costs the same whatever
//! the lineage, and a retired release can be dropped without taking anything from its descendants.
//! It can be dropped only `RetireGrace` blocks after it was retired, longer than any job lives, so
//! that running jobs still find its terms. What class Exact adds is in `exact.rs`: headers, bonds, and
//! bad models. A report is one entry, whatever number of releases it concerns; each of them looks it up.
#![cfg_attr(not(feature = "std"), no_std)]
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
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects, clippy::panic)]
mod benchmarking;
mod calls;
mod events;
mod exact;
mod impls;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
use stoa_primitives::{frame::royalty, text};
pub use types::*;
pub use weights::WeightInfo;

// What FRAME generates uses `expect`; what is written by hand here does not. `add_release` has as
// many arguments as a release has properties.
#[allow(clippy::expect_used, clippy::too_many_arguments)]
#[import_section(calls::calls)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Mutate, hold::Mutate as HoldMutate},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;
	use stoa_primitives::{
		Balance, Digest, ListingId, ReleaseId, TokenPrice, VerificationClass,
		frame::{LicenseInspect, ModelHeader, Payees},
	};

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token in which deposits are held.
		type Currency: Mutate<Self::AccountId>
			+ HoldMutate<Self::AccountId, Reason: From<HoldReason>, Balance = Balance>;

		/// The licences by which models are trained on data.
		type Licenses: LicenseInspect<Self::AccountId>;

		/// Planck held for each listing and each release, whatever its size.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// Planck held per byte that a listing or a release takes in storage.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// Planck held for each release of class Exact, lost if its model is shown to be bad.
		#[pallet::constant]
		type ExactBond: Get<Balance>;

		/// Blocks from retiring a release until it can be dropped. Longer than the longest job, so
		/// that every job taken while it was active still finds its terms and payees.
		#[pallet::constant]
		type RetireGrace: Get<BlockNumberFor<Self>>;

		/// Most releases that a listing has at one time.
		#[pallet::constant]
		type MaxReleases: Get<u32>;

		/// Most of a release's royalty that its parents get together.
		#[pallet::constant]
		type MaxParentsShare: Get<Perbill>;

		/// Most generations above a release.
		#[pallet::constant]
		type MaxLineageDepth: Get<u8>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why planck of an account are on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Deposits for the listings of the account and their releases.
		#[codec(index = 0)]
		Deposit,
		/// Bonds for the account's releases of class Exact.
		#[codec(index = 1)]
		ReleaseBond,
	}

	/// The listings.
	#[pallet::storage]
	pub type Listings<T: Config> =
		StorageMap<_, Blake2_128Concat, ListingId, ListingDetails<T::AccountId>>;

	/// The id of the next listing. Ids are never reused.
	#[pallet::storage]
	pub type NextListingId<T> = StorageValue<_, ListingId, ValueQuery>;

	/// The releases.
	#[pallet::storage]
	pub type Releases<T: Config> =
		StorageMap<_, Blake2_128Concat, ReleaseId, ReleaseDetails<BlockNumberFor<T>>>;

	/// The id of the next release. Ids are never reused.
	#[pallet::storage]
	pub type NextReleaseId<T> = StorageValue<_, ReleaseId, ValueQuery>;

	/// The releases of each listing.
	#[pallet::storage]
	pub type ReleasesByListing<T> =
		StorageDoubleMap<_, Blake2_128Concat, ListingId, Blake2_128Concat, ReleaseId, ()>;

	/// Who shares the royalty of each release, ancestors included.
	#[pallet::storage]
	pub type ReleasePayees<T: Config> =
		StorageMap<_, Blake2_128Concat, ReleaseId, Payees<T::AccountId>, ValueQuery>;

	/// The models' headers of releases of class Exact.
	#[pallet::storage]
	pub type ModelHeaders<T> = StorageMap<_, Blake2_128Concat, ReleaseId, ModelHeader>;

	/// Releases of class Exact by their model's root.
	#[pallet::storage]
	pub type ReleasesByModel<T> =
		StorageDoubleMap<_, Blake2_128Concat, Digest, Blake2_128Concat, ReleaseId, ()>;

	/// Models that were shown to be bad, by root. Kept for good: each has cost a bond.
	#[pallet::storage]
	pub type BadModelRoots<T: Config> =
		StorageMap<_, Blake2_128Concat, Digest, BadModel<T::AccountId, BlockNumberFor<T>>>;

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such listing. Look its id up with the view function `listings`.
		ListingNotFound,
		/// There is no such release, or it was dropped. Look its id up with `releases_of`.
		ReleaseNotFound,
		/// Only the listing's owner may do this. Sign with the account that `listing` names.
		NotOwner,
		/// The listing belongs to that account already. Name another one.
		AlreadyOwner,
		/// The receiver has no account yet, so it cannot hold the deposits. Send it some tokens first.
		RecipientNotFound,
		/// The name must be UTF-8 of 1 to 64 bytes, without control characters or outer blanks.
		InvalidName,
		/// The URI must be printable ASCII without blanks, or empty.
		InvalidUri,
		/// The licence must be an SPDX identifier such as `Apache-2.0`, or `LicenseRef-` and a name.
		InvalidLicence,
		/// The artefact has no bytes. State the length of the file.
		EmptyArtefact,
		/// The context is zero. State how many tokens prompt and output may have together.
		ZeroContext,
		/// This verification class is not offered yet. Choose `Replicated` or `Exact`.
		ClassNotOffered,
		/// A release of class Exact needs its model's header. Send the first bytes of the artefact.
		ModelMissing,
		/// Only a release of class Exact has a model's header. Leave it out.
		ModelNotWanted,
		/// Class Exact runs artefacts of format `Exact` only. Import the model first.
		FormatNotExact,
		/// The header is none, or of a model outside the contract's limits. Send the first bytes of an
		/// artefact that was imported by this contract; publish a model that is too wide as `Replicated`.
		InvalidModel,
		/// The model reads fewer tokens than this. Lower `context_tokens` to the model's own.
		ContextTooLong,
		/// The model was shown to break the contract's bounds. Import it anew from sound weights.
		ModelIsBad,
		/// No release is of this model. There is nothing to report.
		ModelNotFound,
		/// The model was reported before. Its releases take no more jobs.
		ModelReportedAlready,
		/// The split must name each account once, each with a share above zero, and the shares must
		/// add up to exactly 1,000,000,000 parts.
		InvalidSplit,
		/// A parent is not known, or was dropped. Name a release that `release` still finds.
		ParentNotFound,
		/// Data needs a licence of yours, in force, that allows to train. Buy one.
		ParentNotLicensed,
		/// Each parent must be named once, with a share above zero.
		InvalidParents,
		/// The parents get too much together. Keep their shares within `MaxParentsShare`.
		ParentsShareTooHigh,
		/// A parent has too many generations above it already. Name one of its ancestors instead.
		LineageTooDeep,
		/// The royalty would go to more than 32 accounts. Name fewer accounts or fewer parents.
		TooManyPayees,
		/// The listing has as many releases as it may. Retire and drop old ones first.
		TooManyReleases,
		/// The release is retired already; add a new release instead.
		ReleaseRetired,
		/// The release takes jobs still. Its owner must retire it first.
		ReleaseActive,
		/// Running jobs may still need the release. Wait until the `droppable_at` of `ReleaseRetired` or
		/// `ModelReported`.
		TooEarly,
		/// The listing has releases still. Retire and drop each of them first.
		ReleasesRemain,
		/// Deposit or bond cannot be held. Bring more free balance, or less metadata.
		InsufficientFunds,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::MaxParentsShare::get() < Perbill::one(),
				"a release must keep a part of its own royalty"
			);
			assert!(T::MaxReleases::get() > 0, "a listing must be able to have a release");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// One listing.
		pub fn listing(id: ListingId) -> Option<ListingDetails<T::AccountId>> {
			Listings::<T>::get(id)
		}

		/// One release, retired ones included until they are dropped.
		pub fn release(id: ReleaseId) -> Option<ReleaseDetails<BlockNumberFor<T>>> {
			Releases::<T>::get(id)
		}

		/// Listings from id `from` on, at most `limit` (100), in the order of their ids.
		pub fn listings(from: ListingId, limit: u32) -> ListingPage<T::AccountId> {
			Self::page(from, limit)
		}

		/// The releases of a listing, oldest first.
		pub fn releases_of(
			listing: ListingId,
		) -> Vec<(ReleaseId, ReleaseDetails<BlockNumberFor<T>>)> {
			Self::listed_releases(listing)
		}

		/// Who shares the royalty of a release, ancestors included. The shares add up to one.
		pub fn payees(release: ReleaseId) -> Payees<T::AccountId> {
			ReleasePayees::<T>::get(release)
		}

		/// The model's header of a release of class Exact.
		pub fn model_header(release: ReleaseId) -> Option<ModelHeader> {
			ModelHeaders::<T>::get(release)
		}

		/// Who has shown, and when, that the model with this root is bad.
		pub fn bad_model(model: Digest) -> Option<BadModel<T::AccountId, BlockNumberFor<T>>> {
			BadModelRoots::<T>::get(model)
		}

		/// What a release was made from, nearest first. A dropped ancestor is named, what lies above
		/// it is not.
		pub fn lineage(release: ReleaseId) -> Vec<Ancestor> {
			Self::ancestors(release)
		}
	}
}
