use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

fn call(origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	ProvidersPallet::force_chill(origin, ALICE)
}

#[test]
fn force_chill_should_keep_out_for_a_period_when_root_asks() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		assert_ok!(call(RuntimeOrigin::root()));
		let until = System::block_number() + CHILL_PERIOD;
		let reason = ChillReason::Forced;
		assert_event(Event::ProviderChilled { provider: ALICE, reason, until });
		assert_eq!(weight(ALICE), 0);
		assert!(ProvidersPallet::activate(RuntimeOrigin::signed(ALICE)).is_err());
		run_to(until);
		assert_ok!(ProvidersPallet::activate(RuntimeOrigin::signed(ALICE)));
	});
}

#[test]
fn force_chill_should_replace_a_chill_of_ones_own_when_there_is_one() {
	build_and_execute(|| {
		register(ALICE, 25);
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		assert_ok!(call(RuntimeOrigin::root()));
		let until = System::block_number() + CHILL_PERIOD;
		let status = ProviderStatus::Chilled { reason: ChillReason::Forced, until };
		assert_eq!(details(ALICE).status, status);
	});
}

#[test]
fn force_chill_should_fail_when_origin_or_account_is_wrong() {
	build_and_execute(|| {
		assert_noop!(call(RuntimeOrigin::root()), Error::<Test>::ProviderNotFound);
		register(ALICE, 25);
		assert_noop!(call(RuntimeOrigin::signed(ALICE)), BadOrigin);
		assert_noop!(call(RuntimeOrigin::none()), BadOrigin);
	});
}
