//! A runtime with the pallet, the real referee, balances, and simple providers, models and draws.

#[path = "../../../inference/src/mock/draws.rs"]
mod draws;
mod play;
#[path = "../../../inference/src/mock/providers.rs"]
mod providers;

pub use draws::*;
pub use play::*;
pub use providers::*;

use crate::{self as pallet_channels, *};
use codec::Encode;
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, Hooks},
};
use sp_core::{Pair, sr25519};
use sp_runtime::{AccountId32, BuildStorage, DispatchResult, traits::IdentityLookup};
use stoa_exact::{Config as Shape, Extras, Header, header::Storage, ops::Quant};
use stoa_primitives::{
	Balance, Digest, ReleaseId, STOA, SubjectKey, TokenPrice, VerificationClass,
	frame::{
		BadModels, ChainIdentity, Keyed, ModelHeader, ModelInspect, NewSubject, OnRefereed, Payees,
		ReleaseTerms, SharesIncome, SpokenFor, Verdict,
	},
};

pub type AccountId = AccountId32;
type Block = frame_system::mocking::MockBlockU32<Runtime>;

frame_support::construct_runtime!(
	pub enum Runtime {
		System: frame_system,
		Balances: pallet_balances,
		Market: pallet_channels,
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
/// What everyone has at first.
pub const FUNDS: Balance = 100_000 * STOA;
/// A provider's bond.
pub const BOND: Balance = 10_000 * STOA;
/// What each provider asks for.
pub const PRICE: TokenPrice = TokenPrice { per_1k_input: STOA / 1_000, per_1k_output: STOA / 500 };

parameter_types! {
	pub const ExistentialDeposit: Balance = ED;
	/// Whether others back provider 0.
	pub static Backed: bool = false;
	/// What they were told that they got.
	pub static SharedSoFar: Balance = 0;
	/// Claims that the referee knows.
	pub static Subjects: Vec<(SubjectKey, NewSubject<AccountId>)> = Vec::new();
	/// Who challenges which of them.
	pub static Challenges: Vec<(SubjectKey, AccountId)> = Vec::new();
	/// Whether the model was shown to be bad.
	pub static Bad: bool = false;
	/// The class of release 0.
	pub static Class: VerificationClass = VerificationClass::Exact;
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
	type Referee = Keyed<Referees>;
	type Clock = Watch;
	type Income = Backers;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type MaxRedemptions = ConstU32<128>;
	type WeightInfo = ();
}

/// Those who back provider 0, on one account.
pub struct Backers;

impl SharesIncome<AccountId> for Backers {
	fn share(who: &AccountId, amount: Balance) -> Option<(AccountId, Balance)> {
		(Backed::get() && *who == provider(0)).then(|| (account(251), amount / 4))
	}
	fn shared(_: &AccountId, part: Balance) {
		SharedSoFar::mutate(|all| *all += part);
	}
}

impl SpokenFor<AccountId> for Providers {
	fn speaks_for(who: &AccountId, account: &AccountId) -> bool {
		let key = Listed::get(account).map(|entry| AccountId::new(entry.key));
		who == account || key.as_ref() == Some(who)
	}

	fn signed(_: &AccountId, _: &Digest, _: &[u8; 64]) -> bool {
		false
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_sign(_: &AccountId, _: &Digest) -> [u8; 64] {
		[0; 64]
	}
}

/// One release, number 0, and another of class Replicated, number 1.
pub struct Models;

impl ModelInspect<AccountId> for Models {
	fn terms(release: ReleaseId) -> Option<ReleaseTerms> {
		let class = match release {
			0 => Class::get(),
			1 => VerificationClass::Replicated,
			_ => return None,
		};
		let price = TokenPrice::default();
		Some(ReleaseTerms { class, price, context_tokens: 2_048, active: true })
	}

	fn payees(_: ReleaseId) -> Payees<AccountId> {
		Payees::default()
	}

	fn exact_header(release: ReleaseId) -> Option<ModelHeader> {
		let exact = release == 0 && Class::get() == VerificationClass::Exact;
		exact.then(|| header().encode().try_into().unwrap())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_release(_: &AccountId, _: u32) -> ReleaseId {
		0
	}
}

impl BadModels<AccountId> for Models {
	fn is_bad(_: &Digest) -> bool {
		Bad::get()
	}

	fn report(_: &Digest, _: &AccountId) -> DispatchResult {
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model(_: &Digest) {}
}

/// The model of release 0.
pub fn header() -> Header {
	let shape = Shape {
		layers: 1,
		dim: 64,
		heads: 1,
		kv_heads: 1,
		ffn: 64,
		vocabulary: 1_000,
		context: 2_048,
		rope_base: 10_000,
		epsilon: 2_684,
		extras: Extras::default(),
	};
	let storage = Storage { embedding: Quant::Q8, head: None, layers: vec![0] };
	Header::new(shape, storage, &[2], [1; 32], [2; 32]).unwrap()
}

/// A referee that only remembers.
pub struct Referees;

impl Referees {
	pub fn knows(key: SubjectKey) -> Option<NewSubject<AccountId>> {
		Subjects::get().into_iter().find(|(known, _)| *known == key).map(|(_, subject)| subject)
	}

	/// What the pallet does before it tells a verdict that ends a claim.
	pub fn forget(key: SubjectKey) {
		Subjects::mutate(|all| all.retain(|(known, _)| *known != key));
		Challenges::mutate(|all| all.retain(|(known, _)| *known != key));
	}
}

impl stoa_primitives::frame::Referee<AccountId, SubjectKey> for Referees {
	fn open(key: SubjectKey, new: NewSubject<AccountId>) -> DispatchResult {
		assert!(Self::knows(key).is_none(), "a key is used once at a time");
		Subjects::mutate(|all| all.push((key, new)));
		Ok(())
	}

	fn extend(_: &SubjectKey, _: u32) {}

	fn close(key: &SubjectKey) -> DispatchResult {
		let open = Self::open_until(key).is_some_and(|until| until >= System::block_number());
		if Self::has_open_games(key) || open {
			return Err(sp_runtime::DispatchError::Other("open"));
		}
		Self::forget(*key);
		Ok(())
	}

	fn void(key: &SubjectKey) {
		Self::forget(*key);
	}

	fn has_open_games(key: &SubjectKey) -> bool {
		Challenges::get().iter().any(|(known, _)| known == key)
	}

	fn is_challenged_by(key: &SubjectKey, who: &AccountId) -> bool {
		Challenges::get().contains(&(*key, who.clone()))
	}

	fn open_until(key: &SubjectKey) -> Option<u32> {
		Self::knows(*key).map(|subject| subject.until)
	}
}

/// The referee tells a verdict about a receipt.
pub fn tell(hash: Digest, verdict: Verdict<AccountId>) {
	let defender = Referees::knows(SubjectKey::Receipt(hash)).unwrap().defender;
	if !matches!(verdict, Verdict::ChallengeFailed { .. }) {
		Referees::forget(SubjectKey::Receipt(hash));
	}
	<Market as OnRefereed<AccountId, Digest>>::on_refereed(&hash, &defender, verdict);
}

pub fn account(n: u8) -> AccountId {
	AccountId::new([n; 32])
}

/// The payer of most tests.
pub fn alice() -> AccountId {
	account(1)
}

/// Who has nothing to do with anything.
pub fn bob() -> AccountId {
	account(2)
}

/// The key that signs the receipts of provider `n`.
pub fn signer(n: u8) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//provider//{n}"), None).unwrap()
}

/// Account of provider `n`; 0 sells, the others audit.
pub fn provider(n: u8) -> AccountId {
	account(10 + n)
}

pub fn signed(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

pub fn held(reason: HoldReason, who: &AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&reason.into(), who)
}

pub fn balance(who: &AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(who)
}

pub fn issuance() -> Balance {
	Balances::total_issuance()
}

/// A chain with so many providers.
pub fn ext(providers: u8) -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Runtime>::default().build_storage().unwrap();
	let balances = vec![(alice(), FUNDS), (bob(), FUNDS)];
	pallet_balances::GenesisConfig::<Runtime> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	pallet_channels::GenesisConfig::<Runtime>::default().assimilate_storage(&mut storage).unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		OutputsKnown::set(true);
		SeedSalt::set(0);
		Stood::set(0);
		Subjects::set(Vec::new());
		Challenges::set(Vec::new());
		Bad::set(false);
		Class::set(VerificationClass::Exact);
		System::set_block_number(1);
		for n in 0..providers {
			Providers::add(provider(n), signer(n).public().0, PRICE, BOND);
			Balances::force_set_balance(RuntimeOrigin::root(), provider(n), FUNDS).unwrap();
		}
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
		Market::do_try_state().unwrap();
	});
}

/// Goes on by so many blocks; the invariants hold there.
pub fn run(blocks: u32) {
	for _ in 0..blocks {
		System::set_block_number(System::block_number() + 1);
		Market::on_initialize(System::block_number());
	}
	Market::do_try_state().unwrap();
}

/// What was deposited by this pallet.
pub fn events() -> Vec<Event<Runtime>> {
	let records = System::events().into_iter();
	records
		.filter_map(|record| match record.event {
			RuntimeEvent::Market(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn last_event() -> Event<Runtime> {
	events().pop().unwrap()
}
