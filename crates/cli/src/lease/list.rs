//! `stoa lease list` and `show`.

use super::{deliver, find, kept::Kept, words};
use crate::{context::Context, fail::Fail, show};
use serde_json::{Value, json};
use std::time::Duration;
use stoa_client::{
	AccountId, Amount, Client,
	tenant::{LeaseStatus, Tenant},
	types::{LeaseInfo, LeaseStage},
};
use stoa_primitives::{BlockNumber, LeaseId};
use tokio::time::timeout;

/// How long the daemon of a lease that is shown is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Prints an account's leases.
pub async fn all(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let account = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let mut leases = Vec::new();
	for id in at.leases_of(&account).await? {
		if let Some(info) = at.lease(id).await? {
			leases.push((id, info));
		}
	}
	let now = at.number();
	let json: Vec<Value> = leases.iter().map(|(id, info)| as_json(*id, info, now)).collect();
	context.print(&json!({ "block": now, "leases": json }), || {
		if leases.is_empty() {
			return format!("{account} has no leases: see `stoa lease offers`");
		}
		let lines: Vec<_> =
			leases.iter().map(|(id, info)| line(*id, info, &account, now)).collect();
		show::table(["LEASE", "WITH", "OFFER", "UNITS", "LEFT", "STATE"], &lines)
	});
	Ok(())
}

fn left(info: &LeaseInfo) -> u128 {
	let due = info.claimable.saturating_add(info.unsigned);
	info.details.escrow.saturating_sub(due)
}

fn line(id: LeaseId, info: &LeaseInfo, account: &AccountId, now: BlockNumber) -> [String; 6] {
	let details = &info.details;
	let with = match details.tenant == *account {
		true => format!("from {}", details.provider),
		false => format!("to {}", details.tenant),
	};
	[
		id.to_string(),
		with,
		details.offer.to_string(),
		details.units.to_string(),
		Amount(left(info)).to_string(),
		words::stage(info, now).1,
	]
}

fn as_json(id: LeaseId, info: &LeaseInfo, now: BlockNumber) -> Value {
	let details = &info.details;
	let mut object = json!({
		"lease": id,
		"stage": words::stage(info, now).0,
		"tenant": details.tenant.to_string(),
		"provider": details.provider.to_string(),
		"offer": details.offer,
		"units": details.units,
		"escrow": details.escrow.to_string(),
		"deposit": details.deposit.to_string(),
		"claimable": info.claimable.to_string(),
		"unsigned": info.unsigned.to_string(),
		"left": left(info).to_string(),
		"period_blocks": details.terms.period_blocks,
		"usage_key": show::hash(&details.usage_key),
		"manifest": show::hash(&details.manifest),
		"ends": info.ends.as_ref().map(|(end, reason)| json!({
			"block": end,
			"reason": words::end_word(reason),
		})),
	});
	let more = match &details.stage {
		LeaseStage::Pending(pending) => json!({
			"price_per_block": pending.price_per_block.to_string(),
			"blocks": pending.blocks,
			"start_by": pending.start_by,
		}),
		LeaseStage::Active(running) => json!({
			"price_per_block": running.schedule.now.price.to_string(),
			"started_at": running.started_at,
			"signed_until": running.signed_until,
			"signed_due": running.signed_due.to_string(),
			"paid": running.paid.to_string(),
		}),
		LeaseStage::Contested(contest) => json!({
			"contested": contest.amount.to_string(),
			"insisted": contest.insisted,
			"until": contest.until,
			"case": contest.case,
		}),
	};
	if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
		object.extend(more);
	}
	object
}

/// Prints one lease; what its provider says of it too, for those who may ask.
pub async fn one(context: &Context, id: LeaseId) -> Result<(), Fail> {
	let client = context.client().await?;
	let at = client.best().await?;
	let info = find(&at, id).await?;
	let status = status(context, &client, id, &info).await;
	let mut object = as_json(id, &info, at.number());
	object["block"] = at.number().into();
	if let Some(Ok(status)) = &status {
		object["daemon"] = json!({
			"workload": words::workload(status.workload),
			"exit_code": status.exit_code,
			"reason": status.reason,
			"address": status.address,
			"ports": deliver::ports(status),
			"signed_until": status.signed_until,
		});
	}
	context.print(&object, || text(id, &info, at.number(), status));
	Ok(())
}

async fn status(
	context: &Context,
	client: &Client,
	id: LeaseId,
	info: &LeaseInfo,
) -> Option<Result<LeaseStatus, Fail>> {
	let key = Kept::find(&client.genesis(), &info.details.usage_key)?.key().ok()?;
	let private = context.private_endpoints();
	let asked = async {
		let tenant = Tenant::at(client, id, &info.details.provider, key, private).await?;
		Ok(tenant.status().await?)
	};
	let late = |_| Err(Fail::refused("it does not answer"));
	Some(timeout(PATIENCE, asked).await.unwrap_or_else(late))
}

fn text(
	id: LeaseId,
	info: &LeaseInfo,
	now: BlockNumber,
	status: Option<Result<LeaseStatus, Fail>>,
) -> String {
	let details = &info.details;
	let mut rows = vec![
		("lease", id.to_string()),
		("state", words::stage(info, now).1),
		("tenant", details.tenant.to_string()),
		("provider", details.provider.to_string()),
		("machine", format!("{} of: {}", details.units, words::machine(&details.resources))),
		(
			"on hold",
			format!("{}, and a deposit of {}", Amount(details.escrow), Amount(details.deposit)),
		),
	];
	if !matches!(details.stage, LeaseStage::Contested(_)) {
		rows.extend([
			(
				"owed now",
				format!("{} signed, {} unsigned", Amount(info.claimable), Amount(info.unsigned)),
			),
			("comes back", format!("{} if it were over now", Amount(left(info)))),
			("period", words::blocks(details.terms.period_blocks)),
		]);
	}
	match status {
		Some(Ok(status)) => {
			let state = words::workload(status.workload);
			let reason = status.reason.as_deref().map_or(String::new(), |why| format!(": {why}"));
			rows.push(("workload", show::text(format!("{state}{reason}").as_bytes())));
			let address = show::text(status.address.as_deref().unwrap_or("?").as_bytes());
			for port in &status.ports {
				rows.push((
					"port",
					format!("{address}:{} is {} inside", port.outside, port.inside),
				));
			}
		}
		Some(Err(fail)) => rows.push(("workload", format!("its provider: {}", fail.text))),
		None => {}
	}
	show::rows(&rows)
}
