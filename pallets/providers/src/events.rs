//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The pallet's events.
#[pallet_section]
mod events {
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
}
