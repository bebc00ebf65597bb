//! What class Exact adds to a job.

use super::{MAX_AUDITORS, OPENED_CELLS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use stoa_primitives::{Balance, BlockNumber, Digest, SeatIndex};

/// Whether auditors that agree have to open cells.
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
pub enum Openings {
	/// Nobody has to, or has to any more.
	#[codec(index = 0)]
	Over,
	/// A draw decides it.
	#[codec(index = 1)]
	Undecided {
		/// Block at which it can be made.
		at: BlockNumber,
	},
	/// Those of whom a tree is kept have to.
	#[codec(index = 2)]
	Due {
		/// Block at which those who have not are slashed.
		until: BlockNumber,
	},
}

/// What an auditor of class Exact has bound beside its claim.
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
pub struct CellTree {
	/// Its seat.
	pub seat: SeatIndex,
	/// Root of its tree over all cells: the salt of its commitment.
	pub root: Digest,
}

/// What an auditor must open.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CellsAsked<AccountId> {
	/// Its seat.
	pub seat: SeatIndex,
	/// Who sits there.
	pub provider: AccountId,
	/// The cells, in the order in which they must be opened: position and slot.
	pub cells: [(u32, u32); OPENED_CELLS as usize],
	/// Block at which it is slashed if it has not.
	pub until: BlockNumber,
}

/// What a job of class Exact has beside.
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
pub struct ExactDetails {
	/// Root of the prompt's tokens.
	pub prompt_root: Digest,
	/// Root of the answer's tokens; zero before there is one.
	pub output_root: Digest,
	/// Auditors that are drawn if there is an audit; 0 if too few serve the release.
	pub auditors: u8,
	/// Draws of auditors so far.
	pub draws: u8,
	/// Trees of auditors that may have to open cells, from their reveal until they have, or need not.
	pub trees: [Option<CellTree>; MAX_AUDITORS as usize],
}

impl ExactDetails {
	/// The root of a seat's tree, while it is kept.
	pub fn tree(&self, seat: SeatIndex) -> Option<Digest> {
		self.trees.iter().flatten().find(|tree| tree.seat == seat).map(|tree| tree.root)
	}

	/// Keeps a seat's tree. No more auditors than there are places sit at one time.
	pub(crate) fn add_tree(&mut self, seat: SeatIndex, root: Digest) {
		if let Some(place) = self.trees.iter_mut().find(|place| place.is_none()) {
			*place = Some(CellTree { seat, root });
		}
	}

	/// Drops the trees of all seats that `test` does not accept.
	pub(crate) fn keep_trees(&mut self, test: impl Fn(SeatIndex) -> bool) {
		for place in &mut self.trees {
			*place = place.filter(|tree| test(tree.seat));
		}
	}
}

/// What is known of a provider's answers of class Exact for one release.
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
pub struct AuditHistory {
	/// Value at risk since the last passed audit, in planck.
	pub unaudited: Balance,
	/// Largest value at risk of an answer that passed an audit, in planck.
	pub largest: Balance,
	/// When it was last written.
	pub at: BlockNumber,
}
