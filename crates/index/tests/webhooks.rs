//! Webhooks over real sockets: registered once, signed, sent again until they arrive.

mod common;

use axum::{
	Router,
	extract::{Request, State},
	http::{HeaderMap, StatusCode},
	middleware::{self, Next},
	routing::post,
};
use common::{Chain, Database, account, serve, store, story};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use stoa_index::{Caller, Index, Options, webhook::signature};
use tokio::sync::mpsc;

type Seen = (HeaderMap, String);

/// Somebody who takes webhooks, and fails the first `fails` times.
async fn receiver(fails: usize) -> (String, mpsc::UnboundedReceiver<Seen>) {
	let (sender, seen) = mpsc::unbounded_channel();
	let left = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(fails));
	let take = move |State(sender): State<mpsc::UnboundedSender<Seen>>,
	                 headers: HeaderMap,
	                 body: String| async move {
		sender.send((headers, body)).unwrap();
		let count = std::sync::atomic::Ordering::SeqCst;
		match left.fetch_update(count, count, |left| left.checked_sub(1)) {
			Ok(_) => StatusCode::INTERNAL_SERVER_ERROR,
			Err(_) => StatusCode::NO_CONTENT,
		}
	};
	let router = Router::new().route("/hook", post(take)).with_state(sender);
	(serve(router).await, seen)
}

fn options(hosts: &[&str]) -> Options {
	Options {
		webhook_hosts: hosts.iter().map(|host| host.to_string()).collect(),
		allow_private: true,
		anonymous_writes: false,
	}
}

/// Takes whom a header names for the caller, as a gateway does that has checked a key.
async fn name_caller(mut request: Request, next: Next) -> axum::response::Response {
	if let Some(name) = request.headers().get("x-caller") {
		let caller = Caller(name.to_str().unwrap().to_string());
		request.extensions_mut().insert(caller);
	}
	next.run(request).await
}

struct Gateway {
	index: Index,
	chain: Chain,
	base: String,
	database: Database,
}

impl Gateway {
	async fn start(hosts: &[&str]) -> Self {
		let database = Database::new().await;
		let index = database.open_with(options(hosts)).await;
		let (chain, blocks) = story();
		store(&index, &blocks).await;
		let router = stoa_index::router(index.clone()).layer(middleware::from_fn(name_caller));
		Self { index, chain, base: serve(router).await, database }
	}

	fn send(&self) -> tokio::task::JoinHandle<()> {
		let index = self.index.clone();
		tokio::spawn(async move { index.send_webhooks().await.unwrap() })
	}

	fn post(&self, url: &str, filter: Value) -> RequestBuilder {
		let request = Client::new().post(format!("{}/v1/stoa/webhooks", self.base));
		request.header("x-caller", "alice").json(&json!({ "url": url, "filter": filter }))
	}

	async fn register(&self, url: &str, filter: Value) -> Value {
		let response = self.post(url, filter).send().await.unwrap();
		assert_eq!(response.status(), 201);
		response.json().await.unwrap()
	}

	async fn get(&self, path: &str, caller: &str) -> (u16, Value) {
		let request = Client::new().get(format!("{}/v1/stoa/{path}", self.base));
		let response = request.header("x-caller", caller).send().await.unwrap();
		(response.status().as_u16(), response.json().await.unwrap())
	}

	async fn next_block(&mut self) {
		assert!(self.index.apply(&self.chain.block()).await.unwrap());
	}
}

async fn next(seen: &mut mpsc::UnboundedReceiver<Seen>) -> Seen {
	let next = tokio::time::timeout(Duration::from_secs(60), seen.recv());
	next.await.expect("a delivery in time").unwrap()
}

fn check(seen: &Seen, registered: &Value) -> Value {
	let header = |name: &str| seen.0[name].to_str().unwrap().to_string();
	let timestamp = header("webhook-timestamp").parse().unwrap();
	let secret = registered["secret"].as_str().unwrap();
	let wanted = signature(secret, &header("webhook-id"), timestamp, &seen.1).unwrap();
	assert_eq!(header("webhook-signature"), wanted);
	assert_eq!(header("content-type"), "application/json");
	serde_json::from_str(&seen.1).unwrap()
}

#[tokio::test]
async fn what_is_wanted_arrives_signed_and_nothing_else() {
	let mut gateway = Gateway::start(&["127.0.0.1"]).await;
	let (url, mut seen) = receiver(0).await;
	let filter = json!({ "name": "JobSubmitted", "account": account(4) });
	let registered = gateway.register(&format!("{url}/hook"), filter).await;
	let sending = gateway.send();
	gateway.chain.submitted(1, &account(1), 0).submitted(2, &account(4), 0);
	gateway.next_block().await;
	let first = next(&mut seen).await;
	let body = check(&first, &registered);
	assert_eq!(body["type"], "Inference.JobSubmitted");
	assert_eq!((&body["finalised"], &body["data"]["id"]), (&json!(true), &json!("9-1")));
	assert_eq!(body["data"]["data"]["job"], 2);
	// Another block is seen after it, and nothing was sent between.
	gateway.chain.submitted(3, &account(4), 0);
	gateway.next_block().await;
	assert_eq!(check(&next(&mut seen).await, &registered)["data"]["id"], "10-0");
	sending.abort();
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_again_after_a_restart_too() {
	let mut gateway = Gateway::start(&["127.0.0.1"]).await;
	let (url, mut seen) = receiver(1).await;
	let registered = gateway.register(&format!("{url}/hook"), json!({})).await;
	gateway.chain.submitted(1, &account(1), 0);
	gateway.next_block().await;
	let sending = gateway.send();
	let first = next(&mut seen).await;
	let deliveries = format!("webhooks/{}/deliveries", registered["id"].as_str().unwrap());
	let waiting = loop {
		let (_, page) = gateway.get(&deliveries, "alice").await;
		if page["items"][0]["attempts"] == 1 {
			break page["items"][0].clone();
		}
		tokio::time::sleep(Duration::from_millis(20)).await;
	};
	assert_eq!((&waiting["event"], &waiting["state"]), (&json!("9-0"), &json!("pending")));
	assert!(waiting["error"].as_str().unwrap().contains("500"));
	sending.abort();
	let _ = sending.await;
	// Another process with the same database.
	let index = gateway.database.open_with(options(&["127.0.0.1"])).await;
	let sending = tokio::spawn(async move { index.send_webhooks().await.unwrap() });
	let second = next(&mut seen).await;
	check(&second, &registered);
	assert_eq!(first.0["webhook-id"], second.0["webhook-id"]);
	assert_eq!(first.1, second.1);
	loop {
		let (_, page) = gateway.get(&deliveries, "alice").await;
		if page["items"] == json!([]) {
			break;
		}
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
	sending.abort();
}

#[tokio::test]
async fn a_rebuilt_index_does_not_tell_again_what_it_told() {
	let mut gateway = Gateway::start(&["127.0.0.1"]).await;
	let (url, mut seen) = receiver(0).await;
	let registered = gateway.register(&format!("{url}/hook"), json!({})).await;
	gateway.chain.submitted(1, &account(1), 0);
	let told = gateway.chain.block();
	gateway.index.apply(&told).await.unwrap();
	let sending = gateway.send();
	check(&next(&mut seen).await, &registered);
	gateway.index.rebuild().await.unwrap();
	let (_, blocks) = story();
	store(&gateway.index, &blocks).await;
	gateway.index.apply(&told).await.unwrap();
	gateway.chain.submitted(2, &account(1), 0);
	gateway.next_block().await;
	assert_eq!(check(&next(&mut seen).await, &registered)["data"]["id"], "10-0");
	sending.abort();
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_left_alone() {
	let mut gateway = Gateway::start(&["127.0.0.1"]).await;
	let gone = Router::new().route("/hook", post(|| async { StatusCode::GONE }));
	let url = serve(gone).await;
	let registered = gateway.register(&format!("{url}/hook"), json!({})).await;
	let sending = gateway.send();
	gateway.chain.submitted(1, &account(1), 0);
	gateway.next_block().await;
	let path = format!("webhooks/{}", registered["id"].as_str().unwrap());
	let why = loop {
		let (_, webhook) = gateway.get(&path, "alice").await;
		if let Some(why) = webhook["data"]["suspended"].as_str() {
			break why.to_string();
		}
		tokio::time::sleep(Duration::from_millis(20)).await;
	};
	assert!(why.contains("410"), "{why}");
	sending.abort();
}

#[tokio::test]
async fn only_hosts_that_the_operator_names_are_taken() {
	let gateway = Gateway::start(&["hooks.example"]).await;
	let status = |url: &'static str| {
		let request = gateway.post(url, json!({}));
		async move { request.send().await.unwrap().status().as_u16() }
	};
	assert_eq!(status("https://hooks.example/x").await, 201);
	assert_eq!(status("https://other.example/x").await, 403);
	assert_eq!(status("http://127.0.0.1:1/x").await, 403);
	assert_eq!(status("https://hooks.example/x?y").await, 400);
	assert_eq!(status("ftp://hooks.example/x").await, 400);
	let closed = Gateway::start(&[]).await;
	let response = closed.post("https://hooks.example/x", json!({})).send().await.unwrap();
	assert_eq!(response.status(), 403);
	let detail: Value = response.json().await.unwrap();
	assert!(detail["detail"].as_str().unwrap().contains("operator"), "{detail}");
}

#[tokio::test]
async fn the_same_request_with_the_same_key_registers_once() {
	let gateway = Gateway::start(&["hooks.example"]).await;
	let ask = |url: &str, key: &str| {
		let request = gateway.post(url, json!({ "job": 5 })).header("idempotency-key", key);
		async move {
			let response = request.send().await.unwrap();
			(response.status().as_u16(), response.json::<Value>().await.unwrap())
		}
	};
	let (one, two) =
		tokio::join!(ask("https://hooks.example/a", "k1"), ask("https://hooks.example/a", "k1"));
	assert_eq!((one.0, two.0), (201, 201));
	assert_eq!(one.1, two.1);
	let (status, problem) = ask("https://hooks.example/b", "k1").await;
	assert_eq!(status, 422);
	assert_eq!(problem["type"], "urn:stoa:problem:reused-idempotency-key");
	let (status, other) = ask("https://hooks.example/a", "k2").await;
	assert_eq!(status, 201);
	assert_ne!(other["id"], one.1["id"]);
	assert_eq!(ask("https://hooks.example/a", "a b").await.0, 400);
	let (_, page) = gateway.get("webhooks", "alice").await;
	let ids: BTreeSet<String> = page["items"]
		.as_array()
		.unwrap()
		.iter()
		.map(|webhook| webhook["id"].as_str().unwrap().to_string())
		.collect();
	let wanted = [&one.1, &other].map(|it| it["id"].as_str().unwrap().to_string());
	assert_eq!(ids, wanted.into());
	assert!(!page.to_string().contains("whsec_"), "secrets are told once");
}

#[tokio::test]
async fn a_webhook_is_nobody_elses_affair() {
	let gateway = Gateway::start(&["hooks.example"]).await;
	let registered = gateway.register("https://hooks.example/a", json!({})).await;
	let path = format!("webhooks/{}", registered["id"].as_str().unwrap());
	assert_eq!(gateway.get(&path, "alice").await.0, 200);
	assert_eq!(gateway.get(&path, "bob").await.0, 404);
	assert_eq!(gateway.get(&format!("{path}/deliveries"), "bob").await.0, 404);
	assert_eq!(gateway.get("webhooks", "bob").await.1["items"], json!([]));
	let remove = |caller: &'static str| {
		let request = Client::new().delete(format!("{}/v1/stoa/{path}", gateway.base));
		async move { request.header("x-caller", caller).send().await.unwrap().status().as_u16() }
	};
	assert_eq!(remove("bob").await, 404);
	assert_eq!(remove("alice").await, 204);
	assert_eq!(remove("alice").await, 404);
	let response =
		Client::new().get(format!("{}/v1/stoa/webhooks", gateway.base)).send().await.unwrap();
	assert_eq!(response.status(), 401);
	assert_eq!(response.headers()["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn a_malformed_registration_is_a_problem() {
	let gateway = Gateway::start(&["hooks.example"]).await;
	let ask = |kind: &'static str, body: String| {
		let request = Client::new().post(format!("{}/v1/stoa/webhooks", gateway.base));
		let request = request.header("x-caller", "alice").header("content-type", kind).body(body);
		async move {
			let response = request.send().await.unwrap();
			assert_eq!(response.headers()["content-type"], "application/problem+json");
			response.status().as_u16()
		}
	};
	let json = "application/json";
	assert_eq!(ask(json, "{".into()).await, 400);
	assert_eq!(ask(json, "{}".into()).await, 400);
	assert_eq!(ask(json, r#"{"url":"https://hooks.example/a","colour":1}"#.into()).await, 400);
	let account = r#"{"url":"https://hooks.example/a","filter":{"account":"x"}}"#;
	assert_eq!(ask(json, account.into()).await, 400);
	assert_eq!(ask("text/plain", "{}".into()).await, 415);
	assert_eq!(ask(json, " ".repeat(2 * 1024 * 1024 + 1)).await, 413);
}
