//! What the chain shows of payment channels.

use crate::{
	At, Client, Result,
	at::{PAGE, extend},
	chain::stoa,
	types::{
		AccountId, ChannelAudit, ChannelAuditStage, ChannelDetails, ChannelEvent,
		ChannelParameters, ChannelQuote, PlanDetails, PromptDemand, Quota, Subscription, Terms,
	},
};
use std::ops::ControlFlow;
use stoa_primitives::{Balance, BlockNumber, ChannelId, Digest, PlanId, channel::Receipt};

impl At {
	/// A channel that is not forgotten.
	pub async fn channel(&self, id: ChannelId) -> Result<Option<ChannelDetails>> {
		self.view(stoa::view_functions().channels().channel(id)).await
	}

	/// All channels in which an account pays or provides, by id.
	pub async fn channels_of(&self, account: &AccountId) -> Result<Vec<ChannelId>> {
		let mut all: Vec<ChannelId> = Vec::new();
		loop {
			let after = all.last().copied();
			let page = stoa::view_functions().channels().channels_of(*account, after, PAGE);
			if extend(&mut all, self.view(page).await?) {
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

	/// Every channel that is not forgotten. Deadlines are as they were when it was last touched: full blocks since
	/// then put them off.
	pub async fn channels(&self) -> Result<Vec<(ChannelId, ChannelDetails)>> {
		let entry = stoa::storage().channels().channels();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut channels = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			channels.push((id, entry.value().decode()?));
		}
		channels.sort_unstable_by_key(|(id, _)| *id);
		Ok(channels)
	}

	/// Every redemption that is not paid yet, by channel, with its deadlines as they are now.
	pub async fn channel_audits(&self) -> Result<Vec<(ChannelId, ChannelAudit)>> {
		let stood = self.stood_still().await?;
		let storage = self.inner.storage();
		let mut entries = storage.iter(stoa::storage().channels().audits(), ()).await?;
		let mut audits = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			let mut audit: ChannelAudit = entry.value().decode()?;
			put_off(&mut audit, stood);
			audits.push((id, audit));
		}
		audits.sort_unstable_by_key(|(id, _)| *id);
		Ok(audits)
	}

	/// The channel of a receipt that is, or was, a subject of the referee.
	pub async fn channel_of_receipt(&self, receipt: Digest) -> Result<Option<ChannelId>> {
		let entry = stoa::storage().channels().challenged();
		let value = self.inner.storage().try_fetch(entry, (receipt,)).await?;
		Ok(value.map(|value| value.decode()).transpose()?.map(|challenged| challenged.channel))
	}

	/// Every receipt that is, or was, a subject of the referee, with its channel.
	pub async fn challenged_receipts(&self) -> Result<Vec<(Digest, ChannelId)>> {
		let entry = stoa::storage().channels().challenged();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut receipts = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (hash,) = entry.key()?.decode()?;
			receipts.push((hash, entry.value().decode()?.channel));
		}
		Ok(receipts)
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

	/// All free tokens that a provider granted, by account.
	pub async fn quotas_of(&self, provider: &AccountId) -> Result<Vec<(AccountId, Quota)>> {
		let entry = stoa::storage().channels().quotas();
		let mut entries = self.inner.storage().iter(entry, (*provider,)).await?;
		let mut quotas = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (_, account) = entry.key()?.decode()?;
			quotas.push((account, entry.value().decode()?));
		}
		Ok(quotas)
	}

	/// Every plan that can be subscribed to or is, by id.
	pub async fn plans(&self) -> Result<Vec<(PlanId, PlanDetails)>> {
		let entry = stoa::storage().channels().plans();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut plans = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			plans.push((id, entry.value().decode()?));
		}
		plans.sort_unstable_by_key(|(id, _)| *id);
		Ok(plans)
	}

	/// Those of a provider.
	pub async fn plans_of(&self, provider: &AccountId) -> Result<Vec<(PlanId, PlanDetails)>> {
		let mut plans: Vec<(PlanId, PlanDetails)> = self.plans().await?;
		plans.retain(|(_, plan)| plan.provider == *provider);
		Ok(plans)
	}

	/// Every subscription that has not ended, by the channel in which it is used.
	pub async fn subscriptions(&self) -> Result<Vec<(ChannelId, Subscription)>> {
		let entry = stoa::storage().channels().subscriptions();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut subscriptions = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			subscriptions.push((id, entry.value().decode()?));
		}
		Ok(subscriptions)
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
		let (events, _) = self.events().await?;
		let mut ours = Vec::new();
		for event in events.iter() {
			if let stoa::Event::Channels(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}
}

impl Client {
	/// The receipt with this hash, if its provider opened it for an audit from block `first` to block `last`.
	pub async fn opened_sample(
		&self,
		receipt: &Digest,
		first: BlockNumber,
		last: BlockNumber,
	) -> Result<Option<Receipt>> {
		self.search_channels(first, last, |event| match event {
			ChannelEvent::SampleOpened { hash, receipt: opened, .. } if hash == *receipt => {
				ControlFlow::Break(**opened)
			}
			_ => ControlFlow::Continue(()),
		})
		.await
	}

	/// The sealed prompt that was last brought for an auditor of a channel's sample from block `first` to block
	/// `last`.
	pub async fn brought_prompt(
		&self,
		channel: ChannelId,
		auditor: &AccountId,
		first: BlockNumber,
		last: BlockNumber,
	) -> Result<Option<Vec<u8>>> {
		self.search_channels(first, last, |event| match event {
			ChannelEvent::PromptProvided { channel: of, auditor: to, sealed, .. }
				if of == channel && to == *auditor =>
			{
				ControlFlow::Break(sealed)
			}
			_ => ControlFlow::Continue(()),
		})
		.await
	}

	/// Goes from the last block to the first, and from each block's last event to its first, until `look`
	/// has found something.
	async fn search_channels<T>(
		&self,
		first: BlockNumber,
		last: BlockNumber,
		mut look: impl FnMut(ChannelEvent) -> ControlFlow<T>,
	) -> Result<Option<T>> {
		let mut block = self.block(self.hash_at(last).await?).await?;
		loop {
			for event in self.at_block(&block).await?.channel_events().await?.into_iter().rev() {
				if let ControlFlow::Break(found) = look(event) {
					return Ok(Some(found));
				}
			}
			if block.number <= first {
				return Ok(None);
			}
			block = self.block(block.parent).await?;
		}
	}
}

/// Adds to an audit's deadlines what the clock has stood still since they were set.
fn put_off(audit: &mut ChannelAudit, stood: BlockNumber) {
	let missed = stood.saturating_sub(audit.stood);
	audit.stood = stood;
	let add = |block: &mut BlockNumber| *block = block.saturating_add(missed);
	match &mut audit.stage {
		ChannelAuditStage::Drawing { .. } | ChannelAuditStage::Disputed { .. } => {}
		ChannelAuditStage::Opening { until, .. }
		| ChannelAuditStage::Contradicted { until, .. } => add(until),
		ChannelAuditStage::Auditing { seat, .. } => {
			add(&mut seat.until);
			if let PromptDemand::Asked { until } = &mut seat.prompt {
				add(until);
			}
		}
	}
}
