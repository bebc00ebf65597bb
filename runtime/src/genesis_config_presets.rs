//! The chains that a node knows by name.
//!
//! | preset | validators at first | sudo | periods |
//! | --- | --- | --- | --- |
//! | `development` | Alice | Alice | short |
//! | `local_testnet` | Alice, Bob, Charlie, Dave | none | short |
//! | `staging` | none: a patch must name them | none | those of a live chain |
//!
//! Whoever bonds stake can become a validator on all of them.

use crate::{
	AccountId, BABE_GENESIS_EPOCH_CONFIG, Balance, SessionKeys,
	configs::{DELEGATION_POT, MAX_CANDIDATES, treasury_account},
	constants::{
		money::{EXISTENTIAL_DEPOSIT, STOA},
		time::{HOURS, MINUTES},
	},
};
use alloc::{format, vec, vec::Vec};
use serde_json::{Value, json};
use sp_core::{Pair, sr25519};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, PresetId};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{Perbill, traits::AccountIdConversion};

/// The preset of a live chain, without keys.
pub const STAGING_RUNTIME_PRESET: &str = "staging";

/// What every development account begins with.
const ENDOWMENT: Balance = 1_000_000 * STOA;

/// What every validator of a test chain begins with at stake.
const STAKE: Balance = 100_000 * STOA;

/// Development providers: `//Provider1` to `//Provider5`.
const PROVIDERS: u8 = 5;

/// The preset called `id`, a patch of the default genesis.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let preset = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		STAGING_RUNTIME_PRESET => staging(),
		_ => return None,
	};
	serde_json::to_vec(&preset).ok()
}

/// All presets by name.
pub fn preset_names() -> Vec<PresetId> {
	vec![
		PresetId::from(DEV_RUNTIME_PRESET),
		PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
		PresetId::from(STAGING_RUNTIME_PRESET),
	]
}

fn development() -> Value {
	let mut preset = test_chain(&[Sr25519Keyring::Alice]);
	merge(&mut preset, json!({ "sudo": { "key": Sr25519Keyring::Alice.to_account_id() } }));
	preset
}

fn local_testnet() -> Value {
	test_chain(&[
		Sr25519Keyring::Alice,
		Sr25519Keyring::Bob,
		Sr25519Keyring::Charlie,
		Sr25519Keyring::Dave,
	])
}

fn staging() -> Value {
	json!({
		"babe": { "epochConfig": BABE_GENESIS_EPOCH_CONFIG },
		"balances": { "balances": own_accounts() },
		"durations": { "epochBlocks": HOURS },
		"staking": staking(Staking { seats: 100, least: 4, validators: vec![] }),
	})
}

/// An election, and who is elected first.
struct Staking {
	/// How many are elected.
	seats: u32,
	/// With fewer candidates than this, the set stays as it is.
	least: u32,
	validators: Vec<AccountId>,
}

fn staking(first: Staking) -> Value {
	let stakers: Vec<_> = first
		.validators
		.into_iter()
		.map(|validator| json!([validator.clone(), validator, STAKE, "Validator"]))
		.collect();
	json!({
		"validatorCount": first.seats,
		"minimumValidatorCount": first.least,
		"stakers": stakers,
		"slashRewardFraction": Perbill::from_percent(10),
		"minValidatorBond": 10_000 * STOA,
		"minNominatorBond": 100 * STOA,
		"maxValidatorCount": MAX_CANDIDATES,
		"maxNominatorCount": 20_000,
	})
}

/// A chain of well-known keys, for tests only.
fn test_chain(validators: &[Sr25519Keyring]) -> Value {
	let mut balances = own_accounts();
	let people = [
		Sr25519Keyring::Alice,
		Sr25519Keyring::Bob,
		Sr25519Keyring::Charlie,
		Sr25519Keyring::Dave,
		Sr25519Keyring::Eve,
		Sr25519Keyring::Ferdie,
	];
	balances.extend(people.map(|key| (key.to_account_id(), ENDOWMENT)));
	balances.extend(providers().map(|provider| (provider, ENDOWMENT)));
	let keys: Vec<_> = validators
		.iter()
		.map(|key| (key.to_account_id(), key.to_account_id(), session_keys(*key)))
		.collect();
	json!({
		"babe": { "epochConfig": BABE_GENESIS_EPOCH_CONFIG },
		"balances": { "balances": balances },
		"channels": { "parameters": test_channel_parameters() },
		"compute": { "parameters": test_lease_parameters() },
		"datasets": { "parameters": test_data_parameters() },
		"disputes": { "parameters": test_court_parameters() },
		"durations": {
			"epochBlocks": MINUTES,
			"sessionsPerEra": 2,
			"bondingEras": 2,
			"slashDeferEras": 1,
			"silentSessions": 10,
			"governanceSpeed": 9_600,
			"unbondingBlocks": 5 * MINUTES,
			"strikeBlocks": 10 * MINUTES,
			"chillBlocks": MINUTES,
			"retireGraceBlocks": 30 * MINUTES,
		},
		"inference": { "parameters": test_parameters() },
		"referee": { "parameters": test_referee_parameters() },
		"session": { "keys": keys },
		"technicalCommittee": {
			"members": validators.iter().map(|key| key.to_account_id()).collect::<Vec<_>>(),
		},
		"staking": staking(Staking {
			seats: 10,
			least: 1,
			validators: validators.iter().map(|key| key.to_account_id()).collect(),
		}),
	})
}

fn providers() -> impl Iterator<Item = AccountId> {
	(1..=PROVIDERS)
		.filter_map(|n| sr25519::Pair::from_string(&format!("//Provider{n}"), None).ok())
		.map(|pair| AccountId::new(pair.public().0))
}

/// Windows that a person or a test can wait for, yet long enough for a small model on a slow machine.
fn test_parameters() -> Value {
	json!({
		"commit_timeout": MINUTES,
		"reveal_timeout": 12,
		"serve_window": 2 * MINUTES,
		"data_timeout": 12,
		"prompt_window": 12,
		"freeze_window": MINUTES,
		"keep_blocks": 2 * MINUTES,
		"max_timeout": 20 * MINUTES,
		"challenge_window": 12,
		"contradict_window": 8,
		"opening_rate": 1_000_000,
		"opening_window": 8,
	})
}

/// Games that end within a minute or two when one side is silent, and in which a daemon that needs two blocks
/// for a move is not late.
fn test_referee_parameters() -> Value {
	json!({
		"reveal_window": 8,
		"round_blocks": 3,
		"regenerations": 1,
		"max_clock": 2 * MINUTES,
		"min_window": 8,
	})
}

/// Channels that can be closed and forgotten within a few minutes.
fn test_channel_parameters() -> Value {
	json!({
		"close_window": 12,
		"receipt_window": 3 * MINUTES,
		"challenge_window": 12,
		"answer_window": 12,
		"audit_window": 12,
	})
}

/// Cases that end within some minutes, in which people and scripts that need a few blocks for a step are not late.
fn test_court_parameters() -> Value {
	json!({
		"evidence_blocks": 8,
		"commit_blocks": 2 * MINUTES,
		"reveal_blocks": 2 * MINUTES,
		"appeal_blocks": 12,
		"loss_memory": 30 * MINUTES,
	})
}

/// Keys and results that a person or a test can wait for.
fn test_data_parameters() -> Value {
	json!({
		"delivery_blocks": 12,
		"run_blocks": MINUTES,
		"check_blocks": 12,
		"vest_blocks": MINUTES,
		"bond": 10 * STOA,
	})
}

/// Leases whose ends a person or a test can wait for, and work that a test can do.
fn test_lease_parameters() -> Value {
	json!({
		"start_blocks": MINUTES,
		"grace_blocks": MINUTES,
		"answer_blocks": MINUTES,
		"case_blocks": 100,
		"measurement_interval": 100,
		"fill_mib": 1,
		"work_steps": 8,
		"work_log_cells": 6,
	})
}

/// Accounts of the chain itself. They begin with the existential deposit, so that no amount is too
/// small for them to receive.
fn own_accounts() -> Vec<(AccountId, Balance)> {
	let delegation = DELEGATION_POT.into_account_truncating();
	vec![(treasury_account(), EXISTENTIAL_DEPOSIT), (delegation, EXISTENTIAL_DEPOSIT)]
}

/// The session keys that `--alice` and its like put into a node's keystore.
fn session_keys(key: Sr25519Keyring) -> SessionKeys {
	let ed25519 = match key {
		Sr25519Keyring::Bob => Ed25519Keyring::Bob,
		Sr25519Keyring::Charlie => Ed25519Keyring::Charlie,
		Sr25519Keyring::Dave => Ed25519Keyring::Dave,
		_ => Ed25519Keyring::Alice,
	};
	SessionKeys {
		babe: key.public().into(),
		grandpa: ed25519.public().into(),
		im_online: key.public().into(),
		authority_discovery: key.public().into(),
		dispatch: key.public().into(),
	}
}

/// Adds the members of `patch` to those of `target`.
fn merge(target: &mut Value, patch: Value) {
	if let (Some(target), Value::Object(patch)) = (target.as_object_mut(), patch) {
		target.extend(patch);
	}
}
