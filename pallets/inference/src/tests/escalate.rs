use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

fn escalated(first: u8) {
	Ask::default().drawn();
	answer_all(0, true, |_| first);
	assert_ok!(Inference::escalate(RuntimeOrigin::signed(bob()), 0));
	run(3);
	assert_eq!(open_seats(0).len(), 6);
}

fn outcome() -> EscalationOutcome {
	events()
		.into_iter()
		.find_map(|event| match event {
			Event::EscalationResolved { outcome, .. } => Some(outcome),
			_ => None,
		})
		.unwrap()
}

#[test]
fn escalate_should_cost_the_bond_when_the_answer_stands() {
	build_and_execute(12, || {
		escalated(1);
		let budget = details(0).seat_budget;
		assert_eq!(Inference::held(HoldReason::EscalationBond, &bob()), 6 * budget);
		let issuance = Balances::total_issuance();
		answer_all(0, true, |_| 1);
		assert_eq!(outcome(), EscalationOutcome::Upheld);
		assert_eq!(1_000 * STOA - balance(&bob()), 6 * budget);
		assert_eq!(issuance - Balances::total_issuance(), 6 * budget - 6 * 250_000);
		assert!((0..12).filter(|n| balance(&provider(*n)) == 10 * ED + 250_000).count() == 9);
		assert_eq!((record(0).outcome, record(0).backers), (Outcome::Final, 9));
		assert_nothing_left();
	});
}

#[test]
fn escalate_should_slash_the_first_committee_when_it_lied() {
	build_and_execute(12, || {
		let alice_before = balance(&alice());
		escalated(2);
		let job = details(0);
		let charged = job.settlement.unwrap().charged;
		answer_all(0, true, |_| 1);
		assert_eq!(outcome(), EscalationOutcome::Overturned);
		assert_eq!(record(0).outcome, Outcome::Overturned);
		for seat in &job.seats[..3] {
			let lost = 1_000 * STOA - Providers::bond(&seat.provider);
			assert_eq!(lost, job.exposure + Inference::parameters().slash_floor);
		}
		let back = balance(&alice()) + 3 - alice_before;
		assert!(back <= 6, "the requester has back what it was charged: {charged}");
		assert!(balance(&bob()) > 1_000 * STOA, "bond and bounty");
		assert!(balance(&bob()) - 1_000 * STOA <= 6 * job.seat_budget, "the bounty is capped");
		assert!(Told::get().is_empty(), "no reward for a lie");
		assert_nothing_left();
	});
}

#[test]
fn escalate_should_return_the_bond_when_nobody_new_answers() {
	build_and_execute(12, || {
		escalated(1);
		run(40);
		assert_eq!(outcome(), EscalationOutcome::Void);
		assert_eq!(balance(&bob()), 1_000 * STOA);
		assert_eq!(record(0).outcome, Outcome::Final);
		let struck = (0..12).filter(|n| !Providers::get(&provider(*n)).strikes.is_empty()).count();
		assert_eq!(struck, 6);
		assert_nothing_left();
	});
}

#[test]
fn escalate_should_strike_a_judge_when_it_alone_dissents() {
	build_and_execute(12, || {
		escalated(1);
		answer_all(0, true, |at| if at == 5 { 2 } else { 1 });
		assert_eq!(outcome(), EscalationOutcome::Upheld);
		assert_eq!(record(0).backers, 8);
		let struck = (0..12).filter(|n| !Providers::get(&provider(*n)).strikes.is_empty()).count();
		assert_eq!(struck, 1);
		assert_nothing_left();
	});
}

#[test]
fn escalate_should_refuse_when_it_is_too_early_too_late_or_useless() {
	build_and_execute(3, || {
		let escalate = || Inference::escalate(RuntimeOrigin::signed(bob()), 0);
		assert_noop!(escalate(), Error::<Runtime>::JobNotFound);
		Ask::default().drawn();
		assert_noop!(escalate(), Error::<Runtime>::NotEscalatable);
		answer_all(0, true, |_| 1);
		assert_noop!(escalate(), Error::<Runtime>::TooFewServers);
		run(200);
		assert_noop!(escalate(), Error::<Runtime>::JobNotFound);
	});
}
