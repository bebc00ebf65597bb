//! What strangers may learn, and what they may not make it do.

mod common;

use common::*;
use std::time::Duration;
use stoa_primitives::{
	Statement, payload,
	wire::{About, SeatReply, SeatRequest},
};
use stoa_provider::{machine::Wants, shell::Options};
use subxt_signer::sr25519::dev;
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
};

async fn daemon(dir: &tempfile::TempDir) -> Running {
	Running::start(dir.path(), Duration::from_millis(1), Options::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_current_validator_hears_and_only_about_our_seats() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = daemon(&dir).await;
	let seat = assignment(5, b"hello", payload::ZERO_SALT, Wants::Commit);
	daemon.block(100, vec![seat]).await;
	daemon.hear(5, 100).await;

	let good = || seat_request(5, 100, &validator());
	let refused: Vec<(&str, SeatRequest)> = vec![
		("another validator", seat_request(5, 100, &dev::charlie())),
		("old", seat_request(5, 79, &validator())),
		("from the future", seat_request(5, 121, &validator())),
		("another genesis", SeatRequest { genesis: hex::encode([8; 32]), ..good() }),
		("another provider", SeatRequest { provider: hex::encode([8; 32]), ..good() }),
		("another job under the same signature", SeatRequest { job: 6, ..good() }),
		("another round under the same signature", SeatRequest { round: 1, ..good() }),
	];
	for (why, request) in refused {
		assert_eq!(daemon.post(&request).await.status(), 403, "{why}");
	}
	let short = SeatRequest { authority: "00".into(), ..good() };
	assert_eq!(daemon.post(&short).await.status(), 400);
	assert_eq!(daemon.ask(6, 100).await, SeatReply::Unknown, "not our seat");
	let other_seat = SeatRequest { seat: 3, ..good() };
	let reply: SeatReply = daemon.post(&other_seat).await.json().await.unwrap();
	assert_eq!(reply, SeatReply::Unknown);
	assert!(matches!(daemon.ask(5, 81).await, SeatReply::Statement { .. }), "20 blocks are near");
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_bounded_and_nonsense_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = daemon(&dir).await;
	let client = reqwest::Client::new();
	let seats = format!("{}/stoa/v1/seats", daemon.url);
	let send = |body: Vec<u8>| client.post(&seats).body(body).send();
	assert_eq!(send(vec![b' '; 10_000]).await.unwrap().status(), 413);
	assert_eq!(send(b"{}".to_vec()).await.unwrap().status(), 400);
	assert_eq!(send(vec![0xff; 10]).await.unwrap().status(), 400);
	let prompt = format!("{}/stoa/v1/jobs/1/prompt", daemon.url);
	let refused = client.put(prompt).body(vec![0; 1_000_000]).send().await;
	// The daemon does not read what it refuses by its length, so the connection may break first.
	assert!(refused.map_or(true, |reply| reply.status() == 413), "refused by its length alone");
	assert_eq!(daemon.get("/stoa/v1/jobs/x/output").await.status(), 400);
	assert_eq!(daemon.get("/metrics").await.status(), 404, "not on the public address");
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_for_nobody_waits_a_little_and_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = daemon(&dir).await;
	daemon.block(10, vec![]).await;
	let late = async {
		tokio::time::sleep(Duration::from_millis(300)).await;
		daemon.block(11, vec![assignment(6, b"words", [4; 32], Wants::Commit)]).await;
	};
	// Job 6 is drawn while its prompt waits; job 7 never is.
	let (six, seven, ()) =
		tokio::join!(daemon.put_prompt(6, vec![0; 50]), daemon.put_prompt(7, vec![0; 50]), late);
	assert_eq!((six, seven), (422, 404));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_who_and_how_it_is() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = daemon(&dir).await;
	assert_eq!(daemon.get("/health").await.status(), 503, "no block yet");
	daemon.block(10, vec![]).await;
	let health: serde_json::Value = daemon.get("/health").await.json().await.unwrap();
	assert_eq!((&health["best"], &health["standing"]), (&10.into(), &"active".into()));
	let about: About = daemon.get("/stoa/v1/about").await.json().await.unwrap();
	assert_eq!(about.genesis, hex::encode(GENESIS));
	assert_eq!(about.provider, hex::encode(identity().provider()));
	assert_eq!(about.transport_key, hex::encode(identity().transport_key()));
	daemon.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_that_are_slow_do_not_crowd_validators_out() {
	let dir = tempfile::tempdir().unwrap();
	let daemon = daemon(&dir).await;
	let seat = assignment(5, b"hello", payload::ZERO_SALT, Wants::Commit);
	daemon.block(10, vec![seat]).await;
	let mut slow = Vec::new();
	// As many as are served at the same time, each with a body that never comes.
	for _ in 0..64 {
		let mut stream = TcpStream::connect(&daemon.url["http://".len()..]).await.unwrap();
		let head = "POST /stoa/v1/seats HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
		stream.write_all(head.as_bytes()).await.unwrap();
		slow.push(stream);
	}
	tokio::time::sleep(Duration::from_millis(100)).await;
	assert!(matches!(daemon.hear(5, 10).await.0, Statement::Commit(_)));
	let mut told = String::new();
	let mut first = slow.swap_remove(0);
	let heard = tokio::time::timeout(Duration::from_secs(60), first.read_to_string(&mut told));
	heard.await.expect("within its two seconds").unwrap();
	assert!(told.starts_with("HTTP/1.1 408"), "{told}");
	daemon.kill().await;
}
