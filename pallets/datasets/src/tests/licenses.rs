//! What licences earn, how they change hands and end.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::LicenseInspect;

#[test]
fn a_licence_without_end_should_be_settled_when_all_is_earned() {
	build_and_execute(|| {
		let id = active(perpetual());
		run(VEST - 1);
		assert!(!license(id).settled);
		run(1);
		assert!(license(id).settled);
		assert_eq!(license(id).escrow, 0);
		assert_eq!(balance(BUYER), FUNDS - PRICE);
		run(10 * VEST);
		assert!(Data::may_train(id, &BUYER));
		// It outlives its release and its dataset.
		assert_ok!(Data::retire_release(signed(OWNER), 0));
		assert_ok!(Data::drop_release(signed(OWNER), 0));
		assert_ok!(Data::drop_term(signed(OWNER), 0, 0));
		assert_ok!(Data::unpublish(signed(OWNER), 0));
		assert!(Data::may_train(id, &BUYER));
		assert_ok!(Data::drop_license(signed(BUYER), id));
		assert_eq!(ended(id), Some((EndReason::Dropped, 0, 0)));
	});
}

#[test]
fn drop_license_should_pay_all_when_it_is_given_up() {
	build_and_execute(|| {
		let sale = sold_by(term());
		let waits = buy(OTHER, sale);
		// Who sees the envelope on its way has the key: nothing can be called off.
		assert_noop!(Data::drop_license(signed(OTHER), waits), Error::<Test>::NotInForce);
		let id = activated(buy(BUYER, sale));
		assert_noop!(Data::drop_license(signed(OTHER), id), Error::<Test>::NotLicensee);
		assert_ok!(Data::drop_license(signed(BUYER), id));
		assert_eq!(ended(id), Some((EndReason::Dropped, PRICE, 0)));
	});
}

#[test]
fn transfer_license_should_move_what_is_on_hold() {
	build_and_execute(|| {
		let id = active(term());
		assert_noop!(Data::transfer_license(signed(OTHER), id, 23), Error::<Test>::NotLicensee);
		let give = |to| Data::transfer_license(signed(BUYER), id, to);
		assert_noop!(give(BUYER), Error::<Test>::AlreadyLicensee);
		assert_noop!(give(OWNER), Error::<Test>::OwnDataset);
		assert_ok!(Data::list_account(signed(OWNER), 0, 23, true));
		assert_noop!(give(23), Error::<Test>::BuyerRefused);
		assert_ok!(give(OTHER));
		assert_eq!(held(HoldReason::LicenseEscrow, BUYER), 0);
		assert_eq!(held(HoldReason::LicenseEscrow, OTHER), PRICE);
		assert_eq!(held(HoldReason::LicenseDeposit, OTHER), LICENSE_DEPOSIT);
		assert!(Data::may_train(id, &OTHER) && !Data::may_train(id, &BUYER));
		assert_eq!(Data::licenses_of(OTHER, 0, 10), [id]);
		assert!(Data::licenses_of(BUYER, 0, 10).is_empty());
	});
}

#[test]
fn a_licence_should_not_move_when_its_terms_do_not_allow_it() {
	build_and_execute(|| {
		let id = active(Term { rights: Rights::default(), ..term() });
		assert_noop!(Data::transfer_license(signed(BUYER), id, OTHER), Error::<Test>::NotAllowed);
		assert_noop!(Data::sublicense(signed(BUYER), id, OTHER), Error::<Test>::NotAllowed);
		assert!(!Data::may_train(id, &BUYER));
	});
}

#[test]
fn what_is_passed_on_should_be_over_when_its_parent_is() {
	build_and_execute(|| {
		let id = active(perpetual());
		assert_ok!(Data::sublicense(signed(BUYER), id, OTHER));
		let child = NextLicenseId::<Test>::get() - 1;
		assert_eq!(license(child).due_at, 0);
		assert_noop!(Data::sublicense(signed(BUYER), id, 23), Error::<Test>::NotAllowed);
		assert_noop!(Data::sublicense(signed(OTHER), child, 23), Error::<Test>::NotAllowed);
		assert!(Data::may_train(child, &OTHER));
		assert_eq!(balance(OTHER), FUNDS + LICENSE_DEPOSIT);
		assert_noop!(Data::drop_license(signed(23), child), Error::<Test>::NotLicensee);
		assert_ok!(Data::drop_license(signed(BUYER), id));
		assert!(!Data::may_train(child, &OTHER));
		assert_ok!(Data::drop_license(signed(23), child));
		assert_eq!(held(HoldReason::LicenseDeposit, OTHER), 0);
	});
}

#[test]
fn a_place_should_be_free_again_when_what_was_passed_on_is_given_up() {
	build_and_execute(|| {
		let id = active(term());
		assert_ok!(Data::sublicense(signed(BUYER), id, OTHER));
		let child = NextLicenseId::<Test>::get() - 1;
		assert_ok!(Data::drop_license(signed(OTHER), child));
		assert_ok!(Data::sublicense(signed(BUYER), id, 23));
		// It ends with its parent, by itself.
		run(BLOCKS);
		assert_eq!(Licenses::<Test>::iter().count(), 0);
		assert_eq!(LicensesByRelease::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_payee_that_cannot_receive_should_leave_its_part_to_the_licensee() {
	build_and_execute(|| {
		// NOBODY has no account, and its part would make none.
		let dataset = publish(OWNER);
		let split = split(&[(OWNER, 50), (NOBODY, 50)]);
		let release = add_release(OWNER, dataset, NewDataRelease { split, ..new_release() });
		let price = 2 * ED - 2;
		let term = add_term(OWNER, dataset, Term { price, ..term() });
		let id = activated(buy(BUYER, (release, term)));
		run(BLOCKS);
		assert_eq!(ended(id), Some((EndReason::Expired, ED - 1, ED - 1)));
		assert_eq!(balance(BUYER), FUNDS - (ED - 1));
	});
}

#[test]
fn what_is_earned_should_reach_every_payee_however_often_it_is_collected() {
	build_and_execute(|| {
		// NOBODY has no account: it gets its tenth when that is enough to make one, and nobody else gets it.
		let dataset = publish(OWNER);
		let split = split(&[(OWNER, 90), (NOBODY, 10)]);
		let release = add_release(OWNER, dataset, NewDataRelease { split, ..new_release() });
		let price = 20 * ED;
		let term = add_term(OWNER, dataset, Term { price, ..term() });
		let id = activated(buy(BUYER, (release, term)));
		let owned = balance(OWNER);
		assert_noop!(Data::collect(signed(OWNER), id), Error::<Test>::NothingEarned);
		for _ in 0..4 {
			run(BLOCKS / 10);
			assert_noop!(Data::collect(signed(OWNER), id), Error::<Test>::CannotReceive);
		}
		run(BLOCKS / 10);
		assert_ok!(Data::collect(signed(OWNER), id));
		assert_eq!((balance(OWNER) - owned, balance(NOBODY)), (9 * ED, ED));
		// It has an account now, and any part is enough.
		run(1);
		assert_ok!(Data::collect(signed(OWNER), id));
		run(BLOCKS / 2);
		assert_eq!((balance(OWNER) - owned, balance(NOBODY)), (18 * ED, 2 * ED));
	});
}
