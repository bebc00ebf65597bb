//! Draws, clock, providers, models, inference, referee, channels, compute, datasets: what each takes from
//! the others, and its figures.

use crate::{
	AccountId, Babe, Balances, Channels, Clock, Datasets, Delegation, Draws, Inference, Models,
	Providers, Referee, Rewards, Runtime, RuntimeHoldReason,
	configs::{
		court::{CourtOfLeases, CourtOfLicenses, CourtOfStrikes, FlaggedDatasets},
		system::BLOCK_TIME_BUDGET,
		treasury_account,
	},
	constants::{
		money::{BID_DEPOSIT, EXACT_BOND, STOA, deposit},
		time::MINUTES,
	},
	durations::{ChillPeriod, MaxHardwareAge, RetireGrace, StrikeWindow, UnbondingPeriod},
	governance::origins::{EnsureParameterAdmin, EnsureProviderCurator},
};
use frame_support::{
	PalletId, parameter_types,
	traits::{ConstU8, ConstU32, ConstU128, Contains, EitherOf, Get},
	weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::{Perbill, transaction_validity::TransactionPriority};
use stoa_primitives::{
	Digest, SubjectKey, VerificationClass,
	frame::{Keyed, Markets},
};

/// Who moves the market's figures.
type ParameterAdmin = EitherOf<EnsureRoot<AccountId>, EnsureParameterAdmin>;

/// The account that keeps what payees could not receive is derived from this.
pub const INFERENCE_POT: PalletId = PalletId(*b"stoa/inf");

/// The VRF output of the block being finalised. BABE stores it in its own `on_finalize`, which runs
/// before that of `Draws`.
pub struct AuthorOutput;

impl Get<Option<Digest>> for AuthorOutput {
	fn get() -> Option<Digest> {
		Babe::author_vrf_randomness()
	}
}

impl pallet_draws::Config for Runtime {
	type CurrentOutput = AuthorOutput;
	type WeightInfo = pallet_draws::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Half of what is kept for operational calls: enough for each of them that one party makes, and for a relay
	/// of eight seats.
	pub RoomWeight: Weight = BLOCK_TIME_BUDGET.saturating_div(8);
}

/// Twelve minutes.
const MAX_STOP: u32 = 12 * MINUTES;

impl pallet_clock::Config for Runtime {
	type RoomWeight = RoomWeight;
	type RoomBytes = ConstU32<{ 128 * 1_024 }>;
	type MaxStop = ConstU32<MAX_STOP>;
	type WeightInfo = pallet_clock::weights::SubstrateWeight<Runtime>;
}

/// What may be served now. The other classes are named and not offered until they are built.
pub struct OfferedClasses;

impl Contains<VerificationClass> for OfferedClasses {
	fn contains(class: &VerificationClass) -> bool {
		matches!(class, VerificationClass::Replicated | VerificationClass::Exact)
	}
}

/// Longer than a draw takes from what made it necessary, and than it may be late: nothing that is done in
/// the blocks that decide it reaches the trees in time.
const ACTIVATION_DELAY: u32 = pallet_inference::DRAW_DELAY + 1;

impl pallet_providers::Config for Runtime {
	type Currency = Balances;
	// Burned.
	type OnSlash = ();
	type Backing = Delegation;
	type Models = Models;
	type OfferedClasses = OfferedClasses;
	type ForceOrigin = EitherOf<EnsureRoot<AccountId>, EnsureProviderCurator>;
	type Court = CourtOfStrikes;
	type StrikeRespondent = Treasury;
	type MinBond = ConstU128<{ 100 * STOA }>;
	type MaxDrawWeight = ConstU32<100_000>;
	type MaxServed = ConstU32<16>;
	type MaxUnbondingChunks = ConstU32<8>;
	type MaxStrikes = ConstU32<3>;
	type MaxActivationsPerBlock = ConstU32<64>;
	type UnbondingPeriod = UnbondingPeriod;
	type ActivationDelay = ConstU32<ACTIVATION_DELAY>;
	type StrikeWindow = StrikeWindow;
	type ChillPeriod = ChillPeriod;
	type MaxHardwareAge = MaxHardwareAge;
	type WeightInfo = pallet_providers::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// At least half of a release's royalty stays with its own payees.
	pub const MaxParentsShare: Perbill = Perbill::from_percent(50);
}

impl pallet_models::Config for Runtime {
	type Currency = Balances;
	type Licenses = Datasets;
	type DepositBase = ConstU128<{ deposit(1, 0) }>;
	type DepositPerByte = ConstU128<{ deposit(0, 1) }>;
	type ExactBond = ConstU128<EXACT_BOND>;
	type RetireGrace = RetireGrace;
	type MaxReleases = ConstU32<64>;
	type MaxParentsShare = MaxParentsShare;
	type MaxLineageDepth = ConstU8<4>;
	type WeightInfo = pallet_models::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// The treasury's account.
	pub Treasury: AccountId = treasury_account();
	/// See [`INFERENCE_POT`].
	pub const InferencePot: PalletId = INFERENCE_POT;
	/// A quarter of a block goes to deadlines at most.
	pub AgendaWeight: Weight = BLOCK_TIME_BUDGET.saturating_div(4);
	/// An eighth of a block goes to deadlines of licences and runs at most.
	pub DataAgendaWeight: Weight = BLOCK_TIME_BUDGET.saturating_div(8);
	/// An eighth of a block goes to deadlines of leases at most.
	pub LeaseAgendaWeight: Weight = BLOCK_TIME_BUDGET.saturating_div(8);
	/// Relayed statements go before ordinary transactions, behind heartbeats.
	pub const RelayPriority: TransactionPriority = TransactionPriority::MAX / 4;
}

impl pallet_inference::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Providers = Providers;
	type Models = Models;
	type Draws = Draws;
	type Chain = Draws;
	type Referee = Keyed<Referee>;
	type Clock = Clock;
	type Deliver = super::contracts::IntoContracts;
	type OnSettled = Rewards;
	type Income = Delegation;
	type Treasury = Treasury;
	type PotId = InferencePot;
	type ForceOrigin = ParameterAdmin;
	type MaxAuthorities = ConstU32<{ super::consensus::MAX_AUTHORITIES }>;
	type MaxDeadlinesPerBlock = ConstU32<200>;
	type AgendaWeight = AgendaWeight;
	type RelayPriority = RelayPriority;
	type WeightInfo = pallet_inference::weights::SubstrateWeight<Runtime>;
}

/// Benchmarks only: claims are named by receipts, the longest names there are.
#[cfg(feature = "runtime-benchmarks")]
pub struct ClaimsOfReceipts;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_referee::BenchmarkHelper<SubjectKey> for ClaimsOfReceipts {
	fn subject(number: u32) -> SubjectKey {
		SubjectKey::Receipt(sp_io::hashing::blake2_256(&number.to_le_bytes()))
	}
}

impl pallet_referee::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Subject = SubjectKey;
	type Keys = Providers;
	type Models = Models;
	type OnRefereed = Markets<Inference, Channels>;
	type Chain = Draws;
	type Clock = Clock;
	type ForceOrigin = ParameterAdmin;
	type MaxActiveGames = ConstU32<4>;
	type WeightInfo = pallet_referee::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ClaimsOfReceipts;
}

impl pallet_channels::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Providers = Providers;
	type Models = Models;
	type Draws = Draws;
	type Chain = Draws;
	type Referee = Keyed<Referee>;
	type Clock = Clock;
	type Income = Delegation;
	type ForceOrigin = ParameterAdmin;
	type MaxRedemptions = ConstU32<128>;
	type WeightInfo = pallet_channels::weights::SubstrateWeight<Runtime>;
}

impl pallet_compute::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Providers = Providers;
	type Keys = Providers;
	type Draws = Draws;
	type Chain = Draws;
	type Court = CourtOfLeases;
	type Clock = Clock;
	type Income = Delegation;
	type ForceOrigin = ParameterAdmin;
	type OfferDeposit = ConstU128<{ deposit(2, 2_100) }>;
	type LeaseDeposit = ConstU128<{ deposit(3, 2_100) }>;
	type BidDeposit = ConstU128<BID_DEPOSIT>;
	type MaxDeadlinesPerBlock = ConstU32<200>;
	type AgendaWeight = LeaseAgendaWeight;
	type WeightInfo = pallet_compute::weights::SubstrateWeight<Runtime>;
}

impl pallet_datasets::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Court = CourtOfLicenses;
	type Flagged = FlaggedDatasets;
	type Chain = Draws;
	type Clock = Clock;
	type ForceOrigin = ParameterAdmin;
	type DatasetDeposit = ConstU128<{ deposit(1, 500) }>;
	type EntryDeposit = ConstU128<{ deposit(3, 2_000) }>;
	type LicenseDeposit = ConstU128<{ deposit(4, 1_500) }>;
	type MaxDeadlinesPerBlock = ConstU32<200>;
	type AgendaWeight = DataAgendaWeight;
	type WeightInfo = pallet_datasets::weights::SubstrateWeight<Runtime>;
}
