//! Money on hold, and where it goes.

use crate::Balance;
use frame_support::traits::{
	fungible::{InspectHold, MutateHold},
	tokens::{Fortitude, Precision, Preservation, Restriction},
};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

/// A pallet that keeps money on hold. It knows what of each account's is on hold and for what, so what it frees, moves
/// and burns is there; if ever it is not, that is logged, and nobody is stuck by it. An amount of zero does nothing.
pub trait Holds {
	/// Whose the money is.
	type AccountId: PartialEq;
	/// What it is on hold for.
	type Reason: Into<<Self::Currency as InspectHold<Self::AccountId>>::Reason>;
	/// The money.
	type Currency: MutateHold<Self::AccountId, Balance = Balance>;

	/// The pallet, as logs call it.
	const LOG: &'static str;

	/// That somebody has less than is to be put on hold.
	fn insufficient_funds() -> DispatchError {
		TokenError::FundsUnavailable.into()
	}

	/// That somebody cannot take over what is on hold.
	fn cannot_receive() -> DispatchError {
		TokenError::CannotCreateHold.into()
	}

	/// Puts `amount` of `who` on hold.
	fn hold(reason: Self::Reason, who: &Self::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		Self::Currency::hold(&reason.into(), who, amount).map_err(|_| Self::insufficient_funds())
	}

	/// Puts `amount` of `payer` on hold at `who`.
	fn hold_for(
		reason: Self::Reason,
		payer: &Self::AccountId,
		who: &Self::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if payer == who {
			return Self::hold(reason, who, amount);
		}
		let (exact, keep, polite) = (Precision::Exact, Preservation::Preserve, Fortitude::Polite);
		Self::Currency::transfer_and_hold(&reason.into(), payer, who, amount, exact, keep, polite)
			.map(|_| ())
			.map_err(|_| Self::insufficient_funds())
	}

	/// Frees `amount` on hold at `who`.
	fn give_back(reason: Self::Reason, who: &Self::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		let freed = Self::Currency::release(&reason.into(), who, amount, Precision::BestEffort);
		if freed != Ok(amount) {
			log::error!(target: Self::LOG, "release of {amount}: {freed:?}");
		}
	}

	/// Moves `amount` on hold at `from` to `to`, free, or fails: if the receiver has no account and so little cannot
	/// make one. Returns `amount`.
	fn move_held(
		reason: Self::Reason,
		from: &Self::AccountId,
		to: &Self::AccountId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		if amount == 0 {
			return Ok(0);
		}
		let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
		Self::Currency::transfer_on_hold(&reason.into(), from, to, amount, exact, free, force)
	}

	/// As [`Self::move_held`]; returns what was moved, nothing if that fails.
	fn pay_held(
		reason: Self::Reason,
		from: &Self::AccountId,
		to: &Self::AccountId,
		amount: Balance,
	) -> Balance {
		Self::move_held(reason, from, to, amount).unwrap_or(0)
	}

	/// As [`Self::pay_held`]; what somebody pays to itself is freed.
	fn pay_or_free(
		reason: Self::Reason,
		from: &Self::AccountId,
		to: &Self::AccountId,
		amount: Balance,
	) -> Balance {
		if from != to {
			return Self::pay_held(reason, from, to, amount);
		}
		Self::give_back(reason, from, amount);
		amount
	}

	/// Moves `amount` on hold at `from` to `to`, where it stays on hold.
	fn hand_over(
		reason: Self::Reason,
		from: &Self::AccountId,
		to: &Self::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		let (exact, held, force) = (Precision::Exact, Restriction::OnHold, Fortitude::Force);
		Self::Currency::transfer_on_hold(&reason.into(), from, to, amount, exact, held, force)
			.map(|_| ())
			.map_err(|_| Self::cannot_receive())
	}

	/// Burns `amount` on hold at `who`.
	fn burn(reason: Self::Reason, who: &Self::AccountId, amount: Balance) {
		if amount == 0 {
			return;
		}
		let (precision, force) = (Precision::BestEffort, Fortitude::Force);
		let burned = Self::Currency::burn_held(&reason.into(), who, amount, precision, force);
		if burned != Ok(amount) {
			log::error!(target: Self::LOG, "burn of {amount}: {burned:?}");
		}
	}
}
