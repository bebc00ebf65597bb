//! A runtime with the pallet and balances, a court that only takes cases, and a real, small release.

use crate::{self as pallet_datasets, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU32, ConstU128, Contains, Hooks},
	weights::Weight,
};
use sp_runtime::{BuildStorage, DispatchError, Perbill};
use stoa_primitives::{
	Balance, CaseId, Court as CourtName, DataReleaseId, DatasetId, Digest, LicenseId, Ruling, STOA,
	TermId,
	dataset::{
		CHUNK_BYTES, DataCommitment, DataKey, DataLeaf, DataOpening, DataTree, Envelope,
		encrypt_chunk, key_commitment, open_leaf, public_key, seal_envelope,
	},
	frame::{
		Algorithm, Arbitrator, CaseCosts, CaseOutcome, ChainIdentity, Clock, NewCase, OnRuling,
		Within,
	},
};

mod runs;

pub use runs::*;

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Data: pallet_datasets,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

pub const ED: Balance = 1_000;
pub const DATASET_DEPOSIT: Balance = 3 * STOA;
pub const ENTRY_DEPOSIT: Balance = STOA / 10;
pub const LICENSE_DEPOSIT: Balance = STOA;
/// Behind a dataset.
pub const BOND: Balance = 100 * STOA;
/// Each funded account begins with this.
pub const FUNDS: Balance = 10_000 * STOA;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

parameter_types! {
	pub static StoodStill: u32 = 0;
	/// Cases that are open: about what, by whom, at stake.
	pub static OpenCases: Vec<(CaseId, LicenseId, NewCase<AccountId>)> = Vec::new();
	pub static NextCase: CaseId = 1;
	pub static FlaggedDatasets: Vec<DatasetId> = Vec::new();
	pub static Budget: Weight = Weight::from_parts(500_000_000_000, u64::MAX);
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Court = Court;
	type Flagged = Flagged;
	type Chain = Chain;
	type Clock = OpenBlocks;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type DatasetDeposit = ConstU128<DATASET_DEPOSIT>;
	type EntryDeposit = ConstU128<ENTRY_DEPOSIT>;
	type LicenseDeposit = ConstU128<LICENSE_DEPOSIT>;
	type MaxDeadlinesPerBlock = ConstU32<4>;
	type AgendaWeight = Budget;
	type WeightInfo = ();
}

/// Datasets with a flag, as tests say.
pub struct Flagged;

impl Contains<DatasetId> for Flagged {
	fn contains(dataset: &DatasetId) -> bool {
		FlaggedDatasets::get().contains(dataset)
	}
}

pub const GENESIS: Digest = [6; 32];

pub struct Chain;

impl ChainIdentity for Chain {
	fn genesis() -> Digest {
		GENESIS
	}
}

pub struct OpenBlocks;

impl Clock for OpenBlocks {
	fn stood_still() -> u32 {
		StoodStill::get()
	}
}

/// Takes cases, and rules as tests say.
pub struct Court;

impl Arbitrator<AccountId, LicenseId> for Court {
	fn open(license: LicenseId, new: NewCase<AccountId>) -> Result<CaseId, DispatchError> {
		assert!(Self::open_case(&license).is_none());
		assert_eq!(new.court, CourtName::Data);
		let case = NextCase::get();
		NextCase::set(case + 1);
		OpenCases::mutate(|cases| cases.push((case, license, new)));
		Ok(case)
	}

	fn costs(_: CourtName, _: &AccountId) -> CaseCosts {
		CaseCosts { fee: 0, bond: 0 }
	}

	fn open_case(license: &LicenseId) -> Option<CaseId> {
		OpenCases::get().iter().find(|(_, about, _)| about == license).map(|(case, _, _)| *case)
	}
}

/// Ends the case about a licence; tells what was moved.
pub fn rule(license: LicenseId, ruling: Option<Ruling>) -> Balance {
	let mut cases = OpenCases::get();
	let at = cases.iter().position(|(_, about, _)| *about == license).unwrap();
	let (case, _, new) = cases.remove(at);
	OpenCases::set(cases);
	if let Some(ruling) = ruling {
		assert!(new.rulings.contains(ruling), "the subject does not know {ruling:?}");
	}
	let outcome = CaseOutcome {
		case,
		claimant: new.claimant,
		respondent: new.respondent,
		ruling,
		at_stake: new.at_stake,
	};
	let moved = Data::on_ruling(&license, &outcome);
	assert!(moved <= new.at_stake, "more was moved than was at stake");
	moved
}

pub const OWNER: AccountId = 1;
pub const CUSTODIAN: AccountId = 2;
/// Custodians of releases for runs, beside CUSTODIAN.
pub const SECOND: AccountId = 5;
pub const THIRD: AccountId = 6;
/// Shares a tenth of what OWNER's releases earn.
pub const CONTRIBUTOR: AccountId = 3;
/// Owns other data.
pub const RIVAL: AccountId = 4;
pub const BUYER: AccountId = 21;
pub const OTHER: AccountId = 22;
/// Has no funds.
pub const NOBODY: AccountId = 50;

pub const PRICE: Balance = 10 * STOA;
/// What a run costs, and each custodian for it.
pub const RUN_PRICE: Balance = 2 * STOA;
pub const SEAT_PRICE: Balance = STOA / 2;
pub const BLOCKS: u32 = 1_000;
pub const DELIVERY: u32 = 30;
pub const CHECK: u32 = 40;
pub const RUN: u32 = 50;
pub const VEST: u32 = 500;
pub const KEY: DataKey = [7; 32];
/// Of every one-time key in tests, but for one byte, which is the buyer's.
pub const SECRET: [u8; 32] = [9; 32];

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn parameters() -> Parameters {
	Parameters {
		delivery_blocks: Within::clamped(DELIVERY),
		run_blocks: Within::clamped(RUN),
		check_blocks: Within::clamped(CHECK),
		vest_blocks: Within::clamped(VEST),
		bond: BOND,
		..Default::default()
	}
}

pub fn metadata(name: &str) -> Metadata {
	Metadata {
		name: name.as_bytes().to_vec().try_into().unwrap(),
		card: [1; 32],
		uri: b"https://data.example/card.md".to_vec().try_into().unwrap(),
	}
}

/// The chunks of every release here, encrypted, and their leaves: two whole ones and one of five bytes.
pub fn chunks() -> (Vec<Vec<u8>>, Vec<DataLeaf>) {
	let text: Vec<u8> = (0..BYTES).map(|i| (i * 31 % 251) as u8).collect();
	let mut chunks: Vec<Vec<u8>> = text.chunks(CHUNK_BYTES as usize).map(Vec::from).collect();
	let leaves = (0u32..).zip(&mut chunks).map(|(at, chunk)| encrypt_chunk(&KEY, at, chunk));
	let leaves = leaves.collect();
	(chunks, leaves)
}

pub const BYTES: u64 = 2 * CHUNK_BYTES as u64 + 5;

pub fn commitment(leaves: &[DataLeaf]) -> DataCommitment {
	let mut tree = DataTree::default();
	leaves.iter().for_each(|leaf| tree.push(leaf));
	DataCommitment { root: tree.root().unwrap(), bytes: BYTES, key: key_commitment(&KEY) }
}

pub fn opening(leaves: &[DataLeaf], index: u32) -> Box<DataOpening> {
	Box::new(open_leaf(leaves, index).unwrap())
}

pub fn split(shares: &[(AccountId, u32)]) -> Split<AccountId> {
	let shares: Vec<_> =
		shares.iter().map(|(who, percent)| (*who, Perbill::from_percent(*percent))).collect();
	shares.try_into().unwrap()
}

/// A release of OWNER's, of sound data, with a custodian.
pub fn new_release() -> NewDataRelease<AccountId> {
	NewDataRelease {
		data: commitment(&chunks().1),
		custodians: vec![CUSTODIAN, SECOND, THIRD].try_into().unwrap(),
		key_split: None,
		split: split(&[(OWNER, 90), (CONTRIBUTOR, 10)]),
		parents: Default::default(),
	}
}

pub fn term() -> Term {
	Term {
		blocks: Some(BLOCKS),
		uses: None,
		compute_only: false,
		rights: Rights { train: true, derive: true, transfer: true, sublicenses: 1 },
		price: PRICE,
		text: LicenceText::Spdx(b"CC-BY-4.0".to_vec().try_into().unwrap()),
	}
}

/// What is sold for ever.
pub fn perpetual() -> Term {
	Term { blocks: None, ..term() }
}

pub fn publish(owner: AccountId) -> DatasetId {
	let id = NextDatasetId::<Test>::get();
	assert_ok!(Data::publish(signed(owner), metadata("Reviews"), BOND));
	id
}

pub fn add_release(
	owner: AccountId,
	dataset: DatasetId,
	release: NewDataRelease<AccountId>,
) -> DataReleaseId {
	let id = NextReleaseId::<Test>::get();
	assert_ok!(Data::add_release(signed(owner), dataset, Box::new(release)));
	id
}

pub fn add_term(owner: AccountId, dataset: DatasetId, term: Term) -> TermId {
	let id = NextTermId::<Test>::get();
	assert_ok!(Data::add_term(signed(owner), dataset, term));
	id
}

/// A dataset of OWNER's with a release that is sold by this term.
pub fn sold_by(term: Term) -> (DataReleaseId, TermId) {
	let dataset = publish(OWNER);
	let release = add_release(OWNER, dataset, new_release());
	(release, add_term(OWNER, dataset, term))
}

pub fn secret(buyer: AccountId) -> [u8; 32] {
	let mut secret = SECRET;
	secret[1] = buyer as u8;
	secret
}

pub fn one_time_key(buyer: AccountId) -> [u8; 32] {
	public_key(&secret(buyer))
}

pub fn buy(buyer: AccountId, (release, term): (DataReleaseId, TermId)) -> LicenseId {
	let id = NextLicenseId::<Test>::get();
	let key = Some(one_time_key(buyer));
	assert_ok!(Data::buy(signed(buyer), release, term, Balance::MAX, key));
	id
}

pub fn sealed(buyer: AccountId, key: DataKey) -> Envelope {
	seal_envelope(&one_time_key(buyer), &key, [5; 32]).unwrap()
}

/// Delivers the right key.
pub fn deliver(id: LicenseId) {
	assert_ok!(Data::deliver(signed(OWNER), id, sealed(license(id).licensee, KEY)));
}

/// A licence of BUYER's, in force from this block on.
pub fn active(term: Term) -> LicenseId {
	activated(buy(BUYER, sold_by(term)))
}

pub fn activated(id: LicenseId) -> LicenseId {
	deliver(id);
	assert_ok!(Data::acknowledge(signed(license(id).licensee), id));
	id
}

pub fn license(id: LicenseId) -> LicenseDetails<AccountId> {
	Licenses::<Test>::get(id).unwrap()
}

pub fn dataset(id: DatasetId) -> DatasetDetails<AccountId> {
	Datasets::<Test>::get(id).unwrap()
}

pub fn algorithm(epsilon: u64) -> Algorithm {
	Algorithm { output_bytes: 1_000, epsilon, price: RUN_PRICE, seat_price: SEAT_PRICE }
}

pub fn balance(who: AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(&who)
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let funded = (1..10).chain(21..30).map(|who| (who, FUNDS)).collect();
	pallet_balances::GenesisConfig::<Test> { balances: funded, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	pallet_datasets::GenesisConfig::<Test> { parameters: parameters(), ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		StoodStill::set(0);
		OpenCases::set(Vec::new());
		NextCase::set(1);
		FlaggedDatasets::set(Vec::new());
		Budget::set(Weight::from_parts(500_000_000_000, u64::MAX));
		System::set_block_number(1);
	});
	ext
}

/// Runs a test; ends with the invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Data::do_try_state().unwrap();
	});
}

/// Goes on to block `block`.
pub fn run_to(block: u32) {
	while System::block_number() < block {
		System::set_block_number(System::block_number() + 1);
		Data::on_initialize(System::block_number());
	}
}

/// Goes on by so many blocks; the invariants hold there.
pub fn run(blocks: u32) {
	run_to(System::block_number() + blocks);
	Data::do_try_state().unwrap();
}

/// What was deposited by this pallet.
pub fn events() -> Vec<Event<Test>> {
	let records = System::events().into_iter();
	records
		.filter_map(|record| match record.event {
			RuntimeEvent::Data(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// How a licence ended: why, what was paid then and what was refunded.
pub fn ended(id: LicenseId) -> Option<(EndReason, Balance, Balance)> {
	events().into_iter().find_map(|event| match event {
		Event::LicenseEnded { license, reason, paid, refunded, .. } if license == id => {
			Some((reason, paid, refunded))
		}
		_ => None,
	})
}
