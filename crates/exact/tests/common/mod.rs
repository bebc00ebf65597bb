//! What the tests of traces and games share.
#![allow(dead_code)]

use std::{path::Path, sync::Arc};
use stoa_exact::{
	Blake2, Check, Claim, Inner, Outcome, Step,
	artefact::Artefact,
	game::{STANDING_BYTES, Standing},
	model::Model,
	op::Op,
	recompute::recompute,
	trace::{Challenger, Execution, Meddle, Move, answer},
	weights::{Part, Tensor},
};

pub const TOKENIZER: [u8; 32] = [7; 32];

/// The tiny model, which ends at token 2.
pub fn tiny() -> Arc<Artefact> {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.gguf");
	let model = Arc::new(Model::open(&path).expect("the tiny model is sound"));
	Arc::new(Artefact::new(model, &[2], TOKENIZER).expect("the tiny model is within the limits"))
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
	Execution::run(provider.artefact().clone(), prompt, output, shape.ended()).expect("it runs")
}

/// A lying provider's answer.
pub fn lie(
	artefact: &Arc<Artefact>,
	prompt: &[u32],
	most: u32,
	meddle: impl Meddle + 'static,
) -> Execution {
	Execution::meddled(artefact.clone(), prompt, most, Arc::new(meddle)).expect("it runs")
}

/// All steps of a cell that exist, claims with a few of their elements.
pub fn steps(claim: &Claim, position: u32, slot: u32) -> Vec<Step> {
	let header = claim.header();
	let step = |check| Step { position, slot, check };
	let mut all = vec![step(Check::DualIndex)];
	if slot == 0 {
		all.extend([Check::Token, Check::Embed].map(step));
	} else if slot == header.head_slot() {
		if claim.shape().chooses(position) {
			all.extend([Check::FinalNorm, Check::Emitted].map(step));
			all.extend([0, 1, 2, 77, 200].map(|token| step(Check::Better { token })));
		} else {
			all.push(step(Check::Absent));
		}
	} else {
		let layer = slot - 1;
		for op in Op::ALL {
			let leaves = 0..header.op_leaves(op, layer, position);
			if op.is_claim() {
				let places = if op == Op::Greatest { position + 1 } else { header.config().ffn };
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
