//! What exists is what the genesis gave, and what was minted since, less what was burned, whatever stakers, backers,
//! executors and whoever pays fees do, across eras.

use super::{
	chain,
	rewards::{provider, settled},
	try_state,
};
use crate::{
	AccountId, Balance, Balances, Delegation, Providers, Rewards, Runtime, RuntimeEvent,
	RuntimeOrigin, Session, Staking, System, Timestamp,
	configs::{DealFees, PunishEquivocators},
	constants::money::STOA,
};
use codec::Encode;
use frame_support::{
	storage::storage_prefix,
	traits::{
		Hooks, OnUnbalanced,
		fungible::{Balanced, Inspect},
		tokens::{Fortitude, Precision, Preservation},
	},
};
use pallet_authorship::EventHandler;
use pallet_staking::{RewardDestination, ValidatorPrefs};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};
use stoa_primitives::frame::ProviderBond;

/// Numbers that look random and are the same in each run.
struct Dice {
	seed: u32,
	throws: u32,
}

impl Dice {
	fn throw(&mut self, sides: u32) -> u32 {
		self.throws += 1;
		let bytes = [self.seed.to_le_bytes(), self.throws.to_le_bytes()].concat();
		let hash = sp_io::hashing::blake2_256(&bytes);
		u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]) % sides
	}
}

fn of_all_accounts() -> Balance {
	frame_system::Account::<Runtime>::iter()
		.map(|(_, account)| account.data.free + account.data.reserved)
		.sum()
}

/// Somebody to act.
fn people() -> [AccountId; 5] {
	[
		Sr25519Keyring::Alice,
		Sr25519Keyring::Bob,
		Sr25519Keyring::Charlie,
		Sr25519Keyring::Dave,
		Sr25519Keyring::Eve,
	]
	.map(Sr25519Keyring::to_account_id)
}

/// One thing that a staker might do; most of them fail, as most that people try at random would. Failing is fine: what
/// it must not do is make or lose tokens.
fn stake(dice: &mut Dice, reporter: &AccountId) {
	let people = people();
	let who = people[dice.throw(5) as usize].clone();
	let by = RuntimeOrigin::signed(who.clone());
	let amount = Balance::from(dice.throw(200_000)) * STOA;
	let _ = match dice.throw(10) {
		0 => Staking::bond(by, amount, RewardDestination::Stash),
		1 => Staking::bond_extra(by, amount),
		2 => Staking::nominate(by, vec![people[dice.throw(4) as usize].clone().into()]),
		3 => Staking::validate(by, ValidatorPrefs::default()),
		4 => Staking::chill(by),
		5 => Staking::unbond(by, amount).map(drop).map_err(|failed| failed.error),
		6 => Staking::withdraw_unbonded(by, 100).map(drop).map_err(|failed| failed.error),
		7 => {
			let validators = Session::validators();
			let offender = validators[dice.throw(validators.len() as u32) as usize].clone();
			let offence = OffenceDetails::<AccountId, _> {
				offender: (offender, ()),
				reporters: vec![reporter.clone()],
			};
			let fraction = Perbill::from_percent(dice.throw(101));
			PunishEquivocators::on_offence(&[offence], &[fraction], Session::current_index());
			Ok(())
		}
		8 => {
			let era = pallet_staking::CurrentEra::<Runtime>::get().unwrap_or_default();
			let era = era.saturating_sub(dice.throw(4));
			let paid = Staking::payout_stakers_by_page(by, who, era, 0);
			paid.map(drop).map_err(|failed| failed.error)
		}
		_ => {
			session(dice);
			Ok(())
		}
	};
}

/// Validators make blocks for a while, and another session begins.
fn session(dice: &mut Dice) {
	Session::validators().into_iter().for_each(<Staking as EventHandler<_, _>>::note_author);
	let now = Timestamp::get() + u64::from(dice.throw(3_600_000));
	pallet_timestamp::Now::<Runtime>::put(now);
	Session::rotate_session();
	// Notes when an era has begun.
	Staking::on_finalize(System::block_number());
}

/// One thing of the market, of those behind `executor`, or of whoever pays a fee; what it burned, apart from what
/// events tell.
fn trade(dice: &mut Dice, executor: &AccountId) -> Balance {
	let who = people()[dice.throw(5) as usize].clone();
	let by = RuntimeOrigin::signed(who.clone());
	let amount = Balance::from(1 + dice.throw(50)) * STOA;
	let _ = match dice.throw(8) {
		0 | 1 => {
			settled(&who, executor, amount / 10, dice.throw(4) > 0);
			return amount / 10;
		}
		2 => {
			let slashed = <Providers as ProviderBond<_>>::slash(executor, 0, amount / 50, None);
			return slashed.taken;
		}
		3 => return fee(dice, &who, amount),
		4 => Delegation::delegate(by, executor.clone(), amount),
		5 => Delegation::undelegate(by, executor.clone(), amount),
		6 => {
			System::set_block_number(System::block_number() + dice.throw(60));
			Delegation::withdraw(by, executor.clone())
		}
		_ => Rewards::claim_other(by, executor.clone()),
	};
	0
}

/// Somebody pays a fee, in a block that has an author or in one that has none; what of it is burned.
fn fee(dice: &mut Dice, who: &AccountId, amount: Balance) -> Balance {
	let author = (dice.throw(2) > 0).then(|| people()[0].clone());
	let known = storage_prefix(b"Authorship", b"Author");
	match &author {
		Some(author) => sp_io::storage::set(&known, &author.encode()),
		None => sp_io::storage::clear(&known),
	}
	let (keep, exact, polite) = (Preservation::Preserve, Precision::Exact, Fortitude::Polite);
	let Ok(paid) = <Balances as Balanced<_>>::withdraw(who, amount, exact, keep, polite) else {
		return 0;
	};
	DealFees::on_unbalanceds([paid].into_iter());
	let shares = Rewards::fee_shares();
	// Whole STOA, so nothing is rounded.
	let part = |millionths: u32| amount * Balance::from(millionths) / 1_000_000;
	part(shares.burned.get()) + if author.is_none() { part(shares.author.get()) } else { 0 }
}

/// What was minted for stakers and for work, and burned of stakers and of backers, as events tell, but for what went to
/// reporters.
#[derive(Default, Debug)]
struct Told {
	staked: Balance,
	worked: Balance,
	slashed: Balance,
	backers: Balance,
}

fn told() -> Told {
	let mut told = Told::default();
	for record in System::events() {
		match record.event {
			RuntimeEvent::Staking(pallet_staking::Event::Rewarded { amount, .. }) => {
				told.staked += amount;
			}
			RuntimeEvent::Staking(pallet_staking::Event::Slashed { amount, .. }) => {
				told.slashed += amount;
			}
			RuntimeEvent::Rewards(pallet_rewards::Event::Claimed { amount, .. }) => {
				told.worked += amount;
			}
			RuntimeEvent::Delegation(pallet_delegation::Event::BackersSlashed {
				amount, ..
			}) => told.backers += amount,
			_ => {}
		}
	}
	told
}

#[test]
fn issuance_should_be_genesis_and_emission_less_burn_whatever_everybody_does() {
	let mut all = Told::default();
	for seed in 0..12 {
		chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
			let mut dice = Dice { seed, throws: 0 };
			let reporter = Sr25519Keyring::Ferdie.to_account_id();
			let executor = Sr25519Keyring::One.to_account_id();
			let genesis = Balances::total_issuance();
			let before = Balances::total_balance(&reporter);
			endow(&executor);
			provider(&executor, 200 * STOA);
			let mut burned = 0;
			for _ in 0..240 {
				match dice.throw(3) {
					0 => burned += trade(&mut dice, &executor),
					_ => stake(&mut dice, &reporter),
				}
				assert_eq!(of_all_accounts(), Balances::total_issuance());
				try_state();
			}
			let (told, reported) = (told(), Balances::total_balance(&reporter) - before);
			let minted = told.staked + told.worked + reported;
			burned += told.slashed + told.backers;
			assert_eq!(Balances::total_issuance() + burned, genesis + minted, "seed {seed}");
			let schedule = Rewards::schedule();
			assert!(told.staked + told.worked <= schedule.minted, "{schedule:?}");
			all.staked += told.staked;
			all.worked += told.worked;
			all.slashed += told.slashed;
			all.backers += told.backers;
		});
	}
	// Each kind has happened.
	let Told { staked, worked, slashed, backers } = all;
	assert!([staked, worked, slashed, backers].iter().all(|amount| *amount > 0), "{all:?}");
}

/// Gives an account tokens that others had.
fn endow(who: &AccountId) {
	let from = RuntimeOrigin::signed(Sr25519Keyring::Eve.to_account_id());
	let given = Balances::transfer_keep_alive(from, who.clone().into(), 1_000 * STOA);
	assert!(given.is_ok(), "{given:?}");
}
