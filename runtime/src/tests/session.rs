use super::chain;
use crate::{
	AccountId, Historical, Runtime, Session, SessionKeys, System,
	configs::{ElectedValidators, Offenders, PunishEquivocators},
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

/// As `set_keys` does, without the proof that it wants.
fn change_key(validator: &AccountId, seed: u8) -> SessionKeys {
	let mut keys = keys_of(validator);
	keys.babe = sr25519::Public::from_raw([seed; 32]).into();
	pallet_session::NextKeys::<Runtime>::insert(validator, keys.clone());
	let key = (sp_consensus_babe::KEY_TYPE, keys.babe.to_raw_vec());
	pallet_session::KeyOwner::<Runtime>::insert(key, validator);
	keys
}

fn report(offender: &AccountId, fraction: Perbill) {
	let offence =
		OffenceDetails::<AccountId, _> { offender: (offender.clone(), ()), reporters: vec![] };
	PunishEquivocators::on_offence(&[offence], &[fraction], Session::current_index());
}

#[test]
fn a_new_key_should_be_provable_when_its_session_begins() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let alice = Sr25519Keyring::Alice.to_account_id();
		// The first sessions after an election, so that the next one is some sessions away.
		Session::rotate_session();
		assert_eq!(ElectedValidators::new_session(2), None, "no key changed");
		let keys = change_key(&alice, 9);
		// One session queues the key, the next uses it.
		Session::rotate_session();
		Session::rotate_session();
		let key = (sp_consensus_babe::KEY_TYPE, keys.babe);
		let proof = Historical::prove(key.clone()).expect("proven");
		assert_eq!(Historical::check_proof(key, proof), Some((alice, ())));
		System::assert_has_event(
			pallet_session::historical::Event::<Runtime>::RootStored { index: 3 }.into(),
		);
	});
}

#[test]
fn an_equivocator_should_be_disabled_when_it_is_reported() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let [first, second] = [0, 1].map(|index| Session::validators()[index].clone());
		report(&first, Perbill::one());
		assert_eq!(Session::disabled_validators(), [0]);
		// At most a third of the set, or the chain would stop.
		report(&second, Perbill::one());
		assert_eq!(Session::disabled_validators().len(), 1);
	});
}

#[test]
fn an_equivocator_should_stay_disabled_when_it_or_another_changes_keys() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let [first, second] = [0, 1].map(|index| Session::validators()[index].clone());
		report(&first, Perbill::one());
		for (validator, seed) in [(&first, 9), (&second, 8)] {
			change_key(validator, seed);
			Session::rotate_session();
			if let Some(place) = Session::validators().iter().position(|who| *who == first) {
				assert_eq!(Session::disabled_validators(), [place as u32], "{seed}");
			}
		}
		assert_eq!(Offenders::get().len(), 1);
	});
}
