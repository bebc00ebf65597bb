//! What other pallets ask and tell: what counts, what is shared, what is lost.

use crate::{Backed, Backing, Config, Delegations, Event, Pallet, Pools, SharesIncome, shares};
use stoa_primitives::Balance;

/// Who has one in so many of what stands behind a provider must not sit in one matter with it.
const LARGE: Balance = 4;

impl<T: Config> Backing<T::AccountId> for Pallet<T> {
	fn counted(provider: &T::AccountId, own: Balance) -> Balance {
		Pools::<T>::get(provider).map_or(0, |pool| pool.stake.amount.min(Self::most(own)))
	}

	fn slashed(provider: &T::AccountId, lost: Balance, own: Balance) {
		let Some(mut pool) = Pools::<T>::get(provider) else { return };
		let (stake, leaving) = (pool.stake.amount, pool.leaving.amount);
		let all = stake.saturating_add(leaving);
		let counted = all.min(Self::most(own));
		let loss = shares::backers_loss(counted, lost, own);
		let of_stake = shares::scale(loss, stake, all, sp_runtime::Rounding::Down);
		let taken = pool
			.stake
			.lose(of_stake)
			.saturating_add(pool.leaving.lose(loss.saturating_sub(of_stake)));
		if taken == 0 {
			return;
		}
		Pools::<T>::insert(provider, pool);
		Self::discard(taken);
		Self::deposit_event(Event::BackersSlashed { provider: provider.clone(), amount: taken });
	}

	fn is_large(provider: &T::AccountId, own: Balance, backer: &T::AccountId) -> bool {
		let Some(delegation) = Delegations::<T>::get(backer, provider) else { return false };
		let Some(pool) = Pools::<T>::get(provider) else { return false };
		// What is leaving can be lost still.
		let leaving = pool.leaving.worth(delegation.leaving_shares());
		let has = pool.stake.worth(delegation.shares).saturating_add(leaving);
		has > 0 && has.saturating_mul(LARGE) >= own.saturating_add(pool.stake.amount)
	}
}

impl<T: Config> SharesIncome<T::AccountId> for Pallet<T> {
	fn share(provider: &T::AccountId, amount: Balance) -> Option<(T::AccountId, Balance)> {
		let pool = Pools::<T>::get(provider).filter(|pool| pool.stake.shares > 0)?;
		// Who has left is paid and claims for a while yet, and those behind it can lose as long: they share that as well.
		let leaving = || T::Providers::leaving_bond(provider);
		let own = T::Providers::own_bond(provider).or_else(leaving)?;
		let counted = pool.stake.amount.min(Self::most(own));
		let take = pool.take_at(Self::now()).get();
		let part = shares::backers_part(amount, own, counted, take);
		(part > 0).then(|| (Self::pot(), part))
	}

	fn shared(provider: &T::AccountId, part: Balance) {
		Pools::<T>::mutate(provider, |pool| {
			if let Some(pool) = pool {
				pool.earn(part);
			}
		});
		Self::deposit_event(Event::IncomeShared { provider: provider.clone(), amount: part });
	}
}
