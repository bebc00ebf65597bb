//! Stores what datasets and licences look like after a block, and how licences ended: that only events tell.

use crate::{
	Result,
	facts::{BlockFacts, Dataset, License},
	store::{Columns, Tx, all, int, one, planck, run},
};
use serde_json::Value;
use stoa_client::events::ChainEvent;
use stoa_primitives::{Balance, BlockNumber, DatasetId, LicenseId};

/// Writes down the datasets and licences that were touched.
pub(crate) async fn keep(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	let block = facts.block.number;
	for (id, dataset) in &facts.state.datasets {
		match dataset {
			Some(dataset) => keep_dataset(tx, block, *id, dataset).await?,
			None => remove_dataset(tx, block, *id).await?,
		}
	}
	for (id, license) in &facts.state.licenses {
		match license {
			Some(license) => keep_license(tx, block, *id, license).await?,
			None => end_license(tx, block, *id).await?,
		}
	}
	for event in facts.events.iter().filter(|event| event.pallet == "Datasets") {
		keep_event(tx, event).await?;
	}
	Ok(())
}

/// Where a block brings the state of everything: what it does not name is gone.
pub(crate) async fn forget_others(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	let block = facts.block.number;
	for row in all(tx, "SELECT id FROM datasets WHERE removed_at IS NULL", vec![]).await? {
		let id = row.small("id")?;
		if !facts.state.datasets.contains_key(&id) {
			remove_dataset(tx, block, id).await?;
		}
	}
	for row in all(tx, "SELECT id FROM licenses WHERE ended_at IS NULL", vec![]).await? {
		let id = row.count("id")?;
		if !facts.state.licenses.contains_key(&id) {
			end_license(tx, block, id).await?;
		}
	}
	Ok(())
}

async fn remove_dataset(tx: &mut Tx, block: BlockNumber, id: DatasetId) -> Result<()> {
	let sql = "UPDATE datasets SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
	run(tx, sql, vec![id.into(), block.into()]).await.map(|_| ())
}

async fn end_license(tx: &mut Tx, block: BlockNumber, id: LicenseId) -> Result<()> {
	let sql = "UPDATE licenses SET state = 'Ended', escrow = '0', ended_at = $2, updated_at = $2 \
	           WHERE id = $1 AND ended_at IS NULL";
	run(tx, sql, vec![id.into(), block.into()]).await.map(|_| ())
}

async fn keep_dataset(
	tx: &mut Tx,
	block: BlockNumber,
	id: DatasetId,
	dataset: &Dataset,
) -> Result<()> {
	let sql = "INSERT INTO datasets \
	           (id, owner, name, card, uri, state, flag, bond, sold, missed, refuted, runs, failed_runs, \
	           budget_total, budget_spent, created_at, updated_at, removed_at) VALUES \
	           ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, NULL) \
	           ON CONFLICT (id) DO UPDATE SET name = excluded.name, card = excluded.card, uri = excluded.uri, \
	           state = excluded.state, flag = excluded.flag, bond = excluded.bond, sold = excluded.sold, \
	           missed = excluded.missed, refuted = excluded.refuted, runs = excluded.runs, \
	           failed_runs = excluded.failed_runs, budget_total = excluded.budget_total, \
	           budget_spent = excluded.budget_spent, updated_at = excluded.updated_at, removed_at = NULL";
	let args = vec![
		id.into(),
		(&dataset.owner).into(),
		(&dataset.name).into(),
		(&dataset.card).into(),
		(&dataset.uri).into(),
		(&dataset.state).into(),
		dataset.flag.clone().into(),
		dataset.bond.to_string().into(),
		dataset.sold.into(),
		dataset.missed.into(),
		dataset.refuted.into(),
		dataset.runs.into(),
		dataset.failed_runs.into(),
		dataset.budget_total.into(),
		dataset.budget_spent.into(),
		block.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}

async fn keep_license(
	tx: &mut Tx,
	block: BlockNumber,
	id: LicenseId,
	license: &License,
) -> Result<()> {
	let sql = "INSERT INTO licenses \
	           (id, licensee, dataset, release, root, state, compute_only, price, escrow, paid, uses_left, \
	           ends_at, bought_at, updated_at) VALUES \
	           ($1, $2, $3, $4, $5, $6, $7, $8, $9, '0', $10, $11, $12, $12) \
	           ON CONFLICT (id) DO UPDATE SET licensee = excluded.licensee, state = excluded.state, \
	           escrow = excluded.escrow, uses_left = excluded.uses_left, ends_at = excluded.ends_at, \
	           updated_at = excluded.updated_at";
	let args = vec![
		id.into(),
		(&license.licensee).into(),
		license.dataset.into(),
		license.release.into(),
		(&license.root).into(),
		(&license.state).into(),
		i64::from(license.compute_only).into(),
		license.price.to_string().into(),
		license.escrow.to_string().into(),
		license.uses_left.into(),
		license.ends_at.into(),
		block.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}

/// What was paid, and why a licence ended. One that begins and ends in one block was never seen, and is left out.
async fn keep_event(tx: &mut Tx, event: &ChainEvent) -> Result<()> {
	let Some(license) = event.data.get("license").and_then(Value::as_u64) else { return Ok(()) };
	let text = |name: &str| event.data.get(name).and_then(Value::as_str);
	let ended = event.name == "LicenseEnded";
	if let Some(paid) = text("paid").filter(|_| ended || event.name == "LicensePaid") {
		add_paid(tx, license, planck(paid)?).await?;
	}
	let (true, Some(reason), Some(refunded)) = (ended, text("reason"), text("refunded")) else {
		return Ok(());
	};
	let sql = "UPDATE licenses SET reason = $2, refunded = $3 WHERE id = $1";
	let args = vec![int(license).into(), reason.to_string().into(), refunded.to_string().into()];
	run(tx, sql, args).await.map(|_| ())
}

async fn add_paid(tx: &mut Tx, license: LicenseId, amount: Balance) -> Result<()> {
	let sql = "SELECT paid FROM licenses WHERE id = $1";
	let Some(row) = one(tx, sql, vec![int(license).into()]).await? else { return Ok(()) };
	let sum = planck(&row.text("paid")?)?.saturating_add(amount);
	let sql = "UPDATE licenses SET paid = $2 WHERE id = $1";
	run(tx, sql, vec![int(license).into(), sum.to_string().into()]).await.map(|_| ())
}
