//! What payers of channels are offered: terms and plans on chain are those of the configuration.

use crate::{
	chain::Chain,
	config::Config,
	units::Amount,
	v1::channels::{Channels, Terms},
};
use anyhow::{Context, Result, bail};

/// Brings the terms on which channels can be opened in line with the configuration, or says what to do by hand.
pub async fn offer_channels(config: &Config, chain: &dyn Chain) -> Result<()> {
	let wanted = config.channels.as_ref().map(|channels| channels.terms());
	// Its absence is told where something would be sold.
	let Some(channels) = chain.channels() else { return Ok(()) };
	let stand = channels.terms().await.context("the terms of channels cannot be read")?;
	if stand != wanted && !config.auto_register {
		tracing::warn!("the terms of channels on chain differ from [channels]; set them by hand");
	} else if stand != wanted {
		if let Some(terms) = &wanted
			&& let Some(why) = channels.refusal(terms).await?
		{
			bail!("{why}; change it in the configuration");
		}
		channels.set_terms(wanted).await.context(
			"the terms of channels cannot be set; the account needs a small deposit beside its bond, or remove \
			 [channels] to sell nothing by the token",
		)?;
	}
	offer_plans(config, channels.as_ref()).await?;
	match wanted {
		Some(terms) => tell_terms(channels.as_ref(), &terms).await,
		None if stand.is_some() => {
			tracing::info!("no [channels]: no channel can be opened any more");
			Ok(())
		}
		None => Ok(()),
	}
}

/// The same of plans: those that are configured are published, others retired.
async fn offer_plans(config: &Config, channels: &dyn Channels) -> Result<()> {
	let mut missing = config.channels.as_ref().map(|it| it.plans()).unwrap_or_default();
	let stand = channels.plans().await.context("the plans on chain cannot be read")?;
	let mut others = Vec::new();
	for (id, plan) in stand {
		if !missing.remove(&plan) {
			others.push(id);
		}
	}
	if !config.auto_register {
		if !missing.is_empty() || !others.is_empty() {
			tracing::warn!("the plans on chain differ from [[channels.plans]]; set them by hand");
		}
		return Ok(());
	}
	for plan in others {
		channels.retire_plan(plan).await.with_context(|| format!("plan {plan} is not retired"))?;
		tracing::info!(plan, "a plan that is not configured any more is retired");
	}
	for plan in missing {
		channels.publish_plan(plan).await.context(
			"a plan of [[channels.plans]] cannot be published; the account needs a small deposit for each beside \
			 its bond",
		)?;
		let (price, gives) =
			(Amount::from(plan.price).to_string(), format!("{:?}", plan.allowance));
		tracing::info!(gives, blocks = plan.period, price, "a plan can be subscribed to");
	}
	Ok(())
}

async fn tell_terms(channels: &dyn Channels, terms: &Terms) -> Result<()> {
	let amount = |planck| Amount::from(planck).to_string();
	tracing::info!(
		collateral = amount(terms.collateral),
		min_deposit = amount(terms.min_deposit),
		opening_fee = amount(terms.opening_fee),
		most = terms.channels,
		"channels can be opened on these terms"
	);
	if !channels.has_room(terms).await? {
		tracing::warn!(
			"no further channel can be opened now: as many are open as [channels] allows, or the bond that is free \
			 is less than channels.collateral; raise the bond to sell to more payers"
		);
	}
	Ok(())
}
