//! Blocks in which nobody could have spoken make nobody late.

use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::STOA;

fn struck() -> usize {
	(0..3).filter(|n| !Providers::get(&provider(*n)).strikes.is_empty()).count()
}

/// A job as everybody is shown it.
fn shown(id: u64) -> JobDetails<AccountId> {
	match Inference::job(id) {
		Some(JobView::Live { details, .. }) => details,
		other => panic!("{other:?}"),
	}
}

#[test]
fn a_draw_should_be_made_in_time_when_blocks_are_full() {
	build_and_execute(3, || {
		assert_ok!(Ask::default().by(alice()));
		flood(DRAW_DELAY);
		assert_eq!(details(0).state, JobState::Computing);
	});
}

#[test]
fn commit_deadline_should_strike_nobody_when_full_blocks_cost_the_time() {
	build_and_execute(3, || {
		Ask::default().drawn();
		run(39);
		flood(500);
		assert_eq!(struck(), 0);
		let next = System::block_number() + 1;
		assert_eq!(shown(0).due_at(), next);
		assert_eq!(shown(0).expires_at, 1 + 3 * 63 + 500);
		run(1);
		assert_eq!(struck(), 3);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::TooFewCommitments));
		assert_nothing_left();
	});
}

#[test]
fn a_deadline_should_be_put_off_once_when_somebody_speaks_between_full_blocks() {
	build_and_execute(3, || {
		Ask::default().drawn();
		flood(10);
		commit(0, 0, 1);
		flood(50);
		commit(0, 1, 1);
		run(39);
		assert_eq!(struck(), 0);
		assert!(open_seats(0) == [2]);
		run(1);
		assert_eq!(struck(), 1);
		assert!(matches!(details(0).state, JobState::Revealing { .. }));
		// What begins now has its whole time, and no more.
		run(19);
		assert!(Jobs::<Runtime>::contains_key(0));
		run(1);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::TooFewReveals));
		assert_nothing_left();
	});
}

#[test]
fn reveal_deadline_should_slash_nobody_when_full_blocks_cost_the_time() {
	build_and_execute(3, || {
		Ask::default().drawn();
		(0..3).for_each(|at| commit(0, at, 1));
		reveal(0, 0, 1, true);
		reveal(0, 1, 1, true);
		let late = details(0).seats[2].provider.clone();
		run(19);
		flood(300);
		assert_eq!(Providers::bond(&late), 1_000 * STOA);
		reveal(0, 2, 1, true);
		assert!(matches!(details(0).state, JobState::Settled { .. }));
		assert_eq!(Providers::bond(&late), 1_000 * STOA);
	});
}

#[test]
fn demand_data_should_slash_no_backer_when_full_blocks_cost_the_time() {
	build_and_execute(3, || {
		Ask::default().drawn();
		answer_all(0, false, |_| 1);
		assert_ok!(Inference::demand_data(RuntimeOrigin::signed(bob()), 0, 0, false));
		run(39);
		flood(300);
		assert!((0..3).all(|n| Providers::bond(&provider(n)) == 1_000 * STOA));
		run(1);
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::DataWithheld));
	});
}

#[test]
fn escalate_should_be_possible_for_all_of_the_window_when_blocks_are_full() {
	build_and_execute(12, || {
		Ask::default().drawn();
		answer_all(0, true, |_| 1);
		run(199);
		flood(300);
		assert_ok!(Inference::escalate(RuntimeOrigin::signed(bob()), 0));
	});
}

#[test]
fn an_auditor_should_have_its_whole_time_to_challenge_when_somebody_floods_the_chain() {
	for in_time in [true, false] {
		build_and_execute(5, || {
			let id = audited(9);
			let auditor = details(id).seats[1].provider.clone();
			let bond = Providers::bond(&auditor);
			run(clocks().contradict_window.get() - 1);
			// Two hundred challenges, or whatever else fills all blocks for an hour.
			flood(1_200);
			assert!(details(id).seats[1].state.is_revealed());
			if in_time {
				Challenged::mutate(|all| all.push((id, auditor.clone())));
			}
			run(1);
			assert_eq!(details(id).seats[1].state.is_revealed(), in_time);
			assert_eq!(Providers::bond(&auditor) == bond, in_time);
			// Nor is anything paid before everybody had the time to doubt it.
			let left = clocks().challenge_window.get() - clocks().contradict_window.get();
			Challenged::set(Vec::new());
			run(left);
			assert!(matches!(details(id).state, JobState::Challengeable { .. }));
			run(1);
			assert_eq!(record(id).outcome, Outcome::Final);
			assert_nothing_left();
		});
	}
}

#[test]
fn an_auditor_should_have_its_whole_time_to_open_cells_when_somebody_floods_the_chain() {
	for in_time in [true, false] {
		build_and_execute(5, || {
			let id = asked();
			let auditor = details(id).seats[1].provider.clone();
			run(clocks().opening_window.get() - 1);
			flood(1_200);
			let until = Inference::cells_asked(id)[0].until;
			assert_eq!(until, System::block_number() + 1);
			if in_time {
				assert_ok!(open(id, 1, opened(id, 1, 1)));
			}
			run(1);
			assert_eq!(Providers::bond(&auditor) == 1_000 * STOA, in_time);
			run(200);
			assert_eq!((record(id).outcome, record(id).auditors), (Outcome::Final, in_time.into()));
			assert_nothing_left();
		});
	}
}

#[test]
fn agenda_should_not_grow_when_full_blocks_put_everything_off() {
	build_and_execute(3, || {
		Ask::default().drawn();
		let entries = || Agenda::<Runtime>::iter_values().map(|ids| ids.len()).sum::<usize>();
		let before = entries();
		(0..100).for_each(|_| {
			flood(10);
			assert!(entries() <= before);
		});
		assert_eq!(struck(), 0);
		run(40);
		assert_eq!((struck(), entries()), (3, before - 2));
	});
}
