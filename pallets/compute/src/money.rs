//! Money on hold, and where it goes.

use crate::{Config, Error, HoldReason, Pallet};
use sp_runtime::DispatchError;
use stoa_primitives::{
	Balance,
	frame::{Holds, SharesIncome},
};

impl<T: Config> Holds for Pallet<T> {
	type AccountId = T::AccountId;
	type Reason = HoldReason;
	type Currency = T::Currency;

	const LOG: &'static str = "runtime::compute";

	fn insufficient_funds() -> DispatchError {
		Error::<T>::InsufficientFunds.into()
	}

	fn cannot_receive() -> DispatchError {
		Error::<T>::CannotReceive.into()
	}
}

impl<T: Config> Pallet<T> {
	/// Pays a provider out of a tenant's escrow: those who back it get their part of it. Returns what was moved.
	pub(crate) fn pay_provider(
		tenant: &T::AccountId,
		provider: &T::AccountId,
		amount: Balance,
	) -> Balance {
		let mut shared = 0;
		if let Some((pot, part)) = T::Income::share(provider, amount) {
			shared = Self::pay_held(HoldReason::Escrow, tenant, &pot, part.min(amount));
			if shared > 0 {
				T::Income::shared(provider, shared);
			}
		}
		let rest = amount.saturating_sub(shared);
		Self::pay_held(HoldReason::Escrow, tenant, provider, rest).saturating_add(shared)
	}
}
