//! Licences of data through datasets, models and the court.

use super::{
	chain,
	court::{by, decide, jurors_of, run},
	try_state,
};
use crate::{
	AccountId, Balances, Datasets, Disputes, Draws, Models, Runtime, RuntimeHoldReason, System,
	constants::money::STOA,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::Pays,
	traits::{
		Hooks,
		fungible::{Inspect, InspectHold},
	},
};
use pallet_datasets::{
	Error, HoldReason, LicenceText, Metadata, NewDataRelease, Rights, RunEnd, RunStage, Term,
};
use pallet_models::{Artefact, ArtefactFormat, Parent};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use sp_runtime::Perbill;
use stoa_primitives::{
	Balance, CaseSubject, Court, ListingFault, Ruling, TokenPrice, VerificationClass,
	dataset::{
		DataCommitment, DataKey, DataTree, algorithm_checksum, encrypt_chunk, key_commitment,
		public_key, result_key, run_commitment, seal_envelope,
	},
	frame::{Algorithm, ChainIdentity, ModelInspect},
};

const KEY: DataKey = [7; 32];
const SECRET: [u8; 32] = [9; 32];
const PRICE: Balance = 10 * STOA;
/// As long as a licence lasts.
const BLOCKS: u32 = 20_000;

/// One chunk, encrypted by `key`.
fn commitment(key: &DataKey, text: &[u8]) -> DataCommitment {
	let mut chunk = text.to_vec();
	let mut tree = DataTree::default();
	tree.push(&encrypt_chunk(key, 0, &mut chunk));
	let root = tree.root().expect("it has a leaf");
	DataCommitment { root, bytes: text.len() as u64, key: key_commitment(key) }
}

/// A dataset of Alice's, with Charlie and Dave for custodians.
fn publish() {
	let [alice, charlie, dave] = [Alice, Charlie, Dave].map(|key| key.to_account_id());
	let name = b"reviews".to_vec().try_into().unwrap();
	let metadata = Metadata { name, card: [1; 32], uri: Default::default() };
	let bond = Datasets::parameters().bond;
	assert_ok!(Datasets::publish(by(&alice), metadata, bond));
	let release = NewDataRelease {
		data: commitment(&KEY, b"good"),
		custodians: vec![charlie, dave].try_into().unwrap(),
		key_split: None,
		split: vec![(alice.clone(), Perbill::one())].try_into().unwrap(),
		parents: Default::default(),
	};
	assert_ok!(Datasets::add_release(by(&alice), 0, Box::new(release)));
}

fn add_term(compute_only: bool) {
	let term = Term {
		blocks: Some(BLOCKS),
		uses: None,
		compute_only,
		rights: Rights { train: true, ..Default::default() },
		price: PRICE,
		text: LicenceText::Spdx(b"CC-BY-4.0".to_vec().try_into().unwrap()),
	};
	assert_ok!(Datasets::add_term(by(&Alice.to_account_id()), 0, term));
}

/// A licence of Bob's, in force.
fn licensed() {
	let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
	publish();
	add_term(false);
	assert_ok!(Datasets::buy(by(&bob), 0, 0, PRICE, Some(public_key(&SECRET))));
	let envelope = seal_envelope(&public_key(&SECRET), &KEY, [5; 32]).unwrap();
	let post = Datasets::deliver(by(&alice), 0, envelope).unwrap();
	assert_eq!(post.pays_fee, Pays::No);
	assert_ok!(Datasets::acknowledge(by(&bob), 0));
}

fn escrow() -> Balance {
	let reason = RuntimeHoldReason::Datasets(HoldReason::LicenseEscrow);
	Balances::balance_on_hold(&reason, &Bob.to_account_id())
}

/// Goes on by so many blocks, in which datasets do what is due.
fn pass(blocks: u32) {
	for _ in 0..blocks {
		System::set_block_number(System::block_number() + 1);
		Datasets::on_initialize(System::block_number());
	}
}

#[test]
fn what_is_not_earned_should_go_back_as_the_court_rules() {
	for (ruling, left) in [(Ruling::Refund, 0), (Ruling::Split, 0), (Ruling::Dismiss, PRICE)] {
		chain(DEV_RUNTIME_PRESET).execute_with(|| {
			let bob = Bob.to_account_id();
			jurors_of(Court::Data);
			licensed();
			let before = Balances::total_balance(&Alice.to_account_id());
			assert_ok!(Datasets::go_to_court(by(&bob), 0));
			assert_eq!(Disputes::case_of(CaseSubject::License(0)), Some(0));
			assert_eq!(Disputes::case(0).unwrap().court, Court::Data);
			try_state();
			decide(0, ruling);
			assert_eq!(escrow(), left, "{ruling:?}");
			let alice_has = Balances::total_balance(&Alice.to_account_id()) - before;
			let half = if ruling == Ruling::Split { PRICE / 2 } else { 0 };
			assert_eq!(alice_has, half, "{ruling:?}");
			assert_eq!(Datasets::license(0).is_some(), left > 0);
			try_state();
		});
	}
}

#[test]
fn an_owner_should_have_a_licence_revoked_and_gain_nothing() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		jurors_of(Court::Data);
		licensed();
		add_model();
		assert_ok!(Datasets::go_to_court(by(&Alice.to_account_id()), 0));
		decide(0, Ruling::Revoke);
		assert_eq!((Datasets::license(0), escrow()), (None, 0));
		let flagged = System::events().into_iter().any(|record| {
			let event =
				pallet_datasets::Event::DescendantFlagged { model: 0, license: 0, release: 0 };
			record.event == crate::RuntimeEvent::Datasets(event)
		});
		assert!(flagged);
		// What was noted stays.
		assert_eq!(Datasets::lineage(0).len(), 1);
		let again = try_model();
		assert_noop!(again, pallet_models::Error::<Runtime>::ParentNotLicensed);
		try_state();
	});
}

#[test]
fn a_dataset_that_infringes_should_be_hidden_from_default_views() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		jurors_of(Court::Data);
		publish();
		let subject = CaseSubject::Dataset(0);
		let bob = by(&Bob.to_account_id());
		assert_ok!(Disputes::challenge_listing(bob, subject, ListingFault::Infringing));
		assert_eq!(Datasets::datasets(Default::default(), 0, 9).datasets.len(), 1);
		decide(0, Ruling::Revoke);
		assert!(Datasets::datasets(Default::default(), 0, 9).datasets.is_empty());
		let all = pallet_datasets::DatasetFilter { flagged: true, ..Default::default() };
		assert_eq!(Datasets::datasets(all, 0, 9).datasets.len(), 1);
		try_state();
	});
}

/// Bob's model, trained by licence 0, of which a fifth of the royalty is for the data.
fn try_model() -> sp_runtime::DispatchResult {
	let bob = Bob.to_account_id();
	let parents = vec![(Parent::License(0), Perbill::from_percent(20))];
	Models::add_release(
		by(&bob),
		0,
		Artefact { hash: [2; 32], bytes: 9, format: ArtefactFormat::Gguf },
		[3; 32],
		VerificationClass::Replicated,
		b"MIT".to_vec().try_into().unwrap(),
		512,
		TokenPrice { per_1k_input: 10, per_1k_output: 20 },
		vec![(bob, Perbill::one())].try_into().unwrap(),
		parents.try_into().unwrap(),
		None,
	)
}

fn add_model() {
	let metadata = pallet_models::Metadata {
		name: b"model".to_vec().try_into().unwrap(),
		card: [1; 32],
		uri: Default::default(),
	};
	assert_ok!(Models::publish(by(&Bob.to_account_id()), metadata));
	assert_ok!(try_model());
}

#[test]
fn a_model_should_name_its_data_and_pay_for_it() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		licensed();
		add_model();
		let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
		let payees = <Models as ModelInspect<AccountId>>::payees(0).into_inner();
		assert_eq!(payees, [(bob, Perbill::from_percent(80)), (alice, Perbill::from_percent(20))]);
		let lineage = Datasets::lineage(0);
		assert_eq!((lineage[0].release, lineage[0].license), (0, Some(0)));
		assert_eq!(lineage[0].root, commitment(&KEY, b"good").root);
		// A byte of it is changed: it is other data.
		assert_ne!(lineage[0].root, commitment(&KEY, b"goof").root);
		try_state();
	});
}

#[test]
fn a_run_should_be_computed_by_custodians_and_paid() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob, charlie, dave] =
			[Alice, Bob, Charlie, Dave].map(|key| key.to_account_id());
		publish();
		add_term(true);
		assert_ok!(Datasets::buy(by(&bob), 0, 0, PRICE, None));
		let checksum = algorithm_checksum(&[4; 32], b"/bin/count");
		let one_time_key = public_key(&SECRET);
		let ask = || {
			let seats = vec![charlie.clone(), dave.clone()].try_into().unwrap();
			Datasets::request_run(by(&bob), 0, checksum, [2; 32], one_time_key, seats, 5 * STOA)
		};
		assert_noop!(ask(), Error::<Runtime>::AlgorithmNotAllowed);
		let algorithm =
			Algorithm { output_bytes: 64, epsilon: 0, price: 3 * STOA, seat_price: STOA };
		assert_ok!(Datasets::set_algorithm(by(&alice), 0, checksum, Some(algorithm)));
		assert_ok!(ask());

		let genesis = <Draws as ChainIdentity>::genesis();
		let output = sp_io::hashing::blake2_256(b"42");
		let key = result_key(&genesis, &KEY, 0, &output);
		let result = commitment(&key, b"42");
		let salt = |n: usize| [n as u8; 32];
		let custodians = [&charlie, &dave];
		for (n, who) in custodians.into_iter().enumerate() {
			let hidden = run_commitment(&genesis, 0, who, &result, &salt(n));
			assert_ok!(Datasets::commit_run(by(who), 0, hidden));
		}
		for (n, who) in custodians.into_iter().enumerate() {
			assert_ok!(Datasets::reveal_run(by(who), 0, result, salt(n)));
		}
		assert!(matches!(Datasets::run(0).unwrap().stage, RunStage::Offered { .. }));
		try_state();
		assert_ok!(Datasets::accept_run(by(&bob), 0));
		let envelope = seal_envelope(&one_time_key, &key, [5; 32]).unwrap();
		assert_ok!(Datasets::deliver_run(by(&dave), 0, envelope));
		// Nobody says anything more: it is paid.
		pass(Datasets::parameters().check_blocks.get() + 1);
		let ended = System::events().into_iter().find_map(|record| match record.event {
			crate::RuntimeEvent::Datasets(pallet_datasets::Event::RunEnded {
				reason,
				paid,
				..
			}) => Some((reason, paid)),
			_ => None,
		});
		assert_eq!(ended, Some((RunEnd::Done, 5 * STOA)));
		try_state();
	});
}

#[test]
fn an_undelivered_key_should_be_refunded_without_anybodys_help() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		publish();
		add_term(false);
		let bob = Bob.to_account_id();
		let before = Balances::balance(&bob);
		assert_ok!(Datasets::buy(by(&bob), 0, 0, PRICE, Some(public_key(&SECRET))));
		assert_eq!(escrow(), PRICE);
		pass(Datasets::parameters().delivery_blocks.get() + 1);
		assert_eq!(Balances::balance(&bob), before);
		assert_eq!(Datasets::license(0), None);
		run(1);
		try_state();
	});
}
