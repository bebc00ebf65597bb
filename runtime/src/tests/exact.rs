//! Class Exact, as far as it goes through several pallets.

use super::{chain, try_state};
use crate::{
	AccountId, Balances, Models, Providers, Referee, Runtime, RuntimeOrigin, System,
	constants::money::{EXACT_BOND, STOA},
	durations::RetireGrace,
};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use pallet_models::{Artefact, ArtefactFormat, Metadata};
use sp_core::{Pair, sr25519};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::Perbill;
use std::path::Path;
use stoa_exact::{artefact::Artefact as Model, model, weights::Tensor};
use stoa_primitives::{
	TokenPrice, VerificationClass,
	frame::{BadModels, ModelHeader, ModelInspect, SpokenFor},
};

/// The tiny model with a gain that breaks the contract's bounds.
fn bad_model() -> Model {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/exact/tests/data/tiny.gguf");
	let mut model = model::Model::open(&path).unwrap();
	model.norm[3] = 1 << 24;
	Model::new(model.into(), &[2], [7; 32]).unwrap()
}

fn by(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

fn publish(owner: &AccountId, header: &ModelHeader) {
	let metadata = Metadata {
		name: b"tiny".to_vec().try_into().unwrap(),
		card: [1; 32],
		uri: Default::default(),
	};
	assert_ok!(Models::publish(by(owner), metadata));
	let split = vec![(owner.clone(), Perbill::one())].try_into().unwrap();
	assert_ok!(Models::add_release(
		by(owner),
		0,
		Artefact { hash: [2; 32], bytes: 1_000, format: ArtefactFormat::Exact },
		[3; 32],
		VerificationClass::Exact,
		b"Apache-2.0".to_vec().try_into().unwrap(),
		64,
		TokenPrice::default(),
		split,
		Default::default(),
		Some(header.clone()),
	));
}

#[test]
fn a_proof_against_a_model_should_stop_its_releases_and_cost_the_publisher_its_bond() {
	let model = bad_model();
	let header: ModelHeader = model.header().encode().try_into().unwrap();
	let proof = |tensor| model.prove_weights(tensor, 0).try_into().unwrap();
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob, charlie] = [Alice, Bob, Charlie].map(|key| key.to_account_id());
		let before = [&alice, &bob].map(Balances::total_balance);
		publish(&alice, &header);
		let terms = || <Models as ModelInspect<AccountId>>::terms(0).unwrap();
		assert!(terms().active);
		assert_noop!(
			Referee::prove_bad_release(by(&bob), header.clone(), proof(Tensor::Embedding)),
			pallet_referee::Error::<Runtime>::NotBad
		);
		let proven = proof(Tensor::FinalNorm);
		assert_ok!(Referee::prove_bad_release(by(&bob), header.clone(), proven));
		assert!(!terms().active);
		let root = sp_io::hashing::blake2_256(&header);
		assert!(<Models as BadModels<AccountId>>::is_bad(&root));
		try_state();

		System::set_block_number(System::block_number() + RetireGrace::get());
		assert_ok!(Models::drop_release(by(&charlie), 0));
		assert_ok!(Models::unpublish(by(&alice), 0));
		let after = [&alice, &bob].map(Balances::total_balance);
		assert_eq!(before[0] - after[0], EXACT_BOND);
		assert_eq!(after[1] - before[1], EXACT_BOND / 5);
		try_state();
	});
}

#[test]
fn a_signing_keys_account_should_speak_for_its_provider_and_nobody_else() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let pair = sr25519::Pair::from_seed(&[4; 32]);
		let key = pair.public().0;
		let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
		let endpoint = b"https://p1.example.org".to_vec().try_into().unwrap();
		assert_ok!(Providers::register(by(&alice), key, [7; 32], endpoint, 100 * STOA));
		let speaks = |who: &AccountId, account: &AccountId| {
			<Providers as SpokenFor<AccountId>>::speaks_for(who, account)
		};
		assert!(speaks(&key.into(), &alice));
		assert!(!speaks(&key.into(), &bob));
		assert!(!speaks(&alice, &key.into()));
		let digest = [5; 32];
		let signature = pair.sign(&digest).0;
		assert!(<Providers as SpokenFor<AccountId>>::signed(&alice, &digest, &signature));
	});
}
