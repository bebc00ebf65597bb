//! Datasets and their entries.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn publish_should_fail_when_texts_or_money_are_not_right() {
	build_and_execute(|| {
		let publish = |who, metadata| Data::publish(signed(who), metadata, BOND);
		assert_noop!(publish(OWNER, metadata("")), Error::<Test>::InvalidName);
		let uri = b"no spaces".to_vec().try_into().unwrap();
		let spaced = Metadata { uri, ..metadata("Reviews") };
		assert_noop!(publish(OWNER, spaced), Error::<Test>::InvalidUri);
		assert_noop!(publish(NOBODY, metadata("Reviews")), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn everything_should_be_back_when_a_dataset_is_unpublished() {
	build_and_execute(|| {
		let id = publish(OWNER);
		let release = add_release(OWNER, id, new_release());
		let number = add_term(OWNER, id, term());
		assert_ok!(Data::list_account(signed(OWNER), id, OTHER, true));
		assert_ok!(Data::set_algorithm(signed(OWNER), id, [1; 32], Some(algorithm(0))));
		// Another one under the same checksum takes no other place.
		assert_ok!(Data::set_algorithm(signed(OWNER), id, [1; 32], Some(algorithm(9))));
		assert_eq!(held(HoldReason::DatasetDeposit, OWNER), DATASET_DEPOSIT + 4 * ENTRY_DEPOSIT);
		assert_eq!(held(HoldReason::DatasetBond, OWNER), BOND);
		let unpublish = || Data::unpublish(signed(OWNER), id);
		assert_noop!(unpublish(), Error::<Test>::EntriesRemain);
		assert_noop!(Data::drop_release(signed(OWNER), release), Error::<Test>::ReleaseActive);
		assert_ok!(Data::retire_release(signed(OWNER), release));
		assert_ok!(Data::drop_release(signed(OWNER), release));
		assert_ok!(Data::drop_term(signed(OWNER), id, number));
		assert_ok!(Data::list_account(signed(OWNER), id, OTHER, false));
		assert_ok!(Data::set_algorithm(signed(OWNER), id, [1; 32], None));
		assert_ok!(unpublish());
		assert_eq!(held(HoldReason::DatasetDeposit, OWNER), 0);
		assert_eq!(held(HoldReason::DatasetBond, OWNER), 0);
	});
}

#[test]
fn nothing_should_be_taken_out_when_licences_are_open() {
	build_and_execute(|| {
		let sale = sold_by(term());
		buy(BUYER, sale);
		assert_ok!(Data::retire_release(signed(OWNER), sale.0));
		assert_noop!(Data::drop_release(signed(OWNER), sale.0), Error::<Test>::LicensesOpen);
		run(DELIVERY + 1);
		assert_ok!(Data::drop_release(signed(OWNER), sale.0));
	});
}

#[test]
fn calls_should_fail_when_somebody_else_makes_them() {
	build_and_execute(|| {
		let (release, number) = sold_by(term());
		let who = signed(RIVAL);
		use Error as E;
		assert_noop!(Data::set_metadata(who.clone(), 0, metadata("X")), E::<Test>::NotOwner);
		assert_noop!(Data::set_state(who.clone(), 0, DatasetState::Paused), E::<Test>::NotOwner);
		assert_noop!(Data::add_bond(who.clone(), 0, 1), E::<Test>::NotOwner);
		assert_noop!(Data::unpublish(who.clone(), 0), E::<Test>::NotOwner);
		let new = Box::new(new_release());
		assert_noop!(Data::add_release(who.clone(), 0, new), E::<Test>::NotOwner);
		assert_noop!(Data::retire_release(who.clone(), release), E::<Test>::NotOwner);
		assert_noop!(Data::drop_release(who.clone(), release), E::<Test>::NotOwner);
		assert_noop!(Data::add_term(who.clone(), 0, term()), E::<Test>::NotOwner);
		assert_noop!(Data::set_price(who.clone(), 0, number, 1), E::<Test>::NotOwner);
		assert_noop!(Data::drop_term(who.clone(), 0, number), E::<Test>::NotOwner);
		assert_noop!(Data::set_list(who.clone(), 0, ListMode::Only), E::<Test>::NotOwner);
		assert_noop!(Data::list_account(who.clone(), 0, OTHER, true), E::<Test>::NotOwner);
		assert_noop!(Data::set_algorithm(who.clone(), 0, [1; 32], None), E::<Test>::NotOwner);
		assert_noop!(Data::set_privacy_budget(who.clone(), 0, 1), E::<Test>::NotOwner);
		let parameters = Data::set_parameters(who, parameters());
		assert_noop!(parameters, sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn terms_should_be_refused_when_they_make_no_sense() {
	build_and_execute(|| {
		let id = publish(OWNER);
		let add = |term| Data::add_term(signed(OWNER), id, term);
		let longest = parameters().max_term_blocks.get();
		for blocks in [0, longest + 1] {
			let term = Term { blocks: Some(blocks), ..term() };
			assert_noop!(add(term), Error::<Test>::BadDuration);
		}
		let uses = |uses, sublicenses| Term {
			uses: Some(uses),
			rights: Rights { sublicenses, ..Default::default() },
			..term()
		};
		assert_noop!(add(uses(0, 0)), Error::<Test>::BadUses);
		assert_noop!(add(uses(1, 1)), Error::<Test>::BadUses);
		assert_ok!(add(uses(1, 0)));
		let text = LicenceText::Spdx(b"not one".to_vec().try_into().unwrap());
		assert_noop!(add(Term { text, ..term() }), Error::<Test>::InvalidLicence);
	});
}

#[test]
fn licences_should_keep_their_terms_when_the_owner_changes_them() {
	build_and_execute(|| {
		let sale = sold_by(term());
		let id = buy(BUYER, sale);
		assert_ok!(Data::set_price(signed(OWNER), 0, sale.1, 2 * PRICE));
		let dear = Data::buy(signed(OTHER), sale.0, sale.1, PRICE, Some([1; 32]));
		assert_noop!(dear, Error::<Test>::PriceAboveLimit);
		assert_ok!(Data::drop_term(signed(OWNER), 0, sale.1));
		assert_ok!(Data::set_state(signed(OWNER), 0, DatasetState::Retired));
		activated(id);
		run(BLOCKS);
		assert_eq!(ended(id), Some((EndReason::Expired, PRICE, 0)));
		let again = Data::set_state(signed(OWNER), 0, DatasetState::Active);
		assert_noop!(again, Error::<Test>::DatasetRetired);
	});
}

#[test]
fn entries_should_be_refused_when_there_are_too_many() {
	build_and_execute(|| {
		let id = publish(OWNER);
		for account in 0..u64::from(MAX_ENTRIES) {
			assert_ok!(Data::list_account(signed(OWNER), id, 1_000 + account, true));
		}
		assert_noop!(Data::add_term(signed(OWNER), id, term()), Error::<Test>::TooManyEntries);
		let twice = Data::list_account(signed(OWNER), id, 1_000, true);
		assert_noop!(twice, Error::<Test>::ListedAlready);
	});
}

#[test]
fn parameters_should_be_refused_when_a_lie_would_cost_nothing() {
	build_and_execute(|| {
		let free = Parameters { bond: 0, ..parameters() };
		let set = Data::set_parameters(RuntimeOrigin::root(), free);
		assert_noop!(set, Error::<Test>::BadParameters);
	});
}
