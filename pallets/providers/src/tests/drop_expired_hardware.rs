use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

fn call() -> sp_runtime::DispatchResult {
	ProvidersPallet::drop_expired_hardware(RuntimeOrigin::signed(REQUESTER), ALICE)
}

#[test]
fn drop_expired_hardware_should_remove_the_claim_when_it_expired() {
	build_and_execute(|| {
		assert_noop!(call(), Error::<Test>::HardwareNotFound);
		register(ALICE, 10);
		assert_ok!(ProvidersPallet::set_hardware(
			RuntimeOrigin::signed(ALICE),
			HardwareClaims::default(),
			20
		));
		run_to(19);
		assert_noop!(call(), Error::<Test>::HardwareNotExpired);
		run_to(20);
		assert_ok!(call());
		assert!(!Hardware::<Test>::contains_key(ALICE));
		assert_event(Event::HardwareDropped { provider: ALICE });
	});
}
