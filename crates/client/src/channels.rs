//! What the chain shows of payment channels.

use crate::{
	At, Result,
	at::PAGE,
	chain::stoa,
	types::{
		AccountId, ChannelAudit, ChannelDetails, ChannelEvent, ChannelParameters, ChannelQuote,
		PlanDetails, Quota, Subscription, Terms,
	},
};
use stoa_primitives::{Balance, ChannelId, PlanId};

impl At {
	/// A channel that is not forgotten.
	pub async fn channel(&self, id: ChannelId) -> Result<Option<ChannelDetails>> {
		self.view(stoa::view_functions().channels().channel(id)).await
	}

	/// All channels in which an account pays or provides, by id.
	pub async fn channels_of(&self, account: &AccountId) -> Result<Vec<ChannelId>> {
		let mut all = Vec::new();
		loop {
			let after = all.last().copied();
			let page = stoa::view_functions().channels().channels_of(*account, after, PAGE);
			let page: Vec<ChannelId> = self.view(page).await?;
			let last = page.len() < PAGE as usize;
			all.extend(page);
			if last {
				break;
			}
		}
		all.sort_unstable();
		Ok(all)
	}

	/// What is redeemed in a channel and not paid yet, and why.
	pub async fn channel_audit(&self, id: ChannelId) -> Result<Option<ChannelAudit>> {
		self.view(stoa::view_functions().channels().audit(id)).await
	}

	/// On what terms a provider lets channels be opened.
	pub async fn terms(&self, provider: &AccountId) -> Result<Option<Terms>> {
		self.view(stoa::view_functions().channels().terms(*provider)).await
	}

	/// What opening a channel with this deposit (planck) would take.
	pub async fn channel_quote(
		&self,
		provider: &AccountId,
		deposit: Balance,
	) -> Result<Option<ChannelQuote>> {
		self.view(stoa::view_functions().channels().quote(*provider, deposit)).await
	}

	/// Free tokens that a provider granted an account.
	pub async fn quota(&self, provider: &AccountId, account: &AccountId) -> Result<Option<Quota>> {
		self.view(stoa::view_functions().channels().quota(*provider, *account)).await
	}

	/// A plan.
	pub async fn plan(&self, id: PlanId) -> Result<Option<PlanDetails>> {
		self.view(stoa::view_functions().channels().plan(id)).await
	}

	/// The subscription that is used in a channel.
	pub async fn subscription(&self, channel: ChannelId) -> Result<Option<Subscription>> {
		self.view(stoa::view_functions().channels().subscription(channel)).await
	}

	/// The parameters under which a new channel would begin.
	pub async fn channel_parameters(&self) -> Result<ChannelParameters> {
		self.view(stoa::view_functions().channels().parameters()).await
	}

	/// What happened to channels in this block, in order.
	pub async fn channel_events(&self) -> Result<Vec<ChannelEvent>> {
		let events = self.inner.events().fetch().await?;
		let mut ours = Vec::new();
		for event in events.iter() {
			if let stoa::Event::Channels(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}
}
