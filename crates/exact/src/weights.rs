//! Where each weight is in a model's tree, and what a row of weights may look like.
//!
//! Every tensor is a tree over its rows; the root of all weights is a tree over the tensors' roots, in the
//! order embedding, last norm, the nine parts of each layer, output head (if it is not the embedding).
//!
//! A row's leaf is its quants, then a scale per group (i16), for 4-bit rows an offset per group (i16), then
//! the exponent; a norm's only row is its gains (i32). All little-endian.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	GROUP,
	config::{MAX_NORM_WEIGHT, ROW_EXPONENTS},
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

/// Rows of a tile: as many as have at most these bytes together, at most 16 and at least one.
const TILE_BYTES: usize = 8_192;
/// The same for the down matrix, whose rows are opened together with all of their input and the residual.
const DOWN_BYTES: usize = 4_096;

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
			Tensor::FinalNorm => 1,
			Tensor::Layer(_, part) => match part {
				Part::AttentionNorm | Part::FeedNorm => 1,
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
			_ => self.config().dim,
		}
	}

	/// Bytes of a row's leaf, its first byte aside.
	pub fn row_bytes(&self, tensor: Tensor) -> usize {
		let columns = self.columns(tensor) as usize;
		let groups = columns / GROUP;
		match self.quant(tensor) {
			None => columns * 4,
			Some(Quant::Q4) => groups * (GROUP / 2 + 4) + 1,
			Some(Quant::Q8) => groups * (GROUP + 2) + 1,
		}
	}

	/// How many rows of each of `tensors` are one step: a power of two, at most 16.
	pub fn tile(&self, tensors: &[Tensor]) -> u32 {
		let bytes: usize = tensors.iter().map(|tensor| self.row_bytes(*tensor)).sum();
		let down = |tensor: &Tensor| matches!(tensor, Tensor::Layer(_, Part::Down));
		let most = if tensors.iter().any(down) { DOWN_BYTES } else { TILE_BYTES };
		match most / bytes.max(1) {
			0 | 1 => 1,
			fit => 1 << fit.min(16).ilog2(),
		}
	}

	/// Reads and checks a row of a matrix; none if it is outside the contract's bounds.
	pub fn check_row(&self, tensor: Tensor, leaf: &[u8]) -> Option<OpenRow> {
		let quant = self.quant(tensor)?;
		let groups = self.columns(tensor) as usize / GROUP;
		if leaf.len() != self.row_bytes(tensor) {
			return None;
		}
		let (q, rest) = leaf.split_at_checked(groups * quant.group_bytes())?;
		let (d, rest) = rest.split_at_checked(groups * 2)?;
		let (m, rest) = rest.split_at_checked(if quant == Quant::Q4 { groups * 2 } else { 0 })?;
		let [e] = *rest else { return None };
		let words = |bytes: &[u8]| {
			bytes.as_chunks().0.iter().map(|word| i16::from_le_bytes(*word)).collect()
		};
		let row = OpenRow { quant, q: q.to_vec(), d: words(d), m: words(m), e };
		ROW_EXPONENTS.contains(&e).then_some(row)
	}

	/// Reads and checks the gains of a norm; none if they are outside the contract's bounds.
	pub fn check_gains(&self, leaf: &[u8]) -> Option<Vec<i32>> {
		let (gains, rest) = leaf.as_chunks();
		let gains: Vec<i32> = gains.iter().map(|gain| i32::from_le_bytes(*gain)).collect();
		let sound = rest.is_empty()
			&& gains.len() == self.config().dim as usize
			&& gains.iter().all(|gain| gain.unsigned_abs() < MAX_NORM_WEIGHT.unsigned_abs());
		sound.then_some(gains)
	}
}

/// A row that was opened and is within bounds.
#[derive(Clone, Debug)]
pub struct OpenRow {
	quant: Quant,
	q: Vec<u8>,
	d: Vec<i16>,
	m: Vec<i16>,
	e: u8,
}

impl OpenRow {
	/// The row.
	pub fn row(&self) -> Row<'_> {
		Row { quant: self.quant, q: &self.q, d: &self.d, m: &self.m, e: self.e }
	}
}

/// The leaf of a row, its first byte included.
pub fn row_leaf(row: Row<'_>) -> Vec<u8> {
	let mut leaf = Vec::with_capacity(2 + row.q.len() + 2 * (row.d.len() + row.m.len()));
	leaf.push(crate::hash::LEAF);
	leaf.extend_from_slice(row.q);
	for word in row.d.iter().chain(row.m) {
		leaf.extend_from_slice(&word.to_le_bytes());
	}
	leaf.push(row.e);
	leaf
}

/// The leaf of a norm's gains, its first byte included.
pub fn gain_leaf(gains: &[i32]) -> Vec<u8> {
	let words = gains.iter().flat_map(|gain| gain.to_le_bytes());
	core::iter::once(crate::hash::LEAF).chain(words).collect()
}
