//! The index under the gateway's admission, and one document for both.

use super::{World, provider::Behaviour};
use crate::apikeys::NewKey;
use reqwest::Response;
use serde_json::Value;

const KEYS: &str = "[auth]\nmode = \"keys\"\n";

async fn get(world: &World, path: &str, token: Option<&str>) -> Response {
	let request = world.client.get(world.url(path));
	match token {
		Some(token) => request.bearer_auth(token),
		None => request,
	}
	.send()
	.await
	.unwrap()
}

/// The problem that an answer is.
async fn problem(response: Response, status: u16) -> Value {
	assert_eq!(response.status().as_u16(), status);
	assert_eq!(response.headers()["content-type"], "application/problem+json");
	assert!(response.headers().contains_key("x-request-id"));
	let problem: Value = response.json().await.unwrap();
	assert_eq!(problem["status"], status);
	problem
}

#[tokio::test]
async fn what_the_chain_did_is_told_to_those_who_have_a_key() {
	let world = World::with(vec![Behaviour::default()], KEYS).await;
	let kind = problem(get(&world, "/v1/stoa/status", None).await, 401).await;
	assert_eq!(kind["type"], "urn:stoa:problem:unauthorised");
	let made = |scopes: &str| NewKey { scopes: scopes.parse().unwrap(), ..super::limits::key("x") };
	let (_, token) = world.gateway().keys().create(&made("read")).await.unwrap();
	let (_, other) = world.gateway().keys().create(&made("chat")).await.unwrap();
	world.gateway().keys().refresh().await.unwrap();
	problem(get(&world, "/v1/stoa/status", Some(&other)).await, 403).await;
	// Nothing is indexed: no node is here.
	problem(get(&world, "/v1/stoa/status", Some(&token)).await, 503).await;
	problem(get(&world, "/v1/stoa/nothing", Some(&token)).await, 404).await;
	problem(get(&world, "/v1/stoa/receipts/r-9-9", Some(&token)).await, 404).await;
	let register = world.client.post(world.url("/v1/stoa/webhooks")).bearer_auth(&token);
	problem(register.send().await.unwrap(), 403).await;
}

#[tokio::test]
async fn a_wrong_method_is_said_with_those_that_there_are() {
	let world = World::new(vec![Behaviour::default()]).await;
	for (path, allowed) in
		[("/v1/stoa/status", "GET"), ("/v1/stoa/receipts/r-1-1", "GET"), ("/v1/embeddings", "POST")]
	{
		let response = world.client.patch(world.url(path)).send().await.unwrap();
		assert_eq!(response.status(), 405, "{path}");
		let allow = response.headers()["allow"].to_str().unwrap().to_owned();
		assert!(allow.contains(allowed), "{path}: {allow}");
	}
}

#[tokio::test]
async fn the_document_needs_no_key_and_tells_of_everything() {
	let world = World::with(vec![Behaviour::default()], KEYS).await;
	let document: Value = get(&world, "/v1/stoa/openapi.json", None).await.json().await.unwrap();
	let paths = document["paths"].as_object().unwrap();
	for path in ["/v1/chat/completions", "/v1/models", "/v1/stoa/receipts/{id}", "/v1/stoa/jobs"] {
		assert!(paths.contains_key(path), "{path}");
	}
	assert_eq!(document["security"][0]["key"], serde_json::json!([]));
	let viewer = get(&world, "/v1/stoa/docs/", None).await;
	assert_eq!(viewer.status(), 200);
	assert!(viewer.text().await.unwrap().contains("swagger-ui"));
}
