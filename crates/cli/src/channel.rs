//! `stoa channel`: what is locked in channels, and how it comes back.

use crate::{args::ChannelCommand, context::Context, fail::Fail, show};
use serde_json::{Value, json};
use stoa_client::{
	AccountId, Amount, At, Call,
	calls::channels as calls,
	keys,
	types::{ChannelDetails, ChannelState},
};
use stoa_primitives::{BlockNumber, ChannelId};

/// Runs `stoa channel`.
pub async fn run(context: &Context, command: ChannelCommand) -> Result<(), Fail> {
	match command {
		ChannelCommand::List { account } => list(context, account).await,
		ChannelCommand::Close { channel } => close(context, channel).await,
	}
}

async fn list(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let account = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let mut channels = Vec::new();
	for id in at.channels_of(&account).await? {
		if let Some(details) = at.channel(id).await? {
			channels.push((id, details));
		}
	}
	let json: Vec<Value> = channels.iter().map(|(id, details)| as_json(*id, details)).collect();
	context.print(&json!({ "block": at.number(), "channels": json }), || {
		if channels.is_empty() {
			return format!(
				"{account} has no channels: `stoa-gateway run` opens them when they are needed"
			);
		}
		let lines: Vec<_> =
			channels.iter().map(|(id, it)| line(*id, it, &account, at.number())).collect();
		show::table(["CHANNEL", "WITH", "STATE", "LOCKED", "REDEEMED", "AUDITED"], &lines)
	});
	Ok(())
}

fn as_json(id: ChannelId, details: &ChannelDetails) -> Value {
	let (state, until) = state(&details.state);
	json!({
		"channel": id,
		"payer": details.payer.to_string(),
		"provider": details.provider.to_string(),
		"state": state,
		"until": until,
		"deposit": details.deposit.to_string(),
		"redeemed": details.redeemed.to_string(),
		"pending": details.pending.to_string(),
		"collateral": details.collateral.to_string(),
		"audited": details.audited,
		"refuted": details.refuted,
		"expires_at": details.expires_at,
		"lane": show::hash(&details.lane),
	})
}

fn state(state: &ChannelState) -> (&'static str, Option<BlockNumber>) {
	match state {
		ChannelState::Open => ("open", None),
		ChannelState::Closing { until } => ("closing", Some(*until)),
		ChannelState::Withdrawn { until } => ("withdrawn", Some(*until)),
	}
}

fn line(
	id: ChannelId,
	details: &ChannelDetails,
	account: &AccountId,
	now: BlockNumber,
) -> [String; 6] {
	let other = if details.payer == *account {
		format!("to {}", details.provider)
	} else {
		format!("from {}", details.payer)
	};
	let state = match state(&details.state) {
		("open", _) if details.expires_at < now => "expired: close it".to_string(),
		("open", _) => format!("open until {}", details.expires_at),
		("closing", Some(until)) if until < now => "over: close it again".to_string(),
		("closing", Some(until)) => format!("closing until {until}"),
		(_, Some(until)) if until < now => "withdrawn: close it again".to_string(),
		(state, _) => state.to_string(),
	};
	let locked = match details.state {
		ChannelState::Withdrawn { .. } => 0,
		_ => details.deposit.saturating_sub(details.redeemed).saturating_add(details.pending),
	};
	let audited = match (details.refuted, details.audited) {
		(true, _) => "refuted",
		(false, true) => "yes",
		(false, false) => "self-audited",
	};
	[
		id.to_string(),
		other,
		state,
		Amount(locked).to_string(),
		Amount(details.redeemed).to_string(),
		audited.to_string(),
	]
}

/// Takes the next step of a channel's end: begins to close it, takes back what is left, forgets it.
async fn close(context: &Context, id: ChannelId) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let at = client.best().await?;
	let missing = || {
		Fail::refused(format!(
			"there is no channel {id}: `stoa channel list` shows those of an account"
		))
	};
	let details = at.channel(id).await?.ok_or_else(missing)?;
	let now = at.number();
	match details.state {
		ChannelState::Open if details.expires_at < now => {
			send(context, id, calls::expire(id), "its time was over: it is being closed").await
		}
		ChannelState::Open => {
			let me = keys::account_of(&signer);
			if me != details.payer && me != details.provider {
				let what = format!("channel {id} is not yours: {} pays it", details.payer);
				return Err(Fail::refused(what));
			}
			let text = "is being closed: what is not redeemed within the window comes back, with the same command";
			send(context, id, calls::close(id), text).await
		}
		ChannelState::Closing { until } if until < now => withdraw(context, &at, id).await,
		ChannelState::Withdrawn { until } if until < now => {
			send(context, id, calls::drop_channel(id), "is forgotten; its record's deposit is back")
				.await
		}
		ChannelState::Closing { until } => Err(Fail::refused(format!(
			"channel {id} can be redeemed until block {until} (now {now}): close it again after that"
		))),
		ChannelState::Withdrawn { until } => Err(Fail::refused(format!(
			"what was left of channel {id} is back; its record stays until block {until} (now {now}), while receipts \
			 can be challenged"
		))),
	}
}

async fn withdraw(context: &Context, at: &At, id: ChannelId) -> Result<(), Fail> {
	if at.channel_audit(id).await?.is_some() {
		// Does what is due; the chain says so if nothing is.
		let text = "was brought further: what was redeemed last is being audited. Close it again in a while";
		return send(context, id, calls::poke(id), text).await;
	}
	send(context, id, calls::withdraw(id), "is over: what was left is back (`stoa balance`)").await
}

async fn send(context: &Context, id: ChannelId, call: impl Call, done: &str) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let included = client.submit(&signer, &call).await?.in_best_block().await?;
	let block = included.block.number;
	context.print(
		&json!({ "channel": id, "block": block, "extrinsic": show::hash(&included.extrinsic) }),
		|| format!("channel {id} {done} (block {block})"),
	);
	Ok(())
}
