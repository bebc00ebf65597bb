//! What may be due in each block, in bounded lists.

use crate::BlockNumber;
use codec::{Codec, EncodeLike};
use frame_support::{
	BoundedVec,
	storage::{StorageMap, StorageValue, TryAppendMap},
	traits::Get,
	weights::{Weight, WeightMeter},
};

/// Blocks whose lists are tried, one after the other.
pub const NEAR: u32 = 16;

/// How many blocks later than wished something may be put on a list: few at first, then further on, `leaps` times
/// twice as far as the last.
pub fn reach(leaps: u32) -> impl Iterator<Item = u32> {
	let far = (0..leaps).map(|leap| NEAR.saturating_mul(2u32.saturating_pow(leap)));
	(0..NEAR).chain(far)
}

/// A pallet with an agenda. What does not fit into a list moves to a later one, and what does not fit into a block's
/// weight waits at the cursor, so no block does more than its share.
pub trait KeepsAgenda {
	/// What may be due.
	type Due: Copy + Codec + EncodeLike;
	/// Most entries of a list.
	type Most: Get<u32>;
	/// The lists, by block.
	type Lists: StorageMap<
			BlockNumber,
			BoundedVec<Self::Due, Self::Most>,
			Query = BoundedVec<Self::Due, Self::Most>,
		> + TryAppendMap<BlockNumber, BoundedVec<Self::Due, Self::Most>, Self::Due>;
	/// The first block whose list is not done; zero before the first.
	type Cursor: StorageValue<BlockNumber, Query = BlockNumber>;

	/// What looking at a list costs.
	fn list_weight() -> Weight;

	/// Runs an entry of the list of `block`; false, changing nothing, if the meter has no room for it and it need not
	/// be now.
	fn run_entry(
		due: Self::Due,
		block: BlockNumber,
		now: BlockNumber,
		meter: &mut WeightMeter,
		must: bool,
	) -> bool;

	/// Puts `due` on the list of the first block from `first` on, so many `ahead` of it, that has a place; names it.
	fn place(
		due: Self::Due,
		first: BlockNumber,
		mut ahead: impl Iterator<Item = u32>,
	) -> Option<BlockNumber> {
		ahead.find_map(|ahead| {
			let block = first.saturating_add(ahead);
			Self::Lists::try_append(block, due).ok().map(|()| block)
		})
	}

	/// Runs what is due, oldest first, within the meter's limit; at least one entry.
	fn run_agenda(now: BlockNumber, meter: &mut WeightMeter) {
		// Looking at the cursor is not to be refused.
		let _over_budget = meter.try_consume(Self::list_weight());
		let mut block = match Self::Cursor::get() {
			0 => now,
			cursor => cursor,
		};
		let mut first = true;
		while block <= now {
			if meter.try_consume(Self::list_weight()).is_err() && !first {
				break;
			}
			let mut entries = Self::Lists::take(block);
			let done = entries
				.iter()
				.take_while(|due| {
					let ran = Self::run_entry(**due, block, now, meter, first);
					first = false;
					ran
				})
				.count();
			if done < entries.len() {
				entries.drain(..done);
				Self::Lists::insert(block, entries);
				break;
			}
			block = block.saturating_add(1);
		}
		Self::Cursor::put(block);
	}
}
