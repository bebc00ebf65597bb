//! Traces of invented cells: the pallet sees their hashes only.

use super::*;
use stoa_exact::{
	Blake2, Hash, Hasher, Shape, cells::CellKey, hash::LEAF, merkle::Tree, shape::ABSENT,
};

/// What hides the leaves of every auditor's tree.
pub const SECRET: Digest = [6; 32];

/// All cells of an answer of ten tokens to a prompt of five, one page of them.
pub struct Cells {
	/// By position, then slot.
	bytes: Vec<Vec<u8>>,
	slots: Vec<Tree>,
	positions: Tree,
	other: Hash,
}

impl Cells {
	/// Those with trace `trace`.
	pub fn of(trace: u8) -> Self {
		let (header, shape) = (header(), Shape::new(5, 10, true).unwrap());
		let cells = (0..shape.positions()).flat_map(|p| (0..header.slots()).map(move |s| (p, s)));
		let bytes: Vec<Vec<u8>> = cells
			.map(|(position, slot)| {
				let absent = slot == header.head_slot() && !shape.chooses(position);
				let leaves = if absent { Vec::new() } else { header.cell_leaves(slot) };
				let sizes = leaves.into_iter().map(|leaf| header.cell_bytes(leaf));
				let number = [trace, position as u8, slot as u8];
				sizes
					.flat_map(|size| [vec![LEAF], number.repeat(size)[..size].to_vec()].concat())
					.collect()
			})
			.collect();
		let width = header.slots() as usize;
		let hash = |(slot, cell): (usize, &Vec<u8>)| {
			header.cell_hash::<Blake2>(slot as u32, cell).unwrap_or(ABSENT)
		};
		let slots: Vec<Tree> = bytes
			.chunks(width)
			.map(|cells| Tree::new::<Blake2>(cells.iter().enumerate().map(hash).collect()))
			.collect();
		let positions = Tree::new::<Blake2>(slots.iter().map(Tree::root).collect());
		Self { bytes, slots, positions, other: [8; 32] }
	}

	/// Root of the trace. Nobody looks into its second index here.
	pub fn root(&self) -> Digest {
		Blake2::node(&self.positions.root(), &self.other)
	}

	/// The tree of an auditor that computed them.
	pub fn tree(&self, auditor: &AccountId) -> Tree {
		let key = CellKey { auditor: auditor.clone().into(), secret: SECRET };
		Tree::new::<Blake2>(self.bytes.iter().map(|cell| Blake2::hash(&key.leaf(cell))).collect())
	}

	/// Opens a cell in both.
	pub fn open(&self, auditor: &AccountId, (position, slot): (u32, u32)) -> CellOpening {
		let at = position * header().slots() + slot;
		let mut bytes = self.bytes[at as usize].clone();
		let page = [self.positions.siblings(position, 1), vec![self.other]].concat();
		let within = self.slots[position as usize].siblings(slot, 1);
		let hashes = [self.tree(auditor).siblings(at, 1), within, page].concat();
		bytes.extend(hashes.concat());
		bytes.try_into().unwrap()
	}
}
