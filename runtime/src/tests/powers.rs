//! What each origin of a referendum may do: every call of the runtime is tried in the name of each.

use super::{
	calls::{any_call, calls, metadata_inside},
	chain,
	governance::{ALL, account, may},
};
use crate::{RuntimeCall, RuntimeOrigin, governance::origins::Origin};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;

/// What an origin may call, as docs/governance.md says.
fn powers(origin: &Origin) -> &'static [&'static str] {
	match origin {
		Origin::WhitelistedCaller => &[
			"Whitelist.dispatch_whitelisted_call",
			"Whitelist.dispatch_whitelisted_call_with_preimage",
		],
		Origin::RuntimeUpgrader => &["Origins.authorize_upgrade"],
		Origin::ParameterAdmin => &[
			"Channels.set_parameters",
			"Compute.set_parameters",
			"Datasets.set_parameters",
			"Inference.set_parameters",
			"Parameters.set_parameter",
			"Referee.set_parameters",
			"Rewards.set_fee_shares",
			"Rewards.set_parameters",
		],
		Origin::Treasurer => &[
			"Bounties.approve_bounty",
			"Bounties.approve_bounty_with_curator",
			"Bounties.close_bounty",
			"Bounties.propose_curator",
			"Bounties.unassign_curator",
			"Treasury.remove_approval",
			"Treasury.spend",
			"Treasury.spend_local",
			"Treasury.void_spend",
		],
		Origin::ProviderCurator => &["Providers.force_chill"],
		Origin::CourtAdministrator => &["Disputes.set_parameters"],
		Origin::EmergencyCanceller => &["Referenda.cancel"],
		Origin::Emergency => &[
			"SafeMode.force_enter",
			"SafeMode.force_exit",
			"SafeMode.force_extend",
			"TxPause.pause",
			"TxPause.unpause",
		],
	}
}

/// What asks nobody who it is: it changes nothing that was not authorised, or dispatches in the same name.
const EVERYBODYS: &[&str] = &[
	"System.apply_authorized_upgrade",
	"System.remark",
	"Utility.batch",
	"Utility.batch_all",
	"Utility.force_batch",
	"Utility.if_else",
];

/// What an account may do by itself as well: give up being a curator, and send again what was voted through before it
/// was whitelisted.
const ALSO_ACCOUNTS: &[&str] = &[
	"Bounties.unassign_curator",
	"Whitelist.dispatch_whitelisted_call",
	"Whitelist.dispatch_whitelisted_call_with_preimage",
];

/// Calls of the SDK for which arguments of zeros mean nothing.
const UNTRIED: &[&str] = &["Babe.plan_config_change"];

/// Every call by its name, with arguments of zeros.
fn all() -> Vec<(String, Option<RuntimeCall>)> {
	let calls = sp_io::TestExternalities::default().execute_with(|| calls(&metadata_inside()));
	let made = |(pallet, index, name): (u8, u8, String)| {
		let call = any_call(pallet, index, &name);
		(name, call)
	};
	calls.into_iter().map(made).collect()
}

#[test]
fn an_origin_should_do_what_is_its_own_and_nothing_else() {
	let all = all();
	let untried: Vec<_> =
		all.iter().filter(|(_, call)| call.is_none()).map(|(name, _)| name.as_str()).collect();
	assert_eq!(untried, UNTRIED);
	for origin in ALL {
		let mut expected = [powers(&origin), EVERYBODYS].concat();
		expected.sort();
		chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
			let mut found: Vec<_> = all
				.iter()
				.filter(|(_, call)| call.as_ref().is_some_and(|call| may(origin.clone(), call)))
				.map(|(name, _)| name.as_str())
				.collect();
			found.sort();
			assert_eq!(found, expected, "{origin:?}");
		});
	}
}

#[test]
fn root_should_do_what_any_origin_may_and_an_account_nothing_of_it() {
	let all = all();
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		for power in ALL.iter().flat_map(powers) {
			let known = all.iter().find(|(name, _)| name == power);
			let call = known.and_then(|(_, call)| call.as_ref()).expect("a call");
			let anybody = RuntimeOrigin::signed(account(Sr25519Keyring::Eve));
			assert_eq!(may(anybody, call), ALSO_ACCOUNTS.contains(power), "{power}");
			assert!(may(RuntimeOrigin::root(), call), "{power}");
		}
	});
}
