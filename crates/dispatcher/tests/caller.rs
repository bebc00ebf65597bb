//! Threat 41: the service answers its own node's worker and nobody else on the machine.

mod support;

use codec::Encode;
use reqwest::StatusCode;
use std::time::Duration;
use stoa_primitives::wire::{PollRequest, SeatPhase};
use support::{Provider, Rig, Script, client, config};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	time::sleep,
};

fn body() -> Vec<u8> {
	PollRequest { seats: vec![(1, 0)].try_into().unwrap() }.encode()
}

async fn post(rig: &Rig, headers: &[(&str, &str)], body: Vec<u8>) -> StatusCode {
	let mut request = client().post(rig.url("/v1/poll")).body(body);
	for (name, value) in headers {
		request = request.header(*name, *value);
	}
	request.send().await.unwrap().status()
}

/// A request written by hand, where a client would not let a wrong one through.
async fn raw(rig: &Rig, head: String) -> String {
	let mut stream =
		TcpStream::connect(("127.0.0.1", rig.dispatcher.address().port)).await.unwrap();
	stream.write_all(head.as_bytes()).await.unwrap();
	let mut reply = String::new();
	let _ = stream.read_to_string(&mut reply).await;
	reply.lines().next().unwrap_or_default().to_string()
}

#[tokio::test]
async fn only_the_exact_token_is_answered() {
	let rig = Rig::start(config()).await;
	let provider = Provider::start(Script::Stall).await;
	rig.chain.set(1, &provider.url, SeatPhase::Commit);
	let token = hex::encode(rig.dispatcher.address().token);
	for wrong in [
		String::new(),
		token.clone(),
		"Bearer ".to_string(),
		format!("Bearer {}", "0".repeat(64)),
		format!("Bearer {}", &token[..63]),
		format!("Bearer {token}0"),
		format!("bearer {token}"),
		format!("Basic {token}"),
		format!("Bearer {}", token.to_uppercase().replace(|c: char| c.is_numeric(), "A")),
	] {
		let status = post(&rig, &[("authorization", &wrong)], body()).await;
		assert_eq!(status, StatusCode::UNAUTHORIZED, "{wrong}");
	}
	assert_eq!(post(&rig, &[], body()).await, StatusCode::UNAUTHORIZED);
	let both = [("authorization", rig.bearer()), ("authorization", "Bearer x".to_string())];
	let both = both.each_ref().map(|(name, value)| (*name, value.as_str()));
	assert_eq!(post(&rig, &both, body()).await, StatusCode::UNAUTHORIZED);
	assert_eq!(rig.count("polls_total", "unauthorized"), 11);
	assert!(provider.requests().is_empty());

	assert_eq!(post(&rig, &[("authorization", &rig.bearer())], body()).await, StatusCode::OK);
}

#[tokio::test]
async fn only_the_exact_host_is_answered() {
	let rig = Rig::start(config()).await;
	let port = rig.dispatcher.address().port;
	let wrong = [
		format!("localhost:{port}"),
		"127.0.0.1".to_string(),
		format!("127.0.0.1:{}", port.wrapping_add(1)),
		format!("attacker.example:{port}"),
		format!("127.0.0.1:{port}.attacker.example"),
	];
	for host in &wrong {
		for path in ["/v1/poll", "/health", "/other"] {
			let request = client()
				.post(rig.url(path))
				.header("host", host)
				.header("authorization", rig.bearer())
				.body(body());
			let status = request.send().await.unwrap().status();
			assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
		}
	}
	let bearer = rig.bearer();
	let close = "Connection: close\r\n\r\n";
	let none = format!("POST /v1/poll HTTP/1.0\r\nAuthorization: {bearer}\r\n{close}");
	assert!(raw(&rig, none).await.contains("421"));
	let two = format!(
		"POST /v1/poll HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: x\r\nAuthorization: {bearer}\r\n{close}"
	);
	let said = raw(&rig, two).await;
	assert!(said.contains("421") || said.contains("400"), "{said}");
}

#[tokio::test]
async fn what_is_not_a_poll_is_turned_away() {
	let rig = Rig::start(config()).await;
	let bearer = rig.bearer();
	let headers = [("authorization", bearer.as_str())];
	let too_many = vec![(1u64, 0u8); 65].encode();
	let trailing = [body(), vec![0]].concat();
	for (body, expected) in [
		(vec![], StatusCode::BAD_REQUEST),
		(vec![0xff; 8], StatusCode::BAD_REQUEST),
		(trailing, StatusCode::BAD_REQUEST),
		(too_many, StatusCode::PAYLOAD_TOO_LARGE),
		(vec![0; 1 << 20], StatusCode::PAYLOAD_TOO_LARGE),
	] {
		assert_eq!(post(&rig, &headers, body).await, expected);
	}
	let full = vec![(1u64, 0u8); 64].encode();
	assert_eq!(post(&rig, &headers, full).await, StatusCode::OK);
	let get = client().get(rig.url("/v1/poll")).header("authorization", &bearer);
	assert_eq!(get.send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn connections_that_say_nothing_are_cut_off_and_bounded() {
	let rig = Rig::start(config()).await;
	let port = rig.dispatcher.address().port;
	let mut held = Vec::new();
	for _ in 0..200 {
		held.push(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
	}
	sleep(Duration::from_millis(2_500)).await;
	for stream in &mut held {
		let mut byte = [0];
		assert!(matches!(stream.read(&mut byte).await, Ok(0) | Err(_)), "still open");
	}
	let response = client().get(rig.url("/health")).send().await.unwrap();
	assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn health_tells_without_the_token() {
	let rig = Rig::start(config()).await;
	let response = client().get(rig.url("/health")).send().await.unwrap();
	assert_eq!(response.status(), StatusCode::OK);
	let health: serde_json::Value = response.json().await.unwrap();
	assert_eq!(health, serde_json::json!({ "status": "ok", "seats": 0, "in_flight": 0 }));
}

#[tokio::test]
async fn each_start_draws_a_new_token_and_a_drop_frees_the_port() {
	let first = Rig::start(config()).await;
	let second = Rig::start(config()).await;
	assert_ne!(first.dispatcher.address(), second.dispatcher.address());
	assert_ne!(first.dispatcher.address().token, second.dispatcher.address().token);
	let port = first.dispatcher.address().port;
	drop(first);
	for _ in 0..400 {
		if TcpStream::connect(("127.0.0.1", port)).await.is_err() {
			return;
		}
		sleep(Duration::from_millis(50)).await;
	}
	panic!("still listening");
}
