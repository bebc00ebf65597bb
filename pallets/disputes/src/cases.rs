//! How a case begins, and what both sides bring.

use crate::{
	CaseBySubject, CaseDetails, Cases, Config, CourtParameters, Error, Event, Evidence,
	EvidenceItem, HoldReason, Losses, MAX_EVIDENCE, MAX_EVIDENCE_BYTES, NextCaseId, Pallet,
	Parameters, Party, Phase, Place, pricing,
};
use frame_support::{ensure, storage::with_storage_layer, traits::fungible::MutateHold};
use sp_runtime::{DispatchError, DispatchResult};
use stoa_primitives::{
	Balance, CaseId, Court, Digest, ListingFault,
	frame::{Arbitrator, CaseCosts, Clock, NewCase},
};

/// A case of this chain.
pub(crate) type CaseOf<T> =
	CaseDetails<<T as frame_system::Config>::AccountId, <T as Config>::Subject>;

impl<T: Config> Pallet<T> {
	/// What a case under `parameters` would cost `claimant` now.
	pub(crate) fn case_costs(parameters: &CourtParameters, claimant: &T::AccountId) -> CaseCosts {
		let losses = Losses::<T>::get(claimant);
		let counts = pricing::remembered(losses, Self::now(), parameters.loss_memory.get()).count;
		CaseCosts {
			fee: pricing::fees(parameters, 0),
			bond: pricing::claim_bond(parameters, counts),
		}
	}

	pub(crate) fn hold_deposit(who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::hold(&HoldReason::CaseDeposit.into(), who, amount)
			.map_err(|_| Error::<T>::InsufficientFunds.into())
	}

	/// Opens a case. Changes nothing if it fails.
	pub(crate) fn open_case_about(
		subject: T::Subject,
		new: NewCase<T::AccountId>,
		fault: Option<ListingFault>,
	) -> Result<CaseId, DispatchError> {
		ensure!(new.claimant != new.respondent, Error::<T>::OwnCase);
		ensure!(!CaseBySubject::<T>::contains_key(&subject), Error::<T>::CaseOpen);
		let parameters = Parameters::<T>::get(new.court);
		let CaseCosts { fee, bond } = Self::case_costs(&parameters, &new.claimant);
		ensure!(new.respondent_deposit <= fee, Error::<T>::DepositTooLarge);
		Self::hold_deposit(&new.claimant, fee.saturating_add(bond))?;
		Self::hold_deposit(&new.respondent, new.respondent_deposit)?;
		let id = NextCaseId::<T>::get();
		NextCaseId::<T>::put(id.saturating_add(1));
		CaseBySubject::<T>::insert(&subject, id);
		let until = Self::now().saturating_add(parameters.evidence_blocks.get());
		let party = |account, fee, bond| Party { account, fee, bond, evidence: 0 };
		let NewCase { claimant, respondent, court, rulings, at_stake, respondent_deposit } = new;
		// What is bonded from now on has no say in this case: it must not keep it in a weak court either.
		let court = court
			.parent()
			.filter(|_| at_stake > 0 && Self::is_weak(court, at_stake, &parameters))
			.unwrap_or(court);
		let case = CaseDetails {
			subject: subject.clone(),
			claimant: party(claimant.clone(), fee, bond),
			respondent: party(respondent.clone(), respondent_deposit, 0),
			court,
			rulings,
			at_stake,
			fault,
			opened_at: Self::now(),
			phase: Phase::Evidence { until },
			stood: T::Clock::stood_still(),
			round: 0,
			stored_rounds: 0,
			draws: 0,
			ruling: None,
			parameters,
		};
		Cases::<T>::insert(id, case);
		Self::deposit_event(Event::CaseOpened {
			case: id,
			subject,
			court,
			claimant,
			respondent,
			fault,
			at_stake,
			fee,
			bond,
			until,
		});
		Ok(id)
	}

	/// The case, if evidence can be brought: before the first round, and before each other one.
	fn case_with_evidence(id: CaseId) -> Result<CaseOf<T>, DispatchError> {
		let case = Self::case_at(id)?;
		let (Phase::Evidence { until } | Phase::Appealing { until, .. }) = case.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		ensure!(Self::now() <= until, Error::<T>::WrongPhase);
		Ok(case)
	}

	pub(crate) fn do_join(who: T::AccountId, id: CaseId) -> DispatchResult {
		let mut case = Self::case_with_evidence(id)?;
		ensure!(case.respondent.account == who, Error::<T>::NotRespondent);
		ensure!(matches!(case.phase, Phase::Evidence { .. }), Error::<T>::WrongPhase);
		let fee = pricing::fees(&case.parameters, 0);
		let missing = fee.saturating_sub(case.respondent.fee);
		ensure!(missing > 0, Error::<T>::AlreadyJoined);
		Self::hold_deposit(&who, missing)?;
		case.respondent.fee = fee;
		Cases::<T>::insert(id, case);
		Self::deposit_event(Event::RespondentJoined { case: id, respondent: who, fee });
		Ok(())
	}

	pub(crate) fn do_submit_evidence(
		who: T::AccountId,
		id: CaseId,
		content: Digest,
		bytes: u32,
		place: Place,
	) -> DispatchResult {
		let mut case = Self::case_with_evidence(id)?;
		let by = case.side_of(&who).ok_or(Error::<T>::NotParty)?;
		ensure!(bytes <= MAX_EVIDENCE_BYTES, Error::<T>::EvidenceTooLarge);
		let deposit = case.parameters.evidence_deposit;
		let party = case.party_mut(by);
		ensure!(party.evidence < MAX_EVIDENCE, Error::<T>::TooMuchEvidence);
		party.evidence = party.evidence.saturating_add(1);
		Self::hold_deposit(&who, deposit)?;
		let item = EvidenceItem { by, content, bytes, place: place.clone() };
		Evidence::<T>::try_append(id, item).map_err(|()| Error::<T>::TooMuchEvidence)?;
		Cases::<T>::insert(id, case);
		Self::deposit_event(Event::EvidenceSubmitted { case: id, by, content, bytes, place });
		Ok(())
	}
}

impl<T: Config> Arbitrator<T::AccountId, T::Subject> for Pallet<T> {
	fn open(subject: T::Subject, new: NewCase<T::AccountId>) -> Result<CaseId, DispatchError> {
		with_storage_layer(|| Self::open_case_about(subject, new, None))
	}

	fn costs(court: Court, claimant: &T::AccountId) -> CaseCosts {
		Self::case_costs(&Parameters::<T>::get(court), claimant)
	}

	fn open_case(subject: &T::Subject) -> Option<CaseId> {
		CaseBySubject::<T>::get(subject)
	}
}
