use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::sum_tree::Taken;

fn call(who: AccountId) -> sp_runtime::DispatchResult {
	ProvidersPallet::unserve(RuntimeOrigin::signed(who), RELEASE)
}

#[test]
fn unserve_should_pass_at_once_and_leave_the_tree_later_when_served() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		drawable(BOB, 25);
		assert_ok!(call(ALICE));
		assert_event(Event::ReleaseUnserved { provider: ALICE, release: RELEASE });
		assert_eq!(<ProvidersPallet as ProviderInspect<_>>::offer(&ALICE, RELEASE), None);
		run_to(System::block_number() + DELAY);
		assert_eq!(<ProvidersPallet as ProviderInspect<AccountId>>::server_count(RELEASE), 1);
		for random in 0..100 {
			assert_eq!(
				<ProvidersPallet as ProviderInspect<_>>::draw(RELEASE, random, &Taken::default()),
				Some(BOB)
			);
		}
		assert!(details(ALICE).served.is_empty());
	});
}

#[test]
fn unserve_should_move_the_last_into_the_gap_when_one_in_the_middle_leaves() {
	build_and_execute(|| {
		for who in 1..=40 {
			register_and_serve(who, 10 + who as u32);
		}
		run_to(60);
		assert_ok!(call(17));
		settle();
		assert_eq!(Servers::<Test>::get(RELEASE, 16), Some(40));
		assert_eq!(weight(40), 50);
		assert_ok!(call(40));
		assert_ok!(call(1));
		settle();
		assert_eq!(Servers::<Test>::iter().count(), 37);
		assert_eq!(<ProvidersPallet as ProviderInspect<_>>::server_count(RELEASE), 37);
	});
}

#[test]
fn unserve_should_leave_nothing_behind_when_the_last_leaves() {
	build_and_execute(|| {
		for who in 1..=20 {
			register_and_serve(who, 10);
		}
		run_to(60);
		for who in 1..=20 {
			assert_ok!(call(who));
			ProvidersPallet::do_try_state().unwrap();
		}
		run_to(80);
		assert_eq!(TreeNodes::<Test>::iter().count(), 0);
		assert_eq!(Servers::<Test>::iter().count(), 0);
		assert_eq!(Releases::<Test>::iter().count(), 0);
		assert_eq!(ActivationQueue::<Test>::iter().count(), 0);
	});
}

#[test]
fn unserve_should_work_when_the_release_has_retired_or_the_provider_is_chilled() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		set_release(RELEASE, stoa_primitives::VerificationClass::Replicated, false);
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		assert_ok!(call(ALICE));
	});
}

#[test]
fn unserve_should_make_weight_on_its_way_worthless_when_it_waits() {
	build_and_execute(|| {
		register_and_serve(ALICE, 25);
		register_and_serve(BOB, 25);
		assert_ok!(call(ALICE));
		run_to(1 + DELAY);
		assert_eq!((weight(ALICE), weight(BOB)), (0, 25));
		settle();
		assert_eq!(Servers::<Test>::iter().count(), 1);
		assert_eq!(ActivationQueue::<Test>::iter().count(), 0);
	});
}

#[test]
fn unserve_should_fail_when_not_served() {
	build_and_execute(|| {
		assert_noop!(call(ALICE), Error::<Test>::ProviderNotFound);
		register(ALICE, 25);
		assert_noop!(call(ALICE), Error::<Test>::NotServed);
		drawable(BOB, 25);
		assert_ok!(call(BOB));
		assert_noop!(call(BOB), Error::<Test>::NotServed);
	});
}
