//! # The Stoa runtime
//!
//! Joins the pallets into one chain. Nothing here decides anything: pallets do, and meet through the
//! traits of `stoa-primitives`.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`constants`] | time, money, sizes |
//! | [`durations`] | periods that genesis presets shorten |
//! | [`governance`] | what the DAO may decide |
//! | [`configs`] | one `Config` per pallet, by subject |
//! | [`extension`] | what contracts can ask of the chain |
//! | [`apis`] | what the node may ask |
//! | [`market`] | what operators watch |
//! | [`weights`] | what calls of some pallets of the SDK cost here |
//! | [`migrations`] | what an upgrade changes in the state |
//! | [`genesis_config_presets`] | `development`, `local_testnet`, `staging` |
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]

#[cfg(all(feature = "wasm-binary", feature = "std"))]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod constants;
pub mod durations;
pub mod extension;
pub mod genesis_config_presets;
pub mod governance;
pub mod market;
pub mod migrations;
pub mod moot;
#[cfg(all(test, feature = "try-runtime"))]
mod tests;
pub mod weights;

use alloc::vec::Vec;
use sp_runtime::{
	MultiAddress, MultiSignature, generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
};
use sp_version::RuntimeVersion;

pub use pallet_inference::dispatch::sr25519::KEY_TYPE as DISPATCH_KEY_TYPE;
pub use stoa_primitives::{Balance, BlockNumber};

/// What authorises a signed transaction.
pub type Signature = MultiSignature;
/// An account, by the public key of its signature or a derived id.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Number of an account's next transaction.
pub type Nonce = u32;
/// A 32-byte hash.
pub type Hash = sp_core::H256;
/// An account as a transaction names it.
pub type Address = MultiAddress<AccountId, ()>;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A transaction or inherent as it travels.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// Blocks as the node handles them: their transactions are bytes, so that a node outlives upgrades.
pub mod opaque {
	use super::{BlakeTwo256, BlockNumber, generic};
	pub use sp_runtime::OpaqueExtrinsic;

	/// A block's header.
	pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
	/// A block.
	pub type Block = generic::Block<Header, OpaqueExtrinsic>;
}

/// What a signed transaction signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Checks around every transaction, in this order. `AuthorizeCall` comes first since it may give the
/// origin that the others check; `WeightReclaim` last since it settles what all of them used.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	moot::ChargeUnlessMoot,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// Runs blocks. Our pallets use no `ValidateUnsigned`; BABE's and GRANDPA's equivocation reports do.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

impl_opaque_keys! {
	/// A validator's keys, in this order since the first genesis.
	pub struct SessionKeys {
		/// Authors blocks (sr25519).
		pub babe: Babe,
		/// Finalises them (ed25519).
		pub grandpa: Grandpa,
		/// Says that the validator is there (sr25519).
		pub im_online: ImOnline,
		/// Publishes its addresses (sr25519).
		pub authority_discovery: AuthorityDiscovery,
		/// Carries providers' statements to the chain (sr25519).
		pub dispatch: Inference,
	}
}

/// Which runtime this is. The releases before it are in `runtime/releases`.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("stoa"),
	impl_name: alloc::borrow::Cow::Borrowed("stoa"),
	authoring_version: 1,
	spec_version: 2,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// How BABE begins; epochs keep it.
pub const BABE_GENESIS_EPOCH_CONFIG: sp_consensus_babe::BabeEpochConfiguration =
	sp_consensus_babe::BabeEpochConfiguration {
		c: constants::time::PRIMARY_PROBABILITY,
		allowed_slots: sp_consensus_babe::AllowedSlots::PrimaryAndSecondaryVRFSlots,
	};

/// The pallets. Indices never change; hooks and geneses run in the order of this list, not of indices, so `Babe` stands before `Session`
/// (whose sessions are its epochs), `Draws` after `Babe` (whose output it copies), and `Staking` before `Session`
/// (whose first validators its genesis elects).
#[frame_support::runtime(legacy_ordering)]
mod runtime {
	/// The chain.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Durations = crate::durations;
	#[runtime::pallet_index(2)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(3)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(4)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(5)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(6)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(15)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(16)]
	pub type VoterList = pallet_bags_list;
	#[runtime::pallet_index(7)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(8)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(9)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(10)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(11)]
	pub type ImOnline = pallet_im_online;
	#[runtime::pallet_index(12)]
	pub type AuthorityDiscovery = pallet_authority_discovery;
	#[runtime::pallet_index(13)]
	pub type Draws = pallet_draws;
	#[runtime::pallet_index(14)]
	pub type Clock = pallet_clock;

	#[runtime::pallet_index(20)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(21)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(22)]
	pub type Proxy = pallet_proxy;

	#[runtime::pallet_index(25)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(26)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(27)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(28)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(29)]
	pub type Origins = crate::governance::origins;
	#[runtime::pallet_index(30)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(31)]
	pub type TechnicalCommittee = pallet_collective;
	#[runtime::pallet_index(32)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(33)]
	pub type Bounties = pallet_bounties;
	#[runtime::pallet_index(34)]
	pub type Parameters = pallet_parameters;
	#[runtime::pallet_index(35)]
	pub type SafeMode = pallet_safe_mode;
	#[runtime::pallet_index(36)]
	pub type TxPause = pallet_tx_pause;

	#[runtime::pallet_index(40)]
	pub type Providers = pallet_providers;
	#[runtime::pallet_index(41)]
	pub type Models = pallet_models;
	#[runtime::pallet_index(42)]
	pub type Inference = pallet_inference;
	#[runtime::pallet_index(43)]
	pub type Referee = pallet_referee;
	#[runtime::pallet_index(44)]
	pub type Channels = pallet_channels;
	#[runtime::pallet_index(45)]
	pub type Disputes = pallet_disputes;

	#[runtime::pallet_index(46)]
	pub type Compute = pallet_compute;
	#[runtime::pallet_index(47)]
	pub type Datasets = pallet_datasets;

	#[runtime::pallet_index(49)]
	pub type Delegation = pallet_delegation;
	// Its genesis counts what all others have given out.
	#[runtime::pallet_index(48)]
	pub type Rewards = pallet_rewards;

	#[runtime::pallet_index(50)]
	pub type Contracts = pallet_contracts;

	#[runtime::pallet_index(255)]
	pub type Sudo = pallet_sudo;
}
