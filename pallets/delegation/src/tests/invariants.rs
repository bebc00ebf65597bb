//! Whatever anybody does, in whatever order: the pot covers the pools, no money is made, and everybody gets out.

use crate::mock::*;
use frame_support::assert_ok;
use proptest::prelude::*;
use stoa_primitives::{Balance, STOA, frame::Within};

const PROVIDERS: [AccountId; 2] = [PROVIDER, 101];

#[derive(Clone, Debug)]
enum Act {
	Terms(usize, u32, Balance),
	Delegate(AccountId, usize, Balance),
	Undelegate(AccountId, usize, Balance),
	Withdraw(AccountId, usize),
	Claim(AccountId, usize),
	Pay(usize, Balance),
	Slash(usize, Balance),
	Bond(usize, Balance),
	Drop(usize),
	Wait(u32),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
	let (who, at) = (|| 1..9u64, || 0..2usize);
	let amount = || 1..1_500 * STOA;
	let act = prop_oneof![
		1 => (at(), 0..=1_000_000u32, amount()).prop_map(|(at, take, limit)| Act::Terms(at, take, limit)),
		6 => (who(), at(), amount()).prop_map(|(who, at, amount)| Act::Delegate(who, at, amount)),
		4 => (who(), at(), amount()).prop_map(|(who, at, amount)| Act::Undelegate(who, at, amount)),
		3 => (who(), at()).prop_map(|(who, at)| Act::Withdraw(who, at)),
		3 => (who(), at()).prop_map(|(who, at)| Act::Claim(who, at)),
		3 => (at(), STOA..100 * STOA).prop_map(|(at, amount)| Act::Pay(at, amount)),
		2 => (at(), amount()).prop_map(|(at, lost)| Act::Slash(at, lost)),
		1 => (at(), amount()).prop_map(|(at, own)| Act::Bond(at, own)),
		1 => at().prop_map(Act::Drop),
		4 => (1..UNBONDING).prop_map(Act::Wait),
	];
	proptest::collection::vec(act, 1..80)
}

fn play(act: Act) {
	let provider = |at: usize| PROVIDERS[at];
	match act {
		Act::Terms(at, take, limit) => {
			let _ = Delegation::set_terms(signed(provider(at)), Within::clamped(take), limit);
		}
		Act::Delegate(who, at, amount) => {
			let _ = Delegation::delegate(signed(who), provider(at), amount);
		}
		Act::Undelegate(who, at, amount) => {
			let _ = Delegation::undelegate(signed(who), provider(at), amount);
		}
		Act::Withdraw(who, at) => {
			let _ = Delegation::withdraw(signed(who), provider(at));
		}
		Act::Claim(who, at) => {
			let _ = Delegation::claim_other(signed(0), provider(at), who);
		}
		Act::Pay(at, amount) => pay(provider(at), amount),
		Act::Slash(at, lost) => slash(provider(at), lost),
		Act::Bond(at, own) => set_bond(provider(at), own),
		Act::Drop(at) => {
			let _ = Delegation::drop_pool(signed(provider(at)), provider(at));
		}
		Act::Wait(blocks) => pass(blocks),
	}
}

/// Everybody leaves.
fn all_out() {
	for who in 1..9 {
		for provider in PROVIDERS {
			if Delegation::delegation(provider, who).is_none() {
				continue;
			}
			pass(UNBONDING);
			let _ = Delegation::withdraw(signed(who), provider);
			if Delegation::delegation(provider, who).is_some_and(|info| info.stake > 0) {
				assert_ok!(Delegation::undelegate(signed(who), provider, Balance::MAX));
			}
			pass(UNBONDING);
			let _ = Delegation::withdraw(signed(who), provider);
			let _ = Delegation::claim(signed(who), provider);
			assert!(Delegation::delegation(provider, who).is_none(), "{who} is stuck");
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn nobody_is_stuck_and_nothing_comes_from_nowhere(acts in acts()) {
		build_and_execute(|| {
			set_bond(PROVIDERS[1], 500 * STOA);
			assert_ok!(Delegation::set_terms(signed(PROVIDERS[1]), Within::clamped(0), u128::MAX));
			let before = Balances::total_issuance();
			let mut acts_seen = 0u32;
			for act in acts {
				play(act);
				Delegation::do_try_state().unwrap();
				acts_seen += 1;
			}
			assert!(Balances::total_issuance() <= before);
			all_out();
			Delegation::do_try_state().unwrap();
			for provider in PROVIDERS {
				if Delegation::pool(provider).is_some() {
					assert_ok!(Delegation::drop_pool(signed(provider), provider));
				}
			}
			// What is left is what the pot began with: rounding has kept nothing.
			assert_eq!(free(Delegation::pot()), ED, "after {acts_seen} acts");
		});
	}
}
