//! The frame itself: blocks, accounts, transactions made by the runtime's own workers.

use crate::{
	AccountId, Balance, Block, Hash, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeOrigin, RuntimeTask, TxExtension, UncheckedExtrinsic, VERSION,
	constants::time::MILLISECS_PER_BLOCK, durations,
};
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{ConstU32, ConstU64},
	weights::{
		Weight,
		constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_SECOND},
	},
};
use frame_system::{
	limits::{BlockLength, BlockWeights},
	offchain::{CreateAuthorizedTransaction, CreateBare, CreateTransaction, CreateTransactionBase},
};
use sp_runtime::{
	Perbill,
	generic::Era,
	traits::{AccountIdLookup, BlakeTwo256},
};
use sp_version::RuntimeVersion;

/// Share of a block that ordinary transactions may fill. The rest is kept for operational calls:
/// reveals, demands and exits, which must find room whatever the traffic.
const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
/// A block executes in a third of its slot.
pub(crate) const BLOCK_TIME_BUDGET: Weight =
	Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, u64::MAX);
/// Longest block in bytes.
const BLOCK_BYTES: u32 = 5 * 1024 * 1024;

parameter_types! {
	/// Blocks for which a block's hash is kept, and thus the longest life of a mortal transaction.
	pub const BlockHashCount: u32 = 4096;
	/// Which runtime this is.
	pub const Version: RuntimeVersion = VERSION;
	/// How much a block may do.
	pub RuntimeBlockWeights: BlockWeights =
		BlockWeights::with_sensible_defaults(BLOCK_TIME_BUDGET, NORMAL_RATIO);
	/// How long a block may be.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(BLOCK_BYTES)
		.modify_max_length_for_class(DispatchClass::Normal, |length| {
			*length = NORMAL_RATIO.mul_floor(BLOCK_BYTES)
		})
		.build();
	/// Addresses begin with 5.
	pub const SS58Prefix: u16 = 42;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = crate::governance::pauses::UnlessPaused;
	type Block = Block;
	type Nonce = Nonce;
	type Hash = Hash;
	type Hashing = BlakeTwo256;
	type AccountId = AccountId;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type SS58Prefix = SS58Prefix;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
	type SingleBlockMigrations = crate::migrations::FromLastRelease;
	type MaxConsumers = ConstU32<64>;
}

impl durations::Config for Runtime {}

impl pallet_timestamp::Config for Runtime {
	/// Milliseconds since 1970.
	type Moment = u64;
	type OnTimestampSet = crate::Babe;
	type MinimumPeriod = ConstU64<{ MILLISECS_PER_BLOCK / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl<LocalCall> CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<LocalCall> CreateBare<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl<LocalCall> CreateTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_transaction(call, extension)
	}
}

/// For calls that carry their own proof: heartbeats and relayed answers. No account, nonce or fee.
impl<LocalCall> CreateAuthorizedTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_extension() -> TxExtension {
		(
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(Era::Immortal),
			frame_system::CheckNonce::from(0),
			frame_system::CheckWeight::new(),
			crate::moot::ChargeUnlessMoot::from(0),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		)
	}
}
