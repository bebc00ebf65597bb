use crate::{mock::*, schedule::YEAR, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use sp_runtime::{DispatchError, TokenError};
use stoa_primitives::STOA;

const DAY: u64 = YEAR / 365;

#[test]
fn claim_should_mint_the_rebate_of_eras_that_are_over() {
	build_and_execute(|| {
		settled(1, 10 * STOA, &[(2, 3), (3, 1)], true);
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(2)), Error::<Test>::NothingToClaim);
		Rewards::end_era(DAY);
		// 80% of 10, of that 70% for the executors, three quarters of it for the first.
		let earned = |who| (Rewards::claimable(who), Balances::total_balance(&who));
		assert_eq!(earned(2), (thousandths(4_200), FUNDS));
		assert_eq!(earned(3).0, thousandths(1_400));
		let issuance = Balances::total_issuance();
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(2)));
		assert_eq!(earned(2), (0, FUNDS + thousandths(4_200)));
		assert_eq!(Balances::total_issuance(), issuance + thousandths(4_200));
		let amount = thousandths(4_200);
		System::assert_last_event(Event::Claimed { who: 2, amount, shared: 0 }.into());
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(2)), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_other_should_pay_the_account_and_not_who_asks() {
	build_and_execute(|| {
		settled(1, STOA, &[(2, 1)], true);
		Rewards::end_era(DAY);
		assert_ok!(Rewards::claim_other(RuntimeOrigin::signed(4), 2));
		assert_eq!(Balances::total_balance(&2), FUNDS + thousandths(560));
		assert_eq!(Balances::total_balance(&4), FUNDS);
	});
}

#[test]
fn claim_should_give_those_who_back_a_provider_their_part() {
	build_and_execute(|| {
		settled(1, 10 * STOA, &[(BACKED, 1)], true);
		Rewards::end_era(DAY);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(BACKED)));
		assert_eq!(Balances::total_balance(&BACKED), FUNDS + thousandths(4_200));
		assert_eq!(Balances::total_balance(&BACKERS), FUNDS + thousandths(1_400));
		assert_eq!(Shared::take(), thousandths(1_400));
	});
}

#[test]
fn claim_should_keep_what_a_new_account_cannot_receive_yet() {
	build_and_execute(|| {
		settled(1, ED, &[(77, 1)], true);
		Rewards::end_era(DAY);
		let too_little = DispatchError::Token(TokenError::BelowMinimum);
		assert_noop!(Rewards::claim(RuntimeOrigin::signed(77)), too_little);
		settled(1, STOA, &[(77, 1)], true);
		Rewards::end_era(DAY);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(77)));
		assert_eq!(Balances::total_balance(&77), (STOA + ED) * 56 / 100);
	});
}

#[test]
fn work_should_bring_nothing_when_nobody_checked_it() {
	build_and_execute(|| {
		settled(1, STOA, &[(2, 1)], false);
		Rewards::end_era(DAY);
		assert_eq!((Rewards::claimable(2), Rewards::claimable_of_release(RELEASE)), (0, 0));
	});
}
