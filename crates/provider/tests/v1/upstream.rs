//! A release that an OpenAI-compatible server computes, sold on. Here the server is one that counts.

use crate::{
	payer::{Heard, Payer},
	shop::{Shop, USUAL, engines},
};
use axum::{
	Json, Router,
	body::Body,
	routing::{get, post},
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use std::{convert::Infallible, sync::Arc};
use stoa_primitives::channel::{Arithmetic, End};
use stoa_provider::engine::{Engine, openai::OpenAi};

/// Says `w0 w1 w2 …`, as many as are asked for.
async fn server() -> String {
	let complete = |Json(body): Json<Value>| async move {
		assert_eq!((&body["model"], &body["stream"]), (&"inner".into(), &true.into()));
		let most = body["max_tokens"].as_u64().unwrap() as u32;
		let words = stream::iter(0..most).map(move |n| {
			let finish = (n + 1 == most).then_some("length");
			let choice =
				json!({ "delta": { "content": format!("w{n} ") }, "finish_reason": finish });
			format!("data: {}\n\n", json!({ "choices": [choice] }))
		});
		let usage =
			json!({ "choices": [], "usage": { "prompt_tokens": 7, "completion_tokens": most } });
		let end = format!("data: {usage}\n\ndata: [DONE]\n\n");
		let all = words.chain(stream::iter([end])).map(Ok::<_, Infallible>);
		Body::from_stream(all)
	};
	let models = || async { Json(json!({ "data": [{ "id": "inner", "max_model_len": 5_000 }] })) };
	let embed = |Json(body): Json<Value>| async move {
		let count = body["input"].as_array().unwrap().len();
		let data: Vec<Value> =
			(0..count).map(|n| json!({ "embedding": [n as f32, 0.5] })).collect();
		Json(json!({ "data": data, "usage": { "prompt_tokens": 9, "total_tokens": 9 } }))
	};
	let app = Router::new()
		.route("/v1/models", get(models))
		.route("/v1/chat/completions", post(complete))
		.route("/v1/embeddings", post(embed));
	let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
	let address = listener.local_addr().unwrap();
	tokio::spawn(async move { axum::serve(listener, app).await });
	format!("http://{address}/v1")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstreams_answer_is_taken_as_far_as_it_is_paid() {
	let dir = tempfile::tempdir().unwrap();
	let upstream = OpenAi::connect(&server().await, "inner", None).await.unwrap();
	let [exact, _] = engines().await;
	let upstream: Arc<dyn Engine> = Arc::new(upstream);
	let shop = Shop::start(dir.path(), USUAL, [exact, upstream]).await;
	let payer = Payer::of(&shop);
	let body = json!({
		"model": "release-1", "messages": [{ "role": "user", "content": "go" }], "max_tokens": 900,
		"stream": true, "top_p": 0.9, "stream_options": { "include_usage": true },
	});
	let mut stream = payer.stream("chat/completions", 1, &body).await;
	let mut receipt = stream.receipt().await;
	while receipt.total < 150 {
		receipt = stream.receipt().await;
	}
	assert_eq!((receipt.arithmetic, receipt.output_tokens), (Arithmetic::Engine, 75));
	let more = tokio::time::timeout(std::time::Duration::from_millis(300), stream.next()).await;
	assert!(more.is_err(), "nothing more is sold: {more:?}");
	payer.pay(&receipt).await;
	let mut usage = Value::Null;
	loop {
		match stream.next().await.unwrap() {
			Heard::Receipt(receipt) => payer.pay(&receipt).await,
			Heard::Piece(piece) => usage = piece["usage"].clone(),
			Heard::Done => break,
		}
	}
	assert_eq!((&usage["prompt_tokens"], &usage["completion_tokens"]), (&7.into(), &900.into()));
	let last = stream.last.unwrap();
	assert_eq!((last.end, last.price), (Some(End::Length), 7 + 2 * 900));
	assert!(stream.text.starts_with("w0 w1 ") && stream.text.ends_with(" w899 "));

	let body = json!({ "model": "release-1", "input": ["a", "b"] });
	let all: Value = payer.ask("embeddings", 2, &body).await.json().await.unwrap();
	assert_eq!(all["data"][1]["embedding"], json!([1.0, 0.5]));
	shop.kill().await;
}
