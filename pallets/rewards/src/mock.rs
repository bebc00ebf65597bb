//! A runtime with balances and this pallet, and one release with two owners.

use crate::{self as pallet_rewards, Parameters};
use frame_support::{
	BoundedVec, derive_impl, parameter_types,
	traits::{ConstU128, tokens::fungible::Mutate},
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, Perbill};
use stoa_primitives::{
	Balance, ReleaseId, STOA,
	frame::{ModelHeader, ModelInspect, OnSettled, Payees, ReleaseTerms, SettledJob},
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Rewards: pallet_rewards,
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

pub const ED: Balance = STOA / 100;
pub const SUPPLY: Balance = 1_000_000 * STOA;
/// What accounts have at first.
pub const FUNDS: Balance = 1_000 * STOA;
pub const OWNER: AccountId = 8;
pub const ANCESTOR: AccountId = 9;

pub struct Models;

impl ModelInspect<AccountId> for Models {
	fn terms(_: ReleaseId) -> Option<ReleaseTerms> {
		None
	}
	fn payees(_: ReleaseId) -> Payees<AccountId> {
		let shares = [(OWNER, Perbill::from_percent(75)), (ANCESTOR, Perbill::from_percent(25))];
		BoundedVec::truncate_from(shares.to_vec())
	}
	fn exact_header(_: ReleaseId) -> Option<ModelHeader> {
		None
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_release(_: &AccountId, _: u32) -> ReleaseId {
		0
	}
}

parameter_types! {
	pub const Supply: Balance = SUPPLY;
}

impl pallet_rewards::Config for Test {
	type Currency = Balances;
	type Models = Models;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Supply = Supply;
	type WeightInfo = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let balances = (0..10).map(|who| (who, FUNDS)).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	pallet_rewards::GenesisConfig::<Test> {
		parameters: Parameters::default(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test and checks the pallet's invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Rewards::do_try_state().unwrap();
	});
}

/// A final job: its requester's fees are burned, and it is told.
pub fn settled(
	requester: AccountId,
	burned: Balance,
	executors: &[(AccountId, Balance)],
	audited: bool,
) {
	Balances::burn_from(
		&requester,
		burned,
		frame_support::traits::tokens::Preservation::Expendable,
		frame_support::traits::tokens::Precision::Exact,
		frame_support::traits::tokens::Fortitude::Polite,
	)
	.unwrap();
	Rewards::on_settled(&SettledJob {
		job: 0,
		release: 0,
		requester,
		charged: burned,
		burned,
		executors: executors.to_vec(),
		audited,
	});
}
