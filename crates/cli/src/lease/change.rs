//! What changes while a lease runs: longer, richer, somebody else's.

use super::{find, kept::Kept, words};
use crate::{account, context::Context, fail::Fail, show};
use serde_json::{Value, json};
use stoa_client::{
	AccountId, Amount, Call, Client,
	calls::leases as calls,
	keys,
	types::{LeaseInfo, LeaseStage, Running},
};
use stoa_primitives::{Balance, BlockNumber, LeaseId};

/// A lease that runs, and how.
fn running(info: &LeaseInfo, id: LeaseId) -> Result<&Running, Fail> {
	match &info.details.stage {
		LeaseStage::Active(running) => Ok(running),
		LeaseStage::Pending(_) => Err(Fail::refused(format!(
			"lease {id} does not run yet: its provider has not started it"
		))),
		LeaseStage::Contested(_) => Err(Fail::refused(format!("lease {id} is over"))),
	}
}

/// More blocks at the lease's price.
pub async fn extend(
	context: &Context,
	id: LeaseId,
	blocks: BlockNumber,
	escrow: Option<Amount>,
	yes: bool,
) -> Result<(), Fail> {
	let client = context.client().await?;
	let at = client.best().await?;
	let info = find(&at, id).await?;
	let price = running(&info, id)?.schedule.now.price;
	let cost = price.saturating_mul(blocks.into());
	let paid = escrow.map_or(cost, |amount| amount.0);
	let question = format!(
		"Make lease {id} {} longer, for {} at {} per block? {} are put on hold.",
		words::blocks(blocks),
		Amount(cost),
		Amount(price),
		Amount(paid)
	);
	agree(context, &client, &question, paid, yes).await?;
	let call = calls::extend_lease(id, blocks, paid);
	longer(context, &client, id, call, paid).await
}

/// As long again, at the price that was agreed.
pub async fn renew(
	context: &Context,
	id: LeaseId,
	escrow: Option<Amount>,
	yes: bool,
) -> Result<(), Fail> {
	let client = context.client().await?;
	let info = find(&client.best().await?, id).await?;
	running(&info, id)?;
	let terms = &info.details.terms;
	let renewal = terms.renewal.as_ref().filter(|renewal| renewal.times > 0).ok_or_else(|| {
		Fail::refused(format!(
			"lease {id} cannot be renewed: extend it (`stoa lease extend`), or open another one"
		))
	})?;
	let cost = renewal.price_per_block.saturating_mul(terms.renewal_blocks.into());
	let paid = escrow.map_or(cost, |amount| amount.0);
	let question = format!(
		"Renew lease {id} for {} after its end, for {} at {} per block? {} are put on hold.",
		words::blocks(terms.renewal_blocks),
		Amount(cost),
		Amount(renewal.price_per_block),
		Amount(paid)
	);
	agree(context, &client, &question, paid, yes).await?;
	longer(context, &client, id, calls::renew_lease(id, paid), paid).await
}

async fn agree(
	context: &Context,
	client: &Client,
	question: &str,
	paid: Balance,
	yes: bool,
) -> Result<(), Fail> {
	let at = client.best().await?;
	account::require(&at, &context.account()?, paid, "it").await?;
	context.confirm(question, yes, "not signed: the lease is as it was")
}

async fn longer(
	context: &Context,
	client: &Client,
	id: LeaseId,
	call: impl Call,
	paid: Balance,
) -> Result<(), Fail> {
	let (mut object, info) = send(context, client, id, call).await?;
	// When it ends if somebody signs for it: `ends` says when it does if nobody will.
	let end = match &info.details.stage {
		LeaseStage::Active(Running { schedule, .. }) => {
			Some(schedule.next.as_ref().map_or(schedule.now.until, |next| next.until))
		}
		_ => None,
	};
	object["ends_at"] = end.into();
	object["paid"] = paid.to_string().into();
	let end = end.map_or_else(String::new, |end| format!(" its time ends in block {end};"));
	context.print(&object, || format!("lease {id}:{end} {} more are on hold", Amount(paid)));
	Ok(())
}

/// Pays more in advance.
pub async fn top_up(context: &Context, id: LeaseId, amount: Amount) -> Result<(), Fail> {
	let client = context.client().await?;
	let at = client.best().await?;
	find(&at, id).await?;
	account::require(&at, &context.account()?, amount.0, "it").await?;
	longer(context, &client, id, calls::top_up(id, amount.0), amount.0).await
}

/// Makes a key for a lease that somebody else has, and prints its public half.
pub async fn new_key(context: &Context) -> Result<(), Fail> {
	let client = context.client().await?;
	let kept = Kept::bare(&client.genesis())?;
	kept.save()?;
	let public = show::hash(&kept.public()?);
	let object = json!({ "usage_key": public, "key_file": kept.path().display().to_string() });
	context.print(&object, || {
		format!(
			"{public}\n\nGive this to whoever transfers a lease to you: `stoa lease transfer LEASE YOU --usage-key \
			 {public}`. The key itself stays in {}.",
			kept.path().display()
		)
	});
	Ok(())
}

/// Gives a lease to somebody else.
pub async fn transfer(
	context: &Context,
	id: LeaseId,
	to: AccountId,
	usage_key: &str,
	yes: bool,
) -> Result<(), Fail> {
	let digits = usage_key.strip_prefix("0x").unwrap_or(usage_key);
	let key: [u8; 32] =
		hex::decode(digits).ok().and_then(|key| key.try_into().ok()).ok_or_else(|| {
			Fail::refused(
				"--usage-key is 32 bytes in hex: whoever gets the lease prints one with `stoa lease new-key`",
			)
		})?;
	let client = context.client().await?;
	let info = find(&client.best().await?, id).await?;
	let question = format!(
		"Give lease {id}, with {} that are on hold for it, to {to}? You cannot take it back.",
		Amount(info.details.escrow.saturating_add(info.details.deposit))
	);
	context.confirm(&question, yes, "not transferred")?;
	let before = Kept::find(&client.genesis(), &info.details.usage_key);
	let (object, _) = send(context, &client, id, calls::transfer_lease(id, to, key)).await?;
	if let Some(kept) = before {
		kept.forget();
	}
	context.print(&object, || format!("lease {id} is {to}'s"));
	Ok(())
}

/// Sends a call about a lease that goes on.
async fn send(
	context: &Context,
	client: &Client,
	id: LeaseId,
	call: impl Call,
) -> Result<(Value, LeaseInfo), Fail> {
	let signer = context.signer()?;
	let included = client.submit(&signer, &call).await?.in_best_block().await?;
	let info = find(&client.at_block(&included.block).await?, id).await?;
	let object = json!({
		"lease": id,
		"account": keys::account_of(&signer).to_string(),
		"block": included.block.number,
		"extrinsic": show::hash(&included.extrinsic),
	});
	Ok((object, info))
}
