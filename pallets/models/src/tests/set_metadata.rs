use crate::{Error, Event, Listings, mock::*};
use frame_support::{assert_noop, assert_ok};

#[test]
fn set_metadata_should_follow_the_size_with_the_deposit_when_it_changes() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let first = held(ALICE);
		assert_ok!(Models::set_metadata(signed(ALICE), id, metadata("A much longer name")));
		let longer = held(ALICE);
		assert!(longer > first);
		System::assert_last_event(
			Event::MetadataSet { listing: id, owner: ALICE, deposit: longer }.into(),
		);
		assert_ok!(Models::set_metadata(signed(ALICE), id, metadata("short")));
		assert!(held(ALICE) < first);
		assert_eq!(Listings::<Test>::get(id).unwrap().metadata, metadata("short"));
	});
}

#[test]
fn set_metadata_should_fail_when_text_or_owner_is_wrong() {
	build_and_execute(|| {
		let new = || metadata("new");
		assert_noop!(Models::set_metadata(signed(ALICE), 0, new()), Error::<Test>::ListingNotFound);
		let id = listing(ALICE);
		assert_noop!(Models::set_metadata(signed(BOB), id, new()), Error::<Test>::NotOwner);
		assert_noop!(
			Models::set_metadata(signed(ALICE), id, metadata("")),
			Error::<Test>::InvalidName
		);
	});
}

#[test]
fn set_metadata_should_fail_when_the_larger_deposit_cannot_be_held() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let free = Balances::free_balance(ALICE);
		assert_ok!(Balances::transfer_allow_death(signed(ALICE), BOB, free - 10_000_000_000));
		let longer = metadata("A name that is a good deal longer");
		assert_noop!(
			Models::set_metadata(signed(ALICE), id, longer),
			Error::<Test>::InsufficientFunds
		);
	});
}
