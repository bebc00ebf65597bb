use super::{
	calls::{any_call, calls, metadata},
	chain,
};
use crate::{Balances, Proxy, Runtime, RuntimeCall, RuntimeOrigin, configs::ProxyType};
use frame_support::traits::{InstanceFilter, fungible::Inspect};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;

/// All that an account's `NonTransfer` proxy may do. Think of what a thief could do with a call before
/// you add it.
const MOVES_NOTHING: &[&str] = &[
	"System.remark",
	"System.remark_with_event",
	"Session.set_keys",
	"Session.purge_keys",
	"Staking.validate",
	"Staking.chill",
	"Staking.unbond",
	"Staking.withdraw_unbonded",
	"Staking.payout_stakers",
	"Staking.payout_stakers_by_page",
	"Providers.deregister",
	"Providers.unbond",
	"Providers.withdraw_unbonded",
	"Providers.set_endpoint",
	"Providers.set_hardware",
	"Providers.serve",
	"Providers.unserve",
	"Providers.chill",
	"Providers.activate",
	"Providers.drop_expired_hardware",
	"Models.set_price",
	"Models.retire",
	"Models.set_metadata",
	"Models.drop_release",
	"Inference.cancel_job",
	"Inference.commit",
	"Inference.reveal",
	"Inference.decline",
	"Inference.post_prompt",
	"Inference.provide_data",
	"Inference.poke",
	"Inference.drop_expired",
	"Inference.claim",
	"Inference.answer",
	"Inference.open_cells",
	"Inference.reveal_trace",
	"Inference.drop_audit_history",
	"Channels.expire",
	"Channels.withdraw",
	"Channels.drop_channel",
	"Channels.drop_receipt",
	"Channels.poke",
	"Channels.open_sample",
	"Channels.confirm_sample",
	"Channels.show_trace",
	"Channels.provide_prompt",
	"Disputes.unbond",
	"Disputes.withdraw",
	"Disputes.draw_jurors",
	"Disputes.advance",
	"Disputes.execute",
	"Disputes.settle_round",
	"Disputes.withdraw_contribution",
	"Disputes.drop_flag",
	"Referee.reveal_challenge",
	"Referee.answer",
	"Referee.timeout",
	"Referee.drop_commitment",
	"Compute.update_offer",
	"Compute.start_lease",
	"Compute.submit_usage",
	"Compute.claim",
	"Compute.insist",
	"Compute.commit_measurement",
	"Compute.prove_measurement",
	"Compute.close_offer",
	"Compute.cancel_request",
	"Compute.close_lease",
	"Compute.poke",
	"Datasets.commit_run",
	"Datasets.reveal_run",
	"Datasets.fail_run",
	"Datasets.set_metadata",
	"Datasets.set_state",
	"Datasets.set_price",
	"Datasets.retire_release",
	"Datasets.drop_release",
	"Datasets.drop_term",
	"Datasets.claim_refund",
	"Datasets.collect",
	"Datasets.poke",
	"Datasets.poke_run",
	"Rewards.claim",
	"Rewards.claim_other",
	"Rewards.claim_release",
	"Delegation.undelegate",
	"Delegation.withdraw",
	"Delegation.claim",
	"Delegation.claim_other",
	"Delegation.drop_pool",
];

fn transfer() -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_all {
		dest: sp_runtime::MultiAddress::Id(crate::AccountId::new([1; 32])),
		keep_alive: false,
	})
}

#[test]
fn a_providing_proxy_should_not_move_a_bond_or_a_balance() {
	let filter = ProxyType::Providing;
	assert!(!filter.filter(&transfer()));
	assert!(!filter.filter(&RuntimeCall::Providers(pallet_providers::Call::unbond { amount: 1 })));
	assert!(!filter.filter(&RuntimeCall::Providers(pallet_providers::Call::withdraw_unbonded {})));
	let chill = RuntimeCall::Providers(pallet_providers::Call::chill {});
	assert!(filter.filter(&chill));
	assert!(ProxyType::NonTransfer.filter(&chill));
	assert!(!ProxyType::NonTransfer.filter(&transfer()));
	assert!(ProxyType::Any.filter(&transfer()));
}

#[test]
fn a_batch_should_not_pass_when_its_proxy_may_not_batch() {
	let batch = RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![transfer()] });
	assert!(!ProxyType::Providing.filter(&batch));
}

#[test]
fn a_non_transfer_proxy_should_do_nothing_but_what_is_listed() {
	let mut unknown = Vec::new();
	for (pallet, call, name) in calls(&metadata()) {
		let listed = MOVES_NOTHING.contains(&name.as_str());
		match any_call(pallet, call, &name) {
			Some(call) => assert_eq!(ProxyType::NonTransfer.filter(&call), listed, "{name}"),
			None if listed => {}
			None => unknown.push(name),
		}
	}
	// Calls whose arguments cannot be made up here belong to pallets none of whose calls is listed.
	for name in unknown {
		let pallet = name.split('.').next().unwrap_or_default();
		let known = MOVES_NOTHING.iter().any(|listed| listed.starts_with(&format!("{pallet}.")));
		assert!(!known, "{name} must be looked at by hand");
	}
}

#[test]
fn a_non_transfer_proxy_should_move_nothing_when_calls_are_nested() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [owner, thief] =
			[Sr25519Keyring::Alice, Sr25519Keyring::Bob].map(|k| k.to_account_id());
		let by = |who: &crate::AccountId| RuntimeOrigin::signed(who.clone());
		Proxy::add_proxy(by(&owner), thief.clone().into(), ProxyType::NonTransfer, 0).unwrap();
		let before = Balances::total_balance(&owner);
		let batch = |call| RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![call] });
		let nested = RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: owner.clone().into(),
			force_proxy_type: None,
			call: Box::new(transfer()),
		});
		let sudo = RuntimeCall::Sudo(pallet_sudo::Call::sudo { call: Box::new(transfer()) });
		let give = RuntimeCall::Models(pallet_models::Call::transfer_listing {
			listing: 0,
			to: thief.clone(),
		});
		for call in [transfer(), batch(transfer()), nested, sudo, give] {
			Proxy::proxy(by(&thief), owner.clone().into(), None, Box::new(call)).unwrap();
			let filtered = frame_system::Error::<Runtime>::CallFiltered.into();
			crate::System::assert_last_event(
				pallet_proxy::Event::<Runtime>::ProxyExecuted { result: Err(filtered) }.into(),
			);
		}
		assert_eq!(Balances::total_balance(&owner), before);
	});
}
