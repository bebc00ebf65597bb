//! What jobs and eras bring to accounts and releases.

use crate::{
	Config, CurrentParameters, Earned, Earner, EndedEra, EndedEras, Era, Error, Event,
	MAX_DATA_OWNERS, Pallet, Points, Schedule, Scheduled, WeightInfo, schedule, types::Earnings,
};
use alloc::vec::Vec;
use frame_support::{
	pallet_prelude::*,
	traits::fungible::{Inspect, Mutate},
};
use sp_runtime::{Perquintill, traits::Zero};
use sp_staking::EraPayout;
use stoa_primitives::{
	Balance, ReleaseId,
	frame::{DataOwners, ModelInspect, OnSettled, Payees, SettledJob, SharesIncome},
};

impl<T: Config> OnSettled<T::AccountId> for Pallet<T> {
	/// Gives executors and the release their parts of what the job burned. Work that nobody drawn by lot has
	/// checked brings nothing. One entry for each executor, and one more.
	fn on_settled(job: &SettledJob<T::AccountId>) {
		if !job.audited || job.burned.is_zero() {
			return;
		}
		let executors = schedule::providers_part(&CurrentParameters::<T>::get(), job.burned);
		let paid =
			job.executors.iter().fold(0, |sum: Balance, (_, paid)| sum.saturating_add(*paid));
		for (provider, amount) in job.executors.iter().filter(|_| !paid.is_zero()) {
			let part = Perquintill::from_rational(*amount, paid).mul_floor(executors);
			Self::add(Earner::Account(provider.clone()), part);
		}
		Self::add(Earner::Release(job.release), job.burned.saturating_sub(executors));
	}
}

impl<T: Config> EraPayout<Balance> for Pallet<T> {
	/// Ends an era; what validators get. There is no rest: what nobody earns is never minted.
	fn era_payout(_: Balance, _: Balance, millis: u64) -> (Balance, Balance) {
		(Self::end_era(millis), 0)
	}
}

impl<T: Config> Pallet<T> {
	/// Adds points of the era that runs.
	fn add(who: Earner<T::AccountId>, points: Balance) {
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

	/// What somebody could claim now, in planck.
	pub(crate) fn claimable_by(who: &Earner<T::AccountId>) -> Balance {
		Self::counted(&Earned::<T>::get(who))
	}

	/// Takes out what somebody can claim.
	fn take(who: Earner<T::AccountId>) -> Result<Balance, DispatchError> {
		let mut earnings = Earned::<T>::get(&who);
		Self::count(&mut earnings);
		let amount = core::mem::take(&mut earnings.claimable);
		ensure!(!amount.is_zero(), Error::<T>::NothingToClaim);
		match earnings.points.is_zero() {
			true => Earned::<T>::remove(who),
			false => Earned::<T>::insert(who, earnings),
		}
		Ok(amount)
	}

	/// What passing on costs at most. Its benchmark has owners of the model alone, all of whom earned last in the same
	/// era: each may have earned in another one, and it takes two looks to find an owner of data.
	pub(crate) fn weight_of_passing_on() -> Weight {
		let data = u64::from(MAX_DATA_OWNERS);
		let owners = (Payees::<T::AccountId>::bound() as u64).saturating_add(data);
		let reads = data.saturating_mul(3).saturating_add(owners);
		let more = T::DbWeight::get().reads_writes(reads, data.saturating_add(owners));
		T::WeightInfo::claim_release().saturating_add(more)
	}

	pub(crate) fn do_claim(who: &T::AccountId) -> DispatchResult {
		let amount = Self::take(Earner::Account(who.clone()))?;
		let mut shared = 0;
		if let Some((pot, part)) = T::Income::share(who, amount) {
			shared = part.min(amount);
			T::Currency::mint_into(&pot, shared)?;
			T::Income::shared(who, shared);
		}
		T::Currency::mint_into(who, amount.saturating_sub(shared))?;
		Scheduled::<T>::mutate(|schedule| {
			schedule.minted = schedule.minted.saturating_add(amount);
			schedule.promised = schedule.promised.saturating_sub(amount);
		});
		Self::deposit_event(Event::Claimed { who: who.clone(), amount, shared });
		Ok(())
	}

	/// Passes what a release has earned on to its owners, and to those of the data it was trained on. Of a
	/// release that was dropped nobody owns anything any more: its part is never minted.
	pub(crate) fn do_claim_release(release: ReleaseId) -> DispatchResult {
		let amount = Self::take(Earner::Release(release))?;
		let payees = T::Models::payees(release);
		let Some((first, _)) = payees.first().cloned() else {
			Scheduled::<T>::mutate(|schedule| {
				schedule.promised = schedule.promised.saturating_sub(amount);
			});
			Self::deposit_event(Event::ReleaseLapsed { release, amount });
			return Ok(());
		};
		let mut data = T::DataOwners::data_owners(release);
		data.truncate(MAX_DATA_OWNERS as usize);
		let each = schedule::data_owners_part(&CurrentParameters::<T>::get(), amount, data.len());
		let of_data = each.saturating_mul(data.len() as Balance).min(amount);
		let of_owners = amount.saturating_sub(of_data);
		let mut parts: Vec<_> =
			payees.into_iter().map(|(owner, share)| (owner, share.mul_floor(of_owners))).collect();
		let given = parts.iter().fold(0, |sum: Balance, (_, part)| sum.saturating_add(*part));
		// As with royalties, what is left by rounding is the first owner's.
		parts.push((first, of_owners.saturating_sub(given)));
		parts.extend(data.into_iter().map(|owner| (owner, each)));
		for (owner, part) in parts.into_iter().filter(|(_, part)| !part.is_zero()) {
			Self::credit(owner, part);
		}
		Self::deposit_event(Event::ReleaseClaimed { release, amount, data: of_data });
		Ok(())
	}

	/// Adds what was earned in eras that are over.
	fn credit(who: T::AccountId, amount: Balance) {
		Earned::<T>::mutate(Earner::Account(who), |earnings| {
			Self::count(earnings);
			earnings.claimable = earnings.claimable.saturating_add(amount);
		});
	}

	/// Ends an era that lasted `millis`: fixes what its points bring, and returns what whoever asks may mint for
	/// validators, in planck. What the schedule leaves over is never minted. O(1).
	pub fn end_era(millis: u64) -> Balance {
		let parameters = CurrentParameters::<T>::get();
		let (era, points) = (Era::<T>::get(), Points::<T>::take());
		let Schedule { genesis, left, minted, promised } = Scheduled::<T>::get();
		let issuance = T::Currency::total_issuance();
		let budget = schedule::budget(&parameters, left, issuance, millis);
		let rate = schedule::rate(&parameters, budget.markets, points);
		Scheduled::<T>::put(Schedule {
			genesis,
			left: left.saturating_sub(budget.scheduled),
			minted: minted.saturating_add(budget.validators),
			promised: promised.saturating_add(rate.mul_floor(points)),
		});
		if !points.is_zero() {
			EndedEras::<T>::insert(era, EndedEra { rate, points });
		}
		Era::<T>::put(era.saturating_add(1));
		let validators = budget.validators;
		Self::deposit_event(Event::EraEnded { era, burned: points, rate, validators });
		validators
	}
}
