//! Registration and everything that moves a bond. The balance on hold always equals the bond and
//! the unbonding chunks together.

use crate::{
	Config, CreditOf, Endpoint, Error, Event, Hardware, HoldReason, Pallet, ProviderDetails,
	ProviderStatus, Providers, Serving, TrackRecord, UnbondingChunk, endpoint,
};
use frame_support::{
	defensive, ensure,
	traits::{
		Get, Imbalance, OnUnbalanced,
		fungible::{
			Balanced,
			hold::{Balanced as _, Mutate},
		},
		tokens::{Fortitude, Precision, Restriction},
	},
};
use sp_runtime::{DispatchError, DispatchResult, Perbill};
use stoa_primitives::{
	Balance, BlockNumber,
	frame::{Backing, Slashed},
};

/// What a payee gets of a slash at most: whoever profits from slashes would otherwise provoke them.
pub const MAX_PAYEE_SHARE: Perbill = Perbill::from_percent(40);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		who: T::AccountId,
		signing_key: [u8; 32],
		transport_key: [u8; 32],
		endpoint: Endpoint,
		bond: Balance,
	) -> DispatchResult {
		ensure!(!Providers::<T>::contains_key(&who), Error::<T>::AlreadyRegistered);
		ensure!(bond >= T::MinBond::get(), Error::<T>::BondBelowMinimum);
		ensure!(endpoint::is_valid(&endpoint), Error::<T>::InvalidEndpoint);
		Self::ensure_keys(&signing_key, &transport_key)?;
		T::Currency::hold(&HoldReason::Bond.into(), &who, bond)
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		let details = ProviderDetails {
			signing_key,
			transport_key,
			endpoint,
			status: ProviderStatus::Active,
			bond,
			reserved: 0,
			unbonding: Default::default(),
			served: Default::default(),
			recent_strikes: Default::default(),
			record: TrackRecord::default(),
			changed_at: Self::now(),
			reduced_at: 0,
			weight: 0,
			pending: None,
		};
		Self::update(&who, details);
		Self::deposit_event(Event::ProviderRegistered { provider: who, bond });
		Ok(())
	}

	pub(crate) fn do_deregister(who: T::AccountId) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		ensure!(details.reserved == 0, Error::<T>::BondReserved);
		let serves =
			|release| Serving::<T>::get(&who, release).is_some_and(|served| !served.leaving);
		ensure!(!details.served.iter().any(serves), Error::<T>::StillServing);
		let bond = details.bond;
		let until = Self::begin_unbonding(&mut details, bond)?;
		details.status = ProviderStatus::Leaving;
		Self::update(&who, details);
		Hardware::<T>::remove(&who);
		Self::deposit_event(Event::ProviderDeregistered { provider: who, until });
		Ok(())
	}

	pub(crate) fn do_bond_extra(who: T::AccountId, amount: Balance) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		T::Currency::hold(&HoldReason::Bond.into(), &who, amount)
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		details.bond = details.bond.saturating_add(amount);
		let bond = details.bond;
		Self::update(&who, details);
		Self::deposit_event(Event::BondIncreased { provider: who, amount, bond });
		Ok(())
	}

	pub(crate) fn do_unbond(who: T::AccountId, amount: Balance) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(amount <= details.free_bond(), Error::<T>::InsufficientFreeBond);
		let left = details.bond.saturating_sub(amount);
		ensure!(left >= T::MinBond::get(), Error::<T>::BondBelowMinimum);
		let until = Self::begin_unbonding(&mut details, amount)?;
		Self::update(&who, details);
		Self::deposit_event(Event::BondUnbonding { provider: who, amount, until });
		Ok(())
	}

	/// Moves `amount` from the bond to the chunks. Parts of one block are one chunk.
	fn begin_unbonding(
		details: &mut ProviderDetails<T>,
		amount: Balance,
	) -> Result<BlockNumber, DispatchError> {
		let until = Self::now().saturating_add(T::UnbondingPeriod::get());
		match details.unbonding.iter_mut().find(|chunk| chunk.until == until) {
			Some(chunk) => chunk.amount = chunk.amount.saturating_add(amount),
			None => details
				.unbonding
				.try_push(UnbondingChunk { amount, until })
				.map_err(|_| Error::<T>::TooManyUnbondingChunks)?,
		}
		details.bond = details.bond.saturating_sub(amount);
		details.reduced_at = Self::now();
		Ok(until)
	}

	pub(crate) fn do_withdraw_unbonded(who: T::AccountId) -> DispatchResult {
		let mut details = Providers::<T>::get(&who).ok_or(Error::<T>::ProviderNotFound)?;
		let now = Self::now();
		let before = details.unbonding_total();
		details.unbonding.retain(|chunk| chunk.until > now);
		let amount = before.saturating_sub(details.unbonding_total());
		// What still waits to leave the trees needs its provider.
		let waits = details.pending.is_some() || !details.served.is_empty();
		let leaving = details.status == ProviderStatus::Leaving;
		let gone = leaving && details.unbonding.is_empty() && !waits;
		ensure!(amount > 0 || gone, Error::<T>::NothingToWithdraw);

		T::Currency::release(&HoldReason::Bond.into(), &who, amount, Precision::Exact)?;
		if amount > 0 {
			Self::deposit_event(Event::BondWithdrawn { provider: who.clone(), amount });
		}
		if gone {
			Providers::<T>::remove(&who);
			Self::deposit_event(Event::ProviderRemoved { provider: who });
		} else {
			Providers::<T>::insert(&who, details);
		}
		Ok(())
	}

	pub(crate) fn do_reserve(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Providers::<T>::try_mutate(who, |details| {
			let details = details.as_mut().ok_or(Error::<T>::ProviderNotFound)?;
			ensure!(amount <= details.free_bond(), Error::<T>::InsufficientFreeBond);
			details.reserved = details.reserved.saturating_add(amount);
			Ok(())
		})
	}

	pub(crate) fn do_release(who: &T::AccountId, amount: Balance) {
		Providers::<T>::mutate(who, |details| {
			if let Some(details) = details {
				details.reserved = details.reserved.saturating_sub(amount);
			}
		});
	}

	pub(crate) fn do_slash(
		who: &T::AccountId,
		reserved: Balance,
		floor: Balance,
		payee: Option<(&T::AccountId, Balance)>,
	) -> Slashed {
		let Some(mut details) = Providers::<T>::get(who) else { return Slashed::default() };
		let before = details.bond.saturating_add(details.unbonding_total());
		let amount = Self::take_bond(&mut details, reserved, floor);
		let (credit, missing) = T::Currency::slash(&HoldReason::Bond.into(), who, amount);
		if missing > 0 {
			defensive!("less is on hold than was bonded");
		}
		let taken = credit.peek();
		// Before the weight follows: it is asked of what is left.
		T::Backing::slashed(who, taken, before);
		let paid = Self::distribute(credit, payee);
		details.record.slashes = details.record.slashes.saturating_add(1);
		Self::after_loss(who, details);
		Self::deposit_event(Event::ProviderSlashed {
			provider: who.clone(),
			payee: payee.map(|(payee, _)| payee.clone()),
			taken,
			paid,
		});
		Slashed { taken, paid }
	}

	/// Takes `reserved` from what is reserved, and `floor` from free bond first and then from the
	/// chunks, those that would leave soonest first. What other jobs reserved stays untouched.
	fn take_bond(details: &mut ProviderDetails<T>, reserved: Balance, floor: Balance) -> Balance {
		let from_reserved = reserved.min(details.reserved);
		details.reserved = details.reserved.saturating_sub(from_reserved);
		details.bond = details.bond.saturating_sub(from_reserved);

		let from_free = floor.min(details.free_bond());
		details.bond = details.bond.saturating_sub(from_free);

		let mut rest = floor.saturating_sub(from_free);
		for chunk in details.unbonding.iter_mut() {
			let part = rest.min(chunk.amount);
			chunk.amount = chunk.amount.saturating_sub(part);
			rest = rest.saturating_sub(part);
		}
		details.unbonding.retain(|chunk| chunk.amount > 0);
		from_reserved.saturating_add(floor.saturating_sub(rest))
	}

	/// Pays the payee its share and hands the rest to the runtime. Returns what was paid.
	fn distribute(credit: CreditOf<T>, payee: Option<(&T::AccountId, Balance)>) -> Balance {
		let cap = MAX_PAYEE_SHARE.mul_floor(credit.peek());
		let (wanted, rest) = credit.split(payee.map_or(0, |(_, wanted)| wanted.min(cap)));
		let share = wanted.peek();
		let (paid, unpaid) = match payee {
			Some((payee, _)) => match T::Currency::resolve(payee, wanted) {
				Ok(()) => (share, None),
				// It cannot hold so little.
				Err(wanted) => (0, Some(wanted)),
			},
			None => (0, Some(wanted)),
		};
		let rest = match unpaid {
			Some(unpaid) => rest.merge(unpaid),
			None => rest,
		};
		if rest.peek() > 0 {
			T::OnSlash::on_unbalanced(rest);
		}
		paid
	}

	pub(crate) fn do_pay_from_reserved(
		who: &T::AccountId,
		amount: Balance,
		payee: &T::AccountId,
	) -> Balance {
		let Some(mut details) = Providers::<T>::get(who) else { return 0 };
		let amount = amount.min(details.reserved);
		if amount == 0 {
			return 0;
		}
		let moved = T::Currency::transfer_on_hold(
			&HoldReason::Bond.into(),
			who,
			payee,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		);
		// A payee that cannot hold so little gets nothing.
		let Ok(moved) = moved else { return 0 };
		details.reserved = details.reserved.saturating_sub(moved);
		details.bond = details.bond.saturating_sub(moved);
		Self::after_loss(who, details);
		Self::deposit_event(Event::BondPaid {
			provider: who.clone(),
			payee: payee.clone(),
			amount: moved,
		});
		moved
	}

	/// Registered and not leaving.
	pub(crate) fn staying(who: &T::AccountId) -> Result<ProviderDetails<T>, DispatchError> {
		let details = Providers::<T>::get(who).ok_or(Error::<T>::ProviderNotFound)?;
		ensure!(details.status != ProviderStatus::Leaving, Error::<T>::ProviderLeaving);
		Ok(details)
	}
}
