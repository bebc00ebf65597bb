use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

fn call(who: AccountId, endpoint: &str, bond: u128) -> sp_runtime::DispatchResult {
	let endpoint = endpoint.as_bytes().to_vec().try_into().unwrap();
	ProvidersPallet::register(RuntimeOrigin::signed(who), [1; 32], [2; 32], endpoint, bond)
}

#[test]
fn register_should_hold_the_bond_when_all_is_well() {
	build_and_execute(|| {
		assert_ok!(call(ALICE, "https://a.example", MIN_BOND));
		let details = details(ALICE);
		assert_eq!(details.bond, MIN_BOND);
		assert_eq!(details.status, ProviderStatus::Active);
		assert_eq!((details.signing_key, details.transport_key), ([1; 32], [2; 32]));
		assert_eq!(held(ALICE), MIN_BOND);
		assert_event(Event::ProviderRegistered { provider: ALICE, bond: MIN_BOND });
	});
}

#[test]
fn register_should_fail_when_registered_already() {
	build_and_execute(|| {
		register(ALICE, 10);
		assert_noop!(call(ALICE, "https://a.example", MIN_BOND), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn register_should_fail_when_the_bond_is_small() {
	build_and_execute(|| {
		assert_noop!(
			call(ALICE, "https://a.example", MIN_BOND - 1),
			Error::<Test>::BondBelowMinimum
		);
		assert_noop!(call(ALICE, "https://a.example", 0), Error::<Test>::BondBelowMinimum);
	});
}

#[test]
fn register_should_fail_when_funds_are_short() {
	build_and_execute(|| {
		assert_noop!(call(ALICE, "https://a.example", FUNDS + 1), Error::<Test>::InsufficientFunds);
		assert_noop!(call(NOBODY, "https://a.example", MIN_BOND), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn register_should_fail_when_the_endpoint_is_no_url() {
	build_and_execute(|| {
		for endpoint in ["", "a.example", "https://u:p@a.example", "https://a.example#x"] {
			assert_noop!(call(ALICE, endpoint, MIN_BOND), Error::<Test>::InvalidEndpoint);
		}
	});
}

#[test]
fn register_should_fail_when_a_key_is_zero() {
	build_and_execute(|| {
		for (signing, transport) in [([0; 32], [1; 32]), ([1; 32], [0; 32])] {
			assert_noop!(
				ProvidersPallet::register(
					RuntimeOrigin::signed(ALICE),
					signing,
					transport,
					endpoint_of(ALICE),
					MIN_BOND
				),
				Error::<Test>::InvalidKey
			);
		}
	});
}

#[test]
fn register_should_work_again_when_all_is_withdrawn() {
	build_and_execute(|| {
		register(ALICE, 10);
		assert_ok!(ProvidersPallet::deregister(RuntimeOrigin::signed(ALICE)));
		assert_noop!(call(ALICE, "https://a.example", MIN_BOND), Error::<Test>::AlreadyRegistered);
		run_to(System::block_number() + UNBONDING);
		assert_ok!(ProvidersPallet::withdraw_unbonded(RuntimeOrigin::signed(ALICE)));
		assert_ok!(call(ALICE, "https://a.example", MIN_BOND));
	});
}
