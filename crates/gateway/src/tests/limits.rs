//! Keys, budgets, rates, sizes, slow clients, many connections.

use super::{
	World, chat,
	provider::{Behaviour, WORDS},
};
use crate::{
	apikeys::{NewKey, Scopes},
	spend::Budget,
};
use reqwest::header::RETRY_AFTER;
use serde_json::{Value, json};
use std::time::Duration;
use stoa_primitives::STOA;
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
};

const KEYS: &str = "[auth]\nmode = \"keys\"\n";

pub fn key(name: &str) -> NewKey {
	NewKey {
		name: name.into(),
		scopes: Scopes::usual(),
		budget: Budget::default(),
		expires: None,
		per_minute: None,
	}
}

async fn made(world: &World, new: NewKey) -> String {
	let (_, token) = world.gateway().keys().create(&new).await.unwrap();
	world.gateway().keys().refresh().await.unwrap();
	token
}

async fn ask(world: &World, token: &str) -> (u16, Value) {
	let request = world.post("/v1/chat/completions", &chat(json!({}))).bearer_auth(token);
	let response = request.send().await.unwrap();
	(response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn without_a_key_nothing_is_served() {
	let world = World::with(vec![Behaviour::default()], KEYS).await;
	assert_eq!(world.ask(&chat(json!({}))).await.status(), 401);
	assert_eq!(ask(&world, "sk-stoa-guess").await.0, 401);
	let token = made(&world, key("app")).await;
	assert_eq!(ask(&world, &token).await.0, 200);
	let only_models = NewKey { scopes: "models".parse().unwrap(), ..key("list") };
	let token = made(&world, only_models).await;
	assert_eq!(ask(&world, &token).await.1["error"]["code"], "scope_missing");
	let list = world.client.get(world.url("/v1/models")).bearer_auth(&token);
	assert_eq!(list.send().await.unwrap().status(), 200);
	// Health needs no key.
	assert_eq!(world.client.get(world.url("/healthz")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_budget_ends_an_answer_amid_its_words() {
	let world = World::with(vec![Behaviour::default()], KEYS).await;
	// An answer costs nine times this, its first word with the prompt four times.
	let unit = STOA / 1_000_000;
	let budget = Budget { planck: Some(15 * unit), period: 0 };
	let token = made(&world, NewKey { budget, ..key("app") }).await;
	assert_eq!(ask(&world, &token).await.0, 200);
	let (status, error) = ask(&world, &token).await;
	assert_eq!((status, error["error"]["code"].as_str()), (402, Some("budget_exhausted")));
	let before = world.providers[0].asked().len();
	assert_eq!(ask(&world, &token).await.0, 402);
	assert_eq!(world.providers[0].asked().len(), before, "refused here");
	let other = made(&world, key("other")).await;
	assert_eq!(ask(&world, &other).await.1["choices"][0]["message"]["content"], WORDS.concat());
}

#[tokio::test]
async fn a_key_that_is_too_fast_waits() {
	let world = World::with(vec![Behaviour::default()], KEYS).await;
	let token = made(&world, NewKey { per_minute: Some(12), ..key("app") }).await;
	let models = || world.client.get(world.url("/v1/models")).bearer_auth(&token).send();
	let first = models().await.unwrap();
	assert_eq!(first.headers()["x-ratelimit-limit-requests"], "12");
	assert_eq!(first.headers()["x-ratelimit-remaining-requests"], "1");
	assert_eq!(models().await.unwrap().status(), 200);
	let third = models().await.unwrap();
	assert_eq!(third.status(), 429);
	assert!(third.headers()[RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() <= 5);
}

#[tokio::test]
async fn an_address_that_is_too_fast_waits_whatever_its_keys() {
	let settings = "[limits]\nrequests_per_minute_per_address = 12\n";
	let world = World::with(vec![Behaviour::default()], settings).await;
	let models = || world.client.get(world.url("/v1/models")).bearer_auth("sk-x").send();
	assert_eq!(models().await.unwrap().status(), 200);
	assert_eq!(models().await.unwrap().status(), 200);
	assert_eq!(models().await.unwrap().status(), 429);
}

#[tokio::test]
async fn giant_bodies_are_refused_before_they_are_read() {
	let world = World::with(vec![Behaviour::default()], "[limits]\nbody_bytes = 2048\n").await;
	let giant = chat(json!({ "x": "y".repeat(4_096) }));
	assert_eq!(world.ask(&giant).await.status(), 413);
	// One that does not say how long it is.
	let mut stream = TcpStream::connect(world.gateway().address).await.unwrap();
	let head =
		"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
	stream.write_all(head.as_bytes()).await.unwrap();
	let chunk = format!("400\r\n{}\r\n", "z".repeat(0x400));
	for _ in 0..4 {
		let _ = stream.write_all(chunk.as_bytes()).await;
	}
	let mut told = vec![0; 64];
	let read = stream.read(&mut told).await.unwrap();
	assert!(told[..read].starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&told));
}

#[tokio::test]
async fn who_is_slow_is_shown_out() {
	let settings = "[limits]\nhead_seconds = 1\nbody_seconds = 1\n";
	let world = World::with(vec![Behaviour::default()], settings).await;
	let say = async |words: &str| {
		let mut stream = TcpStream::connect(world.gateway().address).await.unwrap();
		stream.write_all(words.as_bytes()).await.unwrap();
		let mut told = Vec::new();
		let read = stream.read_to_end(&mut told);
		let _ = tokio::time::timeout(Duration::from_secs(30), read).await.expect("it is closed");
		String::from_utf8(told).unwrap()
	};
	assert!(!say("GET /healthz HT").await.contains("200 OK"));
	let head = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{";
	assert!(say(head).await.starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn a_thousand_connections_are_served() {
	let world = World::new(vec![Behaviour::default()]).await;
	let mut streams = Vec::new();
	for _ in 0..1_000 {
		streams.push(TcpStream::connect(world.gateway().address).await.unwrap());
	}
	for stream in &mut streams {
		stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
	}
	for stream in &mut streams {
		let mut told = [0; 15];
		stream.read_exact(&mut told).await.unwrap();
		assert_eq!(&told, b"HTTP/1.1 200 OK");
	}
	assert_eq!(world.text().await, WORDS.concat());
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed() {
	let world = World::with(vec![Behaviour::default()], "[limits]\nconnections = 2\n").await;
	let mut held = Vec::new();
	for _ in 0..2 {
		let mut stream = TcpStream::connect(world.gateway().address).await.unwrap();
		stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
		stream.read_exact(&mut [0; 15]).await.unwrap();
		held.push(stream);
	}
	let mut third = TcpStream::connect(world.gateway().address).await.unwrap();
	let read =
		tokio::time::timeout(Duration::from_secs(30), third.read(&mut [0; 1])).await.unwrap();
	assert!(matches!(read, Ok(0) | Err(_)));
}

#[tokio::test]
async fn tls_serves_the_same() {
	// A certificate of this test alone, for 127.0.0.1, made once with openssl and valid for a hundred years.
	let folder = tempfile::tempdir().unwrap();
	let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
	std::fs::write(&certificate, include_str!("cert.pem")).unwrap();
	std::fs::write(&key, include_str!("key.pem")).unwrap();
	let settings = format!(
		"[tls]\ncertificate = \"{}\"\nkey = \"{}\"\n",
		certificate.display(),
		key.display()
	);
	let world = World::with(vec![Behaviour::default()], &settings).await;
	let trusted = reqwest::Certificate::from_pem(include_bytes!("cert.pem")).unwrap();
	let client =
		reqwest::Client::builder().no_proxy().add_root_certificate(trusted).build().unwrap();
	let url = format!("https://127.0.0.1:{}/v1/chat/completions", world.gateway().address.port());
	let answer: Value =
		client.post(url).json(&chat(json!({}))).send().await.unwrap().json().await.unwrap();
	assert_eq!(answer["choices"][0]["message"]["content"], WORDS.concat());
	let plain = world.client.get(world.url("/healthz")).send().await;
	assert!(plain.is_err(), "no plain HTTP beside it");
}
