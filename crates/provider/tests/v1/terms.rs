//! The terms on which channels can be opened are those of the configuration.

use crate::{
	common::FakeChain,
	shop::{Bank, USUAL, config},
};
use std::sync::{Arc, Mutex};
use stoa_primitives::STOA;
use stoa_provider::{onboard::offer_channels, v1::channels::Terms};

fn bank() -> Arc<Bank> {
	Arc::new(Bank {
		channels: Mutex::default(),
		block: Mutex::new(1_000),
		redeemed: Mutex::default(),
		terms: Mutex::default(),
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
