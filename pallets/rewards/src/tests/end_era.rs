use crate::{mock::*, schedule::YEAR, *};
use frame_support::assert_ok;
use sp_staking::EraPayout;
use stoa_primitives::{Balance, STOA};

const DAY: u64 = YEAR / 365;

#[test]
fn an_era_should_share_its_budget_when_jobs_burned_more() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		let markets = schedule::budget(&Parameters::default(), SUPPLY, issuance, DAY).markets;
		settled(1, 4 * markets, &[(2, 1)], true);
		Rewards::end_era(DAY);
		let all: Balance = Rewards::claimable(2) + Rewards::claimable_of_release(RELEASE);
		assert!(all <= markets && all > markets - 10, "{all} of {markets}");
	});
}

#[test]
fn an_era_should_never_mint_what_it_leaves_over() {
	build_and_execute(|| {
		let before = Rewards::schedule();
		let validators = Rewards::end_era(DAY);
		let after = Rewards::schedule();
		assert_eq!((after.minted, after.promised), (validators, 0));
		assert!(before.left - after.left > validators);
		assert!(!EndedEras::<Test>::contains_key(0), "nothing is kept of it");
	});
}

#[test]
fn staking_should_get_the_validators_part_and_no_rest() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		let budget = schedule::budget(&Parameters::default(), SUPPLY, issuance, DAY);
		let payout = <Rewards as EraPayout<Balance>>::era_payout(0, issuance, DAY);
		assert_eq!(payout, (budget.validators, 0));
		assert_eq!(Era::<Test>::get(), 1);
	});
}

#[test]
fn an_ended_era_should_go_when_everybody_is_counted() {
	build_and_execute(|| {
		settled(1, STOA, &[(2, 1), (3, 1)], true);
		Rewards::end_era(DAY);
		assert_ok!(Rewards::claim(RuntimeOrigin::signed(2)));
		assert_ok!(Rewards::claim_release(RuntimeOrigin::signed(2), RELEASE));
		assert!(EndedEras::<Test>::contains_key(0));
		// To earn again counts as well.
		settled(1, STOA, &[(3, 1)], true);
		assert!(!EndedEras::<Test>::contains_key(0));
		assert_eq!(Rewards::claimable(3), thousandths(280));
	});
}
