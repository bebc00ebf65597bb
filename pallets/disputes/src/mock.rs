//! A runtime with the pallet, balances, a market that only listens, and outputs that are always known in time.

use crate::{self as pallet_disputes, *};
use frame_support::{
	PalletId, assert_ok, derive_impl, parameter_types,
	traits::{ConstU32, ConstU128, Hooks},
};
use sp_runtime::BuildStorage;
use stoa_primitives::{
	Balance, CaseId, Court, Digest, Ruling, Rulings, STOA,
	frame::{
		Arbitrator, CaseOutcome, ChainIdentity, ChallengedListing, Clock, Curation, DrawSource,
		NewCase, OnRuling, Related, Within,
	},
	payload, vote_commitment,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Disputes: pallet_disputes,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

pub const ED: Balance = 1_000;
pub const GENESIS: Digest = [7; 32];
pub const MIN_BOND: Balance = 100 * STOA;
pub const DELAY: u32 = 50;
pub const MAX_ACTIVATIONS: u32 = 100;

/// Brings cases.
pub const ALICE: AccountId = 1;
/// Is the respondent.
pub const BOB: AccountId = 2;
/// Pays for appeals, pushes cases on.
pub const CAROL: AccountId = 3;
pub const DAVE: AccountId = 4;
/// Owns all listings.
pub const OWNER: AccountId = 5;
/// Has no funds.
pub const NOBODY: AccountId = 99;
/// The first of the accounts that become jurors.
pub const JUROR: AccountId = 100;
/// What everyone has at first.
pub const FUNDS: Balance = 100_000 * STOA;
/// Accounts with funds.
pub const ACCOUNTS: u64 = 400;

/// Listings have numbers from this one on.
pub const LISTING: u64 = 1_000;

parameter_types! {
	pub const ExistentialDeposit: Balance = ED;
	pub const Pot: PalletId = PalletId(*b"stoa/crt");
	/// What outputs are mixed with, so that tests can choose another draw.
	pub static Luck: u64 = 0;
	/// For how many blocks the clock has stood still.
	pub static Stood: u32 = 0;
	/// Whether outputs are missing.
	pub static Withheld: bool = false;
	/// Outcomes that the market was told.
	pub static Told: Vec<(u64, CaseOutcome<AccountId>)> = Vec::new();
	/// What the market says that it moved.
	pub static Moved: Balance = 0;
	/// Accounts that are close to each other.
	pub static Close: Vec<(AccountId, AccountId)> = Vec::new();
	/// Listings that are gone.
	pub static Gone: Vec<u64> = Vec::new();
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Subject = u64;
	type Draws = Outputs;
	type Chain = Outputs;
	type OnRuling = Market;
	type Curation = Market;
	type Related = Market;
	type Clock = Watch;
	type ForceOrigin = frame_system::EnsureRoot<AccountId>;
	type PotId = Pot;
	type MinBond = ConstU128<MIN_BOND>;
	type MaxDrawWeight = ConstU32<100_000>;
	type MaxActivationsPerBlock = ConstU32<MAX_ACTIVATIONS>;
	type ActivationDelay = ConstU32<DELAY>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Market;
}

/// A clock that tests stop.
pub struct Watch;

impl Clock for Watch {
	fn stood_still() -> u32 {
		Stood::get()
	}
}

pub struct Outputs;

impl DrawSource for Outputs {
	fn seed(tag: &[u8; 16], id: u64, attempt: u32, first: u32, count: u32) -> Option<Digest> {
		let now = System::block_number();
		if Withheld::get() || now < first + count || now >= first + 64 {
			return None;
		}
		let output = payload::tagged(tag, (first, Luck::get()));
		Some(payload::draw_seed(&GENESIS, tag, id, attempt, &[output]))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_outputs(_: u32, _: u32) {}
}

impl ChainIdentity for Outputs {
	fn genesis() -> Digest {
		GENESIS
	}
}

pub struct Market;

impl OnRuling<AccountId, u64> for Market {
	fn on_ruling(subject: &u64, outcome: &CaseOutcome<AccountId>) -> Balance {
		Told::mutate(|told| told.push((*subject, outcome.clone())));
		Moved::get()
	}

	fn weight() -> frame_support::weights::Weight {
		frame_support::weights::Weight::zero()
	}
}

impl Curation<AccountId, u64> for Market {
	fn listing(subject: &u64) -> Option<ChallengedListing<AccountId>> {
		let listed = *subject >= LISTING && !Gone::get().contains(subject);
		listed.then_some(ChallengedListing { owner: OWNER, court: Court::Models })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_listing(_: &AccountId) -> Option<u64> {
		Some(LISTING)
	}
}

impl Related<AccountId> for Market {
	fn related(one: &AccountId, other: &AccountId) -> bool {
		let close = Close::get();
		one == other || close.contains(&(*one, *other)) || close.contains(&(*other, *one))
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<u64> for Market {
	fn subject(number: u32) -> u64 {
		number.into()
	}
}

/// Short periods, up to three rounds.
pub fn parameters() -> CourtParameters {
	CourtParameters {
		evidence_blocks: Within::clamped(10),
		commit_blocks: Within::clamped(10),
		reveal_blocks: Within::clamped(10),
		appeal_blocks: Within::clamped(20),
		max_rounds: Within::clamped(3),
		loss_memory: Within::clamped(1_000),
		..Default::default()
	}
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn balance(who: AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::total_balance(&who)
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&reason.into(), &who)
}

/// Goes on by so many blocks; the invariants hold in each.
pub fn run(blocks: u32) {
	for _ in 0..blocks {
		step();
	}
	Disputes::do_try_state().unwrap();
}

/// One block, unchecked.
pub fn step() {
	System::set_block_number(System::block_number() + 1);
	Disputes::on_initialize(System::block_number());
}

/// Goes on by so many blocks in which nobody could have done anything.
pub fn stop(blocks: u32) {
	Stood::mutate(|stood| *stood += blocks);
	run(blocks);
}

/// Bonds `stoa` whole STOA of each of `who` in `court`.
pub fn bond(court: Court, who: impl IntoIterator<Item = AccountId>, stoa: u32) {
	for who in who {
		assert_ok!(Disputes::bond(signed(who), court, Balance::from(stoa) * STOA));
	}
}

/// Jurors of the court for computing (ten) and of the general court (thirty), each with 200 STOA, all
/// in the trees.
pub fn jurors() {
	bond(Court::Compute, JUROR..JUROR + 10, 200);
	bond(Court::General, JUROR + 10..JUROR + 40, 200);
	run(DELAY);
}

pub fn details(court: Court, who: AccountId) -> JurorDetails {
	Jurors::<Test>::get(court, who).unwrap()
}

/// A case of [`ALICE`] against [`BOB`], nothing at stake.
pub fn new_case() -> NewCase<AccountId> {
	NewCase {
		claimant: ALICE,
		respondent: BOB,
		court: Court::Compute,
		rulings: Rulings::new(&[Ruling::Refund, Ruling::Split]),
		at_stake: 0,
		respondent_deposit: 0,
	}
}

pub fn open_with(subject: u64, new: NewCase<AccountId>) -> CaseId {
	<Disputes as Arbitrator<_, _>>::open(subject, new).unwrap()
}

pub fn open(subject: u64) -> CaseId {
	open_with(subject, new_case())
}

pub fn case(id: CaseId) -> CaseDetails<AccountId, u64> {
	Disputes::case(id).expect("it is stored")
}

pub fn advance(id: CaseId) {
	assert_ok!(Disputes::advance(signed(CAROL), id));
}

/// From evidence or an appeal that is paid to the blocks in which jurors can be drawn.
pub fn to_draw(id: CaseId) {
	if !matches!(case(id).phase, Phase::Drawing { .. }) {
		if let Phase::Evidence { until } | Phase::Appealing { until, .. } = case(id).phase {
			run(until.saturating_sub(System::block_number()) + 1);
		}
		advance(id);
	}
	let Phase::Drawing { first } = case(id).phase else { panic!("no draw: {:?}", case(id).phase) };
	run(first + DRAW_OUTPUTS - System::block_number());
}

pub fn draw(id: CaseId) {
	to_draw(id);
	assert_ok!(Disputes::draw_jurors(signed(CAROL), id));
}

/// The jurors of the current round, in a stable order.
pub fn panel(id: CaseId) -> Vec<AccountId> {
	let mut panel: Vec<_> =
		Disputes::panel(id, case(id).round).into_iter().map(|(juror, _)| juror).collect();
	panel.sort();
	panel
}

pub fn salt(juror: AccountId) -> Digest {
	payload::tagged(payload::domain::VOTE, juror)
}

pub fn commit(id: CaseId, juror: AccountId, ruling: Ruling) {
	let digest = vote_commitment(&GENESIS, id, case(id).round, &juror, ruling, &salt(juror));
	assert_ok!(Disputes::commit_vote(signed(juror), id, digest));
}

pub fn reveal(id: CaseId, juror: AccountId, ruling: Ruling) {
	assert_ok!(Disputes::reveal_vote(signed(juror), id, ruling, salt(juror)));
}

/// Draws a panel and lets it vote, each juror as `votes` says of its place in the panel; nobody speaks for
/// `None`. Ends with the count.
pub fn vote(id: CaseId, votes: impl Fn(usize) -> Option<Ruling>) {
	draw(id);
	let panel = panel(id);
	for (place, juror) in panel.iter().enumerate() {
		if let Some(ruling) = votes(place) {
			commit(id, *juror, ruling);
		}
	}
	run(parameters().commit_blocks.get() + 1);
	advance(id);
	for (place, juror) in panel.iter().enumerate() {
		if let Some(ruling) = votes(place) {
			reveal(id, *juror, ruling);
		}
	}
	if matches!(case(id).phase, Phase::Revealing { .. }) {
		advance(id);
	}
}

/// Nobody pays for an appeal: the ruling stands.
pub fn no_appeal(id: CaseId) {
	if let Phase::Appealing { half, .. } = case(id).phase {
		run(half - System::block_number() + 1);
		advance(id);
	}
}

/// Executes a ruling that stands, settles every round and gives everybody its part.
pub fn wind_up(id: CaseId) {
	end(id);
	Disputes::do_try_state().unwrap();
}

/// The same, unchecked.
pub fn end(id: CaseId) {
	assert_ok!(Disputes::execute(signed(CAROL), id));
	for round in 0..4 {
		if Disputes::round(id, round).is_some_and(|one| one.state == RoundState::Sitting) {
			assert_ok!(Disputes::settle_round(signed(CAROL), id, round));
		}
		let paid: Vec<_> = Contributions::<Test>::iter_key_prefix((id, round)).collect();
		for who in paid {
			assert_ok!(Disputes::withdraw_contribution(signed(CAROL), id, round, who));
		}
	}
	assert_eq!(Disputes::case(id), None);
}

/// What was deposited by this pallet.
pub fn events() -> Vec<Event<Test>> {
	let records = System::events().into_iter();
	records
		.filter_map(|record| match record.event {
			RuntimeEvent::Disputes(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Nothing is stored about any case, and nothing is on hold for one.
pub fn assert_no_case_left() {
	assert_eq!(Cases::<Test>::iter().count(), 0);
	assert_eq!(CaseBySubject::<Test>::iter().count(), 0);
	assert_eq!(Evidence::<Test>::iter().count(), 0);
	assert_eq!(Rounds::<Test>::iter().count(), 0);
	assert_eq!(Seats::<Test>::iter().count(), 0);
	assert_eq!(Duties::<Test>::iter().count(), 0);
	assert_eq!(Contributions::<Test>::iter().count(), 0);
	assert!((1..=ACCOUNTS).all(|who| held(HoldReason::CaseDeposit, who) == 0));
	assert_eq!(balance(Disputes::pot()), ED);
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let balances = (1..=ACCOUNTS).filter(|who| *who != NOBODY).map(|who| (who, FUNDS)).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	pallet_disputes::GenesisConfig::<Test> { parameters: parameters(), ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		Luck::set(0);
		Stood::set(0);
		Withheld::set(false);
		Told::set(Vec::new());
		Moved::set(0);
		Close::set(Vec::new());
		Gone::set(Vec::new());
		System::set_block_number(1);
	});
	ext
}

/// Runs a test; ends with the invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Disputes::do_try_state().unwrap();
	});
}
