use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{JobId, STOA};

/// A job that provider 0 executes, with answer `n` and trace `trace`, revealed.
fn told(n: u8, trace: u8) -> JobId {
	let id = exact().drawn();
	answer(id, n, trace);
	show(id, 0, n, trace);
	id
}

fn only_one() {
	for n in 1..2 {
		Providers::change(&provider(n), |entry| entry.active = false);
	}
}

fn prove(one: JobId, other: JobId) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Inference::prove_equivocation(RuntimeOrigin::signed(bob()), provider(0), one, other)
}

#[test]
fn prove_equivocation_should_slash_who_gave_two_answers() {
	build_and_execute(2, || {
		only_one();
		let before = balance(&alice());
		let (one, other) = (told(1, 1), told(1, 2));
		let bond = Providers::bond(&provider(0));
		let paid = prove(one, other).unwrap().pays_fee;
		assert_eq!(paid, frame_support::dispatch::Pays::No);
		assert_eq!(bond - Providers::bond(&provider(0)), 50 * STOA, "both exposures and floors");
		for id in [one, other] {
			assert_eq!(record(id).outcome, Outcome::Refunded(RefundReason::Refuted));
			assert!(Referees::knows(id).is_none());
		}
		assert_eq!(before, balance(&alice()));
		assert!(balance(&bob()) > 1_000 * STOA, "who shows it is paid");
		assert_nothing_left();
	});
}

#[test]
fn prove_equivocation_should_fail_for_equal_answers_and_other_questions() {
	build_and_execute(2, || {
		only_one();
		let (one, same) = (told(1, 1), told(1, 1));
		let no = || Error::<Runtime>::NoEquivocation;
		assert_noop!(prove(one, same), no());
		assert_noop!(prove(one, one), no());
		let mut seeded = exact();
		seeded.generation.sampling = SEEDED;
		let seeded = seeded.drawn();
		answer(seeded, 2, 2);
		show(seeded, 0, 2, 2);
		assert_noop!(prove(one, seeded), no());
		let mut shorter = exact();
		shorter.generation.max_new_tokens = 99;
		let shorter = shorter.drawn();
		answer(shorter, 2, 2);
		assert_noop!(prove(one, shorter), no());
		show(shorter, 0, 2, 2);
		assert_noop!(prove(one, shorter), no());
		assert_noop!(prove(one, 99), no());
		assert_noop!(
			Inference::prove_equivocation(RuntimeOrigin::signed(bob()), provider(1), one, same),
			no()
		);
	});
}

#[test]
fn prove_equivocation_should_count_an_auditors_word_too() {
	build_and_execute(4, || {
		let id = audited(9);
		let auditor = details(id).seats[1].provider.clone();
		for n in 0..4 {
			let own = provider(n) == auditor;
			Providers::change(&provider(n), |entry| entry.active = own);
		}
		let other = told(1, 1);
		let bond = Providers::bond(&auditor);
		let proven =
			Inference::prove_equivocation(RuntimeOrigin::signed(bob()), auditor.clone(), id, other);
		assert_ok!(proven);
		assert_eq!(bond - Providers::bond(&auditor), 50 * STOA);
		assert_eq!(record(other).outcome, Outcome::Refunded(RefundReason::Refuted));
		assert!(matches!(details(id).state, JobState::Challengeable { .. }), "that one goes on");
		run(300);
		assert_eq!(record(id).outcome, Outcome::Final);
		assert_nothing_left();
	});
}
