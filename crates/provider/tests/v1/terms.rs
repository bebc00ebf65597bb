//! The terms on which channels can be opened are those of the configuration.

use crate::{
	common::FakeChain,
	shop::{Bank, USUAL, config},
};
use std::sync::{Arc, Mutex};
use stoa_primitives::STOA;
use stoa_provider::{
	offer::offer_channels,
	v1::channels::{Allowance, Plan, Terms},
};

fn bank() -> Arc<Bank> {
	Arc::new(Bank {
		channels: Mutex::default(),
		block: Mutex::new(1_000),
		redeemed: Mutex::default(),
		terms: Mutex::default(),
		plans: Mutex::default(),
		prepaid: Mutex::default(),
	})
}

#[tokio::test]
async fn what_is_configured_stands_on_chain_and_nothing_else() {
	let dir = tempfile::tempdir().unwrap();
	let (bank, chain) = (bank(), FakeChain::default());
	*chain.channels.lock().unwrap() = Some(bank.clone());
	let stands = || *bank.terms.lock().unwrap();
	let mut config = config(dir.path(), 1, &format!("{USUAL}collateral = \"7 STOA\"\n"));
	let first = Terms {
		collateral: 7 * STOA,
		min_deposit: STOA / 100,
		opening_fee: STOA / 1_000,
		channels: 16,
	};
	offer_channels(&config, &chain).await.unwrap();
	assert_eq!(stands(), Some(first));

	// By hand is by hand.
	config.auto_register = false;
	config.channels.as_mut().unwrap().max_channels = 3;
	offer_channels(&config, &chain).await.unwrap();
	assert_eq!(stands(), Some(first));
	config.auto_register = true;
	offer_channels(&config, &chain).await.unwrap();
	assert_eq!(stands(), Some(Terms { channels: 3, ..first }));

	// What the chain would refuse is told before anything is sent.
	config.channels.as_mut().unwrap().collateral = 1.into();
	let refused = offer_channels(&config, &chain).await.unwrap_err().to_string();
	assert!(refused.contains("channels.collateral"), "{refused}");
	assert_eq!(stands(), Some(Terms { channels: 3, ..first }));

	// Who sells nothing by the token any more takes no new payers.
	config.channels = None;
	offer_channels(&config, &chain).await.unwrap();
	assert_eq!(stands(), None);
	*chain.channels.lock().unwrap() = None;
	offer_channels(&config, &chain).await.unwrap();
}

#[tokio::test]
async fn plans_that_are_configured_stand_on_chain_once_and_others_are_retired() {
	let dir = tempfile::tempdir().unwrap();
	let (bank, chain) = (bank(), FakeChain::default());
	*chain.channels.lock().unwrap() = Some(bank.clone());
	let stands = || bank.plans.lock().unwrap().clone();
	let calls =
		"[[channels.plans]]\nrelease = 0\ncalls = 10\nperiod_blocks = 5\nprice = \"200 mSTOA\"\n";
	let tokens = "[[channels.plans]]\ntokens = 1000\nperiod_blocks = 5\nprice = \"1 STOA\"\n";
	let both = config(dir.path(), 1, &format!("{USUAL}{calls}{tokens}"));
	let (release, period) = (Some(0), 5);
	let ten = Plan { release, allowance: Allowance::Calls(10), period, price: STOA / 5 };
	let thousand = Plan { release: None, allowance: Allowance::Tokens(1_000), period, price: STOA };
	offer_channels(&both, &chain).await.unwrap();
	offer_channels(&both, &chain).await.unwrap();
	assert_eq!(stands(), [(0, thousand), (1, ten)]);

	let mut one = config(dir.path(), 1, &format!("{USUAL}{tokens}"));
	one.auto_register = false;
	offer_channels(&one, &chain).await.unwrap();
	assert_eq!(stands().len(), 2, "by hand is by hand");
	one.auto_register = true;
	offer_channels(&one, &chain).await.unwrap();
	assert_eq!(stands(), [(0, thousand)]);
	one.channels = None;
	offer_channels(&one, &chain).await.unwrap();
	assert_eq!(stands(), []);
}
