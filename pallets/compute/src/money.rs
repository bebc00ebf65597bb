//! Money on hold, and where it goes.

use crate::{Config, Error, HoldReason, Pallet};
use frame_support::{
	dispatch::DispatchResult,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Preservation, Restriction},
	},
};
use stoa_primitives::{Balance, frame::SharesIncome};

impl<T: Config> Pallet<T> {
	/// Puts `amount` of `who` on hold.
	pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::hold(&reason.into(), who, amount)
			.map_err(|_| Error::<T>::InsufficientFunds.into())
	}

	/// Puts `amount` of `payer` on hold at `who`.
	pub(crate) fn hold_for(
		reason: HoldReason,
		payer: &T::AccountId,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if payer == who {
			return Self::hold(reason, who, amount);
		}
		T::Currency::transfer_and_hold(
			&reason.into(),
			payer,
			who,
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)
		.map(|_| ())
		.map_err(|_| Error::<T>::InsufficientFunds.into())
	}

	/// Frees `amount` on hold at `who`.
	pub(crate) fn give_back(reason: HoldReason, who: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		let freed = T::Currency::release(&reason.into(), who, amount, Precision::BestEffort);
		if freed != Ok(amount) {
			log::error!(target: "runtime::compute", "release of {amount}: {freed:?}");
		}
	}

	/// Moves `amount` on hold at `from` to `to`, free. Returns what was moved: nothing if the receiver has no
	/// account and so little cannot make one.
	pub(crate) fn pay(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> Balance {
		if amount == 0 {
			return 0;
		}
		let moved = T::Currency::transfer_on_hold(
			&reason.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		);
		moved.unwrap_or(0)
	}

	/// Pays a provider out of a tenant's escrow: those who back it get their part of it. Returns what was moved.
	pub(crate) fn pay_provider(
		tenant: &T::AccountId,
		provider: &T::AccountId,
		amount: Balance,
	) -> Balance {
		let mut shared = 0;
		if let Some((pot, part)) = T::Income::share(provider, amount) {
			shared = Self::pay(HoldReason::Escrow, tenant, &pot, part.min(amount));
			if shared > 0 {
				T::Income::shared(provider, shared);
			}
		}
		let rest = amount.saturating_sub(shared);
		Self::pay(HoldReason::Escrow, tenant, provider, rest).saturating_add(shared)
	}

	/// Moves `amount` on hold at `from` to `to`, where it stays on hold.
	pub(crate) fn hand_over(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Currency::transfer_on_hold(
			&reason.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::OnHold,
			Fortitude::Force,
		)
		.map(|_| ())
		.map_err(|_| Error::<T>::CannotReceive.into())
	}

	/// Burns `amount` on hold at `who`.
	pub(crate) fn burn(reason: HoldReason, who: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		let (precision, force) = (Precision::BestEffort, Fortitude::Force);
		let burned = T::Currency::burn_held(&reason.into(), who, amount, precision, force);
		if burned != Ok(amount) {
			log::error!(target: "runtime::compute", "burn of {amount}: {burned:?}");
		}
	}
}
