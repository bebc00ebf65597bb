//! Answers that cost nothing by the token: within a plan that is paid for, and of tokens that were granted.

use crate::{
	payer::{Heard, Payer, chat, cost},
	shop::{Shop, USUAL, engines, lane},
};
use stoa_primitives::{Balance, channel::Receipt};
use stoa_provider::v1::channels::{Allowance, Granted, Plan, Prepaid, Subscribed};

/// The block that the bank shows.
const NOW: u32 = 1_000;

fn subscribed(release: Option<u32>, allowance: Allowance) -> Prepaid {
	let plan = Plan { release, allowance, period: 100, price: 7 };
	let subscriptions = [(5, Subscribed { plan, since: NOW - 50 })].into();
	Prepaid { subscriptions, ..Prepaid::default() }
}

/// A shop that has seen what is prepaid.
async fn shop(dir: &std::path::Path, prepaid: Prepaid) -> Shop {
	let bank = Shop::usual(dir).await.kill().await;
	*bank.prepaid.lock().unwrap() = prepaid;
	Shop::with(dir, USUAL, engines().await, bank).await
}

async fn answered(payer: &Payer, sequence: u32, before: Option<&Receipt>) -> Receipt {
	let mut stream = payer.stream("chat/completions", sequence, &chat("hello the world", 30)).await;
	if let Some(before) = before {
		stream = stream.after(before);
	}
	let mut paid = before.map_or(0, |before| before.total);
	loop {
		match stream.next().await {
			// There is nothing to promise for what costs nothing.
			Some(Heard::Receipt(receipt)) if receipt.total > paid => {
				paid = receipt.total;
				payer.pay(&receipt).await;
			}
			Some(Heard::Done) => return stream.last.unwrap(),
			heard => assert!(heard.is_some(), "it came whole"),
		}
	}
}

/// What an answer costs by the token.
fn price(receipt: &Receipt) -> Balance {
	cost(receipt.prompt_tokens, receipt.output_tokens)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_pays_for_so_many_calls_and_survives_a_crash() {
	let dir = tempfile::tempdir().unwrap();
	let shop = shop(dir.path(), subscribed(Some(0), Allowance::Calls(2))).await;
	let payer = Payer::of(&shop);
	let first = answered(&payer, 1, None).await;
	assert_eq!((first.output_tokens, first.total), (30, 0));
	let bank = shop.kill().await;
	let shop = Shop::with(dir.path(), USUAL, engines().await, bank).await;
	let payer = Payer::of(&shop);
	let second = answered(&payer, 2, Some(&first)).await;
	assert_eq!(second.total, 0);
	let third = answered(&payer, 3, Some(&second)).await;
	assert_eq!(third.total, price(&third), "both calls are used");
	// Another period, another two.
	let renewed = subscribed(Some(0), Allowance::Calls(2));
	let renewed =
		renewed.subscriptions.into_iter().map(|(id, it)| (id, Subscribed { since: NOW, ..it }));
	let renewed = Prepaid { subscriptions: renewed.collect(), ..Prepaid::default() };
	*shop.bank.prepaid.lock().unwrap() = renewed;
	let bank = shop.kill().await;
	let shop = Shop::with(dir.path(), USUAL, engines().await, bank).await;
	let payer = Payer::of(&shop);
	assert_eq!(answered(&payer, 4, Some(&third)).await.total, third.total);
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_another_release_or_of_a_period_that_is_over_pays_for_nothing() {
	let dir = tempfile::tempdir().unwrap();
	let shop = shop(dir.path(), subscribed(Some(1), Allowance::Calls(2))).await;
	let payer = Payer::of(&shop);
	let first = answered(&payer, 1, None).await;
	assert_eq!(first.total, price(&first));
	*shop.bank.prepaid.lock().unwrap() = subscribed(None, Allowance::Calls(2));
	*shop.bank.block.lock().unwrap() = NOW + 50;
	let bank = shop.kill().await;
	let shop = Shop::with(dir.path(), USUAL, engines().await, bank).await;
	// The daemon takes what a period has earned that is over; nobody has allowed another one.
	assert!(shop.bank.prepaid.lock().unwrap().subscriptions.is_empty());
	let payer = Payer::of(&shop);
	let second = answered(&payer, 2, Some(&first)).await;
	assert_eq!(second.total, first.total + price(&second));
	shop.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn granted_tokens_are_used_in_all_channels_of_the_account_and_then_it_pays() {
	let dir = tempfile::tempdir().unwrap();
	let granted = [([5; 32], Granted { tokens: 60, until: NOW })].into();
	let shop = shop(dir.path(), Prepaid { granted, ..Prepaid::default() }).await;
	shop.bank.open(6, &lane(), 10_000);
	shop.bank.change(6, |channel| channel.payer = [5; 32]);
	let payer = Payer::of(&shop);
	let first = answered(&payer, 1, None).await;
	assert_eq!(first.total, 0);
	let left = 60 - first.prompt_tokens - first.output_tokens;
	let other = Payer::with(&shop, 6);
	let second = answered(&other, 1, None).await;
	// Tokens of the prompt are the first that cost nothing.
	let charged = price(&second)
		- u128::from(left.min(second.prompt_tokens))
		- 2 * u128::from(left.saturating_sub(second.prompt_tokens));
	assert_eq!(second.total, charged);
	let third = answered(&other, 2, Some(&second)).await;
	assert_eq!(third.total, second.total + price(&third));
	shop.kill().await;
}
