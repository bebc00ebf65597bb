//! Stores a block: everything of it in one transaction, or nothing.

use crate::{
	Error, Result,
	facts::{BlockFacts, hexadecimal},
	happened,
	head::Head,
	jobs, state,
	store::{Tx, int, run},
	webhook,
};
use stoa_client::events::ChainEvent;
use stoa_primitives::Digest;

/// Stores the block after the last one. False if another process was quicker.
pub(crate) async fn next(tx: &mut Tx, facts: &BlockFacts) -> Result<bool> {
	let block = &facts.block;
	// Also takes the row's lock: of two processes with the same block one sees no row.
	let sql = "UPDATE head SET number = $1, hash = $2, time_ms = $3 \
	           WHERE one = 1 AND number = $4 AND hash = $5";
	let moved = run(
		tx,
		sql,
		vec![
			block.number.into(),
			hexadecimal(&block.hash).into(),
			facts.time_ms.into(),
			(i64::from(block.number) - 1).into(),
			hexadecimal(&block.parent).into(),
		],
	);
	if moved.await? == 0 {
		let there = Head::read(tx).await?.is_some_and(|head| head.number >= block.number);
		return if there { Ok(false) } else { Err(Error::NotNext { number: block.number }) };
	}
	keep(tx, facts).await?;
	Ok(true)
}

/// Stores a block with the state of everything: the first one, or one after a gap.
pub(crate) async fn begin(tx: &mut Tx, genesis: Digest, facts: &BlockFacts) -> Result<()> {
	let block = &facts.block;
	if let Some(head) = Head::read(tx).await? {
		if head.number >= block.number {
			return Ok(());
		}
		let missing = (head.number.saturating_add(1), block.number.saturating_sub(1));
		if missing.0 <= missing.1 {
			let sql = "INSERT INTO gaps (first, last) VALUES ($1, $2)";
			run(tx, sql, vec![missing.0.into(), missing.1.into()]).await?;
		}
	}
	let sql = "INSERT INTO head (one, genesis, first, number, hash, time_ms) \
	           VALUES (1, $1, $2, $2, $3, $4) ON CONFLICT (one) DO UPDATE SET \
	           number = excluded.number, hash = excluded.hash, time_ms = excluded.time_ms";
	let args = vec![
		hexadecimal(&genesis).into(),
		block.number.into(),
		hexadecimal(&block.hash).into(),
		facts.time_ms.into(),
	];
	run(tx, sql, args).await?;
	state::forget_others(tx, facts).await?;
	keep(tx, facts).await
}

async fn keep(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	for event in &facts.events {
		keep_event(tx, facts, event).await?;
	}
	state::keep(tx, facts).await?;
	for event in &facts.events {
		jobs::keep(tx, facts, event).await?;
	}
	webhook::enqueue(tx, facts).await
}

async fn keep_event(tx: &mut Tx, facts: &BlockFacts, event: &ChainEvent) -> Result<()> {
	let sql = "INSERT INTO events \
	           (block, place, hash, time_ms, extrinsic, pallet, name, data) \
	           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
	let (block, place) = (facts.block.number, event.index);
	let args = vec![
		block.into(),
		place.into(),
		hexadecimal(&facts.block.hash).into(),
		int(facts.time_ms).into(),
		event.extrinsic.into(),
		(&event.pallet).into(),
		(&event.name).into(),
		event.data.to_string().into(),
	];
	run(tx, sql, args).await?;
	for (kind, id) in happened::subjects(event) {
		let sql = "INSERT INTO event_subjects (kind, id, block, place) VALUES ($1, $2, $3, $4)";
		run(tx, sql, vec![kind.into(), id.into(), block.into(), place.into()]).await?;
	}
	Ok(())
}
