//! An auditor's tree of cells ([`crate::cells`]): made while an answer is computed, opened from an execution.

use super::{Execution, Trace};
use crate::{
	cells::CellKey,
	hash::{Blake2, Hash, Hasher},
	merkle::Tree,
};

/// The tree over all cells' bytes, by position, then slot.
pub fn tree<'a>(key: &CellKey, cells: impl Iterator<Item = &'a [u8]>) -> Tree {
	Tree::new::<Blake2>(cells.map(|cell| leaf_hash(key, cell)).collect())
}

pub(crate) fn leaf_hash(key: &CellKey, preimage: &[u8]) -> Hash {
	Blake2::hash(&key.leaf(preimage))
}

/// What [`crate::cells::verify`] reads of the cell at position and slot, whose bytes are `cell`.
pub fn open(
	tree: &Tree,
	trace: &Trace,
	cell: &[u8],
	(position, slot): (u32, u32),
	slots: u32,
) -> Vec<u8> {
	let own = tree.siblings(position * slots + slot, 1).concat();
	// Its hash is computed from its bytes.
	let proof = trace.prove_cell(position, slot);
	[cell, &own, proof.get(32..).unwrap_or_default()].concat()
}

impl Execution {
	/// The auditor's tree over the cells of this execution.
	pub fn cells_tree(&self, key: &CellKey) -> Tree {
		let slots = self.artefact().header().slots();
		let all = (0..self.claim().shape().positions())
			.flat_map(|position| (0..slots).map(move |slot| (position, slot)));
		tree(key, all.map(|(position, slot)| self.cell(position, slot)))
	}

	/// Opens a cell in that tree and in the trace.
	pub fn open_cell(&self, tree: &Tree, (position, slot): (u32, u32)) -> Vec<u8> {
		let slots = self.artefact().header().slots();
		open(tree, self.trace(), self.cell(position, slot), (position, slot), slots)
	}
}
