use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

#[test]
fn backers_should_earn_and_lose_with_their_provider() {
	build_and_execute(|| {
		delegate(ALICE, 300);
		delegate(BOB, 100);
		// Of 140, two sevenths are earned by what others have behind it; the provider takes a fifth of that.
		pay(PROVIDER, 140 * STOA);
		assert_eq!((has(ALICE).1, has(BOB).1), (24 * STOA, 8 * STOA));
		assert_eq!(free(PROVIDER), 108 * STOA);
		assert_ok!(Delegation::claim_other(signed(7), PROVIDER, ALICE));
		assert_eq!(free(ALICE), FUNDS - 300 * STOA + 24 * STOA);
		let claim = Delegation::claim(signed(ALICE), PROVIDER);
		assert_noop!(claim, Error::<Test>::NothingToClaim);

		let issuance = Balances::total_issuance();
		slash(PROVIDER, 200 * STOA);
		assert_eq!((has(ALICE).0, has(BOB).0), (240 * STOA, 80 * STOA));
		assert_eq!(Balances::total_issuance(), issuance - 80 * STOA);
		assert_eq!(has(BOB).1, 8 * STOA, "what was earned is not slashed");
	});
}

#[test]
fn what_is_leaving_should_be_slashed_until_it_has_left() {
	build_and_execute(|| {
		delegate(ALICE, 100);
		delegate(BOB, 100);
		assert_ok!(Delegation::undelegate(signed(ALICE), PROVIDER, 100 * STOA));
		pay(PROVIDER, 110 * STOA);
		assert_eq!((has(ALICE).1, has(BOB).1), (0, 8 * STOA), "who leaves earns nothing more");
		slash(PROVIDER, 500 * STOA);
		pass(UNBONDING);
		assert_ok!(Delegation::withdraw(signed(ALICE), PROVIDER));
		assert_eq!(free(ALICE), FUNDS - 50 * STOA);
		slash(PROVIDER, 500 * STOA);
		assert_eq!(free(ALICE), FUNDS - 50 * STOA);
	});
}

#[test]
fn who_comes_later_should_not_pay_or_be_paid_for_what_was() {
	build_and_execute(|| {
		delegate(ALICE, 100);
		pay(PROVIDER, 110 * STOA);
		slash(PROVIDER, 100 * STOA);
		delegate(BOB, 90);
		assert_eq!(has(BOB), (90 * STOA, 0));
		assert_eq!(has(ALICE), (90 * STOA, 8 * STOA));
	});
}

#[test]
fn a_provider_that_leaves_should_share_what_it_is_paid_late() {
	build_and_execute(|| {
		delegate(ALICE, 1_000);
		deregister(PROVIDER);
		pay(PROVIDER, 100 * STOA);
		assert_eq!(has(ALICE).1, 40 * STOA);
		// Gone with its bond, it has nothing to lose together with others.
		remove_provider(PROVIDER);
		pay(PROVIDER, 100 * STOA);
		assert_eq!(has(ALICE).1, 40 * STOA);
	});
}

#[test]
fn a_provider_should_not_burn_more_of_others_than_as_much_as_of_its_own() {
	build_and_execute(|| {
		delegate(ALICE, 1_000);
		// Its own bond leaves; what others have behind it is more than counts then.
		set_bond(PROVIDER, 100 * STOA);
		assert_eq!(Delegation::pool(PROVIDER).unwrap().counted, 100 * STOA);
		slash(PROVIDER, 100 * STOA);
		assert_eq!(has(ALICE).0, 900 * STOA);
	});
}

#[test]
fn a_total_loss_should_leave_room_for_newcomers() {
	build_and_execute(|| {
		delegate(ALICE, 1_000);
		slash(PROVIDER, 1_000 * STOA);
		assert_eq!(has(ALICE).0, STOA / 1_000);
		set_bond(PROVIDER, 1_000 * STOA);
		delegate(BOB, 500);
		assert_eq!(has(BOB).0, 500 * STOA);
		assert_eq!(has(ALICE).0, STOA / 1_000);
		assert_ok!(Delegation::undelegate(signed(ALICE), PROVIDER, 1));
		pass(UNBONDING);
		assert_ok!(Delegation::withdraw(signed(ALICE), PROVIDER));
	});
}
