//! Steps that somebody else, or time, has made moot.

use crate::{Call, Config, LicenseStage, Licenses, Pallet};
use stoa_primitives::LicenseId;

impl<T: Config> Pallet<T> {
	/// Whether `call` is about a licence that is over, or a step that was made. Who made it could not know: the
	/// runtime takes it into no block, so that it costs nothing.
	pub fn is_moot(call: &Call<T>) -> bool {
		match call {
			Call::deliver { license, .. } => {
				Self::is_past(*license, |stage| !matches!(stage, LicenseStage::Awaiting { .. }))
			}
			Call::acknowledge { license } => {
				Self::is_past(*license, |stage| matches!(stage, LicenseStage::Active { .. }))
			}
			Call::prove_wrong_key { license, .. }
			| Call::prove_garbage { license, .. }
			| Call::claim_refund { license }
			| Call::collect { license }
			| Call::go_to_court { license }
			| Call::transfer_license { license, .. }
			| Call::sublicense { license, .. }
			| Call::drop_license { license }
			| Call::poke { license } => Self::is_past(*license, |_| false),
			_ => false,
		}
	}

	fn is_past(license: LicenseId, follows: impl Fn(&LicenseStage) -> bool) -> bool {
		Licenses::<T>::get(license).is_none_or(|license| follows(&license.stage))
	}
}
