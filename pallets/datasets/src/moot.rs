//! Steps that somebody else, or time, has made moot.

use crate::{Call, Config, LicenseStage, Licenses, Pallet, RunStage, Runs};
use stoa_primitives::{LicenseId, RunId};

impl<T: Config> Pallet<T> {
	/// Whether `call` is about a licence or a run that is over, or a step that was made. Who made it could not know: the
	/// runtime takes it into no block, so that it costs nothing.
	pub fn is_moot(call: &Call<T>) -> bool {
		match call {
			Call::deliver { license, .. } | Call::deliver_share { license, .. } => {
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
			Call::commit_run { run, .. } | Call::fail_run { run } => {
				Self::is_run_past(*run, |stage| !matches!(stage, RunStage::Committing { .. }))
			}
			Call::reveal_run { run, .. } => Self::is_run_past(*run, |stage| {
				!matches!(stage, RunStage::Committing { .. } | RunStage::Revealing { .. })
			}),
			Call::accept_run { run } => Self::is_run_past(*run, |stage| {
				matches!(stage, RunStage::Accepted { .. } | RunStage::Delivered { .. })
			}),
			Call::deliver_run { run, .. } => {
				Self::is_run_past(*run, |stage| matches!(stage, RunStage::Delivered { .. }))
			}
			Call::acknowledge_run { run }
			| Call::prove_wrong_run_key { run, .. }
			| Call::prove_run_garbage { run, .. }
			| Call::poke_run { run } => Self::is_run_past(*run, |_| false),
			_ => false,
		}
	}

	fn is_run_past(run: RunId, follows: impl Fn(&RunStage) -> bool) -> bool {
		Runs::<T>::get(run).is_none_or(|run| follows(&run.stage))
	}

	fn is_past(license: LicenseId, follows: impl Fn(&LicenseStage) -> bool) -> bool {
		Licenses::<T>::get(license).is_none_or(|license| follows(&license.stage))
	}
}
