//! `stoa data list`, `show` and `licenses`.

use super::{find, words};
use crate::{context::Context, dispute::words as court, fail::Fail, show};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stoa_client::{
	AccountId, Amount, At,
	types::{DataReleaseDetails, DatasetDetails, DatasetFilter, DatasetState},
};
use stoa_primitives::{DataReleaseId, DatasetId};

/// Prints datasets.
pub async fn all(context: &Context, owner: Option<AccountId>, all: bool) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let state = (!all).then_some(DatasetState::Active);
	let filter = DatasetFilter { owner, state, sold_to: None, flagged: all };
	let flagged = if all { at.flagged_datasets().await? } else { BTreeMap::new() };
	let (mut lines, mut objects) = (Vec::new(), Vec::new());
	for (id, dataset) in at.datasets(&filter).await? {
		let releases = at.data_releases_of(id).await?;
		let terms = at.data_terms(id).await?;
		let cheapest = terms.iter().map(|(_, term)| term.price).min();
		let bytes = releases.last().map(|(_, release)| release.data.bytes);
		objects.push(as_json(id, &dataset, cheapest, bytes));
		lines.push([
			id.to_string(),
			show::text(&dataset.metadata.name),
			bytes.map_or("-".to_string(), |bytes| bytes.to_string()),
			cheapest.map_or("-".to_string(), words::price),
			dataset.record.sold.to_string(),
			match flagged.contains_key(&id) {
				true => "flagged by the court".to_string(),
				false => words::state(&dataset.state).to_string(),
			},
		]);
	}
	context.print(&json!({ "block": at.number(), "datasets": objects }), || {
		if lines.is_empty() {
			return "no datasets yet: publish one with `stoa data publish`".to_string();
		}
		show::table(["DATASET", "NAME", "BYTES", "FROM", "LICENCES", "STATE"], &lines)
	});
	Ok(())
}

fn as_json(
	id: DatasetId,
	dataset: &DatasetDetails,
	cheapest: Option<u128>,
	bytes: Option<u64>,
) -> Value {
	json!({
		"dataset": id,
		"name": show::text(&dataset.metadata.name),
		"owner": dataset.owner.to_string(),
		"state": words::state(&dataset.state),
		"card": show::hash(&dataset.metadata.card),
		"uri": show::text(&dataset.metadata.uri),
		"bond": dataset.bond.to_string(),
		"sold": dataset.record.sold,
		"missed": dataset.record.missed,
		"refuted": dataset.record.refuted,
		"open": dataset.open,
		"budget": { "total": dataset.budget.total, "spent": dataset.budget.spent },
		"from": cheapest.map(|price| price.to_string()),
		"bytes": bytes,
	})
}

/// Prints one.
pub async fn one(context: &Context, id: DatasetId) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let dataset = find(&at, id).await?;
	let court = court::against(&at.dataset_state(id).await?);
	let mut object = as_json(id, &dataset, None, None);
	object["court"] = court.clone().into();
	let mut rows = rows(id, &dataset);
	rows.extend(court.map(|court| ("court", court)));
	let mut text = show::rows(&rows);
	let releases = at.data_releases_of(id).await?;
	object["releases"] = releases.iter().map(|(id, release)| release_json(*id, release)).collect();
	let lines: Vec<_> = releases.iter().map(|(id, release)| release_line(*id, release)).collect();
	text += &format!(
		"\n{}",
		show::table(["RELEASE", "BYTES", "CUSTODIANS", "MADE FROM", "STATE"], &lines)
	);
	terms(&at, id, &mut object, &mut text).await?;
	algorithms(&at, id, &mut object, &mut text).await?;
	context.print(&object, || text);
	Ok(())
}

fn rows(id: DatasetId, dataset: &DatasetDetails) -> Vec<(&'static str, String)> {
	let record = &dataset.record;
	let budget = &dataset.budget;
	vec![
		("dataset", id.to_string()),
		("name", show::text(&dataset.metadata.name)),
		("owner", dataset.owner.to_string()),
		("state", words::state(&dataset.state).to_string()),
		("address", show::text(&dataset.metadata.uri)),
		("card", show::hash(&dataset.metadata.card)),
		("behind it", Amount(dataset.bond).to_string()),
		(
			"record",
			format!(
				"{} licences sold, {} keys not delivered in time, {} shown to be wrong or garbage",
				record.sold, record.missed, record.refuted
			),
		),
		(
			"privacy",
			format!(
				"{} of an epsilon of {} are spent",
				budget.spent as f64 / 1e6,
				budget.total as f64 / 1e6
			),
		),
	]
}

fn release_json(id: DataReleaseId, release: &DataReleaseDetails) -> Value {
	let parents = release.parents.iter().map(|stored| {
		json!({
			"release": stored.parent.release,
			"license": stored.parent.license,
			"root": show::hash(&stored.root),
			"parts": stored.parent.share.0,
		})
	});
	json!({
		"release": id,
		"root": show::hash(&release.data.root),
		"bytes": release.data.bytes,
		"custodians": release.custodians.iter().map(ToString::to_string).collect::<Vec<_>>(),
		"threshold": release.key_split.as_ref().map(|split| split.threshold),
		"parents": parents.collect::<Vec<_>>(),
		"state": words::release(&release.state),
	})
}

fn release_line(id: DataReleaseId, release: &DataReleaseDetails) -> [String; 5] {
	let parents: Vec<String> =
		release.parents.iter().map(|stored| stored.parent.release.to_string()).collect();
	[
		id.to_string(),
		release.data.bytes.to_string(),
		match (release.custodians.len(), &release.key_split) {
			(0, _) => "none: its owner delivers".to_string(),
			(count, None) => format!("{count}, who can read it"),
			(count, Some(split)) => {
				format!("{count}, of whom {} together can read it", split.threshold)
			}
		},
		if parents.is_empty() { "-".to_string() } else { parents.join(" ") },
		words::release(&release.state),
	]
}

async fn terms(at: &At, id: DatasetId, object: &mut Value, text: &mut String) -> Result<(), Fail> {
	let terms = at.data_terms(id).await?;
	object["terms"] = terms.iter().map(|(id, term)| words::term_json(*id, term)).collect();
	let line = |(id, term): &(u32, stoa_client::types::DataTerm)| {
		[id.to_string(), words::price(term.price), words::term(term), words::licence(&term.text)]
	};
	let lines: Vec<_> = terms.iter().map(line).collect();
	*text += &format!("\n{}", show::table(["TERM", "PRICE", "FOR", "LICENCE"], &lines));
	Ok(())
}

async fn algorithms(
	at: &At,
	id: DatasetId,
	object: &mut Value,
	text: &mut String,
) -> Result<(), Fail> {
	let algorithms = at.data_algorithms(id).await?;
	let json = algorithms.iter().map(|(checksum, algorithm)| {
		json!({
			"checksum": show::hash(checksum),
			"output_bytes": algorithm.output_bytes,
			"epsilon": algorithm.epsilon,
			"price": algorithm.price.to_string(),
			"seat_price": algorithm.seat_price.to_string(),
		})
	});
	object["algorithms"] = json.collect();
	if algorithms.is_empty() {
		*text += "\nnothing may run beside it\n";
		return Ok(());
	}
	let line =
		|(checksum, algorithm): &(stoa_primitives::Digest, stoa_client::types::Algorithm)| {
			[
				show::hash(checksum),
				format!(
					"{} + {} a custodian",
					words::price(algorithm.price),
					words::price(algorithm.seat_price)
				),
				algorithm.output_bytes.to_string(),
				format!("{}", algorithm.epsilon as f64 / 1e6),
			]
		};
	let lines: Vec<_> = algorithms.iter().map(line).collect();
	*text += &format!("\n{}", show::table(["MAY RUN", "PRICE", "BYTES OUT", "EPSILON"], &lines));
	Ok(())
}

/// Prints an account's licences.
pub async fn licenses(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let account = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let (mut lines, mut objects) = (Vec::new(), Vec::new());
	for id in at.licenses_of(&account).await? {
		let Some(info) = at.license(id).await? else { continue };
		let details = &info.details;
		let (word, phrase) = words::stage(&info);
		objects.push(json!({
			"license": id,
			"dataset": details.dataset,
			"release": details.release,
			"root": show::hash(&details.root),
			"stage": word,
			"in_force": info.in_force,
			"escrow": details.escrow.to_string(),
			"earned": info.earned.to_string(),
			"deposit": details.deposit.to_string(),
			"uses_left": details.uses_left,
			"models": details.models,
		}));
		lines.push([
			id.to_string(),
			details.dataset.to_string(),
			details.release.to_string(),
			Amount(details.escrow).to_string(),
			details.uses_left.map_or("-".to_string(), |uses| uses.to_string()),
			phrase,
		]);
	}
	context.print(&json!({ "block": at.number(), "licenses": objects }), || {
		if lines.is_empty() {
			return format!("{account} has no licences: see `stoa data list`");
		}
		show::table(["LICENCE", "DATASET", "RELEASE", "ON HOLD", "USES LEFT", "STATE"], &lines)
	});
	Ok(())
}
