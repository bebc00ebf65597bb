//! The referee on the real model, if `scripts/fetch-model` has put it into the cache.

mod common;

use common::{honest, lie, play, seeded, steps};
use std::{env, path::PathBuf, sync::Arc};
use stoa_exact::{
	Blake2, Claim, MAX_OPENING, Outcome, Shape,
	artefact::Artefact,
	game::most_rounds,
	model::Model,
	op::Op,
	recompute::recompute,
	trace::{Execution, Meddle, proof::View},
};

fn real() -> Option<Arc<Artefact>> {
	let cache = env::var_os("STOA_CACHE")
		.map(PathBuf::from)
		.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/stoa")))?;
	let path = cache.join("models/SmolLM2-135M-Instruct.Q4_1.gguf");
	if !path.exists() {
		eprintln!("SKIPPED: the model is not in the cache; scripts/fetch-model brings it");
		return None;
	}
	let model = Arc::new(Model::open(&path).expect("the model is covered"));
	Some(Arc::new(Artefact::new(model, &[0, 2], [0; 32]).expect("the model is within the limits")))
}

struct Inner;

impl Meddle for Inner {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (6, 17, Op::Gated) {
			leaves[40][6] ^= 1;
		}
	}
}

#[test]
fn a_lie_of_a_real_model_is_seen() {
	let Some(artefact) = real() else { return };
	let prompt = [1, 9690, 198, 2683, 359, 253, 5356];
	let liar = lie(&artefact, &prompt, 2, Inner);
	let game = play(&liar, honest(&liar));
	assert_eq!(game.outcome, Some(Outcome::Inconsistent));
	let step = game.step.unwrap();
	assert_eq!((step.position, step.slot), (6, 17));
}

#[test]
fn every_step_of_a_real_model_fits_a_proof() {
	let Some(artefact) = real() else { return };
	assert_eq!(artefact.header().chunk(), 32);
	assert!(artefact.header().largest_opening() <= MAX_OPENING);
	let prompt: Vec<u32> = (0..96).map(|i| 1_000 + i * 7_919 % 40_000).collect();
	let own = Execution::run(artefact.clone(), seeded(3), &prompt, &[17], false).unwrap();
	let mut largest = 0;
	for (position, slot) in [(95, 0), (95, 31), (5, 31), (95, 17)] {
		let inner = (1..31).contains(&slot).then(|| own.inner(position, slot).inner());
		let view = View::new(&own, &[]);
		for step in steps(own.claim(), position, slot).iter().step_by(5) {
			let proof = view.prove(step);
			largest = largest.max(proof.len());
			let outcome = recompute::<Blake2>(own.claim(), inner.as_ref(), &proof);
			let chosen = matches!(step.check, stoa_exact::Check::Emitted);
			assert!(chosen || outcome == Outcome::Consistent, "{step:?} {outcome:?}");
		}
	}
	let bound = artefact.header().largest_opening();
	assert!(largest <= bound, "{largest} {bound}");
	// 512 tokens of 30 layers: 6 rounds up to 1,024 positions, 8 at most.
	for (prompt, output, rounds) in [(512, 512, 6), (1, 512, 6), (1_536, 512, 8), (8_000, 192, 8)] {
		let shape = Shape::new(prompt, output, false).unwrap();
		let claim =
			Claim::new(artefact.header().clone(), shape, seeded(3), [0; 32], [0; 32], [0; 32])
				.unwrap();
		assert_eq!(most_rounds(&claim), rounds, "{prompt} + {output}");
	}
	eprintln!("largest opening {largest} bytes, bound {bound}");
}
