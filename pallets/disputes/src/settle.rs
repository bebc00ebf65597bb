//! Paying and charging the jurors of a round, by how the case ended.
//!
//! A seat is coherent if it voted for the ruling with which the case ended. If it ended without one, nobody
//! who voted was wrong. What the others lose the coherent share, up to a cap; the rest is burned.

use crate::{
	Config, Duties, Error, Event, HoldReason, Pallet, Phase, RoundState, Seat, SeatState, Seats,
	cases::CaseOf, money::CreditOf, pricing,
};
use alloc::vec::Vec;
use frame_support::{
	dispatch::DispatchResultWithPostInfo, ensure, pallet_prelude::Pays, traits::Imbalance,
};
use stoa_primitives::{Balance, CaseId};

impl<T: Config> Pallet<T> {
	/// The jurors of a round.
	pub(crate) fn panel_of(id: CaseId, round: u8) -> Vec<(T::AccountId, Seat)> {
		Seats::<T>::iter_prefix((id, round)).collect()
	}

	/// Whether a seat voted as the case ended.
	fn is_coherent(case: &CaseOf<T>, seat: &Seat) -> bool {
		match seat.state {
			SeatState::Revealed(vote) => case.ruling.is_none_or(|ruling| ruling == vote),
			_ => false,
		}
	}

	/// What a juror's seats lose.
	fn penalty(case: &CaseOf<T>, seat: &Seat) -> Balance {
		let parameters = &case.parameters;
		match seat.state {
			SeatState::Revealed(_) if Self::is_coherent(case, seat) => 0,
			SeatState::Revealed(_) => {
				pricing::percent(seat.lock, parameters.incoherent_percent.get())
			}
			SeatState::Drawn | SeatState::Committed(_) => {
				pricing::percent(seat.lock, parameters.silent_percent.get())
			}
			// It has lost everything already.
			SeatState::Forfeited => 0,
		}
	}

	pub(crate) fn do_settle_round(id: CaseId, round: u8) -> DispatchResultWithPostInfo {
		let mut case = Self::case_at(id)?;
		ensure!(case.phase == Phase::Executed, Error::<T>::WrongPhase);
		let mut details = Self::round_at(id, round)?;
		ensure!(details.state == RoundState::Sitting, Error::<T>::RoundNotFound);
		let panel = Self::panel_of(id, round);
		let mut penalties = CreditOf::<T>::zero();
		for (juror, seat) in &panel {
			penalties = penalties.merge(Self::end_seat(id, round, &case, juror, seat));
		}
		let coherent = details.votes.paid(case.ruling);
		let reward = pricing::redistribution(&case.parameters, penalties.peek(), coherent);
		for (juror, seat) in &panel {
			let lost = Self::penalty(&case, seat);
			let mut earned = 0;
			if Self::is_coherent(&case, seat) {
				let seats = Balance::from(seat.seats);
				let fee = case.parameters.fee.saturating_mul(seats).min(details.pot);
				details.pot = details.pot.saturating_sub(fee);
				let share = reward.saturating_mul(seats);
				let (rest, shared) = Self::pay_credit(penalties, juror, share);
				penalties = rest;
				earned = Self::pay_out(juror, fee).saturating_add(shared);
			}
			let juror = juror.clone();
			Self::deposit_event(Event::SeatSettled { case: id, round, juror, earned, lost });
		}
		let right = case.winner();
		let left = pricing::to_contributors(details.pot, &details.raised, right);
		let surplus = details.pot.saturating_sub(left);
		let burned = penalties.peek().saturating_add(surplus);
		drop(penalties);
		Self::burn_from_pot(surplus);
		details.pot = left;
		details.state = RoundState::Settled;
		Self::keep_round(id, &mut case, round, details);
		Self::keep_case(id, case);
		Self::deposit_event(Event::RoundSettled { case: id, round, left, burned });
		Ok(Pays::No.into())
	}

	/// Forgets a seat and unlocks its bond. Returns what the juror loses.
	fn end_seat(
		id: CaseId,
		round: u8,
		case: &CaseOf<T>,
		juror: &T::AccountId,
		seat: &Seat,
	) -> CreditOf<T> {
		let penalty = Self::penalty(case, seat);
		let credit = if penalty == 0 {
			CreditOf::<T>::zero()
		} else {
			Self::take(HoldReason::JurorBond, juror, penalty)
		};
		Self::unlock(seat.court, juror, seat.lock, penalty);
		Seats::<T>::remove((id, round, juror));
		Duties::<T>::remove(juror, (id, round));
		credit
	}
}
