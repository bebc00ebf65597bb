use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

fn call(who: AccountId, amount: u128) -> sp_runtime::DispatchResult {
	ProvidersPallet::bond_extra(RuntimeOrigin::signed(who), amount)
}

#[test]
fn bond_extra_should_add_weight_when_the_delay_is_over() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		assert_ok!(call(ALICE, 5 * STOA));
		assert_eq!(held(ALICE), 25 * STOA);
		assert_event(Event::BondIncreased { provider: ALICE, amount: 5 * STOA, bond: 25 * STOA });
		run_to(System::block_number() + DELAY - 1);
		assert_eq!(weight(ALICE), 20);
		run_to(System::block_number() + 1);
		assert_eq!(weight(ALICE), 25);
	});
}

#[test]
fn bond_extra_should_not_activate_the_provider_when_it_is_chilled() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		assert_ok!(call(ALICE, 5 * STOA));
		run_to(System::block_number() + 3 * DELAY);
		assert_eq!(weight(ALICE), 0);
	});
}

#[test]
fn bond_extra_should_count_whole_stoa_up_to_the_cap_when_bond_is_odd_or_large() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		assert_ok!(call(ALICE, STOA - 1));
		run_to(System::block_number() + DELAY);
		assert_eq!(weight(ALICE), 20);
		assert_ok!(call(ALICE, 1));
		run_to(System::block_number() + DELAY);
		assert_eq!(weight(ALICE), 21);
		assert_ok!(call(ALICE, 5_000 * STOA));
		run_to(System::block_number() + DELAY);
		assert_eq!(weight(ALICE), MAX_DRAW_WEIGHT);
	});
}

#[test]
fn bond_extra_should_fail_when_amount_or_account_is_wrong() {
	build_and_execute(|| {
		assert_noop!(call(ALICE, 1), Error::<Test>::ProviderNotFound);
		register(ALICE, 20);
		assert_noop!(call(ALICE, 0), Error::<Test>::ZeroAmount);
		assert_noop!(call(ALICE, FUNDS), Error::<Test>::InsufficientFunds);
		assert_noop!(call(ALICE, u128::MAX), Error::<Test>::InsufficientFunds);
	});
}
