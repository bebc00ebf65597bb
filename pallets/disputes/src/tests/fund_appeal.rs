use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Ruling, STOA, Side};

/// Seven seats at five each.
const FEES: u128 = 35 * STOA;

fn decided(ruling: Option<Ruling>) -> u64 {
	jurors();
	let id = open(7);
	vote(id, |_| ruling);
	id
}

fn fund(who: AccountId, side: Side, amount: u128) -> sp_runtime::DispatchResult {
	Disputes::fund_appeal(signed(who), 0, side, amount)
}

#[test]
fn fund_appeal_should_ask_more_of_who_did_not_win() {
	build_and_execute(|| {
		let id = decided(Some(Ruling::Refund));
		assert_eq!(Disputes::appeal_quote(id, Side::Respondent), Some(2 * FEES));
		assert_eq!(Disputes::appeal_quote(id, Side::Claimant), Some(FEES));
	});
}

#[test]
fn fund_appeal_should_ask_the_same_of_both_when_nobody_won() {
	build_and_execute(|| {
		let id = decided(None);
		let quotes = Side::BOTH.map(|side| Disputes::appeal_quote(id, side));
		assert_eq!(quotes, [Some(2 * FEES); 2]);
	});
}

#[test]
fn fund_appeal_should_take_no_more_than_is_lacking() {
	build_and_execute(|| {
		decided(Some(Ruling::Refund));
		assert_ok!(fund(CAROL, Side::Respondent, FEES));
		assert_ok!(fund(DAVE, Side::Respondent, 500 * STOA));
		assert_eq!((balance(CAROL), balance(DAVE)), (FUNDS - FEES, FUNDS - FEES));
		let paid: std::collections::BTreeSet<_> =
			Disputes::contributors(0, 1, 9).into_iter().collect();
		assert_eq!(paid, [CAROL, DAVE].into());
		assert_noop!(fund(DAVE, Side::Respondent, 1), Error::<Test>::FullyFunded);
		assert_noop!(fund(DAVE, Side::Claimant, STOA), Error::<Test>::OtherSide);
		assert_ok!(fund(BOB, Side::Claimant, STOA));
		assert_noop!(fund(ALICE, Side::Claimant, ED - 1), Error::<Test>::ContributionTooSmall);
		assert_noop!(fund(NOBODY, Side::Claimant, STOA), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn fund_appeal_should_close_for_who_did_not_win_after_the_first_half() {
	build_and_execute(|| {
		let id = decided(Some(Ruling::Refund));
		assert_ok!(fund(CAROL, Side::Respondent, FEES));
		run(11);
		assert_noop!(fund(DAVE, Side::Respondent, FEES), Error::<Test>::TooLate);
		assert_noop!(fund(DAVE, Side::Claimant, FEES), Error::<Test>::TooLate);
		advance(id);
		assert_eq!(case(id).phase, Phase::Final);
		// Without an appeal everything goes back.
		wind_up(id);
		assert_eq!(balance(CAROL), FUNDS);
	});
}

#[test]
fn fund_appeal_should_stay_open_for_who_won_until_the_end() {
	build_and_execute(|| {
		let id = decided(Some(Ruling::Refund));
		assert_ok!(fund(CAROL, Side::Respondent, 2 * FEES));
		run(20);
		assert_noop!(Disputes::advance(signed(CAROL), id), Error::<Test>::NothingDue);
		assert_ok!(fund(DAVE, Side::Claimant, STOA));
		run(1);
		assert_noop!(fund(DAVE, Side::Claimant, STOA), Error::<Test>::TooLate);
		advance(id);
		assert!(matches!(case(id).phase, Phase::Drawing { .. }));
	});
}

#[test]
fn fund_appeal_should_need_no_more_time_when_both_sides_have_paid() {
	build_and_execute(|| {
		let id = decided(Some(Ruling::Refund));
		assert_ok!(fund(CAROL, Side::Respondent, 2 * FEES));
		assert_ok!(fund(DAVE, Side::Claimant, FEES));
		advance(id);
		assert!(matches!(case(id).phase, Phase::Drawing { .. }));
		assert_noop!(fund(DAVE, Side::Claimant, STOA), Error::<Test>::WrongPhase);
	});
}
