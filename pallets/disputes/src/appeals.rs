//! Paying for an appeal, and getting back what is left.
//!
//! Who did not win pays more than the panel costs, or there is no appeal. Who won may pay too, and need not:
//! nobody loses a case for want of money. Who paid for the side that is right in the end gets it back and
//! shares what the other side's contributors paid beyond the fees.

use crate::{
	Cases, Config, Contributions, Error, Event, Pallet, Phase, RoundDetails, RoundState, Rounds,
	cases::CaseOf, pricing,
};
use frame_support::{
	dispatch::DispatchResultWithPostInfo, ensure, pallet_prelude::Pays, traits::fungible::Inspect,
};
use sp_runtime::DispatchResult;
use stoa_primitives::{Balance, CaseId, Side};

impl<T: Config> Pallet<T> {
	/// What `side` may still pay for the next round.
	pub(crate) fn appeal_lacks(case: &CaseOf<T>, details: &RoundDetails, side: Side) -> Balance {
		let next = case.round.saturating_add(1);
		let price = pricing::appeal_price(&case.parameters, next, side, case.winner());
		price.saturating_sub(details.raised.get(side))
	}

	/// Whether a side that did not win has paid all.
	pub(crate) fn appeal_is_paid(case: &CaseOf<T>, details: &RoundDetails) -> bool {
		let mut lost = Side::BOTH.into_iter().filter(|side| case.winner() != Some(*side));
		lost.any(|side| Self::appeal_lacks(case, details, side) == 0)
	}

	pub(crate) fn do_fund_appeal(
		who: T::AccountId,
		id: CaseId,
		side: Side,
		amount: Balance,
	) -> DispatchResult {
		let case = Self::case_at(id)?;
		let Phase::Appealing { half, until } = case.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		let now = Self::now();
		let round = case.round.saturating_add(1);
		let mut details = Self::round_at(id, round)?;
		let open = now <= half || Self::appeal_is_paid(&case, &details);
		ensure!(now <= until && open, Error::<T>::TooLate);
		let lacking = Self::appeal_lacks(&case, &details, side);
		ensure!(lacking > 0, Error::<T>::FullyFunded);
		let amount = amount.min(lacking);
		let enough = amount == lacking || amount >= T::Currency::minimum_balance();
		ensure!(enough && amount > 0, Error::<T>::ContributionTooSmall);
		let before = Contributions::<T>::get((id, round, &who));
		ensure!(before.is_none_or(|(other, _)| other == side), Error::<T>::OtherSide);
		Self::pay_in(&who, amount).map_err(|_| Error::<T>::InsufficientFunds)?;
		if before.is_none() {
			details.contributors = details.contributors.saturating_add(1);
		}
		let paid = before.map_or(0, |(_, paid)| paid).saturating_add(amount);
		Contributions::<T>::insert((id, round, &who), (side, paid));
		let raised = details.raised.of(side);
		*raised = raised.saturating_add(amount);
		let raised = *raised;
		details.pot = details.pot.saturating_add(amount);
		Rounds::<T>::insert(id, round, details);
		Self::deposit_event(Event::AppealFunded {
			case: id,
			round,
			side,
			contributor: who,
			amount,
			raised,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw_contribution(
		id: CaseId,
		round: u8,
		contributor: T::AccountId,
	) -> DispatchResultWithPostInfo {
		let mut case = Self::case_at(id)?;
		let mut details = Self::round_at(id, round)?;
		let right = match details.state {
			// Nobody was right about a round that did not come about.
			RoundState::Void => None,
			RoundState::Settled => case.winner(),
			_ => return Err(Error::<T>::RoundNotSettled.into()),
		};
		let known = Contributions::<T>::take((id, round, &contributor));
		let (side, contribution) = known.ok_or(Error::<T>::ContributionNotFound)?;
		let part = match right {
			Some(right) if right != side => 0,
			Some(right) => pricing::share(details.pot, contribution, details.raised.get(right)),
			None => pricing::share(details.pot, contribution, details.raised.sum()),
		};
		let raised = details.raised.of(side);
		*raised = raised.saturating_sub(contribution);
		details.contributors = details.contributors.saturating_sub(1);
		details.pot = details.pot.saturating_sub(part);
		let paid = Self::pay_out(&contributor, part);
		Self::keep_round(id, &mut case, round, details);
		Self::keep_case(id, case);
		Self::deposit_event(Event::ContributionWithdrawn {
			case: id,
			round,
			contributor,
			contribution,
			paid,
		});
		Ok(Pays::No.into())
	}

	/// Stores a round, or forgets it when nothing of it is left to do.
	pub(crate) fn keep_round(id: CaseId, case: &mut CaseOf<T>, round: u8, details: RoundDetails) {
		let over = matches!(details.state, RoundState::Void | RoundState::Settled);
		if over && details.contributors == 0 {
			// Each share is of what is left, so the last one takes all of it; what is nobody's was burned.
			Self::burn_from_pot(details.pot);
			Rounds::<T>::remove(id, round);
			case.stored_rounds = case.stored_rounds.saturating_sub(1);
		} else {
			Rounds::<T>::insert(id, round, details);
		}
	}

	/// Stores a case, or forgets it when nothing of it is left to do.
	pub(crate) fn keep_case(id: CaseId, case: CaseOf<T>) {
		if case.phase == Phase::Executed && case.stored_rounds == 0 {
			Cases::<T>::remove(id);
			Self::deposit_event(Event::CaseClosed { case: id });
		} else {
			Cases::<T>::insert(id, case);
		}
	}
}
