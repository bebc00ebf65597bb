use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{
	DeclineReason::{self, Busy, InputUndercounted, PromptMalformed, PromptUnavailable},
	STOA,
};

fn decline(at: usize, reason: DeclineReason) -> frame_support::dispatch::DispatchResult {
	let who = details(0).seats[at].provider.clone();
	Inference::decline(RuntimeOrigin::signed(who), 0, reason).map(|_| ()).map_err(|e| e.error)
}

#[test]
fn decline_should_replace_the_seat_when_it_is_alone() {
	build_and_execute(6, || {
		Ask::default().drawn();
		assert_ok!(decline(0, InputUndercounted));
		let decliner = details(0).seats[0].provider.clone();
		assert_eq!(Providers::get(&decliner).reserved, 0);
		assert!(Providers::get(&decliner).strikes.is_empty());
		commit(0, 1, 1);
		commit(0, 2, 1);
		assert_eq!(details(0).state, JobState::Drawing { at: 7 });
		run(3);
		assert_eq!(details(0).seats.len(), 4);
		commit(0, 3, 1);
		(1..4).for_each(|at| reveal(0, at, 1, true));
		assert!(matches!(details(0).state, JobState::Settled { .. }));
		assert_eq!(balance(&decliner), 10 * ED, "earns nothing");
	});
}

#[test]
fn decline_should_refund_and_pay_the_call_out_when_most_refuse_the_prompt() {
	build_and_execute(6, || {
		let before = balance(&alice());
		Ask::default().drawn();
		assert_ok!(decline(0, InputUndercounted));
		let seats = details(0).seats;
		assert_ok!(decline(1, PromptMalformed));
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::PromptRefused));
		let call_out = Inference::parameters().call_out_fee;
		assert_eq!(before - balance(&alice()), 2 * call_out);
		assert_eq!(balance(&seats[0].provider), 10 * ED + call_out);
		assert_eq!(balance(&seats[2].provider), 10 * ED);
		assert_nothing_left();
	});
}

#[test]
fn decline_should_cost_the_place_in_the_draws_and_nothing_else_when_busy() {
	build_and_execute(6, || {
		let before = balance(&alice());
		Ask::default().drawn();
		let seats = details(0).seats;
		for (at, seat) in seats.iter().enumerate().take(2) {
			assert_ok!(decline(at, Busy));
			let busy = Providers::get(&seat.provider);
			assert_eq!((busy.reserved, busy.active), (0, false));
			assert!(busy.strikes.is_empty());
			assert_eq!(balance(&seat.provider), 10 * ED, "earns nothing");
		}
		// Two of three, but not because of the prompt: others are asked.
		commit(0, 2, 1);
		assert_eq!(details(0).state, JobState::Drawing { at: 7 });
		run(3);
		assert_eq!(details(0).seats.len(), 5);
		commit(0, 3, 1);
		commit(0, 4, 1);
		(2..5).for_each(|at| reveal(0, at, 1, true));
		let charged = details(0).settlement.unwrap().charged;
		assert_eq!(before - balance(&alice()), charged);
	});
}

#[test]
fn decline_should_charge_the_risk_when_executors_came_in_vain() {
	build_and_execute(6, || {
		let (before, issuance) = (balance(&alice()), Balances::total_issuance());
		Ask { value_at_risk: Some(50 * STOA), ..Default::default() }.drawn();
		assert_ok!(decline(0, PromptMalformed));
		assert_ok!(decline(1, PromptMalformed));
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::PromptRefused));
		let risk_fee = 49 * STOA / 1_000;
		let call_out = Inference::parameters().call_out_fee;
		assert_eq!(before - balance(&alice()), 2 * call_out + risk_fee);
		assert_eq!(issuance - Balances::total_issuance(), risk_fee * 6 / 10);

		let before = balance(&alice());
		let ask =
			Ask { prompt: long_prompt(), value_at_risk: Some(50 * STOA), ..Default::default() };
		let id = ask.drawn();
		let who = details(id).seats[0].provider.clone();
		assert_ok!(Inference::decline(RuntimeOrigin::signed(who), id, PromptUnavailable));
		run(40);
		assert_eq!(record(id).outcome, Outcome::Cancelled(CancelReason::PromptWithheld));
		assert_eq!(before - balance(&alice()), 3 * call_out + risk_fee);
		assert_nothing_left();
	});
}

#[test]
fn decline_should_refuse_when_the_prompt_is_on_chain_or_it_is_too_late() {
	build_and_execute(3, || {
		Ask::default().drawn();
		assert_noop!(decline(0, PromptUnavailable), Error::<Runtime>::PromptIsAvailable);
		commit(0, 0, 1);
		assert_noop!(decline(0, InputUndercounted), Error::<Runtime>::NotAwaited);
	});
}

#[test]
fn decline_should_cancel_without_strike_when_the_requester_withholds_the_prompt() {
	build_and_execute(3, || {
		let before = balance(&alice());
		Ask { prompt: long_prompt(), ..Default::default() }.drawn();
		commit(0, 1, 1);
		commit(0, 2, 1);
		assert_ok!(decline(0, PromptUnavailable));
		run(39);
		assert_eq!(details(0).state, JobState::Computing);
		run(1);
		assert_eq!(record(0).outcome, Outcome::Cancelled(CancelReason::PromptWithheld));
		let call_out = Inference::parameters().call_out_fee;
		assert_eq!(before - balance(&alice()), 3 * call_out);
		for n in 0..3 {
			assert_eq!(balance(&provider(n)), 10 * ED + call_out);
			assert!(Providers::get(&provider(n)).strikes.is_empty());
		}
		assert_nothing_left();
	});
}
