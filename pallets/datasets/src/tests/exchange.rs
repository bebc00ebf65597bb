//! Buying, delivering, acknowledging, and what follows from silence.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};

#[test]
fn a_licence_should_be_paid_for_block_by_block_when_its_key_was_delivered() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		assert_eq!(held(HoldReason::LicenseEscrow, BUYER), PRICE);
		run(5);
		let post = Data::deliver(signed(CUSTODIAN), id, sealed(BUYER, KEY)).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_noop!(Data::collect(signed(OTHER), id), Error::<Test>::NotInForce);
		run(5);
		assert_eq!(Data::acknowledge(signed(BUYER), id).unwrap().pays_fee, Pays::No);
		// It counts from the delivery.
		run(BLOCKS / 4 - 5);
		let (owner, contributor) = (balance(OWNER), balance(CONTRIBUTOR));
		assert_ok!(Data::collect(signed(OTHER), id));
		assert_eq!(balance(OWNER) - owner, PRICE / 4 * 9 / 10);
		assert_eq!(balance(CONTRIBUTOR) - contributor, PRICE / 4 / 10);
		assert_eq!(license(id).escrow, PRICE - PRICE / 4);
		assert_noop!(Data::collect(signed(OTHER), id), Error::<Test>::NothingEarned);
		run(BLOCKS - BLOCKS / 4);
		assert_eq!(ended(id), Some((EndReason::Expired, PRICE - PRICE / 4, 0)));
		assert_eq!(balance(BUYER), FUNDS - PRICE);
		assert_eq!(dataset(0).open, 0);
	});
}

#[test]
fn buy_should_fail_when_it_is_not_sold_so() {
	build_and_execute(|| {
		let (release, term) = sold_by(term());
		let key = Some(one_time_key(BUYER));
		let buy =
			|who, release, term, limit, key| Data::buy(signed(who), release, term, limit, key);
		use Error as E;
		assert_noop!(buy(BUYER, 9, term, PRICE, key), E::<Test>::ReleaseNotFound);
		assert_noop!(buy(BUYER, release, 9, PRICE, key), E::<Test>::TermNotFound);
		assert_noop!(buy(OWNER, release, term, PRICE, key), E::<Test>::OwnDataset);
		assert_noop!(buy(BUYER, release, term, PRICE - 1, key), E::<Test>::PriceAboveLimit);
		assert_noop!(buy(BUYER, release, term, PRICE, None), E::<Test>::OneTimeKeyMissing);
		assert_noop!(buy(NOBODY, release, term, PRICE, key), E::<Test>::InsufficientFunds);
		assert_ok!(Data::set_state(signed(OWNER), 0, DatasetState::Paused));
		assert_noop!(buy(BUYER, release, term, PRICE, key), E::<Test>::DatasetPaused);
		assert_ok!(Data::set_state(signed(OWNER), 0, DatasetState::Active));
		let bond = BOND + 1;
		let dear = Parameters { bond, ..parameters() };
		assert_ok!(Data::set_parameters(RuntimeOrigin::root(), dear));
		assert_noop!(buy(BUYER, release, term, PRICE, key), E::<Test>::BondTooSmall);
		assert_ok!(Data::add_bond(signed(OWNER), 0, 1));
		assert_ok!(buy(BUYER, release, term, PRICE, key));
		assert_ok!(Data::retire_release(signed(OWNER), release));
		assert_noop!(buy(BUYER, release, term, PRICE, key), E::<Test>::ReleaseNotActive);
	});
}

#[test]
fn lists_should_refuse_buyers_when_they_say_so() {
	build_and_execute(|| {
		let sale = sold_by(term());
		assert_ok!(Data::list_account(signed(OWNER), 0, BUYER, true));
		let buy_by = |who| Data::buy(signed(who), sale.0, sale.1, PRICE, Some(one_time_key(who)));
		assert_noop!(buy_by(BUYER), Error::<Test>::BuyerRefused);
		assert_ok!(buy_by(OTHER));
		assert_ok!(Data::set_list(signed(OWNER), 0, ListMode::Only));
		assert_ok!(buy_by(BUYER));
		assert_noop!(buy_by(OTHER), Error::<Test>::BuyerRefused);
	});
}

#[test]
fn everything_should_be_back_when_no_key_comes() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		run(DELIVERY);
		assert_noop!(Data::poke(signed(OTHER), id), Error::<Test>::NothingDue);
		run(1);
		assert_eq!(ended(id), Some((EndReason::Undelivered, 0, PRICE)));
		assert_eq!(balance(BUYER), FUNDS);
		assert_eq!(held(HoldReason::LicenseEscrow, BUYER), 0);
		assert_eq!(held(HoldReason::LicenseDeposit, BUYER), 0);
		assert_eq!(dataset(0).record.missed, 1);
	});
}

#[test]
fn deliver_should_fail_when_nobody_waits_for_that_key() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		let deliver_by = |who| Data::deliver(signed(who), id, sealed(BUYER, KEY));
		assert_noop!(deliver_by(OTHER), Error::<Test>::NotCustodian);
		assert_noop!(Data::acknowledge(signed(BUYER), id), Error::<Test>::NotChecking);
		// The agenda would have ended it: it is not run here.
		System::set_block_number(1 + DELIVERY + 1);
		assert_noop!(deliver_by(OWNER), Error::<Test>::TooLateToDeliver);
		System::set_block_number(1 + DELIVERY);
		assert_ok!(deliver_by(OWNER));
		assert_noop!(deliver_by(OWNER), Error::<Test>::NotAwaited);
		assert_noop!(Data::acknowledge(signed(OTHER), id), Error::<Test>::NotLicensee);
	});
}

#[test]
fn a_key_should_be_final_when_nothing_is_said_against_it() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		deliver(id);
		run(CHECK);
		assert!(!Data::license_info(id).unwrap().in_force);
		run(1);
		assert!(Data::license_info(id).unwrap().in_force);
		assert_noop!(Data::acknowledge(signed(BUYER), id), Error::<Test>::NotChecking);
	});
}

#[test]
fn deadlines_should_be_put_off_when_the_clock_stood_still() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		StoodStill::set(7);
		run(DELIVERY + 7);
		deliver(id);
		StoodStill::set(10);
		run(CHECK + 3);
		assert_ok!(Data::acknowledge(signed(BUYER), id));
		// What is paid for is not put off.
		assert_eq!(license(id).ends(), Some(1 + DELIVERY + 7 + BLOCKS));
	});
}

#[test]
fn nothing_should_be_open_when_a_free_key_was_acknowledged() {
	build_and_execute(|| {
		let id = active(Term { price: 0, ..perpetual() });
		assert!(license(id).settled);
		assert_eq!(dataset(0).open, 0);
		assert_ok!(Data::drop_license(signed(BUYER), id));
		assert_eq!(balance(BUYER), FUNDS);
	});
}

#[test]
fn no_key_should_be_wanted_when_the_data_stays_where_it_is() {
	build_and_execute(|| {
		let (release, term) = sold_by(Term { compute_only: true, ..term() });
		let buy = |key| Data::buy(signed(BUYER), release, term, PRICE, key);
		assert_noop!(buy(Some([1; 32])), Error::<Test>::OneTimeKeyNotWanted);
		assert_ok!(buy(None));
		assert!(Data::license_info(0).unwrap().in_force);
		assert_noop!(
			Data::deliver(signed(OWNER), 0, sealed(BUYER, KEY)),
			Error::<Test>::NotAwaited
		);
		let alone = NewDataRelease { custodians: Default::default(), ..new_release() };
		let alone = add_release(OWNER, 0, alone);
		assert_noop!(
			Data::buy(signed(BUYER), alone, term, PRICE, None),
			Error::<Test>::NoCustodian
		);
	});
}

#[test]
fn nothing_should_be_delivered_or_run_when_a_licence_is_over() {
	build_and_execute(|| {
		let sale = sold_by(term());
		allow(0);
		let (revoked, expired, refunded) = (buy(BUYER, sale), buy(BUYER, sale), buy(BUYER, sale));
		let [revoked, expired] = [revoked, expired].map(activated);
		assert_ok!(Data::go_to_court(signed(OWNER), revoked));
		rule(revoked, Some(stoa_primitives::Ruling::Revoke));
		run(DELIVERY + 1);
		assert_eq!(ended(refunded), Some((EndReason::Undelivered, 0, PRICE)));
		run(BLOCKS);
		for id in [revoked, expired, refunded] {
			let envelope = sealed(BUYER, KEY);
			let call = Call::deliver { license: id, envelope };
			assert!(Data::is_moot(&call), "a block would take it");
			for who in [OWNER, CUSTODIAN] {
				let late = Data::deliver(signed(who), id, envelope);
				assert_noop!(late, Error::<Test>::LicenseNotFound);
			}
			let share = Data::deliver_share(signed(CUSTODIAN), id, envelope);
			assert_noop!(share, Error::<Test>::LicenseNotFound);
			assert_noop!(try_request(id, &[CUSTODIAN]), Error::<Test>::NotInForce);
		}
	});
}
