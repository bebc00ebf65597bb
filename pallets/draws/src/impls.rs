//! What the hooks do, and the traits that other pallets use.

use crate::{ChainIdentity, Config, DrawSource, OUTPUTS_KEPT, Outputs, Pallet};
use alloc::vec::Vec;
use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{SaturatedConversion, traits::Zero};
use stoa_primitives::{BlockNumber, Digest, payload};

impl<T: Config> Pallet<T> {
	/// Copies the output of the block that ends, and forgets the oldest.
	pub(crate) fn keep_output(now: BlockNumberFor<T>) {
		let now: BlockNumber = now.saturated_into();
		if let Some(output) = T::CurrentOutput::get() {
			Outputs::<T>::insert(now, output);
		}
		if let Some(old) = now.checked_sub(OUTPUTS_KEPT) {
			Outputs::<T>::remove(old);
		}
	}

	/// The outputs of blocks `first..first + count`, if there are any and all are known.
	pub(crate) fn outputs(first: BlockNumber, count: u32) -> Option<Vec<Digest>> {
		if count == 0 || count > OUTPUTS_KEPT {
			return None;
		}
		let end = first.checked_add(count)?;
		(first..end).map(Outputs::<T>::get).collect()
	}

	/// Checks that outputs are kept of the last [`OUTPUTS_KEPT`] blocks only.
	#[cfg(any(feature = "try-runtime", test))]
	pub fn do_try_state(now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
		use frame_support::ensure;

		let now: BlockNumber = now.saturated_into();
		for (height, _) in Outputs::<T>::iter() {
			ensure!(height <= now, "an output of a block to come is kept");
			ensure!(
				now.saturating_sub(height) <= OUTPUTS_KEPT,
				"an output is kept longer than it should be"
			);
		}
		Ok(())
	}
}

impl<T: Config> DrawSource for Pallet<T> {
	fn seed(
		tag: &[u8; 16],
		id: u64,
		attempt: u32,
		first: BlockNumber,
		count: u32,
	) -> Option<Digest> {
		let outputs = Self::outputs(first, count)?;
		Some(payload::draw_seed(&Self::genesis(), tag, id, attempt, &outputs))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_outputs(first: BlockNumber, count: u32) {
		for height in first..first.saturating_add(count) {
			Outputs::<T>::insert(height, payload::tagged(payload::domain::DRAW_EXECUTORS, height));
		}
	}
}

impl<T: Config> ChainIdentity for Pallet<T> {
	fn genesis() -> Digest {
		// The one hash that the system never forgets: its own check of signatures needs it too.
		digest::<T>(frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero()))
	}
}

/// The first 32 bytes of a hash; all of it, for any hash that a runtime here would use.
fn digest<T: Config>(hash: T::Hash) -> Digest {
	let mut digest = Digest::default();
	for (to, from) in digest.iter_mut().zip(hash.as_ref()) {
		*to = *from;
	}
	digest
}
