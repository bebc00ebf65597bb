//! Steps of norms in parts: before attention, before the feed-forward part, and the last one.
//!
//! A claim about the greatest magnitude, sums of squares part after part, a claim about the greatest magnitude
//! of the norm, then its mantissas. Those of the last norm are leaves of the head's cell.

use super::{At, Follows};
use crate::{
	compute,
	hash::Hasher,
	leaf::{
		Greatest, MAX_NORMED, MAX_SQUARES, Mantissas, ROW_BITS, decode_i16, decode_i32, decode_i64,
		encode_i16, encode_i64,
	},
	op::Op,
	opening::{Opening, Stop},
	ops::MATMUL_BITS,
	shape::CellLeaf,
	weights::{Part, Tensor},
};
use alloc::vec::Vec;

/// A norm: the four operations, what it is of, and with which gains.
#[derive(Clone, Copy)]
pub(super) struct Norm {
	at: At,
	ops: [Op; 4],
	gains: Tensor,
}

const INPUT: [Op; 4] = [Op::InputGreatest, Op::InputSquares, Op::InputNormed, Op::InputMantissas];

impl Norm {
	pub fn attention(at: At) -> Self {
		Self { at, ops: INPUT, gains: Tensor::Layer(at.layer, Part::AttentionNorm) }
	}

	pub fn feed(at: At) -> Self {
		let ops = [Op::FeedGreatest, Op::FeedSquares, Op::FeedNormed, Op::FeedMantissas];
		Self { at, ops, gains: Tensor::Layer(at.layer, Part::FeedNorm) }
	}

	/// The last norm, of the head's slot.
	pub fn last(at: At) -> Self {
		Self { at, ops: INPUT, gains: Tensor::FinalNorm }
	}

	/// A leaf of the sums of squares or of the mantissas.
	pub fn leaf<H: Hasher>(self, opening: &mut Opening<'_, H>, op: Op, leaf: u32) -> Follows {
		let [_, squares, _, mantissas] = self.ops;
		match op {
			_ if leaf >= opening.claim.header().config().parts() => Err(Stop::Malformed),
			_ if op == squares => self.squares(opening, leaf),
			_ if op == mantissas => self.mantissas(opening, leaf),
			_ => Err(Stop::Malformed),
		}
	}

	/// One of the two claims.
	pub fn claim<H: Hasher>(self, opening: &mut Opening<'_, H>, op: Op, element: u32) -> Follows {
		let [greatest, _, normed, _] = self.ops;
		match op {
			_ if element >= opening.claim.header().config().dim => Err(Stop::Malformed),
			_ if op == greatest => self.greatest(opening, element),
			_ if op == normed => self.normed(opening, element),
			_ => Err(Stop::Malformed),
		}
	}

	/// Opens: the claim; the part of the residual with the element.
	fn greatest<H: Hasher>(self, opening: &mut Opening<'_, H>, element: u32) -> Follows {
		let (part, within) = place(opening, element);
		let claim = self.claimed(opening, 0)?;
		let x = self.residual(opening, part)?;
		let x = x.get(within).ok_or(Stop::Malformed)?;
		Ok(claim.is_unrefuted_by(element, i64::from(*x).abs()))
	}

	/// Opens: the claim; the part of the residual; the sums before, unless it is the first part, and the output,
	/// as neighbours.
	fn squares<H: Hasher>(self, opening: &mut Opening<'_, H>, part: u32) -> Follows {
		let claim = self.claimed(opening, 0)?;
		let x = self.residual(opening, part)?;
		let before = u32::from(part > 0);
		let leaves = self.own(opening, 1, part - before, 1 + before)?;
		let sum = match *leaves {
			[first, _] => sum_in(first)?,
			_ => 0,
		};
		let expected = encode_i64(&[compute::add_squares(sum, &x, claim.value)]);
		Ok(expected.get(1..) == leaves.last().copied())
	}

	/// Opens: the claim about the residual; the last sum of squares; this claim; residual and gains of the part
	/// with the element.
	fn normed<H: Hasher>(self, opening: &mut Opening<'_, H>, element: u32) -> Follows {
		let (part, within) = place(opening, element);
		let (claim, y) = self.part(opening, part)?;
		let y = y.get(within).ok_or(Stop::Malformed)?;
		Ok(claim.is_unrefuted_by(element, y.saturating_abs()))
	}

	/// Opens: as above; output.
	fn mantissas<H: Hasher>(self, opening: &mut Opening<'_, H>, part: u32) -> Follows {
		let (claim, y) = self.part(opening, part)?;
		let expected = encode_i16(&compute::mantissas(&y, compute::exponent(claim.value)));
		let leaves = self.own(opening, 3, part, 1)?;
		Ok(expected.get(1..) == leaves.first().copied())
	}

	/// The claim about the norm, and a part of the norm.
	fn part<H: Hasher>(
		self,
		opening: &mut Opening<'_, H>,
		part: u32,
	) -> Result<(Greatest, Vec<i64>), Stop> {
		let config = opening.claim.header().config();
		let greatest = self.claimed(opening, 0)?.value;
		let last = self.own(opening, 1, config.parts().saturating_sub(1), 1)?;
		let squares = sum_in(last.first().ok_or(Stop::Malformed)?)?;
		let claim = self.claimed(opening, 2)?;
		let x = self.residual(opening, part)?;
		let gains = opening.gains(self.gains, part)?;
		let y = compute::norm_part(&x, &gains, greatest, squares, config.dim, config.epsilon);
		Ok((claim, y))
	}

	/// Leaves of the norm's operation number `which`.
	fn own<'a, H: Hasher>(
		self,
		opening: &mut Opening<'a, H>,
		which: usize,
		start: u32,
		count: u32,
	) -> Result<Vec<&'a [u8]>, Stop> {
		let (position, slot) = (self.at.position, self.at.slot);
		let op = *self.ops.get(which).ok_or(Stop::Malformed)?;
		if self.gains == Tensor::FinalNorm {
			let leaves: Vec<CellLeaf> =
				(start..start + count).map(|leaf| CellLeaf::Norm(op, leaf)).collect();
			return opening.neighbours(position, slot, &leaves);
		}
		opening.inner(position, slot, op, start, count)
	}

	/// The claim that is operation number `which`.
	fn claimed<H: Hasher>(
		self,
		opening: &mut Opening<'_, H>,
		which: usize,
	) -> Result<Greatest, Stop> {
		let places = opening.claim.header().config().dim;
		let most = if which == 0 { i32::MAX.into() } else { MAX_NORMED };
		let leaves = self.own(opening, which, 0, 1)?;
		let claim = Greatest::decode(leaves.first().ok_or(Stop::Malformed)?, most, places);
		claim.filter(|claim| claim.value >= 0).ok_or(Stop::Inconsistent)
	}

	/// A part of what the norm is of.
	fn residual<H: Hasher>(
		self,
		opening: &mut Opening<'_, H>,
		part: u32,
	) -> Result<Vec<i32>, Stop> {
		let header = opening.claim.header();
		if self.ops == INPUT {
			return opening.residual_before(self.at.position, self.at.slot, part);
		}
		let tile = header.op_tile(Op::Middle, self.at.layer).max(1);
		let leaves = header.config().part() / tile;
		let decode = |leaf: &[u8]| decode_i32(leaf, ROW_BITS);
		opening.inner_many(self.at, Op::Middle, part * leaves, leaves, decode)
	}
}

/// The part with an element, and its place in it.
fn place<H: Hasher>(opening: &Opening<'_, H>, element: u32) -> (u32, usize) {
	let part = opening.claim.header().config().part().max(1);
	(element / part, (element % part) as usize)
}

fn sum_in(leaf: &[u8]) -> Result<i64, Stop> {
	let sum = decode_i64(leaf, MAX_SQUARES).and_then(|sum| sum.first().copied());
	sum.filter(|sum| *sum >= 0).ok_or(Stop::Inconsistent)
}

/// A vector that enters a matrix: in one leaf, or of a model in parts a claim and mantissas.
pub(super) fn vector<H: Hasher>(
	opening: &mut Opening<'_, H>,
	at: At,
	whole: Op,
) -> Result<Mantissas, Stop> {
	if !opening.claim.header().config().extras.parts {
		return opening.inner_as(at, whole, 0, Mantissas::vector);
	}
	let (claim, mantissas, most) = match whole {
		Op::AttentionInput => (Op::InputNormed, Op::InputMantissas, MAX_NORMED),
		Op::FeedInput => (Op::FeedNormed, Op::FeedMantissas, MAX_NORMED),
		_ => (Op::OutputGreatest, Op::OutputMantissas, i32::MAX.into()),
	};
	let header = opening.claim.header();
	let places = header.claim_places(claim, at.position);
	let decode =
		|leaf: &[u8]| Greatest::decode(leaf, most, places).filter(|claim| claim.value >= 0);
	let e = compute::exponent(opening.inner_as(at, claim, 0, decode)?.value);
	let leaves = header.op_leaves(mantissas, at.layer, at.position);
	let decode = |leaf: &[u8]| decode_i16(leaf, MATMUL_BITS);
	Ok(Mantissas { m: opening.inner_many(at, mantissas, 0, leaves, decode)?, e })
}

/// The final activation, from its leaves.
pub(crate) fn activation(config: &crate::Config, leaves: &[&[u8]]) -> Result<Mantissas, Stop> {
	let (first, rest) = leaves.split_first().ok_or(Stop::Malformed)?;
	if !config.extras.parts {
		return Mantissas::vector(first).ok_or(Stop::Inconsistent);
	}
	let claim = Greatest::decode(first, MAX_NORMED, config.dim).filter(|claim| claim.value >= 0);
	let e = compute::exponent(claim.ok_or(Stop::Inconsistent)?.value);
	let mut m = Vec::new();
	for leaf in rest {
		m.append(&mut decode_i16(leaf, MATMUL_BITS).ok_or(Stop::Inconsistent)?);
	}
	Ok(Mantissas { m, e })
}
