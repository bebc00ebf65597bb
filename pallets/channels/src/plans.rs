//! Prepaid periods. A period's price is on hold; the provider earns it block by block, so that whoever ends a
//! subscription pays for the time that has passed and nothing else.

use crate::{
	Allowance, ChannelState, Config, CurrentParameters, Error, Event, HoldReason, NextPlanId,
	Pallet, PlanDetails, Plans, Subscription, Subscriptions, audit::ChannelOf, pricing,
};
use frame_support::{pallet_prelude::*, storage::with_storage_layer};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, PlanId, ReleaseId,
	frame::{Holds, ModelInspect, SpokenFor},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish_plan(
		provider: T::AccountId,
		release: Option<ReleaseId>,
		allowance: Allowance,
		period: BlockNumber,
		price: Balance,
	) -> DispatchResult {
		Self::ensure_provider(&provider)?;
		let parameters = CurrentParameters::<T>::get();
		let something = match allowance {
			Allowance::Calls(calls) => calls > 0,
			Allowance::Tokens(tokens) => tokens > 0,
		};
		let known = release.is_none_or(|release| T::Models::terms(release).is_some());
		let bounded = period > 0 && period <= parameters.max_lifetime.get() && price > 0;
		ensure!(something && known && bounded, Error::<T>::PlanOutOfBounds);
		let deposit = parameters.record_deposit;
		Self::hold(HoldReason::RecordDeposit, &provider, deposit)?;
		let id = NextPlanId::<T>::get();
		NextPlanId::<T>::put(id.saturating_add(1));
		let plan = PlanDetails {
			provider: provider.clone(),
			release,
			allowance,
			period,
			price,
			active: true,
			subscriptions: 0,
			deposit,
		};
		Plans::<T>::insert(id, plan);
		Self::deposit_event(Event::PlanPublished {
			plan: id,
			provider,
			release,
			allowance,
			period,
			price,
		});
		Ok(())
	}

	pub(crate) fn do_retire_plan(who: T::AccountId, id: PlanId) -> DispatchResult {
		let mut plan = Plans::<T>::get(id).ok_or(Error::<T>::PlanNotFound)?;
		ensure!(plan.provider == who, Error::<T>::NotProvider);
		plan.active = false;
		Self::deposit_event(Event::PlanRetired { plan: id });
		Self::store_plan(id, plan);
		Ok(())
	}

	/// Forgets a plan that is retired and that nobody uses.
	fn store_plan(id: PlanId, plan: PlanDetails<T::AccountId>) {
		if plan.active || plan.subscriptions > 0 {
			Plans::<T>::insert(id, plan);
			return;
		}
		Plans::<T>::remove(id);
		Self::give_back(HoldReason::RecordDeposit, &plan.provider, plan.deposit);
	}

	pub(crate) fn do_subscribe(
		who: T::AccountId,
		id: ChannelId,
		plan_id: PlanId,
		renewals: u32,
	) -> DispatchResult {
		let channel = Self::known(id)?;
		ensure!(channel.payer == who, Error::<T>::NotPayer);
		ensure!(channel.state == ChannelState::Open, Error::<T>::ChannelClosed);
		let mut plan = Plans::<T>::get(plan_id).ok_or(Error::<T>::PlanNotFound)?;
		ensure!(plan.active, Error::<T>::PlanIsRetired);
		ensure!(plan.provider == channel.provider, Error::<T>::WrongProvider);
		let subscribed = Subscriptions::<T>::contains_key(id);
		ensure!(!subscribed, Error::<T>::AlreadySubscribed);
		let parameters = CurrentParameters::<T>::get();
		let allowed = renewals <= parameters.max_renewals.get();
		ensure!(allowed, Error::<T>::TooManyRenewals);
		let deposit = parameters.record_deposit;
		Self::hold(HoldReason::Subscription, &who, plan.price)?;
		Self::hold(HoldReason::RecordDeposit, &who, deposit)?;
		let (price, period, since) = (plan.price, plan.period, Self::now());
		let subscription =
			Subscription { plan: plan_id, since, period, price, paid: 0, renewals, deposit };
		Subscriptions::<T>::insert(id, subscription);
		plan.subscriptions = plan.subscriptions.saturating_add(1);
		Plans::<T>::insert(plan_id, plan);
		let until = since.saturating_add(period);
		Self::deposit_event(Event::Subscribed { channel: id, plan: plan_id, until, renewals });
		Ok(())
	}

	pub(crate) fn do_collect(id: ChannelId) -> DispatchResult {
		let channel = Self::known(id)?;
		let subscription = Subscriptions::<T>::get(id).ok_or(Error::<T>::SubscriptionNotFound)?;
		let before = subscription.paid;
		let mut subscription = Self::pay_period(id, &channel, subscription)?;
		let over = Self::now() >= subscription.since.saturating_add(subscription.period);
		if over {
			if Self::renew(&channel, &mut subscription) {
				let until = subscription.since.saturating_add(subscription.period);
				let renewals = subscription.renewals;
				Self::deposit_event(Event::SubscriptionRenewed { channel: id, until, renewals });
			} else {
				Self::end_subscription(id, &channel, subscription);
				return Ok(());
			}
		} else {
			ensure!(subscription.paid > before, Error::<T>::NothingDue);
		}
		Subscriptions::<T>::insert(id, subscription);
		Ok(())
	}

	/// Pays what the period has earned so far.
	fn pay_period(
		id: ChannelId,
		channel: &ChannelOf<T>,
		mut subscription: Subscription,
	) -> Result<Subscription, DispatchError> {
		let Subscription { since, period, price, paid, .. } = subscription;
		let elapsed = Self::now().saturating_sub(since);
		let amount = pricing::earned(price, period, elapsed).saturating_sub(paid);
		if amount > 0 {
			let (from, to) = (&channel.payer, &channel.provider);
			Self::move_held(HoldReason::Subscription, from, to, amount)?;
			subscription.paid = paid.saturating_add(amount);
			Self::deposit_event(Event::SubscriptionPaid { channel: id, amount });
		}
		Ok(subscription)
	}

	/// Begins another period now, if that was allowed and the payer can pay for it. Time that passed between the
	/// periods is not charged.
	fn renew(channel: &ChannelOf<T>, subscription: &mut Subscription) -> bool {
		let active = Plans::<T>::get(subscription.plan).is_some_and(|plan| plan.active);
		let allowed = subscription.renewals > 0 && channel.state == ChannelState::Open && active;
		let price = subscription.price;
		if !allowed || Self::hold(HoldReason::Subscription, &channel.payer, price).is_err() {
			return false;
		}
		subscription.renewals = subscription.renewals.saturating_sub(1);
		subscription.since = Self::now();
		subscription.paid = 0;
		true
	}

	/// What is left of the period goes back.
	fn end_subscription(id: ChannelId, channel: &ChannelOf<T>, subscription: Subscription) {
		let returned = subscription.price.saturating_sub(subscription.paid);
		Self::give_back(HoldReason::Subscription, &channel.payer, returned);
		Self::give_back(HoldReason::RecordDeposit, &channel.payer, subscription.deposit);
		Subscriptions::<T>::remove(id);
		if let Some(mut plan) = Plans::<T>::get(subscription.plan) {
			plan.subscriptions = plan.subscriptions.saturating_sub(1);
			Self::store_plan(subscription.plan, plan);
		}
		Self::deposit_event(Event::SubscriptionEnded { channel: id, returned });
	}

	pub(crate) fn do_unsubscribe(who: T::AccountId, id: ChannelId) -> DispatchResultWithPostInfo {
		let channel = Self::find_channel(id).ok_or(Error::<T>::SubscriptionNotFound)?;
		let known = Subscriptions::<T>::contains_key(id);
		ensure!(known, Error::<T>::SubscriptionNotFound);
		let provider = T::Providers::speaks_for(&who, &channel.provider);
		ensure!(channel.payer == who || provider, Error::<T>::NotParty);
		Self::stop_subscription(id, &channel);
		Ok(Pays::No.into())
	}

	/// Ends a channel's subscription, if it has one, whatever happens: what cannot be paid goes back.
	pub(crate) fn stop_subscription(id: ChannelId, channel: &ChannelOf<T>) {
		let Some(subscription) = Subscriptions::<T>::get(id) else { return };
		let paid = with_storage_layer(|| Self::pay_period(id, channel, subscription));
		Self::end_subscription(id, channel, paid.unwrap_or(subscription));
	}
}
