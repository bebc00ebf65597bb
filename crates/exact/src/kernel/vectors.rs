//! Quantised vectors, and the forms of them that fast loops read.

use super::{Kernel, elements};
use crate::{GROUP, ops::MATMUL_BITS, pool::Team};

/// Vectors side by side in a [`Block`].
pub(super) const LANES: usize = 16;
/// From so many vectors on a block is computed with lane by lane.
pub(super) const MANY: usize = 4;
/// Groups that are read together of a single vector.
pub(super) const QUAD: usize = 4;

/// Vectors of equal length in block floating point, ready to be multiplied with a matrix.
///
/// A mantissa is `128 * high + low` and a group's sum `1024 * sum_high + sum_low`: small enough for the
/// narrow multiplications that processors have most of.
#[derive(Debug)]
pub struct Vectors {
	columns: usize,
	count: usize,
	/// Sixteen vectors each, the last fewer; those behind it are kept for their memory.
	blocks: Vec<Block>,
}

/// What vectors are made of, one after the other.
#[derive(Clone, Copy)]
pub enum Input<'a> {
	/// Numbers that are quantised as they are.
	Plain(&'a [i64]),
	/// Residuals that are normalised first.
	Normed {
		/// The residuals.
		x: &'a [i32],
		/// Gain of the norm.
		gain: &'a [i32],
		/// Epsilon of the norm.
		epsilon: u32,
	},
}

/// At most sixteen vectors.
#[derive(Debug, Default)]
pub(super) struct Block {
	/// How many.
	pub count: usize,
	/// Vector after vector.
	mantissas: Vec<i16>,
	exponents: [u8; LANES],
	/// Of few vectors; those behind them are kept for their memory.
	singles: Vec<Single>,
	/// Of many.
	pub lanes: Lanes,
	/// What is quantised.
	y: Vec<i64>,
}

/// The narrow forms of one vector. Elements come by four groups: the first halves of all four, then the second
/// halves; zeros where there are fewer.
#[derive(Debug, Default)]
pub(super) struct Single {
	pub low: Vec<i8>,
	pub high: Vec<i8>,
	/// By group, zeros up to a whole register.
	pub sums_low: Vec<i16>,
	/// Likewise.
	pub sums_high: Vec<i16>,
}

/// The narrow forms of sixteen vectors in the order in which lanes read them; zeros where there are fewer.
#[derive(Debug, Default)]
pub(super) struct Lanes {
	/// By four elements, then vector.
	pub low: Vec<i8>,
	/// Likewise.
	pub high: Vec<i8>,
	/// By two groups, then vector; zero after an odd last group.
	pub sums_low: Vec<i16>,
	/// Likewise.
	pub sums_high: Vec<i16>,
	/// By group, then vector.
	pub sums: Vec<i32>,
}

impl Vectors {
	/// No vectors yet, of `columns` elements each: a multiple of 32.
	pub fn new(columns: usize) -> Self {
		assert!(columns > 0 && columns.is_multiple_of(GROUP), "vectors are made of groups");
		Self { columns, count: 0, blocks: Vec::new() }
	}

	/// Length of each.
	pub fn columns(&self) -> usize {
		self.columns
	}

	/// How many there are.
	pub fn count(&self) -> usize {
		self.count
	}

	/// Mantissas of vector `at`.
	pub fn mantissas(&self, at: usize) -> &[i16] {
		&self.blocks[at / LANES].mantissas[at % LANES * self.columns..][..self.columns]
	}

	/// Exponent of vector `at`.
	pub fn exponent(&self, at: usize) -> u8 {
		self.blocks[at / LANES].exponents[at % LANES]
	}

	/// Forgets all vectors.
	pub fn clear(&mut self) {
		self.count = 0;
	}

	/// Quantises one more vector.
	pub fn push(&mut self, y: &[i64]) {
		assert_eq!(y.len(), self.columns, "vectors are of equal length");
		let (block, lane) = (self.count / LANES, self.count % LANES);
		if self.blocks.len() == block {
			self.blocks.push(Block::default());
		}
		let block = &mut self.blocks[block];
		block.mantissas.resize((lane + 1) * self.columns, 0);
		block.count = lane + 1;
		block.quantise(Kernel::PORTABLE, self.columns, lane, y);
		block.form(self.columns);
		self.count += 1;
	}

	/// Replaces all vectors by those of `input`.
	pub fn fill(&mut self, team: &Team<'_>, kernel: Kernel, input: Input<'_>) {
		let columns = self.columns;
		let length = match input {
			Input::Plain(y) => y.len(),
			Input::Normed { x, .. } => x.len(),
		};
		assert!(length.is_multiple_of(columns), "vectors are of equal length");
		self.count = length / columns;
		let blocks = self.count.div_ceil(LANES);
		if self.blocks.len() < blocks {
			self.blocks.resize_with(blocks, Block::default);
		}
		let count = self.count;
		team.each(self.blocks[..blocks].iter_mut().enumerate(), |(at, block)| {
			let first = at * LANES;
			block.count = LANES.min(count - first);
			block.mantissas.resize(block.count * columns, 0);
			for lane in 0..block.count {
				let within = (first + lane) * columns..(first + lane + 1) * columns;
				match input {
					Input::Plain(y) => block.quantise(kernel, columns, lane, &y[within]),
					Input::Normed { x, gain, epsilon } => {
						let mut y = std::mem::take(&mut block.y);
						y.resize(columns, 0);
						elements::rms_norm(kernel, &x[within], gain, epsilon, &mut y);
						block.quantise(kernel, columns, lane, &y);
						block.y = y;
					}
				}
			}
			block.form(columns);
		});
	}

	/// All vectors, sixteen to a block.
	pub(super) fn blocks(&self) -> &[Block] {
		&self.blocks[..self.count.div_ceil(LANES)]
	}
}

impl Block {
	fn quantise(&mut self, kernel: Kernel, columns: usize, lane: usize, y: &[i64]) {
		let to = &mut self.mantissas[lane * columns..(lane + 1) * columns];
		self.exponents[lane] = elements::quantise(kernel, y, MATMUL_BITS, to);
	}

	/// Makes the forms of what was quantised.
	fn form(&mut self, columns: usize) {
		let vectors = self.mantissas.chunks_exact(columns).take(self.count);
		if self.is_many() {
			self.lanes.clear(columns / GROUP);
			vectors.enumerate().for_each(|(lane, mantissas)| self.lanes.set(lane, mantissas));
		} else {
			self.singles.resize_with(MANY - 1, Single::default);
			vectors.zip(&mut self.singles).for_each(|(mantissas, single)| single.set(mantissas));
		}
	}

	/// Whether it is to be computed with lane by lane.
	pub fn is_many(&self) -> bool {
		self.count >= MANY
	}

	/// Mantissas of each vector.
	pub fn mantissas(&self, columns: usize) -> impl Iterator<Item = &[i16]> {
		self.mantissas.chunks_exact(columns).take(self.count)
	}

	/// Forms of each vector, if they are few.
	pub fn singles(&self) -> &[Single] {
		&self.singles[..self.count]
	}
}

/// Halves of a mantissa.
fn split(mantissa: i16) -> (i8, i8) {
	let low = ((mantissa + 64) & 127) - 64;
	(low as i8, ((mantissa - low) >> 7) as i8)
}

/// The sum of a group, and its halves.
fn sum(group: &[i16]) -> (i32, i16, i16) {
	let sum: i32 = group.iter().map(|x| i32::from(*x)).sum();
	let low = ((sum + 512) & 1_023) - 512;
	(sum, low as i16, ((sum - low) >> 10) as i16)
}

impl Single {
	/// Sums that are read at once.
	const WORDS: usize = 32;

	fn set(&mut self, mantissas: &[i16]) {
		let groups = mantissas.len() / GROUP;
		for bytes in [&mut self.low, &mut self.high] {
			bytes.clear();
			bytes.resize(groups.next_multiple_of(QUAD) * GROUP, 0);
		}
		for words in [&mut self.sums_low, &mut self.sums_high] {
			words.clear();
			words.resize(groups.next_multiple_of(Self::WORDS), 0);
		}
		const HALF: usize = GROUP / 2;
		for (at, half) in mantissas.chunks_exact(HALF).enumerate() {
			let (group, second) = (at / 2, at % 2);
			let to = ((group / QUAD * 2 + second) * QUAD + group % QUAD) * HALF;
			let halves = self.low[to..to + HALF].iter_mut().zip(&mut self.high[to..to + HALF]);
			for ((low, high), mantissa) in halves.zip(half) {
				(*low, *high) = split(*mantissa);
			}
		}
		for (at, group) in mantissas.chunks_exact(GROUP).enumerate() {
			(_, self.sums_low[at], self.sums_high[at]) = sum(group);
		}
	}
}

impl Lanes {
	fn clear(&mut self, groups: usize) {
		let pairs = groups.div_ceil(2);
		for bytes in [&mut self.low, &mut self.high] {
			bytes.clear();
			bytes.resize(groups * GROUP * LANES, 0);
		}
		for words in [&mut self.sums_low, &mut self.sums_high] {
			words.clear();
			words.resize(pairs * 2 * LANES, 0);
		}
		self.sums.clear();
		self.sums.resize(groups * LANES, 0);
	}

	fn set(&mut self, lane: usize, mantissas: &[i16]) {
		let every =
			|bytes| <[i8]>::as_chunks_mut::<4>(bytes).0.iter_mut().skip(lane).step_by(LANES);
		let halves = every(&mut self.low).zip(every(&mut self.high));
		for ((low, high), four) in halves.zip(mantissas.as_chunks::<4>().0) {
			(*low, *high) = (four.map(|x| split(x).0), four.map(|x| split(x).1));
		}
		for (group, elements) in mantissas.chunks_exact(GROUP).enumerate() {
			let at = (group / 2 * LANES + lane) * 2 + group % 2;
			(self.sums[group * LANES + lane], self.sums_low[at], self.sums_high[at]) =
				sum(elements);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::pool::Pool;
	use proptest::{collection::vec, prelude::*};

	proptest! {
		#[test]
		fn narrow_forms_make_the_mantissas(mantissas in vec(-8_191i16..=8_191, GROUP * 2)) {
			for mantissa in &mantissas {
				let (low, high) = split(*mantissa);
				prop_assert_eq!(*mantissa, i16::from(high) * 128 + i16::from(low));
				prop_assert!((-64..=64).contains(&low) && (-64..=64).contains(&high));
			}
			for group in mantissas.chunks_exact(GROUP) {
				let (sum, low, high) = sum(group);
				prop_assert_eq!(sum, group.iter().map(|x| i32::from(*x)).sum::<i32>());
				prop_assert_eq!(sum, i32::from(high) * 1_024 + i32::from(low));
				prop_assert!((-512..=512).contains(&low) && (-512..=512).contains(&high));
			}
		}

		#[test]
		fn vectors_are_the_same_one_by_one_and_together(
			y in vec(-40_000i64..40_000, GROUP * 40),
			threads in 1usize..3,
		) {
			let pool = Pool::new(threads);
			let mut pushed = Vectors::new(GROUP);
			y.chunks(GROUP).for_each(|y| pushed.push(y));
			for kernel in Kernel::available() {
				let mut filled = Vectors::new(GROUP);
				// What was there before leaves no trace.
				filled.fill(&pool.team(), kernel, Input::Plain(&vec![77; GROUP * 35]));
				filled.fill(&pool.team(), kernel, Input::Plain(&y));
				for at in 0..40 {
					prop_assert_eq!(filled.mantissas(at), pushed.mantissas(at));
					prop_assert_eq!(filled.exponent(at), pushed.exponent(at));
				}
				for (filled, pushed) in filled.blocks().iter().zip(pushed.blocks()) {
					prop_assert_eq!(&filled.lanes.low, &pushed.lanes.low);
					prop_assert_eq!(&filled.lanes.sums_high, &pushed.lanes.sums_high);
				}
			}
		}
	}
}
