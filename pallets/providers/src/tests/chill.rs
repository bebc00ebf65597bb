use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::sum_tree::Taken;

fn call(who: AccountId) -> sp_runtime::DispatchResult {
	ProvidersPallet::chill(RuntimeOrigin::signed(who))
}

#[test]
fn chill_should_pass_at_once_and_leave_the_trees_later_when_active() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		assert_ok!(ProvidersPallet::serve(RuntimeOrigin::signed(ALICE), 2, price(1, 1)));
		run_to(20);
		assert_ok!(call(ALICE));
		for release in [RELEASE, 2] {
			assert_eq!(
				<ProvidersPallet as ProviderInspect<_>>::draw(release, 3, &Taken::default()),
				Some(ALICE)
			);
			assert_eq!(<ProvidersPallet as ProviderInspect<_>>::offer(&ALICE, release), None);
		}
		let reason = ChillReason::Requested;
		assert_event(Event::ProviderChilled { provider: ALICE, reason, until: 20 });
		assert_eq!(details(ALICE).served.len(), 2);
		run_to(20 + DELAY);
		for release in [RELEASE, 2] {
			assert_eq!(
				<ProvidersPallet as ProviderInspect<_>>::draw(release, 3, &Taken::default()),
				None
			);
			assert_eq!(<ProvidersPallet as ProviderInspect<AccountId>>::server_count(release), 0);
			assert!(!<ProvidersPallet as ProviderInspect<_>>::in_draw(&ALICE, release));
		}
	});
}

#[test]
fn chill_should_make_weight_on_its_way_worthless_when_it_waits() {
	build_and_execute(|| {
		register_and_serve(ALICE, 25);
		assert_ok!(call(ALICE));
		run_to(1 + DELAY);
		assert_eq!((tree_weight(ALICE), weight(ALICE)), (25, 0));
		run_to(1 + 2 * DELAY);
		assert_eq!(tree_weight(ALICE), 0);
		assert!(ActivationQueue::<Test>::iter().next().is_none());
	});
}

#[test]
fn chill_should_fail_when_chilled_or_unknown() {
	build_and_execute(|| {
		assert_noop!(call(ALICE), Error::<Test>::ProviderNotFound);
		register(ALICE, 25);
		assert_ok!(call(ALICE));
		assert_noop!(call(ALICE), Error::<Test>::AlreadyChilled);
	});
}
