//! Where each weight is in a model's tree, and what a row of weights may look like.
//!
//! Every tensor is a tree over its rows; the root of all weights is a tree over the tensors' roots, in the
//! order embedding, last norm, the nine parts of each layer, output head (if it is not the embedding).
//!
//! A row's leaf is its quants, then a scale per group (i16), for 4-bit rows an offset per group (i16), then
//! the exponent, and of a biased row the bias (i32); a norm's only row is its gains (i32), of a model in parts a row
//! is a part of them. All little-endian.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	GROUP,
	config::{MAX_BIAS, MAX_NORM_WEIGHT, ROW_EXPONENTS},
	header::Header,
	ops::{Quant, Row},
};
use alloc::vec::Vec;

/// A tensor of a layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
	/// Gain of the norm before attention.
	AttentionNorm,
	/// Queries.
	Query,
	/// Keys.
	Key,
	/// Values.
	Value,
	/// From heads to residual.
	Output,
	/// Gain of the norm before the feed-forward part.
	FeedNorm,
	/// Gate.
	Gate,
	/// Up.
	Up,
	/// Down.
	Down,
}

impl Part {
	/// All, in the order of the tree.
	pub const ALL: [Self; 9] = [
		Self::AttentionNorm,
		Self::Query,
		Self::Key,
		Self::Value,
		Self::Output,
		Self::FeedNorm,
		Self::Gate,
		Self::Up,
		Self::Down,
	];
	/// Those that are matrices.
	pub const MATRICES: [Self; 7] =
		[Self::Query, Self::Key, Self::Value, Self::Output, Self::Gate, Self::Up, Self::Down];
}

/// A tensor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tensor {
	/// Token embedding.
	Embedding,
	/// Gain of the norm after the last layer.
	FinalNorm,
	/// A layer's.
	Layer(u32, Part),
	/// The matrix that gives the logits: the embedding, if the model has no other.
	Head,
}

/// Bytes of a bias.
pub(crate) const BIAS_BYTES: usize = 4;
/// Rows of a tile: as many as have at most these bytes together, at most 16 and at least one.
const TILE_BYTES: usize = 8_192;
/// The same for the down matrix, whose rows are opened together with all of their input and the residual, and for
/// models in parts, whose inputs are long.
const SMALL_BYTES: usize = 4_096;

impl Header {
	/// Number of tensors.
	pub fn tensors(&self) -> u32 {
		2 + self.config().layers * 9 + u32::from(self.storage().head.is_some())
	}

	/// Place of a tensor in the order of the tree.
	pub fn index(&self, tensor: Tensor) -> u32 {
		match tensor {
			Tensor::Embedding => 0,
			Tensor::FinalNorm => 1,
			Tensor::Layer(layer, part) => 2 + layer * 9 + part as u32,
			Tensor::Head if self.storage().head.is_none() => 0,
			Tensor::Head => 2 + self.config().layers * 9,
		}
	}

	/// The tensor at a place.
	pub fn tensor(&self, index: u32) -> Option<Tensor> {
		match index {
			0 => Some(Tensor::Embedding),
			1 => Some(Tensor::FinalNorm),
			_ if index >= self.tensors() => None,
			_ => {
				let (layer, part) = ((index - 2) / 9, (index - 2) % 9);
				let part = Part::ALL.get(part as usize).copied();
				let within = part.filter(|_| layer < self.config().layers);
				Some(within.map_or(Tensor::Head, |part| Tensor::Layer(layer, part)))
			}
		}
	}

	/// Rows of a tensor.
	pub fn rows(&self, tensor: Tensor) -> u32 {
		let c = self.config();
		match tensor {
			Tensor::Embedding | Tensor::Head => c.vocabulary,
			Tensor::FinalNorm => c.parts(),
			Tensor::Layer(_, part) => match part {
				Part::AttentionNorm | Part::FeedNorm => c.parts(),
				Part::Query => c.query_width() as u32,
				Part::Key | Part::Value => c.kv_width() as u32,
				Part::Output | Part::Down => c.dim,
				Part::Gate | Part::Up => c.ffn,
			},
		}
	}

	/// Length of a row.
	pub fn columns(&self, tensor: Tensor) -> u32 {
		match tensor {
			Tensor::Layer(_, Part::Output) => self.config().query_width() as u32,
			Tensor::Layer(_, Part::Down) => self.config().ffn,
			Tensor::FinalNorm | Tensor::Layer(_, Part::AttentionNorm | Part::FeedNorm) => {
				self.config().part()
			}
			_ => self.config().dim,
		}
	}

	/// Bytes of a row's leaf, its first byte aside.
	pub fn row_bytes(&self, tensor: Tensor) -> usize {
		let columns = self.columns(tensor) as usize;
		let (groups, bias) = (columns / GROUP, self.bias_bytes(tensor));
		match self.quant(tensor) {
			None => columns * 4,
			Some(Quant::Q4) => groups * (GROUP / 2 + 4) + 1 + bias,
			Some(Quant::Q8) => groups * (GROUP + 2) + 1 + bias,
		}
	}

	/// Whether rows of a tensor end with a bias.
	pub fn is_biased(&self, tensor: Tensor) -> bool {
		let may_be = matches!(tensor, Tensor::Layer(_, Part::Query | Part::Key | Part::Value));
		may_be && self.config().extras.biases
	}

	fn bias_bytes(&self, tensor: Tensor) -> usize {
		if self.is_biased(tensor) { BIAS_BYTES } else { 0 }
	}

	/// How many rows of each of `tensors` are one step: a power of two, at most 16.
	pub fn tile(&self, tensors: &[Tensor]) -> u32 {
		let bytes: usize = tensors.iter().map(|tensor| self.row_bytes(*tensor)).sum();
		let down = |tensor: &Tensor| matches!(tensor, Tensor::Layer(_, Part::Down));
		let small = self.config().extras.parts || tensors.iter().any(down);
		let most = if small { SMALL_BYTES } else { TILE_BYTES };
		match most / bytes.max(1) {
			0 | 1 => 1,
			fit => 1 << fit.min(16).ilog2(),
		}
	}

	/// Reads and checks a row of a matrix and its bias, 0 if it has none; none if they are outside the
	/// contract's bounds.
	pub fn check_row<'a>(&self, tensor: Tensor, leaf: &'a [u8]) -> Option<(Row<'a>, i32)> {
		let groups = self.columns(tensor) as usize / GROUP;
		let (row, bias) =
			leaf.split_at_checked(leaf.len().checked_sub(self.bias_bytes(tensor))?)?;
		let row = Row::read(self.quant(tensor)?, groups, row)?;
		let bias = bias.first_chunk().map_or(0, |bias| i32::from_le_bytes(*bias));
		let sound = ROW_EXPONENTS.contains(&row.e) && bias.unsigned_abs() < MAX_BIAS.unsigned_abs();
		sound.then_some((row, bias))
	}

	/// Reads and checks a row of the gains of a norm; none if they are outside the contract's bounds.
	pub fn check_gains(&self, leaf: &[u8]) -> Option<Vec<i32>> {
		let (gains, rest) = leaf.as_chunks();
		let gains: Vec<i32> = gains.iter().map(|gain| i32::from_le_bytes(*gain)).collect();
		let sound = rest.is_empty()
			&& gains.len() == self.config().part() as usize
			&& gains.iter().all(|gain| gain.unsigned_abs() < MAX_NORM_WEIGHT.unsigned_abs());
		sound.then_some(gains)
	}
}

/// The leaf of a norm's gains, its first byte included.
pub fn gain_leaf(gains: &[i32]) -> Vec<u8> {
	let words = gains.iter().flat_map(|gain| gain.to_le_bytes());
	core::iter::once(crate::hash::LEAF).chain(words).collect()
}
