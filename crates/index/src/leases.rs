//! Stores what offers of machines and leases look like after a block, and how leases ended: that only events tell.

use crate::{
	Result,
	facts::{BlockFacts, Lease, Offer},
	store::{Columns, Tx, all, int, one, planck, run},
};
use serde_json::Value;
use stoa_client::events::ChainEvent;
use stoa_primitives::{Balance, BlockNumber, LeaseId, OfferId};

/// Writes down the offers and leases that were touched.
pub(crate) async fn keep(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	let block = facts.block.number;
	for (id, offer) in &facts.state.offers {
		match offer {
			Some(offer) => keep_offer(tx, block, *id, offer).await?,
			None => remove_offer(tx, block, *id).await?,
		}
	}
	for (id, lease) in &facts.state.leases {
		match lease {
			Some(lease) => keep_lease(tx, block, *id, lease).await?,
			None => end_lease(tx, block, *id).await?,
		}
	}
	for event in facts.events.iter().filter(|event| event.pallet == "Compute") {
		keep_event(tx, event).await?;
	}
	Ok(())
}

/// Where a block brings the state of everything: what it does not name is gone.
pub(crate) async fn forget_others(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	let block = facts.block.number;
	for row in all(tx, "SELECT id FROM offers WHERE removed_at IS NULL", vec![]).await? {
		let id = row.count("id")?;
		if !facts.state.offers.contains_key(&id) {
			remove_offer(tx, block, id).await?;
		}
	}
	for row in all(tx, "SELECT id FROM leases WHERE ended_at IS NULL", vec![]).await? {
		let id = row.count("id")?;
		if !facts.state.leases.contains_key(&id) {
			end_lease(tx, block, id).await?;
		}
	}
	Ok(())
}

async fn remove_offer(tx: &mut Tx, block: BlockNumber, id: OfferId) -> Result<()> {
	let sql = "UPDATE offers SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
	run(tx, sql, vec![id.into(), block.into()]).await.map(|_| ())
}

async fn end_lease(tx: &mut Tx, block: BlockNumber, id: LeaseId) -> Result<()> {
	let sql = "UPDATE leases SET state = 'Ended', escrow = '0', ended_at = $2, updated_at = $2 \
	           WHERE id = $1 AND ended_at IS NULL";
	run(tx, sql, vec![id.into(), block.into()]).await.map(|_| ())
}

async fn keep_offer(tx: &mut Tx, block: BlockNumber, id: OfferId, offer: &Offer) -> Result<()> {
	let sql = "INSERT INTO offers \
	           (id, provider, cpu_cores, memory_mib, disk_gib, gpus, vram_mib, attributes, units, used, price, \
	           min_blocks, max_blocks, period_blocks, expires_at, measured_at, measured_blocks, created_at, \
	           updated_at, removed_at) VALUES \
	           ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, NULL) \
	           ON CONFLICT (id) DO UPDATE SET cpu_cores = excluded.cpu_cores, \
	           memory_mib = excluded.memory_mib, disk_gib = excluded.disk_gib, gpus = excluded.gpus, \
	           vram_mib = excluded.vram_mib, attributes = excluded.attributes, units = excluded.units, \
	           used = excluded.used, price = excluded.price, min_blocks = excluded.min_blocks, \
	           max_blocks = excluded.max_blocks, period_blocks = excluded.period_blocks, \
	           expires_at = excluded.expires_at, measured_at = excluded.measured_at, \
	           measured_blocks = excluded.measured_blocks, updated_at = excluded.updated_at, removed_at = NULL";
	let args = vec![
		id.into(),
		(&offer.provider).into(),
		u32::from(offer.cpu_cores).into(),
		offer.memory_mib.into(),
		offer.disk_gib.into(),
		u32::from(offer.gpus).into(),
		offer.vram_mib.into(),
		(&offer.attributes).into(),
		offer.units.into(),
		offer.used.into(),
		offer.price_per_block.to_string().into(),
		offer.min_blocks.into(),
		offer.max_blocks.into(),
		offer.period_blocks.into(),
		offer.expires_at.into(),
		offer.measured_at.into(),
		offer.measured_blocks.into(),
		block.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}

async fn keep_lease(tx: &mut Tx, block: BlockNumber, id: LeaseId, lease: &Lease) -> Result<()> {
	let sql = "INSERT INTO leases \
	           (id, tenant, provider, offer, units, state, escrow, paid, signed_until, ends_at, opened_at, \
	           updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '0', $8, $9, $10, $10) \
	           ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, state = excluded.state, \
	           escrow = excluded.escrow, signed_until = excluded.signed_until, ends_at = excluded.ends_at, \
	           updated_at = excluded.updated_at";
	let args = vec![
		id.into(),
		(&lease.tenant).into(),
		(&lease.provider).into(),
		lease.offer.into(),
		lease.units.into(),
		(&lease.state).into(),
		lease.escrow.to_string().into(),
		lease.signed_until.into(),
		lease.ends_at.into(),
		block.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}

/// What was paid, and why a lease ended. One that begins and ends in one block was never seen, and is left out.
async fn keep_event(tx: &mut Tx, event: &ChainEvent) -> Result<()> {
	let Some(lease) = event.data.get("lease").and_then(Value::as_u64) else { return Ok(()) };
	let text = |name: &str| event.data.get(name).and_then(Value::as_str);
	let paid = match event.name.as_str() {
		"LeasePaid" => text("amount"),
		"LeaseEnded" | "ContestSettled" => text("paid"),
		_ => None,
	};
	if let Some(paid) = paid {
		add_paid(tx, lease, planck(paid)?).await?;
	}
	let reason = match event.name.as_str() {
		"LeaseEnded" => text("reason"),
		"LeaseContested" => Some("Contested"),
		_ => None,
	};
	if let Some(reason) = reason {
		let sql = "UPDATE leases SET reason = $2 WHERE id = $1";
		run(tx, sql, vec![int(lease).into(), reason.to_string().into()]).await?;
	}
	if let Some(refunded) = text("refunded") {
		let sql = "UPDATE leases SET refunded = $2 WHERE id = $1";
		run(tx, sql, vec![int(lease).into(), refunded.to_string().into()]).await?;
	}
	Ok(())
}

async fn add_paid(tx: &mut Tx, lease: LeaseId, amount: Balance) -> Result<()> {
	let sql = "SELECT paid FROM leases WHERE id = $1";
	let Some(row) = one(tx, sql, vec![int(lease).into()]).await? else { return Ok(()) };
	let sum = planck(&row.text("paid")?)?.saturating_add(amount);
	let sql = "UPDATE leases SET paid = $2 WHERE id = $1";
	run(tx, sql, vec![int(lease).into(), sum.to_string().into()]).await.map(|_| ())
}
