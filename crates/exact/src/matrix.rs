//! Matrices of weights, row after row as a release's artefact has them: what is mapped from a file is computed
//! with where it is, and shared with whoever else has mapped it.

use crate::{
	GROUP,
	ops::{Quant, Row},
	weights::BIAS_BYTES,
};
use memmap2::Mmap;
use std::{ops::Range, sync::Arc};

/// Bytes of a row of `columns` weights, its exponent included.
pub(crate) const fn row_bytes(quant: Quant, columns: usize) -> usize {
	let words = match quant {
		Quant::Q4 => 2,
		Quant::Q8 => 1,
	};
	columns / GROUP * (quant.group_bytes() + 2 * words) + 1
}

/// Bytes of rows, in this program's memory or in a file that is mapped.
#[derive(Clone, Debug)]
pub struct Bytes(Place);

#[derive(Clone, Debug)]
enum Place {
	Own(Vec<u8>),
	File(Arc<Mmap>, Range<usize>),
}

impl From<Vec<u8>> for Bytes {
	fn from(bytes: Vec<u8>) -> Self {
		Self(Place::Own(bytes))
	}
}

impl Bytes {
	/// A part of a mapped file; none if it is not within it.
	pub(crate) fn of_file(file: &Arc<Mmap>, within: Range<usize>) -> Option<Self> {
		file.get(within.clone())?;
		Some(Self(Place::File(file.clone(), within)))
	}

	#[inline(always)]
	pub(crate) fn all(&self) -> &[u8] {
		match &self.0 {
			Place::Own(bytes) => bytes,
			Place::File(file, within) => &file[within.clone()],
		}
	}
}

/// A matrix: rows of equal length.
#[derive(Clone, Debug)]
pub struct Matrix {
	quant: Quant,
	columns: usize,
	bytes: Bytes,
	/// The rows' exponents once more, side by side.
	exponents: Vec<u8>,
	/// Their biases; none if the matrix has no biases.
	biases: Vec<i32>,
	greatest_scale: u16,
}

impl Matrix {
	/// A matrix of its rows as they are written; none if they are not whole rows.
	pub fn of_rows(quant: Quant, columns: usize, bytes: Bytes) -> Option<Self> {
		Self::read(quant, columns, false, bytes)
	}

	/// A matrix of its rows as they are written, each with a bias at its end; none if they are not whole rows.
	pub fn of_biased_rows(quant: Quant, columns: usize, bytes: Bytes) -> Option<Self> {
		Self::read(quant, columns, true, bytes)
	}

	fn read(quant: Quant, columns: usize, biased: bool, bytes: Bytes) -> Option<Self> {
		let (weights, tail) = (row_bytes(quant, columns), if biased { BIAS_BYTES } else { 0 });
		let size = weights + tail;
		let all = bytes.all();
		if !columns.is_multiple_of(GROUP) || !all.len().is_multiple_of(size) {
			return None;
		}
		let (mut exponents, mut greatest_scale) = (Vec::with_capacity(all.len() / size), 0);
		let mut biases = Vec::new();
		for row in all.chunks_exact(size) {
			let (row, bias) = row.split_at(weights);
			biases.extend(bias.first_chunk().map(|bias| i32::from_le_bytes(*bias)));
			let row = Row::read(quant, columns / GROUP, row)?;
			let scales = row.d.iter().map(|word| i16::from_le_bytes(*word).unsigned_abs());
			greatest_scale = scales.fold(greatest_scale, u16::max);
			exponents.push(row.e);
		}
		Some(Self { quant, columns, bytes, exponents, biases, greatest_scale })
	}

	/// A matrix of its parts: quants, scales, offsets and exponents, row after row; none if their lengths do
	/// not fit each other.
	pub fn new(
		quant: Quant,
		columns: usize,
		q: &[u8],
		d: &[i16],
		m: &[i16],
		e: &[u8],
	) -> Option<Self> {
		let groups = columns / GROUP;
		let all = groups.checked_mul(e.len())?;
		let offsets = if quant == Quant::Q4 { groups } else { 0 };
		let sound = all.checked_mul(quant.group_bytes()) == Some(q.len())
			&& (d.len(), m.len()) == (all, offsets * e.len());
		if !sound {
			return None;
		}
		let mut bytes = Vec::with_capacity(row_bytes(quant, columns) * e.len());
		for (at, e) in e.iter().enumerate() {
			let quants = groups * quant.group_bytes();
			bytes.extend_from_slice(&q[at * quants..(at + 1) * quants]);
			let (d, m) = (&d[at * groups..(at + 1) * groups], &m[at * offsets..(at + 1) * offsets]);
			bytes.extend(d.iter().chain(m).flat_map(|word| word.to_le_bytes()));
			bytes.push(*e);
		}
		Self::of_rows(quant, columns, bytes.into())
	}

	/// How quants are stored.
	pub fn quant(&self) -> Quant {
		self.quant
	}

	/// Length of a row.
	pub fn columns(&self) -> usize {
		self.columns
	}

	/// Number of rows.
	pub fn rows(&self) -> usize {
		self.exponents.len()
	}

	/// Groups per row.
	pub fn groups(&self) -> usize {
		self.columns / GROUP
	}

	/// Exponents of the rows.
	pub fn exponents(&self) -> &[u8] {
		&self.exponents
	}

	/// Biases of the rows; empty if there are none.
	pub fn biases(&self) -> &[i32] {
		&self.biases
	}

	/// The bias of row `at`, 0 if there are none.
	pub fn bias(&self, at: usize) -> i32 {
		self.biases.get(at).copied().unwrap_or(0)
	}

	/// Greatest magnitude of a scale.
	pub fn greatest_scale(&self) -> u16 {
		self.greatest_scale
	}

	/// Row `at`, which must exist, as it is written.
	#[inline(always)]
	pub fn written(&self, at: usize) -> &[u8] {
		let tail = if self.biases.is_empty() { 0 } else { BIAS_BYTES };
		let size = row_bytes(self.quant, self.columns) + tail;
		&self.bytes.all()[at * size..(at + 1) * size]
	}

	/// Row `at`, which must exist.
	#[inline(always)]
	pub fn row(&self, at: usize) -> Row<'_> {
		// A reader asks for nothing but the length, which was right when the matrix was made.
		let row = &self.written(at)[..row_bytes(self.quant, self.columns)];
		Row::read(self.quant, self.groups(), row).expect("rows are whole")
	}
}
