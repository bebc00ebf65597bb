use super::chain;
use crate::{
	AccountId, Balances, Runtime, System,
	configs::treasury_account,
	constants::money::{EXISTENTIAL_DEPOSIT, STOA},
};
use frame_support::traits::{
	OnUnbalanced,
	fungible::{Balanced, Inspect},
};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;

type DealFees = crate::configs::DealFees;

fn issue(amount: u128) -> frame_support::traits::fungible::Credit<AccountId, Balances> {
	<Balances as Balanced<AccountId>>::issue(amount)
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
fn operational_calls_should_find_room_when_normal_ones_fill_the_block() {
	use frame_support::dispatch::DispatchClass;
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	weights.clone().validate().expect("block weights are consistent");
	let normal = weights.get(DispatchClass::Normal).max_total.unwrap();
	assert!(normal.ref_time() < weights.max_block.ref_time());
	assert!(weights.get(DispatchClass::Operational).reserved.unwrap().ref_time() > 0);
}

#[test]
fn a_transfer_should_cost_little_when_blocks_are_empty() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let call = crate::RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: Sr25519Keyring::Bob.to_account_id().into(),
			value: STOA,
		});
		let info = crate::TransactionPayment::query_call_info(call, 150);
		assert!(info.partial_fee < STOA / 100, "{}", info.partial_fee);
		assert_eq!(System::block_number(), 1);
	});
}
