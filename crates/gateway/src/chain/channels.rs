//! The payer's channels: opened, filled up, closed, and taken back when they are over. Everything waits until it
//! is final, so that no fork makes a provider work for a channel that is not there.

use super::NodeMarket;
use crate::market::{ChannelEntry, Market, OpenOrder};
use anyhow::{Context, Result, bail};
use std::time::Duration;
use stoa_client::{
	AccountId, Amount, At, Block, Call, Error, Included,
	calls::channels as calls,
	keys,
	types::{ChannelAudit, ChannelAuditStage, ChannelDetails, ChannelState},
};
use stoa_primitives::{Balance, BlockNumber, ChannelId};

/// Pause between two looks whether a lost transaction can still come: a block.
const BLOCK: Duration = Duration::from_secs(3);
/// Blocks of an epoch of the channels' draws.
const EPOCH: BlockNumber = 16;

impl NodeMarket {
	fn account(&self) -> AccountId {
		keys::account_of(&self.payer)
	}

	/// All channels that the account pays, in whatever state.
	async fn all_of(&self, at: &At) -> Result<Vec<(ChannelId, ChannelDetails)>> {
		let account = self.account();
		let mut channels = Vec::new();
		for id in at.channels_of(&account).await? {
			if let Some(details) = at.channel(id).await?.filter(|it| it.payer == account) {
				channels.push((id, details));
			}
		}
		Ok(channels)
	}

	pub(super) async fn open_channels(&self) -> Result<Vec<ChannelEntry>> {
		let at = self.client.finalised().await?;
		let ours = self
			.all_of(&at)
			.await?
			.into_iter()
			.filter(|(_, it)| it.lane == self.lane && matches!(it.state, ChannelState::Open));
		Ok(ours.map(|(id, details)| entry(id, &details)).collect())
	}

	pub(super) async fn open_channel(&self, order: OpenOrder) -> Result<ChannelEntry> {
		let at = self.client.finalised().await?;
		let provider = AccountId(order.provider);
		offered(&at, &provider, &order).await?;
		let known = at.channels_of(&self.account()).await?;
		let expires_at = at.number().saturating_add(order.blocks);
		let call = calls::open(
			provider,
			order.deposit,
			self.lane,
			expires_at,
			order.audited,
			order.max_fee,
		);
		if let Some(included) = self.send(&call).await? {
			let id =
				included.opened_channel().context("the chain does not name the new channel")?;
			return self.entry_at(&included.block, id).await;
		}
		let opened = self.open_channels().await?.into_iter().find(|entry| {
			entry.provider == order.provider
				&& entry.expires_at == expires_at
				&& !known.contains(&entry.id)
		});
		opened.context("the transaction that opens the channel was lost: it will be sent again")
	}

	pub(super) async fn top_up_channel(
		&self,
		id: ChannelId,
		amount: Balance,
	) -> Result<ChannelEntry> {
		let before = self.entry_now(id).await?.deposit;
		let entry = match self.send(&calls::top_up(id, amount)).await? {
			Some(included) => self.entry_at(&included.block, id).await?,
			None => self.entry_now(id).await?,
		};
		if entry.deposit <= before {
			bail!("the transaction that adds to channel {id} was lost");
		}
		Ok(entry)
	}

	pub(super) async fn close_channel(&self, id: ChannelId) -> Result<()> {
		let details = self.client.finalised().await?.channel(id).await?;
		if details.is_some_and(|details| matches!(details.state, ChannelState::Open)) {
			self.send(&calls::close(id)).await?;
		}
		Ok(())
	}

	pub(super) async fn collect_channels(&self) -> Result<Balance> {
		let at = self.client.finalised().await?;
		let mut back: Balance = 0;
		for (id, details) in self.all_of(&at).await? {
			match self.collect_one(&at, id, &details).await {
				Ok(planck) => back = back.saturating_add(planck),
				Err(error) => {
					let error = format!("{error:#}");
					tracing::warn!(channel = id, error, "what is left stays there for now");
				}
			}
		}
		Ok(back)
	}

	/// The one step that is due with a channel, if any; returns the planck that came back.
	async fn collect_one(
		&self,
		at: &At,
		id: ChannelId,
		details: &ChannelDetails,
	) -> Result<Balance> {
		let now = at.number();
		match details.state {
			ChannelState::Open if details.expires_at < now => {
				self.send(&calls::close(id)).await?;
			}
			ChannelState::Closing { until } if until < now => match at.channel_audit(id).await? {
				None => {
					self.send(&calls::withdraw(id)).await?;
					return Ok(details.deposit.saturating_sub(details.redeemed));
				}
				// Its provider has the greater interest in it, and may be gone.
				Some(audit) if is_due(&audit, now) => {
					self.send(&calls::poke(id)).await?;
				}
				Some(_) => {}
			},
			ChannelState::Withdrawn { until } => {
				let in_use = details.challenged > 0 || at.subscription(id).await?.is_some();
				if until < now && !in_use {
					self.send(&calls::drop_channel(id)).await?;
					return Ok(details.record_deposit);
				}
			}
			_ => {}
		}
		Ok(0)
	}

	/// Sends a call and waits until it is final. Nothing if nobody knows what became of it, though it can come no
	/// more: the chain's state says it then.
	async fn send<C: Call>(&self, call: &C) -> Result<Option<Included>> {
		let sent = match self.client.submit(&self.payer, call).await {
			Ok(submission) => submission.finalised().await,
			Err(error) => Err(error),
		};
		match sent {
			Ok(included) => Ok(Some(included)),
			Err(Error::Unknown { valid_until, reason, .. }) => {
				tracing::warn!(valid_until, reason, "waiting until a transaction can come no more");
				while self.height() <= valid_until {
					tokio::time::sleep(BLOCK).await;
				}
				Ok(None)
			}
			Err(error) => Err(error.into()),
		}
	}

	async fn entry_at(&self, block: &Block, id: ChannelId) -> Result<ChannelEntry> {
		let details = self.client.at_block(block).await?.channel(id).await?;
		let details = details.with_context(|| format!("there is no channel {id} any more"))?;
		Ok(entry(id, &details))
	}

	async fn entry_now(&self, id: ChannelId) -> Result<ChannelEntry> {
		let block = self.client.finalised().await?.block();
		self.entry_at(&block, id).await
	}
}

/// Whether the provider would let such a channel be opened, for no more than the owner allows. Asked first, since
/// a refusal by the chain costs a fee.
async fn offered(at: &At, provider: &AccountId, order: &OpenOrder) -> Result<()> {
	let quote = at.channel_quote(provider, order.deposit).await?;
	let quote = quote.context("the provider lets no channels be opened")?;
	if quote.fee > order.max_fee {
		bail!(
			"the provider takes {} for opening a channel: that is more than spending.max_opening_fee",
			Amount(quote.fee)
		);
	}
	if !quote.offered {
		bail!(
			"the provider has no bond or room for another channel, or wants a larger deposit than \
			 spending.deposit_per_channel"
		);
	}
	Ok(())
}

fn entry(id: ChannelId, details: &ChannelDetails) -> ChannelEntry {
	ChannelEntry {
		id,
		provider: details.provider.0,
		receipt_key: details.receipt_key,
		deposit: details.deposit,
		redeemed: details.redeemed,
		expires_at: details.expires_at,
		closing: !matches!(details.state, ChannelState::Open),
	}
}

/// Whether anybody can bring an audit further in the block after `now`.
fn is_due(audit: &ChannelAudit, now: BlockNumber) -> bool {
	match &audit.stage {
		ChannelAuditStage::Drawing { epoch, .. } => now / EPOCH > *epoch,
		ChannelAuditStage::Opening { until, .. }
		| ChannelAuditStage::Contradicted { until, .. } => *until < now,
		ChannelAuditStage::Auditing { seat, .. } => seat.until < now,
		// The referee says when its game is over; the provider has to bring it here.
		ChannelAuditStage::Disputed { .. } => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_client::types::Static;
	use stoa_primitives::sums::Sum;

	#[test]
	fn an_audit_is_due_when_its_time_is_over() {
		let audit =
			|stage| ChannelAudit { root: Static(Sum::default()), before: 0, stage, stood: 0 };
		let drawing = audit(ChannelAuditStage::Drawing { epoch: 2, certain: false });
		assert!(!is_due(&drawing, 47) && is_due(&drawing, 48));
		let opening = audit(ChannelAuditStage::Opening { seed: [0; 32], point: 0, until: 50 });
		assert!(!is_due(&opening, 50) && is_due(&opening, 51));
	}
}
