//! What happens to a seat between two polls, with real HTTP to a provider.

mod support;

use std::time::{Duration, Instant};
use stoa_primitives::{
	AnswerClaim, DeclineReason, Statement, payload,
	wire::{SeatPhase, SeatReply},
};
use support::{AUTHORITY, GENESIS, Provider, Rig, Script, client, config, eventually, says};
use tokio::time::sleep;

const COMMIT: Statement = Statement::Commit([5; 32]);

fn reveal(bytes: u32) -> Statement {
	let claim = AnswerClaim { output: [1; 32], tokens: 3, bytes, trace: None };
	Statement::Reveal { claim, salt: [2; 32] }
}

#[tokio::test]
async fn an_answer_that_is_there_comes_back_with_the_same_poll() {
	let mut config = config();
	config.poll_wait = Duration::from_secs(5);
	let rig = Rig::start(config).await;
	let provider = Provider::start(says(&COMMIT, None)).await;
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	let said = rig.poll(&[1]).await;
	assert_eq!(said.len(), 1);
	assert_eq!((said[0].job, said[0].seat), (1, 0));
	assert_eq!(said[0].statement, COMMIT);
	assert_eq!(said[0].signature, [7; 64]);

	// It stays, and the provider is not asked again.
	sleep(Duration::from_millis(200)).await;
	assert_eq!(rig.poll(&[1]).await, said);
	assert_eq!(provider.requests().len(), 1);
	assert_eq!(rig.count("answers_total", "statement"), 1);
}

#[tokio::test]
async fn the_request_names_the_seat_and_is_signed_for_it() {
	let rig = Rig::start(config()).await;
	let provider = Provider::start(says(&COMMIT, None)).await;
	rig.chain.set(4, &provider.url, SeatPhase::Commit);
	rig.poll_until_said(4).await;
	let request = &provider.requests()[0];
	let digest = payload::seat_request_digest(&GENESIS, 4, 3, &[4u8; 32], 1);
	assert_eq!(request.genesis, hex::encode(GENESIS));
	assert_eq!((request.job, request.seat, request.round, request.block), (4, 0, 3, 1));
	assert_eq!(request.provider, hex::encode([4; 32]));
	assert_eq!(request.authority, hex::encode(AUTHORITY));
	assert_eq!(request.signature, hex::encode(digest.repeat(2)));
}

#[tokio::test]
async fn a_provider_at_work_is_asked_until_it_says_something() {
	let rig = Rig::start(config()).await;
	let provider = Provider::start(Script::Reply(SeatReply::Unknown)).await;
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	assert_eq!(rig.poll(&[1]).await, []);
	provider.set(Script::Reply(SeatReply::Working));
	eventually("asked without further polls", || provider.requests().len() > 4).await;
	provider.set(says(&Statement::Decline(DeclineReason::PromptUnavailable), None));
	let said = rig.poll_until_said(1).await;
	assert_eq!(said.statement, Statement::Decline(DeclineReason::PromptUnavailable));
	assert!(rig.count("answers_total", "unknown") > 0);
	assert!(rig.count("answers_total", "working") > 0);
}

#[tokio::test]
async fn the_next_phase_is_asked_for_and_the_word_of_the_last_one_goes() {
	let rig = Rig::start(config()).await;
	let provider = Provider::start(says(&COMMIT, None)).await;
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	assert_eq!(rig.poll_until_said(1).await.statement, COMMIT);

	rig.chain.set(1, &provider.url, SeatPhase::Reveal);
	assert_eq!(rig.poll(&[1]).await, [], "the commitment is of no use any more");
	provider.set(says(&reveal(5), Some(b"hello")));
	let said = rig.poll_until_said(1).await;
	assert_eq!(said.statement, reveal(5));
	assert_eq!(said.output.unwrap().into_inner(), b"hello");

	let asked = provider.requests().len();
	rig.chain.set(1, &provider.url, SeatPhase::Done);
	assert_eq!(rig.poll(&[1]).await, []);
	sleep(Duration::from_millis(200)).await;
	assert_eq!(provider.requests().len(), asked);
}

#[tokio::test]
async fn a_seat_that_the_chain_does_not_know_is_asked_of_nobody() {
	let mut config = config();
	config.poll_wait = Duration::from_secs(5);
	let rig = Rig::start(config).await;
	let provider = Provider::start(says(&COMMIT, None)).await;
	let started = Instant::now();
	assert_eq!(rig.poll(&[1, 2, 3]).await, []);
	assert!(started.elapsed() < Duration::from_secs(4), "nothing to wait for");
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	rig.chain.remove(1);
	assert_eq!(rig.poll(&[1]).await, []);
	sleep(Duration::from_millis(200)).await;
	assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn a_node_without_a_key_of_this_session_asks_nobody() {
	let rig = Rig::start(config()).await;
	let provider = Provider::start(says(&COMMIT, None)).await;
	rig.chain.set_keys(vec![[1; 32]]);
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	assert_eq!(rig.poll(&[1]).await, []);
	eventually("noticed", || rig.count("failures_total", "no_key") > 0).await;
	assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn an_inside_endpoint_is_never_dialled_unless_the_operator_says_so() {
	let rig =
		Rig::start(stoa_dispatcher::Config { allow_private_endpoints: false, ..config() }).await;
	let provider = Provider::start(says(&COMMIT, None)).await;
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	rig.chain.set(2, &provider.url.replace("127.0.0.1", "localhost"), SeatPhase::Commit);
	rig.chain.set(3, &provider.url.replace("127.0.0.1", "[::ffff:7f00:1]"), SeatPhase::Commit);
	rig.chain.set(4, "file:///etc/passwd", SeatPhase::Commit);
	rig.chain.set(5, "\u{fffd}", SeatPhase::Commit);
	assert_eq!(rig.poll(&[1, 2, 3, 4, 5]).await, []);
	eventually("refused", || rig.count("failures_total", "not_global") >= 3).await;
	eventually("refused", || rig.count("failures_total", "bad_url") >= 2).await;
	assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn a_provider_that_misbehaves_harms_only_its_own_seats() {
	let rig = Rig::start(config()).await;
	let good = Provider::start(says(&COMMIT, None)).await;
	let scripts = [
		Script::Status(500),
		Script::Status(302),
		Script::Body("<html>".to_string()),
		Script::Body("a".repeat(100_000)),
		says(&reveal(5), Some(b"hello")),
		Script::Stall,
	];
	rig.chain.set(100, &good.url, SeatPhase::Commit);
	let mut jobs = vec![100];
	let mut bad = Vec::new();
	for (job, script) in (1..).zip(scripts) {
		let provider = Provider::start(script).await;
		rig.chain.set(job, &provider.url, SeatPhase::Commit);
		jobs.push(job);
		bad.push(provider);
	}
	let started = Instant::now();
	let said = rig.poll(&jobs).await;
	assert!(started.elapsed() < Duration::from_secs(1), "a poll waits for nobody who stalls");
	assert!(said.iter().all(|said| said.job == 100));
	assert_eq!(rig.poll_until_said(100).await.statement, COMMIT);
	for reason in ["status", "redirect", "malformed", "too_large", "timed_out"] {
		eventually(reason, || rig.count("failures_total", reason) > 0).await;
	}
	assert_eq!(rig.poll(&jobs).await.len(), 1);
	// After the first few no more often than every 300 ms.
	let most = 8 + started.elapsed().as_millis() as usize / 200;
	for provider in &bad {
		assert!(provider.requests().len() < most, "failures are asked less and less often");
	}
}

#[tokio::test]
async fn one_host_gets_a_few_connections_and_leaves_room_for_others() {
	let mut config = config();
	config.max_exchanges = 8;
	config.max_exchanges_per_host = 3;
	config.limits.total = Duration::from_secs(5);
	let rig = Rig::start(config).await;
	let slow = Provider::start(Script::Stall).await;
	let jobs: Vec<u64> = (1..=20).collect();
	for job in &jobs {
		rig.chain.set(*job, &slow.url, SeatPhase::Commit);
	}
	rig.poll(&jobs).await;
	let quick = Provider::start_at("127.0.0.2", says(&COMMIT, None)).await;
	rig.chain.set(99, &quick.url, SeatPhase::Commit);
	rig.poll_until_said(99).await;
	eventually("the host's share is used", || slow.most_at_once() == 3).await;
	sleep(Duration::from_millis(200)).await;
	assert_eq!(slow.most_at_once(), 3, "and not more");
}

#[tokio::test]
async fn a_seat_that_nobody_polls_is_forgotten() {
	let mut config = config();
	config.interest = Duration::from_millis(200);
	let rig = Rig::start(config).await;
	let provider = Provider::start(Script::Reply(SeatReply::Working)).await;
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	rig.poll(&[1]).await;
	sleep(Duration::from_millis(1_000)).await;
	let asked = provider.requests().len();
	sleep(Duration::from_millis(200)).await;
	assert_eq!(provider.requests().len(), asked);
	let health: serde_json::Value =
		client().get(rig.url("/health")).send().await.unwrap().json().await.unwrap();
	assert_eq!(health["seats"], 0);
}

#[tokio::test]
async fn a_full_board_leaves_further_seats_to_later_polls() {
	let mut config = config();
	config.poll_wait = Duration::from_secs(5);
	config.max_seats = 2;
	let rig = Rig::start(config).await;
	let provider = Provider::start(says(&COMMIT, None)).await;
	for job in 1..=3 {
		rig.chain.set(job, &provider.url, SeatPhase::Commit);
	}
	assert_eq!(rig.poll(&[1, 2, 3]).await.len(), 2);
	assert_eq!(rig.count("failures_total", "board_full"), 1);
	rig.chain.set(1, &provider.url, SeatPhase::Done);
	rig.poll(&[1, 2]).await;
	rig.poll_until_said(3).await;
}

#[tokio::test]
async fn dropping_the_dispatcher_ends_its_exchanges() {
	let rig = Rig::start(config()).await;
	let provider = Provider::start(Script::Reply(SeatReply::Working)).await;
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	rig.poll(&[1]).await;
	drop(rig);
	sleep(Duration::from_secs(1)).await;
	let asked = provider.requests().len();
	sleep(Duration::from_millis(200)).await;
	assert_eq!(provider.requests().len(), asked);
}
