//! `stoa delegate`: standing behind providers.

use crate::{
	account, args::DelegateCommand, context::Context, fail::Fail, plan::send, rewards::share, show,
};
use serde_json::{Value, json};
use stoa_client::{
	AccountId, Amount, At,
	calls::rewards as calls,
	keys,
	types::{DelegationInfo, PoolInfo},
};
use stoa_primitives::Balance;

/// Runs `stoa delegate`.
pub async fn run(context: &Context, command: DelegateCommand) -> Result<(), Fail> {
	match command {
		DelegateCommand::List { account } => list(context, account).await,
		DelegateCommand::Show { provider } => pool(context, provider).await,
		DelegateCommand::Add { provider, amount } => add(context, provider, amount.0).await,
		DelegateCommand::Leave { provider, amount } => leave(context, provider, amount).await,
		DelegateCommand::Withdraw { provider } => withdraw(context, provider).await,
		DelegateCommand::Claim { provider } => claim(context, provider).await,
		DelegateCommand::Terms { take, limit } => terms(context, take.0, limit.0).await,
	}
}

async fn list(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let who = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let all = at.delegations(&who).await?;
	let json: Vec<Value> = all.iter().map(as_json).collect();
	context.print(&json!({ "block": at.number(), "delegations": json }), || {
		if all.is_empty() {
			return format!("{who} stands behind nobody: `stoa delegate add PROVIDER AMOUNT`");
		}
		let lines: Vec<[String; 4]> = all.iter().map(|one| line(one, at.number())).collect();
		show::table(["PROVIDER", "STAKE", "EARNED", "LEAVING"], &lines)
	});
	Ok(())
}

fn as_json(one: &DelegationInfo) -> Value {
	let leaving: Vec<Value> = one
		.leaving
		.iter()
		.map(|part| json!({ "amount": part.amount.to_string(), "until": part.until }))
		.collect();
	json!({
		"provider": one.provider.to_string(),
		"stake": one.stake.to_string(),
		"income": one.income.to_string(),
		"leaving": leaving,
	})
}

fn line(one: &DelegationInfo, now: u32) -> [String; 4] {
	let leaving: Vec<String> = one
		.leaving
		.iter()
		.map(|part| match part.until <= now {
			true => format!("{} (stoa delegate withdraw)", Amount(part.amount)),
			false => format!("{} at block {}", Amount(part.amount), part.until),
		})
		.collect();
	[
		one.provider.to_string(),
		Amount(one.stake).to_string(),
		Amount(one.income).to_string(),
		leaving.join(", "),
	]
}

/// A provider's pool, or that there is none.
async fn found(at: &At, provider: &AccountId) -> Result<PoolInfo, Fail> {
	at.pool(provider).await?.ok_or_else(|| {
		Fail::refused(format!(
			"{provider} takes no backers: as a provider it would say so with `stoa delegate terms`"
		))
	})
}

async fn pool(context: &Context, provider: AccountId) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let pool = found(&at, &provider).await?;
	let rise = pool.rise.as_ref().map(|rise| (rise.take, rise.at));
	let object = json!({
		"block": at.number(),
		"provider": provider.to_string(),
		"take": pool.take,
		"rise": rise.map(|(take, at)| json!({ "take": take, "at": at })),
		"own": pool.own.map(|own| own.to_string()),
		"stake": pool.stake.to_string(),
		"counted": pool.counted.to_string(),
		"room": pool.room.to_string(),
		"leaving": pool.leaving.to_string(),
		"backers": pool.members,
	});
	context.print(&object, || {
		let then = rise
			.map(|(take, at)| format!(", {} from block {at} on", share(take)))
			.unwrap_or_default();
		show::rows(&[
			("provider", provider.to_string()),
			("takes", format!("{}{then}", share(pool.take))),
			(
				"own bond",
				pool.own.map_or_else(|| "none: it is gone".into(), |own| Amount(own).to_string()),
			),
			("of others", format!("{}, of {} backers", Amount(pool.stake), pool.members)),
			("of that counts", Amount(pool.counted).to_string()),
			("room", Amount(pool.room).to_string()),
			("leaving", Amount(pool.leaving).to_string()),
		])
	});
	Ok(())
}

async fn add(context: &Context, provider: AccountId, amount: Balance) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let pool = found(&at, &provider).await?;
	if amount > pool.room {
		return Err(Fail::refused(format!(
			"{provider} accepts {} more now, and its own bond is to be as large as what others have behind it",
			Amount(pool.room)
		)));
	}
	let me = keys::account_of(&context.signer()?);
	account::require(&at, &me, amount, "the delegation").await?;
	let block = send(context, &calls::delegate(provider, amount)).await?;
	let object = json!({
		"provider": provider.to_string(), "amount": amount.to_string(), "block": block,
	});
	context.print(&object, || {
		format!(
			"you stand behind {provider} with {} more: it takes {} of what that earns, and if it is slashed you lose \
			 the same part as it does",
			Amount(amount),
			share(pool.take)
		)
	});
	Ok(())
}

/// What the signer has behind a provider.
async fn own(context: &Context, provider: &AccountId) -> Result<DelegationInfo, Fail> {
	let me = keys::account_of(&context.signer()?);
	let at = context.client().await?.best().await?;
	at.delegation(provider, &me).await?.ok_or_else(|| {
		Fail::refused(format!("{me} does not stand behind {provider}: see `stoa delegate list`"))
	})
}

async fn leave(context: &Context, provider: AccountId, amount: Option<Amount>) -> Result<(), Fail> {
	let has = own(context, &provider).await?;
	let amount = amount.map_or(has.stake, |amount| amount.0);
	if has.stake == 0 || amount > has.stake {
		return Err(Fail::refused(format!(
			"you have {} behind {provider}, {} is asked for",
			Amount(has.stake),
			Amount(amount)
		)));
	}
	let block = send(context, &calls::undelegate(provider, amount)).await?;
	let until = own(context, &provider).await?.leaving.last().map(|part| part.until);
	let object = json!({
		"provider": provider.to_string(), "amount": amount.to_string(), "until": until, "block": block,
	});
	context.print(&object, || {
		let when = until.map(|until| format!(" at block {until}")).unwrap_or_default();
		format!(
			"{} leave {provider}, and can be withdrawn{when}; until then they earn nothing and can be slashed",
			Amount(amount)
		)
	});
	Ok(())
}

async fn withdraw(context: &Context, provider: AccountId) -> Result<(), Fail> {
	let before = own(context, &provider).await?;
	let block = send(context, &calls::withdraw(provider)).await?;
	let object = json!({
		"provider": provider.to_string(), "income": before.income.to_string(), "block": block,
	});
	context.print(&object, || {
		format!("what had left {provider} is yours, and {} that were earned", Amount(before.income))
	});
	Ok(())
}

async fn claim(context: &Context, provider: AccountId) -> Result<(), Fail> {
	let before = own(context, &provider).await?;
	let block = send(context, &calls::claim_income(provider)).await?;
	let object = json!({
		"provider": provider.to_string(), "amount": before.income.to_string(), "block": block,
	});
	context.print(&object, || format!("{} that were earned are yours", Amount(before.income)));
	Ok(())
}

async fn terms(context: &Context, take: u32, limit: Balance) -> Result<(), Fail> {
	let me = keys::account_of(&context.signer()?);
	let block = send(context, &calls::set_terms(take, limit)).await?;
	let pool = found(&context.client().await?.best().await?, &me).await?;
	let rise = pool.rise.as_ref().map(|rise| rise.at);
	let object = json!({ "take": take, "from": rise, "limit": limit.to_string(), "block": block });
	context.print(&object, || match rise {
		Some(at) => format!(
			"your take rises from {} to {} at block {at}; you accept {}",
			share(pool.take),
			share(take),
			Amount(limit)
		),
		None => format!("you take {}, and accept {}", share(take), Amount(limit)),
	});
	Ok(())
}
