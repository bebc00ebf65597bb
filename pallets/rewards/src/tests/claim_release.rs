use crate::{mock::*, schedule::YEAR, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use stoa_primitives::STOA;

const DAY: u64 = YEAR / 365;

fn pass_on(release: stoa_primitives::ReleaseId) -> frame_support::dispatch::DispatchResult {
	Rewards::claim_release(RuntimeOrigin::signed(4), release)
}

#[test]
fn claim_release_should_pass_on_to_owners_by_their_shares() {
	build_and_execute(|| {
		settled(1, 10 * STOA, &[(2, 1)], true);
		assert_noop!(pass_on(RELEASE), Error::<Test>::NothingToClaim);
		Rewards::end_era(DAY);
		assert_eq!(Rewards::claimable_of_release(RELEASE), thousandths(2_400));
		assert_ok!(pass_on(RELEASE));
		assert_eq!(Rewards::claimable(OWNER), thousandths(1_800));
		assert_eq!(Rewards::claimable(ANCESTOR), thousandths(600));
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(OWNER)));
		assert_eq!(Balances::total_balance(&OWNER), FUNDS + thousandths(1_800));
		assert_noop!(pass_on(RELEASE), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_release_should_pay_owners_of_data_out_of_the_owners_part() {
	build_and_execute(|| {
		settled_on(TRAINED, 1, 10 * STOA, &[(2, 1)], true);
		Rewards::end_era(DAY);
		assert_ok!(pass_on(TRAINED));
		let earned = [OWNER, ANCESTOR, DATA_OWNER].map(Rewards::claimable);
		assert_eq!(earned, [1_260, 420, 720].map(thousandths));
	});
}

#[test]
fn claim_release_should_never_mint_what_a_dropped_release_has_earned() {
	build_and_execute(|| {
		settled_on(DROPPED, 1, 10 * STOA, &[(2, 1)], true);
		Rewards::end_era(DAY);
		let promised = Rewards::schedule().promised;
		assert_ok!(pass_on(DROPPED));
		assert_eq!(Rewards::schedule().promised, promised - thousandths(2_400));
		let amount = thousandths(2_400);
		System::assert_last_event(Event::ReleaseLapsed { release: DROPPED, amount }.into());
	});
}
