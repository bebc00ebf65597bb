//! What calls do. A pool is stored before the provider's weight follows it, since the weight is asked of the pool.

use crate::{
	Backed, Config, DelegationDetails, Delegations, Error, Event, LeavingChunk, MAX_RISE, Pallet,
	PoolDetails, Pools, Rise, Take,
};
use frame_support::{
	pallet_prelude::*,
	traits::{
		OnUnbalanced,
		fungible::{Balanced, Mutate},
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::{SaturatedConversion, traits::AccountIdConversion};
use stoa_primitives::{Balance, BlockNumber};

impl<T: Config> Pallet<T> {
	/// The account that keeps what was delegated and earned.
	pub fn pot() -> T::AccountId {
		T::PotId::get().into_account_truncating()
	}

	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Most that can stand behind a bond of `own`.
	pub(crate) fn most(own: Balance) -> Balance {
		own.saturating_mul(T::MaxRatio::get().into())
	}

	pub(crate) fn do_set_terms(who: T::AccountId, take: Take, limit: Balance) -> DispatchResult {
		T::Providers::own_bond(&who).ok_or(Error::<T>::NotProvider)?;
		let now = Self::now();
		let pool = match Pools::<T>::get(&who) {
			None => PoolDetails::new(take, limit),
			Some(mut pool) => {
				let before = pool.take_at(now);
				pool.limit = limit;
				(pool.take, pool.rise) = if take <= before {
					(take, None)
				} else {
					let most = before.get().saturating_add(MAX_RISE);
					ensure!(take.get() <= most, Error::<T>::TakeRisesTooFast);
					let at = now.saturating_add(T::UnbondingPeriod::get());
					(before, Some(Rise { take, at }))
				};
				pool
			}
		};
		Pools::<T>::insert(&who, pool);
		let (take, rise) = (pool.take, pool.rise);
		Self::deposit_event(Event::TermsSet { provider: who, take, rise, limit });
		Ok(())
	}

	pub(crate) fn do_delegate(
		who: T::AccountId,
		provider: T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(who != provider, Error::<T>::OwnPool);
		ensure!(amount >= T::MinDelegation::get(), Error::<T>::TooLittle);
		let own = T::Providers::own_bond(&provider).ok_or(Error::<T>::NotProvider)?;
		let mut pool = Pools::<T>::get(&provider).ok_or(Error::<T>::PoolNotFound)?;
		let after = pool.stake.amount.saturating_add(amount);
		ensure!(after <= Self::most(own).min(pool.limit), Error::<T>::PoolFull);

		T::Currency::transfer(&who, &Self::pot(), amount, Preservation::Preserve)
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		let known = Delegations::<T>::get(&who, &provider);
		if known.is_none() {
			pool.members = pool.members.saturating_add(1);
		}
		let mut delegation = known.unwrap_or_default();
		delegation.count(&pool);
		delegation.shares = delegation.shares.saturating_add(pool.stake.enter(amount));
		Delegations::<T>::insert(&who, &provider, delegation);
		Pools::<T>::insert(&provider, pool);
		T::Providers::backing_changed(&provider);
		Self::deposit_event(Event::Delegated { provider, backer: who, amount });
		Ok(())
	}

	pub(crate) fn do_undelegate(
		who: T::AccountId,
		provider: T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		let (mut pool, mut delegation) = Self::known(&who, &provider)?;
		ensure!(amount > 0 && delegation.shares > 0, Error::<T>::TooLittle);
		delegation.count(&pool);
		let mut shares = pool.stake.shares_of(amount).min(delegation.shares);
		let rest = pool.stake.worth(delegation.shares.saturating_sub(shares));
		if rest < T::MinDelegation::get() {
			shares = delegation.shares;
		}
		delegation.shares = delegation.shares.saturating_sub(shares);
		let worth = pool.stake.leave(shares);
		let until = Self::now().saturating_add(T::UnbondingPeriod::get());
		let leaving = pool.leaving.enter(worth);
		match delegation.leaving.iter_mut().find(|chunk| chunk.until == until) {
			Some(chunk) => chunk.shares = chunk.shares.saturating_add(leaving),
			None => delegation
				.leaving
				.try_push(LeavingChunk { shares: leaving, until })
				.map_err(|_| Error::<T>::TooManyLeaving)?,
		}
		Delegations::<T>::insert(&who, &provider, delegation);
		Pools::<T>::insert(&provider, pool);
		T::Providers::backing_changed(&provider);
		Self::deposit_event(Event::Undelegated { provider, backer: who, amount: worth, until });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: T::AccountId, provider: T::AccountId) -> DispatchResult {
		let (mut pool, mut delegation) = Self::known(&who, &provider)?;
		let (now, before) = (Self::now(), delegation.leaving_shares());
		let chunks = delegation.leaving.len();
		delegation.leaving.retain(|chunk| chunk.until > now);
		ensure!(delegation.leaving.len() < chunks, Error::<T>::NothingToWithdraw);
		let amount = pool.leaving.leave(before.saturating_sub(delegation.leaving_shares()));
		let income = Self::take_income(&mut pool, &mut delegation);
		Self::pay(&who, amount.saturating_add(income))?;
		Self::keep(&who, &provider, pool, delegation);
		Self::deposit_event(Event::Withdrawn { provider, backer: who, amount, income });
		Ok(())
	}

	pub(crate) fn do_claim(who: T::AccountId, provider: T::AccountId) -> DispatchResult {
		let (mut pool, mut delegation) = Self::known(&who, &provider)?;
		let amount = Self::take_income(&mut pool, &mut delegation);
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		Self::pay(&who, amount)?;
		Self::keep(&who, &provider, pool, delegation);
		Self::deposit_event(Event::IncomeClaimed { provider, backer: who, amount });
		Ok(())
	}

	pub(crate) fn do_drop_pool(who: T::AccountId, provider: T::AccountId) -> DispatchResult {
		let pool = Pools::<T>::get(&provider).ok_or(Error::<T>::PoolNotFound)?;
		let gone = T::Providers::own_bond(&provider).is_none();
		ensure!(pool.members == 0 && (gone || who == provider), Error::<T>::PoolInUse);
		let rest = pool.stake.amount.saturating_add(pool.leaving.amount);
		Self::discard(rest.saturating_add(pool.income));
		Pools::<T>::remove(&provider);
		Self::deposit_event(Event::PoolDropped { provider });
		Ok(())
	}

	fn known(
		who: &T::AccountId,
		provider: &T::AccountId,
	) -> Result<(PoolDetails, DelegationDetails), DispatchError> {
		let delegation =
			Delegations::<T>::get(who, provider).ok_or(Error::<T>::DelegationNotFound)?;
		let pool = Pools::<T>::get(provider).ok_or(Error::<T>::PoolNotFound)?;
		Ok((pool, delegation))
	}

	/// Takes out what a delegation has earned. Never more than is owed to all.
	fn take_income(pool: &mut PoolDetails, delegation: &mut DelegationDetails) -> Balance {
		delegation.count(pool);
		let income = core::mem::take(&mut delegation.unclaimed).min(pool.income);
		pool.income = pool.income.saturating_sub(income);
		income
	}

	fn pay(who: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer(&Self::pot(), who, amount, Preservation::Preserve)?;
		}
		Ok(())
	}

	/// Stores a delegation, or forgets it if nothing is left of it.
	fn keep(
		who: &T::AccountId,
		provider: &T::AccountId,
		mut pool: PoolDetails,
		delegation: DelegationDetails,
	) {
		if delegation.is_empty() {
			Delegations::<T>::remove(who, provider);
			pool.members = pool.members.saturating_sub(1);
		} else {
			Delegations::<T>::insert(who, provider, delegation);
		}
		Pools::<T>::insert(provider, pool);
	}

	/// Takes money out of the pot for good.
	pub(crate) fn discard(amount: Balance) {
		if amount == 0 {
			return;
		}
		let (exact, keep, force) = (Precision::Exact, Preservation::Preserve, Fortitude::Force);
		match T::Currency::withdraw(&Self::pot(), amount, exact, keep, force) {
			Ok(credit) => T::OnSlash::on_unbalanced(credit),
			// It stays in the pot, where nobody owns it.
			Err(error) => log::error!(target: "runtime::delegation", "{amount} stay: {error:?}"),
		}
	}
}
