//! What exists is what the genesis gave, and what was minted since, less what was burned, whatever stakers do.

use super::{chain, try_state};
use crate::{
	AccountId, Balance, Balances, Runtime, RuntimeEvent, RuntimeOrigin, Session, Staking, System,
	configs::PunishEquivocators, constants::money::STOA,
};
use frame_support::traits::fungible::Inspect;
use pallet_staking::{RewardDestination, ValidatorPrefs};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

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

/// One thing that somebody might do; most of them fail, as most that people try at random would.
fn act(dice: &mut Dice, reporter: &AccountId) {
	let people = [
		Sr25519Keyring::Alice,
		Sr25519Keyring::Bob,
		Sr25519Keyring::Charlie,
		Sr25519Keyring::Dave,
		Sr25519Keyring::Eve,
	]
	.map(Sr25519Keyring::to_account_id);
	let who = people[dice.throw(5) as usize].clone();
	let by = RuntimeOrigin::signed(who.clone());
	let amount = Balance::from(dice.throw(200_000)) * STOA;
	// Failing is fine: what it must not do is make or lose tokens.
	let _ = match dice.throw(9) {
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
		_ => {
			Session::rotate_session();
			Ok(())
		}
	};
}

/// Minted and burned by staking so far, as its events tell, but for what went to reporters.
fn told() -> (Balance, Balance) {
	System::events().into_iter().fold((0, 0), |(minted, burned), record| match record.event {
		RuntimeEvent::Staking(pallet_staking::Event::Rewarded { amount, .. }) => {
			(minted + amount, burned)
		}
		RuntimeEvent::Staking(pallet_staking::Event::Slashed { amount, .. }) => {
			(minted, burned + amount)
		}
		_ => (minted, burned),
	})
}

#[test]
fn issuance_should_be_genesis_and_emission_less_burn_after_whatever_stakers_do() {
	for seed in 0..12 {
		chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
			let mut dice = Dice { seed, throws: 0 };
			let reporter = Sr25519Keyring::Ferdie.to_account_id();
			let genesis = Balances::total_issuance();
			let before = Balances::total_balance(&reporter);
			for _ in 0..150 {
				act(&mut dice, &reporter);
				assert_eq!(of_all_accounts(), Balances::total_issuance());
			}
			let (minted, slashed) = told();
			let paid = Balances::total_balance(&reporter) - before;
			assert!(slashed > 0, "nobody was slashed with seed {seed}");
			assert_eq!(Balances::total_issuance(), genesis + minted + paid - slashed);
			try_state();
		});
	}
}
