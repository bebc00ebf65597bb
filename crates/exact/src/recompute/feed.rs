//! Steps of a layer from the residual after attention on.

use super::{At, Follows, ends, norm::vector};
use crate::{
	GROUP, compute,
	hash::Hasher,
	leaf::{
		Greatest, MAX_GATED, MAX_ROW_SUM, ROW_BITS, decode_i16, decode_i32, decode_i64, encode_i16,
		encode_i64,
	},
	op::{DOWN_CHUNK, DOWN_TILE, Op},
	opening::{Opening, Stop},
	ops::{
		F_GATED, F_RESIDUAL, MATMUL_BITS, Row, dot_row, gated as silu_times,
		residual as add_residual, scale_row,
	},
	weights::{Part, Tensor},
};
use alloc::{vec, vec::Vec};

/// Opens: all of [`Op::Middle`]; gains; output.
pub(super) fn input<H: Hasher>(opening: &mut Opening<'_, H>, at: At) -> Follows {
	let leaves = opening.claim.header().op_leaves(Op::Middle, at.layer, at.position);
	let x = opening.inner_many(at, Op::Middle, 0, leaves, |leaf| decode_i32(leaf, ROW_BITS))?;
	let gains = opening.gains(Tensor::Layer(at.layer, Part::FeedNorm), 0)?;
	let expected = compute::normed(&x, &gains, opening.claim.header().config().epsilon);
	opening.inner_is(at, Op::FeedInput, 0, &expected.encode())
}

/// Opens: [`Op::FeedInput`], or what it is in parts; rows of gate; rows of up; output.
pub(super) fn gated<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let tile = opening.claim.header().op_tile(Op::Gated, at.layer);
	let x = vector(opening, at, Op::FeedInput)?;
	let gates = opening.rows(Tensor::Layer(at.layer, Part::Gate), leaf * tile, tile)?;
	let ups = opening.rows(Tensor::Layer(at.layer, Part::Up), leaf * tile, tile)?;
	let linear = |row: &Row<'_>| compute::linear(*row, &x, ROW_BITS);
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
	Ok(claim.is_unrefuted_by(element, value.saturating_abs()))
}

/// Opens: the claim; the leaves of [`Op::Gated`] with the tile; output.
pub(super) fn down_input<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let claim = claim(opening, at)?;
	let many = DOWN_TILE / opening.claim.header().op_tile(Op::Gated, at.layer).max(1);
	let gated = opening.inner_many(at, Op::Gated, leaf * many, many, decode_gated)?;
	let expected = compute::mantissas(&gated, compute::exponent(claim.value));
	opening.inner_is(at, Op::DownInput, leaf, &encode_i16(&expected))
}

/// Opens: the claim; all of [`Op::DownInput`], of a model in parts the tile's last leaf of [`Op::DownSums`]; rows
/// of the tile; the leaves of [`Op::Middle`] with the tile; the layer's output, of a model in parts the part.
pub(super) fn residual<H: Hasher>(opening: &mut Opening<'_, H>, at: At, tile: u32) -> Follows {
	let header = opening.claim.header();
	let (down, dim) = (Tensor::Layer(at.layer, Part::Down), header.config().dim);
	let size = header.tile(&[down]);
	let Some(first) = tile.checked_mul(size).filter(|first| *first < dim) else {
		return Err(Stop::Malformed);
	};
	let e = compute::exponent(claim(opening, at)?.value);
	let parts = header.config().extras.parts;
	let sums = if parts { last_sums(opening, at, tile)? } else { all_inputs(opening, at)? };
	let rows = opening.rows(down, first, size)?;
	let sums: Vec<i64> = match sums {
		Down::Sums(sums) => sums,
		Down::Inputs(m) => rows.iter().map(|row| dot_row(*row, &m)).collect(),
	};
	let per_leaf = header.op_tile(Op::Middle, at.layer).max(1);
	let start = first / per_leaf;
	let count = (first + size).div_ceil(per_leaf) - start;
	let decode = |leaf: &[u8]| decode_i32(leaf, ROW_BITS);
	let middle = opening.inner_many(at, Op::Middle, start, count, decode)?;
	let part = header.config().part().max(1);
	let x = opening.trace(at.position, at.slot, header.residual(first / part))?;
	let x = ends::residual(x)?;
	let before = middle.iter().skip((first - start * per_leaf) as usize);
	let committed = x.iter().skip((first % part) as usize);
	let mut follows = true;
	for (((row, sum), before), committed) in rows.iter().zip(sums).zip(before).zip(committed) {
		let add = scale_row(sum, row.e, e, F_GATED, F_RESIDUAL);
		follows &= add_residual(*before, add) == *committed;
	}
	Ok(follows)
}

/// What the rows of the down matrix are multiplied with, or, of a model in parts, what came of it.
enum Down {
	Inputs(Vec<i16>),
	Sums(Vec<i64>),
}

fn all_inputs<H: Hasher>(opening: &mut Opening<'_, H>, at: At) -> Result<Down, Stop> {
	let leaves = opening.claim.header().op_leaves(Op::DownInput, at.layer, at.position);
	let decode = |leaf: &[u8]| decode_i16(leaf, MATMUL_BITS);
	Ok(Down::Inputs(opening.inner_many(at, Op::DownInput, 0, leaves, decode)?))
}

fn decode_sums(leaf: &[u8]) -> Option<Vec<i64>> {
	decode_i64(leaf, MAX_ROW_SUM)
}

fn last_sums<H: Hasher>(opening: &mut Opening<'_, H>, at: At, tile: u32) -> Result<Down, Stop> {
	let chunks = opening.claim.header().down_chunks();
	let last = tile * chunks + chunks.saturating_sub(1);
	Ok(Down::Sums(opening.inner_as(at, Op::DownSums, last, decode_sums)?))
}

/// Opens: the leaves of [`Op::DownInput`] that are the chunk; rows of the tile; the sums before, unless it is
/// the tile's first chunk, and the output, as neighbours.
pub(super) fn down_sums<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let header = opening.claim.header();
	let (down, chunks) = (Tensor::Layer(at.layer, Part::Down), header.down_chunks().max(1));
	let (tile, chunk, size) = (leaf / chunks, leaf % chunks, header.tile(&[down]));
	let first = chunk * (DOWN_CHUNK / DOWN_TILE);
	let all = header.op_leaves(Op::DownInput, at.layer, at.position);
	let count = all.saturating_sub(first).min(DOWN_CHUNK / DOWN_TILE);
	let decode = |leaf: &[u8]| decode_i16(leaf, MATMUL_BITS);
	let x = opening.inner_many(at, Op::DownInput, first, count, decode)?;
	let rows = opening.rows(down, tile * size, size)?;
	let before = u32::from(chunk > 0);
	let leaves = opening.inner(at.position, at.slot, Op::DownSums, leaf - before, 1 + before)?;
	let sums = match *leaves {
		[first, _] => decode_sums(first).ok_or(Stop::Inconsistent)?,
		_ => vec![0; rows.len()],
	};
	let from = (chunk * DOWN_CHUNK) as usize / GROUP;
	let sums = rows.iter().zip(sums).map(|(row, sum)| compute::add_row(sum, *row, from, &x));
	let expected = encode_i64(&sums.collect::<Vec<_>>());
	Ok(expected.get(1..) == leaves.last().copied())
}
