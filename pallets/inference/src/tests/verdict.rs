use crate::{mock::*, *};
use stoa_primitives::{STOA, frame::StrikeReason};

/// Three executors of whom seat 0 answers otherwise; the committee is enlarged.
fn disagree() {
	Ask::default().drawn();
	answer_all(0, true, |at| if at == 0 { 2 } else { 1 });
}

#[test]
fn disagreement_should_enlarge_the_committee_when_there_is_a_quorum() {
	build_and_execute(12, || {
		disagree();
		assert_eq!(details(0).state, JobState::Drawing { at: 7 });
		for n in 0..12 {
			assert!(Providers::get(&provider(n)).strikes.is_empty(), "nobody is struck yet");
		}
		run(3);
		assert_eq!(details(0).seats.len(), 9);
		assert_eq!(open_seats(0).len(), 6);
	});
}

#[test]
fn verdict_should_strike_the_minority_and_make_it_pay_when_the_larger_committee_agrees() {
	build_and_execute(12, || {
		let before = balance(&alice());
		disagree();
		run(3);
		answer_all(0, true, |_| 1);
		let seats: Vec<_> = events()
			.into_iter()
			.find_map(|event| match event {
				Event::JobSettled { backers, losing_percent, .. } => {
					assert_eq!(losing_percent, 12);
					Some(backers)
				}
				_ => None,
			})
			.unwrap();
		assert_eq!(seats.len(), 8);
		assert!(seats.iter().all(|(who, paid)| *paid == 250_000 && balance(who) == 10 * ED + paid));
		assert_eq!(record(0).outcome, Outcome::Final, "a verdict is final");
		let liar = (0..12)
			.find(|n| Providers::get(&provider(*n)).strikes == [StrikeReason::Outvoted])
			.unwrap();
		assert_eq!(1_000 * STOA - Providers::bond(&provider(liar)), 6 * 250_000, "the added seats");
		assert_eq!(balance(&provider(liar)), 10 * ED);
		// The requester pays for two seats, not for nine.
		let net = 2 * 250_000 + 25_000;
		assert_eq!(before - balance(&alice()), net + net / 20);
		assert_nothing_left();
	});
}

#[test]
fn verdict_should_turn_a_false_quorum_when_the_larger_committee_sees_it() {
	build_and_execute(12, || {
		Ask::default().drawn();
		answer_all(0, true, |at| if at == 0 { 1 } else { 2 });
		run(3);
		answer_all(0, true, |_| 1);
		assert_eq!(record(0).output, claim(1).output);
		assert_eq!((record(0).backers, record(0).losing_percent), (7, 23));
		assert_nothing_left();
	});
}

#[test]
fn verdict_should_refund_and_strike_nobody_when_there_is_no_majority() {
	build_and_execute(12, || {
		let before = balance(&alice());
		Ask::default().drawn();
		answer_all(0, true, |at| at as u8);
		run(3);
		answer_all(0, true, |at| at as u8 / 3);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::NoMajority));
		assert_eq!(balance(&alice()), before);
		assert!((0..12).all(|n| Providers::get(&provider(n)).strikes.is_empty()));
		assert_nothing_left();
	});
}

#[test]
fn verdict_should_weigh_bond_when_many_small_seats_agree() {
	build_and_execute(12, || {
		disagree();
		let rich = details(0).seats[0].provider.clone();
		// The lone voice carried more bond than all others together when it was drawn.
		Jobs::<Runtime>::mutate(0, |job| job.as_mut().unwrap().seats[0].weight = 10_000);
		run(3);
		answer_all(0, true, |_| 1);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::NoMajority));
		assert!(Providers::get(&rich).strikes.is_empty());
	});
}

#[test]
fn verdict_should_fall_on_those_there_are_when_nobody_new_exists() {
	build_and_execute(3, || {
		disagree();
		assert_eq!(record(0).outcome, Outcome::Final);
		let struck = (0..3).filter(|n| !Providers::get(&provider(*n)).strikes.is_empty()).count();
		assert_eq!(struck, 1);
		assert_nothing_left();
	});
}

#[test]
fn verdict_should_come_when_the_liar_was_slow() {
	build_and_execute(12, || {
		let least = clocks().min_timeout();
		Ask { timeout: Some(least), ..Default::default() }.drawn();
		run(39);
		(0..3).for_each(|at| commit(0, at, if at == 0 { 2 } else { 1 }));
		run(19);
		(0..3).for_each(|at| reveal(0, at, if at == 0 { 2 } else { 1 }, true));
		let deadline = details(0).expires_at;
		assert!(deadline >= System::block_number() + least, "the deadline moved");
		run(3);
		answer_all(0, true, |_| 1);
		assert_eq!(record(0).outcome, Outcome::Final);
	});
}

#[test]
fn verdict_should_not_wait_for_a_prompt_when_the_requester_keeps_it_from_the_judges() {
	build_and_execute(12, || {
		Ask { prompt: long_prompt(), ..Default::default() }.drawn();
		answer_all(0, true, |at| if at == 0 { 2 } else { 1 });
		run(3);
		for at in open_seats(0) {
			let who = details(0).seats[at].provider.clone();
			let reason = stoa_primitives::DeclineReason::PromptUnavailable;
			frame_support::assert_ok!(Inference::decline(RuntimeOrigin::signed(who), 0, reason));
		}
		let before = balance(&alice());
		run(40);
		// Nobody judged, so nobody is struck; those who answered are paid for coming.
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::NoMajority));
		assert!((0..12).all(|n| Providers::get(&provider(n)).strikes.is_empty()));
		assert_eq!(before - balance(&alice()), 3 * Inference::parameters().call_out_fee);
		assert_nothing_left();
	});
}

#[test]
fn verdict_should_refund_and_strike_no_minority_when_no_judge_speaks() {
	build_and_execute(12, || {
		let before = balance(&alice());
		disagree();
		let honest = details(0).seats[0].provider.clone();
		run(3);
		assert_eq!(open_seats(0).len(), 6);
		run(40);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::NoMajority));
		assert!(Providers::get(&honest).strikes.is_empty());
		assert_eq!(balance(&alice()), before);
		let struck = (0..12).filter(|n| !Providers::get(&provider(*n)).strikes.is_empty()).count();
		assert_eq!(struck, 6, "the judges, for their silence");
		assert_nothing_left();
	});
}

#[test]
fn verdict_should_refund_when_those_who_could_judge_cannot_be_drawn() {
	build_and_execute(4, || {
		let dear = stoa_primitives::TokenPrice { per_1k_input: STOA, per_1k_output: 9 * STOA };
		disagree();
		let other = (0..4).map(provider).find(|who| details(0).seat_of(who).is_none()).unwrap();
		Providers::change(&other, |entry| entry.price = dear);
		run(3);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::NoMajority));
		assert!((0..4).all(|n| Providers::get(&provider(n)).strikes.is_empty()));
		assert_nothing_left();
	});
}

#[test]
fn verdict_should_pay_judges_from_the_losers_seats_when_reserves_are_small() {
	build_and_execute(12, || {
		Ask::default().drawn();
		answer_all(0, true, |at| if at == 0 { 2 } else { 1 });
		run(3);
		// As if the loser could pay nothing.
		let loser = details(0).seats[0].clone();
		Providers::change(&loser.provider, |entry| entry.reserved = 0);
		Jobs::<Runtime>::mutate(0, |job| job.as_mut().unwrap().seats[0].reserved = 0);
		answer_all(0, true, |_| 1);
		let paid: u128 = (0..12).map(|n| balance(&provider(n)) - 10 * ED).sum();
		assert_eq!(paid, 3 * 250_000, "never more than the seats that were ordered");
		assert_nothing_left();
	});
}
