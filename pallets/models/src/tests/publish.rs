use crate::{Error, Event, Listings, mock::*};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::ArithmeticError;
use stoa_primitives::STOA;

#[test]
fn publish_should_hold_the_deposit_when_the_owner_can_pay() {
	build_and_execute(|| {
		assert_ok!(Models::publish(signed(ALICE), metadata("SmolLM2")));
		let details = Listings::<Test>::get(0).unwrap();
		assert_eq!(details.owner, ALICE);
		assert!(details.deposit > STOA);
		assert_eq!(held(ALICE), details.deposit);
		System::assert_last_event(
			Event::ListingPublished { listing: 0, owner: ALICE, deposit: details.deposit }.into(),
		);
	});
}

#[test]
fn publish_should_ask_more_when_the_metadata_is_longer() {
	build_and_execute(|| {
		assert_ok!(Models::publish(signed(ALICE), metadata("a")));
		assert_ok!(Models::publish(signed(BOB), metadata("a name of twenty-one")));
		assert_eq!(held(BOB) - held(ALICE), 19 * STOA / 1_000);
	});
}

#[test]
fn publish_should_fail_when_the_name_is_unreadable() {
	build_and_execute(|| {
		for name in ["", " padded", "two\nlines", "bell\u{7}"] {
			assert_noop!(
				Models::publish(signed(ALICE), metadata(name)),
				Error::<Test>::InvalidName
			);
		}
		let mut not_utf8 = metadata("x");
		not_utf8.name = bytes(&[0xff, 0xfe]);
		assert_noop!(Models::publish(signed(ALICE), not_utf8), Error::<Test>::InvalidName);
	});
}

#[test]
fn publish_should_fail_when_the_uri_has_blanks() {
	build_and_execute(|| {
		let mut bad = metadata("x");
		bad.uri = bytes(b"https://models.example/a b");
		assert_noop!(Models::publish(signed(ALICE), bad), Error::<Test>::InvalidUri);
		let mut none = metadata("x");
		none.uri = bytes(b"");
		assert_ok!(Models::publish(signed(ALICE), none));
	});
}

#[test]
fn publish_should_fail_when_the_deposit_cannot_be_held() {
	build_and_execute(|| {
		let error = Error::<Test>::InsufficientFunds;
		assert_noop!(Models::publish(signed(POOR), metadata("x")), error);
	});
}

#[test]
fn publish_should_fail_when_ids_are_used_up() {
	build_and_execute(|| {
		crate::NextListingId::<Test>::put(u32::MAX);
		assert_noop!(Models::publish(signed(ALICE), metadata("x")), ArithmeticError::Overflow);
	});
}
