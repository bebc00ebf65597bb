use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{Balance, Court, Ruling, STOA, Side};

const LOCK: Balance = 50 * STOA;
const FEE: Balance = 5 * STOA;

#[test]
fn a_case_should_pay_who_is_right_when_nobody_appeals() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		// One is wrong, one says nothing.
		vote(id, |place| [Some(Ruling::Refund), None, Some(Ruling::Refund)][place]);
		let jurors = panel(id);
		no_appeal(id);
		let issuance = Balances::total_issuance();
		wind_up(id);
		// Half of the silent one's lock, to two.
		assert_eq!(balance(jurors[1]), FUNDS - LOCK / 2);
		for right in [jurors[0], jurors[2]] {
			assert_eq!(balance(right), FUNDS + FEE + LOCK / 4);
			assert_eq!(details(Court::Compute, right).locked, 0);
		}
		assert_eq!(issuance, Balances::total_issuance());
	});
}

#[test]
fn settle_round_should_take_a_quarter_of_who_is_wrong_and_burn_what_exceeds_the_cap() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |_| Some(Ruling::Refund));
		assert_ok!(Disputes::fund_appeal(signed(CAROL), id, Side::Respondent, 500 * STOA));
		// Six of seven vote the other way: what they took is overturned.
		vote(id, |place| Some(if place == 0 { Ruling::Refund } else { Ruling::Dismiss }));
		let second = panel(id);
		no_appeal(id);
		let first: Vec<_> = Disputes::panel(id, 0).into_iter().map(|(juror, _)| juror).collect();
		wind_up(id);
		for wrong in first.iter().chain(&second[..1]) {
			assert_eq!(balance(*wrong), FUNDS - LOCK / 4);
		}
		for right in &second[1..] {
			// A sixth of the quarter that one lost.
			assert_eq!(balance(*right), FUNDS + FEE + LOCK / 4 / 6);
		}
	});
}

#[test]
fn settle_round_should_cap_what_the_coherent_get_of_the_others() {
	build_and_execute(|| {
		jurors();
		let harsh = CourtParameters {
			silent_percent: stoa_primitives::frame::Within::clamped(100),
			..parameters()
		};
		assert_ok!(Disputes::set_parameters(RuntimeOrigin::root(), Court::Compute, harsh));
		let id = open(7);
		vote(id, |place| (place == 0).then_some(Ruling::Refund));
		let jurors = panel(id);
		no_appeal(id);
		let issuance = Balances::total_issuance();
		wind_up(id);
		// Two lost 50 each; who was right gets 25 of these 100.
		assert_eq!(balance(jurors[0]), FUNDS + FEE + LOCK / 2);
		assert_eq!(issuance - Balances::total_issuance(), 2 * LOCK - LOCK / 2);
	});
}

#[test]
fn settle_round_should_blame_nobody_who_voted_when_no_ruling_came_about() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |place| [Some(Ruling::Refund), Some(Ruling::Dismiss), None][place]);
		let jurors = panel(id);
		no_appeal(id);
		wind_up(id);
		assert_eq!(balance(jurors[2]), FUNDS - LOCK / 2);
		for voted in &jurors[..2] {
			assert_eq!(balance(*voted), FUNDS + FEE + LOCK / 4);
		}
	});
}

#[test]
fn settle_round_should_come_after_the_execution_and_once() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		vote(id, |_| Some(Ruling::Refund));
		assert_ok!(Disputes::fund_appeal(signed(CAROL), id, Side::Respondent, 500 * STOA));
		vote(id, |_| Some(Ruling::Refund));
		no_appeal(id);
		let settle = |round| Disputes::settle_round(signed(CAROL), id, round);
		assert_noop!(settle(0), Error::<Test>::WrongPhase);
		assert_ok!(Disputes::execute(signed(CAROL), id));
		assert_ok!(settle(1));
		assert_noop!(settle(1), Error::<Test>::RoundNotFound);
		assert_noop!(settle(2), Error::<Test>::RoundNotFound);
		assert_ok!(settle(0));
		assert_noop!(settle(0), Error::<Test>::RoundNotFound);
		assert_ok!(Disputes::withdraw_contribution(signed(CAROL), id, 1, CAROL));
		assert_no_case_left();
	});
}
