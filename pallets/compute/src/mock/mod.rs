//! A runtime with the pallet, balances, providers that are just known, and seeds that follow from heights.

use crate::{self as pallet_compute, *};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU128, Hooks},
	weights::Weight,
};
use sp_runtime::BuildStorage;
use stoa_primitives::{
	Balance, CaseId, Digest, LeaseId, STOA,
	frame::{NewCase, SharesIncome, StrikeReason},
};

mod market;
mod others;

pub use market::*;
pub use others::*;

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Compute: pallet_compute,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

pub const ED: Balance = 1_000;
pub const OFFER_DEPOSIT: Balance = 3 * STOA;
pub const LEASE_DEPOSIT: Balance = STOA;
pub const BID_DEPOSIT: Balance = 2 * STOA;
/// Each funded account begins with this.
pub const FUNDS: Balance = 10_000 * STOA;
/// The account of those who back [`PROVIDER`].
pub const BACKERS: AccountId = 29;
pub const GENESIS: Digest = [7; 32];

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

parameter_types! {
	/// Who was struck, and why.
	pub static Struck: Vec<(AccountId, StrikeReason)> = Vec::new();
	/// Who may not sell, of the providers.
	pub static Chilled: Vec<AccountId> = Vec::new();
	/// For how many blocks the clock has stood still.
	pub static Stood: u32 = 0;
	/// Cases that are open: about which lease, the case, and who brought it how.
	pub static Cases: Vec<(LeaseId, CaseId, NewCase<AccountId>)> = Vec::new();
	/// Whether [`PROVIDER`] is backed by [`BACKERS`].
	pub static Backed: bool = false;
	/// What they were told that they got.
	pub static SharedSoFar: Balance = 0;
	/// Whether nobody can pay the court.
	pub static Broke: bool = false;
	/// The height whose output is missing.
	pub static Missing: Option<u32> = None;
	pub AgendaWeight: Weight = Weight::from_parts(500_000_000_000, u64::MAX);
	pub static Budget: Option<Weight> = None;
}

/// Those who back [`PROVIDER`], on one account; they get a fifth.
pub struct Backers;

impl SharesIncome<AccountId> for Backers {
	fn share(provider: &AccountId, amount: Balance) -> Option<(AccountId, Balance)> {
		(Backed::get() && *provider == PROVIDER).then_some((BACKERS, amount / 5))
	}
	fn shared(_: &AccountId, part: Balance) {
		SharedSoFar::mutate(|all| *all += part);
	}
}

pub struct AgendaBudget;

impl frame_support::traits::Get<Weight> for AgendaBudget {
	fn get() -> Weight {
		Budget::get().unwrap_or(AgendaWeight::get())
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Providers = Providers;
	type Keys = Providers;
	type Draws = Chain;
	type Chain = Chain;
	type Court = Court;
	type Clock = Stopped;
	type Income = Backers;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type OfferDeposit = ConstU128<OFFER_DEPOSIT>;
	type LeaseDeposit = ConstU128<LEASE_DEPOSIT>;
	type BidDeposit = ConstU128<BID_DEPOSIT>;
	type MaxDeadlinesPerBlock = ConstU32<4>;
	type AgendaWeight = AgendaBudget;
	type WeightInfo = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let funded = (1..10).chain(21..30).map(|who| (who, FUNDS)).collect();
	pallet_balances::GenesisConfig::<Test> { balances: funded, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	pallet_compute::GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	let keys = sp_keystore::testing::MemoryKeystore::new();
	ext.register_extension(sp_keystore::KeystoreExt::new(keys));
	ext.execute_with(|| {
		Struck::set(Vec::new());
		Chilled::set(Vec::new());
		Missing::set(None);
		Stood::set(0);
		Cases::set(Vec::new());
		Broke::set(false);
		Budget::set(None);
		System::set_block_number(1);
	});
	ext
}

/// Runs a test; ends with the invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Compute::do_try_state().unwrap();
	});
}

/// Goes on to block `block`.
pub fn run_to(block: u32) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Compute::on_initialize(System::block_number());
	}
}

/// Goes on by so many blocks; the invariants hold there.
pub fn run(blocks: u32) {
	run_to(System::block_number() + blocks);
	Compute::do_try_state().unwrap();
}
