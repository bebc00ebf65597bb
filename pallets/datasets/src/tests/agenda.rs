//! The list of what is due.

use crate::{mock::*, *};
use frame_support::{assert_ok, dispatch::Pays, weights::Weight};
use stoa_primitives::LicenseId;

#[test]
fn refunds_should_come_in_later_blocks_when_one_is_full() {
	build_and_execute(|| {
		let sale = sold_by(term());
		let all: Vec<LicenseId> = (0..11).map(|n| buy(21 + n % 3, sale)).collect();
		// Four fit into a block.
		assert_eq!(license(all[3]).due_at, 2 + DELIVERY);
		assert_eq!(license(all[4]).due_at, 3 + DELIVERY);
		run(DELIVERY + 3);
		assert!(all.iter().all(|id| ended(*id).is_some()));
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}

#[test]
fn entries_should_wait_when_a_block_has_no_weight_for_them() {
	build_and_execute(|| {
		let sale = sold_by(term());
		let all: Vec<LicenseId> = (0..3).map(|n| buy(21 + n, sale)).collect();
		Budget::set(Weight::zero());
		run(DELIVERY + 1);
		assert_eq!(all.iter().filter(|id| ended(**id).is_some()).count(), 1);
		let post = Data::poke(signed(OTHER), all[2]).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		run(2);
		assert!(all.iter().all(|id| ended(*id).is_some()));
	});
}

#[test]
fn an_entry_should_move_on_when_its_deadline_was_put_off() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		StoodStill::set(10);
		run(DELIVERY + 1);
		assert_eq!(license(id).due_at, 2 + DELIVERY + 10);
		run(10);
		assert!(ended(id).is_some());
	});
}

#[test]
fn an_old_entry_should_do_nothing_when_the_deadline_moved_forward() {
	build_and_execute(|| {
		let id = buy(BUYER, sold_by(term()));
		deliver(id);
		assert_ok!(Data::acknowledge(signed(BUYER), id));
		run(CHECK + DELIVERY);
		assert_eq!(ended(id), None);
		assert_eq!(license(id).due_at, 1 + BLOCKS);
	});
}
