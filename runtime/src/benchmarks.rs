//! The pallets that `stoa-node benchmark pallet` measures: all of ours, and those of the SDK whose benchmarks run in this
//! runtime. Those of bags-list, referenda, staking, treasury and tx-pause do not: they want an empty chain, smaller bonds
//! than ours or other limits.

use crate::*;
use alloc::string::String;
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList, define_benchmarks};
use frame_support::traits::{
	StorageInfo, StorageInfoTrait, TrackedStorageKey, WhitelistedStorageKeys,
};

define_benchmarks!(
	[frame_system, frame_system_benchmarking::Pallet::<Runtime>]
	[frame_system_extensions, frame_system_benchmarking::extensions::Pallet::<Runtime>]
	[pallet_balances, Balances]
	[pallet_bounties, Bounties]
	[pallet_channels, Channels]
	[pallet_clock, Clock]
	[pallet_collective, TechnicalCommittee]
	[pallet_compute, Compute]
	[pallet_contracts, Contracts]
	[pallet_conviction_voting, ConvictionVoting]
	[pallet_datasets, Datasets]
	[pallet_delegation, Delegation]
	[pallet_disputes, Disputes]
	[pallet_draws, Draws]
	[pallet_im_online, ImOnline]
	[pallet_inference, Inference]
	[pallet_models, Models]
	[pallet_multisig, Multisig]
	[pallet_parameters, Parameters]
	[pallet_preimage, Preimage]
	[pallet_providers, Providers]
	[pallet_proxy, Proxy]
	[pallet_referee, Referee]
	[pallet_rewards, Rewards]
	[pallet_safe_mode, SafeMode]
	[pallet_scheduler, Scheduler]
	[pallet_sudo, Sudo]
	[pallet_timestamp, Timestamp]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_utility, Utility]
	[pallet_whitelist, Whitelist]
);

impl frame_system_benchmarking::Config for Runtime {}

impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

pub(crate) fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::<BenchmarkList>::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

pub(crate) fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist: Vec<TrackedStorageKey> = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::<BenchmarkBatch>::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
