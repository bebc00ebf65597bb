//! Contracts: their figures, and how finished jobs come into them.

use crate::{
	AccountId, Balance, Balances, Contracts, Hash, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeHoldReason, Timestamp, TransactionPayment,
	configs::system::BLOCK_TIME_BUDGET,
	constants::money::{STOA, deposit},
	extension::Extension,
};
use alloc::vec::Vec;
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo, Pays},
	parameter_types,
	storage::with_storage_layer,
	traits::{ConstBool, ConstU32, Nothing, Randomness},
	weights::Weight,
};
use frame_system::{EnsureSigned, offchain::CreateAuthorizedTransaction};
use pallet_contracts::{
	Code, CollectEvents, ContractExecResult, ContractInstantiateResult, DebugInfo,
	DefaultAddressGenerator, Determinism, Frame, Schedule, WeightInfo,
};
use sp_runtime::{DispatchError, Perbill, traits::TransactionExtension};
use stoa_primitives::{
	BlockNumber,
	frame::{Deliver, Delivered},
};

/// The pallet's own randomness is retired: code that asks for it is refused. Contracts ask the extension.
pub struct NoRandomness;

impl Randomness<Hash, BlockNumber> for NoRandomness {
	fn random(_: &[u8]) -> (Hash, BlockNumber) {
		Default::default()
	}
}

parameter_types! {
	/// What instructions cost, and what code may need.
	pub ContractSchedule: Schedule<Runtime> = Default::default();
	/// Deposit of each item that a contract stores.
	pub const ContractItemDeposit: Balance = deposit(1, 0);
	/// Deposit of each byte.
	pub const ContractByteDeposit: Balance = deposit(0, 1);
	/// Most that is held for storage where a caller names no limit.
	pub const ContractDepositLimit: Balance = 100 * STOA;
	/// Of the deposit of its code, what each contract holds beside.
	pub const CodeLockup: Perbill = Perbill::from_percent(30);
}

impl pallet_contracts::Config for Runtime {
	type Time = Timestamp;
	type Randomness = NoRandomness;
	type Currency = Balances;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	// The extension is all that contracts can call: its functions keep their meaning, calls need not.
	type CallFilter = Nothing;
	type WeightPrice = TransactionPayment;
	type WeightInfo = crate::weights::contracts::WeightInfo<Self>;
	type ChainExtension = Extension;
	type Schedule = ContractSchedule;
	type CallStack = [Frame<Self>; 5];
	type DepositPerByte = ContractByteDeposit;
	type DefaultDepositLimit = ContractDepositLimit;
	type DepositPerItem = ContractItemDeposit;
	type CodeHashLockupDepositPercent = CodeLockup;
	type AddressGenerator = DefaultAddressGenerator;
	type MaxCodeLen = ConstU32<{ 123 * 1_024 }>;
	type MaxStorageKeyLen = ConstU32<128>;
	type MaxTransientStorageSize = ConstU32<{ 1_024 * 1_024 }>;
	type MaxDelegateDependencies = ConstU32<32>;
	type UnsafeUnstableInterface = ConstBool<false>;
	type MaxDebugBufferLen = ConstU32<{ 2 * 1_024 * 1_024 }>;
	type UploadOrigin = EnsureSigned<AccountId>;
	type InstantiateOrigin = EnsureSigned<AccountId>;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations = ();
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_contracts::migration::codegen::BenchMigrations;
	type Debug = ();
	type Environment = ();
	type ApiVersion = ();
	type Xcm = ();
}

/// Jobs go into contracts as calls of each contract by itself: nobody else can make those, and nobody else pays
/// for what it stores.
pub struct IntoContracts;

impl IntoContracts {
	/// Errors that are not the contract's.
	fn is_passing(error: &DispatchError) -> bool {
		type Error = pallet_contracts::Error<Runtime>;
		let passing: [DispatchError; 2] =
			[Error::MigrationInProgress.into(), Error::ReentranceDenied.into()];
		passing.contains(error)
	}
}

impl Deliver<AccountId> for IntoContracts {
	fn most_gas() -> Weight {
		BLOCK_TIME_BUDGET.saturating_div(4)
	}

	fn overhead() -> Weight {
		<Runtime as pallet_contracts::Config>::WeightInfo::call()
	}

	fn fee(weight: Weight, bytes: u32) -> Balance {
		// Its checks are paid for like its call.
		let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
		let (job, gas, output) = (0, Weight::zero(), None);
		let call = pallet_inference::Call::deliver { job, gas, output };
		let info = DispatchInfo {
			call_weight: weight,
			extension_weight: extension.weight(&RuntimeCall::Inference(call)),
			class: DispatchClass::Normal,
			pays_fee: Pays::Yes,
		};
		TransactionPayment::compute_fee(bytes, &info, 0)
	}

	fn deliver(to: &AccountId, gas: Weight, input: Vec<u8>) -> Result<Delivered, DispatchError> {
		if Contracts::code_hash(to).is_none() {
			return Ok(Delivered { accepted: false, used: Self::overhead() });
		}
		let mut used = gas;
		let result = with_storage_layer(|| {
			let outcome = Contracts::bare_call(
				to.clone(),
				to.clone(),
				0,
				gas,
				None,
				input,
				DebugInfo::Skip,
				CollectEvents::Skip,
				Determinism::Enforced,
			);
			used = outcome.gas_consumed;
			outcome.result
		});
		let used = used.saturating_add(Self::overhead());
		match result {
			Ok(returned) => Ok(Delivered { accepted: !returned.did_revert(), used }),
			Err(error) if Self::is_passing(&error) => Err(error),
			Err(_) => Ok(Delivered { accepted: false, used }),
		}
	}
}

/// Events as dry runs tell them.
pub type EventRecord = frame_system::EventRecord<RuntimeEvent, Hash>;

/// What a dry run may use where no limit is named: a block.
fn dry_gas(gas: Option<Weight>) -> Weight {
	gas.unwrap_or(BLOCK_TIME_BUDGET)
}

/// What a call would do, and use.
pub fn dry_call(
	origin: AccountId,
	dest: AccountId,
	value: Balance,
	gas_limit: Option<Weight>,
	storage_deposit_limit: Option<Balance>,
	input: Vec<u8>,
) -> ContractExecResult<Balance, EventRecord> {
	Contracts::bare_call(
		origin,
		dest,
		value,
		dry_gas(gas_limit),
		storage_deposit_limit,
		input,
		DebugInfo::UnsafeDebug,
		CollectEvents::UnsafeCollect,
		Determinism::Enforced,
	)
}

/// What making a contract, with (data, salt), would do, and use.
pub fn dry_instantiate(
	origin: AccountId,
	value: Balance,
	gas_limit: Option<Weight>,
	storage_deposit_limit: Option<Balance>,
	code: Code<Hash>,
	(data, salt): (Vec<u8>, Vec<u8>),
) -> ContractInstantiateResult<AccountId, Balance, EventRecord> {
	Contracts::bare_instantiate(
		origin,
		value,
		dry_gas(gas_limit),
		storage_deposit_limit,
		code,
		data,
		salt,
		DebugInfo::UnsafeDebug,
		CollectEvents::UnsafeCollect,
	)
}
