//! `stoa provider`.

use crate::{args::ProviderCommand, context::Context, fail::Fail, find, show};
use serde_json::{Value, json};
use stoa_client::{
	AccountId, Amount,
	types::{ChillReason, ProviderInfo, ProviderStatus},
};

/// Runs `stoa provider`.
pub async fn run(context: &Context, command: ProviderCommand) -> Result<(), Fail> {
	match command {
		ProviderCommand::List { model: None } => list(context).await,
		ProviderCommand::List { model: Some(model) } => servers(context, &model).await,
		ProviderCommand::Show { account } => one(context, account).await,
	}
}

async fn list(context: &Context) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let providers = at.providers().await?;
	context.print(&providers.iter().map(json_of).collect::<Vec<Value>>().into(), || {
		if providers.is_empty() {
			return "no providers yet: start one with `stoa-provider init`".to_string();
		}
		let lines: Vec<[String; 5]> = providers
			.iter()
			.map(|provider| {
				[
					provider.account.to_string(),
					status(&provider.status).1,
					Amount(provider.bond).to_string(),
					served(provider),
					record(provider),
				]
			})
			.collect();
		show::table(["provider", "state", "bond", "serves", "record"], &lines)
	});
	Ok(())
}

async fn servers(context: &Context, model: &str) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let found = find::release(&at, model).await?;
	let servers = at.servers(found.id).await?;
	let objects: Vec<Value> = servers
		.iter()
		.map(|server| {
			json!({
				"provider": server.account.to_string(),
				"price": show::price_json(&server.price.0),
				"weight": server.weight,
				"free_bond": server.free_bond.to_string(),
			})
		})
		.collect();
	context.print(&objects.into(), || {
		if servers.is_empty() {
			return format!("nobody serves release {} ({}) yet", found.id, found.name);
		}
		let lines: Vec<[String; 4]> = servers
			.iter()
			.map(|server| {
				[
					server.account.to_string(),
					show::price(&server.price.0),
					server.weight.to_string(),
					Amount(server.free_bond).to_string(),
				]
			})
			.collect();
		show::table(["provider", "price", "weight in the draw", "free bond"], &lines)
	});
	Ok(())
}

async fn one(context: &Context, account: AccountId) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let provider = at.provider(&account).await?.ok_or_else(|| {
		Fail::refused(format!("{account} is not a provider: see `stoa provider list`"))
	})?;
	context.print(&json_of(&provider), || {
		let mut rows = vec![
			("provider", account.to_string()),
			("state", status(&provider.status).1),
			("endpoint", show::text(&provider.endpoint)),
			("bond", Amount(provider.bond).to_string()),
			("reserved", Amount(provider.reserved).to_string()),
			("record", record(&provider)),
		];
		for chunk in &provider.unbonding {
			rows.push((
				"unbonding",
				format!("{} until block {}", Amount(chunk.amount), chunk.until),
			));
		}
		for served in &provider.serving {
			let price = show::price(&served.price.0);
			let weight = match &served.pending {
				Some(more) => {
					format!("{}, {} from block {}", served.weight, more.weight, more.ready_at)
				}
				None => served.weight.to_string(),
			};
			rows.push(("serves", format!("release {}: {price}; weight {weight}", served.release)));
		}
		if let Some(hardware) = &provider.hardware {
			for gpu in &hardware.claims.gpus {
				let name = show::text(&gpu.model);
				rows.push(("claims", format!("{} × {name}, {} MiB each", gpu.count, gpu.vram_mib)));
			}
		}
		show::rows(&rows)
	});
	Ok(())
}

fn json_of(provider: &ProviderInfo) -> Value {
	let serving: Vec<Value> = provider
		.serving
		.iter()
		.map(|served| {
			json!({
				"release": served.release,
				"price": show::price_json(&served.price.0),
				"weight": served.weight,
				"weight_to_come": served.pending.as_ref().map(|more| more.weight),
			})
		})
		.collect();
	json!({
		"provider": provider.account.to_string(),
		"status": status(&provider.status).0,
		"endpoint": show::text(&provider.endpoint),
		"signing_key": show::hash(&provider.signing_key),
		"transport_key": show::hash(&provider.transport_key),
		"bond": provider.bond.to_string(),
		"reserved": provider.reserved.to_string(),
		"jobs": provider.record.jobs,
		"strikes": provider.record.strikes,
		"slashes": provider.record.slashes,
		"serving": serving,
	})
}

fn status(status: &ProviderStatus) -> (&'static str, String) {
	match status {
		ProviderStatus::Active => ("active", "active".to_string()),
		ProviderStatus::Leaving => ("leaving", "leaving".to_string()),
		ProviderStatus::Chilled { reason, until } => {
			let why = match reason {
				ChillReason::Requested => "its own wish",
				ChillReason::BondTooLow => "bond too low",
				ChillReason::Strikes => "too many strikes",
				ChillReason::Forced => "by the DAO",
			};
			("chilled", format!("chilled ({why}), at least until block {until}"))
		}
	}
}

fn served(provider: &ProviderInfo) -> String {
	let ids: Vec<String> =
		provider.serving.iter().map(|served| served.release.to_string()).collect();
	if ids.is_empty() { "nothing".to_string() } else { ids.join(", ") }
}

fn record(provider: &ProviderInfo) -> String {
	let record = &provider.record;
	format!("{} jobs, {} strikes, {} slashes", record.jobs, record.strikes, record.slashes)
}
