//! Sessions: a model's state while it reads a prompt and writes an answer.
//!
//! Positions are computed in batches while a prompt is read and one by one while an answer is written; the
//! result does not depend on it. Memory of keys and values grows with the positions in use.

use crate::{
	HEAD,
	hash::Hash,
	kernel::{Kernel, Vectors},
	leaf::Mantissas,
	model::{Layer, Matrix, Model},
	ops::{self, F_GATED, F_LINEAR, F_NORM, F_RESIDUAL, HEAD_BITS, VALUE_BITS},
	rope::PAIRS,
	trace::Record,
};
use std::{ops::ControlFlow, sync::Arc};

/// Positions that are computed together while a prompt is read.
const BATCH: usize = 64;

/// Why a session refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
	/// The context has no room.
	#[error(
		"the model's context holds {context} tokens, {asked} were asked for: shorten the input or ask for fewer tokens"
	)]
	ContextFull {
		/// Positions of the context.
		context: u32,
		/// Positions that would be needed.
		asked: u64,
	},
	/// A token does not exist.
	#[error("the model has no token {0}: use its own tokeniser")]
	UnknownToken(u32),
	/// There is nothing to continue.
	#[error("the prompt is empty: give at least one token")]
	EmptyPrompt,
}

/// How far [`Session::generate`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
	/// So many tokens of the prompt have been read.
	Read(usize),
	/// This token was generated.
	Token(u32),
}

/// Why generation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
	/// The model chose one of the end tokens.
	EndToken,
	/// As many tokens as were asked for.
	Length,
	/// The caller broke off.
	Stopped,
}

/// Keys and values of one head in one layer.
#[derive(Default)]
struct Cache {
	keys: Vec<i16>,
	key_exponents: Vec<u8>,
	values: Vec<i16>,
	value_exponents: Vec<u8>,
}

/// A model reading and writing one text.
pub struct Session {
	model: Arc<Model>,
	kernel: Kernel,
	/// By layer, then head.
	caches: Vec<Cache>,
	position: u32,
	/// Final activation of the last position.
	last: Vectors,
	work: Work,
	record: Option<Record>,
}

/// Buffers that outlive a step.
#[derive(Default)]
struct Work {
	residual: Vec<i32>,
	normed: Vec<i64>,
	query: Vec<i64>,
	key: Vec<i64>,
	value: Vec<i64>,
	heads: Vec<i64>,
	gate: Vec<i64>,
	up: Vec<i64>,
	rotations: Vec<[(i16, i16); PAIRS]>,
	dots: Vec<i32>,
	scores: Vec<i64>,
	weights: Vec<u32>,
	logits: Vec<i64>,
}

impl Session {
	/// An empty session on the fastest kernel of this machine.
	pub fn new(model: Arc<Model>) -> Self {
		Self::with_kernel(model, Kernel::best())
	}

	/// An empty session on a chosen kernel. The result is the same on each.
	pub fn with_kernel(model: Arc<Model>, kernel: Kernel) -> Self {
		let heads = model.config.layers as usize * model.config.kv_heads as usize;
		let mut caches = Vec::new();
		caches.resize_with(heads, Cache::default);
		let last = Vectors::new(model.config.dim as usize);
		Self { model, kernel, caches, position: 0, last, work: Work::default(), record: None }
	}

	/// The model.
	pub fn model(&self) -> &Arc<Model> {
		&self.model
	}

	/// How many positions were fed.
	pub fn position(&self) -> u32 {
		self.position
	}

	/// Reads tokens. Nothing is changed if it refuses.
	pub fn feed(&mut self, tokens: &[u32]) -> Result<(), SessionError> {
		self.check(tokens, 0)?;
		for batch in tokens.chunks(BATCH) {
			self.step(batch);
		}
		Ok(())
	}

	/// Commits to everything from now on, which must be the beginning, of an answer to `prompt` tokens; keeps
	/// every cell's bytes if a game is to be played with them.
	pub fn record(&mut self, prompt: u32, keep: bool) {
		if self.position == 0 {
			self.record = Some(Record::new(prompt, self.model.config.layers, keep));
		}
	}

	/// What was recorded so far.
	pub fn recorded(&self) -> Option<&Record> {
		self.record.as_ref()
	}

	/// Takes what was recorded, and ends the recording.
	pub fn take_record(&mut self) -> Option<Record> {
		self.record.take()
	}

	/// Reads tokens that were written before, and records what is chosen at each of their positions.
	pub fn replay(&mut self, tokens: &[u32]) -> Result<(), SessionError> {
		self.check(tokens, 0)?;
		for batch in tokens.chunks(BATCH) {
			self.step(batch);
			self.choose(batch.len());
		}
		Ok(())
	}

	/// Records what is chosen at the last `count` positions, which were one batch.
	fn choose(&mut self, count: usize) {
		let Some(mut record) = self.record.take() else { return };
		let first = self.position - count as u32;
		let chosen: Vec<u32> =
			(first..self.position).filter(|position| record.chooses(*position)).collect();
		let x = self.activations(first, &chosen);
		for ((at, position), logits) in chosen.into_iter().enumerate().zip(self.all_logits(&x)) {
			let token = ops::argmax(logits) as u32;
			record.head(position, x.mantissas(at), x.exponent(at), token);
		}
		record.complete(self.position);
		self.record = Some(record);
	}

	/// Final activations at `positions` of the last batch, which began at `first`.
	fn activations(&mut self, first: u32, positions: &[u32]) -> Vectors {
		let (model, dim) = (self.model.clone(), self.model.config.dim as usize);
		let mut x = Vectors::new(dim);
		for position in positions {
			let from = (position - first) as usize * dim;
			let residual = &self.work.residual[from..from + dim];
			ops::rms_norm(residual, &model.norm, model.config.epsilon, &mut self.work.normed);
			x.push(&self.work.normed);
		}
		x
	}

	/// The logits that follow from each activation.
	fn all_logits(&mut self, x: &Vectors) -> impl Iterator<Item = &[i64]> {
		let head = self.model.head();
		linear(self.kernel, head, x, F_NORM, F_LINEAR, &mut self.work.logits);
		self.work.logits.chunks_exact(head.rows())
	}

	/// Reads tokens, and shows the logits after each of them, Q16.
	pub fn predict(
		&mut self,
		tokens: &[u32],
		mut on_logits: impl FnMut(&[i64]),
	) -> Result<(), SessionError> {
		self.check(tokens, 0)?;
		for batch in tokens.chunks(BATCH) {
			let first = self.position;
			self.step(batch);
			let x = self.activations(first, &(first..self.position).collect::<Vec<_>>());
			self.all_logits(&x).for_each(&mut on_logits);
		}
		Ok(())
	}

	/// Refuses tokens that do not exist.
	pub fn check_tokens(&self, tokens: &[u32]) -> Result<(), SessionError> {
		let vocabulary = self.model.config.vocabulary;
		match tokens.iter().find(|token| **token >= vocabulary) {
			Some(token) => Err(SessionError::UnknownToken(*token)),
			None => Ok(()),
		}
	}

	/// The logits after the last token that was fed, Q16; none before the first.
	pub fn logits(&mut self) -> &[i64] {
		if self.last.count() == 0 {
			return &[];
		}
		let head = self.model.head();
		linear(self.kernel, head, &self.last, F_NORM, F_LINEAR, &mut self.work.logits);
		&self.work.logits
	}

	/// Reads `prompt`, then writes at most `most` tokens, each the likeliest one, until one of `ends`.
	/// `on_progress` sees each batch and each token, and may break off.
	pub fn generate(
		&mut self,
		prompt: &[u32],
		most: u32,
		ends: &[u32],
		mut on_progress: impl FnMut(Progress) -> ControlFlow<()>,
	) -> Result<Finish, SessionError> {
		if prompt.is_empty() && self.position == 0 {
			return Err(SessionError::EmptyPrompt);
		}
		self.check(prompt, most)?;
		for (at, batch) in prompt.chunks(BATCH).enumerate() {
			self.step(batch);
			if on_progress(Progress::Read(at * BATCH + batch.len())).is_break() {
				return Ok(Finish::Stopped);
			}
		}
		for written in 1..=most {
			let token = ops::argmax(self.logits()) as u32;
			if let Some(record) = &mut self.record {
				record.head(
					self.position - 1,
					self.last.mantissas(0),
					self.last.exponent(0),
					token,
				);
				record.complete(self.position);
			}
			if ends.contains(&token) {
				return Ok(Finish::EndToken);
			}
			if on_progress(Progress::Token(token)).is_break() {
				return Ok(Finish::Stopped);
			}
			// What follows the last token is not needed.
			if written < most {
				self.step(&[token]);
			}
		}
		Ok(Finish::Length)
	}

	fn check(&self, tokens: &[u32], more: u32) -> Result<(), SessionError> {
		self.check_tokens(tokens)?;
		let config = &self.model.config;
		let asked = u64::from(self.position) + tokens.len() as u64 + u64::from(more);
		if asked > u64::from(config.context) {
			return Err(SessionError::ContextFull { context: config.context, asked });
		}
		Ok(())
	}

	/// Computes the positions of a batch; tokens exist and there is room.
	fn step(&mut self, tokens: &[u32]) {
		let model = self.model.clone();
		let dim = model.config.dim as usize;
		let work = &mut self.work;
		work.residual.resize(tokens.len() * dim, 0);
		work.rotations.clear();
		for (at, (token, x)) in tokens.iter().zip(work.residual.chunks_exact_mut(dim)).enumerate() {
			ops::embed(model.embedding.row(*token as usize), x);
			let position = self.position + at as u32;
			work.rotations.push(model.frequencies.at(position));
			if let Some(record) = &mut self.record {
				record.embedding(position, *token, x);
			}
		}
		let kv_heads = model.config.kv_heads as usize;
		let mut state = Step {
			model: &model,
			kernel: self.kernel,
			first: self.position as usize,
			count: tokens.len(),
			work,
		};
		let caches = self.caches.chunks_exact_mut(kv_heads);
		for (slot, (layer, caches)) in model.layers.iter().zip(caches).enumerate() {
			state.attend(layer, caches);
			state.feed_forward(layer);
			if let Some(record) = &mut self.record {
				state.commit(record, slot + 1, caches);
				// While they are in the processor's cache. A single position's cells wait for each other.
				if tokens.len() > 1 {
					record.hash();
				}
			}
		}
		self.position += tokens.len() as u32;
		self.last.clear();
		if let Some(x) = work.residual.chunks_exact(dim).last() {
			work.normed.resize(dim, 0);
			ops::rms_norm(x, &model.norm, model.config.epsilon, &mut work.normed);
			self.last.push(&work.normed);
		}
	}
}

/// One batch on its way through the layers.
struct Step<'a> {
	model: &'a Model,
	kernel: Kernel,
	/// Position of the first of the batch.
	first: usize,
	count: usize,
	work: &'a mut Work,
}

impl Step<'_> {
	/// Norm and quantisation of each residual.
	fn normed(&mut self, gain: &[i32]) -> Vectors {
		let dim = self.model.config.dim as usize;
		let mut vectors = Vectors::new(dim);
		self.work.normed.resize(dim, 0);
		for x in self.work.residual.chunks_exact(dim) {
			ops::rms_norm(x, gain, self.model.config.epsilon, &mut self.work.normed);
			vectors.push(&self.work.normed);
		}
		vectors
	}

	/// Adds rows of `matrix` times `x` to the residual.
	fn add(&mut self, matrix: &Matrix, x: &Vectors, from: i32) {
		linear(self.kernel, matrix, x, from, F_RESIDUAL, &mut self.work.normed);
		for (x, add) in self.work.residual.iter_mut().zip(&self.work.normed) {
			*x = ops::residual(*x, *add);
		}
	}

	/// Commits to a layer's cell of each position.
	fn commit(&self, record: &mut Record, slot: usize, caches: &[Cache]) {
		let positions = self.work.residual.chunks_exact(self.model.config.dim as usize);
		for (at, x) in positions.enumerate() {
			let keys = caches.iter().map(|cache| (&cache.keys[..], &cache.key_exponents[..]));
			let values = caches.iter().map(|cache| (&cache.values[..], &cache.value_exponents[..]));
			record.layer((self.first + at) as u32, slot, x, keys.chain(values));
		}
	}

	fn attend(&mut self, layer: &Layer, caches: &mut [Cache]) {
		let x = self.normed(&layer.attention_norm);
		let work = &mut *self.work;
		for (matrix, out, bits) in [
			(&layer.query, &mut work.query, 32),
			(&layer.key, &mut work.key, 32),
			(&layer.value, &mut work.value, VALUE_BITS),
		] {
			linear(self.kernel, matrix, &x, F_NORM, F_LINEAR, out);
			out.iter_mut().for_each(|v| *v = crate::arith::cl(*v, bits));
		}
		let (query_width, kv_width) =
			(self.model.config.query_width(), self.model.config.kv_width());
		for at in 0..self.count {
			let rotation = &work.rotations[at];
			let key = &mut work.key[at * kv_width..(at + 1) * kv_width];
			let value = &work.value[at * kv_width..(at + 1) * kv_width];
			let both = key.chunks_exact_mut(HEAD).zip(value.chunks_exact(HEAD));
			for ((key, value), cache) in both.zip(caches.iter_mut()) {
				ops::rotate(key, rotation);
				append(key, &mut cache.keys, &mut cache.key_exponents);
				append(value, &mut cache.values, &mut cache.value_exponents);
			}
		}
		work.heads.resize(self.count * query_width, 0);
		let shared = (self.model.config.heads / self.model.config.kv_heads) as usize;
		for at in 0..self.count {
			for head in 0..self.model.config.heads as usize {
				self.attend_head(at, head, &caches[head / shared]);
			}
		}
		let mut x = Vectors::new(query_width);
		for heads in self.work.heads.chunks_exact(query_width) {
			x.push(heads);
		}
		self.add(&layer.output, &x, F_LINEAR);
	}

	/// One query head of one position of the batch.
	fn attend_head(&mut self, at: usize, head: usize, cache: &Cache) {
		let work = &mut *self.work;
		let place = at * self.model.config.query_width() + head * HEAD;
		let query = &mut work.query[place..place + HEAD];
		ops::rotate(query, &work.rotations[at]);
		let mut mantissas = [0; HEAD];
		let e_query = ops::quantise(query, HEAD_BITS, &mut mantissas);

		let keys = self.first + at + 1;
		work.dots.resize(keys, 0);
		self.kernel.dots(&mantissas, &cache.keys[..keys * HEAD], &mut work.dots);
		work.scores.clear();
		let scored = work.dots.iter().zip(&cache.key_exponents);
		work.scores.extend(scored.map(|(dot, e_key)| ops::score(*dot, e_query, *e_key)));
		let greatest = work.scores.iter().copied().max().unwrap_or(0);
		work.weights.clear();
		work.weights.extend(work.scores.iter().map(|score| ops::weight(greatest, *score)));
		let total: i64 = work.weights.iter().map(|weight| i64::from(*weight)).sum();
		let values = &cache.values[..keys * HEAD];
		let sums = self.kernel.weighted(&work.weights, values, &cache.value_exponents[..keys]);
		ops::divide(&sums, total, &mut work.heads[place..place + HEAD]);
	}

	fn feed_forward(&mut self, layer: &Layer) {
		let x = self.normed(&layer.ffn_norm);
		let work = &mut *self.work;
		linear(self.kernel, &layer.gate, &x, F_NORM, F_LINEAR, &mut work.gate);
		linear(self.kernel, &layer.up, &x, F_NORM, F_LINEAR, &mut work.up);
		for (gate, up) in work.gate.iter_mut().zip(&work.up) {
			let narrow = |v: i64| crate::arith::cl(v, 32) as i32;
			*gate = ops::gated(narrow(*gate), narrow(*up));
		}
		let width = self.model.config.ffn as usize;
		let mut x = Vectors::new(width);
		for gated in work.gate.chunks_exact(width) {
			x.push(gated);
		}
		self.add(&layer.down, &x, F_GATED);
	}
}

/// Hashes of the cells of one layer, from the residuals before it at all positions.
pub(crate) fn layer_cells(model: &Arc<Model>, slot: u32, residuals: &[i32]) -> Vec<Hash> {
	let dim = model.config.dim as usize;
	let mut caches = Vec::new();
	caches.resize_with(model.config.kv_heads as usize, Cache::default);
	let mut record = Record::new(1, model.config.layers, false);
	let mut work = Work::default();
	let layer = &model.layers[slot as usize - 1];
	for (batch, x) in residuals.chunks(BATCH * dim).enumerate() {
		let (first, count) = (batch * BATCH, x.len() / dim);
		work.residual = x.to_vec();
		work.rotations = (0..count).map(|at| model.frequencies.at((first + at) as u32)).collect();
		let mut state = Step { model, kernel: Kernel::best(), first, count, work: &mut work };
		state.attend(layer, &mut caches);
		state.feed_forward(layer);
		state.commit(&mut record, slot as usize, &caches);
		record.hash();
	}
	record.slot(slot)
}

/// Final activation and likeliest token at each position that `chooses`, from the last residuals.
pub(crate) fn choices(
	model: &Model,
	residuals: &[i32],
	chooses: impl Fn(u32) -> bool,
) -> Vec<Option<(Mantissas, u32)>> {
	let dim = model.config.dim as usize;
	let (mut normed, mut logits, mut all) = (vec![0; dim], Vec::new(), Vec::new());
	for (batch, residuals) in residuals.chunks(BATCH * dim).enumerate() {
		let mut x = Vectors::new(dim);
		let chosen = |at: usize| chooses((batch * BATCH + at) as u32);
		for (at, residual) in residuals.chunks_exact(dim).enumerate() {
			if chosen(at) {
				ops::rms_norm(residual, &model.norm, model.config.epsilon, &mut normed);
				x.push(&normed);
			}
		}
		linear(Kernel::best(), model.head(), &x, F_NORM, F_LINEAR, &mut logits);
		let mut logits = logits.chunks_exact(model.head().rows()).enumerate();
		all.extend((0..residuals.len() / dim).map(|at| {
			let (at, logits) = logits.by_ref().take(usize::from(chosen(at))).next()?;
			let activation = Mantissas { m: x.mantissas(at).to_vec(), e: x.exponent(at) };
			Some((activation, ops::argmax(logits) as u32))
		}));
	}
	all
}

/// Quantises a head into a cache.
fn append(head: &[i64], mantissas: &mut Vec<i16>, exponents: &mut Vec<u8>) {
	let from = mantissas.len();
	mantissas.resize(from + HEAD, 0);
	exponents.push(ops::quantise(head, HEAD_BITS, &mut mantissas[from..]));
}

/// All rows of `matrix` times each vector, with `to` fraction bits, vector after vector.
fn linear(kernel: Kernel, matrix: &Matrix, x: &Vectors, from: i32, to: i32, out: &mut Vec<i64>) {
	out.resize(matrix.rows() * x.count(), 0);
	kernel.multiply(matrix, 0..matrix.rows(), x, out);
	for (at, sums) in out.chunks_exact_mut(matrix.rows()).enumerate() {
		let e_x = x.exponent(at);
		for (sum, e_row) in sums.iter_mut().zip(matrix.exponents()) {
			*sum = ops::scale_row(*sum, *e_row, e_x, from, to);
		}
	}
}
