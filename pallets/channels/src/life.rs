//! Terms, opening, topping up, closing, and what is left at the end.

use crate::{
	Audits, ChannelCount, ChannelDetails, ChannelState, Channels, ChannelsByAccount, Config,
	CurrentParameters, Error, Event, HoldReason, NextChannelId, Pallet, ProviderTerms,
	Subscriptions, Terms,
};
use frame_support::{
	pallet_prelude::*,
	traits::{fungible::Mutate, tokens::Preservation},
};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId,
	frame::{Clock, Holds, ProviderBond, ProviderInspect, SpokenFor},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_provider(who: &T::AccountId) -> DispatchResult {
		ensure!(T::Providers::signing_key(who).is_some(), Error::<T>::NotProvider);
		Ok(())
	}

	pub(crate) fn do_set_terms(who: T::AccountId, terms: Option<Terms>) -> DispatchResult {
		let held = ProviderTerms::<T>::take(&who).map(|(_, deposit)| deposit);
		if let Some(terms) = terms {
			Self::ensure_provider(&who)?;
			let parameters = CurrentParameters::<T>::get();
			let bounded = terms.collateral >= parameters.min_collateral
				&& terms.min_deposit > parameters.redeem_fee;
			ensure!(bounded, Error::<T>::TermsOutOfBounds);
			let deposit = match held {
				Some(deposit) => deposit,
				None => {
					let deposit = parameters.record_deposit;
					Self::hold(HoldReason::RecordDeposit, &who, deposit)?;
					deposit
				}
			};
			ProviderTerms::<T>::insert(&who, (terms, deposit));
		} else {
			Self::give_back(HoldReason::RecordDeposit, &who, held.unwrap_or(0));
		}
		Self::deposit_event(Event::TermsSet { provider: who, terms });
		Ok(())
	}

	pub(crate) fn do_open(
		payer: T::AccountId,
		provider: T::AccountId,
		deposit: Balance,
		lane: [u8; 32],
		expires_at: BlockNumber,
		audited: bool,
		max_fee: Balance,
	) -> DispatchResult {
		let now = Self::now();
		let parameters = CurrentParameters::<T>::get();
		let (terms, _) = ProviderTerms::<T>::get(&provider).ok_or(Error::<T>::NoTerms)?;
		let key = T::Providers::signing_key(&provider).ok_or(Error::<T>::NoTerms)?;
		let own = T::Providers::speaks_for(&payer, &provider);
		ensure!(!own, Error::<T>::OwnChannel);
		let count = ChannelCount::<T>::get(&provider);
		ensure!(count < terms.channels, Error::<T>::TooManyChannels);
		ensure!(deposit >= terms.min_deposit, Error::<T>::DepositTooSmall);
		ensure!(terms.opening_fee <= max_fee, Error::<T>::FeeTooHigh);
		let last = now.saturating_add(parameters.max_lifetime.get());
		ensure!(expires_at > now && expires_at <= last, Error::<T>::BadExpiry);
		// Terms may be older than the parameters.
		let collateral = terms.collateral.max(parameters.min_collateral);
		T::Providers::reserve(&provider, collateral)?;
		Self::hold(HoldReason::ChannelDeposit, &payer, deposit)?;
		Self::hold(HoldReason::RecordDeposit, &payer, parameters.record_deposit)?;
		T::Currency::transfer(&payer, &provider, terms.opening_fee, Preservation::Preserve)
			.map_err(|_| Error::<T>::InsufficientFunds)?;

		Self::insert_channel(ChannelDetails {
			payer,
			provider,
			lane,
			receipt_key: key,
			deposit,
			redeemed: 0,
			pending: 0,
			record_deposit: parameters.record_deposit,
			collateral,
			audited,
			refuted: false,
			expires_at,
			state: ChannelState::Open,
			challenged: 0,
			redemptions: 0,
			unaudited: 0,
			stood: T::Clock::stood_still(),
			missed: 0,
			parameters,
		});
		Ok(())
	}

	/// Puts a new channel where it can be found.
	fn insert_channel(channel: ChannelDetails<T::AccountId>) {
		let id = NextChannelId::<T>::get();
		NextChannelId::<T>::put(id.saturating_add(1));
		ChannelCount::<T>::mutate(&channel.provider, |count| *count = count.saturating_add(1));
		ChannelsByAccount::<T>::insert(&channel.payer, id, ());
		ChannelsByAccount::<T>::insert(&channel.provider, id, ());
		Self::deposit_event(Event::ChannelOpened {
			channel: id,
			payer: channel.payer.clone(),
			provider: channel.provider.clone(),
			deposit: channel.deposit,
			collateral: channel.collateral,
			lane: channel.lane,
			expires_at: channel.expires_at,
			audited: channel.audited,
		});
		Channels::<T>::insert(id, channel);
	}

	pub(crate) fn do_top_up(who: T::AccountId, id: ChannelId, amount: Balance) -> DispatchResult {
		let mut channel = Self::known(id)?;
		ensure!(channel.payer == who, Error::<T>::NotPayer);
		ensure!(channel.state == ChannelState::Open, Error::<T>::ChannelClosed);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::hold(HoldReason::ChannelDeposit, &who, amount)?;
		channel.deposit = channel.deposit.saturating_add(amount);
		let deposit = channel.deposit;
		Channels::<T>::insert(id, channel);
		Self::deposit_event(Event::ChannelToppedUp { channel: id, amount, deposit });
		Ok(())
	}

	pub(crate) fn do_close(who: T::AccountId, id: ChannelId) -> DispatchResultWithPostInfo {
		let mut channel = Self::known(id)?;
		let withdrawn = matches!(channel.state, ChannelState::Withdrawn { .. });
		ensure!(!withdrawn, Error::<T>::ChannelClosed);
		if T::Providers::speaks_for(&who, &channel.provider) {
			// Who is to be protected by the window does without it.
			channel.state = ChannelState::Closing { until: 0 };
			Self::deposit_event(Event::ChannelClosing { channel: id, until: 0 });
			if channel.pending == 0 {
				Self::return_deposit(id, &mut channel);
			}
			Channels::<T>::insert(id, channel);
			return Ok(Pays::No.into());
		}
		ensure!(channel.payer == who, Error::<T>::NotParty);
		Self::begin_closing(id, channel)?;
		Ok(Pays::No.into())
	}

	fn begin_closing(id: ChannelId, mut channel: ChannelDetails<T::AccountId>) -> DispatchResult {
		ensure!(channel.state == ChannelState::Open, Error::<T>::ChannelClosed);
		let until = Self::now().saturating_add(channel.parameters.close_window.get());
		channel.state = ChannelState::Closing { until };
		Channels::<T>::insert(id, channel);
		Self::deposit_event(Event::ChannelClosing { channel: id, until });
		Ok(())
	}

	pub(crate) fn do_expire(id: ChannelId) -> DispatchResultWithPostInfo {
		let channel = Self::known(id)?;
		ensure!(Self::now() > channel.expires_at, Error::<T>::NotExpired);
		Self::begin_closing(id, channel)?;
		Ok(Pays::No.into())
	}

	pub(crate) fn do_withdraw(id: ChannelId) -> DispatchResultWithPostInfo {
		let mut channel = Self::known(id)?;
		let ChannelState::Closing { until } = channel.state else {
			return Err(Error::<T>::NotClosing.into());
		};
		ensure!(Self::now() > until, Error::<T>::WindowOpen);
		ensure!(!Audits::<T>::contains_key(id), Error::<T>::AuditRunning);
		Self::return_deposit(id, &mut channel);
		Channels::<T>::insert(id, channel);
		Ok(Pays::No.into())
	}

	/// What was not redeemed goes back to the payer. The collateral stays while receipts can be challenged.
	fn return_deposit(id: ChannelId, channel: &mut ChannelDetails<T::AccountId>) {
		let returned = channel.held();
		Self::give_back(HoldReason::ChannelDeposit, &channel.payer, returned);
		let until = Self::now().saturating_add(channel.parameters.receipt_window.get());
		channel.state = ChannelState::Withdrawn { until };
		let redeemed = channel.redeemed;
		Self::deposit_event(Event::ChannelWithdrawn { channel: id, returned, redeemed, until });
	}

	pub(crate) fn do_drop_channel(id: ChannelId) -> DispatchResultWithPostInfo {
		let channel = Self::known(id)?;
		let ChannelState::Withdrawn { until } = channel.state else {
			return Err(Error::<T>::NotWithdrawn.into());
		};
		ensure!(Self::now() > until, Error::<T>::WindowOpen);
		ensure!(channel.challenged == 0, Error::<T>::ReceiptsChallenged);
		ensure!(!Subscriptions::<T>::contains_key(id), Error::<T>::SubscriptionRunning);
		let ChannelDetails { payer, provider, collateral, record_deposit, .. } = channel;
		T::Providers::release(&provider, collateral);
		Self::give_back(HoldReason::RecordDeposit, &payer, record_deposit);
		Channels::<T>::remove(id);
		ChannelsByAccount::<T>::remove(&payer, id);
		ChannelsByAccount::<T>::remove(&provider, id);
		ChannelCount::<T>::mutate_exists(&provider, |count| {
			*count = count.unwrap_or(0).checked_sub(1).filter(|count| *count > 0);
		});
		Self::deposit_event(Event::ChannelDropped { channel: id, provider, collateral });
		Ok(Pays::No.into())
	}
}
