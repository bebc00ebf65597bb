//! # Durations
//!
//! Periods that a test network must shorten, set once in the genesis and never after: one wasm
//! serves every preset (docs/protocol §13).
//!
//! The pallet has no calls, no events and no storage of its own: its genesis writes the storage-backed
//! parameters below, which are the `Get` types that other pallets take.

pub use pallet::*;

use frame_support::parameter_types;
use sp_staking::{EraIndex, SessionIndex};
use stoa_primitives::BlockNumber;

/// The periods of a live chain.
mod live {
	use crate::constants::time::{DAYS, HOURS};
	use sp_staking::{EraIndex, SessionIndex};
	use stoa_primitives::BlockNumber;

	pub const EPOCH: u64 = HOURS as u64;
	pub const SESSIONS_PER_ERA: SessionIndex = 6;
	// Two weeks.
	pub const BONDING: EraIndex = 56;
	pub const SLASH_DEFER: EraIndex = BONDING - 1;
	pub const SILENT: SessionIndex = 6;
	pub const UNBONDING: BlockNumber = 14 * DAYS;
	pub const STRIKE: BlockNumber = DAYS;
	pub const CHILL: BlockNumber = 6 * HOURS;
	pub const HARDWARE: BlockNumber = 30 * DAYS;
	pub const RETIRE_GRACE: BlockNumber = 15 * DAYS;
}

parameter_types! {
	/// Slots in an epoch, which is a session.
	pub storage EpochDuration: u64 = live::EPOCH;
	/// Sessions in an era, after which validators are elected again.
	pub storage SessionsPerEra: SessionIndex = live::SESSIONS_PER_ERA;
	/// Eras until stake that was unbonded is free, and in which what its owner did can be reported.
	pub storage BondingDuration: EraIndex = live::BONDING;
	/// Eras in which root may still cancel a slash. Less than `BondingDuration`, and by one only: a slash whose
	/// time has passed when its offence is reported is never applied.
	pub storage SlashDeferDuration: EraIndex = live::SLASH_DEFER;
	/// Sessions in a row after which a silent validator is chilled.
	pub storage SilentSessions: SessionIndex = live::SILENT;
	/// How many times faster than on a live chain referenda and all that follows from them are.
	pub storage GovernanceSpeed: u32 = 1;
	/// How long a provider's bond takes to be free again. Longer than the longest job with every window
	/// in which it can be slashed.
	pub storage UnbondingPeriod: BlockNumber = live::UNBONDING;
	/// How long a strike counts.
	pub storage StrikeWindow: BlockNumber = live::STRIKE;
	/// How long a provider with too many strikes stays out of the draws.
	pub storage ChillPeriod: BlockNumber = live::CHILL;
	/// How far ahead a hardware claim may expire.
	pub storage MaxHardwareAge: BlockNumber = live::HARDWARE;
	/// From a release's retirement until it can be dropped. Longer than the longest job.
	pub storage RetireGrace: BlockNumber = live::RETIRE_GRACE;
}

/// The pallet.
// What the macro writes looks up the pallet's name by `expect`; nothing of ours here does.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Nothing is asked of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The periods of this chain, in blocks where nothing else is said.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// An epoch, which is a session. Must never change later: BABE would lose the chain.
		pub epoch_blocks: u64,
		/// Sessions in an era.
		pub sessions_per_era: SessionIndex,
		/// Eras until stake that was unbonded is free.
		pub bonding_eras: EraIndex,
		/// Eras in which a slash can be cancelled. One less than `bonding_eras`.
		pub slash_defer_eras: EraIndex,
		/// Sessions in a row after which a silent validator is chilled.
		pub silent_sessions: SessionIndex,
		/// How many times faster than on a live chain governance is.
		pub governance_speed: u32,
		/// How long a provider's bond takes to be free again.
		pub unbonding_blocks: BlockNumber,
		/// How long a strike counts.
		pub strike_blocks: BlockNumber,
		/// How long a provider with too many strikes stays out of the draws.
		pub chill_blocks: BlockNumber,
		/// How far ahead a hardware claim may expire.
		pub hardware_blocks: BlockNumber,
		/// From a release's retirement until it can be dropped.
		pub retire_grace_blocks: BlockNumber,
		/// Carries the type parameter.
		#[serde(skip)]
		pub marker: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				epoch_blocks: live::EPOCH,
				sessions_per_era: live::SESSIONS_PER_ERA,
				bonding_eras: live::BONDING,
				slash_defer_eras: live::SLASH_DEFER,
				silent_sessions: live::SILENT,
				governance_speed: 1,
				unbonding_blocks: live::UNBONDING,
				strike_blocks: live::STRIKE,
				chill_blocks: live::CHILL,
				hardware_blocks: live::HARDWARE,
				retire_grace_blocks: live::RETIRE_GRACE,
				marker: Default::default(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			EpochDuration::set(&self.epoch_blocks);
			SessionsPerEra::set(&self.sessions_per_era);
			BondingDuration::set(&self.bonding_eras);
			SlashDeferDuration::set(&self.slash_defer_eras);
			SilentSessions::set(&self.silent_sessions);
			GovernanceSpeed::set(&self.governance_speed);
			UnbondingPeriod::set(&self.unbonding_blocks);
			StrikeWindow::set(&self.strike_blocks);
			ChillPeriod::set(&self.chill_blocks);
			MaxHardwareAge::set(&self.hardware_blocks);
			RetireGrace::set(&self.retire_grace_blocks);
		}
	}
}
