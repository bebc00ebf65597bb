use crate::{Error, Event, mock::*};
use frame_support::{assert_noop, assert_ok};

#[test]
fn transfer_listing_should_move_rights_and_deposits_when_the_owner_asks() {
	build_and_execute(|| {
		let id = release(ALICE, &[]);
		let deposit = held(ALICE);
		assert_ok!(Models::transfer_listing(signed(ALICE), 0, BOB));
		assert_eq!((held(ALICE), held(BOB)), (0, deposit));
		System::assert_last_event(
			Event::ListingTransferred { listing: 0, from: ALICE, to: BOB, deposit, bonds: 0 }
				.into(),
		);
		assert_noop!(Models::retire(signed(ALICE), id), Error::<Test>::NotOwner);
		retire_and_wait(BOB, id);
		assert_ok!(Models::drop_release(signed(CAROL), id));
		assert_ok!(Models::unpublish(signed(BOB), 0));
		assert_eq!(Balances::free_balance(BOB), FUNDS + deposit);
	});
}

#[test]
fn transfer_listing_should_leave_royalties_alone_when_the_owner_changes() {
	build_and_execute(|| {
		let id = release(ALICE, &[]);
		assert_ok!(Models::transfer_listing(signed(ALICE), 0, BOB));
		assert_eq!(Models::payees(id).into_inner(), percent(&[(ALICE, 100)]));
	});
}

#[test]
fn transfer_listing_should_fail_when_it_cannot_change_hands() {
	build_and_execute(|| {
		assert_noop!(
			Models::transfer_listing(signed(ALICE), 0, BOB),
			Error::<Test>::ListingNotFound
		);
		let id = listing(ALICE);
		assert_noop!(Models::transfer_listing(signed(BOB), id, BOB), Error::<Test>::NotOwner);
		assert_noop!(
			Models::transfer_listing(signed(ALICE), id, ALICE),
			Error::<Test>::AlreadyOwner
		);
		assert_noop!(
			Models::transfer_listing(signed(ALICE), id, NOBODY),
			Error::<Test>::RecipientNotFound
		);
	});
}

#[test]
fn transfer_listing_should_move_the_bonds_when_releases_are_exact() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		assert_ok!(Release::exact(ALICE, 2).add(ALICE, 0));
		let deposit = held(ALICE);
		assert_ok!(Models::transfer_listing(signed(ALICE), 0, BOB));
		assert_eq!((bonded(ALICE), bonded(BOB)), (0, 2 * BOND));
		System::assert_last_event(
			Event::ListingTransferred {
				listing: 0,
				from: ALICE,
				to: BOB,
				deposit,
				bonds: 2 * BOND,
			}
			.into(),
		);
		retire_and_wait(BOB, id);
		assert_ok!(Models::drop_release(signed(CAROL), id));
		assert_eq!(
			(bonded(BOB), Balances::free_balance(ALICE)),
			(BOND, FUNDS - deposit - 2 * BOND)
		);
	});
}
