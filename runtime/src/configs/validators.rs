//! The set of validators from session to session, and what becomes of those who lie or are silent.

use crate::{
	AccountId, Runtime, Session, Staking,
	durations::{SilentSessions, SlashDeferDuration},
};
use alloc::vec::Vec;
use frame_support::{parameter_types, weights::Weight};
use pallet_im_online::UnresponsivenessOffence;
use pallet_session::historical::IdentificationTuple;
use sp_runtime::Perbill;
use sp_staking::{
	EraIndex, SessionIndex, StakingInterface,
	offence::{OffenceDetails, OffenceError, OffenceSeverity, OnOffenceHandler, ReportOffence},
};

parameter_types! {
	/// Who equivocated, each once: its worst offence, and the last era in which it is kept from authoring.
	pub storage Offenders: Vec<(AccountId, OffenceSeverity, EraIndex)> = Vec::new();
	/// Whom im-online found silent in the last session in which it found anybody, and for how many sessions in a
	/// row.
	pub storage Silent: (SessionIndex, Vec<(AccountId, SessionIndex)>) = (0, Vec::new());
}

/// The set that staking elects, named again when a key of it changed.
///
/// `NoteHistoricalRoot` notes a new root only when a set is named, and without one no equivocation under the new
/// key could be proven before the next election. The session pallet tells everyone of another set in any case, so
/// naming it costs nothing.
pub struct ElectedValidators;

impl ElectedValidators {
	/// Those of the elected that can author. The session pallet would leave the others out as well, and go on with
	/// however few remain: with nobody, if stakers without keys had outbid all that have some.
	fn enough_with_keys(elected: Vec<(AccountId, ())>) -> Option<Vec<(AccountId, ())>> {
		let least = pallet_staking::MinimumValidatorCount::<Runtime>::get().max(1) as usize;
		let with_keys: Vec<_> = elected
			.into_iter()
			.filter(|(validator, ())| pallet_session::NextKeys::<Runtime>::contains_key(validator))
			.collect();
		(with_keys.len() >= least).then_some(with_keys)
	}

	/// The session pallet asks after it has made the queued set the current one.
	fn same_with_other_keys() -> Option<Vec<(AccountId, ())>> {
		let changed =
			pallet_session::QueuedKeys::<Runtime>::get().into_iter().any(|(validator, keys)| {
				pallet_session::NextKeys::<Runtime>::get(validator).is_some_and(|next| next != keys)
			});
		let named = || Session::validators().into_iter().map(|validator| (validator, ())).collect();
		changed.then(named)
	}
}

impl pallet_session::historical::SessionManager<AccountId, ()> for ElectedValidators {
	fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		<Staking as pallet_session::historical::SessionManager<_, ()>>::new_session(index)
			.and_then(Self::enough_with_keys)
			.or_else(Self::same_with_other_keys)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		<Staking as pallet_session::historical::SessionManager<_, ()>>::new_session_genesis(index)
	}

	fn end_session(index: SessionIndex) {
		<Staking as pallet_session::SessionManager<_>>::end_session(index)
	}

	/// A set with other keys has just begun with nobody disabled.
	fn start_session(index: SessionIndex) {
		<Staking as pallet_session::SessionManager<_>>::start_session(index);
		if pallet_session::QueuedChanged::<Runtime>::get() {
			PunishEquivocators::disable_again();
		}
	}
}

impl pallet_session::SessionManager<AccountId> for ElectedValidators {
	fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
		let set = <Self as pallet_session::historical::SessionManager<_, ()>>::new_session(index)?;
		Some(set.into_iter().map(|(validator, ())| validator).collect())
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<AccountId>> {
		<Staking as pallet_session::SessionManager<_>>::new_session_genesis(index)
	}

	fn end_session(index: SessionIndex) {
		<Self as pallet_session::historical::SessionManager<_, ()>>::end_session(index)
	}

	fn start_session(index: SessionIndex) {
		<Self as pallet_session::historical::SessionManager<_, ()>>::start_session(index)
	}
}

/// An equivocator is slashed, chilled, and authors no more until its slash is applied, whatever keys it sets and
/// whoever elects it.
///
/// Staking alone would only disable it, and the session pallet enables everyone when a set with other keys begins.
pub struct PunishEquivocators;

impl PunishEquivocators {
	fn active_era() -> EraIndex {
		pallet_staking::ActiveEra::<Runtime>::get().map_or(0, |era| era.index)
	}

	/// Those whose time is over are forgotten, so there are never more than were elected in the eras of a
	/// deferral.
	fn remember(offender: &AccountId, severity: OffenceSeverity) {
		let now = Self::active_era();
		let until = now.saturating_add(SlashDeferDuration::get()).saturating_add(1);
		let mut offenders = Offenders::get();
		offenders.retain(|(_, _, until)| *until >= now);
		match offenders.iter_mut().find(|(known, _, _)| known == offender) {
			Some((_, worst, end)) => (*worst, *end) = (severity.max(*worst), until),
			None => offenders.push((offender.clone(), severity, until)),
		}
		Offenders::set(&offenders);
	}

	fn disable_again() {
		let now = Self::active_era();
		for (offender, severity, until) in Offenders::get() {
			if until >= now {
				Session::report_offence(offender, severity);
			}
		}
	}
}

impl OnOffenceHandler<AccountId, IdentificationTuple<Runtime>, Weight> for PunishEquivocators {
	fn on_offence(
		offenders: &[OffenceDetails<AccountId, IdentificationTuple<Runtime>>],
		slash_fractions: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		let mut weight =
			<Staking as OnOffenceHandler<_, IdentificationTuple<Runtime>, _>>::on_offence(
				offenders,
				slash_fractions,
				session,
			);
		for (details, fraction) in offenders.iter().zip(slash_fractions) {
			let (validator, ()) = &details.offender;
			Self::remember(validator, OffenceSeverity(*fraction));
			Session::report_offence(validator.clone(), OffenceSeverity(*fraction));
			chill(validator);
			let db = <Runtime as frame_system::Config>::DbWeight::get();
			weight = weight.saturating_add(db.reads_writes(12, 10));
		}
		weight
	}
}

/// It stands for election no longer; its own `validate` brings it back. One that is gone already stays so.
fn chill(validator: &AccountId) {
	let _ = <Staking as StakingInterface>::chill(validator);
}

/// A validator that is silent for long gives its seat away, unless so many are that it is not they who are at
/// fault. Silence is no lie and costs no stake.
///
/// The SDK's own offence does the opposite: it costs nothing when few are silent and slashes when many are, as in
/// a partition, from which the set would come out with fewer authors than went in.
pub struct ChillSilent;

type Unresponsive = UnresponsivenessOffence<IdentificationTuple<Runtime>>;

impl ReportOffence<AccountId, IdentificationTuple<Runtime>, Unresponsive> for ChillSilent {
	fn report_offence(_: Vec<AccountId>, offence: Unresponsive) -> Result<(), OffenceError> {
		let (last, before) = Silent::get();
		let in_a_row = last.saturating_add(1) == offence.session_index;
		let sessions_before = |validator: &AccountId| {
			let known = before.iter().find(|(known, _)| in_a_row && known == validator);
			known.map_or(0, |(_, sessions)| *sessions)
		};
		let silent: Vec<_> = offence
			.offenders
			.into_iter()
			.map(|(validator, ())| {
				let sessions = sessions_before(&validator).saturating_add(1);
				(validator, sessions)
			})
			.collect();
		let few = silent.len().saturating_mul(3) < offence.validator_set_count as usize;
		for (validator, sessions) in &silent {
			if few && *sessions >= SilentSessions::get() {
				chill(validator);
			}
		}
		Silent::set(&(offence.session_index, silent));
		Ok(())
	}

	fn is_known_offence(_: &[IdentificationTuple<Runtime>], _: &SessionIndex) -> bool {
		false
	}
}
