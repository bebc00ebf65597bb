//! What the tests of traces and games share.
// Each test binary uses a part of it.
#![allow(dead_code)]

pub mod cases;
pub mod kernels;
pub mod prompts;
pub mod proofs;

use std::{path::Path, sync::Arc};
use stoa_exact::{
	Blake2, Check, Claim, Inner, Outcome, Sampling, Step,
	artefact::Artefact,
	game::{STANDING_BYTES, Standing},
	model::Model,
	recompute::recompute,
	shape::CellLeaf,
	trace::{Challenger, Execution, Meddle, Move, answer},
	weights::{Part, Tensor},
};

pub const TOKENIZER: [u8; 32] = [7; 32];

/// The tiny model, which ends at token 2.
pub fn tiny() -> Arc<Artefact> {
	artefact(open("tiny.gguf"))
}

/// A tiny model with all that not every model has: biases, pairs in halves, factors of rotations.
pub fn extras() -> Arc<Artefact> {
	artefact(open("extras.gguf"))
}

/// The same, with its vectors in parts.
pub fn in_parts() -> Arc<Artefact> {
	let mut model = open("extras.gguf");
	model.config.extras.parts = true;
	artefact(model)
}

/// A model file of the repository.
pub fn open(name: &str) -> Model {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
	Model::open(&path).expect("the model is sound")
}

fn artefact(model: Model) -> Arc<Artefact> {
	let artefact = Artefact::new(model.into(), &[2], TOKENIZER);
	Arc::new(artefact.expect("the model is within the limits"))
}

/// A prompt for the tiny model.
pub fn prompt(length: u32) -> Vec<u32> {
	(0..length).map(|i| (i * 37 + 5) % 256 + 3).collect()
}

/// How a game went.
#[derive(Debug)]
pub struct Game {
	pub outcome: Option<Outcome>,
	/// Answers of the provider.
	pub rounds: u32,
	pub longest_answer: usize,
	pub proof: Vec<u8>,
	pub step: Option<Step>,
	pub inner: Option<Inner>,
}

/// Plays a game about the whole trace of `provider`.
pub fn play(provider: &Execution, challenger: Execution) -> Game {
	play_with(provider, Challenger::new(challenger), Standing::open(provider.claim()))
}

/// Plays a game from where it stands.
pub fn play_with(provider: &Execution, mut challenger: Challenger, mut standing: Standing) -> Game {
	let claim = provider.claim();
	let mut game = Game {
		outcome: None,
		rounds: 0,
		longest_answer: 0,
		proof: Vec::new(),
		step: None,
		inner: None,
	};
	loop {
		let bytes = standing.encode();
		assert!(bytes.len() <= STANDING_BYTES);
		assert_eq!(Standing::decode(&bytes), Some(standing));
		let mut shown = Vec::new();
		if standing.awaits_provider() {
			shown = answer(provider, standing.node());
			game.rounds += 1;
			game.longest_answer = game.longest_answer.max(shown.len());
			standing = standing.answer::<Blake2>(claim, &shown).expect("a provider can answer");
		}
		match challenger.next(&standing, &shown) {
			Move::Choose { choice, proof } => {
				standing = standing.choose::<Blake2>(claim, choice, &proof).expect("a child");
			}
			Move::Prove(proof) => {
				game.inner = standing.inner();
				game.outcome = Some(recompute::<Blake2>(claim, game.inner.as_ref(), &proof));
				game.step = proof.first_chunk().and_then(Step::decode);
				game.proof = proof;
				return game;
			}
			Move::Concede => return game,
		}
	}
}

/// The honest execution of what `provider` claims.
pub fn honest(provider: &Execution) -> Execution {
	let shape = *provider.claim().shape();
	let (prompt, output) = provider.tokens().split_at(shape.prompt() as usize);
	let (artefact, sampling) = (provider.artefact().clone(), *provider.claim().sampling());
	Execution::run(artefact, sampling, prompt, output, shape.ended()).expect("it runs")
}

/// Sampling at temperature 1 with a seed, and a cut of so many nats.
pub fn seeded(cut: u32) -> Sampling {
	Sampling::new(Some((1 << 16, cut << 16, [5; 32]))).expect("within the bounds")
}

/// A lying provider's answer.
pub fn lie(
	artefact: &Arc<Artefact>,
	prompt: &[u32],
	most: u32,
	meddle: impl Meddle + 'static,
) -> Execution {
	lie_sampled(artefact, Sampling::Greedy, prompt, most, meddle)
}

/// The same, of which tokens are to be chosen by `sampling`.
pub fn lie_sampled(
	artefact: &Arc<Artefact>,
	sampling: Sampling,
	prompt: &[u32],
	most: u32,
	meddle: impl Meddle + 'static,
) -> Execution {
	let meddle = Arc::new(meddle);
	Execution::meddled(artefact.clone(), sampling, prompt, most, meddle).expect("it runs")
}

/// The steps of the last norm of a model in parts.
fn last_norm(claim: &Claim, position: u32) -> Vec<Check> {
	let header = claim.header();
	let checks = header.cell_leaves(header.head_slot()).into_iter().flat_map(|leaf| {
		let CellLeaf::Norm(op, leaf) = leaf else { return Vec::new() };
		if !op.is_claim() {
			return vec![Check::Leaf { op, leaf }];
		}
		let places = 0..header.claim_places(op, position);
		places.map(|element| Check::Claim { op, leaf, element }).collect()
	});
	checks.collect()
}

/// All steps of a cell that exist, claims with a few of their elements.
pub fn steps(claim: &Claim, position: u32, slot: u32) -> Vec<Step> {
	let header = claim.header();
	let step = |check| Step { position, slot, check };
	let mut all = vec![step(Check::DualIndex)];
	if slot == 0 {
		all.push(step(Check::Token));
		match header.config().extras.parts {
			true => {
				all.extend((0..header.config().parts()).map(|part| step(Check::EmbedPart { part })))
			}
			false => all.push(step(Check::Embed)),
		}
	} else if slot == header.head_slot() {
		if claim.shape().chooses(position) {
			all.push(step(Check::Emitted));
			match header.config().extras.parts {
				true => all.extend(last_norm(claim, position).into_iter().map(step)),
				false => all.push(step(Check::FinalNorm)),
			}
			all.extend([0, 1, 2, 77, 200].map(|token| step(Check::Better { token })));
		} else {
			all.push(step(Check::Absent));
		}
	} else {
		let layer = slot - 1;
		for op in header.ops().iter().copied() {
			let leaves = 0..header.op_leaves(op, layer, position);
			if op.is_claim() {
				let places = header.claim_places(op, position);
				all.extend(leaves.flat_map(|leaf| {
					(0..places).map(move |element| step(Check::Claim { op, leaf, element }))
				}));
			} else {
				all.extend(leaves.map(|leaf| step(Check::Leaf { op, leaf })));
			}
		}
		let heads = header.config().kv_heads;
		all.extend(
			(0..heads).flat_map(|head| [Check::Key { head }, Check::Value { head }]).map(step),
		);
		let tiles = header.config().dim / header.tile(&[Tensor::Layer(layer, Part::Down)]);
		all.extend((0..tiles).map(|tile| step(Check::Residual { tile })));
	}
	all
}
