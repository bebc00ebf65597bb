//! A runtime with balances and models only.

use crate::{self as pallet_models, Artefact, ArtefactFormat, Metadata, Parent, Parents, Split};
use frame_support::{
	BoundedVec, assert_ok, derive_impl, parameter_types,
	traits::{ConstU8, ConstU32, ConstU64, ConstU128, fungible::InspectHold},
	weights::Weight,
};
use sp_runtime::{BuildStorage, DispatchResult, Perbill};
use stoa_exact::{Config as Shape, Extras, Header, header::Storage, ops::Quant};
use stoa_primitives::{
	Balance, Digest, LicenseId, ListingId, ReleaseId, STOA, TokenPrice, VerificationClass,
	frame::{BadModels, LicenseInspect, ModelHeader, Payees, TrainedOn},
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Models: pallet_models,
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
	type ExistentialDeposit = ConstU128<{ STOA / 100 }>;
	type AccountStore = System;
}

parameter_types! {
	pub const MaxParentsShare: Perbill = Perbill::from_percent(50);
	/// What models were trained on.
	pub static Trained: Vec<(ReleaseId, LicenseId)> = Vec::new();
}

/// A licence of BOB's, of data of CAROL's.
pub const LICENSE: LicenseId = 7;

/// Knows that licence.
pub struct Licenses;

impl LicenseInspect<AccountId> for Licenses {
	fn may_train(license: LicenseId, licensee: &AccountId) -> bool {
		(license, *licensee) == (LICENSE, BOB)
	}

	fn train(model: ReleaseId, licensee: &AccountId, licenses: &[LicenseId]) -> DispatchResult {
		for license in licenses {
			assert!(Self::may_train(*license, licensee), "it was asked before");
			Trained::mutate(|trained| trained.push((model, *license)));
		}
		Ok(())
	}

	fn payees(license: LicenseId) -> Payees<AccountId> {
		assert_eq!(license, LICENSE);
		vec![(CAROL, Perbill::one())].try_into().unwrap()
	}

	fn train_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}

	fn forget_weight() -> Weight {
		Weight::from_parts(100, 0)
	}

	fn trained_on(_: ReleaseId) -> Vec<TrainedOn> {
		unreachable!("models do not ask")
	}

	fn forget(model: ReleaseId) {
		Trained::mutate(|trained| trained.retain(|(known, _)| *known != model));
	}
}

impl pallet_models::Config for Test {
	type Currency = Balances;
	type Licenses = Licenses;
	type DepositBase = ConstU128<STOA>;
	type DepositPerByte = ConstU128<{ STOA / 1_000 }>;
	type ExactBond = ConstU128<BOND>;
	type RetireGrace = ConstU64<GRACE>;
	type MaxReleases = ConstU32<3>;
	type MaxParentsShare = MaxParentsShare;
	type MaxLineageDepth = ConstU8<4>;
	type WeightInfo = ();
}

pub const GRACE: u64 = 100;
/// Of a release of class Exact.
pub const BOND: Balance = 10 * STOA + 3;
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CAROL: AccountId = 3;
/// Has an account, but not enough for a deposit.
pub const POOR: AccountId = 4;
/// Has no account.
pub const NOBODY: AccountId = 5;
pub const FUNDS: Balance = 1_000 * STOA;
pub const PRICE: TokenPrice = TokenPrice { per_1k_input: 10, per_1k_output: 20 };

pub fn new_test_ext() -> sp_io::TestExternalities {
	let balances = vec![(ALICE, FUNDS), (BOB, FUNDS), (CAROL, FUNDS), (POOR, STOA)];
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		Trained::set(Vec::new());
	});
	ext
}

/// Runs a test and checks the pallet's invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Models::do_try_state().unwrap();
	});
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn metadata(name: &str) -> Metadata {
	Metadata {
		name: bytes(name.as_bytes()),
		card: [1; 32],
		uri: bytes(b"https://models.example/card.md"),
	}
}

pub fn bytes<const N: u32>(from: &[u8]) -> BoundedVec<u8, ConstU32<N>> {
	from.to_vec().try_into().unwrap()
}

pub fn artefact() -> Artefact {
	Artefact { hash: [2; 32], bytes: 98_000_000, format: ArtefactFormat::Gguf }
}

/// The header of a small model, another one for each `n`.
pub fn header(n: u8) -> ModelHeader {
	let config = Shape {
		layers: 2,
		dim: 64,
		heads: 1,
		kv_heads: 1,
		ffn: 64,
		vocabulary: 256,
		context: 2_048,
		rope_base: 10_000,
		epsilon: 2_684,
		extras: Extras::default(),
	};
	let storage = Storage { embedding: Quant::Q8, head: None, layers: vec![0; 2] };
	let header = Header::new(config, storage, &[2], [7; 32], [n; 32]).unwrap();
	header.encode().try_into().unwrap()
}

/// The root of that model.
pub fn model(n: u8) -> Digest {
	sp_io::hashing::blake2_256(&header(n))
}

pub fn report(n: u8, by: AccountId) -> DispatchResult {
	<Models as BadModels<_>>::report(&model(n), &by)
}

pub fn split(shares: &[(AccountId, u32)]) -> Split<AccountId> {
	let shares: Vec<_> = shares.iter().map(|(who, p)| (*who, Perbill::from_percent(*p))).collect();
	shares.try_into().unwrap()
}

pub fn parents(shares: &[(ReleaseId, u32)]) -> Parents {
	let shares: Vec<_> = shares
		.iter()
		.map(|(id, percent)| (Parent::Release(*id), Perbill::from_percent(*percent)))
		.collect();
	shares.try_into().unwrap()
}

pub fn listing(owner: AccountId) -> ListingId {
	let id = pallet_models::NextListingId::<Test>::get();
	assert_ok!(Models::publish(signed(owner), metadata("SmolLM2")));
	id
}

/// The arguments of `add_release`, each of which a test may change.
pub struct Release {
	pub artefact: Artefact,
	pub class: VerificationClass,
	pub licence: &'static str,
	pub context_tokens: u32,
	pub split: Split<AccountId>,
	pub parents: Parents,
	pub model: Option<ModelHeader>,
}

impl Release {
	pub fn of(owner: AccountId) -> Self {
		Self {
			artefact: artefact(),
			class: VerificationClass::Replicated,
			licence: "Apache-2.0",
			context_tokens: 2_048,
			split: split(&[(owner, 100)]),
			parents: parents(&[]),
			model: None,
		}
	}

	/// Of class Exact, of model `n`.
	pub fn exact(owner: AccountId, n: u8) -> Self {
		Self {
			artefact: Artefact { format: ArtefactFormat::Exact, ..artefact() },
			class: VerificationClass::Exact,
			model: Some(header(n)),
			..Self::of(owner)
		}
	}

	pub fn add(self, owner: AccountId, listing: ListingId) -> DispatchResult {
		Models::add_release(
			signed(owner),
			listing,
			self.artefact,
			[3; 32],
			self.class,
			bytes(self.licence.as_bytes()),
			self.context_tokens,
			PRICE,
			self.split,
			self.parents,
			self.model,
		)
	}
}

/// Adds a release to a new listing.
pub fn release(owner: AccountId, from: &[(ReleaseId, u32)]) -> ReleaseId {
	let id = pallet_models::NextReleaseId::<Test>::get();
	let listing = listing(owner);
	assert_ok!(Release { parents: parents(from), ..Release::of(owner) }.add(owner, listing));
	id
}

/// Adds a release of class Exact, of model `n`, to a new listing.
pub fn exact_release(owner: AccountId, n: u8) -> ReleaseId {
	let id = pallet_models::NextReleaseId::<Test>::get();
	let listing = listing(owner);
	assert_ok!(Release::exact(owner, n).add(owner, listing));
	id
}

pub fn wait(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// Retires a release and goes to the first block in which it can be dropped.
pub fn retire_and_wait(owner: AccountId, release: ReleaseId) {
	assert_ok!(Models::retire(signed(owner), release));
	wait(GRACE);
}

pub fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&pallet_models::HoldReason::Deposit.into(), &who)
}

/// What is on hold as bonds.
pub fn bonded(who: AccountId) -> Balance {
	Balances::balance_on_hold(&pallet_models::HoldReason::ReleaseBond.into(), &who)
}

pub fn percent(of: &[(AccountId, u32)]) -> Vec<(AccountId, Perbill)> {
	split(of).into_inner()
}
