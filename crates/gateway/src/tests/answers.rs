//! What clients see.

use super::{
	World, chat, data,
	provider::{Behaviour, Fault, WORDS},
};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_whole_answer_is_put_together() {
	let world = World::new(vec![Behaviour::default()]).await;
	let response = world.ask(&chat(json!({ "max_tokens": 50 }))).await;
	assert_eq!(response.status(), 200);
	assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
	assert!(response.headers()["x-request-id"].to_str().unwrap().starts_with("req-"));
	assert_eq!(response.headers()["x-stoa-receipt"], "r-1-1");
	assert!(response.headers().contains_key("x-ratelimit-remaining-requests"));
	let answer: Value = response.json().await.unwrap();
	assert_eq!(answer["object"], "chat.completion");
	assert_eq!(answer["choices"][0]["message"]["content"], WORDS.concat());
	assert_eq!(answer["choices"][0]["finish_reason"], "stop");
	assert_eq!(answer["usage"]["total_tokens"], 9);
	let asked = &world.providers[0].asked()[0];
	assert_eq!(asked["model"], "release-4", "the provider's own name");
	assert_eq!((asked["stream"].clone(), asked["max_tokens"].clone()), (json!(true), json!(50)));
}

#[tokio::test]
async fn a_stream_has_the_events_of_the_provider_and_no_receipts() {
	let world = World::new(vec![Behaviour::default()]).await;
	let response = world.ask(&chat(json!({ "stream": true }))).await;
	assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
	let events = response.text().await.unwrap();
	assert!(!events.contains("receipt"), "{events}");
	assert!(!events.contains("usage"), "it was not asked for: {events}");
	let data = data(&events);
	assert_eq!(data.last().unwrap(), "[DONE]");
	let text: String = data
		.iter()
		.filter_map(|data| serde_json::from_str::<Value>(data).ok())
		.filter_map(|chunk| Some(chunk["choices"][0]["delta"]["content"].as_str()?.to_owned()))
		.collect();
	assert_eq!(text, WORDS.concat());
	let wanted = json!({ "stream": true, "stream_options": { "include_usage": true } });
	let events = world.ask(&chat(wanted)).await.text().await.unwrap();
	assert!(super::data(&events).iter().any(|data| data.contains("\"total_tokens\":9")));
}

#[tokio::test]
async fn the_first_token_is_not_kept_back() {
	let pause = Duration::from_secs(20);
	let world = World::new(vec![Behaviour { pause, ..Behaviour::default() }]).await;
	let began = Instant::now();
	let mut response = world.ask(&chat(json!({ "stream": true }))).await;
	let mut seen = String::new();
	while !seen.contains("Once") {
		seen.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
	}
	assert!(began.elapsed() < pause, "{:?}", began.elapsed());
	assert!(!seen.contains("upon"));
}

#[tokio::test]
async fn completions_and_embeddings_are_answered() {
	let world = World::new(vec![Behaviour::default()]).await;
	let body = json!({ "model": "tiny", "prompt": "Hello?" });
	let answer = world.post("/v1/completions", &body).send().await.unwrap();
	let answer: Value = answer.json().await.unwrap();
	assert_eq!(answer["object"], "text_completion");
	assert_eq!(answer["choices"][0]["text"], WORDS.concat());
	let body = json!({ "model": "tiny", "input": ["Hello?"] });
	let answer = world.post("/v1/embeddings", &body).send().await.unwrap();
	assert_eq!(answer.headers()[CONTENT_TYPE], "application/json");
	let answer: Value = answer.json().await.unwrap();
	assert_eq!(answer["data"][0]["embedding"], json!([0.5, -0.5]));
	super::soon(|| world.providers[0].sums().0 == world.providers[0].sums().1).await;
}

#[tokio::test]
async fn models_are_listed_with_who_offers_them() {
	let world = World::new(vec![Behaviour::default(), Behaviour::default()]).await;
	let list = world.client.get(world.url("/v1/models")).send().await.unwrap();
	let list: Value = list.json().await.unwrap();
	assert_eq!(
		(list["object"].as_str(), list["data"][0]["id"].as_str()),
		(Some("list"), Some("tiny"))
	);
	assert_eq!(list["data"][0]["stoa"]["offers"].as_array().unwrap().len(), 2);
	let one = world.client.get(world.url("/v1/models/tiny")).send().await.unwrap();
	assert_eq!(one.json::<Value>().await.unwrap()["stoa"]["release"], 4);
	let none = world.client.get(world.url("/v1/models/gpt")).send().await.unwrap();
	assert_eq!(none.status(), 404);
}

#[tokio::test]
async fn errors_are_objects_that_say_what_to_do() {
	let world = World::new(vec![Behaviour::default()]).await;
	let error = |response: reqwest::Response| async move {
		let status = response.status().as_u16();
		assert!(response.headers().contains_key("x-request-id"));
		let body: Value = response.json().await.unwrap();
		(status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
	};
	let response = world.ask(&json!({ "model": "gpt", "messages": [1] })).await;
	assert_eq!(error(response).await, (404, "model_not_found".into()));
	let response = world.ask(&chat(json!({ "n": 2 }))).await;
	assert_eq!(error(response).await, (400, "invalid_request".into()));
	let post = |path: &str| world.client.post(world.url(path));
	let response = post("/v1/chat/completions").body("{\"model\":").send().await.unwrap();
	assert_eq!(error(response).await, (400, "invalid_request".into()));
	let response = post("/v1/images").send().await.unwrap();
	assert_eq!(error(response).await, (404, "route_not_found".into()));
	let get = world.client.get(world.url("/v1/completions")).send().await.unwrap();
	assert_eq!(error(get).await, (405, "method_not_allowed".into()));
	assert!(world.providers[0].asked().is_empty());
}

#[tokio::test]
async fn a_request_id_is_taken_over_if_it_can_be() {
	let world = World::new(vec![Behaviour::default()]).await;
	let with = |id: &str| world.client.get(world.url("/v1/models")).header("x-request-id", id);
	let response = with("mine-7").send().await.unwrap();
	assert_eq!(response.headers()["x-request-id"], "mine-7");
	let response = with(&"x".repeat(129)).send().await.unwrap();
	assert!(response.headers()["x-request-id"].to_str().unwrap().starts_with("req-"));
}

#[tokio::test]
async fn health_readiness_and_metrics_are_told() {
	let world = World::new(vec![Behaviour::default()]).await;
	let get = async |path: &str| {
		let response = world.client.get(world.url(path)).send().await.unwrap();
		(response.status().as_u16(), response.text().await.unwrap())
	};
	assert_eq!(get("/healthz").await, (200, "ok".into()));
	let (status, text) = get("/readyz").await;
	assert!(status == 200 && text.contains("\"offers\":1"), "{text}");
	assert!(!world.text().await.is_empty());
	let mut text = String::new();
	// The last receipt is not waited for.
	for _ in 0..1_000 {
		text = get("/metrics").await.1;
		if text.contains("_tokens_total{") {
			break;
		}
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
	for line in [
		"stoa_gateway_requests_total{route=\"v1/chat/completions\",status=\"200\"} 1",
		"stoa_gateway_receipts_total{outcome=\"paid\"} 7",
		"stoa_gateway_tokens_total{kind=\"output\",release=\"4\"} 6",
		"stoa_gateway_first_token_seconds_quantile{route=\"v1/chat/completions\",quantile=\"0.99\"}",
	] {
		assert!(text.contains(line), "{line} not in {text}");
	}
	world.providers[0].behave(Behaviour::with(Fault::Gone));
	world.gateway().refresh().await.unwrap();
	let response = world.client.get(world.url("/readyz")).send().await.unwrap();
	assert_eq!(response.status(), 503);
	let response = world.ask(&chat(json!({}))).await;
	assert_eq!(response.status(), 503);
	assert!(response.headers().contains_key(RETRY_AFTER));
}
