use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, weights::Weight};

#[test]
fn deadlines_that_do_not_fit_should_roll_to_the_next_block() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		for _ in 0..6 {
			open(id, order(100));
		}
		// Four to a block.
		run_to(102);
		assert_eq!(Leases::<Test>::iter().count(), 2);
		run(1);
		assert_nothing_left();
	});
}

#[test]
fn a_lease_should_keep_one_entry_when_its_block_was_full() {
	build_and_execute(|| {
		let others: Vec<Due> = vec![Due::Request(77); 4];
		let full = frame_support::BoundedVec::truncate_from(others);
		let id = leased(100);
		let deadline = Leases::<Test>::get(id).unwrap().deadline();
		let _ = Agenda::<Test>::clear(u32::MAX, None);
		Agenda::<Test>::insert(deadline, full);
		Leases::<Test>::mutate_extant(id, |lease| {
			lease.due_at = Compute::schedule(Due::Lease(id), lease.deadline());
			assert!(lease.due_at > deadline);
		});
		for _ in 0..3 {
			assert_ok!(Compute::top_up(signed(OTHER), id, PRICE));
		}
		let mine = Agenda::<Test>::iter_values().flatten().filter(|due| *due == Due::Lease(id));
		assert_eq!(mine.count(), 1);
		run(110);
		assert_nothing_left();
	});
}

#[test]
fn the_agenda_should_make_progress_when_there_is_no_budget_at_all() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		for _ in 0..4 {
			open(id, order(100));
		}
		Budget::set(Some(Weight::zero()));
		run_to(101);
		for left in (0..4).rev() {
			run(1);
			assert_eq!(Leases::<Test>::iter().count(), left);
		}
		// The delay costs nobody anything.
		assert_eq!(balance(TENANT), FUNDS);
	});
}

#[test]
fn a_late_agenda_should_pay_no_more_than_if_it_had_been_in_time() {
	build_and_execute(|| {
		let id = leased(100);
		run(90);
		sign_now(id);
		System::set_block_number(5_000);
		assert_noop!(Compute::close_lease(signed(TENANT), id, None), Error::<Test>::LeaseOver);
		assert_noop!(submit(usage(id)), Error::<Test>::LeaseOver);
		assert_ok!(Compute::poke(signed(OTHER), Due::Lease(id)));
		assert_eq!(ended(id), Some((EndReason::Completed, 100 * PRICE, 0)));
		assert_nothing_left();
	});
}

#[test]
fn poke_should_refuse_when_nothing_is_due() {
	build_and_execute(|| {
		let id = leased(100);
		run(99);
		for due in [Due::Lease(id), Due::Lease(9), Due::Request(0), Due::Measurement(0)] {
			assert_noop!(Compute::poke(signed(OTHER), due), Error::<Test>::NothingDue);
		}
	});
}

#[test]
fn a_clock_that_was_moved_forward_should_be_heard_in_time() {
	build_and_execute(|| {
		let id = leased(300);
		run(5);
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		run(NOTICE);
		assert_eq!(ended(id).map(|end| end.0), Some(EndReason::ClosedByTenant));
		// The entry of the former end does no harm.
		run(300);
		assert_nothing_left();
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_lease_should_be_refused_when_no_block_within_reach_has_room() {
	build_and_execute(|| {
		let id = create_offer(PROVIDER);
		let full: Vec<Due> = vec![Due::Request(77); 4];
		for block in 1..20_000 {
			Agenda::<Test>::insert(block, frame_support::BoundedVec::truncate_from(full.clone()));
		}
		assert_noop!(
			Compute::open_lease(signed(TENANT), id, order(100), u128::MAX),
			Error::<Test>::AgendaFull
		);
		let _ = Agenda::<Test>::clear(u32::MAX, None);
	});
}
