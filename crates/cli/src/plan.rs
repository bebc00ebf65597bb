//! `stoa plan`: prepaid periods of a provider's answers.

use crate::{account, args::PlanCommand, context::Context, fail::Fail, show};
use serde_json::{Value, json};
use stoa_client::{
	AccountId, Amount, At, Call,
	calls::channels as calls,
	keys,
	types::{Allowance, PlanDetails, Subscription},
};
use stoa_primitives::{BlockNumber, ChannelId, PlanId};

/// Runs `stoa plan`.
pub async fn run(context: &Context, command: PlanCommand) -> Result<(), Fail> {
	match command {
		PlanCommand::List { provider } => list(context, provider).await,
		PlanCommand::Subscribe { channel, plan, max_price, renewals } => {
			subscribe(context, channel, plan, (max_price, renewals)).await
		}
		PlanCommand::Show { channel } => one(context, channel).await,
		PlanCommand::Cancel { channel } => cancel(context, channel).await,
		PlanCommand::Collect { channel } => collect(context, channel).await,
	}
}

async fn list(context: &Context, provider: Option<AccountId>) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let mut plans = match &provider {
		Some(provider) => at.plans_of(provider).await?,
		None => at.plans().await?,
	};
	plans.retain(|(_, plan)| plan.active);
	let json: Vec<Value> = plans.iter().map(|(id, plan)| as_json(*id, plan)).collect();
	context.print(&json!({ "block": at.number(), "plans": json }), || {
		if plans.is_empty() {
			return "there are no plans: providers publish them with [[channels.plans]] in their configuration".into();
		}
		let lines: Vec<_> = plans.iter().map(|(id, plan)| line(*id, plan)).collect();
		show::table(["PLAN", "PROVIDER", "RELEASE", "GIVES", "PERIOD", "PRICE"], &lines)
	});
	Ok(())
}

fn gives(allowance: &Allowance) -> (u64, &'static str) {
	match allowance {
		Allowance::Calls(calls) => ((*calls).into(), "calls"),
		Allowance::Tokens(tokens) => (*tokens, "tokens"),
	}
}

fn as_json(id: PlanId, plan: &PlanDetails) -> Value {
	let (amount, of) = gives(&plan.allowance);
	json!({
		"plan": id,
		"provider": plan.provider.to_string(),
		"release": plan.release,
		"gives": amount,
		"of": of,
		"period": plan.period,
		"price": plan.price.to_string(),
		"active": plan.active,
		"subscriptions": plan.subscriptions,
	})
}

fn line(id: PlanId, plan: &PlanDetails) -> [String; 6] {
	let (amount, of) = gives(&plan.allowance);
	[
		id.to_string(),
		plan.provider.to_string(),
		plan.release.map_or_else(|| "any".to_owned(), |release| release.to_string()),
		format!("{amount} {of}"),
		format!("{} blocks", plan.period),
		Amount(plan.price).to_string(),
	]
}

async fn subscribe(
	context: &Context,
	channel: ChannelId,
	id: PlanId,
	(max_price, renewals): (Amount, u32),
) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let (at, me) = (client.best().await?, keys::account_of(&signer));
	let plan = at.plan(id).await?.ok_or_else(|| {
		Fail::refused(format!(
			"there is no plan {id}: `stoa plan list` shows what can be subscribed to"
		))
	})?;
	let details = at.channel(channel).await?.filter(|details| details.payer == me);
	let details = details.ok_or_else(|| {
		Fail::refused(format!(
			"{me} pays no channel {channel}: `stoa channel list` shows its channels, `stoa-gateway run` opens them"
		))
	})?;
	if details.provider != plan.provider {
		return Err(Fail::refused(format!(
			"plan {id} is of {}, and channel {channel} is with {}: choose a channel with the plan's provider",
			plan.provider, details.provider
		)));
	}
	// A plan never changes its price: what is shown here is what is held.
	if plan.price > max_price.0 {
		return Err(Fail::refused(format!(
			"plan {id} costs {} a period, more than --max-price {max_price}",
			Amount(plan.price)
		)));
	}
	let held = plan.price.saturating_add(at.channel_parameters().await?.record_deposit);
	account::require(&at, &me, held, "the first period, with the record's deposit,").await?;
	let sent = client.submit(&signer, &calls::subscribe(channel, id, renewals)).await?;
	let block = sent.in_best_block().await?.block;
	let at = client.at_block(&block).await?;
	let subscription = at.subscription(channel).await?;
	let until = subscription.map_or(block.number.saturating_add(plan.period), |it| end(&it));
	let object = json!({ "channel": channel, "plan": id, "block": block.number, "until": until });
	context.print(&object, || {
		let (amount, of) = gives(&plan.allowance);
		format!(
			"{amount} {of} until block {until} in channel {channel}, for {}; renewed {renewals} times at most. The \
			 provider knows of it when the block is final",
			Amount(plan.price)
		)
	});
	Ok(())
}

fn end(subscription: &Subscription) -> BlockNumber {
	subscription.since.saturating_add(subscription.period)
}

/// The subscription of a channel, or that there is none.
async fn found(at: &At, channel: ChannelId) -> Result<Subscription, Fail> {
	at.subscription(channel).await?.ok_or_else(|| {
		Fail::refused(format!(
			"no subscription is used in channel {channel}: it has ended, or never was"
		))
	})
}

async fn one(context: &Context, channel: ChannelId) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let subscription = found(&at, channel).await?;
	let plan = at.plan(subscription.plan).await?;
	let (now, until) = (at.number(), end(&subscription));
	let gives = plan.as_ref().map(|plan| gives(&plan.allowance));
	let object = json!({
		"channel": channel,
		"plan": subscription.plan,
		"gives": gives.map(|(amount, _)| amount),
		"of": gives.map(|(_, of)| of),
		"since": subscription.since,
		"until": until,
		"price": subscription.price.to_string(),
		"paid": subscription.paid.to_string(),
		"renewals": subscription.renewals,
		"block": now,
	});
	context.print(&object, || {
		let over = if now >= until { " (over: it is renewed or ended soon)" } else { "" };
		let gives = gives.map(|(amount, of)| format!("{amount} {of}")).unwrap_or_default();
		show::rows(&[
			("plan", subscription.plan.to_string()),
			("gives", gives),
			("period", format!("blocks {} to {until}{over}, now {now}", subscription.since)),
			("price", Amount(subscription.price).to_string()),
			("paid of it", Amount(subscription.paid).to_string()),
			("renewals left", subscription.renewals.to_string()),
		])
	});
	Ok(())
}

async fn cancel(context: &Context, channel: ChannelId) -> Result<(), Fail> {
	let before = found(&context.client().await?.best().await?, channel).await?;
	let block = send(context, &calls::unsubscribe(channel)).await?;
	context.print(&json!({ "channel": channel, "plan": before.plan, "block": block }), || {
		format!(
			"the subscription in channel {channel} has ended (block {block}): what of {} was not earned by then is \
			 back",
			Amount(before.price)
		)
	});
	Ok(())
}

async fn collect(context: &Context, channel: ChannelId) -> Result<(), Fail> {
	found(&context.client().await?.best().await?, channel).await?;
	let block = send(context, &calls::collect(channel)).await?;
	let after = context.client().await?.best().await?.subscription(channel).await?;
	let until = after.as_ref().map(end);
	context.print(&json!({ "channel": channel, "block": block, "until": until }), || match until {
		Some(until) => format!("paid what was earned; the period ends with block {until}"),
		None => format!("paid what was earned; the subscription in channel {channel} has ended"),
	});
	Ok(())
}

/// Sends a call; the block that took it.
pub async fn send(context: &Context, call: &impl Call) -> Result<BlockNumber, Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	Ok(client.submit(&signer, call).await?.in_best_block().await?.block.number)
}
