//! Each call, the end of eras, and that nobody gains by trading with himself.

use crate::{mock::*, schedule::YEAR, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::Inspect};
use proptest::prelude::*;
use sp_runtime::{DispatchError, Perquintill, TokenError};
use stoa_primitives::{Balance, STOA, frame::Within};

const DAY: u64 = YEAR / 365;

fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

#[test]
fn claim_should_mint_the_rebate_of_eras_that_are_over() {
	build_and_execute(|| {
		settled(1, 10 * STOA, &[(2, 3), (3, 1)], true);
		assert_noop!(Rewards::claim(signed(2)), Error::<Test>::NothingToClaim);
		Rewards::end_era(DAY);
		// 80% of 10, of that 70% for the executors, three quarters of it for the first.
		let earned = |who| (Rewards::claimable(who), Balances::total_balance(&who));
		assert_eq!(earned(2), (4_200 * STOA / 1_000, FUNDS));
		assert_eq!(earned(3).0, 1_400 * STOA / 1_000);
		assert_eq!(
			(earned(OWNER).0, earned(ANCESTOR).0),
			(1_800 * STOA / 1_000, 600 * STOA / 1_000)
		);
		let issuance = Balances::total_issuance();
		assert_ok!(Rewards::claim(signed(2)));
		assert_eq!(earned(2), (0, FUNDS + 4_200 * STOA / 1_000));
		assert_eq!(Balances::total_issuance(), issuance + 4_200 * STOA / 1_000);
		System::assert_last_event(Event::Claimed { who: 2, amount: 4_200 * STOA / 1_000 }.into());
		assert_noop!(Rewards::claim(signed(2)), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_other_should_pay_the_account_and_not_who_asks() {
	build_and_execute(|| {
		settled(1, STOA, &[(2, 1)], true);
		Rewards::end_era(DAY);
		assert_ok!(Rewards::claim_other(signed(7), 2));
		assert_eq!(Balances::total_balance(&2), FUNDS + 560 * STOA / 1_000);
		assert_eq!(Balances::total_balance(&7), FUNDS);
	});
}

#[test]
fn claim_should_keep_what_a_new_account_cannot_receive_yet() {
	build_and_execute(|| {
		settled(1, ED, &[(77, 1)], true);
		Rewards::end_era(DAY);
		let too_little = DispatchError::Token(TokenError::BelowMinimum);
		assert_noop!(Rewards::claim(signed(77)), too_little);
		settled(1, STOA, &[(77, 1)], true);
		Rewards::end_era(DAY);
		assert_ok!(Rewards::claim(signed(77)));
		assert_eq!(Balances::total_balance(&77), (STOA + ED) * 56 / 100);
	});
}

#[test]
fn work_should_bring_nothing_when_nobody_checked_it() {
	build_and_execute(|| {
		settled(1, STOA, &[(2, 1)], false);
		Rewards::end_era(DAY);
		assert_eq!((Rewards::claimable(2), Rewards::claimable(OWNER)), (0, 0));
	});
}

#[test]
fn an_era_should_share_its_budget_when_jobs_burned_more() {
	build_and_execute(|| {
		let markets = schedule::budget(&Parameters::default(), SUPPLY, 0, DAY).markets;
		settled(1, 4 * markets, &[(2, 1)], true);
		Rewards::end_era(DAY);
		let all: Balance = [2, OWNER, ANCESTOR].map(Rewards::claimable).iter().sum();
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
fn an_ended_era_should_go_when_everybody_is_counted() {
	build_and_execute(|| {
		settled(1, STOA, &[(2, 1)], true);
		Rewards::end_era(DAY);
		for who in [2, OWNER] {
			assert_ok!(Rewards::claim(signed(who)));
			assert!(EndedEras::<Test>::contains_key(0));
		}
		// To earn again counts as well.
		settled(1, STOA, &[(3, 1)], true);
		assert!(!EndedEras::<Test>::contains_key(0));
		assert_eq!(Rewards::claimable(ANCESTOR), 60 * STOA / 1_000);
	});
}

#[test]
fn set_parameters_should_refuse_who_may_not() {
	build_and_execute(|| {
		let other = Parameters { rebate: Within::clamped(0), ..Parameters::default() };
		assert_noop!(Rewards::set_parameters(signed(1), other), DispatchError::BadOrigin);
		assert_ok!(Rewards::set_parameters(RuntimeOrigin::root(), other));
		settled(1, STOA, &[(2, 1)], true);
		Rewards::end_era(DAY);
		assert_eq!(Rewards::claimable(2), 0);
	});
}

#[test]
fn no_parameters_should_decode_with_a_rebate_above_80_percent() {
	use codec::{DecodeAll, Encode};
	let rates = |rebate: u32| (0u32, 0u32, 0u32, rebate, 0u32).encode();
	assert!(Parameters::decode_all(&mut &rates(800_000)[..]).is_ok());
	assert!(Parameters::decode_all(&mut &rates(800_001)[..]).is_err());
}

#[derive(Clone, Debug)]
enum Act {
	Settle {
		requester: AccountId,
		burned: Balance,
		executors: Vec<(AccountId, Balance)>,
		audited: bool,
	},
	EndEra(u64),
	Claim(AccountId),
	Rates([u32; 5]),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
	let account = || 0..10u64;
	let settle = (
		account(),
		1..10 * STOA,
		proptest::collection::vec((account(), 0..STOA), 0..4),
		prop::bool::weighted(0.8),
	);
	let act = prop_oneof![
		6 => settle.prop_map(|(requester, burned, executors, audited)| Act::Settle {
			requester, burned, executors, audited,
		}),
		2 => (1..YEAR).prop_map(Act::EndEra),
		3 => account().prop_map(Act::Claim),
		1 => prop::array::uniform5(0..=1_000_000u32).prop_map(Act::Rates),
	];
	proptest::collection::vec(act, 1..60)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// Whatever they do, all accounts together, who are requesters, executors and owners of everything, end with at
	/// most what they had but for a fifth of what they burned; and issuance is what was there, less what was burned,
	/// and what was minted.
	#[test]
	fn nobody_gains_by_trading_with_himself(acts in acts()) {
		new_test_ext().execute_with(|| {
			let genesis = Balances::total_issuance();
			let (mut burned, mut validators) = (0, 0);
			for act in acts {
				match act {
					Act::Settle { requester, burned: fees, executors, audited } => {
						if Balances::total_balance(&requester) < fees + ED { continue }
						settled(requester, fees, &executors, audited);
						burned += fees;
					}
					Act::EndEra(millis) => validators += Rewards::end_era(millis),
					Act::Claim(who) => { let _ = Rewards::claim(signed(who)); }
					Act::Rates(rates) => {
						let rates = Parameters::with_rates(rates);
						Rewards::set_parameters(RuntimeOrigin::root(), rates).unwrap();
					}
				}
				Rewards::do_try_state().unwrap();
			}
			let minted = Rewards::schedule().minted - validators;
			assert_eq!(Balances::total_issuance(), genesis - burned + minted);
			let owed: Balance = (0..10).map(Rewards::claimable).sum();
			assert!(minted + owed <= Perquintill::from_percent(80).mul_floor(burned));
		});
	}
}
