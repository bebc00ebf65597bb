//! One batch of positions on its way through the layers.

use super::linear::{self, Rows};
use crate::{
	HEAD,
	kernel::{Cache, Head, Input, Kernel, Scratch, Vectors, elements},
	model::{Layer, Model},
	ops::{self, F_GATED, F_LINEAR, VALUE_BITS},
	pool::Team,
	rope::PAIRS,
	trace::Record,
};

/// Positions whose queries of one key head are one piece of work.
const PIECE: usize = 16;

/// Buffers that outlive a step.
#[derive(Debug)]
pub(super) struct Work {
	/// Residuals, position after position.
	pub residual: Vec<i32>,
	pub rotations: Vec<[(i16, i16); PAIRS]>,
	query: Vec<i64>,
	key: Vec<i64>,
	value: Vec<i64>,
	heads: Vec<i64>,
	gated: Vec<i64>,
	/// Inputs of matrices: normed residuals, heads, gated products.
	pub normed: Vectors,
	from_heads: Vectors,
	from_gated: Vectors,
}

impl Work {
	pub fn new(model: &Model) -> Self {
		let config = &model.config;
		Self {
			residual: Vec::new(),
			rotations: Vec::new(),
			query: Vec::new(),
			key: Vec::new(),
			value: Vec::new(),
			heads: Vec::new(),
			gated: Vec::new(),
			normed: Vectors::new(config.dim as usize),
			from_heads: Vectors::new(config.query_width()),
			from_gated: Vectors::new(config.ffn as usize),
		}
	}
}

/// One batch, and who computes it.
pub(super) struct Step<'a> {
	pub model: &'a Model,
	pub kernel: Kernel,
	pub team: &'a Team<'a>,
	/// Position of the first of the batch.
	pub first: usize,
	pub count: usize,
	pub work: &'a mut Work,
}

impl Step<'_> {
	/// A layer; `caches` are those of its key heads.
	pub fn layer(&mut self, layer: &Layer, caches: &mut [Cache]) {
		self.normed(&layer.attention_norm);
		self.project(layer);
		self.append(caches);
		self.attend(caches);
		let work = &mut *self.work;
		let (x, residual) = (&work.from_heads, &mut work.residual);
		linear::add(self.team, self.kernel, &layer.output, x, F_LINEAR, residual);

		self.normed(&layer.ffn_norm);
		self.gate(layer);
		let work = &mut *self.work;
		let (x, residual) = (&work.from_gated, &mut work.residual);
		linear::add(self.team, self.kernel, &layer.down, x, F_GATED, residual);
	}

	/// Commits to a layer's cell of each position.
	pub fn commit(&self, record: &mut Record, slot: usize, caches: &[Cache]) {
		let positions = self.work.residual.chunks_exact(self.model.config.dim as usize);
		for (at, x) in positions.enumerate() {
			let position = self.first + at;
			let keys = caches.iter().map(|cache| cache.key(position));
			let values = caches.iter().map(|cache| cache.value(position));
			record.layer(position as u32, slot, x, keys.chain(values));
		}
	}

	/// Norm and quantisation of each residual.
	fn normed(&mut self, gain: &[i32]) {
		let epsilon = self.model.config.epsilon;
		let work = &mut *self.work;
		let input = Input::Normed { x: &work.residual, gain, epsilon };
		work.normed.fill(self.team, self.kernel, input);
	}

	/// Queries, keys and values.
	fn project(&mut self, layer: &Layer) {
		let work = &mut *self.work;
		let mut pieces = Vec::new();
		for (matrix, out, bits) in [
			(&layer.query, &mut work.query, 32),
			(&layer.key, &mut work.key, 32),
			(&layer.value, &mut work.value, VALUE_BITS),
		] {
			out.resize(matrix.rows() * self.count, 0);
			let piece = linear::piece(self.team, matrix.rows());
			let parts = linear::parts(out, matrix.rows(), piece).into_iter().enumerate();
			pieces.extend(parts.map(|(at, out)| {
				let rows = at * piece..matrix.rows().min((at + 1) * piece);
				(Rows::normed(matrix, rows, bits), out)
			}));
		}
		let (kernel, x) = (self.kernel, &work.normed);
		self.team.each(pieces, |(rows, mut out)| rows.times(kernel, x, &mut out));
	}

	/// Keys, turned, and values into the caches.
	fn append(&mut self, caches: &mut [Cache]) {
		let (kernel, work) = (self.kernel, &*self.work);
		let width = self.model.config.kv_width();
		let append = |(head, cache): (usize, &mut Cache)| {
			for (at, rotation) in work.rotations.iter().enumerate() {
				let place = at * width + head * HEAD;
				let key = turned(kernel, &work.key[place..place + HEAD], rotation);
				cache.push(&key, &Head::new(kernel, &work.value[place..place + HEAD]));
			}
		};
		match self.count {
			// Too little to share.
			1 => caches.iter_mut().enumerate().for_each(append),
			_ => self.team.each(caches.iter_mut().enumerate(), append),
		}
	}

	/// What each query head attends to.
	fn attend(&mut self, caches: &[Cache]) {
		let (kernel, first) = (self.kernel, self.first);
		let config = &self.model.config;
		let (width, shared) = (config.query_width(), (config.heads / config.kv_heads) as usize);
		let work = &mut *self.work;
		work.heads.resize(self.count * width, 0);
		// A single position's heads are shared out one by one.
		let together = if self.count == 1 && self.team.size() > 1 { 1 } else { shared };
		let mut pieces = Vec::new();
		for (piece, positions) in work.heads.chunks_mut(PIECE * width).enumerate() {
			let parts = linear::parts(positions, width, together * HEAD);
			pieces.extend(parts.into_iter().enumerate().map(|(group, out)| (piece, group, out)));
		}
		let (query, rotations) = (&work.query, &work.rotations);
		self.team.each(pieces, |(piece, group, mut out)| {
			let mut queries = Vec::with_capacity(out.len() * together);
			let turns = rotations.iter().enumerate().skip(piece * PIECE).take(out.len());
			for (at, turn) in turns {
				let from = at * width + group * together * HEAD;
				let heads = query[from..from + together * HEAD].chunks_exact(HEAD);
				let keys = first + at + 1;
				queries.extend(heads.map(|head| (turned(kernel, head, turn), keys)));
			}
			let mut out: Vec<&mut [i64]> =
				out.iter_mut().flat_map(|out| out.chunks_exact_mut(HEAD)).collect();
			let cache = &caches[group * together / shared];
			kernel.attend(cache, &queries, &mut Scratch::default(), &mut out);
		});
		work.from_heads.fill(self.team, kernel, Input::Plain(&work.heads));
	}

	/// Gates times ups.
	fn gate(&mut self, layer: &Layer) {
		let width = self.model.config.ffn as usize;
		let (kernel, work) = (self.kernel, &mut *self.work);
		work.gated.resize(self.count * width, 0);
		let piece = linear::piece(self.team, width);
		let parts = linear::parts(&mut work.gated, width, piece).into_iter().enumerate();
		let x = &work.normed;
		self.team.each(parts, |(at, mut gates)| {
			let rows = at * piece..width.min((at + 1) * piece);
			let count = rows.len();
			let ups = Rows::normed(&layer.up, rows.clone(), 64).times_here(kernel, x);
			Rows::normed(&layer.gate, rows, 64).times(kernel, x, &mut gates);
			for (gates, ups) in gates.into_iter().zip(ups.chunks_exact(count)) {
				elements::gate(kernel, gates, ups);
			}
		});
		work.from_gated.fill(self.team, kernel, Input::Plain(&work.gated));
	}
}

/// A head of queries or keys, turned and quantised.
fn turned(kernel: Kernel, head: &[i64], rotation: &[(i16, i16); PAIRS]) -> Head {
	let mut turned = [0; HEAD];
	turned.copy_from_slice(head);
	ops::rotate(&mut turned, rotation);
	Head::new(kernel, &turned)
}
