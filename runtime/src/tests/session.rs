use super::chain;
use crate::{
	AccountId, Historical, Runtime, Session, SessionKeys, System,
	configs::{DisableOffenders, GenesisValidators},
};
use frame_support::traits::KeyOwnerProofSystem;
use pallet_session::SessionManager;
use sp_core::{crypto::ByteArray, sr25519};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

fn keys_of(validator: &AccountId) -> SessionKeys {
	pallet_session::NextKeys::<Runtime>::get(validator).expect("a validator has keys")
}

#[test]
fn the_set_should_stay_when_no_key_changes() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(GenesisValidators::new_session(5), None);
		Session::rotate_session();
		Session::rotate_session();
		assert_eq!(Session::validators().len(), 4);
	});
}

#[test]
fn a_new_key_should_be_provable_when_its_session_begins() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let alice = Sr25519Keyring::Alice.to_account_id();
		let mut keys = keys_of(&alice);
		keys.babe = sr25519::Public::from_raw([9; 32]).into();
		pallet_session::NextKeys::<Runtime>::insert(&alice, keys.clone());
		let key = (sp_consensus_babe::KEY_TYPE, keys.babe);
		pallet_session::KeyOwner::<Runtime>::insert((key.0, key.1.to_raw_vec()), &alice);
		// One session queues the key, the next uses it.
		Session::rotate_session();
		Session::rotate_session();
		let proof = Historical::prove(key.clone()).expect("proven");
		assert_eq!(Historical::check_proof(key, proof), Some((alice, ())));
	});
}

#[test]
fn an_equivocator_should_be_disabled_when_it_is_reported() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let [first, second] = [0, 1].map(|index| Session::validators()[index].clone());
		let offence = |validator: &AccountId| OffenceDetails::<AccountId, _> {
			offender: (validator.clone(), ()),
			reporters: vec![],
		};
		DisableOffenders::on_offence(&[offence(&first)], &[Perbill::zero()], 0);
		assert!(Session::disabled_validators().is_empty());
		DisableOffenders::on_offence(&[offence(&first)], &[Perbill::one()], 0);
		assert_eq!(Session::disabled_validators(), [0]);
		// At most a third of the set, or the chain would stop.
		DisableOffenders::on_offence(&[offence(&second)], &[Perbill::one()], 0);
		assert_eq!(Session::disabled_validators().len(), 1);
		assert_eq!(System::block_number(), 1);
	});
}

fn change_key(validator: &AccountId, seed: u8) {
	let mut keys = keys_of(validator);
	keys.babe = sr25519::Public::from_raw([seed; 32]).into();
	pallet_session::NextKeys::<Runtime>::insert(validator, keys);
}

#[test]
fn an_equivocator_should_stay_disabled_when_it_or_another_changes_keys() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let [first, second] = [0, 1].map(|index| Session::validators()[index].clone());
		let offence =
			OffenceDetails::<AccountId, _> { offender: (first.clone(), ()), reporters: vec![] };
		DisableOffenders::on_offence(&[offence], &[Perbill::one()], 0);
		for (validator, seed) in [(&first, 9), (&second, 8)] {
			change_key(validator, seed);
			for _ in 0..3 {
				Session::rotate_session();
				assert_eq!(Session::disabled_validators(), [0], "{seed}");
			}
			let used = pallet_babe::Authorities::<Runtime>::get();
			assert!(used.iter().any(|(key, _)| key.to_raw_vec() == [seed; 32]), "the key is used");
		}
	});
}

#[test]
fn a_validator_should_come_back_when_it_sets_keys_after_purging_them() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let gone = Session::validators()[1].clone();
		let keys = keys_of(&gone);
		let rotate = || (0..2).for_each(|_| Session::rotate_session());
		pallet_session::NextKeys::<Runtime>::remove(&gone);
		rotate();
		assert_eq!(Session::validators().len(), 3);
		pallet_session::NextKeys::<Runtime>::insert(&gone, keys);
		// Nobody else becomes one by having keys.
		let stranger = Sr25519Keyring::Eve.to_account_id();
		pallet_session::NextKeys::<Runtime>::insert(&stranger, keys_of(&gone));
		rotate();
		assert_eq!(Session::validators().len(), 4);
		assert!(Session::validators().contains(&gone));
		assert_eq!(GenesisValidators::new_session(9), None, "and nothing changes from then on");
	});
}

#[test]
fn the_set_should_stay_when_everyone_purges_their_keys() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let all = Session::validators();
		all.iter().for_each(pallet_session::NextKeys::<Runtime>::remove);
		assert_eq!(GenesisValidators::new_session(5), None);
	});
}
