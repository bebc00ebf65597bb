use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{STOA, VerificationClass, frame::StrikeReason};

fn auditors_decided() -> Vec<u8> {
	let decided = |event| match event {
		Event::AuditDecided { auditors, .. } => Some(auditors),
		_ => None,
	};
	events().into_iter().filter_map(decided).collect()
}

#[test]
fn a_seeded_answer_should_be_claimed_with_its_seed() {
	build_and_execute(5, || {
		let mut ask = exact();
		ask.generation.sampling = SEEDED;
		let id = ask.drawn();
		answer(id, 1, 1);
		run(AUDIT_DELAY);
		audit(id, 1, 1);
		show(id, 0, 1, 1);
		show(id, 1, 1, 1);
		assert_eq!(Referees::knows(id).unwrap().claim.sampling, SEEDED);
	});
}

#[test]
fn an_audited_answer_should_be_paid_after_the_window() {
	build_and_execute(5, || {
		let issuance = Balances::total_issuance();
		let before = balance(&alice());
		let id = audited(1);
		assert_eq!(auditors_decided(), [1], "the first answer of a provider is always audited");
		let job = details(id);
		let now = System::block_number();
		let openings = Openings::Undecided { at: now + DRAW_DELAY };
		let (until, contradict_by) = (now + 201, None);
		assert_eq!(job.state, JobState::Challengeable { until, contradict_by, openings });
		let subject = Referees::knows(id).unwrap();
		assert_eq!((subject.defender, subject.until), (job.seats[0].provider.clone(), now + 200));
		assert_eq!((subject.claim.prompt_tokens, subject.claim.output_tokens), (5, 10));
		assert!(subject.claim.ended, "fewer tokens than were asked for");
		assert_eq!(Some(subject.claim.trace), traced(1, 1).trace);
		assert_eq!(subject.reserved, job.exposure);
		assert_eq!(job.exposure, 15 * STOA);

		run(200);
		assert!(Jobs::<Runtime>::contains_key(id), "not paid before the window is over");
		run(1);
		let record = record(id);
		assert_eq!((record.outcome, record.class), (Outcome::Final, VerificationClass::Exact));
		assert_eq!((record.executors, record.backers, record.auditors), (1, 2, 1));
		// Five input and ten output tokens: 50 + 200 thousandths for the seat, 5 + 20 for the owners.
		let (seat, audit, royalty) = (250_000, 200_000, 25_000);
		let fee = (seat + audit + royalty) / 20;
		assert_eq!(record.charged, seat + audit + royalty + fee);
		assert_eq!(before - balance(&alice()), record.charged);
		assert_eq!(balance(&job.seats[0].provider), 10 * ED + seat);
		assert_eq!(balance(&job.seats[1].provider), 10 * ED + audit);
		assert_eq!(issuance - Balances::total_issuance(), fee * 6 / 10);
		let history = Audits::<Runtime>::get(&job.seats[0].provider, 0);
		assert_eq!((history.largest, history.unaudited), (STOA, 0));
		assert_nothing_left();
	});
}

#[test]
fn a_silent_auditor_should_be_struck_and_replaced_twice() {
	build_and_execute(6, || {
		let id = answered(1, 1);
		for draw in 1..=3 {
			run(AUDIT_DELAY);
			let job = details(id);
			assert_eq!((job.state.clone(), job.seats.len()), (JobState::Computing, 1 + draw));
			assert!(job.seats[draw].auditor);
			run(clocks().commit_timeout.get());
			let struck = Providers::get(&job.seats[draw].provider).strikes;
			assert_eq!(struck, [StrikeReason::NoCommitment]);
		}
		assert!(matches!(details(id).state, JobState::Revealing { .. }), "no fourth auditor");
		show(id, 0, 1, 1);
		let executor = details(id).seats[0].provider.clone();
		assert_eq!(Audits::<Runtime>::get(&executor, 0).unaudited, STOA);
		run(201);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 0));
		assert_eq!(record(id).charged, (250_000 + 25_000) * 21 / 20, "no audit, no fee for one");
		assert_eq!(Audits::<Runtime>::get(&executor, 0).largest, 0, "that was no audit");
		assert_nothing_left();
	});
}

#[test]
fn an_auditor_should_be_found_beside_an_executor_with_nearly_all_of_the_bond() {
	build_and_execute(5, || {
		for at in 1..5 {
			Providers::change(&provider(at), |entry| entry.weight = 1);
		}
		Providers::change(&provider(0), |entry| entry.weight = u32::MAX);
		for _ in 0..20 {
			let id = answered(1, 1);
			assert_eq!(details(id).seats[0].provider, provider(0));
			run(AUDIT_DELAY);
			assert_eq!(details(id).seats.len(), 2, "drawn from what is left of the tree");
			audit(id, 1, 1);
		}
	});
}

#[test]
fn auditors_should_not_be_drawn_for_ever_when_the_seeds_come_late() {
	build_and_execute(6, || {
		let id = answered(1, 1);
		let deadline = details(id).expires_at;
		OutputsKnown::set(false);
		run(deadline / 3);
		OutputsKnown::set(true);
		while matches!(details(id).state, JobState::Drawing { .. } | JobState::Computing) {
			run(1);
			assert!(System::block_number() < deadline + 100, "it is never paid");
		}
		show(id, 0, 1, 1);
		run(201);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 0));
		assert_nothing_left();
	});
}

#[test]
fn too_few_servers_should_leave_an_answer_unaudited() {
	build_and_execute(2, || {
		let id = answered(1, 1);
		assert_eq!(auditors_decided(), [0]);
		show(id, 0, 1, 1);
		run(201);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 0));
		assert_nothing_left();
	});
}

/// What the lottery says about an answer of a provider with a history, for many seeds.
fn audited_of_100(history: AuditHistory) -> usize {
	build_seeds(100, |_| {
		let id = exact().drawn();
		let executor = details(id).seats[0].provider.clone();
		Audits::<Runtime>::insert(executor, 0, history);
		answer(id, 1, 1);
		run(AUDIT_DELAY);
		*auditors_decided().last().unwrap()
	})
	.into_iter()
	.filter(|auditors| *auditors == 1)
	.count()
}

fn build_seeds(count: u32, test: impl Fn(u32) -> u8) -> Vec<u8> {
	let run = |salt| {
		ext(5).execute_with(|| {
			System::set_block_number(1);
			SeedSalt::set(salt);
			test(salt)
		})
	};
	let all = (0..count).map(run).collect();
	SeedSalt::set(0);
	all
}

#[test]
fn the_audit_rate_should_follow_what_was_at_risk_since_the_last_audit() {
	let history = |unaudited| AuditHistory { unaudited, largest: STOA, at: 1 };
	assert_eq!(audited_of_100(AuditHistory::default()), 100);
	let rare = audited_of_100(history(0));
	assert!((3..=20).contains(&rare), "a tenth: {rare}");
	let likely = audited_of_100(history(4 * STOA));
	assert!((35..=65).contains(&likely), "a half: {likely}");
	assert_eq!(audited_of_100(history(9 * STOA)), 100);
	ChangedAt::set(3);
	let changed = audited_of_100(history(0));
	ChangedAt::set(0);
	assert_eq!(changed, 100, "after a change of keys it may be somebody else");
}

#[test]
fn a_lost_lottery_should_leave_the_answer_unaudited() {
	let decided = build_seeds(20, |_| {
		let id = exact().drawn();
		let executor = details(id).seats[0].provider.clone();
		Audits::<Runtime>::insert(
			&executor,
			0,
			AuditHistory { unaudited: 0, largest: STOA, at: 1 },
		);
		answer(id, 1, 1);
		run(AUDIT_DELAY);
		let auditors = *auditors_decided().last().unwrap();
		if auditors == 0 {
			assert!(matches!(details(id).state, JobState::Revealing { .. }));
			show(id, 0, 1, 1);
			assert_eq!(Audits::<Runtime>::get(&executor, 0).unaudited, STOA);
			run(201);
			assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 0));
			assert_nothing_left();
		}
		auditors
	});
	assert!(decided.contains(&0));
}

#[test]
fn an_executor_that_does_not_show_its_trace_should_lose_and_pay_who_contradicts_it() {
	build_and_execute(5, || {
		let before = balance(&alice());
		let id = answered(1, 1);
		run(AUDIT_DELAY);
		audit(id, 2, 2);
		show(id, 1, 2, 2);
		let job = details(id);
		let bond = Providers::bond(&job.seats[0].provider);
		run(clocks().reveal_timeout.get());
		let record = record(id);
		assert_eq!(record.outcome, Outcome::Refunded(RefundReason::TooFewReveals));
		assert_eq!(before, balance(&alice()), "everything comes back");
		assert_eq!(bond - Providers::bond(&job.seats[0].provider), 25 * STOA, "exposure and floor");
		assert_eq!(balance(&job.seats[1].provider), 10 * ED + 200_000);
		assert_nothing_left();
	});
}

#[test]
fn reveal_trace_should_refuse_when_the_seal_holds_another_answer_than_was_given() {
	build_and_execute(2, || {
		let id = exact().drawn();
		let at = open_seats(id)[0];
		let who = || RuntimeOrigin::signed(details(id).seats[at].provider.clone());
		let seal = commitment(id, at, &traced(2, 1));
		assert_ok!(Inference::answer(who(), id, bare(traced(1, 1)), seal, ids(&tokens(1))));
		for trace in [1, 2] {
			let shown = Inference::reveal_trace(who(), id, [trace; 32], SALT);
			assert_noop!(shown, Error::<Runtime>::CommitmentMismatch);
		}
		// Nor can it say everything again, and otherwise.
		let again = Inference::reveal(who(), id, traced(2, 1), SALT, None);
		assert_noop!(again, Error::<Runtime>::NotAwaited);
		run(clocks().reveal_timeout.get());
		assert_eq!(record(id).outcome, Outcome::Refunded(RefundReason::TooFewReveals));
	});
}

#[test]
fn reveal_trace_should_refuse_when_it_is_an_auditors() {
	build_and_execute(5, || {
		let id = answered(1, 1);
		run(AUDIT_DELAY);
		audit(id, 1, 1);
		let auditor = RuntimeOrigin::signed(details(id).seats[1].provider.clone());
		let shown = Inference::reveal_trace(auditor, id, [1; 32], salt(id, 1, 1));
		assert_noop!(shown, Error::<Runtime>::NotAwaited);
		show(id, 1, 1, 1);
		show(id, 0, 1, 1);
		assert_eq!(details(id).answer, Some(traced(1, 1)), "the answer has its trace");
	});
}

#[test]
fn an_audit_should_outlast_a_short_deadline() {
	build_and_execute(5, || {
		let id = Ask { timeout: Some(clocks().min_timeout()), ..exact() }.drawn();
		run(clocks().commit_timeout.get() - 1);
		answer(id, 1, 1);
		let deadline = details(id).expires_at;
		let needs = AUDIT_DELAY + clocks().commit_timeout.get() + clocks().reveal_timeout.get();
		assert!(deadline >= System::block_number() + needs);
	});
}
