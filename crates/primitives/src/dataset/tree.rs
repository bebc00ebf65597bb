//! The tree over a release's leaves: a binary Merkle tree, an odd node carried up unchanged. The number of chunks
//! follows from the length that every statement names beside the root, so a root has one shape.

use super::{DataLeaf, DataOpening};
use crate::{
	Digest,
	payload::{domain, tagged},
};
use alloc::vec::Vec;
use bounded_collections::BoundedVec;

fn leaf_hash(index: u32, leaf: &DataLeaf) -> Digest {
	tagged(domain::DATA_LEAF, (index, leaf))
}

fn node_hash(left: &Digest, right: &Digest) -> Digest {
	tagged(domain::DATA_NODE, (left, right))
}

/// Takes leaves one after the other, and keeps as many digests as the tree is high.
#[derive(Clone, Debug, Default)]
pub struct DataTree {
	leaves: u32,
	/// Roots of whole trees with their heights, the highest first.
	peaks: Vec<(u8, Digest)>,
}

impl DataTree {
	/// Adds the next leaf.
	pub fn push(&mut self, leaf: &DataLeaf) {
		let mut height = 0u8;
		let mut digest = leaf_hash(self.leaves, leaf);
		while let Some((_, left)) = self.peaks.pop_if(|(other, _)| *other == height) {
			digest = node_hash(&left, &digest);
			height = height.saturating_add(1);
		}
		self.peaks.push((height, digest));
		self.leaves = self.leaves.saturating_add(1);
	}

	/// The root over all leaves so far; none without leaves.
	pub fn root(&self) -> Option<Digest> {
		let mut peaks = self.peaks.iter().rev().map(|(_, digest)| *digest);
		let last = peaks.next()?;
		Some(peaks.fold(last, |right, left| node_hash(&left, &right)))
	}
}

/// Opens leaf `index` of all leaves of a release; none if there is no such leaf or they are too many.
pub fn open_leaf(leaves: &[DataLeaf], index: u32) -> Option<DataOpening> {
	let leaf = *leaves.get(index as usize)?;
	let mut level: Vec<Digest> =
		(0u32..).zip(leaves).map(|(index, leaf)| leaf_hash(index, leaf)).collect();
	let mut at = index as usize;
	let mut path = Vec::new();
	while level.len() > 1 {
		path.extend(level.get(at ^ 1));
		at >>= 1;
		level = level
			.chunks(2)
			.map(|pair| match pair {
				[left, right] => node_hash(left, right),
				[carried] => *carried,
				_ => Digest::default(),
			})
			.collect();
	}
	Some(DataOpening { index, leaf, path: BoundedVec::try_from(path).ok()? })
}

/// The root of the tree of `chunks` leaves that has that leaf there; none if the path has not the length that it
/// must have.
pub fn root_of(chunks: u32, opening: &DataOpening) -> Option<Digest> {
	if opening.index >= chunks {
		return None;
	}
	let (mut at, mut width) = (opening.index, chunks);
	let mut digest = leaf_hash(opening.index, &opening.leaf);
	let mut path = opening.path.iter();
	while width > 1 {
		if at ^ 1 < width {
			let sibling = path.next()?;
			digest = match at & 1 {
				0 => node_hash(&digest, sibling),
				_ => node_hash(sibling, &digest),
			};
		}
		at >>= 1;
		width = width.div_ceil(2);
	}
	path.next().is_none().then_some(digest)
}
