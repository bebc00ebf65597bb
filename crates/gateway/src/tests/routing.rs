//! Who is asked when one fails.

use super::{
	World, chat,
	provider::{Behaviour, Fault, WORDS},
	soon,
};
use reqwest::header::RETRY_AFTER;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Cheaper than the usual one, so asked first.
fn cheap(fault: Fault) -> Behaviour {
	Behaviour { milli: 1, ..Behaviour::with(fault) }
}

fn dear() -> Behaviour {
	Behaviour { milli: 5, ..Behaviour::default() }
}

const BY_PRICE: &str = "[routing]\npolicy = \"price\"\n";

#[tokio::test]
async fn another_provider_is_asked_before_the_first_token() {
	for fault in [Fault::Status(500), Fault::Status(429), Fault::BreaksAfter(0), Fault::OtherKey] {
		let world = World::with(vec![cheap(fault), dear()], BY_PRICE).await;
		if fault == Fault::OtherKey {
			// A receipt comes after the first token, so this one is not silent about it.
			assert_eq!(world.ask(&chat(json!({}))).await.status(), 502);
		}
		assert_eq!(world.text().await, WORDS.concat(), "{fault:?}");
		let asked: Vec<usize> = world.providers.iter().map(|p| p.asked().len()).collect();
		assert_eq!(asked, [1, 1], "{fault:?}");
		// Whoever failed is not asked again at once.
		assert_eq!(world.text().await, WORDS.concat(), "{fault:?}");
		assert_eq!(world.providers[0].asked().len(), 1, "{fault:?}");
	}
}

#[tokio::test]
async fn a_silent_provider_is_given_up() {
	let settings = format!("{BY_PRICE}[limits]\nfirst_token_seconds = 1\n");
	let world = World::with(vec![cheap(Fault::Silent), dear()], &settings).await;
	assert_eq!(world.text().await, WORDS.concat());
	soon(|| world.providers[0].books().values().all(|books| !books.busy)).await;
}

#[tokio::test]
async fn what_is_the_clients_fault_is_not_asked_twice() {
	let world = World::with(vec![cheap(Fault::Status(422)), dear()], BY_PRICE).await;
	let response = world.ask(&chat(json!({}))).await;
	assert_eq!(response.status(), 422);
	let error: Value = response.json().await.unwrap();
	assert_eq!(error["error"]["message"], "the provider says: refused");
	assert!(world.providers[1].asked().is_empty());
}

#[tokio::test]
async fn when_all_are_full_the_client_is_told_when_to_come_back() {
	let world = World::new(vec![cheap(Fault::Status(429))]).await;
	let response = world.ask(&chat(json!({}))).await;
	assert_eq!(response.status(), 429);
	assert!(response.headers().contains_key(RETRY_AFTER));
}

#[tokio::test]
async fn a_hedge_asks_a_second_one_and_pays_only_for_what_was_written() {
	let slow = Behaviour { first: Duration::from_secs(60), ..cheap(Fault::None) };
	let world = World::with(vec![slow, dear()], BY_PRICE).await;
	let began = Instant::now();
	let request = world.post("/v1/chat/completions", &chat(json!({}))).header("stoa-hedge", "100");
	let answer: Value = request.send().await.unwrap().json().await.unwrap();
	assert_eq!(answer["choices"][0]["message"]["content"], WORDS.concat());
	assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
	let asked: Vec<usize> = world.providers.iter().map(|p| p.asked().len()).collect();
	assert_eq!(asked, [1, 1]);
	soon(|| world.providers[0].books().values().all(|books| books.receipt.is_none())).await;
}

#[tokio::test]
async fn limits_of_price_and_provider_hold() {
	let world = World::with(vec![cheap(Fault::None), dear()], BY_PRICE).await;
	let ask = |name: &'static str, value: String| {
		world.post("/v1/chat/completions", &chat(json!({}))).header(name, value).send()
	};
	let response = ask("stoa-max-output-price", "0.5 mSTOA".into()).await.unwrap();
	assert_eq!(response.status(), 402);
	let pinned = stoa_client::AccountId(world.providers[1].account()).to_string();
	let response = ask("stoa-provider", pinned.clone()).await.unwrap();
	assert_eq!(response.headers()["x-stoa-provider"], pinned.as_str());
	assert!(world.providers[0].asked().is_empty());
	let response = ask("stoa-class", "exact".into()).await.unwrap();
	assert_eq!(response.status(), 402);
}

#[tokio::test]
async fn a_provider_that_wants_more_credit_than_allowed_is_not_asked() {
	let bold = Behaviour { max_unpaid: stoa_primitives::STOA, ..Behaviour::default() };
	let world = World::new(vec![bold]).await;
	assert_eq!(world.ask(&chat(json!({}))).await.status(), 402);
	assert!(world.providers[0].asked().is_empty());
}
