//! Where fees go, how far they rise, and that a quote is what is charged.

use super::chain;
use crate::{
	AccountId, Balance, Balances, Executive, Rewards, Runtime, RuntimeCall, RuntimeOrigin,
	SignedPayload, System, TransactionPayment, TxExtension, UncheckedExtrinsic,
	configs::treasury_account,
	constants::money::{EXISTENTIAL_DEPOSIT, MILLI, STOA},
	moot::ChargeUnlessMoot,
};
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::DispatchClass,
	traits::{
		OnUnbalanced,
		fungible::{Balanced, Credit, Inspect},
	},
	weights::Weight,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_rewards::FeeShares;
use pallet_transaction_payment::{Multiplier, NextFeeMultiplier};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};
use sp_runtime::{FixedPointNumber, traits::Convert};
use stoa_primitives::frame::Within;

type DealFees = crate::configs::DealFees;
type Adjustment = <Runtime as pallet_transaction_payment::Config>::FeeMultiplierUpdate;

fn issue(amount: u128) -> Credit<AccountId, Balances> {
	<Balances as Balanced<AccountId>>::issue(amount)
}

fn set_shares(burned: u32, author: u32) {
	let shares = FeeShares { burned: Within::clamped(burned), author: Within::clamped(author) };
	assert_ok!(Rewards::set_fee_shares(RuntimeOrigin::root(), shares));
}

#[test]
fn fees_should_be_burned_and_shared_to_the_last_planck() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let before = Balances::total_issuance();
		let fees = STOA + 1;
		DealFees::on_unbalanceds([issue(fees), issue(0)].into_iter());
		// No block is being authored here, so the author's share is burned too.
		let treasury = Balances::balance(&treasury_account()) - EXISTENTIAL_DEPOSIT;
		assert_eq!(treasury, (fees - fees * 60 / 100) / 2);
		assert_eq!(Balances::total_issuance(), before + treasury);
	});
}

#[test]
fn fees_should_go_where_the_dao_says() {
	for (burned, author) in [(300_000, 0), (300_000, 300_000), (700_000, 0), (700_000, 300_000)] {
		chain(DEV_RUNTIME_PRESET).execute_with(|| {
			set_shares(burned, author);
			let before = Balances::balance(&treasury_account());
			DealFees::on_unbalanceds([issue(STOA), issue(0)].into_iter());
			let treasury = Balances::balance(&treasury_account()) - before;
			let expected = Balance::from(1_000_000 - burned - author) * STOA / 1_000_000;
			assert_eq!(treasury, expected, "{burned} burned, {author} to the author");
		});
	}
}

#[test]
fn operational_calls_should_find_room_when_normal_ones_fill_the_block() {
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	weights.clone().validate().expect("block weights are consistent");
	let normal = weights.get(DispatchClass::Normal).max_total.unwrap();
	assert!(normal.ref_time() < weights.max_block.ref_time());
	assert!(weights.get(DispatchClass::Operational).reserved.unwrap().ref_time() > 0);
}

#[test]
fn a_transfer_should_cost_little_when_blocks_are_empty() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let info = TransactionPayment::query_call_info(transfer(STOA), 150);
		assert!(info.partial_fee < STOA / 100, "{}", info.partial_fee);
		assert_eq!(System::block_number(), 1);
	});
}

/// The multiplier after a block that is as full as `share` of what ordinary calls may take.
fn after(multiplier: Multiplier, share: u64) -> Multiplier {
	let limit = <Runtime as frame_system::Config>::BlockWeights::get()
		.get(DispatchClass::Normal)
		.max_total
		.unwrap();
	let used = Weight::from_parts(limit.ref_time() / 100 * share, limit.proof_size() / 100 * share);
	System::set_block_consumed_resources(used, 0);
	Adjustment::convert(multiplier)
}

#[test]
fn the_base_fee_should_follow_fullness_slowly_and_stay_within_its_bounds() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let one = Multiplier::saturating_from_integer(1);
		let most = Multiplier::saturating_from_integer(1_000);
		let least = Multiplier::saturating_from_rational(1, 10);
		let (full, empty) = (after(one, 100), after(one, 0));
		assert!(full > one && full < Multiplier::saturating_from_rational(100_001, 100_000));
		assert!(empty < one && empty > Multiplier::saturating_from_rational(99_999, 100_000));
		assert_eq!(after(most, 100), most, "a fee that nobody can pay is none");
		assert_eq!(after(least, 0), least);

		let day = |share| (0..28_800).fold(one, |multiplier, _| after(multiplier, share));
		let (up, down) = (day(100), day(0));
		assert!(up > Multiplier::saturating_from_rational(125, 100), "{up}");
		assert!(up < Multiplier::saturating_from_rational(135, 100), "{up}");
		assert!(down < one && down > Multiplier::saturating_from_rational(85, 100), "{down}");
	});
}

fn transfer(value: Balance) -> RuntimeCall {
	let dest = Bob.to_account_id().into();
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value })
}

fn remark(bytes: usize) -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![7; bytes] })
}

/// Calls of many kinds and sizes, such as succeed, fail, use less than they are weighed at, or carry others.
fn calls() -> Vec<RuntimeCall> {
	let bob = Bob.to_account_id();
	let inner = vec![transfer(STOA), remark(100), transfer(u128::MAX)];
	let nested = RuntimeCall::Utility(pallet_utility::Call::batch { calls: inner.clone() });
	let metadata = pallet_models::Metadata {
		name: b"a model".to_vec().try_into().unwrap(),
		card: [1; 32],
		uri: Default::default(),
	};
	vec![
		transfer(STOA),
		transfer(u128::MAX),
		remark(0),
		remark(1),
		remark(1_000),
		remark(100_000),
		RuntimeCall::System(frame_system::Call::remark_with_event { remark: vec![1; 300] }),
		RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![] }),
		RuntimeCall::Utility(pallet_utility::Call::batch { calls: inner.clone() }),
		RuntimeCall::Utility(pallet_utility::Call::batch_all { calls: inner }),
		RuntimeCall::Utility(pallet_utility::Call::force_batch { calls: vec![nested] }),
		RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: bob.clone().into(),
			force_proxy_type: None,
			call: Box::new(transfer(STOA)),
		}),
		RuntimeCall::Providers(pallet_providers::Call::register {
			signing_key: [1; 32],
			transport_key: [2; 32],
			endpoint: b"https://p.example.org".to_vec().try_into().unwrap(),
			bond: 100 * STOA,
		}),
		RuntimeCall::Providers(pallet_providers::Call::chill {}),
		RuntimeCall::Models(pallet_models::Call::publish { metadata }),
		RuntimeCall::Inference(pallet_inference::Call::cancel_job { job: 7 }),
		RuntimeCall::Disputes(pallet_disputes::Call::unbond {
			court: stoa_primitives::Court::Models,
			amount: STOA,
		}),
		RuntimeCall::Rewards(pallet_rewards::Call::claim {}),
		RuntimeCall::Rewards(pallet_rewards::Call::claim_other { who: bob.clone() }),
		RuntimeCall::Delegation(pallet_delegation::Call::delegate {
			provider: bob.clone(),
			amount: 10 * STOA,
		}),
		RuntimeCall::Delegation(pallet_delegation::Call::withdraw { provider: bob }),
	]
}

pub(super) fn signed(by: Sr25519Keyring, call: RuntimeCall, tip: Balance) -> UncheckedExtrinsic {
	let mut extension: TxExtension =
		<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
	extension.6 = frame_system::CheckNonce::from(System::account_nonce(by.to_account_id()));
	extension.8 = ChargeUnlessMoot::from(tip);
	let payload = SignedPayload::new(call, extension).expect("the implicit parts are there");
	let signature = payload.using_encoded(|bytes| by.sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, by.to_account_id().into(), signature.into(), extension)
}

/// What was charged last, and the tip in it.
fn charged() -> (Balance, Balance) {
	let event = |record: frame_system::EventRecord<crate::RuntimeEvent, _>| match record.event {
		crate::RuntimeEvent::TransactionPayment(
			pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, tip, .. },
		) => Some((actual_fee, tip)),
		_ => None,
	};
	System::events().into_iter().rev().find_map(event).expect("a fee was paid")
}

#[test]
fn a_quote_should_be_what_is_charged() {
	let (mut same, mut less) = (0, 0);
	for (numerator, denominator) in [(1, 10), (1, 1), (7, 3), (1_000, 1)] {
		for tip in [0, MILLI] {
			chain(DEV_RUNTIME_PRESET).execute_with(|| {
				let multiplier = Multiplier::saturating_from_rational(numerator, denominator);
				NextFeeMultiplier::<Runtime>::put(multiplier);
				for call in calls() {
					let name = format!("{call:?}").chars().take(60).collect::<String>();
					let extrinsic = signed(Charlie, call, tip);
					let length = extrinsic.encoded_size() as u32;
					let quote =
						TransactionPayment::query_info(extrinsic.clone(), length).partial_fee;
					let details = TransactionPayment::query_fee_details(extrinsic.clone(), length);
					let inclusion = details.inclusion_fee.expect("signed calls pay");
					assert_eq!(inclusion.inclusion_fee(), quote, "{name}");
					assert_ok!(Executive::apply_extrinsic(extrinsic).map(|_| ()));
					let (fee, paid_tip) = charged();
					assert_eq!(paid_tip, tip, "{name}");
					// What a call did not use comes back; nothing is ever charged beyond the quote.
					assert!(fee <= quote + tip, "{name}: {fee} for a quote of {quote} and {tip}");
					assert!(fee - tip >= inclusion.len_fee, "{name}");
					if fee == quote + tip { same += 1 } else { less += 1 }
				}
			});
		}
	}
	assert!(same > less, "{same} cost what was quoted, {less} less");
}

#[test]
fn what_is_charged_should_leave_the_account_and_nothing_else() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let (alice, issuance) = (Alice.to_account_id(), Balances::total_issuance());
		let before = Balances::total_balance(&alice);
		let treasury = Balances::balance(&treasury_account());
		assert_ok!(Executive::apply_extrinsic(signed(Alice, remark(500), 0)).map(|_| ()));
		let (fee, _) = charged();
		assert_eq!(before - Balances::total_balance(&alice), fee);
		let gained = Balances::balance(&treasury_account()) - treasury;
		// Without an author its part is burned.
		assert_eq!(issuance - Balances::total_issuance(), fee - gained);
		assert_eq!(gained, (fee - fee * 6 / 10) / 2);
	});
}
