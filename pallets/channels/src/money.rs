//! Holds.

use crate::{ChannelDetails, Config, Error, HoldReason, Pallet, pricing};
use frame_support::{
	pallet_prelude::*,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision},
	},
};
use stoa_primitives::{
	Balance,
	frame::{Holds, SharesIncome},
};

impl<T: Config> Holds for Pallet<T> {
	type AccountId = T::AccountId;
	type Reason = HoldReason;
	type Currency = T::Currency;

	const LOG: &'static str = "runtime::channels";

	fn insufficient_funds() -> DispatchError {
		Error::<T>::InsufficientFunds.into()
	}
}

impl<T: Config> Pallet<T> {
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
		Self::move_held(reason, &channel.payer, &channel.provider, rest).map(|_| ())
	}
}
