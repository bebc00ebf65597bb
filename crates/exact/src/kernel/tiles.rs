//! Matrices times many vectors: a few rows, unpacked once, times sixteen vectors at a time, lane by lane.

use super::{
	Vectors,
	vectors::{Block, LANES},
};
use crate::{
	GROUP,
	matrix::Matrix,
	ops::{Quant, Row, Word},
};
use std::ops::Range;

/// Groups of a row that are unpacked at once: what is unpacked of a tile stays in the nearest cache.
pub(super) const PANEL: usize = 64;
/// Numbers of four weights in a group.
pub(super) const FOURS: usize = GROUP / 4;
/// What a group's sum of halves of mantissas with 4-bit weights is at most.
const GROUP_SUM: u32 = 32 * 15 * 64;
/// Pairs of groups of which the offsets' products add up in 32 bits: each is at most `2 * 2^15 * 2^9`.
pub(super) const OFFSETS_RUN: usize = 32;

/// Sums of `R` rows with sixteen vectors.
pub(super) type Sums<const R: usize> = [[i64; LANES]; R];

/// A panel of `R` rows, unpacked.
pub(super) struct Tile<const R: usize> {
	/// Weights as bytes without sign, four to a number; of 8 bits: raised by 128.
	pub quants: [[i32; PANEL * FOURS]; R],
	/// Scales, extended with zeros.
	pub scales: [[i32; PANEL]; R],
	/// Offsets, two to a number.
	pub offsets: [[i32; PANEL / 2]; R],
	/// Groups that there are.
	pub groups: usize,
	/// Groups of 4-bit weights of which the scaled sums add up in 32 bits.
	pub run: usize,
}

/// The loops that differ between processors, for tiles of `R` rows.
pub(super) trait Loops<const R: usize> {
	/// Unpacks a group's weights.
	fn unpack(quant: Quant, bytes: &[u8], to: &mut [i32; FOURS]);
	/// Adds the sums of a panel of 4-bit weights, which begins at group `from` of `x`.
	fn q4(tile: &Tile<R>, x: &Block, from: usize, sums: &mut Sums<R>);
	/// Adds the sums of a panel of 8-bit weights.
	fn q8(tile: &Tile<R>, x: &Block, from: usize, sums: &mut Sums<R>);
}

impl<const R: usize> Tile<R> {
	fn new(matrix: &Matrix) -> Box<Self> {
		let greatest = u32::from(matrix.greatest_scale()).max(1);
		let run = (i32::MAX as u32 / (GROUP_SUM * greatest)) as usize;
		Box::new(Self {
			quants: [[0; PANEL * FOURS]; R],
			scales: [[0; PANEL]; R],
			offsets: [[0; PANEL / 2]; R],
			groups: 0,
			run: run.max(1),
		})
	}

	fn read<L: Loops<R>>(&mut self, rows: [Row<'_>; R], groups: Range<usize>) {
		self.groups = groups.len();
		for (r, row) in rows.into_iter().enumerate() {
			let size = row.quant.group_bytes();
			let bytes = row.q[groups.start * size..groups.end * size].chunks_exact(size);
			for (bytes, to) in bytes.zip(self.quants[r].as_chunks_mut().0) {
				L::unpack(row.quant, bytes, to);
			}
			for (scale, word) in self.scales[r].iter_mut().zip(&row.d[groups.clone()]) {
				*scale = i32::from(u16::from_le_bytes(*word));
			}
			if row.quant == Quant::Q4 {
				for (two, words) in self.offsets[r].iter_mut().zip(row.m[groups.clone()].chunks(2))
				{
					*two = both(words);
				}
			}
		}
	}
}

/// Two words as one number; nothing in place of one that is not there.
fn both(words: &[Word]) -> i32 {
	let mut bytes = [0; 4];
	for (to, word) in bytes.chunks_exact_mut(2).zip(words) {
		to.copy_from_slice(word);
	}
	i32::from_le_bytes(bytes)
}

/// The blocks of many vectors among `x`, which are as long as the rows; `out[vector][row]`.
pub(super) fn multiply<const R: usize, L: Loops<R>>(
	matrix: &Matrix,
	rows: Range<usize>,
	x: &Vectors,
	out: &mut [&mut [i64]],
) {
	let blocks = || x.blocks().iter().enumerate().filter(|(_, block)| block.is_many());
	if blocks().next().is_none() {
		return;
	}
	let mut tile = Tile::<R>::new(matrix);
	let mut sums = vec![[[0; LANES]; R]; x.blocks().len()];
	for first in rows.clone().step_by(R) {
		let count = R.min(rows.end - first);
		// Where there are fewer, the last is computed again.
		let here = std::array::from_fn(|row| matrix.row(first + row.min(count - 1)));
		sums.fill([[0; LANES]; R]);
		for from in (0..matrix.groups()).step_by(PANEL) {
			tile.read::<L>(here, from..matrix.groups().min(from + PANEL));
			for (at, block) in blocks() {
				match matrix.quant() {
					Quant::Q4 => L::q4(&tile, block, from, &mut sums[at]),
					Quant::Q8 => L::q8(&tile, block, from, &mut sums[at]),
				}
			}
		}
		let place = first - rows.start;
		for (at, block) in blocks() {
			for (lane, out) in out[at * LANES..][..block.count].iter_mut().enumerate() {
				for (sums, out) in sums[at].iter().zip(&mut out[place..place + count]) {
					*out = sums[lane];
				}
			}
		}
	}
}

/// A panel of a vector's form in which `width` numbers belong to a group.
pub(super) fn panel<T>(form: &[T], from: usize, groups: usize, width: usize) -> &[T] {
	&form[from * width..(from + groups) * width]
}
