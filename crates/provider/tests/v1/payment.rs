//! Who pays, pays less, pays late or does not pay.

use crate::{
	payer::{Heard, Payer, chat, cost, receipt_of, voucher_for},
	shop::{Shop, USUAL, engines, lane},
};
use serde_json::json;
use std::time::{Duration, Instant};
use stoa_primitives::channel::{End, Voucher};
use stoa_provider::v1::{
	lanes::Lanes,
	redeem::{Rule, redeem},
};
use subxt_signer::sr25519::dev;

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_pay_gets_no_more_than_is_risked() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let began = Instant::now();
	let mut stream = payer.stream("chat/completions", 1, &chat("hello the world", 200)).await;
	let (pieces, receipts) = stream.unpaid().await;
	assert!(began.elapsed() >= Duration::from_secs(5), "it waited for a voucher");
	assert_eq!(pieces.last().unwrap()["error"]["code"], "voucher_required");
	let last = receipts.last().unwrap();
	assert_eq!(last.end, Some(End::Unpaid));
	assert!(last.total <= 150 && last.total + 2 > 150, "{}", last.total);
	assert_eq!(last.output_tokens as usize, stream.ids.len(), "nothing is computed beyond it");
	shop.shows("stoa_provider_answers_total{outcome=\"unpaid\",release=\"0\"} 1").await;

	// Nor does another answer begin, until the last receipt is paid for.
	let (status, error) = payer.refused("chat/completions", 2, &chat("hello", 5)).await;
	assert_eq!((status, &error["error"]["code"]), (402, &"voucher_required".into()));
	assert_eq!(receipt_of(&error["stoa"]), *last);
	payer.pay(last).await;
	let mut next = payer.stream("chat/completions", 2, &chat("hello", 5)).await.after(last);
	assert!(next.paid_by(&payer).await.1);
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_voucher_moves_nothing() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let mut stream = payer.stream("chat/completions", 1, &chat("hello the world", 200)).await;
	let mut receipt = stream.receipt().await;
	while receipt.total < 148 {
		receipt = stream.receipt().await;
	}
	let right = voucher_for(&receipt);
	let wrong = [
		(Voucher { amount: right.amount - 1, ..right }, lane(), 402, "voucher_too_low"),
		(Voucher { amount: right.amount + 1, ..right }, lane(), 400, "voucher_too_high"),
		(Voucher { receipt: [9; 32], ..right }, lane(), 409, "unknown_receipt"),
		(Voucher { channel: 6, ..right }, lane(), 401, "invalid_signature"),
		(right, dev::dave(), 401, "invalid_signature"),
	];
	for (voucher, by, status, code) in wrong {
		let (told, error) = payer.send(&voucher, &by).await;
		assert_eq!((told, &error["error"]["code"]), (status, &code.into()), "{voucher:?}");
	}
	assert_eq!(payer.state().await["paid"], "0");
	let more = tokio::time::timeout(Duration::from_millis(300), stream.next()).await;
	assert!(more.is_err(), "{more:?}");

	// The right one does, and may come twice.
	payer.pay(&receipt).await;
	payer.pay(&receipt).await;
	assert!(matches!(stream.next().await, Some(Heard::Piece(_))));
	let state = payer.state().await;
	assert_eq!((&state["paid"], &state["busy"]), (&right.amount.to_string().into(), &true.into()));
	let next = stream.receipt().await;
	payer.pay(&next).await;
	let (status, error) = payer.send(&right, &lane()).await;
	assert_eq!((status, &error["error"]["code"]), (409, &"voucher_stale".into()));
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_answered_once_and_only_for_its_payer() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let body = chat("hello", 6);
	let mut stream = payer.stream("chat/completions", 1, &body).await;
	assert!(stream.paid_by(&payer).await.1);

	let (status, error) = payer.refused("chat/completions", 1, &body).await;
	assert_eq!((status, &error["error"]["code"]), (409, &"wrong_sequence".into()));
	assert_eq!(error["stoa"]["next_sequence"], 2);
	assert_eq!(payer.refused("chat/completions", 3, &body).await.0, 409);
	assert_eq!(payer.refused("chat/completions", 0, &body).await.0, 409);

	let thief = Payer { lane: dev::dave(), ..payer.clone() };
	let (status, error) = thief.refused("chat/completions", 2, &body).await;
	assert_eq!((status, &error["error"]["code"]), (401, &"invalid_signature".into()));
	let text = chat("other words", 6).to_string().into_bytes();
	let signature = payer.sign(2, body.to_string().as_bytes());
	let other = payer.post("chat/completions", 2, signature, text).await.unwrap();
	assert_eq!(other.status(), 401, "the signature is of another body");
	let stranger = Payer { channel: 77, ..payer.clone() };
	let (status, error) = stranger.refused("chat/completions", 1, &body).await;
	assert_eq!((status, &error["error"]["code"]), (404, &"channel_not_found".into()));
	assert_eq!(payer.state().await["next_sequence"], 2, "none of them counted");
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_grows_in_a_channel_and_who_goes_ends_it() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let mut stream = payer.stream("chat/completions", 1, &chat("hello the world", 200)).await;
	let first = stream.receipt().await;
	payer.pay(&first).await;
	let second = stream.receipt().await;
	let (status, error) = payer.refused("chat/completions", 2, &chat("hello", 5)).await;
	assert_eq!((status, &error["error"]["code"]), (409, &"channel_busy".into()));
	drop(stream);
	let began = Instant::now();
	while payer.state().await["busy"] == true {
		assert!(began.elapsed() < Duration::from_secs(30), "it noticed that nobody listens");
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
	shop.shows("stoa_provider_growing_answers 0").await;
	// What was said last can be paid for, and the next answer goes on from it.
	let last = receipt_of(&payer.state().await);
	assert!(last.sequence == 1 && last.part >= second.part && last.total <= 300, "{last:?}");
	payer.pay(&last).await;
	let mut next = payer.stream("chat/completions", 2, &chat("hello", 5)).await.after(&last);
	assert!(next.paid_by(&payer).await.1);
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deposit_bounds_what_is_sold() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	shop.bank.open(6, &lane(), 60);
	let payer = Payer::with(&shop, 6);
	let body = json!({ "model": "release-0", "prompt": "hello the world", "max_tokens": 100, "stream": true });
	let mut stream = payer.stream("completions", 1, &body).await;
	assert!(stream.paid_by(&payer).await.1);
	let last = stream.last.unwrap();
	assert!(last.total <= 60 && last.total + 2 > 60, "{}", last.total);
	assert_eq!(last.generation.max_new_tokens, last.output_tokens, "it says so");
	let (status, error) = payer.refused("completions", 2, &body).await;
	assert_eq!((status, &error["error"]["code"]), (402, &"channel_exhausted".into()));

	shop.bank.change(5, |channel| channel.closing = Some(1_030));
	let (status, error) = Payer::of(&shop).refused("completions", 1, &body).await;
	assert_eq!((status, &error["error"]["code"]), (402, &"channel_ended".into()));
	shop.bank.open(7, &lane(), 1_000);
	shop.bank.change(7, |channel| channel.receipt_key = [1; 32]);
	let (status, error) = Payer::with(&shop, 7).refused("completions", 1, &body).await;
	assert_eq!((status, &error["error"]["code"]), (402, &"channel_ended".into()));
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_prompt_is_read_in_parts_that_are_paid_for() {
	let dir = tempfile::tempdir().unwrap();
	let usual = USUAL.replace("150", "64") + "free_tokens = 10\n";
	let shop = Shop::start(dir.path(), &usual, engines().await).await;
	let payer = Payer::of(&shop);
	let prompt: Vec<u32> = (0..200).map(|i| (i * 37 + 5) % 256 + 3).collect();
	let body = json!({ "model": "release-0", "prompt": prompt, "max_tokens": 20, "stream": true });
	let mut stream = payer.stream("completions", 1, &body).await;
	let mut receipts = Vec::new();
	while let Some(heard) = stream.next().await {
		match heard {
			Heard::Receipt(receipt) => {
				payer.pay(&receipt).await;
				receipts.push(*receipt);
			}
			Heard::Piece(piece) => assert!(piece.get("error").is_none(), "{piece}"),
			Heard::Done => break,
		}
	}
	assert_eq!((receipts[0].prompt_tokens, receipts[0].price, receipts[0].trace), (74, 64, None));
	assert_eq!((receipts[1].prompt_tokens, receipts[2].prompt_tokens), (138, 200));
	let last = receipts.last().unwrap();
	assert_eq!((last.output_tokens, last.price), (20, cost(190, 20)));
	assert_eq!(stream.prompt, prompt);

	// What is free is free once.
	let body = json!({ "model": "release-0", "prompt": [5, 6], "max_tokens": 1, "stream": true });
	let mut next = payer.stream("completions", 2, &body).await.after(last);
	assert!(next.paid_by(&payer).await.1);
	assert_eq!(next.last.unwrap().price, cost(2, 1));
	// All of it can be turned into money, once.
	let ledger = shop.core.ledger();
	let (identity, bank) = (shop.core.identity.clone(), shop.bank.clone());
	let lanes = Lanes::new(ledger, identity, shop.core.genesis, bank.clone());
	let dear = Rule { factor: 1_000 };
	assert_eq!(redeem(&lanes, bank.as_ref(), dear).await.unwrap(), 0, "the fee is too high");
	assert_eq!(redeem(&lanes, bank.as_ref(), Rule { factor: 20 }).await.unwrap(), 1);
	let redeemed = bank.channels.lock().unwrap()[&5].redeemed;
	assert_eq!(redeemed, cost(190, 20) + cost(2, 1));
	tokio::time::sleep(Duration::from_secs(3)).await;
	assert_eq!(redeem(&lanes, bank.as_ref(), Rule { factor: 20 }).await.unwrap(), 0);
	shop.kill().await;
}
