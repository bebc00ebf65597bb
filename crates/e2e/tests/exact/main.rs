//! Class Exact with real nodes and real providers: an answer that is audited and paid, every kind of liar
//! refuted by the runtime, and honest providers that nobody can harm.
//!
//! One development network carries all scenarios. Liars run the tiny model, whose portable operations are
//! quick enough to be meddled with; the happy path runs the real one. A liar's bond is larger than its
//! auditors', and orders are repeated until it is drawn to execute. Where a lie must end is computed beside the
//! chain, and compared with what the runtime recomputed: no scenario passes because its liar did nothing.

mod attacks;
mod cast;
mod crowd;
mod gang;
mod honest;
mod publisher;
mod stage;

use anyhow::Result;
use cast::Cast;
use futures::future::{LocalBoxFuture, join_all};
use stage::Stage;
use stoa_e2e::scenario::{block_on, named};

/// What each liar lies about: no more than four games run against one of them at a time.
const LIES: &[&[&str]] = &[
	&[
		"op-attention-input",
		"op-query",
		"op-key-rows",
		"op-value-rows",
		"op-query-head",
		"silent-at-pages",
	],
	&["op-scores", "op-greatest", "op-sums", "op-head-output", "op-output-input"],
	&["op-middle", "op-feed-input", "op-gated", "op-gated-greatest", "op-down-input"],
	&["key", "value", "residual", "garbage", "silent-at-positions"],
	&["embedding", "norm", "choice", "token", "seed", "cut", "absent", "silent-at-slots"],
	&["second-index", "prompt", "cached", "root", "no-answer", "no-reveal"],
	&[
		"weights:smaller",
		"weights:requantised",
		"weights:flipped",
		"silent-at-cell",
		"silent-at-leaves",
	],
];
/// Whose releases two honest auditors serve together: a provider serves sixteen at most.
const AUDITED_TOGETHER: &[&[usize]] = &[&[0, 1, 2], &[3, 4], &[5, 6]];

#[test]
fn the_runtime_refutes_every_lie_and_nobody_honest_loses() {
	block_on(async {
		let stage = Stage::new(&Cast::new(LIES, AUDITED_TOGETHER)).await?;
		let stage = &stage;
		let mut scenarios: Vec<LocalBoxFuture<'_, Result<()>>> = vec![
			Box::pin(named("a real model's answer is audited and paid", honest::real(stage))),
			Box::pin(named("a false auditor loses", attacks::false_auditor(stage))),
			Box::pin(named("a mute auditor loses", attacks::mute_auditor(stage))),
			Box::pin(named("an auditor that only copies loses", attacks::copyist(stage))),
			Box::pin(named("a whole gang falls to a stranger", gang::falls(stage))),
			Box::pin(named("a friend who loses on purpose clears nothing", gang::friend(stage))),
			Box::pin(named("two hundred challenges to an honest provider", crowd::fails(stage))),
			Box::pin(named(
				"a publisher's other weights are not served",
				publisher::refused(stage),
			)),
		];
		for (group, lies) in LIES.iter().enumerate() {
			for lie in *lies {
				scenarios.push(Box::pin(async move {
					named(&format!("{lie}: found"), attacks::found(stage, group, lie)).await
				}));
			}
		}
		for outcome in join_all(scenarios).await {
			outcome?;
		}
		attacks::liars_lost_what_was_taken(stage).await?;
		attacks::honest_lost_nothing(stage).await
	});
}
