//! Sessions: a model's state while it reads a prompt and writes an answer.
//!
//! Positions are computed in batches while a prompt is read and one by one while an answer is written, by as
//! many threads as the session's pool has to spare; the result does not depend on it. Memory of keys and values
//! grows with the positions in use.

mod choice;
mod linear;
mod part;
mod step;

use crate::{
	cells::CellKey,
	kernel::{Cache, Input, Kernel, Vectors},
	model::Model,
	ops,
	pool::{Pool, Team},
	sampling::Sampling,
	trace::Record,
};
pub(crate) use part::{choices, layer_cells};
use std::{ops::ControlFlow, sync::Arc};
use step::{Step, Work};

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

/// A model reading and writing one text.
pub struct Session {
	model: Arc<Model>,
	kernel: Kernel,
	pool: Arc<Pool>,
	/// By layer, then head.
	caches: Vec<Cache>,
	position: u32,
	/// Final activation of the last position.
	last: Vectors,
	work: Work,
	sampling: Sampling,
	logits: Vec<i64>,
	record: Option<Record>,
}

impl Session {
	/// An empty session on the fastest kernel of this machine, and as many threads as it runs at once.
	pub fn new(model: Arc<Model>) -> Self {
		Self::with(model, Kernel::best(), Pool::shared())
	}

	/// An empty session on a chosen kernel and a chosen pool of threads. The result is the same on each.
	pub fn with(model: Arc<Model>, kernel: Kernel, pool: Arc<Pool>) -> Self {
		let heads = model.config.layers as usize * model.config.kv_heads as usize;
		let mut caches = Vec::new();
		caches.resize_with(heads, Cache::default);
		let last = Vectors::new(model.config.dim as usize);
		let work = Work::new(&model);
		let (position, sampling, logits, record) = (0, Sampling::Greedy, Vec::new(), None);
		Self { model, kernel, pool, caches, position, last, work, sampling, logits, record }
	}

	/// The model.
	pub fn model(&self) -> &Arc<Model> {
		&self.model
	}

	/// Chooses tokens so from now on; greedily, if this is not called.
	pub fn set_sampling(&mut self, sampling: Sampling) {
		self.sampling = sampling;
	}

	/// How many positions were fed.
	pub fn position(&self) -> u32 {
		self.position
	}

	/// Reads tokens. Nothing is changed if it refuses.
	pub fn feed(&mut self, tokens: &[u32]) -> Result<(), SessionError> {
		self.check(tokens, 0)?;
		let pool = self.pool.clone();
		for batch in tokens.chunks(BATCH) {
			self.step(&pool.team(), batch);
		}
		Ok(())
	}

	/// Commits to everything from now on, which must be the beginning, of an answer to `prompt` tokens; keeps
	/// every cell's bytes if a game is to be played with them.
	pub fn record(&mut self, prompt: u32, keep: bool) {
		if self.position == 0 {
			self.record = Some(Record::new(prompt, &self.model.config, keep));
		}
	}

	/// The same for an auditor, which commits to its cells beside: [`Record::cells_root`].
	pub fn record_as(&mut self, prompt: u32, key: CellKey) {
		if self.position == 0 {
			self.record = Some(Record::audited(prompt, &self.model.config, key));
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
		let pool = self.pool.clone();
		for batch in tokens.chunks(BATCH) {
			let team = pool.team();
			self.step(&team, batch);
			self.choose(&team, batch.len());
		}
		Ok(())
	}

	/// Records what is chosen at the last `count` positions, which were one batch.
	fn choose(&mut self, team: &Team<'_>, count: usize) {
		let Some(mut record) = self.record.take() else { return };
		let batch = self.position - count as u32;
		// From some position on, something is chosen at each.
		let first = (batch..self.position).find(|position| record.chooses(*position));
		let first = first.unwrap_or(self.position);
		self.activate(team, (first - batch) as usize);
		let (head, x) = (self.model.head(), &self.work.normed);
		let choices = choice::choose(team, self.kernel, &self.sampling, first, head, x);
		let dim = self.model.config.dim as usize;
		let residuals = self.work.residual.chunks_exact(dim).skip((first - batch) as usize);
		for (at, (choice, residual)) in choices.iter().zip(residuals).enumerate() {
			let activation = (x.mantissas(at), x.exponent(at));
			record.head(first + at as u32, (&self.model, residual), activation, choice);
		}
		record.complete(team, self.position);
		self.record = Some(record);
	}

	/// Makes the final activations of the last batch, without its first `skipped` positions.
	fn activate(&mut self, team: &Team<'_>, skipped: usize) {
		let (model, work) = (&*self.model, &mut self.work);
		let x = &work.residual[skipped * model.config.dim as usize..];
		let input = Input::Normed { x, gain: &model.norm, epsilon: model.config.epsilon };
		work.normed.fill(team, self.kernel, input);
	}

	/// Reads tokens, and shows the logits after each of them, Q16.
	pub fn predict(
		&mut self,
		tokens: &[u32],
		mut on_logits: impl FnMut(&[i64]),
	) -> Result<(), SessionError> {
		self.check(tokens, 0)?;
		let pool = self.pool.clone();
		for batch in tokens.chunks(BATCH) {
			let team = pool.team();
			self.step(&team, batch);
			self.activate(&team, 0);
			let (head, x) = (self.model.head(), &self.work.normed);
			linear::logits(&team, self.kernel, head, x, &mut self.logits);
			self.logits.chunks_exact(head.rows()).for_each(&mut on_logits);
		}
		Ok(())
	}

	/// Reads tokens, and shows the final activation after each of them: mantissas, and the power of two by which
	/// they are to be multiplied.
	pub fn activations(
		&mut self,
		tokens: &[u32],
		mut on_activation: impl FnMut(&[i16], u8),
	) -> Result<(), SessionError> {
		self.check(tokens, 0)?;
		let pool = self.pool.clone();
		for batch in tokens.chunks(BATCH) {
			let team = pool.team();
			self.step(&team, batch);
			self.activate(&team, 0);
			let x = &self.work.normed;
			(0..batch.len()).for_each(|at| on_activation(x.mantissas(at), x.exponent(at)));
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
		let (team, head) = (self.pool.team(), self.model.head());
		linear::logits(&team, self.kernel, head, &self.last, &mut self.logits);
		&self.logits
	}

	/// What is chosen after the last token that was fed.
	fn next(&mut self, team: &Team<'_>) -> u32 {
		let (position, last) = (self.position.saturating_sub(1), &self.last);
		let head = self.model.head();
		let choices = choice::choose(team, self.kernel, &self.sampling, position, head, last);
		let Some(choice) = choices.first() else { return 0 };
		if let Some(record) = &mut self.record {
			let activation = (last.mantissas(0), last.exponent(0));
			let residuals = self.work.residual.chunks_exact(self.model.config.dim as usize);
			let x = residuals.last().unwrap_or_default();
			record.head(position, (&self.model, x), activation, choice);
			record.complete(team, self.position);
		}
		choice.token
	}

	/// Reads `prompt`, then writes at most `most` tokens, each chosen as was set, until one of `ends`.
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
		let pool = self.pool.clone();
		for (at, batch) in prompt.chunks(BATCH).enumerate() {
			self.step(&pool.team(), batch);
			if on_progress(Progress::Read(at * BATCH + batch.len())).is_break() {
				return Ok(Finish::Stopped);
			}
		}
		for written in 1..=most {
			let token = self.next(&pool.team());
			if ends.contains(&token) {
				return Ok(Finish::EndToken);
			}
			if on_progress(Progress::Token(token)).is_break() {
				return Ok(Finish::Stopped);
			}
			// What follows the last token is not needed.
			if written < most {
				self.step(&pool.team(), &[token]);
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
	fn step(&mut self, team: &Team<'_>, tokens: &[u32]) {
		let model = self.model.clone();
		let config = &model.config;
		let (dim, kv_heads) = (config.dim as usize, config.kv_heads as usize);
		let (kernel, work) = (self.kernel, &mut self.work);
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
		let (first, count) = (self.position as usize, tokens.len());
		let mut step = Step { model: &model, kernel, team, first, count, work };
		let caches = self.caches.chunks_exact_mut(kv_heads);
		for (slot, (layer, caches)) in model.layers.iter().zip(caches).enumerate() {
			step.layer(layer, caches);
			if let Some(record) = &mut self.record {
				step.commit(record, slot + 1, caches);
				// While they are in the processor's cache. A single position's cells wait for each other.
				if count > 1 {
					record.hash(team);
				}
			}
		}
		self.position += count as u32;
		let x = &work.residual[(count - 1) * dim..];
		let input = Input::Normed { x, gain: &model.norm, epsilon: config.epsilon };
		self.last.fill(team, kernel, input);
	}
}
