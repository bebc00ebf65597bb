//! What nothing can stop, whatever the emergency.

use super::{
	calls::{any_call, calls, metadata_inside},
	chain,
	governance::name,
};
use crate::{
	SafeMode, System, TxPause,
	governance::{
		origins::Origin,
		pauses::{PAUSABLE, PAUSE, SAFE_MODE, UnlessPaused},
	},
};
use frame_support::{
	assert_ok,
	traits::{Contains, Hooks},
};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;

/// Everything is stopped that can be: in safe mode, and with every call paused whose pausing is not refused.
#[test]
fn nothing_but_what_is_new_should_stop_when_everything_is_paused() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let all = calls(&metadata_inside());
		for listed in PAUSABLE {
			let full = format!("{}.{}", listed.0, listed.1);
			assert!(all.iter().any(|(_, _, call)| *call == full), "{full} is no call");
		}
		for (_, _, call) in &all {
			let (pallet, function) = call.split_once('.').expect("pallet and call");
			let paused = TxPause::pause(Origin::Emergency.into(), (name(pallet), name(function)));
			let expected = PAUSABLE.contains(&(pallet, function));
			assert_eq!(paused.is_ok(), expected, "{call}");
		}
		let stopped = |when: &str, stopped: bool| {
			for (pallet, index, call) in &all {
				let Some(made) = any_call(*pallet, *index, call) else { continue };
				let (p, c) = call.split_once('.').expect("pallet and call");
				let expected = stopped && PAUSABLE.contains(&(p, c));
				assert_eq!(!UnlessPaused::contains(&made), expected, "{when}: {call}");
			}
		};
		stopped("paused", true);
		System::set_block_number(System::block_number() + PAUSE + 1);
		stopped("after the longest pause", false);
		assert_ok!(SafeMode::force_enter(Origin::Emergency.into()));
		stopped("in safe mode", true);
		System::set_block_number(System::block_number() + SAFE_MODE + 1);
		SafeMode::on_initialize(System::block_number());
		stopped("after safe mode", false);
	});
}

/// Ways out of the market, and moves against which a clock runs.
const EXITS: &[&str] = &[
	"Providers.unbond",
	"Providers.withdraw_unbonded",
	"Providers.deregister",
	"Providers.appeal_strikes",
	"Inference.cancel_job",
	"Inference.commit",
	"Inference.reveal",
	"Inference.relay",
	"Inference.demand_data",
	"Inference.provide_data",
	"Inference.claim",
	"Inference.escalate",
	"Referee.commit_challenge",
	"Referee.reveal_challenge",
	"Referee.answer",
	"Referee.choose",
	"Referee.prove",
	"Referee.timeout",
	"Channels.redeem",
	"Channels.close",
	"Channels.withdraw",
	"Channels.expire",
	"Channels.challenge_receipt",
	"Channels.unsubscribe",
	"Disputes.challenge_listing",
	"Disputes.commit_vote",
	"Disputes.reveal_vote",
	"Disputes.fund_appeal",
	"Disputes.execute",
	"Disputes.unbond",
	"Disputes.withdraw",
	"Compute.close_lease",
	"Compute.submit_usage",
	"Compute.insist",
	"Compute.go_to_court",
	"Compute.cancel_request",
	"Contracts.call",
	"Datasets.deliver",
	"Datasets.acknowledge",
	"Datasets.prove_wrong_key",
	"Datasets.prove_garbage",
	"Datasets.claim_refund",
	"Datasets.collect",
	"Datasets.go_to_court",
	"Datasets.commit_run",
	"Datasets.reveal_run",
	"Datasets.fail_run",
	"Datasets.deliver_run",
	"Datasets.prove_run_garbage",
	"Delegation.undelegate",
	"Delegation.withdraw",
	"Delegation.claim",
	"Rewards.claim",
	"Staking.unbond",
	"Staking.withdraw_unbonded",
	"Staking.chill",
	"Session.purge_keys",
	"ConvictionVoting.vote",
	"ConvictionVoting.unlock",
	"Referenda.submit",
	"Referenda.cancel",
];

#[test]
fn exits_should_not_be_pausable() {
	let all = sp_io::TestExternalities::default().execute_with(|| calls(&metadata_inside()));
	for exit in EXITS {
		assert!(all.iter().any(|(_, _, call)| call == exit), "{exit} is no call");
		let (pallet, call) = exit.split_once('.').expect("pallet and call");
		assert!(!PAUSABLE.contains(&(pallet, call)), "{exit} must stay possible");
	}
}
