//! What accounts can do beside single transactions: batches, multisigs, proxies, and sudo in development.

use crate::{
	Balance, Balances, OriginCaller, Runtime, RuntimeCall, RuntimeEvent, System,
	constants::money::deposit,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{ConstU32, InstanceFilter},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Deposit of an open multisig call.
	pub const MultisigDeposit: Balance = deposit(1, 88);
	/// Deposit per signatory of it.
	pub const SignatoryDeposit: Balance = deposit(0, 32);
	/// Deposit of an account's list of proxies.
	pub const ProxyDeposit: Balance = deposit(1, 8);
	/// Deposit per proxy.
	pub const ProxyEntryDeposit: Balance = deposit(0, 33);
	/// Deposit of an account's list of announcements.
	pub const AnnouncementDeposit: Balance = deposit(1, 8);
	/// Deposit per announcement.
	pub const AnnouncementEntryDeposit: Balance = deposit(0, 66);
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDeposit;
	type DepositFactor = SignatoryDeposit;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDeposit;
	type ProxyDepositFactor = ProxyEntryDeposit;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDeposit;
	type AnnouncementDepositFactor = AnnouncementEntryDeposit;
	type BlockNumberProvider = System;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

/// What a proxy may do for the account that named it.
#[derive(
	Copy,
	Clone,
	Eq,
	PartialEq,
	Ord,
	PartialOrd,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	Debug,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// What moves no money of the account to anyone, now or later: running a provider, a release or a
	/// validator, and ending jobs that were ordered. Neither balances nor new orders, payees or owners.
	#[codec(index = 1)]
	NonTransfer,
	/// What a provider's daemon does from day to day: offers, prices, answers. Neither bond nor balance.
	#[codec(index = 2)]
	Providing,
	/// Validating and nominating: all of staking and the session keys. It can name who is paid from now on, and
	/// moves nothing that is there.
	#[codec(index = 3)]
	Staking,
	/// Proposing and voting, with deposits and locks of the account.
	#[codec(index = 4)]
	Governance,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			ProxyType::Any => true,
			ProxyType::NonTransfer => moves_nothing(call),
			ProxyType::Providing => is_providing(call),
			ProxyType::Staking => matches!(
				call,
				RuntimeCall::Staking(_) | RuntimeCall::VoterList(_) | RuntimeCall::Session(_)
			),
			ProxyType::Governance => matches!(
				call,
				RuntimeCall::ConvictionVoting(_)
					| RuntimeCall::Preimage(_)
					| RuntimeCall::Referenda(_)
					| RuntimeCall::TechnicalCommittee(_)
					| RuntimeCall::Bounties(_)
			),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		self == other || *self == ProxyType::Any
	}
}

fn is_providing(call: &RuntimeCall) -> bool {
	matches!(
		call,
		RuntimeCall::Providers(
			pallet_providers::Call::set_endpoint { .. }
				| pallet_providers::Call::set_hardware { .. }
				| pallet_providers::Call::serve { .. }
				| pallet_providers::Call::unserve { .. }
				| pallet_providers::Call::chill { .. }
				| pallet_providers::Call::activate { .. }
		) | RuntimeCall::Inference(
			pallet_inference::Call::commit { .. }
				| pallet_inference::Call::reveal { .. }
				| pallet_inference::Call::decline { .. }
				| pallet_inference::Call::answer { .. }
				| pallet_inference::Call::provide_data { .. }
				| pallet_inference::Call::open_cells { .. }
				| pallet_inference::Call::reveal_trace { .. }
		) | RuntimeCall::Channels(
			// What answers a demand that was made. Neither `redeem`, with a root that cannot be opened, nor a
			// contradiction that nobody can prove: those lose bond.
			pallet_channels::Call::open_sample { .. }
				| pallet_channels::Call::confirm_sample { .. }
				| pallet_channels::Call::show_trace { .. }
				| pallet_channels::Call::provide_prompt { .. }
		) | RuntimeCall::Referee(
			// No proof, and nothing that opens or steers a challenge: whoever loses one on purpose gives its
			// bond away.
			pallet_referee::Call::reveal_challenge { .. } | pallet_referee::Call::answer { .. }
		) | RuntimeCall::Compute(
			pallet_compute::Call::update_offer { .. }
				| pallet_compute::Call::start_lease { .. }
				| pallet_compute::Call::submit_usage { .. }
				| pallet_compute::Call::claim { .. }
				| pallet_compute::Call::insist { .. }
				| pallet_compute::Call::commit_measurement { .. }
				| pallet_compute::Call::prove_measurement { .. }
		) | RuntimeCall::Datasets(
			// What a custodian finds. No key: a wrong one costs the owner's bond.
			pallet_datasets::Call::commit_run { .. }
				| pallet_datasets::Call::reveal_run { .. }
				| pallet_datasets::Call::fail_run { .. }
		)
	)
}

/// Only what is named here: a call that is added later is refused until somebody has thought about it.
fn moves_nothing(call: &RuntimeCall) -> bool {
	is_providing(call)
		|| matches!(
			call,
			RuntimeCall::System(
				frame_system::Call::remark { .. } | frame_system::Call::remark_with_event { .. }
			) | RuntimeCall::Session(
				pallet_session::Call::set_keys { .. } | pallet_session::Call::purge_keys { .. }
			) | RuntimeCall::Staking(
				pallet_staking::Call::validate { .. }
					| pallet_staking::Call::chill { .. }
					| pallet_staking::Call::unbond { .. }
					| pallet_staking::Call::withdraw_unbonded { .. }
					| pallet_staking::Call::payout_stakers { .. }
					| pallet_staking::Call::payout_stakers_by_page { .. }
			) | RuntimeCall::Providers(
				pallet_providers::Call::deregister { .. }
					| pallet_providers::Call::unbond { .. }
					| pallet_providers::Call::withdraw_unbonded { .. }
					| pallet_providers::Call::drop_expired_hardware { .. }
			) | RuntimeCall::Models(
				pallet_models::Call::set_metadata { .. }
					| pallet_models::Call::set_price { .. }
					| pallet_models::Call::retire { .. }
					| pallet_models::Call::drop_release { .. }
			) | RuntimeCall::Inference(
				pallet_inference::Call::cancel_job { .. }
					| pallet_inference::Call::post_prompt { .. }
					| pallet_inference::Call::poke { .. }
					| pallet_inference::Call::drop_expired { .. }
					| pallet_inference::Call::drop_audit_history { .. }
					| pallet_inference::Call::claim { .. }
			) | RuntimeCall::Channels(
				pallet_channels::Call::expire { .. }
					| pallet_channels::Call::withdraw { .. }
					| pallet_channels::Call::drop_channel { .. }
					| pallet_channels::Call::drop_receipt { .. }
					| pallet_channels::Call::poke { .. }
			) | RuntimeCall::Disputes(
				// No vote: one that loses on purpose costs what its seat locks.
				pallet_disputes::Call::unbond { .. }
					| pallet_disputes::Call::withdraw { .. }
					| pallet_disputes::Call::draw_jurors { .. }
					| pallet_disputes::Call::advance { .. }
					| pallet_disputes::Call::execute { .. }
					| pallet_disputes::Call::settle_round { .. }
					| pallet_disputes::Call::withdraw_contribution { .. }
					| pallet_disputes::Call::drop_flag { .. }
			) | RuntimeCall::Rewards(
				pallet_rewards::Call::claim { .. }
					| pallet_rewards::Call::claim_other { .. }
					| pallet_rewards::Call::claim_release { .. }
			) | RuntimeCall::Delegation(
				pallet_delegation::Call::undelegate { .. }
					| pallet_delegation::Call::withdraw { .. }
					| pallet_delegation::Call::claim { .. }
					| pallet_delegation::Call::claim_other { .. }
					| pallet_delegation::Call::drop_pool { .. }
			) | RuntimeCall::Referee(
				pallet_referee::Call::timeout { .. } | pallet_referee::Call::drop_commitment { .. }
			) | RuntimeCall::Compute(
				pallet_compute::Call::close_offer { .. }
					| pallet_compute::Call::cancel_request { .. }
					| pallet_compute::Call::close_lease { .. }
					| pallet_compute::Call::poke { .. }
			) | RuntimeCall::Datasets(
				pallet_datasets::Call::set_metadata { .. }
					| pallet_datasets::Call::set_state { .. }
					| pallet_datasets::Call::set_price { .. }
					| pallet_datasets::Call::retire_release { .. }
					| pallet_datasets::Call::drop_release { .. }
					| pallet_datasets::Call::drop_term { .. }
					| pallet_datasets::Call::claim_refund { .. }
					| pallet_datasets::Call::collect { .. }
					| pallet_datasets::Call::poke { .. }
					| pallet_datasets::Call::poke_run { .. }
			)
		)
}
