//! Jurors' bonds. What is on hold for an account is always the sum of its bonds, whatever was asked back;
//! what seats lock is never more than the bond behind them.

use crate::{Config, Error, Event, HoldReason, JurorDetails, Jurors, Pallet};
use frame_support::{
	ensure,
	traits::{Get, fungible::MutateHold},
};
use sp_runtime::DispatchResult;
use stoa_primitives::{Balance, Court};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_bond(who: T::AccountId, court: Court, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let mut details = Jurors::<T>::get(court, &who).unwrap_or_default();
		details.bond = details.bond.saturating_add(amount);
		ensure!(details.staying() >= T::MinBond::get(), Error::<T>::BondBelowMinimum);
		T::Currency::hold(&HoldReason::JurorBond.into(), &who, amount)
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		let bond = details.bond;
		Self::store_juror(court, &who, details);
		Self::deposit_event(Event::JurorBonded { court, juror: who, amount, bond });
		Ok(())
	}

	pub(crate) fn do_unbond(who: T::AccountId, court: Court, amount: Balance) -> DispatchResult {
		let mut details = Jurors::<T>::get(court, &who).ok_or(Error::<T>::JurorNotFound)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let left = details.staying().checked_sub(amount).ok_or(Error::<T>::InsufficientBond)?;
		ensure!(left == 0 || left >= T::MinBond::get(), Error::<T>::BondBelowMinimum);
		details.leaving = details.leaving.saturating_add(amount);
		details.leave_at = Self::now().saturating_add(T::ActivationDelay::get());
		let leave_at = details.leave_at;
		Self::store_juror(court, &who, details);
		Self::deposit_event(Event::JurorUnbonding { court, juror: who, amount, leave_at });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: T::AccountId, court: Court) -> DispatchResult {
		let mut details = Jurors::<T>::get(court, &who).ok_or(Error::<T>::JurorNotFound)?;
		// While the tree counts more than what stays, what leaves stands behind it.
		let left_the_tree = details.weight <= Self::entitled(&details);
		let due = Self::now() >= details.leave_at && left_the_tree;
		let amount = if due { details.leaving.min(details.free()) } else { 0 };
		ensure!(amount > 0, Error::<T>::NothingToWithdraw);
		details.leaving = details.leaving.saturating_sub(amount);
		details.bond = details.bond.saturating_sub(amount);
		Self::release(HoldReason::JurorBond, &who, amount);
		Self::store_juror(court, &who, details);
		Self::deposit_event(Event::BondWithdrawn { court, juror: who, amount });
		Ok(())
	}

	/// Changes a bond that is there, and nothing that its weight follows from.
	pub(crate) fn change_juror(
		court: Court,
		who: &T::AccountId,
		change: impl FnOnce(&mut JurorDetails),
	) {
		Jurors::<T>::mutate(court, who, |details| {
			if let Some(details) = details {
				change(details);
			}
		});
	}

	/// A seat locks `lock` of a bond no more, and `lost` of that is gone: of what was asked back last.
	pub(crate) fn unlock(court: Court, who: &T::AccountId, lock: Balance, lost: Balance) {
		let Some(mut details) = Jurors::<T>::get(court, who) else { return };
		details.locked = details.locked.saturating_sub(lock);
		details.bond = details.bond.saturating_sub(lost);
		details.leaving = details.leaving.min(details.bond);
		Self::store_juror(court, who, details);
	}
}
