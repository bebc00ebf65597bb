//! Hashing a trace while it is computed.
//!
//! A session that records hands over each cell as soon as it is there. A cell's bytes are hashed at once;
//! they are kept only by whoever plays a game.

use super::{Trace, cells::leaf_hash, norm};
use crate::{
	Config,
	cells::CellKey,
	hash::{Blake2, Hash, LEAF},
	kernel::{
		Head,
		hashes::{hash_all, roots},
	},
	leaf::Choice,
	merkle,
	model::Model,
	pool::Team,
	shape::{ABSENT, ARITY, Shape},
};

/// Cells of a session so far.
#[derive(Debug)]
pub struct Record {
	prompt: u32,
	slots: usize,
	/// Elements of a leaf of a residual.
	part: usize,
	/// By position, then slot.
	cells: Vec<Hash>,
	/// Both indices of each full page.
	pages: Vec<[Hash; 2]>,
	/// The cells' bytes, in the same order, if they are kept.
	kept: Option<Vec<Vec<u8>>>,
	/// Leaves of an auditor's tree, in the same order, if there is one.
	leaves: Option<(CellKey, Vec<Hash>)>,
	/// Cells that are not hashed yet: many at once are hashed faster.
	pending: Vec<Pending>,
	/// Bytes of them all.
	bytes: Vec<u8>,
	/// Where each of their leaves ends.
	leaf_ends: Vec<usize>,
}

#[derive(Debug)]
struct Pending {
	/// The cell's place.
	at: usize,
	/// Where its leaves and its bytes end.
	leaves: usize,
	bytes: usize,
}

impl Record {
	pub(crate) fn new(prompt: u32, config: &Config, keep: bool) -> Self {
		Self {
			prompt,
			slots: config.layers as usize + 2,
			part: config.part() as usize,
			cells: Vec::new(),
			pages: Vec::new(),
			kept: keep.then(Vec::new),
			leaves: None,
			pending: Vec::new(),
			bytes: Vec::new(),
			leaf_ends: Vec::new(),
		}
	}

	/// The same, which makes the tree of an auditor beside the trace.
	pub(crate) fn audited(prompt: u32, config: &Config, key: CellKey) -> Self {
		Self { leaves: Some((key, Vec::new())), ..Self::new(prompt, config, false) }
	}

	/// Whether a token is chosen at `position`.
	pub(crate) fn chooses(&self, position: u32) -> bool {
		position + 1 >= self.prompt
	}

	fn leaf(&mut self, content: impl FnOnce(&mut Vec<u8>)) {
		self.bytes.push(LEAF);
		content(&mut self.bytes);
		self.leaf_ends.push(self.bytes.len());
	}

	/// The cell whose leaves were given is that of position and slot.
	fn cell(&mut self, position: u32, slot: usize) {
		let at = position as usize * self.slots + slot;
		let (leaves, bytes) = (self.leaf_ends.len(), self.bytes.len());
		self.pending.push(Pending { at, leaves, bytes });
	}

	/// Hashes what is pending.
	pub(crate) fn hash(&mut self, team: &Team<'_>) {
		let mut start = 0;
		let leaves = self.leaf_ends.iter().map(|end| {
			let leaf = &self.bytes[start..*end];
			start = *end;
			leaf
		});
		let mut hashes = hash_all(team, &leaves.collect::<Vec<_>>()).into_iter();
		let mut taken = 0;
		let trees = self.pending.iter().map(|cell| {
			let count = cell.leaves - taken;
			taken = cell.leaves;
			hashes.by_ref().take(count).collect()
		});
		let hashes = roots(team, trees.collect());
		let mut from = 0;
		for (cell, hash) in self.pending.iter().zip(hashes) {
			if self.cells.len() <= cell.at {
				self.cells.resize((cell.at / self.slots + 1) * self.slots, ABSENT);
			}
			self.cells[cell.at] = hash;
			if let Some(kept) = &mut self.kept {
				kept.resize(self.cells.len(), Vec::new());
				kept[cell.at] = self.bytes[from..cell.bytes].to_vec();
			}
			from = cell.bytes;
		}
		self.hash_leaves(team);
		self.pending.clear();
		self.bytes.clear();
		self.leaf_ends.clear();
	}

	/// The auditor's leaves of what is pending.
	fn hash_leaves(&mut self, team: &Team<'_>) {
		let Some((key, leaves)) = &mut self.leaves else { return };
		let mut from = 0;
		let preimages: Vec<Vec<u8>> = self
			.pending
			.iter()
			.map(|cell| {
				let leaf = key.leaf(&self.bytes[from..cell.bytes]);
				from = cell.bytes;
				leaf
			})
			.collect();
		let hashes = hash_all(team, &preimages.iter().map(|leaf| &leaf[..]).collect::<Vec<_>>());
		leaves.resize(self.cells.len(), leaf_hash(key, &[]));
		for (cell, hash) in self.pending.iter().zip(hashes) {
			leaves[cell.at] = hash;
		}
	}

	fn residual(&mut self, x: &[i32]) {
		for part in x.chunks(self.part) {
			self.leaf(|bytes| put_i32(bytes, part));
		}
	}

	pub(crate) fn embedding(&mut self, position: u32, token: u32, x: &[i32]) {
		self.leaf(|bytes| bytes.extend_from_slice(&token.to_le_bytes()));
		self.residual(x);
		self.cell(position, 0);
	}

	/// A layer's cell: residual, then keys and values of all heads.
	pub(crate) fn layer(
		&mut self,
		position: u32,
		slot: usize,
		x: &[i32],
		heads: impl Iterator<Item = Head>,
	) {
		self.residual(x);
		for head in heads {
			self.leaf(|bytes| {
				put_i16(bytes, &head.mantissas);
				bytes.push(head.exponent);
			});
		}
		self.cell(position, slot);
	}

	/// A head's cell: `x` is the last residual, of which `model` has the norm, and that is the activation.
	pub(crate) fn head(
		&mut self,
		position: u32,
		(model, x): (&Model, &[i32]),
		(mantissas, exponent): (&[i16], u8),
		choice: &Choice,
	) {
		if model.config.extras.parts {
			let (leaves, _) = norm::head_leaves(&model.config, x, &model.norm, |_, _| {});
			for leaf in leaves {
				self.leaf(|bytes| bytes.extend_from_slice(&leaf[1..]));
			}
		} else {
			self.leaf(|bytes| {
				put_i16(bytes, mantissas);
				bytes.push(exponent);
			});
		}
		self.leaf(|bytes| bytes.extend_from_slice(&choice.encode()[1..]));
		self.cell(position, self.slots - 1);
	}

	/// All cells of the first `positions` positions were given.
	pub(crate) fn complete(&mut self, team: &Team<'_>, positions: u32) {
		self.hash(team);
		self.close_pages(team, positions);
	}

	/// Hashes pages of which all cells are there, the first `positions` being complete.
	fn close_pages(&mut self, team: &Team<'_>, positions: u32) {
		let full = (positions / ARITY) as usize;
		for page in self.pages.len()..full {
			let cells = ARITY as usize * self.slots;
			let cells = &self.cells[page * cells..(page + 1) * cells];
			let indices = super::page_indices(team, cells, self.slots);
			self.pages.push(indices);
		}
	}

	/// The trace of an answer of `output` tokens so far; none if not all its cells are there.
	pub fn trace(&self, output: u32, ended: bool) -> Option<Trace> {
		let shape = Shape::new(self.prompt, output, ended)?;
		let cells = self.cells.get(..shape.positions() as usize * self.slots)?;
		let full = (shape.positions() / ARITY) as usize;
		let pages = &self.pages[..full.min(self.pages.len())];
		Some(Trace::with_pages(shape, self.slots, cells.to_vec(), pages.to_vec()))
	}

	/// The root of the auditor's tree of an answer of `output` tokens; none if none was asked for, or not all
	/// its cells are there.
	pub fn cells_root(&self, output: u32, ended: bool) -> Option<Hash> {
		let shape = Shape::new(self.prompt, output, ended)?;
		let (_, leaves) = self.leaves.as_ref()?;
		let leaves = leaves.get(..shape.positions() as usize * self.slots)?;
		Some(merkle::root::<Blake2>(leaves.iter().copied()))
	}

	/// The cells of a slot.
	pub(crate) fn slot(&self, slot: u32) -> Vec<Hash> {
		self.cells.iter().skip(slot as usize).step_by(self.slots).copied().collect()
	}

	/// The cells' bytes, by position, then slot.
	pub(crate) fn into_kept(self) -> Vec<Vec<u8>> {
		self.kept.unwrap_or_default()
	}
}

fn put_i32(bytes: &mut Vec<u8>, numbers: &[i32]) {
	let from = bytes.len();
	bytes.resize(from + 4 * numbers.len(), 0);
	for (to, number) in bytes[from..].as_chunks_mut().0.iter_mut().zip(numbers) {
		*to = number.to_le_bytes();
	}
}

fn put_i16(bytes: &mut Vec<u8>, numbers: &[i16]) {
	let from = bytes.len();
	bytes.resize(from + 2 * numbers.len(), 0);
	for (to, number) in bytes[from..].as_chunks_mut().0.iter_mut().zip(numbers) {
		*to = number.to_le_bytes();
	}
}
