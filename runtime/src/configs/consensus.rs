//! Who authors and finalises blocks, and what happens to those who misbehave.

use crate::{
	AccountId, Babe, Balances, Historical, ImOnline, Offences, Runtime, RuntimeEvent, Session,
	SessionKeys, Staking,
	configs::{
		staking::{MAX_BACKERS, MAX_VALIDATORS},
		validators::{ChillSilent, ElectedValidators, PunishEquivocators},
	},
	constants::{money, time::MILLISECS_PER_BLOCK},
	durations::{BondingDuration, EpochDuration, SessionsPerEra},
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
};
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy,
	historical::{IdentificationTuple, NoteHistoricalRoot},
};
use sp_runtime::{
	traits::{ConvertInto, OpaqueKeys},
	transaction_validity::TransactionPriority,
};
use sp_session::MembershipProof;
use stoa_primitives::Balance;

/// Most keys of each kind.
pub(crate) const MAX_AUTHORITIES: u32 = MAX_VALIDATORS;

parameter_types! {
	/// Sessions for which an equivocation can be reported: as long as stake stays bonded.
	pub EvidenceSessions: u64 =
		u64::from(BondingDuration::get()).saturating_mul(SessionsPerEra::get().into());
	/// The same in blocks.
	pub ReportLongevity: u64 = EpochDuration::get().saturating_mul(EvidenceSessions::get());
	/// Heartbeats go before ordinary transactions.
	pub const HeartbeatPriority: TransactionPriority = TransactionPriority::MAX / 2;
	/// What registering session keys takes, until they are purged.
	pub const KeyDeposit: Balance = money::deposit(6, 400);
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochDuration;
	type ExpectedBlockTime = ConstU64<MILLISECS_PER_BLOCK>;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	// The SDK's estimate of a report, as for GRANDPA: neither has a benchmark of it.
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<MAX_BACKERS>;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<MAX_BACKERS>;
	type MaxSetIdSessionEntries = EvidenceSessions;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = (Staking, ImOnline);
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = NoteHistoricalRoot<Self, ElectedValidators>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl pallet_session::historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = IdentificationTuple<Self>;
	type OnOffenceHandler = PunishEquivocators;
}

impl pallet_im_online::Config for Runtime {
	type AuthorityId = pallet_im_online::sr25519::AuthorityId;
	type MaxKeys = ConstU32<MAX_AUTHORITIES>;
	type MaxPeerInHeartbeats = ConstU32<10_000>;
	type RuntimeEvent = RuntimeEvent;
	type ValidatorSet = Historical;
	type NextSessionRotation = Babe;
	type ReportUnresponsiveness = ChillSilent;
	type UnsignedPriority = HeartbeatPriority;
	type WeightInfo = pallet_im_online::weights::SubstrateWeight<Runtime>;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
}
