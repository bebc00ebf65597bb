use crate::{mock::*, *};
use stoa_primitives::{STOA, frame::StrikeReason};

#[test]
fn commit_deadline_should_draw_the_next_when_one_stalls() {
	build_and_execute(6, || {
		Ask::default().drawn();
		let stalled = details(0).seats[0].provider.clone();
		commit(0, 1, 1);
		commit(0, 2, 1);
		run(40);
		assert_eq!(Providers::get(&stalled).strikes, [StrikeReason::NoCommitment]);
		assert_eq!(Providers::get(&stalled).reserved, 0);
		run(3);
		let job = details(0);
		assert_eq!((job.seats.len(), job.seats[3].round), (4, 1));
		assert!(job.seats[3].provider != stalled);
		commit(0, 3, 1);
		(1..4).for_each(|at| reveal(0, at, 1, true));
		assert!(matches!(details(0).state, JobState::Settled { .. }));
		assert_eq!(balance(&stalled), 10 * ED, "earns nothing");
	});
}

#[test]
fn commit_deadline_should_go_on_with_a_quorum_when_nobody_is_left() {
	build_and_execute(3, || {
		Ask::default().drawn();
		commit(0, 1, 1);
		commit(0, 2, 1);
		run(40);
		assert!(matches!(details(0).state, JobState::Revealing { .. }));
		(1..3).for_each(|at| reveal(0, at, 1, true));
		assert!(matches!(details(0).state, JobState::Settled { .. }));
	});
}

#[test]
fn commit_deadline_should_refund_by_the_reserved_deadline_when_all_stall() {
	build_and_execute(12, || {
		let before = balance(&alice());
		Ask::default().drawn();
		let deadline = details(0).expires_at;
		assert_eq!(deadline, 1 + 3 * 63);
		while Jobs::<Runtime>::contains_key(0) {
			run(1);
		}
		assert!(System::block_number() <= deadline);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::TooFewCommitments));
		assert_eq!(balance(&alice()), before);
		let struck = (0..12).filter(|n| !Providers::get(&provider(*n)).strikes.is_empty()).count();
		// Seven replacements at most: the rest of the list is kept for an enlargement.
		assert_eq!(struck, 9);
		assert_nothing_left();
	});
}

#[test]
fn reveal_deadline_should_slash_as_for_a_lie_when_a_seat_stays_silent() {
	build_and_execute(3, || {
		let issuance = Balances::total_issuance();
		Ask::default().drawn();
		(0..3).for_each(|at| commit(0, at, 1));
		reveal(0, 0, 1, true);
		reveal(0, 1, 1, true);
		let silent = details(0).seats[2].provider.clone();
		let exposure = details(0).exposure;
		run(20);
		let floor = Inference::parameters().slash_floor;
		assert_eq!(1_000 * STOA - Providers::bond(&silent), exposure + floor);
		assert_eq!(Providers::get(&silent).reserved, 0);
		let burned = details(0).settlement.unwrap().burned;
		assert_eq!(issuance - Balances::total_issuance(), exposure + floor + burned);
		assert_eq!(balance(&silent), 10 * ED);
	});
}

#[test]
fn reveal_deadline_should_refund_when_too_few_reveal() {
	build_and_execute(3, || {
		let before = balance(&alice());
		Ask::default().drawn();
		(0..3).for_each(|at| commit(0, at, 1));
		reveal(0, 0, 1, true);
		run(20);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::TooFewReveals));
		assert_eq!(balance(&alice()), before);
		assert_nothing_left();
	});
}
