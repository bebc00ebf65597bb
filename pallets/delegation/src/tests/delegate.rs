use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

#[test]
fn delegate_should_move_the_stake_and_tell_the_providers_weight() {
	build_and_execute(|| {
		delegate(ALICE, 10);
		assert_eq!((has(ALICE).0, free(ALICE)), (10 * STOA, FUNDS - 10 * STOA));
		assert_eq!(Changed::take(), [PROVIDER]);
		assert_eq!(Delegation::counted(&PROVIDER, 1_000 * STOA), 10 * STOA);
		assert_eq!(Delegation::counted(&PROVIDER, 3 * STOA), 3 * STOA, "no more than its own");
		delegate(ALICE, 5);
		assert_eq!(Delegation::pool(PROVIDER).unwrap().members, 1);
		assert_eq!(Delegation::delegations(ALICE, 10).len(), 1);
	});
}

#[test]
fn delegate_should_refuse_what_the_provider_does_not_accept() {
	build_and_execute(|| {
		let with = |who, amount| Delegation::delegate(signed(who), PROVIDER, amount);
		assert_noop!(with(ALICE, STOA - 1), Error::<Test>::TooLittle);
		assert_noop!(with(PROVIDER, STOA), Error::<Test>::OwnPool);
		assert_noop!(with(50, STOA), Error::<Test>::InsufficientFunds);
		assert_ok!(with(ALICE, 600 * STOA));
		assert_noop!(with(BOB, 401 * STOA), Error::<Test>::PoolFull);
		assert_eq!(Delegation::pool(PROVIDER).unwrap().room, 400 * STOA);
		set_terms(200_000, 700 * STOA);
		assert_noop!(with(BOB, 101 * STOA), Error::<Test>::PoolFull);
		assert_ok!(with(BOB, 100 * STOA));
		remove_provider(PROVIDER);
		assert_noop!(with(BOB, STOA), Error::<Test>::NotProvider);
		set_bond(3, STOA);
		let other = Delegation::delegate(signed(BOB), 3, STOA);
		assert_noop!(other, Error::<Test>::PoolNotFound);
	});
}

#[test]
fn a_large_backer_should_be_known() {
	build_and_execute(|| {
		let large = |who| Delegation::is_large(&PROVIDER, 1_000 * STOA, &who);
		delegate(ALICE, 334);
		delegate(BOB, 300);
		// A quarter of what stands behind it, or more.
		assert!(!large(ALICE) && !large(BOB) && !large(7));
		assert_ok!(Delegation::undelegate(signed(BOB), PROVIDER, 300 * STOA));
		assert!(large(ALICE));
		assert_ok!(Delegation::undelegate(signed(ALICE), PROVIDER, 334 * STOA));
		assert!(large(ALICE), "it can still lose");
	});
}
