//! Openings of what only a model in parts has.

use super::View;
use crate::{
	op::{DOWN_CHUNK, DOWN_TILE, Op},
	shape::CellLeaf,
	step::Step,
	trace::norm,
	weights::{Part, Tensor},
};

impl View<'_> {
	/// A vector that enters a matrix: `whole`, or what it is in parts.
	pub(super) fn vector(&self, out: &mut Vec<u8>, step: &Step, whole: Op) {
		if !self.own.claim().header().config().extras.parts {
			return self.inner(out, step, whole, 0, 1);
		}
		let (claim, mantissas) = match whole {
			Op::AttentionInput => (Op::InputNormed, Op::InputMantissas),
			Op::FeedInput => (Op::FeedNormed, Op::FeedMantissas),
			_ => (Op::OutputGreatest, Op::OutputMantissas),
		};
		self.inner(out, step, claim, 0, 1);
		self.inner_all(out, step, mantissas);
	}

	/// A step of a norm in parts.
	pub(super) fn norm_part(&self, out: &mut Vec<u8>, step: &Step, op: Op, part: u32) {
		let header = self.own.claim().header();
		let last = step.slot == header.head_slot();
		let feed = norm::FEED.contains(&op);
		let ops = if feed { norm::FEED } else { norm::INPUT };
		let own = |out: &mut Vec<u8>, which: usize, start: u32, count: u32| {
			let op = ops[which];
			if last {
				let leaves = (start..start + count).map(|leaf| CellLeaf::Norm(op, leaf));
				let leaves: Vec<CellLeaf> = leaves.collect();
				return self.neighbours(out, step.position, step.slot, &leaves);
			}
			self.inner(out, step, op, start, count);
		};
		let residual = |out: &mut Vec<u8>| {
			if !feed {
				let leaf = header.residual(part);
				return self.trace_leaf(out, step.position, step.slot - 1, leaf);
			}
			let leaves = header.config().part() / header.op_tile(Op::Middle, step.slot - 1);
			self.inner(out, step, Op::Middle, part * leaves, leaves);
		};
		own(out, 0, 0, 1);
		if op == ops[0] || op == ops[1] {
			residual(out);
			if op == ops[1] {
				let before = u32::from(part > 0);
				own(out, 1, part - before, 1 + before);
			}
			return;
		}
		own(out, 1, header.config().parts() - 1, 1);
		own(out, 2, 0, 1);
		residual(out);
		let gains = match feed {
			_ if last => Tensor::FinalNorm,
			true => Tensor::Layer(step.slot - 1, Part::FeedNorm),
			false => Tensor::Layer(step.slot - 1, Part::AttentionNorm),
		};
		out.extend(self.own.artefact().open_rows(gains, part, 1));
		if op == ops[3] {
			own(out, 3, part, 1);
		}
	}

	/// A step of the sums of rows of the down matrix.
	pub(super) fn down_sums(&self, out: &mut Vec<u8>, step: &Step, leaf: u32) {
		let (header, layer) = (self.own.claim().header(), step.slot - 1);
		let (down, chunks) = (Tensor::Layer(layer, Part::Down), header.down_chunks());
		let (size, chunk) = (header.tile(&[down]), leaf % chunks);
		let per_chunk = DOWN_CHUNK / DOWN_TILE;
		let first = chunk * per_chunk;
		let all = header.op_leaves(Op::DownInput, layer, step.position);
		self.inner(out, step, Op::DownInput, first, (all - first).min(per_chunk));
		out.extend(self.own.artefact().open_rows(down, leaf / chunks * size, size));
		let before = u32::from(chunk > 0);
		self.inner(out, step, Op::DownSums, leaf - before, 1 + before);
	}
}
