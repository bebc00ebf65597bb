//! `stoa rewards`: what checked work brings back of what it burned.

use crate::{args::RewardsCommand, context::Context, fail::Fail, plan::send, show};
use serde_json::json;
use stoa_client::{AccountId, Amount, calls::rewards as calls};
use stoa_primitives::ReleaseId;

/// Runs `stoa rewards`.
pub async fn run(context: &Context, command: RewardsCommand) -> Result<(), Fail> {
	match command {
		RewardsCommand::Show { account } => look(context, account).await,
		RewardsCommand::Claim { account } => claim(context, account).await,
		RewardsCommand::PassOn { release } => pass_on(context, release).await,
	}
}

/// A share in millionths as percent.
pub fn share(millionths: u32) -> String {
	show::percent(millionths.saturating_mul(1_000))
}

async fn look(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let account = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let claimable = at.rewards_of(&account).await?;
	let (schedule, rates) = (at.schedule().await?, at.reward_parameters().await?);
	let fees = at.fee_shares().await?;
	let treasury = 1_000_000u32.saturating_sub(fees.burned).saturating_sub(fees.author);
	let object = json!({
		"block": at.number(),
		"account": account.to_string(),
		"claimable": claimable.to_string(),
		"schedule": {
			"left": schedule.left.to_string(),
			"minted": schedule.minted.to_string(),
			"promised": schedule.promised.to_string(),
		},
		"rebate": rates.rebate,
		"fees": { "burned": fees.burned, "author": fees.author, "treasury": treasury },
	});
	context.print(&object, || {
		show::rows(&[
			("account", account.to_string()),
			("to claim", Amount(claimable).to_string()),
			("rebate", format!("at most {} of what a checked job burned", share(rates.rebate))),
			("left to mint", Amount(schedule.left).to_string()),
			("minted so far", Amount(schedule.minted).to_string()),
			("promised", Amount(schedule.promised).to_string()),
			(
				"fees go to",
				format!(
					"nobody (burned) {}, treasury {}, author {}",
					share(fees.burned),
					share(treasury),
					share(fees.author)
				),
			),
		])
	});
	Ok(())
}

async fn claim(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let who = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let amount = context.client().await?.best().await?.rewards_of(&who).await?;
	if amount == 0 {
		return Err(Fail::refused(format!(
			"{who} has nothing to claim: what a job brings can be claimed when its era is over"
		)));
	}
	let block = match account {
		Some(account) => send(context, &calls::claim_other(account)).await?,
		None => send(context, &calls::claim()).await?,
	};
	let object =
		json!({ "account": who.to_string(), "amount": amount.to_string(), "block": block });
	context.print(&object, || {
		format!("{} were claimed for {who}, those who back it included", Amount(amount))
	});
	Ok(())
}

async fn pass_on(context: &Context, release: ReleaseId) -> Result<(), Fail> {
	let amount = context.client().await?.best().await?.rewards_of_release(release).await?;
	if amount == 0 {
		return Err(Fail::refused(format!(
			"release {release} has nothing to pass on: what a job brings can be passed on when its era is over"
		)));
	}
	let block = send(context, &calls::claim_release(release)).await?;
	let object = json!({ "release": release, "amount": amount.to_string(), "block": block });
	context.print(&object, || {
		format!(
			"{} of release {release} are its owners', who can claim them (stoa rewards claim)",
			Amount(amount)
		)
	});
	Ok(())
}
