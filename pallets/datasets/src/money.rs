//! Money on hold, and where it goes.

use crate::{Config, Error, HoldReason, Pallet};
use sp_runtime::DispatchError;
use stoa_primitives::frame::Holds;

impl<T: Config> Holds for Pallet<T> {
	type AccountId = T::AccountId;
	type Reason = HoldReason;
	type Currency = T::Currency;

	const LOG: &'static str = "runtime::datasets";

	fn insufficient_funds() -> DispatchError {
		Error::<T>::InsufficientFunds.into()
	}

	fn cannot_receive() -> DispatchError {
		Error::<T>::CannotReceive.into()
	}
}
