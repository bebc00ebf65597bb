//! How the DAO decides (docs/decisions/0028): proposals, referenda, votes, the treasury, emergencies.

use crate::{
	AccountId, Balance, Balances, Bounties, OriginCaller, Preimage, Referenda, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Scheduler, System, Treasury,
	configs::{money::TREASURY, system::BLOCK_TIME_BUDGET},
	constants::{
		money::{STOA, deposit},
		time::DAYS,
	},
	governance::{
		origins::{
			self, EnsureEmergency, EnsureEmergencyCanceller, EnsureParameterAdmin,
			EnsureRuntimeUpgrader, EnsureTreasurer, EnsureWhitelistedCaller,
		},
		parameters::{RuntimeParameters, SubmissionDeposit, TreasurerLimit},
		pauses::{EnsurePauser, EnsureSafeMode, EnsureSafeModeGoesOn, NothingNew, SAFE_MODE},
		tracks::{Tracks, period},
	},
};
use frame_support::{
	PalletId, parameter_types,
	traits::{
		AsEnsureOriginWithArg, ConstU32, ConstU128, EitherOf, EnsureOrigin, EqualPrivilegeOnly,
		Get, LinearStoragePrice,
		fungible::HoldConsideration,
		tokens::{PayFromAccount, UnityAssetBalanceConversion, currency::ActiveIssuanceOf},
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned};
use pallet_collective::EnsureProportionAtLeast;
use sp_runtime::{Permill, traits::IdentityLookup};
use stoa_primitives::BlockNumber;

/// Most members of the technical committee.
const MAX_MEMBERS: u32 = 20;

parameter_types! {
	/// What the deposit of a preimage is held for.
	pub const PreimageHold: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// What the scheduler may do in a block: half of it. The rest is anybody's.
	pub ScheduledWeight: Weight = BLOCK_TIME_BUDGET.saturating_div(2);
	/// Nothing of the treasury is burned for being left over.
	pub const NoBurn: Permill = Permill::zero();
	/// See [`TREASURY`].
	pub const TreasuryId: PalletId = TREASURY;
	/// A tenth of its fee is a curator's deposit.
	pub const CuratorDeposit: Permill = Permill::from_percent(10);
	/// No curator's deposit is more.
	pub const CuratorDepositMax: Option<Balance> = Some(10_000 * STOA);
	/// No curator's deposit is less.
	pub const CuratorDepositMin: Option<Balance> = Some(10 * STOA);
	/// Nobody enters safe mode for a deposit.
	pub const NotForSale: Option<Balance> = None;
	/// So there is no deposit to give back.
	pub const NoRelease: Option<BlockNumber> = None;
}

/// A period of a live chain, of so many blocks, on this chain.
pub struct Period<const LIVE: u32>;

impl<const LIVE: u32> Get<BlockNumber> for Period<LIVE> {
	fn get() -> BlockNumber {
		period(LIVE)
	}
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHold,
		LinearStoragePrice<ConstU128<{ deposit(2, 64) }>, ConstU128<{ deposit(0, 1) }>, Balance>,
	>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = ScheduledWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = EitherOf<EnsureRoot<AccountId>, EnsureEmergencyCanceller>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Slash = Treasury;
	type Votes = pallet_conviction_voting::VotesOf<Runtime>;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = Period<{ 14 * DAYS }>;
	type AlarmInterval = ConstU32<1>;
	type Tracks = Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<128>;
	type VoteLockingPeriod = Period<{ 7 * DAYS }>;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

impl origins::Config for Runtime {
	type UpgradeOrigin = EitherOf<EnsureRoot<AccountId>, EnsureRuntimeUpgrader>;
}

/// Two thirds of the technical committee.
type TwoThirds = EnsureProportionAtLeast<AccountId, (), 2, 3>;

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WhitelistOrigin = EitherOf<EnsureRoot<AccountId>, TwoThirds>;
	type DispatchWhitelistedOrigin = EitherOf<EnsureRoot<AccountId>, EnsureWhitelistedCaller>;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = Period<{ 14 * DAYS }>;
	type BlockNumberProvider = System;
	type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}

impl pallet_collective::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = Period<{ 3 * DAYS }>;
	type MaxProposals = ConstU32<20>;
	type MaxMembers = ConstU32<MAX_MEMBERS>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = ScheduledWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

/// Who may spend, and how much at once.
pub struct EnsureSpender;

impl EnsureOrigin<RuntimeOrigin> for EnsureSpender {
	type Success = Balance;

	fn try_origin(origin: RuntimeOrigin) -> Result<Balance, RuntimeOrigin> {
		match EnsureTreasurer::try_origin(origin) {
			Ok(()) => Ok(TreasurerLimit::get()),
			Err(origin) => EnsureRoot::<AccountId>::try_origin(origin).map(|_| Balance::MAX),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = EitherOf<EnsureRoot<AccountId>, EnsureTreasurer>;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = Period<DAYS>;
	type Burn = NoBurn;
	type PalletId = TreasuryId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = Bounties;
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EnsureSpender;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, pallet_treasury::TreasuryAccountId<Runtime>>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = Period<{ 30 * DAYS }>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}

impl pallet_bounties::Config for Runtime {
	type BountyDepositBase = ConstU128<STOA>;
	type BountyDepositPayoutDelay = Period<{ 4 * DAYS }>;
	type BountyUpdatePeriod = Period<{ 90 * DAYS }>;
	type CuratorDepositMultiplier = CuratorDeposit;
	type CuratorDepositMax = CuratorDepositMax;
	type CuratorDepositMin = CuratorDepositMin;
	type BountyValueMinimum = ConstU128<{ 10 * STOA }>;
	type DataDepositPerByte = ConstU128<{ deposit(0, 1) }>;
	type RuntimeEvent = RuntimeEvent;
	type MaximumReasonLength = ConstU32<300>;
	type WeightInfo = pallet_bounties::weights::SubstrateWeight<Runtime>;
	type ChildBountyManager = ();
	type OnSlash = Treasury;
	type TransferAllAssets = pallet_bounties::TransferFungible<AccountId, Balances>;
}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = AsEnsureOriginWithArg<EitherOf<EnsureRoot<AccountId>, EnsureParameterAdmin>>;
	type WeightInfo = crate::weights::parameters::WeightInfo<Runtime>;
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = NothingNew;
	type EnterDuration = ConstU32<SAFE_MODE>;
	type ExtendDuration = ConstU32<SAFE_MODE>;
	type EnterDepositAmount = NotForSale;
	type ExtendDepositAmount = NotForSale;
	type ForceEnterOrigin = EnsureSafeMode;
	type ForceExtendOrigin = EnsureSafeModeGoesOn;
	type ForceExitOrigin = EitherOf<EnsureRoot<AccountId>, EnsureEmergency>;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = EnsurePauser;
	type UnpauseOrigin = EitherOf<EnsureRoot<AccountId>, EnsureEmergency>;
	type WhitelistedCalls = NothingNew;
	type MaxNameLen = ConstU32<256>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
