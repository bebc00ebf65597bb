//! What a dispute costs: proofs, recomputation, rounds.

use crate::{
	Bench,
	figure::{Bound, Figures},
};
use std::{collections::BTreeMap, error::Error, time::Instant};
use stoa_exact::{
	Blake2, Check, Claim, MAX_OPENING, Outcome, Sampling, Shape, Step,
	game::{Node, most_rounds},
	op::Op,
	recompute::recompute,
	trace::{Execution, proof::View},
	weights::{Part, Tensor},
};

/// One step of each kind and place in a cell.
pub fn steps(own: &Execution, position: u32, slot: u32) -> Vec<(String, Step)> {
	let header = own.claim().header();
	let mut all = Vec::new();
	let mut add = |check: Check| {
		let name = match check {
			Check::Leaf { op, .. } | Check::Claim { op, .. } => format!("{op:?}"),
			other => format!("{other:?}").split(' ').next().unwrap_or_default().to_owned(),
		};
		all.push((name, Step { position, slot, check }));
	};
	add(Check::DualIndex);
	if slot == 0 {
		[Check::Token, Check::Embed].into_iter().for_each(add);
		return all;
	}
	if slot == header.head_slot() {
		[Check::FinalNorm, Check::Better { token: 3 }, Check::Emitted].into_iter().for_each(add);
		return all;
	}
	for op in Op::ALL {
		for leaf in 0..header.op_leaves(op, slot - 1, position) {
			match op.is_claim() {
				true => add(Check::Claim { op, leaf, element: 0 }),
				false => add(Check::Leaf { op, leaf }),
			}
		}
	}
	add(Check::Key { head: 0 });
	add(Check::Value { head: 0 });
	let size = header.tile(&[Tensor::Layer(slot - 1, Part::Down)]);
	(0..header.config().dim / size).for_each(|tile| add(Check::Residual { tile }));
	all
}

/// The largest proof and the slowest recomputation, on this machine and outside a runtime.
pub fn proofs(own: &Execution, figures: &mut Figures) {
	let header = own.claim().header();
	let last = own.claim().shape().positions() - 1;
	let mut kinds: BTreeMap<String, (usize, f64)> = BTreeMap::new();
	for slot in [0, 17, header.head_slot()] {
		let layer = slot > 0 && slot < header.head_slot();
		let inner = layer.then(|| own.inner(last, slot).inner());
		let view = View::new(own, &[]);
		for (name, step) in steps(own, last, slot) {
			let proof = view.prove(&step);
			let mut time = f64::MAX;
			for _ in 0..3 {
				let began = Instant::now();
				let outcome = recompute::<Blake2>(own.claim(), inner.as_ref(), &proof);
				time = time.min(began.elapsed().as_secs_f64());
				assert_eq!(outcome, Outcome::Consistent, "{step:?}");
			}
			let kind = kinds.entry(name).or_default();
			*kind = (kind.0.max(proof.len()), kind.1.max(time));
		}
	}
	let largest = kinds.iter().max_by_key(|(_, (bytes, _))| *bytes);
	let slowest = kinds.iter().max_by(|a, b| a.1.1.total_cmp(&b.1.1));
	if let (Some((large, (bytes, _))), Some((slow, (_, time)))) = (largest, slowest) {
		let most = Bound::AtMost(MAX_OPENING as f64);
		figures.add(format!("largest proof: {large}"), *bytes as f64, "bytes", most);
		let bytes = header.largest_opening() as f64;
		figures.add("largest proof in the longest context", bytes, "bytes", most);
		let name = format!("slowest recomputation, native: {slow}");
		figures.add(name, time * 1_000., "ms", Bound::AtMost(5.));
	}
}

/// Rounds and transactions of a game about an answer of 512 tokens.
pub fn rounds(bench: &Bench, figures: &mut Figures) -> Result<(), Box<dyn Error>> {
	let header = bench.artefact.header().clone();
	let shape = Shape::new(512, 512, false).ok_or("a shape")?;
	let none = [0; 32];
	let claim = Claim::new(header, shape, Sampling::Greedy, none, none, none).ok_or("a claim")?;
	let all = most_rounds(&claim);
	let cell = Node::Cell { position: shape.positions() - 1, slot: 1 };
	let below = Op::ALL.iter().map(|op| match cell.child(&claim, *op as u32) {
		Node::Leaves { level, .. } => 1 + u32::from(level),
		_ => 0,
	});
	let within = 1 + below.max().unwrap_or(0);
	figures.add("rounds of a dispute, 512 tokens", all.into(), "", Bound::AtMost(7.));
	// Answers, with a choice between each two, and the proof.
	let moves = |rounds: u32| f64::from(rounds + rounds - 1 + 1);
	// A challenge is hidden, and then shown.
	let hidden = 2.;
	figures.add(
		"extrinsics of that, challenge included",
		hidden + moves(all),
		"",
		Bound::AtMost(14.),
	);
	let from_cell = moves(within);
	figures.add("moves from a cell that was found off chain", from_cell, "", Bound::AtMost(7.));
	figures.add("moves with the inner root handed over", 1., "", Bound::AtMost(1.));
	Ok(())
}
