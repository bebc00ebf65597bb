//! What the view functions answer.

use crate::{
	Backed, Config, DelegationDetails, DelegationInfo, Delegations, LeavingInfo, MAX_PAGE, Pallet,
	PoolInfo, Pools,
};
use alloc::vec::Vec;

impl<T: Config> Pallet<T> {
	pub(crate) fn pool_info(provider: &T::AccountId) -> Option<PoolInfo> {
		let pool = Pools::<T>::get(provider)?;
		let (now, own) = (Self::now(), T::Providers::own_bond(provider));
		let stake = pool.stake.amount;
		let most = own.map_or(0, Self::most);
		Some(PoolInfo {
			take: pool.take_at(now).get(),
			rise: pool.rise.filter(|rise| rise.at > now),
			limit: pool.limit,
			own,
			stake,
			counted: stake.min(most),
			room: most.min(pool.limit).saturating_sub(stake),
			leaving: pool.leaving.amount,
			income: pool.income,
			members: pool.members,
		})
	}

	pub(crate) fn delegation_info(
		provider: T::AccountId,
		backer: &T::AccountId,
	) -> Option<DelegationInfo<T::AccountId>> {
		let delegation = Delegations::<T>::get(backer, &provider)?;
		Self::shown(provider, delegation)
	}

	fn shown(
		provider: T::AccountId,
		delegation: DelegationDetails,
	) -> Option<DelegationInfo<T::AccountId>> {
		let pool = Pools::<T>::get(&provider)?;
		let leaving = delegation
			.leaving
			.iter()
			.map(|chunk| LeavingInfo {
				amount: pool.leaving.worth(chunk.shares),
				until: chunk.until,
			})
			.collect();
		let (stake, income) = (pool.stake.worth(delegation.shares), delegation.income(&pool));
		Some(DelegationInfo { provider, stake, income, leaving })
	}

	pub(crate) fn delegation_page(
		backer: &T::AccountId,
		limit: u32,
	) -> Vec<DelegationInfo<T::AccountId>> {
		Delegations::<T>::iter_prefix(backer)
			.take(limit.min(MAX_PAGE) as usize)
			.filter_map(|(provider, delegation)| Self::shown(provider, delegation))
			.collect()
	}
}
