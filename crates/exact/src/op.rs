//! The operations inside a layer's cell: in which order, in how many leaves, of how many bytes.
//!
//! A provider commits to their outputs for a disputed cell only. Each has a tree over its leaves; a tree
//! over their roots, in this order, is the cell's inner root. Keys, values and the layer's output are
//! leaves of the trace itself and have no tree here.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	HEAD,
	header::Header,
	shape::{ARITY, HEAD_BYTES},
	weights::{Part, Tensor},
};

/// Numbers of keys that a chunk may have; a model has the largest whose steps fit an opening.
pub const CHUNKS: [u32; 3] = [32, 16, 8];
/// Bytes of the sums of a head: of weights, and of 64 weighted values, i64.
pub const SUMS_BYTES: usize = 8 + 8 * HEAD;
/// Elements of a tile of [`Op::DownInput`].
pub const DOWN_TILE: u32 = 16;
/// Inputs of a chunk of [`Op::DownSums`].
pub const DOWN_CHUNK: u32 = 2_048;
/// Most bytes of the leaves that are shown at once.
const SHOWN_BYTES: usize = 8_448;

/// An operation of a layer whose output is committed for a disputed cell. The first fifteen are those of most
/// models, in the order of computation; a model in parts has [`Op::PARTS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Op {
	/// Norm of the residual, quantised: what queries, keys and values are computed from.
	AttentionInput = 0,
	/// Rows of queries, Q16.
	Query,
	/// Rows of keys, Q16, before rotation.
	KeyRows,
	/// Rows of values, Q16.
	ValueRows,
	/// A rotated and quantised query head.
	QueryHead,
	/// Scores of a chunk of keys for one head.
	Scores,
	/// A head's greatest score and the first key that has it: a claim.
	Greatest,
	/// Sums of weights and of weighted values over all keys up to the end of a chunk, for one head.
	Sums,
	/// A head's output, Q16.
	HeadOutput,
	/// All heads' outputs, quantised.
	OutputInput,
	/// The residual after attention.
	Middle,
	/// Norm of that, quantised.
	FeedInput,
	/// Gated products, Q32.
	Gated,
	/// The greatest magnitude of the gated products and the first that has it: a claim.
	GatedGreatest,
	/// Mantissas of the gated products.
	DownInput,
	/// The greatest magnitude of the residual: a claim.
	InputGreatest,
	/// Sums of its squares up to the end of a part.
	InputSquares,
	/// The greatest magnitude of its norm: a claim.
	InputNormed,
	/// Mantissas of a part of its norm.
	InputMantissas,
	/// The greatest magnitude of the heads' outputs: a claim.
	OutputGreatest,
	/// Mantissas of a head's output.
	OutputMantissas,
	/// As [`Op::InputGreatest`], of the residual after attention.
	FeedGreatest,
	/// As [`Op::InputSquares`].
	FeedSquares,
	/// As [`Op::InputNormed`].
	FeedNormed,
	/// As [`Op::InputMantissas`].
	FeedMantissas,
	/// Sums of a tile of rows of the down matrix over all inputs up to the end of a chunk.
	DownSums,
}

impl Op {
	/// How many operations most models have.
	pub const COUNT: u32 = 15;
	/// Those of most models, in the order of computation.
	pub const ALL: [Self; Self::COUNT as usize] = [
		Self::AttentionInput,
		Self::Query,
		Self::KeyRows,
		Self::ValueRows,
		Self::QueryHead,
		Self::Scores,
		Self::Greatest,
		Self::Sums,
		Self::HeadOutput,
		Self::OutputInput,
		Self::Middle,
		Self::FeedInput,
		Self::Gated,
		Self::GatedGreatest,
		Self::DownInput,
	];
	/// Those of a model in parts, in the order of computation.
	pub const PARTS: [Self; 23] = [
		Self::InputGreatest,
		Self::InputSquares,
		Self::InputNormed,
		Self::InputMantissas,
		Self::Query,
		Self::KeyRows,
		Self::ValueRows,
		Self::QueryHead,
		Self::Scores,
		Self::Greatest,
		Self::Sums,
		Self::HeadOutput,
		Self::OutputGreatest,
		Self::OutputMantissas,
		Self::Middle,
		Self::FeedGreatest,
		Self::FeedSquares,
		Self::FeedNormed,
		Self::FeedMantissas,
		Self::Gated,
		Self::GatedGreatest,
		Self::DownInput,
		Self::DownSums,
	];

	/// By its number.
	pub fn at(number: u32) -> Option<Self> {
		let mut all = Self::ALL.into_iter().chain(Self::PARTS);
		all.find(|op| u32::from(*op as u8) == number)
	}

	/// Whether it is one of a norm in parts.
	pub fn is_norm(self) -> bool {
		use Op::*;
		matches!(self, InputGreatest | InputSquares | InputNormed | InputMantissas)
			|| matches!(self, FeedGreatest | FeedSquares | FeedNormed | FeedMantissas)
	}

	/// Whether the output is a claim about a maximum.
	pub fn is_claim(self) -> bool {
		use Op::*;
		matches!(self, Greatest | GatedGreatest | OutputGreatest)
			|| matches!(self, InputGreatest | InputNormed | FeedGreatest | FeedNormed)
	}
}

impl Header {
	/// The operations of a layer, in the order of computation.
	pub fn ops(&self) -> &'static [Op] {
		if self.config().extras.parts { &Op::PARTS } else { &Op::ALL }
	}

	/// An operation's place in that order; none if the model does not have it.
	pub fn op_place(&self, op: Op) -> Option<u32> {
		self.ops().iter().position(|other| *other == op).map(|place| place as u32)
	}

	/// Elements of which a claim says the greatest.
	pub fn claim_places(&self, op: Op, position: u32) -> u32 {
		let c = self.config();
		match op {
			Op::Greatest => position + 1,
			Op::GatedGreatest => c.ffn,
			Op::OutputGreatest => c.query_width() as u32,
			_ => c.dim,
		}
	}

	/// Chunks in which the input of a row of the down matrix is taken, in a model in parts.
	pub fn down_chunks(&self) -> u32 {
		self.config().ffn.div_ceil(DOWN_CHUNK)
	}
}

impl Header {
	/// Rows of a tile of the matrix that `op` multiplies with, in `layer`; 1 for others.
	pub fn op_tile(&self, op: Op, layer: u32) -> u32 {
		let tensor = |part| Tensor::Layer(layer, part);
		match op {
			Op::Query => self.tile(&[tensor(Part::Query)]),
			Op::KeyRows => self.tile(&[tensor(Part::Key)]),
			Op::ValueRows => self.tile(&[tensor(Part::Value)]),
			Op::Middle => self.tile(&[tensor(Part::Output)]),
			Op::Gated => self.tile(&[tensor(Part::Gate), tensor(Part::Up)]),
			Op::DownInput => DOWN_TILE,
			_ => 1,
		}
	}

	/// Chunks of keys that `position` attends to.
	pub fn chunks(&self, position: u32) -> u32 {
		(position + 1).div_ceil(self.chunk().max(1))
	}

	/// Keys in a chunk of `position`.
	pub fn chunk_width(&self, position: u32, chunk: u32) -> u32 {
		(position + 1).saturating_sub(chunk.saturating_mul(self.chunk())).min(self.chunk())
	}

	/// Leaves of an operation.
	pub fn op_leaves(&self, op: Op, layer: u32, position: u32) -> u32 {
		let c = self.config();
		let down = || self.tile(&[Tensor::Layer(layer, Part::Down)]).max(1);
		let rows = match op {
			Op::Query => c.query_width() as u32,
			Op::KeyRows | Op::ValueRows => c.kv_width() as u32,
			Op::Middle => c.dim,
			Op::Gated | Op::DownInput => c.ffn,
			Op::QueryHead | Op::Greatest | Op::HeadOutput => c.heads,
			Op::Scores | Op::Sums => c.heads * self.chunks(position),
			Op::InputSquares | Op::InputMantissas | Op::FeedSquares | Op::FeedMantissas => {
				c.parts()
			}
			Op::OutputMantissas => c.heads,
			Op::DownSums => c.dim / down() * self.down_chunks(),
			_ => 1,
		};
		rows / self.op_tile(op, layer).max(1)
	}

	/// Bytes of a leaf of an operation, its first byte aside.
	pub fn op_bytes(&self, op: Op, layer: u32, position: u32, leaf: u32) -> usize {
		let c = self.config();
		let tile = self.op_tile(op, layer) as usize;
		match op {
			Op::AttentionInput | Op::FeedInput => 2 * c.dim as usize + 1,
			Op::OutputInput => 2 * c.query_width() + 1,
			Op::Query | Op::KeyRows | Op::ValueRows | Op::Middle => 4 * tile,
			Op::QueryHead => HEAD_BYTES,
			Op::Scores => {
				let chunk = leaf.checked_rem(self.chunks(position)).unwrap_or(0);
				8 * self.chunk_width(position, chunk) as usize
			}
			Op::Sums => SUMS_BYTES,
			Op::HeadOutput => 4 * HEAD,
			Op::Gated => 8 * tile,
			Op::DownInput => 2 * tile,
			Op::InputSquares | Op::FeedSquares => 8,
			Op::InputMantissas | Op::FeedMantissas => 2 * c.part() as usize,
			Op::OutputMantissas => 2 * HEAD,
			Op::DownSums => 8 * self.tile(&[Tensor::Layer(layer, Part::Down)]) as usize,
			// The claims.
			_ => 12,
		}
	}

	/// How many leaves of an operation are shown at once: a power of two.
	pub fn op_group(&self, op: Op, layer: u32, position: u32) -> u32 {
		let bytes = 1 + self.op_bytes(op, layer, position, 0);
		match SHOWN_BYTES / bytes {
			0 | 1 => 1,
			fit => 1 << fit.min(ARITY as usize).ilog2(),
		}
	}
}
