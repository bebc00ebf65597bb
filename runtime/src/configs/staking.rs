//! Who may become a validator, how they are elected, and what their stake answers for (docs/decisions/0027).

use crate::{
	AccountId, Balance, Balances, Runtime, RuntimeEvent, RuntimeHoldReason, Session, Staking,
	Timestamp, VoterList,
	durations::{BondingDuration, SessionsPerEra, SlashDeferDuration},
};
use frame_election_provider_support::{
	SequentialPhragmen, VoteWeight,
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain,
};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, Nothing},
};
use frame_system::EnsureRoot;
use sp_runtime::{Perbill, SaturatedConversion};
use sp_staking::currency_to_vote::CurrencyToVote;

/// Most validators.
pub const MAX_VALIDATORS: u32 = 100;
/// Most accounts that may stand for election: as many as an election can look at.
pub const MAX_CANDIDATES: u32 = 500;
/// Most voters that an election looks at, those with most stake first.
pub const MAX_VOTERS: u32 = 1_000;
/// Most voters whose stake stands behind one validator; those with least are left out.
pub const MAX_BACKERS: u32 = 256;
/// Most validators that one nominator may name.
const MAX_NOMINATIONS: u32 = 16;
/// Stakers who are paid, or slashed, by one transaction or page.
const PAGE: u32 = 64;
/// Eras whose rewards can still be claimed: three weeks.
const HISTORY: u32 = 84;
/// A vote is a millionth of a STOA, so that all that can ever exist fits into 64 bits.
const PLANCK_PER_VOTE: Balance = crate::constants::money::MICRO;
const BAGS: usize = 44;

parameter_types! {
	/// What one election looks at.
	pub Bounds: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(MAX_VOTERS.into())
		.targets_count(MAX_CANDIDATES.into())
		.build();
	/// Where one bag of voters ends and the next begins.
	pub const BagThresholds: &'static [VoteWeight] = &THRESHOLDS;
}

/// From one STOA, each bag's stake is up to twice that of the one before.
static THRESHOLDS: [VoteWeight; BAGS] = thresholds();

#[allow(
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects,
	reason = "computed when the runtime is compiled"
)]
const fn thresholds() -> [VoteWeight; BAGS] {
	let mut all = [0; BAGS];
	let mut bag = 0;
	while bag < BAGS {
		all[bag] = 1_000_000 << bag;
		bag += 1;
	}
	all
}

/// Stake as votes. The scale does not follow the issuance, so a voter stays in its bag when others' tokens are
/// minted or burned.
pub struct Votes;

impl CurrencyToVote<Balance> for Votes {
	fn to_vote(stake: Balance, _: Balance) -> u64 {
		stake.checked_div(PLANCK_PER_VOTE).unwrap_or_default().saturated_into()
	}

	fn to_currency(votes: u128, _: Balance) -> Balance {
		votes.saturating_mul(PLANCK_PER_VOTE)
	}

	fn will_downscale(_: Balance) -> Option<bool> {
		Some(true)
	}
}

/// Elections take place at once, within the block that ends the last session but one of an era.
pub struct Elections;

impl onchain::Config for Elections {
	type Sort = ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type MaxBackersPerWinner = ConstU32<MAX_BACKERS>;
	type MaxWinnersPerPage = ConstU32<MAX_VALIDATORS>;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = Bounds;
}

/// How many of each a benchmark makes.
pub struct StakingBenchmarks;

impl pallet_staking::BenchmarkingConfig for StakingBenchmarks {
	type MaxValidators = ConstU32<MAX_CANDIDATES>;
	type MaxNominators = ConstU32<MAX_VOTERS>;
}

impl pallet_staking::Config for Runtime {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = Votes;
	type ElectionProvider = onchain::OnChainExecution<Elections>;
	type GenesisElectionProvider = onchain::OnChainExecution<Elections>;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<MAX_NOMINATIONS>;
	type HistoryDepth = ConstU32<HISTORY>;
	// Burned, as is what is slashed.
	type RewardRemainder = ();
	type RuntimeEvent = RuntimeEvent;
	type Slash = ();
	type Reward = ();
	type SessionsPerEra = SessionsPerEra;
	type BondingDuration = BondingDuration;
	type SlashDeferDuration = SlashDeferDuration;
	// Cancelling a slash takes the slow way.
	type AdminOrigin = EnsureRoot<AccountId>;
	type SessionInterface = Self;
	type EraPayout = crate::Rewards;
	type NextNewSession = Session;
	type MaxExposurePageSize = ConstU32<PAGE>;
	type MaxValidatorSet = ConstU32<MAX_VALIDATORS>;
	type VoterList = VoterList;
	type TargetList = pallet_staking::UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<1>;
	type EventListeners = ();
	type Filter = Nothing;
	type BenchmarkingConfig = StakingBenchmarks;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

impl pallet_bags_list::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
	type ScoreProvider = Staking;
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ConstU32<5>;
	type Score = VoteWeight;
}
