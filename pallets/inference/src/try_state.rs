//! What must hold between any two blocks.

use crate::{
	Agenda, AgendaCursor, Awaited, Claimable, Config, Deliveries, HoldReason, InlinePrompts,
	JobDetails, JobState, Jobs, JobsByAccount, NextJobId, Pallet, Records, Stage,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::TryRuntimeError;
use stoa_primitives::{Balance, BlockNumber, JobId, frame::Referee};

impl<T: Config> Pallet<T> {
	/// 1. For each account and reason, what is on hold is the sum over its jobs and records.
	/// 2. A job waits for statements if and only if it is in `Awaited`.
	/// 3. A job is on the agenda at or after the cursor; at a block at which its clock has run out, unless
	///    that was put off.
	/// 4. A job is live or a record, never both; both are indexed by requester, and nothing else is.
	/// 5. Ids are below `NextJobId`, and inline prompts belong to live jobs.
	/// 6. Seats are different providers, and none reserves more than the job's exposure.
	/// 7. The escrow is whole until the answer is paid, and empty from then on.
	/// 8. The pot holds what can be claimed.
	/// 9. The referee knows a job's answer if and only if it can be challenged.
	/// 10. The tree of an auditor's cells is kept while it may have to open some, and no longer.
	/// 11. What is to be delivered is a job or a record.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_holds()?;
		Self::try_agenda()?;
		Self::try_index()?;
		for (id, job) in Jobs::<T>::iter() {
			Self::try_job(id, &job)?;
		}
		let owed = Claimable::<T>::iter_values().fold(0, Balance::saturating_add);
		let spare = T::Currency::total_balance(&Self::pot());
		ensure!(owed <= spare, "8: the pot lacks what can be claimed");
		Ok(())
	}

	fn try_holds() -> Result<(), TryRuntimeError> {
		let mut held: BTreeMap<Vec<u8>, (T::AccountId, [Balance; 5])> = BTreeMap::new();
		let mut add = |who: &T::AccountId, reason: usize, amount: Balance| {
			let entry = held
				.entry(codec::Encode::encode(who))
				.or_insert_with(|| (who.clone(), Default::default()));
			if let Some(sum) = entry.1.get_mut(reason) {
				*sum = sum.saturating_add(amount);
			}
		};
		for job in Jobs::<T>::iter_values() {
			add(&job.requester, 0, job.escrow);
			add(&job.requester, 1, job.deposit);
			if let JobState::Serving { demands, .. } = &job.state {
				for demand in demands.iter().filter(|demand| !demand.answered) {
					add(&demand.by, 2, demand.prepaid);
				}
			}
			if let Stage::Escalated { by, bond, .. } = &job.stage {
				add(by, 3, *bond);
			}
		}
		for record in Records::<T>::iter_values() {
			add(&record.requester, 1, record.deposit);
		}
		for (id, delivery) in Deliveries::<T>::iter() {
			let live = Jobs::<T>::get(id).map(|job| job.requester);
			let over = || Records::<T>::get(id).map(|record| record.requester);
			let who = live.or_else(over).ok_or("11: nothing is there to be delivered")?;
			add(&who, 4, delivery.fee);
		}
		for (who, sums) in held.into_values() {
			let reasons = [
				HoldReason::Escrow,
				HoldReason::RecordDeposit,
				HoldReason::DataPrepayment,
				HoldReason::EscalationBond,
				HoldReason::DeliveryFee,
			];
			for (reason, sum) in reasons.into_iter().zip(sums) {
				ensure!(Self::held(reason, &who) == sum, "1: a hold is not the sum of its items");
			}
		}
		Ok(())
	}

	fn try_agenda() -> Result<(), TryRuntimeError> {
		let cursor = AgendaCursor::<T>::get();
		let mut last: BTreeMap<JobId, BlockNumber> = BTreeMap::new();
		for (block, ids) in Agenda::<T>::iter() {
			ensure!(block >= cursor, "3: an agenda is left behind the cursor");
			for id in ids {
				let entry = last.entry(id).or_insert(block);
				*entry = block.max(*entry);
			}
		}
		for (id, job) in Jobs::<T>::iter() {
			let looked_at = last.get(&id).copied().ok_or("3: a job is not on the agenda")?;
			let in_time = job.delayed || Self::is_due(&job, looked_at);
			ensure!(in_time, "3: a job's clock is not on the agenda");
		}
		Ok(())
	}

	fn try_index() -> Result<(), TryRuntimeError> {
		let mut indexed = 0usize;
		for (who, id, ()) in JobsByAccount::<T>::iter() {
			indexed = indexed.saturating_add(1);
			let live = Jobs::<T>::get(id).map(|job| job.requester);
			let over = Records::<T>::get(id).map(|record| record.requester);
			ensure!(live.is_some() != over.is_some(), "4: a job is neither or both");
			ensure!(live.or(over) == Some(who), "4: a job is indexed under a stranger");
		}
		let stored =
			Jobs::<T>::iter_keys().count().saturating_add(Records::<T>::iter_keys().count());
		ensure!(indexed == stored, "4: a job is not indexed");
		let next = NextJobId::<T>::get();
		ensure!(Jobs::<T>::iter_keys().all(|id| id < next), "5: a job from the future");
		ensure!(Records::<T>::iter_keys().all(|id| id < next), "5: a record from the future");
		let mut prompts = InlinePrompts::<T>::iter_keys();
		ensure!(prompts.all(Jobs::<T>::contains_key), "5: a prompt without a job");
		ensure!(Awaited::<T>::iter_keys().all(Jobs::<T>::contains_key), "2: no job is awaited");
		Ok(())
	}

	fn try_job(id: JobId, job: &JobDetails<T::AccountId>) -> Result<(), TryRuntimeError> {
		let waits = matches!(job.state, JobState::Computing | JobState::Revealing { .. });
		ensure!(waits == Awaited::<T>::contains_key(id), "2: the work list is wrong");
		ensure!(waits == job.listed, "2: a job does not know whether it is listed");
		for (at, seat) in job.seats.iter().enumerate() {
			ensure!(job.seat_of(&seat.provider) == Some(at), "6: a provider sits twice");
			ensure!(seat.reserved <= job.exposure, "6: a seat reserves too much");
		}
		let known = T::Referee::open_until(&id).is_some();
		let open = matches!(job.state, JobState::Challengeable { .. });
		ensure!(known == open, "9: the referee knows another state");
		ensure!(Self::trees_fit(job), "10: a tree of cells is kept for nothing");
		let paid = job.settlement.is_some();
		let escrow = if paid { 0 } else { job.max_fee };
		ensure!(job.escrow == escrow, "7: escrow neither whole nor empty");
		Ok(())
	}
}
