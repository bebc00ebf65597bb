//! What jobs and eras bring to accounts.

use crate::{
	Config, CurrentParameters, Earned, EndedEra, EndedEras, Era, Error, Event, Pallet, Points,
	Scheduled, schedule, types::Earnings,
};
use frame_support::{
	pallet_prelude::*,
	traits::fungible::{Inspect, Mutate},
};
use sp_runtime::{Perquintill, traits::Zero};
use stoa_primitives::{
	Balance,
	frame::{ModelInspect, OnSettled, SettledJob},
};

impl<T: Config> OnSettled<T::AccountId> for Pallet<T> {
	/// Gives executors and owners their parts of what the job burned. Work that nobody drawn by lot has checked brings
	/// nothing.
	fn on_settled(job: &SettledJob<T::AccountId>) {
		if !job.audited || job.burned.is_zero() {
			return;
		}
		let executors = schedule::providers_part(&CurrentParameters::<T>::get(), job.burned);
		let paid =
			job.executors.iter().fold(0, |sum: Balance, (_, paid)| sum.saturating_add(*paid));
		for (provider, amount) in job.executors.iter().filter(|_| !paid.is_zero()) {
			Self::add(provider, Perquintill::from_rational(*amount, paid).mul_floor(executors));
		}
		let owners = job.burned.saturating_sub(executors);
		for (owner, share) in T::Models::payees(job.release) {
			Self::add(&owner, share.mul_floor(owners));
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Adds points of the era that runs.
	fn add(who: &T::AccountId, points: Balance) {
		if points.is_zero() {
			return;
		}
		Earned::<T>::mutate(who, |earnings| {
			Self::count(earnings);
			earnings.points = earnings.points.saturating_add(points);
		});
		Points::<T>::mutate(|all| *all = all.saturating_add(points));
	}

	/// What `earnings` are once points of an era that is over are counted.
	fn counted(earnings: &Earnings) -> Balance {
		let ended = EndedEras::<T>::get(earnings.era).filter(|_| earnings.era < Era::<T>::get());
		let brought = ended.map_or(0, |ended| ended.rate.mul_floor(earnings.points));
		earnings.claimable.saturating_add(brought)
	}

	/// Counts points of an era that is over; the last to be counted ends what is kept of it.
	fn count(earnings: &mut Earnings) {
		let now = Era::<T>::get();
		if earnings.era >= now {
			return;
		}
		earnings.claimable = Self::counted(earnings);
		let points = core::mem::take(&mut earnings.points);
		EndedEras::<T>::mutate_exists(earnings.era, |ended| {
			if let Some(era) = ended {
				era.points = era.points.saturating_sub(points);
				if era.points.is_zero() {
					*ended = None;
				}
			}
		});
		earnings.era = now;
	}

	/// What `who` could claim now, in planck.
	pub(crate) fn claimable_by(who: &T::AccountId) -> Balance {
		Self::counted(&Earned::<T>::get(who))
	}

	pub(crate) fn do_claim(who: &T::AccountId) -> DispatchResult {
		let mut earnings = Earned::<T>::get(who);
		Self::count(&mut earnings);
		let amount = core::mem::take(&mut earnings.claimable);
		ensure!(!amount.is_zero(), Error::<T>::NothingToClaim);
		T::Currency::mint_into(who, amount)?;
		Scheduled::<T>::mutate(|schedule| {
			schedule.minted = schedule.minted.saturating_add(amount);
			schedule.promised = schedule.promised.saturating_sub(amount);
		});
		match earnings.points.is_zero() {
			true => Earned::<T>::remove(who),
			false => Earned::<T>::insert(who, earnings),
		}
		Self::deposit_event(Event::Claimed { who: who.clone(), amount });
		Ok(())
	}

	/// Ends an era that lasted `millis`: fixes what its points bring, and returns what whoever asks may mint for
	/// validators, in planck. What the schedule leaves over is never minted. O(1).
	pub fn end_era(millis: u64) -> Balance {
		let parameters = CurrentParameters::<T>::get();
		let (era, points) = (Era::<T>::get(), Points::<T>::take());
		let mut schedule = Scheduled::<T>::get();
		let issuance = T::Currency::total_issuance();
		let budget = schedule::budget(&parameters, schedule.left, issuance, millis);
		let rate = schedule::rate(&parameters, budget.markets, points);
		schedule.left = schedule.left.saturating_sub(budget.scheduled);
		schedule.minted = schedule.minted.saturating_add(budget.validators);
		schedule.promised = schedule.promised.saturating_add(rate.mul_floor(points));
		Scheduled::<T>::put(schedule);
		if !points.is_zero() {
			EndedEras::<T>::insert(era, EndedEra { rate, points });
		}
		Era::<T>::put(era.saturating_add(1));
		let validators = budget.validators;
		Self::deposit_event(Event::EraEnded { era, burned: points, rate, validators });
		validators
	}
}
