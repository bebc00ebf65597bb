//! `stoa quota`: free tokens that providers grant.

use crate::{args::QuotaCommand, context::Context, fail::Fail, plan::send, show};
use serde_json::{Value, json};
use stoa_client::{AccountId, calls::channels as calls, keys};

/// Runs `stoa quota`.
pub async fn run(context: &Context, command: QuotaCommand) -> Result<(), Fail> {
	match command {
		QuotaCommand::List { provider } => list(context, provider).await,
		QuotaCommand::Grant { account, tokens, blocks } => {
			grant(context, account, tokens, blocks).await
		}
		QuotaCommand::Drop { account, provider } => take_back(context, account, provider).await,
	}
}

async fn list(context: &Context, provider: Option<AccountId>) -> Result<(), Fail> {
	let provider = match provider {
		Some(provider) => provider,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let quotas = at.quotas_of(&provider).await?;
	let json: Vec<Value> = quotas
		.iter()
		.map(|(account, quota)| {
			json!({ "account": account.to_string(), "tokens": quota.tokens, "until": quota.until })
		})
		.collect();
	context.print(&json!({ "block": at.number(), "quotas": json }), || {
		if quotas.is_empty() {
			return format!("{provider} has granted nobody free tokens");
		}
		let lines: Vec<[String; 3]> = quotas
			.iter()
			.map(|(account, quota)| {
				let over = if quota.until < at.number() { " (over)" } else { "" };
				let until = format!("block {}{over}", quota.until);
				[account.to_string(), quota.tokens.to_string(), until]
			})
			.collect();
		show::table(["ACCOUNT", "TOKENS", "UNTIL"], &lines)
	});
	Ok(())
}

async fn grant(
	context: &Context,
	account: AccountId,
	tokens: u64,
	blocks: u32,
) -> Result<(), Fail> {
	let until = context.client().await?.best().await?.number().saturating_add(blocks);
	let block = send(context, &calls::grant_quota(account, tokens, until)).await?;
	let object =
		json!({ "account": account.to_string(), "tokens": tokens, "until": until, "block": block });
	context.print(&object, || {
		format!(
			"{account} has {tokens} free tokens until block {until}, in all its channels with you; your daemon \
			 counts what is used"
		)
	});
	Ok(())
}

async fn take_back(
	context: &Context,
	account: AccountId,
	provider: Option<AccountId>,
) -> Result<(), Fail> {
	let me = keys::account_of(&context.signer()?);
	let block = send(context, &calls::drop_quota(provider.unwrap_or(me), account)).await?;
	context.print(&json!({ "account": account.to_string(), "block": block }), || {
		format!("the grant to {account} is taken back; its deposit is with its provider")
	});
	Ok(())
}
