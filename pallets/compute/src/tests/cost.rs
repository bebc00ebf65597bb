//! What settling reads of the chain's state grows neither with a lease's length nor with the number of leases.

use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::{Balance, LeaseId, frame::Within};

/// Bytes of the chain's state, with the paths to them, that `step` reads about a lease which has run for `blocks`
/// blocks among `others`.
fn read(others: u32, blocks: u32, step: fn(LeaseId)) -> usize {
	let mut ext = new_test_ext();
	let id = ext.execute_with(|| {
		let grace_blocks = Within::clamped(201_600);
		CurrentParameters::<Test>::put(Parameters { grace_blocks, ..Parameters::default() });
		let terms = OfferTerms {
			units: 10_000,
			max_blocks: 900_000,
			long_terms: vec![].try_into().unwrap(),
			..terms()
		};
		assert_ok!(Compute::create_offer(signed(PROVIDER), terms));
		for n in 0..others {
			// A block's agenda has four places in these tests.
			System::set_block_number(1 + n);
			let order = LeaseOrder { escrow: 20 * PRICE, ..order(800_000) };
			started(0, order);
		}
		let escrow = PRICE * Balance::from(blocks + 100);
		let id = started(0, LeaseOrder { escrow, ..order(800_000) });
		System::set_block_number(System::block_number() + blocks);
		sign_now(id);
		System::reset_events();
		id
	});
	ext.commit_all().unwrap();
	let ((), proof) = ext.execute_and_prove(|| step(id));
	proof.iter_nodes().map(|node| node.len()).sum()
}

fn claim(id: LeaseId) {
	assert_ok!(Compute::claim(signed(OTHER), id));
}

fn close(id: LeaseId) {
	assert_ok!(Compute::close_lease(signed(TENANT), id, None));
}

#[test]
fn settling_should_cost_the_same_after_a_minute_and_after_a_week() {
	for step in [claim, close] {
		assert_eq!(read(0, 20, step), read(0, 200_000, step));
	}
}

#[test]
fn settling_should_cost_about_the_same_among_few_leases_and_among_many() {
	for step in [claim, close] {
		let (few, many) = (read(50, 20, step), read(800, 20, step));
		// Sixteen times as many leases: a level more of the tree above each entry.
		assert!(many < few + few / 2, "{few} bytes among 50 leases, {many} among 800");
	}
}
