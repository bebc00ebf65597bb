//! `stoa model`.

mod import;
mod publish;

use crate::{
	args::ModelCommand,
	context::Context,
	dispute::words as court,
	fail::{FAILED, Fail},
	find, show,
};
pub use publish::hash_file;
use serde_json::{Value, json};
use stoa_client::{
	Amount, At, calls,
	types::{ListingDetails, ListingState, Parent, ReleaseDetails},
};
use stoa_primitives::{ReleaseId, TokenPrice};

/// Runs `stoa model`.
pub async fn run(context: &Context, command: ModelCommand) -> Result<(), Fail> {
	match command {
		ModelCommand::Import(args) => import::run(context, args).await,
		ModelCommand::Publish(args) => publish::run(context, *args).await,
		ModelCommand::List { all } => list(context, all).await,
		ModelCommand::Show { model } => one(context, &model).await,
		ModelCommand::SetPrice { release, price_in, price_out } => {
			let price = TokenPrice { per_1k_input: price_in.0, per_1k_output: price_out.0 };
			let (signer, client) = (context.signer()?, context.client().await?);
			let sent = client.submit(&signer, &calls::set_price(release, price)).await?;
			let block = sent.in_best_block().await?.block.number;
			context.print(
				&json!({ "release": release, "price": show::price_json(&price), "block": block }),
				|| format!("release {release} costs {} from block {block} on", show::price(&price)),
			);
			Ok(())
		}
		ModelCommand::Retire { release } => {
			let (signer, client) = (context.signer()?, context.client().await?);
			let sent = client.submit(&signer, &calls::retire(release)).await?;
			let block = sent.in_best_block().await?.block.number;
			context.print(&json!({ "release": release, "retired_at": block }), || {
				format!("release {release} takes no new jobs from block {block} on")
			});
			Ok(())
		}
	}
}

/// Flagged listings are left out unless `flagged_too`.
async fn list(context: &Context, flagged_too: bool) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let mut lines = Vec::new();
	let mut all = Vec::new();
	for (listing, details) in at.listings().await? {
		let flagged = matches!(at.listing_state(listing).await?, ListingState::Flagged(_));
		if flagged && !flagged_too {
			continue;
		}
		for (id, release) in at.releases_of(listing).await? {
			let servers = at.servers(id).await?.iter().filter(|server| server.weight > 0).count();
			all.push(release_json(id, &release, &details, servers));
			lines.push([
				id.to_string(),
				show::text(&details.metadata.name),
				show::class(release.class.0).to_string(),
				show::price(&release.price.0),
				servers.to_string(),
				match release.retired_at {
					None if flagged => "flagged by the court".to_string(),
					None => "takes jobs".to_string(),
					Some(block) => format!("retired in block {block}"),
				},
			]);
		}
	}
	context.print(&Value::Array(all), || {
		if lines.is_empty() {
			return "no models yet: publish one with `stoa model publish`".to_string();
		}
		show::table(["release", "model", "class", "royalty", "providers", "state"], &lines)
	});
	Ok(())
}

fn release_json(
	id: ReleaseId,
	release: &ReleaseDetails,
	listing: &ListingDetails,
	servers: usize,
) -> Value {
	json!({
		"release": id,
		"listing": release.listing,
		"name": show::text(&listing.metadata.name),
		"owner": listing.owner.to_string(),
		"artefact": show::hash(&release.artefact.hash),
		"bytes": release.artefact.bytes,
		"engine": show::hash(&release.engine),
		"model": release.exact.as_ref().map(|exact| show::hash(&exact.model)),
		"class": show::class(release.class.0),
		"licence": show::text(&release.licence),
		"context_tokens": release.context_tokens,
		"price": show::price_json(&release.price.0),
		"providers": servers,
		"retired_at": release.retired_at,
	})
}

async fn one(context: &Context, model: &str) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let releases = match model.trim_start_matches('#').parse::<ReleaseId>() {
		Ok(_) => {
			let found = find::release(&at, model).await?;
			vec![(found.id, found.release)]
		}
		Err(_) => at.releases_of(find::listing(&at, model).await?.0).await?,
	};
	let mut json = Vec::new();
	let mut text = String::new();
	for (id, release) in releases {
		let (object, words) = describe(&at, id, &release).await?;
		json.push(object);
		text.push_str(&words);
		text.push('\n');
	}
	if text.is_empty() {
		text = "this model has no release yet: add one with `stoa model publish --listing`".into();
	}
	context.print(&Value::Array(json), || text);
	Ok(())
}

async fn describe(
	at: &At,
	id: ReleaseId,
	release: &ReleaseDetails,
) -> Result<(Value, String), Fail> {
	let listing = at.listing(release.listing).await?;
	let listing =
		listing.ok_or_else(|| Fail::new(FAILED, format!("listing {} is gone", release.listing)))?;
	let servers = at.servers(id).await?;
	let active = servers.iter().filter(|server| server.weight > 0).count();
	let payees = at.payees(id).await?;
	let lineage = at.lineage(id).await?;
	let court = court::against(&at.listing_state(release.listing).await?);
	let mut object = release_json(id, release, &listing, active);
	object["court"] = court.clone().into();
	object["payees"] = payees
		.iter()
		.map(|(account, share)| json!({ "account": account.to_string(), "parts": share }))
		.collect();
	object["lineage"] = lineage
		.iter()
		.map(|ancestor| {
			let (kind, parent) = match ancestor.parent {
				Parent::Release(release) => ("release", u64::from(release)),
				Parent::License(license) => ("license", license),
			};
			json!({ kind: parent, "child": ancestor.child, "parts": ancestor.share.0 })
		})
		.collect();
	let mut rows = vec![
		("release", id.to_string()),
		("model", show::text(&listing.metadata.name)),
		("owner", listing.owner.to_string()),
		("class", show::class(release.class.0).to_string()),
		("licence", show::text(&release.licence)),
		("context", format!("{} tokens", release.context_tokens)),
		("royalty", show::price(&release.price.0)),
		(
			"artefact",
			format!("{} ({} bytes)", show::hash(&release.artefact.hash), release.artefact.bytes),
		),
		("engine", show::hash(&release.engine)),
		("providers", format!("{active} can be drawn, {} registered", servers.len())),
	];
	rows.extend(court.map(|court| ("court", court)));
	if let Some(exact) = &release.exact {
		rows.push(("model", show::hash(&exact.model)));
		rows.push(("vouched for", format!("{} of its publisher", Amount(exact.bond))));
	}
	for (account, share) in &payees {
		rows.push(("paid", format!("{account} {}", show::percent(*share))));
	}
	for ancestor in &lineage {
		let parent = match ancestor.parent {
			Parent::Release(release) => format!("release {release}"),
			Parent::License(license) => format!("data by licence {license}"),
		};
		let share = show::percent(ancestor.share.0);
		rows.push(("made from", format!("{parent} ({share} of {})", ancestor.child)));
	}
	if let Some(block) = release.retired_at {
		rows.push(("retired", format!("in block {block}")));
	}
	Ok((object, show::rows(&rows)))
}
