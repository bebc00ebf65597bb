use crate::{Error, Event, Listings, mock::*};
use frame_support::{assert_noop, assert_ok};

#[test]
fn unpublish_should_give_the_deposit_back_when_no_release_is_left() {
	build_and_execute(|| {
		let id = listing(ALICE);
		let deposit = held(ALICE);
		assert_ok!(Models::unpublish(signed(ALICE), id));
		assert!(!Listings::<Test>::contains_key(id));
		assert_eq!((held(ALICE), Balances::free_balance(ALICE)), (0, FUNDS));
		System::assert_last_event(
			Event::ListingUnpublished { listing: id, owner: ALICE, deposit }.into(),
		);
	});
}

#[test]
fn unpublish_should_fail_when_releases_remain() {
	build_and_execute(|| {
		let id = release(ALICE, &[]);
		assert_noop!(Models::unpublish(signed(ALICE), 0), Error::<Test>::ReleasesRemain);
		retire_and_wait(ALICE, id);
		assert_noop!(Models::unpublish(signed(ALICE), 0), Error::<Test>::ReleasesRemain);
		assert_ok!(Models::drop_release(signed(ALICE), id));
		assert_ok!(Models::unpublish(signed(ALICE), 0));
	});
}

#[test]
fn unpublish_should_fail_when_it_is_not_the_owners_listing() {
	build_and_execute(|| {
		assert_noop!(Models::unpublish(signed(ALICE), 0), Error::<Test>::ListingNotFound);
		listing(ALICE);
		assert_noop!(Models::unpublish(signed(BOB), 0), Error::<Test>::NotOwner);
	});
}
