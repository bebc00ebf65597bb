//! A runtime with the pallet, balances, a market that only listens, and models kept in storage.

mod play;
mod providers;

pub use play::*;
pub use providers::*;

use crate::{self as pallet_referee, *};
use frame_support::{derive_impl, parameter_types, traits::ConstU32};
use sp_core::{Pair, sr25519};
use sp_runtime::{
	AccountId32, BuildStorage, DispatchError, DispatchResult, traits::IdentityLookup,
};
use stoa_primitives::{
	Balance, Digest, STOA,
	frame::{BadModels, ChainIdentity, Clock, OnRefereed, SpokenFor, Verdict},
};

pub type AccountId = AccountId32;
type Block = frame_system::mocking::MockBlockU32<Runtime>;

frame_support::construct_runtime!(
	pub enum Runtime {
		System: frame_system,
		Balances: pallet_balances,
		Referee: pallet_referee,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

pub const ED: Balance = 1_000;
/// Accounts with [`FUNDS`], from 1 on.
pub const ACCOUNTS: u8 = 240;
/// What everyone has at first.
pub const FUNDS: Balance = 100_000 * STOA;

parameter_types! {
	pub const ExistentialDeposit: Balance = ED;
	/// Verdicts that were told: subject and verdict.
	pub static Told: Vec<(u64, Verdict<AccountId>)> = Vec::new();
	/// Models that were reported.
	pub static Bad: Vec<Digest> = Vec::new();
	/// Whether `models` knows the model that is reported.
	pub static Known: bool = true;
	/// Blocks that did not count.
	pub static Stood: u32 = 0;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
}

impl Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Subject = u64;
	type Keys = Keys;
	type Models = Models;
	type OnRefereed = Market;
	type Chain = Chain;
	type Clock = Watch;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type MaxActiveGames = ConstU32<4>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Chain;
}

pub struct Watch;

impl Clock for Watch {
	fn stood_still() -> u32 {
		Stood::get()
	}
}

pub struct Chain;

impl ChainIdentity for Chain {
	fn genesis() -> Digest {
		[7; 32]
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<u64> for Chain {
	fn subject(number: u32) -> u64 {
		number.into()
	}
}

pub struct Market;

impl OnRefereed<AccountId, u64> for Market {
	fn on_refereed(subject: &u64, _: &AccountId, verdict: Verdict<AccountId>) {
		Told::mutate(|told| told.push((*subject, verdict)));
	}

	fn weight() -> frame_support::weights::Weight {
		frame_support::weights::Weight::zero()
	}
}

pub struct Models;

impl BadModels<AccountId> for Models {
	fn is_bad(model: &Digest) -> bool {
		Bad::get().contains(model)
	}

	fn report(model: &Digest, _: &AccountId) -> DispatchResult {
		if !Known::get() || Self::is_bad(model) {
			return Err(DispatchError::Other("not known"));
		}
		Bad::mutate(|bad| bad.push(*model));
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model(_: &Digest) {}
}

/// Account `n` signs with the key `//n`; its signing key's account is `signer(n)`.
pub struct Keys;

pub fn pair(n: u8) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//signer//{n}"), None).unwrap()
}

pub fn signer(n: u8) -> AccountId {
	AccountId::new(pair(n).public().0)
}

fn number(account: &AccountId) -> u8 {
	AsRef::<[u8; 32]>::as_ref(account)[0]
}

impl SpokenFor<AccountId> for Keys {
	fn speaks_for(who: &AccountId, account: &AccountId) -> bool {
		who == account || *who == signer(number(account))
	}

	fn signed(account: &AccountId, digest: &Digest, signature: &[u8; 64]) -> bool {
		let key = pair(number(account)).public();
		sp_io::crypto::sr25519_verify(&sr25519::Signature::from_raw(*signature), digest, &key)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_sign(account: &AccountId, digest: &Digest) -> [u8; 64] {
		pair(number(account)).sign(digest).0
	}
}

pub fn account(n: u8) -> AccountId {
	AccountId::new([n; 32])
}

/// Whose claims are challenged.
pub fn provider() -> AccountId {
	account(1)
}

/// The challenger of most tests.
pub fn alice() -> AccountId {
	account(2)
}

pub fn bob() -> AccountId {
	account(3)
}

pub fn balance(who: &AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(who)
}

/// What left circulation, as far as events tell.
pub fn burned() -> Balance {
	let burned = events().into_iter().map(|event| match event {
		Event::GameLost { burned, .. } | Event::CommitmentDropped { burned, .. } => burned,
		_ => 0,
	});
	burned.sum()
}

pub fn held(who: &AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&HoldReason::ChallengeBond.into(), who)
}

pub fn signed(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Runtime>::default().build_storage().unwrap();
	let balances = (1..=ACCOUNTS).map(|n| (account(n), FUNDS)).collect();
	pallet_balances::GenesisConfig::<Runtime> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	pallet_referee::GenesisConfig::<Runtime>::default().assimilate_storage(&mut storage).unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		Told::set(Vec::new());
		Bad::set(Vec::new());
		Known::set(true);
		Stood::set(0);
		System::set_block_number(1);
	});
	ext
}

/// Runs a test; ends with the invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Referee::do_try_state().unwrap();
	});
}

/// Goes on by so many blocks; the invariants hold there.
pub fn run(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
	Referee::do_try_state().unwrap();
}

/// The same; somebody fills all of these blocks.
pub fn flood(blocks: u32) {
	Stood::mutate(|stood| *stood += blocks);
	run(blocks);
}

/// What was deposited by this pallet.
pub fn events() -> Vec<Event<Runtime>> {
	let records = System::events().into_iter();
	records
		.filter_map(|record| match record.event {
			RuntimeEvent::Referee(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Nothing is stored but parameters and the next id, and nothing is on hold.
pub fn assert_nothing_left() {
	assert_eq!(Subjects::<Runtime>::iter().count(), 0);
	assert_eq!(Commitments::<Runtime>::iter().count(), 0);
	assert_eq!(Games::<Runtime>::iter().count(), 0);
	assert_eq!(GamesByCell::<Runtime>::iter().count(), 0);
	assert_eq!(GamesByAccount::<Runtime>::iter().count(), 0);
	assert_eq!(ActiveGames::<Runtime>::iter().count(), 0);
	assert_eq!(QueuedGames::<Runtime>::iter().count(), 0);
	assert_eq!(OpenChallenges::<Runtime>::iter().count(), 0);
	assert_eq!(OpenGames::<Runtime>::iter().count(), 0);
	assert!((1..=ACCOUNTS).all(|n| held(&account(n)) == 0));
}
