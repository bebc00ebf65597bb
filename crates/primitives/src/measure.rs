//! Work that shows a machine: any step of it can be checked alone.
//!
//! Each core of each unit fills a *strand*: a chain of cells, each the hash of the one before it. In a
//! *linked* strand a cell also reads one of all earlier cells, which nobody knows before the cell in front of
//! it is there: whoever does not keep the whole strand in memory computes much of it again. In an unlinked
//! one a cell takes many hashes instead, and no memory. All cells of an offer are the leaves of one tree.
//!
//! The machine is measured by how long the root takes after the seed is known. Then a later seed draws
//! cells, and each is recomputed from those that it was made of. A prover that left out a share `f` of the
//! steps passes `n` draws with probability `(1 - f)^n`.
//!
//! **Checked**: that somebody who answers for the provider computed the strands, within the time, with about
//! that much memory of low latency. **Not checked**: whose machine that was, the bandwidth of its memory, its
//! disk, its network, its GPUs.

use crate::{Digest, Resources, payload::domain};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// Longest way from a cell to the root, in hashes.
pub const MAX_PATH: u32 = 48;
/// Least cells of a strand, as a power of two.
pub const MIN_LOG_CELLS: u8 = 2;
/// Most cells of a strand, as a power of two: 8 GiB.
pub const MAX_LOG_CELLS: u8 = 28;
/// Most strands of an offer.
pub const MAX_STRANDS: u32 = 1 << 20;
/// Bytes of memory that a cell takes: its own, and its share of the tree above it.
const CELL_BYTES: u64 = 64;

/// What has to be computed for one offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Work {
	/// Chains that do not depend on each other.
	pub strands: u32,
	/// Cells of each, as a power of two.
	pub log_cells: u8,
	/// Hashes of each cell.
	pub steps: u32,
	/// Whether a cell reads an earlier one beside the one before it.
	pub linked: bool,
}

/// A cell and the way from it to the root.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct OpenedCell {
	/// The cell.
	pub cell: Digest,
	/// Siblings, from the cell up.
	pub path: BoundedVec<Digest, ConstU32<MAX_PATH>>,
}

/// A cell and those that it was made of.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct OpenedStep {
	/// The cell.
	pub cell: OpenedCell,
	/// The one before it; none for the first of a strand.
	pub previous: Option<OpenedCell>,
	/// The earlier one that it read; none for the first of a strand, and if the strand is not linked.
	pub linked: Option<OpenedCell>,
}

impl Work {
	/// Fills about half of the memory that `units` of `resources` have, but no more than `max_mib` of each.
	/// The cells take half of what is filled, the tree over them the other half.
	pub fn memory(resources: &Resources, units: u32, max_mib: u32) -> Self {
		let bytes = u64::from(resources.memory_mib.min(max_mib)).saturating_mul(1 << 19);
		let cores = u64::from(resources.cpu_cores).max(1);
		let cells = bytes.checked_div(cores.saturating_mul(CELL_BYTES)).unwrap_or(0);
		let log_cells = cells.checked_ilog2().unwrap_or(0) as u8;
		Self { linked: true, ..Self::compute(resources, units, log_cells, 1) }
	}

	/// Keeps all cores of `units` of `resources` busy for `steps` hashes in each of 2^`log_cells` cells.
	pub fn compute(resources: &Resources, units: u32, log_cells: u8, steps: u32) -> Self {
		let strands = units.saturating_mul(u32::from(resources.cpu_cores)).clamp(1, MAX_STRANDS);
		Self { strands, log_cells: bounded(log_cells), steps: steps.max(1), linked: false }
	}

	/// All cells.
	pub fn cells(&self) -> u64 {
		u64::from(self.strands) << bounded(self.log_cells)
	}

	/// Strand and place in it of the cell with number `number`.
	fn place(&self, number: u64) -> (u32, u64) {
		let log = u32::from(bounded(self.log_cells));
		let mask = (1u64 << log).saturating_sub(1);
		(number.checked_shr(log).unwrap_or(0) as u32, number & mask)
	}

	/// The number of the earlier cell that a cell reads, given the one before it.
	fn linked_number(&self, number: u64, previous: &Digest) -> Option<u64> {
		let (_, at) = self.place(number);
		let mut low = [0u8; 8];
		low.copy_from_slice(previous.split_at(8).0);
		let back = u64::from_le_bytes(low).checked_rem(at)?;
		number.checked_sub(at)?.checked_add(back)
	}

	fn cell(&self, hash: impl Fn(&[u8]) -> Digest, seed: &Digest, step: Step<'_>) -> Digest {
		let (strand, at) = self.place(step.number);
		let input = (domain::MEASURE, seed, self.linked, strand, at, step.previous, step.linked);
		let mut cell = hash(&input.encode());
		for _ in 1..self.steps {
			cell = hash(&cell);
		}
		cell
	}

	/// Whether `opened` shows cell `number` of the tree with `root`, and it follows from those before it.
	/// At most 3 × [`MAX_PATH`] + `steps` hashes.
	pub fn verify(
		&self,
		hash: impl Fn(&[u8]) -> Digest + Copy,
		seed: &Digest,
		root: &Digest,
		number: u64,
		opened: &OpenedStep,
	) -> bool {
		let total = self.cells();
		let in_tree = |at: u64, cell: &OpenedCell| climb(hash, total, at, cell) == Some(*root);
		if number >= total || !in_tree(number, &opened.cell) {
			return false;
		}
		let first = self.place(number).1 == 0;
		let Some(previous) = opened.previous.as_ref().filter(|_| !first) else {
			let alone = first && opened.previous.is_none() && opened.linked.is_none();
			let step = Step { number, previous: &ZERO, linked: &ZERO };
			return alone && self.cell(hash, seed, step) == opened.cell.cell;
		};
		if !in_tree(number.saturating_sub(1), previous) {
			return false;
		}
		let linked = match (self.linked, opened.linked.as_ref()) {
			(false, None) => &ZERO,
			(true, Some(linked)) => {
				let Some(at) = self.linked_number(number, &previous.cell) else { return false };
				if !in_tree(at, linked) {
					return false;
				}
				&linked.cell
			}
			_ => return false,
		};
		let step = Step { number, previous: &previous.cell, linked };
		self.cell(hash, seed, step) == opened.cell.cell
	}
}

const ZERO: Digest = [0; 32];

struct Step<'a> {
	number: u64,
	previous: &'a Digest,
	linked: &'a Digest,
}

fn bounded(log_cells: u8) -> u8 {
	log_cells.clamp(MIN_LOG_CELLS, MAX_LOG_CELLS)
}

fn parent(hash: impl Fn(&[u8]) -> Digest, left: &Digest, right: &Digest) -> Digest {
	hash(&(1u8, left, right).encode())
}

/// The root to which a cell at `at` of `width` leads. An odd node is carried up unchanged.
fn climb(
	hash: impl Fn(&[u8]) -> Digest + Copy,
	width: u64,
	at: u64,
	opened: &OpenedCell,
) -> Option<Digest> {
	let (mut width, mut at, mut node) = (width, at, opened.cell);
	let mut path = opened.path.iter();
	while width > 1 {
		if at ^ 1 < width {
			let sibling = path.next()?;
			let left = at & 1 == 0;
			node = if left { parent(hash, &node, sibling) } else { parent(hash, sibling, &node) };
		}
		at >>= 1;
		width = width.div_ceil(2);
	}
	path.next().is_none().then_some(node)
}

/// All cells of a work, computed, and the tree over them. Holds [`Work::cells`] × 64 bytes.
pub struct Filled {
	work: Work,
	levels: Vec<Vec<Digest>>,
}

impl Filled {
	/// Computes all strands, one after the other.
	pub fn fill(hash: impl Fn(&[u8]) -> Digest + Copy, work: Work, seed: &Digest) -> Self {
		let strands = 0..u64::from(work.strands);
		let cells = strands.flat_map(|strand| Self::strand(hash, &work, seed, strand)).collect();
		Self::over(hash, work, cells)
	}

	/// One strand alone: strands do not depend on each other.
	pub fn strand(
		hash: impl Fn(&[u8]) -> Digest + Copy,
		work: &Work,
		seed: &Digest,
		strand: u64,
	) -> Vec<Digest> {
		let length = 1u64 << bounded(work.log_cells);
		let first = strand.saturating_mul(length);
		let mut cells: Vec<Digest> = Vec::with_capacity(length as usize);
		let mut previous = ZERO;
		for number in first..first.saturating_add(length) {
			let back = work.linked_number(number, &previous).filter(|_| work.linked);
			let at = back.and_then(|at| cells.get(at.saturating_sub(first) as usize));
			let linked = at.copied().unwrap_or(ZERO);
			previous = work.cell(hash, seed, Step { number, previous: &previous, linked: &linked });
			cells.push(previous);
		}
		cells
	}

	/// The tree over all strands, in order.
	pub fn over(hash: impl Fn(&[u8]) -> Digest + Copy, work: Work, cells: Vec<Digest>) -> Self {
		let mut levels = Vec::from([cells]);
		while let Some(below) = levels.last().filter(|level| level.len() > 1) {
			let pairs = below.chunks(2).map(|pair| match pair {
				[left, right] => parent(hash, left, right),
				[carried] => *carried,
				_ => ZERO,
			});
			levels.push(pairs.collect());
		}
		Self { work, levels }
	}

	/// The root of all cells.
	pub fn root(&self) -> Digest {
		self.levels.last().and_then(|level| level.first()).copied().unwrap_or(ZERO)
	}

	/// What [`Work::verify`] wants to see of cell `number`; none if there is no such cell.
	pub fn open(&self, number: u64) -> Option<OpenedStep> {
		let cell = self.opened(number)?;
		let (_, at) = self.work.place(number);
		let before = number.checked_sub(1).filter(|_| at > 0);
		let previous = before.and_then(|before| self.opened(before));
		let back = previous.as_ref().filter(|_| self.work.linked);
		let back = back.and_then(|previous| self.work.linked_number(number, &previous.cell));
		Some(OpenedStep { cell, linked: back.and_then(|at| self.opened(at)), previous })
	}

	fn opened(&self, number: u64) -> Option<OpenedCell> {
		let cell = *self.levels.first()?.get(number as usize)?;
		let mut path = BoundedVec::new();
		let mut at = number as usize;
		for level in &self.levels {
			if let Some(sibling) = level.get(at ^ 1) {
				path.try_push(*sibling).ok()?;
			}
			at >>= 1;
		}
		Some(OpenedCell { cell, path })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_crypto_hashing::blake2_256;

	const SEED: Digest = [3; 32];

	fn works() -> [Work; 3] {
		[
			Work { strands: 3, log_cells: 5, steps: 1, linked: true },
			Work { strands: 5, log_cells: 4, steps: 7, linked: false },
			Work { strands: 1, log_cells: 2, steps: 1, linked: true },
		]
	}

	#[test]
	fn every_step_of_honest_work_can_be_shown() {
		for work in works() {
			let filled = Filled::fill(blake2_256, work, &SEED);
			for number in 0..work.cells() {
				let opened = filled.open(number).unwrap();
				let shown = |seed, root: &Digest, at, opened: &OpenedStep| {
					work.verify(blake2_256, seed, root, at, opened)
				};
				assert!(shown(&SEED, &filled.root(), number, &opened), "{work:?} {number}");
				assert!(!shown(&[4; 32], &filled.root(), number, &opened));
				assert!(!shown(&SEED, &[9; 32], number, &opened));
				assert!(!shown(&SEED, &filled.root(), number ^ 1, &opened));
			}
			assert!(filled.open(work.cells()).is_none());
		}
	}

	#[test]
	fn a_cell_that_was_not_computed_is_seen_wherever_it_is_used() {
		for work in works() {
			let honest = Filled::fill(blake2_256, work, &SEED);
			let mut cells = honest.levels[0].clone();
			cells[1] = [0xee; 32];
			let lazy = Filled::over(blake2_256, work, cells);
			let opened = |at| lazy.open(at).unwrap();
			let right = |at| work.verify(blake2_256, &SEED, &lazy.root(), at, &opened(at));
			assert!(right(0) && !right(1) && !right(2));
		}
	}

	#[test]
	fn what_a_step_was_made_of_cannot_be_left_out_or_chosen() {
		let work = works()[0];
		let filled = Filled::fill(blake2_256, work, &SEED);
		let root = filled.root();
		let refused = |number, opened: &OpenedStep| {
			assert!(!work.verify(blake2_256, &SEED, &root, number, opened));
		};
		let step = filled.open(20).unwrap();
		refused(20, &OpenedStep { previous: None, ..step.clone() });
		refused(20, &OpenedStep { linked: None, ..step.clone() });
		refused(20, &OpenedStep { linked: step.previous.clone(), ..step.clone() });
		let mut longer = step.clone();
		longer.cell.path.try_push([0; 32]).unwrap();
		refused(20, &longer);
		// The first cell of a strand was made of nothing.
		let first = filled.open(32).unwrap();
		refused(32, &OpenedStep { previous: step.previous.clone(), ..first });
	}

	#[test]
	fn the_work_follows_from_what_is_claimed() {
		let claimed =
			Resources { cpu_cores: 4, memory_mib: 8_192, disk_gib: 1, ..Default::default() };
		let memory = Work::memory(&claimed, 2, 1 << 20);
		// Half of 16 GiB, of which half is cells of 32 bytes.
		assert_eq!(memory.cells() * 64, 8 << 30);
		assert_eq!((memory.strands, memory.steps, memory.linked), (8, 1, true));
		assert_eq!(Work::memory(&claimed, 2, 1_024).cells() * 64, 1 << 30);
		let compute = Work::compute(&claimed, 2, 10, 500);
		assert_eq!((compute.strands, compute.cells(), compute.linked), (8, 8 << 10, false));
		let none = Work::memory(&Resources::default(), 0, 0);
		assert_eq!((none.strands, none.log_cells), (1, MIN_LOG_CELLS));
	}
}
