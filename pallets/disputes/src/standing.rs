//! Since when a juror has had how much weight.
//!
//! A case takes only weight that was there when it was opened and has been there ever since. Trees are of
//! today, so each juror keeps a short history from which the least weight since any block follows.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use stoa_primitives::BlockNumber;

/// Steps that are kept. Those beyond are forgotten, the oldest first: it makes the weight count for less in
/// the oldest cases, never for more.
pub const MAX_STEPS: u32 = 8;

/// From `since` on, the weight has never been below `weight`.
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
pub struct Step {
	/// Height of the block.
	pub since: BlockNumber,
	/// The least weight ever since.
	pub weight: u32,
}

/// Steps, both their blocks and their weights rising.
#[derive(
	Clone,
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
pub struct Standing(BoundedVec<Step, ConstU32<MAX_STEPS>>);

impl Standing {
	/// Notes that the weight is `weight` from block `now` on.
	pub fn note(&mut self, now: BlockNumber, weight: u32) {
		let mut since = now;
		while let Some(last) = self.0.last().copied().filter(|last| last.weight >= weight) {
			since = last.since;
			self.0.pop();
		}
		if weight == 0 {
			return;
		}
		if self.0.is_full() {
			self.0.remove(0);
		}
		// There is room.
		let _pushed = self.0.try_push(Step { since, weight });
	}

	/// The least weight that there has been since block `block`.
	pub fn since(&self, block: BlockNumber) -> u32 {
		let known = self.0.iter().rev().find(|step| step.since <= block);
		known.map_or(0, |step| step.weight)
	}

	/// The steps.
	pub fn steps(&self) -> &[Step] {
		&self.0
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn what_came_later_does_not_count_and_what_left_does_not_either() {
		let mut standing = Standing::default();
		standing.note(10, 5);
		standing.note(20, 9);
		assert_eq!([9, 10, 19, 20, 99].map(|block| standing.since(block)), [0, 5, 5, 9, 9]);
		standing.note(30, 7);
		assert_eq!([9, 10, 19, 20, 99].map(|block| standing.since(block)), [0, 5, 5, 7, 7]);
		standing.note(40, 0);
		assert_eq!(standing.since(99), 0);
		standing.note(50, 9);
		assert_eq!([49, 50].map(|block| standing.since(block)), [0, 9]);
	}

	proptest! {
		#[test]
		fn it_is_the_least_since_or_less(weights in prop::collection::vec(0u32..6, 1..30)) {
			let mut standing = Standing::default();
			for (block, weight) in (0u32..).zip(&weights) {
				standing.note(block, *weight);
			}
			// Six weights need no more steps than are kept.
			for block in 0..weights.len() {
				let least = weights[block..].iter().min().copied().unwrap();
				prop_assert_eq!(standing.since(block as u32), least);
			}
		}

		#[test]
		fn forgetting_never_makes_it_count_for_more(weights in prop::collection::vec(0u32..99, 1..60)) {
			let mut standing = Standing::default();
			for (block, weight) in (0u32..).zip(&weights) {
				standing.note(block, *weight);
			}
			for block in 0..weights.len() {
				let least = weights[block..].iter().min().copied().unwrap();
				prop_assert!(standing.since(block as u32) <= least);
			}
			prop_assert_eq!(standing.since(weights.len() as u32), *weights.last().unwrap());
		}
	}
}
