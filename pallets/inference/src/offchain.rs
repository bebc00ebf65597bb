//! The off-chain worker.

use crate::Config;
use frame_system::pallet_prelude::BlockNumberFor;

/// Runs in every validator at each best block.
pub fn run<T: Config>(_now: BlockNumberFor<T>) {}
