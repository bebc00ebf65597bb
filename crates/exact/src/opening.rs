//! Reading an opening: every object is checked against its root before it is handed out.
//!
//! An opening has no lengths and no positions: the step and the claim say which objects come in which order
//! and how long each is. An object is its leaves, each with its first byte, then what is missing on the way
//! to the root (see [`crate::merkle`]).
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

use crate::{
	hash::{Hash, Hasher, LEAF},
	header::Header,
	leaf::decode_token,
	merkle::root_of_range,
	op::Op,
	ops::Row,
	sampling::Sampling,
	shape::{ARITY, CellLeaf, Shape, TOKENS_PER_LEAF, token_leaves},
	weights::Tensor,
};
use alloc::vec::Vec;
use core::marker::PhantomData;

/// What a provider claimed: the answer to a prompt, and the trace of computing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
	header: Header,
	shape: Shape,
	sampling: Sampling,
	prompt: Hash,
	output: Hash,
	trace: Hash,
}

impl Claim {
	/// Of a model, lengths, how tokens were chosen, and the roots of prompt, output and trace. None if the
	/// model's context is shorter.
	pub fn new(
		header: Header,
		shape: Shape,
		sampling: Sampling,
		prompt: Hash,
		output: Hash,
		trace: Hash,
	) -> Option<Self> {
		let fits = shape.positions() <= header.config().context;
		fits.then_some(Self { header, shape, sampling, prompt, output, trace })
	}

	/// The model.
	pub fn header(&self) -> &Header {
		&self.header
	}

	/// The lengths.
	pub fn shape(&self) -> &Shape {
		&self.shape
	}

	/// How each token was chosen.
	pub fn sampling(&self) -> &Sampling {
		&self.sampling
	}

	/// Root of the prompt's tokens.
	pub fn prompt(&self) -> &Hash {
		&self.prompt
	}

	/// Root of the output's tokens.
	pub fn output(&self) -> &Hash {
		&self.output
	}

	/// Root of the trace.
	pub fn trace(&self) -> &Hash {
		&self.trace
	}
}

/// A provider's commitment to the inner operations of one layer's cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inner {
	/// The cell's position.
	pub position: u32,
	/// The cell's slot.
	pub slot: u32,
	/// Root over the operations' roots.
	pub root: Hash,
}

/// Why a recomputation ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
	/// The opening is not what the step asks for.
	Malformed,
	/// The provider committed to something impossible.
	Inconsistent,
	/// The model's publisher did.
	BadRelease,
}

/// An opening that is being read.
pub(crate) struct Opening<'a, H> {
	pub claim: &'a Claim,
	pub inner: Option<&'a Inner>,
	rest: &'a [u8],
	hasher: PhantomData<H>,
}

impl<'a, H: Hasher> Opening<'a, H> {
	pub fn new(claim: &'a Claim, inner: Option<&'a Inner>, bytes: &'a [u8]) -> Self {
		Self { claim, inner, rest: bytes, hasher: PhantomData }
	}

	/// Nothing may be left over.
	pub fn finish(self) -> Result<(), Stop> {
		if self.rest.is_empty() { Ok(()) } else { Err(Stop::Malformed) }
	}

	fn take(&mut self, bytes: usize) -> Result<&'a [u8], Stop> {
		let (taken, rest) = self.rest.split_at_checked(bytes).ok_or(Stop::Malformed)?;
		self.rest = rest;
		Ok(taken)
	}

	/// A hash.
	pub fn hash(&mut self) -> Result<Hash, Stop> {
		self.take(32)?.first_chunk().copied().ok_or(Stop::Malformed)
	}

	/// A leaf of `bytes` bytes, its first byte aside, and its hash.
	fn leaf(&mut self, bytes: usize) -> Result<(&'a [u8], Hash), Stop> {
		let leaf = self.take(1 + bytes)?;
		match leaf.split_first() {
			Some((&LEAF, content)) => Ok((content, H::hash(leaf))),
			_ => Err(Stop::Malformed),
		}
	}

	/// The root of a tree of which some nodes are known and the others follow in the opening.
	pub fn climb(&mut self, width: u32, start: u32, known: Vec<Hash>) -> Result<Hash, Stop> {
		let rest = &mut self.rest;
		let sibling = || {
			let (sibling, after) = rest.split_first_chunk::<32>()?;
			*rest = after;
			Some(*sibling)
		};
		root_of_range::<H>(width, start, known, sibling).ok_or(Stop::Malformed)
	}

	fn is(&self, got: Hash, root: &Hash) -> Result<(), Stop> {
		if got == *root { Ok(()) } else { Err(Stop::Malformed) }
	}

	/// From the roots of both indices of a page to the trace.
	pub fn page(&mut self, page: u32, by_position: Hash, by_slot: Hash) -> Result<(), Stop> {
		let node = H::node(&by_position, &by_slot);
		let root = self.climb(self.claim.shape.pages(), page, Vec::from([node]))?;
		self.is(root, &self.claim.trace)
	}

	/// From cells of one slot, each brought to its position by what `cell` reads, to the trace.
	fn by_position<T>(
		&mut self,
		start: u32,
		count: u32,
		slot: u32,
		mut cell: impl FnMut(&mut Self) -> Result<(T, Hash), Stop>,
	) -> Result<Vec<T>, Stop> {
		let (page, width) = (start / ARITY, self.claim.shape.page_width(start / ARITY));
		let (mut all, mut hashes) = (Vec::new(), Vec::new());
		for _ in 0..count {
			let (one, hash) = cell(self)?;
			all.push(one);
			hashes.push(self.climb(self.claim.header.slots(), slot, Vec::from([hash]))?);
		}
		let index = self.climb(width, start % ARITY, hashes)?;
		let other = self.hash()?;
		self.page(page, index, other)?;
		Ok(all)
	}

	/// A cell's hash by the first index.
	pub fn cell(&mut self, position: u32, slot: u32) -> Result<Hash, Stop> {
		let read = |opening: &mut Self| opening.hash().map(|hash| (hash, hash));
		let cells = self.by_position(position, 1, slot, read)?;
		cells.first().copied().ok_or(Stop::Malformed)
	}

	/// A cell whose hash is known, by the first index.
	pub fn known_cell(&mut self, position: u32, slot: u32, hash: Hash) -> Result<(), Stop> {
		self.by_position(position, 1, slot, |_| Ok(((), hash))).map(drop)
	}

	/// A leaf and the hash of its cell.
	fn in_cell(&mut self, slot: u32, leaf: CellLeaf) -> Result<(&'a [u8], Hash), Stop> {
		let header = &self.claim.header;
		let (content, hash) = self.leaf(header.cell_bytes(leaf))?;
		let (width, place) = header.cell_place(slot, leaf);
		Ok((content, self.climb(width, place, Vec::from([hash]))?))
	}

	/// A leaf of the trace.
	pub fn trace(&mut self, position: u32, slot: u32, leaf: CellLeaf) -> Result<&'a [u8], Stop> {
		let read = |opening: &mut Self| opening.in_cell(slot, leaf);
		let leaves = self.by_position(position, 1, slot, read)?;
		leaves.first().copied().ok_or(Stop::Malformed)
	}

	/// Neighbouring leaves of a cell.
	pub fn neighbours(
		&mut self,
		position: u32,
		slot: u32,
		leaves: &[CellLeaf],
	) -> Result<Vec<&'a [u8]>, Stop> {
		let first = *leaves.first().ok_or(Stop::Malformed)?;
		let read = |opening: &mut Self| {
			let header = &opening.claim.header;
			let (mut all, mut hashes) = (Vec::new(), Vec::new());
			for leaf in leaves {
				let (content, hash) = opening.leaf(header.cell_bytes(*leaf))?;
				all.push(content);
				hashes.push(hash);
			}
			let (width, place) = header.cell_place(slot, first);
			Ok((all, opening.climb(width, place, hashes)?))
		};
		self.by_position(position, 1, slot, read)?.pop().ok_or(Stop::Malformed)
	}

	/// The same leaf of `count` positions of one page: in the page of `position` by its first index, in
	/// earlier ones by the second, where they are neighbours.
	pub fn keys(
		&mut self,
		position: u32,
		slot: u32,
		leaf: CellLeaf,
		start: u32,
		count: u32,
	) -> Result<Vec<&'a [u8]>, Stop> {
		let page = start / ARITY;
		if page == position / ARITY {
			return self.by_position(start, count, slot, |opening| opening.in_cell(slot, leaf));
		}
		let (mut all, mut hashes) = (Vec::new(), Vec::new());
		for _ in 0..count {
			let (content, hash) = self.in_cell(slot, leaf)?;
			all.push(content);
			hashes.push(hash);
		}
		let width = self.claim.shape.page_width(page);
		let column = self.climb(width, start % ARITY, hashes)?;
		let index = self.climb(self.claim.header.slots(), slot, Vec::from([column]))?;
		let other = self.hash()?;
		self.page(page, other, index)?;
		Ok(all)
	}

	/// Leaves of an inner operation of the cell.
	pub fn inner(
		&mut self,
		position: u32,
		slot: u32,
		op: Op,
		start: u32,
		count: u32,
	) -> Result<Vec<&'a [u8]>, Stop> {
		let inner = self.inner.filter(|inner| (inner.position, inner.slot) == (position, slot));
		let (inner, layer) = (inner.ok_or(Stop::Malformed)?, slot.wrapping_sub(1));
		let header = &self.claim.header;
		let place = header.op_place(op).ok_or(Stop::Malformed)?;
		let width = header.op_leaves(op, layer, position);
		if start.checked_add(count).is_none_or(|end| end > width) {
			return Err(Stop::Malformed);
		}
		let (mut all, mut hashes) = (Vec::new(), Vec::new());
		for leaf in start..start + count {
			let (content, hash) = self.leaf(header.op_bytes(op, layer, position, leaf))?;
			all.push(content);
			hashes.push(hash);
		}
		let op_root = self.climb(width, start, hashes)?;
		let root = self.climb(header.ops().len() as u32, place, Vec::from([op_root]))?;
		self.is(root, &inner.root)?;
		Ok(all)
	}

	/// Leaves of a tensor.
	pub fn tensor(
		&mut self,
		tensor: Tensor,
		start: u32,
		count: u32,
	) -> Result<Vec<&'a [u8]>, Stop> {
		let header = &self.claim.header;
		let (width, bytes) = (header.rows(tensor), header.row_bytes(tensor));
		if start.checked_add(count).is_none_or(|end| end > width) {
			return Err(Stop::Malformed);
		}
		let (mut all, mut hashes) = (Vec::new(), Vec::new());
		for _ in 0..count {
			let (content, hash) = self.leaf(bytes)?;
			all.push(content);
			hashes.push(hash);
		}
		let rows = self.climb(width, start, hashes)?;
		let root = self.climb(header.tensors(), header.index(tensor), Vec::from([rows]))?;
		self.is(root, header.weights())?;
		Ok(all)
	}

	/// Rows of a matrix.
	pub fn rows(&mut self, tensor: Tensor, start: u32, count: u32) -> Result<Vec<Row<'a>>, Stop> {
		let rows = self.biased_rows(tensor, start, count)?;
		Ok(rows.into_iter().map(|(row, _)| row).collect())
	}

	/// Rows of a matrix, each with its bias.
	pub fn biased_rows(
		&mut self,
		tensor: Tensor,
		start: u32,
		count: u32,
	) -> Result<Vec<(Row<'a>, i32)>, Stop> {
		let leaves = self.tensor(tensor, start, count)?;
		let header = &self.claim.header;
		let rows = leaves.into_iter().map(|leaf| header.check_row(tensor, leaf));
		rows.collect::<Option<_>>().ok_or(Stop::BadRelease)
	}

	/// A part of the gains of a norm: all of them, unless the model is one in parts.
	pub fn gains(&mut self, tensor: Tensor, part: u32) -> Result<Vec<i32>, Stop> {
		let leaves = self.tensor(tensor, part, 1)?;
		let gains = leaves.first().and_then(|leaf| self.claim.header.check_gains(leaf));
		gains.ok_or(Stop::BadRelease)
	}

	/// A token of prompt or output by its place in both together.
	pub fn token(&mut self, place: u32) -> Result<u32, Stop> {
		let shape = &self.claim.shape;
		let (at, count, root) = match place.checked_sub(shape.prompt()) {
			None => (place, shape.prompt(), &self.claim.prompt),
			Some(at) => (at, shape.output(), &self.claim.output),
		};
		let (leaf, within) = (at / TOKENS_PER_LEAF, at % TOKENS_PER_LEAF);
		let tokens = count.saturating_sub(leaf * TOKENS_PER_LEAF).min(TOKENS_PER_LEAF);
		let (content, hash) = self.leaf(4 * tokens as usize)?;
		let got = self.climb(token_leaves(count), leaf, Vec::from([hash]))?;
		self.is(got, root)?;
		let token = content.chunks(4).nth(within as usize).and_then(decode_token);
		token.ok_or(Stop::Malformed)
	}
}
