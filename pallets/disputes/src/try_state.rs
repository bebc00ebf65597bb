//! What must hold between any two blocks.

use crate::{
	ActivationQueue, CaseBySubject, Cases, Config, Contributions, Duties, Evidence, HoldReason,
	JurorDetails, Jurors, NextCaseId, Pallet, Phase, QueueHead, QueueTail, RoundDetails,
	RoundState, Rounds, Seat, SeatState, Seats, Sides, SlotCount, Slots, Tally, cases::CaseOf,
	trees::CourtTree,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use frame_support::{
	ensure,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::TryRuntimeError;
use stoa_primitives::{Balance, CaseId, Court, Side, frame::sum_tree};

/// Sums by encoded key.
type Sums<K> = BTreeMap<Vec<u8>, (K, Balance)>;

fn add<K: Encode>(sums: &mut Sums<K>, key: K, amount: Balance) {
	let entry = sums.entry(key.encode()).or_insert_with(|| (key, 0));
	entry.1 = entry.1.saturating_add(amount);
}

impl<T: Config> Pallet<T> {
	/// 1. For each account, what is on hold for bonds is the sum of its bonds in all courts.
	/// 2. What is locked of a bond is the sum of what its unsettled seats lock, and never more than the bond;
	///    what is asked back is never more either.
	/// 3. Each court's tree holds the weights of its jurors and nothing else, without gaps between places.
	/// 4. The queue has no gaps, and a bond waits in it if and only if it has a change that waits. A bond
	///    whose weight is not what it is entitled to waits.
	/// 5. For each account, what is on hold for cases is what it put up in them.
	/// 6. What the pot holds covers what is in it for all rounds.
	/// 7. Contributions of a round add up to what it raised for each side, as long as nobody was paid, and
	///    are as many as it counts.
	/// 8. Seats, jurors, hidden votes and shown ones of a round are what it counts.
	/// 9. A case counts its rounds, has evidence as it says, and is the open case of its subject until it is
	///    executed.
	/// 10. Nothing is stored about cases that are not there.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_bonds()?;
		Self::try_locks()?;
		Court::ALL.into_iter().try_for_each(Self::try_tree)?;
		Self::try_queue()?;
		Self::try_deposits()?;
		Self::try_pot()?;
		Self::try_orphans()?;
		for (id, case) in Cases::<T>::iter() {
			Self::try_case(id, &case)?;
		}
		for (id, round, details) in Rounds::<T>::iter() {
			Self::try_contributions(id, round, &details)?;
			Self::try_panel(id, round, &details)?;
		}
		Ok(())
	}

	fn try_bonds() -> Result<(), TryRuntimeError> {
		let mut bonds = Sums::new();
		for (_, who, details) in Jurors::<T>::iter() {
			add(&mut bonds, who, details.bond);
			ensure!(details.locked <= details.bond, "2: more is locked than bonded");
			ensure!(details.leaving <= details.bond, "2: more is asked back than bonded");
		}
		for (who, sum) in bonds.into_values() {
			let held = T::Currency::balance_on_hold(&HoldReason::JurorBond.into(), &who);
			ensure!(held == sum, "1: a hold is not the sum of its bonds");
		}
		Ok(())
	}

	fn try_locks() -> Result<(), TryRuntimeError> {
		let mut locks = Sums::new();
		for ((id, round, who), seat) in Seats::<T>::iter() {
			ensure!(Duties::<T>::contains_key(&who, (id, round)), "8: a seat is no duty");
			add(&mut locks, (seat.court, who), seat.lock);
		}
		let (seats, duties) = (Seats::<T>::iter_keys().count(), Duties::<T>::iter_keys().count());
		ensure!(seats == duties, "8: a duty is no seat");
		for (court, who, details) in Jurors::<T>::iter() {
			let sum = locks.remove(&(court, who).encode()).map_or(0, |(_, sum)| sum);
			ensure!(details.locked == sum, "2: a lock is not the sum of its seats");
		}
		ensure!(locks.values().all(|(_, sum)| *sum == 0), "2: a seat locks no bond");
		Ok(())
	}

	fn try_tree(court: Court) -> Result<(), TryRuntimeError> {
		let tree = CourtTree::<T>::of(court);
		let mut total = 0u64;
		let mut placed = 0u32;
		for (who, details) in Jurors::<T>::iter_prefix(court) {
			ensure!(details.slot.is_some() == (details.weight > 0), "3: a place without weight");
			let Some(slot) = details.slot else { continue };
			ensure!(Slots::<T>::get(court, slot) == Some(who), "3: a place is somebody else's");
			let weight = u64::from(details.weight);
			ensure!(sum_tree::get(&tree, slot) == weight, "3: a wrong weight");
			total = total.saturating_add(weight);
			placed = placed.saturating_add(1);
		}
		ensure!(sum_tree::total(&tree) == total, "3: the tree holds what is nobody's");
		ensure!(SlotCount::<T>::get(court) == placed, "3: there are gaps between places");
		ensure!(Slots::<T>::iter_prefix(court).count() == placed as usize, "3: a place too many");
		Ok(())
	}

	fn try_queue() -> Result<(), TryRuntimeError> {
		let waits = |details: &JurorDetails| details.pending.is_some();
		for position in QueueHead::<T>::get()..QueueTail::<T>::get() {
			let entry = ActivationQueue::<T>::get(position).ok_or("4: a gap in the queue")?;
			let juror = Jurors::<T>::get(entry.court, entry.juror);
			ensure!(juror.is_some_and(|details| waits(&details)), "4: an entry without a change");
		}
		let waiting = Jurors::<T>::iter_values().filter(waits).count();
		ensure!(ActivationQueue::<T>::iter().count() == waiting, "4: a change without an entry");
		for details in Jurors::<T>::iter_values() {
			let settled = details.weight == Self::entitled(&details);
			ensure!(settled || waits(&details), "4: a weight that nothing will put right");
			ensure!(details.bond > 0 || waits(&details), "4: a bond of nothing");
		}
		Ok(())
	}

	fn try_deposits() -> Result<(), TryRuntimeError> {
		let mut deposits = Sums::new();
		for case in Cases::<T>::iter_values() {
			for side in Side::BOTH {
				let party = case.party(side);
				let sum = party.on_hold(case.parameters.evidence_deposit);
				add(&mut deposits, party.account.clone(), sum);
			}
		}
		for (who, sum) in deposits.into_values() {
			let held = T::Currency::balance_on_hold(&HoldReason::CaseDeposit.into(), &who);
			ensure!(held == sum, "5: a hold is not what was put up");
		}
		Ok(())
	}

	fn try_pot() -> Result<(), TryRuntimeError> {
		let owed = Rounds::<T>::iter_values()
			.fold(0, |sum: Balance, details| sum.saturating_add(details.pot));
		ensure!(owed <= T::Currency::total_balance(&Self::pot()), "6: the pot lacks something");
		Ok(())
	}

	fn try_orphans() -> Result<(), TryRuntimeError> {
		let known = |id: &CaseId| Cases::<T>::contains_key(id);
		let rounds = |id: &CaseId, round: &u8| Rounds::<T>::contains_key(id, round);
		ensure!(Rounds::<T>::iter_keys().all(|(id, _)| known(&id)), "10: a round of no case");
		ensure!(Evidence::<T>::iter_keys().all(|id| known(&id)), "10: evidence of no case");
		let mut seats = Seats::<T>::iter_keys();
		ensure!(seats.all(|(id, round, _)| rounds(&id, &round)), "10: a seat of no round");
		let mut paid = Contributions::<T>::iter_keys();
		ensure!(paid.all(|(id, round, _)| rounds(&id, &round)), "10: money of no round");
		for (subject, id) in CaseBySubject::<T>::iter() {
			let about = Cases::<T>::get(id).filter(|case| case.phase != Phase::Executed);
			ensure!(about.is_some_and(|case| case.subject == subject), "9: no open case");
		}
		Ok(())
	}

	fn try_case(id: CaseId, case: &CaseOf<T>) -> Result<(), TryRuntimeError> {
		ensure!(id < NextCaseId::<T>::get(), "9: a case from the future");
		let rounds = Rounds::<T>::iter_key_prefix(id).count();
		ensure!(rounds == usize::from(case.stored_rounds), "9: rounds are miscounted");
		let open = CaseBySubject::<T>::get(&case.subject) == Some(id);
		ensure!(open == (case.phase != Phase::Executed), "9: not the case of its subject");
		let evidence = Evidence::<T>::get(id);
		for side in Side::BOTH {
			let brought = evidence.iter().filter(|item| item.by == side).count();
			ensure!(brought == case.party(side).evidence as usize, "9: evidence is miscounted");
		}
		ensure!(u32::from(case.round) < case.parameters.max_rounds.get(), "9: too many rounds");
		if case.phase == Phase::Executed {
			ensure!(case.stored_rounds > 0, "9: a case of which nothing is left");
		}
		Ok(())
	}

	fn try_contributions(
		id: CaseId,
		round: u8,
		details: &RoundDetails,
	) -> Result<(), TryRuntimeError> {
		let mut raised = Sides::<Balance>::default();
		let mut count = 0u32;
		for (_, (side, amount)) in Contributions::<T>::iter_prefix((id, round)) {
			*raised.of(side) = raised.get(side).saturating_add(amount);
			count = count.saturating_add(1);
		}
		ensure!(raised == details.raised, "7: contributions do not add up");
		ensure!(count == details.contributors, "7: contributors are miscounted");
		let whole = matches!(details.state, RoundState::Funding | RoundState::Void);
		ensure!(!whole || details.pot == raised.sum(), "7: a contribution is not in the pot");
		Ok(())
	}

	fn try_panel(id: CaseId, round: u8, details: &RoundDetails) -> Result<(), TryRuntimeError> {
		if details.state == RoundState::Settled {
			let left = Seats::<T>::iter_prefix((id, round)).next();
			ensure!(left.is_none(), "8: a seat of a settled round");
			return Ok(());
		}
		let (mut jurors, mut seats, mut committed, mut hidden) = (0u32, 0u32, 0u32, 0u32);
		let mut votes = Tally::default();
		for (_, Seat { seats: held, state, .. }) in Seats::<T>::iter_prefix((id, round)) {
			jurors = jurors.saturating_add(1);
			seats = seats.saturating_add(held);
			match state {
				SeatState::Drawn => continue,
				SeatState::Committed(_) => hidden = hidden.saturating_add(1),
				SeatState::Revealed(ruling) => votes.add(ruling, held),
				SeatState::Forfeited => {}
			}
			committed = committed.saturating_add(1);
		}
		let counted = (details.jurors, details.seats, details.committed, details.hidden);
		ensure!(counted == (jurors, seats, committed, hidden), "8: a panel is miscounted");
		ensure!(votes == details.votes, "8: votes are miscounted");
		Ok(())
	}
}
