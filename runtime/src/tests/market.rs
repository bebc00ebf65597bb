//! What operators watch.

use super::chain;
use crate::{Runtime, System, constants::money::STOA, market};
use pallet_inference::Event as JobEvent;
use pallet_providers::Event as ProviderEvent;
use pallet_staking::Event as StakingEvent;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::Alice;
use stoa_primitives::frame::{
	StrikeReason,
	runtime_api::{JobStep, MarketEvent},
};

#[test]
fn market_events_should_name_steps_and_slashes_of_the_block_in_order() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let provider = Alice.to_account_id();
		System::set_extrinsic_index(0);
		let draw = JobEvent::<Runtime>::ExecutorsDrawn { job: 7, round: 0, seats: Vec::new() };
		System::deposit_event(draw);
		let reason = StrikeReason::NoCommitment;
		let struck =
			JobEvent::<Runtime>::ProviderStruck { job: 7, provider: provider.clone(), reason };
		System::deposit_event(struck);
		System::deposit_event(ProviderEvent::<Runtime>::ProviderSlashed {
			provider: provider.clone(),
			payee: None,
			taken: 3 * STOA,
			paid: 0,
		});
		System::deposit_event(StakingEvent::<Runtime>::Slashed { staker: provider, amount: STOA });
		System::deposit_event(ProviderEvent::<Runtime>::StrikesRestored {
			provider: Alice.to_account_id(),
			strikes: 1,
		});
		assert_eq!(
			market::events(),
			[
				MarketEvent::Job(7, JobStep::Drawn),
				MarketEvent::ProviderStruck,
				MarketEvent::ProviderSlashed(3 * STOA),
				MarketEvent::StakeSlashed(STOA),
			]
		);
	});
}

#[test]
fn open_jobs_should_be_none_when_nothing_was_ordered() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(market::open_jobs(None, 10), Default::default());
		assert_eq!(market::open_jobs(Some(3), 0), Default::default());
	});
}
