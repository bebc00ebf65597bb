//! The shape of an answer's trace: which positions, slots and leaves there are.
//!
//! The trace has a cell for each position and slot: slot 0 is the embedding, slots 1 to L the layers, slot
//! L+1 the head. Positions come in pages of 32; a page has two indices over the same cells, position by
//! position and slot by slot. All follows from the answer's lengths and the model's header.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	HEAD, MAX_CONTEXT,
	hash::{Hash, Hasher, LEAF},
	header::Header,
	leaf::CHOICE_BYTES,
	merkle,
	op::Op,
};
use alloc::vec::Vec;

/// Positions of a page, and children of a node that a game shows at once.
pub const ARITY: u32 = 32;
/// The hash in the place of a head's cell where nothing is chosen: at all prompt positions but the last.
pub const ABSENT: Hash = [0; 32];

/// Lengths of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
	prompt: u32,
	output: u32,
	ended: bool,
}

impl Shape {
	/// `prompt` tokens were read, `output` written, end token excluded. `ended` says that the model chose
	/// an end token then; otherwise the answer has all the tokens that were asked for, or is a running
	/// receipt. None if there is no such answer.
	pub fn new(prompt: u32, output: u32, ended: bool) -> Option<Self> {
		let within = prompt.checked_add(output).is_some_and(|all| all <= MAX_CONTEXT);
		(prompt > 0 && (output > 0 || ended) && within).then_some(Self { prompt, output, ended })
	}

	/// Tokens read.
	pub fn prompt(&self) -> u32 {
		self.prompt
	}

	/// Tokens written.
	pub fn output(&self) -> u32 {
		self.output
	}

	/// Whether an end token was chosen.
	pub fn ended(&self) -> bool {
		self.ended
	}

	/// Positions that were computed: the last written token is not read unless an end token follows it.
	pub fn positions(&self) -> u32 {
		self.prompt + self.output - u32::from(!self.ended)
	}

	/// Pages of the trace.
	pub fn pages(&self) -> u32 {
		self.positions().div_ceil(ARITY)
	}

	/// Positions in `page`.
	pub fn page_width(&self, page: u32) -> u32 {
		self.positions().saturating_sub(page.saturating_mul(ARITY)).min(ARITY)
	}

	/// Whether a token is chosen at `position`.
	pub fn chooses(&self, position: u32) -> bool {
		position < self.positions() && position + 1 >= self.prompt
	}
}

/// A leaf of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CellLeaf {
	/// The token that is read, u32.
	Token,
	/// What was chosen.
	Choice,
	/// The residual, i32 each.
	Residual,
	/// A part of the residual, of a model in parts.
	Part(u32),
	/// A leaf of an operation of the last norm, of a model in parts; the operations are those of a layer's first.
	Norm(Op, u32),
	/// The final activation: mantissas and exponent.
	Activation,
	/// A head's key: mantissas and exponent.
	Key(u32),
	/// A head's value: mantissas and exponent.
	Value(u32),
}

/// Bytes of a quantised head: 64 mantissas, i16, and an exponent.
pub const HEAD_BYTES: usize = 2 * HEAD + 1;

impl Header {
	/// Slots of a position.
	pub fn slots(&self) -> u32 {
		self.config().layers + 2
	}

	/// The slot of the head.
	pub fn head_slot(&self) -> u32 {
		self.config().layers + 1
	}

	/// Leaves of a cell of `slot`.
	pub fn cell_leaves(&self, slot: u32) -> Vec<CellLeaf> {
		let residual = (0..self.config().parts()).map(|part| self.residual(part));
		if slot == 0 {
			return core::iter::once(CellLeaf::Token).chain(residual).collect();
		}
		if slot == self.head_slot() {
			let mut leaves = self.activation();
			if self.config().extras.parts {
				let parts = self.config().parts();
				let before = (0..parts).map(|part| CellLeaf::Norm(Op::InputSquares, part));
				let before = core::iter::once(CellLeaf::Norm(Op::InputGreatest, 0)).chain(before);
				leaves = before.chain(leaves).collect();
			}
			leaves.push(CellLeaf::Choice);
			return leaves;
		}
		let heads = self.config().kv_heads;
		let keys = (0..heads).map(CellLeaf::Key);
		let values = (0..heads).map(CellLeaf::Value);
		residual.chain(keys).chain(values).collect()
	}

	/// The leaf with a part of the residual.
	pub fn residual(&self, part: u32) -> CellLeaf {
		if self.config().extras.parts { CellLeaf::Part(part) } else { CellLeaf::Residual }
	}

	/// The leaves with the final activation.
	pub fn activation(&self) -> Vec<CellLeaf> {
		if !self.config().extras.parts {
			return Vec::from([CellLeaf::Activation]);
		}
		let mantissas =
			(0..self.config().parts()).map(|part| CellLeaf::Norm(Op::InputMantissas, part));
		core::iter::once(CellLeaf::Norm(Op::InputNormed, 0)).chain(mantissas).collect()
	}

	/// Number of leaves of a cell, and the place of one; the residual's is that of its slot.
	pub fn cell_place(&self, slot: u32, leaf: CellLeaf) -> (u32, u32) {
		let (heads, parts) = (self.config().kv_heads, self.config().parts());
		let part = if let CellLeaf::Part(part) = leaf { part } else { 0 };
		if slot == 0 {
			return (1 + parts, if leaf == CellLeaf::Token { 0 } else { 1 + part });
		}
		if slot == self.head_slot() {
			let last = if self.config().extras.parts { 2 * parts + 2 } else { 1 };
			let place = match leaf {
				CellLeaf::Norm(Op::InputSquares, part) => 1 + part,
				CellLeaf::Norm(Op::InputNormed, _) => 1 + parts,
				CellLeaf::Norm(Op::InputMantissas, part) => 2 + parts + part,
				CellLeaf::Choice => last,
				_ => 0,
			};
			return (last + 1, place);
		}
		let place = match leaf {
			CellLeaf::Key(head) => parts + head,
			CellLeaf::Value(head) => parts + heads + head,
			_ => part,
		};
		(parts + 2 * heads, place)
	}

	/// Bytes of a leaf, its first byte aside.
	pub fn cell_bytes(&self, leaf: CellLeaf) -> usize {
		let dim = self.config().dim as usize;
		match leaf {
			CellLeaf::Token => 4,
			CellLeaf::Choice => CHOICE_BYTES,
			CellLeaf::Residual => 4 * dim,
			CellLeaf::Part(_) => 4 * self.config().part() as usize,
			CellLeaf::Norm(op, leaf) => self.op_bytes(op, 0, 0, leaf),
			CellLeaf::Activation => 2 * dim + 1,
			CellLeaf::Key(_) | CellLeaf::Value(_) => HEAD_BYTES,
		}
	}

	/// Bytes of all leaves of a cell of `slot`, first bytes included.
	pub fn cell_size(&self, slot: u32) -> usize {
		self.cell_leaves(slot).into_iter().map(|leaf| 1 + self.cell_bytes(leaf)).sum()
	}

	/// The cell's hash, if `leaves` are all its leaves, one after the other.
	pub fn cell_hash<H: Hasher>(&self, slot: u32, leaves: &[u8]) -> Option<Hash> {
		let mut rest = leaves;
		let mut hashes = Vec::new();
		for leaf in self.cell_leaves(slot) {
			let (bytes, after) = rest.split_at_checked(1 + self.cell_bytes(leaf))?;
			hashes.push((*bytes.first()? == LEAF).then(|| H::hash(bytes))?);
			rest = after;
		}
		rest.is_empty().then(|| merkle::root::<H>(hashes))
	}
}

/// Tokens in a leaf of [`tokens_root`].
pub const TOKENS_PER_LEAF: u32 = 32;

/// Leaves of a list of `count` tokens.
pub fn token_leaves(count: u32) -> u32 {
	count.div_ceil(TOKENS_PER_LEAF).max(1)
}

/// Leaf `at` of a list of tokens, its first byte included.
pub fn token_leaf(tokens: &[u32], at: u32) -> Vec<u8> {
	let size = TOKENS_PER_LEAF as usize;
	let part = tokens.chunks(size).nth(at as usize).unwrap_or_default();
	core::iter::once(LEAF).chain(part.iter().flat_map(|token| token.to_le_bytes())).collect()
}

/// What stands for a list of tokens: a tree over leaves of 32 of them, little-endian.
pub fn tokens_root<H: Hasher>(tokens: &[u32]) -> Hash {
	let leaves = 0..token_leaves(tokens.len() as u32);
	merkle::root::<H>(leaves.map(|at| H::hash(&token_leaf(tokens, at))))
}
