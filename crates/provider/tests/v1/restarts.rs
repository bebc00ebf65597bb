//! A daemon that is killed says nothing else afterwards.

use crate::{
	payer::{Payer, chat, receipt_of, voucher_for},
	shop::{Shop, USUAL, engines, state_file},
};
use codec::Encode;

#[tokio::test(flavor = "multi_thread")]
async fn the_last_receipt_and_voucher_survive_a_kill() {
	let dir = tempfile::tempdir().unwrap();
	let engines = engines().await;
	let shop = Shop::start(dir.path(), USUAL, engines.clone()).await;
	let payer = Payer::of(&shop);
	let mut stream = payer.stream("chat/completions", 1, &chat("hello the world", 200)).await;
	let first = stream.receipt().await;
	payer.pay(&first).await;
	let mut second = stream.receipt().await;
	while second.total < 140 {
		second = stream.receipt().await;
	}
	let bank = shop.kill().await;
	assert!(stream.next().await.is_none_or(|heard| !format!("{heard:?}").contains("Receipt")));
	assert!(state_file(dir.path()).exists());

	let shop = Shop::with(dir.path(), USUAL, engines, bank).await;
	let payer = Payer::of(&shop);
	let state = payer.state().await;
	let last = receipt_of(&state);
	// It may have written down one more, which nobody heard; it is never taken back.
	assert!(last == second || last.follows(Some(&second)).is_ok(), "{last:?} after {second:?}");
	assert_eq!(state["voucher"], format!("0x{}", hex::encode(voucher_for(&first).encode())));
	assert_eq!((&state["next_sequence"], &state["busy"]), (&2.into(), &false.into()));
	payer.pay(&last).await;
	let mut next = payer.stream("chat/completions", 2, &chat("hello", 8)).await.after(&last);
	assert!(next.paid_by(&payer).await.1);
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_and_redeemed_is_forgotten_and_nothing_else() {
	let dir = tempfile::tempdir().unwrap();
	let shop = Shop::usual(dir.path()).await;
	let payer = Payer::of(&shop);
	let mut last = None;
	for sequence in 1..=3 {
		let mut stream = payer.stream("chat/completions", sequence, &chat("hello", 5)).await;
		stream.last = last;
		assert!(stream.paid_by(&payer).await.1);
		last = stream.last;
	}
	let ledger = shop.core.ledger();
	let receipts = ledger.receipts(5).unwrap();
	assert_eq!(receipts.len(), 3);
	let redeemed = receipts[1].receipt.total;
	assert_eq!(ledger.prune(5, redeemed, 1_000).await.unwrap(), 0, "they can be challenged");
	assert_eq!(ledger.prune(5, redeemed, 1_001).await.unwrap(), 2);
	let left = ledger.receipts(5).unwrap();
	assert_eq!(left, receipts[2..], "it is still to be redeemed");
	assert!(ledger.work(5, 1).unwrap().is_none() && ledger.work(5, 3).unwrap().is_some());
	shop.kill().await;
}
