//! The activation queue.

use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::STOA;

fn bond_extra(who: AccountId, stoa: u128) {
	assert_ok!(ProvidersPallet::bond_extra(RuntimeOrigin::signed(who), stoa * STOA));
}

fn unbond(who: AccountId, stoa: u128) {
	assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(who), stoa * STOA));
}

#[test]
fn queue_should_roll_over_when_a_block_is_full() {
	build_and_execute(|| {
		let many = AccountId::from(MAX_ACTIVATIONS) * 3 - 1;
		for who in 1..=many {
			register_and_serve(who, 10);
		}
		let count = || <ProvidersPallet as ProviderInspect<AccountId>>::server_count(RELEASE);
		run_to(1 + DELAY - 1);
		assert_eq!(count(), 0);
		for blocks in 1..=3 {
			run_to(System::block_number() + 1);
			assert_eq!(count(), (blocks * MAX_ACTIVATIONS).min(many as u32));
		}
		assert_eq!(QueueHead::<Test>::get(), QueueTail::<Test>::get());
	});
}

#[test]
fn queue_should_restart_the_wait_when_a_second_increase_follows() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		let start = System::block_number();
		bond_extra(ALICE, 10);
		run_to(start + 3);
		bond_extra(ALICE, 10);
		run_to(start + DELAY);
		assert_eq!(weight(ALICE), 20);
		run_to(start + 3 + DELAY - 1);
		assert_eq!(weight(ALICE), 20);
		run_to(start + 3 + DELAY);
		assert_eq!(weight(ALICE), 40);
	});
}

#[test]
fn queue_should_not_let_weight_back_when_it_left_within_the_delay() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		let start = System::block_number();
		bond_extra(ALICE, 100);
		run_to(start + 1);
		unbond(ALICE, 100);
		run_to(start + 3);
		// Back, just before the first increase would have entered the tree.
		bond_extra(ALICE, 100);
		run_to(start + 3 + DELAY - 1);
		assert_eq!(weight(ALICE), 20);
		run_to(start + 3 + DELAY);
		assert_eq!(weight(ALICE), 120);
	});
}

#[test]
fn queue_should_hold_one_entry_per_offer_when_a_provider_moves_its_bond_often() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		register_and_serve(BOB, 20);
		for _ in 0..20 {
			bond_extra(ALICE, 10);
			unbond(ALICE, 10);
			ProvidersPallet::do_try_state().unwrap();
		}
		assert_eq!(ActivationQueue::<Test>::iter().count(), 2);
		run_to(System::block_number() + DELAY);
		assert_eq!((weight(ALICE), weight(BOB)), (20, 20));
		assert_eq!(ActivationQueue::<Test>::iter().count(), 0);
	});
}

#[test]
fn queue_should_skip_empty_places_when_providers_left() {
	build_and_execute(|| {
		for who in 1..=20 {
			register_and_serve(who, 10);
		}
		for who in 1..=19 {
			assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(who), RELEASE));
		}
		assert_eq!(ActivationQueue::<Test>::iter().count(), 1);
		// Empty places are skipped before anything is due, a bounded number per block.
		run_to(1 + DELAY);
		assert_eq!(weight(20), 10);
	});
}

#[test]
fn queue_should_keep_its_order_when_the_delay_is_shortened() {
	build_and_execute(|| {
		register_and_serve(ALICE, 10);
		ActivationDelay::set(1);
		register_and_serve(BOB, 10);
		run_to(1 + DELAY - 1);
		// Later than it could be, never earlier.
		assert_eq!((weight(ALICE), weight(BOB)), (0, 0));
		run_to(1 + DELAY);
		assert_eq!((weight(ALICE), weight(BOB)), (10, 10));
	});
}

#[test]
fn queue_should_charge_for_what_it_visits_when_a_block_begins() {
	build_and_execute(|| {
		use frame_support::traits::Hooks;
		let idle = ProvidersPallet::on_initialize(1);
		assert_eq!(idle, <() as WeightInfo>::on_initialize(0));
		register_and_serve(ALICE, 10);
		register_and_serve(BOB, 10);
		System::set_block_number(1 + DELAY);
		let busy = ProvidersPallet::on_initialize(1 + DELAY);
		assert_eq!(busy, <() as WeightInfo>::on_initialize(2));
	});
}
