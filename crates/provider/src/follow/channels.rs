//! Payment channels to this provider, as `stoa-client` shows them.

use super::{HANDOVER, INCLUSION, lock};
use crate::{
	units::Amount,
	v1::channels::{
		Allowance, ChannelState, Channels, Granted, Plan, Prepaid, Redemption, Subscribed, Terms,
	},
};
use anyhow::{Context, Result};
use async_trait::async_trait;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Mutex,
	time::{Duration, Instant},
};
use stoa_client::{
	AccountId, At, Block, Client, Error, Keypair, calls, submit,
	types::{self, ChannelDetails, ChannelEvent, Static},
};
use stoa_primitives::{Balance, BlockNumber, ChannelId, PlanId, SubjectKey, channel::Anchor};

/// How long the last finalised block is good for while the node shows no other.
const FRESH: Duration = Duration::from_secs(60);

/// A node's channels, from this provider's chair.
pub(super) struct NodeChannels {
	client: Client,
	signer: Keypair,
	account: AccountId,
	/// Of a channel that is opened now.
	receipt_window: BlockNumber,
	finalised: Mutex<(Block, Instant)>,
}

impl NodeChannels {
	/// None if the chain has no channels.
	pub(super) async fn connect(client: &Client, signer: &Keypair) -> Result<Option<Self>> {
		let at = client.finalised().await?;
		let parameters = match at.channel_parameters().await {
			Ok(parameters) => parameters,
			Err(Error::Incompatible(_)) => return Ok(None),
			Err(error) => return Err(error.into()),
		};
		Ok(Some(Self {
			client: client.clone(),
			signer: signer.clone(),
			account: AccountId(signer.public_key().0),
			receipt_window: parameters.receipt_window,
			finalised: Mutex::new((at.block(), Instant::now())),
		}))
	}

	/// Takes note of the last finalised block.
	pub(super) fn note(&self, block: Block) {
		*lock(&self.finalised) = (block, Instant::now());
	}

	fn recent(&self) -> Option<Block> {
		let (block, at) = *lock(&self.finalised);
		(at.elapsed() < FRESH).then_some(block)
	}

	/// The last finalised state.
	async fn final_state(&self) -> Result<At> {
		Ok(match self.recent() {
			Some(block) => self.client.at_block(&block).await?,
			None => self.client.finalised().await?,
		})
	}

	/// Sends an extrinsic and waits until it is in a best block.
	async fn submit(&self, call: impl stoa_client::Call) -> Result<submit::Included> {
		let sent = tokio::time::timeout(HANDOVER, self.client.submit(&self.signer, &call));
		let submission = sent.await.context("the node does not take it within 15 s")??;
		let included = tokio::time::timeout(INCLUSION, submission.in_best_block()).await;
		Ok(included.context("it is in no block after 90 s")??)
	}

	/// Those that a best block would take: an extrinsic in which none is valid costs its fee.
	async fn takeable(&self, redemptions: Vec<Redemption>) -> Result<Vec<Redemption>> {
		let best = self.client.best().await?;
		let mut takeable = Vec::with_capacity(redemptions.len());
		for redemption in redemptions {
			let channel = best.channel(redemption.voucher.channel).await?;
			let takes = channel.is_some_and(|channel| {
				let amount = redemption.voucher.amount;
				let next = channel.redeemed.checked_add(redemption.paid.amount) == Some(amount);
				channel.pending == 0 && next && is_open(&channel, best.number())
			});
			if takes {
				takeable.push(redemption);
			}
		}
		Ok(takeable)
	}

	/// Drops the receipts of our channels that were shown to the chain and that nobody can challenge any more: until
	/// then the collateral stays reserved. Whoever showed one gets its deposit back.
	async fn drop_receipts(&self, best: &At) -> Result<()> {
		for (receipt, channel) in best.challenged_receipts().await? {
			let ours = best.channel(channel).await?;
			if ours.is_none_or(|channel| channel.provider != self.account) {
				continue;
			}
			let subject = best.subject(SubjectKey::Receipt(receipt)).await?;
			// One that is gone from the referee can be dropped too.
			let over = subject.is_none_or(|subject| {
				best.number() > subject.until && subject.games == 0 && subject.hidden == 0
			});
			// The sample of an audit goes with the audit.
			if over && best.channel_audit(channel).await?.is_none() {
				self.submit(calls::channels::drop_receipt(receipt)).await?;
				tracing::info!(channel, "a receipt that was shown to the chain is dropped");
			}
		}
		Ok(())
	}

	/// Does what is due about a channel; whether that was anything.
	async fn advance(&self, id: ChannelId, at: &At, audited: bool) -> Result<bool> {
		let Some(channel) = at.channel(id).await? else { return Ok(false) };
		let (now, ours) = (at.number(), channel.provider == self.account);
		match channel.state {
			_ if !ours => return Ok(false),
			types::ChannelState::Open if now > channel.expires_at => {
				self.submit(calls::channels::expire(id)).await?;
			}
			types::ChannelState::Closing { until } if now > until && !audited => {
				self.submit(calls::channels::withdraw(id)).await?;
			}
			types::ChannelState::Withdrawn { until } if now > until && channel.challenged == 0 => {
				self.submit(calls::channels::drop_channel(id)).await?;
			}
			_ => return Ok(false),
		}
		tracing::info!(channel = id, "a channel that is over has moved on");
		Ok(true)
	}
}

fn is_open(channel: &ChannelDetails, now: BlockNumber) -> bool {
	match channel.state {
		types::ChannelState::Open => true,
		types::ChannelState::Closing { until } => now < until,
		types::ChannelState::Withdrawn { .. } => false,
	}
}

fn state(details: &ChannelDetails) -> ChannelState {
	ChannelState {
		payer: details.payer.0,
		lane: details.lane,
		receipt_key: details.receipt_key,
		deposit: details.deposit,
		redeemed: details.redeemed,
		pending: details.pending > 0,
		expires: details.expires_at,
		closing: match details.state {
			types::ChannelState::Open => None,
			types::ChannelState::Closing { until } => Some(until),
			// What was left is back with its payer.
			types::ChannelState::Withdrawn { .. } => Some(0),
		},
		close_window: details.parameters.close_window,
		receipt_window: details.parameters.receipt_window.saturating_add(details.missed),
		contested: details.challenged > 0,
		audited: details.audited,
	}
}

fn plan_of(details: &types::PlanDetails) -> Plan {
	let allowance = match details.allowance {
		types::Allowance::Calls(calls) => Allowance::Calls(calls),
		types::Allowance::Tokens(tokens) => Allowance::Tokens(tokens),
	};
	let types::PlanDetails { release, period, price, .. } = *details;
	Plan { release, allowance, period, price }
}

fn terms_of(terms: types::Terms) -> Terms {
	let types::Terms { collateral, min_deposit, opening_fee, channels } = terms;
	Terms { collateral, min_deposit, opening_fee, channels }
}

#[async_trait]
impl Channels for NodeChannels {
	async fn channel(&self, id: ChannelId) -> Result<Option<ChannelState>> {
		let mut details = self.final_state().await?.channel(id).await?;
		if details.is_none() {
			// Who asks may have seen a block that has not been told here yet.
			details = self.client.finalised().await?.channel(id).await?;
		}
		let ours = details.filter(|details| details.provider == self.account);
		Ok(ours.as_ref().map(state))
	}

	fn anchor(&self) -> Option<Anchor> {
		self.recent().map(|block| Anchor { number: block.number, hash: block.hash })
	}

	fn receipt_window(&self) -> BlockNumber {
		self.receipt_window
	}

	async fn redeem_fee(&self) -> Result<Balance> {
		Ok(self.final_state().await?.channel_parameters().await?.redeem_fee)
	}

	async fn redeem(&self, redemptions: Vec<Redemption>) -> Result<()> {
		let redemptions = self.takeable(redemptions).await?;
		if redemptions.is_empty() {
			return Ok(());
		}
		let calls = redemptions.iter().map(|redemption| types::Redemption {
			channel: redemption.voucher.channel,
			amount: redemption.voucher.amount,
			receipt: redemption.voucher.receipt,
			signature: redemption.signature,
			root: Static(redemption.paid),
		});
		let included = self.submit(calls::channels::redeem(calls.collect())).await?;
		for event in included.channel_events()? {
			match event {
				ChannelEvent::Redeemed { channel, amount, pending, .. } => {
					tracing::info!(channel, planck = amount, audited = pending, "redeemed");
				}
				ChannelEvent::RedemptionFailed { channel, error } => {
					tracing::warn!(channel, ?error, "the chain did not redeem a voucher");
				}
				_ => {}
			}
		}
		Ok(())
	}

	async fn terms(&self) -> Result<Option<Terms>> {
		Ok(self.client.best().await?.terms(&self.account).await?.map(terms_of))
	}

	async fn refusal(&self, terms: &Terms) -> Result<Option<String>> {
		let parameters = self.client.best().await?.channel_parameters().await?;
		if terms.collateral < parameters.min_collateral {
			return Ok(Some(format!(
				"channels.collateral is {} and the chain wants {} at least",
				Amount::from(terms.collateral),
				Amount::from(parameters.min_collateral)
			)));
		}
		Ok((terms.min_deposit <= parameters.redeem_fee).then(|| {
			format!(
				"channels.min_deposit is {} and must be more than the {} that redeeming costs",
				Amount::from(terms.min_deposit),
				Amount::from(parameters.redeem_fee)
			)
		}))
	}

	async fn set_terms(&self, terms: Option<Terms>) -> Result<()> {
		let terms = terms.map(|terms| {
			let Terms { collateral, min_deposit, opening_fee, channels } = terms;
			types::Terms { collateral, min_deposit, opening_fee, channels }
		});
		self.submit(calls::channels::set_terms(terms)).await?;
		Ok(())
	}

	async fn has_room(&self, terms: &Terms) -> Result<bool> {
		let best = self.client.best().await?;
		let quote = best.channel_quote(&self.account, terms.min_deposit).await?;
		Ok(quote.is_some_and(|quote| quote.offered))
	}

	async fn plans(&self) -> Result<Vec<(PlanId, Plan)>> {
		let plans = self.client.best().await?.plans_of(&self.account).await?;
		let active = plans.into_iter().filter(|(_, plan)| plan.active);
		Ok(active.map(|(id, plan)| (id, plan_of(&plan))).collect())
	}

	async fn publish_plan(&self, plan: Plan) -> Result<()> {
		let allowance = match plan.allowance {
			Allowance::Calls(calls) => types::Allowance::Calls(calls),
			Allowance::Tokens(tokens) => types::Allowance::Tokens(tokens),
		};
		let Plan { release, period, price, .. } = plan;
		self.submit(calls::channels::publish_plan(release, allowance, period, price)).await?;
		Ok(())
	}

	async fn retire_plan(&self, plan: PlanId) -> Result<()> {
		self.submit(calls::channels::retire_plan(plan)).await?;
		Ok(())
	}

	async fn prepaid(&self) -> Result<Prepaid> {
		let at = self.final_state().await?;
		let plans: BTreeMap<PlanId, types::PlanDetails> =
			at.plans_of(&self.account).await?.into_iter().collect();
		let mut prepaid = Prepaid::default();
		// Those of others are read with ours: not before there are any.
		if plans.values().any(|plan| plan.subscriptions > 0) {
			for (channel, subscription) in at.subscriptions().await? {
				let Some(plan) = plans.get(&subscription.plan) else { continue };
				let types::Subscription { period, price, since, .. } = subscription;
				let plan = Plan { period, price, ..plan_of(plan) };
				prepaid.subscriptions.insert(channel, Subscribed { plan, since });
			}
		}
		let granted = at.quotas_of(&self.account).await?.into_iter();
		prepaid.granted = granted
			.map(|(account, quota)| {
				(account.0, Granted { tokens: quota.tokens, until: quota.until })
			})
			.collect();
		Ok(prepaid)
	}

	async fn collect(&self, id: ChannelId) -> Result<()> {
		let due = self.client.best().await?;
		let over = |it: &types::Subscription| due.number() >= it.since.saturating_add(it.period);
		// It may have been renewed since a block that is final.
		if due.subscription(id).await?.as_ref().is_some_and(over) {
			self.submit(calls::channels::collect(id)).await?;
			tracing::info!(
				channel = id,
				"a subscription's period was over: it is renewed or ended"
			);
		}
		Ok(())
	}

	async fn close_what_is_over(&self) -> Result<()> {
		let best = self.client.best().await?;
		let audits = best.channel_audits().await?.into_iter().map(|(id, _)| id);
		let audited: BTreeSet<ChannelId> = audits.collect();
		if let Err(error) = self.drop_receipts(&best).await {
			tracing::warn!(
				error = format!("{error:#}"),
				"receipts that were challenged stay for now"
			);
		}
		for id in best.channels_of(&self.account).await? {
			if let Err(error) = self.advance(id, &best, audited.contains(&id)).await {
				let error = format!("{error:#}");
				tracing::warn!(channel = id, error, "a channel that is over cannot move on yet");
			}
		}
		Ok(())
	}
}
