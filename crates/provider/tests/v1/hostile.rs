//! What strangers, clumsy payers and crowds may not do.

use crate::{
	payer::{Payer, chat},
	shop::{Shop, USUAL, engines, lane},
};
use serde_json::{Value, json};
use std::{
	io,
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};
use tokio::{io::AsyncWriteExt, net::TcpStream};

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_bounded_and_what_is_wrong_is_said() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let giant = vec![b' '; 5_000_000];
	let refused = payer.post("chat/completions", 1, payer.sign(1, &giant), giant).await;
	assert!(refused.map_or(true, |reply| reply.status() == 413), "by its length alone");
	let broken = b"{\"model\": \"release-0\", \"prompt\": canary".to_vec();
	let refused = payer.post("completions", 1, payer.sign(1, &broken), broken).await.unwrap();
	assert_eq!(refused.status(), 400);
	let told: Value = refused.json().await.unwrap();
	assert_eq!(told["error"]["code"], "invalid_json");
	assert!(!told.to_string().contains("canary"));

	let with = |name: &str, value: Value| {
		let mut body = chat("hello", 5);
		body[name] = value;
		body
	};
	for (body, status, param, code) in [
		(with("model", "gpt-4".into()), 404, "model", "model_not_found"),
		(with("top_p", 0.5.into()), 400, "top_p", "unsupported_parameter"),
		(with("tools", json!([{ "type": "function" }])), 400, "tools", "unsupported_parameter"),
		(with("n", 2.into()), 400, "n", "unsupported_parameter"),
		(with("temperature", 100.into()), 400, "temperature", "invalid_value"),
		(with("messages", json!([])), 400, "messages", "invalid_messages"),
		(
			with("messages", json!([{ "role": "user", "content": [{ "type": "image_url" }] }])),
			400,
			"messages",
			"invalid_messages",
		),
		(with("stop", json!(["a", "b", "c", "d", "e"])), 400, "stop", "invalid_value"),
	] {
		let (told, error) = payer.refused("chat/completions", 1, &body).await;
		let error = &error["error"];
		assert_eq!((told, &error["param"], &error["code"]), (status, &param.into(), &code.into()));
		assert!(error["message"].as_str().unwrap().len() > 10 && error["type"].is_string());
	}
	let (status, error) = payer.refused("chat/completions", 1, &chat("hello", 10_000)).await;
	assert_eq!((status, &error["error"]["code"]), (400, &"context_length_exceeded".into()));
	let text = json!({ "model": "release-0", "prompt": [999_999], "max_tokens": 1 });
	assert_eq!(payer.refused("completions", 1, &text).await.0, 400);
	let headless = reqwest::Client::builder().no_proxy().build().unwrap();
	let headless = headless.post(format!("{}/v1/completions", shop.url)).send().await.unwrap();
	assert_eq!(headless.status(), 401);
	assert_eq!(payer.state().await["next_sequence"], 1);
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_served_as_far_as_there_is_room() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::start(dir.path(), USUAL, engines().await).await;
	for channel in 100..300 {
		shop.bank.open(channel, &lane(), 10_000);
	}
	let answers = (100..300).map(|channel| {
		let payer = Payer::with(&shop, channel);
		tokio::spawn(async move {
			let mut refused = 0;
			let began = Instant::now();
			while began.elapsed() < Duration::from_secs(240) {
				let body = chat("hello", 8).to_string().into_bytes();
				let signature = payer.sign(1, &body);
				let Ok(response) = payer.post("chat/completions", 1, signature, body).await else {
					// More connections than it has places for are closed.
					tokio::time::sleep(Duration::from_millis(300)).await;
					continue;
				};
				match response.status().as_u16() {
					200 => {
						let all = response.text().await.unwrap();
						assert!(all.ends_with("data: [DONE]\n\n"), "{all}");
						return refused;
					}
					429 => {
						let wait = response.headers()["retry-after"].to_str().unwrap().to_owned();
						assert!((1..=600).contains(&wait.parse::<u64>().unwrap()));
						refused += 1;
					}
					other => panic!("{other}: {}", response.text().await.unwrap()),
				}
				tokio::time::sleep(Duration::from_secs(1)).await;
			}
			panic!("never served");
		})
	});
	let mut refused = 0;
	for answer in answers.collect::<Vec<_>>() {
		refused += answer.await.unwrap();
	}
	assert!(refused > 0, "the line has four places");
	shop.shows("stoa_provider_answers_total{outcome=\"ok\",release=\"0\"} 200").await;
	shop.shows("stoa_provider_growing_answers 0").await;
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_takes_nobodys_place() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let mut silent = Vec::new();
	for _ in 0..40 {
		let mut stream =
			TcpStream::connect(shop.url.strip_prefix("http://").unwrap()).await.unwrap();
		let signature = "00".repeat(64);
		let head = format!(
			"POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\nstoa-channel: 5\r\n\
			stoa-sequence: 1\r\nstoa-signature: {signature}\r\n\r\n{{"
		);
		stream.write_all(head.as_bytes()).await.unwrap();
		silent.push(stream);
	}
	let payer = Payer::of(&shop);
	let mut stream = payer.stream("chat/completions", 1, &chat("hello", 6)).await;
	assert!(stream.paid_by(&payer).await.1);
	drop(silent);
	shop.kill().await;
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		self.0.lock().unwrap().extend_from_slice(bytes);
		Ok(bytes.len())
	}
	fn flush(&mut self) -> io::Result<()> {
		Ok(())
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn no_prompt_is_in_any_log_or_metric() {
	let lines = Lines::default();
	let to = lines.clone();
	let all = tracing_subscriber::fmt()
		.with_max_level(tracing::Level::TRACE)
		.with_writer(move || to.clone())
		.finish();
	// For all threads of this program: that others log into it as well makes the test no weaker.
	tracing::subscriber::set_global_default(all).unwrap();
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let mut stream = payer.stream("chat/completions", 1, &chat("canaryword", 6)).await;
	assert!(stream.paid_by(&payer).await.1);
	let bad = json!({ "model": "release-0", "messages": [{ "role": "canaryword", "content": 5 }] });
	assert_eq!(payer.refused("chat/completions", 2, &bad).await.0, 400);
	let broken = b"{\"canaryword\"".to_vec();
	payer.post("completions", 2, payer.sign(2, &broken), broken).await.unwrap();
	let url = format!("{}/v1/canaryword?canaryword", shop.url);
	assert_eq!(reqwest::get(url).await.unwrap().status(), 404);
	let seed = hex::encode([1u8; 32]);
	tracing::info!("the log is read");
	let own = |line: &&str| line.contains("stoa_provider") || line.contains("the log is read");
	let text = String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned();
	assert!(text.contains("the log is read"));
	let own: String = text.lines().filter(own).collect();
	assert!(!own.contains("canaryword") && !own.contains(&seed), "{own}");
	assert!(!shop.core.metrics.text().contains("canaryword"));
	shop.kill().await;
}
