use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{STOA, frame::StrikeReason};

fn call(who: AccountId) -> sp_runtime::DispatchResult {
	ProvidersPallet::activate(RuntimeOrigin::signed(who))
}

#[test]
fn activate_should_enter_the_draws_when_the_delay_is_over() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		settle();
		assert_ok!(call(ALICE));
		assert_event(Event::ProviderActivated { provider: ALICE });
		run_to(System::block_number() + DELAY - 1);
		assert_eq!(weight(ALICE), 0);
		run_to(System::block_number() + 1);
		assert_eq!(weight(ALICE), 25);
	});
}

#[test]
fn activate_should_fail_when_a_penalty_lasts() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		for _ in 0..MAX_STRIKES {
			<ProvidersPallet as ProviderBond<_>>::strike(&ALICE, StrikeReason::NoCommitment);
		}
		let until = System::block_number() + CHILL_PERIOD;
		run_to(until - 1);
		assert_noop!(call(ALICE), Error::<Test>::StillChilled);
		run_to(until);
		assert_ok!(call(ALICE));
		assert!(details(ALICE).recent_strikes.is_empty());
	});
}

#[test]
fn activate_should_keep_strikes_when_the_chill_was_no_penalty() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		for _ in 1..MAX_STRIKES {
			<ProvidersPallet as ProviderBond<_>>::strike(&ALICE, StrikeReason::NoCommitment);
		}
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		assert_ok!(call(ALICE));
		assert_eq!(details(ALICE).recent_strikes.len() as u32, MAX_STRIKES - 1);
		<ProvidersPallet as ProviderBond<_>>::strike(&ALICE, StrikeReason::NoCommitment);
		assert_ne!(details(ALICE).status, ProviderStatus::Active);
	});
}

#[test]
fn activate_should_ask_for_the_least_bond_when_a_slash_took_it() {
	build_and_execute(|| {
		drawable(ALICE, 12);
		<ProvidersPallet as ProviderBond<_>>::slash(&ALICE, 0, 5 * STOA, None);
		assert_noop!(call(ALICE), Error::<Test>::BondBelowMinimum);
		assert_ok!(ProvidersPallet::bond_extra(RuntimeOrigin::signed(ALICE), 4 * STOA));
		assert_ok!(call(ALICE));
		settle();
		assert_eq!(weight(ALICE), 11);
	});
}

#[test]
fn activate_should_fail_when_active_or_unknown() {
	build_and_execute(|| {
		assert_noop!(call(ALICE), Error::<Test>::ProviderNotFound);
		register(ALICE, 25);
		assert_noop!(call(ALICE), Error::<Test>::AlreadyActive);
	});
}
