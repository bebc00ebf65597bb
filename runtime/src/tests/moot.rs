//! What came too late through no fault of its sender costs nothing, and cannot fill blocks either.

use super::chain;
use crate::{
	Balances, Executive, Runtime, RuntimeCall, SignedPayload, System, TxExtension,
	UncheckedExtrinsic, moot::MOOT,
};
use codec::Encode;
use frame_support::{assert_err, dispatch::GetDispatchInfo, traits::fungible::Inspect};
use frame_system::offchain::CreateAuthorizedTransaction;
use scale_info::TypeInfo;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice};
use sp_runtime::{
	traits::TransactionExtension,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
};

fn signed(by: Sr25519Keyring, call: RuntimeCall) -> UncheckedExtrinsic {
	let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
	let payload = SignedPayload::new(call, extension).expect("the implicit parts are there");
	let signature = payload.using_encoded(|bytes| by.sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, by.to_account_id().into(), signature.into(), extension)
}

fn late() -> [RuntimeCall; 7] {
	[
		RuntimeCall::Referee(pallet_referee::Call::timeout { game: 7 }),
		RuntimeCall::Referee(pallet_referee::Call::answer { game: 7, answer: Default::default() }),
		RuntimeCall::Inference(pallet_inference::Call::poke { job: 7 }),
		RuntimeCall::Inference(pallet_inference::Call::drop_expired { job: 7 }),
		RuntimeCall::Channels(pallet_channels::Call::poke { channel: 7 }),
		RuntimeCall::Datasets(pallet_datasets::Call::poke { license: 7 }),
		RuntimeCall::Datasets(pallet_datasets::Call::commit_run { run: 7, commitment: [1; 32] }),
	]
}

#[test]
fn a_move_in_a_game_that_is_over_should_enter_no_block_and_cost_nothing() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let alice = Alice.to_account_id();
		let before = Balances::balance(&alice);
		for call in late() {
			let moot = TransactionValidityError::from(InvalidTransaction::Custom(MOOT));
			assert_err!(Executive::apply_extrinsic(signed(Alice, call)), moot);
		}
		assert_eq!(Balances::balance(&alice), before);
		assert_eq!(System::account_nonce(&alice), 0);

		// Others' failures cost their fee as before.
		let job = pallet_inference::Call::cancel_job { job: 7 };
		let failed = Executive::apply_extrinsic(signed(Alice, RuntimeCall::Inference(job)));
		assert!(matches!(failed, Ok(Err(_))), "{failed:?}");
		assert!(Balances::balance(&alice) < before);
	});
}

#[test]
fn clients_should_see_the_extension_that_they_know() {
	type Charge = pallet_transaction_payment::ChargeTransactionPayment<Runtime>;
	let all = <TxExtension as TransactionExtension<RuntimeCall>>::metadata();
	let seen = all.iter().find(|one| one.identifier == "ChargeTransactionPayment").expect("there");
	assert_eq!(seen.ty.type_info(), Charge::type_info());
}

#[test]
fn looking_for_what_is_moot_should_be_paid_for() {
	let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
	let weight = |call: &RuntimeCall| {
		<TxExtension as TransactionExtension<RuntimeCall>>::weight(&extension, call)
	};
	let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
	for call in late() {
		assert!(weight(&call).ref_time() > weight(&remark).ref_time());
		assert!(call.get_dispatch_info().call_weight.ref_time() > 0);
	}
}
