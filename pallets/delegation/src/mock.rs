//! A runtime with balances, this pallet, and providers that are just a list of bonds.

use crate::{self as pallet_delegation, *};
use alloc::collections::BTreeMap;
use frame_support::{
	PalletId, assert_ok, derive_impl, parameter_types,
	traits::{
		ConstU32, ConstU128,
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
};
use sp_runtime::{BuildStorage, traits::AccountIdConversion};
use stoa_primitives::{Balance, STOA, frame::Within};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Delegation: pallet_delegation,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

pub const ED: Balance = STOA / 1_000;
pub const UNBONDING: u32 = 100;
/// What accounts begin with.
pub const FUNDS: Balance = 10_000 * STOA;
/// A provider with a bond of 1,000 STOA that takes a fifth and accepts as much as it may.
pub const PROVIDER: AccountId = 100;
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;

parameter_types! {
	pub const Pot: PalletId = PalletId(*b"stoa/dlg");
	/// Own bonds.
	pub static Bonds: BTreeMap<AccountId, Balance> = BTreeMap::new();
	/// Bonds of those who are leaving.
	pub static Leaving: BTreeMap<AccountId, Balance> = BTreeMap::new();
	/// Whose backing has changed.
	pub static Changed: Vec<AccountId> = Vec::new();
}

pub struct Bonded;

impl Backed<AccountId> for Bonded {
	fn own_bond(provider: &AccountId) -> Option<Balance> {
		Bonds::get().get(provider).copied()
	}
	fn leaving_bond(provider: &AccountId) -> Option<Balance> {
		Leaving::get().get(provider).copied()
	}
	fn backing_changed(provider: &AccountId) {
		Changed::mutate(|all| all.push(*provider));
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_backed(seed: u32) -> AccountId {
		let provider = 1_000 + u64::from(seed);
		set_bond(provider, 1_000 * STOA);
		provider
	}
}

impl pallet_delegation::Config for Test {
	type Currency = Balances;
	type OnSlash = ();
	type Providers = Bonded;
	type PotId = Pot;
	type MinDelegation = ConstU128<STOA>;
	type MaxRatio = ConstU32<1>;
	type UnbondingPeriod = ConstU32<UNBONDING>;
	type WeightInfo = ();
}

pub fn set_bond(provider: AccountId, own: Balance) {
	Bonds::mutate(|all| all.insert(provider, own));
}

/// A provider begins to leave: its bond is its own again later.
pub fn deregister(provider: AccountId) {
	let own = Bonds::mutate(|all| all.remove(&provider)).unwrap();
	Leaving::mutate(|all| all.insert(provider, own));
}

pub fn remove_provider(provider: AccountId) {
	Bonds::mutate(|all| all.remove(&provider));
	Leaving::mutate(|all| all.remove(&provider));
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut balances: Vec<_> = (0..10).map(|who| (who, FUNDS)).collect();
	balances.push((Pot::get().into_account_truncating(), ED));
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		Bonds::take();
		Leaving::take();
		Changed::take();
	});
	ext
}

/// Runs a test with [`PROVIDER`], and checks the pallet's invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		set_bond(PROVIDER, 1_000 * STOA);
		set_terms(200_000, u128::MAX);
		test();
		Delegation::do_try_state().unwrap();
	});
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// [`PROVIDER`] sets its terms.
pub fn set_terms(take: u32, limit: Balance) {
	assert_ok!(Delegation::set_terms(signed(PROVIDER), Within::clamped(take), limit));
}

/// Delegates whole STOA to [`PROVIDER`].
pub fn delegate(who: AccountId, stoa: u32) {
	assert_ok!(Delegation::delegate(signed(who), PROVIDER, Balance::from(stoa) * STOA));
}

pub fn pass(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}

/// Pays a provider as a market does.
pub fn pay(provider: AccountId, amount: Balance) {
	let payer = 9;
	let mut rest = amount;
	if let Some((pot, part)) = Delegation::share(&provider, amount) {
		assert!(part <= amount);
		assert_ok!(Balances::transfer(&payer, &pot, part, Preservation::Expendable));
		Delegation::shared(&provider, part);
		rest -= part;
	}
	assert_ok!(Balances::transfer(&payer, &provider, rest, Preservation::Expendable));
}

/// Slashes a provider as `providers` does: its own bond, and those who back it.
pub fn slash(provider: AccountId, lost: Balance) {
	let own = Bonds::get()[&provider];
	let lost = lost.min(own);
	set_bond(provider, own - lost);
	Delegation::slashed(&provider, lost, own);
}

/// What `who` has behind [`PROVIDER`], in planck: stake and income.
pub fn has(who: AccountId) -> (Balance, Balance) {
	Delegation::delegation(PROVIDER, who).map_or((0, 0), |info| (info.stake, info.income))
}

pub fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}
