//! What an emergency may stop, and for how long.
//!
//! Only what begins something new can be stopped. Moves, demands, answers, refunds, closes, unbonding and disputes
//! are not on the list, so nothing can stop them, and no clock that runs against somebody needs to wait for a
//! pause to end. A call that is added later cannot be stopped until somebody has thought about it.

use crate::{
	AccountId, BlockNumber, Runtime, RuntimeCall, RuntimeOrigin, SafeMode, System, TxPause,
	constants::time::{DAYS, HOURS},
	governance::origins::EnsureEmergency,
};
use frame_support::{
	parameter_types,
	traits::{Contains, EitherOf, EnsureOrigin, GetCallMetadata},
};
use frame_system::EnsureRoot;
use pallet_safe_mode::EnteredUntil;
use pallet_tx_pause::{PausedCalls, RuntimeCallNameOf};

/// Everything that an emergency may stop: pallet and call.
pub const PAUSABLE: &[(&str, &str)] = &[
	("Balances", "transfer_all"),
	("Balances", "transfer_allow_death"),
	("Balances", "transfer_keep_alive"),
	("Channels", "open"),
	("Channels", "publish_plan"),
	("Channels", "subscribe"),
	("Compute", "bid"),
	("Compute", "create_offer"),
	("Compute", "open_lease"),
	("Compute", "request_lease"),
	// Not `call`: the way out of what a contract has begun leads through it.
	("Contracts", "instantiate"),
	("Contracts", "instantiate_old_weight"),
	("Contracts", "instantiate_with_code"),
	("Contracts", "instantiate_with_code_old_weight"),
	("Contracts", "upload_code"),
	("Datasets", "add_release"),
	("Datasets", "buy"),
	("Datasets", "publish"),
	("Datasets", "request_run"),
	("Datasets", "sublicense"),
	("Delegation", "delegate"),
	("Inference", "submit_job"),
	("Models", "add_release"),
	("Models", "publish"),
	("Providers", "register"),
];

/// How long one decision stops what is new: safe mode, and each call that is paused by name.
pub const SAFE_MODE: BlockNumber = 12 * HOURS;
/// How long calls stay paused after the last decision to pause one. Whatever is still paused then goes on.
pub const PAUSE: BlockNumber = 3 * DAYS;

parameter_types! {
	/// The last block in which paused calls are stopped.
	pub storage PausedUntil: BlockNumber = 0;
}

fn is_pausable(pallet: &str, call: &str) -> bool {
	PAUSABLE.iter().any(|(p, c)| (*p, *c) == (pallet, call))
}

/// What safe mode lets through.
pub struct NothingNew;

impl Contains<RuntimeCall> for NothingNew {
	fn contains(call: &RuntimeCall) -> bool {
		let name = call.get_call_metadata();
		!is_pausable(name.pallet_name, name.function_name)
	}
}

/// What cannot be paused by name.
impl Contains<RuntimeCallNameOf<Runtime>> for NothingNew {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		let names = (core::str::from_utf8(pallet), core::str::from_utf8(call));
		!matches!(names, (Ok(pallet), Ok(call)) if is_pausable(pallet, call))
	}
}

/// What the chain takes from anybody but root: everything, unless an emergency has stopped it.
pub struct UnlessPaused;

impl Contains<RuntimeCall> for UnlessPaused {
	fn contains(call: &RuntimeCall) -> bool {
		// Most calls are never stopped, and cost no look into the state.
		if NothingNew::contains(call) {
			return true;
		}
		let paused = System::block_number() <= PausedUntil::get() && !TxPause::contains(call);
		!paused && SafeMode::contains(call)
	}
}

/// Who may pause a call. Every decision to do so begins the time anew in which calls stay paused; those whose time was
/// over before are not paused again by it.
pub struct EnsurePauser;

impl EnsureOrigin<RuntimeOrigin> for EnsurePauser {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		EitherOf::<EnsureRoot<AccountId>, EnsureEmergency>::try_origin(origin)?;
		let now = System::block_number();
		if PausedUntil::get() < now {
			// No more than are on the list.
			let _ = PausedCalls::<Runtime>::clear(u32::MAX, None);
		}
		PausedUntil::set(&now.saturating_add(PAUSE));
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// Who may begin safe mode, which lasts for [`SAFE_MODE`].
pub struct EnsureSafeMode;

impl EnsureOrigin<RuntimeOrigin> for EnsureSafeMode {
	type Success = BlockNumber;

	fn try_origin(origin: RuntimeOrigin) -> Result<BlockNumber, RuntimeOrigin> {
		EitherOf::<EnsureRoot<AccountId>, EnsureEmergency>::try_origin(origin)?;
		Ok(SAFE_MODE)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// Who may prolong safe mode: until [`SAFE_MODE`] from now. What has been prolonged already counts, or one decision that
/// asks for it a hundred times would stop the market for fifty days.
pub struct EnsureSafeModeGoesOn;

impl EnsureOrigin<RuntimeOrigin> for EnsureSafeModeGoesOn {
	type Success = BlockNumber;

	fn try_origin(origin: RuntimeOrigin) -> Result<BlockNumber, RuntimeOrigin> {
		EitherOf::<EnsureRoot<AccountId>, EnsureEmergency>::try_origin(origin)?;
		let until = System::block_number().saturating_add(SAFE_MODE);
		Ok(until.saturating_sub(EnteredUntil::<Runtime>::get().unwrap_or(until)))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}
