//! The daemon as a whole, against a chain that says what the test wants.

mod common;

use codec::Encode;
use common::*;
use std::{
	sync::{Arc, atomic::Ordering},
	time::Duration,
};
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	AnswerClaim, PromptKind, Statement, merkle, payload,
	wire::{PromptEnvelope, SeatReply},
};
use stoa_provider::{
	chain::Call,
	engine::exact::Exact,
	keys::seal,
	machine::{Assignment, Demand, Event, Role, Wants},
	shell::Options,
	state::Leaving,
};

const QUICK: Duration = Duration::from_millis(10);

fn public(job: u64, wants: Wants) -> Assignment {
	assignment(job, b"hello", payload::ZERO_SALT, wants)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_job_is_committed_revealed_and_served() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.block(10, vec![public(5, Wants::Commit)]).await;
	let (statement, output) = daemon.hear(5, 10).await;
	let Statement::Commit(commitment) = statement else { panic!("{statement:?}") };
	assert_eq!(output, None, "nothing is shown before everyone has committed");
	assert_eq!(daemon.get("/stoa/v1/jobs/5/output").await.status(), 404);

	daemon.block(11, vec![public(5, Wants::Reveal(commitment))]).await;
	let (statement, output) = daemon.hear(5, 11).await;
	let Statement::Reveal { claim, salt } = statement else { panic!("{statement:?}") };
	let provider = identity().provider();
	let opened = payload::answer_commitment(&GENESIS, 5, 0, &provider, &claim, &salt);
	assert_eq!(opened, commitment);
	assert_eq!(output.as_deref(), Some(b"echo: hello".as_slice()));
	let root = merkle::content_root(b"echo: hello");
	assert_eq!(claim.output, payload::output_commitment(&payload::ZERO_SALT, &root));

	daemon.block(12, vec![public(5, Wants::Settled)]).await;
	let served = daemon.get("/stoa/v1/jobs/5/output").await;
	assert_eq!(served.bytes().await.unwrap().as_ref(), b"echo: hello");
	daemon.block(13, vec![]).await;
	daemon.block(14, vec![]).await;
	assert_eq!(daemon.get("/stoa/v1/jobs/5/output").await.status(), 404);
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_class_exact_leaves_with_its_output_and_its_trace_later() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::unready(dir.path(), Options::default()).await;
	daemon.core.add_engine(0, Arc::new(Exact::new(town::artefact())));
	daemon.core.handle(Event::EnginesReady).unwrap();
	let content = town::bytes(&town::prompt());
	let mut seat = assignment(5, &content, payload::ZERO_SALT, Wants::Commit);
	(seat.role, seat.prompt.kind, seat.prompt.tokens) =
		(Role::Executor, PromptKind::TokenIds, content.len() as u32 / 4);
	daemon.block(10, vec![seat.clone()]).await;
	let (statement, output) = daemon.hear(5, 10).await;
	let Statement::Answer { claim, seal } = statement else { panic!("{statement:?}") };
	let ids: Vec<u32> =
		output.unwrap().as_chunks().0.iter().map(|id| u32::from_le_bytes(*id)).collect();
	assert_eq!((claim.tokens, claim.bytes, claim.trace), (8, 32, None));
	let root = tokens_root::<Blake2>(&ids);
	assert_eq!(claim.output, payload::output_commitment(&payload::ZERO_SALT, &root));
	// No validator brings it: the daemon does.
	for block in 11..14 {
		daemon.block(block, vec![seat.clone()]).await;
	}
	let output = town::bytes(&ids);
	let answer = Call::Answer { job: 5, claim, seal, output };
	assert_eq!(*daemon.chain.calls.lock().unwrap(), [answer]);

	seat.wants = Wants::Reveal(seal);
	daemon.block(14, vec![seat]).await;
	let (statement, output) = daemon.hear(5, 14).await;
	let Statement::Trace { trace, salt } = statement else { panic!("{statement:?}") };
	let whole = AnswerClaim { trace: Some(trace), ..claim };
	let provider = identity().provider();
	let opened = payload::answer_commitment(&GENESIS, 5, 0, &provider, &whole, &salt);
	assert_eq!((opened, output), (seal, None));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_commitment_it_opens_the_same_one() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.block(10, vec![public(5, Wants::Commit)]).await;
	let (said, _) = daemon.hear(5, 10).await;
	daemon.kill().await;
	let Statement::Commit(commitment) = said else { panic!("{said:?}") };

	let daemon = Running::start(dir.path(), Duration::from_secs(60), Options::default()).await;
	assert_eq!(daemon.post(&seat_request(5, 10, &validator())).await.status(), 403, "no view yet");
	daemon.block(11, vec![public(5, Wants::Commit)]).await;
	assert_eq!(daemon.hear(5, 11).await.0, said);
	daemon.block(12, vec![public(5, Wants::Reveal(commitment))]).await;
	assert!(matches!(daemon.hear(5, 12).await.0, Statement::Reveal { .. }));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_during_the_work_it_begins_again() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), Duration::from_secs(60), Options::default()).await;
	daemon.block(10, vec![public(5, Wants::Commit)]).await;
	assert_eq!(daemon.ask(5, 10).await, SeatReply::Working);
	daemon.kill().await;
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.block(11, vec![public(5, Wants::Commit)]).await;
	assert!(matches!(daemon.hear(5, 11).await.0, Statement::Commit(_)));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_prompt_comes_sealed_and_its_output_leaves_sealed() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	let reader = crypto_box::SecretKey::from_bytes([9; 32]);
	let mut seat = assignment(6, b"private words", [4; 32], Wants::Commit);
	seat.reply_key = Some(reader.public_key().to_bytes());
	daemon.block(10, vec![seat.clone()]).await;
	assert_eq!(daemon.ask(6, 10).await, SeatReply::Working);

	let to = identity().transport_key();
	let envelope = |salt, content: &[u8]| {
		let envelope = PromptEnvelope { salt, content: content.to_vec() };
		seal(&to, &envelope.encode()).unwrap()
	};
	assert_eq!(daemon.put_prompt(6, envelope([5; 32], b"private words")).await, 422, "salt");
	assert_eq!(daemon.put_prompt(6, envelope([4; 32], b"other words!!")).await, 422, "content");
	assert_eq!(daemon.put_prompt(6, vec![1; 100]).await, 422, "not sealed to this key");
	assert_eq!(daemon.put_prompt(6, vec![1; 5_000]).await, 413);
	assert_eq!(daemon.put_prompt(6, envelope([4; 32], b"private words")).await, 204);
	assert_eq!(daemon.put_prompt(6, envelope([4; 32], b"private words")).await, 204, "repeated");

	let (said, _) = daemon.hear(6, 10).await;
	let Statement::Commit(commitment) = said else { panic!("{said:?}") };
	seat.wants = Wants::Reveal(commitment);
	daemon.block(11, vec![seat.clone()]).await;
	let (said, output) = daemon.hear(6, 11).await;
	let Statement::Reveal { claim, .. } = said else { panic!("{said:?}") };
	assert_eq!(output, None, "never in the clear");
	let content = b"echo: private words";
	let salt = payload::output_salt(&[4; 32]);
	let root = merkle::content_root(content);
	assert_eq!(claim.output, payload::output_commitment(&salt, &root));

	seat.wants = Wants::Output;
	seat.demanded = vec![Demand { chunk: 0, open: false }];
	daemon.block(12, vec![seat.clone()]).await;
	let sealed = daemon.get("/stoa/v1/jobs/6/output").await.bytes().await.unwrap();
	assert_eq!(reader.unseal(&sealed).unwrap(), content);
	seat.demanded = vec![Demand { chunk: 0, open: true }];
	daemon.block(13, vec![seat]).await;
	let calls = daemon.chain.calls.lock().unwrap().clone();
	let [
		Call::ProvideData { bytes: sealed, proof: None, .. },
		Call::ProvideData { bytes, proof: Some(proof), .. },
	] = &calls[..]
	else {
		panic!("{calls:?}")
	};
	assert_eq!(reader.unseal(sealed).unwrap(), content);
	assert_eq!((bytes.as_slice(), proof.salt, proof.root), (content.as_slice(), salt, root));
	assert!(merkle::verify(&root, claim.bytes, 0, bytes, &proof.siblings));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_that_is_posted_on_chain_is_read_there() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	let mut seat = assignment(6, b"late words", [4; 32], Wants::Commit);
	for block in 10..14 {
		daemon.block(block, vec![seat.clone()]).await;
	}
	assert!(matches!(daemon.hear(6, 13).await.0, Statement::Decline(_)));
	let envelope = PromptEnvelope { salt: [4; 32], content: b"late words".to_vec() };
	let sealed = seal(&identity().transport_key(), &envelope.encode()).unwrap();
	*daemon.chain.posted.lock().unwrap() = Some(sealed);
	seat.prompt_posted = true;
	daemon.block(14, vec![seat]).await;
	assert!(matches!(daemon.hear(6, 14).await.0, Statement::Commit(_)));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_validator_it_posts_itself() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.block(10, vec![public(5, Wants::Commit)]).await;
	let Statement::Commit(commitment) = daemon.hear(5, 10).await.0 else { panic!() };
	for block in 11..=13 {
		daemon.block(block, vec![public(5, Wants::Commit)]).await;
	}
	for block in 14..=17 {
		daemon.block(block, vec![public(5, Wants::Reveal(commitment))]).await;
	}
	let calls = daemon.chain.calls.lock().unwrap().clone();
	let [Call::Commit { commitment: posted, .. }, Call::Reveal { output, .. }] = &calls[..] else {
		panic!("{calls:?}")
	};
	assert_eq!(*posted, commitment);
	assert_eq!(output.as_deref(), Some(b"echo: hello".as_slice()));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_can_hold_back_what_a_faulty_provider_would() {
	let dir = tempfile::tempdir().unwrap();
	let gate = Arc::new(|leaving: Leaving<'_>| {
		!matches!(leaving, Leaving::Statement(Statement::Reveal { .. }) | Leaving::Output)
	});
	let daemon = Running::start(dir.path(), QUICK, Options { gate, ..Options::default() }).await;
	daemon.block(10, vec![public(5, Wants::Commit)]).await;
	let Statement::Commit(commitment) = daemon.hear(5, 10).await.0 else { panic!() };
	for block in 11..20 {
		daemon.block(block, vec![public(5, Wants::Reveal(commitment))]).await;
	}
	assert_eq!(daemon.ask(5, 19).await, SeatReply::Working);
	assert_eq!(daemon.get("/stoa/v1/jobs/5/output").await.status(), 404);
	assert!(daemon.chain.calls.lock().unwrap().is_empty());
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_its_way_holds_nothing_up_and_is_not_sent_twice() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.chain.no_blocks.store(true, Ordering::Relaxed);
	let both = || vec![public(5, Wants::Commit), public(7, Wants::Commit)];
	daemon.block(10, both()).await;
	daemon.hear(7, 10).await;
	for block in 11..=30 {
		daemon.block(block, both()).await;
	}
	// The first is in no block yet; nor is the second, and each is on its way once.
	assert_eq!(daemon.chain.names(), ["commit", "commit"]);
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_to_be_sent_says_what_is_true_when_it_is_sent() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	daemon.block(10, vec![public(5, Wants::Commit), public(7, Wants::Commit)]).await;
	daemon.hear(7, 10).await;
	let Statement::Commit(commitment) = daemon.hear(5, 10).await.0 else { panic!() };
	let shut = daemon.chain.door.lock().await;
	for block in 11..=14 {
		daemon.block(block, vec![public(5, Wants::Commit), public(7, Wants::Commit)]).await;
	}
	// Both are queued. A validator brings the second, and the chain goes on.
	let reveal = || vec![public(5, Wants::Commit), public(7, Wants::Reveal(commitment))];
	daemon.block(15, reveal()).await;
	drop(shut);
	tokio::time::sleep(QUICK * 5).await;
	assert_eq!(daemon.chain.names(), ["commit"]);
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blob_stays_while_another_seat_needs_it_and_none_stays_for_nobody() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = Running::start(dir.path(), QUICK, Options::default()).await;
	let (one, two) = (public(5, Wants::Commit), public(7, Wants::Commit));
	daemon.block(10, vec![one, two]).await;
	daemon.hear(5, 10).await;
	daemon.hear(7, 10).await;
	assert_eq!(daemon.kept(), 1, "both answer alike");
	for block in 11..15 {
		daemon.block(block, vec![public(7, Wants::Settled)]).await;
	}
	let served = daemon.get("/stoa/v1/jobs/7/output").await;
	assert_eq!(served.bytes().await.unwrap().as_ref(), b"echo: hello");

	// A prompt that comes when its seat has it, or has gone, is not kept.
	let seat = assignment(6, b"words", [4; 32], Wants::Nothing);
	let envelope = PromptEnvelope { salt: [4; 32], content: b"words".to_vec() };
	let sealed = seal(&identity().transport_key(), &envelope.encode()).unwrap();
	daemon.core.take_prompt(6, &seat.prompt, &sealed).unwrap();
	assert_eq!(daemon.kept(), 1);
	for block in 15..20 {
		daemon.block(block, vec![]).await;
	}
	assert_eq!(daemon.kept(), 0);
	daemon.kill().await;
}
