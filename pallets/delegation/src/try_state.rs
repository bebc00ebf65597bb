//! What must hold after every block.

use crate::{Config, Delegations, Pallet, Pools, shares::SHARES_PER_PLANCK};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::TryRuntimeError;
use stoa_primitives::Balance;

/// Sums over the delegations to one provider.
#[derive(Default)]
struct Sums {
	shares: u128,
	leaving: u128,
	income: Balance,
	members: u32,
}

impl<T: Config> Pallet<T> {
	/// Checks that
	/// 1. shares of stake and of what is leaving are those of the delegations together, which are counted;
	/// 2. a share is worth something, and nothing is there without shares;
	/// 3. no more income is owed to backers than their pool has;
	/// 4. no delegation is empty or without a pool;
	/// 5. the pot covers all pools.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, Sums>::new();
		for (_, provider, delegation) in Delegations::<T>::iter() {
			let pool = Pools::<T>::get(&provider).ok_or("4: a delegation without a pool")?;
			ensure!(!delegation.is_empty(), "4: an empty delegation");
			let sum = sums.entry(provider).or_default();
			sum.shares = sum.shares.saturating_add(delegation.shares);
			sum.leaving = sum.leaving.saturating_add(delegation.leaving_shares());
			sum.income = sum.income.saturating_add(delegation.income(&pool));
			sum.members = sum.members.saturating_add(1);
		}
		let mut owed: Balance = 0;
		for (provider, pool) in Pools::<T>::iter() {
			let sum = sums.remove(&provider).unwrap_or_default();
			ensure!(sum.shares == pool.stake.shares, "1: shares of the stake");
			ensure!(sum.leaving == pool.leaving.shares, "1: shares of what is leaving");
			ensure!(sum.members == pool.members, "1: members");
			for part in [pool.stake, pool.leaving] {
				let worth = part.amount.saturating_mul(SHARES_PER_PLANCK);
				ensure!(worth >= part.shares, "2: a share is worth nothing");
				ensure!(part.amount == 0 || part.shares > 0, "2: something without shares");
			}
			let given = sum.income.saturating_add(pool.carry);
			ensure!(given <= pool.income, "3: more income is owed than there is");
			owed = owed
				.saturating_add(pool.stake.amount)
				.saturating_add(pool.leaving.amount)
				.saturating_add(pool.income);
		}
		let pot = T::Currency::total_balance(&Self::pot());
		ensure!(owed <= pot, "5: the pot has less than the pools");
		Ok(())
	}
}
