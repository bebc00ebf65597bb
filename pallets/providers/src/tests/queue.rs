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
		(1..=many).for_each(|who| register(who, 10));
		run_to(20);
		for who in 1..=many {
			let origin = RuntimeOrigin::signed(who);
			assert_ok!(ProvidersPallet::serve(origin, RELEASE, price(1, 1)));
		}
		let count = || <ProvidersPallet as ProviderInspect<AccountId>>::server_count(RELEASE);
		run_to(20 + DELAY - 1);
		assert_eq!(count(), 0);
		for blocks in 1..=3 {
			run_to(System::block_number() + 1);
			assert_eq!(count(), (blocks * MAX_ACTIVATIONS).min(many as u32));
		}
		assert_eq!(QueueHead::<Test>::get(), QueueTail::<Test>::get());
	});
}

#[test]
fn queue_should_make_a_second_change_wait_for_the_first_when_it_follows() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		let start = System::block_number();
		bond_extra(ALICE, 10);
		run_to(start + 3);
		bond_extra(ALICE, 10);
		run_to(start + DELAY);
		assert_eq!(weight(ALICE), 30);
		run_to(start + 2 * DELAY - 1);
		assert_eq!(weight(ALICE), 30);
		run_to(start + 2 * DELAY);
		assert_eq!(weight(ALICE), 40);
	});
}

#[test]
fn queue_should_not_alter_a_change_when_it_waits() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		let start = System::block_number();
		bond_extra(ALICE, 100);
		run_to(start + DELAY - 1);
		unbond(ALICE, 50);
		run_to(start + DELAY);
		// In the tree as it was bonded, but worth no more than what is still there.
		assert_eq!((tree_weight(ALICE), weight(ALICE)), (120, 70));
		run_to(start + 2 * DELAY);
		assert_eq!((tree_weight(ALICE), weight(ALICE)), (70, 70));
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
		assert_eq!(ActivationQueue::<Test>::iter().count(), 3);
		run_to(System::block_number() + DELAY);
		assert_eq!((weight(ALICE), weight(BOB)), (20, 20));
		settle();
		assert_eq!(ActivationQueue::<Test>::iter().count(), 0);
	});
}

#[test]
fn queue_should_delay_nobody_when_a_provider_comes_and_goes_often() {
	build_and_execute(|| {
		register(ALICE, 25);
		for _ in 0..10 * MAX_ACTIVATIONS {
			let origin = RuntimeOrigin::signed(ALICE);
			assert_ok!(ProvidersPallet::serve(origin.clone(), RELEASE, price(1, 1)));
			assert_ok!(ProvidersPallet::unserve(origin, RELEASE));
		}
		register_and_serve(BOB, 10);
		// Weight and place of each.
		assert_eq!(QueueTail::<Test>::get() - QueueHead::<Test>::get(), 4);
		run_to(1 + DELAY);
		assert_eq!((weight(ALICE), weight(BOB)), (0, 10));
		settle();
		assert!(!Serving::<Test>::contains_key(ALICE, RELEASE));
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
		assert_eq!(busy, <() as WeightInfo>::on_initialize(4));
		// One entry changes as many trees as the provider has places in.
		for release in 2..=MAX_SERVED {
			let origin = RuntimeOrigin::signed(ALICE);
			assert_ok!(ProvidersPallet::serve(origin, release, price(1, 1)));
		}
		settle();
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		let due = System::block_number() + DELAY;
		run_to(due - 1);
		System::set_block_number(due);
		let busy = ProvidersPallet::on_initialize(due);
		assert_eq!(busy, <() as WeightInfo>::on_initialize(MAX_SERVED));
	});
}
