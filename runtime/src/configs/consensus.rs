//! Who authors and finalises blocks, and what happens to those who misbehave.

use crate::{
	AccountId, Babe, Balances, Historical, ImOnline, Offences, Runtime, RuntimeEvent, Session,
	SessionKeys,
	constants::{money, time::MILLISECS_PER_BLOCK},
	durations::EpochDuration,
};
use alloc::vec::Vec;
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
	weights::Weight,
};
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy,
	historical::{IdentificationTuple, NoteHistoricalRoot},
};
use sp_runtime::{
	Perbill,
	traits::{Convert, ConvertInto, OpaqueKeys},
	transaction_validity::TransactionPriority,
};
use sp_session::MembershipProof;
use sp_staking::{
	SessionIndex,
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
};
use stoa_primitives::Balance;

/// Most validators.
pub(crate) const MAX_AUTHORITIES: u32 = 1_000;
/// Sessions after which evidence of an equivocation is too old.
const EVIDENCE_SESSIONS: u64 = 168;

parameter_types! {
	/// Blocks for which an equivocation can be reported.
	pub ReportLongevity: u64 = EpochDuration::get().saturating_mul(EVIDENCE_SESSIONS);
	/// Heartbeats go before ordinary transactions.
	pub const HeartbeatPriority: TransactionPriority = TransactionPriority::MAX / 2;
	/// What registering session keys takes, until they are purged.
	pub const KeyDeposit: Balance = money::deposit(6, 400);
	/// The validators that the genesis named.
	pub storage NamedAtGenesis: Vec<AccountId> = Vec::new();
	/// Who equivocated, each once, with its worst offence.
	pub storage Offenders: Vec<(AccountId, OffenceSeverity)> = Vec::new();
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = EpochDuration;
	type ExpectedBlockTime = ConstU64<MILLISECS_PER_BLOCK>;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<EVIDENCE_SESSIONS>;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = ImOnline;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = NoteHistoricalRoot<Self, GenesisValidators>;
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
	type FullIdentificationOf = NoIdentification;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = IdentificationTuple<Self>;
	type OnOffenceHandler = DisableOffenders;
}

impl pallet_im_online::Config for Runtime {
	type AuthorityId = pallet_im_online::sr25519::AuthorityId;
	type MaxKeys = ConstU32<MAX_AUTHORITIES>;
	type MaxPeerInHeartbeats = ConstU32<10_000>;
	type RuntimeEvent = RuntimeEvent;
	type ValidatorSet = Historical;
	type NextSessionRotation = Babe;
	// Silence shows in `SomeOffline` and costs nothing: a partition must not take authors away.
	type ReportUnresponsiveness = ();
	type UnsignedPriority = HeartbeatPriority;
	type WeightInfo = pallet_im_online::weights::SubstrateWeight<Runtime>;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
}

/// Nothing is known of a validator beside its account while nobody stakes.
pub struct NoIdentification;

impl Convert<AccountId, Option<()>> for NoIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

/// The validators of the genesis stay: there is no staking yet. They may change their keys, and one
/// that purged its keys is back once it has others.
///
/// A set is named again only when it or a key changed. `NoteHistoricalRoot` then notes a new root, by
/// which later equivocations under the new keys are proven; naming it in every session would make
/// GRANDPA change its set each time for nothing.
pub struct GenesisValidators;

impl GenesisValidators {
	/// Those that have keys, unless that is the set which is queued already. Never nobody.
	fn changed() -> Option<Vec<AccountId>> {
		let wanted: Vec<_> = NamedAtGenesis::get()
			.into_iter()
			.filter_map(|validator| {
				let keys = pallet_session::NextKeys::<Runtime>::get(&validator)?;
				Some((validator, keys))
			})
			.collect();
		let same = wanted == pallet_session::QueuedKeys::<Runtime>::get();
		let named = !same && !wanted.is_empty();
		named.then(|| wanted.into_iter().map(|(validator, _)| validator).collect())
	}
}

impl pallet_session::SessionManager<AccountId> for GenesisValidators {
	fn new_session(_: SessionIndex) -> Option<Vec<AccountId>> {
		Self::changed()
	}

	/// The genesis registers the validators' keys before it asks, and no others.
	fn new_session_genesis(_: SessionIndex) -> Option<Vec<AccountId>> {
		let mut validators: Vec<_> = pallet_session::NextKeys::<Runtime>::iter_keys().collect();
		validators.sort();
		NamedAtGenesis::set(&validators);
		Some(validators)
	}

	fn end_session(_: SessionIndex) {}

	/// A set with other keys has just begun with nobody disabled.
	fn start_session(_: SessionIndex) {
		if pallet_session::QueuedChanged::<Runtime>::get() {
			DisableOffenders::disable_again();
		}
	}
}

impl pallet_session::historical::SessionManager<AccountId, ()> for GenesisValidators {
	fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		let set = <Self as pallet_session::SessionManager<_>>::new_session(index)?;
		Some(set.into_iter().map(|validator| (validator, ())).collect())
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		let set = <Self as pallet_session::SessionManager<_>>::new_session_genesis(index)?;
		Some(set.into_iter().map(|validator| (validator, ())).collect())
	}

	fn end_session(_: SessionIndex) {}

	fn start_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<_>>::start_session(index)
	}
}

/// An equivocator authors no more, whatever keys it sets; there is no stake to slash yet.
///
/// The session pallet enables everyone when a set with other keys begins, so whoever set new keys would
/// end its own punishment, or a friend's.
pub struct DisableOffenders;

impl DisableOffenders {
	fn remember(offender: &AccountId, severity: OffenceSeverity) {
		let mut offenders = Offenders::get();
		match offenders.iter_mut().find(|(known, _)| known == offender) {
			Some((_, worst)) => *worst = severity.max(*worst),
			None => offenders.push((offender.clone(), severity)),
		}
		Offenders::set(&offenders);
	}

	fn disable_again() {
		for (offender, severity) in Offenders::get() {
			Session::report_offence(offender, severity);
		}
	}
}

impl<Reporter> OnOffenceHandler<Reporter, IdentificationTuple<Runtime>, Weight>
	for DisableOffenders
{
	fn on_offence(
		offenders: &[OffenceDetails<Reporter, IdentificationTuple<Runtime>>],
		slash_fraction: &[Perbill],
		_: SessionIndex,
	) -> Weight {
		let mut weight = Weight::zero();
		for (details, fraction) in offenders.iter().zip(slash_fraction) {
			if fraction.is_zero() {
				continue;
			}
			let (validator, ()) = &details.offender;
			Self::remember(validator, OffenceSeverity(*fraction));
			Session::report_offence(validator.clone(), OffenceSeverity(*fraction));
			let db = <Runtime as frame_system::Config>::DbWeight::get();
			weight = weight.saturating_add(db.reads_writes(3, 2));
		}
		weight
	}
}
