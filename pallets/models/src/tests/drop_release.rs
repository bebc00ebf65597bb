use crate::{Error, Event, Listings, Releases, mock::*};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::ModelInspect;

#[test]
fn drop_release_should_give_the_deposit_back_when_anyone_asks_after_the_grace() {
	build_and_execute(|| {
		let id = release(ALICE, &[]);
		let deposit = Releases::<Test>::get(id).unwrap().deposit;
		let before = held(ALICE);
		retire_and_wait(ALICE, id);
		assert_ok!(Models::drop_release(signed(BOB), id));
		assert_eq!(before - held(ALICE), deposit);
		assert_eq!(<Models as ModelInspect<u64>>::terms(id), None);
		assert!(Models::payees(id).is_empty());
		assert_eq!(Listings::<Test>::get(0).unwrap().releases, 0);
		System::assert_last_event(
			Event::ReleaseDropped { release: id, owner: ALICE, deposit, bond: 0 }.into(),
		);
	});
}

#[test]
fn drop_release_should_fail_when_the_release_may_still_be_needed() {
	build_and_execute(|| {
		assert_noop!(Models::drop_release(signed(BOB), 0), Error::<Test>::ReleaseNotFound);
		let id = release(ALICE, &[]);
		assert_noop!(Models::drop_release(signed(BOB), id), Error::<Test>::ReleaseActive);
		retire_and_wait(ALICE, id);
		System::set_block_number(System::block_number() - 1);
		assert_noop!(Models::drop_release(signed(BOB), id), Error::<Test>::TooEarly);
	});
}

#[test]
fn drop_release_should_take_nothing_from_descendants_when_the_parent_goes() {
	build_and_execute(|| {
		let base = release(ALICE, &[]);
		let tuned = release(BOB, &[(base, 30)]);
		retire_and_wait(ALICE, base);
		assert_ok!(Models::drop_release(signed(ALICE), base));
		assert_ok!(Models::unpublish(signed(ALICE), 0));
		assert_eq!(held(ALICE), 0);
		assert_eq!(Models::payees(tuned).into_inner(), percent(&[(BOB, 70), (ALICE, 30)]));
	});
}

#[test]
fn drop_release_should_make_room_when_the_listing_was_full() {
	build_and_execute(|| {
		let id = listing(ALICE);
		for _ in 0..3 {
			assert_ok!(Release::of(ALICE).add(ALICE, id));
		}
		retire_and_wait(ALICE, 1);
		assert_ok!(Models::drop_release(signed(BOB), 1));
		assert_ok!(Release::of(ALICE).add(ALICE, id));
		let ids: Vec<_> = Models::releases_of(id).into_iter().map(|(id, _)| id).collect();
		assert_eq!(ids, [0, 2, 3]);
	});
}
