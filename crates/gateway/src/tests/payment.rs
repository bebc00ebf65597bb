//! Who pays what, whoever fails.

use super::{
	World, chat,
	provider::{Behaviour, Fault, LATE, WORDS},
	soon,
};
use serde_json::{Value, json};
use std::time::Duration;
use stoa_primitives::{STOA, channel::End};

/// What an answer of [`WORDS`] costs at a price of one thousandth of a STOA.
const PRICE: u128 = 9 * STOA / 1_000_000;

#[tokio::test]
async fn an_answer_is_paid_to_the_last_planck_over_one_channel() {
	let world = World::new(vec![Behaviour::default()]).await;
	for _ in 0..3 {
		assert_eq!(world.text().await, WORDS.concat());
	}
	soon(|| world.providers[0].sums() == (3 * PRICE, 3 * PRICE)).await;
	assert_eq!(world.market.all().len(), 1);
}

#[tokio::test]
async fn a_provider_that_works_for_little_is_paid_on_the_way() {
	// Less than one word costs, so each waits for a voucher.
	let careful = Behaviour { max_unpaid: STOA / 2_000_000, ..Behaviour::default() };
	let world = World::new(vec![careful]).await;
	assert_eq!(world.text().await, WORDS.concat());
	soon(|| world.providers[0].sums() == (PRICE, PRICE)).await;
}

#[tokio::test]
async fn false_receipts_are_not_paid_and_close_the_channel() {
	for fault in [Fault::Overcharges, Fault::OtherOutput, Fault::OtherKey] {
		let world = World::new(vec![Behaviour::with(fault)]).await;
		let response = world.ask(&chat(json!({}))).await;
		assert_eq!(response.status(), 502, "{fault:?}");
		let error: Value = response.json().await.unwrap();
		assert_eq!(error["error"]["code"], "provider_distrusted", "{fault:?}");
		soon(|| world.market.all().iter().all(|channel| channel.closing)).await;
		assert_eq!(world.providers[0].sums().1, 0, "{fault:?}");
	}
}

#[tokio::test]
async fn a_stream_that_breaks_says_so_and_its_channel_is_mended() {
	let world = World::new(vec![Behaviour::with(Fault::BreaksAfter(3))]).await;
	let events = world.ask(&chat(json!({ "stream": true }))).await.text().await.unwrap();
	let data = super::data(&events);
	assert!(data.last().unwrap().contains("provider_failed"), "{events}");
	assert!(events.contains("upon") && !events.contains("[DONE]"));
	// What was written is paid, once, and the channel goes on.
	soon(|| world.providers[0].sums().0 == world.providers[0].sums().1).await;
	let before = world.providers[0].sums().0;
	assert_eq!(before, 6 * STOA / 1_000_000);
	world.providers[0].behave(Behaviour::default());
	assert_eq!(world.text().await, WORDS.concat());
	soon(|| world.providers[0].sums() == (before + PRICE, before + PRICE)).await;
	assert_eq!(world.market.all().len(), 1);
}

#[tokio::test]
async fn a_whole_answer_does_not_wait_for_its_last_receipt() {
	for fault in [Fault::LateLastReceipt, Fault::NoLastReceipt] {
		let world = World::new(vec![Behaviour::with(fault)]).await;
		let since = std::time::Instant::now();
		assert_eq!(world.text().await, WORDS.concat());
		assert!(since.elapsed() < LATE, "{fault:?}");
		// Whatever the provider signed in the end is paid, and the channel goes on.
		soon(|| world.providers[0].sums() == (PRICE, PRICE)).await;
		assert_eq!(world.market.all().len(), 1);
		world.providers[0].behave(Behaviour::default());
		assert_eq!(world.text().await, WORDS.concat());
		soon(|| world.providers[0].sums() == (2 * PRICE, 2 * PRICE)).await;
	}
}

#[tokio::test]
async fn a_false_last_receipt_is_not_paid_and_closes_the_channel() {
	let world = World::new(vec![Behaviour::with(Fault::OverchargesAtTheEnd)]).await;
	assert_eq!(world.text().await, WORDS.concat());
	soon(|| world.market.all().iter().all(|channel| channel.closing)).await;
	// What was said before is paid.
	soon(|| world.providers[0].sums() == (PRICE + 1, PRICE)).await;
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_work_and_pays_what_was_done() {
	let slow = Behaviour { pause: Duration::from_millis(100), ..Behaviour::default() };
	let world = World::new(vec![slow]).await;
	let mut response = world.ask(&chat(json!({ "stream": true }))).await;
	response.chunk().await.unwrap();
	drop(response);
	soon(|| world.providers[0].books().values().all(|books| !books.busy)).await;
	soon(|| world.providers[0].sums().0 == world.providers[0].sums().1).await;
	let (earned, _) = world.providers[0].sums();
	assert!(earned > 0 && earned < PRICE, "{earned}");
	let last = world.providers[0].books()[&1].receipt.unwrap().what;
	assert_ne!(last.end, Some(End::Stop));
	world.providers[0].behave(Behaviour::default());
	assert_eq!(world.text().await, WORDS.concat());
}

#[tokio::test]
async fn after_a_restart_without_memory_the_channel_goes_on() {
	let mut world = World::new(vec![Behaviour::default()]).await;
	assert_eq!(world.text().await, WORDS.concat());
	world.stop().await;
	assert_eq!(world.providers[0].sums(), (PRICE, PRICE), "paid before it ended");
	world.folder = tempfile::tempdir().unwrap();
	world.start().await;
	assert_eq!(world.text().await, WORDS.concat());
	soon(|| world.providers[0].sums() == (2 * PRICE, 2 * PRICE)).await;
	assert_eq!(world.market.all().len(), 1);
}

#[tokio::test]
async fn a_gateway_that_dies_amid_an_answer_loses_one_part_and_no_channel() {
	let slow = Behaviour { pause: Duration::from_millis(50), ..Behaviour::default() };
	let mut world = World::new(vec![slow]).await;
	world.stop().await;
	let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
	world.start_on(runtime.handle()).await;
	let mut response = world.ask(&chat(json!({ "stream": true }))).await;
	response.chunk().await.unwrap();
	// Without a farewell: nothing is mended, nothing written down.
	runtime.shutdown_background();
	world.gateway = None;
	drop(response);
	soon(|| world.providers[0].books().values().all(|books| !books.busy)).await;
	world.providers[0].behave(Behaviour::default());
	world.start().await;
	assert_eq!(world.text().await, WORDS.concat());
	soon(|| world.providers[0].sums().0 == world.providers[0].sums().1).await;
	assert_eq!(world.market.all().len(), 1);
}

#[tokio::test]
async fn answers_at_once_have_channels_of_their_own_within_the_limits() {
	let slow = Behaviour { pause: Duration::from_millis(30), ..Behaviour::default() };
	let settings = "[spending]\nchannels_per_provider = 3\ntotal = \"2 STOA\"\n";
	let world = World::with(vec![slow], settings).await;
	let texts = futures::future::join_all((0..6).map(|_| world.text())).await;
	assert!(texts.iter().all(|text| *text == WORDS.concat()), "{texts:?}");
	// Three are allowed, and two are paid for.
	assert_eq!(world.market.all().len(), 2);
	soon(|| world.providers[0].sums() == (6 * PRICE, 6 * PRICE)).await;
}

#[tokio::test]
async fn a_channel_that_runs_out_is_filled_up() {
	let dear = Behaviour { milli: 1, max_unpaid: 1, ..Behaviour::default() };
	// Room for five answers in a channel.
	let settings = "[spending]\ndeposit_per_channel = \"50 uSTOA\"\nmax_unpaid = \"2 uSTOA\"\n\
		max_output_price = \"2 mSTOA\"\nmax_input_price = \"2 mSTOA\"\n";
	let world = World::with(vec![dear], settings).await;
	for _ in 0..12 {
		let answer: Value =
			world.ask(&chat(json!({ "max_tokens": 6 }))).await.json().await.unwrap();
		assert_eq!(answer["choices"][0]["message"]["content"], WORDS.concat(), "{answer}");
	}
	let channels = world.market.all();
	assert_eq!(channels.len(), 1);
	assert!(channels[0].deposit >= 12 * PRICE, "{channels:?}");
}

#[tokio::test]
async fn a_refused_channel_is_explained() {
	let world = World::new(vec![Behaviour::default()]).await;
	world.market.refuse(true);
	let response = world.ask(&chat(json!({}))).await;
	assert_eq!(response.status(), 503);
	let error: Value = response.json().await.unwrap();
	let message = error["error"]["message"].as_str().unwrap();
	assert!(message.contains("the account has too little"), "{message}");
}

#[tokio::test]
async fn receipts_are_kept_for_whom_they_are() {
	let world = World::new(vec![Behaviour::default()]).await;
	assert_eq!(world.text().await, WORDS.concat());
	let url = world.url("/v1/stoa/receipts/r-1-1");
	let mut kept = Value::Null;
	for _ in 0..100 {
		let response = world.client.get(&url).send().await.unwrap();
		if response.status() == 200 {
			kept = response.json().await.unwrap();
			break;
		}
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
	let known = world.providers[0].books()[&1].receipt.unwrap().to_hex();
	assert_eq!(
		(kept["receipt"].as_str(), kept["signature"].as_str()),
		(Some(known.0.as_str()), Some(known.1.as_str()))
	);
	let (_, token) = world.gateway().keys().create(&super::limits::key("other")).await.unwrap();
	world.gateway().keys().refresh().await.unwrap();
	let other = world.client.get(&url).bearer_auth(token).send().await.unwrap();
	assert_eq!(other.status(), 404);
}
