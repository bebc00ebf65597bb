//! A runtime with balances and this pallet; releases with two owners, one of them trained on data.

use crate::{self as pallet_rewards, Parameters};
use frame_support::{
	BoundedVec, derive_impl, parameter_types,
	traits::{
		ConstU128,
		tokens::{Fortitude, Precision, Preservation, fungible::Mutate},
	},
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, Perbill};
use stoa_primitives::{
	Balance, ReleaseId, STOA,
	frame::{
		DataOwners, ModelHeader, ModelInspect, OnSettled, Payees, ReleaseTerms, SettledJob,
		SharesIncome,
	},
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
pub const DATA_OWNER: AccountId = 7;
/// A quarter of what this provider claims goes to [`BACKERS`].
pub const BACKED: AccountId = 5;
pub const BACKERS: AccountId = 6;
/// A release without data.
pub const RELEASE: ReleaseId = 0;
/// A release that was trained on data.
pub const TRAINED: ReleaseId = 1;
/// A release that was dropped.
pub const DROPPED: ReleaseId = 2;

pub struct Models;

impl ModelInspect<AccountId> for Models {
	fn terms(_: ReleaseId) -> Option<ReleaseTerms> {
		None
	}
	fn payees(release: ReleaseId) -> Payees<AccountId> {
		if release == DROPPED {
			return Payees::default();
		}
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

impl DataOwners<AccountId> for Models {
	fn data_owners(model: ReleaseId) -> Vec<AccountId> {
		if model == TRAINED { vec![DATA_OWNER] } else { vec![] }
	}
}

pub struct Quarter;

impl SharesIncome<AccountId> for Quarter {
	fn share(provider: &AccountId, amount: Balance) -> Option<(AccountId, Balance)> {
		(*provider == BACKED).then_some((BACKERS, amount / 4))
	}
	fn shared(_: &AccountId, part: Balance) {
		Shared::mutate(|all| *all += part);
	}
}

parameter_types! {
	pub const Supply: Balance = SUPPLY;
	/// What [`BACKERS`] were told that they got.
	pub static Shared: Balance = 0;
}

impl pallet_rewards::Config for Test {
	type Currency = Balances;
	type Models = Models;
	type DataOwners = Models;
	type Income = Quarter;
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

/// Burns fees of `who`.
pub fn burn(who: AccountId, amount: Balance) {
	let (keep, exact, polite) = (Preservation::Expendable, Precision::Exact, Fortitude::Polite);
	Balances::burn_from(&who, amount, keep, exact, polite).unwrap();
}

/// A final job of a release: its requester's fees are burned, and it is told.
pub fn settled_on(
	release: ReleaseId,
	requester: AccountId,
	burned: Balance,
	executors: &[(AccountId, Balance)],
	audited: bool,
) {
	burn(requester, burned);
	Rewards::on_settled(&SettledJob {
		job: 0,
		release,
		requester,
		charged: burned,
		burned,
		executors: executors.to_vec(),
		audited,
	});
}

/// The same, of [`RELEASE`].
pub fn settled(
	requester: AccountId,
	burned: Balance,
	executors: &[(AccountId, Balance)],
	audited: bool,
) {
	settled_on(RELEASE, requester, burned, executors, audited);
}

/// What `amount` of a burn is, in thousandths.
pub fn thousandths(part: Balance) -> Balance {
	part * STOA / 1_000
}
