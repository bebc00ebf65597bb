//! What clients ask.

use crate::{
	ChannelCount, ChannelsByAccount, Config, CurrentParameters, Pallet, ProviderTerms, Quote,
};
use alloc::vec::Vec;
use stoa_primitives::{Balance, ChannelId, frame::ProviderInspect};

/// Most ids in one answer.
const MAX_LISTED: u32 = 256;

impl<T: Config> Pallet<T> {
	pub(crate) fn view_channels_of(
		account: T::AccountId,
		from: Option<ChannelId>,
		limit: u32,
	) -> Vec<ChannelId> {
		let limit = limit.min(MAX_LISTED) as usize;
		match from {
			None => ChannelsByAccount::<T>::iter_key_prefix(&account).take(limit).collect(),
			Some(id) => {
				let after = ChannelsByAccount::<T>::hashed_key_for(&account, id);
				ChannelsByAccount::<T>::iter_key_prefix_from(&account, after).take(limit).collect()
			}
		}
	}

	pub(crate) fn view_quote(provider: T::AccountId, deposit: Balance) -> Option<Quote> {
		let (terms, _) = ProviderTerms::<T>::get(&provider)?;
		let parameters = CurrentParameters::<T>::get();
		let collateral = terms.collateral.max(parameters.min_collateral);
		let offered = deposit >= terms.min_deposit
			&& ChannelCount::<T>::get(&provider) < terms.channels
			&& T::Providers::free_bond(&provider) >= collateral;
		let held = deposit.saturating_add(parameters.record_deposit);
		Some(Quote { held, fee: terms.opening_fee, collateral, offered })
	}
}
