//! Steps of a layer from the residual after attention on.

use super::{At, Follows, ends, unrefuted};
use crate::{
	compute,
	hash::Hasher,
	leaf::{
		Greatest, MAX_GATED, Mantissas, ROW_BITS, decode_i16, decode_i32, decode_i64, encode_i16,
		encode_i64,
	},
	op::{DOWN_TILE, Op},
	opening::{Opening, Stop},
	ops::{F_GATED, F_RESIDUAL, MATMUL_BITS, gated as silu_times, residual as add_residual},
	shape::CellLeaf,
	weights::{Part, Tensor},
};
use alloc::vec::Vec;

/// Opens: all of [`Op::Middle`]; gains; output.
pub(super) fn input<H: Hasher>(opening: &mut Opening<'_, H>, at: At) -> Follows {
	let leaves = opening.claim.header().op_leaves(Op::Middle, at.layer, at.position);
	let x = opening.inner_many(at, Op::Middle, 0, leaves, |leaf| decode_i32(leaf, ROW_BITS))?;
	let gains = opening.gains(Tensor::Layer(at.layer, Part::FeedNorm))?;
	let expected = compute::normed(&x, &gains, opening.claim.header().config().epsilon);
	opening.inner_is(at, Op::FeedInput, 0, &expected.encode())
}

/// Opens: [`Op::FeedInput`]; rows of gate; rows of up; output.
pub(super) fn gated<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let tile = opening.claim.header().op_tile(Op::Gated, at.layer);
	let x = opening.inner_as(at, Op::FeedInput, 0, Mantissas::vector)?;
	let gates = opening.rows(Tensor::Layer(at.layer, Part::Gate), leaf * tile, tile)?;
	let ups = opening.rows(Tensor::Layer(at.layer, Part::Up), leaf * tile, tile)?;
	let linear = |row: &crate::weights::OpenRow| compute::linear(row.row(), &x, ROW_BITS);
	let both = gates.iter().zip(&ups);
	let out: Vec<i64> = both.map(|(gate, up)| silu_times(linear(gate), linear(up))).collect();
	opening.inner_is(at, Op::Gated, leaf, &encode_i64(&out))
}

fn decode_gated(leaf: &[u8]) -> Option<Vec<i64>> {
	decode_i64(leaf, MAX_GATED)
}

/// Opens: the claim.
fn claim<H: Hasher>(opening: &mut Opening<'_, H>, at: At) -> Result<Greatest, Stop> {
	let ffn = opening.claim.header().config().ffn;
	let decode =
		|leaf: &[u8]| Greatest::decode(leaf, MAX_GATED, ffn).filter(|claim| claim.value >= 0);
	opening.inner_as(at, Op::GatedGreatest, 0, decode)
}

/// Opens: the claim; the leaf of [`Op::Gated`] with the element.
pub(super) fn greatest<H: Hasher>(opening: &mut Opening<'_, H>, at: At, element: u32) -> Follows {
	let header = opening.claim.header();
	if element >= header.config().ffn {
		return Err(Stop::Malformed);
	}
	let claim = claim(opening, at)?;
	let tile = header.op_tile(Op::Gated, at.layer).max(1);
	let gated = opening.inner_as(at, Op::Gated, element / tile, decode_gated)?;
	let value = gated.get((element % tile) as usize).ok_or(Stop::Malformed)?;
	Ok(unrefuted(claim, element, value.saturating_abs()))
}

/// Opens: the claim; the leaves of [`Op::Gated`] with the tile; output.
pub(super) fn down_input<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let claim = claim(opening, at)?;
	let many = DOWN_TILE / opening.claim.header().op_tile(Op::Gated, at.layer).max(1);
	let gated = opening.inner_many(at, Op::Gated, leaf * many, many, decode_gated)?;
	let expected = compute::mantissas(&gated, compute::exponent(claim.value));
	opening.inner_is(at, Op::DownInput, leaf, &encode_i16(&expected))
}

/// Opens: the claim; all of [`Op::DownInput`]; rows of the tile; the leaves of [`Op::Middle`] with the tile;
/// the layer's output.
pub(super) fn residual<H: Hasher>(opening: &mut Opening<'_, H>, at: At, tile: u32) -> Follows {
	let header = opening.claim.header();
	let (down, dim) = (Tensor::Layer(at.layer, Part::Down), header.config().dim);
	let size = header.tile(&[down]);
	let Some(first) = tile.checked_mul(size).filter(|first| *first < dim) else {
		return Err(Stop::Malformed);
	};
	let e = compute::exponent(claim(opening, at)?.value);
	let leaves = header.op_leaves(Op::DownInput, at.layer, at.position);
	let decode = |leaf: &[u8]| decode_i16(leaf, MATMUL_BITS);
	let a = Mantissas { m: opening.inner_many(at, Op::DownInput, 0, leaves, decode)?, e };
	let rows = opening.rows(down, first, size)?;
	let per_leaf = header.op_tile(Op::Middle, at.layer).max(1);
	let start = first / per_leaf;
	let count = (first + size).div_ceil(per_leaf) - start;
	let decode = |leaf: &[u8]| decode_i32(leaf, ROW_BITS);
	let middle = opening.inner_many(at, Op::Middle, start, count, decode)?;
	let x = ends::residual(opening.trace(at.position, at.slot, CellLeaf::Residual)?)?;
	let before = middle.iter().skip((first - start * per_leaf) as usize);
	let committed = x.iter().skip(first as usize);
	let mut follows = true;
	for ((row, before), committed) in rows.iter().zip(before).zip(committed) {
		let add = compute::row_times(row.row(), &a, F_GATED, F_RESIDUAL);
		follows &= add_residual(*before, add) == *committed;
	}
	Ok(follows)
}
