//! Holds.

use crate::{ChannelDetails, Config, Error, HoldReason, Pallet, pricing};
use frame_support::{
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use stoa_primitives::{Balance, frame::SharesIncome};

impl<T: Config> Pallet<T> {
	/// Puts `amount` of `who` on hold.
	pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::hold(&reason.into(), who, amount)
			.map_err(|_| Error::<T>::InsufficientFunds.into())
	}

	/// Frees `amount` on hold at `who`.
	pub(crate) fn give_back(reason: HoldReason, who: &T::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		let freed = T::Currency::release(&reason.into(), who, amount, Precision::BestEffort);
		if freed != Ok(amount) {
			log::error!(target: "runtime::channels", "release of {amount}: {freed:?}");
		}
	}

	/// Moves `amount` on hold at `from` to `to`, all or nothing.
	pub(crate) fn move_held(
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
			Restriction::Free,
			Fortitude::Force,
		)
		.map(|_| ())
	}

	/// Pays what was redeemed: the fee is burned, the auditor gets its price, the provider the rest. An auditor
	/// that cannot receive its price leaves it to the provider.
	pub(crate) fn pay_out(
		channel: &ChannelDetails<T::AccountId>,
		amount: Balance,
		auditor: Option<(&T::AccountId, Balance)>,
	) -> DispatchResult {
		let reason = HoldReason::ChannelDeposit;
		let fee = pricing::redeem_fee(&channel.parameters, amount);
		let mut rest = amount.saturating_sub(fee);
		let (precision, force) = (Precision::Exact, Fortitude::Force);
		T::Currency::burn_held(&reason.into(), &channel.payer, fee, precision, force)?;
		if let Some((auditor, price)) = auditor {
			let price = price.min(rest);
			if Self::move_held(reason, &channel.payer, auditor, price).is_ok() {
				rest = rest.saturating_sub(price);
			}
		}
		// Those who back the provider get their part of what is left.
		if let Some((pot, part)) = T::Income::share(&channel.provider, rest) {
			let part = part.min(rest);
			if Self::move_held(reason, &channel.payer, &pot, part).is_ok() {
				rest = rest.saturating_sub(part);
				T::Income::shared(&channel.provider, part);
			}
		}
		Self::move_held(reason, &channel.payer, &channel.provider, rest)
	}
}
