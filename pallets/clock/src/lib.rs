//! # Clock
//!
//! Counts the blocks in which whoever had to do something could.
//!
//! ## Overview
//!
//! Who has to answer, reveal, open or challenge within so many blocks, or loses a bond, must be able to. So
//! the clock by which duties are timed stands still in a *full* block: one at whose end a move would not have
//! fitted any more. Whoever fills blocks to make somebody late delays everybody, and makes nobody late.
//! Nor can anybody stop the clock for good: of every `MaxStop` full blocks one counts.
//! `docs/decisions/0024-clocks-count-open-blocks.md` has the attacks that this answers.
//!
//! ## Terminology
//!
//! - **Full**: of a block: `RoomWeight` and `RoomBytes` of the operational class would not have fitted at its
//!   end; or it took no transactions at all.
//! - **Stood still**: blocks that did not count. A deadline is put off by as many as there were since it was
//!   set.
//!
//! ## Example
//!
//! See `the_clock_should_stand_still_while_somebody_fills_blocks` in `tests/stop.rs`.
//!
//! ## API
//!
//! No calls. Other pallets ask [`Clock`]; clients the view function `stood_still`, or follow `StoodStill`:
//! what other events and views name as a deadline is the block at the earliest, and each such event puts all
//! of them off by one.
//!
//! ## Internals
//!
//! Whether a block was full is known in its `on_finalize`, when all of its transactions have been counted. The
//! rule is that by which `frame_system::CheckWeight` admits an operational transaction.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]
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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod weights;

pub use pallet::*;
pub use stoa_primitives::frame::Clock;
pub use weights::WeightInfo;

// What the macro writes looks up the pallet's name by `expect`; nothing of ours here does.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use stoa_primitives::BlockNumber;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime supplies.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// What the heaviest move weighs, as a block counts it. In a block without room for that the clock
		/// stands still.
		#[pallet::constant]
		type RoomWeight: Get<Weight>;
		/// Bytes of the longest move. The same for a block's length.
		#[pallet::constant]
		type RoomBytes: Get<u32>;
		/// Of so many full blocks one counts nevertheless: a window is never more than so many times as long as
		/// it should be.
		#[pallet::constant]
		type MaxStop: Get<BlockNumber>;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// Full blocks so far, those that counted nevertheless included. Nearly every block reads it.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Full<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// This block had no room for a move: deadlines that were set before are put off by a block.
		StoodStill {
			/// For how many blocks the clock has stood still so far, this one included.
			blocks: BlockNumber,
		},
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// `Full` is left out of what was measured, as nearly every block has it at hand.
			T::WeightInfo::on_finalize().saturating_add(T::DbWeight::get().reads_writes(1, 1))
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			Self::close_block();
		}

		fn integrity_test() {
			assert!(T::MaxStop::get() > 1, "a clock that never stands still is none");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state(now)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// For how many blocks the clock has stood still so far.
		pub fn stood_still() -> BlockNumber {
			<Self as Clock>::stood_still()
		}
	}
}
