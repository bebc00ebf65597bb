//! Spot audits: one slot of a trace, computed again at all positions from the cells before it.
//!
//! An auditor that was served all cell hashes draws a slot, asks for the bytes of the cells of the slot
//! before, and compares. A layer costs as much as its share of the model: of 30 layers, one costs a thirtieth
//! of a full audit, and finds whatever is wrong in it first, at any position.

use super::{Execution, Trace, execution::leaf_in, layer::residual_leaves, norm::head_leaves};
use crate::{
	artefact::Artefact,
	engine,
	hash::{Blake2, Hash},
	leaf::{Choice, Mantissas, ROW_BITS, decode_i32, encode_token},
	sampling::Sampling,
	shape::ABSENT,
};

/// The provider's bytes are not those of the cells that it committed to: it has not served what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal;

/// Bytes of the cells of a slot at all positions, one after the other.
pub fn serve(own: &Execution, slot: u32) -> Vec<u8> {
	let positions = 0..own.claim().shape().positions();
	positions.flat_map(|position| own.cell(position, slot).iter().copied()).collect()
}

/// The first position at which the cell of `slot` is not what follows from `before`, the cells of the slot
/// before it ([`serve`]; nothing for slot 0). `tokens` are those of prompt and output, the latter chosen by
/// `sampling`.
pub fn check_slot(
	artefact: &Artefact,
	served: &Trace,
	sampling: &Sampling,
	tokens: &[u32],
	slot: u32,
	before: &[u8],
) -> Result<Option<u32>, Refusal> {
	let positions = served.shape().positions();
	let header = artefact.header();
	let expected = if slot == 0 {
		embeddings(artefact, tokens.get(..positions as usize).ok_or(Refusal)?)?
	} else {
		let dim = header.config().dim as usize;
		let mut residuals = Vec::with_capacity(positions as usize * dim);
		let size = header.cell_size(slot - 1);
		if before.len() != positions as usize * size {
			return Err(Refusal);
		}
		for (position, cell) in (0..).zip(before.chunks_exact(size)) {
			if header.cell_hash::<Blake2>(slot - 1, cell) != Some(served.cell(position, slot - 1)) {
				return Err(Refusal);
			}
			for part in 0..header.config().parts() {
				let leaf = leaf_in(artefact, cell, slot - 1, header.residual(part));
				match leaf.get(1..).and_then(|numbers| decode_i32(numbers, ROW_BITS)) {
					Some(mut residual) => residuals.append(&mut residual),
					// No numbers of the contract: the slot before is wrong here, and with it what reads it.
					None => return Ok(Some(position)),
				}
			}
		}
		match slot == header.head_slot() {
			true => heads(artefact, served, sampling, &residuals),
			false => engine::layer_cells(artefact.model(), slot, &residuals),
		}
	};
	let wrong = |(position, hash): &(u32, Hash)| served.cell(*position, slot) != *hash;
	Ok((0..).zip(expected).find(wrong).map(|(position, _)| position))
}

fn hash_cell(artefact: &Artefact, slot: u32, leaves: &[Vec<u8>]) -> Hash {
	artefact.header().cell_hash::<Blake2>(slot, &leaves.concat()).unwrap_or_default()
}

fn embeddings(artefact: &Artefact, tokens: &[u32]) -> Result<Vec<Hash>, Refusal> {
	let config = artefact.header().config();
	let hash = |token: &u32| {
		if *token >= config.vocabulary {
			return Err(Refusal);
		}
		let row = artefact.model().embedding.row(*token as usize);
		let x = crate::compute::embedded(row, config.dim as usize);
		let mut leaves = residual_leaves(artefact.header(), &x, |_, _| {});
		leaves.insert(0, encode_token(*token));
		Ok(hash_cell(artefact, 0, &leaves))
	};
	tokens.iter().map(hash).collect()
}

fn heads(artefact: &Artefact, served: &Trace, sampling: &Sampling, residuals: &[i32]) -> Vec<Hash> {
	let first = served.shape().prompt() as usize - 1;
	let slot = artefact.header().head_slot();
	let (config, norm) = (artefact.header().config(), &artefact.model().norm);
	let hash = |((activation, choice), x): ((Mantissas, Choice), &[i32])| {
		let mut leaves = match config.extras.parts {
			true => head_leaves(config, x, norm, |_, _| {}).0,
			false => vec![activation.encode()],
		};
		leaves.push(choice.encode());
		hash_cell(artefact, slot, &leaves)
	};
	let chosen = engine::choices(artefact.model(), sampling, residuals, first).into_iter();
	let chosen = chosen.zip(residuals.chunks(config.dim as usize).skip(first)).map(hash);
	std::iter::repeat_n(ABSENT, first).chain(chosen).collect()
}
