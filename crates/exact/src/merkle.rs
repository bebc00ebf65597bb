//! Binary Merkle trees of known width; an odd node at the end of a level is carried up unchanged.
//!
//! The width of every tree here follows from a model's header and an answer's shape, so a proof needs no
//! positions or lengths: it is the siblings that are missing, from the bottom up, left before right.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::hash::{Hash, Hasher};
use alloc::vec::Vec;

/// Levels between the leaves and the root of a tree.
pub const fn levels(width: u32) -> u32 {
	match width.checked_sub(1) {
		None | Some(0) => 0,
		Some(last) => 32 - last.leading_zeros(),
	}
}

/// The root of all leaves; zeros if there is none.
pub fn root<H: Hasher>(leaves: impl IntoIterator<Item = Hash>) -> Hash {
	let mut level: Vec<Hash> = leaves.into_iter().collect();
	while level.len() > 1 {
		level = parents::<H>(&level);
	}
	level.first().copied().unwrap_or_default()
}

/// The next level.
pub fn parents<H: Hasher>(level: &[Hash]) -> Vec<Hash> {
	let pairs = level.chunks(2).map(|pair| match pair {
		[left, right] => H::node(left, right),
		[carried] => *carried,
		_ => Hash::default(),
	});
	pairs.collect()
}

/// The root of a tree `width` leaves wide, of which the leaves from `start` on are known. `sibling` gives
/// what is missing. None if there is no such range or a sibling is missing.
pub fn root_of_range<H: Hasher>(
	width: u32,
	start: u32,
	known: Vec<Hash>,
	mut sibling: impl FnMut() -> Option<Hash>,
) -> Option<Hash> {
	let (mut width, mut start, mut known) = (width, start, known);
	if known.is_empty() || u64::from(start) + known.len() as u64 > u64::from(width) {
		return None;
	}
	while width > 1 {
		let mut level = Vec::with_capacity(known.len() + 2);
		if start & 1 == 1 {
			level.push(sibling()?);
		}
		let end = start + known.len() as u32;
		level.append(&mut known);
		if end & 1 == 1 && end < width {
			level.push(sibling()?);
		}
		known = parents::<H>(&level);
		start >>= 1;
		width = width.div_ceil(2);
	}
	known.first().copied()
}

/// All levels of a tree, for whoever proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
	levels: Vec<Vec<Hash>>,
}

impl Tree {
	/// The tree over `leaves`.
	pub fn new<H: Hasher>(leaves: Vec<Hash>) -> Self {
		Self::by(leaves, parents::<H>)
	}

	/// The tree over `leaves`, of which `above` gives the level above another.
	pub(crate) fn by(leaves: Vec<Hash>, above: impl Fn(&[Hash]) -> Vec<Hash>) -> Self {
		let mut levels = Vec::from([leaves]);
		while let Some(level) = levels.last().filter(|level| level.len() > 1) {
			let next = above(level);
			levels.push(next);
		}
		Self { levels }
	}

	/// Number of leaves.
	pub fn width(&self) -> u32 {
		self.levels.first().map_or(0, |level| level.len() as u32)
	}

	/// The root; zeros if there is no leaf.
	pub fn root(&self) -> Hash {
		self.levels.last().and_then(|level| level.first()).copied().unwrap_or_default()
	}

	/// The nodes of `level` from `start` on, at most `count`.
	pub fn nodes(&self, level: u32, start: u32, count: u32) -> &[Hash] {
		let level = self.levels.get(level.min(self.height()) as usize).map_or(&[][..], |l| l);
		let rest = level.get(start as usize..).unwrap_or_default();
		rest.get(..count as usize).unwrap_or(rest)
	}

	/// Levels above the leaves.
	pub fn height(&self) -> u32 {
		self.levels.len().saturating_sub(1) as u32
	}

	/// Replaces nodes of `level` from `start` on, and what is above them: how a tree looks to whoever was
	/// shown another one's nodes.
	pub fn replace<H: Hasher>(&mut self, level: u32, start: u32, nodes: &[Hash]) {
		let level = level as usize;
		let Some(row) = self.levels.get_mut(level) else { return };
		for (to, from) in row.iter_mut().skip(start as usize).zip(nodes) {
			*to = *from;
		}
		for at in level..self.levels.len().saturating_sub(1) {
			let above = self.levels.get(at).map(|row| parents::<H>(row)).unwrap_or_default();
			// Only where something was replaced: elsewhere the levels below may be older than those above.
			let (from, to) = (
				start as usize >> (at + 1 - level),
				(start as usize + nodes.len() - 1) >> (at + 1 - level),
			);
			let Some(row) = self.levels.get_mut(at + 1) else { return };
			for (at, (old, new)) in row.iter_mut().zip(above).enumerate() {
				if (from..=to).contains(&at) {
					*old = new;
				}
			}
		}
	}

	/// What [`root_of_range`] asks for.
	pub fn siblings(&self, start: u32, count: u32) -> Vec<Hash> {
		let mut siblings = Vec::new();
		let (mut start, mut end) = (start as usize, start as usize + count as usize);
		for level in self.levels.iter().filter(|level| level.len() > 1) {
			if start & 1 == 1 {
				siblings.extend(level.get(start - 1));
			}
			if end & 1 == 1 {
				siblings.extend(level.get(end));
			}
			(start, end) = (start / 2, end.div_ceil(2));
		}
		siblings
	}
}

#[cfg(all(test, feature = "std"))]
mod tests {
	use super::*;
	use crate::hash::Blake2;
	use proptest::prelude::*;

	fn leaves(width: u32) -> Vec<Hash> {
		(0..width).map(|leaf| Blake2::hash(&leaf.to_le_bytes())).collect()
	}

	proptest! {
		#[test]
		fn every_range_leads_to_the_root(width in 1u32..200, a in any::<u32>(), b in any::<u32>()) {
			let (start, count) = (a % width, 1 + b % (width - a % width));
			let tree = Tree::new::<Blake2>(leaves(width));
			prop_assert_eq!(tree.root(), root::<Blake2>(leaves(width)));
			prop_assert_eq!(tree.height(), levels(width));
			let known = leaves(width)[start as usize..][..count as usize].to_vec();
			let siblings = tree.siblings(start, count);
			let mut left = siblings.iter().copied();
			let got = root_of_range::<Blake2>(width, start, known.clone(), || left.next());
			prop_assert_eq!(got, Some(tree.root()));
			prop_assert_eq!(left.next(), None);
			let mut short = siblings.iter().copied().skip(1);
			let got = root_of_range::<Blake2>(width, start, known, || short.next());
			prop_assert!(siblings.is_empty() || got != Some(tree.root()));
		}

		#[test]
		fn replaced_nodes_change_what_is_above(width in 33u32..200, group in any::<u32>()) {
			let other: Vec<Hash> = (0..width).map(|leaf| Blake2::hash(&[leaf as u8, 1])).collect();
			let other = Tree::new::<Blake2>(other);
			let group = group % width.div_ceil(32);
			let mut tree = Tree::new::<Blake2>(leaves(width));
			// From the top down, as a game shows them.
			tree.replace::<Blake2>(5, 0, other.nodes(5, 0, 32));
			prop_assert_eq!(tree.root(), other.root());
			tree.replace::<Blake2>(0, group * 32, other.nodes(0, group * 32, 32));
			prop_assert_eq!(tree.root(), other.root());
			prop_assert_eq!(tree.siblings(group * 32, 1), other.siblings(group * 32, 1));
		}
	}

	#[test]
	fn ranges_that_do_not_exist_have_no_root() {
		let none = || -> Option<Hash> { panic!("nothing is asked for") };
		assert_eq!(root_of_range::<Blake2>(3, 2, leaves(2), none), None);
		assert_eq!(root_of_range::<Blake2>(3, u32::MAX, leaves(2), none), None);
		assert_eq!(root_of_range::<Blake2>(3, 0, Vec::new(), none), None);
		assert_eq!(root_of_range::<Blake2>(1, 0, leaves(1), none), Some(leaves(1)[0]));
	}
}
