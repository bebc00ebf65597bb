//! What nothing can stop, whatever the emergency.

use super::{
	calls::{any_call, calls, metadata_inside},
	chain,
	governance::{VOTERS, account, name, next_blocks, referendum, vote},
};
use crate::{
	Runtime, RuntimeCall, RuntimeOrigin, SafeMode, System, TxPause,
	constants::money::STOA,
	governance::{
		origins::Origin,
		pauses::{PAUSABLE, PAUSE, SAFE_MODE, UnlessPaused},
	},
};
use frame_support::{
	assert_ok,
	traits::{Contains, Hooks},
};
use pallet_safe_mode::EnteredUntil;
use pallet_tx_pause::RuntimeCallNameOf;
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::traits::Dispatchable;

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

fn full_name(call: &str) -> RuntimeCallNameOf<Runtime> {
	(name("Balances"), name(call))
}

fn transfer() -> RuntimeCall {
	let dest = account(Sr25519Keyring::Eve).into();
	pallet_balances::Call::<Runtime>::transfer_allow_death { dest, value: STOA }.into()
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::<Runtime>::batch_all { calls }.into()
}

/// Whether the chain does not take a call from an account that may otherwise send it.
fn is_refused(call: RuntimeCall) -> bool {
	let by = RuntimeOrigin::signed(account(Sr25519Keyring::Ferdie));
	match call.dispatch(by) {
		Ok(_) => false,
		Err(failed) => {
			assert_eq!(failed.error, frame_system::Error::<Runtime>::CallFiltered.into());
			true
		}
	}
}

/// Holders decide on the emergency track.
fn decided(call: impl Into<RuntimeCall>) {
	let index = referendum(Origin::Emergency, call.into());
	vote(index, true, &VOTERS);
	next_blocks(20);
}

#[test]
fn a_call_should_be_refused_when_holders_pause_it_and_taken_when_they_lift_that() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let full_name = full_name("transfer_allow_death");
		assert!(!is_refused(transfer()));
		decided(pallet_tx_pause::Call::<Runtime>::pause { full_name: full_name.clone() });
		assert!(is_refused(transfer()) && is_refused(batch(vec![transfer()])));
		let dest = account(Sr25519Keyring::Eve).into();
		let other = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: STOA };
		assert!(!is_refused(other.into()), "nobody has paused this one");
		decided(pallet_tx_pause::Call::<Runtime>::unpause { ident: full_name });
		assert!(!is_refused(transfer()));
	});
}

#[test]
fn a_pause_that_is_over_should_not_begin_anew_with_another() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let pause = |call| TxPause::pause(Origin::Emergency.into(), full_name(call));
		let later = |blocks| System::set_block_number(System::block_number() + blocks);
		assert_ok!(pause("transfer_allow_death"));
		later(PAUSE);
		assert_ok!(pause("transfer_keep_alive"));
		later(PAUSE);
		assert!(is_refused(transfer()), "prolonged by another");
		later(1);
		assert!(!is_refused(transfer()));
		assert_ok!(pause("transfer_all"));
		assert!(!is_refused(transfer()), "over is over");
		assert_ok!(pause("transfer_allow_death"));
		assert!(is_refused(transfer()));
	});
}

#[test]
fn safe_mode_should_end_in_time_however_often_one_decision_prolongs_it() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let ends = || EnteredUntil::<Runtime>::get().expect("entered") - System::block_number();
		let enter = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_enter {});
		let extend = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_extend {});
		let calls = std::iter::once(enter).chain(std::iter::repeat_n(extend, 9)).collect();
		assert_ok!(batch(calls).dispatch(Origin::Emergency.into()));
		assert_eq!(ends(), SAFE_MODE);
		System::set_block_number(System::block_number() + SAFE_MODE / 2);
		assert_ok!(SafeMode::force_extend(Origin::Emergency.into()));
		assert_eq!(ends(), SAFE_MODE);
	});
}
