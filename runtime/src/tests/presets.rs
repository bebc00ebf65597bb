use super::{chain, full_genesis, try_state};
use crate::{
	Balances, Runtime, Session,
	configs::treasury_account,
	constants::{money::EXISTENTIAL_DEPOSIT, time},
	durations::EpochDuration,
	genesis_config_presets::{STAGING_RUNTIME_PRESET, preset_names},
};
use frame_support::traits::fungible::Inspect;
use serde_json::Value;
use sp_core::{Pair, sr25519};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;
use stoa_primitives::Court;

#[test]
fn every_preset_should_build_when_named() {
	assert_eq!(preset_names().len(), 3);
	for preset in preset_names() {
		chain(preset.as_ref()).execute_with(try_state);
	}
}

#[test]
fn development_should_have_one_validator_and_sudo() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let alice = Sr25519Keyring::Alice.to_account_id();
		assert_eq!(Session::validators(), std::slice::from_ref(&alice));
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(alice));
		assert_eq!(EpochDuration::get(), u64::from(time::MINUTES));
		let provider = sr25519::Pair::from_string("//Provider3", None).unwrap().public();
		assert!(Balances::balance(&provider.0.into()) > 0);
	});
}

#[test]
fn local_testnet_should_have_four_validators_and_no_sudo() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let mut expected = [
			Sr25519Keyring::Alice,
			Sr25519Keyring::Bob,
			Sr25519Keyring::Charlie,
			Sr25519Keyring::Dave,
		]
		.map(Sr25519Keyring::to_account_id);
		expected.sort();
		let mut validators = Session::validators();
		validators.sort();
		assert_eq!(validators, expected);
		let overview = pallet_staking::ErasStakersOverview::<Runtime>::iter_prefix(0);
		assert_eq!(overview.count(), 4, "they are elected, not only named");
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
		assert_eq!(pallet_babe::Authorities::<Runtime>::get().len(), 4);
		assert_eq!(pallet_inference::DispatchKeys::<Runtime>::get().len(), 4);
	});
}

#[test]
fn staging_should_have_live_periods_and_no_keys() {
	let genesis: Value = serde_json::from_slice(&full_genesis(STAGING_RUNTIME_PRESET)).unwrap();
	assert_eq!(genesis["session"]["keys"], Value::Array(vec![]));
	assert_eq!(genesis["sudo"]["key"], Value::Null);
	chain(STAGING_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(EpochDuration::get(), u64::from(time::HOURS));
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
	});
}

#[test]
fn own_accounts_should_exist_when_the_chain_begins() {
	for preset in preset_names() {
		chain(preset.as_ref()).execute_with(|| {
			assert_eq!(Balances::balance(&treasury_account()), EXISTENTIAL_DEPOSIT);
			for pot in [crate::configs::INFERENCE_POT, crate::configs::COURT_POT] {
				let pot = sp_runtime::traits::AccountIdConversion::into_account_truncating(&pot);
				assert_eq!(Balances::balance(&pot), EXISTENTIAL_DEPOSIT);
			}
		});
	}
}

#[test]
fn parameters_should_be_valid_when_the_chain_begins() {
	for preset in preset_names() {
		chain(preset.as_ref()).execute_with(|| {
			assert_eq!(pallet_inference::CurrentParameters::<Runtime>::get().validate(), Ok(()));
			assert_eq!(pallet_referee::CurrentParameters::<Runtime>::get().validate(), Ok(()));
			for court in Court::ALL {
				let parameters = pallet_disputes::Parameters::<Runtime>::get(court);
				assert_eq!(parameters.validate(), Ok(()));
			}
			assert_eq!(pallet_compute::CurrentParameters::<Runtime>::get().validate(), Ok(()));
			assert_eq!(pallet_datasets::CurrentParameters::<Runtime>::get().validate(), Ok(()));
		});
	}
}
