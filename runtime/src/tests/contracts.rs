//! Jobs on their way into contracts that run.

use super::{chain, fees::signed, try_state};
use crate::{
	AccountId, Balances, Contracts, Inference, Runtime, RuntimeCall, RuntimeHoldReason,
	RuntimeOrigin, System, TransactionPayment,
	configs::contracts::IntoContracts,
	constants::money::{MILLI, STOA},
};
use codec::Encode;
use frame_support::{
	dispatch::PostDispatchInfo,
	storage::with_storage_layer,
	traits::fungible::{Inspect, InspectHold, MutateHold},
	weights::Weight,
};
use pallet_contracts::{Code, CollectEvents, DebugInfo};
use pallet_inference::{
	Deliveries, Delivery, Event, HoldReason, JobRecord, JobsByAccount, NextJobId, Outcome, Records,
};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::DispatchError;
use stoa_primitives::{
	Balance, InlineBytes, MAX_INLINE_BYTES, VerificationClass,
	frame::Deliver,
	merkle::content_root,
	payload::{ZERO_SALT, output_commitment},
};

const GAS: Weight = Weight::from_parts(10_000_000_000, 1_000_000);
const FEE: Balance = STOA;

/// Bodies of `call`, in wasm's own bytes.
const TAKES: &[u8] = &[0x0b];
const TRAPS: &[u8] = &[0x00, 0x0b];
/// `loop br 0 end`
const LOOPS: &[u8] = &[0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b];
/// `terminate(0)`: to the account of zeros.
const ENDS: &[u8] = &[0x41, 0x00, 0x10, 0x00, 0x0b];

fn section(id: u8, body: Vec<u8>) -> Vec<u8> {
	let length = u8::try_from(body.len()).expect("short");
	[vec![id, length], body].concat()
}

fn name(text: &str) -> Vec<u8> {
	[&[text.len() as u8], text.as_bytes()].concat()
}

/// A module that imports its memory and `terminate`, and whose `deploy` does nothing.
fn module(call: &[u8]) -> Vec<u8> {
	let body = |code: &[u8]| [vec![code.len() as u8 + 1, 0], code.to_vec()].concat();
	[
		b"\0asm\x01\0\0\0".to_vec(),
		section(1, vec![2, 0x60, 0, 0, 0x60, 1, 0x7f, 0]),
		section(
			2,
			[
				vec![2],
				name("env"),
				name("memory"),
				vec![2, 1, 1, 1],
				name("seal1"),
				name("terminate"),
				vec![0, 1],
			]
			.concat(),
		),
		section(3, vec![2, 0, 0]),
		section(7, [vec![2], name("call"), vec![0, 1], name("deploy"), vec![0, 2]].concat()),
		section(10, [vec![2], body(call), body(TAKES)].concat()),
	]
	.concat()
}

fn contract(call: &[u8]) -> AccountId {
	let made = Contracts::bare_instantiate(
		Alice.to_account_id(),
		100 * STOA,
		GAS,
		None,
		Code::Upload(module(call)),
		Vec::new(),
		Vec::new(),
		DebugInfo::Skip,
		CollectEvents::Skip,
	);
	made.result.expect("it is made").account_id
}

fn output() -> InlineBytes {
	b"yes".to_vec().try_into().expect("short")
}

/// A job of a contract's that is over, and waits to be delivered.
fn deliverable(requester: &AccountId) {
	let held = RuntimeHoldReason::Inference(HoldReason::DeliveryFee);
	Balances::hold(&held, requester, FEE).expect("it has money");
	let record = JobRecord {
		requester: requester.clone(),
		release: 0,
		outcome: Outcome::Final,
		class: VerificationClass::Replicated,
		output: output_commitment(&ZERO_SALT, &content_root(&output())),
		tokens: 1,
		bytes: 3,
		charged: STOA,
		executors: 3,
		quorum: 2,
		backers: 3,
		auditors: 0,
		losing_percent: 0,
		keep_until: 1_000,
		deposit: 0,
	};
	Records::<Runtime>::insert(0, record);
	JobsByAccount::<Runtime>::insert(requester, 0, ());
	NextJobId::<Runtime>::put(1);
	Deliveries::<Runtime>::insert(0, Delivery { selector: [0; 4], gas: GAS, fee: FEE });
}

fn deliver() -> Result<PostDispatchInfo, DispatchError> {
	let by = RuntimeOrigin::signed(Bob.to_account_id());
	with_storage_layer(|| {
		Inference::deliver(by, 0, GAS, Some(output())).map_err(|refused| refused.error)
	})
}

fn was_accepted() -> bool {
	let delivered = System::events().into_iter().rev().find_map(|record| match record.event {
		crate::RuntimeEvent::Inference(Event::JobDelivered { accepted, .. }) => Some(accepted),
		_ => None,
	});
	delivered.expect("the delivery is told")
}

/// Delivers into a contract that does this; whether it took it, and what was used.
fn delivered(call: &[u8], before: impl FnOnce(&AccountId)) -> (bool, Weight) {
	let mut seen = None;
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let contract = contract(call);
		deliverable(&contract);
		before(&contract);
		try_state();
		let (issuance, bob) = (Balances::total_issuance(), Bob.to_account_id());
		let had = Balances::total_balance(&bob);
		let used = deliver().expect("it is delivered").actual_weight.expect("told");
		assert_eq!(Balances::total_balance(&bob), had + FEE, "whatever the contract does");
		assert_eq!(Balances::total_issuance(), issuance, "no money vanishes");
		let held = RuntimeHoldReason::Inference(HoldReason::DeliveryFee);
		assert_eq!(Balances::balance_on_hold(&held, &contract), 0);
		assert!(deliver().is_err(), "a second time");
		try_state();
		seen = Some((was_accepted(), used));
	});
	seen.expect("it ran")
}

#[test]
fn deliver_should_be_taken_when_the_contract_takes_it() {
	let (accepted, used) = delivered(TAKES, |_| {});
	assert!(accepted);
	assert!(used.all_lt(GAS), "{used:?}: gas that is not used is not paid for");
}

#[test]
fn deliver_should_end_when_the_contract_traps_or_runs_out_of_gas() {
	assert!(!delivered(TRAPS, |_| {}).0);
	let (accepted, used) = delivered(LOOPS, |_| {});
	assert!(!accepted);
	let most = GAS.saturating_add(IntoContracts::overhead());
	assert!(used.ref_time() > GAS.ref_time() / 2, "{used:?}: it pays for its loop");
	assert!(used.ref_time() < most.ref_time() + GAS.ref_time(), "{used:?}: and for no more");
}

#[test]
fn deliver_should_be_paid_when_the_contract_ends_itself() {
	assert!(delivered(ENDS, |_| {}).0, "that is its own affair");
}

#[test]
fn deliver_should_be_paid_when_the_contract_is_gone() {
	let (accepted, _) = delivered(ENDS, |contract| {
		let ended = Contracts::bare_call(
			Alice.to_account_id(),
			contract.clone(),
			0,
			GAS,
			None,
			Vec::new(),
			DebugInfo::Skip,
			CollectEvents::Skip,
			pallet_contracts::Determinism::Enforced,
		);
		assert!(ended.result.is_ok(), "{:?}", ended.result);
		assert!(Contracts::code_hash(contract).is_none());
	});
	assert!(!accepted);
}

#[test]
fn the_least_fee_should_cover_a_transaction_when_fees_stay() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let fee = Inference::delivery_fee(GAS);
		let output = InlineBytes::try_from(vec![b'a'; MAX_INLINE_BYTES as usize]).ok();
		let call = pallet_inference::Call::deliver { job: u64::MAX, gas: GAS, output };
		let extrinsic = signed(Bob, RuntimeCall::Inference(call), 0);
		let length = extrinsic.encoded_size() as u32;
		let cost = TransactionPayment::query_info(extrinsic, length).partial_fee;
		// A little more, for eras, nonces and numbers that are longer.
		assert!((cost..cost + MILLI / 10).contains(&fee), "{fee} for what costs {cost}");
		assert!(fee < STOA, "{fee}: and is no fortune");
	});
}

#[test]
fn contracts_should_have_no_call_of_the_runtime_when_they_ask_for_one() {
	use frame_support::traits::Contains;
	let call = RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() });
	assert!(!<Runtime as pallet_contracts::Config>::CallFilter::contains(&call));
}
