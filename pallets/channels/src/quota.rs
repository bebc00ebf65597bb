//! Free tokens. The chain keeps who granted how many to whom, so that clients find them; how many are left only
//! the provider knows, who gives them away.

use crate::{Config, CurrentParameters, Error, Event, HoldReason, Pallet, Quota, Quotas};
use frame_support::pallet_prelude::*;
use stoa_primitives::{BlockNumber, frame::Holds};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_grant_quota(
		provider: T::AccountId,
		account: T::AccountId,
		tokens: u64,
		until: BlockNumber,
	) -> DispatchResult {
		Self::ensure_provider(&provider)?;
		let parameters = CurrentParameters::<T>::get();
		let most = u64::from(parameters.max_quota.get()).saturating_mul(1_000);
		ensure!(tokens > 0 && tokens <= most, Error::<T>::QuotaOutOfBounds);
		let now = Self::now();
		let last = now.saturating_add(parameters.max_lifetime.get());
		ensure!(until > now && until <= last, Error::<T>::BadExpiry);
		let deposit = match Quotas::<T>::get(&provider, &account) {
			Some(before) => before.deposit,
			None => {
				let deposit = parameters.record_deposit;
				Self::hold(HoldReason::RecordDeposit, &provider, deposit)?;
				deposit
			}
		};
		Quotas::<T>::insert(&provider, &account, Quota { tokens, until, deposit });
		Self::deposit_event(Event::QuotaGranted { provider, account, tokens, until });
		Ok(())
	}

	pub(crate) fn do_drop_quota(
		who: T::AccountId,
		provider: T::AccountId,
		account: T::AccountId,
	) -> DispatchResult {
		let quota = Quotas::<T>::get(&provider, &account).ok_or(Error::<T>::QuotaNotFound)?;
		let over = Self::now() > quota.until;
		ensure!(who == provider || over, Error::<T>::NotExpired);
		Quotas::<T>::remove(&provider, &account);
		Self::give_back(HoldReason::RecordDeposit, &provider, quota.deposit);
		Self::deposit_event(Event::QuotaDropped { provider, account });
		Ok(())
	}
}
