//! What must hold between any two blocks.

use crate::{
	AuditStage, Audits, Challenged, ChannelCount, ChannelState, Channels, ChannelsByAccount,
	Config, HoldReason, NextChannelId, NextPlanId, Pallet, Plans, ProviderTerms, Quotas,
	SEEDS_KEPT, Seeds, Subscriptions,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use stoa_primitives::Balance;

/// A sum for each account.
struct Sums<AccountId>(BTreeMap<Vec<u8>, (AccountId, Balance)>);

impl<AccountId: Encode + Clone> Sums<AccountId> {
	fn new() -> Self {
		Self(BTreeMap::new())
	}

	fn add(&mut self, who: &AccountId, amount: Balance) {
		let entry = self.0.entry(who.encode()).or_insert_with(|| (who.clone(), 0));
		entry.1 = entry.1.saturating_add(amount);
	}

	fn of(&self, who: &AccountId) -> Balance {
		self.0.get(&who.encode()).map_or(0, |(_, sum)| *sum)
	}
}

impl<T: Config> Pallet<T> {
	/// 1. For each account, what is on hold for each reason is the sum of what is stored about it.
	/// 2. What was redeemed is at most the deposit, and what is pending at most what was redeemed; a channel has
	///    something pending exactly if it has an audit, of that amount, and is not withdrawn.
	/// 3. A channel counts its receipts that are stored; each is of a channel that is there.
	/// 4. Providers' channels are counted, and both parties' are indexed.
	/// 5. Plans count their subscriptions, and none is stored that is retired and unused; a subscription has paid
	///    at most its price, and its channel is there.
	/// 6. Ids are below the next ones, and seeds no more than are kept.
	/// 7. A refuted channel has no collateral, and nobody else's is below the least.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_holds()?;
		Self::try_channels()?;
		Self::try_counts()?;
		Self::try_plans()?;
		let seeds = Seeds::<T>::iter_keys().count();
		ensure!(seeds <= SEEDS_KEPT as usize, "6: too many seeds are kept");
		Ok(())
	}

	fn try_holds() -> Result<(), TryRuntimeError> {
		let (mut deposits, mut records) = (Sums::new(), Sums::new());
		let mut periods = Sums::new();
		for channel in Channels::<T>::iter_values() {
			deposits.add(&channel.payer, channel.held());
			records.add(&channel.payer, channel.record_deposit);
		}
		for receipt in Challenged::<T>::iter_values() {
			records.add(&receipt.depositor, receipt.deposit);
		}
		for (provider, (_, deposit)) in ProviderTerms::<T>::iter() {
			records.add(&provider, deposit);
		}
		for (provider, _, quota) in Quotas::<T>::iter() {
			records.add(&provider, quota.deposit);
		}
		for plan in Plans::<T>::iter_values() {
			records.add(&plan.provider, plan.deposit);
		}
		for (id, subscription) in Subscriptions::<T>::iter() {
			let channel = Channels::<T>::get(id).ok_or("5: a subscription has no channel")?;
			records.add(&channel.payer, subscription.deposit);
			let left = subscription.price.saturating_sub(subscription.paid);
			periods.add(&channel.payer, left);
		}
		let reasons = [
			(HoldReason::ChannelDeposit, &deposits),
			(HoldReason::RecordDeposit, &records),
			(HoldReason::Subscription, &periods),
		];
		for (reason, sums) in reasons {
			let reason = reason.into();
			for (who, sum) in sums.0.values() {
				let held = T::Currency::balance_on_hold(&reason, who);
				ensure!(held == *sum, "1: a hold is not its sum");
			}
		}
		Ok(())
	}

	fn try_channels() -> Result<(), TryRuntimeError> {
		for (id, channel) in Channels::<T>::iter() {
			ensure!(id < NextChannelId::<T>::get(), "6: a channel from the future");
			ensure!(channel.redeemed <= channel.deposit, "2: more was redeemed than deposited");
			ensure!(channel.pending <= channel.redeemed, "2: more is pending than redeemed");
			let audited = Audits::<T>::get(id).map_or(0, |audit| audit.root.amount);
			ensure!(audited == channel.pending, "2: what is pending is not what is audited");
			let withdrawn = matches!(channel.state, ChannelState::Withdrawn { .. });
			ensure!(!withdrawn || channel.pending == 0, "2: a withdrawn channel owes something");
			let least = channel.parameters.min_collateral;
			let backed = channel.collateral >= least;
			ensure!(backed != channel.refuted, "7: a collateral is not what it should be");
			ensure!(!channel.refuted || withdrawn, "7: a refuted channel goes on");
			for account in [&channel.payer, &channel.provider] {
				let indexed = ChannelsByAccount::<T>::contains_key(account, id);
				ensure!(indexed, "4: a channel is not indexed");
			}
		}
		for (id, audit) in Audits::<T>::iter() {
			ensure!(Channels::<T>::contains_key(id), "2: an audit has no channel");
			if let AuditStage::Opening { point, .. } = audit.stage {
				ensure!(point < audit.root.amount, "2: a point is beyond what was redeemed");
			}
		}
		Ok(())
	}

	fn try_counts() -> Result<(), TryRuntimeError> {
		let mut receipts: BTreeMap<u64, u32> = BTreeMap::new();
		for receipt in Challenged::<T>::iter_values() {
			let count = receipts.entry(receipt.channel).or_default();
			*count = count.saturating_add(1);
			let known = Channels::<T>::contains_key(receipt.channel);
			ensure!(known, "3: a receipt has no channel");
		}
		let mut providers = Sums::new();
		for (id, channel) in Channels::<T>::iter() {
			let count = receipts.get(&id).copied().unwrap_or(0);
			ensure!(count == channel.challenged, "3: a channel's receipts are miscounted");
			providers.add(&channel.provider, 1);
		}
		let stored = ChannelCount::<T>::iter().count();
		ensure!(stored == providers.0.len(), "4: a provider's channels are not counted");
		for (provider, count) in ChannelCount::<T>::iter() {
			let right = providers.of(&provider) == count.into();
			ensure!(right && count > 0, "4: a provider's channels are miscounted");
		}
		let channels = Channels::<T>::iter_keys().count();
		let indexed = ChannelsByAccount::<T>::iter_keys().count();
		ensure!(indexed == channels.saturating_mul(2), "4: a channel is indexed that is not there");
		Ok(())
	}

	fn try_plans() -> Result<(), TryRuntimeError> {
		let mut used: BTreeMap<u64, u32> = BTreeMap::new();
		for subscription in Subscriptions::<T>::iter_values() {
			ensure!(subscription.paid <= subscription.price, "5: more was paid than a price");
			let count = used.entry(subscription.plan).or_default();
			*count = count.saturating_add(1);
			let known = Plans::<T>::contains_key(subscription.plan);
			ensure!(known, "5: a subscription has no plan");
		}
		for (id, plan) in Plans::<T>::iter() {
			ensure!(id < NextPlanId::<T>::get(), "6: a plan from the future");
			let count = used.get(&id).copied().unwrap_or(0);
			ensure!(count == plan.subscriptions, "5: a plan's subscriptions are miscounted");
			ensure!(plan.active || count > 0, "5: a plan that nobody can use is stored");
		}
		Ok(())
	}
}
