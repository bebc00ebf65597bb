//! How it starts with and without debts, and how it ends.

mod common;

use axum::{Json, Router, routing::get};
use common::*;
use serde_json::json;
use std::{
	path::Path,
	sync::{Arc, atomic::Ordering},
	time::Duration,
};
use stoa_primitives::{STOA, Statement, TokenPrice, VerificationClass, payload};
use stoa_provider::{
	chain::{ProviderState, ReleaseState},
	check::{self, Finding},
	engine::Loader,
	machine::{Assignment, Wants},
	prepare::Preparation,
	shell::Options,
	store,
};

const QUICK: Duration = Duration::from_millis(10);

fn public(job: u64, wants: Wants) -> Assignment {
	assignment(job, b"hello", payload::ZERO_SALT, wants)
}

/// Leaves an answer for job 5 behind that was committed; returns its commitment.
async fn owe(dir: &Path) -> [u8; 32] {
	let daemon = Running::start(dir, QUICK, Options::default()).await;
	daemon.block(10, vec![public(5, Wants::Commit)]).await;
	let Statement::Commit(commitment) = daemon.hear(5, 10).await.0 else { panic!() };
	daemon.kill().await;
	commitment
}

fn preparation(dir: &Path, chain: &Arc<FakeChain>, engine: &str) -> Preparation {
	Preparation {
		config: config(dir, 1, engine),
		identity: identity(),
		chain: chain.clone(),
		wrap: |engine| engine,
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_revealed_although_nothing_is_ready() {
	let dir = tempfile::tempdir().unwrap();
	let commitment = owe(dir.path()).await;
	let daemon = Running::unready(dir.path(), Options::default()).await;
	// No model file, no release on chain: this goes on for ever, beside.
	let beside = preparation(dir.path(), &daemon.chain, MISSING).beside(daemon.core.clone());
	let beside = tokio::spawn(beside);
	let open = || vec![public(5, Wants::Reveal(commitment)), public(7, Wants::Commit)];
	daemon.block(11, open()).await;
	assert!(matches!(daemon.hear(5, 11).await.0, Statement::Reveal { .. }));
	assert!(!beside.is_finished());
	// New work waits for its engine and loses nothing.
	daemon.make_ready(QUICK);
	daemon.block(13, open()).await;
	assert!(matches!(daemon.hear(7, 13).await.0, Statement::Commit(_)));
	beside.abort();
	daemon.kill().await;
}

/// An OpenAI-compatible server with one model, and an engine configuration for it.
async fn upstream() -> String {
	let models = json!({ "data": [{ "id": "m", "context_length": 100 }] });
	let app = Router::new().route("/v1/models", get(move || async move { Json(models) }));
	let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
	let address = listener.local_addr().unwrap();
	tokio::spawn(async move { axum::serve(listener, app).await });
	format!("{{ openai = {{ url = \"http://{address}/v1\", model = \"m\" }} }}")
}

/// A chain that has retired the release, on which this provider has lost some of its bond, and that
/// refuses everything that would mend it.
async fn grim_chain(dir: &Path, chain: &FakeChain, engine: &str) {
	let serve = config(dir, 1, engine).serve.remove(0);
	let engine = Loader::logging(dir).load(&serve, None).await.unwrap();
	*chain.release.lock().unwrap() = Some(ReleaseState {
		artefact: [0; 32],
		artefact_bytes: 0,
		engine: engine.digest(),
		class: VerificationClass::Tolerant,
		model: None,
		context_tokens: 100,
		active: false,
	});
	*chain.provider.lock().unwrap() = Some(ProviderState {
		bond: STOA / 2,
		active: false,
		endpoint: b"http://127.0.0.1:1".to_vec(),
		signing_key: identity().signing_key(),
		transport_key: identity().transport_key(),
		served: vec![(0, TokenPrice { per_1k_input: 7, per_1k_output: 7 })],
	});
	*chain.refused.lock().unwrap() = vec!["bond_extra", "activate"];
}

#[tokio::test(flavor = "multi_thread")]
async fn with_open_seats_what_the_chain_refuses_is_a_warning() {
	let dir = tempfile::tempdir().unwrap();
	owe(dir.path()).await;
	let daemon = Running::unready(dir.path(), Options::default()).await;
	let engine = upstream().await;
	grim_chain(dir.path(), &daemon.chain, &engine).await;
	let prepared = preparation(dir.path(), &daemon.chain, &engine).beside(daemon.core.clone());
	prepared.await.unwrap();
	assert!(daemon.core.engine(0).is_some(), "its open jobs can be finished");
	assert_eq!(daemon.core.read(|machine| machine.is_ready()), Some(true));
	// The bond was refused, and the price is set all the same.
	assert_eq!(daemon.chain.names(), ["serve"]);
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_open_seats_every_problem_is_an_error() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::unready(dir.path(), Options::default()).await;
	let strictly = async |engine: &str| {
		let prepared = preparation(dir.path(), &daemon.chain, engine).strictly(&daemon.core).await;
		format!("{:#}", prepared.unwrap_err())
	};
	assert!(strictly(MISSING).await.contains("release 0"));
	let engine = upstream().await;
	assert!(strictly(&engine).await.contains("does not exist"));
	grim_chain(dir.path(), &daemon.chain, &engine).await;
	assert!(strictly(&engine).await.contains("is retired"));
	daemon.chain.release.lock().unwrap().as_mut().unwrap().active = true;
	assert!(strictly(&engine).await.contains("the account needs the bond"));
	assert!(daemon.chain.names().is_empty());
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_finishes_and_leaves_the_draw() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.block(10, vec![public(5, Wants::Commit)]).await;
	let Statement::Commit(commitment) = daemon.hear(5, 10).await.0 else { panic!() };
	daemon.stop.send_replace(true);
	daemon.block(11, vec![public(5, Wants::Reveal(commitment))]).await;
	assert!(matches!(daemon.hear(5, 11).await.0, Statement::Reveal { .. }));
	daemon.block(12, vec![public(5, Wants::Reveal(commitment))]).await;
	assert!(!daemon.task.is_finished());
	let chain = daemon.chain.clone();
	daemon.block(13, vec![public(5, Wants::Settled)]).await;
	daemon.ended().await;
	assert_eq!(chain.names(), ["chill"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_works_on_what_it_is_drawn_for_on_the_way_out() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.block(10, vec![]).await;
	daemon.stop.send_replace(true);
	tokio::time::sleep(QUICK * 5).await;
	// This block has both, the chill and a new seat.
	daemon.block(11, vec![public(5, Wants::Commit)]).await;
	assert!(matches!(daemon.hear(5, 11).await.0, Statement::Commit(_)));
	daemon.block(12, vec![public(5, Wants::Settled)]).await;
	daemon.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_before_the_first_block_it_still_answers_for_what_it_remembers() {
	let dir = tempfile::tempdir().unwrap();
	let commitment = owe(dir.path()).await;
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.stop.send_replace(true);
	tokio::time::sleep(QUICK * 10).await;
	assert!(!daemon.task.is_finished(), "nothing is known of the chain yet");
	daemon.block(11, vec![public(5, Wants::Reveal(commitment))]).await;
	assert!(matches!(daemon.hear(5, 11).await.0, Statement::Reveal { .. }));
	for block in 12..14 {
		daemon.block(block, vec![public(5, Wants::Reveal(commitment))]).await;
	}
	daemon.block(14, vec![public(5, Wants::Settled)]).await;
	daemon.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_is_gone_is_not_waited_for_for_ever() {
	let dir = tempfile::tempdir().unwrap();
	owe(dir.path()).await;
	let options = Options { patience: Duration::from_secs(2), ..Options::default() };
	let daemon = Running::start(dir.path(), QUICK, options.clone()).await;
	daemon.chain.no_blocks.store(true, Ordering::Relaxed);
	daemon.block(11, vec![public(5, Wants::Others)]).await;
	let began = std::time::Instant::now();
	daemon.stop.send_replace(true);
	daemon.ended().await;
	assert!(began.elapsed() >= options.patience);
	assert!(store::holds_seats(&dir.path().join("data")).unwrap(), "for the next start");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_tells_of_everything_that_is_wrong() {
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join("provider.toml");
	let account = stoa_provider::init::init(&path).unwrap();
	// Nobody listens at the node's port, the model is not there, the endpoint is this machine.
	let config = config(dir.path(), 1, MISSING);
	let mut found = Vec::new();
	check::check(&config, &mut |finding| found.push(finding)).await;
	let account = stoa_client::AccountId(account).to_string();
	assert!(matches!(&found[0], Finding::Good(text) if text.contains(&account)), "{found:?}");
	assert!(matches!(&found[1], Finding::Bad(text) if text.starts_with("node: ")), "{found:?}");
	assert!(matches!(&found[2], Finding::Bad(text) if text.contains("release 0")), "{found:?}");
	assert!(
		matches!(&found[3], Finding::Doubtful(text) if text.contains("127.0.0.1")),
		"{found:?}"
	);
	assert!(matches!(&found[4], Finding::Note(_)), "the endpoint does not answer: {found:?}");
}
