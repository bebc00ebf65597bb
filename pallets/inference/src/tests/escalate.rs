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
fn escalate_should_keep_a_tenth_and_the_window_when_nobody_new_answers() {
	build_and_execute(12, || {
		escalated(2);
		let Stage::Escalated { bond, until, .. } = details(0).stage else { panic!() };
		let (issuance, treasury) = (Balances::total_issuance(), balance(&account(250)));
		run(40);
		assert_eq!(outcome(), EscalationOutcome::Void);
		let kept = bond.div_ceil(10);
		assert_eq!(1_000 * STOA - balance(&bob()), kept);
		assert_eq!(issuance - Balances::total_issuance(), kept * 6 / 10);
		assert_eq!(balance(&account(250)) - treasury, kept - kept * 6 / 10);
		let struck = (0..12).filter(|n| !Providers::get(&provider(*n)).strikes.is_empty()).count();
		assert_eq!(struck, 6);

		let job = details(0);
		assert_eq!((&job.stage, &job.state), (&Stage::First, &JobState::Settled { until }));
		assert_eq!(job.seats.len(), 3, "the judges are gone");
		assert!(job.seats.iter().all(|seat| seat.reserved == job.exposure), "still frozen");

		// Whoever switched the check off did so for nothing: the next one finds the lie.
		assert_ok!(Inference::escalate(RuntimeOrigin::signed(alice()), 0));
		run(3);
		answer_all(0, true, |_| 1);
		assert_eq!(record(0).outcome, Outcome::Overturned);
		assert_nothing_left();
	});
}

#[test]
fn escalate_should_leave_time_for_another_when_it_comes_late_to_nothing() {
	build_and_execute(12, || {
		Ask::default().drawn();
		answer_all(0, true, |_| 1);
		run(199);
		assert_ok!(Inference::escalate(RuntimeOrigin::signed(bob()), 0));
		run(3);
		// Three against three: no majority, and the judges' exposure is free again.
		let judges = open_seats(0);
		let who: Vec<_> = judges.iter().map(|at| details(0).seats[*at].provider.clone()).collect();
		judges[..3].iter().for_each(|at| commit(0, *at, 2));
		run(40);
		judges[..3].iter().for_each(|at| reveal(0, *at, 2, true));
		let until = System::block_number() + 200 / 4;
		assert_eq!(details(0).state, JobState::Settled { until });
		assert!(who.iter().all(|judge| Providers::get(judge).reserved == 0));
		run(49);
		assert!(Jobs::<Runtime>::contains_key(0));
		run(1);
		assert_eq!((record(0).outcome, record(0).backers), (Outcome::Final, 3));
		assert_nothing_left();
	});
}

#[test]
fn escalate_should_cost_more_when_more_is_at_risk() {
	build_and_execute(12, || {
		Ask { value_at_risk: Some(100 * STOA), ..Default::default() }.drawn();
		answer_all(0, true, |_| 1);
		assert_ok!(Inference::escalate(RuntimeOrigin::signed(bob()), 0));
		let frozen = 9 * details(0).exposure;
		assert_eq!(Inference::held(HoldReason::EscalationBond, &bob()), frozen / 100);
		assert!(frozen / 100 > 6 * details(0).seat_budget);
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
		assert_noop!(escalate(), Error::<Runtime>::NoNewServers);
		run(200);
		assert_noop!(escalate(), Error::<Runtime>::JobNotFound);
	});
}
