//! Norms in parts, operation after operation, by the portable operations.

use super::layer::{i16s, i64s};
use crate::{
	Config, compute,
	leaf::{Greatest, Mantissas, encode_i16, encode_i64},
	op::Op,
	shape::CellLeaf,
};

/// The operations of a norm before attention, and, as leaves of the head's cell, of the last one.
pub const INPUT: [Op; 4] =
	[Op::InputGreatest, Op::InputSquares, Op::InputNormed, Op::InputMantissas];
/// Those of a norm before the feed-forward part.
pub const FEED: [Op; 4] = [Op::FeedGreatest, Op::FeedSquares, Op::FeedNormed, Op::FeedMantissas];

/// The norm of `x`, quantised. `commit` is given the leaves of each operation, first bytes included, and gives
/// what is committed to: each operation reads what the ones before it have committed to.
pub fn commit(
	config: &Config,
	x: &[i32],
	gains: &[i32],
	ops: [Op; 4],
	mut commit: impl FnMut(Op, Vec<Vec<u8>>) -> Vec<Vec<u8>>,
) -> Mantissas {
	let (part, dim) = (config.part() as usize, config.dim);
	let number = |leaves: &[Vec<u8>]| {
		leaves.last().and_then(|leaf| i64s(leaf).first().copied()).unwrap_or(0)
	};
	let greatest = Greatest::of_magnitudes(&compute::wide(x)).encode();
	let greatest = number(&commit(ops[0], vec![greatest]));

	let mut sum = 0;
	let squares = x.chunks_exact(part).map(|x| {
		sum = compute::add_squares(sum, x, greatest);
		encode_i64(&[sum])
	});
	let honest: Vec<Vec<u8>> = squares.collect();
	let mut squares = commit(ops[1], honest.clone());
	carry(&honest, &mut squares);
	let squares = number(&squares);

	let parts = x.chunks_exact(part).zip(gains.chunks_exact(part));
	let y: Vec<i64> = parts
		.flat_map(|(x, gains)| compute::norm_part(x, gains, greatest, squares, dim, config.epsilon))
		.collect();
	let normed = number(&commit(ops[2], vec![Greatest::of_magnitudes(&y).encode()]));

	let e = compute::exponent(normed);
	let mantissas = compute::mantissas(&y, e);
	let leaves = commit(ops[3], mantissas.chunks_exact(part).map(encode_i16).collect());
	Mantissas { m: leaves.iter().flat_map(|leaf| i16s(leaf)).collect(), e }
}

/// Of sums that each contain the one before them, carries a change of one into the later ones.
pub(super) fn carry(honest: &[Vec<u8>], meddled: &mut [Vec<u8>]) {
	let mut carried: Vec<i64> = Vec::new();
	for (honest, meddled) in honest.iter().zip(meddled) {
		let (right, wrong) = (i64s(honest), i64s(meddled));
		carried.resize(right.len(), 0);
		let sums: Vec<i64> =
			wrong.iter().zip(&carried).map(|(n, more)| n.wrapping_add(*more)).collect();
		for ((carried, wrong), right) in carried.iter_mut().zip(wrong).zip(right) {
			*carried = carried.wrapping_add(wrong.wrapping_sub(right));
		}
		*meddled = encode_i64(&sums);
	}
}

/// The leaves of a head's cell before its token, of a model in parts, with what `meddle` makes of each.
pub fn head_leaves(
	config: &Config,
	x: &[i32],
	gains: &[i32],
	mut meddle: impl FnMut(CellLeaf, &mut Vec<u8>),
) -> (Vec<Vec<u8>>, Mantissas) {
	let mut all = Vec::new();
	let activation = commit(config, x, gains, INPUT, |op, honest| {
		let mut leaves = honest.clone();
		for (at, leaf) in (0..).zip(&mut leaves) {
			meddle(CellLeaf::Norm(op, at), leaf);
		}
		let mut committed = leaves.clone();
		if op == Op::InputSquares {
			carry(&honest, &mut committed);
		}
		all.extend(committed);
		leaves
	});
	(all, activation)
}
