//! Holds and the pot. Nothing here fails: amounts are what the pallet itself has put on hold or into the pot,
//! and an account that cannot receive a payment loses it.

use crate::{Config, HoldReason, Pallet};
use frame_support::{
	defensive,
	traits::{
		Get, Imbalance,
		fungible::{Balanced, Inspect, Mutate, MutateHold, hold::Balanced as _},
		tokens::{Fortitude, Precision, Preservation, Restriction},
	},
};
use sp_runtime::{DispatchResult, traits::AccountIdConversion};
use stoa_primitives::Balance;

/// Money on its way within one call.
pub(crate) type CreditOf<T> = frame_support::traits::fungible::Credit<
	<T as frame_system::Config>::AccountId,
	<T as Config>::Currency,
>;

impl<T: Config> Pallet<T> {
	/// The account that keeps fees and appeal pots.
	pub fn pot() -> T::AccountId {
		T::PotId::get().into_account_truncating()
	}

	/// The pot must exist, or what is left in it could be dust.
	pub(crate) fn endow_pot() {
		let least = T::Currency::minimum_balance();
		if T::Currency::total_balance(&Self::pot()) < least
			&& let Err(error) = T::Currency::mint_into(&Self::pot(), least)
		{
			log::error!(target: "runtime::disputes", "pot: {error:?}");
		}
	}

	/// Gives back `amount` on hold.
	pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		if T::Currency::release(&reason.into(), who, amount, Precision::Exact).is_err() {
			defensive!("less is on hold than should be");
		}
	}

	/// Takes `amount` on hold, to be paid on or burned.
	pub(crate) fn take(reason: HoldReason, who: &T::AccountId, amount: Balance) -> CreditOf<T> {
		let (credit, missing) = T::Currency::slash(&reason.into(), who, amount);
		if missing > 0 {
			defensive!("less is on hold than should be taken");
		}
		credit
	}

	/// Moves `amount` on hold at `from` to `to`, where it is free. Returns what was moved: nothing if `to`
	/// cannot receive so little.
	pub(crate) fn move_held(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> Balance {
		if amount == 0 {
			return 0;
		}
		let reason = reason.into();
		let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
		T::Currency::transfer_on_hold(&reason, from, to, amount, exact, free, force).unwrap_or(0)
	}

	/// Moves free money into the pot.
	pub(crate) fn pay_in(from: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer(from, &Self::pot(), amount, Preservation::Preserve)?;
		Ok(())
	}

	/// Pays out of the pot. What `to` cannot receive is burned. Returns what was paid.
	pub(crate) fn pay_out(to: &T::AccountId, amount: Balance) -> Balance {
		if amount == 0 {
			return 0;
		}
		match T::Currency::transfer(&Self::pot(), to, amount, Preservation::Preserve) {
			Ok(paid) => paid,
			Err(_) => {
				Self::burn_from_pot(amount);
				0
			}
		}
	}

	/// Burns money in the pot.
	pub(crate) fn burn_from_pot(amount: Balance) {
		if amount == 0 {
			return;
		}
		let (exact, keep, force) = (Precision::Exact, Preservation::Preserve, Fortitude::Force);
		if T::Currency::burn_from(&Self::pot(), amount, keep, exact, force).is_err() {
			defensive!("the pot lacks what should be burned");
		}
	}

	/// Pays up to `amount` out of `credit`. Returns what is left of it, and what was paid.
	pub(crate) fn pay_credit(
		credit: CreditOf<T>,
		to: &T::AccountId,
		amount: Balance,
	) -> (CreditOf<T>, Balance) {
		let (part, rest) = credit.split(amount);
		let paid = part.peek();
		match T::Currency::resolve(to, part) {
			Ok(()) => (rest, paid),
			Err(part) => (rest.merge(part), 0),
		}
	}
}
