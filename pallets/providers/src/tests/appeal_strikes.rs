use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::{
	Ruling,
	frame::{CaseOutcome, OnRuling, StrikeReason},
};

fn strike(times: u32) {
	for _ in 0..times {
		<ProvidersPallet as ProviderBond<_>>::strike(&ALICE, StrikeReason::NoCommitment);
	}
}

fn appeal() -> frame_support::dispatch::DispatchResult {
	ProvidersPallet::appeal_strikes(RuntimeOrigin::signed(ALICE))
}

fn rule(ruling: Option<Ruling>) {
	let case = Cases::take().pop().expect("a case is open").0;
	let outcome =
		CaseOutcome { case, claimant: ALICE, respondent: RESPONDENT, ruling, at_stake: 0 };
	assert_eq!(<ProvidersPallet as OnRuling<_, _>>::on_ruling(&ALICE, &outcome), 0);
}

#[test]
fn appeal_strikes_should_open_a_case_when_strikes_count() {
	build_and_execute(|| {
		assert_noop!(appeal(), Error::<Test>::ProviderNotFound);
		drawable(ALICE, 25);
		assert_noop!(appeal(), Error::<Test>::NoStrikes);
		strike(2);
		assert_ok!(appeal());
		let (case, new) = Cases::get().pop().expect("a case is open");
		assert_eq!((new.claimant, new.respondent, new.at_stake), (ALICE, RESPONDENT, 0));
		assert!(new.rulings.contains(Ruling::Restore) && !new.rulings.contains(Ruling::Slash));
		assert_event(Event::StrikesAppealed { provider: ALICE, case, strikes: 2 });
		// The court has one case of them at a time.
		assert_noop!(appeal(), sp_runtime::DispatchError::Unavailable);
	});
}

#[test]
fn a_restored_provider_should_be_as_if_it_had_not_been_struck() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		strike(MAX_STRIKES);
		assert_ok!(appeal());
		let activate = || ProvidersPallet::activate(RuntimeOrigin::signed(ALICE));
		assert_noop!(activate(), Error::<Test>::StillChilled);
		rule(Some(Ruling::Restore));
		assert_event(Event::StrikesRestored { provider: ALICE, strikes: MAX_STRIKES });
		assert_eq!(details(ALICE).record.strikes, 0);
		assert!(details(ALICE).recent_strikes.is_empty());
		assert_ok!(activate());
		settle();
		assert_eq!(weight(ALICE), 25);
	});
}

#[test]
fn a_ruling_should_take_away_no_strike_that_came_after_the_appeal() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		strike(1);
		assert_ok!(appeal());
		run_to(System::block_number() + 1);
		strike(MAX_STRIKES - 1);
		rule(Some(Ruling::Restore));
		assert_eq!(details(ALICE).recent_strikes.len() as u32, MAX_STRIKES - 1);
		assert_eq!(details(ALICE).record.strikes, MAX_STRIKES - 1);
	});
}

#[test]
fn strikes_should_stay_when_nothing_else_was_ruled_or_the_provider_is_gone() {
	build_and_execute(|| {
		drawable(ALICE, 25);
		strike(MAX_STRIKES);
		for ruling in [Some(Ruling::Dismiss), None] {
			assert_ok!(appeal());
			rule(ruling);
			assert_eq!(details(ALICE).record.strikes, MAX_STRIKES);
			assert_eq!(StrikeAppeals::<Test>::get(ALICE), None);
		}
		assert_ok!(appeal());
		let by = || RuntimeOrigin::signed(ALICE);
		assert_ok!(ProvidersPallet::unserve(by(), RELEASE));
		settle();
		assert_ok!(ProvidersPallet::deregister(by()));
		run_to(System::block_number() + UNBONDING);
		assert_ok!(ProvidersPallet::withdraw_unbonded(by()));
		rule(Some(Ruling::Restore));
		assert_eq!(Providers::<Test>::get(ALICE), None);
		assert_eq!(StrikeAppeals::<Test>::get(ALICE), None);
	});
}
