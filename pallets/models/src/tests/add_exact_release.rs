//! What class Exact adds to `add_release`.

use crate::{
	Artefact, ArtefactFormat, Error, Event, ExactRelease, Listings, ModelHeaders, Releases,
	ReleasesByModel, mock::*,
};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{VerificationClass, frame::ModelInspect};

#[test]
fn add_release_should_keep_the_header_and_hold_a_bond_when_the_class_is_exact() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let before = held(ALICE);
		assert_ok!(Release::exact(ALICE, 1).add(ALICE, id));
		let exact = Some(ExactRelease { model: model(1), bond: BOND });
		let details = Releases::<Test>::get(0).unwrap();
		assert_eq!((details.class, details.exact), (VerificationClass::Exact, exact));
		assert_eq!((held(ALICE) - before, bonded(ALICE)), (details.deposit, BOND));
		assert_eq!(Listings::<Test>::get(id).unwrap().bonds, BOND);
		assert_eq!(<Models as ModelInspect<u64>>::exact_header(0), Some(header(1)));
		assert!(<Models as ModelInspect<u64>>::terms(0).unwrap().active);
		assert!(ReleasesByModel::<Test>::contains_key(model(1), 0));
		let Release { artefact, class, .. } = Release::exact(ALICE, 1);
		System::assert_last_event(
			Event::ReleaseAdded {
				release: 0,
				listing: id,
				owner: ALICE,
				artefact: artefact.hash,
				class,
				price: PRICE,
				deposit: details.deposit,
				exact,
			}
			.into(),
		);
	});
}

#[test]
fn add_release_should_ask_a_deposit_for_the_header() {
	build_and_execute(|| {
		let id = listing(ALICE);
		assert_ok!(Release::of(ALICE).add(ALICE, id));
		assert_ok!(Release::exact(ALICE, 1).add(ALICE, id));
		let deposit = |release| Releases::<Test>::get(release).unwrap().deposit;
		let bytes = (deposit(1) - deposit(0)) / (stoa_primitives::STOA / 1_000);
		assert!(bytes as usize > header(1).len());
	});
}

#[test]
fn add_release_should_fail_when_the_header_is_missing_or_not_wanted() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let missing = Release { model: None, ..Release::exact(ALICE, 1) };
		assert_noop!(missing.add(ALICE, id), Error::<Test>::ModelMissing);
		let class = VerificationClass::Replicated;
		let unwanted = Release { class, ..Release::exact(ALICE, 1) };
		assert_noop!(unwanted.add(ALICE, id), Error::<Test>::ModelNotWanted);
		// The format alone says nothing: committees may run it too.
		let replicated = Release { class, model: None, ..Release::exact(ALICE, 1) };
		assert_ok!(replicated.add(ALICE, id));
		assert_eq!(<Models as ModelInspect<u64>>::exact_header(0), None);
		assert_eq!((bonded(ALICE), ModelHeaders::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn add_release_should_fail_when_the_artefact_is_of_another_format() {
	build_and_execute(|| {
		let id = listing(ALICE);
		for format in
			[ArtefactFormat::Gguf, ArtefactFormat::Safetensors, ArtefactFormat::ContainerImage]
		{
			let artefact = Artefact { format, ..artefact() };
			let new = Release { artefact, ..Release::exact(ALICE, 1) };
			assert_noop!(new.add(ALICE, id), Error::<Test>::FormatNotExact);
		}
	});
}

#[test]
fn add_release_should_fail_when_the_header_is_none() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let with = |bytes: Vec<u8>| Release {
			model: Some(bytes.try_into().unwrap()),
			..Release::exact(ALICE, 1)
		};
		let good = header(1).into_inner();
		let invalid = Error::<Test>::InvalidModel;
		assert_noop!(with(Vec::new()).add(ALICE, id), invalid);
		assert_noop!(
			with(good[..good.len() - 1].to_vec()).add(ALICE, id),
			Error::<Test>::InvalidModel
		);
		assert_noop!(with([&good[..], &[0]].concat()).add(ALICE, id), Error::<Test>::InvalidModel);
		// The contract's name, the hash of its tables, the number of layers.
		for at in 0..52 {
			let mut bad = good.clone();
			bad[at] ^= 0x80;
			assert_noop!(with(bad).add(ALICE, id), Error::<Test>::InvalidModel);
		}
	});
}

#[test]
fn add_release_should_fail_when_the_context_is_longer_than_the_models() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let long = Release { context_tokens: 2_049, ..Release::exact(ALICE, 1) };
		assert_noop!(long.add(ALICE, id), Error::<Test>::ContextTooLong);
		let short = Release { context_tokens: 512, ..Release::exact(ALICE, 1) };
		assert_ok!(short.add(ALICE, id));
	});
}

#[test]
fn add_release_should_fail_when_the_bond_cannot_be_held() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let all = Balances::free_balance(ALICE);
		assert_ok!(Balances::transfer_allow_death(signed(ALICE), BOB, all - BOND));
		let error = Error::<Test>::InsufficientFunds;
		assert_noop!(Release::exact(ALICE, 1).add(ALICE, id), error);
	});
}
