//! Traces: what a provider commits to while it computes, and how both sides of a dispute use it.
//!
//! | module | what it does |
//! | --- | --- |
//! | here | a trace's cell hashes, its trees and root |
//! | [`record`] | hashing while a session computes |
//! | [`execution`] | a whole answer re-executed, with every cell's bytes |
//! | [`layer`] | the inner operations of one layer's cell |
//! | [`norm`] | norms in parts |
//! | [`proof`] | openings for any step, in the view that a game has shown |
//! | [`play`] | both sides of a game |
//! | [`cells`] | an auditor's tree of cells, and openings in it |
//! | [`spot`] | one slot, computed again at all positions |

pub mod cells;
pub mod execution;
pub mod layer;
pub mod norm;
pub mod play;
pub mod proof;
pub mod record;
pub mod spot;

use crate::{
	hash::{Blake2, Hash, Hasher},
	kernel::hashes::roots,
	merkle::{self, Tree},
	opening::Claim,
	pool::Team,
	shape::{ARITY, Shape},
};
pub use execution::{Execution, Meddle};
pub use play::{Begin, Challenger, Move, answer};
pub use record::Record;

/// Cell hashes of an answer: about 1 KB for each position of a model of 30 layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
	shape: Shape,
	slots: usize,
	cells: Vec<Hash>,
	pages: Vec<[Hash; 2]>,
	/// Cells that the second index has otherwise: only a liar's.
	forged: Vec<(u32, u32, Hash)>,
}

/// Roots of both indices over the cells of a page.
pub(crate) fn page_indices(team: &Team<'_>, cells: &[Hash], slots: usize) -> [Hash; 2] {
	let by_position = cells.chunks(slots).map(<[Hash]>::to_vec);
	let by_slot = (0..slots).map(|slot| cells.iter().skip(slot).step_by(slots).copied().collect());
	let mut by_position = roots(team, by_position.chain(by_slot).collect());
	let by_slot = by_position.split_off(cells.len() / slots);
	let [by_position, by_slot] = [by_position, by_slot].map(merkle::root::<Blake2>);
	[by_position, by_slot]
}

impl Trace {
	/// Of all cells, by position, then slot.
	pub(crate) fn new(shape: Shape, slots: usize, cells: Vec<Hash>) -> Self {
		Self::with_pages(shape, slots, cells, Vec::new())
	}

	/// The same, of which the first pages' indices are known.
	fn with_pages(shape: Shape, slots: usize, cells: Vec<Hash>, mut pages: Vec<[Hash; 2]>) -> Self {
		let rest = cells.chunks(ARITY as usize * slots).skip(pages.len());
		let rest: Vec<[Hash; 2]> =
			rest.map(|page| page_indices(&Team::alone(), page, slots)).collect();
		pages.extend(rest);
		Self { shape, slots, cells, pages, forged: Vec::new() }
	}

	/// The lengths.
	pub fn shape(&self) -> &Shape {
		&self.shape
	}

	/// Slots of a position.
	pub fn slots(&self) -> u32 {
		self.slots as u32
	}

	/// The root.
	pub fn root(&self) -> Hash {
		self.pages_tree().root()
	}

	/// Hash of a cell.
	pub fn cell(&self, position: u32, slot: u32) -> Hash {
		self.cells.get(position as usize * self.slots + slot as usize).copied().unwrap_or_default()
	}

	/// Roots of a page's indices.
	pub fn page(&self, page: u32) -> [Hash; 2] {
		self.pages.get(page as usize).copied().unwrap_or_default()
	}

	/// Puts another hash into the second index, as a liar might.
	pub fn forge(&mut self, position: u32, slot: u32, hash: Hash) {
		self.forged.push((position, slot, hash));
		let page = position / ARITY;
		let root = self.by_slot_tree(page).root();
		if let Some(page) = self.pages.get_mut(page as usize) {
			page[1] = root;
		}
	}

	pub(crate) fn pages_tree(&self) -> Tree {
		Tree::new::<Blake2>(self.pages.iter().map(|[a, b]| Blake2::node(a, b)).collect())
	}

	pub(crate) fn slots_tree(&self, position: u32) -> Tree {
		let cells = (0..self.slots as u32).map(|slot| self.cell(position, slot));
		Tree::new::<Blake2>(cells.collect())
	}

	pub(crate) fn positions_tree(&self, page: u32) -> Tree {
		let roots = self.positions(page).map(|position| self.slots_tree(position).root());
		Tree::new::<Blake2>(roots.collect())
	}

	pub(crate) fn column_tree(&self, page: u32, slot: u32) -> Tree {
		let cells = self.positions(page).map(|position| {
			let forged = self.forged.iter().find(|(p, s, _)| (*p, *s) == (position, slot));
			forged.map_or_else(|| self.cell(position, slot), |(.., hash)| *hash)
		});
		Tree::new::<Blake2>(cells.collect())
	}

	pub(crate) fn by_slot_tree(&self, page: u32) -> Tree {
		let roots = (0..self.slots as u32).map(|slot| self.column_tree(page, slot).root());
		Tree::new::<Blake2>(roots.collect())
	}

	fn positions(&self, page: u32) -> std::ops::Range<u32> {
		page * ARITY..page * ARITY + self.shape.page_width(page)
	}

	/// What a provider serves to an auditor: all cell hashes, then both indices of each page.
	pub fn encode(&self) -> Vec<u8> {
		let pages = self.pages.iter().flatten();
		self.cells.iter().chain(pages).flatten().copied().collect()
	}

	/// Reads what a provider served for its claim. None is a refusal: the bytes are not as many as the claim
	/// asks for, or do not hash to its root. A second index that contradicts the cells is taken as it is: it
	/// is where a game goes.
	pub fn decode(claim: &Claim, bytes: &[u8]) -> Option<Self> {
		let (shape, slots) = (*claim.shape(), claim.header().slots() as usize);
		let count = shape.positions() as usize * slots;
		let (hashes, rest) = bytes.as_chunks::<32>();
		if !rest.is_empty() || hashes.len() != count + 2 * shape.pages() as usize {
			return None;
		}
		let (cells, pages) = hashes.split_at(count);
		let (pages, _) = pages.as_chunks::<2>();
		let mut trace = Self::new(shape, slots, cells.to_vec());
		for (ours, theirs) in trace.pages.iter_mut().zip(pages) {
			if ours[0] != theirs[0] {
				return None;
			}
			ours[1] = theirs[1];
		}
		(trace.root() == *claim.trace()).then_some(trace)
	}

	/// The first page of which an index differs.
	pub fn first_page(&self, other: &Self) -> Option<u32> {
		let mut pages = self.pages.iter().zip(&other.pages);
		pages.position(|(ours, theirs)| ours != theirs).map(|page| page as u32)
	}

	/// The first cell, in the order of computation, in which two traces of equal shape differ.
	pub fn first_difference(&self, other: &Self) -> Option<(u32, u32)> {
		let at = self.cells.iter().zip(&other.cells).position(|(a, b)| a != b)?;
		Some(((at / self.slots) as u32, (at % self.slots) as u32))
	}

	/// A cell's hash and the way to the root by the first index: opens [`crate::game::Standing::at_cell`].
	pub fn prove_cell(&self, position: u32, slot: u32) -> Vec<u8> {
		let page = position / ARITY;
		let mut bytes = self.cell(position, slot).to_vec();
		let within = self.positions_tree(page).siblings(position % ARITY, 1);
		let [_, other] = self.page(page);
		let path = self.slots_tree(position).siblings(slot, 1).into_iter().chain(within);
		bytes.extend(path.chain([other]).chain(self.pages_tree().siblings(page, 1)).flatten());
		bytes
	}
}
