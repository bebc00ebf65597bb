use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, STOA, Side, frame::NewCase};

/// Seven seats at five each.
const FEES: u128 = 35 * STOA;
/// What a juror of the first round loses who voted otherwise.
const LOST: u128 = 50 * STOA / 4;

/// The first round rules `Refund`; Carol and Dave pay for an appeal against it, `other` for it.
fn appealed(other: Option<(AccountId, u128)>, deposit: u128, votes: Ruling) -> u64 {
	jurors();
	let id = open_with(7, NewCase { respondent_deposit: deposit, ..new_case() });
	vote(id, |_| Some(Ruling::Refund));
	assert_ok!(Disputes::fund_appeal(signed(CAROL), id, Side::Respondent, FEES));
	assert_ok!(Disputes::fund_appeal(signed(DAVE), id, Side::Respondent, FEES));
	if let Some((who, amount)) = other {
		assert_ok!(Disputes::fund_appeal(signed(who), id, Side::Claimant, amount));
	}
	vote(id, |_| Some(votes));
	no_appeal(id);
	id
}

#[test]
fn contributors_should_share_what_the_wrong_side_paid() {
	build_and_execute(|| {
		let id = appealed(Some((OWNER, FEES)), 0, Ruling::Refund);
		wind_up(id);
		// 105 paid, 35 for the jurors, and never more than twice what one paid.
		assert_eq!(balance(OWNER), FUNDS + FEES);
		assert_eq!((balance(CAROL), balance(DAVE)), (FUNDS - FEES, FUNDS - FEES));
		assert_no_case_left();
	});
}

#[test]
fn a_small_contribution_should_earn_no_more_than_itself() {
	build_and_execute(|| {
		let id = appealed(Some((OWNER, STOA)), 0, Ruling::Refund);
		let issuance = Balances::total_issuance();
		wind_up(id);
		assert_eq!(balance(OWNER), FUNDS + STOA);
		// 71 paid, 35 for the jurors, 2 for who was right; the jurors of both rounds were right.
		assert_eq!(issuance - Balances::total_issuance(), 34 * STOA);
	});
}

#[test]
fn contributors_who_were_right_should_lose_nothing_when_nobody_paid_against_them() {
	build_and_execute(|| {
		let id = appealed(None, 0, Ruling::Dismiss);
		wind_up(id);
		// The claimant's deposit pays: 15 for jurors, none of whom was right, and 20 as bond.
		assert_eq!((balance(CAROL), balance(DAVE)), (FUNDS, FUNDS));
		assert_eq!(balance(ALICE), FUNDS - 35 * STOA);
		assert_no_case_left();
	});
}

#[test]
fn contributors_should_get_everything_back_when_the_round_did_not_come_about() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |_| Some(Ruling::Refund));
		assert_ok!(Disputes::fund_appeal(signed(CAROL), id, Side::Respondent, STOA + 1));
		assert_ok!(Disputes::fund_appeal(signed(DAVE), id, Side::Claimant, STOA));
		let withdraw = |who| Disputes::withdraw_contribution(signed(OWNER), id, 1, who);
		assert_noop!(withdraw(CAROL), Error::<Test>::RoundNotSettled);
		no_appeal(id);
		assert_ok!(withdraw(CAROL));
		assert_noop!(withdraw(CAROL), Error::<Test>::ContributionNotFound);
		assert_ok!(withdraw(DAVE));
		assert_noop!(withdraw(DAVE), Error::<Test>::RoundNotFound);
		assert_eq!((balance(CAROL), balance(DAVE)), (FUNDS, FUNDS));
		wind_up(id);
		assert_no_case_left();
	});
}

#[test]
fn contributors_of_both_sides_should_share_the_fees_when_nobody_was_right() {
	build_and_execute(|| {
		let id = appealed(Some((OWNER, FEES)), 0, Ruling::Split);
		wind_up(id);
		// 105 paid, 35 for the jurors: each gets two thirds back.
		let back = FUNDS - FEES / 3;
		for who in [CAROL, DAVE, OWNER] {
			assert!(balance(who).abs_diff(back) <= 1, "{who}");
		}
		assert_no_case_left();
	});
}

#[test]
fn withdraw_contribution_should_burn_what_the_contributor_cannot_receive() {
	build_and_execute(|| {
		let id = appealed(Some((OWNER, ED)), 0, Ruling::Split);
		let everything = Balances::free_balance(OWNER);
		assert_ok!(Balances::transfer_allow_death(signed(OWNER), DAVE, everything));
		let issuance = Balances::total_issuance();
		wind_up(id);
		// Half of what it had paid is less than an account needs.
		assert_eq!(balance(OWNER), 0);
		let paid = 1_000 + 70 * STOA;
		let left = paid - FEES;
		assert_eq!(issuance - Balances::total_issuance(), left * 1_000 / paid + 3 * LOST);
		assert_no_case_left();
	});
}
