//! The calls: who may make them, what they weigh, and what they are called with.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Lists a model. It has no releases yet.
		///
		/// Origin: signed, by whoever will own it. Holds `DepositBase` and `DepositPerByte` for each
		/// byte (planck) on the owner's account until [`Pallet::unpublish`].
		///
		/// Errors: `InvalidName`, `InvalidUri`, `InsufficientFunds`. Emits `ListingPublished`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::publish())]
		pub fn publish(origin: OriginFor<T>, metadata: Metadata) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_publish(owner, metadata)
		}

		/// Adds a release to a listing. Nothing of it but the price can be changed later.
		///
		/// `artefact.hash` is blake2b-256 of the file, `engine` identifies the program that runs it,
		/// `class` says how results are verified (`Replicated` or `Exact`), `licence` is an SPDX
		/// identifier, `context_tokens` the longest prompt and output together, `price` the royalty in
		/// planck per 1,000 tokens. Of the royalty each parent gets its share, to be split as its own
		/// royalty is; `split` divides the rest and adds up to exactly one. Parents
		/// that are licences of data are used up by one each, and noted for good. `model`, for class Exact
		/// only, is the model's header: the first bytes of the artefact.
		///
		/// Origin: signed by the listing's owner. Holds `DepositBase` and `DepositPerByte` for each
		/// byte (planck) until [`Pallet::drop_release`]; for class Exact also `ExactBond`, which is lost
		/// if anyone shows that a weight of the model is out of bounds.
		///
		/// Errors: `ListingNotFound`, `NotOwner`, `TooManyReleases`, `ClassNotOffered`,
		/// `InvalidLicence`, `EmptyArtefact`, `ZeroContext`, `ModelMissing`, `ModelNotWanted`,
		/// `FormatNotExact`, `InvalidModel`, `ContextTooLong`, `ModelIsBad`, `InvalidSplit`,
		/// `InvalidParents`, `ParentNotFound`, `ParentNotLicensed`, `ParentsShareTooHigh`, `LineageTooDeep`,
		/// `TooManyPayees`, `InsufficientFunds`. Emits `ReleaseAdded`.
		#[pallet::call_index(1)]
		#[pallet::weight(
			T::WeightInfo::add_release(split.len() as u32, parents.len() as u32)
				.saturating_add(T::Licenses::train_weight().saturating_mul(parents.len() as u64))
		)]
		pub fn add_release(
			origin: OriginFor<T>,
			listing: ListingId,
			artefact: Artefact,
			engine: Digest,
			class: VerificationClass,
			licence: Licence,
			context_tokens: u32,
			price: TokenPrice,
			split: Split<T::AccountId>,
			parents: Parents,
			model: Option<ModelHeader>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let new = NewRelease {
				artefact,
				engine,
				class,
				licence,
				context_tokens,
				price,
				split,
				parents,
				model,
			};
			Self::do_add_release(owner, listing, new)
		}

		/// Sets the royalty of a release, in planck per 1,000 tokens. Jobs that were submitted before
		/// pay what they were quoted.
		///
		/// Origin: signed by the listing's owner. Errors: `ReleaseNotFound`, `NotOwner`,
		/// `ReleaseRetired`. Emits `PriceSet`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_price())]
		pub fn set_price(
			origin: OriginFor<T>,
			release: ReleaseId,
			price: TokenPrice,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_price(owner, release, price)
		}

		/// Stops a release from taking new jobs, for good. Running jobs end as agreed, and its payees
		/// go on earning from its descendants.
		///
		/// Origin: signed by the listing's owner. Errors: `ReleaseNotFound`, `NotOwner`,
		/// `ReleaseRetired`. Emits `ReleaseRetired`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, release: ReleaseId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_retire(owner, release)
		}

		/// Gives a listing with all its releases to another account. Deposits and bonds (planck on hold)
		/// go with it, so agree on a price that contains them. Royalties of releases that exist do not
		/// move: their splits are fixed.
		///
		/// Origin: signed by the listing's owner. Errors: `ListingNotFound`, `NotOwner`,
		/// `AlreadyOwner`, `RecipientNotFound`. Emits `ListingTransferred`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::transfer_listing())]
		pub fn transfer_listing(
			origin: OriginFor<T>,
			listing: ListingId,
			to: T::AccountId,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_transfer_listing(owner, listing, to)
		}

		/// Removes a listing that has no releases left and gives its deposit back.
		///
		/// Origin: signed by the listing's owner. Errors: `ListingNotFound`, `NotOwner`,
		/// `ReleasesRemain`. Emits `ListingUnpublished`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::unpublish())]
		pub fn unpublish(origin: OriginFor<T>, listing: ListingId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_unpublish(owner, listing)
		}

		/// Replaces what a listing says about itself. The deposit follows its size.
		///
		/// Origin: signed by the listing's owner. Errors: `ListingNotFound`, `NotOwner`,
		/// `InvalidName`, `InvalidUri`, `InsufficientFunds`. Emits `MetadataSet`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_metadata())]
		pub fn set_metadata(
			origin: OriginFor<T>,
			listing: ListingId,
			metadata: Metadata,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_metadata(owner, listing, metadata)
		}

		/// Removes a release that was retired at least `RetireGrace` blocks ago, or of which the model was
		/// reported as long ago, and gives deposit and bond back to the owner of its listing. The bond of a
		/// release of a bad model is lost: a fifth of it goes to who reported it, the rest is burned.
		///
		/// Origin: signed by anyone. Errors: `ReleaseNotFound`, `ReleaseActive`, `TooEarly`. Emits
		/// `ReleaseDropped`, and `BondForfeited` before it if the bond is lost.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::drop_release().saturating_add(T::Licenses::forget_weight()))]
		pub fn drop_release(origin: OriginFor<T>, release: ReleaseId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_drop_release(release)
		}
	}
}
