//! What a provider can lie about in class Exact, for tests of the whole.

use clap::ValueEnum;
use std::sync::Arc;
use stoa_exact::{Hash, op::Op, shape::CellLeaf, trace::Meddle};
use stoa_primitives::JobId;
use stoa_provider::{
	engine::{Answer, ExactRoots},
	faults::{Fault, Faults},
	machine::Role,
};

/// A lie. Positions suit prompts of 20 tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Lie {
	/// As executor, one bit of one inner operation.
	Inner,
	/// The same, and as auditor it finds what the liar says: two of a gang.
	Gang,
	/// As executor, a token that was not chosen.
	Token,
	/// As executor, the answer ends too early.
	Cut,
	/// As executor, numbers in a cell that the contract does not have.
	Garbage,
	/// As executor, a key that was never computed.
	Key,
	/// As executor, another cell in a page's second index.
	SecondIndex,
	/// As executor, a root of no trace at all.
	Root,
	/// As auditor, another trace than that of an honest executor, and a challenge for it.
	Contradiction,
}

/// Tells one lie.
pub struct Lies(Lie);

impl Lies {
	/// Of this kind.
	pub fn new(lie: Lie) -> Self {
		Self(lie)
	}
}

impl Faults for Lies {
	fn computing(&self, role: Role, _: JobId) -> Option<Fault> {
		let tells = match (self.0, role) {
			(Lie::Contradiction | Lie::Root, _) => false,
			(Lie::Gang, _) | (_, Role::Executor) => true,
			_ => false,
		};
		tells.then(|| Fault::Meddle(Arc::new(Change(self.0))))
	}

	fn claiming(&self, role: Role, _: JobId, mut answer: Answer) -> Answer {
		let tells = matches!(
			(self.0, role),
			(Lie::Root, Role::Executor) | (Lie::Contradiction, Role::Auditor)
		);
		if let Some(ExactRoots { trace, .. }) = answer.exact.as_mut().filter(|_| tells) {
			*trace = [0xbb; 32];
		}
		answer
	}

	fn challenges_what_is_right(&self, _: JobId) -> bool {
		self.0 == Lie::Contradiction
	}
}

/// How a lie changes a computation.
struct Change(Lie);

impl Meddle for Change {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		let here = matches!(self.0, Lie::Inner | Lie::Gang) && (position, slot) == (15, 1);
		let byte = leaves.first_mut().and_then(|leaf| leaf.get_mut(3));
		if let Some(byte) = byte.filter(|_| here && op == Op::FeedInput) {
			*byte ^= 1;
		}
	}

	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		match (self.0, position, slot, leaf) {
			(Lie::Garbage, 9, 1, CellLeaf::Residual) => {
				bytes.iter_mut().skip(1).for_each(|byte| *byte = 0x80);
			}
			(Lie::Key, 12, 2, CellLeaf::Key(0)) => {
				bytes.iter_mut().skip(1).take(1).for_each(|byte| *byte ^= 1);
			}
			_ => {}
		}
	}

	fn emit(&self, position: u32, token: u32) -> u32 {
		if self.0 == Lie::Token && position == 21 { (token + 1) % 256 + 3 } else { token }
	}

	fn cut(&self, position: u32) -> bool {
		self.0 == Lie::Cut && position == 21
	}

	fn second_index(&self) -> Option<(u32, u32, Hash)> {
		(self.0 == Lie::SecondIndex).then_some((7, 1, [9; 32]))
	}
}
