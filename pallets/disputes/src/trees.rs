//! The courts' trees, which lag behind the bonds.
//!
//! Whatever a call does to a bond waits in a queue for `ActivationDelay` blocks, and is not altered while it
//! waits; what happens meanwhile waits its own delay afterwards. So nobody who has seen outputs that decide a
//! draw can change which draw it is, and a draw knows nothing that was bonded within the last epoch. A juror
//! has at most one entry for each court: the queue is never longer than what is bonded.

use crate::{
	ActivationQueue, Config, Event, JurorDetails, Jurors, MAX_PANEL, Pallet, QueueHead, QueueTail,
	QueuedChange, SlotCount, Slots, TreeNodes, WeightInfo, draw::TRIES,
};
use core::marker::PhantomData;
use frame_support::{
	traits::{Defensive, Get},
	weights::Weight,
};
use sp_runtime::SaturatedConversion;
use stoa_primitives::{
	Balance, Court, STOA,
	frame::sum_tree::{self, EMPTY, Node, NodeKey, SumTreeStore},
};

/// Nodes that a change may touch in a tree of a million jurors: two places, five levels. Those of benchmarks are small,
/// and share theirs.
const NODES_OF_CHANGE: u64 = 10;
/// What a try of a draw reads when it comes to nothing: a path of the tree, the place, the bond behind it.
const READS_OF_TRY: u64 = 7;
/// Tries of a draw at most: for a panel of the largest size in a court below the root, and again in that. Benchmarks
/// need fewer, and have small trees.
const TRIES_OF_DRAW: u32 = TRIES.saturating_mul(MAX_PANEL).saturating_mul(2);

/// The sum tree of one court.
pub(crate) struct CourtTree<T>(pub Court, pub PhantomData<T>);

impl<T: Config> CourtTree<T> {
	pub(crate) fn of(court: Court) -> Self {
		Self(court, PhantomData)
	}

	fn set(&mut self, slot: u32, weight: u32) {
		// Slots are below the capacity: `place` gives no other.
		let _ = sum_tree::set(self, slot, weight).map_err(|_| "slot out of range").defensive();
	}
}

impl<T: Config> SumTreeStore for CourtTree<T> {
	fn node(&self, key: NodeKey) -> Node {
		TreeNodes::<T>::get(self.0, key).unwrap_or(EMPTY)
	}

	fn put(&mut self, key: NodeKey, node: Node) {
		TreeNodes::<T>::insert(self.0, key, node);
	}

	fn remove(&mut self, key: NodeKey) {
		TreeNodes::<T>::remove(self.0, key);
	}
}

impl<T: Config> Pallet<T> {
	/// The weight to which a bond is entitled: whole STOA, capped; none below the least bond.
	pub(crate) fn entitled(details: &JurorDetails) -> u32 {
		let staying = details.staying();
		if staying < T::MinBond::get() {
			return 0;
		}
		let whole: Balance = staying.checked_div(STOA).unwrap_or(0);
		whole.min(T::MaxDrawWeight::get().into()).saturated_into()
	}

	/// Stores a bond. Its weight follows when the delay is over.
	pub(crate) fn store_juror(court: Court, who: &T::AccountId, mut details: JurorDetails) {
		let weight = Self::entitled(&details);
		if details.pending.is_none() && weight != details.weight {
			details.pending = Some(weight);
			let ready_at = Self::now().saturating_add(T::ActivationDelay::get());
			let tail = QueueTail::<T>::get();
			let entry = QueuedChange { court, juror: who.clone(), ready_at };
			ActivationQueue::<T>::insert(tail, entry);
			QueueTail::<T>::put(tail.saturating_add(1));
		}
		// Nothing of it is in the tree or on its way there, or it would have been queued.
		if details.bond == 0 && details.pending.is_none() {
			Jurors::<T>::remove(court, who);
		} else {
			Jurors::<T>::insert(court, who, details);
		}
	}

	/// Most that letting so many changes into the trees costs.
	pub(crate) fn settle_weight(changes: u32) -> Weight {
		let nodes = NODES_OF_CHANGE.saturating_mul(changes.into());
		T::WeightInfo::settle_activations(changes)
			.saturating_add(T::DbWeight::get().reads_writes(nodes, nodes))
	}

	/// Most that drawing jurors costs.
	pub(crate) fn draw_weight() -> Weight {
		let reads = READS_OF_TRY.saturating_mul(TRIES_OF_DRAW.into());
		T::WeightInfo::draw_jurors().saturating_add(T::DbWeight::get().reads(reads))
	}

	/// Lets into the trees what has waited long enough, a bounded number of changes. Returns how many.
	pub(crate) fn settle_activations() -> u32 {
		let (head, tail) = (QueueHead::<T>::get(), QueueTail::<T>::get());
		let most = u64::from(T::MaxActivationsPerBlock::get());
		let mut position = head;
		while position < tail.min(head.saturating_add(most)) {
			match ActivationQueue::<T>::get(position) {
				Some(entry) if entry.ready_at > Self::now() => break,
				Some(entry) => {
					ActivationQueue::<T>::remove(position);
					Self::settle_activation(entry.court, &entry.juror);
				}
				None => {}
			}
			position = position.saturating_add(1);
		}
		if position != head {
			QueueHead::<T>::put(position);
		}
		position.saturating_sub(head).saturated_into()
	}

	fn settle_activation(court: Court, who: &T::AccountId) {
		let Some(mut details) = Jurors::<T>::get(court, who) else { return };
		let Some(mut weight) = details.pending.take() else { return };
		details.slot = match details.slot {
			Some(slot) if weight == 0 => {
				Self::vacate(court, slot);
				None
			}
			Some(slot) => {
				CourtTree::<T>::of(court).set(slot, weight);
				Some(slot)
			}
			None => Self::place(court, who, weight),
		};
		if details.slot.is_none() {
			// The court is full, a million bonds: it waits until there is room.
			weight = 0;
		}
		details.weight = weight;
		details.standing.note(Self::now(), weight);
		let event = Event::WeightActivated { court, juror: who.clone(), weight };
		Self::deposit_event(event);
		// What happened meanwhile waits in its turn.
		Self::store_juror(court, who, details);
	}

	/// Gives a juror the next place in the tree, if it has weight and there is one.
	fn place(court: Court, who: &T::AccountId, weight: u32) -> Option<u32> {
		let slot = SlotCount::<T>::get(court);
		if weight == 0 || slot >= sum_tree::CAPACITY {
			return None;
		}
		SlotCount::<T>::insert(court, slot.saturating_add(1));
		Slots::<T>::insert(court, slot, who);
		CourtTree::<T>::of(court).set(slot, weight);
		Some(slot)
	}

	/// Takes a place out of the tree, and gives it to the juror in the last one.
	fn vacate(court: Court, slot: u32) {
		let mut tree = CourtTree::<T>::of(court);
		tree.set(slot, 0);
		let last = SlotCount::<T>::get(court).saturating_sub(1);
		SlotCount::<T>::insert(court, last);
		let mover = Slots::<T>::take(court, last);
		let Some(mover) = mover.filter(|_| last != slot) else { return };
		let weight = Jurors::<T>::get(court, &mover).map_or(0, |details| details.weight);
		tree.set(last, 0);
		tree.set(slot, weight);
		Self::change_juror(court, &mover, |details| details.slot = Some(slot));
		Slots::<T>::insert(court, slot, mover);
	}

	/// The weight of all jurors who may sit in `court`.
	pub(crate) fn pool_weight(court: Court) -> u64 {
		let totals = court.pool().iter().map(|one| sum_tree::total(&CourtTree::<T>::of(*one)));
		totals.fold(0, u64::saturating_add)
	}
}
