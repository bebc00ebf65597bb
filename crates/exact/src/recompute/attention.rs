//! Steps of a layer up to the residual after attention.

use super::{At, Follows, norm::vector};
use crate::{
	HEAD, compute,
	hash::Hasher,
	leaf::{
		Greatest, MAX_SCORE, Mantissas, ROW_BITS, Sums, VALUE_ROW_BITS, decode_i32, decode_i64,
		encode_i16, encode_i32, encode_i64,
	},
	op::Op,
	opening::{Opening, Stop},
	ops::{F_LINEAR, F_RESIDUAL, MATMUL_BITS, Row, residual},
	rope::Frequencies,
	shape::CellLeaf,
	weights::{Part, Tensor},
};
use alloc::vec::Vec;

/// Opens: residual before; gains; output.
pub(super) fn input<H: Hasher>(opening: &mut Opening<'_, H>, at: At) -> Follows {
	let x = opening.residual_before(at.position, at.slot, 0)?;
	let gains = opening.gains(Tensor::Layer(at.layer, Part::AttentionNorm), 0)?;
	let expected = compute::normed(&x, &gains, opening.claim.header().config().epsilon);
	opening.inner_is(at, Op::AttentionInput, 0, &expected.encode())
}

/// Opens: [`Op::AttentionInput`], or what it is in parts; rows of the tile; output.
pub(super) fn rows<H: Hasher>(opening: &mut Opening<'_, H>, at: At, op: Op, leaf: u32) -> Follows {
	let (part, bits) = match op {
		Op::Query => (Part::Query, ROW_BITS),
		Op::KeyRows => (Part::Key, ROW_BITS),
		_ => (Part::Value, VALUE_ROW_BITS),
	};
	let tile = opening.claim.header().op_tile(op, at.layer);
	let x = vector(opening, at, Op::AttentionInput)?;
	let rows = opening.biased_rows(Tensor::Layer(at.layer, part), leaf * tile, tile)?;
	let row = |(row, bias): &(Row<'_>, i32)| compute::biased(*row, *bias, &x, bits);
	let out: Vec<i32> = rows.iter().map(row).collect();
	opening.inner_is(at, op, leaf, &encode_i32(&out))
}

/// Opens: the leaves of an operation of rows that are one head.
fn head_rows<H: Hasher>(
	opening: &mut Opening<'_, H>,
	at: At,
	op: Op,
	head: u32,
	bits: u32,
) -> Result<Vec<i32>, Stop> {
	let tiles = HEAD as u32 / opening.claim.header().op_tile(op, at.layer);
	opening.inner_many(at, op, head * tiles, tiles, |leaf| decode_i32(leaf, bits))
}

fn rotated<H: Hasher>(opening: &Opening<'_, H>, at: At, rows: &[i32]) -> Mantissas {
	let frequencies = Frequencies::of(opening.claim.header().config());
	compute::rotated(rows, &frequencies.at(at.position))
}

/// Opens: the head's leaves of [`Op::Query`]; output.
pub(super) fn query_head<H: Hasher>(opening: &mut Opening<'_, H>, at: At, head: u32) -> Follows {
	let rows = head_rows(opening, at, Op::Query, head, ROW_BITS)?;
	let expected = rotated(opening, at, &rows);
	opening.inner_is(at, Op::QueryHead, head, &expected.encode())
}

/// Opens: the head's leaves of [`Op::KeyRows`]; the key.
pub(super) fn key<H: Hasher>(opening: &mut Opening<'_, H>, at: At, head: u32) -> Follows {
	if head >= opening.claim.header().config().kv_heads {
		return Err(Stop::Malformed);
	}
	let rows = head_rows(opening, at, Op::KeyRows, head, ROW_BITS)?;
	let expected = rotated(opening, at, &rows).encode();
	let committed = opening.trace(at.position, at.slot, CellLeaf::Key(head))?;
	Ok(expected.get(1..) == Some(committed))
}

/// Opens: the head's leaves of [`Op::ValueRows`]; the value.
pub(super) fn value<H: Hasher>(opening: &mut Opening<'_, H>, at: At, head: u32) -> Follows {
	if head >= opening.claim.header().config().kv_heads {
		return Err(Stop::Malformed);
	}
	let rows = head_rows(opening, at, Op::ValueRows, head, VALUE_ROW_BITS)?;
	let expected = compute::value(&rows).encode();
	let committed = opening.trace(at.position, at.slot, CellLeaf::Value(head))?;
	Ok(expected.get(1..) == Some(committed))
}

/// Query head and chunk of a leaf of [`Op::Scores`] or [`Op::Sums`], first key and number of keys.
struct Chunk {
	head: u32,
	chunk: u32,
	shared: u32,
	start: u32,
	keys: u32,
}

fn chunk<H: Hasher>(opening: &Opening<'_, H>, at: At, leaf: u32) -> Chunk {
	let header = opening.claim.header();
	let (config, chunks) = (header.config(), header.chunks(at.position).max(1));
	let (head, chunk) = (leaf / chunks, leaf % chunks);
	Chunk {
		head,
		chunk,
		shared: head / (config.heads / config.kv_heads.max(1)).max(1),
		start: chunk * header.chunk(),
		keys: header.chunk_width(at.position, chunk),
	}
}

fn heads(
	leaves: &[&[u8]],
	decode: impl Fn(&[u8]) -> Option<Mantissas>,
) -> Result<Vec<Mantissas>, Stop> {
	leaves.iter().map(|leaf| decode(leaf)).collect::<Option<_>>().ok_or(Stop::Inconsistent)
}

/// Opens: [`Op::QueryHead`]; keys of the chunk; output.
pub(super) fn scores<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let chunk = chunk(opening, at, leaf);
	let query = opening.inner_as(at, Op::QueryHead, chunk.head, Mantissas::key)?;
	let key = CellLeaf::Key(chunk.shared);
	let keys = opening.keys(at.position, at.slot, key, chunk.start, chunk.keys)?;
	let keys = heads(&keys, Mantissas::key)?;
	opening.inner_is(at, Op::Scores, leaf, &encode_i64(&compute::scores(&query, &keys)))
}

fn decode_scores(leaf: &[u8]) -> Option<Vec<i64>> {
	decode_i64(leaf, MAX_SCORE)
}

/// Opens: the claim; the chunk of scores with the element.
pub(super) fn greatest<H: Hasher>(
	opening: &mut Opening<'_, H>,
	at: At,
	head: u32,
	element: u32,
) -> Follows {
	let header = opening.claim.header();
	if head >= header.config().heads || element > at.position {
		return Err(Stop::Malformed);
	}
	let decode = |leaf: &[u8]| Greatest::decode(leaf, MAX_SCORE, at.position + 1);
	let claim = opening.inner_as(at, Op::Greatest, head, decode)?;
	let (size, chunks) = (header.chunk().max(1), header.chunks(at.position));
	let leaf = head * chunks + element / size;
	let scores = opening.inner_as(at, Op::Scores, leaf, decode_scores)?;
	let score = scores.get((element % size) as usize).ok_or(Stop::Malformed)?;
	Ok(claim.is_unrefuted_by(element, *score))
}

/// Opens: the head's claim; the chunk of scores; values of the chunk; the sums before, unless it is the
/// head's first chunk, and the output, as neighbours.
pub(super) fn sums<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let chunk = chunk(opening, at, leaf);
	let decode = |leaf: &[u8]| Greatest::decode(leaf, MAX_SCORE, at.position + 1);
	let claim = opening.inner_as(at, Op::Greatest, chunk.head, decode)?;
	let scores = opening.inner_as(at, Op::Scores, leaf, decode_scores)?;
	let value = CellLeaf::Value(chunk.shared);
	let values = opening.keys(at.position, at.slot, value, chunk.start, chunk.keys)?;
	let values = heads(&values, Mantissas::value)?;
	let before = u32::from(chunk.chunk > 0);
	let leaves = opening.inner(at.position, at.slot, Op::Sums, leaf - before, 1 + before)?;
	let mut sums = match *leaves {
		[first, _] => Sums::decode(first).ok_or(Stop::Inconsistent)?,
		_ => Sums::default(),
	};
	compute::add_keys(&mut sums, claim.value, scores.into_iter().zip(&values));
	let expected = sums.encode();
	Ok(expected.get(1..) == leaves.last().copied())
}

/// Opens: the head's last sums; output.
pub(super) fn head_output<H: Hasher>(opening: &mut Opening<'_, H>, at: At, head: u32) -> Follows {
	let chunks = opening.claim.header().chunks(at.position);
	let last = head * chunks + chunks.saturating_sub(1);
	let sums = opening.inner_as(at, Op::Sums, last, Sums::decode)?;
	let out = compute::head_output(&sums);
	// An honest head is far below 32 bits.
	let out: Option<Vec<i32>> = out.iter().map(|o| i32::try_from(*o).ok()).collect();
	let expected = encode_i32(&out.ok_or(Stop::Inconsistent)?);
	opening.inner_is(at, Op::HeadOutput, head, &expected)
}

/// Opens: all of [`Op::HeadOutput`]; output.
pub(super) fn output_input<H: Hasher>(opening: &mut Opening<'_, H>, at: At) -> Follows {
	let heads = opening.claim.header().config().heads;
	let out =
		opening.inner_many(at, Op::HeadOutput, 0, heads, |leaf| decode_i32(leaf, ROW_BITS))?;
	let expected = compute::quantised(&compute::wide(&out), MATMUL_BITS);
	opening.inner_is(at, Op::OutputInput, 0, &expected.encode())
}

/// The claim about all heads' outputs.
fn output_claim<H: Hasher>(opening: &mut Opening<'_, H>, at: At) -> Result<Greatest, Stop> {
	let places = opening.claim.header().config().query_width() as u32;
	let decode = |leaf: &[u8]| Greatest::decode(leaf, i32::MAX.into(), places);
	let decode = |leaf: &[u8]| decode(leaf).filter(|claim| claim.value >= 0);
	opening.inner_as(at, Op::OutputGreatest, 0, decode)
}

/// Opens: the claim; the output of the head with the element.
pub(super) fn output_greatest<H: Hasher>(
	opening: &mut Opening<'_, H>,
	at: At,
	element: u32,
) -> Follows {
	let (head, within) = (element / HEAD as u32, element as usize % HEAD);
	if head >= opening.claim.header().config().heads {
		return Err(Stop::Malformed);
	}
	let claim = output_claim(opening, at)?;
	let decode = |leaf: &[u8]| decode_i32(leaf, ROW_BITS);
	let out = opening.inner_as(at, Op::HeadOutput, head, decode)?;
	let value = out.get(within).ok_or(Stop::Malformed)?;
	Ok(claim.is_unrefuted_by(element, i64::from(*value).abs()))
}

/// Opens: the claim; the head's output; its mantissas.
pub(super) fn output_mantissas<H: Hasher>(
	opening: &mut Opening<'_, H>,
	at: At,
	head: u32,
) -> Follows {
	let e = compute::exponent(output_claim(opening, at)?.value);
	let decode = |leaf: &[u8]| decode_i32(leaf, ROW_BITS);
	let out = opening.inner_as(at, Op::HeadOutput, head, decode)?;
	let expected = compute::mantissas(&compute::wide(&out), e);
	opening.inner_is(at, Op::OutputMantissas, head, &encode_i16(&expected))
}

/// Opens: [`Op::OutputInput`], or what it is in parts; rows of the tile; the part of the residual before; output.
pub(super) fn middle<H: Hasher>(opening: &mut Opening<'_, H>, at: At, leaf: u32) -> Follows {
	let tile = opening.claim.header().op_tile(Op::Middle, at.layer);
	let a = vector(opening, at, Op::OutputInput)?;
	let rows = opening.rows(Tensor::Layer(at.layer, Part::Output), leaf * tile, tile)?;
	let (part, first) = (opening.claim.header().config().part().max(1), leaf * tile);
	let x = opening.residual_before(at.position, at.slot, first / part)?;
	let x = x.into_iter().skip((first % part) as usize);
	let add = rows.iter().map(|row| compute::row_times(*row, &a, F_LINEAR, F_RESIDUAL));
	let out: Vec<i32> = x.zip(add).map(|(x, add)| residual(x, add)).collect();
	opening.inner_is(at, Op::Middle, leaf, &encode_i32(&out))
}
