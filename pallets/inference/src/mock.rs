//! A runtime with the pallet, balances, and simple providers, models and draws kept in storage.

use crate::{self as pallet_inference, *};
use codec::{Decode, Encode};
use frame_support::{
	PalletId, derive_impl, parameter_types, storage_alias,
	traits::{
		ConstU32, ConstU64, Hooks,
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
	},
	weights::Weight,
};
use sp_core::{Pair, sr25519};
use sp_runtime::{
	AccountId32, BuildStorage, DispatchError, DispatchResult, Perbill, traits::IdentityLookup,
};
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, Digest, Generation, InlineBytes, JobId, JobSubject, Prompt,
	PromptKind, ReleaseId, STOA, Sampling, Statement, Template, TokenPrice, VerificationClass,
	frame::*,
	merkle::content_root,
	payload::{self, ZERO_SALT},
	wire::{SeatPhase, SeatStatement},
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
	/// Whether the outputs that a draw needs are known.
	pub static OutputsKnown: bool = true;
	/// Final jobs that were told.
	pub static Told: Vec<SettledJob<AccountId>> = Vec::new();
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
	type OnSettled = Settled;
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

/// Draws from the block numbers.
pub struct Draws;

impl DrawSource for Draws {
	fn seed(tag: &[u8; 16], id: u64, attempt: u32, first: u32, count: u32) -> Option<Digest> {
		let known = OutputsKnown::get() && first + count <= System::block_number();
		let outputs: Vec<Digest> = (first..first + count)
			.map(|block| sp_io::hashing::blake2_256(&(SeedSalt::get(), block).encode()))
			.collect();
		known.then(|| payload::draw_seed(&Self::genesis(), tag, id, attempt, &outputs))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_outputs(_: u32, _: u32) {}
}

parameter_types! {
	pub static SeedSalt: u32 = 0;
}

impl ChainIdentity for Draws {
	fn genesis() -> Digest {
		[7; 32]
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

/// A provider as the mock keeps it; its bond lies in an account of its own.
#[derive(Clone, Encode, Decode)]
pub struct MockProvider {
	pub price: TokenPrice,
	pub weight: u32,
	pub key: [u8; 32],
	pub reserved: Balance,
	pub strikes: Vec<StrikeReason>,
	pub credits: u32,
	pub active: bool,
}

#[storage_alias]
pub type Listed = StorageMap<Mock, frame_support::Twox64Concat, AccountId, MockProvider>;
#[storage_alias]
pub type Order = StorageValue<Mock, Vec<AccountId>, frame_support::pallet_prelude::ValueQuery>;

pub struct Providers;

impl Providers {
	pub fn bond_account(provider: &AccountId) -> AccountId {
		AccountId::new(sp_io::hashing::blake2_256(&(b"bond", provider).encode()))
	}

	pub fn bond(provider: &AccountId) -> Balance {
		Balances::total_balance(&Self::bond_account(provider)).saturating_sub(ED)
	}

	pub fn get(provider: &AccountId) -> MockProvider {
		Listed::get(provider).unwrap()
	}

	pub fn change(provider: &AccountId, f: impl FnOnce(&mut MockProvider)) {
		Listed::mutate(provider, |entry| f(entry.as_mut().unwrap()));
	}

	pub fn add(provider: AccountId, key: [u8; 32], price: TokenPrice, bond: Balance) {
		Balances::mint_into(&provider, 10 * ED).unwrap();
		Balances::mint_into(&Self::bond_account(&provider), bond + ED).unwrap();
		Listed::insert(
			&provider,
			MockProvider {
				price,
				weight: 100,
				key,
				reserved: 0,
				strikes: Vec::new(),
				credits: 0,
				active: true,
			},
		);
		Order::append(provider);
	}

	fn active() -> Vec<AccountId> {
		Order::get().into_iter().filter(|who| Self::get(who).active).collect()
	}

	fn take(from: &AccountId, to: Option<&AccountId>, amount: Balance) -> Balance {
		let bond = Self::bond_account(from);
		let amount = amount.min(Self::bond(from));
		let moved = match to {
			Some(to) => Balances::transfer(&bond, to, amount, Preservation::Preserve),
			None => Balances::burn_from(
				&bond,
				amount,
				Preservation::Preserve,
				Precision::Exact,
				Fortitude::Force,
			),
		};
		moved.unwrap_or(0)
	}
}

impl ProviderInspect<AccountId> for Providers {
	fn server_count(_: ReleaseId) -> u32 {
		Self::active().len() as u32
	}

	fn price_floor(_: ReleaseId) -> Option<TokenPrice> {
		Self::active()
			.iter()
			.map(|who| Self::get(who).price)
			.min_by_key(|price| price.per_1k_output)
	}

	fn servers(_: ReleaseId, limit: u32) -> Vec<(AccountId, Offer)> {
		let offer = |who: AccountId| Self::offer(&who, 0).map(|offer| (who, offer));
		Self::active().into_iter().filter_map(offer).take(limit as usize).collect()
	}

	fn draw(_: ReleaseId, random: u64) -> Option<AccountId> {
		let servers = Self::active();
		let all: u64 = servers.iter().map(|who| u64::from(Self::get(who).weight)).sum();
		let mut at = random.checked_rem(all)?;
		servers.into_iter().find(|who| {
			let weight = u64::from(Self::get(who).weight);
			let here = at < weight;
			at = at.saturating_sub(weight);
			here
		})
	}

	fn offer(provider: &AccountId, _: ReleaseId) -> Option<Offer> {
		Listed::get(provider)
			.filter(|entry| entry.active)
			.map(|entry| Offer { price: entry.price, weight: entry.weight })
	}

	fn free_bond(provider: &AccountId) -> Balance {
		Self::bond(provider).saturating_sub(Self::get(provider).reserved)
	}

	fn signing_key(provider: &AccountId) -> Option<[u8; 32]> {
		Listed::get(provider).map(|entry| entry.key)
	}

	fn transport_key(_: &AccountId) -> Option<[u8; 32]> {
		Some([0; 32])
	}

	fn endpoint(_: &AccountId) -> Option<Vec<u8>> {
		Some(b"https://provider.example".to_vec())
	}

	fn related(provider: &AccountId, other: &AccountId) -> bool {
		provider == other
	}
}

impl ProviderBond<AccountId> for Providers {
	fn reserve(provider: &AccountId, amount: Balance) -> DispatchResult {
		if Self::free_bond(provider) < amount {
			return Err(DispatchError::Other("bond"));
		}
		Self::change(provider, |entry| entry.reserved += amount);
		Ok(())
	}

	fn release(provider: &AccountId, amount: Balance) {
		Self::change(provider, |entry| {
			entry.reserved = entry.reserved.checked_sub(amount).unwrap()
		});
	}

	fn slash(
		provider: &AccountId,
		reserved: Balance,
		floor: Balance,
		payee: Option<(&AccountId, Balance)>,
	) -> Slashed {
		Self::release(provider, reserved);
		let amount = (reserved + floor).min(Self::bond(provider));
		let part = payee.map_or(0, |(_, part)| part.min(amount * 2 / 5));
		let paid = Self::take(provider, payee.map(|(to, _)| to), part);
		let burned = Self::take(provider, None, amount - paid);
		Slashed { taken: paid + burned, paid }
	}

	fn pay_from_reserved(provider: &AccountId, amount: Balance, payee: &AccountId) -> Balance {
		let amount = amount.min(Self::get(provider).reserved);
		let moved = Self::take(provider, Some(payee), amount);
		Self::release(provider, moved);
		moved
	}

	fn strike(provider: &AccountId, reason: StrikeReason) {
		Self::change(provider, |entry| entry.strikes.push(reason));
	}

	fn credit(provider: &AccountId) {
		Self::change(provider, |entry| entry.credits += 1);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_provider(seed: u32, _: ReleaseId, price: TokenPrice) -> AccountId {
		use sp_application_crypto::KeyTypeId;
		let provider = AccountId::new(sp_io::hashing::blake2_256(&(b"bench", seed).encode()));
		let key = sp_io::crypto::sr25519_generate(KeyTypeId(BENCHMARK_KEY_TYPE), None);
		Self::add(provider.clone(), key.0, price, 1_000_000_000 * STOA);
		provider
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
	pallet_inference::GenesisConfig::<Runtime>::default().assimilate_storage(&mut storage).unwrap();
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		OutputsKnown::set(true);
		Told::set(Vec::new());
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

pub fn run(blocks: u32) {
	run_to(System::block_number() + blocks);
}

pub const TEXT: &[u8] = b"What is the answer?";

pub fn prompt() -> Prompt {
	Prompt {
		kind: PromptKind::Text,
		commitment: payload::prompt_commitment(&ZERO_SALT, TEXT),
		bytes: TEXT.len() as u32,
		tokens: 5,
		inline: Some(TEXT.to_vec().try_into().unwrap()),
	}
}

/// A prompt that goes to the executors alone.
pub fn long_prompt() -> Prompt {
	Prompt { bytes: 2_000, inline: None, ..prompt() }
}

pub const GENERATION: Generation =
	Generation { max_new_tokens: 100, sampling: Sampling::Greedy, template: Template::Chat };
pub const THREE: Assurance = Assurance::Replicated { executors: 3, quorum: 2 };

/// A job as most tests order it.
pub struct Ask {
	pub prompt: Prompt,
	pub assurance: Assurance,
	pub reply_key: Option<[u8; 32]>,
	pub max_fee: Balance,
	pub value_at_risk: Option<Balance>,
	pub timeout: Option<u32>,
	pub subject: JobSubject,
	pub generation: Generation,
}

impl Default for Ask {
	fn default() -> Self {
		Self {
			prompt: prompt(),
			assurance: THREE,
			reply_key: None,
			max_fee: FEE,
			value_at_risk: None,
			timeout: None,
			subject: JobSubject::Model(0),
			generation: GENERATION,
		}
	}
}

impl Ask {
	pub fn by(self, who: AccountId) -> DispatchResult {
		frame_support::storage::with_storage_layer(|| {
			Inference::submit_job(
				RuntimeOrigin::signed(who),
				self.subject,
				self.prompt,
				self.generation,
				self.assurance,
				self.reply_key,
				self.max_fee,
				self.value_at_risk,
				self.timeout,
			)
		})
	}

	/// Submits it for Alice and goes on to the draw.
	pub fn drawn(self) -> JobId {
		let id = NextJobId::<Runtime>::get();
		self.by(alice()).unwrap();
		run(DRAW_DELAY);
		id
	}
}

pub fn details(id: JobId) -> JobDetails<AccountId> {
	Jobs::<Runtime>::get(id).unwrap()
}

pub fn record(id: JobId) -> JobRecord<AccountId> {
	Records::<Runtime>::get(id).unwrap()
}

/// The output of answer `n`.
pub fn output(n: u8) -> InlineBytes {
	vec![n; 40].try_into().unwrap()
}

pub fn claim(n: u8) -> AnswerClaim {
	let root = content_root(&output(n));
	AnswerClaim {
		output: payload::output_commitment(&ZERO_SALT, &root),
		tokens: 10,
		bytes: 40,
		trace: None,
	}
}

pub const SALT: [u8; 16] = [3; 16];

pub fn commitment(id: JobId, at: usize, claim: &AnswerClaim) -> Digest {
	let seat = details(id).seats[at].clone();
	payload::answer_commitment(&Draws::genesis(), id, seat.round, &seat.provider, claim, &SALT)
}

pub fn commit(id: JobId, at: usize, answer: u8) {
	let who = details(id).seats[at].provider.clone();
	let commitment = commitment(id, at, &claim(answer));
	Inference::commit(RuntimeOrigin::signed(who), id, commitment).unwrap();
}

pub fn reveal(id: JobId, at: usize, answer: u8, show: bool) {
	let who = details(id).seats[at].provider.clone();
	let output = show.then(|| output(answer));
	Inference::reveal(RuntimeOrigin::signed(who), id, claim(answer), SALT, output).unwrap();
}

/// Seats that must commit.
pub fn open_seats(id: JobId) -> Vec<usize> {
	let job = details(id);
	(0..job.seats.len()).filter(|at| job.phase(&job.seats[*at]) == SeatPhase::Commit).collect()
}

/// Every open seat commits and reveals what `answer` says.
pub fn answer_all(id: JobId, show: bool, answer: impl Fn(usize) -> u8) {
	let seats = open_seats(id);
	seats.iter().for_each(|at| commit(id, *at, answer(*at)));
	seats.iter().for_each(|at| reveal(id, *at, answer(*at), show));
}

/// A statement signed by the provider in seat `at`.
pub fn signed(id: JobId, at: usize, statement: Statement) -> SeatStatement {
	let seat = details(id).seats[at].clone();
	let digest =
		payload::statement_digest(&Draws::genesis(), id, seat.round, &seat.provider, &statement);
	let signature = signer(number(&seat.provider)).sign(&digest).0;
	SeatStatement { job: id, seat: at as u8, statement, signature, output: None }
}

pub fn batch(statements: Vec<SeatStatement>) -> RelayBatch {
	RelayBatch {
		block: System::block_number(),
		authority: 1,
		statements: statements.try_into().unwrap(),
	}
}

pub fn sign_batch(batch: &RelayBatch) -> dispatch::DispatchSignature {
	authority(batch.authority as u8).sign(&batch.digest(&Draws::genesis()))
}

pub fn events() -> Vec<Event<Runtime>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Inference(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn balance(who: &AccountId) -> Balance {
	Balances::total_balance(who)
}

/// Nothing of any job is left on hold or reserved at anyone.
pub fn assert_nothing_left() {
	for n in 0..Order::get().len() as u8 {
		assert_eq!(Providers::get(&provider(n)).reserved, 0, "provider {n} has exposure");
	}
	for reason in [
		HoldReason::Escrow,
		HoldReason::RecordDeposit,
		HoldReason::DataPrepayment,
		HoldReason::EscalationBond,
	] {
		for who in [alice(), bob()] {
			let held = Inference::held(reason, &who);
			let records = Records::<Runtime>::iter_values()
				.filter(|record| record.requester == who)
				.map(|record| record.deposit)
				.sum::<Balance>();
			let expected = if reason == HoldReason::RecordDeposit { records } else { 0 };
			assert_eq!(held, expected, "{reason:?} of {who}");
		}
	}
}
