//! What always holds.

use crate::{Config, Earned, EndedEras, Era, Pallet, Points, Scheduled, types::EraIndex};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::{TryRuntimeError, traits::Get};
use stoa_primitives::Balance;

impl<T: Config> Pallet<T> {
	/// Checks that
	/// 1. nobody has earned in an era to come, and nothing is kept for nothing;
	/// 2. points of each era are those of its earners together;
	/// 3. no more is owed than was promised;
	/// 4. what was minted, is promised and is left is at most the whole schedule;
	/// 5. there is never more than at genesis and was minted since: all else can only have been burned.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let now = Era::<T>::get();
		let mut points = BTreeMap::<EraIndex, Balance>::new();
		let mut owed: Balance = 0;
		for (who, earnings) in Earned::<T>::iter() {
			ensure!(earnings.era <= now, "1: earned in an era to come");
			ensure!(earnings.points > 0 || earnings.claimable > 0, "1: kept for nothing");
			let of_era = points.entry(earnings.era).or_default();
			*of_era = of_era.saturating_add(earnings.points);
			owed = owed.saturating_add(Self::claimable_by(&who));
		}
		let running = points.remove(&now).unwrap_or_default();
		ensure!(running == Points::<T>::get(), "2: points of the era that runs");
		points.retain(|_, points| *points > 0);
		let ended: BTreeMap<_, _> =
			EndedEras::<T>::iter().map(|(era, ended)| (era, ended.points)).collect();
		ensure!(points == ended, "2: points of eras that are over");
		let schedule = Scheduled::<T>::get();
		ensure!(owed <= schedule.promised, "3: more is owed than was promised");
		let all = [schedule.minted, schedule.promised, schedule.left];
		let all = all.into_iter().try_fold(0, |sum: Balance, part| sum.checked_add(part));
		ensure!(all.is_some_and(|all| all <= T::Supply::get()), "4: more than the schedule");
		let most = schedule.genesis.saturating_add(schedule.minted);
		ensure!(T::Currency::total_issuance() <= most, "5: more than was ever minted");
		Ok(())
	}
}
