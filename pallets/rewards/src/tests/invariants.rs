//! Whatever anybody does, in whatever order, over many eras.

use crate::{mock::*, schedule::LONGEST_ERA, *};
use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, Mutate},
};
use proptest::prelude::*;
use sp_runtime::Perquintill;
use stoa_primitives::{Balance, ReleaseId, STOA};

#[derive(Clone, Debug)]
enum Act {
	Settle {
		release: ReleaseId,
		requester: AccountId,
		burned: Balance,
		executors: Vec<(AccountId, Balance)>,
		audited: bool,
	},
	EndEra(u64),
	Claim(AccountId),
	PassOn(ReleaseId),
	Rates([u32; 6]),
	/// Fees of a transaction, or a slash: nobody gets anything for it.
	Burn(AccountId, Balance),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
	let account = || 0..10u64;
	let settle = (
		0..3u32,
		account(),
		1..10 * STOA,
		proptest::collection::vec((account(), 0..STOA), 0..4),
		prop::bool::weighted(0.8),
	);
	let act = prop_oneof![
		6 => settle.prop_map(|(release, requester, burned, executors, audited)| Act::Settle {
			release, requester, burned, executors, audited,
		}),
		2 => (1..2 * LONGEST_ERA).prop_map(Act::EndEra),
		3 => account().prop_map(Act::Claim),
		2 => (0..3u32).prop_map(Act::PassOn),
		1 => prop::array::uniform6(0..=1_000_000u32).prop_map(Act::Rates),
		1 => (account(), 1..STOA).prop_map(|(who, amount)| Act::Burn(who, amount)),
	];
	proptest::collection::vec(act, 1..60)
}

/// What a sequence came to, in planck.
#[derive(Default)]
struct Sums {
	/// Burned by jobs.
	by_jobs: Balance,
	/// Burned otherwise.
	otherwise: Balance,
	/// Minted for validators.
	validators: Balance,
}

fn can_burn(who: AccountId, amount: Balance) -> bool {
	Balances::total_balance(&who) >= amount + ED
}

fn play(act: Act, sums: &mut Sums) {
	match act {
		Act::Settle { release, requester, burned, executors, audited } => {
			if can_burn(requester, burned) {
				settled_on(release, requester, burned, &executors, audited);
				sums.by_jobs += burned;
			}
		}
		Act::EndEra(millis) => {
			let payout = Rewards::end_era(millis);
			// Staking mints it when somebody asks for it.
			if payout > ED {
				assert_ok!(Balances::mint_into(&99, payout));
				sums.validators += payout;
			}
		}
		Act::Claim(who) => {
			let _ = Rewards::claim(RuntimeOrigin::signed(who));
		}
		Act::PassOn(release) => {
			let _ = Rewards::claim_release(RuntimeOrigin::signed(0), release);
		}
		Act::Rates(rates) => {
			let rates = Parameters::with_rates(rates);
			assert_ok!(Rewards::set_parameters(RuntimeOrigin::root(), rates));
		}
		Act::Burn(who, amount) => {
			if can_burn(who, amount) {
				burn(who, amount);
				sums.otherwise += amount;
			}
		}
	}
}

fn owed() -> Balance {
	let accounts: Balance = (0..10).map(Rewards::claimable).sum();
	let releases: Balance =
		[RELEASE, TRAINED, DROPPED].into_iter().map(Rewards::claimable_of_release).sum();
	accounts + releases
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// All accounts together, who are requesters, executors and owners of everything, end with at most what they
	/// had but for a fifth of what their jobs burned; and issuance is what was there, less what was burned, and what
	/// was minted.
	#[test]
	fn nobody_gains_by_trading_with_himself(acts in acts()) {
		new_test_ext().execute_with(|| {
			let genesis = Balances::total_issuance();
			let mut sums = Sums::default();
			for act in acts {
				play(act, &mut sums);
				Rewards::do_try_state().unwrap();
			}
			// What is not counted as minted of the validators' part is what was too little to mint.
			let minted: Balance = Balances::total_issuance() + sums.by_jobs + sums.otherwise - genesis;
			let markets = minted - sums.validators;
			assert!(minted <= Rewards::schedule().minted);
			assert!(Rewards::schedule().minted - minted <= 60 * ED);
			assert!(markets + owed() <= Perquintill::from_percent(80).mul_floor(sums.by_jobs));
		});
	}

	/// Every strategy of a clique: it splits its jobs over accounts, releases and eras as it likes, beside an honest
	/// market. What comes back to it is never as much as it burned.
	#[test]
	fn a_clique_gets_less_than_it_burned(
		jobs in proptest::collection::vec((1..STOA, 0..4u64, any::<bool>(), any::<bool>()), 1..40),
		honest in 0..STOA,
	) {
		new_test_ext().execute_with(|| {
			let mut burned = 0;
			for (fees, executor, trained, ends) in jobs {
				let release = if trained { TRAINED } else { RELEASE };
				settled_on(release, 0, fees, &[(executor, 1)], true);
				burned += fees;
				// Others' jobs, on a release of which the clique owns nothing.
				settled_on(DROPPED, BACKERS, honest.max(1), &[(BACKERS, 1)], true);
				if ends {
					Rewards::end_era(LONGEST_ERA);
				}
			}
			Rewards::end_era(LONGEST_ERA);
			for release in [RELEASE, TRAINED] {
				let _ = Rewards::claim_release(RuntimeOrigin::signed(0), release);
			}
			let back: Balance = (0..4).chain([OWNER, ANCESTOR, DATA_OWNER]).map(Rewards::claimable).sum();
			assert!(back * 5 <= burned * 4, "{back} of {burned}");
		});
	}
}
