//! One slot at all positions, from the residuals of the slot before: what a spot audit computes.

use super::{
	BATCH,
	choice::choose,
	step::{Step, Work},
};
use crate::{
	hash::Hash,
	kernel::{Cache, Input, Kernel, Vectors},
	leaf::{Choice, Mantissas},
	model::Model,
	pool::Pool,
	sampling::Sampling,
	trace::Record,
};

/// Hashes of the cells of one layer, from the residuals before it at all positions.
pub(crate) fn layer_cells(model: &Model, slot: u32, residuals: &[i32]) -> Vec<Hash> {
	let dim = model.config.dim as usize;
	let mut caches = Vec::new();
	caches.resize_with(model.config.kv_heads as usize, Cache::default);
	let mut record = Record::new(1, &model.config, false);
	let mut work = Work::new(model);
	let layer = &model.layers[slot as usize - 1];
	let (pool, kernel) = (Pool::shared(), Kernel::best());
	for (batch, x) in residuals.chunks(BATCH * dim).enumerate() {
		let (first, count) = (batch * BATCH, x.len() / dim);
		work.residual.clear();
		work.residual.extend_from_slice(x);
		work.rotations = (0..count).map(|at| model.frequencies.at((first + at) as u32)).collect();
		let team = pool.team();
		let mut step = Step { model, kernel, team: &team, first, count, work: &mut work };
		step.layer(layer, &mut caches);
		step.commit(&mut record, slot as usize, &caches);
		record.hash(&team);
	}
	record.slot(slot)
}

/// Final activation and choice at each position from `first` on, from the last residuals.
pub(crate) fn choices(
	model: &Model,
	sampling: &Sampling,
	residuals: &[i32],
	first: usize,
) -> Vec<(Mantissas, Choice)> {
	let dim = model.config.dim as usize;
	let mut x = Vectors::new(dim);
	let mut all = Vec::new();
	let (pool, kernel) = (Pool::shared(), Kernel::best());
	for residuals in residuals.get(first * dim..).unwrap_or_default().chunks(BATCH * dim) {
		let team = pool.team();
		let epsilon = model.config.epsilon;
		x.fill(&team, kernel, Input::Normed { x: residuals, gain: &model.norm, epsilon });
		let position = (first + all.len()) as u32;
		let choices = choose(&team, kernel, sampling, position, model.head(), &x);
		all.extend(choices.into_iter().enumerate().map(|(at, choice)| {
			(Mantissas { m: x.mantissas(at).to_vec(), e: x.exponent(at) }, choice)
		}));
	}
	all
}
