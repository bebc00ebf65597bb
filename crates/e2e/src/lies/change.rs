//! How a computation is changed: in one place, and everything after it is computed from the change.

use super::Lie;
use stoa_exact::{Hash, Sampling, op::Op, shape::CellLeaf, trace::Meddle};

/// Tokens of the prompts to which the positions here belong.
pub const PROMPT_TOKENS: u32 = 20;
/// The position of the head of the tiny model, behind its two layers.
const HEAD_SLOT: u32 = 3;

/// A change.
pub(super) struct Change(Where);

/// Where it is.
enum Where {
	Op(Op),
	Leaf(u32, u32, CellLeaf, How),
	/// The token that is read at these positions.
	Read(std::ops::Range<u32>),
	Token,
	Seed,
	Cut,
	Absent,
	SecondIndex,
}

/// How a leaf is changed.
#[derive(Clone, Copy)]
enum How {
	Bit,
	Garbage,
}

impl Change {
	/// That of a lie, if it is one of the computation.
	pub(super) fn of(lie: &Lie) -> Option<Self> {
		use CellLeaf::{Activation, Choice, Key, Residual, Value};
		Some(Self(match lie {
			Lie::Op(op) => Where::Op(*op),
			Lie::Gang | Lie::SilentAt(_) => Where::Op(Op::FeedInput),
			Lie::Key => Where::Leaf(12, 2, Key(0), How::Bit),
			Lie::Value => Where::Leaf(12, 2, Value(1), How::Bit),
			Lie::Residual => Where::Leaf(14, 2, Residual, How::Bit),
			Lie::Garbage => Where::Leaf(9, 1, Residual, How::Garbage),
			Lie::Embedding => Where::Leaf(6, 0, Residual, How::Bit),
			Lie::Norm => Where::Leaf(22, HEAD_SLOT, Activation, How::Bit),
			Lie::Choice => Where::Leaf(21, HEAD_SLOT, Choice, How::Bit),
			Lie::Token => Where::Token,
			Lie::Seed => Where::Seed,
			Lie::Cut => Where::Cut,
			Lie::Absent => Where::Absent,
			Lie::SecondIndex => Where::SecondIndex,
			Lie::Prompt => Where::Read(5..6),
			Lie::Cached => Where::Read(0..PROMPT_TOKENS),
			Lie::Root
			| Lie::Weights(_)
			| Lie::NoAnswer
			| Lie::NoReveal
			| Lie::MuteAuditor
			| Lie::Copy
			| Lie::Contradiction => return None,
		}))
	}
}

/// Another token that the tiny model has.
fn other(token: u32) -> u32 {
	(token + 1) % 256 + 3
}

/// Changes the first leaf of an operation, enough for it to show: numbers have 32 or 64 bits, quantised ones
/// 16, sums begin with the sum of weights.
fn change_op(op: Op, leaf: &mut [u8]) {
	let (byte, bits) = match op {
		Op::AttentionInput | Op::QueryHead | Op::OutputInput | Op::FeedInput | Op::DownInput => {
			(3, 0x10)
		}
		Op::Query | Op::KeyRows | Op::ValueRows | Op::HeadOutput | Op::Middle | Op::Scores => {
			(3, 1)
		}
		Op::Greatest => (3, 0x10),
		Op::Gated => (5, 1),
		Op::GatedGreatest => return double(leaf),
		Op::Sums => (13, 0x10),
		// Of models in parts, which the tiny one is not: crates/exact/tests has a lie in each.
		_ => return,
	};
	if let Some(byte) = leaf.get_mut(byte) {
		*byte ^= bits;
	}
}

/// Doubles the number with which a leaf begins.
fn double(leaf: &mut [u8]) {
	if let Some(bytes) = leaf.get_mut(1..9).and_then(|bytes| bytes.first_chunk_mut()) {
		*bytes = (i64::from_le_bytes(*bytes) * 2).to_le_bytes();
	}
}

impl Meddle for Change {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		let here = matches!(&self.0, Where::Op(at) if *at == op) && (position, slot) == (15, 1);
		if let Some(leaf) = leaves.first_mut().filter(|_| here) {
			change_op(op, leaf);
		}
	}

	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		let content = bytes.iter_mut().skip(1);
		match &self.0 {
			Where::Leaf(p, s, l, how) if (*p, *s, *l) == (position, slot, leaf) => match how {
				How::Bit => content.take(1).for_each(|byte| *byte ^= 1),
				How::Garbage => content.for_each(|byte| *byte = 0x80),
			},
			Where::Read(at) if slot == 0 && leaf == CellLeaf::Token && at.contains(&position) => {
				if let Some(token) = bytes.get_mut(1..).and_then(|token| token.first_chunk_mut()) {
					*token = other(u32::from_le_bytes(*token)).to_le_bytes();
				}
			}
			_ => {}
		}
	}

	fn sampling(&self, asked: Sampling) -> Sampling {
		let other = asked.parameters().filter(|_| matches!(self.0, Where::Seed));
		let other = other.map(|(inverse, cut, seed)| (inverse, cut, seed.map(|byte| !byte)));
		other.and_then(|other| Sampling::new(Some(other)).ok()).unwrap_or(asked)
	}

	fn emit(&self, position: u32, token: u32) -> u32 {
		if matches!(self.0, Where::Token) && position == 21 { other(token) } else { token }
	}

	fn cut(&self, position: u32) -> bool {
		matches!(self.0, Where::Cut) && position == 21
	}

	fn cell(&self, position: u32, slot: u32, hash: &mut Hash) {
		if matches!(self.0, Where::Absent) && (position, slot) == (3, HEAD_SLOT) {
			*hash = [5; 32];
		}
	}

	fn second_index(&self) -> Option<(u32, u32, Hash)> {
		matches!(self.0, Where::SecondIndex).then_some((7, 1, [9; 32]))
	}
}
