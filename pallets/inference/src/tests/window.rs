use crate::{mock::*, *};
use stoa_primitives::{
	Balance, JobId, STOA,
	frame::{OnRefereed, StrikeReason, Verdict},
};

fn told(id: JobId, verdict: Verdict<AccountId>) {
	if !matches!(verdict, Verdict::ChallengeFailed { .. }) {
		Referees::forget(id);
	}
	let defender = details(id).seats[0].provider.clone();
	Inference::on_refereed(&id, &defender, verdict);
}

fn lied(finder: AccountId, costs: Vec<(AccountId, Balance)>) -> Verdict<AccountId> {
	Verdict::ProviderLied { finder, silent: false, costs }
}

fn challenge(id: JobId, who: AccountId) {
	Challenged::mutate(|all| all.push((id, who)));
}

#[test]
fn an_auditor_that_contradicts_without_a_challenge_should_be_slashed() {
	build_and_execute(5, || {
		let id = audited(9);
		let job = details(id);
		let auditor = job.seats[1].provider.clone();
		let bond = Providers::bond(&auditor);
		let JobState::Challengeable { contradict_by: Some(by), .. } = job.state else { panic!() };
		run_to(by - 1);
		assert_eq!(Providers::bond(&auditor), bond);
		run(1);
		assert_eq!(bond - Providers::bond(&auditor), 25 * STOA);
		let vacated = SeatState::Vacated(VacateReason::UnprovenMismatch);
		assert_eq!(details(id).seats[1].state, vacated);
		run(200);
		assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, 0));
		assert_eq!(balance(&job.seats[0].provider), 10 * ED + 250_000);
		assert_nothing_left();
	});
}

#[test]
fn an_auditor_should_challenge_by_its_account_or_its_key() {
	for by_key in [false, true] {
		build_and_execute(5, || {
			let id = audited(9);
			let auditor = details(id).seats[1].provider.clone();
			let key = AccountId::new(Providers::get(&auditor).key);
			challenge(id, if by_key { key } else { auditor });
			run(clocks().contradict_window.get());
			assert!(details(id).seats[1].state.is_revealed(), "it does as it must");
		});
	}
}

#[test]
fn a_lie_should_cost_the_liar_everything_and_the_requester_nothing() {
	build_and_execute(5, || {
		let before = balance(&alice());
		let id = audited(9);
		let job = details(id);
		let (liar, auditor) = (job.seats[0].provider.clone(), job.seats[1].provider.clone());
		let bond = Providers::bond(&liar);
		let (own, issuance) = (balance(&auditor), Balances::total_issuance());
		challenge(id, auditor.clone());
		told(id, lied(bob(), vec![(bob(), STOA / 10), (auditor.clone(), STOA / 5)]));

		assert_eq!(record(id).outcome, Outcome::Refunded(RefundReason::Refuted));
		assert_eq!(before, balance(&alice()), "everything comes back");
		assert_eq!(bond - Providers::bond(&liar), 25 * STOA, "exposure and floor");
		// The auditor was drawn: it comes before the stranger, who gets what its moves cost.
		assert_eq!(balance(&bob()), 1_000 * STOA + STOA / 10);
		let reserved = 15 * STOA - 200_000 - STOA / 10;
		let bounty = reserved / 10 + 3 * (STOA / 5);
		assert_eq!(balance(&auditor) - own, 200_000 + bounty);
		let burned = issuance - Balances::total_issuance();
		assert!(burned * 10 >= 25 * STOA * 6, "at least three fifths are burned: {burned}");
		assert_nothing_left();
	});
}

#[test]
fn an_auditor_that_confirmed_a_lie_should_be_slashed_with_it() {
	build_and_execute(5, || {
		let id = audited(1);
		let friend = details(id).seats[1].provider.clone();
		let bond = Providers::bond(&friend);
		run(50);
		told(id, lied(bob(), vec![(bob(), STOA / 10)]));
		assert_eq!(bond - Providers::bond(&friend), 25 * STOA);
		assert_eq!(balance(&friend), 10 * ED, "and earns nothing");
		let vacated = |event: &Event<Runtime>| match event {
			Event::SeatVacated { provider, reason, .. } => {
				*provider == friend && *reason == VacateReason::FalseMatch
			}
			_ => false,
		};
		assert!(events().iter().any(vacated));
		assert_nothing_left();
	});
}

#[test]
fn a_failed_challenge_should_leave_an_auditor_with_nothing_and_the_window_open() {
	build_and_execute(5, || {
		let id = audited(9);
		let auditor = details(id).seats[1].provider.clone();
		let bond = Providers::bond(&auditor);
		let until = System::block_number() + 300;
		told(id, Verdict::ChallengeFailed { challenger: auditor.clone(), paid: 0, until });
		let entry = Providers::get(&auditor);
		assert_eq!((entry.strikes, entry.reserved), (vec![StrikeReason::Outvoted], 0));
		assert_eq!(Providers::bond(&auditor), bond, "its challenge's bond was its price");
		assert_eq!(
			details(id).state,
			JobState::Challengeable {
				until: until + 1,
				contradict_by: Some(System::block_number() + clocks().contradict_window.get()),
				openings: Openings::Over,
			}
		);
		// A stranger's failure says nothing about the auditor.
		let stranger = audited(9);
		told(stranger, Verdict::ChallengeFailed { challenger: bob(), paid: 0, until: 1 });
		assert!(details(stranger).seats[1].state.is_revealed());
	});
}

#[test]
fn an_answer_should_not_be_paid_while_somebody_challenges_it() {
	build_and_execute(5, || {
		let id = audited(1);
		challenge(id, bob());
		run(300);
		assert!(matches!(details(id).state, JobState::Challengeable { .. }));
		assert_eq!(Inference::held(HoldReason::Escrow, &alice()), FEE);
		Challenged::set(Vec::new());
		run(2);
		assert_eq!(record(id).outcome, Outcome::Final);
		assert_nothing_left();
	});
}

#[test]
fn a_bad_release_should_be_nobodys_fault_here() {
	build_and_execute(5, || {
		let before = balance(&alice());
		let id = audited(9);
		let bonds: Vec<_> = (0..5).map(|n| Providers::bond(&provider(n))).collect();
		told(id, Verdict::BadRelease { by: bob() });
		assert_eq!(record(id).outcome, Outcome::Refunded(RefundReason::BadRelease));
		assert_eq!(before, balance(&alice()));
		assert_eq!(bonds, (0..5).map(|n| Providers::bond(&provider(n))).collect::<Vec<_>>());
		assert_nothing_left();
	});
}

#[test]
fn an_auditor_should_not_pay_for_a_model_that_nobody_can_challenge_any_more() {
	build_and_execute(5, || {
		let before = balance(&alice());
		let id = audited(9);
		let auditor = details(id).seats[1].provider.clone();
		let bond = Providers::bond(&auditor);
		// The liar is the publisher too, and shows its own model to be bad.
		Bad::set(true);
		run(clocks().contradict_window.get());
		assert_eq!(record(id).outcome, Outcome::Refunded(RefundReason::BadRelease));
		assert_eq!((Providers::bond(&auditor), balance(&alice())), (bond, before));
		assert!(Referees::knows(id).is_none());
		assert_nothing_left();
	});
}

#[test]
fn a_verdict_about_a_job_that_is_over_should_change_nothing() {
	build_and_execute(5, || {
		let id = audited(1);
		run(201);
		let before = record(id);
		Inference::on_refereed(&id, &provider(0), lied(bob(), vec![(bob(), 1)]));
		assert_eq!(record(id), before);
	});
}
