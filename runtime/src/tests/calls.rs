//! What clients encode must never change its meaning, and nothing may be free of weight.

use crate::{Runtime, RuntimeCall};
use codec::{Decode, Encode};
use frame_metadata::{RuntimeMetadata, v14::RuntimeMetadataV14};
use frame_support::dispatch::GetDispatchInfo;
use scale_info::TypeDef;
use stoa_primitives::{
	Assurance, Court, Generation, JobSubject, Prompt, PromptKind, Sampling, Template,
};

/// Every call of our pallets: pallet index, call index, name. A line may be added, never changed.
const PINNED: &[(u8, u8, &str)] = &[
	(29, 0, "Origins.authorize_upgrade"),
	(40, 0, "Providers.register"),
	(40, 1, "Providers.deregister"),
	(40, 2, "Providers.bond_extra"),
	(40, 3, "Providers.unbond"),
	(40, 4, "Providers.withdraw_unbonded"),
	(40, 5, "Providers.set_endpoint"),
	(40, 6, "Providers.set_keys"),
	(40, 7, "Providers.set_hardware"),
	(40, 8, "Providers.serve"),
	(40, 9, "Providers.unserve"),
	(40, 10, "Providers.chill"),
	(40, 11, "Providers.activate"),
	(40, 12, "Providers.force_chill"),
	(40, 13, "Providers.drop_expired_hardware"),
	(40, 14, "Providers.appeal_strikes"),
	(41, 0, "Models.publish"),
	(41, 1, "Models.add_release"),
	(41, 2, "Models.set_price"),
	(41, 3, "Models.retire"),
	(41, 4, "Models.transfer_listing"),
	(41, 5, "Models.unpublish"),
	(41, 6, "Models.set_metadata"),
	(41, 7, "Models.drop_release"),
	(42, 0, "Inference.submit_job"),
	(42, 1, "Inference.cancel_job"),
	(42, 2, "Inference.commit"),
	(42, 3, "Inference.reveal"),
	(42, 4, "Inference.decline"),
	(42, 5, "Inference.relay"),
	(42, 6, "Inference.post_prompt"),
	(42, 7, "Inference.acknowledge"),
	(42, 8, "Inference.demand_data"),
	(42, 9, "Inference.provide_data"),
	(42, 10, "Inference.escalate"),
	(42, 11, "Inference.poke"),
	(42, 12, "Inference.drop_expired"),
	(42, 13, "Inference.claim"),
	(42, 14, "Inference.set_parameters"),
	(42, 15, "Inference.answer"),
	(42, 16, "Inference.prove_equivocation"),
	(42, 17, "Inference.open_cells"),
	(42, 18, "Inference.drop_audit_history"),
	(42, 19, "Inference.reveal_trace"),
	(42, 20, "Inference.request_delivery"),
	(42, 21, "Inference.deliver"),
	(43, 0, "Referee.commit_challenge"),
	(43, 1, "Referee.reveal_challenge"),
	(43, 2, "Referee.answer"),
	(43, 3, "Referee.choose"),
	(43, 4, "Referee.prove"),
	(43, 5, "Referee.timeout"),
	(43, 6, "Referee.drop_commitment"),
	(43, 7, "Referee.prove_bad_release"),
	(43, 8, "Referee.set_parameters"),
	(44, 0, "Channels.set_terms"),
	(44, 1, "Channels.open"),
	(44, 2, "Channels.top_up"),
	(44, 3, "Channels.redeem"),
	(44, 4, "Channels.close"),
	(44, 5, "Channels.expire"),
	(44, 6, "Channels.withdraw"),
	(44, 7, "Channels.drop_channel"),
	(44, 8, "Channels.challenge_receipt"),
	(44, 9, "Channels.drop_receipt"),
	(44, 10, "Channels.prove_equivocation"),
	(44, 11, "Channels.poke"),
	(44, 12, "Channels.open_sample"),
	(44, 13, "Channels.confirm_sample"),
	(44, 14, "Channels.contradict_sample"),
	(44, 15, "Channels.show_trace"),
	(44, 16, "Channels.demand_prompt"),
	(44, 17, "Channels.provide_prompt"),
	(44, 18, "Channels.grant_quota"),
	(44, 19, "Channels.drop_quota"),
	(44, 20, "Channels.publish_plan"),
	(44, 21, "Channels.retire_plan"),
	(44, 22, "Channels.subscribe"),
	(44, 23, "Channels.collect"),
	(44, 24, "Channels.unsubscribe"),
	(44, 25, "Channels.set_parameters"),
	(45, 0, "Disputes.bond"),
	(45, 1, "Disputes.unbond"),
	(45, 2, "Disputes.withdraw"),
	(45, 3, "Disputes.challenge_listing"),
	(45, 4, "Disputes.join"),
	(45, 5, "Disputes.submit_evidence"),
	(45, 6, "Disputes.draw_jurors"),
	(45, 7, "Disputes.commit_vote"),
	(45, 8, "Disputes.prove_early_opening"),
	(45, 9, "Disputes.reveal_vote"),
	(45, 10, "Disputes.fund_appeal"),
	(45, 11, "Disputes.advance"),
	(45, 12, "Disputes.execute"),
	(45, 13, "Disputes.settle_round"),
	(45, 14, "Disputes.withdraw_contribution"),
	(45, 15, "Disputes.drop_flag"),
	(45, 16, "Disputes.set_parameters"),
	(46, 0, "Compute.create_offer"),
	(46, 1, "Compute.update_offer"),
	(46, 2, "Compute.close_offer"),
	(46, 3, "Compute.open_lease"),
	(46, 4, "Compute.request_lease"),
	(46, 5, "Compute.cancel_request"),
	(46, 6, "Compute.bid"),
	(46, 7, "Compute.start_lease"),
	(46, 8, "Compute.decline_lease"),
	(46, 9, "Compute.extend_lease"),
	(46, 10, "Compute.renew_lease"),
	(46, 11, "Compute.top_up"),
	(46, 12, "Compute.transfer_lease"),
	(46, 13, "Compute.submit_usage"),
	(46, 14, "Compute.claim"),
	(46, 15, "Compute.close_lease"),
	(46, 16, "Compute.insist"),
	(46, 17, "Compute.go_to_court"),
	(46, 18, "Compute.poke"),
	(46, 19, "Compute.challenge_hardware"),
	(46, 20, "Compute.commit_measurement"),
	(46, 21, "Compute.prove_measurement"),
	(46, 22, "Compute.set_parameters"),
	(47, 0, "Datasets.publish"),
	(47, 1, "Datasets.set_metadata"),
	(47, 2, "Datasets.set_state"),
	(47, 3, "Datasets.add_bond"),
	(47, 4, "Datasets.unpublish"),
	(47, 5, "Datasets.add_release"),
	(47, 6, "Datasets.retire_release"),
	(47, 7, "Datasets.drop_release"),
	(47, 8, "Datasets.add_term"),
	(47, 9, "Datasets.set_price"),
	(47, 10, "Datasets.drop_term"),
	(47, 11, "Datasets.set_list"),
	(47, 12, "Datasets.list_account"),
	(47, 13, "Datasets.set_algorithm"),
	(47, 14, "Datasets.set_privacy_budget"),
	(47, 15, "Datasets.buy"),
	(47, 16, "Datasets.deliver"),
	(47, 17, "Datasets.acknowledge"),
	(47, 18, "Datasets.prove_wrong_key"),
	(47, 19, "Datasets.prove_garbage"),
	(47, 20, "Datasets.claim_refund"),
	(47, 21, "Datasets.collect"),
	(47, 22, "Datasets.go_to_court"),
	(47, 23, "Datasets.transfer_license"),
	(47, 24, "Datasets.sublicense"),
	(47, 25, "Datasets.drop_license"),
	(47, 26, "Datasets.poke"),
	(47, 27, "Datasets.set_parameters"),
	(47, 28, "Datasets.request_run"),
	(47, 29, "Datasets.commit_run"),
	(47, 30, "Datasets.reveal_run"),
	(47, 31, "Datasets.accept_run"),
	(47, 32, "Datasets.deliver_run"),
	(47, 33, "Datasets.acknowledge_run"),
	(47, 34, "Datasets.prove_wrong_run_key"),
	(47, 35, "Datasets.prove_run_garbage"),
	(47, 36, "Datasets.poke_run"),
	(47, 37, "Datasets.deliver_share"),
	(47, 38, "Datasets.fail_run"),
	(48, 0, "Rewards.claim"),
	(48, 1, "Rewards.claim_other"),
	(48, 2, "Rewards.claim_release"),
	(48, 3, "Rewards.set_parameters"),
	(48, 4, "Rewards.set_fee_shares"),
	(49, 0, "Delegation.set_terms"),
	(49, 1, "Delegation.delegate"),
	(49, 2, "Delegation.undelegate"),
	(49, 3, "Delegation.withdraw"),
	(49, 4, "Delegation.claim"),
	(49, 5, "Delegation.claim_other"),
	(49, 6, "Delegation.drop_pool"),
];

/// Pallets that are ours.
pub(super) const OURS: &[&str] = &[
	"Clock",
	"Draws",
	"Origins",
	"Providers",
	"Models",
	"Inference",
	"Referee",
	"Channels",
	"Disputes",
	"Compute",
	"Rewards",
	"Delegation",
	"Datasets",
];

pub(super) fn metadata() -> RuntimeMetadataV14 {
	let metadata = sp_io::TestExternalities::default().execute_with(Runtime::metadata);
	match metadata.1 {
		RuntimeMetadata::V14(metadata) => metadata,
		other => panic!("metadata of version {}", other.version()),
	}
}

/// Pallet index, call index and name of every call.
pub(super) fn calls(metadata: &RuntimeMetadataV14) -> Vec<(u8, u8, String)> {
	let mut calls = Vec::new();
	for pallet in &metadata.pallets {
		let Some(ty) = &pallet.calls else { continue };
		let TypeDef::Variant(variants) = &metadata.types.resolve(ty.ty.id).unwrap().type_def else {
			panic!("calls of {} are no enum", pallet.name)
		};
		for call in &variants.variants {
			calls.push((pallet.index, call.index, format!("{}.{}", pallet.name, call.name)));
		}
	}
	calls
}

#[test]
fn call_indices_should_stay_when_calls_are_added() {
	let calls = calls(&metadata());
	for (pallet, call, name) in PINNED {
		let found = calls.iter().find(|(p, c, _)| (p, c) == (pallet, call));
		assert_eq!(found.map(|(_, _, name)| name.as_str()), Some(*name), "at {pallet}.{call}");
	}
	let unpinned: Vec<_> = calls
		.iter()
		.filter(|(pallet, call, name)| {
			let ours = OURS.iter().any(|ours| name.starts_with(&format!("{ours}.")));
			ours && !PINNED.iter().any(|(p, c, _)| (p, c) == (pallet, call))
		})
		.collect();
	assert!(unpinned.is_empty(), "pin these too: {unpinned:?}");
}

fn least_job() -> pallet_inference::Call<Runtime> {
	pallet_inference::Call::submit_job {
		subject: JobSubject::Model(0),
		prompt: Prompt {
			kind: PromptKind::Text,
			commitment: [0; 32],
			bytes: 0,
			tokens: 0,
			inline: None,
		},
		generation: Generation {
			max_new_tokens: 0,
			sampling: Sampling::Greedy,
			template: Template::Raw,
		},
		assurance: Assurance::Replicated { executors: 0, quorum: 0 },
		reply_key: None,
		max_fee: 0,
		value_at_risk: None,
		timeout_blocks: None,
	}
}

/// A call with its arguments' least values: zeros, or what decodes in their place.
pub(super) fn any_call(pallet: u8, call: u8, name: &str) -> Option<RuntimeCall> {
	match name {
		"Inference.set_parameters" => {
			let parameters = Default::default();
			let call = pallet_inference::Call::set_parameters { parameters };
			return Some(RuntimeCall::Inference(call));
		}
		"Referee.set_parameters" => {
			let parameters = Default::default();
			let call = pallet_referee::Call::set_parameters { parameters };
			return Some(RuntimeCall::Referee(call));
		}
		"Channels.set_parameters" => {
			let parameters = Default::default();
			let call = pallet_channels::Call::set_parameters { parameters };
			return Some(RuntimeCall::Channels(call));
		}
		"Disputes.set_parameters" => {
			let (court, parameters) = (Court::General, Default::default());
			let call = pallet_disputes::Call::set_parameters { court, parameters };
			return Some(RuntimeCall::Disputes(call));
		}
		"Compute.set_parameters" => {
			let parameters = Default::default();
			let call = pallet_compute::Call::set_parameters { parameters };
			return Some(RuntimeCall::Compute(call));
		}
		"Datasets.set_parameters" => {
			let parameters = Default::default();
			let call = pallet_datasets::Call::set_parameters { parameters };
			return Some(RuntimeCall::Datasets(call));
		}
		"Rewards.set_fee_shares" => {
			let shares = Default::default();
			let call = pallet_rewards::Call::set_fee_shares { shares };
			return Some(RuntimeCall::Rewards(call));
		}
		"Inference.submit_job" => return Some(RuntimeCall::Inference(least_job())),
		_ => {}
	}
	// A nested call, where there is one, is `System.remark` of nothing: all zeros.
	let mut bytes = (pallet, call).encode();
	bytes.extend([0; 4_096]);
	let ours = OURS.iter().any(|ours| name.starts_with(&format!("{ours}.")));
	match RuntimeCall::decode(&mut &bytes[..]) {
		Ok(call) => Some(call),
		Err(error) if ours => panic!("{name}: {error}"),
		// An argument of the SDK's for which zeros mean nothing.
		Err(_) => None,
	}
}

/// Calls of root whose weight is an argument.
const WEIGHED_BY_CALLER: &[&str] = &["Utility.with_weight", "Sudo.sudo_unchecked_weight"];

#[test]
fn every_call_should_have_a_weight() {
	sp_io::TestExternalities::default().execute_with(|| {
		for (pallet, call, name) in calls(&metadata_inside()) {
			let Some(call) = any_call(pallet, call, &name) else { continue };
			let weight = call.get_dispatch_info().call_weight;
			let given = WEIGHED_BY_CALLER.contains(&name.as_str());
			assert!(given || weight.ref_time() > 0, "{name} is free of weight");
		}
	});
}

pub(super) fn metadata_inside() -> RuntimeMetadataV14 {
	match Runtime::metadata().1 {
		RuntimeMetadata::V14(metadata) => metadata,
		other => panic!("metadata of version {}", other.version()),
	}
}
