//! In whose name a referendum speaks.
//!
//! Each origin has a track of its own and may do what docs/governance.md says, and nothing else. None of them can
//! be had but by a referendum on its track.

pub use pallet::*;

use frame_support::traits::EnsureOrigin;

macro_rules! ensures {
	($($(#[$doc:meta])+ $ensure:ident: $origin:ident,)+) => {
		$(
			$(#[$doc])+
			pub struct $ensure;

			impl<O: Into<Result<Origin, O>> + From<Origin>> EnsureOrigin<O> for $ensure {
				type Success = ();

				fn try_origin(origin: O) -> Result<(), O> {
					let origin: Result<Origin, O> = origin.into();
					match origin? {
						Origin::$origin => Ok(()),
						other => Err(other.into()),
					}
				}

				#[cfg(feature = "runtime-benchmarks")]
				fn try_successful_origin() -> Result<O, ()> {
					Ok(Origin::$origin.into())
				}
			}
		)+
	};
}

ensures! {
	/// A call that the technical committee has whitelisted.
	EnsureWhitelistedCaller: WhitelistedCaller,
	/// An upgrade of the runtime.
	EnsureRuntimeUpgrader: RuntimeUpgrader,
	/// The market's figures.
	EnsureParameterAdmin: ParameterAdmin,
	/// What the treasury spends.
	EnsureTreasurer: Treasurer,
	/// Which providers are in the draws.
	EnsureProviderCurator: ProviderCurator,
	/// The courts' figures.
	EnsureCourtAdministrator: CourtAdministrator,
	/// Stopping referenda.
	EnsureEmergencyCanceller: EmergencyCanceller,
	/// Stopping what is new on the market.
	EnsureEmergency: Emergency,
}

/// The pallet.
// What the macro writes looks up the pallet's name by `expect`; nothing of ours here does.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;
	use frame_system::{WeightInfo as _, pallet_prelude::OriginFor};

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Who may authorise an upgrade.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The track of runtime upgrades, or root.
		type UpgradeOrigin: EnsureOrigin<Self::RuntimeOrigin>;
	}

	/// In whose name a referendum speaks, beside root.
	#[pallet::origin]
	#[derive(
		Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
	)]
	pub enum Origin {
		/// May dispatch as root what the technical committee has whitelisted.
		#[codec(index = 0)]
		WhitelistedCaller,
		/// May authorise an upgrade of the runtime.
		#[codec(index = 1)]
		RuntimeUpgrader,
		/// May move the market's figures, within the bounds of their types.
		#[codec(index = 2)]
		ParameterAdmin,
		/// May spend from the treasury, up to a limit each time.
		#[codec(index = 3)]
		Treasurer,
		/// May take a provider out of the draws.
		#[codec(index = 4)]
		ProviderCurator,
		/// May move the courts' figures, within their bounds.
		#[codec(index = 5)]
		CourtAdministrator,
		/// May cancel a referendum.
		#[codec(index = 6)]
		EmergencyCanceller,
		/// May stop what is new on the market, for a while.
		#[codec(index = 7)]
		Emergency,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Authorises the runtime whose code has the BLAKE2-256 hash `code_hash`: anybody may then bring it by
		/// `System.apply_authorized_upgrade`, and only if it names this chain and a higher version.
		///
		/// Origin: the track of runtime upgrades, or root.
		///
		/// Event: `System.UpgradeAuthorized`. Error: `BadOrigin`.
		#[pallet::call_index(0)]
		#[pallet::weight((T::SystemWeightInfo::authorize_upgrade(), DispatchClass::Operational))]
		pub fn authorize_upgrade(origin: OriginFor<T>, code_hash: T::Hash) -> DispatchResult {
			T::UpgradeOrigin::ensure_origin(origin)?;
			frame_system::Pallet::<T>::do_authorize_upgrade(code_hash, true);
			Ok(())
		}
	}
}
