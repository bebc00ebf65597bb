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
/// Most bytes of the leaves that are shown at once.
const SHOWN_BYTES: usize = 8_448;

/// An operation of a layer whose output is committed for a disputed cell, in the order of computation.
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
}

impl Op {
	/// How many there are.
	pub const COUNT: u32 = 15;
	/// All, in order.
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

	/// By its place in the order.
	pub fn at(place: u32) -> Option<Self> {
		Self::ALL.get(place as usize).copied()
	}

	/// Whether the output is a claim about a maximum.
	pub fn is_claim(self) -> bool {
		matches!(self, Self::Greatest | Self::GatedGreatest)
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
		let rows = match op {
			Op::Query => c.query_width() as u32,
			Op::KeyRows | Op::ValueRows => c.kv_width() as u32,
			Op::Middle => c.dim,
			Op::Gated | Op::DownInput => c.ffn,
			Op::QueryHead | Op::Greatest | Op::HeadOutput => c.heads,
			Op::Scores | Op::Sums => c.heads * self.chunks(position),
			Op::AttentionInput | Op::OutputInput | Op::FeedInput | Op::GatedGreatest => 1,
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
			Op::Greatest | Op::GatedGreatest => 12,
			Op::Sums => SUMS_BYTES,
			Op::HeadOutput => 4 * HEAD,
			Op::Gated => 8 * tile,
			Op::DownInput => 2 * tile,
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
