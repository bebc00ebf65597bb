//! A runtime with balances, this pallet, and models that are just a list.

use crate as pallet_providers;
use crate::*;
use alloc::collections::BTreeMap;
use core::cell::RefCell;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU32, ConstU64, ConstU128, Contains, Hooks},
};
use sp_runtime::{BuildStorage, DispatchError};
use stoa_primitives::{
	Balance, CaseId, Court, ReleaseId, STOA, TokenPrice, VerificationClass,
	frame::{
		Arbitrator, Backed, Backing, CaseCosts, ModelHeader, ModelInspect, NewCase, Payees,
		ReleaseTerms,
	},
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		ProvidersPallet: pallet_providers,
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
	type ExistentialDeposit = ConstU128<{ STOA / 10 }>;
	type AccountStore = System;
}

thread_local! {
	static RELEASES: RefCell<BTreeMap<ReleaseId, ReleaseTerms>> = RefCell::default();
}

/// Adds or changes a release.
pub fn set_release(release: ReleaseId, class: VerificationClass, active: bool) {
	let price = TokenPrice::default();
	let terms = ReleaseTerms { class, price, context_tokens: 2_048, active };
	RELEASES.with(|releases| releases.borrow_mut().insert(release, terms));
}

pub struct MockModels;

impl ModelInspect<AccountId> for MockModels {
	fn terms(release: ReleaseId) -> Option<ReleaseTerms> {
		RELEASES.with(|releases| releases.borrow().get(&release).cloned())
	}

	fn payees(_: ReleaseId) -> Payees<AccountId> {
		Payees::default()
	}

	fn exact_header(_: ReleaseId) -> Option<ModelHeader> {
		None
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_release(_: &AccountId, _: u32) -> ReleaseId {
		let release = RELEASES.with(|releases| releases.borrow().len()) as ReleaseId + 1_000;
		set_release(release, VerificationClass::Replicated, true);
		release
	}
}

pub struct OnlyReplicated;

impl Contains<VerificationClass> for OnlyReplicated {
	fn contains(class: &VerificationClass) -> bool {
		*class == VerificationClass::Replicated
	}
}

pub const MIN_BOND: Balance = 10 * STOA;
pub const MAX_DRAW_WEIGHT: u32 = 500;
pub const MAX_SERVED: u32 = 4;
pub const MAX_CHUNKS: u32 = 3;
pub const MAX_STRIKES: u32 = 3;
pub const MAX_ACTIVATIONS: u32 = 5;
pub const UNBONDING: u32 = 100;
pub const DELAY: u32 = 4;
pub const STRIKE_WINDOW: u32 = 50;
pub const CHILL_PERIOD: u32 = 30;
pub const MAX_HARDWARE_AGE: u32 = 1_000;

parameter_types! {
	pub static ActivationDelay: u32 = DELAY;
	/// Cases that are open.
	pub static Cases: Vec<(CaseId, NewCase<AccountId>)> = Vec::new();
	/// What others have behind providers.
	pub static Stakes: BTreeMap<AccountId, Balance> = BTreeMap::new();
	/// Who has much behind whom, provider first.
	pub static Large: Vec<(AccountId, AccountId)> = Vec::new();
}

/// Others' stake, which counts up to the own bond.
pub struct Holders;

impl Backing<AccountId> for Holders {
	fn counted(provider: &AccountId, own: Balance) -> Balance {
		Stakes::get().get(provider).map_or(0, |stake| own.min(*stake))
	}
	fn slashed(provider: &AccountId, lost: Balance, own: Balance) {
		Stakes::mutate(|all| {
			if let Some(stake) = all.get_mut(provider) {
				*stake -= *stake * lost / own;
			}
		});
	}
	fn is_large(provider: &AccountId, _: Balance, backer: &AccountId) -> bool {
		Large::get().contains(&(*provider, *backer))
	}
}

/// Others have `stoa` whole STOA behind a provider.
pub fn back(provider: AccountId, stoa: u32) {
	Stakes::mutate(|all| all.insert(provider, Balance::from(stoa) * STOA));
	ProvidersPallet::backing_changed(&provider);
}

/// A court in which one provider can have a case.
pub struct OneCase;

impl Arbitrator<AccountId, AccountId> for OneCase {
	fn open(provider: AccountId, new: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		if Self::open_case(&provider).is_some() {
			return Err(DispatchError::Unavailable);
		}
		Cases::mutate(|cases| cases.push((7, new)));
		Ok(7)
	}

	fn costs(_: Court, _: &AccountId) -> CaseCosts {
		CaseCosts { fee: 0, bond: 0 }
	}

	fn open_case(provider: &AccountId) -> Option<CaseId> {
		let cases = Cases::get();
		cases.iter().find(|(_, new)| new.claimant == *provider).map(|(case, _)| *case)
	}
}

impl pallet_providers::Config for Test {
	type Currency = Balances;
	type OnSlash = ();
	type Backing = Holders;
	type Models = MockModels;
	type OfferedClasses = OnlyReplicated;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type Court = OneCase;
	type StrikeRespondent = ConstU64<RESPONDENT>;
	type MinBond = ConstU128<MIN_BOND>;
	type MaxDrawWeight = ConstU32<MAX_DRAW_WEIGHT>;
	type MaxServed = ConstU32<MAX_SERVED>;
	type MaxUnbondingChunks = ConstU32<MAX_CHUNKS>;
	type MaxStrikes = ConstU32<MAX_STRIKES>;
	type MaxActivationsPerBlock = ConstU32<MAX_ACTIVATIONS>;
	type UnbondingPeriod = ConstU32<UNBONDING>;
	type ActivationDelay = ActivationDelay;
	type StrikeWindow = ConstU32<STRIKE_WINDOW>;
	type ChillPeriod = ConstU32<CHILL_PERIOD>;
	type MaxHardwareAge = ConstU32<MAX_HARDWARE_AGE>;
	type WeightInfo = ();
}

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
/// Never a provider.
pub const REQUESTER: AccountId = 50;
/// Answers for strikes.
pub const RESPONDENT: AccountId = 49;
/// Has no funds.
pub const NOBODY: AccountId = 51;
/// Each funded account begins with this.
pub const FUNDS: Balance = 10_000 * STOA;

/// Releases 1 to 9 can be served.
pub const RELEASE: ReleaseId = 1;
pub const RETIRED: ReleaseId = 10;
pub const TOLERANT: ReleaseId = 11;

pub fn price(input: Balance, output: Balance) -> TokenPrice {
	TokenPrice { per_1k_input: input, per_1k_output: output }
}

pub fn endpoint_of(who: AccountId) -> Endpoint {
	format!("https://p{who}.example.org").into_bytes().try_into().unwrap()
}

pub fn key_of(who: AccountId) -> [u8; 32] {
	[who as u8; 32]
}

/// Registers `who` with `stoa` whole STOA.
pub fn register(who: AccountId, stoa: u32) {
	let bond = Balance::from(stoa) * STOA;
	let origin = RuntimeOrigin::signed(who);
	assert_ok!(ProvidersPallet::register(origin, key_of(who), [7; 32], endpoint_of(who), bond));
}

/// Registers `who`, and serves [`RELEASE`] at 10 and 20.
pub fn register_and_serve(who: AccountId, stoa: u32) {
	register(who, stoa);
	assert_ok!(ProvidersPallet::serve(RuntimeOrigin::signed(who), RELEASE, price(10, 20)));
}

/// The same, and waits until it can be drawn.
pub fn drawable(who: AccountId, stoa: u32) {
	register_and_serve(who, stoa);
	run_to(System::block_number() + DELAY);
}

pub fn details(who: AccountId) -> ProviderDetails<Test> {
	Providers::<Test>::get(who).unwrap()
}

/// What `who` counts in the draws of [`RELEASE`].
pub fn weight(who: AccountId) -> u32 {
	<ProvidersPallet as ProviderInspect<_>>::offer(&who, RELEASE).map_or(0, |offer| offer.weight)
}

/// The weight of `who` in the tree of [`RELEASE`].
pub fn tree_weight(who: AccountId) -> u32 {
	let placed = Serving::<Test>::get(who, RELEASE).is_some_and(|served| served.slot.is_some());
	if placed { details(who).weight } else { 0 }
}

/// Lets every change that was made so far into the trees.
pub fn settle() {
	run_to(System::block_number() + 2 * DELAY);
}

pub fn held(who: AccountId) -> Balance {
	use frame_support::traits::fungible::hold::Inspect;
	Balances::balance_on_hold(&HoldReason::Bond.into(), &who)
}

/// Runs the blocks up to `height`, checking every invariant after each.
pub fn run_to(height: u32) {
	while System::block_number() < height {
		System::set_block_number(System::block_number() + 1);
		ProvidersPallet::on_initialize(System::block_number());
		ProvidersPallet::do_try_state().unwrap();
	}
}

pub fn assert_event(event: Event<Test>) {
	System::assert_has_event(event.into());
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let balances = (1..=REQUESTER).map(|who| (who, FUNDS)).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	ext.execute_with(|| {
		RELEASES.with(|releases| releases.borrow_mut().clear());
		for release in 1..10 {
			set_release(release, VerificationClass::Replicated, true);
		}
		set_release(RETIRED, VerificationClass::Replicated, false);
		set_release(TOLERANT, VerificationClass::Tolerant, true);
		Cases::set(Vec::new());
		Stakes::take();
		Large::take();
		System::set_block_number(1);
	});
	ext
}

/// Runs a test and then checks every invariant.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		ProvidersPallet::do_try_state().unwrap();
	});
}
