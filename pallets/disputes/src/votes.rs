//! Hidden votes, showing them, and who told too early.

use crate::{
	Config, Error, Event, HoldReason, Pallet, Phase, RoundDetails, Rounds, Seat, SeatState, Seats,
	cases::CaseOf, pricing,
};
use frame_support::{
	dispatch::DispatchResultWithPostInfo, ensure, pallet_prelude::Pays, traits::Imbalance,
};
use stoa_primitives::{BlockNumber, CaseId, Digest, Ruling, frame::ChainIdentity, vote_commitment};

impl<T: Config> Pallet<T> {
	fn seat_of(id: CaseId, round: u8, juror: &T::AccountId) -> Result<Seat, Error<T>> {
		Seats::<T>::get((id, round, juror)).ok_or(Error::<T>::NotJuror)
	}

	fn set_seat(id: CaseId, round: u8, juror: &T::AccountId, seat: Seat) {
		Seats::<T>::insert((id, round, juror), seat);
	}

	pub(crate) fn round_at(id: CaseId, round: u8) -> Result<RoundDetails, Error<T>> {
		Rounds::<T>::get(id, round).ok_or(Error::<T>::RoundNotFound)
	}

	/// Changes a round that is there.
	pub(crate) fn change_round(id: CaseId, round: u8, change: impl FnOnce(&mut RoundDetails)) {
		Rounds::<T>::mutate(id, round, |details| {
			if let Some(details) = details {
				change(details);
			}
		});
	}

	pub(crate) fn do_commit_vote(
		who: T::AccountId,
		id: CaseId,
		digest: Digest,
	) -> DispatchResultWithPostInfo {
		let case = Self::case_at(id)?;
		let Phase::Committing { until } = case.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		ensure!(Self::now() <= until, Error::<T>::TooLate);
		let round = case.round;
		let mut seat = Self::seat_of(id, round, &who)?;
		ensure!(seat.state == SeatState::Drawn, Error::<T>::AlreadyCommitted);
		seat.state = SeatState::Committed(digest);
		Self::set_seat(id, round, &who, seat);
		Self::change_round(id, round, |details| {
			details.committed = details.committed.saturating_add(1);
			details.hidden = details.hidden.saturating_add(1);
		});
		Self::deposit_event(Event::VoteCommitted { case: id, round, juror: who });
		Ok(Pays::No.into())
	}

	/// Whether no vote can be hidden any more in a phase for it that ends with block `until`.
	pub(crate) fn is_commit_over(details: &RoundDetails, until: BlockNumber) -> bool {
		Self::now() > until || details.committed >= details.jurors
	}

	/// Whether `ruling` and `salt` are what the seat hides.
	fn ensure_opens(
		id: CaseId,
		case: &CaseOf<T>,
		juror: &T::AccountId,
		seat: &Seat,
		(ruling, salt): (Ruling, &Digest),
	) -> Result<(), Error<T>> {
		let SeatState::Committed(digest) = seat.state else {
			return Err(Error::<T>::NothingCommitted);
		};
		let genesis = T::Chain::genesis();
		let opened = vote_commitment(&genesis, id, case.round, juror, ruling, salt);
		ensure!(opened == digest, Error::<T>::CommitmentMismatch);
		Ok(())
	}

	pub(crate) fn do_prove_early_opening(
		who: T::AccountId,
		id: CaseId,
		juror: T::AccountId,
		ruling: Ruling,
		salt: Digest,
	) -> DispatchResultWithPostInfo {
		let case = Self::case_at(id)?;
		let Phase::Committing { until } = case.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		ensure!(who != juror, Error::<T>::OwnVote);
		let round = case.round;
		let mut seat = Self::seat_of(id, round, &juror)?;
		// Votes may be about to be shown, or are shown already on another fork: they tell nobody what to hide.
		let over = Self::is_commit_over(&Self::round_at(id, round)?, until);
		ensure!(!over, Error::<T>::TooLate);
		Self::ensure_opens(id, &case, &juror, &seat, (ruling, &salt))?;
		let credit = Self::take(HoldReason::JurorBond, &juror, seat.lock);
		Self::unlock(seat.court, &juror, seat.lock, seat.lock);
		let (rest, paid) = Self::pay_credit(credit, &who, pricing::finders_share(seat.lock));
		let burned = rest.peek();
		drop(rest);
		seat.lock = 0;
		seat.state = SeatState::Forfeited;
		Self::set_seat(id, round, &juror, seat);
		Self::change_round(id, round, |details| {
			details.hidden = details.hidden.saturating_sub(1);
		});
		Self::deposit_event(Event::SeatForfeited {
			case: id,
			round,
			juror,
			finder: who,
			paid,
			burned,
		});
		Ok(Pays::No.into())
	}

	pub(crate) fn do_reveal_vote(
		who: T::AccountId,
		id: CaseId,
		ruling: Ruling,
		salt: Digest,
	) -> DispatchResultWithPostInfo {
		let case = Self::case_at(id)?;
		let Phase::Revealing { until } = case.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		ensure!(Self::now() <= until, Error::<T>::TooLate);
		let round = case.round;
		let mut seat = Self::seat_of(id, round, &who)?;
		ensure!(case.rulings.contains(ruling), Error::<T>::UnknownRuling);
		Self::ensure_opens(id, &case, &who, &seat, (ruling, &salt))?;
		seat.state = SeatState::Revealed(ruling);
		Self::set_seat(id, round, &who, seat);
		Self::change_round(id, round, |details| {
			details.hidden = details.hidden.saturating_sub(1);
			details.votes.add(ruling, seat.seats);
		});
		Self::deposit_event(Event::VoteRevealed { case: id, round, juror: who, ruling });
		Ok(Pays::No.into())
	}
}
