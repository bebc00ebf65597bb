//! What a ruling does, and where the deposits go.
//!
//! The loser pays the first round's jurors; both halves if nobody lost. What a loser put up beyond that makes
//! those whole who had to pay for the appeal in which they were right; of the rest of a claimant's bond the
//! respondent gets a part, and what is left is burned.

use crate::{
	CaseBySubject, Config, Error, Event, Evidence, HoldReason, LossRecord, Losses, Pallet, Phase,
	Rounds, Sides, cases::CaseOf, pricing,
};
use frame_support::{
	defensive, dispatch::DispatchResultWithPostInfo, ensure, pallet_prelude::Pays,
	traits::Imbalance,
};
use stoa_primitives::{
	Balance, CaseId, Side,
	frame::{CaseOutcome, OnRuling},
};

/// What became of a claimant's bond.
#[derive(Default)]
struct Bond {
	compensation: Balance,
	burned: Balance,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_execute(id: CaseId) -> DispatchResultWithPostInfo {
		let mut case = Self::case_at(id)?;
		ensure!(case.phase == Phase::Final, Error::<T>::WrongPhase);
		case.phase = Phase::Executed;
		CaseBySubject::<T>::remove(&case.subject);
		Evidence::<T>::remove(id);
		let paid = Self::charge(id, &mut case);
		let bond = Self::end_bond(&mut case);
		for side in Side::BOTH {
			let each = case.parameters.evidence_deposit;
			let party = case.party_mut(side);
			let rest = party.on_hold(each);
			(party.fee, party.bond, party.evidence) = (0, 0, 0);
			Self::release(HoldReason::CaseDeposit, &party.account, rest);
		}
		let moved = Self::tell(id, &case);
		Self::deposit_event(Event::RulingExecuted {
			case: id,
			ruling: case.ruling,
			moved,
			claimant_paid: paid.claimant,
			respondent_paid: paid.respondent,
			compensation: bond.compensation,
			burned: bond.burned,
		});
		Self::keep_case(id, case);
		Ok(Pays::No.into())
	}

	/// Tells the market, or does it here if the subject is a listing. Returns what was moved.
	fn tell(id: CaseId, case: &CaseOf<T>) -> Balance {
		if let Some(fault) = case.fault {
			Self::curate(id, case, fault);
			return 0;
		}
		let outcome = CaseOutcome {
			case: id,
			claimant: case.claimant.account.clone(),
			respondent: case.respondent.account.clone(),
			ruling: case.ruling,
			at_stake: case.at_stake,
		};
		let moved = T::OnRuling::on_ruling(&case.subject, &outcome);
		if moved > case.at_stake {
			defensive!("a market moved more than it had frozen");
		}
		moved
	}

	/// Pays the first round's fees into its pot, and what the loser owes the other side's contributors.
	fn charge(id: CaseId, case: &mut CaseOf<T>) -> Sides<Balance> {
		let winner = case.winner();
		let seats = Rounds::<T>::get(id, 0).map_or(0, |details| details.votes.paid(case.ruling));
		let due = case.parameters.fee.saturating_mul(seats.into());
		let mut paid = pricing::first_fees(due, case.respondent.fee, winner);
		for side in Side::BOTH {
			Self::charge_side(id, case, side, 0, paid.get(side));
		}
		let Some(right) = winner else { return paid };
		for round in 1..=case.round {
			let Some(details) = Rounds::<T>::get(id, round) else { continue };
			let seats = details.votes.paid(case.ruling);
			let due = case.parameters.fee.saturating_mul(seats.into());
			let lacking = pricing::shortfall(&details.raised, due, right);
			let wrong = right.other();
			let taken = Self::charge_side(id, case, wrong, round, lacking);
			let sum = paid.of(wrong);
			*sum = sum.saturating_add(taken);
		}
		paid
	}

	/// Moves up to `amount` of what a side put up into the pot of a round, its fee first. Returns what was
	/// moved.
	fn charge_side(
		id: CaseId,
		case: &mut CaseOf<T>,
		side: Side,
		round: u8,
		amount: Balance,
	) -> Balance {
		let party = case.party_mut(side);
		let amount = amount.min(party.fee.saturating_add(party.bond));
		let account = party.account.clone();
		let moved = Self::move_held(HoldReason::CaseDeposit, &account, &Self::pot(), amount);
		let of_fee = moved.min(party.fee);
		party.fee = party.fee.saturating_sub(of_fee);
		party.bond = party.bond.saturating_sub(moved.saturating_sub(of_fee));
		Self::change_round(id, round, |details| {
			details.pot = details.pot.saturating_add(moved);
		});
		moved
	}

	/// Takes the bond of a claimant whose claim was dismissed. Otherwise it goes back.
	fn end_bond(case: &mut CaseOf<T>) -> Bond {
		if case.winner() != Some(Side::Respondent) {
			return Bond::default();
		}
		let claimant = case.claimant.account.clone();
		let memory = case.parameters.loss_memory.get();
		Losses::<T>::mutate(&claimant, |record| {
			let LossRecord { count, since } = pricing::remembered(*record, Self::now(), memory);
			*record = LossRecord { count: count.saturating_add(1), since };
		});
		let lost = core::mem::take(&mut case.claimant.bond);
		let compensation = pricing::compensation(lost, case.respondent.fee);
		let credit = Self::take(HoldReason::CaseDeposit, &claimant, lost);
		let (rest, compensation) = Self::pay_credit(credit, &case.respondent.account, compensation);
		Bond { compensation, burned: rest.peek() }
	}
}
