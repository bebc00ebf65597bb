//! A runtime with the pallet, balances, and simple providers, models and draws kept in storage.

mod cells;
mod contracts;
mod draws;
mod exact;
mod jobs;
mod providers;

pub use cells::*;
pub use contracts::*;
pub use draws::*;
pub use exact::*;
pub use jobs::*;
pub use providers::*;

use crate::{self as pallet_inference, *};
use codec::Encode;
use frame_support::{
	PalletId, derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, Hooks},
	weights::Weight,
};
use sp_core::{Pair, sr25519};
use sp_runtime::{AccountId32, BuildStorage, Perbill, traits::IdentityLookup};
use stoa_primitives::{
	Balance, Digest, ReleaseId, STOA, TokenPrice, VerificationClass,
	frame::{
		ChainIdentity, ModelHeader, ModelInspect, OnSettled, Payees, ReleaseTerms, SettledJob,
		SharesIncome,
	},
	payload,
};

pub type AccountId = AccountId32;
pub type TxExtension = frame_system::AuthorizeCall<Runtime>;
pub type Extrinsic = sp_runtime::testing::TestXt<RuntimeCall, TxExtension>;
type Header = sp_runtime::generic::Header<u32, sp_runtime::traits::BlakeTwo256>;
type Block = sp_runtime::generic::Block<Header, Extrinsic>;

frame_support::construct_runtime!(
	pub enum Runtime {
		System: frame_system,
		Balances: pallet_balances,
		Inference: pallet_inference,
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

parameter_types! {
	pub const ExistentialDeposit: Balance = ED;
	pub const Pot: PalletId = PalletId(*b"stoa/inf");
	pub Treasury: AccountId = account(250);
	pub static AgendaBudget: Weight = Weight::from_parts(1_000_000_000_000, 10_000_000);
	pub static MaxDeadlines: u32 = 200;
	/// Final jobs that were told.
	pub static Told: Vec<SettledJob<AccountId>> = Vec::new();
	/// A provider of whose income others get half.
	pub static Backed: Option<AccountId> = None;
	/// What they were told that they got.
	pub static SharedSoFar: Balance = 0;
}

/// Those who back a provider, on one account.
pub struct Backers;

impl SharesIncome<AccountId> for Backers {
	fn share(provider: &AccountId, amount: Balance) -> Option<(AccountId, Balance)> {
		let backed = Backed::get().is_some_and(|backed| backed == *provider);
		backed.then(|| (account(251), amount / 2))
	}
	fn shared(_: &AccountId, part: Balance) {
		SharedSoFar::mutate(|all| *all += part);
	}
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
	type Providers = Providers;
	type Models = Models;
	type Draws = Draws;
	type Chain = Draws;
	type Clock = Watch;
	type Referee = Referees;
	type Deliver = Contracts;
	type OnSettled = Settled;
	type Income = Backers;
	type Treasury = Treasury;
	type PotId = Pot;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type MaxAuthorities = ConstU32<8>;
	type MaxDeadlinesPerBlock = MaxDeadlines;
	type AgendaWeight = AgendaBudget;
	type RelayPriority = ConstU64<1>;
	type WeightInfo = ();
}

impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type RuntimeCall = RuntimeCall;
	type Extrinsic = Extrinsic;
}

impl<LocalCall> frame_system::offchain::CreateTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: Self::Extension) -> Extrinsic {
		Extrinsic::new_transaction(call, extension)
	}
}

impl<LocalCall> frame_system::offchain::CreateAuthorizedTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_extension() -> Self::Extension {
		TxExtension::new()
	}
}

pub struct Settled;

impl OnSettled<AccountId> for Settled {
	fn on_settled(job: &SettledJob<AccountId>) {
		Told::mutate(|told| told.push(job.clone()));
	}
}

/// One release, number 0, and an owner.
pub struct Models;

parameter_types! {
	pub static Terms: Option<ReleaseTerms> = Some(ReleaseTerms {
		class: VerificationClass::Replicated,
		price: TokenPrice { per_1k_input: 1_000_000, per_1k_output: 2_000_000 },
		context_tokens: 2_048,
		active: true,
	});
	pub static Owners: Vec<(AccountId, Perbill)> = vec![
		(account(200), Perbill::from_percent(90)),
		(account(201), Perbill::from_percent(10)),
	];
}

impl ModelInspect<AccountId> for Models {
	fn terms(release: ReleaseId) -> Option<ReleaseTerms> {
		Terms::get().filter(|_| release == 0)
	}

	fn payees(_: ReleaseId) -> Payees<AccountId> {
		Owners::get().try_into().unwrap()
	}

	fn exact_header(release: ReleaseId) -> Option<ModelHeader> {
		Terms::get().filter(|_| release == 0)?;
		Some(header().encode().try_into().unwrap())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_release(owner: &AccountId, payees: u32) -> ReleaseId {
		let share = Perbill::from_rational(1, payees);
		Owners::set(
			(0..payees)
				.map(|n| if n == 0 { owner.clone() } else { account(100 + n as u8) })
				.map(|owner| (owner, share))
				.collect(),
		);
		0
	}
}

pub fn account(n: u8) -> AccountId {
	AccountId::new([n; 32])
}

/// The requester of most tests.
pub fn alice() -> AccountId {
	account(1)
}

pub fn bob() -> AccountId {
	account(2)
}

/// The key that signs the statements of provider `n`.
pub fn signer(n: u8) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//provider//{n}"), None).unwrap()
}

pub fn authority(n: u8) -> dispatch::sr25519::AuthorityPair {
	dispatch::sr25519::AuthorityPair::from_string(&format!("//authority//{n}"), None).unwrap()
}

/// Account of provider `n`.
pub fn provider(n: u8) -> AccountId {
	account(10 + n)
}

/// The number of a provider's account.
pub fn number(provider: &AccountId) -> u8 {
	AsRef::<[u8; 32]>::as_ref(provider)[0] - 10
}

pub const PRICE: TokenPrice = TokenPrice { per_1k_input: 10_000_000, per_1k_output: 20_000_000 };
pub const FEE: Balance = STOA;

pub fn ext(providers: u8) -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Runtime>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Runtime> {
		balances: vec![
			(alice(), 1_000 * STOA),
			(bob(), 1_000 * STOA),
			(account(200), ED),
			(account(201), ED),
			(account(250), ED),
		],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	// With the four blocks that the usual order's tokens take, an executor has forty.
	let commit_timeout = Within::clamped(36);
	// Tests of openings raise it.
	let opening_rate = Within::clamped(0);
	let parameters = Parameters { commit_timeout, opening_rate, ..Default::default() };
	pallet_inference::GenesisConfig::<Runtime> { parameters, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		OutputsKnown::set(true);
		Stood::set(0);
		Told::set(Vec::new());
		Subjects::set(Vec::new());
		Challenged::set(Vec::new());
		Bad::set(false);
		Calls::set(Vec::new());
		Behaviour::set(|_| Ok(true));
		Terms::mutate(|terms| {
			if let Some(terms) = terms {
				terms.class = VerificationClass::Replicated;
			}
		});
		System::set_block_number(1);
		for n in 0..providers {
			Providers::add(provider(n), signer(n).public().0, PRICE, 1_000 * STOA);
		}
		let keys: Vec<_> = (0..4).map(|n| authority(n).public()).collect();
		DispatchKeys::<Runtime>::put(frame_support::WeakBoundedVec::force_from(keys, None));
	});
	ext
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext = ext(0);
	let keystore = sp_keystore::testing::MemoryKeystore::new();
	ext.register_extension(sp_keystore::KeystoreExt::new(keystore));
	ext
}

/// Runs a test among `providers` providers; ends with the invariants.
pub fn build_and_execute(providers: u8, test: impl FnOnce()) {
	ext(providers).execute_with(|| {
		test();
		Inference::do_try_state().unwrap();
	});
}

/// Goes on to block `to`; the invariants hold there.
pub fn run_to(to: u32) {
	while System::block_number() < to {
		System::set_block_number(System::block_number() + 1);
		Inference::on_initialize(System::block_number());
	}
	Inference::do_try_state().unwrap();
}

/// Goes on by so many blocks, all of which somebody fills, beginning with this one.
pub fn flood(blocks: u32) {
	for _ in 0..blocks {
		Stood::mutate(|stood| *stood += 1);
		System::set_block_number(System::block_number() + 1);
		Inference::on_initialize(System::block_number());
	}
	Inference::do_try_state().unwrap();
}

pub fn run(blocks: u32) {
	run_to(System::block_number() + blocks);
}
