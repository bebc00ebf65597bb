//! A bounded 16-ary sum tree over slots 0, 1, 2, …: draws a slot in proportion to its weight in
//! O(log n). Storage stays behind [`SumTreeStore`].
//!
//! A node is sixteen sums. Node `i` of level 0 holds the weights of slots `16·i..16·i + 16`; entry
//! `e` of node `i` of a higher level is the sum of node `16·i + e` below it. The one node of level 4
//! is the root, so a tree has room for [`CAPACITY`] slots and an operation touches at most five
//! nodes. A node whose sums are all zero is not stored: a tree costs what its non-zero slots need.
//!
//! Sums cannot overflow: 2^20 slots of at most 2^32 - 1 each stay below 2^52. All functions are
//! total; on a corrupt store they give a wrong slot or `None`, and never panic.
//!
//! ```
//! use stoa_primitives::frame::sum_tree::{self, MemoryTree};
//!
//! let mut tree = MemoryTree::default();
//! sum_tree::set(&mut tree, 0, 10).unwrap();
//! sum_tree::set(&mut tree, 20, 5).unwrap();
//! assert_eq!(sum_tree::total(&tree), 15);
//! assert_eq!(sum_tree::find(&tree, 9), Some(0));
//! assert_eq!(sum_tree::find(&tree, 10), Some(20));
//! assert_eq!(sum_tree::find(&tree, 15), None);
//! ```

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Range;
use scale_info::TypeInfo;

/// Children of a node.
pub const FAN_OUT: usize = 16;
/// Levels of a tree, leaves and root included.
pub const LEVELS: u8 = 5;
/// Slots of a tree: `16^5`.
pub const CAPACITY: u32 = 1 << (BITS * LEVELS as u32);

/// Bits of a slot number that one level consumes.
const BITS: u32 = 4;
const ROOT: NodeKey = NodeKey { level: LEVELS - 1, index: 0 };

/// Where a node stands.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct NodeKey {
	/// 0 for the nodes that hold slots, 4 for the root.
	pub level: u8,
	/// Place within the level.
	pub index: u32,
}

/// Sixteen weights (level 0) or sums.
pub type Node = [u64; FAN_OUT];

/// A node without weight: what a store answers for a key that it does not hold.
pub const EMPTY: Node = [0; FAN_OUT];

/// Where the nodes of one tree are kept.
pub trait SumTreeStore {
	/// The node at `key`, [`EMPTY`] if there is none.
	fn node(&self, key: NodeKey) -> Node;
	/// Keeps `node` at `key`.
	fn put(&mut self, key: NodeKey, node: Node);
	/// Forgets the node at `key`, which has become empty.
	fn remove(&mut self, key: NodeKey);
}

/// The slot is not below [`CAPACITY`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotOutOfRange;

/// The weight of `slot`.
pub fn get<S: SumTreeStore>(store: &S, slot: u32) -> u64 {
	let (key, entry) = position(slot, 0);
	store.node(key).get(entry).copied().unwrap_or(0)
}

/// Gives `slot` the weight `weight`; zero takes it out of every draw. Rewrites one node per level.
pub fn set<S: SumTreeStore>(store: &mut S, slot: u32, weight: u32) -> Result<(), SlotOutOfRange> {
	if slot >= CAPACITY {
		return Err(SlotOutOfRange);
	}
	let mut sum = u64::from(weight);
	for level in 0..LEVELS {
		let (key, entry) = position(slot, level);
		let mut node = store.node(key);
		if let Some(old) = node.get_mut(entry) {
			if *old == sum {
				// Nothing above changes either.
				return Ok(());
			}
			*old = sum;
		}
		sum = sum_of(&node);
		if sum == 0 { store.remove(key) } else { store.put(key, node) }
	}
	Ok(())
}

/// The sum of all weights.
pub fn total<S: SumTreeStore>(store: &S) -> u64 {
	sum_of(&store.node(ROOT))
}

/// The slot that covers `point`, when the slots are laid end to end, each as long as its weight.
/// `None` when `point` is not below [`total`].
pub fn find<S: SumTreeStore>(store: &S, point: u64) -> Option<u32> {
	let mut rest = point;
	let mut index = 0u32;
	for level in (0..LEVELS).rev() {
		let node = store.node(NodeKey { level, index });
		let (entry, below) = entry_at(&node, rest)?;
		rest = below;
		index = (index << BITS) | entry;
	}
	Some(index)
}

/// Where `slot` begins when the slots are laid end to end, and how long it is: the points for which [`find`]
/// answers with it.
pub fn place<S: SumTreeStore>(store: &S, slot: u32) -> Range<u64> {
	let mut start = 0u64;
	let mut weight = 0u64;
	for level in (0..LEVELS).rev() {
		let (key, entry) = position(slot, level);
		let node = store.node(key);
		let before = node.iter().take(entry).fold(0u64, |sum, entry| sum.saturating_add(*entry));
		start = start.saturating_add(before);
		weight = node.get(entry).copied().unwrap_or(0);
	}
	start..start.saturating_add(weight)
}

/// Places that are out of a draw: what is left is drawn from as if they were not in the tree.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taken(Vec<Range<u64>>);

impl Taken {
	/// Takes a slot's [`place`] out. Once is enough: again changes nothing.
	pub fn add(&mut self, place: Range<u64>) {
		let at = self.0.partition_point(|taken| taken.start < place.start);
		let known = self.0.get(at).is_some_and(|taken| *taken == place);
		if !place.is_empty() && !known {
			self.0.insert(at, place);
		}
	}

	/// The point of the whole tree that `random` stands for. `None` if nothing is left of `total`.
	///
	/// Totals stay far below 2^52, so the remainder favours nobody by more than one in 4,096 even there,
	/// and not measurably at real totals.
	pub fn point(&self, random: u64, total: u64) -> Option<u64> {
		let taken = self
			.0
			.iter()
			.fold(0u64, |sum, place| sum.saturating_add(place.end.saturating_sub(place.start)));
		let mut point = random.checked_rem(total.saturating_sub(taken))?;
		for place in &self.0 {
			if point >= place.start {
				point = point.saturating_add(place.end.saturating_sub(place.start));
			}
		}
		Some(point)
	}
}

/// The node of `level` above `slot`, and the entry of it that covers `slot`.
fn position(slot: u32, level: u8) -> (NodeKey, usize) {
	let at_level = slot >> BITS.saturating_mul(level.into());
	let entry = at_level & (FAN_OUT as u32).saturating_sub(1);
	(NodeKey { level, index: at_level >> BITS }, entry as usize)
}

/// The entry that covers `point`, and how far into it `point` lies.
fn entry_at(node: &Node, point: u64) -> Option<(u32, u64)> {
	let mut rest = point;
	for (entry, sum) in (0u32..).zip(node) {
		match rest.checked_sub(*sum) {
			Some(beyond) => rest = beyond,
			None => return Some((entry, rest)),
		}
	}
	None
}

fn sum_of(node: &Node) -> u64 {
	node.iter().fold(0, |sum, entry| sum.saturating_add(*entry))
}

/// A tree in memory, for tests and for tools off the chain.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MemoryTree(alloc::collections::BTreeMap<NodeKey, Node>);

impl MemoryTree {
	/// How many nodes are stored.
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// Whether no node is stored.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}
}

impl SumTreeStore for MemoryTree {
	fn node(&self, key: NodeKey) -> Node {
		self.0.get(&key).copied().unwrap_or(EMPTY)
	}

	fn put(&mut self, key: NodeKey, node: Node) {
		self.0.insert(key, node);
	}

	fn remove(&mut self, key: NodeKey) {
		self.0.remove(&key);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// A million slots would be slow to model; these touch every level and both ends.
	fn slots() -> impl Strategy<Value = u32> {
		prop_oneof![0u32..40, 250u32..260, 4_090u32..4_100, (CAPACITY - 20)..CAPACITY]
	}

	fn naive_find(weights: &alloc::collections::BTreeMap<u32, u32>, point: u64) -> Option<u32> {
		let mut rest = point;
		for (slot, weight) in weights {
			match rest.checked_sub(u64::from(*weight)) {
				Some(beyond) => rest = beyond,
				None => return Some(*slot),
			}
		}
		None
	}

	/// Every stored node is non-empty and equals its entry one level up.
	fn check(tree: &MemoryTree) {
		for (key, node) in &tree.0 {
			let sum = sum_of(node);
			assert_ne!(sum, 0, "an empty node is stored at {key:?}");
			if *key != ROOT {
				let above = NodeKey { level: key.level + 1, index: key.index >> BITS };
				assert_eq!(tree.node(above)[key.index as usize % FAN_OUT], sum);
			}
		}
	}

	#[test]
	fn an_empty_tree_has_no_total_and_finds_nothing() {
		let tree = MemoryTree::default();
		assert_eq!((total(&tree), find(&tree, 0), get(&tree, 7)), (0, None, 0));
	}

	#[test]
	fn a_slot_beyond_capacity_is_refused_and_changes_nothing() {
		let mut tree = MemoryTree::default();
		assert_eq!(set(&mut tree, CAPACITY, 1), Err(SlotOutOfRange));
		assert_eq!(set(&mut tree, u32::MAX, 1), Err(SlotOutOfRange));
		assert!(tree.is_empty());
		assert_eq!(get(&tree, u32::MAX), 0);
	}

	#[test]
	fn the_last_slot_works_and_its_path_goes_when_it_empties() {
		let mut tree = MemoryTree::default();
		set(&mut tree, CAPACITY - 1, u32::MAX).unwrap();
		assert_eq!(tree.len(), LEVELS as usize);
		assert_eq!(find(&tree, u64::from(u32::MAX) - 1), Some(CAPACITY - 1));
		set(&mut tree, CAPACITY - 1, 0).unwrap();
		assert!(tree.is_empty());
	}

	#[test]
	fn draws_follow_the_weights() {
		let mut tree = MemoryTree::default();
		for slot in 0..100 {
			set(&mut tree, slot, slot % 3).unwrap();
		}
		let mut hits = [0u32; 100];
		for point in 0..total(&tree) {
			hits[find(&tree, point).unwrap() as usize] += 1;
		}
		assert!((0..100).all(|slot| hits[slot as usize] == slot % 3));
	}

	#[test]
	fn a_draw_without_some_is_a_draw_from_the_others() {
		let (mut all, mut others) = (MemoryTree::default(), MemoryTree::default());
		let mut taken = Taken::default();
		for slot in 0..100 {
			set(&mut all, slot, slot % 7).unwrap();
			if slot % 3 == 0 {
				set(&mut others, slot, slot % 7).unwrap();
			}
		}
		for slot in (0..100).rev().filter(|slot| slot % 3 != 0) {
			taken.add(place(&all, slot));
			taken.add(place(&all, slot));
		}
		for random in 0..3 * total(&others) {
			let drawn = taken.point(random, total(&all)).and_then(|point| find(&all, point));
			assert_eq!(drawn, find(&others, random % total(&others)));
		}
	}

	#[test]
	fn nobody_is_drawn_when_everyone_is_taken() {
		let mut tree = MemoryTree::default();
		let mut taken = Taken::default();
		set(&mut tree, 3, 9).unwrap();
		assert_eq!(taken.point(9, total(&tree)), Some(0));
		taken.add(place(&tree, 3));
		assert_eq!(taken.point(9, total(&tree)), None);
		assert_eq!(taken.point(9, 0), None);
	}

	proptest! {
		#[test]
		fn it_does_what_a_plain_list_does(
			changes in proptest::collection::vec((slots(), prop_oneof![Just(0u32), any::<u32>()]), 0..60),
			points in proptest::collection::vec(any::<u64>(), 1..20),
		) {
			let mut tree = MemoryTree::default();
			let mut weights = alloc::collections::BTreeMap::new();
			for (slot, weight) in changes {
				set(&mut tree, slot, weight).unwrap();
				weights.insert(slot, weight);
				prop_assert_eq!(get(&tree, slot), u64::from(weight));
			}
			check(&tree);
			let sum: u64 = weights.values().map(|w| u64::from(*w)).sum();
			prop_assert_eq!(total(&tree), sum);
			for point in points {
				let point = if sum == 0 { point } else { point % sum };
				prop_assert_eq!(find(&tree, point), naive_find(&weights, point));
			}
			prop_assert_eq!(find(&tree, sum), None);
			for (slot, weight) in &weights {
				let place = place(&tree, *slot);
				prop_assert_eq!(place.end - place.start, u64::from(*weight));
				if *weight > 0 {
					prop_assert_eq!(find(&tree, place.start), Some(*slot));
					prop_assert_eq!(find(&tree, place.end - 1), Some(*slot));
				}
			}
			for slot in weights.keys() {
				set(&mut tree, *slot, 0).unwrap();
			}
			prop_assert!(tree.is_empty());
		}

		#[test]
		fn the_order_of_changes_does_not_matter(
			changes in proptest::collection::btree_map(slots(), any::<u32>(), 0..40),
		) {
			let (mut one, mut other) = (MemoryTree::default(), MemoryTree::default());
			for (slot, weight) in &changes {
				set(&mut one, *slot, *weight).unwrap();
			}
			for (slot, weight) in changes.iter().rev() {
				set(&mut other, *slot, 7).unwrap();
				set(&mut other, *slot, *weight).unwrap();
			}
			prop_assert_eq!(one, other);
		}
	}
}
