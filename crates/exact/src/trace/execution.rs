//! A whole answer, executed with every cell's bytes kept: what both sides of a game work from.
//!
//! Nobody keeps this: prompt and output are enough to make it again, by one pass over all positions at once.
//! It takes about 95 KB for each position of a model of 30 layers while a game needs it.

use super::{
	Trace,
	layer::{self, Cell, Inputs, mantissas},
	norm,
};
use crate::{
	artefact::Artefact,
	compute,
	engine::{Session, SessionError},
	hash::{Blake2, Hash},
	leaf::{Choice, encode_token},
	op::Op,
	opening::Claim,
	ops::{F_LINEAR, F_NORM},
	sampling::Sampling,
	shape::{ABSENT, CellLeaf, Shape, tokens_root},
};
use std::sync::Arc;

/// Changes parts of an execution, as a liar would: each part of what follows is computed from the change.
/// Attack tests and providers with injected faults use it; [`Honest`] changes nothing.
pub trait Meddle: Send + Sync {
	/// Leaves of an inner operation, first bytes included.
	fn inner(&self, _position: u32, _slot: u32, _op: Op, _leaves: &mut Vec<Vec<u8>>) {}
	/// A leaf of the trace, first byte included, of unchanged length.
	fn leaf(&self, _position: u32, _slot: u32, _leaf: CellLeaf, _bytes: &mut Vec<u8>) {}
	/// How tokens are chosen, where `asked` was asked for.
	fn sampling(&self, asked: Sampling) -> Sampling {
		asked
	}
	/// The token that is written where `token` was chosen at `position`.
	fn emit(&self, _position: u32, token: u32) -> u32 {
		token
	}
	/// Whether to stop before the tokens that were asked for are there and no end token was chosen.
	fn cut(&self, _position: u32) -> bool {
		false
	}
	/// The hash of a cell, in both indices.
	fn cell(&self, _position: u32, _slot: u32, _hash: &mut Hash) {}
	/// Another cell for the second index: position, slot and hash.
	fn second_index(&self) -> Option<(u32, u32, Hash)> {
		None
	}
}

/// Changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Honest;

impl Meddle for Honest {}

/// An answer with all its cells.
pub struct Execution {
	artefact: Arc<Artefact>,
	claim: Claim,
	/// Prompt, then output.
	tokens: Vec<u32>,
	trace: Trace,
	/// Bytes of each cell, by position, then slot; empty where nothing is chosen.
	cells: Vec<Vec<u8>>,
	meddle: Arc<dyn Meddle>,
}

impl Execution {
	/// Executes `prompt` and `output` again, by the engine, tokens being chosen by `sampling`. Whether the output is what the model chooses is
	/// for [`Self::wrong_token`] to say.
	pub fn run(
		artefact: Arc<Artefact>,
		sampling: Sampling,
		prompt: &[u32],
		output: &[u32],
		ended: bool,
	) -> Result<Self, SessionError> {
		let shape = Shape::new(prompt.len() as u32, output.len() as u32, ended);
		let shape = shape.ok_or(SessionError::EmptyPrompt)?;
		let tokens = [prompt, output].concat();
		let mut session = Session::new(artefact.model().clone());
		session.set_sampling(sampling);
		session.record(shape.prompt(), true);
		session.replay(&tokens[..shape.positions() as usize])?;
		let record = session.take_record().ok_or(SessionError::EmptyPrompt)?;
		let trace = record.trace(shape.output(), ended).ok_or(SessionError::EmptyPrompt)?;
		Self::new(artefact, sampling, tokens, trace, record.into_kept(), Arc::new(Honest))
	}

	/// Answers `prompt` with at most `most` tokens, by the portable operations, and lets `meddle` change what
	/// it wants to. It claims that tokens were chosen by `sampling`.
	pub fn meddled(
		artefact: Arc<Artefact>,
		sampling: Sampling,
		prompt: &[u32],
		most: u32,
		meddle: Arc<dyn Meddle>,
	) -> Result<Self, SessionError> {
		let by = meddle.sampling(sampling);
		let mut slow = Slow { artefact: &artefact, by, meddle: &*meddle, cells: Vec::new() };
		let mut tokens = prompt.to_vec();
		let mut ended = false;
		for position in 0.. {
			let Some(token) = tokens.get(position as usize).copied() else { break };
			slow.position(position, token);
			if (position as usize) + 1 < prompt.len() {
				slow.cells.push(Vec::new());
				continue;
			}
			let chosen = slow.head(position);
			let token = meddle.emit(position, chosen);
			ended = artefact.header().ends().contains(&token) || meddle.cut(position);
			if ended || position as usize + 1 == prompt.len() + most as usize {
				break;
			}
			tokens.push(token);
			if tokens.len() == prompt.len() + most as usize {
				break;
			}
		}
		let output = (tokens.len() - prompt.len()) as u32;
		let shape = Shape::new(prompt.len() as u32, output, ended);
		let shape = shape.ok_or(SessionError::EmptyPrompt)?;
		let slots = artefact.header().slots() as usize;
		let cells = slow.cells;
		let hashes = cells.iter().enumerate().map(|(at, bytes)| {
			let (position, slot) = ((at / slots) as u32, (at % slots) as u32);
			let hash = artefact.header().cell_hash::<Blake2>(slot, bytes);
			// Nothing is chosen where there are no bytes.
			let mut hash = hash.unwrap_or(ABSENT);
			meddle.cell(position, slot, &mut hash);
			hash
		});
		let mut trace = Trace::new(shape, slots, hashes.collect());
		if let Some((position, slot, hash)) = meddle.second_index() {
			trace.forge(position, slot, hash);
		}
		Self::new(artefact.clone(), sampling, tokens, trace, cells, meddle)
	}

	fn new(
		artefact: Arc<Artefact>,
		sampling: Sampling,
		tokens: Vec<u32>,
		trace: Trace,
		cells: Vec<Vec<u8>>,
		meddle: Arc<dyn Meddle>,
	) -> Result<Self, SessionError> {
		let shape = *trace.shape();
		let (prompt, output) = tokens.split_at(shape.prompt() as usize);
		let roots = [tokens_root::<Blake2>(prompt), tokens_root::<Blake2>(output)];
		let context = artefact.header().config().context;
		let asked = shape.positions().into();
		let header = artefact.header().clone();
		let claim = Claim::new(header, shape, sampling, roots[0], roots[1], trace.root())
			.ok_or(SessionError::ContextFull { context, asked })?;
		Ok(Self { artefact, claim, tokens, trace, cells, meddle })
	}

	/// What it claims.
	pub fn claim(&self) -> &Claim {
		&self.claim
	}

	/// The model.
	pub fn artefact(&self) -> &Arc<Artefact> {
		&self.artefact
	}

	/// The cell hashes.
	pub fn trace(&self) -> &Trace {
		&self.trace
	}

	/// Prompt, then output.
	pub fn tokens(&self) -> &[u32] {
		&self.tokens
	}

	/// Bytes of a cell: its leaves with their first bytes.
	pub fn cell(&self, position: u32, slot: u32) -> &[u8] {
		let at = (position * self.artefact.header().slots() + slot) as usize;
		self.cells.get(at).map_or(&[], |cell| cell)
	}

	/// A leaf of a cell, first byte included.
	pub fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf) -> &[u8] {
		leaf_in(&self.artefact, self.cell(position, slot), slot, leaf)
	}

	/// The inner operations of a layer's cell, computed again from the cells before it.
	pub fn inner(&self, position: u32, slot: u32) -> Cell {
		let slots = self.artefact.header().slots();
		let before = |position: u32, slot: u32| {
			self.cells.get((position * slots + slot) as usize).map_or(&[][..], |cell| cell)
		};
		layer::compute(&inputs(&self.artefact, position, slot, before), &*self.meddle)
	}

	/// The first position whose written token is not the one that was chosen, or is an end token, or where the
	/// answer ends without one. It takes no game to prove that: see [`crate::Check::Emitted`].
	pub fn wrong_token(&self) -> Option<u32> {
		let (shape, head) = (self.claim.shape(), self.artefact.header().head_slot());
		let ends = self.artefact.header().ends();
		(0..shape.positions()).filter(|position| shape.chooses(*position)).find(|position| {
			let chosen = self.leaf(*position, head, CellLeaf::Choice);
			let chosen = choice_in(chosen).map_or(u32::MAX, |choice| choice.token);
			match self.tokens.get(*position as usize + 1) {
				Some(written) => chosen != *written || ends.contains(&chosen),
				None => !ends.contains(&chosen),
			}
		})
	}
}

pub(super) fn token_in(leaf: &[u8]) -> u32 {
	leaf.get(1..).and_then(crate::leaf::decode_token).unwrap_or(u32::MAX)
}

pub(super) fn choice_in(leaf: &[u8]) -> Option<Choice> {
	leaf.get(1..).and_then(Choice::decode)
}

/// A leaf within a cell's bytes.
pub(super) fn leaf_in<'a>(
	artefact: &Artefact,
	cell: &'a [u8],
	slot: u32,
	leaf: CellLeaf,
) -> &'a [u8] {
	let header = artefact.header();
	let before = header.cell_leaves(slot).into_iter().take_while(|other| *other != leaf);
	let start: usize = before.map(|leaf| 1 + header.cell_bytes(leaf)).sum();
	cell.get(start..start + 1 + header.cell_bytes(leaf)).unwrap_or_default()
}

fn residual_in(artefact: &Artefact, cell: &[u8], slot: u32) -> Vec<i32> {
	let header = artefact.header();
	let leaves = (0..header.config().parts())
		.map(|part| leaf_in(artefact, cell, slot, header.residual(part)));
	let numbers = leaves.flat_map(|leaf| leaf.get(1..).unwrap_or_default().as_chunks().0);
	numbers.map(|n| i32::from_le_bytes(*n)).collect()
}

/// What a layer's cell is computed from, out of the cells before it.
fn inputs<'a, 'c>(
	artefact: &'a Artefact,
	position: u32,
	slot: u32,
	cell: impl Fn(u32, u32) -> &'c [u8],
) -> Inputs<'a> {
	let heads = artefact.header().config().kv_heads;
	let all = |leaf: fn(u32) -> CellLeaf| {
		let of = |head: u32| {
			let leaves = (0..position).map(|t| leaf_in(artefact, cell(t, slot), slot, leaf(head)));
			leaves.map(mantissas).collect()
		};
		(0..heads).map(of).collect()
	};
	let x = residual_in(artefact, cell(position, slot - 1), slot - 1);
	let (keys, values) = (all(CellLeaf::Key), all(CellLeaf::Value));
	Inputs { artefact, position, slot, x, keys, values }
}

/// An execution by the portable operations, cell by cell.
struct Slow<'a> {
	artefact: &'a Artefact,
	by: Sampling,
	meddle: &'a dyn Meddle,
	cells: Vec<Vec<u8>>,
}

impl Slow<'_> {
	/// Embedding and layers.
	fn position(&mut self, position: u32, token: u32) {
		let header = self.artefact.header();
		let mut leaf = encode_token(token);
		self.meddle.leaf(position, 0, CellLeaf::Token, &mut leaf);
		let token = token_in(&leaf) as usize % header.config().vocabulary as usize;
		let row = self.artefact.model().embedding.row(token);
		let x = compute::embedded(row, header.config().dim as usize);
		let x = layer::residual_leaves(header, &x, |part, bytes| {
			self.meddle.leaf(position, 0, part, bytes);
		});
		self.cells.push([leaf, x.concat()].concat());
		let slots = header.slots();
		for slot in 1..header.head_slot() {
			let before =
				|position: u32, slot: u32| &self.cells[(position * slots + slot) as usize][..];
			let inputs = inputs(self.artefact, position, slot, before);
			let cell = layer::compute(&inputs, self.meddle).bytes();
			self.cells.push(cell);
		}
	}

	/// The head; the token that was chosen.
	fn head(&mut self, position: u32) -> u32 {
		let (model, header) = (self.artefact.model(), self.artefact.header());
		let slot = header.head_slot();
		let before = self.cells.last().map_or(&[][..], |cell| cell);
		let x = residual_in(self.artefact, before, slot - 1);
		let (config, meddle) = (header.config(), self.meddle);
		let (leaves, a) = if config.extras.parts {
			norm::head_leaves(config, &x, &model.norm, |leaf, bytes| {
				meddle.leaf(position, slot, leaf, bytes);
			})
		} else {
			let mut activation = compute::normed(&x, &model.norm, config.epsilon).encode();
			meddle.leaf(position, slot, CellLeaf::Activation, &mut activation);
			let a = mantissas(&activation);
			(vec![activation], a)
		};
		let head = model.head();
		let logits =
			(0..head.rows()).map(|row| compute::row_times(head.row(row), &a, F_NORM, F_LINEAR));
		let choice = self.by.choose::<Blake2>(position, &logits.collect::<Vec<_>>());
		let mut choice = choice.encode();
		self.meddle.leaf(position, slot, CellLeaf::Choice, &mut choice);
		let chosen = choice_in(&choice).map_or(u32::MAX, |choice| choice.token);
		self.cells.push([leaves.concat(), choice].concat());
		chosen
	}
}
