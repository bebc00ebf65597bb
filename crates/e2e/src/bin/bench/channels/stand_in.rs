//! An upstream of fixed latency: it computes nothing, so that what lies before it can be measured.

use anyhow::Result;
use axum::{
	Json, Router,
	body::Body,
	http::header::CONTENT_TYPE,
	response::{IntoResponse, Response},
	routing::{get, post},
	serve::ListenerExt,
};
use futures::stream;
use serde_json::{Value, json};
use std::{convert::Infallible, time::Duration};
use tokio::{
	net::TcpListener,
	time::{Instant, sleep_until},
};

/// What it calls its model.
pub const MODEL: &str = "stand-in";
/// What it always answers, a token each.
pub const PIECES: [&str; 8] = ["The", " capital", " of", " France", " is", " Paris", ",", " mind."];
/// From a request to its first token.
const FIRST: Duration = Duration::from_millis(40);
/// From one token to the next.
const NEXT: Duration = Duration::from_millis(5);
/// Tokens that it says the prompt has.
const PROMPT_TOKENS: usize = 12;

/// Serves on a loopback port until the program ends; the base URL.
pub async fn start() -> Result<String> {
	let listener = TcpListener::bind("127.0.0.1:0").await?;
	let url = format!("http://{}/v1", listener.local_addr()?);
	let listener = listener.tap_io(|connection| {
		// Without it a token would wait for the acknowledgement of the one before.
		let _ = connection.set_nodelay(true);
	});
	let models = json!({ "object": "list", "data": [{ "id": MODEL, "object": "model" }] });
	let routes = Router::new()
		.route("/v1/models", get(move || async move { Json(models) }))
		.route("/v1/chat/completions", post(answer));
	tokio::spawn(async move { axum::serve(listener, routes).await });
	Ok(url)
}

async fn answer(Json(asked): Json<Value>) -> Response {
	let since = Instant::now();
	match asked["stream"].as_bool() {
		Some(true) => streamed(since).into_response(),
		_ => whole(since).await.into_response(),
	}
}

/// When a token is due.
fn due(since: Instant, n: usize) -> Instant {
	since + FIRST + NEXT * n as u32
}

fn usage() -> Value {
	let (prompt, completion) = (PROMPT_TOKENS, PIECES.len());
	json!({
		"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
	})
}

async fn whole(since: Instant) -> Json<Value> {
	sleep_until(due(since, PIECES.len() - 1)).await;
	let message = json!({ "role": "assistant", "content": PIECES.concat() });
	Json(json!({
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL,
		"choices": [{ "index": 0, "message": message, "finish_reason": "stop" }],
		"usage": usage(),
	}))
}

fn streamed(since: Instant) -> impl IntoResponse {
	let events = stream::unfold(0, move |n| async move {
		let piece = PIECES.get(n)?;
		sleep_until(due(since, n)).await;
		let mut events = chunk(json!([{ "index": 0, "delta": { "content": piece } }]), Value::Null);
		if n + 1 == PIECES.len() {
			let end = json!([{ "index": 0, "delta": {}, "finish_reason": "stop" }]);
			events += &chunk(end, Value::Null);
			events += &chunk(json!([]), usage());
			events += "data: [DONE]\n\n";
		}
		Some((Ok::<_, Infallible>(events), n + 1))
	});
	([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(events))
}

fn chunk(choices: Value, usage: Value) -> String {
	let chunk = json!({
		"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL,
		"choices": choices, "usage": usage,
	});
	format!("data: {chunk}\n\n")
}
