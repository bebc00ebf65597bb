//! Stores what listings, releases and providers look like after a block, and what can be had for what.

use crate::{
	Result, channels, datasets,
	facts::{BlockFacts, Listing, Price, Provider, Release},
	leases,
	store::{Columns, Tx, all, int, planck, run},
};
use std::collections::BTreeSet;
use stoa_primitives::{BlockNumber, ListingId, ReleaseId};

/// Writes down everything in the block's state.
pub(crate) async fn keep(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	let block = facts.block.number;
	for (id, listing) in &facts.state.listings {
		match listing {
			Some(listing) => keep_listing(tx, block, *id, listing).await?,
			None => {
				let sql =
					"UPDATE listings SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
				run(tx, sql, vec![(*id).into(), block.into()]).await?;
			}
		}
	}
	for (id, release) in &facts.state.releases {
		match release {
			Some(release) => keep_release(tx, block, *id, release).await?,
			None => {
				let sql =
					"UPDATE releases SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
				run(tx, sql, vec![(*id).into(), block.into()]).await?;
			}
		}
	}
	channels::keep(tx, facts).await?;
	leases::keep(tx, facts).await?;
	datasets::keep(tx, facts).await?;
	let mut supplied = BTreeSet::new();
	for (account, provider) in &facts.state.providers {
		supplied.extend(keep_provider(tx, block, account, provider.as_ref()).await?);
	}
	for release in &supplied {
		keep_supply(tx, block, *release).await?;
	}
	if !facts.state.providers.is_empty() {
		keep_network(tx, block).await?;
	}
	Ok(())
}

/// Where a block brings the state of everything: what it does not name is gone.
pub(crate) async fn forget_others(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	let block = facts.block.number;
	let sql = "SELECT id FROM listings WHERE removed_at IS NULL";
	for row in all(tx, sql, vec![]).await? {
		let id = row.small("id")?;
		if !facts.state.listings.contains_key(&id) {
			let sql = "UPDATE listings SET removed_at = $2 WHERE id = $1";
			run(tx, sql, vec![id.into(), block.into()]).await?;
		}
	}
	let sql = "SELECT id FROM releases WHERE removed_at IS NULL";
	for row in all(tx, sql, vec![]).await? {
		let id = row.small("id")?;
		if !facts.state.releases.contains_key(&id) {
			let sql = "UPDATE releases SET removed_at = $2 WHERE id = $1";
			run(tx, sql, vec![id.into(), block.into()]).await?;
		}
	}
	let sql = "SELECT account FROM providers WHERE removed_at IS NULL";
	for row in all(tx, sql, vec![]).await? {
		let account = row.text("account")?;
		if !facts.state.providers.contains_key(&account) {
			for release in keep_provider(tx, block, &account, None).await? {
				keep_supply(tx, block, release).await?;
			}
		}
	}
	channels::forget_others(tx, facts).await?;
	leases::forget_others(tx, facts).await?;
	datasets::forget_others(tx, facts).await?;
	let sql = "SELECT id FROM jobs WHERE ended_at IS NULL";
	for row in all(tx, sql, vec![]).await? {
		let id = row.count("id")?;
		if !facts.state.orders.contains_key(&id) {
			let sql = "UPDATE jobs SET state = 'unknown', updated_at = $2 WHERE id = $1";
			run(tx, sql, vec![id.into(), block.into()]).await?;
		}
	}
	Ok(())
}

async fn keep_listing(
	tx: &mut Tx,
	block: BlockNumber,
	id: ListingId,
	listing: &Listing,
) -> Result<()> {
	let sql = "INSERT INTO listings \
	           (id, owner, name, card, uri, flag, published_at, updated_at, removed_at) \
	           VALUES ($1, $2, $3, $4, $5, $6, $7, $7, NULL) ON CONFLICT (id) DO UPDATE SET \
	           owner = excluded.owner, name = excluded.name, card = excluded.card, \
	           uri = excluded.uri, flag = excluded.flag, updated_at = excluded.updated_at, removed_at = NULL";
	let args = vec![
		id.into(),
		(&listing.owner).into(),
		(&listing.name).into(),
		(&listing.card).into(),
		(&listing.uri).into(),
		listing.flag.clone().into(),
		block.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}

async fn keep_release(
	tx: &mut Tx,
	block: BlockNumber,
	id: ReleaseId,
	release: &Release,
) -> Result<()> {
	let sql = "INSERT INTO releases \
	           (id, listing, artefact, bytes, format, engine, class, licence, context_tokens, \
	           royalty_input, royalty_output, parents, model, bond, added_at, updated_at, \
	           retired_at, removed_at) VALUES \
	           ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, NULL) \
	           ON CONFLICT (id) DO UPDATE SET royalty_input = excluded.royalty_input, \
	           royalty_output = excluded.royalty_output, updated_at = excluded.updated_at, \
	           retired_at = excluded.retired_at, removed_at = NULL";
	let parents = serde_json::json!(release.parents).to_string();
	let args = vec![
		id.into(),
		release.listing.into(),
		(&release.artefact).into(),
		int(release.bytes).into(),
		(&release.format).into(),
		(&release.engine).into(),
		(&release.class).into(),
		(&release.licence).into(),
		release.context_tokens.into(),
		release.royalty.input.to_string().into(),
		release.royalty.output.to_string().into(),
		parents.into(),
		release.model.clone().into(),
		release.bond.map(|bond| bond.to_string()).into(),
		block.into(),
		release.retired_at.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}

/// Also says of which releases the supply may have changed.
async fn keep_provider(
	tx: &mut Tx,
	block: BlockNumber,
	account: &str,
	provider: Option<&Provider>,
) -> Result<BTreeSet<ReleaseId>> {
	let sql = "SELECT release FROM serving WHERE provider = $1";
	let before = all(tx, sql, vec![account.into()]).await?;
	let mut supplied: BTreeSet<ReleaseId> =
		before.iter().map(|row| row.small("release")).collect::<Result<_>>()?;
	run(tx, "DELETE FROM serving WHERE provider = $1", vec![account.into()]).await?;
	let Some(provider) = provider else {
		let sql = "UPDATE providers SET removed_at = $2, updated_at = $2, bond = '0', \
		           reserved = '0' WHERE account = $1 AND removed_at IS NULL";
		run(tx, sql, vec![account.into(), block.into()]).await?;
		return Ok(supplied);
	};
	let sql = "INSERT INTO providers \
	           (account, endpoint, signing_key, transport_key, status, bond, reserved, jobs, \
	           strikes, slashes, hardware, registered_at, updated_at, removed_at) VALUES \
	           ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, NULL) \
	           ON CONFLICT (account) DO UPDATE SET endpoint = excluded.endpoint, \
	           signing_key = excluded.signing_key, transport_key = excluded.transport_key, \
	           status = excluded.status, bond = excluded.bond, reserved = excluded.reserved, \
	           jobs = excluded.jobs, strikes = excluded.strikes, slashes = excluded.slashes, \
	           hardware = excluded.hardware, updated_at = excluded.updated_at, removed_at = NULL";
	let hardware = provider.hardware.as_ref().map(|it| serde_json::json!(it).to_string());
	let args = vec![
		account.into(),
		(&provider.endpoint).into(),
		(&provider.signing_key).into(),
		(&provider.transport_key).into(),
		(&provider.status).into(),
		provider.bond.to_string().into(),
		provider.reserved.to_string().into(),
		provider.jobs.into(),
		provider.strikes.into(),
		provider.slashes.into(),
		hardware.into(),
		block.into(),
	];
	run(tx, sql, args).await?;
	for served in &provider.serving {
		let sql = "INSERT INTO serving \
		           (provider, release, price_input, price_output, weight, leaving) \
		           VALUES ($1, $2, $3, $4, $5, $6)";
		let args = vec![
			account.into(),
			served.release.into(),
			served.price.input.to_string().into(),
			served.price.output.to_string().into(),
			served.weight.into(),
			u8::from(served.leaving).into(),
		];
		run(tx, sql, args).await?;
		supplied.insert(served.release);
	}
	Ok(supplied)
}

/// What a release can be had for now, if that differs from what was known.
async fn keep_supply(tx: &mut Tx, block: BlockNumber, release: ReleaseId) -> Result<()> {
	let sql = "SELECT price_input, price_output, weight FROM serving \
	           WHERE release = $1 AND weight > 0 AND leaving = 0";
	let rows = all(tx, sql, vec![release.into()]).await?;
	let mut prices = Vec::new();
	let mut weight = 0;
	for row in &rows {
		prices.push(Price {
			input: planck(&row.text("price_input")?)?,
			output: planck(&row.text("price_output")?)?,
		});
		weight += row.int("weight")?;
	}
	let figures = |pick: fn(&[u128]) -> Option<u128>| {
		let side = |side: fn(&Price) -> u128| {
			let mut values: Vec<u128> = prices.iter().map(side).collect();
			values.sort_unstable();
			pick(&values).map(|value| value.to_string())
		};
		(side(|price| price.input), side(|price| price.output))
	};
	let low = figures(|sorted| sorted.first().copied());
	let median = figures(|sorted| sorted.get(sorted.len().saturating_sub(1) / 2).copied());
	let providers = u32::try_from(rows.len()).unwrap_or(u32::MAX);
	let sql = "SELECT providers, weight, low_input, low_output, median_input, median_output \
	           FROM supply WHERE release = $1 ORDER BY block DESC LIMIT 1";
	let last = crate::store::one(tx, sql, vec![release.into()]).await?;
	let now = (i64::from(providers), weight, low.0, low.1, median.0, median.1);
	let before = match last {
		None if rows.is_empty() => return Ok(()),
		None => None,
		Some(row) => Some((
			row.int("providers")?,
			row.int("weight")?,
			row.maybe_text("low_input")?,
			row.maybe_text("low_output")?,
			row.maybe_text("median_input")?,
			row.maybe_text("median_output")?,
		)),
	};
	if before.as_ref() == Some(&now) {
		return Ok(());
	}
	let sql = "INSERT INTO supply (release, block, providers, weight, low_input, low_output, \
	           median_input, median_output) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	           ON CONFLICT (release, block) DO UPDATE SET providers = excluded.providers, \
	           weight = excluded.weight, low_input = excluded.low_input, \
	           low_output = excluded.low_output, median_input = excluded.median_input, \
	           median_output = excluded.median_output";
	let args = vec![
		release.into(),
		block.into(),
		now.0.into(),
		now.1.into(),
		now.2.into(),
		now.3.into(),
		now.4.into(),
		now.5.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}

/// Providers that can be drawn, and the bond of all, if that differs from what was known.
async fn keep_network(tx: &mut Tx, block: BlockNumber) -> Result<()> {
	let sql = "SELECT status, bond FROM providers WHERE removed_at IS NULL";
	let (mut active, mut bond) = (0_i64, 0_u128);
	for row in all(tx, sql, vec![]).await? {
		active += i64::from(row.text("status")? == "Active");
		bond = bond.saturating_add(planck(&row.text("bond")?)?);
	}
	let sql = "SELECT providers, bond FROM network ORDER BY block DESC LIMIT 1";
	if let Some(row) = crate::store::one(tx, sql, vec![]).await?
		&& (row.int("providers")?, planck(&row.text("bond")?)?) == (active, bond)
	{
		return Ok(());
	}
	let sql = "INSERT INTO network (block, providers, bond) VALUES ($1, $2, $3) \
	           ON CONFLICT (block) DO UPDATE SET providers = excluded.providers, \
	           bond = excluded.bond";
	run(tx, sql, vec![block.into(), active.into(), bond.to_string().into()]).await.map(|_| ())
}
