//! A lie played out on paper: where the game about it must end on chain.

use super::Lie;
use anyhow::{Context, Result, bail, ensure};
use std::sync::Arc;
use stoa_client::game::{Doubt, Shown, Turn, defence};
use stoa_exact::{
	self as exact, Blake2, Claim, Outcome,
	artefact::Artefact,
	game::Standing,
	recompute,
	step::{Check, Step},
	trace::Execution,
};
use stoa_primitives::{Generation, PromptKind, Sampling, Template};
use stoa_provider::engine::{
	Request,
	exact::{Exact, Work},
};

/// What is asked for.
pub fn generation(max_new_tokens: u32, sampling: Sampling) -> Generation {
	Generation { max_new_tokens, sampling, template: Template::Raw }
}

/// A lie as it is told in answer to a prompt: what is written, and the trace that is claimed.
pub async fn told(
	artefact: &Arc<Artefact>,
	lie: &Lie,
	prompt: &[u32],
	generation: Generation,
) -> Result<Execution> {
	let engine = Exact::new(artefact.clone());
	let request = Request {
		kind: PromptKind::TokenIds,
		content: prompt.iter().flat_map(|id| id.to_le_bytes()).collect(),
		generation,
		declared_tokens: prompt.len() as u32,
		cells: None,
	};
	let answer = engine.answer(request, lie.fault()).await?;
	let ids = answer.output.as_chunks().0.iter();
	let output: Vec<u32> = ids.map(|id| u32::from_le_bytes(*id)).collect();
	let (most, ended) = (generation.max_new_tokens, answer.tokens < generation.max_new_tokens);
	let sampling = exact::Sampling::new(generation.sampling.seeded());
	let sampling = sampling.map_err(|error| anyhow::anyhow!("{error}"))?;
	let work = Work { prompt: prompt.to_vec(), output, most, ended, sampling };
	let told = engine.execute(work, lie.fault()).await?;
	let claimed = answer.exact.context("a trace is claimed")?.trace;
	ensure!(told.trace().root() == claimed, "told twice, it is another lie");
	Ok(told)
}

/// The step that the game about a lie ends at, if both sides play.
pub fn step(artefact: &Arc<Artefact>, told: &Execution) -> Result<Step> {
	let shape = *told.claim().shape();
	let sampling = *told.claim().sampling();
	let (prompt, output) = told.tokens().split_at(shape.prompt() as usize);
	let again = Execution::run(artefact.clone(), sampling, prompt, output, shape.ended())?;
	let roots = (*told.claim().prompt(), *told.claim().output(), *told.claim().trace());
	let claim = Claim::new(artefact.header().clone(), shape, sampling, roots.0, roots.1, roots.2);
	let claim = claim.context("the claim is one")?;
	let doubt = Doubt::new(again, claim.trace());
	let mut doubt = doubt.context("nothing is wrong: the lie was not told")?;
	let (mut now, mut shown) = (Standing::open(&claim), Vec::new());
	loop {
		match doubt.turn(&shown, &now) {
			Turn::Wait => {
				let answer = defence(told, &now).context("the liar's turn")?;
				let stands = now.answer::<Blake2>(&claim, &answer);
				now = stands.map_err(|refused| anyhow::anyhow!("not shown: {refused:?}"))?;
				shown.push(Shown { standing: now, answer });
			}
			Turn::Choose { choice, proof } => {
				let stands = now.choose::<Blake2>(&claim, choice, &proof);
				now = stands.map_err(|refused| anyhow::anyhow!("no child: {refused:?}"))?;
			}
			Turn::Prove(proof) => {
				let outcome = recompute::<Blake2>(&claim, now.inner().as_ref(), &proof);
				ensure!(outcome == Outcome::Inconsistent, "the proof shows {outcome:?}");
				let step = proof.first_chunk().and_then(Step::decode);
				return step.context("a proof begins with its step");
			}
			other => bail!("the game ends without a proof: {other:?}"),
		}
	}
}

impl Lie {
	/// Whether a step is the one that a lie of this name is about.
	pub fn is_about(&self, step: &Step) -> bool {
		match (self, step.check) {
			(Self::Op(op), Check::Leaf { op: at, .. } | Check::Claim { op: at, .. }) => *op == at,
			(Self::Gang, Check::Leaf { .. })
			| (Self::Key, Check::Key { head: 0 })
			| (Self::Value, Check::Value { head: 1 })
			| (Self::Residual | Self::Garbage, Check::Residual { .. })
			| (Self::Embedding, Check::Embed)
			| (Self::Norm, Check::FinalNorm)
			| (Self::Choice | Self::Seed, Check::Better { .. })
			| (Self::Token | Self::Cut, Check::Emitted)
			| (Self::Absent, Check::Absent)
			| (Self::SecondIndex, Check::DualIndex) => true,
			(Self::Prompt, Check::Token) => step.position == 5,
			(Self::Cached, Check::Token) => step.position == 0,
			// Other weights show wherever they are multiplied with first.
			(Self::Weights(_), Check::Leaf { .. } | Check::Residual { .. }) => step.slot > 0,
			_ => false,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::super::{
		PROMPT_TOKENS,
		weights::{Weights, write_artefact},
	};
	use super::*;
	use std::path::Path;
	use stoa_exact::op::Op;

	const MOST: u32 = 6;
	const SEEDED: Sampling =
		Sampling::Seeded { inverse_temperature: 1 << 14, cut: 1 << 20, seed: [7; 32] };

	fn tiny() -> &'static Path {
		Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf"))
	}

	/// Every lie about a computation, by the name by which the scenarios tell it.
	fn lies() -> Vec<String> {
		let words = "gang key value residual garbage embedding norm choice token seed cut absent \
			second-index prompt cached silent-at-pages";
		let ops =
			Op::ALL.iter().map(|op| format!("op-{}", super::super::kebab(&format!("{op:?}"))));
		words.split_whitespace().map(str::to_owned).chain(ops).collect()
	}

	#[tokio::test]
	async fn every_lie_is_one_and_ends_at_its_step() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("same.stoa");
		write_artefact(tiny(), Weights::Same, &file).unwrap();
		let artefact = Arc::new(Artefact::open(&file).unwrap());
		let prompt: Vec<u32> = (0..PROMPT_TOKENS).map(|i| (i * 37 + 5) % 256 + 3).collect();
		let mut names = lies();
		for weights in [Weights::Smaller, Weights::Requantised, Weights::Flipped] {
			let file = folder.path().join(format!("{weights:?}"));
			write_artefact(tiny(), weights, &file).unwrap();
			names.push(format!("weights:{}", file.display()));
		}
		let mut wrong = Vec::new();
		for name in names {
			let lie: Lie = name.parse().unwrap();
			let sampling = if name == "seed" { SEEDED } else { Sampling::Greedy };
			let told = told(&artefact, &lie, &prompt, generation(MOST, sampling)).await.unwrap();
			match step(&artefact, &told) {
				Ok(step) if lie.is_about(&step) || matches!(lie, Lie::SilentAt(_)) => {}
				other => wrong.push(format!("{name}: {other:?}")),
			}
		}
		assert!(wrong.is_empty(), "{}", wrong.join("\n"));
	}
}
