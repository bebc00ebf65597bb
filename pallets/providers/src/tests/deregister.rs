use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::STOA;

fn call(who: AccountId) -> sp_runtime::DispatchResult {
	ProvidersPallet::deregister(RuntimeOrigin::signed(who))
}

#[test]
fn deregister_should_unbond_all_when_nothing_is_left_to_do() {
	build_and_execute(|| {
		register(ALICE, 30);
		let until = System::block_number() + UNBONDING;
		assert_ok!(ProvidersPallet::set_hardware(
			RuntimeOrigin::signed(ALICE),
			HardwareClaims::default(),
			50
		));
		assert_ok!(call(ALICE));
		let details = details(ALICE);
		assert_eq!((details.bond, details.status), (0, ProviderStatus::Leaving));
		assert_eq!(details.unbonding.to_vec(), vec![UnbondingChunk { amount: 30 * STOA, until }]);
		assert!(!Hardware::<Test>::contains_key(ALICE));
		assert_event(Event::ProviderDeregistered { provider: ALICE, until });
	});
}

#[test]
fn deregister_should_fail_when_bond_is_reserved() {
	build_and_execute(|| {
		register(ALICE, 30);
		assert_ok!(<ProvidersPallet as ProviderBond<_>>::reserve(&ALICE, 1));
		assert_noop!(call(ALICE), Error::<Test>::BondReserved);
		<ProvidersPallet as ProviderBond<_>>::release(&ALICE, 1);
		assert_ok!(call(ALICE));
	});
}

#[test]
fn deregister_should_fail_when_a_release_is_served() {
	build_and_execute(|| {
		register_and_serve(ALICE, 30);
		assert_noop!(call(ALICE), Error::<Test>::StillServing);
		assert_ok!(ProvidersPallet::unserve(RuntimeOrigin::signed(ALICE), RELEASE));
		assert_ok!(call(ALICE));
	});
}

#[test]
fn deregister_should_fail_when_unknown_or_leaving() {
	build_and_execute(|| {
		assert_noop!(call(ALICE), Error::<Test>::ProviderNotFound);
		register(ALICE, 30);
		assert_ok!(call(ALICE));
		assert_noop!(call(ALICE), Error::<Test>::ProviderLeaving);
	});
}

#[test]
fn deregister_should_fail_when_the_chunks_are_full() {
	build_and_execute(|| {
		register(ALICE, 30);
		for _ in 0..MAX_CHUNKS {
			assert_ok!(ProvidersPallet::unbond(RuntimeOrigin::signed(ALICE), STOA));
			run_to(System::block_number() + 1);
		}
		assert_noop!(call(ALICE), Error::<Test>::TooManyUnbondingChunks);
		run_to(System::block_number() + UNBONDING);
		assert_ok!(ProvidersPallet::withdraw_unbonded(RuntimeOrigin::signed(ALICE)));
		assert_ok!(call(ALICE));
	});
}

#[test]
fn leaving_should_close_every_other_call_when_begun() {
	build_and_execute(|| {
		register(ALICE, 30);
		assert_ok!(call(ALICE));
		let origin = || RuntimeOrigin::signed(ALICE);
		let leaving = Error::<Test>::ProviderLeaving;
		assert_noop!(ProvidersPallet::bond_extra(origin(), 1), leaving);
		assert_noop!(ProvidersPallet::unbond(origin(), 1), Error::<Test>::ProviderLeaving);
		assert_noop!(
			ProvidersPallet::set_endpoint(origin(), endpoint_of(BOB)),
			Error::<Test>::ProviderLeaving
		);
		assert_noop!(
			ProvidersPallet::set_keys(origin(), [1; 32], [1; 32]),
			Error::<Test>::ProviderLeaving
		);
		assert_noop!(
			ProvidersPallet::serve(origin(), RELEASE, price(1, 1)),
			Error::<Test>::ProviderLeaving
		);
		assert_noop!(ProvidersPallet::chill(origin()), Error::<Test>::ProviderLeaving);
		assert_noop!(ProvidersPallet::activate(origin()), Error::<Test>::ProviderLeaving);
		assert_noop!(
			ProvidersPallet::force_chill(RuntimeOrigin::root(), ALICE),
			Error::<Test>::ProviderLeaving
		);
		assert_noop!(
			ProvidersPallet::set_hardware(origin(), HardwareClaims::default(), 50),
			Error::<Test>::ProviderLeaving
		);
	});
}
