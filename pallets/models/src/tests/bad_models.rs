//! Models that were shown to be bad: what the referee reports, and what becomes of their releases.

use crate::{BadModel, BadModelRoots, Error, Event, Releases, ReleasesByModel, mock::*};
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{Inspect, MutateHold},
		tokens::Precision,
	},
};
use stoa_primitives::{
	Balance, ReleaseId,
	frame::{BadModels, ModelInspect},
};

/// The reporter's share of one bond.
const REWARD: Balance = BOND / 5;

fn active(release: ReleaseId) -> bool {
	<Models as ModelInspect<u64>>::terms(release).unwrap().active
}

#[test]
fn report_should_stop_every_release_of_the_model_when_it_is_known() {
	build_and_execute(|| {
		let ids = [exact_release(ALICE, 1), exact_release(BOB, 1)];
		let other = exact_release(ALICE, 2);
		assert_ok!(report(1, CAROL));
		assert!(<Models as BadModels<u64>>::is_bad(&model(1)));
		assert!(ids.iter().all(|id| !active(*id)) && active(other));
		System::assert_last_event(
			Event::ModelReported { model: model(1), reporter: CAROL, droppable_at: 1 + GRACE }
				.into(),
		);
		let bad = Some(BadModel { reporter: CAROL, reported_at: 1 });
		assert_eq!(Models::bad_model(model(1)), bad);
		// Running jobs and their games still find the header.
		assert_eq!(<Models as ModelInspect<u64>>::exact_header(ids[0]), Some(header(1)));
	});
}

#[test]
fn report_should_fail_when_no_release_is_of_the_model_or_it_is_known() {
	build_and_execute(|| {
		assert_noop!(report(1, CAROL), Error::<Test>::ModelNotFound);
		exact_release(ALICE, 1);
		assert_ok!(report(1, CAROL));
		assert_noop!(report(1, BOB), Error::<Test>::ModelReportedAlready);
		assert_eq!(Models::bad_model(model(1)).unwrap().reporter, CAROL);
	});
}

#[test]
fn report_should_cost_one_entry_however_many_releases_are_of_the_model() {
	build_and_execute(|| {
		for _ in 0..30 {
			exact_release(ALICE, 1);
		}
		let before = ReleasesByModel::<Test>::iter().count();
		assert_ok!(report(1, CAROL));
		assert_eq!(BadModelRoots::<Test>::iter().count(), 1);
		assert_eq!(ReleasesByModel::<Test>::iter().count(), before);
		assert!((0..30).all(|id| !active(id)));
		assert!(Releases::<Test>::iter_values().all(|release| release.retired_at.is_none()));
	});
}

#[test]
fn add_release_should_fail_when_the_model_is_bad_even_after_all_its_releases_are_gone() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		assert_ok!(report(1, CAROL));
		assert_noop!(Release::exact(ALICE, 1).add(ALICE, 0), Error::<Test>::ModelIsBad);
		wait(GRACE);
		assert_ok!(Models::drop_release(signed(BOB), id));
		assert_noop!(Release::exact(ALICE, 1).add(ALICE, 0), Error::<Test>::ModelIsBad);
		assert_ok!(Release::exact(ALICE, 2).add(ALICE, 0));
	});
}

#[test]
fn drop_release_should_split_the_bond_when_the_model_is_bad() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		let deposit = Releases::<Test>::get(id).unwrap().deposit;
		let issued = Balances::total_issuance();
		assert_ok!(report(1, CAROL));
		assert_noop!(Models::drop_release(signed(BOB), id), Error::<Test>::TooEarly);
		wait(GRACE);
		assert_ok!(Models::drop_release(signed(BOB), id));
		assert_eq!(bonded(ALICE), 0);
		assert_eq!(Balances::free_balance(CAROL), FUNDS + REWARD);
		assert_eq!(issued - Balances::total_issuance(), BOND - REWARD);
		assert_eq!(Balances::total_balance(&ALICE), FUNDS - BOND);
		System::assert_has_event(
			Event::BondForfeited {
				release: id,
				owner: ALICE,
				reporter: CAROL,
				paid: REWARD,
				burned: BOND - REWARD,
			}
			.into(),
		);
		System::assert_last_event(
			Event::ReleaseDropped { release: id, owner: ALICE, deposit, bond: 0 }.into(),
		);
		assert_eq!(ReleasesByModel::<Test>::iter().count(), 0);
	});
}

#[test]
fn drop_release_should_keep_the_bond_from_a_publisher_who_retired_before_the_report() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		assert_ok!(Models::retire(signed(ALICE), id));
		wait(GRACE - 1);
		assert_noop!(Models::drop_release(signed(ALICE), id), Error::<Test>::TooEarly);
		assert_ok!(report(1, CAROL));
		wait(1);
		// It has taken no job since it was retired.
		assert_ok!(Models::drop_release(signed(ALICE), id));
		assert_eq!(Balances::total_balance(&ALICE), FUNDS - BOND);
	});
}

#[test]
fn drop_release_should_not_wait_longer_when_the_owner_retires_after_the_report() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		assert_ok!(report(1, CAROL));
		wait(GRACE - 1);
		assert_ok!(Models::retire(signed(ALICE), id));
		wait(1);
		assert_ok!(Models::drop_release(signed(CAROL), id));
		assert_eq!(Balances::total_balance(&ALICE), FUNDS - BOND);
	});
}

#[test]
fn drop_release_should_give_the_bond_back_when_the_model_is_sound() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		retire_and_wait(ALICE, id);
		assert_ok!(Models::drop_release(signed(BOB), id));
		assert_eq!((bonded(ALICE), Balances::total_balance(&ALICE)), (0, FUNDS));
		assert_eq!(<Models as ModelInspect<u64>>::exact_header(id), None);
		// Nothing is left to report.
		assert_noop!(report(1, CAROL), Error::<Test>::ModelNotFound);
	});
}

#[test]
fn drop_release_should_leave_a_publisher_who_reports_itself_a_fifth_at_most() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		assert_ok!(report(1, ALICE));
		wait(GRACE);
		assert_ok!(Models::drop_release(signed(ALICE), id));
		assert_eq!(Balances::total_balance(&ALICE), FUNDS - BOND + REWARD);
	});
}

#[test]
fn drop_release_should_burn_the_whole_bond_when_the_reporter_cannot_receive() {
	build_and_execute(|| {
		// A share below the existential deposit, for an account that is gone.
		let id = exact_release(ALICE, 1);
		crate::Releases::<Test>::mutate(id, |details| {
			details.as_mut().unwrap().exact.as_mut().unwrap().bond = 10;
		});
		crate::Listings::<Test>::mutate(0, |listing| listing.as_mut().unwrap().bonds = 10);
		let reason = crate::HoldReason::ReleaseBond.into();
		assert_ok!(Balances::release(&reason, &ALICE, BOND - 10, Precision::Exact));
		assert_ok!(report(1, NOBODY));
		wait(GRACE);
		let issued = Balances::total_issuance();
		assert_ok!(Models::drop_release(signed(BOB), id));
		assert_eq!(issued - Balances::total_issuance(), 10);
	});
}

#[test]
fn drop_release_should_take_the_bond_from_whoever_owns_the_listing_then() {
	build_and_execute(|| {
		let id = exact_release(ALICE, 1);
		assert_ok!(Models::transfer_listing(signed(ALICE), 0, BOB));
		assert_ok!(report(1, CAROL));
		wait(GRACE);
		assert_ok!(Models::drop_release(signed(CAROL), id));
		assert_eq!((bonded(ALICE), bonded(BOB)), (0, 0));
		assert_eq!(Balances::free_balance(CAROL), FUNDS + REWARD);
	});
}
