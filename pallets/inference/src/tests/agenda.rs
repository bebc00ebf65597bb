use crate::{mock::*, *};
use frame_support::{traits::Hooks, weights::Weight};

#[test]
fn agenda_should_stay_within_its_weight_when_50_000_deadlines_meet() {
	ext(3).execute_with(|| {
		MaxDeadlines::set(50_000);
		Ask::default().drawn();
		let job = JobDetails {
			seats: Default::default(),
			state: JobState::Settled { until: 44 },
			listed: false,
			..details(0)
		};
		(1..=50_000u64).for_each(|id| Jobs::<Runtime>::insert(id, &job));
		let ids: Vec<_> = (1..=50_000u64).collect();
		Agenda::<Runtime>::insert(44, frame_support::BoundedVec::truncate_from(ids));
		let each = <() as WeightInfo>::agenda_stale() + <() as WeightInfo>::run_final();
		AgendaBudget::set(each.saturating_mul(1_000));
		System::set_block_number(43);
		let mut blocks = 0;
		while Agenda::<Runtime>::contains_key(44) {
			System::set_block_number(System::block_number() + 1);
			let used = Inference::on_initialize(System::block_number());
			assert!(used.all_lte(AgendaBudget::get()), "{used:?}");
			blocks += 1;
		}
		assert!((50..=60).contains(&blocks), "{blocks} blocks");
		assert_eq!(Records::<Runtime>::iter_keys().count(), 50_000);
	});
}

#[test]
fn agenda_should_make_progress_when_there_is_no_budget_at_all() {
	build_and_execute(3, || {
		Ask::default().drawn();
		AgendaBudget::set(Weight::zero());
		for _ in 0..60 {
			System::set_block_number(System::block_number() + 1);
			Inference::on_initialize(System::block_number());
		}
		assert_eq!(record(0).outcome, Outcome::Refunded(RefundReason::TooFewCommitments));
	});
}

#[test]
fn agenda_should_catch_up_when_many_draws_come_late() {
	build_and_execute(3, || {
		run(1);
		for _ in 0..50 {
			frame_support::assert_ok!(Ask::default().by(alice()));
		}
		let at = System::block_number() + DRAW_DELAY;
		// Blocks are bounded by time; the sizes of proofs are for chains that have a relay chain.
		let room = <() as WeightInfo>::run_draw().ref_time().saturating_mul(20);
		AgendaBudget::set(Weight::from_parts(room, u64::MAX));
		System::set_block_number(at + DRAW_DELAY);
		// Too late for all of them: that is found out in one block, where there is room for twenty draws.
		let used = Inference::on_initialize(at + DRAW_DELAY);
		assert!(used.all_lte(AgendaBudget::get()), "{used:?}");
		let next = JobState::Drawing { at: at + 2 * DRAW_DELAY };
		assert!((0..50).all(|id| details(id).state == next));
		AgendaBudget::set(Weight::MAX);
		run_to(at + 2 * DRAW_DELAY);
		assert!((0..50).all(|id| details(id).state == JobState::Computing));
	});
}

#[test]
fn agenda_should_cost_a_read_when_an_entry_is_stale() {
	build_and_execute(3, || {
		Ask::default().drawn();
		(0..3).for_each(|at| commit(0, at, 1));
		System::set_block_number(23);
		let used = Inference::on_initialize(4 + 19);
		assert!(used.all_lte(
			<() as WeightInfo>::agenda_block().saturating_mul(21)
				+ <() as WeightInfo>::agenda_stale().saturating_mul(3)
		));
	});
}
