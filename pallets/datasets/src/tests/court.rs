//! What the court does with licences.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, frame::LicenseInspect};

#[test]
fn nothing_should_be_earned_when_a_case_goes_on() {
	build_and_execute(|| {
		let id = active(term());
		run(BLOCKS / 4);
		assert_noop!(Data::go_to_court(signed(OTHER), id), Error::<Test>::NotParty);
		assert_ok!(Data::go_to_court(signed(BUYER), id));
		assert_noop!(Data::go_to_court(signed(OWNER), id), Error::<Test>::BeforeCourt);
		assert_noop!(Data::collect(signed(OWNER), id), Error::<Test>::BeforeCourt);
		assert_noop!(Data::drop_license(signed(BUYER), id), Error::<Test>::BeforeCourt);
		assert_noop!(Data::transfer_license(signed(BUYER), id, OTHER), Error::<Test>::BeforeCourt);
		// It is over meanwhile, and its money waits.
		run(BLOCKS);
		assert!(!Data::may_train(id, &BUYER));
		assert_noop!(Data::poke(signed(OTHER), id), Error::<Test>::NothingDue);
		let left = PRICE - PRICE / 4;
		assert_eq!(rule(id, Some(Ruling::Refund)), left);
		assert_eq!(ended(id), Some((EndReason::Refunded, PRICE / 4, left)));
	});
}

#[test]
fn half_should_be_back_when_the_court_splits() {
	build_and_execute(|| {
		let id = active(term());
		assert_ok!(Data::go_to_court(signed(BUYER), id));
		assert_eq!(rule(id, Some(Ruling::Split)), PRICE / 2);
		assert_eq!(ended(id), Some((EndReason::Refunded, PRICE / 2, PRICE / 2)));
	});
}

#[test]
fn a_licence_should_go_on_when_the_claim_is_dismissed() {
	build_and_execute(|| {
		for ruling in [Some(Ruling::Dismiss), None] {
			let id = active(term());
			assert_ok!(Data::go_to_court(signed(OWNER), id));
			run(BLOCKS / 2);
			assert!(Data::may_train(id, &BUYER), "it is in force until it is revoked");
			assert_eq!(rule(id, ruling), 0);
			run(BLOCKS / 2);
			assert_eq!(ended(id), Some((EndReason::Expired, PRICE, 0)));
		}
	});
}

#[test]
fn models_should_be_flagged_and_stay_known_when_a_licence_is_revoked() {
	build_and_execute(|| {
		let id = active(term());
		assert_ok!(Data::train(77, &BUYER, &[id]));
		assert_ok!(Data::go_to_court(signed(OWNER), id));
		run(BLOCKS / 2);
		// What was not earned when it came to court is the licensee's.
		assert_eq!(rule(id, Some(Ruling::Revoke)), PRICE);
		assert_eq!(ended(id), Some((EndReason::Revoked, 0, PRICE)));
		let flagged = Event::DescendantFlagged { model: 77, license: id, release: 0 };
		assert!(events().contains(&flagged));
		assert_eq!(Data::trained_on(77)[0].license, id);
		assert!(!Data::may_train(id, &BUYER));
	});
}

#[test]
fn a_licensee_should_claim_nothing_when_all_is_earned() {
	build_and_execute(|| {
		let id = active(perpetual());
		run(VEST);
		assert_noop!(Data::go_to_court(signed(BUYER), id), Error::<Test>::NothingAtStake);
		// Its owner can have it revoked still.
		assert_ok!(Data::go_to_court(signed(OWNER), id));
		assert_eq!(rule(id, Some(Ruling::Revoke)), 0);
		assert_eq!(ended(id), Some((EndReason::Revoked, 0, 0)));
	});
}

#[test]
fn go_to_court_should_fail_when_the_key_can_still_be_checked() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		deliver(id);
		assert_noop!(Data::go_to_court(signed(BUYER), id), Error::<Test>::NotInForce);
	});
}
