//! The referee's arithmetic: one step of a claim, recomputed from what is opened.
//!
//! Nobody's word is weighed against anybody's: the inputs of the step are opened under the roots that the
//! provider and the model's publisher committed to, the output is computed, and compared with the output
//! that the provider committed to. Every function is total: whatever the bytes, the result is an [`Outcome`].
//!
//! A proof is a [`Step`] and its opening, together at most [`MAX_OPENING`] bytes. The objects of the opening
//! come in the order in which the functions here read them; `docs/exact-arithmetic.md` lists them.
#![cfg_attr(
	not(test),
	deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

mod attention;
mod ends;
mod feed;
mod norm;

use crate::{
	hash::Hasher,
	header::{Header, MAX_OPENING},
	op::Op,
	opening::{Claim, Inner, Opening, Stop},
	ops::Row,
	sampling::Sampling,
	shape::Shape,
	step::{Check, Step},
	weights::Tensor,
};
use norm::Norm;
#[cfg(feature = "std")]
pub(crate) use norm::activation;

/// What a proof shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// The step follows from its inputs: nothing is shown against the provider.
	Consistent,
	/// The step does not follow, or the provider committed to something that no computation gives.
	Inconsistent,
	/// An opened weight is outside the contract's bounds: the model's publisher is at fault.
	BadRelease,
	/// The proof is not one: whoever sent it is at fault.
	Malformed,
}

/// Checks one step of a claim. Steps of a layer that read inner operations need the provider's commitment
/// to those of that very cell.
pub fn recompute<H: Hasher>(claim: &Claim, inner: Option<&Inner>, proof: &[u8]) -> Outcome {
	let split = proof.split_first_chunk().filter(|_| proof.len() <= MAX_OPENING);
	let Some((step, bytes)) = split else { return Outcome::Malformed };
	let Some(step) = Step::decode(step) else { return Outcome::Malformed };
	let mut opening = Opening::<H>::new(claim, inner, bytes);
	let end = match check(&mut opening, &step) {
		// What a step does not read, nobody may add.
		Ok(true) => opening.finish(),
		Ok(false) => opening.finish().and(Err(Stop::Inconsistent)),
		Err(stop) => Err(stop),
	};
	outcome(end)
}

/// Checks a row of a model's weights: `proof` is the place of the tensor (u32), the row (u32), and the
/// opened row. [`Outcome::BadRelease`] if the row is outside the contract's bounds.
pub fn check_weights<H: Hasher>(header: &Header, proof: &[u8]) -> Outcome {
	let number = |at: usize| {
		let bytes = proof.get(at..).and_then(|rest| rest.first_chunk());
		bytes.map(|bytes| u32::from_le_bytes(*bytes))
	};
	let tensor = number(0).and_then(|place| header.tensor(place));
	let (Some(tensor), Some(row)) = (tensor, number(4)) else { return Outcome::Malformed };
	let none = [0; 32];
	// Any claim over the model will do: none of it is read.
	let claim = Shape::new(1, 1, false)
		.and_then(|shape| Claim::new(header.clone(), shape, Sampling::Greedy, none, none, none));
	let (Some(claim), Some(bytes)) = (claim, proof.get(8..)) else { return Outcome::Malformed };
	let mut opening = Opening::<H>::new(&claim, None, bytes);
	let opened = opening.tensor(tensor, row, 1);
	let bad = opened.as_ref().ok().and_then(|leaves| leaves.first()).map(|leaf| {
		match header.quant(tensor) {
			Some(_) => header.check_row(tensor, leaf).is_none(),
			None => header.check_gains(leaf).is_none(),
		}
	});
	outcome(match bad {
		Some(true) => opening.finish().and(Err(Stop::BadRelease)),
		Some(false) => opening.finish(),
		None => Err(Stop::Malformed),
	})
}

fn outcome(end: Result<(), Stop>) -> Outcome {
	match end {
		Ok(()) => Outcome::Consistent,
		Err(Stop::Inconsistent) => Outcome::Inconsistent,
		Err(Stop::BadRelease) => Outcome::BadRelease,
		Err(Stop::Malformed) => Outcome::Malformed,
	}
}

/// Whether a step follows from its inputs.
type Follows = Result<bool, Stop>;

fn check<H: Hasher>(opening: &mut Opening<'_, H>, step: &Step) -> Follows {
	let claim = opening.claim;
	let (position, slot) = (step.position, step.slot);
	let head = claim.header().head_slot();
	let parts = claim.header().config().extras.parts;
	if position >= claim.shape().positions() || slot > head {
		return Err(Stop::Malformed);
	}
	if step.check == Check::DualIndex {
		return ends::dual_index(opening, position, slot);
	}
	let at = At { position, slot, layer: slot.wrapping_sub(1) };
	match step.check {
		Check::Token if slot == 0 => ends::token(opening, position),
		Check::Embed if slot == 0 && !parts => ends::embed(opening, position),
		Check::EmbedPart { part } if slot == 0 && parts => {
			ends::embed_part(opening, position, part)
		}
		Check::Absent if slot == head && !claim.shape().chooses(position) => {
			ends::absent(opening, position)
		}
		_ if slot == head && claim.shape().chooses(position) => match step.check {
			Check::FinalNorm if !parts => ends::final_norm(opening, position),
			Check::Leaf { op, leaf } if parts => Norm::last(at).leaf(opening, op, leaf),
			Check::Claim { op, leaf: 0, element } if parts => {
				Norm::last(at).claim(opening, op, element)
			}
			Check::Better { token } => ends::better(opening, position, token),
			Check::Emitted => ends::emitted(opening, position),
			_ => Err(Stop::Malformed),
		},
		_ if slot == 0 || slot == head => Err(Stop::Malformed),
		Check::Key { head } => attention::key(opening, at, head),
		Check::Value { head } => attention::value(opening, at, head),
		Check::Residual { tile } => feed::residual(opening, at, tile),
		Check::Claim { op, .. } | Check::Leaf { op, .. }
			if claim.header().op_place(op).is_none() =>
		{
			Err(Stop::Malformed)
		}
		Check::Claim { op, leaf, element } => claim_holds(opening, at, op, leaf, element),
		Check::Leaf { op, leaf } if leaf < claim.header().op_leaves(op, at.layer, position) => {
			op_leaf(opening, at, op, leaf)
		}
		_ => Err(Stop::Malformed),
	}
}

/// A layer's cell.
#[derive(Clone, Copy)]
struct At {
	position: u32,
	slot: u32,
	layer: u32,
}

fn op_leaf<H: Hasher>(opening: &mut Opening<'_, H>, at: At, op: Op, leaf: u32) -> Follows {
	match op {
		Op::InputSquares | Op::InputMantissas => Norm::attention(at).leaf(opening, op, leaf),
		Op::FeedSquares | Op::FeedMantissas => Norm::feed(at).leaf(opening, op, leaf),
		Op::AttentionInput => attention::input(opening, at),
		Op::Query | Op::KeyRows | Op::ValueRows => attention::rows(opening, at, op, leaf),
		Op::QueryHead => attention::query_head(opening, at, leaf),
		Op::Scores => attention::scores(opening, at, leaf),
		Op::Sums => attention::sums(opening, at, leaf),
		Op::HeadOutput => attention::head_output(opening, at, leaf),
		Op::OutputInput => attention::output_input(opening, at),
		Op::OutputMantissas => attention::output_mantissas(opening, at, leaf),
		Op::Middle => attention::middle(opening, at, leaf),
		Op::FeedInput => feed::input(opening, at),
		Op::Gated => feed::gated(opening, at, leaf),
		Op::DownInput => feed::down_input(opening, at, leaf),
		Op::DownSums => feed::down_sums(opening, at, leaf),
		// Claims.
		_ => Err(Stop::Malformed),
	}
}

fn claim_holds<H: Hasher>(
	opening: &mut Opening<'_, H>,
	at: At,
	op: Op,
	leaf: u32,
	element: u32,
) -> Follows {
	match op {
		Op::Greatest => attention::greatest(opening, at, leaf, element),
		Op::GatedGreatest if leaf == 0 => feed::greatest(opening, at, element),
		Op::OutputGreatest if leaf == 0 => attention::output_greatest(opening, at, element),
		Op::InputGreatest | Op::InputNormed if leaf == 0 => {
			Norm::attention(at).claim(opening, op, element)
		}
		Op::FeedGreatest | Op::FeedNormed if leaf == 0 => {
			Norm::feed(at).claim(opening, op, element)
		}
		_ => Err(Stop::Malformed),
	}
}

impl<'a, H: Hasher> Opening<'a, H> {
	/// An inner leaf, read by `decode`: a provider that committed to something else has lied.
	fn inner_as<T>(
		&mut self,
		at: At,
		op: Op,
		leaf: u32,
		decode: impl FnOnce(&[u8]) -> Option<T>,
	) -> Result<T, Stop> {
		let leaves = self.inner(at.position, at.slot, op, leaf, 1)?;
		let content = leaves.first().ok_or(Stop::Malformed)?;
		decode(content).ok_or(Stop::Inconsistent)
	}

	/// Neighbouring inner leaves, their numbers joined.
	fn inner_many<T>(
		&mut self,
		at: At,
		op: Op,
		start: u32,
		count: u32,
		decode: impl Fn(&[u8]) -> Option<alloc::vec::Vec<T>>,
	) -> Result<alloc::vec::Vec<T>, Stop> {
		let leaves = self.inner(at.position, at.slot, op, start, count)?;
		let mut all = alloc::vec::Vec::new();
		for leaf in leaves {
			all.append(&mut decode(leaf).ok_or(Stop::Inconsistent)?);
		}
		Ok(all)
	}

	/// Compares a committed inner leaf with what it should be, its first byte included.
	fn inner_is(&mut self, at: At, op: Op, leaf: u32, expected: &[u8]) -> Follows {
		let leaves = self.inner(at.position, at.slot, op, leaf, 1)?;
		let content = leaves.first().ok_or(Stop::Malformed)?;
		Ok(expected.split_first().is_some_and(|(_, expected)| expected == *content))
	}

	/// Residual that a layer's cell reads, the output of the slot before: a part of it, or, unless the model is
	/// one in parts, all.
	fn residual_before(
		&mut self,
		position: u32,
		slot: u32,
		part: u32,
	) -> Result<alloc::vec::Vec<i32>, Stop> {
		let before = slot.checked_sub(1).ok_or(Stop::Malformed)?;
		let leaf = self.claim.header().residual(part);
		let leaf = self.trace(position, before, leaf)?;
		crate::leaf::decode_i32(leaf, crate::leaf::ROW_BITS).ok_or(Stop::Inconsistent)
	}

	/// One row of a matrix.
	fn row(&mut self, tensor: Tensor, row: u32) -> Result<Row<'a>, Stop> {
		self.rows(tensor, row, 1)?.pop().ok_or(Stop::Malformed)
	}
}
