//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A model was listed.
		ListingPublished {
			/// The new listing.
			listing: ListingId,
			/// Its owner.
			owner: T::AccountId,
			/// Planck held for it.
			deposit: Balance,
		},
		/// A listing says something else about itself.
		MetadataSet {
			/// The listing.
			listing: ListingId,
			/// Its owner.
			owner: T::AccountId,
			/// Planck held for it from now on.
			deposit: Balance,
		},
		/// A listing has a new owner.
		ListingTransferred {
			/// The listing.
			listing: ListingId,
			/// Who gave it.
			from: T::AccountId,
			/// Who owns it now.
			to: T::AccountId,
			/// Planck on hold that went with it.
			deposit: Balance,
			/// Planck of its releases' bonds that went with it.
			bonds: Balance,
		},
		/// A listing is gone.
		ListingUnpublished {
			/// The listing.
			listing: ListingId,
			/// Who owned it.
			owner: T::AccountId,
			/// Planck given back to the owner.
			deposit: Balance,
		},
		/// A listing has a new release.
		ReleaseAdded {
			/// The new release.
			release: ReleaseId,
			/// Its listing.
			listing: ListingId,
			/// The listing's owner.
			owner: T::AccountId,
			/// blake2b-256 of its artefact.
			artefact: Digest,
			/// How its results are verified.
			class: VerificationClass,
			/// Its price, in planck per 1,000 tokens.
			price: TokenPrice,
			/// Planck held for it.
			deposit: Balance,
			/// Class Exact: its model and the bond.
			exact: Option<ExactRelease>,
		},
		/// Later jobs pay another royalty.
		PriceSet {
			/// The release.
			release: ReleaseId,
			/// The new price, in planck per 1,000 tokens.
			price: TokenPrice,
		},
		/// A release takes no more jobs.
		ReleaseRetired {
			/// The release.
			release: ReleaseId,
			/// The first block in which it can be dropped.
			droppable_at: BlockNumberFor<T>,
		},
		/// A retired release is gone. Its descendants go on paying its payees.
		ReleaseDropped {
			/// The release.
			release: ReleaseId,
			/// The owner of its listing.
			owner: T::AccountId,
			/// Planck given back to the owner.
			deposit: Balance,
			/// Of its bond, planck given back to the owner.
			bond: Balance,
		},
		/// A model breaks the contract's bounds. Its releases take no more jobs.
		ModelReported {
			/// The model's root.
			model: Digest,
			/// Who has shown it.
			reporter: T::AccountId,
			/// The first block in which its releases can be dropped.
			droppable_at: BlockNumberFor<T>,
		},
		/// The bond of a release is lost: its model is bad.
		BondForfeited {
			/// The release.
			release: ReleaseId,
			/// The owner of its listing.
			owner: T::AccountId,
			/// Who has shown that the model is bad.
			reporter: T::AccountId,
			/// Planck paid to the reporter.
			paid: Balance,
			/// Planck burned.
			burned: Balance,
		},
	}
}
