//! Steps at both ends of a position, embedding and head, and the links between tokens, cells and indices.

use super::{Follows, norm};
use crate::{
	GROUP, compute,
	hash::Hasher,
	leaf::{Choice, ROW_BITS, decode_i32, decode_token, encode_i32},
	opening::{Opening, Stop},
	ops::{F_LINEAR, F_NORM},
	shape::{ABSENT, ARITY, CellLeaf},
	weights::Tensor,
};
use alloc::vec::Vec;

/// Opens: token of the embedding's cell; the leaf of prompt or output with the token.
pub(super) fn token<H: Hasher>(opening: &mut Opening<'_, H>, position: u32) -> Follows {
	let leaf = opening.trace(position, 0, CellLeaf::Token)?;
	let given = opening.token(position)?;
	Ok(decode_token(leaf) == Some(given))
}

/// Opens: the embedding's cell; the row.
pub(super) fn embed<H: Hasher>(opening: &mut Opening<'_, H>, position: u32) -> Follows {
	let leaves = opening.neighbours(position, 0, &[CellLeaf::Token, CellLeaf::Residual])?;
	let [token, residual] = *leaves else { return Err(Stop::Malformed) };
	let config = opening.claim.header().config();
	let token = decode_token(token).filter(|token| *token < config.vocabulary);
	let row = opening.row(Tensor::Embedding, token.ok_or(Stop::Inconsistent)?)?;
	let expected = encode_i32(&compute::embedded(row, config.dim as usize));
	Ok(expected.get(1..) == Some(residual))
}

/// Opens: token of the embedding's cell; the part; the row.
pub(super) fn embed_part<H: Hasher>(
	opening: &mut Opening<'_, H>,
	position: u32,
	part: u32,
) -> Follows {
	let config = opening.claim.header().config();
	if part >= config.parts() {
		return Err(Stop::Malformed);
	}
	let token = decode_token(opening.trace(position, 0, CellLeaf::Token)?);
	let committed = opening.trace(position, 0, CellLeaf::Part(part))?;
	let token = token.filter(|token| *token < config.vocabulary).ok_or(Stop::Inconsistent)?;
	let row = opening.row(Tensor::Embedding, token)?;
	let width = config.part() as usize;
	let row = row.part(part as usize * (width / GROUP), width / GROUP);
	let expected = encode_i32(&compute::embedded(row, width));
	Ok(expected.get(1..) == Some(committed))
}

/// Opens: the last layer's residual; the gains; the head's activation.
pub(super) fn final_norm<H: Hasher>(opening: &mut Opening<'_, H>, position: u32) -> Follows {
	let head = opening.claim.header().head_slot();
	let x = opening.residual_before(position, head, 0)?;
	let gains = opening.gains(Tensor::FinalNorm, 0)?;
	let committed = opening.trace(position, head, CellLeaf::Activation)?;
	let expected = compute::normed(&x, &gains, opening.claim.header().config().epsilon).encode();
	Ok(expected.get(1..) == Some(committed))
}

/// Reads a choice: a provider that committed to one that cannot be has lied.
fn choice<H: Hasher>(opening: &Opening<'_, H>, leaf: &[u8]) -> Result<Choice, Stop> {
	let vocabulary = opening.claim.header().config().vocabulary;
	let admitted = |choice: &Choice| opening.claim.sampling().admits(choice, vocabulary);
	Choice::decode(leaf).filter(admitted).ok_or(Stop::Inconsistent)
}

/// Opens: activation and choice of the head's cell; the token's row.
pub(super) fn better<H: Hasher>(
	opening: &mut Opening<'_, H>,
	position: u32,
	token: u32,
) -> Follows {
	let claim = opening.claim;
	let mut leaves = claim.header().activation();
	leaves.push(CellLeaf::Choice);
	let leaves = opening.neighbours(position, claim.header().head_slot(), &leaves)?;
	let (chosen, activation) = leaves.split_last().ok_or(Stop::Malformed)?;
	let chosen = choice(opening, chosen)?;
	let activation = norm::activation(claim.header().config(), activation)?;
	let row = opening.row(Tensor::Head, token)?;
	let logit = compute::row_times(row, &activation, F_NORM, F_LINEAR);
	Ok(claim.sampling().stands::<H>(position, &chosen, token, logit))
}

/// Opens: choice of the head's cell; unless it is beyond the output, the leaf of the output with its token.
pub(super) fn emitted<H: Hasher>(opening: &mut Opening<'_, H>, position: u32) -> Follows {
	let (header, shape) = (opening.claim.header(), opening.claim.shape());
	let leaf = opening.trace(position, header.head_slot(), CellLeaf::Choice)?;
	let token = choice(opening, leaf)?.token;
	let ends = header.ends().contains(&token);
	if position + 1 == shape.prompt() + shape.output() {
		return Ok(ends);
	}
	let emitted = opening.token(position + 1)?;
	Ok(token == emitted && !ends)
}

/// Opens: the head's cell, by its hash.
pub(super) fn absent<H: Hasher>(opening: &mut Opening<'_, H>, position: u32) -> Follows {
	let cell = opening.cell(position, opening.claim.header().head_slot())?;
	Ok(cell == ABSENT)
}

/// Opens: the cell's hash, then what leads to the page's first index; the same for its second index; the
/// page.
pub(super) fn dual_index<H: Hasher>(
	opening: &mut Opening<'_, H>,
	position: u32,
	slot: u32,
) -> Follows {
	let (page, place) = (position / ARITY, position % ARITY);
	let (width, slots) = (opening.claim.shape().page_width(page), opening.claim.header().slots());
	let first = opening.hash()?;
	let node = opening.climb(slots, slot, Vec::from([first]))?;
	let by_position = opening.climb(width, place, Vec::from([node]))?;
	let second = opening.hash()?;
	let node = opening.climb(width, place, Vec::from([second]))?;
	let by_slot = opening.climb(slots, slot, Vec::from([node]))?;
	opening.page(page, by_position, by_slot)?;
	Ok(first == second)
}

/// Reads a residual.
pub(super) fn residual(leaf: &[u8]) -> Result<Vec<i32>, Stop> {
	decode_i32(leaf, ROW_BITS).ok_or(Stop::Inconsistent)
}
