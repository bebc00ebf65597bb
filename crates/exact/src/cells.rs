//! Cells that an auditor opens to show that it executed an answer.
//!
//! Before anybody shows a trace, an auditor commits to a tree over all cells as it computed them, one leaf for
//! each position and slot. A leaf is hashed with the auditor's account and a secret of its own, so one tree
//! fits nobody else and says nothing about the trace. Later a few cells are drawn, and the auditor opens each
//! twice: in its own tree and in the trace that was claimed. Who was only told the trace's root has no leaves.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	Header, Shape,
	game::MAX_ANSWER,
	hash::{Hash, Hasher, LEAF},
	merkle::root_of_range,
	opening::{Claim, Opening},
};
use alloc::vec::Vec;

/// Begins what is hashed to a leaf, after its first byte.
pub const TAG: &[u8; 16] = b"stoa/cell/v1\0\0\0\0";
/// Most hashes of an opening: up the auditor's tree, and up the trace by its first index.
const MAX_HASHES: usize = 22 + 9 + 5 + 1 + 8;
/// Most bytes of an opening of one cell.
pub const MAX_CELL_OPENING: usize = MAX_ANSWER + 32 * MAX_HASHES;

/// Whose tree it is, and what keeps others from guessing its leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CellKey {
	/// The auditor's account.
	pub auditor: [u8; 32],
	/// Known to the auditor alone until it opens cells.
	pub secret: [u8; 32],
}

impl core::fmt::Debug for CellKey {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_struct("CellKey").finish_non_exhaustive()
	}
}

impl CellKey {
	/// A leaf before it is hashed. `preimage` are all leaves of the cell, one after the other; nothing where no
	/// token is chosen.
	pub fn leaf(&self, preimage: &[u8]) -> Vec<u8> {
		[&[LEAF][..], &TAG[..], &self.auditor, &self.secret, preimage].concat()
	}
}

/// Width of the tree, and the place of a cell in it; none if the claim has no such cell.
fn place(claim: &Claim, position: u32, slot: u32) -> Option<(u32, u32)> {
	let (positions, slots) = (claim.shape().positions(), claim.header().slots());
	let exists = position < positions && slot < slots;
	// At most 8,192 positions of 258 slots.
	exists.then_some((positions * slots, position * slots + slot))
}

/// The cell that a random number picks: one of a layer or of the head. Embeddings are copied out of a table,
/// so they show no work; where no token is chosen the last layer stands for the head.
pub fn pick(header: &Header, shape: &Shape, random: u64) -> (u32, u32) {
	let head = header.head_slot();
	let cells = u64::from(shape.positions()) * u64::from(head);
	let at = random.checked_rem(cells).unwrap_or(0) as u32;
	let (position, above) = (at.checked_div(head).unwrap_or(0), at.checked_rem(head).unwrap_or(0));
	let slot = 1 + above;
	let absent = slot == head && !shape.chooses(position);
	(position, slot - u32::from(absent))
}

/// Whether `opening` opens the cell in the auditor's tree with root `tree`, and the same bytes in the claimed
/// trace: the cell's leaves, each with its first byte, the way up the tree, then the way up the trace. A cell
/// in whose place there is nothing cannot be opened.
pub fn verify<H: Hasher>(
	claim: &Claim,
	key: &CellKey,
	tree: &Hash,
	(position, slot): (u32, u32),
	opening: &[u8],
) -> bool {
	let header = claim.header();
	let absent = slot == header.head_slot() && !claim.shape().chooses(position);
	let Some((width, at)) = place(claim, position, slot).filter(|_| !absent) else { return false };
	let Some((preimage, rest)) = opening.split_at_checked(header.cell_size(slot)) else {
		return false;
	};
	let Some(cell) = header.cell_hash::<H>(slot, preimage) else { return false };
	let mut rest = rest;
	let leaf = Vec::from([H::hash(&key.leaf(preimage))]);
	let root = root_of_range::<H>(width, at, leaf, || {
		let (sibling, after) = rest.split_first_chunk::<32>()?;
		rest = after;
		Some(*sibling)
	});
	if root != Some(*tree) {
		return false;
	}
	let mut path = Opening::<H>::new(claim, None, rest);
	path.known_cell(position, slot, cell).and_then(|()| path.finish()).is_ok()
}

#[cfg(all(test, feature = "std"))]
mod tests {
	use super::*;
	use crate::{
		Blake2, Config, Sampling,
		config::Extras,
		header::Storage,
		merkle::Tree,
		ops::Quant,
		trace::{Trace, cells},
	};
	use proptest::prelude::*;

	const KEY: CellKey = CellKey { auditor: [1; 32], secret: [2; 32] };

	fn header(dim: u32, layers: u32) -> Header {
		let config = Config {
			layers,
			dim,
			heads: 2,
			kv_heads: 1,
			ffn: 64,
			vocabulary: 1_000,
			context: 2_048,
			rope_base: 10_000,
			epsilon: 2_684,
			extras: Extras::default(),
		};
		let storage =
			Storage { embedding: Quant::Q8, head: None, layers: vec![0; layers as usize] };
		Header::new(config, storage, &[2], [1; 32], [2; 32]).unwrap()
	}

	/// Cells of arbitrary bytes, their trace and the claim about them.
	fn invented(layers: u32, prompt: u32, output: u32) -> (Claim, Vec<Vec<u8>>, Trace) {
		let header = header(64, layers);
		let shape = Shape::new(prompt, output, true).unwrap();
		let mut bytes = Vec::new();
		for position in 0..shape.positions() {
			for slot in 0..header.slots() {
				let absent = slot == header.head_slot() && !shape.chooses(position);
				let leaves = if absent { Vec::new() } else { header.cell_leaves(slot) };
				let leaf = |leaf| {
					let mut bytes = vec![(position ^ slot) as u8; 1 + header.cell_bytes(leaf)];
					bytes[0] = LEAF;
					bytes
				};
				bytes.push(leaves.into_iter().flat_map(leaf).collect::<Vec<u8>>());
			}
		}
		let slots = header.slots() as usize;
		let hashes = bytes.iter().enumerate().map(|(at, cell)| {
			let hash = header.cell_hash::<Blake2>((at % slots) as u32, cell);
			hash.unwrap_or(crate::shape::ABSENT)
		});
		let trace = Trace::new(shape, slots, hashes.collect());
		let claim =
			Claim::new(header, shape, Sampling::Greedy, [3; 32], [4; 32], trace.root()).unwrap();
		(claim, bytes, trace)
	}

	fn opened(cells: &[Vec<u8>], trace: &Trace, at: (u32, u32), slots: u32) -> (Tree, Vec<u8>) {
		let tree = cells::tree(&KEY, cells.iter().map(|cell| &cell[..]));
		let opening = cells::open(&tree, trace, &cells[(at.0 * slots + at.1) as usize], at, slots);
		(tree, opening)
	}

	proptest! {
		#[test]
		fn every_cell_that_is_picked_opens_and_no_other_opening_does(
			layers in 1u32..5,
			prompt in 1u32..40,
			output in 0u32..40,
			random in any::<u64>(),
			flip in any::<prop::sample::Index>(),
		) {
			let (claim, bytes, trace) = invented(layers, prompt, output);
			let slots = claim.header().slots();
			let at = pick(claim.header(), claim.shape(), random);
			prop_assert!(at.0 < claim.shape().positions() && (1..slots).contains(&at.1));
			let (tree, opening) = opened(&bytes, &trace, at, slots);
			let root = tree.root();
			prop_assert!(verify::<Blake2>(&claim, &KEY, &root, at, &opening));
			prop_assert!(opening.len() <= MAX_CELL_OPENING);
			let mut wrong = opening.clone();
			wrong[flip.index(opening.len())] ^= 1;
			prop_assert!(!verify::<Blake2>(&claim, &KEY, &root, at, &wrong));
			for key in [CellKey { auditor: [9; 32], ..KEY }, CellKey { secret: [9; 32], ..KEY }] {
				prop_assert!(!verify::<Blake2>(&claim, &key, &root, at, &opening));
			}
			prop_assert!(!verify::<Blake2>(&claim, &KEY, &[0; 32], at, &opening));
			let longer = [&opening[..], &[0; 32]].concat();
			prop_assert!(!verify::<Blake2>(&claim, &KEY, &root, at, &longer));
			let shorter = &opening[..opening.len() - 1];
			prop_assert!(!verify::<Blake2>(&claim, &KEY, &root, at, shorter));
		}

		#[test]
		fn any_bytes_are_refused_without_a_panic(
			position in any::<u32>(),
			slot in any::<u32>(),
			opening in prop::collection::vec(any::<u8>(), 0..3_000),
		) {
			let (claim, ..) = invented(2, 3, 4);
			prop_assert!(!verify::<Blake2>(&claim, &KEY, &[5; 32], (position, slot), &opening));
		}
	}

	#[test]
	fn where_nothing_is_chosen_nothing_can_be_opened() {
		let (claim, bytes, trace) = invented(2, 5, 4);
		let (slots, head) = (claim.header().slots(), claim.header().head_slot());
		let (tree, opening) = opened(&bytes, &trace, (1, head), slots);
		assert!(!verify::<Blake2>(&claim, &KEY, &tree.root(), (1, head), &opening));
		let (_, opening) = opened(&bytes, &trace, (4, head), slots);
		assert!(verify::<Blake2>(&claim, &KEY, &tree.root(), (4, head), &opening));
	}

	#[test]
	fn picks_reach_every_layer_and_the_head_and_no_embedding() {
		let (claim, ..) = invented(3, 2, 2);
		let picked: std::collections::BTreeSet<_> =
			(0..1_000).map(|random| pick(claim.header(), claim.shape(), random)).collect();
		// Three layers at four positions, and the head at the three that choose.
		assert_eq!(picked.len(), 3 * 4 + 3);
		assert!(picked.iter().all(|(_, slot)| *slot > 0));
	}
}
