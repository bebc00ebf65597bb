use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::frame::StrikeReason;

fn strike(who: AccountId) {
	<ProvidersPallet as ProviderBond<_>>::strike(&who, StrikeReason::NoCommitment);
}

#[test]
fn strike_should_chill_when_it_is_the_last_within_the_window() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		for recent in 1..MAX_STRIKES {
			strike(ALICE);
			let reason = StrikeReason::NoCommitment;
			assert_event(Event::ProviderStruck { provider: ALICE, reason, recent });
			assert_eq!(details(ALICE).status, ProviderStatus::Active);
			assert_eq!(weight(ALICE), 25);
		}
		strike(ALICE);
		let until = System::block_number() + CHILL_PERIOD;
		let reason = ChillReason::Strikes;
		assert_event(Event::ProviderChilled { provider: ALICE, reason, until });
		assert_eq!(weight(ALICE), 0);
		assert_eq!(details(ALICE).record.strikes, MAX_STRIKES);
	});
}

#[test]
fn strike_should_count_no_more_when_the_window_has_passed() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		for _ in 1..MAX_STRIKES {
			strike(ALICE);
		}
		run_to(System::block_number() + STRIKE_WINDOW + 1);
		strike(ALICE);
		assert_eq!(details(ALICE).status, ProviderStatus::Active);
		assert_eq!(details(ALICE).recent_strikes.len(), 1);
		assert_eq!(details(ALICE).record.strikes, MAX_STRIKES);
	});
}

#[test]
fn strike_should_count_still_when_the_window_just_ends() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		for _ in 1..MAX_STRIKES {
			strike(ALICE);
		}
		run_to(System::block_number() + STRIKE_WINDOW);
		strike(ALICE);
		assert_ne!(details(ALICE).status, ProviderStatus::Active);
	});
}

#[test]
fn strike_should_restart_the_penalty_when_it_runs() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		for _ in 0..MAX_STRIKES {
			strike(ALICE);
		}
		run_to(System::block_number() + CHILL_PERIOD - 1);
		strike(ALICE);
		let until = System::block_number() + CHILL_PERIOD;
		let status = ProviderStatus::Chilled { reason: ChillReason::Strikes, until };
		assert_eq!(details(ALICE).status, status);
		assert_eq!(details(ALICE).recent_strikes.len() as u32, MAX_STRIKES);
	});
}

#[test]
fn strike_should_reach_a_provider_when_it_chilled_itself() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		assert_ok!(ProvidersPallet::chill(RuntimeOrigin::signed(ALICE)));
		for _ in 0..MAX_STRIKES {
			strike(ALICE);
		}
		assert!(ProvidersPallet::activate(RuntimeOrigin::signed(ALICE)).is_err());
	});
}

#[test]
fn strike_should_only_be_recorded_when_the_provider_is_leaving_or_unknown() {
	build_and_execute(|| {
		strike(BOB);
		register(ALICE, 25);
		assert_ok!(ProvidersPallet::deregister(RuntimeOrigin::signed(ALICE)));
		for _ in 0..2 * MAX_STRIKES {
			strike(ALICE);
		}
		assert_eq!(details(ALICE).status, ProviderStatus::Leaving);
		assert_eq!(details(ALICE).record.strikes, 2 * MAX_STRIKES);
	});
}
