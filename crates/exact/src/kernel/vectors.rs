//! Quantised vectors, and the forms of them that fast loops read.

use crate::{
	GROUP,
	ops::{MATMUL_BITS, quantise},
};
use std::sync::OnceLock;

/// Vectors of equal length in block floating point, ready to be multiplied with a matrix.
///
/// A mantissa is `128 * high + low` and a group's sum `1024 * sum_high + sum_low`: small enough for the
/// narrow multiplications that processors have most of.
#[derive(Debug)]
pub struct Vectors {
	columns: usize,
	mantissas: Vec<i16>,
	exponents: Vec<u8>,
	low: Vec<i8>,
	high: Vec<i8>,
	sums_low: Vec<i16>,
	sums_high: Vec<i16>,
	/// Made when they are first asked for.
	blocks: OnceLock<Vec<Block>>,
}

/// Vectors side by side in a [`Block`].
pub(super) const LANES: usize = 16;

/// Sixteen vectors in the order in which lanes read them; zeros where there are fewer.
#[derive(Debug)]
pub(super) struct Block {
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

/// Where the narrow forms of a vector begin: valid as long as the vectors are.
#[derive(Clone, Copy)]
pub(super) struct Pointers {
	pub mantissas: *const i16,
	pub low: *const i8,
	pub high: *const i8,
	pub sums_low: *const i16,
	pub sums_high: *const i16,
}

impl Vectors {
	/// No vectors yet, of `columns` elements each: a multiple of 32.
	pub fn new(columns: usize) -> Self {
		assert!(columns > 0 && columns.is_multiple_of(GROUP), "vectors are made of groups");
		Self {
			columns,
			mantissas: Vec::new(),
			exponents: Vec::new(),
			low: Vec::new(),
			high: Vec::new(),
			sums_low: Vec::new(),
			sums_high: Vec::new(),
			blocks: OnceLock::new(),
		}
	}

	/// Length of each.
	pub fn columns(&self) -> usize {
		self.columns
	}

	/// How many there are.
	pub fn count(&self) -> usize {
		self.exponents.len()
	}

	/// Mantissas of vector `at`.
	pub fn mantissas(&self, at: usize) -> &[i16] {
		&self.mantissas[at * self.columns..(at + 1) * self.columns]
	}

	/// Where the narrow forms of vector `at`, which must exist, begin.
	pub(super) fn pointers(&self, at: usize) -> Pointers {
		let groups = self.columns / GROUP;
		let elements = at * self.columns..(at + 1) * self.columns;
		let sums = at * groups..(at + 1) * groups;
		Pointers {
			mantissas: self.mantissas(at).as_ptr(),
			low: self.low[elements.clone()].as_ptr(),
			high: self.high[elements].as_ptr(),
			sums_low: self.sums_low[sums.clone()].as_ptr(),
			sums_high: self.sums_high[sums].as_ptr(),
		}
	}

	/// All vectors, sixteen to a block.
	#[cfg(target_arch = "x86_64")]
	pub(super) fn blocks(&self) -> &[Block] {
		let make = || (0..self.count()).step_by(LANES).map(|first| self.block(first)).collect();
		self.blocks.get_or_init(make)
	}

	#[cfg(target_arch = "x86_64")]
	fn block(&self, first: usize) -> Block {
		let groups = self.columns / GROUP;
		let pairs = groups.div_ceil(2);
		let mut block = Block {
			low: vec![0; self.columns * LANES],
			high: vec![0; self.columns * LANES],
			sums_low: vec![0; pairs * 2 * LANES],
			sums_high: vec![0; pairs * 2 * LANES],
			sums: vec![0; groups * LANES],
		};
		for lane in 0..LANES.min(self.count() - first) {
			let elements = (first + lane) * self.columns..(first + lane + 1) * self.columns;
			let sums = (first + lane) * groups..(first + lane + 1) * groups;
			for (from, to) in [(&self.low, &mut block.low), (&self.high, &mut block.high)] {
				let (from, _) = from[elements.clone()].as_chunks::<4>();
				let to = to.as_chunks_mut::<4>().0.iter_mut().skip(lane).step_by(LANES);
				to.zip(from).for_each(|(to, from)| *to = *from);
			}
			let (low, high) = (&self.sums_low[sums.clone()], &self.sums_high[sums]);
			for (group, (low, high)) in low.iter().zip(high).enumerate() {
				let at = (group / 2 * LANES + lane) * 2 + group % 2;
				(block.sums_low[at], block.sums_high[at]) = (*low, *high);
				block.sums[group * LANES + lane] = i32::from(*high) * 1_024 + i32::from(*low);
			}
		}
		block
	}

	/// Exponent of vector `at`.
	pub fn exponent(&self, at: usize) -> u8 {
		self.exponents[at]
	}

	/// Forgets all vectors.
	pub fn clear(&mut self) {
		self.mantissas.clear();
		self.exponents.clear();
		self.low.clear();
		self.high.clear();
		self.sums_low.clear();
		self.sums_high.clear();
		self.blocks.take();
	}

	/// Quantises one more vector.
	pub fn push(&mut self, y: &[i64]) {
		assert_eq!(y.len(), self.columns, "vectors are of equal length");
		self.blocks.take();
		let from = self.mantissas.len();
		self.mantissas.resize(from + self.columns, 0);
		let mantissas = &mut self.mantissas[from..];
		self.exponents.push(quantise(y, MATMUL_BITS, mantissas));
		let low = |x: &i16| ((x + 64) & 127) - 64;
		self.low.extend(mantissas.iter().map(|x| low(x) as i8));
		self.high.extend(mantissas.iter().map(|x| ((x - low(x)) >> 7) as i8));
		for group in mantissas.chunks_exact(GROUP) {
			let sum: i32 = group.iter().map(|x| i32::from(*x)).sum();
			let low = ((sum + 512) & 1_023) - 512;
			self.sums_low.push(low as i16);
			self.sums_high.push(((sum - low) >> 10) as i16);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	proptest! {
		#[test]
		fn narrow_forms_make_the_mantissas(y in vec(-40_000i64..40_000, GROUP * 2)) {
			let mut x = Vectors::new(y.len());
			x.push(&y);
			for ((mantissa, low), high) in x.mantissas(0).iter().zip(&x.low).zip(&x.high) {
				prop_assert_eq!(*mantissa, i16::from(*high) * 128 + i16::from(*low));
				prop_assert!((-64..=64).contains(low) && (-64..=64).contains(high));
			}
			for (group, (low, high)) in x.sums_low.iter().zip(&x.sums_high).enumerate() {
				let sum: i32 =
					x.mantissas(0)[group * GROUP..][..GROUP].iter().map(|x| i32::from(*x)).sum();
				prop_assert_eq!(sum, i32::from(*high) * 1_024 + i32::from(*low));
			}
		}
	}
}
