//! Emission, rebates and backing, through the pallets that they are joined with.

use super::{chain, try_state};
use crate::{
	AccountId, Balance, Balances, Delegation, Providers, Rewards, Runtime, RuntimeOrigin, System,
	configs::EMISSION, constants::money::STOA, durations::UnbondingPeriod,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
	},
};
use pallet_rewards::schedule::LONGEST_ERA;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use stoa_primitives::frame::{OnSettled, ProviderBond, ProviderInspect, SettledJob, Within};

fn by(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

fn id(key: Sr25519Keyring) -> AccountId {
	key.to_account_id()
}

/// Makes `who` a provider that lets others stand behind it and takes a fifth.
pub(super) fn provider(who: &AccountId, bond: Balance) {
	let key = sp_io::hashing::blake2_256(who.as_ref());
	let endpoint = format!("https://p{}.example.org", key[0]).into_bytes().try_into().unwrap();
	assert_ok!(Providers::register(by(who), key, [7; 32], endpoint, bond));
	assert_ok!(Delegation::set_terms(by(who), Within::clamped(200_000), Balance::MAX));
}

fn burn(who: &AccountId, amount: Balance) {
	let (keep, exact, polite) = (Preservation::Preserve, Precision::Exact, Fortitude::Polite);
	assert_ok!(Balances::burn_from(who, amount, keep, exact, polite));
}

/// A final job whose requester burned `burned`, told as `inference` tells it.
pub(super) fn settled(requester: &AccountId, executor: &AccountId, burned: Balance, audited: bool) {
	burn(requester, burned);
	<Runtime as pallet_inference::Config>::OnSettled::on_settled(&SettledJob {
		job: 0,
		release: 7,
		requester: requester.clone(),
		charged: burned,
		burned,
		executors: vec![(executor.clone(), STOA)],
		audited,
	});
}

#[test]
fn the_genesis_should_know_all_there_is() {
	for preset in [DEV_RUNTIME_PRESET, sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET, "staging"]
	{
		chain(preset).execute_with(|| {
			let schedule = Rewards::schedule();
			assert_eq!(schedule.genesis, Balances::total_issuance(), "{preset}");
			assert_eq!((schedule.left, schedule.minted), (EMISSION, 0));
			let least = <Balances as Inspect<AccountId>>::minimum_balance();
			assert_eq!(Balances::balance(&Delegation::pot()), least, "{preset}");
			try_state();
		});
	}
}

#[test]
fn a_rebate_should_be_shared_with_those_who_back_the_provider() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob, charlie] = [Alice, Bob, Charlie].map(id);
		provider(&alice, 100 * STOA);
		assert_ok!(Delegation::delegate(by(&bob), alice.clone(), 100 * STOA));
		settled(&charlie, &alice, 10 * STOA, true);
		settled(&charlie, &alice, 10 * STOA, false);
		Rewards::end_era(LONGEST_ERA);
		// 80% of 10, of that 70%; half of it by what others have behind it, less a fifth.
		let rebate = 5_600 * STOA / 1_000;
		assert_eq!(Rewards::claimable(alice.clone()), rebate);
		let before = Balances::total_balance(&alice);
		assert_ok!(Rewards::claim_other(by(&bob), alice.clone()));
		assert_eq!(Balances::total_balance(&alice) - before, rebate * 6 / 10);
		let delegation = Delegation::delegation(alice, bob).expect("it backs");
		assert_eq!(delegation.income, rebate * 4 / 10);
		try_state();
	});
}

#[test]
fn a_provider_that_leaves_should_share_what_it_has_not_claimed() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob, charlie] = [Alice, Bob, Charlie].map(id);
		provider(&alice, 100 * STOA);
		assert_ok!(Delegation::delegate(by(&bob), alice.clone(), 100 * STOA));
		settled(&charlie, &alice, 10 * STOA, true);
		assert_ok!(Providers::deregister(by(&alice)));
		Rewards::end_era(LONGEST_ERA);
		assert_ok!(Rewards::claim(by(&alice)));
		let delegation = Delegation::delegation(alice, bob).expect("it backs");
		assert_eq!(delegation.income, 5_600 * STOA / 1_000 * 4 / 10);
		try_state();
	});
}

#[test]
fn a_slash_should_take_from_backers_and_from_the_weight() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob] = [Alice, Bob].map(id);
		provider(&alice, 200 * STOA);
		let before = Balances::total_balance(&bob);
		assert_ok!(Delegation::delegate(by(&bob), alice.clone(), 150 * STOA));
		assert_eq!(<Providers as ProviderInspect<_>>::free_bond(&alice), 200 * STOA);
		assert_ok!(Delegation::undelegate(by(&bob), alice.clone(), 50 * STOA));
		let issuance = Balances::total_issuance();
		let slashed = <Providers as ProviderBond<_>>::slash(&alice, 0, 20 * STOA, None);
		assert_eq!(slashed.taken, 20 * STOA);
		// A tenth of what counts, what is leaving included.
		assert_eq!(issuance - Balances::total_issuance(), 35 * STOA);
		let pool = Delegation::pool(alice.clone()).expect("it is backed");
		assert_eq!((pool.stake, pool.leaving), (90 * STOA, 45 * STOA));
		try_state();
		System::set_block_number(System::block_number() + UnbondingPeriod::get());
		assert_ok!(Delegation::withdraw(by(&bob), alice));
		assert_eq!(before - Balances::total_balance(&bob), 105 * STOA);
		try_state();
	});
}

#[test]
fn a_large_backer_should_not_sit_with_its_provider() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob, charlie] = [Alice, Bob, Charlie].map(id);
		provider(&alice, 200 * STOA);
		let related =
			|one: &AccountId, two: &AccountId| <Providers as ProviderInspect<_>>::related(one, two);
		assert_ok!(Delegation::delegate(by(&bob), alice.clone(), 100 * STOA));
		assert_ok!(Delegation::delegate(by(&charlie), alice.clone(), 20 * STOA));
		assert!(related(&alice, &bob) && related(&bob, &alice));
		assert!(!related(&alice, &charlie));
	});
}

#[test]
fn a_provider_that_leaves_should_keep_nobodys_stake() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob] = [Alice, Bob].map(id);
		let before = Balances::total_balance(&bob);
		provider(&alice, 200 * STOA);
		assert_ok!(Delegation::delegate(by(&bob), alice.clone(), 100 * STOA));
		assert_ok!(Providers::deregister(by(&alice)));
		let more = Delegation::delegate(by(&bob), alice.clone(), 100 * STOA);
		assert_noop!(more, pallet_delegation::Error::<Runtime>::NotProvider);
		assert_ok!(Delegation::undelegate(by(&bob), alice.clone(), 100 * STOA));
		System::set_block_number(System::block_number() + UnbondingPeriod::get());
		assert_ok!(Delegation::withdraw(by(&bob), alice.clone()));
		assert_eq!(Balances::total_balance(&bob), before);
		assert_ok!(Delegation::drop_pool(by(&bob), alice));
		try_state();
	});
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
	fn below(&mut self, end: u64) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % end
	}
}

/// What a sequence burned, apart from what backers lost.
fn step(dice: &mut Dice, people: &[AccountId], provider: &AccountId) -> Balance {
	let who = people[dice.below(people.len() as u64) as usize].clone();
	let amount = Balance::from(1 + dice.below(50)) * STOA;
	let before = Balances::total_issuance();
	match dice.below(9) {
		0 => settled(&who, provider, amount / 10, dice.below(4) > 0),
		1 => {
			Rewards::end_era(1 + dice.below(2 * LONGEST_ERA));
		}
		2 => {
			let _ = Delegation::delegate(by(&who), provider.clone(), amount);
		}
		3 => {
			let _ = Delegation::undelegate(by(&who), provider.clone(), amount);
		}
		4 => {
			let _ = Delegation::withdraw(by(&who), provider.clone());
		}
		5 => {
			let _ = <Providers as ProviderBond<_>>::slash(provider, 0, amount / 50, None);
		}
		6 => {
			let _ = Delegation::claim_other(by(&who), provider.clone(), people[0].clone());
		}
		7 => burn(&who, amount / 100),
		_ => System::set_block_number(System::block_number() + dice.below(60) as u32),
	}
	before - Balances::total_issuance()
}

#[test]
fn issuance_should_be_genesis_plus_emission_less_what_was_burned() {
	for seed in 0..6 {
		chain(DEV_RUNTIME_PRESET).execute_with(|| {
			let people = [Bob, Charlie, Dave, Eve].map(id);
			let (alice, genesis) = (id(Alice), Balances::total_issuance());
			provider(&alice, 200 * STOA);
			let (mut dice, mut burned, mut minted) = (Dice(seed), 0, 0);
			for _ in 0..150 {
				burned += step(&mut dice, &people, &alice);
				if dice.below(3) == 0 {
					let amount = Rewards::claimable(alice.clone());
					if Rewards::claim(by(&alice)).is_ok() {
						minted += amount;
					}
				}
				try_state();
			}
			assert_eq!(Balances::total_issuance(), genesis + minted - burned, "seed {seed}");
			assert!(minted > 0 && burned > 0, "seed {seed}");
		});
	}
}
