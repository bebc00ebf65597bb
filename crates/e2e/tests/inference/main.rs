//! The main job with real nodes, real providers and a real model, and everything that can go wrong with it.
//!
//! One development network carries all scenarios that need one validator; each has releases and, where it
//! needs a faulty one, providers of its own, so that they run side by side.

mod duty;
mod inside;
mod mistakes;
mod outcomes;
mod replay;
mod restart;
mod script;
mod stage;

use anyhow::ensure;
use stage::{
	ALL_STALL, Cast, HONEST, NO_REVEAL, OTHER_ANSWER, RELEASES, RESTART, STALL, Stage, WITHHELD,
};
use stoa_e2e::{
	network::Network,
	scenario::{block_on, named},
};

#[test]
fn one_chain_pays_the_honest_and_nobody_else() {
	let cast: &[Cast] = &[
		("honest-1", "//Provider1", None, &[HONEST, OTHER_ANSWER, STALL, RESTART]),
		("honest-2", "//Provider2", None, &[HONEST, OTHER_ANSWER, STALL]),
		("honest-3", "//Provider3", None, &[HONEST, STALL, NO_REVEAL]),
		("other-answer", "//Provider4", Some(&["--fault", "other-answer"]), &[OTHER_ANSWER]),
		("never-commit", "//Provider5", Some(&["--fault", "never-commit"]), &[STALL, ALL_STALL]),
		("never-commit-2", "//Provider8", Some(&["--fault", "never-commit"]), &[ALL_STALL]),
		("never-reveal", "//Provider6", Some(&["--fault", "never-reveal"]), &[NO_REVEAL]),
		("withhold", "//Provider7", Some(&["--fault", "withhold-output"]), &[WITHHELD]),
		("withhold-2", "//Provider9", Some(&["--fault", "withhold-output"]), &[WITHHELD]),
		(restart::MORTAL, "//Provider10", None, &[RESTART]),
	];
	block_on(async {
		let mut stage = Stage::new(Network::dev().await?, RELEASES, cast).await?;
		stage.ready(cast).await?;
		let mortal = stage.providers.pop().expect("the last of the cast");
		let outcomes: [_; 7] = tokio::join!(
			named("an honest committee is paid", outcomes::honest(&stage)),
			named("another model's answer earns nothing", outcomes::other_answer(&stage)),
			named("a stalled executor is replaced", outcomes::stalled(&stage)),
			named("all stall: refund at the reserved deadline", outcomes::all_stall(&stage)),
			named("commit without reveal is slashed as a lie", outcomes::no_reveal(&stage)),
			named("a withheld prompt costs a call-out fee", outcomes::prompt_withheld(&stage)),
			named("a withheld output is slashed", outcomes::output_withheld(&stage)),
		)
		.into();
		let more: [_; 4] = tokio::join!(
			named("a provider killed at work goes on", restart::killed_at_work(&stage, mortal)),
			named("nothing said of one job counts for another", replay::on_the_next_job(&stage)),
			named("a polkadot.js application does all of it", script::publishes_and_asks(&stage)),
			named("mistakes are told and cost nothing", mistakes::are_told(&stage)),
		)
		.into();
		for outcome in outcomes.into_iter().chain(more) {
			outcome?;
		}
		ensure!(!stage.network.logs()?.contains("cobalt-heron"), "a prompt is in a log");
		Ok(())
	});
}

#[test]
fn the_next_validator_posts_when_the_first_has_no_dispatcher() {
	block_on(named("another validator stands in", duty::stands_in()));
}

#[test]
fn no_provider_address_leads_inside() {
	block_on(named("no address of a provider leads inside", inside::is_never_dialled()));
}
