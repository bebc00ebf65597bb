use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

fn call(who: AccountId, signing: [u8; 32], transport: [u8; 32]) -> sp_runtime::DispatchResult {
	ProvidersPallet::set_keys(RuntimeOrigin::signed(who), signing, transport)
}

#[test]
fn set_keys_should_replace_both_when_they_are_keys() {
	build_and_execute(|| {
		register(ALICE, 10);
		assert_ok!(call(ALICE, [8; 32], [9; 32]));
		assert_eq!(<ProvidersPallet as ProviderInspect<_>>::signing_key(&ALICE), Some([8; 32]));
		assert_eq!(<ProvidersPallet as ProviderInspect<_>>::transport_key(&ALICE), Some([9; 32]));
		assert_event(Event::KeysSet {
			provider: ALICE,
			signing_key: [8; 32],
			transport_key: [9; 32],
		});
	});
}

#[test]
fn set_keys_should_fail_when_a_key_is_zero_or_no_provider() {
	build_and_execute(|| {
		assert_noop!(call(ALICE, [8; 32], [9; 32]), Error::<Test>::ProviderNotFound);
		register(ALICE, 10);
		assert_noop!(call(ALICE, [0; 32], [9; 32]), Error::<Test>::InvalidKey);
		assert_noop!(call(ALICE, [8; 32], [0; 32]), Error::<Test>::InvalidKey);
	});
}
