use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

fn call(who: AccountId, amount: u128) -> sp_runtime::DispatchResult {
	ProvidersPallet::unbond(RuntimeOrigin::signed(who), amount)
}

#[test]
fn unbond_should_be_worth_less_at_once_and_in_the_tree_later_when_bond_is_free() {
	build_and_execute(|| {
		drawable(ALICE, 30);
		let until = System::block_number() + UNBONDING;
		assert_ok!(call(ALICE, 10 * STOA));
		assert_eq!((weight(ALICE), tree_weight(ALICE)), (20, 30));
		assert_eq!(held(ALICE), 30 * STOA);
		assert_eq!(details(ALICE).bond, 20 * STOA);
		assert_event(Event::BondUnbonding { provider: ALICE, amount: 10 * STOA, until });
		run_to(System::block_number() + DELAY);
		assert_eq!(tree_weight(ALICE), 20);
	});
}

#[test]
fn unbond_should_join_parts_when_they_are_of_one_block() {
	build_and_execute(|| {
		register(ALICE, 30);
		for _ in 0..5 {
			assert_ok!(call(ALICE, STOA));
		}
		assert_eq!(details(ALICE).unbonding.len(), 1);
		assert_eq!(details(ALICE).unbonding_total(), 5 * STOA);
	});
}

#[test]
fn unbond_should_fail_when_the_chunks_are_full() {
	build_and_execute(|| {
		register(ALICE, 30);
		for _ in 0..MAX_CHUNKS {
			assert_ok!(call(ALICE, STOA));
			run_to(System::block_number() + 1);
		}
		assert_noop!(call(ALICE, STOA), Error::<Test>::TooManyUnbondingChunks);
	});
}

#[test]
fn unbond_should_fail_when_bond_is_reserved() {
	build_and_execute(|| {
		register(ALICE, 30);
		assert_ok!(<ProvidersPallet as ProviderBond<_>>::reserve(&ALICE, 25 * STOA));
		assert_noop!(call(ALICE, 5 * STOA + 1), Error::<Test>::InsufficientFreeBond);
		assert_ok!(call(ALICE, 5 * STOA));
		assert_noop!(call(ALICE, 1), Error::<Test>::InsufficientFreeBond);
	});
}

#[test]
fn unbond_should_fail_when_too_little_would_stay() {
	build_and_execute(|| {
		register(ALICE, 30);
		assert_noop!(call(ALICE, 20 * STOA + 1), Error::<Test>::BondBelowMinimum);
		assert_ok!(call(ALICE, 20 * STOA));
	});
}

#[test]
fn unbond_should_fail_when_amount_or_account_is_wrong() {
	build_and_execute(|| {
		assert_noop!(call(ALICE, 1), Error::<Test>::ProviderNotFound);
		register(ALICE, 30);
		assert_noop!(call(ALICE, 0), Error::<Test>::ZeroAmount);
		assert_noop!(call(ALICE, u128::MAX), Error::<Test>::InsufficientFreeBond);
	});
}

#[test]
fn unbond_should_lower_weight_on_its_way_when_an_increase_waits() {
	build_and_execute(|| {
		drawable(ALICE, 20);
		assert_ok!(ProvidersPallet::bond_extra(RuntimeOrigin::signed(ALICE), 100 * STOA));
		run_to(System::block_number() + 1);
		assert_ok!(call(ALICE, 90 * STOA));
		run_to(System::block_number() + DELAY);
		assert_eq!(weight(ALICE), 30);
	});
}
