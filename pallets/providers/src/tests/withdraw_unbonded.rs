use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

fn call(who: AccountId) -> sp_runtime::DispatchResult {
	ProvidersPallet::withdraw_unbonded(RuntimeOrigin::signed(who))
}

fn unbond(who: AccountId, stoa: u128) {
	assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(who), stoa * STOA));
}

#[test]
fn withdraw_unbonded_should_free_only_what_is_due_when_called() {
	build_and_execute(|| {
		register(ALICE, 30);
		unbond(ALICE, 4);
		run_to(System::block_number() + 10);
		unbond(ALICE, 6);
		run_to(1 + UNBONDING - 1);
		assert_noop!(call(ALICE), Error::<Test>::NothingToWithdraw);
		run_to(1 + UNBONDING);
		assert_ok!(call(ALICE));
		assert_event(Event::BondWithdrawn { provider: ALICE, amount: 4 * STOA });
		assert_eq!(held(ALICE), 26 * STOA);
		assert_eq!(details(ALICE).unbonding_total(), 6 * STOA);
		assert_noop!(call(ALICE), Error::<Test>::NothingToWithdraw);
		run_to(11 + UNBONDING);
		assert_ok!(call(ALICE));
		assert_eq!(held(ALICE), 20 * STOA);
	});
}

#[test]
fn withdraw_unbonded_should_remove_the_provider_when_it_left() {
	build_and_execute(|| {
		register(ALICE, 30);
		assert_ok!(ProvidersPallet::deregister(RuntimeOrigin::signed(ALICE)));
		assert_noop!(call(ALICE), Error::<Test>::NothingToWithdraw);
		run_to(1 + UNBONDING);
		assert_ok!(call(ALICE));
		assert!(!Providers::<Test>::contains_key(ALICE));
		assert_eq!(held(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
		assert_event(Event::ProviderRemoved { provider: ALICE });
	});
}

#[test]
fn withdraw_unbonded_should_remove_the_provider_when_all_was_slashed() {
	build_and_execute(|| {
		register(ALICE, 30);
		assert_ok!(ProvidersPallet::deregister(RuntimeOrigin::signed(ALICE)));
		let slashed = <ProvidersPallet as ProviderBond<_>>::slash(&ALICE, 0, 100 * STOA, None);
		assert_eq!(slashed.taken, 30 * STOA);
		settle();
		assert_ok!(call(ALICE));
		assert!(!Providers::<Test>::contains_key(ALICE));
	});
}

#[test]
fn withdraw_unbonded_should_wait_for_the_place_in_the_tree_when_all_was_slashed() {
	build_and_execute(|| {
		drawable(ALICE, 30);
		assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(ALICE), RELEASE));
		assert_ok!(ProvidersPallet::deregister(RuntimeOrigin::signed(ALICE)));
		<ProvidersPallet as ProviderBond<_>>::slash(&ALICE, 0, 100 * STOA, None);
		assert_noop!(call(ALICE), Error::<Test>::NothingToWithdraw);
		settle();
		assert_ok!(call(ALICE));
		assert!(!Providers::<Test>::contains_key(ALICE));
	});
}

#[test]
fn withdraw_unbonded_should_fail_when_there_is_nothing() {
	build_and_execute(|| {
		assert_noop!(call(ALICE), Error::<Test>::ProviderNotFound);
		register(ALICE, 30);
		assert_noop!(call(ALICE), Error::<Test>::NothingToWithdraw);
	});
}
