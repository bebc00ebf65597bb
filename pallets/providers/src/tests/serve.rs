use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{
	STOA, TokenPrice,
	frame::sum_tree::{self, Taken},
};

fn call(who: AccountId, release: u32, price: TokenPrice) -> sp_runtime::DispatchResult {
	ProvidersPallet::serve(RuntimeOrigin::signed(who), release, price)
}

fn floor() -> Option<TokenPrice> {
	<ProvidersPallet as ProviderInspect<_>>::price_floor(RELEASE)
}

#[test]
fn serve_should_make_drawable_when_the_delay_is_over() {
	build_and_execute(|| {
		register(ALICE, 25);
		assert_ok!(call(ALICE, RELEASE, price(10, 20)));
		assert_event(Event::ReleaseServed {
			provider: ALICE,
			release: RELEASE,
			price: price(10, 20),
		});
		run_to(1 + DELAY - 1);
		assert_eq!(<ProvidersPallet as ProviderInspect<_>>::server_count(RELEASE), 0);
		assert_eq!(
			<ProvidersPallet as ProviderInspect<_>>::draw(RELEASE, 7, &Taken::default()),
			None
		);
		run_to(1 + DELAY);
		assert_eq!(<ProvidersPallet as ProviderInspect<_>>::server_count(RELEASE), 1);
		assert_eq!(
			<ProvidersPallet as ProviderInspect<_>>::draw(RELEASE, 7, &Taken::default()),
			Some(ALICE)
		);
		assert_event(Event::WeightActivated { provider: ALICE, release: RELEASE, weight: 25 });
	});
}

#[test]
fn serve_should_change_only_the_price_when_served_already() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		assert_ok!(call(ALICE, RELEASE, price(5, 50)));
		let offer = <ProvidersPallet as ProviderInspect<_>>::offer(&ALICE, RELEASE).unwrap();
		assert_eq!((offer.price, offer.weight), (price(5, 50), 25));
		assert_eq!(details(ALICE).served.len(), 1);
		assert!(ActivationQueue::<Test>::iter().next().is_none());
	});
}

#[test]
fn serve_should_lower_the_floor_but_never_raise_it_when_prices_change() {
	build_and_execute(|| {
		assert_eq!(floor(), None);
		register_and_serve(ALICE, 25);
		assert_eq!(floor(), Some(price(10, 20)));
		register(BOB, 25);
		assert_ok!(call(BOB, RELEASE, price(15, 5)));
		assert_eq!(floor(), Some(price(10, 5)));
		assert_ok!(call(ALICE, RELEASE, price(100, 200)));
		assert_eq!(floor(), Some(price(10, 5)));
		// The last that leaves takes it along.
		assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(ALICE), RELEASE));
		assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(BOB), RELEASE));
		settle();
		assert_eq!(floor(), None);
		assert_ok!(call(ALICE, RELEASE, price(100, 200)));
		assert_eq!(floor(), Some(price(100, 200)));
	});
}

#[test]
fn serve_should_wait_for_activation_when_chilled() {
	build_and_execute(|| {
		register(ALICE, 25);
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		assert_ok!(call(ALICE, RELEASE, price(10, 20)));
		run_to(1 + 2 * DELAY);
		assert_eq!(weight(ALICE), 0);
		assert_ok!(ProvidersPallet::activate(RuntimeOrigin::signed(ALICE)));
		run_to(1 + 3 * DELAY);
		assert_eq!(weight(ALICE), 25);
	});
}

#[test]
fn serve_should_fail_when_the_release_cannot_be_served() {
	build_and_execute(|| {
		assert_noop!(call(ALICE, RELEASE, price(1, 1)), Error::<Test>::ProviderNotFound);
		register(ALICE, 25);
		assert_noop!(call(ALICE, 99, price(1, 1)), Error::<Test>::ReleaseNotFound);
		assert_noop!(call(ALICE, RETIRED, price(1, 1)), Error::<Test>::ReleaseRetired);
		assert_noop!(call(ALICE, TOLERANT, price(1, 1)), Error::<Test>::ClassNotOffered);
	});
}

#[test]
fn serve_should_fail_when_too_many_are_served() {
	build_and_execute(|| {
		register(ALICE, 25);
		for release in 1..=MAX_SERVED {
			assert_ok!(call(ALICE, release, price(1, 1)));
		}
		assert_noop!(call(ALICE, MAX_SERVED + 1, price(1, 1)), Error::<Test>::TooManyServed);
		assert_ok!(call(ALICE, MAX_SERVED, price(2, 2)));
		assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(ALICE), 1));
		// Its place there counts until it is free.
		assert_noop!(call(ALICE, MAX_SERVED + 1, price(1, 1)), Error::<Test>::TooManyServed);
		settle();
		assert_ok!(call(ALICE, MAX_SERVED + 1, price(1, 1)));
	});
}

#[test]
fn serve_should_fail_when_the_tree_is_full() {
	new_test_ext().execute_with(|| {
		register(ALICE, 25);
		// As if a million served it already.
		let (members, floor) = (sum_tree::CAPACITY, price(0, 0));
		let full = ReleaseServers { members, slots: members, drawable: 0, floor };
		Releases::<Test>::insert(RELEASE, full);
		assert_noop!(call(ALICE, RELEASE, price(1, 1)), Error::<Test>::TooManyServers);
	});
}

#[test]
fn serve_should_begin_anew_when_the_place_is_not_free_yet() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		drawable(BOB, 25);
		let start = System::block_number();
		assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(ALICE), RELEASE));
		run_to(start + 1);
		assert_ok!(call(ALICE, RELEASE, price(3, 3)));
		// What waits is not altered: the place goes, and another is taken a delay later.
		run_to(start + DELAY);
		assert_eq!(tree_weight(ALICE), 0);
		assert_eq!(Servers::<Test>::get(RELEASE, 0), Some(BOB));
		run_to(start + 2 * DELAY);
		assert_eq!(weight(ALICE), 25);
		assert_eq!(Servers::<Test>::get(RELEASE, 1), Some(ALICE));
		assert_eq!(details(ALICE).served.len(), 1);
	});
}

#[test]
fn serve_should_accept_prices_of_any_size_when_they_are_odd() {
	build_and_execute(|| {
		register(ALICE, 25);
		assert_ok!(call(ALICE, 1, price(0, 0)));
		assert_ok!(call(ALICE, 2, price(u128::MAX, u128::MAX)));
		let cost = price(u128::MAX, u128::MAX).cost(u32::MAX, u32::MAX);
		assert!(cost > FUNDS + STOA);
	});
}
