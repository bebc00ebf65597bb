//! What a redemption pays for: a binary Merkle tree over receipts and amounts, in which each node also has the
//! sum of what is below it.
//!
//! Leaf `H(leaf tag ‖ receipt ‖ amount)`, node `H(node tag ‖ left hash ‖ left sum ‖ right hash ‖ right sum)`;
//! an odd node is carried up unchanged. Amounts laid end to end cover `0..total`, so a random point of it
//! chooses a leaf in proportion to its amount, and the way to the root shows that it is this one. Nobody has to
//! know how many leaves there are. A leaf of nothing is never chosen.

use crate::{
	Balance, Digest,
	payload::{domain, tagged},
};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most nodes on the way from a leaf to the root: trees have at most 2^24 leaves.
pub const MAX_PATH: u32 = 24;
/// Most leaves of a tree.
pub const MAX_LEAVES: usize = 1 << MAX_PATH;

/// A hash and the sum of all amounts below it: of a root, what a redemption names.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Sum {
	/// The node's hash.
	pub hash: Digest,
	/// In planck.
	pub amount: Balance,
}

/// A receipt that is paid for.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Paid {
	/// [`crate::channel::Receipt::hash`] of the last receipt of an answer that the voucher covers.
	pub receipt: Digest,
	/// What is paid for the answer, in planck: its price, less what was paid for it before.
	pub amount: Balance,
}

/// A neighbour on the way to the root.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Neighbour {
	/// It stands to the left.
	#[codec(index = 0)]
	Left(Sum),
	/// It stands to the right.
	#[codec(index = 1)]
	Right(Sum),
}

/// The way from a leaf to the root.
pub type SumPath = BoundedVec<Neighbour, ConstU32<MAX_PATH>>;

fn leaf(paid: &Paid) -> Sum {
	Sum { hash: tagged(domain::SUM_LEAF, paid), amount: paid.amount }
}

/// None if the amounts do not fit.
fn node(left: Sum, right: Sum) -> Option<Sum> {
	let amount = left.amount.checked_add(right.amount)?;
	Some(Sum { hash: tagged(domain::SUM_NODE, (left, right)), amount })
}

fn parents(level: &[Sum]) -> Option<Vec<Sum>> {
	level
		.chunks(2)
		.map(|pair| match pair {
			[left, right] => node(*left, *right),
			[carried] => Some(*carried),
			_ => None,
		})
		.collect()
}

/// The root over all that is paid. None if there is nothing, too much of it, or the sum does not fit.
pub fn root(paid: &[Paid]) -> Option<Sum> {
	if paid.len() > MAX_LEAVES {
		return None;
	}
	let mut level: Vec<Sum> = paid.iter().map(leaf).collect();
	while level.len() > 1 {
		level = parents(&level)?;
	}
	level.first().copied()
}

/// Which leaf covers `point`, and the way from it to the root. None if the point is not below the total.
pub fn prove(paid: &[Paid], point: Balance) -> Option<(usize, SumPath)> {
	let mut rest = point;
	let index = paid.iter().position(|paid| match rest.checked_sub(paid.amount) {
		Some(beyond) => {
			rest = beyond;
			false
		}
		None => true,
	})?;
	let mut level: Vec<Sum> = paid.iter().map(leaf).collect();
	let mut at = index;
	let mut path = SumPath::default();
	while level.len() > 1 {
		if let Some(sum) = level.get(at ^ 1) {
			let right = at & 1 == 0;
			let step = if right { Neighbour::Right(*sum) } else { Neighbour::Left(*sum) };
			path.try_push(step).ok()?;
		}
		level = parents(&level)?;
		at >>= 1;
	}
	Some((index, path))
}

/// Whether `paid` is the leaf of the tree with `root` that covers `point`.
pub fn verify(root: &Sum, point: Balance, paid: &Paid, path: &SumPath) -> bool {
	let mut start: Balance = 0;
	let mut sum = leaf(paid);
	for step in path {
		let above = match *step {
			Neighbour::Left(left) => {
				let Some(moved) = start.checked_add(left.amount) else { return false };
				start = moved;
				node(left, sum)
			}
			Neighbour::Right(right) => node(sum, right),
		};
		let Some(above) = above else { return false };
		sum = above;
	}
	let within = point.checked_sub(start).is_some_and(|into| into < paid.amount);
	within && sum == *root
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn list(amounts: &[Balance]) -> Vec<Paid> {
		let receipt = |n: usize| tagged(domain::RECEIPT, n as u64);
		let paid = amounts.iter().enumerate();
		paid.map(|(n, amount)| Paid { receipt: receipt(n), amount: *amount }).collect()
	}

	#[test]
	fn nothing_has_no_root_and_no_sum_overflows() {
		assert_eq!(root(&[]), None);
		assert_eq!(prove(&[], 0), None);
		assert_eq!(root(&list(&[Balance::MAX, 1])), None);
		assert_eq!(root(&list(&[Balance::MAX])).map(|root| root.amount), Some(Balance::MAX));
	}

	#[test]
	fn a_path_that_would_overflow_proves_nothing() {
		let paid = list(&[5, 7]);
		let top = root(&paid).unwrap();
		let (_, mut path) = prove(&paid, 6).unwrap();
		path.try_push(Neighbour::Left(Sum { hash: [0; 32], amount: Balance::MAX })).unwrap();
		assert!(!verify(&top, 6, &paid[1], &path));
	}

	proptest! {
		#[test]
		fn every_point_is_covered_by_the_leaf_whose_turn_it_is(
			amounts in proptest::collection::vec(prop_oneof![Just(0u128), 1u128..50], 1..40),
		) {
			let paid = list(&amounts);
			let top = root(&paid).unwrap();
			prop_assert_eq!(top.amount, amounts.iter().sum::<u128>());
			let mut covers = Vec::new();
			for (n, amount) in amounts.iter().enumerate() {
				covers.extend(core::iter::repeat_n(n, *amount as usize));
			}
			for (point, expected) in covers.iter().enumerate() {
				let (index, path) = prove(&paid, point as u128).unwrap();
				prop_assert_eq!(index, *expected);
				prop_assert!(verify(&top, point as u128, &paid[index], &path));
			}
			prop_assert_eq!(prove(&paid, top.amount), None);
		}

		#[test]
		fn nothing_else_is_proven(
			amounts in proptest::collection::vec(1u128..50, 2..40),
			point in any::<u128>(), other in any::<u128>(), flip in 0usize..3,
		) {
			let paid = list(&amounts);
			let top = root(&paid).unwrap();
			let (point, other) = (point % top.amount, other % top.amount);
			let (index, path) = prove(&paid, point).unwrap();
			// Another point of the same leaf is as good; one of another leaf is not.
			let (same, _) = prove(&paid, other).unwrap();
			prop_assert_eq!(verify(&top, other, &paid[index], &path), same == index);
			let mut changed = paid[index];
			match flip {
				0 => changed.amount += 1,
				1 => changed.amount -= 1,
				_ => changed.receipt[0] ^= 1,
			}
			prop_assert!(!verify(&top, point, &changed, &path));
			let mut less = top;
			less.amount -= 1;
			prop_assert!(!verify(&less, point, &paid[index], &path));
			let mut short = path.clone();
			short.pop();
			prop_assert!(!verify(&top, point, &paid[index], &short));
		}
	}
}
