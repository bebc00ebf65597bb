//! Answers as they should be.

use crate::{
	payer::{Heard, Payer, chat, cost, receipt_of},
	shop::{Shop, artefact},
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use stoa_exact::{Sampling, trace::Execution};
use stoa_primitives::channel::{End, RECEIPT_TOKENS};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_class_exact_is_receipted_paid_and_right() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let mut body = chat("hello the world", 100);
	body["stream_options"] = json!({ "include_usage": true });
	let mut stream = payer.stream("chat/completions", 1, &body).await;
	let mut receipts = Vec::new();
	let mut pieces = Vec::new();
	loop {
		match stream.next().await.unwrap() {
			Heard::Receipt(receipt) => {
				payer.pay(&receipt).await;
				receipts.push(*receipt);
			}
			Heard::Piece(piece) => pieces.push(piece),
			Heard::Done => break,
		}
	}
	assert_eq!(pieces[0]["choices"][0]["delta"]["role"], "assistant");
	let prompt = stream.prompt.len() as u32;
	let usage = &pieces.last().unwrap()["usage"];
	assert_eq!(
		(&usage["prompt_tokens"], &usage["completion_tokens"]),
		(&prompt.into(), &100.into())
	);
	assert_eq!(pieces[pieces.len() - 2]["choices"][0]["finish_reason"], "length");

	// The first one shows the price before much is read; after that, one for each page.
	let written: Vec<u32> = receipts.iter().map(|receipt| receipt.output_tokens).collect();
	assert_eq!(written[0], 1);
	assert!(written.windows(2).all(|pair| pair[1] - pair[0] <= RECEIPT_TOKENS), "{written:?}");
	for receipt in &receipts {
		assert_eq!(receipt.price, cost(receipt.prompt_tokens, receipt.output_tokens));
		assert_eq!((receipt.channel, receipt.sequence, receipt.release), (5, 1, 0));
	}
	let last = receipts.last().unwrap();
	assert_eq!((last.end, last.ended, last.output_tokens), (Some(End::Length), false, 100));

	// Executed again, the answer has the trace that was signed for.
	let again = Execution::run(artefact(), Sampling::Greedy, &stream.prompt, &stream.ids, false);
	let again = again.ok().unwrap();
	assert_eq!(again.wrong_token(), None);
	assert_eq!(Some(again.trace().root()), stream.trace);
	let state = payer.state().await;
	assert_eq!((&state["owed"], &state["next_sequence"]), (&state["paid"], &2.into()));
	let work = shop.core.ledger().work(5, 1).unwrap().unwrap();
	assert_eq!(work.prompt, stream.prompt, "what a game needs is kept");
	shop.shows("stoa_provider_answers_total{outcome=\"ok\",release=\"0\"} 1").await;
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_answer_and_stop_sequences_end_it() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let ask = |seed: i64, release: &str| {
		json!({
			"model": release, "prompt": "hello the", "max_tokens": 24, "temperature": 0.9, "seed": seed,
			"stream": true, "min_p": 0.01,
		})
	};
	let mut texts = Vec::new();
	let mut last = None;
	for (sequence, (seed, release)) in
		[(1, "release-0"), (1, "1"), (2, "release-0")].into_iter().enumerate()
	{
		let body = ask(seed, release);
		let mut stream = payer.stream("completions", sequence as u32 + 1, &body).await;
		stream.last = last;
		let (_, done) = stream.paid_by(&payer).await;
		assert!(done);
		last = stream.last;
		texts.push(stream.text);
	}
	assert_eq!(texts[0], texts[1], "both releases are the same model");
	assert_ne!(texts[0], texts[2]);

	let letters: Vec<char> = texts[0].chars().collect();
	let stop: String = letters[8..10].iter().collect();
	let mut body = ask(1, "release-0");
	body["stop"] = json!([stop]);
	let mut stream = payer.stream("completions", 4, &body).await.after(&last.unwrap());
	let (_, done) = stream.paid_by(&payer).await;
	let cut = texts[0].find(&stop).unwrap();
	assert!(done && stream.text == texts[0][..cut], "{:?} of {:?}", stream.text, texts[0]);
	let last = stream.last.unwrap();
	assert_eq!((last.end, last.ended), (Some(End::Stop), false));
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_answer_carries_its_receipt() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let mut body = chat("hello", 12);
	body["stream"] = false.into();
	let response = payer.ask("chat/completions", 1, &body).await;
	assert_eq!(response.status(), 200);
	let answer: Value = response.json().await.unwrap();
	assert_eq!(answer["object"], "chat.completion");
	assert!(!answer["choices"][0]["message"]["content"].as_str().unwrap().is_empty());
	assert_eq!(answer["usage"]["completion_tokens"], 12);
	let receipt = receipt_of(&answer["stoa"]);
	assert_eq!((receipt.output_tokens, receipt.end), (12, Some(End::Length)));
	payer.pay(&receipt).await;
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn embeddings_are_of_length_one_and_the_same_each_time() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let body = json!({ "model": "release-0", "input": ["hello the world", "world"] });
	let response = payer.ask("embeddings", 1, &body).await;
	assert_eq!(response.status(), 200);
	let header = response.headers()["stoa-receipt"].to_str().unwrap().to_owned();
	let receipt = receipt_of(&serde_json::from_str(&header).unwrap());
	payer.pay(&receipt).await;
	let all: Value = response.json().await.unwrap();
	let vector = |at: usize| -> Vec<f64> {
		let vector = all["data"][at]["embedding"].as_array().unwrap();
		vector.iter().map(|x| x.as_f64().unwrap()).collect()
	};
	for at in 0..2 {
		let length: f64 = vector(at).iter().map(|x| x * x).sum();
		assert!((length - 1.0).abs() < 1e-5, "{length}");
	}
	assert_ne!(vector(0), vector(1));
	let tokens = all["usage"]["prompt_tokens"].as_u64().unwrap() as u32;
	assert_eq!((receipt.prompt_tokens, receipt.price), (tokens, cost(tokens, 0)));

	let again = json!({
		"model": "release-1", "input": "hello the world", "encoding_format": "base64", "user": "x",
	});
	let again: Value = payer.ask("embeddings", 2, &again).await.json().await.unwrap();
	use base64::Engine;
	let text = again["data"][0]["embedding"].as_str().unwrap();
	let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
	let same: Vec<f32> =
		bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
	let first: Vec<f32> = vector(0).into_iter().map(|x| x as f32).collect();
	assert_eq!(same, first);
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_it_sells() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let models: Value = payer.get("/v1/models").await.json().await.unwrap();
	let exact = &models["data"][0];
	assert_eq!((&exact["id"], &exact["stoa"]["class"]), (&"release-0".into(), &"exact".into()));
	assert_eq!(exact["stoa"]["price_per_1k_output"], "2000");
	assert_eq!(exact["stoa"]["max_unpaid"], "150");
	assert_eq!(models["data"][1]["stoa"]["class"], "unverified");
	let one: Value = payer.get("/v1/models/release-0").await.json().await.unwrap();
	assert_eq!(&one, exact);
	assert_eq!(payer.get("/v1/models/release-9").await.status(), 404);
	assert_eq!(payer.get("/v1/images").await.status(), 404);
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_waits_for_money_keeps_nobody_from_computing() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let mut waiting = Vec::new();
	// All places but one wait for a voucher.
	for channel in 10..13 {
		shop.bank.open(channel, &crate::shop::lane(), 10_000);
		let payer = Payer::with(&shop, channel);
		let mut stream = payer.stream("chat/completions", 1, &chat("hello", 200)).await;
		while stream.receipt().await.total < 120 {}
		waiting.push(stream);
	}
	let began = Instant::now();
	let payer = Payer::of(&shop);
	let mut stream = payer.stream("chat/completions", 1, &chat("hello", 150)).await;
	let (_, done) = stream.paid_by(&payer).await;
	assert!(done && began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_stopping_takes_nothing_more_and_ends_what_grows() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let mut stream = payer.stream("chat/completions", 1, &chat("hello", 60)).await;
	let first = stream.receipt().await;
	payer.pay(&first).await;
	shop.ask_to_stop();
	tokio::time::sleep(Duration::from_secs(1)).await;
	shop.bank.open(9, &crate::shop::lane(), 1_000);
	let other = Payer::with(&shop, 9).refused("chat/completions", 1, &chat("hello", 6)).await;
	assert_eq!((other.0, &other.1["error"]["code"]), (503, &"stopping".into()));
	let (_, done) = stream.paid_by(&payer).await;
	assert!(done && stream.ids.len() == 60);
	shop.kill().await;
}
